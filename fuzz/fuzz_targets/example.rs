//! `tf.train.Example`s one after another: no panic, little memory, and values that are the same however they are
//! read.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tfdata::__format::{ExampleParser, FeatureValue};
use tfdata_fuzz::input::parts;
use tfdata_fuzz::memory::within;
use tfdata_fuzz::value::Value;

const NAMES: [&str; 8] =
    ["day", "x", "kind", "id", "coordinates", "types", "a rather long key, longer than one guess", ""];

fuzz_target!(|input: &[u8]| {
    // A byte of a packed list is an integer of eight, twice while it is compared.
    within((64 << 10) + 64 * input.len(), || {
        let mut parser = ExampleParser::new(NAMES);
        for record in parts(input, 8) {
            let mut values = [FeatureValue::Missing; NAMES.len()];
            if parser.parse(record, &mut values).is_ok() {
                for value in &values {
                    std::hint::black_box(Value::from(value));
                }
            }
        }
    });
});
