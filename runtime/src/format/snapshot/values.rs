//! The typed `*_val` fields of a `TensorProto`, which stand for `tensor_content` inside variants.

use tfdata_spec::DType;

use crate::format::error::WireProblem;
use crate::format::wire::{self, Cursor, WireError};

/// The number and wire type of the field that holds values of a dtype.
fn field_of(dtype: DType) -> Option<(u32, u8)> {
    Some(match dtype {
        DType::F32 => (5, wire::FIXED32),
        DType::F64 => (6, wire::FIXED64),
        DType::I32 | DType::I16 | DType::I8 | DType::U16 | DType::U8 => (7, wire::VARINT),
        DType::String => (8, wire::LEN),
        DType::C64 => (9, wire::FIXED32),
        DType::I64 => (10, wire::VARINT),
        DType::Bool => (11, wire::VARINT),
        DType::C128 => (12, wire::FIXED64),
        DType::F16 | DType::BF16 => (13, wire::VARINT),
        DType::Variant => (15, wire::LEN),
        DType::U32 => (16, wire::VARINT),
        DType::U64 => (17, wire::VARINT),
        _ => return None,
    })
}

/// The numbers as little-endian bytes, as `tensor_content` would have them. Packed and single values may be
/// mixed. A value that stands for many equal ones, which TensorFlow doesn't write here, is not repeated.
pub(super) fn numbers(tensor: &[u8], dtype: DType) -> Result<Vec<u8>, WireError> {
    let mut bytes = Vec::new();
    let Some((number, single)) = field_of(dtype) else { return Ok(bytes) };
    let mut rest = Cursor::new(tensor);
    while !rest.at_end() {
        match rest.tag()? {
            (field, wire) if field != number => rest.skip(wire)?,
            (_, wire::LEN) => {
                let mut packed = rest.message()?;
                while !packed.at_end() {
                    push(&mut packed, dtype, single, &mut bytes)?;
                }
            }
            (_, wire) => {
                rest.expect(wire, single)?;
                push(&mut rest, dtype, single, &mut bytes)?;
            }
        }
    }
    Ok(bytes)
}

fn push(rest: &mut Cursor<'_>, dtype: DType, wire: u8, bytes: &mut Vec<u8>) -> Result<(), WireError> {
    match wire {
        wire::FIXED32 => bytes.extend(rest.fixed32()?.to_le_bytes()),
        wire::FIXED64 => bytes.extend(rest.fixed64()?.to_le_bytes()),
        _ => {
            let value = rest.varint()?.cast_signed();
            let fits = match dtype {
                DType::I8 => i8::try_from(value).is_ok(),
                DType::I16 => i16::try_from(value).is_ok(),
                DType::I32 => i32::try_from(value).is_ok(),
                DType::U8 => u8::try_from(value).is_ok(),
                DType::U16 | DType::F16 | DType::BF16 => u16::try_from(value).is_ok(),
                DType::U32 => u32::try_from(value).is_ok(),
                DType::Bool => (0..=1).contains(&value),
                _ => true,
            };
            if !fits {
                return Err(rest.error(WireProblem::Size));
            }
            bytes.extend(&value.to_le_bytes()[..dtype.size().unwrap_or(8).min(8)]);
        }
    }
    Ok(())
}

/// The strings, or the serialized variants, one by one.
pub(super) fn strings(tensor: &[u8], dtype: DType) -> Result<Vec<&[u8]>, WireError> {
    let mut strings = Vec::new();
    let mut rest = Cursor::new(tensor);
    while !rest.at_end() {
        match rest.tag()? {
            (field, wire::LEN) if field_of(dtype) == Some((field, wire::LEN)) => {
                strings.push(rest.delimited()?)
            }
            (_, wire) => rest.skip(wire)?,
        }
    }
    Ok(strings)
}
