use crate::{DType, ElementSpec, Key, RaggedSpec, Shape, StructKind, TensorSpec, Want};

/// What an opaque component has to be so that it can be read as `want`, behind `leading` axes that batching put in
/// front: for datasets that record of a component only that it is a variant. `None` where the type does not tell.
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
        Want::Struct(want) => {
            let member = |field: &crate::FieldWant| Some((field.key, declared(&field.want, leading)?));
            let mut members = want.fields.iter().map(member).collect::<Option<Vec<_>>>()?;
            members.sort_by_key(|(key, _)| *key);
            match want.kind {
                StructKind::Named => ElementSpec::dict(members.into_iter().map(|(key, spec)| match key {
                    Key::Name(name) => (name.to_owned(), spec),
                    Key::Index(index) => (index.to_string(), spec),
                })),
                StructKind::Tuple => ElementSpec::Tuple(members.into_iter().map(|(_, spec)| spec).collect()),
            }
        }
        Want::Unit => ElementSpec::None,
        Want::Map(_) | Want::Any => return None,
    })
}
