use tfdata::{Dataset, Element};

#[derive(Element)]
struct Row {
    number: i64,
}

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.map::<Row>(|_, x| (x * 2).into()));
}
