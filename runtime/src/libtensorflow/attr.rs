//! Attributes of operations, as data.

use prost::Message;
use tfdata_spec::{DType, Shape};

use super::error::{Error, Result};
use super::proto::{AttrValue, DimProto, ListValue, NameAttrList, ShapeProto, Value};

/// The value of an attribute of an operation.
///
/// Most are made with `into()`: `3_i64.into()`, `true.into()`, `vec![DType::F32].into()`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Attr {
    /// A string; any bytes.
    String(Vec<u8>),
    /// An integer.
    Int(i64),
    /// A number.
    Float(f32),
    /// A truth value.
    Bool(bool),
    /// A dtype.
    Type(DType),
    /// A shape.
    Shape(Shape),
    /// The name of a function.
    Func(String),
    /// A list of strings.
    Strings(Vec<Vec<u8>>),
    /// A list of integers.
    Ints(Vec<i64>),
    /// A list of numbers.
    Floats(Vec<f32>),
    /// A list of truth values.
    Bools(Vec<bool>),
    /// A list of dtypes.
    Types(Vec<DType>),
    /// A list of shapes.
    Shapes(Vec<Shape>),
    /// A list without items, whose kind cannot be told; found when reading only.
    Empty,
    /// Any other value: a serialized `AttrValue`.
    Proto(Vec<u8>),
}

impl Attr {
    /// The dtypes of a list of dtypes; an empty list is one too.
    pub fn as_types(&self) -> Option<&[DType]> {
        match self {
            Self::Types(types) => Some(types),
            Self::Empty => Some(&[]),
            _ => None,
        }
    }

    /// The shapes of a list of shapes; an empty list is one too.
    pub fn as_shapes(&self) -> Option<&[Shape]> {
        match self {
            Self::Shapes(shapes) => Some(shapes),
            Self::Empty => Some(&[]),
            _ => None,
        }
    }

    /// The serialized `AttrValue`.
    pub(super) fn encode(&self) -> Vec<u8> {
        let value = match self {
            Self::Proto(bytes) => return bytes.clone(),
            Self::String(bytes) => Value::S(bytes.clone()),
            Self::Int(number) => Value::I(*number),
            Self::Float(number) => Value::F(*number),
            Self::Bool(flag) => Value::B(*flag),
            Self::Type(dtype) => Value::Type(dtype.number()),
            Self::Shape(shape) => Value::Shape(shape_to_proto(shape)),
            Self::Func(name) => Value::Func(NameAttrList { name: name.clone() }),
            Self::Empty => Value::List(ListValue::default()),
            Self::Strings(s) => Value::List(ListValue { s: s.clone(), ..ListValue::default() }),
            Self::Ints(i) => Value::List(ListValue { i: i.clone(), ..ListValue::default() }),
            Self::Floats(f) => Value::List(ListValue { f: f.clone(), ..ListValue::default() }),
            Self::Bools(b) => Value::List(ListValue { b: b.clone(), ..ListValue::default() }),
            Self::Types(types) => {
                let types = types.iter().map(|dtype| dtype.number()).collect();
                Value::List(ListValue { types, ..ListValue::default() })
            }
            Self::Shapes(shapes) => {
                let shapes = shapes.iter().map(shape_to_proto).collect();
                Value::List(ListValue { shapes, ..ListValue::default() })
            }
        };
        AttrValue { value: Some(value) }.encode_to_vec()
    }

    /// Reads a serialized `AttrValue` of the attribute `name`.
    pub(super) fn decode(name: &str, bytes: &[u8]) -> Result<Self> {
        let value = AttrValue::decode(bytes)
            .map_err(|error| Error::Attr { name: name.to_owned(), reason: error.to_string() })?;
        Ok(match value.value {
            Some(Value::S(bytes)) => Self::String(bytes),
            Some(Value::I(number)) => Self::Int(number),
            Some(Value::F(number)) => Self::Float(number),
            Some(Value::B(flag)) => Self::Bool(flag),
            Some(Value::Type(number)) => Self::Type(DType::from_number(number)),
            Some(Value::Shape(shape)) => Self::Shape(shape_from_proto(&shape)),
            Some(Value::Func(func)) => Self::Func(func.name),
            Some(Value::List(list)) => list_from_proto(list, bytes),
            Some(Value::Tensor(_) | Value::Placeholder(_)) | None => Self::Proto(bytes.to_vec()),
        })
    }
}

fn list_from_proto(list: ListValue, bytes: &[u8]) -> Attr {
    if !list.types.is_empty() {
        Attr::Types(list.types.into_iter().map(DType::from_number).collect())
    } else if !list.shapes.is_empty() {
        Attr::Shapes(list.shapes.iter().map(shape_from_proto).collect())
    } else if !list.s.is_empty() {
        Attr::Strings(list.s)
    } else if !list.i.is_empty() {
        Attr::Ints(list.i)
    } else if !list.f.is_empty() {
        Attr::Floats(list.f)
    } else if !list.b.is_empty() {
        Attr::Bools(list.b)
    } else if bytes.len() <= 2 {
        Attr::Empty // a tag and a length of zero
    } else {
        Attr::Proto(bytes.to_vec()) // a list of tensors or functions
    }
}

fn shape_to_proto(shape: &Shape) -> ShapeProto {
    let size =
        |dim: &Option<usize>| DimProto { size: dim.and_then(|dim| i64::try_from(dim).ok()).unwrap_or(-1) };
    match shape.dims() {
        None => ShapeProto { dim: Vec::new(), unknown_rank: true },
        Some(dims) => ShapeProto { dim: dims.iter().map(size).collect(), unknown_rank: false },
    }
}

fn shape_from_proto(proto: &ShapeProto) -> Shape {
    if proto.unknown_rank {
        return Shape::UNKNOWN;
    }
    Shape::new(proto.dim.iter().map(|dim| usize::try_from(dim.size).ok()).collect::<Vec<_>>())
}

/// Conversions of plain values.
macro_rules! from {
    ($($from:ty => $variant:ident($value:ident => $expr:expr);)*) => {$(
        impl From<$from> for Attr {
            fn from($value: $from) -> Self {
                Self::$variant($expr)
            }
        }
    )*};
}

from! {
    &str => String(text => text.as_bytes().to_vec());
    &[u8] => String(bytes => bytes.to_vec());
    i64 => Int(number => number);
    f32 => Float(number => number);
    bool => Bool(flag => flag);
    DType => Type(dtype => dtype);
    Shape => Shape(shape => shape);
    Vec<i64> => Ints(numbers => numbers);
    Vec<DType> => Types(dtypes => dtypes);
    &[DType] => Types(dtypes => dtypes.to_vec());
    Vec<Shape> => Shapes(shapes => shapes);
    &[Shape] => Shapes(shapes => shapes.to_vec());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_survives_a_round_trip() {
        let attrs = [
            Attr::from("text"),
            Attr::from(b"\xff\x00".as_slice()),
            Attr::from(-1_i64),
            Attr::from(0_i64),
            Attr::from(1.5_f32),
            Attr::from(false),
            Attr::from(DType::BF16),
            Attr::from(Shape::UNKNOWN),
            Attr::from(Shape::scalar()),
            Attr::from(Shape::new([None, Some(3)])),
            Attr::Func("f".into()),
            Attr::Strings(vec![b"a".to_vec(), Vec::new()]),
            Attr::from(vec![0_i64, i64::MIN]),
            Attr::Floats(vec![0.0, f32::MIN]),
            Attr::Bools(vec![false, true]),
            Attr::from(vec![DType::String, DType::Other(99)]),
            Attr::from(vec![Shape::scalar(), Shape::UNKNOWN, Shape::known(&[0])]),
            Attr::Empty,
        ];
        for attr in attrs {
            assert_eq!(Attr::decode("a", &attr.encode()).unwrap(), attr);
        }
    }

    #[test]
    fn damage_is_an_error() {
        assert!(matches!(Attr::decode("a", b"\x0a\xff"), Err(Error::Attr { name, .. }) if name == "a"));
    }
}
