use std::sync::Arc;

use tfdata_spec::DType;

use super::variant::Variant;
use crate::libtensorflow::{Attr, Error, Tensor};

/// One op with the values of its inputs: what Python's eager mode would run.
pub(super) struct Call {
    pub(super) op: &'static str,
    pub(super) inputs: Vec<Input>,
    pub(super) attrs: Vec<(&'static str, Attr)>,
    error: Option<Error>,
}

/// An input of a [`Call`].
pub(super) enum Input {
    /// A tensor.
    Tensor(Arc<Tensor>),
    /// A list of tensors.
    List(Vec<Arc<Tensor>>),
    /// The output of an op without inputs, for instance `DummySeedGenerator`.
    Op(&'static str),
}

impl Call {
    pub(super) fn new(op: &'static str) -> Self {
        Self { op, inputs: Vec::new(), attrs: Vec::new(), error: None }
    }

    /// The next input: a dataset.
    pub(super) fn dataset(self, dataset: &Variant) -> Self {
        self.input(Input::Tensor(dataset.tensor.clone()))
    }

    /// The next input: a number.
    pub(super) fn int(self, value: i64) -> Self {
        self.tensor(Tensor::from_bytes(DType::I64, &[], &value.to_ne_bytes()))
    }

    /// The next input: a vector of numbers.
    pub(super) fn ints(self, values: &[i64]) -> Self {
        self.tensor(Tensor::from_bytes(DType::I64, &[values.len()], bytemuck::cast_slice(values)))
    }

    /// The next input: a truth value.
    pub(super) fn bool(self, value: bool) -> Self {
        self.tensor(Tensor::from_bytes(DType::Bool, &[], &[u8::from(value)]))
    }

    /// The next input: a string.
    pub(super) fn string(self, value: &str) -> Self {
        self.tensor(Tensor::strings(&[], [value]))
    }

    /// The next input: a vector of strings.
    pub(super) fn strings<S: AsRef<[u8]>>(self, values: &[S]) -> Self {
        self.tensor(Tensor::strings(&[values.len()], values.iter().map(AsRef::as_ref)))
    }

    /// The next input, a list of tensors.
    pub(super) fn list(self, tensors: Vec<Arc<Tensor>>) -> Self {
        self.input(Input::List(tensors))
    }

    /// The next input, whatever it is.
    pub(super) fn input(mut self, input: Input) -> Self {
        self.inputs.push(input);
        self
    }

    /// An attribute.
    pub(super) fn attr(mut self, name: &'static str, value: impl Into<Attr>) -> Self {
        self.attrs.push((name, value.into()));
        self
    }

    fn tensor(mut self, tensor: Result<Tensor, Error>) -> Self {
        match tensor {
            Ok(tensor) => self.inputs.push(Input::Tensor(Arc::new(tensor))),
            Err(error) => self.error = Some(error),
        }
        self
    }

    /// The call, or why one of its inputs could not be made.
    pub(super) fn check(self) -> Result<Self, Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// The same for calls that differ in the values of their inputs only.
    pub(super) fn key(&self) -> String {
        let inputs: Vec<_> = self.inputs.iter().map(Input::dtypes).collect();
        format!("{}({inputs:?}) {:?}", self.op, self.attrs)
    }
}

impl Input {
    /// The dtypes of the tensors that it takes.
    pub(super) fn dtypes(&self) -> Vec<DType> {
        self.tensors().iter().map(|tensor| tensor.dtype()).collect()
    }

    /// The tensors that it takes.
    pub(super) fn tensors(&self) -> &[Arc<Tensor>] {
        match self {
            Self::Tensor(tensor) => std::slice::from_ref(tensor),
            Self::List(tensors) => tensors,
            Self::Op(_) => &[],
        }
    }
}
