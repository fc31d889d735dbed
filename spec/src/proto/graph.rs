use std::collections::{BTreeMap, BTreeSet};

use super::structure::shape;
use super::wire::{AttrValue, FunctionDef, GraphDef, NodeDef};
use super::{ProtoError, decode};
use crate::element::Path;
use crate::{DType, ElementSpec, Shape, TensorSpec};

/// The ops that call back into the Python process that built the graph, so that nothing else can run them.
const PYTHON_OPS: [&str; 4] = ["EagerPyFunc", "GeneratorDataset", "PyFunc", "PyFuncStateless"];
/// More calls than this from a signature to its dataset are not followed.
const MOST_CALLS: usize = 64;

/// A node that needs the Python process that built the graph: `tf.py_function`, `from_generator`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PythonOp {
    /// The op: `EagerPyFunc`, `PyFunc`, `PyFuncStateless` or `GeneratorDataset`.
    pub op: String,
    /// The name of its node.
    pub node: String,
    /// The function that the node stands in; `None` for the graph itself.
    pub function: Option<String>,
}

/// The nodes that need Python, in a serialized `GraphDef` and in the functions that it calls.
///
/// # Errors
/// If the bytes are not a `GraphDef`.
pub fn find_python_ops(graph_def: &[u8]) -> Result<Vec<PythonOp>, ProtoError> {
    let graph: GraphDef = decode("GraphDef", graph_def)?;
    let graph = Graph::of(&graph);
    Ok(graph.python_ops(graph.nodes.values().copied()))
}

/// The components of the dataset that a serialized `GraphDef` returns, as [`ElementSpec::Flat`]: the output of
/// `DatasetToGraphV2`, whose last node is the `_Retval` of the dataset. `None` where the op at its root does
/// not say what it yields.
///
/// # Errors
/// If the bytes are not a `GraphDef`, or it returns nothing.
pub fn read_graph_dataset(graph_def: &[u8]) -> Result<Option<ElementSpec>, ProtoError> {
    let def: GraphDef = decode("GraphDef", graph_def)?;
    let retval = def.node.iter().rev().find(|node| node.op == "_Retval").and_then(|node| node.input.first());
    let Some(tensor) = retval else {
        let reason = "it returns nothing: there is no `_Retval` node with an input".to_owned();
        return Err(ProtoError::Malformed { message: "GraphDef of a dataset", reason });
    };
    Graph::of(&def).dataset_at(tensor)
}

/// A graph by name.
pub(super) struct Graph<'a> {
    nodes: BTreeMap<&'a str, &'a NodeDef>,
    functions: BTreeMap<&'a str, &'a FunctionDef>,
}

impl<'a> Graph<'a> {
    pub(super) fn of(graph: &'a GraphDef) -> Self {
        let functions = graph.library.iter().flat_map(|library| &library.function);
        Self {
            nodes: graph.node.iter().map(|node| (node.name.as_str(), node)).collect(),
            functions: functions
                .filter_map(|function| Some((function.signature.as_ref()?.name.as_str(), function)))
                .collect(),
        }
    }

    /// The nodes that need Python among those that this tensor depends on.
    pub(super) fn python_ops_behind(&self, tensor: &str) -> Vec<PythonOp> {
        let mut found = BTreeSet::new();
        let mut open = vec![node_name(tensor)];
        while let Some(name) = open.pop() {
            if let Some(node) = self.nodes.get(name)
                && found.insert(name)
            {
                open.extend(node.input.iter().map(|input| node_name(input)));
            }
        }
        self.python_ops(found.into_iter().filter_map(|name| self.nodes.get(name).copied()))
    }

    /// The nodes that need Python among these and in the functions that they call.
    fn python_ops(&self, nodes: impl Iterator<Item = &'a NodeDef>) -> Vec<PythonOp> {
        let mut found = Vec::new();
        let mut called = BTreeSet::new();
        let mut open: Vec<&'a str> = Vec::new();
        let mut look = |node: &'a NodeDef, function: Option<&str>, open: &mut Vec<&'a str>| {
            if PYTHON_OPS.contains(&node.op.as_str()) {
                let function = function.map(str::to_owned);
                found.push(PythonOp { op: node.op.clone(), node: node.name.clone(), function });
            }
            open.push(&node.op);
            open.extend(node.attr.values().flat_map(functions));
        };
        nodes.for_each(|node| look(node, None, &mut open));
        while let Some(name) = open.pop() {
            if let Some(function) = self.functions.get(name)
                && called.insert(name)
            {
                function.node_def.iter().for_each(|node| look(node, Some(name), &mut open));
            }
        }
        found
    }

    /// The components of the dataset in this tensor, where the op that makes it says so. Calls of functions
    /// are followed to their bodies.
    pub(super) fn dataset_at(&self, tensor: &str) -> Result<Option<ElementSpec>, ProtoError> {
        let mut body: Option<&FunctionDef> = None;
        let mut tensor = tensor;
        for _ in 0..MOST_CALLS {
            let name = node_name(tensor);
            let node = match body {
                None => self.nodes.get(name).copied(),
                Some(function) => function.node_def.iter().find(|node| node.name == name),
            };
            let Some(node) = node else { return Ok(None) };
            let next = match node.op.as_str() {
                "Identity" => node.input.first(),
                "PartitionedCall" | "StatefulPartitionedCall" => {
                    let called = node.attr.get("f").and_then(|attr| attr.func.as_ref());
                    body = called.and_then(|called| self.functions.get(called.name.as_str()).copied());
                    body.and_then(|function| returned(function, output_number(tensor)))
                }
                _ => return components(node),
            };
            let Some(next) = next else { return Ok(None) };
            tensor = next;
        }
        Ok(None)
    }
}

/// The tensor that a function returns as its output of this number.
fn returned(function: &FunctionDef, number: usize) -> Option<&String> {
    let output = function.signature.as_ref()?.output_arg.get(number)?;
    function.ret.get(&output.name)
}

/// The components that a dataset op says it yields.
fn components(node: &NodeDef) -> Result<Option<ElementSpec>, ProtoError> {
    const RECORDS: [&str; 3] = ["TFRecordDataset", "TextLineDataset", "FixedLengthRecordDataset"];
    if RECORDS.iter().any(|op| node.op.trim_end_matches("V2") == *op) {
        return Ok(Some(ElementSpec::Flat(vec![TensorSpec::new(DType::String, Shape::scalar())])));
    }
    let list = |name: &str| node.attr.get(name).and_then(|attr| attr.list.as_ref());
    let types = list("output_types").or_else(|| list("Toutput_types"));
    let (Some(types), Some(shapes)) = (types, list("output_shapes")) else { return Ok(None) };
    if types.r#type.len() != shapes.shape.len() {
        let reason = format!("{} dtypes and {} shapes", types.r#type.len(), shapes.shape.len());
        return Err(ProtoError::Invalid { path: node.name.clone(), reason });
    }
    let path = Path::root();
    let mut all = Vec::with_capacity(types.r#type.len());
    for (index, (dtype, dims)) in types.r#type.iter().zip(&shapes.shape).enumerate() {
        all.push(TensorSpec::new(DType::from_number(*dtype), shape(Some(dims), &path.index(index))?));
    }
    Ok(Some(ElementSpec::Flat(all)))
}

/// The functions that an attribute names.
fn functions(attr: &AttrValue) -> impl Iterator<Item = &str> {
    let listed = attr.list.iter().flat_map(|list| &list.func);
    attr.func.iter().chain(listed).map(|function| function.name.as_str())
}

/// The node of a tensor: `node`, `node:1`, `^node` in a graph, `node:output:1` in a function.
fn node_name(tensor: &str) -> &str {
    let name = tensor.strip_prefix('^').unwrap_or(tensor);
    name.split(':').next().unwrap_or(name)
}

/// The number of a tensor among the outputs of its node.
fn output_number(tensor: &str) -> usize {
    tensor.rsplit_once(':').and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::super::wire::{FunctionDefLibrary, NameAttrList, OpDef};
    use super::*;
    use prost::Message;

    fn node(name: &str, op: &str, inputs: &[&str], calls: &[&str]) -> NodeDef {
        let attr = calls.iter().map(|name| {
            let func = Some(NameAttrList { name: (*name).into() });
            (format!("f{name}"), AttrValue { func, ..AttrValue::default() })
        });
        NodeDef {
            name: name.into(),
            op: op.into(),
            input: inputs.iter().map(|input| (*input).to_owned()).collect(),
            attr: attr.collect(),
        }
    }

    fn function(name: &str, node_def: Vec<NodeDef>) -> FunctionDef {
        FunctionDef {
            signature: Some(OpDef { name: name.into(), ..OpDef::default() }),
            node_def,
            ..FunctionDef::default()
        }
    }

    /// Two datasets: one maps through Python, two calls deep and in a circle; the other does not.
    fn graph() -> GraphDef {
        let inner = vec![node("py", "EagerPyFunc", &[], &[]), node("again", "outer", &[], &[])];
        GraphDef {
            node: vec![
                node("range", "RangeDataset", &[], &[]),
                node("plain", "MapDataset", &["range:0"], &["clean"]),
                node("python", "MapDataset", &["plain", "^range"], &["outer"]),
                node("retval", "_Retval", &["python"], &[]),
            ],
            library: Some(FunctionDefLibrary {
                function: vec![
                    function("outer", vec![node("call", "PartitionedCall", &[], &["inner"])]),
                    function("inner", inner),
                    function("clean", vec![node("add", "AddV2", &[], &[])]),
                    function("unused", vec![node("py", "PyFunc", &[], &[])]),
                ],
            }),
        }
    }

    #[test]
    fn python_is_found_where_it_is_called() {
        let graph = graph();
        let expected =
            PythonOp { op: "EagerPyFunc".into(), node: "py".into(), function: Some("inner".into()) };
        assert_eq!(find_python_ops(&graph.encode_to_vec()), Ok(vec![expected.clone()]));
        assert_eq!(Graph::of(&graph).python_ops_behind("python:0"), [expected]);
        assert_eq!(Graph::of(&graph).python_ops_behind("plain:0"), []);
    }

    #[test]
    fn a_call_in_a_circle_ends() {
        let mut circle = function("f", vec![node("call", "PartitionedCall", &[], &[])]);
        let f = AttrValue { func: Some(NameAttrList { name: "f".into() }), ..AttrValue::default() };
        circle.node_def[0].attr.insert("f".into(), f);
        circle.signature = Some(OpDef {
            name: "f".into(),
            output_arg: vec![super::super::wire::ArgDef { name: "out".into() }],
        });
        circle.ret.insert("out".into(), "call:output:0".into());
        let graph = GraphDef {
            node: vec![circle.node_def[0].clone(), node("retval", "_Retval", &["call:0"], &[])],
            library: Some(FunctionDefLibrary { function: vec![circle] }),
        };
        assert_eq!(read_graph_dataset(&graph.encode_to_vec()), Ok(None));
    }

    #[test]
    fn a_graph_that_returns_nothing_is_refused() {
        assert!(matches!(read_graph_dataset(&[]), Err(ProtoError::Malformed { .. })));
        assert_eq!(find_python_ops(&[]), Ok(vec![]));
    }
}
