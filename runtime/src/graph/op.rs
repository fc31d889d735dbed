use super::{Graph, Tensor};
use crate::libtensorflow::{Attr, Output};

/// An op in the making: what [`Graph::op`] returns.
#[must_use = "the op is added by `finish`"]
pub struct Op<'g> {
    graph: &'g Graph,
    op: String,
    inputs: Vec<Input>,
    attrs: Vec<(String, Attr)>,
}

enum Input {
    One(Tensor),
    List(Vec<Tensor>),
}

impl<'g> Op<'g> {
    pub(super) fn new(graph: &'g Graph, op: &str) -> Self {
        Self { graph, op: op.to_owned(), inputs: Vec::new(), attrs: Vec::new() }
    }

    /// The next input, if it is a single tensor.
    pub fn input<T>(mut self, input: &Tensor<T>) -> Self {
        self.inputs.push(Input::One(input.untyped()));
        self
    }

    /// The next input, if it is a list of tensors.
    pub fn inputs<'t, T: 't>(mut self, inputs: impl IntoIterator<Item = &'t Tensor<T>>) -> Self {
        self.inputs.push(Input::List(inputs.into_iter().map(Tensor::untyped).collect()));
        self
    }

    /// An attribute.
    pub fn attr(mut self, name: &str, value: impl Into<Attr>) -> Self {
        self.attrs.push((name.to_owned(), value.into()));
        self
    }

    /// Adds the op and returns its first output.
    pub fn finish(self) -> Tensor {
        let graph = self.graph;
        self.add().unwrap_or_else(|| Tensor::new(graph, None))
    }

    /// Adds the op and returns its first outputs, as many as these.
    pub fn outputs(self, count: usize) -> Vec<Tensor> {
        let first = self.finish();
        let output = |index| first.output.map(|output| output.operation.output(index));
        (0..count).map(|index| Tensor::new(&first.graph, output(index))).collect()
    }

    fn add(self) -> Option<Tensor> {
        let graph = self.graph;
        let name = graph.name(&self.op);
        let mut builder = graph.0.graph.op(&self.op, &name);
        for input in &self.inputs {
            builder = match input {
                Input::One(tensor) => builder.input(graph.own(tensor)?),
                Input::List(tensors) => {
                    let outputs: Option<Vec<Output>> =
                        tensors.iter().map(|tensor| graph.own(tensor)).collect();
                    builder.input_list(outputs?)
                }
            };
        }
        let builder =
            self.attrs.into_iter().fold(builder, |builder, (name, value)| builder.attr(&name, value));
        Some(graph.added(builder.finish()))
    }
}
