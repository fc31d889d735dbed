use std::fmt;

use tfdata_spec::{DType, Dims, FieldWant, Key, StructKind, Want};

/// A field as an example holds it.
#[derive(Debug)]
pub(super) struct Feature {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
}

/// How the values of a feature lie in the element.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A tensor of these dimensions.
    Dense(Dims),
    /// A ragged or sparse tensor, which has to be a list.
    List,
}

/// A field that an example can't hold.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnwritableField {
    /// Its name in the dataset; `_` for the whole element.
    pub name: String,
    /// What it is: `float64 []`.
    pub what: String,
    /// Why an example can't hold it, and what to do.
    pub remedy: String,
}

/// `` `mag`, float64 []: .. ``
impl fmt::Display for UnwritableField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, what, remedy } = self;
        write!(f, "`{name}`, {what}: {remedy}")
    }
}

/// The features of an element, in the order of its leaves; or all the fields that can't be any.
pub(super) fn features(want: &Want, exact_f64: bool) -> Result<Vec<Feature>, Vec<UnwritableField>> {
    let whole = |remedy: &str| {
        let what = format!("`{}`", want.rust_name());
        vec![UnwritableField { name: "_".into(), what, remedy: remedy.into() }]
    };
    let fields = match want {
        Want::Struct(want) if want.kind == StructKind::Named => want.fields,
        Want::Batched(_) => return Err(whole("a batch; write its rows one by one")),
        _ => return Err(whole("features have names: write a struct with named fields")),
    };
    let (mut features, mut errors) = (Vec::new(), Vec::new());
    for field in fields {
        let Key::Name(name) = field.key else { continue };
        match kind(field, exact_f64) {
            Ok(kind) => features.push(Feature { name, kind }),
            Err((what, remedy)) => errors.push(UnwritableField { name: name.into(), what, remedy }),
        }
    }
    if errors.is_empty() { Ok(features) } else { Err(errors) }
}

/// What the field is and why it can't be stored, otherwise.
fn kind(field: &FieldWant, exact_f64: bool) -> Result<Kind, (String, String)> {
    let want = match &field.want {
        Want::Optional(inner) => inner,
        want => want,
    };
    let what = match want {
        Want::Tensor(want) => format!("{} {}", want.dtype, field.shape.unwrap_or(want.dims).to_shape()),
        Want::Ragged(items) | Want::Sparse(items) => format!("`{}` of {}", items.rust, items.dtype),
        Want::Struct(want) => format!("the struct `{}`", want.name),
        Want::Optional(_) => "an `Option`".into(),
        Want::Dataset(_) => "a `Vec`".into(),
        Want::Map(_) => "a map".into(),
        Want::Batched(_) => "a batch".into(),
        want => format!("`{}`", want.rust_name()),
    };
    let not = |remedy: &str| Err((what.clone(), remedy.to_owned()));
    let dtype = match want {
        Want::Tensor(want) => want.dtype,
        Want::Ragged(items) | Want::Sparse(items) => items.dtype,
        Want::Struct(_) | Want::Map(_) => {
            return not("an example has no structure; write its fields as fields of the element");
        }
        Want::Optional(_) => return not("an optional within an optional; one of them is enough"),
        Want::Batched(_) | Want::Dataset(_) => {
            return not("an example holds lists of values, and none of elements");
        }
        Want::Any => return not("what it is has to be known; use a type that says so"),
        _ => return not("it holds no values; leave it out with `#[element(skip)]`"),
    };
    match dtype {
        DType::C64 | DType::C128 => {
            return not("an example holds no complex numbers; write two fields of `f32`");
        }
        DType::F64 if !exact_f64 => {
            return not(
                "an example holds `f32`, which has fewer digits; make it one, or ask for `.exact_f64()`",
            );
        }
        _ => {}
    }
    let Want::Tensor(tensor) = want else { return Ok(Kind::List) };
    let dims = field.shape.unwrap_or(tensor.dims);
    match dims.dims() {
        None => not("its rank is not known; use `Array1`, or `#[element(shape = [..])]`"),
        Some([_, row @ ..]) if row.contains(&None) => not(
            "an example does not store shapes; give all sizes but the first with `#[element(shape = [..])]`",
        ),
        Some(_) => Ok(Kind::Dense(dims)),
    }
}
