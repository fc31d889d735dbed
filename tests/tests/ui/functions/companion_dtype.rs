use tfdata::{Dataset, Element};

#[derive(Element)]
#[element(tensors)]
struct Day {
    feat: [f32; 3],
    wet: bool,
}

fn scaled(days: &Dataset<Day>) -> Dataset<Day> {
    days.map(|_, x| DayTensors { feat: x.feat.cast::<f64>(), wet: x.wet.clone() }.into())
}

fn main() {}
