mod directory;
mod select;

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use ndarray::{ArrayD, IxDyn};
use tfdata_spec::tfds::{ShardSlice, StoredFeature, TfdsError};
use tfdata_spec::{DType, ElementSpec, Shape, bind};

use self::directory::Directory;
use self::select::{Wanted, as_wanted, readable};
use super::{InputValue, cannot_open};
use crate::dataset::Dataset;
use crate::dataset::bound::type_name;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::plan::{Decoder, Feature, FileFormat, FileSource, Node, Plan, Slice, Source, Step, Values};
use crate::tensor::Tensor;

impl<E: Element> Dataset<E> {
    /// A split of a dataset that TFDS prepared: the folder of its version, and `"train"`, `"train[:10%]"`,
    /// `"train[100:200]"`, `"train+test"`. `tfds.load`, without Python.
    ///
    /// | feature | field |
    /// |---|---|
    /// | `Image` | `Array3<u8>`: height, width, channels; `u16` and `f32` where it is stored so |
    /// | `Video` | `Array4<u8>` |
    /// | `ClassLabel` | `i64`; [`Tfds::class_names`] has the names |
    /// | `Text` | `String`, `Bytes` |
    /// | `Scalar`, `Tensor` | `f32`, `[f32; 3]`, `Array2<f32>`, …; of several open axes too, if it is encoded |
    /// | `BBoxFeature` | `[f32; 4]`: ymin, xmin, ymax, xmax |
    /// | `Audio` | `Array1<i64>` |
    /// | `FeaturesDict`, `Translation` | a struct |
    /// | `Sequence` of one of these | one axis more: `Array1<i64>`, `Array2<f32>`; of a sequence, `Ragged<T>` |
    /// | `Sequence` of a dict | a struct whose fields have one axis more, or a `Vec` of structs |
    /// | `Dataset` | a `Vec` of structs |
    ///
    /// Only what the type has fields for is read and decoded. Values have the dtype that `features.json` gives,
    /// not the one that they are stored with. An optional feature that is missing is what `tfds.load` makes of
    /// it: the least number, `false`, no text.
    ///
    /// The examples come in the order of the files, shard after shard; Python's `tfds.load` takes 16 examples of
    /// each of 16 shards in turn, if there are several.
    ///
    /// JPEG is decoded with the accurate inverse DCT, as most programs do it; `tfds.load` uses TensorFlow's
    /// default, a fast one, whose values are off by 1 on average. [`Tfds::fast_jpeg`] does so too.
    ///
    /// The native engine reads it all but nested datasets, sequences of sequences of pictures, and JPEG as
    /// [`Tfds::fast_jpeg`] decodes it; its pictures are PNG and JPEG, equal to TensorFlow's byte for byte. JPEG needs the
    /// crate's feature `jpeg`, which is on by default. A JPEG whose coded data is damaged is an error, also where
    /// TensorFlow makes the best of it, and so is one that has its colours finer than its brightness.
    ///
    /// ```no_run
    /// # use ndarray::Array3;
    /// # use tfdata::{Dataset, Element};
    /// #[derive(Element)]
    /// struct Digit { #[element(shape = [28, 28, 1])] image: Array3<u8>, label: i64 }
    ///
    /// let digits = Dataset::<Digit>::tfds("tensorflow_datasets/mnist/3.0.1", "train[:10%]").open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn tfds(directory: impl AsRef<Path>, split: impl Into<String>) -> Tfds<E> {
        Tfds {
            directory: directory.as_ref().to_owned(),
            split: split.into(),
            seed: None,
            fast_jpeg: false,
            element: PhantomData,
        }
    }
}

/// A split of a TFDS directory that is about to be opened.
#[derive(Debug)]
#[must_use = "call `open()`"]
pub struct Tfds<E> {
    directory: PathBuf,
    split: String,
    seed: Option<u64>,
    fast_jpeg: bool,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> Tfds<E> {
    /// Reads the shards in an order that is drawn by this seed, always the same for it. The examples of a shard
    /// keep theirs; [`Dataset::shuffle`] mixes them.
    pub fn shuffle_files(self, seed: u64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// Decodes JPEG exactly as `tfds.load` does: with TensorFlow's fast inverse DCT.
    pub fn fast_jpeg(self) -> Self {
        Self { fast_jpeg: true, ..self }
    }

    /// The names of the classes of a `ClassLabel`, in the order of their numbers: `"label"`, `"objects.label"`.
    ///
    /// # Errors
    /// [`Error::Open`] if there is no such label, or its classes have no names; [`Error::Io`].
    pub fn class_names(&self, feature: &str) -> Result<Vec<String>> {
        Directory::open(&self.directory)?.class_names(feature)
    }

    /// The splits of the dataset, and how many examples each has.
    ///
    /// # Errors
    /// [`Error::Open`] if the folder is not that of a TFDS dataset; [`Error::Io`].
    pub fn splits(&self) -> Result<Vec<(String, u64)>> {
        let splits = Directory::open(&self.directory)?.info.splits;
        Ok(splits.into_iter().map(|split| (split.name.clone(), split.len().unwrap_or(u64::MAX))).collect())
    }

    /// The dataset.
    ///
    /// # Errors
    /// [`Error::Open`] if the folder is not that of a TFDS dataset, a file of it is missing or broken, or it has
    /// no such split; [`Error::Io`]; [`Error::Mismatch`] if `E` does not fit.
    pub fn open(self) -> Result<Dataset<E>> {
        let Directory { path, info, features } = Directory::open(&self.directory)?;
        let open = |error: TfdsError| cannot_open(&path, error.to_string());
        let mut slices = info.read_split(&self.split).map_err(open)?;
        if let Some(seed) = self.seed {
            shuffle(&mut slices, seed);
        }
        missing(&path, &slices)?;

        let mut left_out = Vec::new();
        let features = readable(as_wanted(features, &E::SPEC), &mut left_out)
            .unwrap_or_else(|| tfdata_spec::tfds::Feature::Dict(Default::default()));
        let slots = bind(&E::SPEC, &features.element_spec().map_err(open)?).map_err(|mismatches| {
            if !left_out.is_empty() {
                let left_out = left_out.join(", ");
                let reason = format!(
                    "`{}` does not fit it: {}\nnot supported are {left_out}",
                    type_name::<E>(),
                    mismatches.table()
                );
                return cannot_open(&path, reason);
            }
            Error::Mismatch {
                element: type_name::<E>(),
                dataset: path.display().to_string(),
                mismatches: Box::new(mismatches),
            }
        })?;
        let features = Wanted::of(&slots.slots).keep(features).ok_or_else(|| {
            cannot_open(&path, format!("`{}` reads none of its features", type_name::<E>()))
        })?;
        let spec = features.element_spec().map_err(open)?;
        let stored = features.stored().map_err(open)?;

        let records = records(&path, &self.split, slices)?;
        let features = stored.features.iter().map(feature).collect::<Result<Vec<_>>>()?;
        let parsed =
            ElementSpec::dict(stored.features.iter().map(|feature| {
                (feature.key.clone(), ElementSpec::tensor(feature.dtype, feature.shape.clone()))
            }));
        let parsed = Plan::apply(&records, Step::ParseExample(features), parsed);
        let decoder = Decoder { components: stored.components, fast_jpeg: self.fast_jpeg };
        Dataset::checked(Plan::apply(&parsed, Step::Decode(decoder), spec))
    }
}

fn missing(path: &Path, slices: &[ShardSlice]) -> Result<()> {
    match slices.iter().find(|slice| !path.join(&slice.file).is_file()) {
        None => Ok(()),
        Some(slice) => {
            let reason = format!("there is no `{}`, which `dataset_info.json` promises", slice.file);
            Err(cannot_open(path, reason))
        }
    }
}

/// The slices in an order drawn by the seed.
fn shuffle(slices: &mut [ShardSlice], mut seed: u64) {
    for last in (1..slices.len()).rev() {
        // splitmix64
        seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut drawn = seed;
        drawn = (drawn ^ (drawn >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        drawn = (drawn ^ (drawn >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        drawn ^= drawn >> 31;
        let other = (drawn % (last as u64 + 1)) as usize;
        slices.swap(last, other);
    }
}

fn records(path: &Path, split: &str, slices: Vec<ShardSlice>) -> Result<std::sync::Arc<Plan>> {
    let mut files = Vec::with_capacity(slices.len());
    for slice in &slices {
        let file = path.join(&slice.file);
        let Some(file) = file.to_str() else { return Err(cannot_open(path, "the path is not UTF-8")) };
        files.push(file.to_owned());
    }
    let slice = |slice: ShardSlice| Slice { skip: slice.skip, take: slice.take, records: slice.records };
    let source = FileSource {
        pattern: format!("{} {split}", path.display()),
        files,
        format: FileFormat::TfRecord,
        compression: "",
        interleave: None,
        slices: Some(slices.into_iter().map(slice).collect()),
    };
    Ok(Plan::new(Node::Source(Source::Files(source)), ElementSpec::tensor(DType::String, Shape::scalar())))
}

/// What is read of the examples.
fn feature(stored: &StoredFeature) -> Result<Feature> {
    let values = match stored.shape.as_known() {
        Some(shape) => {
            let default = stored.optional.map(|dtype| least(dtype, &shape)).transpose()?;
            Values::Fixed { shape, default }
        }
        None => {
            let dims = stored.shape.dims().unwrap_or_default();
            Values::Variable { row: dims.iter().copied().flatten().collect() }
        }
    };
    Ok(Feature::new(&stored.key, stored.dtype, values))
}

/// What stands for an optional feature that is missing, as it would be stored.
fn least(dtype: DType, shape: &[usize]) -> Result<Tensor> {
    let ints = |least: i64| ArrayD::from_elem(IxDyn(shape), least).tensor();
    let floats = |least: f32| ArrayD::from_elem(IxDyn(shape), least).tensor();
    match dtype {
        DType::String => ArrayD::from_elem(IxDyn(shape), String::new()).tensor(),
        DType::F16 => floats(half::f16::MIN.to_f32()),
        DType::F32 => floats(f32::MIN),
        DType::F64 => floats(f64::MIN as f32),
        DType::I8 => ints(i8::MIN.into()),
        DType::I16 => ints(i16::MIN.into()),
        DType::I32 => ints(i32::MIN.into()),
        DType::I64 => ints(i64::MIN),
        _ => ints(0),
    }
}
