//! `tf.train.SequenceExample`s one after another, against a parser that saw none before, and against `prost`.

#![no_main]

use libfuzzer_sys::fuzz_target;
use prost::Message;
use tfdata::__format::{FeatureListValue, FeatureValue, SequenceExampleParser};
use tfdata_fuzz::input::parts;
use tfdata_fuzz::memory::within;
use tfdata_fuzz::messages::SequenceExample;
use tfdata_fuzz::value::Value;

const CONTEXT: [&str; 3] = ["series", "months", "words"];
const LISTS: [&str; 5] = ["ym", "rate", "date", "by_year", "ym"];

/// The context's values, and each list's, if it is there.
type Parsed = (Vec<Value>, Vec<Option<Vec<Value>>>);

fn parser() -> SequenceExampleParser {
    SequenceExampleParser::new(CONTEXT, LISTS)
}

fn parse(parser: &mut SequenceExampleParser, record: &[u8]) -> Result<Parsed, String> {
    let mut context = [FeatureValue::Missing; CONTEXT.len()];
    let mut lists = [FeatureListValue::Missing; LISTS.len()];
    parser.parse(record, &mut context, &mut lists).map_err(|error| error.to_string())?;
    let steps = |list: &FeatureListValue<'_>| {
        let steps: Vec<Value> = list.iter().map(|value| Value::from(&value)).collect();
        assert_eq!(steps.len(), list.len());
        (!list.is_missing()).then_some(steps)
    };
    Ok((context.iter().map(Value::from).collect(), lists.iter().map(steps).collect()))
}

fuzz_target!(|input: &[u8]| {
    let mut warm = parser();
    for record in parts(input, 6) {
        // A step of two bytes is a value of some 32.
        let got = within((64 << 10) + 128 * record.len(), || parse(&mut warm, record));
        assert_eq!(got, parse(&mut parser(), record), "what came before matters");
        let (Ok((context, lists)), Ok(example)) = (got, SequenceExample::decode(record)) else { continue };
        let expected = example.context.unwrap_or_default();
        for (name, value) in CONTEXT.iter().zip(context) {
            assert_eq!(value, Value::from(expected.feature.get(*name)), "{name}");
        }
        let expected = example.feature_lists.unwrap_or_default();
        for (name, steps) in LISTS.iter().zip(lists) {
            let steps_of = |list: &tfdata_fuzz::messages::FeatureList| {
                list.feature.iter().map(|feature| Value::from(Some(feature))).collect::<Vec<_>>()
            };
            assert_eq!(steps, expected.feature_list.get(*name).map(steps_of), "{name}");
        }
    }
});
