use std::fmt;

use tfdata_spec::tfds::{Decoding, Encoding};

/// How the features of an example become the components of a TFDS element.
#[derive(Clone, Debug)]
pub(crate) struct Decoder {
    /// One for each component, in the order of the flattened element. The numbers are those of the features.
    pub(crate) components: Vec<Decoding>,
    /// Whether JPEG is decoded as `tfds.load` does, with the fast inverse DCT; else with the accurate one.
    pub(crate) fast_jpeg: bool,
}

impl Decoder {
    /// The components that are pictures.
    fn pictures(&self) -> usize {
        fn count(components: &[Decoding]) -> usize {
            let one = |component: &Decoding| match component {
                Decoding::Tensor { encoding: Encoding::Image { .. }, .. } => 1,
                Decoding::Dataset { components, .. } => count(components),
                _ => 0,
            };
            components.iter().map(one).sum()
        }
        count(&self.components)
    }
}

impl fmt::Display for Decoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "decode({} components, {} of them pictures)", self.components.len(), self.pictures())
    }
}
