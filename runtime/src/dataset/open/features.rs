//! The features and feature lists that the fields of a struct read.

use std::collections::BTreeMap;

use tfdata_spec::{DType, Dims, ElementSpec, FieldWant, ItemWant, Key, StructWant, TensorWant, Want};

use crate::plan::{Feature, FeatureList, Steps, Values};
use crate::tensor::Tensor;

/// What the door was told beside the struct, and what is wrong with the struct.
#[derive(Default)]
pub(super) struct Reader {
    /// By feature.
    pub(super) defaults: BTreeMap<String, Tensor>,
    /// Feature lists that may be missing.
    pub(super) allow_missing: Vec<String>,
    /// Fields, or features, and what is wrong with them.
    pub(super) wrong: Vec<(String, String)>,
    /// Those of another dtype, which alone are said better when the struct is bound.
    pub(super) other_dtypes: Vec<(String, String)>,
}

impl Reader {
    /// The features that the fields read, in the order of the flattened element.
    pub(super) fn features(&mut self, want: &StructWant) -> Vec<Feature> {
        let read = |reader: &mut Self, field: &FieldWant, name: &str| reader.feature(field, name);
        let all = self.each(want, read);
        self.single(all, |feature| (&feature.name, feature.spec()))
    }

    /// The feature lists that the fields read, in the order of the flattened element.
    pub(super) fn lists(&mut self, want: &StructWant) -> Vec<FeatureList> {
        let read = |reader: &mut Self, field: &FieldWant, name: &str| reader.list(field, name);
        let all = self.each(want, read);
        self.single(all, |list| (&list.name, list.spec()))
    }

    /// Why the struct can't be read from examples: every reason.
    pub(super) fn finish(mut self) -> Result<(), String> {
        for name in self.defaults.into_keys() {
            self.wrong.push((name, "no field reads this feature, for which a default is given".to_owned()));
        }
        for name in self.allow_missing {
            self.wrong.push((name, "no field reads this feature list, which may be missing".to_owned()));
        }
        if !self.wrong.is_empty() {
            self.wrong.append(&mut self.other_dtypes);
        }
        match &self.wrong[..] {
            [] => Ok(()),
            [(name, reason)] => Err(format!("`{name}`: {reason}")),
            all => {
                let lines: String =
                    all.iter().map(|(name, reason)| format!("\n  `{name}`: {reason}")).collect();
                Err(format!("{} fields can't be read from examples:{lines}", all.len()))
            }
        }
    }

    fn each<T>(
        &mut self,
        want: &StructWant,
        read: impl Fn(&mut Self, &FieldWant, &str) -> Result<T, String>,
    ) -> Vec<T> {
        let mut all = Vec::new();
        for field in want.fields {
            let name = match field.key {
                Key::Name(name) => name.to_owned(),
                Key::Index(index) => index.to_string(),
            };
            if let Want::Tensor(TensorWant { dtype, .. })
            | Want::Ragged(ItemWant { dtype, .. })
            | Want::Sparse(ItemWant { dtype, .. }) =
                or_nothing(field).map_or(&field.want, |(want, _)| want)
                && !field.cast.takes(*dtype, stored_as(*dtype))
            {
                let reason = format!("it is {dtype}; examples hold int64, float32 and string");
                self.other_dtypes.push((name.clone(), reason));
            }
            match read(self, field, &name) {
                Ok(one) => all.push(one),
                Err(reason) => self.wrong.push((name, reason)),
            }
        }
        all
    }

    /// Sorted by name. Fields that read the same in the same way share it.
    fn single<T>(&mut self, mut all: Vec<T>, part: impl Fn(&T) -> (&String, ElementSpec)) -> Vec<T> {
        all.sort_by(|a, b| part(a).0.cmp(part(b).0));
        for pair in all.windows(2) {
            let ((name, spec), (other, other_spec)) = (part(&pair[0]), part(&pair[1]));
            if name == other && spec != other_spec {
                let reason = format!("two fields read it in different ways: {} and {}", spec, other_spec);
                self.wrong.push((name.clone(), reason));
            }
        }
        all.dedup_by(|a, b| part(a).0 == part(b).0);
        all
    }

    fn feature(&mut self, field: &FieldWant, name: &str) -> Result<Feature, String> {
        let default = self.defaults.remove(name);
        let (want, mut optional) = or_nothing(field)?;
        let (dtype, values) = match want {
            Want::Tensor(tensor) => {
                let (shape, dtype) = (rows(field.shape.unwrap_or(tensor.dims))?, stored_as(tensor.dtype));
                let values = match shape {
                    Rows::Fixed(shape) => Values::Fixed { shape, default: None },
                    Rows::Open(row) => Values::Variable { row },
                };
                (dtype, values)
            }
            Want::Ragged(items) => match field.shape.map_or(Ok(Rows::Open(Vec::new())), rows)? {
                Rows::Open(row) => (stored_as(items.dtype), Values::Ragged { row, row_lengths: Vec::new() }),
                Rows::Fixed(_) => return Err("the first axis of a ragged tensor is open".into()),
            },
            Want::Sparse(items) => (stored_as(items.dtype), Values::Sparse),
            other => return Err(not_a_tensor(other)),
        };
        let values = match (values, default) {
            (values, None) => values,
            (Values::Fixed { shape, .. }, Some(default)) => {
                if default.dtype() != dtype || default.shape() != shape {
                    let (got, got_shape) = (default.dtype(), default.shape());
                    return Err(format!("its default is {got} {got_shape:?}, the feature {dtype} {shape:?}"));
                }
                // It is never absent then.
                optional = false;
                Values::Fixed { shape, default: Some(default) }
            }
            (_, Some(_)) => {
                return Err(
                    "a default is for a feature of a fixed shape; without values, this one is empty".into()
                );
            }
        };
        Ok(Feature { optional, aliases: aliases(field), ..Feature::new(name, dtype, values) })
    }

    fn list(&mut self, field: &FieldWant, name: &str) -> Result<FeatureList, String> {
        let allow_missing = self.allow_missing.iter().any(|other| other == name);
        self.allow_missing.retain(|other| other != name);
        let (want, optional) = or_nothing(field)?;
        let (dtype, steps) = match want {
            Want::Tensor(tensor) => match rows(field.shape.unwrap_or(tensor.dims))? {
                Rows::Open(row) => (stored_as(tensor.dtype), Steps::Fixed { row }),
                Rows::Fixed(_) => {
                    return Err("a feature list has any number of steps: its first axis is open".into());
                }
            },
            Want::Ragged(items) => (stored_as(items.dtype), Steps::Ragged),
            Want::Sparse(items) => (stored_as(items.dtype), Steps::Sparse),
            other => return Err(not_a_tensor(other)),
        };
        let optional = optional && !(allow_missing && field.optional);
        let (name, aliases) = (name.to_owned(), aliases(field));
        Ok(FeatureList { name, aliases, dtype, steps, allow_missing, optional })
    }
}

fn aliases(field: &FieldWant) -> Vec<String> {
    field.aliases.iter().map(|alias| (*alias).to_owned()).collect()
}

/// What a field wants where there is something, and whether there may be nothing.
fn or_nothing(field: &FieldWant) -> Result<(&Want, bool), String> {
    match &field.want {
        Want::Optional(Want::Optional(_)) => Err("an `Option` of an `Option`: use one".into()),
        Want::Optional(inner) => Ok((inner, true)),
        want => Ok((want, field.optional)),
    }
}

enum Rows {
    /// As many as this shape has.
    Fixed(Vec<usize>),
    /// Any number of this shape.
    Open(Vec<usize>),
}

fn rows(dims: Dims) -> Result<Rows, String> {
    let Some(dims) = dims.dims() else {
        return Err("its rank is not known: use `Array1`, or `#[element(shape = [..])]`".into());
    };
    let known = |dims: &[Option<usize>]| dims.iter().copied().collect::<Option<Vec<_>>>();
    match (known(dims), dims) {
        (Some(shape), _) => Ok(Rows::Fixed(shape)),
        (None, [None, row @ ..]) => match known(row) {
            Some(row) if row.contains(&0) => Err("its rows have no values, so they can't be counted".into()),
            Some(row) => Ok(Rows::Open(row)),
            None => {
                Err("its shape is not known: give all sizes but the first with `#[element(shape = [..])]`"
                    .into())
            }
        },
        _ => Err("only the first axis can be open".into()),
    }
}

/// Examples hold these three dtypes. Another one is converted from the nearest of them where the field has `cast`;
/// where it has not, the type does not fit, which is said when it is bound.
fn stored_as(dtype: DType) -> DType {
    match dtype {
        DType::String | DType::F32 => dtype,
        DType::F64 | DType::F16 | DType::BF16 | DType::C64 | DType::C128 => DType::F32,
        _ => DType::I64,
    }
}

fn not_a_tensor(want: &Want) -> String {
    let what = match want {
        Want::Struct(_) => "a struct",
        Want::Dataset(_) => "a nested dataset",
        Want::Map(_) => "a dict",
        Want::Any => "`Value`, of which the dtype is not known",
        Want::Unit => "`()`",
        _ => "not a tensor",
    };
    format!(
        "it is {what}; an example holds lists of numbers or strings: use a number, a string, an array, `Ragged`, `Sparse`, or an `Option` of these"
    )
}
