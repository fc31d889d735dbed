//! How the features of a TFDS dataset lie in the `tf.train.Example`s of its files.

use super::{Feature, TfdsError};
use crate::element::Path;
use crate::{DType, Shape, TensorSpec};

/// The features of the examples, in the byte order of their keys, and how the components of an element are made
/// of them, in the order of the flattened element.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// What is read from an example.
    pub features: Vec<StoredFeature>,
    /// What is made of it.
    pub components: Vec<Decoding>,
}

/// A feature of an example: a list of values.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFeature {
    /// Its key: `objects/bbox`.
    pub key: String,
    /// What an example can hold: [`DType::I64`], [`DType::F32`] or [`DType::String`].
    pub dtype: DType,
    /// The shape of the values; open is only the first axis, and then there may also be none.
    pub shape: Shape,
    /// The dtype whose least value stands for the feature where it is missing; without, that is an error.
    pub optional: Option<DType>,
}

/// How a component is made. Numbers are those of [`Stored::features`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Decoding {
    /// A tensor, dense or ragged.
    Tensor {
        /// The component's path.
        path: String,
        /// The feature with the values, or with the encoded items.
        values: usize,
        /// How an item is encoded.
        encoding: Encoding,
        /// An item. It has open axes only where it is encoded, or where there is one item and one open axis.
        item: TensorSpec,
        /// For items of several open axes, the feature with the shape of each.
        shapes: Option<usize>,
        /// The sequences around an item, the outermost first.
        lengths: Vec<Option<usize>>,
        /// For a ragged tensor, the features with the row lengths of all but the outermost sequence.
        row_lengths: Vec<usize>,
    },
    /// A nested dataset, whose elements are the rows of these components.
    Dataset {
        /// The component's path.
        path: String,
        /// The components, each in a sequence.
        components: Vec<Decoding>,
    },
}

/// How the items of a component are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// As values, one after the other.
    Values,
    /// As the bytes of the values, little-endian, in a string.
    Bytes,
    /// Those, compressed with zlib.
    Zlib,
    /// As a picture of so many channels; 0 is as many as it has. A picture of `float32` is one of four channels
    /// of `uint8`, the bytes of each number.
    Image {
        /// The channels.
        channels: usize,
        /// Whether it is said to be a PNG; else it may be a JPEG.
        png: bool,
    },
}

impl Feature {
    /// How the features lie in the files.
    ///
    /// # Errors
    /// If there is a feature that is not read.
    pub fn stored(&self) -> Result<Stored, TfdsError> {
        let mut all = Stored { features: Vec::new(), components: Vec::new() };
        all.components = all.collect(self, &Path::root(), "", &[])?;
        let mut order: Vec<usize> = (0..all.features.len()).collect();
        order.sort_by(|a, b| all.features[*a].key.cmp(&all.features[*b].key));
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            place[*old] = new;
        }
        all.features.sort_by(|a, b| a.key.cmp(&b.key));
        let twice = all.features.windows(2).find_map(|two| match two {
            [a, b] if a.key == b.key => Some(a.key.clone()),
            _ => None,
        });
        if let Some(twice) = twice {
            let reason = "it is stored under the key of another one".to_owned();
            return Err(TfdsError::Invalid { path: twice, reason });
        }
        all.components.iter_mut().for_each(|component| component.renumber(&place));
        Ok(all)
    }
}

impl Stored {
    fn collect(
        &mut self,
        feature: &Feature,
        path: &Path,
        key: &str,
        lengths: &[Option<usize>],
    ) -> Result<Vec<Decoding>, TfdsError> {
        let scalar = |dtype| TensorSpec::new(dtype, Shape::scalar());
        let one = |decoding| Ok(vec![decoding]);
        match feature {
            Feature::Dict(features) => {
                let mut all = Vec::new();
                for (name, feature) in features {
                    let key = if key.is_empty() { name.clone() } else { format!("{key}/{name}") };
                    all.extend(self.collect(feature, &path.key(name), &key, lengths)?);
                }
                Ok(all)
            }
            Feature::Tensor { spec, encoding, optional } => {
                let encoding = match encoding.as_str() {
                    "none" => Encoding::Values,
                    "bytes" => Encoding::Bytes,
                    "zlib" => Encoding::Zlib,
                    other => return Err(unsupported(path, format!("a tensor encoded as {other:?}"))),
                };
                one(self.tensor(path, key, lengths, spec, encoding, *optional)?)
            }
            Feature::Image { spec, encoding } => {
                let Some([_, _, channels]) = spec.shape.dims() else {
                    return Err(unsupported(path, format!("a picture of shape {}", spec.shape)));
                };
                let channels = if spec.dtype == DType::F32 { 4 } else { channels.unwrap_or(0) };
                if !matches!(spec.dtype, DType::U8 | DType::U16 | DType::F32) || channels > 4 {
                    return Err(unsupported(path, format!("a picture of {} {}", spec.dtype, spec.shape)));
                }
                one(self.tensor(
                    path,
                    key,
                    lengths,
                    spec,
                    Encoding::Image { channels, png: encoding == "png" },
                    false,
                )?)
            }
            Feature::ClassLabel { .. } => {
                one(self.tensor(path, key, lengths, &scalar(DType::I64), Encoding::Values, false)?)
            }
            Feature::Text => {
                one(self.tensor(path, key, lengths, &scalar(DType::String), Encoding::Values, false)?)
            }
            Feature::BBox => {
                let spec = TensorSpec::new(DType::F32, Shape::known(&[4]));
                one(self.tensor(path, key, lengths, &spec, Encoding::Values, false)?)
            }
            Feature::Sequence { feature, length } => {
                self.collect(feature, path, key, &[lengths, &[*length]].concat())
            }
            Feature::Dataset { feature, length } if lengths.is_empty() => {
                let components = self.collect(feature, &Path::root(), key, &[*length])?;
                if components.iter().any(|component| !component.has_rows()) {
                    return Err(unsupported(path, "a nested dataset with sequences of its own".into()));
                }
                one(Decoding::Dataset { path: path.text(), components })
            }
            Feature::Dataset { .. } => Err(unsupported(path, "a sequence of datasets".into())),
            Feature::Other { class } => Err(unsupported(path, class.clone())),
        }
    }

    fn tensor(
        &mut self,
        path: &Path,
        key: &str,
        lengths: &[Option<usize>],
        item: &TensorSpec,
        encoding: Encoding,
        optional: bool,
    ) -> Result<Decoding, TfdsError> {
        let Some(dims) = item.shape.dims() else {
            return Err(unsupported(path, "a tensor of unknown rank".into()));
        };
        let open = |dims: &[Option<usize>]| dims.iter().filter(|dim| dim.is_none()).count();
        let encoded = encoding != Encoding::Values;
        let several = matches!(encoding, Encoding::Bytes | Encoding::Zlib) && open(dims) > 1;
        let (dtype, inner) = match encoded {
            true => (DType::String, &[][..]),
            false => (stored_dtype(item.dtype, path)?, dims),
        };
        let nested = lengths.len() > 1;
        let ragged = nested && open(&[lengths, dims].concat()[1..]) > 0;
        if several && nested {
            return Err(unsupported(
                path,
                "sequences in a sequence of tensors with several open axes".into(),
            ));
        }
        let outer: &[Option<usize>] = if ragged { &[None] } else { lengths };
        let whole = [outer, inner].concat();
        if open(&whole) > 1 {
            return Err(unsupported(
                path,
                format!("a tensor with the open axes {} stored flat", Shape::new(whole)),
            ));
        }
        let row_lengths = match ragged {
            true => (0..lengths.len() - 1)
                .map(|level| self.add(format!("{key}/ragged_row_lengths_{level}"), DType::I64, &[None], None))
                .collect(),
            false => Vec::new(),
        };
        let shapes = several.then(|| {
            let each = [lengths, &[Some(dims.len())]].concat();
            self.add(format!("{key}/shape"), DType::I64, &each, None)
        });
        let values = match (nested, several) {
            (true, _) => format!("{key}/ragged_flat_values"),
            (false, true) => format!("{key}/value"),
            (false, false) => key.to_owned(),
        };
        let optional = (optional && !encoded && lengths.is_empty()).then_some(item.dtype);
        let values = self.add(values, dtype, &whole, optional);
        let (path, item, lengths) = (path.text(), item.clone(), lengths.to_vec());
        Ok(Decoding::Tensor { path, values, encoding, item, shapes, lengths, row_lengths })
    }

    /// Adds a feature whose values have this shape, and returns its number. An open axis is put first.
    fn add(&mut self, key: String, dtype: DType, dims: &[Option<usize>], optional: Option<DType>) -> usize {
        let (open, known): (Vec<_>, Vec<_>) = dims.iter().partition(|dim| dim.is_none());
        self.features.push(StoredFeature { key, dtype, shape: Shape::new([open, known].concat()), optional });
        self.features.len() - 1
    }
}

impl Decoding {
    /// The component's path in the element.
    pub fn path(&self) -> &str {
        match self {
            Self::Tensor { path, .. } | Self::Dataset { path, .. } => path,
        }
    }

    /// Whether the values of a sequence's first axis lie one after the other, alike in number.
    fn has_rows(&self) -> bool {
        match self {
            Self::Tensor { encoding, lengths, row_lengths, .. } => {
                row_lengths.is_empty() && (*encoding == Encoding::Values || lengths.len() == 1)
            }
            Self::Dataset { .. } => false,
        }
    }

    fn renumber(&mut self, place: &[usize]) {
        match self {
            Self::Tensor { values, shapes, row_lengths, .. } => {
                for number in [values].into_iter().chain(shapes).chain(row_lengths) {
                    *number = place[*number];
                }
            }
            Self::Dataset { components, .. } => {
                components.iter_mut().for_each(|component| component.renumber(place));
            }
        }
    }
}

/// What values of this dtype are stored as.
fn stored_dtype(dtype: DType, path: &Path) -> Result<DType, TfdsError> {
    Ok(match dtype {
        DType::String => DType::String,
        DType::F16 | DType::BF16 | DType::F32 | DType::F64 => DType::F32,
        DType::Bool
        | DType::I8
        | DType::I16
        | DType::I32
        | DType::I64
        | DType::U8
        | DType::U16
        | DType::U32
        | DType::U64 => DType::I64,
        other => return Err(unsupported(path, format!("a tensor of {other}"))),
    })
}

fn unsupported(path: &Path, class: String) -> TfdsError {
    TfdsError::Unsupported { path: path.text(), class }
}
