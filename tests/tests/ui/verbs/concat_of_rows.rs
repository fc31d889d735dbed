//! Single elements are stacked; batches of them are joined.

use tfdata::{Dataset, Element};

#[derive(Element)]
struct Row {
    id: i64,
}

fn main() -> tfdata::Result<()> {
    let rows = Dataset::<Row>::load("rows").open()?;
    rows.concat()?;
    Ok(())
}
