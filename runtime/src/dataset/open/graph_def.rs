use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use tfdata_spec::proto;

use super::{cannot_open, read, structured};
use crate::dataset::Dataset;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::plan::{Node, Plan, Source};

impl<E: Element> Dataset<E> {
    /// A pipeline as a serialized graph: a file, or the bytes themselves, that `DatasetToGraphV2` made in
    /// Python.
    ///
    /// ```python
    /// graph = tf.raw_ops.DatasetToGraphV2(
    ///     input_dataset=tf.data.experimental.to_variant(ds), external_state_policy=1,
    ///     strip_device_assignment=True)
    /// open("weather.graph.pb", "wb").write(graph.numpy())
    /// ```
    ///
    /// Such a graph records dtypes and shapes, but no names: the type supplies them. The fields of a named
    /// struct are matched in the byte order of their names, as TensorFlow flattens a dict. Of a ragged or sparse tensor,
    /// an optional or a nested dataset it records nothing at all; it is read as the field's type says (`Ragged` as one
    /// of one level; not an optional or dataset of structs), and where it is something else, that is TensorFlow's error when the first element is read.
    ///
    /// ```no_run
    /// # use tfdata::Dataset;
    /// let ds = Dataset::<(ndarray::Array2<f32>, ndarray::Array1<bool>)>::graph_def("weather.graph.pb").open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn graph_def(graph: impl Into<GraphDefBytes>) -> GraphDef<E> {
        GraphDef { graph: graph.into(), element: PhantomData }
    }
}

/// A serialized graph, or the file that holds it: what [`Dataset::graph_def`] takes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum GraphDefBytes {
    /// A file.
    Path(PathBuf),
    /// A `GraphDef` message.
    Bytes(Vec<u8>),
}

impl From<&str> for GraphDefBytes {
    fn from(path: &str) -> Self {
        Self::Path(path.into())
    }
}

impl From<&Path> for GraphDefBytes {
    fn from(path: &Path) -> Self {
        Self::Path(path.into())
    }
}

impl From<String> for GraphDefBytes {
    fn from(path: String) -> Self {
        Self::Path(path.into())
    }
}

impl From<PathBuf> for GraphDefBytes {
    fn from(path: PathBuf) -> Self {
        Self::Path(path)
    }
}

impl From<Vec<u8>> for GraphDefBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl From<&[u8]> for GraphDefBytes {
    fn from(bytes: &[u8]) -> Self {
        Self::Bytes(bytes.to_vec())
    }
}

/// A serialized graph that is about to be opened.
#[derive(Debug)]
#[must_use = "call `open()`"]
pub struct GraphDef<E> {
    graph: GraphDefBytes,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> GraphDef<E> {
    /// The dataset that the graph returns.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Open`] if it is not the graph of a dataset; [`Error::Python`];
    /// [`Error::Mismatch`] if `E` does not fit.
    pub fn open(self) -> Result<Dataset<E>> {
        let (name, bytes) = match self.graph {
            GraphDefBytes::Path(path) => (path.display().to_string(), read(&path)?),
            GraphDefBytes::Bytes(bytes) => ("the graph".to_owned(), bytes),
        };
        let not_a_graph = |error: proto::ProtoError| cannot_open(Path::new(&name), error.to_string());
        if let Some(python) = proto::find_python_ops(&bytes).map_err(not_a_graph)?.into_iter().next() {
            return Err(Error::python(&name, python));
        }
        let Some(spec) = proto::read_graph_dataset(&bytes).map_err(not_a_graph)? else {
            let reason = "the graph does not end in a dataset; write it with `DatasetToGraphV2`";
            return Err(cannot_open(Path::new(&name), reason));
        };
        let spec = structured::<E>(spec, &name)?;
        Dataset::checked(Plan::new(Node::Source(Source::GraphDef { name, bytes }), spec))
    }
}
