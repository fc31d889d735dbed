use tfdata::{Dataset, Element};

#[derive(Element)]
struct Day {
    feat: [f32; 3],
}

fn sums(days: &Dataset<Day>) -> Dataset<f32> {
    days.map(|_, x| x.feat.sum().into())
}

fn main() {}
