//! What the command line gives for the inputs of a signature.

use serde_json::Value as Json;
use tfdata::ndarray::{ArrayD, IxDyn};
use tfdata::spec::DType;
use tfdata::spec::proto::SignatureInput;
use tfdata::{Bytes, Value, bf16, f16};
use tfdata_codegen::source::{Kind, Source};

use crate::Failure;

/// Names with values that are not parsed yet: only the signature knows their dtypes.
pub(crate) struct Inputs(Vec<(String, String)>);

/// The inputs of the dataset's signature.
pub(crate) fn signature_inputs(source: &Source) -> &[SignatureInput] {
    let Kind::SavedModel { graph, signature, .. } = &source.kind else { return &[] };
    graph.signatures.iter().find(|found| found.name == *signature).map_or(&[], |found| &found.inputs)
}

impl Inputs {
    /// `name=value` each.
    pub(crate) fn of_args(args: &[String]) -> Result<Self, Failure> {
        let mut all: Vec<(String, String)> = Vec::new();
        for arg in args {
            let usage = || format!("--input {arg}: expected NAME=VALUE, for instance `batch=32`");
            let (name, value) = arg.split_once('=').ok_or_else(usage)?;
            if all.iter().any(|(other, _)| other == name) {
                return Err(format!("input `{name}` is given twice; give it once").into());
            }
            all.push((name.to_owned(), value.to_owned()));
        }
        Ok(Self(all))
    }

    /// Fails if none of the datasets has an input that is given.
    pub(crate) fn all_known(&self, sources: &[Source]) -> Result<(), Failure> {
        let known: Vec<_> = sources.iter().flat_map(signature_inputs).collect();
        let unknown = self.0.iter().find(|(name, _)| known.iter().all(|input| input.name != *name));
        let Some((name, _)) = unknown else { return Ok(()) };
        let mut names: Vec<_> = known.iter().map(|input| described(input)).collect();
        names.dedup();
        let there = match &names[..] {
            [] => "the dataset has no inputs; leave `--input` out".to_owned(),
            names => format!("there is {}", names.join(" and ")),
        };
        Err(format!("there is no input `{name}`; {there}").into())
    }

    /// What is to be given still.
    pub(crate) fn missing(&self, inputs: &[SignatureInput]) -> Option<String> {
        let missing = inputs.iter().filter(|input| self.0.iter().all(|(name, _)| *name != input.name));
        let (what, how): (Vec<_>, Vec<_>) =
            missing.map(|input| (described(input), format!("--input {}", example(input)))).unzip();
        let verb = if what.len() == 1 { "is" } else { "are" };
        let remedy = format!("{} {verb} missing; add `{}`", what.join(" and "), how.join(" "));
        (!what.is_empty()).then_some(remedy)
    }

    /// The values of those that are given.
    pub(crate) fn values(&self, inputs: &[SignatureInput]) -> Result<Vec<(String, Value)>, Failure> {
        let mut values = Vec::new();
        for (name, text) in &self.0 {
            let Some(input) = inputs.iter().find(|input| input.name == *name) else { continue };
            let value = parse(input, text).map_err(|reason| {
                format!("{}: {reason}; give it as `--input {}`", described(input), example(input))
            })?;
            values.push((name.clone(), value));
        }
        Ok(values)
    }
}

fn described(input: &SignatureInput) -> String {
    format!("input `{}`, {} {}", input.name, input.dtype, input.shape)
}

/// `batch=32`, `'files=["text"]'`
fn example(input: &SignatureInput) -> String {
    let one = match input.dtype {
        DType::String => "text",
        DType::Bool => "true",
        DType::F16 | DType::BF16 | DType::F32 | DType::F64 => "0.5",
        _ => "32",
    };
    match input.shape.rank() {
        Some(0) | None => format!("{}={one}", input.name),
        Some(rank) => {
            let one = if input.dtype == DType::String { format!("\"{one}\"") } else { one.to_owned() };
            // In quotes for the shell.
            format!("'{}={}{one}{}'", input.name, "[".repeat(rank), "]".repeat(rank))
        }
    }
}

/// A tensor: a list in JSON where it has axes, else a single value.
fn parse(input: &SignatureInput, text: &str) -> Result<Value, String> {
    let (mut shape, mut items) = (Vec::new(), Vec::new());
    let list = input.shape.rank() != Some(0) && text.trim_start().starts_with('[');
    if list {
        let json: Json =
            serde_json::from_str(text).map_err(|error| format!("`{text}` is no list: {error}"))?;
        flatten(&json, 0, &mut shape, &mut items)?;
    } else {
        items.push(text.to_owned());
    }
    let dims: Vec<_> = shape.iter().copied().map(Some).collect();
    let fits = input.shape.dims().is_none_or(|want| {
        want.len() == dims.len() && want.iter().zip(&dims).all(|(want, got)| want.is_none() || want == got)
    });
    if !fits {
        return Err(format!("`{text}` is of shape {shape:?}"));
    }
    tensor(input.dtype, &shape, items)
}

fn flatten(json: &Json, depth: usize, shape: &mut Vec<usize>, items: &mut Vec<String>) -> Result<(), String> {
    match json {
        Json::Array(members) => {
            if depth == shape.len() && items.is_empty() {
                shape.push(members.len());
            }
            if shape.get(depth) != Some(&members.len()) {
                return Err("its lists are not of the same lengths".into());
            }
            members.iter().try_for_each(|member| flatten(member, depth + 1, shape, items))
        }
        _ if depth != shape.len() => Err("its lists are not of the same depth".into()),
        Json::String(text) => {
            items.push(text.clone());
            Ok(())
        }
        Json::Number(_) | Json::Bool(_) => {
            items.push(json.to_string());
            Ok(())
        }
        _ => Err(format!("`{json}` is no number, string or bool")),
    }
}

fn tensor(dtype: DType, shape: &[usize], items: Vec<String>) -> Result<Value, String> {
    macro_rules! numbers {
        ($($DType:ident => $Variant:ident($T:ty), $what:expr;)*) => {
            match dtype {
                $(DType::$DType => {
                    let parse = |text: &String| {
                        text.trim().parse::<$T>().map_err(|_| format!("`{text}` is not {}", $what))
                    };
                    let items = items.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
                    array(shape, items).map(Value::$Variant)
                })*
                DType::Bool => {
                    let parse = |text: &String| match text.trim() {
                        "true" | "True" => Ok(true),
                        "false" | "False" => Ok(false),
                        _ => Err(format!("`{text}` is not `true` or `false`")),
                    };
                    array(shape, items.iter().map(parse).collect::<Result<_, _>>()?).map(Value::Bool)
                }
                DType::String => {
                    array(shape, items.into_iter().map(Bytes::from).collect()).map(Value::Bytes)
                }
                other => Err(format!("{other} can't be given on the command line")),
            }
        };
    }
    let between = |min: i128, max: i128| format!("a whole number from {min} to {max}");
    numbers! {
        F16 => F16(f16), "a number";
        BF16 => BF16(bf16), "a number";
        F32 => F32(f32), "a number";
        F64 => F64(f64), "a number";
        I8 => I8(i8), between(i8::MIN.into(), i8::MAX.into());
        I16 => I16(i16), between(i16::MIN.into(), i16::MAX.into());
        I32 => I32(i32), between(i32::MIN.into(), i32::MAX.into());
        I64 => I64(i64), between(i64::MIN.into(), i64::MAX.into());
        U8 => U8(u8), between(0, u8::MAX.into());
        U16 => U16(u16), between(0, u16::MAX.into());
        U32 => U32(u32), between(0, u32::MAX.into());
        U64 => U64(u64), between(0, u64::MAX.into());
    }
}

fn array<T>(shape: &[usize], items: Vec<T>) -> Result<ArrayD<T>, String> {
    ArrayD::from_shape_vec(IxDyn(shape), items).map_err(|error| error.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tfdata::Value;
    use tfdata::ndarray::{arr0, arr1};
    use tfdata::spec::proto::SignatureInput;
    use tfdata::spec::{DType, Shape};

    fn parse(dtype: DType, dims: &[Option<usize>], text: &str) -> Result<Value, String> {
        let (name, tensor) = ("x".to_owned(), "x:0".to_owned());
        super::parse(&SignatureInput { name, tensor, dtype, shape: Shape::new(dims) }, text)
    }

    #[test]
    fn values() {
        assert_eq!(parse(DType::I64, &[], "-3"), Ok(Value::I64(arr0(-3).into_dyn())));
        assert_eq!(parse(DType::F32, &[], "1e-3"), Ok(Value::F32(arr0(1e-3).into_dyn())));
        assert_eq!(parse(DType::Bool, &[], "true"), Ok(Value::Bool(arr0(true).into_dyn())));
        assert_eq!(parse(DType::String, &[], "[a=b]"), Ok(Value::Bytes(arr0("[a=b]".into()).into_dyn())));
        let strings = Value::Bytes(arr1(&["a".into(), "b".into()]).into_dyn());
        assert_eq!(parse(DType::String, &[None], r#"["a", "b"]"#), Ok(strings));
        assert!(matches!(parse(DType::U8, &[None, Some(2)], "[[1, 2], [3, 4]]"), Ok(Value::U8(_))));
    }

    #[test]
    fn wrong_values() {
        let error = |dtype, dims: &[_], text| parse(dtype, dims, text).unwrap_err();
        assert_eq!(error(DType::U8, &[], "256"), "`256` is not a whole number from 0 to 255");
        assert_eq!(error(DType::Bool, &[], "1"), "`1` is not `true` or `false`");
        assert_eq!(error(DType::I32, &[None], "7"), "`7` is of shape []");
        assert_eq!(error(DType::I32, &[Some(2)], "[7]"), "`[7]` is of shape [1]");
        for uneven in ["[1, [2]]", "[[1], 2]", "[[1], [2, 3]]", "[[], [1]]", "[[[]], [1]]"] {
            assert!(parse(DType::I32, &[None, None], uneven).is_err(), "{uneven}");
        }
        assert!(error(DType::I32, &[None], "[null]").contains("no number"));
        assert!(error(DType::I32, &[None], "[1").contains("is no list"));
        assert!(error(DType::Resource, &[], "1").contains("can't be given"));
    }
}
