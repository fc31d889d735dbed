//! Writes `struct Quake` for the record files to `OUT_DIR/quake.rs`, and again whenever they change.

use tfdata_codegen::{BuildError, Builder};

fn main() -> Result<(), BuildError> {
    // `tfdata_codegen::build("Quake", path)` is the short form.
    Builder::new("Quake", "../quickstart/data/quakes-gzip-*").field("place", "String").build()
}
