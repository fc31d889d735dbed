use tfdata::{Dataset, Element};

#[derive(Element)]
#[element(tensors)]
struct Day {
    feat: [f32; 3],
    wet: bool,
}

#[derive(Element)]
#[element(tensors)]
struct Night {
    feat: [f32; 3],
}

fn nights(days: &Dataset<Day>) -> Dataset<Night> {
    days.map(|_, x| DayTensors { feat: &x.feat * 2, wet: x.wet.clone() }.into())
}

fn main() {}
