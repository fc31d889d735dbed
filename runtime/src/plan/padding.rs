use tfdata_spec::{DType, ElementSpec, Shape, TensorSpec};

use crate::dataset::InputValue;
use crate::error::Result;
use crate::tensor::Tensor;

/// How [`crate::Dataset::padded_batch`] pads. A number alone is the size of a batch.
///
/// ```
/// # use tfdata::PaddedBatch;
/// let padded = PaddedBatch::of(32).shape("tokens", [Some(128)]).value("tokens", -1_i64);
/// ```
#[derive(Debug)]
#[must_use = "give it to `padded_batch`"]
pub struct PaddedBatch {
    size: usize,
    drop_remainder: bool,
    shapes: Vec<(String, Shape)>,
    values: Vec<(String, Result<Tensor>)>,
}

impl PaddedBatch {
    /// Batches of this many elements. Each dimension that is not fixed becomes as long as the longest in the
    /// batch; what is added is 0, `false` or an empty string.
    pub const fn of(size: usize) -> Self {
        Self { size, drop_remainder: false, shapes: Vec::new(), values: Vec::new() }
    }

    /// The shape that this component is padded to; a dimension that is `None` becomes as long as the longest in
    /// the batch (`padded_shapes`). The component is named by its path, as [`crate::Dataset::explain`] prints
    /// it: `meta.tokens`, `0`; `_` where the element is a single tensor.
    pub fn shape(mut self, component: impl Into<String>, shape: impl Into<Vec<Option<usize>>>) -> Self {
        self.shapes.push((component.into(), Shape::new(shape)));
        self
    }

    /// What this component is padded with (`padding_values`).
    pub fn value(mut self, component: impl Into<String>, value: impl InputValue) -> Self {
        self.values.push((component.into(), value.tensor()));
        self
    }

    /// Leaves out the last batch if it is shorter (`drop_remainder=True`).
    pub const fn drop_remainder(mut self) -> Self {
        self.drop_remainder = true;
        self
    }
}

impl From<usize> for PaddedBatch {
    fn from(size: usize) -> Self {
        Self::of(size)
    }
}

/// A [`PaddedBatch`] matched with the components of a dataset.
pub(crate) struct Padding {
    pub(crate) size: usize,
    pub(crate) drop_remainder: bool,
    /// What each component is padded to.
    pub(crate) shapes: Vec<Shape>,
    /// What with; `None` is TensorFlow's zero.
    pub(crate) values: Vec<Option<Tensor>>,
}

impl PaddedBatch {
    /// The padding of elements like these and the spec of the batches, or what is wrong with it.
    pub(crate) fn resolve(self, spec: &ElementSpec) -> Result<(Padding, ElementSpec), String> {
        if self.size == 0 {
            return Err("a batch has at least one element".into());
        }
        let components = spec.components();
        let place = |path: &str| {
            components.iter().position(|component| component.path == path).ok_or_else(|| {
                let paths: Vec<_> = components.iter().map(|component| component.path.as_str()).collect();
                format!("there is no component `{path}`; there are `{}`", paths.join("`, `"))
            })
        };
        let mut shapes: Vec<Option<Shape>> = vec![None; components.len()];
        for (path, shape) in self.shapes {
            shapes[place(&path)?] = Some(shape);
        }
        let mut values: Vec<Option<Tensor>> = vec![None; components.len()];
        for (path, value) in self.values {
            let place = place(&path)?;
            let (value, expected) =
                (value.map_err(|error| error.to_string())?, components[place].tensor.dtype);
            if value.dtype() != expected || !value.shape().is_empty() {
                let got = value.spec();
                return Err(format!(
                    "`{path}` is padded with a scalar {expected}, not with {} {}",
                    got.dtype, got.shape
                ));
            }
            values[place] = Some(value);
        }
        let mut padded = Vec::new();
        for (component, shape) in components.iter().zip(shapes) {
            let have = &component.tensor;
            if have.dtype == DType::Variant {
                return Err(format!("`{}` is not a dense tensor and cannot be padded", component.path));
            }
            let shape = shape.unwrap_or_else(|| have.shape.clone());
            let Some(rank) = shape.rank() else {
                return Err(format!(
                    "the rank of `{}` is not known; say what it is padded to with `shape`",
                    component.path
                ));
            };
            if have.shape.rank().is_some_and(|have| have != rank) {
                return Err(format!(
                    "`{}` is {}, and cannot be padded to {shape}",
                    component.path, have.shape
                ));
            }
            padded.push(shape);
        }
        let batch = self.drop_remainder.then_some(self.size);
        let mut specs = padded
            .iter()
            .zip(&components)
            .map(|(shape, component)| TensorSpec::new(component.tensor.dtype, shape.with_leading(batch)));
        let spec = with_tensors(spec, &mut specs);
        let padding =
            Padding { size: self.size, drop_remainder: self.drop_remainder, shapes: padded, values };
        Ok((padding, spec))
    }
}

/// The same structure with these tensors, in the order of the flattened element.
pub(crate) fn with_tensors(spec: &ElementSpec, tensors: &mut dyn Iterator<Item = TensorSpec>) -> ElementSpec {
    match spec {
        ElementSpec::Flat(components) => ElementSpec::Flat(tensors.take(components.len()).collect()),
        ElementSpec::Dict(features) => {
            let mut features: Vec<_> = features.iter().collect();
            features.sort_by_key(|(key, _)| key);
            let features = features.into_iter();
            ElementSpec::Dict(
                features.map(|(key, spec)| (key.clone(), with_tensors(spec, tensors))).collect(),
            )
        }
        ElementSpec::Tuple(members) => {
            ElementSpec::Tuple(members.iter().map(|spec| with_tensors(spec, tensors)).collect())
        }
        ElementSpec::NamedTuple { name, fields } => {
            let fields = fields.iter();
            let fields = fields.map(|(name, spec)| (name.clone(), with_tensors(spec, tensors)));
            ElementSpec::NamedTuple { name: name.clone(), fields: fields.collect() }
        }
        ElementSpec::None => ElementSpec::None,
        other => tensors.next().map_or_else(|| other.clone(), ElementSpec::Tensor),
    }
}
