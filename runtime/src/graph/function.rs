use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tfdata_spec::ElementSpec;

use super::{Captured, Graph, Outputs, Tensor, Untyped};
use crate::libtensorflow::{self as lib, Output};
use crate::plan::Plan;

/// A function that was built: plain data, which any engine's graph can take in.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// It, behind those that it calls.
    pub(crate) functions: Vec<Arc<lib::Function>>,
    /// The program's datasets that it uses, in the order in which it takes them behind its arguments.
    pub(crate) captured: Vec<Arc<Plan>>,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// A function in the making: its graph and the arguments.
pub(crate) struct Scope {
    pub(crate) graph: Graph,
    arguments: Vec<Tensor>,
}

/// Builds a function whose arguments are elements like these, one after the other. `body` returns what it
/// returns, and anything else that is to be known of it.
pub(crate) fn build<T>(
    method: &str,
    specs: &[&ElementSpec],
    body: impl FnOnce(&Graph, &[Untyped]) -> (Outputs, T),
) -> Result<(Function, ElementSpec, T), String> {
    let scope = Scope::new(None).map_err(|error| error.to_string())?;
    let (function, outputs, captured, told) = scope.function(method, specs, body)?;
    let captured = captured.into_iter().map(|captured| match captured {
        Captured::Dataset(plan) => Ok(plan),
        Captured::Tensor(_) => Err("a tensor of another function is used".to_owned()),
    });
    let Named { name, functions } = function;
    Ok((Function { name, functions, captured: captured.collect::<Result<_, _>>()? }, outputs, told))
}

/// A function, and those that it calls.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) functions: Vec<Arc<lib::Function>>,
}

impl Scope {
    pub(super) fn new(parent: Option<&Graph>) -> lib::Result<Self> {
        Ok(Self { graph: Graph::new(parent)?, arguments: Vec::new() })
    }

    pub(super) fn function<T>(
        mut self,
        method: &str,
        specs: &[&ElementSpec],
        body: impl FnOnce(&Graph, &[Untyped]) -> (Outputs, T),
    ) -> Result<(Named, ElementSpec, Vec<Captured>, T), String> {
        let fields: Vec<Untyped> = specs.iter().map(|spec| Untyped::arguments(&self.graph, spec)).collect();
        self.arguments = fields.iter().flat_map(|fields| fields.tensors.clone()).collect();
        let (outputs, told) = body(&self.graph, &fields);
        let spec = outputs.spec.clone();
        let (named, captured) = self.close(method, &outputs)?;
        Ok((named, spec, captured, told))
    }

    fn close(self, method: &str, outputs: &Outputs) -> Result<(Named, Vec<Captured>), String> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let graph = &self.graph;
        let returned: Vec<Tensor> =
            outputs.tensors.iter().map(|tensor| graph.op("Identity").input(tensor).finish()).collect();
        if let Some(mistake) = graph.0.mistake.borrow().clone() {
            return Err(mistake);
        }
        let lost = || "the function returns nothing that it made".to_owned();
        let returned: Option<Vec<Output>> = returned.iter().map(|tensor| tensor.output).collect();
        let arguments: Option<Vec<Output>> = self.arguments.iter().map(|tensor| tensor.output).collect();
        let mut arguments = arguments.ok_or_else(lost)?;
        let captures = graph.0.captures.borrow();
        arguments.extend(captures.iter().map(|capture| capture.argument));
        let name = format!("tfdata_{method}_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let function = graph.0.graph.to_function(&name, &arguments, &returned.ok_or_else(lost)?);
        let function = function.map_err(|error| error.to_string())?;
        let mut functions = graph.0.functions.borrow().clone();
        functions.push(Arc::new(function));
        let captured = captures.iter().map(|capture| capture.from.clone()).collect();
        Ok((Named { name, functions }, captured))
    }
}
