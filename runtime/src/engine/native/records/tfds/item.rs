use std::io::Read;

use tfdata_spec::tfds::Encoding;
use tfdata_spec::{DType, TensorSpec};

use super::size;
use crate::format::picture;

/// How one item is decoded.
pub(super) struct Item<'a> {
    pub(super) spec: &'a TensorSpec,
    pub(super) encoding: Encoding,
}

impl Item<'_> {
    /// Adds the values of the item that a string holds, and returns its shape, which may be stored beside it.
    pub(super) fn decode(
        &self,
        string: &[u8],
        shape: Option<&[i64]>,
        bytes: &mut Vec<u8>,
    ) -> Result<Vec<usize>, String> {
        let start = bytes.len();
        let shape = match self.encoding {
            Encoding::Image { channels, .. } => self.picture(string, channels, bytes)?,
            Encoding::Zlib => {
                // No more than a byte more than there should be; deflate makes at most 1032 bytes of one.
                let most = match self.known(shape)? {
                    Some(size) => size.saturating_add(1),
                    None => string.len().saturating_mul(1032),
                };
                let inflated = flate2::read::ZlibDecoder::new(string).take(most as u64).read_to_end(bytes);
                inflated.map_err(|error| format!("its zlib data is broken: {error}"))?;
                self.shape(bytes.len() - start, shape)?
            }
            _ => {
                bytes.extend_from_slice(string);
                self.shape(string.len(), shape)?
            }
        };
        let dims = self.spec.shape.dims().unwrap_or_default();
        let fits = dims.len() == shape.len()
            && dims.iter().zip(&shape).all(|(dim, size)| dim.is_none_or(|dim| dim == *size));
        match fits {
            true => Ok(shape),
            false => {
                Err(format!("it has the shape {shape:?}, and `features.json` promises {}", self.spec.shape))
            }
        }
    }

    /// The number of bytes, where the shape is known.
    fn known(&self, shape: Option<&[i64]>) -> Result<Option<usize>, String> {
        let sizes = match shape {
            Some(shape) => Some(sizes(shape)?),
            None => self.spec.shape.as_known(),
        };
        let product = |sizes: Vec<usize>| {
            let all = sizes.into_iter().try_fold(size(self.spec.dtype), usize::checked_mul);
            all.ok_or_else(|| "its shape is beyond all memory".to_owned())
        };
        sizes.map(product).transpose()
    }

    /// The shape of so many bytes.
    fn shape(&self, bytes: usize, shape: Option<&[i64]>) -> Result<Vec<usize>, String> {
        let wrong =
            || format!("it has {bytes} bytes, which do not make {} {}", self.spec.dtype, self.spec.shape);
        if let Some(known) = self.known(shape)? {
            return match (known == bytes, shape) {
                (true, Some(shape)) => sizes(shape),
                (true, None) => Ok(self.spec.shape.as_known().unwrap_or_default()),
                (false, _) => Err(wrong()),
            };
        }
        let dims = self.spec.shape.dims().unwrap_or_default();
        let row = dims.iter().copied().flatten().try_fold(size(self.spec.dtype), usize::checked_mul);
        match row {
            Some(row) if row > 0 && bytes.is_multiple_of(row) => {
                Ok(dims.iter().map(|dim| dim.unwrap_or(bytes / row)).collect())
            }
            _ => Err(wrong()),
        }
    }

    fn picture(&self, string: &[u8], channels: usize, bytes: &mut Vec<u8>) -> Result<Vec<usize>, String> {
        let wanted = picture::Wanted { channels, deep: self.spec.dtype == DType::U16 };
        let [height, width, channels] = picture::decode(string, wanted, bytes)?;
        match self.spec.dtype {
            // The four channels are the bytes of a number.
            DType::F32 => Ok(vec![height, width, 1]),
            _ => Ok(vec![height, width, channels]),
        }
    }
}

fn sizes(shape: &[i64]) -> Result<Vec<usize>, String> {
    let size = |size: &i64| usize::try_from(*size).map_err(|_| format!("its shape is said to be {shape:?}"));
    shape.iter().map(size).collect()
}
