use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.take_while(|_, x| (x.lt(3), x.gt(1))));
}
