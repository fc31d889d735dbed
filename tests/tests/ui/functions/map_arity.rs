use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.map::<(i64, i64, i64)>(|_, x| (x * 2, x * 3).into()));
}
