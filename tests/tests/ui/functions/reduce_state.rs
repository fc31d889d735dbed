use tfdata::Dataset;

fn main() -> tfdata::Result<()> {
    let numbers = Dataset::range(10);
    let mean = numbers.reduce(0_i64, |_, state, x| (state + x).cast::<f32>().into())?;
    println!("{mean}");
    Ok(())
}
