use std::collections::BTreeMap;

use super::{TfdsError, json};
use crate::element::Path;
use crate::{DType, ElementSpec, RaggedSpec, Shape, TensorSpec};

/// A feature of a TFDS dataset: how it is stored, and what `tfds.load` makes of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Feature {
    /// Features by name (`FeaturesDict`).
    Dict(BTreeMap<String, Feature>),
    /// A tensor or scalar.
    Tensor {
        /// Its dtype and shape.
        spec: TensorSpec,
        /// `none`, or how the bytes of one string hold it: `bytes`, `zlib`.
        encoding: String,
        /// Whether it may be missing. What stands for it then is the dtype's least value, `false` or no text.
        optional: bool,
    },
    /// An encoded picture.
    Image {
        /// Height, width, channels and dtype once decoded.
        spec: TensorSpec,
        /// `png` or `jpeg`; empty where any is allowed.
        encoding: String,
    },
    /// The number of a class.
    ClassLabel {
        /// How many classes there are, where that is recorded.
        classes: Option<usize>,
        /// Their names, once [`Feature::set_labels`] has read them.
        names: Vec<String>,
    },
    /// A string.
    Text,
    /// A box: ymin, xmin, ymax, xmax, as parts of 1.
    BBox,
    /// Any number of a feature. Of a dict, it is read as a dict of longer tensors.
    Sequence {
        /// What there is a number of.
        feature: Box<Feature>,
        /// The number, where it is always the same.
        length: Option<usize>,
    },
    /// A nested dataset, for instance the steps of an episode.
    Dataset {
        /// What it yields.
        feature: Box<Feature>,
        /// The number of its elements, where it is always the same.
        length: Option<usize>,
    },
    /// Any other kind, which is not read.
    Other {
        /// The Python class.
        class: String,
    },
}

/// The features in the text of a `features.json`.
///
/// Kinds that this version does not read are [`Feature::Other`].
///
/// # Errors
/// If the text is not such a file, or a dtype or shape in it is impossible.
pub fn read_features(text: &str) -> Result<Feature, TfdsError> {
    let feature: json::Feature = serde_json::from_str(text)
        .map_err(|error| TfdsError::Malformed { file: "features.json", reason: error.to_string() })?;
    feature_of(feature, &Path::root())
}

impl Feature {
    /// What `tfds.load` yields, pictures decoded. A sequence of sequences of unknown length is ragged.
    ///
    /// # Errors
    /// If there is a feature of a kind that is not read.
    pub fn element_spec(&self) -> Result<ElementSpec, TfdsError> {
        self.spec_at(&Path::root(), &[])
    }

    /// The files beside `features.json` that hold the names of classes: the path of each feature, and its
    /// file.
    pub fn label_files(&self) -> Vec<(String, String)> {
        let mut all = Vec::new();
        self.collect_label_files(&Path::root(), "", &mut all);
        all
    }

    /// Takes the names of classes from the text of a file that [`Feature::label_files`] lists: one a line.
    pub fn set_labels(&mut self, file: &str, text: &str) {
        let names = text.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect();
        self.set_names("", file, &names);
    }

    fn collect_label_files(&self, path: &Path, prefix: &str, all: &mut Vec<(String, String)>) {
        match self {
            Self::ClassLabel { .. } => all.push((path.text(), label_file(prefix))),
            Self::Dict(features) => {
                for (key, feature) in features {
                    feature.collect_label_files(&path.key(key), &file_prefix(prefix, key), all);
                }
            }
            Self::Sequence { feature, .. } | Self::Dataset { feature, .. } => {
                feature.collect_label_files(path, prefix, all);
            }
            _ => {}
        }
    }

    fn set_names(&mut self, prefix: &str, file: &str, labels: &Vec<String>) {
        match self {
            Self::ClassLabel { names, .. } if label_file(prefix) == file => names.clone_from(labels),
            Self::Dict(features) => {
                for (key, feature) in features {
                    feature.set_names(&file_prefix(prefix, key), file, labels);
                }
            }
            Self::Sequence { feature, .. } | Self::Dataset { feature, .. } => {
                feature.set_names(prefix, file, labels);
            }
            _ => {}
        }
    }

    /// The spec inside of sequences of these lengths, the outermost first.
    fn spec_at(&self, path: &Path, lengths: &[Option<usize>]) -> Result<ElementSpec, TfdsError> {
        let dense = |dtype, shape| sequence(TensorSpec::new(dtype, shape), lengths);
        Ok(match self {
            Self::Dict(features) => {
                let feature = |(key, feature): (&String, &Self)| {
                    Ok((key.clone(), feature.spec_at(&path.key(key), lengths)?))
                };
                ElementSpec::Dict(features.iter().map(feature).collect::<Result<_, _>>()?)
            }
            Self::Tensor { spec, .. } | Self::Image { spec, .. } => sequence(spec.clone(), lengths),
            Self::ClassLabel { .. } => dense(DType::I64, Shape::scalar()),
            Self::Text => dense(DType::String, Shape::scalar()),
            Self::BBox => dense(DType::F32, Shape::known(&[4])),
            Self::Sequence { feature, length } => feature.spec_at(path, &[lengths, &[*length]].concat())?,
            Self::Dataset { feature, .. } if lengths.is_empty() => {
                ElementSpec::Dataset(Box::new(feature.spec_at(path, &[])?))
            }
            Self::Dataset { .. } => {
                let class = "a sequence of datasets".to_owned();
                return Err(TfdsError::Unsupported { path: path.text(), class });
            }
            Self::Other { class } => {
                return Err(TfdsError::Unsupported { path: path.text(), class: class.clone() });
            }
        })
    }
}

/// What sequences of these lengths make of a tensor.
fn sequence(mut item: TensorSpec, lengths: &[Option<usize>]) -> ElementSpec {
    for length in lengths.iter().rev() {
        item.shape = item.shape.with_leading(*length);
    }
    let open_inside = item.shape.dims().is_none_or(|dims| dims.iter().skip(1).any(Option::is_none));
    if lengths.len() > 1 && open_inside {
        let (dtype, shape, ragged_rank) = (item.dtype, item.shape, lengths.len() - 1);
        ElementSpec::Ragged(RaggedSpec { dtype, shape, ragged_rank, row_splits: DType::I64 })
    } else {
        ElementSpec::Tensor(item)
    }
}

fn label_file(prefix: &str) -> String {
    format!("{prefix}.labels.txt")
}

fn file_prefix(prefix: &str, key: &str) -> String {
    let key = key.replace('/', ".");
    if prefix.is_empty() { key } else { format!("{prefix}-{key}") }
}

/// The feature that the JSON describes. Recursion is bounded by the parser, which refuses text that nests deep.
fn feature_of(json: json::Feature, path: &Path) -> Result<Feature, TfdsError> {
    let class = json.python_class_name.rsplit('.').next().unwrap_or_default().to_owned();
    if let Some(dict) = json.features_dict {
        let feature = |(key, json): (String, json::Feature)| {
            let feature = feature_of(json, &path.key(&key))?;
            Ok((key, feature))
        };
        return Ok(Feature::Dict(dict.features.into_iter().map(feature).collect::<Result<_, _>>()?));
    }
    if let Some(tensor) = json.tensor {
        let encoding = if tensor.encoding.is_empty() { "none".to_owned() } else { tensor.encoding.clone() };
        let optional = tensor.optional;
        return Ok(Feature::Tensor {
            spec: spec_of(&tensor, None, Shape::scalar(), path)?,
            encoding,
            optional,
        });
    }
    if let Some(sound) = json.audio.filter(|sound| !sound.lazy_decode) {
        let encoding =
            if sound.encoding.is_empty() { "none".to_owned() } else { sound.encoding.to_lowercase() };
        let spec = spec_of(&sound, Some(DType::I64), Shape::new([None]), path)?;
        return Ok(Feature::Tensor { spec, encoding, optional: false });
    }
    if let Some(video) = json.video {
        let frames = spec_of(&video, Some(DType::U8), Shape::new([None, None, None, Some(3)]), path)?;
        let open = || TfdsError::Invalid { path: path.text(), reason: "a video has four axes".into() };
        let Some([length, frame @ ..]) = frames.shape.dims() else { return Err(open()) };
        let spec = TensorSpec::new(frames.dtype, Shape::new(frame));
        let feature = Box::new(Feature::Image { spec, encoding: video.encoding_format });
        return Ok(Feature::Sequence { feature, length: *length });
    }
    if let Some(translation) = json.translation {
        let texts =
            |keys: Vec<String>| Feature::Dict(keys.into_iter().map(|key| (key, Feature::Text)).collect());
        return Ok(match translation.variable_languages_per_example {
            false => texts(translation.languages),
            true => {
                let feature = Box::new(texts(vec!["language".into(), "translation".into()]));
                Feature::Sequence { feature, length: None }
            }
        });
    }
    if let Some(image) = json.image {
        let any = Shape::new([None, None, Some(3)]);
        return Ok(Feature::Image {
            spec: spec_of(&image, Some(DType::U8), any, path)?,
            encoding: image.encoding_format,
        });
    }
    if let Some(label) = json.class_label {
        let classes = label.num_classes.and_then(|n| usize::try_from(n.get()?).ok());
        return Ok(Feature::ClassLabel { classes, names: Vec::new() });
    }
    if json.text.is_some() {
        return Ok(Feature::Text);
    }
    if json.bounding_box.is_some() {
        return Ok(Feature::BBox);
    }
    let nested = json.dataset.is_some() || class == "Dataset";
    let Some(sequence) = json.sequence.or(json.dataset) else { return Ok(Feature::Other { class }) };
    let length = sequence.length.and_then(|n| usize::try_from(n.get()?).ok());
    let feature = Box::new(feature_of(*sequence.feature, path)?);
    Ok(if nested { Feature::Dataset { feature, length } } else { Feature::Sequence { feature, length } })
}

/// The dtype and shape that the JSON gives; `dtype` and `shape` where it does not.
fn spec_of(
    tensor: &json::Tensor,
    dtype: Option<DType>,
    shape: Shape,
    path: &Path,
) -> Result<TensorSpec, TfdsError> {
    let invalid = |reason| TfdsError::Invalid { path: path.text(), reason };
    let dtype = match tensor.dtype.as_str() {
        "" => dtype,
        "object" | "str" => Some(DType::String),
        name => DType::from_name(name),
    };
    let dtype = dtype.ok_or_else(|| invalid(format!("the dtype {:?} is unknown", tensor.dtype)))?;
    let Some(given) = &tensor.shape else { return Ok(TensorSpec::new(dtype, shape)) };
    let dim = |dim: &json::Int| match dim.get() {
        Some(-1) => Ok(None),
        Some(size) => usize::try_from(size).map(Some).map_err(|_| invalid(format!("dimension {size}"))),
        None => Err(invalid("a dimension is not a number".into())),
    };
    Ok(TensorSpec::new(dtype, Shape::new(given.dimensions.iter().map(dim).collect::<Result<Vec<_>, _>>()?)))
}
