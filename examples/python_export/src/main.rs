//! Reads a pipeline that `export.py` exported from Python, with the `map` that is written there.
//!
//! Where `python3` has TensorFlow, the pipeline is exported anew first. Otherwise the export in `exported` is read,
//! which the same script made.

use std::path::Path;
use std::process::Command;

use tfdata::{Cardinality, Dataset, Element};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

/// What `features` in `export.py` returns.
#[derive(Debug, PartialEq, Element)]
struct Car {
    name: String,
    origin: String,
    litres_per_100km: f32,
    frugal: bool,
    /// Horsepower and displacement in hundreds, weight in thousands of pounds.
    sizes: [f32; 3],
}

/// Whether Python could export the pipeline into this folder.
fn export(to: &Path) -> bool {
    let script = Path::new(HERE).join("export.py");
    Command::new("python3").arg(script).arg(to).output().is_ok_and(|python| python.status.success())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    tfdata::libtensorflow::load_or_install()?;

    let folder = tempfile::tempdir()?;
    let mut model = folder.path().join("cars");
    if export(&model) {
        println!("Exported by python3 just now.");
    } else {
        println!("python3 has no TensorFlow here: reading the export that comes with this example.");
        model = Path::new(HERE).join("exported");
    }

    let cars = Dataset::<Car>::saved_model(model).open()?;
    println!("\nOne element: {}", cars.element_spec());

    let frugal = cars.stack()?.rows().filter(|car| car.frugal).take(5).collect::<Vec<_>>();
    println!("\nThe first cars that need less than 7.84 litres on 100 km:");
    for Car { name, origin, litres_per_100km, sizes: [horsepower, displacement, weight], .. } in &frugal {
        println!(
            "  {name:20} {origin:6} {litres_per_100km:5.2} l, {:3.0} hp, {:3.0} in³, {:4.0} lb",
            100.0 * horsepower,
            100.0 * displacement,
            1000.0 * weight
        );
    }

    // What the first row of cars.csv becomes: 235.215 / 18 mpg, and the sizes scaled.
    let first = Car {
        name: "chevrolet chevelle malibu".to_owned(),
        origin: "USA".to_owned(),
        litres_per_100km: 235.215 / 18.0,
        frugal: false,
        sizes: [1.30, 3.07, 3.504],
    };
    assert_eq!(cars.first()?, Some(first));
    assert_eq!(cars.cardinality()?, Cardinality::Known(392));
    Ok(())
}
