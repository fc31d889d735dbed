use tfdata::{Dataset, Element};

#[derive(Element)]
#[element(tensors)]
struct Day {
    feat: [f32; 3],
    wet: bool,
}

fn scaled(days: &Dataset<Day>) -> Dataset<f32> {
    days.map(|_, x| x.feats.sum().into())
}

fn main() {}
