use std::borrow::Cow;

use tfdata_spec::DType;

use super::metadata::dtype;
use super::strings::Strings;
use super::values;
use crate::format::error::{Result, SnapshotProblem, WireProblem};
use crate::format::wire::{self, Cursor, WireError};

const MESSAGE: &str = "tensorflow.TensorProto";

/// A tensor as a view into its serialized `TensorProto`.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotTensor<'a> {
    /// The type of its items.
    pub dtype: DType,
    /// Its shape.
    pub shape: smallvec::SmallVec<[usize; 6]>,
    /// Its items, row-major; as many as the shape says.
    pub data: TensorData<'a>,
}

/// The items of a [`SnapshotTensor`].
#[derive(Clone, Debug, PartialEq)]
pub enum TensorData<'a> {
    /// Numbers, little-endian, side by side, not aligned. The bytes of a `bool` may be other than 0 and 1.
    Plain(Cow<'a, [u8]>),
    /// Strings.
    Strings(Strings<'a>),
    /// Variants, each a serialized `VariantTensorDataProto` for [`Variant::parse`].
    Variants(Strings<'a>),
}

impl<'a> SnapshotTensor<'a> {
    /// The tensor in a serialized `TensorProto`.
    ///
    /// # Errors
    /// When the bytes are damaged, or there is not as much data as dtype and shape say.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let mut dtype_ = DType::Other(0);
        let mut shape = smallvec::SmallVec::new();
        let mut content: &[u8] = &[];
        let mut walk = || -> Result<(), WireError> {
            let mut rest = Cursor::new(bytes);
            while !rest.at_end() {
                let (field, wire) = rest.tag()?;
                match (field, wire) {
                    (1, wire::VARINT) => dtype_ = dtype(&mut rest)?,
                    (2, wire::LEN) => dims(rest.message()?, &mut shape)?,
                    (4, wire::LEN) => content = rest.delimited()?,
                    (1 | 2 | 4, wire) => return Err(rest.error(WireProblem::WireType(wire))),
                    (_, wire) => rest.skip(wire)?,
                }
            }
            Ok(())
        };
        walk().map_err(|error| error.of(MESSAGE))?;
        let items = count(&shape).ok_or_else(|| WireError::new(0, WireProblem::Size).of(MESSAGE))?;
        let data = match dtype_ {
            DType::String => TensorData::Strings(strings(bytes, content, items, dtype_)?),
            DType::Variant => TensorData::Variants(strings(bytes, content, items, dtype_)?),
            _ => TensorData::Plain(plain(bytes, content, items, dtype_)?),
        };
        Ok(Self { dtype: dtype_, shape, data })
    }

    /// The number of items.
    pub fn items(&self) -> usize {
        count(&self.shape).unwrap_or_default()
    }

    /// The variants of a variant tensor.
    ///
    /// # Errors
    /// When it is of another dtype, or one of them is damaged.
    pub fn variants(&self) -> Result<Vec<Variant<'a>>> {
        match &self.data {
            TensorData::Variants(variants) => variants.iter().map(Variant::parse).collect(),
            _ => Err(SnapshotProblem::Unsupported(self.dtype).into()),
        }
    }

    /// The items as `i64`s, if it is a tensor of `int32` or `int64`: row splits, indices, dense shapes.
    ///
    /// # Errors
    /// When it is of another dtype.
    pub fn to_i64(&self) -> Result<Vec<i64>> {
        match (&self.data, self.dtype) {
            (TensorData::Plain(bytes), DType::I64) => {
                let items = bytes.chunks_exact(8).filter_map(|item| item.first_chunk());
                Ok(items.map(|item| i64::from_le_bytes(*item)).collect())
            }
            (TensorData::Plain(bytes), DType::I32) => {
                let items = bytes.chunks_exact(4).filter_map(|item| item.first_chunk());
                Ok(items.map(|item| i32::from_le_bytes(*item).into()).collect())
            }
            _ => Err(SnapshotProblem::Unsupported(self.dtype).into()),
        }
    }
}

fn dims(mut shape: Cursor<'_>, dims: &mut smallvec::SmallVec<[usize; 6]>) -> Result<(), WireError> {
    while !shape.at_end() {
        let (field, wire) = shape.tag()?;
        match (field, wire) {
            (2, wire::LEN) => {
                let mut dim = shape.message()?;
                let mut size = 0;
                while !dim.at_end() {
                    let (field, wire) = dim.tag()?;
                    match (field, wire) {
                        (1, wire::VARINT) => size = dim.varint()?,
                        (_, wire) => dim.skip(wire)?,
                    }
                }
                // TensorFlow's own limit on the number of dimensions.
                let size = usize::try_from(size)
                    .ok()
                    .filter(|size| *size <= isize::MAX as usize && dims.len() < 254);
                dims.push(size.ok_or_else(|| dim.error(WireProblem::Size))?);
            }
            (3, wire::VARINT) if shape.varint()? != 0 => return Err(shape.error(WireProblem::Size)),
            (3, wire::VARINT) => {}
            (_, wire) => shape.skip(wire)?,
        }
    }
    Ok(())
}

/// The number of items of a shape; as TensorFlow does, dimensions are also refused that overflow beside a zero.
fn count(shape: &[usize]) -> Option<usize> {
    let nonzero =
        shape.iter().filter(|dim| **dim > 0).try_fold(1usize, |items, dim| items.checked_mul(*dim))?;
    let zero = shape.contains(&0);
    (nonzero <= isize::MAX as usize).then_some(if zero { 0 } else { nonzero })
}

fn plain<'a>(bytes: &'a [u8], content: &'a [u8], items: usize, dtype: DType) -> Result<Cow<'a, [u8]>> {
    let size = dtype.size().ok_or(SnapshotProblem::Unsupported(dtype))?;
    let (data, unit) = if content.is_empty() && items > 0 {
        (Cow::Owned(values::numbers(bytes, dtype).map_err(|error| error.of(MESSAGE))?), size)
    } else {
        (Cow::Borrowed(content), 1)
    };
    if items.checked_mul(size) != Some(data.len()) {
        return Err(SnapshotProblem::Content { dtype, items, got: data.len() / unit }.into());
    }
    Ok(data)
}

fn strings<'a>(bytes: &'a [u8], content: &'a [u8], items: usize, dtype: DType) -> Result<Strings<'a>> {
    if !content.is_empty() || items == 0 {
        // Each string has at least its length's byte.
        if items > content.len() {
            return Err(SnapshotProblem::Content { dtype, items, got: content.len() }.into());
        }
        return Strings::packed(content, items).map_err(|error| error.of(MESSAGE));
    }
    let listed = values::strings(bytes, dtype).map_err(|error| error.of(MESSAGE))?;
    if listed.len() != items {
        return Err(SnapshotProblem::Content { dtype, items, got: listed.len() }.into());
    }
    Ok(Strings::listed(listed))
}

/// An object inside a variant tensor: a type's name and tensors.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant<'a> {
    /// The name of its C++ type.
    pub type_name: &'a [u8],
    /// Its tensors.
    pub tensors: Vec<SnapshotTensor<'a>>,
}

impl<'a> Variant<'a> {
    /// The object in a serialized `VariantTensorDataProto`.
    ///
    /// # Errors
    /// When the bytes are damaged. Variants inside its tensors aren't looked into.
    pub fn parse(bytes: &'a [u8]) -> Result<Self> {
        let mut type_name: &[u8] = &[];
        let mut tensors = Vec::new();
        let mut rest = Cursor::new(bytes);
        let mut next = || -> Result<Option<&'a [u8]>, WireError> {
            while !rest.at_end() {
                match rest.tag()? {
                    (1, wire::LEN) => type_name = rest.delimited()?,
                    (3, wire::LEN) => return rest.delimited().map(Some),
                    (1 | 3, wire) => return Err(rest.error(WireProblem::WireType(wire))),
                    (_, wire) => rest.skip(wire)?,
                }
            }
            Ok(None)
        };
        while let Some(tensor) = next().map_err(|error| error.of("tensorflow.VariantTensorDataProto"))? {
            tensors.push(SnapshotTensor::parse(tensor)?);
        }
        Ok(Self { type_name, tensors })
    }

    /// A ragged tensor's row splits, outermost first, and its flat values.
    ///
    /// # Errors
    /// When it is something else.
    pub fn into_ragged(mut self) -> Result<(Vec<SnapshotTensor<'a>>, SnapshotTensor<'a>)> {
        match self.tensors.pop() {
            Some(values) if self.type_name == b"RaggedTensorVariant" => Ok((self.tensors, values)),
            _ => Err(self.other("a ragged tensor")),
        }
    }

    /// The one tensor in it; of a sparse tensor: the indices, the values or the dense shape.
    ///
    /// # Errors
    /// When it is something else.
    pub fn into_tensor(mut self) -> Result<SnapshotTensor<'a>> {
        match self.tensors.pop() {
            Some(tensor) if self.tensors.is_empty() && self.type_name == b"tensorflow::Tensor" => Ok(tensor),
            _ => Err(self.other("one tensor")),
        }
    }

    fn other(&self, expected: &'static str) -> crate::format::FormatError {
        let got = String::from_utf8_lossy(self.type_name).into_owned();
        SnapshotProblem::Variant { expected, got }.into()
    }
}
