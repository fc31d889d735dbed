//! Values as the dtype that they had before they were stored, as TensorFlow's `Cast` makes them.

use half::{bf16, f16};
use tfdata_spec::DType;

use super::Items;

/// Adds the values to items of another dtype.
pub(super) fn append(values: &Items, items: &mut Items) {
    match (values, items) {
        (Items::I64(values), Items::I64(items)) => items.extend_from_slice(values),
        (Items::F32(values), Items::F32(items)) => items.extend_from_slice(values),
        (Items::I64(values), Items::Bytes(dtype, bytes)) => ints(values, *dtype, bytes),
        (Items::F32(values), Items::Bytes(dtype, bytes)) => floats(values, *dtype, bytes),
        // Strings are read as they are.
        _ => {}
    }
}

/// Adds values that lie there as bytes, little-endian.
pub(super) fn append_bytes(bytes: &[u8], items: &mut Items) {
    match items {
        Items::I64(items) => items.extend(bytes.chunks_exact(8).map(bytemuck::pod_read_unaligned::<i64>)),
        Items::F32(items) => items.extend(bytes.chunks_exact(4).map(bytemuck::pod_read_unaligned::<f32>)),
        // Those are decoded where they stay.
        Items::Bytes(..) | Items::Strings(_) | Items::Shared(_) => {}
    }
}

/// What does not fit is cut off, as in C.
fn ints(values: &[i64], dtype: DType, bytes: &mut Vec<u8>) {
    match dtype {
        DType::Bool => bytes.extend(values.iter().map(|value| u8::from(*value != 0))),
        DType::U8 | DType::I8 => bytes.extend(values.iter().map(|value| *value as u8)),
        DType::U16 | DType::I16 => {
            bytes.extend(values.iter().flat_map(|value| (*value as u16).to_ne_bytes()))
        }
        DType::U32 | DType::I32 => {
            bytes.extend(values.iter().flat_map(|value| (*value as u32).to_ne_bytes()))
        }
        DType::U64 => bytes.extend(values.iter().flat_map(|value| value.to_ne_bytes())),
        _ => {}
    }
}

fn floats(values: &[f32], dtype: DType, bytes: &mut Vec<u8>) {
    match dtype {
        DType::F64 => bytes.extend(values.iter().flat_map(|value| f64::from(*value).to_ne_bytes())),
        DType::F16 => bytes.extend(values.iter().flat_map(|value| f16::from_f32(*value).to_ne_bytes())),
        DType::BF16 => bytes.extend(values.iter().flat_map(|value| bf16::from_f32(*value).to_ne_bytes())),
        _ => {}
    }
}
