//! Files of examples through the native engine, which parses blocks of records and decodes them column by column,
//! against the parser, record by record: the same values, and of the first record that is damaged the same error as if
//! the file had only that one.

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use ndarray::Array1;
use tfdata::__format::{ExampleParser, FeatureValue};
use tfdata::{Bytes, Dataset, Element, Engine, Error, Place};
use tfdata_fuzz::examples;
use tfdata_fuzz::folder::folder;
use tfdata_fuzz::frame;
use tfdata_fuzz::memory::within;

#[derive(Debug, Element)]
struct Row {
    day: i64,
    x: Array1<f32>,
    kind: Bytes,
    mag: f32,
    coordinates: Option<[f32; 3]>,
    types: Array1<i64>,
    id: Option<i64>,
    weekday: i64,
    latitude: f32,
    longitude: f32,
    #[element(rename = "place name")]
    place: Bytes,
}

const KEYS: [&str; 11] = [
    "day",
    "x",
    "kind",
    "mag",
    "coordinates",
    "types",
    "id",
    "weekday",
    "latitude",
    "longitude",
    "place name",
];

/// A row's values, floats by their bits.
#[derive(Debug, PartialEq)]
struct Values {
    day: i64,
    x: Vec<u32>,
    kind: Vec<u8>,
    mag: u32,
    coordinates: Option<Vec<u32>>,
    types: Vec<i64>,
    id: Option<i64>,
    weekday: i64,
    latitude: u32,
    longitude: u32,
    place: Vec<u8>,
}

impl From<Row> for Values {
    fn from(row: Row) -> Self {
        Self {
            day: row.day,
            x: row.x.iter().map(|x| x.to_bits()).collect(),
            kind: row.kind.to_vec(),
            mag: row.mag.to_bits(),
            coordinates: row.coordinates.map(|all| all.map(f32::to_bits).to_vec()),
            types: row.types.to_vec(),
            id: row.id,
            weekday: row.weekday,
            latitude: row.latitude.to_bits(),
            longitude: row.longitude.to_bits(),
            place: row.place.to_vec(),
        }
    }
}

/// What the record has; `None` where that is not what is wanted.
fn expected(record: &[u8]) -> Option<Values> {
    let mut values = [FeatureValue::Missing; KEYS.len()];
    ExampleParser::new(KEYS).parse(record, &mut values).ok()?;
    let [day, x, kind, mag, coordinates, types, id, weekday, latitude, longitude, place] = values;
    let (coordinates, id) = (floats(coordinates)?, ints(id)?);
    Some(Values {
        day: if day.is_missing() { 7 } else { one(ints(day)?)? },
        x: floats(x)?,
        kind: string(kind)?,
        mag: if mag.is_missing() { 0.5_f32.to_bits() } else { one(floats(mag)?)? },
        coordinates: match coordinates.len() {
            0 => None,
            3 => Some(coordinates),
            _ => return None,
        },
        types: ints(types)?,
        id: if id.is_empty() { None } else { Some(one(id)?) },
        weekday: if weekday.is_missing() { -1 } else { one(ints(weekday)?)? },
        latitude: if latitude.is_missing() { 90.0_f32.to_bits() } else { one(floats(latitude)?)? },
        longitude: if longitude.is_missing() { (-180.0_f32).to_bits() } else { one(floats(longitude)?)? },
        place: if place.is_missing() { NOWHERE.into() } else { string(place)? },
    })
}

/// Stands for a string that is missing.
const NOWHERE: &str = "nowhere";

fn string(value: FeatureValue<'_>) -> Option<Vec<u8>> {
    match value {
        FeatureValue::Bytes(list) => list.single().map(<[u8]>::to_vec),
        _ => None,
    }
}

fn one<T: Copy>(values: Vec<T>) -> Option<T> {
    if let [value] = values[..] { Some(value) } else { None }
}

fn floats(value: FeatureValue<'_>) -> Option<Vec<u32>> {
    match value {
        FeatureValue::Missing | FeatureValue::Unset => Some(Vec::new()),
        FeatureValue::Floats(list) => Some(list.iter().map(f32::to_bits).collect()),
        _ => None,
    }
}

fn ints(value: FeatureValue<'_>) -> Option<Vec<i64>> {
    match value {
        FeatureValue::Missing | FeatureValue::Unset => Some(Vec::new()),
        FeatureValue::Ints(list) => list.iter().collect::<Result<_, _>>().ok(),
        _ => None,
    }
}

/// The rows of a file with these records, up to the first that can't be read, and what is wrong with that: the number
/// of the element, where it is, and why.
fn read(path: &Path, records: &[&[u8]]) -> (Vec<Values>, Option<(u64, Place, String)>) {
    let file = frame::framed(records);
    std::fs::write(path, &file).expect("room for a file");
    within((4 << 20) + 256 * file.len(), || {
        let examples = Dataset::<Row>::examples(path.display().to_string());
        let examples = examples.default_value("day", 7_i64).default_value("mag", 0.5_f32);
        let examples = examples.default_value("weekday", -1_i64).default_value("latitude", 90.0_f32);
        let examples = examples.default_value("longitude", -180.0_f32).default_value("place name", NOWHERE);
        let dataset = examples.open().expect("the file is there").engine(Engine::Native);
        let mut values = Vec::new();
        for row in dataset.iter().expect("the plan is native") {
            match row {
                Ok(row) => values.push(row.into()),
                Err(Error::Damaged { element, place, reason, .. }) => {
                    return (values, Some((element, *place, reason)));
                }
                Err(other) => panic!("an error that is not about a record: {other}"),
            }
        }
        (values, None)
    })
}

fuzz_target!(|input: &[u8]| {
    let records = examples::records(input);
    let records: Vec<&[u8]> = records.iter().map(Vec::as_slice).collect();
    let wanted: Vec<Values> = records.iter().map_while(|record| expected(record)).collect();
    let dir = folder();
    let path = dir.path().join("data.tfrecord");

    let (got, damage) = read(&path, &records);
    assert_eq!(got, wanted);
    let damaged = records.get(wanted.len());
    assert_eq!(damage.is_some(), damaged.is_some());
    if let (Some((element, place, reason)), Some(record)) = (damage, damaged) {
        assert_eq!((element, place.record), (wanted.len() as u64, Some(element)));
        let (rows, alone) = read(&path, &[record]);
        let (_, mut alone_place, alone_reason) = alone.expect("it is damaged");
        alone_place.record = place.record;
        assert!(rows.is_empty());
        assert_eq!((place, reason), (alone_place, alone_reason));
    }
});
