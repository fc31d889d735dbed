use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.map::<f32>(|_, x| (x * 2).into()));
}
