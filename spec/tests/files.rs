//! Files that TensorFlow wrote, against what TensorFlow says of them.

mod common;

use common::{fixture, truth};
use tfdata_spec::proto::{
    MetaGraph, OutputSpec, Signature, find_python_ops, read_graph_dataset, read_saved_model,
    read_snapshot_metadata, read_structured_value,
};
use tfdata_spec::{DType, ElementSpec, Shape};

fn spec(path: &str) -> ElementSpec {
    read_structured_value(&fixture(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn model(name: &str) -> MetaGraph {
    let path = format!("{name}/model/saved_model.pb");
    let mut model = read_saved_model(&fixture(&path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(model.meta_graphs.len(), 1);
    model.meta_graphs.remove(0)
}

fn signature<'a>(graph: &'a MetaGraph, name: &str) -> &'a Signature {
    graph.signatures.iter().find(|signature| signature.name == name).expect("the signature")
}

/// The components of a structure, without it.
fn flat(spec: &ElementSpec) -> ElementSpec {
    ElementSpec::Flat(spec.components().into_iter().map(|component| component.tensor).collect())
}

#[test]
fn saved_datasets() {
    let wine = truth("o07_save_wine_dtypes/truth");
    for compression in ["default", "gzip", "snappy"] {
        assert_eq!(spec(&format!("o07_save_wine_dtypes/{compression}/dataset_spec.pb")), wine);
    }
    // The truth holds a few of the features.
    let batched = spec("o07_save_wine_dtypes/batched50/dataset_spec.pb");
    assert_eq!(batched, wine.batched(None));
    assert_eq!(batched.unbatched().as_ref(), Some(&wine));
    let features = |spec| if let ElementSpec::Dict(features) = spec { features } else { panic!("{spec}") };
    let all = features(batched);
    assert!(features(truth("o07_save_wine_dtypes/truth_batched50")).iter().all(|one| all.contains(one)));
    let shards4 = spec("o07_save_wine_dtypes/shards4/dataset_spec.pb");
    let index = ElementSpec::tensor(DType::I64, Shape::scalar());
    assert_eq!(shards4, ElementSpec::Tuple(vec![index, wine]));

    let flights = truth("o08_save_flights_ragged/truth");
    assert_eq!(spec("o08_save_flights_ragged/default/dataset_spec.pb"), flights);
    assert_eq!(spec("o08_save_flights_ragged/gzip/dataset_spec.pb"), flights);
    let batched = spec("o08_save_flights_ragged/ragged_batch16/dataset_spec.pb");
    assert_eq!(batched, truth("o08_save_flights_ragged/truth_ragged_batch16"));
}

#[test]
fn components_agree_with_the_snapshot() {
    for (path, elements) in [
        ("o07_save_wine_dtypes/default", 178),
        ("o07_save_wine_dtypes/shards4", 178),
        ("o08_save_flights_ragged/default", 303),
        ("o08_save_flights_ragged/ragged_batch16", 19),
    ] {
        let metadata = read_snapshot_metadata(&fixture(&format!("{path}/snapshot.metadata")))
            .unwrap_or_else(|error| panic!("{path}: {error}"));
        let components = spec(&format!("{path}/dataset_spec.pb")).components();
        let dtypes: Vec<_> = components.iter().map(|component| component.tensor.dtype).collect();
        assert_eq!(metadata.dtypes, dtypes, "{path}");
        assert_eq!((metadata.version, metadata.num_elements), (2, Some(elements)), "{path}");
        assert!(metadata.finalized && metadata.creation_timestamp > 0);
        let directory =
            format!("{}/../tests/fixtures/{path}/{}", env!("CARGO_MANIFEST_DIR"), metadata.run_id);
        assert!(std::path::Path::new(&directory).is_dir(), "{directory}");
    }
    let paths: Vec<_> = spec("o08_save_flights_ragged/default/dataset_spec.pb")
        .components()
        .into_iter()
        .map(|component| component.path)
        .collect();
    let expected = ["0.by_letter", "0.counts", "0.dests", "0.origin", "0.vec", "1.0", "1.1", "2"];
    assert_eq!(paths, expected);
}

#[test]
fn signatures_that_return_the_dataset() {
    let cars = model("o13_savedmodel_cars");
    assert_eq!(cars.tags, ["serve"]);
    assert_eq!(cars.tensorflow_version, "2.21.0");
    assert_eq!(cars.init_op.as_deref(), Some("NoOp"));
    assert_eq!(cars.saver.as_ref().expect("a saver").restore_op, "StatefulPartitionedCall_4");
    let names: Vec<_> = cars.signatures.iter().map(|signature| signature.name.as_str()).collect();
    assert_eq!(names, ["nested", "ragged", "splits"]);
    for (name, output, directory) in [
        ("nested", "output_0", "nested"),
        ("ragged", "output_0", "ragged"),
        ("splits", "train", "splits.train"),
        ("splits", "test", "splits.test"),
    ] {
        let outputs = &signature(&cars, name).outputs;
        let output = outputs.iter().find(|other| other.name == output).expect("the output");
        let expected = truth(&format!("o13_savedmodel_cars/truth/{directory}"));
        assert_eq!(output.spec, OutputSpec::Dataset(expected), "{name}");
    }
    let splits = signature(&cars, "splits");
    assert_eq!(splits.outputs[1].name, "train");
    assert_eq!(splits.outputs[1].tensor, "StatefulPartitionedCall_2:1");
    let [batch] = &splits.inputs[..] else { panic!("{:?}", splits.inputs) };
    assert_eq!((batch.name.as_str(), batch.tensor.as_str()), ("batch", "splits_batch:0"));
    assert_eq!((batch.dtype, &batch.shape), (DType::I64, &Shape::scalar()));
    assert!(splits.python_ops.is_empty());
    let nested = truth("o13_savedmodel_cars/truth/nested");
    let function = cars.dataset_functions.iter().find(|function| function.name == "__inference_nested_101");
    assert_eq!(function.expect("the function").element, nested);
}

#[test]
fn signatures_that_return_a_variant_still_tell_their_components() {
    for (name, signatures) in [
        ("o09_savedmodel_weather", &["args", "basic", "filtered", "windowed"][..]),
        ("o10_savedmodel_vocab", &["padded", "rows"]),
    ] {
        let graph = model(name);
        let names: Vec<_> = graph.signatures.iter().map(|signature| signature.name.as_str()).collect();
        assert_eq!(names, signatures);
        for signature in &graph.signatures {
            let [output] = &signature.outputs[..] else { panic!("{:?}", signature.outputs) };
            let expected = flat(&truth(&format!("{name}/truth/{}", signature.name)));
            assert_eq!(output.spec, OutputSpec::Variant { components: Some(expected) }, "{}", signature.name);
            assert_eq!(signature.python_ops, []);
        }
    }
    let assets = model("o10_savedmodel_vocab").assets;
    let names: Vec<_> = assets.iter().map(|asset| asset.filename.as_str()).collect();
    assert_eq!(names, ["labels.csv", "vocab.txt"]);
}

#[test]
fn graphs_tell_their_components() {
    for name in [
        "interleave",
        "range_filter_flatmap",
        "scan_unbatch",
        "shuffle_seeded",
        "slices_map_batch",
        "tfrecord",
        "zip_concat_cache",
    ] {
        let bytes = fixture(&format!("o11_graph_weather/{name}.graph.pb"));
        let read = read_graph_dataset(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(read, Some(flat(&truth(&format!("o11_graph_weather/truth/{name}")))), "{name}");
        assert_eq!(find_python_ops(&bytes), Ok(vec![]));
    }
}

#[test]
fn reads_as_a_person_would_write_it() {
    let cars = truth("o13_savedmodel_cars/truth/nested");
    let expected = "\
tuple
  0           dict
    car       dict
      name    string        []
      tokens  string        [?]
      year    int32         []
    known     bool          []
    origin    sparse uint8  [3]
    power     float32       [3]
  1           float32       []";
    assert_eq!(cars.to_string(), expected);
    assert_eq!(
        cars.one_line(),
        "({car: {name: string [], tokens: string [?], year: int32 []}, known: bool [], \
         origin: sparse uint8 [3], power: float32 [3]}, float32 [])"
    );
    assert_eq!(
        cars.rust_type(),
        "({ car: { name: String, tokens: Array1<String>, year: i32 }, known: bool, \
         origin: Sparse<u8>, power: [f32; 3] }, f32)"
    );
}
