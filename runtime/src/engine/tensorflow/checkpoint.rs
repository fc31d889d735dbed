use std::sync::Arc;

use tfdata_spec::DType;

use crate::libtensorflow::{Graph, Operation, Output, Result, Tensor};

/// The ops that write an iterator's position to a checkpoint and read it back.
#[derive(Clone, Copy)]
pub(super) struct Checkpoint {
    /// What the files' names begin with.
    pub(super) path: Output,
    pub(super) save: Operation,
    pub(super) restore: Operation,
}

impl Checkpoint {
    /// Adds the ops, for this iterator.
    pub(super) fn add(graph: &Graph, name: &str, iterator: Operation) -> Result<Self> {
        let path = graph.op("Placeholder", &format!("{name}/path")).attr("dtype", DType::String).finish()?;
        let names = |what: &str, text: &str| {
            let value = Arc::new(Tensor::strings(&[1], [text])?);
            let name = format!("{name}/{what}");
            graph.op("Const", &name).attr("dtype", DType::String).attr_tensor("value", value).finish()
        };
        let (names, slices) = (names("names", "iterator")?, names("slices", "")?);
        let position = graph
            .op("SerializeIterator", &format!("{name}/position"))
            .input(iterator)
            .attr("external_state_policy", 0_i64)
            .finish()?;
        let save = graph
            .op("SaveV2", &format!("{name}/save"))
            .input(path)
            .input(names)
            .input(slices)
            .input_list([position])
            .attr("dtypes", vec![DType::Variant])
            .finish()?;
        let stored = graph
            .op("RestoreV2", &format!("{name}/stored"))
            .input(path)
            .input(names)
            .input(slices)
            .attr("dtypes", vec![DType::Variant])
            .finish()?;
        let restore = graph
            .op("DeserializeIterator", &format!("{name}/restore"))
            .input(iterator)
            .input(stored)
            .finish()?;
        Ok(Self { path: path.output(0), save, restore })
    }
}
