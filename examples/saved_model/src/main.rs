//! Reads a tf.data pipeline that Python exported: 324 cars of the years 1970 to 1982.

use tfdata::{Dataset, Element, bf16};

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/cars");

/// One element of the dataset. The derive makes `CarBatch` too: the same fields, as arrays.
#[derive(Element)]
struct Car {
    origin: String,
    #[element(rename = "cyl")]
    cylinders: u8,
    mpg: f32,
    /// Horsepower, displacement in cubic inches, weight in pounds.
    power: [bf16; 3],
}

fn main() -> tfdata::Result<()> {
    // Finds TensorFlow's library on this machine, or fetches it once into the user's cache.
    tfdata::libtensorflow::load_or_install()?;
    println!("TensorFlow {}\n", tfdata::libtensorflow::version()?);

    // Python batched this pipeline, so one element of it is a `CarBatch`. Names, dtypes and shapes are checked
    // here, before any data is read.
    let batches = Dataset::<CarBatch>::saved_model(MODEL).output("train").input("batch", 24_i64).open()?;
    println!("One element, as Python exported it: {}\n", batches.element_spec());

    // The single cars, one after the other.
    let cars = batches.unbatch();
    println!("The first cars, one at a time:");
    println!(
        "  {:8} {:>9} {:>5} {:>10} {:>12} {:>6}",
        "origin", "cylinders", "mpg", "horsepower", "displacement", "weight"
    );
    for car in cars.take(3).iter()? {
        let Car { origin, cylinders, mpg, power: [horsepower, displacement, weight] } = car?;
        println!("  {origin:8} {cylinders:>9} {mpg:>5} {horsepower:>10} {displacement:>12} {weight:>6}");
    }

    // Every car, stacked: one array for each field, and row `i` of each is car `i`.
    let all: CarBatch = cars.stack()?;
    println!("\nAll {} cars, stacked:", all.len());
    println!("  origin {:?}, cylinders {:?}", all.origin.shape(), all.cylinders.shape());
    println!("  mpg {:?}, power {:?}", all.mpg.shape(), all.power.shape());

    // Batches of 100; the last one is shorter.
    println!("\nIn batches of 100:");
    for (number, batch) in cars.batch(100).iter()?.enumerate() {
        let batch: CarBatch = batch?;
        let weight = batch.power.column(2).mapv(f32::from);
        println!(
            "  batch {number}: {:3} cars, mean weight {:.0}",
            batch.len(),
            weight.mean().unwrap_or(f32::NAN)
        );
    }

    // Only the first two, joined along axis 0.
    let some: CarBatch = cars.batch(100).take(2).concat()?;
    println!("\nThe first two batches, joined: {} cars, power {:?}", some.len(), some.power.shape());
    for origin in ["USA", "Europe", "Japan"] {
        let cars = some.origin.iter().filter(|from| *from == origin).count();
        println!("  {cars:3} from {origin}");
    }
    Ok(())
}
