//! The fast path of the parser of `tf.train.Example`, which guesses that a record is laid out as the one before,
//! against the slow one, and against `prost`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use prost::Message;
use tfdata::__format::{ExampleParser, FeatureValue};
use tfdata_fuzz::examples::records;
use tfdata_fuzz::messages::Example;
use tfdata_fuzz::value::Value;

const NAMES: [&str; 13] = [
    "day",
    "x",
    "kind",
    "id",
    "mag",
    "coordinates",
    "types",
    "day",
    "weekday",
    "latitude",
    "longitude",
    "place name",
    "the long key, two of them",
];

fn parse(parser: &mut ExampleParser, record: &[u8]) -> Result<Vec<Value>, String> {
    let mut values = [FeatureValue::Missing; NAMES.len()];
    parser.parse(record, &mut values).map_err(|error| error.to_string())?;
    Ok(values.iter().map(Value::from).collect())
}

fuzz_target!(|input: &[u8]| {
    let mut parser = ExampleParser::new(NAMES);
    for record in &records(input) {
        let warm = parse(&mut parser, record);
        assert_eq!(warm, parse(&mut ExampleParser::new(NAMES), record), "what came before matters");
        // `prost` takes lists in several pieces, and the last of several lists: both are errors here.
        let (Ok(values), Ok(example)) = (warm, Example::decode(record.as_slice())) else { continue };
        let features = example.features.unwrap_or_default();
        for (name, value) in NAMES.iter().zip(values) {
            assert_eq!(value, Value::from(features.feature.get(*name)), "{name}");
        }
    }
});
