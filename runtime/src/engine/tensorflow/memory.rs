//! Elements from memory that are more than dense tensors: each component in the encoding that a dataset moves.

use std::sync::Arc;

use tfdata_spec::{DType, ElementSpec, Shape};

use super::call::{Call, Input};
use super::functions;
use super::host::Host;
use super::lower::{internal, types_and_shapes};
use super::source::copied;
use super::variant::Variant;
use crate::error::Result;
use crate::libtensorflow::{Attr, Tensor};
use crate::part::Part;

/// A dataset of one element, or of the rows of a batch (`slices`).
pub(super) fn open(components: &[Part], slices: bool, spec: &ElementSpec) -> Result<Variant> {
    let host = Host::new()?;
    let tensor = dataset(&host, components, slices, spec)?;
    Ok(Variant::source(host, tensor))
}

/// `spec` is what one element is.
fn dataset(host: &Host, components: &[Part], slices: bool, spec: &ElementSpec) -> Result<Tensor> {
    let encoded = encoded(host, components, spec, slices)?;
    let (types, shapes) = types_and_shapes(spec);
    let call = Call::new(if slices { "TensorSliceDataset" } else { "TensorDataset" }).list(encoded);
    Ok(host.call(call.attr("Toutput_types", types).attr("output_shapes", shapes))?)
}

fn encoded(host: &Host, components: &[Part], spec: &ElementSpec, batch: bool) -> Result<Vec<Arc<Tensor>>> {
    let leaves = spec.components();
    let pairs = components.iter().zip(&leaves);
    pairs.map(|(component, leaf)| Ok(Arc::new(encode(host, component, &leaf.leaf, batch)?))).collect()
}

/// With `batch` one encoding a row, else one of the whole. `leaf` is what it holds, of an optional or a nested
/// dataset.
fn encode(host: &Host, component: &Part, leaf: &ElementSpec, batch: bool) -> Result<Tensor> {
    Ok(match component {
        Part::Tensor(tensor) => copied(tensor)?,
        Part::Ragged { row_splits, values } => {
            let splits =
                row_splits.iter().map(|splits| Ok(Arc::new(copied(splits)?))).collect::<Result<_>>()?;
            let call = Call::new("RaggedTensorToVariant").list(splits).input(tensor(values)?);
            host.call(call.attr("Tsplits", DType::I64).attr("batched_input", batch))?
        }
        Part::Sparse { indices, values, dense_shape } => {
            let parts = [indices, values, dense_shape].map(tensor);
            let [indices, values, dense_shape] = parts;
            let call = match batch {
                false => Call::new("SerializeSparse").input(indices?).input(values?).input(dense_shape?),
                true => {
                    let [indices, values, dense_shape] = ordered(host, indices?, values?, dense_shape?)?;
                    Call::new("SerializeManySparse").input(indices).input(values).input(dense_shape)
                }
            };
            host.call(call.attr("out_type", DType::Variant))?
        }
        Part::Optional(None) => host.call(Call::new("OptionalNone"))?,
        Part::Optional(Some(held)) => {
            let held = encoded(host, held, inner(leaf)?, false)?;
            host.call(Call::new("OptionalFromValue").list(held))?
        }
        Part::Dataset(elements) => elements_in_turn(host, elements, inner(leaf)?)?,
        Part::Slices(batch) => dataset(host, batch, true, inner(leaf)?)?,
        Part::Rows(rows) => return packed(host, rows, leaf),
    })
}

/// The encodings of the rows along a new axis 0.
fn packed(host: &Host, rows: &[Part], leaf: &ElementSpec) -> Result<Tensor> {
    if rows.is_empty() {
        let none = host.call(Call::new("OptionalNone"))?;
        return Ok(host.call(Call::new("Fill").ints(&[0]).input(Input::Tensor(Arc::new(none))))?);
    }
    let rows = rows.iter().map(|row| Ok(Arc::new(encode(host, row, leaf, false)?))).collect::<Result<_>>()?;
    Ok(host.call(Call::new("Pack").list(rows))?)
}

/// A dataset of elements that may differ in shape: a dataset of each, one after the other.
fn elements_in_turn(host: &Host, elements: &[Vec<Part>], spec: &ElementSpec) -> Result<Tensor> {
    let (types, shapes) = types_and_shapes(spec);
    let (each, function) = match elements {
        [] => {
            let numbers = Call::new("RangeDataset").int(0).int(0).int(1);
            let numbers = numbers.attr("output_types", vec![DType::I64]);
            (host.call(numbers.attr("output_shapes", vec![Shape::scalar()]))?, functions::nothing()?)
        }
        _ => {
            let datasets = elements.iter().map(|element| Ok(Arc::new(dataset(host, element, false, spec)?)));
            let datasets = host.call(Call::new("Pack").list(datasets.collect::<Result<_>>()?))?;
            let each = Call::new("TensorSliceDataset").list(vec![Arc::new(datasets)]);
            let each = each.attr("Toutput_types", vec![DType::Variant]);
            (host.call(each.attr("output_shapes", vec![Shape::scalar()]))?, functions::same()?)
        }
    };
    function.copy_to(host)?;
    let call = Call::new("FlatMapDataset")
        .input(Input::Tensor(Arc::new(each)))
        .list(Vec::new())
        .attr("f", Attr::Func(function.name))
        .attr("Targuments", Attr::Types(Vec::new()));
    Ok(host.call(call.attr("output_types", types).attr("output_shapes", shapes))?)
}

/// The values in the order of their places, as TensorFlow wants them where it takes rows apart.
fn ordered(host: &Host, indices: Input, values: Input, dense_shape: Input) -> Result<[Input; 3]> {
    let Input::Tensor(shape) = dense_shape else { return Err(internal("a dense shape is a tensor")) };
    let call = Call::new("SparseReorder").input(indices).input(values);
    let mut parts = host.run(call.input(Input::Tensor(shape.clone())), 2)?.into_iter();
    match (parts.next(), parts.next()) {
        (Some(indices), Some(values)) => {
            Ok([Input::Tensor(Arc::new(indices)), Input::Tensor(Arc::new(values)), Input::Tensor(shape)])
        }
        _ => Err(internal("a sparse tensor is put in order")),
    }
}

fn tensor(tensor: &crate::tensor::Tensor) -> Result<Input> {
    Ok(Input::Tensor(Arc::new(copied(tensor)?)))
}

fn inner(leaf: &ElementSpec) -> Result<&ElementSpec> {
    match leaf {
        ElementSpec::Optional(inner) | ElementSpec::Dataset(inner) => Ok(inner),
        _ => Err(internal("only an optional or a nested dataset holds elements")),
    }
}
