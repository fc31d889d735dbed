use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::path::Path;

use tfdata_spec::{DType, ElementSpec, Shape, StructKind, StructWant, Want};

use super::features::Reader;
use super::{cannot_open, records};
use crate::dataset::{Dataset, InputValue};
use crate::element::Element;
use crate::error::Result;
use crate::plan::{FileFormat, Interleave, Plan, Step};
use crate::tensor::Tensor;

impl<E: Element> Dataset<E> {
    /// TFRecord files of `tf.train.Example`, each parsed as the struct says: `"train-*.tfrecord"`.
    ///
    /// | field | the feature has | where a record lacks it | in TensorFlow |
    /// |---|---|---|---|
    /// | `i64`, `f32`, `String`, `Bytes` | one value | an error | `FixedLenFeature([])` |
    /// | `[f32; 3]`, `Array2<f32>` with `#[element(shape = [2, 3])]` | so many values | an error | `FixedLenFeature([3])` |
    /// | the same with [`.default_value(..)`](Examples::default_value) | so many values | that value | `FixedLenFeature([3], default_value=..)` |
    /// | the same with `#[element(default)]` | so many values, or none | the field's default | |
    /// | `Option` of one of these | so many values, or none | `None` | |
    /// | `Array1<i64>`, `Array2<i64>` with `#[element(shape = [_, 2])]` | any number (of rows) | empty | `FixedLenSequenceFeature` |
    /// | `Ragged<i64>` | any number | empty | `RaggedFeature` |
    /// | `Sparse<i64>` | any number | empty | `VarLenFeature` |
    /// | `Option` of one of these three | any number | `None` | |
    ///
    /// A record lacks a feature if it has no such key, or has it without a list. A list without values is there, and
    /// has the wrong number of values where there should be some; but an `Option` is `None` for it, and a field with
    /// `#[element(default)]` has its default. Any other number of values than the field takes, and a list of
    /// another kind (of floats for an `i64`), is an error when the record is read; it names the feature and the
    /// record. Features that no field names are passed over.
    ///
    /// Fields whose number of values differs from record to record stack if they are `Ragged`, `Sparse` or an
    /// `Option`; an `Array1` joins with `#[element(concat)]`, or is for reading one element at a time.
    ///
    /// With `#[element(alias = "..")]`, a field is read under the first of its names that has values in the record, so
    /// that records may differ in which one it is; a list without values then counts as lacking. With
    /// `#[element(cast)]`, `f64` is read from floats, and with `cast = "lossy"` any other integer from integers and any
    /// other float from floats.
    ///
    /// The files are read in the order of their names. Whether they are compressed with gzip or zlib is told
    /// from their first bytes.
    ///
    /// ```no_run
    /// # use tfdata::{Dataset, Element, Ragged};
    /// #[derive(Element)]
    /// struct Quake {
    ///     place: String,
    ///     mag: f32,
    ///     coordinates: [f32; 3],
    ///     ids: Ragged<String>,
    ///     alert: Option<String>,
    ///     #[element(default)]
    ///     felt: i64,
    /// }
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
    /// The context is read as an example is. Of the lists:
    ///
    /// | field | a step has | where a record lacks the list | in TensorFlow |
    /// |---|---|---|---|
    /// | `Array1<f32>` | one value | an error, or empty with [`.allow_missing(..)`](Examples::allow_missing) | `FixedLenSequenceFeature([])` |
    /// | `Array2<f32>` with `#[element(shape = [_, 2])]` | so many values | the same | `FixedLenSequenceFeature([2])` |
    /// | `Ragged<f32>` | any number | empty | `RaggedFeature` |
    /// | `Sparse<f32>` | any number | empty | `VarLenFeature` |
    /// | `Option` of one of these | as it says | `None`, also for a list without steps | |
    /// | one of these with `#[element(default)]` | as it says | the default, also for a list without steps | |
    ///
    /// ```no_run
    /// # use ndarray::{Array1, Array2};
    /// # use tfdata::{Dataset, Element, Ragged};
    /// #[derive(Element)]
    /// struct Series { name: String }
    /// #[derive(Element)]
    /// struct Steps {
    ///     rate: Array1<f32>,
    ///     #[element(shape = [_, 2])]
    ///     ym: Array2<i64>,
    ///     words: Option<Ragged<String>>,
    /// }
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
    interleave: Option<Interleave>,
    defaults: BTreeMap<String, Result<Tensor>>,
    allow_missing: Vec<String>,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> Examples<E> {
    fn new(pattern: String, sequences: bool) -> Self {
        let (defaults, allow_missing) = (BTreeMap::new(), Vec::new());
        Self { pattern, sequences, interleave: None, defaults, allow_missing, element: PhantomData }
    }

    /// Reads so many files at the same time, an example from each in turn, or with
    /// [`block`](Interleave::block) several: the order of `tf.data.Dataset.interleave`.
    ///
    /// ```no_run
    /// # use tfdata::{Dataset, Element, Interleave};
    /// # #[derive(Element)]
    /// # struct Quake { mag: f32 }
    /// let in_turn = Interleave::cycle(4).block(16);
    /// let quakes = Dataset::<Quake>::examples("quakes-*.tfrecord").interleave(in_turn).open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn interleave(self, how: impl Into<Interleave>) -> Self {
        Self { interleave: Some(how.into()), ..self }
    }

    /// What a feature of a fixed number of values is in records that lack it (`FixedLenFeature(default_value=..)`).
    ///
    /// `#[element(default)]` on the field does the same by the struct itself, and takes a list without values for
    /// lacking as well. This one has the value in TensorFlow's graph, and so costs less there.
    pub fn default_value(mut self, feature: impl Into<String>, value: impl InputValue) -> Self {
        self.defaults.insert(feature.into(), value.tensor());
        self
    }

    /// A feature list that is empty in sequence examples that lack it
    /// (`FixedLenSequenceFeature(allow_missing=True)`). Without, that is an error.
    pub fn allow_missing(mut self, feature_list: impl Into<String>) -> Self {
        self.allow_missing.push(feature_list.into());
        self
    }

    /// The dataset.
    ///
    /// # Errors
    /// [`Open`](crate::Error::Open) if no file matches, they differ in compression, or `E` is nothing that an
    /// example can hold: then with every field for which that is so; [`Io`](crate::Error::Io);
    /// [`Argument`](crate::Error::Argument) for a cycle or block of 0.
    pub fn open(self) -> Result<Dataset<E>> {
        let wrong = |reason: String| cannot_open(Path::new(&self.pattern), reason);
        let mut reader = Reader { allow_missing: self.allow_missing, ..Reader::default() };
        for (name, value) in self.defaults {
            reader.defaults.insert(name, value?);
        }
        let (step, spec) = match (&E::SPEC, self.sequences) {
            (Want::Struct(want), false) if want.kind == StructKind::Named => {
                let features = reader.features(want);
                let spec = dict(features.iter().map(|feature| (&feature.name, feature.spec())));
                (Step::ParseExample(features), spec)
            }
            (Want::Struct(StructWant { kind: StructKind::Tuple, fields: [context, lists], .. }), true) => {
                let (Want::Struct(context), Want::Struct(lists)) = (&context.want, &lists.want) else {
                    return Err(wrong(PAIR.into()));
                };
                let (context, lists) = (reader.features(context), reader.lists(lists));
                let spec = ElementSpec::Tuple(vec![
                    dict(context.iter().map(|feature| (&feature.name, feature.spec()))),
                    dict(lists.iter().map(|list| (&list.name, list.spec()))),
                ]);
                (Step::ParseSequenceExample { context, lists }, spec)
            }
            (_, false) => return Err(wrong("examples are read as a struct with named fields".into())),
            (_, true) => return Err(wrong(PAIR.into())),
        };
        reader.finish().map_err(wrong)?;
        let bytes = ElementSpec::tensor(DType::String, Shape::scalar());
        let records = records::source(self.pattern, FileFormat::TfRecord, self.interleave)?;
        Dataset::checked(Plan::apply(&Plan::new(records, bytes), step, spec))
    }
}

const PAIR: &str = "sequence examples are read as a pair of structs: `(Context, FeatureLists)`";

fn dict<'f>(features: impl Iterator<Item = (&'f String, ElementSpec)>) -> ElementSpec {
    ElementSpec::dict(features.map(|(name, spec)| (name.clone(), spec)))
}
