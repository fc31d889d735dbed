//! Sources as datasets in TensorFlow.

use tfdata_spec::{DType, ElementSpec};

use super::call::{Call, Input};
use super::host::Host;
use super::lower::{self, types_and_shapes};
use super::variant::Variant;
use super::{failure, files, load, memory, service};
use crate::component::Component;
use crate::error::{Error, Result};
use crate::libtensorflow::{self, Output, Session, SessionConfig, Tensor};
use crate::plan::{SavedModelSource, Source};
use crate::tensor;

/// The dataset of a source.
pub(super) fn open(source: &Source, spec: &ElementSpec) -> Result<Variant> {
    let opened = match source {
        Source::TensorSlices(tensors) => {
            let (_, shapes) = types_and_shapes(spec);
            in_memory(Call::new("TensorSliceDataset"), tensors, shapes)
        }
        Source::Tensors(tensors) => {
            let (_, shapes) = types_and_shapes(spec);
            in_memory(Call::new("TensorDataset"), tensors, shapes)
        }
        Source::Memory { components, slices } => memory::open(components, *slices, spec),
        Source::Range { start, stop, step } => {
            alone(lower::typed(Call::new("RangeDataset").int(*start).int(*stop).int(*step), spec))
        }
        Source::Random { seed, reshuffle } => random(*seed, *reshuffle, spec),
        Source::Service { service, id } => service::consume(service, id, spec),
        Source::Files(source) => files::open(source, spec),
        Source::SavedModel(source) => saved_model(source),
        Source::GraphDef { bytes, .. } => graph_def(bytes),
        Source::Load { path, compression, elements, cycle_length } => {
            load::open(path, compression, *cycle_length, *elements, spec)
        }
    };
    opened.map_err(|error| failure::of_source(source, error))
}

fn alone(call: Call) -> Result<Variant> {
    let host = Host::new()?;
    let tensor = host.call(call)?;
    Ok(Variant::source(host, tensor))
}

fn random(seed: Option<i64>, reshuffle: bool, spec: &ElementSpec) -> Result<Variant> {
    let (seed, seed2) = crate::engine::seeds(seed);
    let call = if reshuffle {
        let call = Call::new("RandomDatasetV2").int(seed).int(seed2).input(Input::Op("DummySeedGenerator"));
        call.attr("rerandomize_each_iteration", true)
    } else {
        Call::new("RandomDataset").int(seed).int(seed2)
    };
    alone(lower::typed(call, spec))
}

fn in_memory(call: Call, tensors: &[tensor::Tensor], shapes: Vec<tfdata_spec::Shape>) -> Result<Variant> {
    let types: Vec<DType> = tensors.iter().map(tensor::Tensor::dtype).collect();
    let tensors = tensors.iter().map(|tensor| Ok(copied(tensor)?.into())).collect::<Result<_>>()?;
    alone(call.input(Input::List(tensors)).attr("Toutput_types", types).attr("output_shapes", shapes))
}

/// A copy of the tensor in TensorFlow's memory.
pub(crate) fn copied(tensor: &tensor::Tensor) -> Result<Tensor> {
    Ok(match tensor.component() {
        Component::Plain { dtype, shape, bytes } => Tensor::from_bytes(dtype, shape, bytes)?,
        Component::Strings { shape, strings } => {
            Tensor::strings(shape, (0..strings.len()).map(|index| strings.get(index)))?
        }
        // A tensor in memory is dense.
        _ => return Err(lower::internal("a composite tensor in memory")),
    })
}

fn saved_model(source: &SavedModelSource) -> Result<Variant> {
    let tags: Vec<&str> = source.tags.iter().map(String::as_str).collect();
    let model = Session::load_saved_model(&source.path, &tags, &SessionConfig::default().to_bytes())?;
    let output = |name: &str| {
        let (operation, index) = name.rsplit_once(':').unwrap_or((name, "0"));
        let operation = model.graph.operation(operation);
        let found = operation.zip(index.parse().ok()).map(|(operation, index)| operation.output(index));
        found.ok_or_else(|| Error::Open {
            dataset: source.path.display().to_string(),
            reason: format!("its signature `{}` names `{name}`, which its graph lacks", source.signature),
        })
    };
    let feeds = source
        .feeds
        .iter()
        .map(|(name, tensor)| Ok((output(name)?, copied(tensor)?)))
        .collect::<Result<Vec<_>>>()?;
    let feeds: Vec<(Output, &Tensor)> = feeds.iter().map(|(output, tensor)| (*output, tensor)).collect();
    let dataset = output(&source.variant)?;
    let tensor = model.session.run(&feeds, &[dataset], &[])?.pop();
    let tensor = tensor.ok_or(libtensorflow::Error::Null { function: "TF_SessionRun" })?;
    Ok(Variant::source(Host::over(model.graph, model.session), tensor))
}

fn graph_def(bytes: &[u8]) -> Result<Variant> {
    let host = Host::new()?;
    host.graph.import_graph_def(bytes, "")?;
    let dataset = root(&host)?;
    let tensor = host.session.run(&[], &[dataset], &[])?.pop();
    let tensor = tensor.ok_or(libtensorflow::Error::Null { function: "TF_SessionRun" })?;
    Ok(Variant::source(host, tensor))
}

/// The dataset that a serialized graph ends in: the input of its `_Retval`.
fn root(host: &Host) -> Result<Output> {
    let dataset = host.graph.nodes().find(|node| node.op_type() == "_Retval").and_then(|node| node.input(0));
    dataset.ok_or_else(|| Error::Open {
        dataset: "the graph".into(),
        reason: "it does not end in a dataset: it has no `_Retval`. Write it with `DatasetToGraphV2`".into(),
    })
}

/// The components of a dataset of which nothing but the variant is known.
pub(crate) fn flat_spec_of_variant(source: &SavedModelSource) -> Result<ElementSpec> {
    let dataset = saved_model(source)?;
    let call = Call::new("DatasetToGraphV2")
        .dataset(&dataset)
        .attr("external_state_policy", libtensorflow::Attr::Int(1))
        .attr("strip_device_assignment", libtensorflow::Attr::Bool(true));
    let graph = dataset.host.call(call)?;
    let bytes = graph.as_strings().and_then(|strings| strings.get(0)).unwrap_or_default();
    let spec = tfdata_spec::proto::read_graph_dataset(bytes).ok().flatten();
    spec.ok_or_else(|| Error::Open {
        dataset: source.path.display().to_string(),
        reason: format!("its signature `{}` returns a variant that is not a dataset", source.signature),
    })
}
