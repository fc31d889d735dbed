//! Examples in every form that the wire format allows, against `prost`, and against a parser that saw others.

use proptest::prelude::*;
use prost::Message;
use prost::encoding::encode_varint;

use super::super::{ExampleParser, FeatureValue};
use super::messages::{self, Value};

const NAMES: [&str; 6] = ["day", "x", "a rather long key, longer than one guess", "", "kind", "ints"];

/// How one map entry is written.
#[derive(Clone, Debug)]
struct Entry {
    key: usize, // the last two are not wanted
    list: List,
    packed: bool,
    value_first: bool,
    long_lengths: bool, // varints with a needless byte
    unknown_behind: bool,
}

#[derive(Clone, Debug)]
enum List {
    Unset,
    Bytes(Vec<Vec<u8>>),
    Floats(Vec<f32>),
    Ints(Vec<i64>),
}

const KEYS: [&str; 8] =
    ["day", "x", "a rather long key, longer than one guess", "", "kind", "ints", "other", "xx"];

fn delimited(tag: u8, body: &[u8], long: bool, to: &mut Vec<u8>) {
    to.push(tag);
    encode_varint(body.len() as u64, to);
    if long {
        *to.last_mut().unwrap() |= 0x80;
        to.push(0);
    }
    to.extend(body);
}

impl Entry {
    fn encode(&self) -> Vec<u8> {
        let (long, mut list, mut feature, mut entry) = (self.long_lengths, vec![], vec![], vec![]);
        let mut packed = Vec::new();
        let kind = match &self.list {
            List::Unset => 0,
            List::Bytes(values) => {
                values.iter().for_each(|value| delimited(0x0a, value, long, &mut list));
                0x0a
            }
            List::Floats(values) if self.packed => {
                values.iter().for_each(|value| packed.extend(value.to_le_bytes()));
                0x12
            }
            List::Ints(values) if self.packed => {
                values.iter().for_each(|value| encode_varint(value.cast_unsigned(), &mut packed));
                0x1a
            }
            List::Floats(values) => {
                values.iter().for_each(|value| {
                    [&[0x0d][..], &value.to_le_bytes()].concat().iter().for_each(|b| list.push(*b))
                });
                0x12
            }
            List::Ints(values) => {
                for value in values {
                    list.push(0x08);
                    encode_varint(value.cast_unsigned(), &mut list);
                }
                0x1a
            }
        };
        if !packed.is_empty() {
            delimited(0x0a, &packed, long, &mut list);
        }
        if kind != 0 {
            delimited(kind, &list, long, &mut feature);
            if self.unknown_behind {
                feature.extend([0x28, 0x05, 0x32, 0x01, 0x00, 0x3d, 1, 2, 3, 4]);
            }
        }
        let (mut key, mut value) = (Vec::new(), Vec::new());
        delimited(0x0a, KEYS[self.key].as_bytes(), long, &mut key);
        delimited(0x12, &feature, long, &mut value);
        let body = if self.value_first { [value, key].concat() } else { [key, value].concat() };
        delimited(0x0a, &body, long, &mut entry);
        entry
    }
}

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.1)
}

fn entry(key: impl Strategy<Value = usize>) -> impl Strategy<Value = Entry> {
    let list = prop_oneof![
        1 => Just(List::Unset),
        3 => prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 0..3).prop_map(List::Bytes),
        3 => prop::collection::vec(any::<u32>().prop_map(f32::from_bits), 0..70).prop_map(List::Floats),
        3 => prop::collection::vec((any::<i64>(), 0..64u32).prop_map(|(value, shift)| value >> shift), 0..20)
            .prop_map(List::Ints),
        4 => any::<f32>().prop_map(|value| List::Floats(vec![value])),
        4 => (0..300i64).prop_map(|value| List::Ints(vec![value])),
        4 => prop::collection::vec(any::<u8>(), 3).prop_map(|value| List::Bytes(vec![value])),
    ];
    (key, list, prop::bool::weighted(0.8), rarely(), rarely(), rarely()).prop_map(
        |(key, list, packed, value_first, long_lengths, unknown_behind)| Entry {
            key,
            list,
            packed,
            value_first,
            long_lengths,
            unknown_behind,
        },
    )
}

/// Entries mostly in one order, some missing, some twice, some shuffled; in one or two `Features`.
fn record() -> impl Strategy<Value = Vec<u8>> {
    let in_order =
        (0..KEYS.len()).map(|key| prop::option::weighted(0.9, entry(Just(key)))).collect::<Vec<_>>();
    let in_order = in_order.prop_map(|entries| entries.into_iter().flatten().collect::<Vec<_>>());
    let any_order = prop::collection::vec(entry(0..KEYS.len()), 0..10);
    let entries = prop_oneof![3 => in_order, 1 => any_order];
    (entries, rarely(), rarely(), 0..10usize).prop_map(|(entries, unknown, long, split)| {
        let mut record = Vec::new();
        if unknown {
            record.extend([0x4a, 2, 9, 9, 0x50, 5, 0x59, 1, 2, 3, 4, 5, 6, 7, 8, 0x65, 1, 2, 3, 4]);
        }
        let (first, second) = entries.split_at(split.min(entries.len()));
        for part in [first, second] {
            let body = part.iter().flat_map(Entry::encode).collect::<Vec<_>>();
            delimited(0x0a, &body, long, &mut record);
        }
        record
    })
}

fn parse(parser: &mut ExampleParser, record: &[u8]) -> Result<Vec<Value>, String> {
    let mut values = [FeatureValue::Missing; NAMES.len()];
    parser.parse(record, &mut values).map_err(|error| error.to_string())?;
    Ok(values.iter().map(Value::from).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]
    #[test]
    fn the_same_as_prost_whatever_came_before(records in prop::collection::vec(record(), 1..8)) {
        let mut parser = ExampleParser::new(NAMES);
        for record in &records {
            let got = parse(&mut parser, record).unwrap();
            let example = messages::Example::decode(record.as_slice()).unwrap();
            let features = example.features.unwrap_or_default();
            let expected = NAMES.map(|name| Value::from(features.feature.get(name)));
            prop_assert_eq!(&got[..], &expected[..]);
        }
    }

    #[test]
    fn damage_is_judged_alike_whatever_came_before(
        records in prop::collection::vec((record(), any::<usize>(), any::<u8>()), 2..8),
    ) {
        let mut parser = ExampleParser::new(NAMES);
        for (mut record, at, byte) in records {
            if !record.is_empty() {
                let at = at % record.len();
                record[at] = byte;
            }
            let got = parse(&mut parser, &record);
            prop_assert_eq!(got, parse(&mut ExampleParser::new(NAMES), &record));
        }
    }
}

/// Records of the same few features, one value each, in any order, some of them missing: what the parser learns to
/// look up.
fn shuffled() -> impl Strategy<Value = Vec<u8>> {
    let entry = |key: usize| {
        (0i64..1 << 20, any::<f32>(), prop::bool::weighted(0.9)).prop_map(move |(int, float, there)| {
            let list = match key {
                4 => List::Bytes(vec![vec![b'a'; int as usize % 12]]),
                0 | 5 => List::Ints(vec![int >> (int % 20)]),
                _ => List::Floats(vec![float]),
            };
            let plain = Entry {
                key,
                list,
                packed: true,
                value_first: false,
                long_lengths: false,
                unknown_behind: false,
            };
            there.then(|| plain.encode())
        })
    };
    let entries: Vec<_> = (0..KEYS.len()).map(entry).collect();
    (entries, any::<u64>()).prop_map(|(mut entries, mut random)| {
        for at in (1..entries.len()).rev() {
            entries.swap(at, random as usize % (at + 1));
            random /= at as u64 + 1;
        }
        let mut record = Vec::new();
        delimited(0x0a, &entries.into_iter().flatten().flatten().collect::<Vec<u8>>(), false, &mut record);
        record
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn the_same_as_prost_in_any_order(records in prop::collection::vec(shuffled(), 1..100)) {
        let mut parser = ExampleParser::new(NAMES);
        for record in &records {
            let features = messages::Example::decode(record.as_slice()).unwrap().features.unwrap_or_default();
            let expected = NAMES.map(|name| Value::from(features.feature.get(name)));
            prop_assert_eq!(parse(&mut parser, record), Ok(expected.to_vec()));
        }
    }
}

#[test]
fn of_a_key_that_stands_twice_the_last_list_counts_in_each_record() {
    let list = |kind: u8, data: &[u8]| {
        let (mut list, mut feature) = (Vec::new(), Vec::new());
        delimited(0x0a, data, false, &mut list);
        delimited(kind, &list, false, &mut feature);
        feature
    };
    let entry = |key: &[u8], feature: &[u8]| {
        let (mut entry, mut whole) = (Vec::new(), Vec::new());
        delimited(0x0a, key, false, &mut entry);
        delimited(0x12, feature, false, &mut entry);
        delimited(0x0a, &entry, false, &mut whole);
        whole
    };
    let entries = [
        entry(b"a", &list(0x0a, b"xyz")),
        entry(b"a", &list(0x12, &1.0_f32.to_le_bytes())),
        entry(b"b", &list(0x1a, &[1])),
    ];
    let mut record = Vec::new();
    delimited(0x0a, &entries.concat(), false, &mut record);
    let mut parser = ExampleParser::new(["a", "b"]);
    for _ in 0..4 {
        let mut values = [FeatureValue::Missing; 2];
        parser.parse(&record, &mut values).unwrap();
        let [FeatureValue::Floats(a), FeatureValue::Ints(b)] = values else { panic!("{values:?}") };
        assert_eq!((a.single(), b.single().unwrap()), (Some(1.0), Some(1)));
    }
}
