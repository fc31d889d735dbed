//! Adding an operation to a graph.

use std::ffi::{CString, c_int};
use std::sync::Arc;

use super::attr::Attr;
use super::cstr::c_string;
use super::error::{Error, Result};
use super::graph::RawGraph;
use super::node::{Operation, Output};
use super::raw;
use super::status::StatusCell;
use super::tensor::Tensor;

/// An operation in the making. Nothing is added to the graph before [`finish`](Self::finish).
#[must_use = "the operation is added by `finish`"]
pub struct OperationBuilder<'g> {
    graph: &'g RawGraph,
    op_type: String,
    name: String,
    device: Option<String>,
    inputs: Vec<OpInput>,
    control_inputs: Vec<Operation>,
    attrs: Vec<(String, AttrSource)>,
}

enum OpInput {
    One(Output),
    List(Vec<Output>),
}

enum AttrSource {
    Value(Attr),
    Tensor(Arc<Tensor>),
}

impl<'g> OperationBuilder<'g> {
    pub(super) fn new(graph: &'g RawGraph, op_type: &str, name: &str) -> Self {
        Self {
            graph,
            op_type: op_type.to_owned(),
            name: name.to_owned(),
            device: None,
            inputs: Vec::new(),
            control_inputs: Vec::new(),
            attrs: Vec::new(),
        }
    }

    /// The next input, if it is a single tensor. Inputs are given in the order of the op's definition.
    pub fn input(mut self, input: impl Into<Output>) -> Self {
        self.inputs.push(OpInput::One(input.into()));
        self
    }

    /// The next input, if it is a list of tensors; the list may be empty.
    pub fn input_list(mut self, inputs: impl IntoIterator<Item = impl Into<Output>>) -> Self {
        self.inputs.push(OpInput::List(inputs.into_iter().map(Into::into).collect()));
        self
    }

    /// An operation that runs before this one.
    pub fn control_input(mut self, operation: Operation) -> Self {
        self.control_inputs.push(operation);
        self
    }

    /// The value of an attribute.
    pub fn attr(mut self, name: &str, value: impl Into<Attr>) -> Self {
        self.attrs.push((name.to_owned(), AttrSource::Value(value.into())));
        self
    }

    /// A function as the value of an attribute; the graph must have a function of this name when it runs.
    pub fn attr_func(self, name: &str, function: &str) -> Self {
        self.attr(name, Attr::Func(function.to_owned()))
    }

    /// A tensor as the value of an attribute, as `Const` takes it.
    pub fn attr_tensor(mut self, name: &str, value: Arc<Tensor>) -> Self {
        self.attrs.push((name.to_owned(), AttrSource::Tensor(value)));
        self
    }

    /// The device that the operation runs on, for instance `/cpu:0`.
    pub fn device(mut self, device: &str) -> Self {
        self.device = Some(device.to_owned());
        self
    }

    /// Adds the operation to the graph.
    ///
    /// # Errors
    /// [`Error::Status`] if TensorFlow does not know the op, or inputs and attributes do not fit it;
    /// [`Error::OtherGraph`] and [`Error::OutputIndex`] for wrong inputs; [`Error::Nul`].
    pub fn finish(self) -> Result<Operation> {
        let api = self.graph.api;
        let ready = self.prepare()?;
        let mut status = StatusCell::new(api)?;
        let (graph, op_type, name) = (self.graph.as_ptr(), ready.op_type.as_ptr(), ready.name.as_ptr());
        // SAFETY: the graph is live until after TF_FinishOperation, as it is borrowed; the strings are copied.
        let description = unsafe { (api.new_operation)(graph, op_type, name) };
        if description.is_null() {
            return Err(Error::Null { function: "TF_NewOperation" });
        }
        let described = self.describe(description, &ready, &mut status);
        // Also after an error: nothing else frees the description. The first error is the one that counts.
        // SAFETY: the description is live; TF_FinishOperation frees it, and it is not used afterwards.
        let operation = unsafe { (api.finish_operation)(description, status.as_ptr()) };
        described?;
        status.check()?;
        self.graph.handle(operation).ok_or(Error::Null { function: "TF_FinishOperation" })
    }

    /// Checks and converts all that can fail before TensorFlow is asked.
    fn prepare(&self) -> Result<Ready> {
        let resolve = |&output| self.graph.resolve_output(output);
        Ok(Ready {
            op_type: c_string("the type of an operation", &self.op_type)?,
            name: c_string("the name of an operation", &self.name)?,
            device: self
                .device
                .as_deref()
                .map(|device| c_string("the name of a device", device))
                .transpose()?,
            inputs: self
                .inputs
                .iter()
                .map(|input| match input {
                    OpInput::One(output) => Ok(RawInput::One(resolve(output)?)),
                    OpInput::List(outputs) => {
                        Ok(RawInput::List(outputs.iter().map(resolve).collect::<Result<_>>()?))
                    }
                })
                .collect::<Result<_>>()?,
            control_inputs: self
                .control_inputs
                .iter()
                .map(|&operation| Ok(self.graph.resolve(operation)?.as_ptr()))
                .collect::<Result<_>>()?,
            attr_names: self
                .attrs
                .iter()
                .map(|(name, _)| c_string("the name of an attribute", name))
                .collect::<Result<_>>()?,
        })
    }

    /// Gives TensorFlow everything about the operation.
    fn describe(
        &self,
        description: *mut raw::OperationDescription,
        ready: &Ready,
        status: &mut StatusCell,
    ) -> Result<()> {
        let api = self.graph.api;
        if let Some(device) = &ready.device {
            // SAFETY: the description is live, and the string is copied.
            unsafe { (api.set_device)(description, device.as_ptr()) };
        }
        for input in &ready.inputs {
            match input {
                RawInput::One(output) => {
                    // SAFETY: the description is live, and so is the output, which is one of the same graph.
                    unsafe { (api.add_input)(description, *output) };
                }
                RawInput::List(outputs) => {
                    // SAFETY: as above; pointer and length are those of a slice, which is copied.
                    unsafe { (api.add_input_list)(description, outputs.as_ptr(), outputs.len() as c_int) };
                }
            }
        }
        for &operation in &ready.control_inputs {
            // SAFETY: the description is live, and so is the operation, which is one of the same graph.
            unsafe { (api.add_control_input)(description, operation) };
        }
        for ((_, source), name) in self.attrs.iter().zip(&ready.attr_names) {
            match source {
                AttrSource::Value(value) => {
                    let proto = value.encode();
                    let (data, len) = (proto.as_ptr().cast(), proto.len());
                    // SAFETY: description and status are live; pointer and length are those of a slice; name and
                    // slice are copied.
                    unsafe { (api.set_attr_proto)(description, name.as_ptr(), data, len, status.as_ptr()) };
                }
                AttrSource::Tensor(tensor) => {
                    // SAFETY: description, tensor and status are live; the description takes its own reference.
                    unsafe {
                        (api.set_attr_tensor)(description, name.as_ptr(), tensor.as_ptr(), status.as_ptr());
                    }
                }
            }
            status.check()?;
        }
        Ok(())
    }
}

/// An operation's parts in the form in which TensorFlow takes them.
struct Ready {
    op_type: CString,
    name: CString,
    device: Option<CString>,
    inputs: Vec<RawInput>,
    control_inputs: Vec<*mut raw::Operation>,
    attr_names: Vec<CString>,
}

enum RawInput {
    One(raw::Output),
    List(Vec<raw::Output>),
}
