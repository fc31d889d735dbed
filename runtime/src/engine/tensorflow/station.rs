use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tfdata_spec::{DType, ElementSpec, Shape};

use super::checkpoint::Checkpoint;
use super::decode::Decode;
use super::tuning::Tuning;
use crate::libtensorflow::{Attr, Graph, Operation, Output, Result, Session, Tensor};

/// The ops of one iterator: used by one iteration at a time, and again by later ones.
pub(super) struct Station {
    /// Of the components of an element.
    pub(super) dtypes: Vec<DType>,
    pub(super) tuning: Tuning,
    dataset: Output,
    start: Operation,
    stop: Operation,
    pub(super) next: Operation,
    iterator: Operation,
    /// The ops that store its position, once they are needed.
    checkpoint: Option<Checkpoint>,
    /// The ops behind `next`, by what they decode.
    decoded: Vec<Decoded>,
    name: String,
}

/// The ops that decode component `index`, which is a `leaf`.
struct Decoded {
    index: usize,
    leaf: ElementSpec,
    /// Whether an optional is left as it is.
    unread: bool,
    decode: Decode,
}

impl Station {
    /// Adds such ops to the graph.
    pub(super) fn add(graph: &Graph, types: Vec<DType>, tuning: Tuning) -> Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        // The name of the iterator's resource; an empty one would be shared by all iterators of the session.
        let name = format!("tfdata/iterator_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        // Any shape: each element's is checked when it is read.
        let shapes = vec![Shape::UNKNOWN; types.len()];
        let dataset =
            graph.op("Placeholder", &format!("{name}/dataset")).attr("dtype", DType::Variant).finish()?;
        let iterator = graph
            .op("IteratorV2", &name)
            .attr("shared_name", name.as_str())
            .attr("container", "")
            .attr("output_types", types.clone())
            .attr("output_shapes", shapes.clone())
            .finish()?;
        let make = |name: &str, dataset: Operation, tuning: Tuning| {
            let dataset = graph
                .op("OptionsDataset", &format!("{name}/dataset"))
                .input(dataset)
                .attr("serialized_options", Attr::String(tuning.options()))
                .attr("output_types", types.clone())
                .attr("output_shapes", shapes.clone())
                .finish()?;
            graph.op("MakeIterator", name).input(dataset).input(iterator).finish()
        };
        let start = make(&format!("{name}/start"), dataset, tuning)?;
        let none = Arc::new(Tensor::from_bytes(DType::I64, &[], &0_i64.to_ne_bytes())?);
        let none = graph
            .op("Const", &format!("{name}/none"))
            .attr("dtype", DType::I64)
            .attr_tensor("value", none)
            .finish()?;
        let empty = graph
            .op("TakeDataset", &format!("{name}/empty"))
            .input(dataset)
            .input(none)
            .attr("output_types", types.clone())
            .attr("output_shapes", shapes.clone())
            .finish()?;
        let stop = make(&format!("{name}/stop"), empty, Tuning::Off)?;
        let next = graph
            .op("IteratorGetNext", &format!("{name}/next"))
            .input(iterator)
            .attr("output_types", types.clone())
            .attr("output_shapes", shapes.clone())
            .finish()?;
        Ok(Self {
            dtypes: types,
            tuning,
            dataset: dataset.output(0),
            start,
            stop,
            next,
            iterator,
            checkpoint: None,
            decoded: Vec::new(),
            name,
        })
    }

    /// How component `index`, which is a `leaf`, is taken; an optional as it is if it is to be left unread.
    pub(super) fn decode(
        &mut self,
        graph: &Graph,
        index: usize,
        leaf: &ElementSpec,
        unread: bool,
    ) -> Result<Decode> {
        let unread = unread && matches!(leaf, ElementSpec::Optional(_));
        let wanted = |other: &&Decoded| (other.index, &other.leaf, other.unread) == (index, leaf, unread);
        if let Some(known) = self.decoded.iter().find(wanted) {
            return Ok(known.decode.clone());
        }
        let name = format!("{}/decode_{}", self.name, self.decoded.len());
        let add = if unread { Decode::add_unread } else { Decode::add };
        let decode = add(graph, self.next.output(index), leaf, &name)?;
        self.decoded.push(Decoded { index, leaf: leaf.clone(), unread, decode: decode.clone() });
        Ok(decode)
    }

    /// Makes the iterator begin with the dataset's first element.
    pub(super) fn start(&self, session: &Session, dataset: &Tensor) -> Result<()> {
        session.run(&[(self.dataset, dataset)], &[], &[self.start]).map(drop)
    }

    /// Writes where the iterator stands to files whose names begin with `path`.
    pub(super) fn save(&mut self, graph: &Graph, session: &Session, path: &Tensor) -> Result<()> {
        let checkpoint = self.checkpoint(graph)?;
        session.run(&[(checkpoint.path, path)], &[], &[checkpoint.save]).map(drop)
    }

    /// Goes on where an iterator stood when it was saved.
    pub(super) fn restore(&mut self, graph: &Graph, session: &Session, path: &Tensor) -> Result<()> {
        let checkpoint = self.checkpoint(graph)?;
        session.run(&[(checkpoint.path, path)], &[], &[checkpoint.restore]).map(drop)
    }

    fn checkpoint(&mut self, graph: &Graph) -> Result<Checkpoint> {
        if let Some(checkpoint) = self.checkpoint {
            return Ok(checkpoint);
        }
        let checkpoint = Checkpoint::add(graph, &self.name, self.iterator)?;
        Ok(*self.checkpoint.insert(checkpoint))
    }

    /// Ends the iteration: an empty dataset takes the place of the one that ran, whose threads and buffers go.
    pub(super) fn stop(&self, session: &Session, dataset: &Tensor) -> Result<()> {
        session.run(&[(self.dataset, dataset)], &[], &[self.stop]).map(drop)
    }
}
