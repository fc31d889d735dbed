//! The components of a TFDS element, of the features of an example.

mod item;

use std::sync::Arc;

use tfdata_spec::tfds::{Decoding, Encoding};
use tfdata_spec::{DType, ElementSpec, TensorSpec};

use self::item::{Item, cast};
use super::call::Call;
use super::function;
use super::lower::internal;
use super::variant::Variant;
use crate::element::Value;
use crate::error::{Error, Result};
use crate::graph::{self, Graph, Outputs, Tensor, Untyped};
use crate::plan::{AUTOTUNE, Decoder, FunctionStep, Plan};

/// `map` with a function that decodes, several elements at the same time, their order kept.
pub(super) fn lower(plan: &Plan, decoder: &Decoder, input: &Arc<Variant>) -> Result<Call> {
    let [features] = plan.inputs()[..] else { return Err(internal("a decoder has an input")) };
    let built = graph::build("decode", &[&features.spec], |graph, fields| {
        let tensors = fields.first().map_or_else(Vec::new, |fields| {
            let all = Decode { graph, fields, fast_jpeg: decoder.fast_jpeg };
            all.components(&decoder.components, &plan.spec)
        });
        (Outputs::new(plan.spec.clone(), tensors), ())
    });
    let (function, _, ()) = built.map_err(|reason| Error::Open { dataset: plan.dataset(), reason })?;
    function::lower(plan, &FunctionStep::Map { function, parallel: Some(AUTOTUNE) }, input, &[])
}

/// The features of an example, in the function that decodes it.
struct Decode<'a> {
    graph: &'a Graph,
    fields: &'a Untyped,
    fast_jpeg: bool,
}

impl Decode<'_> {
    /// The components of an element like `spec`.
    fn components(&self, all: &[Decoding], spec: &ElementSpec) -> Vec<Tensor> {
        let leaves = spec.components();
        all.iter()
            .zip(leaves)
            .map(|(component, leaf)| match (component, leaf.leaf) {
                (Decoding::Dataset { components, .. }, ElementSpec::Dataset(spec)) => {
                    self.dataset(components, &spec)
                }
                (component, _) => self.tensor(component),
            })
            .collect()
    }

    fn tensor(&self, component: &Decoding) -> Tensor {
        let Decoding::Tensor { values, encoding, item, shapes, lengths, row_lengths, .. } = component else {
            return self.graph.fail("a nested dataset in another one".into());
        };
        let values = &self.fields[*values];
        let shapes = shapes.map(|shapes| &self.fields[shapes]);
        let decoded = Item { encoding: *encoding, spec: item, fast_jpeg: self.fast_jpeg };
        if !row_lengths.is_empty() {
            let flat = match encoding {
                Encoding::Values => cast(self.graph, &values.reshape(&sizes(&[None], item)), item.dtype),
                _ => self.each(&decoded, values, None),
            };
            return self.ragged(&flat, row_lengths);
        }
        match (encoding, &lengths[..]) {
            (Encoding::Values, lengths) => {
                cast(self.graph, &values.reshape(&sizes(lengths, item)), item.dtype)
            }
            (_, []) => decoded.decode(self.graph, values, shapes),
            (_, [_]) => self.each(&decoded, values, shapes),
            (_, lengths) => {
                let flat = self.each(&decoded, &values.reshape(&[-1]), shapes);
                let outer = sizes(lengths, &TensorSpec::new(item.dtype, tfdata_spec::Shape::scalar()));
                self.graph.reshape_rows(&flat, &outer)
            }
        }
    }

    /// The items of a list of strings, along a new axis.
    fn each(&self, item: &Item<'_>, strings: &Tensor, shapes: Option<&Tensor>) -> Tensor {
        let graph = self.graph;
        let columns: Vec<Tensor> = [strings].into_iter().chain(shapes).cloned().collect();
        let rows = graph.from_tensor_slices::<Value>(tuple(columns));
        let items = rows.map::<Value>(|graph, fields| {
            let shapes = (fields.len() > 1).then(|| &fields[1]);
            let tensors = vec![item.decode(graph, &fields[0], shapes)];
            Outputs::new(ElementSpec::Tensor(item.spec.clone()), tensors).known()
        });
        // Of no items, the sizes that are not known are 0.
        let none = item.spec.shape.dims().unwrap_or_default();
        let none: Vec<i64> = [0].into_iter().chain(none.iter().map(|dim| size(dim.or(Some(0))))).collect();
        let empty = graph.zeros(&none, item.spec.dtype);
        let all = items.batch(strings.len().max(1_i64)).concatenate(&graph.from_tensors(&empty));
        all.take(1_i64).single()
    }

    fn ragged(&self, values: &Tensor, row_lengths: &[usize]) -> Tensor {
        let splits: Vec<Tensor> =
            row_lengths.iter().map(|lengths| self.splits(&self.fields[*lengths])).collect();
        let call = self.graph.op("RaggedTensorToVariant").inputs(&splits).input(values);
        call.attr("batched_input", false).finish()
    }

    /// Row splits, of row lengths.
    fn splits(&self, lengths: &Tensor) -> Tensor {
        let (zero, axis) =
            (self.graph.constant(ndarray::Array1::<i64>::zeros(1)), self.graph.constant(0_i32));
        let ends = self.graph.op("Cumsum").input(lengths).input(&axis).finish();
        self.graph.op("ConcatV2").inputs([&zero.untyped(), &ends]).input(&axis).finish()
    }

    /// The rows of the components, as a dataset.
    fn dataset(&self, components: &[Decoding], spec: &ElementSpec) -> Tensor {
        let mut columns = Vec::new();
        for component in components {
            match component {
                Decoding::Tensor { values, encoding, shapes, row_lengths, .. } => {
                    if !row_lengths.is_empty() {
                        return self.graph.fail("a sequence of unequal length in a nested dataset".into());
                    }
                    match encoding {
                        Encoding::Values => columns.push(self.tensor(component)),
                        _ => columns.push(self.fields[*values].clone()),
                    }
                    columns.extend(shapes.map(|shapes| self.fields[shapes].clone()));
                }
                _ => return self.graph.fail("a nested dataset in another one".into()),
            }
        }
        let rows = self.graph.from_tensor_slices::<Value>(tuple(columns));
        let elements = rows.map::<Value>(|graph, fields| {
            let mut next = 0..fields.len();
            let mut field = || next.next().map(|place| fields[place].clone());
            let one = |component: &Decoding| {
                let Decoding::Tensor { encoding, item, shapes, .. } = component else { return field() };
                let (values, shapes) = (field()?, shapes.and_then(|_| field()));
                let item = Item { encoding: *encoding, spec: item, fast_jpeg: self.fast_jpeg };
                Some(match encoding {
                    Encoding::Values => values,
                    _ => item.decode(graph, &values, shapes.as_ref()),
                })
            };
            Outputs::new(spec.clone(), components.iter().filter_map(one).collect()).known()
        });
        elements.variant().clone()
    }
}

/// The shape of items in sequences of these lengths, -1 for a size that is not known.
fn sizes(lengths: &[Option<usize>], item: &TensorSpec) -> Vec<i64> {
    let dims = item.shape.dims().unwrap_or_default();
    lengths.iter().chain(dims).map(|dim| size(*dim)).collect()
}

fn size(dim: Option<usize>) -> i64 {
    dim.and_then(|dim| i64::try_from(dim).ok()).unwrap_or(-1)
}

/// The tensors as the members of a tuple.
fn tuple<B>(tensors: Vec<Tensor>) -> Outputs<B> {
    let spec = |tensor: &Tensor| ElementSpec::tensor(tensor.dtype(), tensor.shape());
    Outputs::new(ElementSpec::Tuple(tensors.iter().map(spec).collect()), tensors).known()
}

/// Whether values of this dtype are decoded as those of another one of the same size, and what that is.
fn stand_in(dtype: DType) -> Option<DType> {
    match dtype {
        DType::U64 => Some(DType::I64),
        DType::U32 => Some(DType::I32),
        _ => None,
    }
}
