use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::path::Path;

use tfdata_spec::{
    DType, Dims, ElementSpec, FieldWant, Key, Shape, StructKind, StructWant, TensorSpec, Want,
};

use super::{cannot_open, records};
use crate::dataset::{Dataset, InputValue};
use crate::element::Element;
use crate::error::Result;
use crate::plan::{Feature, FileFormat, Plan, Step};
use crate::tensor::Tensor;

impl<E: Element> Dataset<E> {
    /// TFRecord files of `tf.train.Example`, each parsed as the struct says: `"train-*.tfrecord"`.
    ///
    /// | field | feature |
    /// |---|---|
    /// | `i64`, `f32`, `String`, `Bytes` | one value (`FixedLenFeature([])`) |
    /// | `[f32; 3]`, or an array with `#[element(shape = [..])]` | so many values (`FixedLenFeature([3])`) |
    /// | `Array1<i64>`, or an array whose first axis alone is open | any number, also none (`RaggedFeature`) |
    ///
    /// The files are read in the order of their names. Whether they are compressed with gzip or zlib is told
    /// from their first bytes.
    ///
    /// ```no_run
    /// # use tfdata::{Dataset, Element};
    /// #[derive(Element)]
    /// struct Quake { place: String, mag: f32, coordinates: [f32; 3], ids: ndarray::Array1<String> }
    ///
    /// let quakes = Dataset::<Quake>::examples("quakes-*.tfrecord").default_value("mag", f32::NAN).open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn examples(files: impl Into<String>) -> Examples<E> {
        Examples::new(files.into(), false)
    }

    /// TFRecord files of `tf.train.SequenceExample`. The element is a pair of structs: one for the context, and
    /// one for the feature lists, each of whose fields has one more axis in front, over the steps.
    ///
    /// ```no_run
    /// # use ndarray::{Array1, Array2};
    /// # use tfdata::{Dataset, Element};
    /// #[derive(Element)]
    /// struct Series { name: String }
    /// #[derive(Element)]
    /// struct Steps { rate: Array1<f32>, #[element(shape = [_, 2])] ym: Array2<i64> }
    ///
    /// let ds = Dataset::<(Series, Steps)>::sequence_examples("series-*.tfrecord").open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn sequence_examples(files: impl Into<String>) -> Examples<E> {
        Examples::new(files.into(), true)
    }
}

/// Files of examples that are about to be opened.
#[derive(Debug)]
#[must_use = "call `open()`"]
pub struct Examples<E> {
    pattern: String,
    sequences: bool,
    cycle_length: Option<usize>,
    defaults: BTreeMap<String, Result<Tensor>>,
    may_be_missing: Vec<String>,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> Examples<E> {
    fn new(pattern: String, sequences: bool) -> Self {
        let (defaults, may_be_missing) = (BTreeMap::new(), Vec::new());
        Self { pattern, sequences, cycle_length: None, defaults, may_be_missing, element: PhantomData }
    }

    /// Reads so many files at the same time, an example from each in turn.
    pub fn interleave(self, files: usize) -> Self {
        Self { cycle_length: Some(files), ..self }
    }

    /// What a feature is in examples that lack it (`FixedLenFeature(default_value=..)`). Without, that is an
    /// error.
    pub fn default_value(mut self, feature: impl Into<String>, value: impl InputValue) -> Self {
        self.defaults.insert(feature.into(), value.tensor());
        self
    }

    /// A feature list that is empty in sequence examples that lack it
    /// (`FixedLenSequenceFeature(allow_missing=True)`). Without, that is an error.
    pub fn allow_missing(mut self, feature_list: impl Into<String>) -> Self {
        self.may_be_missing.push(feature_list.into());
        self
    }

    /// The dataset.
    ///
    /// # Errors
    /// [`Open`](crate::Error::Open) if no file matches, they differ in compression, or `E` is nothing that an
    /// example can hold; [`Io`](crate::Error::Io).
    pub fn open(mut self) -> Result<Dataset<E>> {
        let pattern = self.pattern.clone();
        let wrong = |reason: String| cannot_open(Path::new(&pattern), reason);
        let mut defaults = BTreeMap::new();
        for (name, value) in std::mem::take(&mut self.defaults) {
            defaults.insert(name, value?);
        }
        let (context, lists) = match (&E::SPEC, self.sequences) {
            (Want::Struct(want), false) if want.kind == StructKind::Named => (want, None),
            (Want::Struct(StructWant { kind: StructKind::Tuple, fields: [context, lists], .. }), true) => {
                match (&context.want, &lists.want) {
                    (Want::Struct(context), Want::Struct(lists)) => (context, Some(lists)),
                    _ => return Err(wrong(PAIR.into())),
                }
            }
            (_, false) => return Err(wrong("examples are read as a struct with named fields".into())),
            (_, true) => return Err(wrong(PAIR.into())),
        };
        let context = features(context, &mut defaults).map_err(wrong)?;
        if lists.is_some()
            && let Some(feature) = context.iter().find(|feature| is_table(&feature.shape))
        {
            return Err(wrong(format!(
                "`{}` has an open axis and others, which a context feature can't",
                feature.name
            )));
        }
        let lists = match lists {
            Some(lists) => Some(self.lists(lists).map_err(wrong)?),
            None => None,
        };
        let unknown = defaults.into_keys().chain(std::mem::take(&mut self.may_be_missing)).next();
        if let Some(unknown) = unknown {
            return Err(wrong(format!(
                "no field reads the feature `{unknown}`, for which a default is given"
            )));
        }
        let spec = match &lists {
            None => spec(&context),
            Some(lists) => ElementSpec::Tuple(vec![spec(&context), spec(lists)]),
        };
        let bytes = ElementSpec::tensor(DType::String, Shape::scalar());
        let records = records::source(self.pattern, FileFormat::TfRecord, self.cycle_length)?;
        let records = Plan::new(records, bytes);
        let step = match lists {
            None => Step::ParseExample(context),
            Some(lists) => Step::ParseSequenceExample { context, lists },
        };
        Dataset::checked(Plan::apply(&records, step, spec))
    }

    fn lists(&mut self, want: &StructWant) -> Result<Vec<Feature>, String> {
        let mut features = Vec::new();
        for field in want.fields {
            let mut feature = feature(field)?;
            let Some([None, row @ ..]) = feature.shape.dims() else {
                return Err(format!("`{}` is a feature list: its first axis must be open", feature.name));
            };
            feature.row = Shape::new(row);
            feature.allow_missing = self.may_be_missing.contains(&feature.name);
            self.may_be_missing.retain(|name| *name != feature.name);
            features.push(feature);
        }
        features.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(features)
    }
}

/// Whether this is a list of rows, and not of single values.
fn is_table(shape: &Shape) -> bool {
    shape.as_known().is_none() && shape.rank() != Some(1)
}

const PAIR: &str = "sequence examples are read as a pair of structs: `(Context, FeatureLists)`";

/// The features that the fields read, in the order of the flattened element.
fn features(want: &StructWant, defaults: &mut BTreeMap<String, Tensor>) -> Result<Vec<Feature>, String> {
    let mut features = Vec::new();
    for field in want.fields {
        let mut feature = feature(field)?;
        feature.default = defaults.remove(&feature.name);
        if let Some(default) = &feature.default
            && (default.dtype() != feature.dtype
                || feature.shape.as_known().is_none_or(|shape| shape != default.shape()))
        {
            return Err(format!(
                "the default of `{}` is {} {:?}, the feature {} {}",
                feature.name,
                default.dtype(),
                default.shape(),
                feature.dtype,
                feature.shape
            ));
        }
        if field.optional && feature.default.is_none() && feature.shape.as_known().is_some() {
            return Err(format!(
                "whether `{name}` is there differs from example to example; say with \
                 `.default_value(\"{name}\", ..)` what it is where it is missing",
                name = feature.name
            ));
        }
        features.push(feature);
    }
    features.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(features)
}

fn feature(field: &FieldWant) -> Result<Feature, String> {
    let Key::Name(name) = field.key else { return Err("examples name their features".into()) };
    let Want::Tensor(want) = &field.want else {
        return Err(format!("`{name}` is not a tensor; an example holds lists of values, and no structs"));
    };
    // Examples hold these three dtypes; with another one the type does not fit, which is said when it is bound.
    let dtype = match want.dtype {
        DType::String | DType::F32 => want.dtype,
        DType::F64 | DType::F16 | DType::BF16 => DType::F32,
        _ => DType::I64,
    };
    let dims: Dims = field.shape.unwrap_or(want.dims);
    let shape = dims.to_shape();
    match shape.dims() {
        Some([_, row @ ..]) if row.contains(&None) => Err(format!(
            "the shape of `{name}` is not known: give all sizes but the first with `#[element(shape = [..])]`"
        )),
        Some(_) => Ok(Feature::new(name, dtype, shape)),
        None => {
            Err(format!("the rank of `{name}` is not known; use `Array1`, or `#[element(shape = [..])]`"))
        }
    }
}

fn spec(features: &[Feature]) -> ElementSpec {
    let one = |feature: &Feature| {
        let spec = TensorSpec::new(feature.dtype, feature.shape.clone());
        (feature.name.clone(), ElementSpec::Tensor(spec))
    };
    ElementSpec::dict(features.iter().map(one))
}
