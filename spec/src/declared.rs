use crate::{DType, ElementSpec, RaggedSpec, Shape, TensorSpec, Want};

/// What an opaque component has to be so that it can be read as `want`, behind `leading` axes that batching put in
/// front: for datasets that record of a component only that it is a variant. `None` where the type does not tell, and for
/// structs: a component of several components.
///
/// A type does not say how many levels a ragged tensor has, so it is taken to have one, or one for each of those axes,
/// with row splits of `int64`, as Python makes them. A sparse one may have any rank.
pub fn declared(want: &Want, leading: usize) -> Option<ElementSpec> {
    let open = |axes: usize| Shape::new(vec![None; axes]);
    Some(match want {
        Want::Tensor(want) => {
            let shape = (0..leading).fold(want.dims.to_shape(), |shape, _| shape.with_leading(None));
            ElementSpec::tensor(want.dtype, shape)
        }
        Want::Batched(inner) => declared(inner, leading + 1)?,
        Want::Ragged(want) => {
            let ragged_rank = leading.max(1);
            let (dtype, shape) = (want.dtype, open(ragged_rank + 1));
            ElementSpec::Ragged(RaggedSpec { dtype, shape, ragged_rank, row_splits: DType::I64 })
        }
        Want::Sparse(want) => ElementSpec::Sparse(TensorSpec::new(want.dtype, Shape::UNKNOWN)),
        Want::Optional(inner) => ElementSpec::Optional(Box::new(declared(inner, 0)?)),
        Want::Dataset(inner) => ElementSpec::Dataset(Box::new(declared(inner, 0)?)),
        Want::Unit => ElementSpec::None,
        Want::Struct(_) | Want::Map(_) | Want::Any => return None,
    })
}
