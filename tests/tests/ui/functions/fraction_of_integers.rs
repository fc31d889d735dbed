use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.map::<f32>(|_, x| (x * 0.5).cast::<f32>().into()));
}
