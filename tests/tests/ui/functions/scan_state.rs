use tfdata::Dataset;

fn main() {
    let numbers = Dataset::range(10);
    drop(numbers.scan::<i64, i64>(0, |_, state, x| {
        let sum = state + x;
        (sum.cast::<f32>(), sum).into()
    }));
}
