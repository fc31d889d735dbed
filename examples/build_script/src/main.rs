//! Reads a dataset with a struct that the build script wrote: nobody typed its fields.

use tfdata::Dataset;

include!(concat!(env!("OUT_DIR"), "/car.rs"));

const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../python_export/exported");

fn main() -> tfdata::Result<()> {
    tfdata::libtensorflow::load_or_install()?;
    for car in Dataset::<Car>::saved_model(MODEL).open()?.take(3).iter()? {
        println!("{:?}", car?);
    }
    Ok(())
}
