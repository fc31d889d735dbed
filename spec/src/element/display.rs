use std::fmt;

use super::components::Step;
use super::path::quoted;
use crate::{ElementSpec, RaggedSpec, TensorSpec};

/// A tree, one line a component: name, dtype, shape.
///
/// ```
/// # use tfdata_spec::{DType, ElementSpec, Shape};
/// let spec = ElementSpec::dict([
///     ("wet", ElementSpec::tensor(DType::Bool, Shape::scalar())),
///     ("feat", ElementSpec::tensor(DType::F32, Shape::known(&[3]))),
/// ]);
/// assert_eq!(spec.to_string(), "dict\n  feat  float32  [3]\n  wet   bool     []");
/// ```
impl fmt::Display for ElementSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = Vec::new();
        tree(self, String::new(), 0, &mut lines);
        let width = |column: fn(&Line) -> &str| {
            lines.iter().map(|line| column(line).chars().count()).max().unwrap_or(0)
        };
        let (names, kinds) = (width(|line| &line.name), width(|line| &line.kind));
        for (number, line) in lines.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            let Line { name, kind, shape } = line;
            let gap = if names == 0 { "" } else { "  " };
            let text = if name.trim().is_empty() && shape.is_empty() {
                format!("{name}{kind}")
            } else {
                format!("{name:names$}{gap}{kind:kinds$}  {shape}")
            };
            f.write_str(text.trim_end())?;
        }
        Ok(())
    }
}

impl ElementSpec {
    /// The spec in one line: `{feat: float32 [3], wet: bool []}`, `(int64 [], string [?])`.
    pub fn one_line(&self) -> String {
        match self {
            Self::Dict(_) => format!("{{{}}}", self.members_in_line()),
            Self::NamedTuple { name, .. } => format!("{name}{{{}}}", self.members_in_line()),
            Self::Tuple(members) if members.len() == 1 => format!("({},)", self.members_in_line()),
            Self::Tuple(_) => format!("({})", self.members_in_line()),
            Self::Flat(components) => {
                let all: Vec<_> = components.iter().map(TensorSpec::to_string).collect();
                format!("flat({})", all.join(", "))
            }
            Self::Optional(inner) => format!("optional {}", inner.one_line()),
            Self::Dataset(inner) => format!("dataset of {}", inner.one_line()),
            _ => {
                let (kind, shape) = self.leaf_text();
                format!("{kind} {shape}").trim_end().to_owned()
            }
        }
    }

    fn members_in_line(&self) -> String {
        let member = |(step, spec): (Step<'_>, &Self)| match step {
            Step::Key(key) => format!("{}: {}", quoted(key), spec.one_line()),
            Step::Index(_) => spec.one_line(),
        };
        self.members().into_iter().map(member).collect::<Vec<_>>().join(", ")
    }

    /// The kind and the shape of a leaf; of anything else, its kind.
    pub(crate) fn leaf_text(&self) -> (String, String) {
        match self {
            Self::Tensor(spec) => (spec.dtype.to_string(), spec.shape.to_string()),
            Self::Ragged(RaggedSpec { dtype, shape, .. }) => (format!("ragged {dtype}"), shape.to_string()),
            Self::Sparse(spec) => (format!("sparse {}", spec.dtype), spec.shape.to_string()),
            Self::TensorArray(spec) => (format!("tensor array of {}", spec.dtype), spec.shape.to_string()),
            Self::IndexedSlices { values, .. } => {
                (format!("indexed slices of {}", values.dtype), values.shape.to_string())
            }
            Self::None => ("None".into(), String::new()),
            Self::Optional(_) => ("optional".into(), String::new()),
            Self::Dataset(_) => ("dataset".into(), String::new()),
            Self::Dict(_) => ("dict".into(), String::new()),
            Self::Tuple(_) => ("tuple".into(), String::new()),
            Self::NamedTuple { name, .. } => (format!("named tuple {name}"), String::new()),
            Self::Flat(_) => ("flat".into(), String::new()),
        }
    }
}

/// `float32 [3]`.
impl fmt::Display for TensorSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.dtype, self.shape)
    }
}

struct Line {
    name: String,
    kind: String,
    shape: String,
}

fn tree(spec: &ElementSpec, name: String, depth: usize, lines: &mut Vec<Line>) {
    let (kind, shape) = spec.leaf_text();
    lines.push(Line { name, kind, shape });
    let indent = "  ".repeat(depth + 1);
    match spec {
        ElementSpec::Optional(inner) | ElementSpec::Dataset(inner) => {
            tree(inner, format!("{indent}of"), depth + 1, lines);
        }
        ElementSpec::Flat(components) => {
            for (index, component) in components.iter().enumerate() {
                tree(&ElementSpec::Tensor(component.clone()), format!("{indent}{index}"), depth + 1, lines);
            }
        }
        _ => {
            for (step, member) in spec.members() {
                let name = match step {
                    Step::Key(key) => quoted(key),
                    Step::Index(index) => index.to_string(),
                };
                tree(member, format!("{indent}{name}"), depth + 1, lines);
            }
        }
    }
}
