use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.scan::<i64, i64>(0, |_, state, x| (state + x).into()));
}
