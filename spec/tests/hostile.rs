//! Bytes that no honest writer made: readers say so, and never panic.

mod common;

use common::fixture;
use proptest::prelude::*;
use tfdata_spec::proto::{
    ProtoError, find_python_ops, read_graph_dataset, read_saved_model, read_snapshot_metadata,
    read_structured_value,
};

fn read_all(bytes: &[u8]) {
    if let Ok(spec) = read_structured_value(bytes) {
        let _ = (spec.to_string(), spec.one_line(), spec.rust_type(), spec.components());
        let _ = (spec.batched(None).unbatched(), spec.common(&spec));
    }
    let _ = read_snapshot_metadata(bytes);
    let _ = read_saved_model(bytes);
    let _ = read_graph_dataset(bytes);
    let _ = find_python_ops(bytes);
}

/// A field of bytes: its tag (field number, wire type 2), its length, its content.
fn field(number: u8, content: &[u8]) -> Vec<u8> {
    let mut all = prost_varint(u64::from(number) << 3 | 2);
    all.extend(prost_varint(content.len() as u64));
    all.extend(content);
    all
}

fn prost_varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// Tuples in tuples, this deep, around a scalar.
fn nested(depth: usize) -> Vec<u8> {
    let scalar = field(33, &[]);
    (0..depth).fold(scalar, |inner, _| field(52, &field(1, &inner)))
}

#[test]
fn nesting_is_read_to_a_depth_and_refused_beyond() {
    let deep = read_structured_value(&nested(40)).expect("40 tuples are read");
    assert!(deep.one_line().starts_with("(((("));
    for depth in [60, 1_000, 30_000] {
        let error = read_structured_value(&nested(depth)).expect_err("too deep");
        assert!(matches!(error, ProtoError::Malformed { .. }), "{error}");
    }
    // A dataset of datasets: type specs nest in another way.
    let datasets = |depth| {
        (0..depth).fold(field(33, &[]), |inner: Vec<u8>, _| {
            let state = field(2, &field(52, &field(1, &inner)));
            field(34, &[vec![8, 5], state].concat())
        })
    };
    assert!(read_structured_value(&datasets(10)).is_ok());
    assert!(read_structured_value(&datasets(10_000)).is_err());
}

#[test]
fn impossible_values_are_named_with_their_place() {
    let refused = |bytes: &[u8]| read_structured_value(bytes).expect_err("refused").to_string();
    assert_eq!(refused(&[]), "`_`: the value is empty");
    // A dict {"x": "text"}.
    let entry = [field(1, b"x"), field(2, &field(13, b"text"))].concat();
    assert_eq!(refused(&field(53, &field(1, &entry))), "`x`: a plain value stands where a spec should");
    // A dimension of -7: ten bytes of varint.
    let dim = [vec![8], prost_varint(-7_i64 as u64)].concat();
    assert_eq!(refused(&field(33, &field(2, &field(2, &dim)))), "`_`: dimension -7");
    let many = field(2, &[]).repeat(300);
    assert_eq!(refused(&field(33, &field(2, &many))), "`_`: 300 dimensions are more than a tensor has");
    let class = [vec![8, 12], field(3, b"my.Spec")].concat();
    assert_eq!(refused(&field(34, &class)), "`_`: \"my.Spec\" is not supported");
    let sparse = [vec![8, 1], field(3, b"SparseTensorSpec")].concat();
    assert_eq!(
        refused(&field(34, &sparse)),
        "`_`: the state of \"SparseTensorSpec\" has no value at position 1"
    );
    assert!(refused(b"\xff\xff").starts_with("not a StructuredValue: "));
}

fn real() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just("o08_save_flights_ragged/default/dataset_spec.pb"),
        Just("o07_save_wine_dtypes/shards4/dataset_spec.pb"),
        Just("o08_save_flights_ragged/default/snapshot.metadata"),
        Just("o13_savedmodel_cars/model/saved_model.pb"),
        Just("o11_graph_weather/tfrecord.graph.pb"),
    ]
    .prop_map(fixture)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read_all(&bytes);
    }

    #[test]
    fn spoiled_files(
        mut bytes in real(),
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in proptest::option::weighted(0.2, any::<prop::sample::Index>()),
    ) {
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        read_all(&bytes);
    }
}
