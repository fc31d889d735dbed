use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.flat_map::<f32>(|g, x| g.range(0, x)));
}
