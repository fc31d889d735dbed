//! Single numbers have no axis to be joined along.

use tfdata::Dataset;

fn main() -> tfdata::Result<()> {
    Dataset::range(10).concat()?;
    Ok(())
}
