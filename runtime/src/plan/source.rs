use std::path::PathBuf;

use super::{FileSource, Service};
use crate::part::Part;
use crate::tensor::Tensor;

/// Where elements come from.
pub(crate) enum Source {
    /// Row `i` of each tensor is element `i`. In the order of the flattened element.
    TensorSlices(Vec<Tensor>),
    /// One element.
    Tensors(Vec<Tensor>),
    /// One element, or with `slices` the rows of one, not all of whose components are dense. In the order of the
    /// flattened element.
    Memory { components: Vec<Part>, slices: bool },
    /// Numbers from `start` up to, not including, `stop`.
    Range { start: i64, stop: i64, step: i64 },
    /// Random numbers without end.
    Random { seed: Option<i64>, reshuffle: bool },
    /// Files of records, lines or rows.
    Files(FileSource),
    /// A dataset of a tf.data service.
    Service { service: Service, id: String },
    /// A dataset that a SavedModel's signature returns.
    SavedModel(SavedModelSource),
    /// A serialized graph that ends in a dataset (`DatasetToGraphV2`).
    GraphDef { name: String, bytes: Vec<u8> },
    /// A directory written by `ds.save`.
    Load { path: PathBuf, compression: &'static str, cycle_length: usize, elements: Option<u64> },
}

/// A dataset that a SavedModel's signature returns.
pub(crate) struct SavedModelSource {
    pub(crate) path: PathBuf,
    pub(crate) tags: Vec<String>,
    pub(crate) signature: String,
    /// The tensor that is the dataset: `StatefulPartitionedCall:0`.
    pub(crate) variant: String,
    /// Values of the signature's inputs, by the tensors that take them.
    pub(crate) feeds: Vec<(String, Tensor)>,
}

impl Source {
    /// What it is, as the user named it; for messages.
    pub(crate) fn dataset(&self) -> String {
        match self {
            Self::TensorSlices(_) => "from_tensor_slices".into(),
            Self::Memory { slices: true, .. } => "from_tensor_slices".into(),
            Self::Tensors(_) | Self::Memory { .. } => "from_tensors".into(),
            Self::Range { start, stop, step } => format!("range({start}, {stop}, {step})"),
            Self::Random { seed: Some(seed), .. } => format!("random(seed {seed})"),
            Self::Random { seed: None, .. } => "random()".into(),
            Self::SavedModel(source) => {
                format!("signature `{}` of {}", source.signature, source.path.display())
            }
            Self::GraphDef { name, .. } => name.clone(),
            Self::Service { service, id } => format!("`{id}` of the tf.data service at {}", service.address),
            Self::Files(source) => source.pattern.clone(),
            Self::Load { path, .. } => path.display().to_string(),
        }
    }
}
