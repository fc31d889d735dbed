use prost::Message;

use super::wire::{
    DictValue, Dim, Kind, ListValue, NamedTupleValue, NoneValue, PairValue, StructuredValue,
    TensorShapeProto, TensorSpecProto, TypeSpecProto,
};
use crate::{DType, ElementSpec, Shape, TensorSpec};

/// The element spec as a serialized `StructuredValue`: what TensorFlow expects in `dataset_spec.pb`.
///
/// Components without a structure ([`ElementSpec::Flat`]) become a tuple, or the tensor itself if there is only
/// one.
pub fn write_structured_value(spec: &ElementSpec) -> Vec<u8> {
    structured(spec).encode_to_vec()
}

fn structured(spec: &ElementSpec) -> StructuredValue {
    value(match spec {
        ElementSpec::None => Kind::None(NoneValue {}),
        ElementSpec::Tensor(spec) => Kind::TensorSpec(tensor(spec)),
        ElementSpec::Flat(components) => match &components[..] {
            [one] => Kind::TensorSpec(tensor(one)),
            many => tuple(many.iter().map(|spec| value(Kind::TensorSpec(tensor(spec)))).collect()),
        },
        ElementSpec::Tuple(members) => tuple(members.iter().map(structured).collect()),
        ElementSpec::Dict(features) => {
            let fields = features.iter().map(|(key, spec)| (key.clone(), structured(spec)));
            Kind::Dict(DictValue { fields: fields.collect() })
        }
        ElementSpec::NamedTuple { name, fields } => {
            let pair =
                |(key, spec): &(String, _)| PairValue { key: key.clone(), value: Some(structured(spec)) };
            Kind::NamedTuple(NamedTupleValue {
                name: name.clone(),
                values: fields.iter().map(pair).collect(),
            })
        }
        ElementSpec::Sparse(spec) => {
            class(1, "SparseTensorSpec", vec![shape_kind(&spec.shape), dtype_kind(spec.dtype)])
        }
        ElementSpec::IndexedSlices { values, indices, has_dense_shape } => {
            let dense_shape =
                if *has_dense_shape { dtype_kind(DType::I64) } else { Kind::None(NoneValue {}) };
            let state = vec![
                shape_kind(&values.shape),
                dtype_kind(values.dtype),
                dtype_kind(*indices),
                dense_shape,
                shape_kind(&Shape::new([None])),
            ];
            class(2, "IndexedSlicesSpec", state)
        }
        ElementSpec::Ragged(spec) => {
            let rank = i64::try_from(spec.ragged_rank).unwrap_or(i64::MAX);
            let state = vec![
                shape_kind(&spec.shape),
                dtype_kind(spec.dtype),
                Kind::Int(rank),
                dtype_kind(spec.row_splits),
            ];
            class(3, "RaggedTensorSpec", state)
        }
        ElementSpec::TensorArray(spec) => {
            let flags = [Kind::Bool(false), Kind::Bool(true)]; // dynamic size, inferred shape
            let state = [shape_kind(&spec.shape), dtype_kind(spec.dtype)].into_iter().chain(flags);
            class(4, "TensorArraySpec", state.collect())
        }
        ElementSpec::Dataset(element) => {
            let element = structured(element).kind.unwrap_or(Kind::None(NoneValue {}));
            class(5, "DatasetSpec", vec![element, shape_kind(&Shape::scalar())])
        }
        ElementSpec::Optional(element) => {
            let element = structured(element).kind.unwrap_or(Kind::None(NoneValue {}));
            class(7, "OptionalSpec", vec![element])
        }
    })
}

fn value(kind: Kind) -> StructuredValue {
    StructuredValue { kind: Some(kind) }
}

fn tuple(values: Vec<StructuredValue>) -> Kind {
    Kind::Tuple(ListValue { values })
}

fn class(number: i32, name: &str, state: Vec<Kind>) -> Kind {
    let state = value(tuple(state.into_iter().map(value).collect()));
    Kind::TypeSpec(Box::new(TypeSpecProto {
        type_spec_class: number,
        type_state: Some(Box::new(state)),
        type_spec_class_name: name.to_owned(),
    }))
}

fn tensor(spec: &TensorSpec) -> TensorSpecProto {
    TensorSpecProto { shape: Some(shape(&spec.shape)), dtype: spec.dtype.number() }
}

fn shape_kind(spec: &Shape) -> Kind {
    Kind::Shape(shape(spec))
}

fn dtype_kind(dtype: DType) -> Kind {
    Kind::DType(dtype.number())
}

fn shape(shape: &Shape) -> TensorShapeProto {
    let size = |dim: &Option<usize>| dim.and_then(|dim| i64::try_from(dim).ok()).unwrap_or(-1);
    match shape.dims() {
        None => TensorShapeProto { dim: Vec::new(), unknown_rank: true },
        Some(dims) => TensorShapeProto {
            dim: dims.iter().map(|dim| Dim { size: size(dim) }).collect(),
            unknown_rank: false,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RaggedSpec;
    use crate::proto::read_structured_value;

    #[test]
    fn what_is_written_is_read_again() {
        let number = ElementSpec::tensor(DType::I64, Shape::scalar());
        let text = ElementSpec::tensor(DType::String, Shape::UNKNOWN);
        let image = TensorSpec::new(DType::F32, Shape::new([None, Some(3)]));
        let ragged = RaggedSpec {
            dtype: DType::I32,
            shape: Shape::new([None, None]),
            ragged_rank: 1,
            row_splits: DType::I64,
        };
        let slices =
            ElementSpec::IndexedSlices { values: image.clone(), indices: DType::I64, has_dense_shape: true };
        let members = [
            ElementSpec::Sparse(image.clone()),
            ElementSpec::Ragged(ragged),
            ElementSpec::TensorArray(image),
            ElementSpec::Dataset(Box::new(number.clone())),
            ElementSpec::Optional(Box::new(text.clone())),
            slices,
            ElementSpec::None,
            ElementSpec::NamedTuple { name: "Pair".into(), fields: vec![("a".into(), number.clone())] },
        ];
        let spec = ElementSpec::dict([
            ("text", text),
            ("empty", ElementSpec::Tuple(Vec::new())),
            ("all", ElementSpec::Tuple(members.to_vec())),
        ]);
        assert_eq!(read_structured_value(&write_structured_value(&spec)), Ok(spec));
        let flat = ElementSpec::Flat(vec![TensorSpec::new(DType::I64, Shape::scalar())]);
        assert_eq!(read_structured_value(&write_structured_value(&flat)), Ok(number));
    }
}
