//! Reads `.npy` files (format versions 1 to 3) as raw bytes.

use std::path::Path;

/// A `.npy` file: row-major items, not interpreted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Npy {
    /// NumPy's type string, for instance `<f4`.
    pub descr: String,
    /// The array's shape.
    pub shape: Vec<usize>,
    /// The items' bytes, little-endian.
    pub bytes: Vec<u8>,
}

impl Npy {
    /// Reads a file.
    ///
    /// # Panics
    /// If the file cannot be read or is not what NumPy writes on a little-endian machine.
    pub fn open(path: &Path) -> Self {
        let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self::parse(&bytes).unwrap_or_else(|reason| panic!("{}: {reason}", path.display()))
    }

    /// Reads the bytes of a file.
    ///
    /// # Errors
    /// What is wrong with the bytes, in words.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let rest = bytes.strip_prefix(b"\x93NUMPY").ok_or("not a .npy file")?;
        let (&[major, _minor], rest) = rest.split_first_chunk().ok_or("cut in the version")?;
        let (header_len, rest) = if major == 1 {
            let (len, rest) = rest.split_first_chunk().ok_or("cut in the header's length")?;
            (usize::from(u16::from_le_bytes(*len)), rest)
        } else {
            let (len, rest) = rest.split_first_chunk().ok_or("cut in the header's length")?;
            (u32::from_le_bytes(*len) as usize, rest)
        };
        let (header, items) = rest.split_at_checked(header_len).ok_or("cut in the header")?;
        let header = std::str::from_utf8(header).map_err(|error| error.to_string())?;

        let descr = value_of(header, "descr")?.split('\'').nth(1).ok_or("descr is not a string")?;
        if value_of(header, "fortran_order")?.starts_with("True") {
            return Err("column-major order".to_owned());
        }
        let shape = value_of(header, "shape")?
            .strip_prefix('(')
            .and_then(|shape| shape.split(')').next())
            .ok_or("shape is not a tuple")?
            .split(',')
            .map(str::trim)
            .filter(|size| !size.is_empty())
            .map(|size| size.parse().map_err(|_| format!("{size:?} in the shape is not a number")))
            .collect::<Result<Vec<usize>, _>>()?;

        let npy = Self { descr: descr.to_owned(), shape, bytes: items.to_vec() };
        let expected = npy.shape.iter().product::<usize>() * npy.item_size()?;
        if expected != npy.bytes.len() {
            return Err(format!("{expected} bytes expected, {} found", npy.bytes.len()));
        }
        Ok(npy)
    }

    /// The size of an item in bytes.
    ///
    /// # Errors
    /// If the type is not a fixed-size one in little-endian order.
    pub fn item_size(&self) -> Result<usize, String> {
        let known = self.descr.strip_prefix(['<', '|']).and_then(|kind| {
            let size = kind.get(1..)?.parse().ok()?;
            kind.starts_with(['b', 'i', 'u', 'f', 'c']).then_some(size)
        });
        known.ok_or_else(|| format!("type {:?} is not supported", self.descr))
    }

    /// The items as `int64`.
    ///
    /// # Panics
    /// If they are of another type.
    pub fn int64s(&self) -> Vec<i64> {
        assert_eq!(self.descr, "<i8");
        self.bytes.as_chunks().0.iter().map(|item| i64::from_le_bytes(*item)).collect()
    }

    /// A two-dimensional array of sizes as one `Vec` per row; what shapes are stored as.
    ///
    /// # Panics
    /// If the array is not a matrix of non-negative `int64`.
    pub fn rows_of_sizes(&self) -> Vec<Vec<usize>> {
        let &[rows, columns] = self.shape.as_slice() else {
            panic!("expected a matrix, got shape {:?}", self.shape);
        };
        let items = self.int64s();
        (0..rows)
            .map(|row| {
                let row = &items[row * columns..(row + 1) * columns];
                row.iter().map(|&size| usize::try_from(size).expect("a size")).collect()
            })
            .collect()
    }
}

/// What follows `'key':` in the header, which is a Python dict literal.
fn value_of<'h>(header: &'h str, key: &str) -> Result<&'h str, String> {
    header
        .split_once(&format!("'{key}':"))
        .map(|(_, value)| value.trim_start())
        .ok_or_else(|| format!("no {key} in the header"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(header: &str, items: &[u8]) -> Vec<u8> {
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(header.len()).expect("short").to_le_bytes());
        bytes.extend(header.as_bytes());
        bytes.extend(items);
        bytes
    }

    #[test]
    fn reads_type_shape_and_items() {
        let header = "{'descr': '<i8', 'fortran_order': False, 'shape': (2, 1), }  \n";
        let npy =
            Npy::parse(&file(header, &[1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255]));
        let npy = npy.expect("valid");
        assert_eq!(npy.shape, [2, 1]);
        assert_eq!(npy.int64s(), [1, -1]);
    }

    #[test]
    fn reads_the_empty_shape_and_zero_sizes() {
        let scalar = "{'descr': '|b1', 'fortran_order': False, 'shape': (), }";
        assert_eq!(Npy::parse(&file(scalar, &[1])).expect("valid").shape, [] as [usize; 0]);
        let none = "{'descr': '<c16', 'fortran_order': False, 'shape': (3, 0, 2), }";
        assert_eq!(Npy::parse(&file(none, &[])).expect("valid").shape, [3, 0, 2]);
    }

    #[test]
    fn refuses_what_it_does_not_understand() {
        let cases: [(&str, &[u8], &str); 4] = [
            ("{'descr': '>i4', 'fortran_order': False, 'shape': (1,), }", &[0; 4], "'>i4'"),
            ("{'descr': '<i4', 'fortran_order': True, 'shape': (1,), }", &[0; 4], "column-major"),
            ("{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", &[0; 4], "8 bytes expected"),
            ("{'descr': '<i4', 'fortran_order': False}", &[0; 4], "no shape"),
        ];
        for (header, items, words) in cases {
            let error = Npy::parse(&file(header, items)).expect_err(header);
            assert!(error.replace('"', "'").contains(words), "{error}");
        }
        assert!(Npy::parse(b"PK\x03\x04").is_err());
    }
}
