use super::graph::{Graph, PythonOp};
use super::structure::{element_spec, shape};
use super::wire::{GraphDef, Kind, MetaGraphDef, SavedModelProto, SignatureDef, StructuredValue, TensorInfo};
use super::{ProtoError, decode};
use crate::element::Path;
use crate::{DType, ElementSpec, Shape};

/// The signature that names the op to run after restoring variables; not one of the user's.
const INIT_SIGNATURE: &str = "__saved_model_init_op";
/// The number of a dataset's type spec.
const DATASET_SPEC: i32 = 5;

/// What is read of a `saved_model.pb`.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedModel {
    /// The graphs; TensorFlow 2 writes one, tagged `serve`.
    pub meta_graphs: Vec<MetaGraph>,
}

/// One graph of a SavedModel.
#[derive(Clone, Debug, PartialEq)]
pub struct MetaGraph {
    /// Its tags.
    pub tags: Vec<String>,
    /// The version of TensorFlow that wrote it; may be empty.
    pub tensorflow_version: String,
    /// Its signatures, by name in byte order.
    pub signatures: Vec<Signature>,
    /// The op to run after variables are restored, which fills tables.
    pub init_op: Option<String>,
    /// How variables are restored.
    pub saver: Option<Saver>,
    /// The files that the graph reads, in the directory `assets`.
    pub assets: Vec<Asset>,
    /// The functions that return just one dataset. A signature of `to_variant` has no element spec; one of
    /// these may be that of its dataset.
    pub dataset_functions: Vec<DatasetFunction>,
}

/// How variables are restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saver {
    /// The tensor to feed with the prefix of the variables' files.
    pub filename_tensor: String,
    /// The op to run.
    pub restore_op: String,
}

/// A file that the graph reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// The tensor to feed with its path.
    pub tensor: String,
    /// Its name in the directory `assets`.
    pub filename: String,
}

/// A function that returns one dataset.
#[derive(Clone, Debug, PartialEq)]
pub struct DatasetFunction {
    /// Its name in the graph, for instance `__inference_dataset_12`.
    pub name: String,
    /// What the dataset yields.
    pub element: ElementSpec,
}

/// A signature of a SavedModel.
#[derive(Clone, Debug, PartialEq)]
pub struct Signature {
    /// Its name.
    pub name: String,
    /// Its inputs, by name in byte order.
    pub inputs: Vec<SignatureInput>,
    /// Its outputs, by name in byte order.
    pub outputs: Vec<Output>,
    /// The nodes behind its outputs that need Python, and so can't run.
    pub python_ops: Vec<PythonOp>,
}

/// An input of a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct SignatureInput {
    /// Its name.
    pub name: String,
    /// The tensor to feed: `basic_batch:0`.
    pub tensor: String,
    /// Its dtype.
    pub dtype: DType,
    /// Its shape.
    pub shape: Shape,
}

/// An output of a signature.
#[derive(Clone, Debug, PartialEq)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// The tensor to fetch: `StatefulPartitionedCall:0`. Empty where several tensors make up the output.
    pub tensor: String,
    /// What it is.
    pub spec: OutputSpec,
}

/// What an output of a signature is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum OutputSpec {
    /// A dataset of these elements.
    Dataset(ElementSpec),
    /// A variant, as `to_variant(dataset)` gives: a dataset if the caller knows that it is one.
    Variant {
        /// The components that the dataset yields ([`ElementSpec::Flat`]), where the op that makes it says so.
        components: Option<ElementSpec>,
    },
    /// A tensor.
    Tensor(DType, Shape),
    /// Anything else: a ragged or sparse tensor, or a dataset whose spec can't be read, for this reason.
    Other(String),
}

/// What a `saved_model.pb` says of its signatures and of the datasets that they return.
///
/// An output whose type can't be read is [`OutputSpec::Other`], since the others may be what is wanted.
///
/// # Errors
/// If the bytes are not a `SavedModel`, or an input's shape is impossible.
pub fn read_saved_model(bytes: &[u8]) -> Result<SavedModel, ProtoError> {
    let model: SavedModelProto = decode("SavedModel", bytes)?;
    Ok(SavedModel { meta_graphs: model.meta_graphs.iter().map(meta_graph).collect::<Result<_, _>>()? })
}

fn meta_graph(def: &MetaGraphDef) -> Result<MetaGraph, ProtoError> {
    let (none, info) = (GraphDef::default(), def.meta_info_def.clone().unwrap_or_default());
    let graph = Graph::of(def.graph_def.as_ref().unwrap_or(&none));
    let signatures = def.signature_def.iter().filter(|(name, _)| *name != INIT_SIGNATURE);
    let init = def.signature_def.get(INIT_SIGNATURE).and_then(|init| init.outputs.get(INIT_SIGNATURE));
    let functions = def.object_graph_def.iter().flat_map(|objects| &objects.concrete_functions);
    Ok(MetaGraph {
        tags: info.tags,
        tensorflow_version: info.tensorflow_version,
        signatures: signatures
            .map(|(name, signature)| read_signature(name, signature, &graph))
            .collect::<Result<_, _>>()?,
        init_op: init.map(|op| op.name.clone()).filter(|name| !name.is_empty()),
        saver: def.saver_def.as_ref().map(|saver| Saver {
            filename_tensor: saver.filename_tensor_name.clone(),
            restore_op: saver.restore_op_name.clone(),
        }),
        assets: def
            .asset_file_def
            .iter()
            .map(|asset| Asset {
                tensor: asset.tensor_info.as_ref().map(|info| info.name.clone()).unwrap_or_default(),
                filename: asset.filename.clone(),
            })
            .collect(),
        dataset_functions: functions
            .filter_map(|(name, function)| {
                let element = returned_dataset(function.output_signature.as_ref()?)?;
                Some(DatasetFunction { name: name.clone(), element })
            })
            .collect(),
    })
}

/// What the dataset yields, if a function with this output returns just one.
fn returned_dataset(output: &StructuredValue) -> Option<ElementSpec> {
    match output.kind.as_ref()? {
        Kind::TypeSpec(spec) if spec.type_spec_class == DATASET_SPEC => match element_spec(output).ok()? {
            ElementSpec::Dataset(element) => Some(*element),
            _ => None,
        },
        Kind::Dict(dict) if dict.fields.len() == 1 => returned_dataset(dict.fields.values().next()?),
        Kind::Tuple(list) | Kind::List(list) => match &list.values[..] {
            [only] => returned_dataset(only),
            _ => None,
        },
        _ => None,
    }
}

fn read_signature(name: &str, signature: &SignatureDef, graph: &Graph<'_>) -> Result<Signature, ProtoError> {
    let mut inputs = Vec::with_capacity(signature.inputs.len());
    for (name, info) in &signature.inputs {
        inputs.push(SignatureInput {
            name: name.clone(),
            tensor: info.name.clone(),
            dtype: DType::from_number(info.dtype),
            shape: shape(info.tensor_shape.as_ref(), &Path::root().key(name))?,
        });
    }
    let outputs: Vec<_> = signature.outputs.iter().map(|(name, info)| output(name, info, graph)).collect();
    let mut python_ops: Vec<PythonOp> = Vec::new();
    for op in outputs.iter().flat_map(|output| graph.python_ops_behind(&output.tensor)) {
        if !python_ops.contains(&op) {
            python_ops.push(op);
        }
    }
    Ok(Signature { name: name.to_owned(), inputs, outputs, python_ops })
}

fn output(name: &str, info: &TensorInfo, graph: &Graph<'_>) -> Output {
    let path = Path::root().key(name);
    let (tensor, spec) = match &info.composite_tensor {
        None => (info.name.clone(), tensor(info, graph, &path)),
        Some(composite) => {
            let tensor = match &composite.components[..] {
                [only] => only.name.clone(),
                _ => String::new(),
            };
            let spec = composite.type_spec.clone().map(|spec| Kind::TypeSpec(Box::new(spec)));
            let spec = match element_spec(&StructuredValue { kind: spec }) {
                Ok(ElementSpec::Dataset(element)) => OutputSpec::Dataset(*element),
                Ok(other) => OutputSpec::Other(other.one_line()),
                Err(error) => OutputSpec::Other(error.to_string()),
            };
            (tensor, spec)
        }
    };
    Output { name: name.to_owned(), tensor, spec }
}

fn tensor(info: &TensorInfo, graph: &Graph<'_>, path: &Path) -> OutputSpec {
    match (DType::from_number(info.dtype), shape(info.tensor_shape.as_ref(), path)) {
        (DType::Variant, _) => {
            OutputSpec::Variant { components: graph.dataset_at(&info.name).ok().flatten() }
        }
        (dtype, Ok(shape)) => OutputSpec::Tensor(dtype, shape),
        (_, Err(error)) => OutputSpec::Other(error.to_string()),
    }
}
