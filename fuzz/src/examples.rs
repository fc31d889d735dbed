//! Files of examples with many records, which are read in blocks and by what was learned from those before: no fuzzer
//! finds many that differ a little by itself.

use prost::encoding::encode_varint;

use crate::input::parts;

/// What the features of a recipe are called; the targets want some of them. Keys of seven, eight and nine bytes are
/// looked up in different ways, and some differ in a few bytes only.
const KEYS: [&str; 18] = [
    "day",
    "x",
    "kind",
    "id",
    "mag",
    "coordinates",
    "types",
    "",
    "a rather long key, longer than one guess",
    "weekday",
    "latitude",
    "longitude",
    "place name",
    "weekdaz",
    "latitudes",
    "longitute",
    "the long key, one of them",
    "the long key, two of them",
];

/// How many values a feature has: around the blocks in which varints are decoded, too.
const COUNTS: [usize; 16] = [1, 0, 1, 2, 3, 4, 8, 9, 15, 31, 33, 63, 64, 65, 127, 150];

/// No more records, and no more bytes.
const RECORDS: usize = 100;
const BYTES: usize = 48 << 10;

/// The records that an input stands for. Its first byte says how: they stand there, they stand there and are to be
/// repeated in an order, or there is a recipe.
pub fn records(input: &[u8]) -> Vec<Vec<u8>> {
    let Some((way, input)) = input.split_first() else { return Vec::new() };
    match way % 3 {
        0 => parts(input, 8).into_iter().map(<[u8]>::to_vec).collect(),
        1 => repeated(&parts(input, 8)),
        _ => Recipe::new(input).follow(),
    }
}

/// The first part has a byte for some equal records in turn: which part, and how many.
fn repeated(parts: &[&[u8]]) -> Vec<Vec<u8>> {
    let Some((order, parts)) = parts.split_first() else { return Vec::new() };
    let mut records = Vec::new();
    for byte in order.iter().map(|byte| usize::from(*byte)) {
        let Some(part) = byte.checked_rem(parts.len()).and_then(|at| parts.get(at)) else { break };
        records.extend(std::iter::repeat_n(part.to_vec(), 1 + byte / 16));
    }
    records.truncate(RECORDS);
    records
}

/// What a feature is written as.
#[derive(Clone, Copy)]
struct Entry {
    key: usize,
    /// The list's field, or 0 for none.
    list: u8,
    values: usize,
    /// The bits of an integer, or the bytes of a string, at most; above 64 the bytes of each string.
    width: usize,
    form: Form,
}

#[derive(Clone, Copy, PartialEq)]
enum Form {
    Packed,
    Single,
    /// A packed list of integers some of which are longer than the others, or than they need be.
    Mixed,
    /// A packed list that breaks off inside a value.
    Broken,
}

/// Steps that change what a record is, or write some.
struct Recipe<'a> {
    steps: std::slice::Iter<'a, u8>,
    entries: Vec<Entry>,
    noise: u64,
    records: Vec<Vec<u8>>,
    bytes: usize,
}

impl<'a> Recipe<'a> {
    fn new(steps: &'a [u8]) -> Self {
        let lists = [(0, 3), (1, 2), (2, 1), (3, 3), (4, 2), (10, 2), (11, 2), (9, 3), (12, 1), (6, 3)];
        let entries = lists.map(|(key, list)| Entry { key, list, values: 1, width: 7, form: Form::Packed });
        Self { steps: steps.iter(), entries: entries.into(), noise: 1, records: Vec::new(), bytes: 0 }
    }

    fn follow(mut self) -> Vec<Vec<u8>> {
        while self.records.len() < RECORDS && self.bytes < BYTES && self.step().is_some() {}
        self.records
    }

    fn byte(&mut self) -> Option<usize> {
        self.steps.next().map(|byte| usize::from(*byte))
    }

    /// The place of an entry that the input chooses.
    fn place(&mut self) -> Option<usize> {
        self.byte()?.checked_rem(self.entries.len())
    }

    fn step(&mut self) -> Option<()> {
        match self.byte()? % 12 {
            0..=2 => {
                for _ in 0..1 + self.byte()? % 40 {
                    self.write();
                }
            }
            3 => {
                let (one, other) = (self.place()?, self.place()?);
                self.entries.swap(one, other);
            }
            4 => {
                let first = self.place()?;
                self.entries.rotate_left(first);
            }
            5 if self.entries.len() > 1 => {
                let place = self.place()?;
                self.entries.remove(place);
            }
            6 if self.entries.len() < 16 => {
                let (key, list) = (self.byte()? % KEYS.len(), self.byte()? % 4);
                self.entries.push(Entry { key, list: list as u8, values: 1, width: 7, form: Form::Packed });
            }
            7 | 8 => {
                let (place, values) = (self.place()?, self.byte()? % COUNTS.len());
                self.entries.get_mut(place)?.values = COUNTS[values];
            }
            9 => {
                let (place, width) = (self.place()?, self.byte()?);
                // Strings of such lengths make entries whose lengths just fit a byte, or just don't.
                self.entries.get_mut(place)?.width =
                    if width < 128 { 1 + width % 64 } else { 100 + width % 32 };
            }
            10 => {
                let (place, form) = (self.place()?, self.byte()?);
                let entry = self.entries.get_mut(place)?;
                entry.form = [Form::Packed, Form::Single, Form::Mixed, Form::Broken][form % 4];
                entry.list = if form < 128 { entry.list } else { (form / 4 % 4) as u8 };
            }
            _ => self.damage()?,
        }
        Some(())
    }

    /// Writes a record with other values than the one before.
    fn write(&mut self) {
        let mut features = Vec::new();
        for entry in self.entries.clone() {
            self.entry(entry, &mut features);
        }
        let mut record = Vec::new();
        field(0x0a, &features, &mut record);
        self.bytes += record.len();
        self.records.push(record);
    }

    /// Writes the last record once more, with a byte changed or without its end.
    fn damage(&mut self) -> Option<()> {
        let (high, low, change) = (self.byte()?, self.byte()?, self.byte()?);
        let mut record = self.records.last()?.clone();
        let at = (high << 8 | low).checked_rem(record.len())?;
        match change {
            0 => record.truncate(at),
            _ => *record.get_mut(at)? ^= change as u8,
        }
        self.bytes += record.len();
        self.records.push(record);
        Some(())
    }

    fn noise(&mut self) -> u64 {
        self.noise = self.noise.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        self.noise ^ self.noise >> 29
    }

    /// A varint of so many bits, or one of any length, or one with a zero at its end.
    fn mixed(&mut self, noise: u64, width: usize, to: &mut Vec<u8>) {
        let other = self.noise();
        let shift = if other.is_multiple_of(8) { other >> 8 & 63 } else { 64 - width.min(64) as u64 };
        encode_varint(noise >> shift, to);
        if let (0, Some(last)) = (other >> 3 & 15, to.last_mut()) {
            *last |= 0x80;
            to.push(0);
        }
    }

    fn entry(&mut self, Entry { key, list, values, width, form }: Entry, features: &mut Vec<u8>) {
        let mut body = Vec::new();
        for _ in 0..values {
            let noise = self.noise();
            match (list, form) {
                (1, _) => {
                    let len = if width > 64 { width } else { (noise % 64) as usize % width };
                    field(0x0a, &noise.to_le_bytes().repeat(17)[..len], &mut body);
                }
                (2, Form::Single) => body.extend([0x0d].iter().chain(&(noise as u32).to_le_bytes())),
                (2, _) => body.extend((noise as u32).to_le_bytes()),
                (_, Form::Mixed) => self.mixed(noise, width, &mut body),
                (_, form) => {
                    body.extend((form == Form::Single).then_some(0x08));
                    encode_varint(noise >> (64 - width.min(64)), &mut body);
                }
            }
        }
        if form == Form::Broken {
            body.push(0x80);
        }
        let (mut values, mut feature, mut entry) = (Vec::new(), Vec::new(), Vec::new());
        if list == 1 || form == Form::Single {
            values = body;
        } else {
            field(0x0a, &body, &mut values);
        }
        if list > 0 {
            field(list << 3 | 2, &values, &mut feature);
        }
        field(0x0a, KEYS[key].as_bytes(), &mut entry);
        field(0x12, &feature, &mut entry);
        field(0x0a, &entry, features);
    }
}

/// A field of bytes behind its tag and its length.
fn field(tag: u8, bytes: &[u8], to: &mut Vec<u8>) {
    to.push(tag);
    encode_varint(bytes.len() as u64, to);
    to.extend(bytes);
}
