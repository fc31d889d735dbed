use tfdata::Element;

#[derive(Element)]
#[element(tensors = "DayBatch")]
struct Day {
    feat: [f32; 3],
}

#[derive(Element)]
#[element(tensors(Clone))]
struct Night {
    feat: [f32; 3],
}

fn main() {}
