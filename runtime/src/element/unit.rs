use tfdata_spec::Want;

use super::Element;
use crate::error::Result;
use crate::graph;
use crate::row::Row;
use crate::tensor::Components;

/// Python's `None`: nothing is stored for it.
impl Element for () {
    const SPEC: Want = Want::Unit;
    type Tensors = graph::Untyped;

    fn read(_: &mut Row<'_>) -> Result<Self> {
        Ok(())
    }

    fn into_components(self, _: &mut Components) -> Result<()> {
        Ok(())
    }
}
