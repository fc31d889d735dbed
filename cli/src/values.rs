//! Elements as JSON.

use serde_json::{Value as Json, json};
use tfdata::ndarray::{ArrayViewD, Axis};
use tfdata::{Bytes, Complex, Value};

/// An element: a dict is an object, a tensor a list of lists. A string that is not UTF-8 is `{"bytes": [..]}`, a
/// number that JSON lacks a string (`"NaN"`), and what is not there `null`.
pub(crate) fn json(value: &Value) -> Json {
    match value {
        Value::F32(array) => lists(array.view(), &|x| float(f64::from(*x), x)),
        Value::F64(array) => lists(array.view(), &|x| float(*x, x)),
        Value::F16(array) => lists(array.view(), &|x| float(f64::from(*x), x)),
        Value::BF16(array) => lists(array.view(), &|x| float(f64::from(*x), x)),
        Value::I8(array) => lists(array.view(), &|x| json!(x)),
        Value::I16(array) => lists(array.view(), &|x| json!(x)),
        Value::I32(array) => lists(array.view(), &|x| json!(x)),
        Value::I64(array) => lists(array.view(), &|x| json!(x)),
        Value::U8(array) => lists(array.view(), &|x| json!(x)),
        Value::U16(array) => lists(array.view(), &|x| json!(x)),
        Value::U32(array) => lists(array.view(), &|x| json!(x)),
        Value::U64(array) => lists(array.view(), &|x| json!(x)),
        Value::Bool(array) => lists(array.view(), &|x| json!(x)),
        Value::C64(array) => lists(array.view(), &|Complex { re, im }| {
            json!([float(f64::from(*re), re), float(f64::from(*im), im)])
        }),
        Value::C128(array) => {
            lists(array.view(), &|Complex { re, im }| json!([float(*re, re), float(*im, im)]))
        }
        Value::Bytes(array) => lists(array.view(), &string),
        Value::Ragged { values, row_splits } => {
            let row_splits: Vec<_> = row_splits.iter().map(|splits| splits.to_vec()).collect();
            json!({"values": json(values), "row_splits": row_splits})
        }
        Value::Sparse { indices, values, dense_shape } => json!({
            "indices": lists(indices.view().into_dyn(), &|x| json!(x)),
            "values": json(values),
            "dense_shape": dense_shape.to_vec(),
        }),
        Value::Optional(Some(value)) => json(value),
        Value::Dataset(values) | Value::Tuple(values) => values.iter().map(json).collect(),
        Value::Dict(members) => members.iter().map(|(name, value)| (name.clone(), json(value))).collect(),
        _ => Json::Null,
    }
}

fn lists<T>(array: ArrayViewD<'_, T>, item: &dyn Fn(&T) -> Json) -> Json {
    match array.first() {
        Some(only) if array.ndim() == 0 => item(only),
        _ => array.axis_iter(Axis(0)).map(|row| lists(row, item)).collect(),
    }
}

/// The shortest number that is read as the same one of its own type.
fn float(wide: f64, shown: &impl ToString) -> Json {
    if wide.is_finite() { json!(shown.to_string().parse().unwrap_or(wide)) } else { json!(shown.to_string()) }
}

fn string(bytes: &Bytes) -> Json {
    std::str::from_utf8(bytes).map_or_else(|_| json!({"bytes": bytes.to_vec()}), |text| json!(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tfdata::ndarray::{arr0, arr2};
    use tfdata::{Bytes, Value};

    #[test]
    fn what_json_lacks() {
        let shown = |value| super::json(&value);
        assert_eq!(shown(Value::F32(arr2(&[[0.1, f32::NAN], [-0.0, f32::INFINITY]]).into_dyn())), {
            json!([[0.1, "NaN"], [-0.0, "inf"]])
        });
        let bytes = |bytes: &'static [u8]| Value::Bytes(arr0(Bytes::from_static(bytes)).into_dyn());
        assert_eq!(shown(bytes("naïve".as_bytes())), "naïve");
        assert_eq!(shown(bytes(b"\xff\0")), json!({"bytes": [255, 0]}));
        assert_eq!(shown(Value::U64(arr0(u64::MAX).into_dyn())), json!(u64::MAX));
        assert_eq!(shown(Value::Tuple(vec![Value::None, Value::Optional(None)])), json!([null, null]));
    }
}
