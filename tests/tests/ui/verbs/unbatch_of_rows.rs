//! An element that is no batch.

use tfdata::{Dataset, Element};

#[derive(Element)]
struct Row {
    id: i64,
}

fn main() -> tfdata::Result<()> {
    let rows = Dataset::<Row>::load("rows").open()?;
    drop(rows.unbatch());
    Ok(())
}
