//! Writes `struct Car` for the dataset to `OUT_DIR/car.rs`, and again whenever the dataset changes.

use tfdata_codegen::{BuildError, Builder};

fn main() -> Result<(), BuildError> {
    // `tfdata_codegen::build("Car", path)` is the short form.
    Builder::new("Car", "../python_export/exported").field("origin", "String").field("name", "String").build()
}
