//! One tensor that a type wants, against what the dataset has in its place.

use super::mismatch::MAY_BE_BATCHED;
use super::structure::counted;
use super::{Axes, Binder, MismatchKind, Part, Slot};
use crate::element::Path;
use crate::{Cast, DType, Dims, ElementSpec, Shape, TensorSpec, TensorWant};

impl Binder {
    pub(super) fn leaf(&mut self, want: &TensorWant, have: &Part<'_>, axes: Axes) {
        let Some(dims) = self.dims(want, &have.path, axes) else { return };
        match have.spec {
            ElementSpec::Tensor(spec) => self.tensor(want, dims, spec, have, axes),
            // Stacked on the way in.
            ElementSpec::TensorArray(spec) => {
                let stacked = TensorSpec::new(spec.dtype, spec.shape.with_leading(None));
                self.tensor(want, dims, &stacked, have, axes);
            }
            ElementSpec::Dict(_)
            | ElementSpec::Tuple(_)
            | ElementSpec::NamedTuple { .. }
            | ElementSpec::Flat(_)
            | ElementSpec::None => self.not_a_tensor(want, dims, have),
            _ => self.unsupported(want, dims, have),
        }
    }

    fn tensor(&mut self, want: &TensorWant, dims: Dims, spec: &TensorSpec, have: &Part<'_>, axes: Axes) {
        let mut kinds = Vec::new();
        if spec.dtype.rust_name().is_none() {
            kinds.push(MismatchKind::NoRustType { want: want.dtype, have: spec.dtype });
        } else if !axes.cast.takes(want.dtype, spec.dtype) {
            kinds.push(MismatchKind::DType { want: want.dtype, have: spec.dtype });
        }
        kinds.extend(shape_mismatches(&dims, axes.leading, &spec.shape));
        if kinds.is_empty() {
            self.slots.push(Slot::Tensor {
                index: have.first,
                path: have.path.text(),
                dtype: spec.dtype,
                dims,
            });
        }
        for kind in kinds {
            let remedy = match kind {
                MismatchKind::Dimension { axis, want: size, have } if by_attribute(want, axes, axis) => {
                    format!("{have} in the field's `shape`, not {size}")
                }
                MismatchKind::DType { want, have }
                    if axes.cast == Cast::Exact && Cast::Lossy.takes(want, have) =>
                {
                    let types = tensor_remedy(spec, &dims, axes.leading);
                    format!("{types}, or `cast = \"lossy\"`: {want} has not all values of {have}")
                }
                _ => tensor_remedy(spec, &dims, axes.leading),
            };
            self.report(&have.path, kind, describe(want, dims), spec.to_string(), remedy);
        }
    }

    fn not_a_tensor(&mut self, want: &TensorWant, dims: Dims, have: &Part<'_>) {
        let (what, remedy) = match have.spec {
            ElementSpec::None => ("None: nothing is stored".to_owned(), "no field for it".to_owned()),
            ElementSpec::Tuple(_) => (have.spec.one_line(), format!("a tuple: `{}`", have.spec.rust_type())),
            _ => (have.spec.one_line(), format!("a struct: `{}`", have.spec.rust_type())),
        };
        let kind = MismatchKind::Structure { want: "a tensor".into(), have: what.clone() };
        self.report(&have.path, kind, describe(want, dims), what, remedy);
    }

    fn unsupported(&mut self, want: &TensorWant, dims: Dims, have: &Part<'_>) {
        let (what, remedy) = match have.spec {
            ElementSpec::Ragged(_) => ("a ragged tensor", format!("`{}`", have.spec.rust_type())),
            ElementSpec::Sparse(_) => ("a sparse tensor", format!("`{}`", have.spec.rust_type())),
            ElementSpec::Optional(_) => ("an optional", format!("`{}`", have.spec.rust_type())),
            ElementSpec::Dataset(_) => ("a nested dataset", format!("`{}`", have.spec.rust_type())),
            _ => ("indexed slices", "a struct of `values` and `indices`".to_owned()),
        };
        let kind = MismatchKind::Unsupported { have: what.into() };
        let text = format!("{what}: {}", have.spec.one_line());
        self.report(&have.path, kind, describe(want, dims), text, remedy);
    }

    /// The dimensions that the component must have: those of the type and of the attribute, behind the axes
    /// that batching puts in front.
    fn dims(&mut self, want: &TensorWant, path: &Path, axes: Axes) -> Option<Dims> {
        let outside = axes.narrow.map_or(axes.leading, |(_, leading)| leading);
        let inner = self.lead(want, want.dims, axes.leading.saturating_sub(outside), path)?;
        let narrowed = match axes.narrow {
            None => inner,
            Some((shape, _)) => match narrowed(inner, shape) {
                Some(dims) => dims,
                None => {
                    self.contradicting(want, inner, shape, path);
                    return None;
                }
            },
        };
        self.lead(want, narrowed, outside, path)
    }

    /// These dimensions with open axes in front; a mismatch where there would be too many to describe.
    fn lead(&mut self, want: &TensorWant, dims: Dims, axes: usize, path: &Path) -> Option<Dims> {
        let rank = dims.rank().map_or(0, |rank| rank.saturating_add(axes));
        if rank > Dims::MAX_RANK {
            self.report(
                path,
                MismatchKind::TooManyDimensions { rank },
                format!("`{}`, batched to {rank} dimensions", want.rust),
                "-".into(),
                format!("at most {} dimensions: batch less often", Dims::MAX_RANK),
            );
            return None;
        }
        // Bounded by the rank, or without effect where any rank will do.
        Some((0..axes.min(Dims::MAX_RANK)).fold(dims, |dims, _| dims.with_leading(None)))
    }

    fn contradicting(&mut self, want: &TensorWant, dims: Dims, shape: Dims, path: &Path) {
        let text = format!("`{}` with `shape = {}`", want.rust, shape.to_shape());
        let remedy = match (dims.rank(), shape.rank()) {
            (Some(rank), Some(other)) if rank != other => {
                format!("a `shape` of {}, or a type of {other}", counted(rank, "dimension"))
            }
            _ => format!("no `shape`: the type says {}", dims.to_shape()),
        };
        self.report(path, MismatchKind::Attribute { dims, shape }, text, "-".into(), remedy);
    }
}

/// `` `[f32; 3]`, float32 [3] ``.
pub(super) fn describe(want: &TensorWant, dims: Dims) -> String {
    let rust = crate::rust_type::written(want.rust, &dims.to_shape());
    format!("`{rust}`, {} {}", want.dtype, dims.to_shape())
}

/// The dimensions that satisfy both; `None` where none do.
fn narrowed(dims: Dims, shape: Dims) -> Option<Dims> {
    let (Some(a), Some(b)) = (dims.dims(), shape.dims()) else {
        return Some(if dims.rank().is_none() { shape } else { dims });
    };
    let agree = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.is_none() || b.is_none() || a == b);
    let both: Vec<_> = a.iter().zip(b).map(|(a, b)| a.or(*b)).collect();
    agree.then(|| Dims::new(&both))
}

/// How the declared shape contradicts the wanted dimensions.
fn shape_mismatches(want: &Dims, leading: usize, have: &Shape) -> Vec<MismatchKind> {
    let Some(have_dims) = have.dims() else { return Vec::new() };
    let rank = || vec![MismatchKind::Rank { want: *want, have: have.clone() }];
    let Some(want_dims) = want.dims() else {
        // Of any rank, but batched: the axes in front must be there.
        return if have_dims.len() < leading { rank() } else { Vec::new() };
    };
    if want_dims.len() != have_dims.len() {
        return rank();
    }
    let pairs = want_dims.iter().zip(have_dims).enumerate();
    pairs
        .filter_map(|(axis, (want, have))| match (want, have) {
            (Some(want), Some(have)) if want != have => {
                Some(MismatchKind::Dimension { axis, want: *want, have: *have })
            }
            _ => None,
        })
        .collect()
}

/// Whether the size of this dimension comes from the field's `shape` and not from its type.
fn by_attribute(want: &TensorWant, axes: Axes, axis: usize) -> bool {
    let fixed = |dims: &Dims, outside: usize| {
        let own = axis.checked_sub(outside);
        own.and_then(|own| dims.dims()?.get(own).copied().flatten()).is_some()
    };
    axes.narrow.is_some_and(|(shape, outside)| fixed(&shape, outside)) && !fixed(&want.dims, axes.leading)
}

/// What to write for this tensor in a struct that is batched `leading` times.
fn tensor_remedy(have: &TensorSpec, want: &Dims, leading: usize) -> String {
    if have.dtype == DType::Variant {
        return "not supported by this field type: ragged, sparse, an optional or a dataset".into();
    }
    if have.dtype.rust_name().is_none() {
        return format!("no field: no Rust type holds {}", have.dtype);
    }
    let (want_rank, have_rank) = (want.rank(), have.shape.rank());
    if leading > 0 && have_rank.is_some_and(|have| want_rank.map_or(have < leading, |want| have < want)) {
        return "the type of one element: the dataset is batched less often than this type".into();
    }
    let mut row = have.clone();
    for _ in 0..leading {
        row.shape = row.shape.without_leading().unwrap_or(Shape::UNKNOWN);
    }
    let types = row.rust_types().unwrap_or_default();
    let batched = want_rank.zip(have_rank).is_some_and(|(want, have)| want + 1 == have);
    if batched { format!("{types}{MAY_BE_BATCHED}") } else { types }
}
