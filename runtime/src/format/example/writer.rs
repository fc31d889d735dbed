/// Puts together the bytes of `tf.train.Example`, one feature after another, in memory that is used again.
#[derive(Debug, Default)]
pub struct ExampleEncoder {
    features: Vec<u8>,
    list: Vec<u8>,
    example: Vec<u8>,
}

/// The field `bytes_list` of a feature.
const BYTES_LIST: u8 = 0x0a;
/// The field `float_list` of a feature.
const FLOAT_LIST: u8 = 0x12;
/// The field `int64_list` of a feature.
const INT64_LIST: u8 = 0x1a;
/// Field 1 of a message, of the kind that has a length: the entries, the keys, the values of a list.
const FIRST: u8 = 0x0a;
/// Field 2 of a message, of the kind that has a length: the value of an entry.
const SECOND: u8 = 0x12;

impl ExampleEncoder {
    /// Begins another example.
    pub fn clear(&mut self) {
        self.features.clear();
    }

    /// Adds a feature of strings.
    pub fn bytes<'s>(&mut self, name: &str, strings: impl Iterator<Item = &'s [u8]>) {
        self.list.clear();
        for string in strings {
            self.list.push(FIRST);
            varint(&mut self.list, string.len() as u64);
            self.list.extend_from_slice(string);
        }
        self.feature(name, BYTES_LIST, false);
    }

    /// Adds a feature of floats.
    pub fn floats(&mut self, name: &str, floats: impl Iterator<Item = f32>) {
        self.list.clear();
        floats.for_each(|float| self.list.extend_from_slice(&float.to_le_bytes()));
        self.feature(name, FLOAT_LIST, true);
    }

    /// Adds a feature of integers.
    pub fn ints(&mut self, name: &str, ints: impl Iterator<Item = i64>) {
        self.list.clear();
        // Negative numbers are ten bytes long, as two's complement of 64 bits.
        ints.for_each(|int| varint(&mut self.list, int.cast_unsigned()));
        self.feature(name, INT64_LIST, true);
    }

    /// Puts the list into a feature, that into an entry of the map. A packed list is one field of its message.
    fn feature(&mut self, name: &str, kind: u8, packed: bool) {
        let packed = packed && !self.list.is_empty();
        let list = if packed { delimited(self.list.len()) } else { self.list.len() };
        let feature = delimited(list);
        let out = &mut self.features;
        out.push(FIRST);
        varint(out, (delimited(name.len()) + delimited(feature)) as u64);
        out.push(FIRST);
        varint(out, name.len() as u64);
        out.extend_from_slice(name.as_bytes());
        out.push(SECOND);
        varint(out, feature as u64);
        out.push(kind);
        varint(out, list as u64);
        if packed {
            out.push(FIRST);
            varint(out, self.list.len() as u64);
        }
        out.extend_from_slice(&self.list);
    }

    /// The example.
    pub fn finish(&mut self) -> &[u8] {
        self.example.clear();
        self.example.push(FIRST);
        varint(&mut self.example, self.features.len() as u64);
        self.example.extend_from_slice(&self.features);
        &self.example
    }
}

/// The length of a field of so many bytes, with its tag and its length.
fn delimited(length: usize) -> usize {
    1 + (length.max(1).ilog2() as usize / 7 + 1) + length
}

fn varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}
