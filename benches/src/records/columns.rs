//! Columns that a reader of single records fills, and the checksum by which two results are seen to be the same.

use super::job::Kind;

/// The value of a feature, as a reader lends it.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Value<'a> {
    Bytes(&'a [u8]),
    Floats(&'a [f32]),
    Ints(&'a [i64]),
    Missing,
}

/// What a feature becomes.
#[derive(Debug)]
pub(crate) enum Column {
    Raw(Vec<u8>),
    Floats(Vec<f32>),
    Ints(Vec<i64>),
    Ragged { values: Vec<i64>, row_splits: Vec<i64> },
    Texts(Vec<String>),
}

impl Column {
    /// An empty one.
    pub(crate) fn new(kind: Kind) -> Self {
        match kind {
            Kind::Raw => Self::Raw(Vec::new()),
            Kind::Floats => Self::Floats(Vec::new()),
            Kind::Int => Self::Ints(Vec::new()),
            Kind::Ints => Self::Ragged { values: Vec::new(), row_splits: vec![0] },
            Kind::Text => Self::Texts(Vec::new()),
        }
    }

    /// Adds a record's value; `false` if it is nothing for this column.
    pub(crate) fn push(&mut self, value: Value<'_>) -> bool {
        match (self, value) {
            (Self::Raw(all), Value::Bytes(bytes)) => all.extend_from_slice(bytes),
            (Self::Floats(all), Value::Floats(floats)) => all.extend_from_slice(floats),
            (Self::Floats(all), Value::Missing) => all.push(-1.0),
            (Self::Ints(all), Value::Ints(ints)) => all.extend_from_slice(ints),
            (Self::Ints(all), Value::Missing) => all.push(-1),
            (Self::Ragged { values, row_splits }, Value::Ints(ints)) => {
                values.extend_from_slice(ints);
                row_splits.push(values.len() as i64);
            }
            (Self::Texts(all), Value::Bytes(text)) => match std::str::from_utf8(text) {
                Ok(text) => all.push(text.to_owned()),
                Err(_) => return false,
            },
            _ => return false,
        }
        true
    }

    /// Adds this column to the checksum.
    pub(crate) fn sum_into(&self, sum: &mut Sum) {
        match self {
            Self::Raw(bytes) => sum.bytes(bytes),
            Self::Floats(floats) => sum.numbers(floats.iter().map(|value| value.to_le_bytes())),
            Self::Ints(ints) => sum.numbers(ints.iter().map(|value| value.to_le_bytes())),
            Self::Ragged { values, row_splits } => {
                sum.numbers(values.iter().map(|value| value.to_le_bytes()));
                sum.numbers(row_splits.iter().map(|value| value.to_le_bytes()));
            }
            Self::Texts(texts) => sum.texts(texts.iter().map(String::as_bytes)),
        }
    }
}

/// The CRC-32 of each array's bytes, added up, each times its place: 1, 2, 3, …
#[derive(Debug, Default)]
pub(crate) struct Sum {
    arrays: u32,
    sum: f64,
}

impl Sum {
    /// What an `f64` holds exactly.
    pub(crate) fn get(&self) -> f64 {
        self.sum
    }

    fn add(&mut self, crc: &flate2::Crc) {
        self.arrays += 1;
        self.sum += f64::from(crc.sum()) * f64::from(self.arrays);
    }

    /// The next array, of bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        self.add(&crc);
    }

    /// The next array, of numbers, whose bytes are little-endian.
    pub(crate) fn numbers<const N: usize>(&mut self, numbers: impl Iterator<Item = [u8; N]>) {
        let mut crc = flate2::Crc::new();
        let mut block = Vec::with_capacity(64 << 10);
        for number in numbers {
            if block.len() + N > block.capacity() {
                crc.update(&block);
                block.clear();
            }
            block.extend_from_slice(&number);
        }
        crc.update(&block);
        self.add(&crc);
    }

    /// The next array, of texts, with line breaks in between.
    pub(crate) fn texts<'a>(&mut self, texts: impl Iterator<Item = &'a [u8]>) {
        let mut crc = flate2::Crc::new();
        for (index, text) in texts.enumerate() {
            if index > 0 {
                crc.update(b"\n");
            }
            crc.update(text);
        }
        self.add(&crc);
    }
}
