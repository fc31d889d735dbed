//! The owners around TensorFlow's C API, against the library itself.

#![allow(clippy::unwrap_used)]

mod sessions;
mod tensors;

use std::sync::Arc;

use tfdata::libtensorflow::{Graph, Operation, Output, Session, SessionConfig, Tensor, load_or_install};
use tfdata::spec::{DType, Shape};

/// Before anything else in a test: the library, fetched if this machine has none.
fn library() {
    load_or_install().unwrap();
}

fn f32s(dims: &[usize], items: &[f32]) -> Tensor {
    let bytes: Vec<u8> = items.iter().flat_map(|item| item.to_ne_bytes()).collect();
    Tensor::from_bytes(DType::F32, dims, &bytes).unwrap()
}

fn i64s(dims: &[usize], items: &[i64]) -> Tensor {
    let bytes: Vec<u8> = items.iter().flat_map(|item| item.to_ne_bytes()).collect();
    Tensor::from_bytes(DType::I64, dims, &bytes).unwrap()
}

fn constant(graph: &Graph, name: &str, value: Tensor) -> Operation {
    let dtype = value.dtype();
    graph.op("Const", name).attr("dtype", dtype).attr_tensor("value", Arc::new(value)).finish().unwrap()
}

fn placeholder(graph: &Graph, name: &str, dtype: DType) -> Operation {
    graph.op("Placeholder", name).attr("dtype", dtype).attr("shape", Shape::UNKNOWN).finish().unwrap()
}

fn session(graph: &Graph) -> Session {
    Session::new(graph, &SessionConfig::default().to_bytes()).unwrap()
}

fn as_f32s(tensor: &Tensor) -> Vec<f32> {
    tensor.bytes().unwrap().chunks_exact(4).map(|item| f32::from_ne_bytes(item.try_into().unwrap())).collect()
}

fn as_i64s(tensor: &Tensor) -> Vec<i64> {
    tensor.bytes().unwrap().chunks_exact(8).map(|item| i64::from_ne_bytes(item.try_into().unwrap())).collect()
}

/// `range(count)` as a dataset with its iterator: what makes the iterator, and its next element.
fn counting_iterator(graph: &Graph, count: i64) -> (Operation, Output) {
    let start = constant(graph, "start", i64s(&[], &[0]));
    let stop = constant(graph, "stop", i64s(&[], &[count]));
    let step = constant(graph, "step", i64s(&[], &[1]));
    let types = vec![DType::I64];
    let shapes = vec![Shape::scalar()];
    let dataset = graph
        .op("RangeDataset", "range")
        .input(start)
        .input(stop)
        .input(step)
        .attr("output_types", types.clone())
        .attr("output_shapes", shapes.clone())
        .finish()
        .unwrap();
    let iterator = graph
        .op("IteratorV2", "iterator")
        .attr("shared_name", "")
        .attr("container", "")
        .attr("output_types", types.clone())
        .attr("output_shapes", shapes.clone())
        .finish()
        .unwrap();
    let make = graph.op("MakeIterator", "make").input(dataset).input(iterator).finish().unwrap();
    let next = graph
        .op("IteratorGetNext", "next")
        .input(iterator)
        .attr("output_types", types)
        .attr("output_shapes", shapes)
        .finish()
        .unwrap();
    (make, next.into())
}

#[test]
fn the_library_says_what_it_is() {
    library();
    let version = tfdata::libtensorflow::version().unwrap();
    assert!(version.starts_with("2."), "{version}");
    assert!(tfdata::libtensorflow::location().unwrap().is_file());
}

/// On processors for which TensorFlow has kernels of oneDNN it writes a line while it is loaded, if it is let.
#[test]
fn loading_it_writes_nothing() {
    library();
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_library_says_what_it_is", "--nocapture"])
        .env_remove("TF_CPP_MIN_LOG_LEVEL")
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
