use std::sync::Arc;

use super::host::Host;
use super::{failure, lower, parse_batches, source};
use crate::error::Result;
use crate::libtensorflow::Tensor;
use crate::plan::{Node, Plan};

/// A dataset that exists in TensorFlow: the opaque tensor that stands for it.
///
/// It is made once for each plan and kept: what the dataset remembers from one iteration to the next (a cache,
/// the state of a seeded shuffle) is in there.
///
/// The order of the fields is that in which they are dropped, and matters: a dataset that goes takes things out of the
/// sessions that it and its inputs were made in.
pub(crate) struct Variant {
    pub(super) tensor: Arc<Tensor>,
    pub(super) host: Arc<Host>,
    /// Datasets that this one is made from.
    _inputs: Vec<Arc<Self>>,
}

impl Variant {
    /// The plan's dataset.
    pub(super) fn of(plan: &Arc<Plan>) -> Result<Arc<Self>> {
        if let Some(variant) = plan.prepared.tensorflow.get() {
            return Ok(variant.clone());
        }
        if let Node::Engine { input, .. } = &plan.node {
            return Self::of(input);
        }
        let variant = Arc::new(Self::make(plan)?);
        Ok(plan.prepared.tensorflow.get_or_init(|| variant).clone())
    }

    fn make(plan: &Arc<Plan>) -> Result<Self> {
        if let Node::Source(source) = &plan.node {
            return source::open(source, &plan.spec);
        }
        let (inputs, call) = match parse_batches::records(plan) {
            Some(records) => {
                let records = Self::of(records)?;
                let call = parse_batches::lower(plan, &records)?;
                (vec![records], call)
            }
            None => {
                let inputs = plan.inputs().into_iter().map(Self::of).collect::<Result<Vec<_>>>()?;
                let call = lower::node(plan, &inputs)?;
                (inputs, call)
            }
        };
        let host = match inputs.first() {
            Some(input) => input.host.clone(),
            None => Arc::new(Host::new()?),
        };
        host.outlived_by(inputs.iter().map(|input| &input.host));
        let tensor = host.call(call).map_err(|error| failure::at(plan, "making the dataset", error))?;
        Ok(Self { tensor: Arc::new(tensor), host, _inputs: inputs })
    }

    /// A dataset made without others.
    pub(super) fn source(host: Host, tensor: Tensor) -> Self {
        Self { tensor: Arc::new(tensor), host: Arc::new(host), _inputs: Vec::new() }
    }
}
