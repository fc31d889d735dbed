use super::wire::{Kind, StructuredValue, TensorShapeProto, TensorSpecProto, TypeSpecProto};
use super::{ProtoError, decode};
use crate::element::Path;
use crate::{DType, ElementSpec, RaggedSpec, Shape, TensorSpec};

/// The most dimensions that TensorFlow's tensors can have.
const MAX_RANK: usize = 254;

/// The element spec in a serialized `StructuredValue`, for instance the file `dataset_spec.pb` of a saved
/// dataset.
///
/// A list is read as a tuple.
///
/// # Errors
/// If the bytes are not a `StructuredValue`, nest too deep, or hold something that is no element spec.
pub fn read_structured_value(bytes: &[u8]) -> Result<ElementSpec, ProtoError> {
    element_spec(&decode("StructuredValue", bytes)?)
}

/// The element spec that a structured value describes. Recursion is bounded by the decoder, which refuses
/// messages that nest deep.
pub(super) fn element_spec(value: &StructuredValue) -> Result<ElementSpec, ProtoError> {
    element(value, &Path::root())
}

fn element(value: &StructuredValue, path: &Path) -> Result<ElementSpec, ProtoError> {
    Ok(match value.kind.as_ref().ok_or_else(|| invalid(path, "the value is empty"))? {
        Kind::None(_) => ElementSpec::None,
        Kind::TensorSpec(spec) | Kind::BoundedTensorSpec(spec) => ElementSpec::Tensor(tensor(spec, path)?),
        Kind::TypeSpec(spec) => type_spec(spec, path)?,
        Kind::List(list) | Kind::Tuple(list) => {
            let members = list.values.iter().enumerate();
            ElementSpec::Tuple(
                members.map(|(i, value)| element(value, &path.index(i))).collect::<Result<_, _>>()?,
            )
        }
        Kind::Dict(dict) => {
            let features = dict.fields.iter();
            let feature = |(key, value): (&String, _)| Ok((key.clone(), element(value, &path.key(key))?));
            ElementSpec::Dict(features.map(feature).collect::<Result<_, _>>()?)
        }
        Kind::NamedTuple(tuple) => {
            let mut fields = Vec::with_capacity(tuple.values.len());
            for pair in &tuple.values {
                let path = path.key(&pair.key);
                let value = pair.value.as_ref().ok_or_else(|| invalid(&path, "the value is empty"))?;
                fields.push((pair.key.clone(), element(value, &path)?));
            }
            ElementSpec::NamedTuple { name: tuple.name.clone(), fields }
        }
        Kind::Float(_) | Kind::Int(_) | Kind::String(_) | Kind::Bool(_) | Kind::Shape(_) | Kind::DType(_) => {
            return Err(invalid(path, "a plain value stands where a spec should"));
        }
    })
}

fn tensor(spec: &TensorSpecProto, path: &Path) -> Result<TensorSpec, ProtoError> {
    Ok(TensorSpec::new(DType::from_number(spec.dtype), shape(spec.shape.as_ref(), path)?))
}

/// A static shape. One that is lacking altogether is unknown.
pub(super) fn shape(shape: Option<&TensorShapeProto>, path: &Path) -> Result<Shape, ProtoError> {
    let Some(shape) = shape.filter(|shape| !shape.unknown_rank) else { return Ok(Shape::UNKNOWN) };
    if shape.dim.len() > MAX_RANK {
        return Err(invalid(path, &format!("{} dimensions are more than a tensor has", shape.dim.len())));
    }
    let dim = |size: i64| match size {
        -1 => Ok(None),
        _ => usize::try_from(size).map(Some).map_err(|_| invalid(path, &format!("dimension {size}"))),
    };
    Ok(Shape::new(shape.dim.iter().map(|d| dim(d.size)).collect::<Result<Vec<_>, _>>()?))
}

fn type_spec(spec: &TypeSpecProto, path: &Path) -> Result<ElementSpec, ProtoError> {
    let state = State::of(spec, path);
    Ok(match spec.type_spec_class {
        1 => ElementSpec::Sparse(TensorSpec::new(state.dtype(1)?, state.shape(0)?)),
        2 => indexed_slices(&state)?,
        3 => ElementSpec::Ragged(RaggedSpec {
            shape: state.shape(0)?,
            dtype: state.dtype(1)?,
            ragged_rank: state.count(2)?,
            row_splits: state.dtype(3)?,
        }),
        4 => ElementSpec::TensorArray(TensorSpec::new(state.dtype(1)?, state.shape(0)?)),
        5 => ElementSpec::Dataset(Box::new(element(state.value(0)?, path)?)),
        7 => ElementSpec::Optional(Box::new(element(state.value(0)?, path)?)),
        _ if spec.type_spec_class_name == "tf.NoneTensorSpec" => ElementSpec::None,
        class => {
            let what = match spec.type_spec_class_name.as_str() {
                "" => format!("type spec class {class}"),
                name => format!("{name:?}"),
            };
            return Err(ProtoError::Unsupported { path: path.text(), what });
        }
    })
}

fn indexed_slices(state: &State<'_>) -> Result<ElementSpec, ProtoError> {
    let has_dense_shape = match &state.value(3)?.kind {
        Some(Kind::None(_)) => false,
        _ if state.dtype(3)? == DType::I64 => true,
        _ => {
            let what = "indexed slices whose dense shape is not int64".to_owned();
            return Err(ProtoError::Unsupported { path: state.path.text(), what });
        }
    };
    Ok(ElementSpec::IndexedSlices {
        values: TensorSpec::new(state.dtype(1)?, state.shape(0)?),
        indices: state.dtype(2)?,
        has_dense_shape,
    })
}

/// The state of a type spec: a tuple, read by position.
struct State<'a> {
    values: &'a [StructuredValue],
    path: &'a Path,
    class: &'a str,
}

impl<'a> State<'a> {
    fn of(spec: &'a TypeSpecProto, path: &'a Path) -> Self {
        let values = match spec.type_state.as_ref().and_then(|state| state.kind.as_ref()) {
            Some(Kind::Tuple(list) | Kind::List(list)) => &list.values[..],
            _ => &[],
        };
        Self { values, path, class: &spec.type_spec_class_name }
    }

    fn value(&self, index: usize) -> Result<&'a StructuredValue, ProtoError> {
        self.values.get(index).ok_or_else(|| self.lacks(index, "value"))
    }

    fn dtype(&self, index: usize) -> Result<DType, ProtoError> {
        match self.value(index)?.kind {
            Some(Kind::DType(number)) => Ok(DType::from_number(number)),
            _ => Err(self.lacks(index, "dtype")),
        }
    }

    fn shape(&self, index: usize) -> Result<Shape, ProtoError> {
        match &self.value(index)?.kind {
            Some(Kind::Shape(proto)) => shape(Some(proto), self.path),
            _ => Err(self.lacks(index, "shape")),
        }
    }

    fn count(&self, index: usize) -> Result<usize, ProtoError> {
        match self.value(index)?.kind {
            Some(Kind::Int(count)) => usize::try_from(count).map_err(|_| self.lacks(index, "count")),
            _ => Err(self.lacks(index, "count")),
        }
    }

    fn lacks(&self, index: usize, what: &str) -> ProtoError {
        invalid(self.path, &format!("the state of {:?} has no {what} at position {index}", self.class))
    }
}

fn invalid(path: &Path, reason: &str) -> ProtoError {
    ProtoError::Invalid { path: path.text(), reason: reason.to_owned() }
}
