use std::path::{Path, PathBuf};

use crate::npy::Npy;

/// The items of a component in row-major order, as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Items of one size: numbers, bools, complex numbers; little-endian.
    Fixed {
        /// The size of an item in bytes.
        item: usize,
        /// The bytes of all items.
        bytes: Vec<u8>,
    },
    /// Strings of any bytes.
    Strings(Vec<Vec<u8>>),
}

impl Values {
    /// Reads `BASE.bin` if there is one, else `BASE.npy`; with the latter comes its shape.
    pub(crate) fn open(base: &Path) -> (Self, Option<Vec<usize>>) {
        let strings = with_suffix(base, ".bin");
        if strings.exists() {
            let bytes =
                std::fs::read(&strings).unwrap_or_else(|error| panic!("{}: {error}", strings.display()));
            let strings = parse_strings(&bytes).unwrap_or_else(|| panic!("{}: cut", strings.display()));
            return (Self::Strings(strings), None);
        }
        let npy = Npy::open(&with_suffix(base, ".npy"));
        let item = npy.item_size().unwrap_or_else(|reason| panic!("{}: {reason}", base.display()));
        (Self::Fixed { item, bytes: npy.bytes }, Some(npy.shape))
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        match self {
            Self::Fixed { item, bytes } => bytes.len() / item,
            Self::Strings(strings) => strings.len(),
        }
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of one item.
    ///
    /// # Panics
    /// If there are not so many.
    pub fn get(&self, index: usize) -> &[u8] {
        match self {
            Self::Fixed { item, bytes } => &bytes[index * item..(index + 1) * item],
            Self::Strings(strings) => &strings[index],
        }
    }
}

/// The path with something added to its last part, whose dots are part of the name.
pub(crate) fn with_suffix(base: &Path, suffix: &str) -> PathBuf {
    let mut path = base.as_os_str().to_owned();
    path.push(suffix);
    PathBuf::from(path)
}

/// Strings as `u64` count, then for each `u64` length and the bytes; `None` if the file is cut or too long.
fn parse_strings(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (count, mut rest) = take_size(bytes)?;
    let mut strings = Vec::new();
    for _ in 0..count {
        let (len, after) = take_size(rest)?;
        let (string, after) = after.split_at_checked(len)?;
        strings.push(string.to_vec());
        rest = after;
    }
    rest.is_empty().then_some(strings)
}

fn take_size(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (size, rest) = bytes.split_first_chunk()?;
    Some((usize::try_from(u64::from_le_bytes(*size)).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_strings_with_any_bytes() {
        let mut bytes = Vec::new();
        for part in [&2_u64.to_le_bytes()[..], &0_u64.to_le_bytes(), &3_u64.to_le_bytes(), b"a\xff\0"] {
            bytes.extend(part);
        }
        assert_eq!(parse_strings(&bytes), Some(vec![vec![], b"a\xff\0".to_vec()]));
        assert_eq!(parse_strings(&bytes[..bytes.len() - 1]), None);
        bytes.push(0);
        assert_eq!(parse_strings(&bytes), None);
    }

    #[test]
    fn a_suffix_keeps_the_dots_of_the_name() {
        assert_eq!(with_suffix(Path::new("a/0.vec"), ".npy"), Path::new("a/0.vec.npy"));
    }
}
