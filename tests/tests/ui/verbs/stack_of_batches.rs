//! A generated batch is stacked already: it is joined.

use tfdata::{Dataset, Element};

#[derive(Element)]
struct Row {
    id: i64,
}

fn main() -> tfdata::Result<()> {
    let batches = Dataset::<RowBatch>::load("rows").open()?;
    batches.stack()?;
    Ok(())
}
