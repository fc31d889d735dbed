//! The values of a field, as an example holds them.

use bytemuck::AnyBitPattern;
use half::{bf16, f16};
use tfdata_spec::DType;

use super::feature::{Feature, Kind};
use crate::component::Component;
use crate::element::unaligned;
use crate::error::{Error, Result};
use crate::format::ExampleEncoder;
use crate::part::Part;

/// Adds the feature, unless it is an optional that is not there.
pub(super) fn write(
    feature: &Feature,
    part: &Part,
    element: u64,
    encoder: &mut ExampleEncoder,
) -> Result<()> {
    let at = At { path: feature.name, element };
    let part = match part {
        Part::Optional(None) => return Ok(()),
        Part::Optional(Some(parts)) => match &parts[..] {
            [part] => part,
            _ => return Err(at.error("an optional of several components".into())),
        },
        part => part,
    };
    let values = match (part, feature.kind) {
        (Part::Tensor(tensor), Kind::Dense(dims)) => {
            if !dims.accepts(tensor.shape()) {
                let (expected, got) = (dims.to_shape(), tensor.shape().to_vec());
                return Err(Error::Shape { path: feature.name.to_owned(), element, expected, got });
            }
            tensor
        }
        (Part::Ragged { row_splits, values }, Kind::List) => {
            if !row_splits.is_empty() || values.shape().len() != 1 {
                return Err(at.error("it has rows within rows; an example holds a list of values".into()));
            }
            values
        }
        (Part::Sparse { indices, values, dense_shape }, Kind::List) => {
            let numbers = |bytes| unaligned::<i64>(bytes);
            let count = values.shape().iter().product::<usize>() as i64;
            if !numbers(dense_shape.bytes()).eq([count]) || !numbers(indices.bytes()).eq(0..count) {
                return Err(at.error(
                    "not all its items are stored, or it has several axes; an example holds a list".into(),
                ));
            }
            values
        }
        (other, _) => return Err(at.error(format!("`Element::into_components` gave {}", other.kind()))),
    };
    match values.component() {
        Component::Strings { strings, .. } => {
            encoder.bytes(at.path, (0..strings.len()).map(|index| strings.get(index)));
        }
        Component::Plain { dtype, bytes, .. } => numbers(dtype, bytes, &at, encoder)?,
        _ => return Err(at.error("it is no tensor".into())),
    }
    Ok(())
}

fn numbers(dtype: DType, bytes: &[u8], at: &At<'_>, encoder: &mut ExampleEncoder) -> Result<()> {
    match dtype {
        DType::F32 => encoder.floats(at.path, unaligned::<f32>(bytes)),
        DType::F16 => encoder.floats(at.path, unaligned::<f16>(bytes).map(f16::to_f32)),
        DType::BF16 => encoder.floats(at.path, unaligned::<bf16>(bytes).map(bf16::to_f32)),
        DType::F64 => {
            #[allow(clippy::cast_possible_truncation, reason = "what is lost is looked for")]
            let inexact =
                |number: &f64| !number.is_nan() && f64::from(*number as f32).to_bits() != number.to_bits();
            if let Some(number) = unaligned::<f64>(bytes).find(inexact) {
                return Err(at.error(format!("{number:?} is no `float32`, which is what an example holds")));
            }
            encoder.floats(at.path, unaligned::<f64>(bytes).map(|number| number as f32));
        }
        DType::U64 => {
            if let Some(number) = unaligned::<u64>(bytes).find(|number| i64::try_from(*number).is_err()) {
                return Err(at.error(format!("{number} is no `int64`, which is what an example holds")));
            }
            ints::<u64>(bytes, u64::cast_signed, at, encoder);
        }
        DType::Bool | DType::U8 => ints::<u8>(bytes, i64::from, at, encoder),
        DType::I8 => ints::<i8>(bytes, i64::from, at, encoder),
        DType::I16 => ints::<i16>(bytes, i64::from, at, encoder),
        DType::I32 => ints::<i32>(bytes, i64::from, at, encoder),
        DType::I64 => ints::<i64>(bytes, i64::from, at, encoder),
        DType::U16 => ints::<u16>(bytes, i64::from, at, encoder),
        DType::U32 => ints::<u32>(bytes, i64::from, at, encoder),
        other => return Err(at.error(format!("an example holds no {other}"))),
    }
    Ok(())
}

fn ints<T: AnyBitPattern>(bytes: &[u8], int: impl Fn(T) -> i64, at: &At<'_>, encoder: &mut ExampleEncoder) {
    encoder.ints(at.path, unaligned::<T>(bytes).map(int));
}

/// Where a value stands.
struct At<'a> {
    path: &'a str,
    element: u64,
}

impl At<'_> {
    fn error(&self, reason: String) -> Error {
        Error::Write { path: self.path.to_owned(), element: self.element, reason }
    }
}
