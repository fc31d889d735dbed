//! Batches of generated batches.

use tfdata::{Dataset, Element};

#[derive(Element)]
struct Row {
    id: i64,
}

fn main() -> tfdata::Result<()> {
    let rows = Dataset::<Row>::load("rows").open()?;
    let twice = rows.batch(32).batch(10);
    drop(twice);
    Ok(())
}
