use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.filter(|_, x| x.and(x.gt(3))));
}
