//! The protocol buffers in which TensorFlow stores an element spec.

#![no_main]

use libfuzzer_sys::fuzz_target;
use tfdata_fuzz::memory::within;
use tfdata_spec::proto::{
    find_python_ops, read_graph_dataset, read_saved_model, read_snapshot_metadata, read_structured_value,
    write_structured_value,
};

fn read(bytes: &[u8]) {
    if let Ok(spec) = read_structured_value(bytes) {
        let _ = (spec.to_string(), spec.one_line(), spec.rust_type());
        assert_eq!(spec.components().len(), spec.component_count());
        let _ = (spec.batched(None).unbatched(), spec.common(&spec));
        let written = write_structured_value(&spec);
        assert_eq!(read_structured_value(&written).as_ref(), Ok(&spec), "written and read again it differs");
    }
    let _ = read_snapshot_metadata(bytes);
    let _ = read_saved_model(bytes);
    let _ = read_graph_dataset(bytes);
    let _ = find_python_ops(bytes);
}

fuzz_target!(|input: &[u8]| {
    within((256 << 10) + 512 * input.len(), || read(input));
});
