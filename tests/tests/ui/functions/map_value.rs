use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.map::<(i64, f32)>(|_, x| (x * 2, 0.5).into()));
}
