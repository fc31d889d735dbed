use ndarray::{Array1, Array2, Array3};
use tfdata::{Bytes, Element};

/// Photographs with boxes of bright blobs.
#[derive(Clone, Debug, Element)]
pub struct Photos {
    /// `uint8 [?, ?, 3]`: jpeg image.
    #[element(shape = [_, _, 3])]
    pub image: Array3<u8>,
    /// `string []`: text.
    #[element(rename = "image/filename")]
    pub image_filename: Bytes,
    /// `int64 []`
    #[element(rename = "image/id")]
    pub image_id: i64,
    /// `uint8 [?, ?, 1]`: png image.
    #[element(shape = [_, _, 1])]
    pub mask: Array3<u8>,
    /// `dict`
    pub objects: PhotosObjects,
}

/// The part `objects` of [`Photos`].
#[derive(Clone, Debug, Element)]
pub struct PhotosObjects {
    /// `int64 [?]`
    pub area: Array1<i64>,
    /// `float32 [?, 4]`: bounding box (ymin, xmin, ymax, xmax), as parts of 1.
    #[element(shape = [_, 4])]
    pub bbox: Array2<f32>,
    /// `int64 [?]`
    pub id: Array1<i64>,
    /// `bool [?]`
    pub is_crowd: Array1<bool>,
    /// `int64 [?]`: class label, one of 3.
    /// Classes: 0 = `dim`, 1 = `medium`, 2 = `bright`.
    pub label: Array1<i64>,
}
