use tfdata::{Dataset, Element};

#[derive(Element)]
#[element(tensors)]
struct Day {
    feat: [f32; 3],
    wet: bool,
}

fn scaled(days: &Dataset<Day>) -> Dataset<Day> {
    days.map(|_, x| DayTensors { feat: &x.feat * 2 }.into())
}

fn main() {}
