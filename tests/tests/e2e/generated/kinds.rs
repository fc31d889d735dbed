use ndarray::{Array1, Array2, Array3, Array4};
use tfdata::{Bytes, Element, Ragged, f16};

/// Every kind of feature.
#[derive(Clone, Debug, Element)]
pub struct Kinds {
    /// `float32 [4]`: bounding box (ymin, xmin, ymax, xmax), as parts of 1.
    pub r#box: [f32; 4],
    /// `dict`
    pub images: KindsImages,
    /// `int64 []`: class label, one of 3.
    /// Classes: 0 = `ash`, 1 = `birch`, 2 = `cedar`.
    pub label: i64,
    /// `dict`
    pub maybe: KindsMaybe,
    /// `dict`
    pub name: KindsName,
    /// `int32 []`
    #[element(rename = "name/with/slashes")]
    pub name_with_slashes: i32,
    /// `dict`
    pub nested: KindsNested,
    /// `dataset of int32 []`
    pub numbers_dataset: Vec<i32>,
    /// `dict`
    pub objects: KindsObjects,
    /// `uint8 [?, ?, 3]`: image.
    #[element(shape = [_, _, 3])]
    pub picture: Array3<u8>,
    /// `dict`
    pub scalars: KindsScalars,
    /// `dict`
    pub sequences: KindsSequences,
    /// `int64 [?]`
    pub sound: Array1<i64>,
    /// `dataset of {action: int64 [], is: {last: bool []}, observation: uint8 [2, 2, 3], reward: float32 [], state: float64 [3]}`
    pub steps: Vec<KindsSteps>,
    /// `int16 [?, 2]`
    #[element(shape = [_, 2])]
    pub stereo: Array2<i16>,
    /// `dict`
    pub tensors: KindsTensors,
    /// `string []`: text.
    pub text: Bytes,
    /// `dict`
    pub translation: KindsTranslation,
    /// `dict`
    pub translations: KindsTranslations,
    /// `uint8 [?, 3, 4, 3]`: png image.
    #[element(shape = [_, 3, 4, 3])]
    pub video: Array4<u8>,
}

/// The part `images` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsImages {
    /// `uint16 [?, ?, 1]`: png image.
    #[element(shape = [_, _, 1])]
    pub deep: Array3<u16>,
    /// `uint16 [3, 2, 3]`: image.
    pub deep_rgb: [[[u16; 3]; 2]; 3],
    /// `float32 [3, ?, 1]`: image.
    #[element(shape = [3, _, 1])]
    pub float: Array3<f32>,
    /// `uint8 [4, 5, 1]`: image.
    pub gray: [[[u8; 1]; 5]; 4],
    /// `uint8 [?, ?, 1]`: image.
    #[element(shape = [_, _, 1])]
    pub labeled: Array3<u8>,
    /// `uint8 [?, ?, 4]`: png image.
    #[element(shape = [_, _, 4])]
    pub rgba: Array3<u8>,
}

/// The part `maybe` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsMaybe {
    /// `float32 []`
    pub float: f32,
    /// `int32 []`
    pub int: i32,
    /// `uint8 [2]`
    pub pair: [u8; 2],
    /// `string []`
    pub text: Bytes,
}

/// The part `name` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsName {
    /// `string []`: text.
    pub first: Bytes,
}

/// The part `nested` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsNested {
    /// `dict`
    pub captions: KindsNestedCaptions,
    /// `ragged int32 [?, ?]`
    pub numbers: Ragged<i32>,
    /// `ragged uint8 [?, ?, 2]`
    pub pairs: Ragged<u8>,
    /// `ragged string [?, ?]`: text.
    pub texts: Ragged<Bytes>,
    /// `ragged float32 [?, ?, ?]`
    pub three_deep: Ragged<f32>,
}

/// The part `nested.captions` of [`KindsNested`].
#[derive(Clone, Debug, Element)]
pub struct KindsNestedCaptions {
    /// `int32 [?]`
    pub n: Array1<i32>,
    /// `ragged string [?, ?]`: text.
    pub tokens: Ragged<Bytes>,
}

/// The part `objects` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsObjects {
    /// `int64 [?]`
    pub id: Array1<i64>,
    /// `dict`
    pub is: KindsObjectsIs,
    /// `uint8 [?, 2, 2, 1]`: image.
    #[element(shape = [_, 2, 2, 1])]
    pub mask: Array4<u8>,
    /// `string [?]`: text.
    pub name: Array1<Bytes>,
    /// `float32 [?, 2]`
    #[element(shape = [_, 2])]
    pub pos: Array2<f32>,
}

/// The part `objects.is` of [`KindsObjects`].
#[derive(Clone, Debug, Element)]
pub struct KindsObjectsIs {
    /// `bool [?]`
    pub crowd: Array1<bool>,
}

/// The part `scalars` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsScalars {
    /// `bool []`
    pub bool: bool,
    /// `float16 []`
    pub float16: f16,
    /// `float32 []`
    pub float32: f32,
    /// `float64 []`
    pub float64: f64,
    /// `int16 []`
    pub int16: i16,
    /// `int32 []`
    pub int32: i32,
    /// `int64 []`
    pub int64: i64,
    /// `int8 []`
    pub int8: i8,
    /// `uint16 []`
    pub uint16: u16,
    /// `uint32 []`
    pub uint32: u32,
    /// `uint64 []`
    pub uint64: u64,
    /// `uint8 []`
    pub uint8: u8,
}

/// The part `sequences` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsSequences {
    /// `float32 [?, 4]`: bounding box (ymin, xmin, ymax, xmax), as parts of 1.
    #[element(shape = [_, 4])]
    pub boxes: Array2<f32>,
    /// `uint8 [?, 2, 3, 1]`: image.
    #[element(shape = [_, 2, 3, 1])]
    pub images: Array4<u8>,
    /// `uint8 [?, ?, ?, 3]`: image.
    #[element(shape = [_, _, _, 3])]
    pub images_open: Array4<u8>,
    /// `int64 [?]`: class label, one of 5.
    pub labels: Array1<i64>,
    /// `int32 [?]`
    pub numbers: Array1<i32>,
    /// `float32 [?, 2, 2]`
    #[element(shape = [_, 2, 2])]
    pub tensors: Array3<f32>,
    /// `string [?]`: text.
    pub texts: Array1<Bytes>,
    /// `int64 [3]`
    pub three: [i64; 3],
    /// `float64 [?, 2]`
    #[element(shape = [_, 2])]
    pub zlib: Array2<f64>,
}

/// The part `steps` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsSteps {
    /// `int64 []`: class label, one of 4.
    pub action: i64,
    /// `dict`
    pub is: KindsStepsIs,
    /// `uint8 [2, 2, 3]`: image.
    pub observation: [[[u8; 3]; 2]; 2],
    /// `float32 []`
    pub reward: f32,
    /// `float64 [3]`
    pub state: [f64; 3],
}

/// The part `steps.is` of [`KindsSteps`].
#[derive(Clone, Debug, Element)]
pub struct KindsStepsIs {
    /// `bool []`
    pub last: bool,
}

/// The part `tensors` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsTensors {
    /// `bool [3]`
    pub bools: [bool; 3],
    /// `float64 [2, 2]`
    pub bytes: [[f64; 2]; 2],
    /// `uint8 [2, 3]`
    pub fixed: [[u8; 3]; 2],
    /// `float32 [2, ?]`
    #[element(shape = [2, _])]
    pub middle: Array2<f32>,
    /// `int32 [?, 3]`
    #[element(shape = [_, 3])]
    pub open: Array2<i32>,
    /// `uint8 [?, ?]`
    pub several_open: Array2<u8>,
    /// `float32 [?, ?, 2]`
    #[element(shape = [_, _, 2])]
    pub several_open_bytes: Array3<f32>,
    /// `string [2]`
    pub strings: [Bytes; 2],
    /// `int16 [?, 4]`
    #[element(shape = [_, 4])]
    pub zlib: Array2<i16>,
    /// `bool [5]`
    pub zlib_bool: [bool; 5],
    /// `uint64 [2]`
    pub zlib_u64: [u64; 2],
}

/// The part `translation` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsTranslation {
    /// `string []`: text.
    pub en: Bytes,
    /// `string []`: text.
    pub fr: Bytes,
}

/// The part `translations` of [`Kinds`].
#[derive(Clone, Debug, Element)]
pub struct KindsTranslations {
    /// `string [?]`: text.
    pub language: Array1<Bytes>,
    /// `string [?]`: text.
    pub translation: Array1<Bytes>,
}
