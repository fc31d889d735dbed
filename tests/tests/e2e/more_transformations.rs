//! Transformations to and from ragged and sparse tensors, resampling, and what is known of a dataset besides its
//! elements; each compared with what Python's tf.data gave.

use ndarray::{Array1, Array3, ArrayD, arr1, arr2};
use serde_json::Value;
use tfdata::{Bytes, Cardinality, Dataset, Element, Options, Ragged, Resample, Sparse, graph};
use tfdata_tests::{Truth, both, fixture, tensorflow};

fn truth(case: &str) -> Truth {
    tensorflow();
    Truth::open(&format!("transformations/{case}"))
}

fn fact(name: &str) -> Value {
    tensorflow();
    let facts = std::fs::read(fixture("transformations/facts.json")).expect("facts");
    serde_json::from_slice::<Value>(&facts).expect("JSON")[name].clone()
}

fn drained<E: Element>(ds: &Dataset<E>) -> Vec<E> {
    ds.iter().expect("elements").collect::<Result<_, _>>().expect("elements")
}

fn unzipped<A: Element, B: Element>(ds: &Dataset<(A, B)>) -> (Vec<A>, Vec<B>) {
    drained(ds).into_iter().unzip()
}

fn r(stop: i64) -> Dataset<i64> {
    Dataset::range(stop)
}

/// Vectors `[0..i)` with their number.
fn vectors() -> Dataset<(Array1<i64>, i32)> {
    r(7).map(|g, x| {
        let (zero, one) = (g.constant(0_i64), g.constant(1_i64));
        let vector = g.op("Range").input(&zero).input(x).input(&one).finish();
        (vector, x.cast::<i32>()).into()
    })
}

fn ragged() -> Ragged<i64> {
    let splits = vec![arr1(&[0, 2, 2, 3]), arr1(&[0, 1, 3, 6])];
    Ragged::new(Array1::from_iter(1..7).into_dyn(), splits).expect("ragged")
}

fn sparse() -> Sparse<f32> {
    Sparse::new(arr2(&[[0, 1], [2, 0], [2, 4]]), arr1(&[0.5, 1.5, 2.5]), arr1(&[3, 5])).expect("sparse")
}

#[test]
fn ragged_batch() {
    for (case, ds) in [
        ("ragged_batch", vectors().ragged_batch::<(Ragged<i64>, Array1<i32>)>(3)),
        ("ragged_batch_drop", vectors().ragged_batch_exact(3)),
    ] {
        let truth = truth(case);
        let (x, n) = unzipped(&ds);
        truth.assert_ragged("0", &x);
        truth.assert_elements("1", &n);
    }
    // Tensors of more axes, of which the last or the first is not fixed.
    let filled = |ds: Dataset<i64>,
                  dims: fn(&graph::Graph, &graph::Tensor<i64>) -> Vec<graph::Tensor<i64>>| {
        ds.map::<ArrayD<i64>>(move |g, x| {
            let dims = g.op("Pack").inputs(&dims(g, x)).finish();
            g.op("Fill").input(&dims).input(x).finish().into()
        })
    };
    let truth_2 = truth("ragged_batch_rank_2");
    let ds = filled(r(5), |g, i| vec![i + 1, g.constant(2_i64), i % 3]);
    truth_2.assert_ragged("_", &drained(&ds.ragged_batch::<Ragged<i64>>(2)));
    let truth_rows = truth("ragged_batch_row_shape");
    let ds = filled(r(4), |g, i| vec![i.clone(), g.constant(2_i64)]);
    let batches = drained(&ds.ragged_batch::<Ragged<i64>>(4));
    assert_eq!(batches[0].values().shape(), [6, 2]);
    truth_rows.assert_ragged("_", &batches);
    // What is fixed stays dense.
    let ds = r(4).ragged_batch::<Array1<i64>>(3);
    assert_eq!(drained(&ds), [arr1(&[0, 1, 2]), arr1(&[3])]);
    let error = vectors().ragged_batch::<(Ragged<i64>, Array1<i32>)>(0).concat().expect_err("no size");
    assert_eq!(error.to_string(), "batch(0): a batch has at least one element");
    let error = vectors().ragged_batch::<(Array3<i64>, Array1<i32>)>(2).concat().expect_err("ragged");
    assert!(matches!(error, tfdata::Error::Mismatch { .. }), "{error}");
}

#[test]
fn sparse_batch() {
    let truth_closed = truth("sparse_batch");
    let ds = vectors().map::<Array1<i64>>(|_, x| (&x.0).into());
    truth_closed.assert_sparse("_", &drained(&ds.sparse_batch(3, [Some(10)])));
    let truth_open = truth("sparse_batch_open");
    let texts = vectors().map::<Array1<Bytes>>(|g, x| g.op("AsString").input(&x.0).finish().into());
    truth_open.assert_sparse("_", &drained(&texts.sparse_batch(4, [None])));
    let error = ds.sparse_batch(7, [Some(2)]).concat().expect_err("too long").to_string();
    assert!(error.contains("larger than the row shape"), "{error}");
    let error = ds.sparse_batch(0, [None]).concat().expect_err("no size").to_string();
    assert_eq!(error, "sparse_batch(0): a batch has at least one element");
}

#[test]
fn rejection_resample() {
    fn below<E: Element>(limit: i64) -> impl Fn(&graph::Graph, &graph::Fields<E>) -> graph::Tensor<i32> {
        move |_, x| (&x[0] % 10).lt(limit).cast()
    }
    let assert_pairs = |case: &str, ds: Dataset<(i32, i64)>| {
        let truth = truth(case);
        let (classes, elements) = unzipped(&ds);
        truth.assert_elements("0", &classes);
        truth.assert_elements("1", &elements);
    };
    tensorflow();
    let evenly = Resample::target([0.5, 0.5]);
    let resample = evenly.clone().initial([0.8, 0.2]).seed(42);
    assert_pairs("resample_initial", r(300).rejection_resample(resample, below(2)));
    let resample = evenly.clone().initial([0.5, 0.5]).seed(1);
    assert_pairs("resample_as_it_is", r(30).rejection_resample(resample, |_, x| (x % 2).cast::<i32>()));
    let resample = Resample::target([0.0, 0.5, 0.5, 0.0]).initial([0.25; 4]).seed(3);
    assert_pairs("resample_one_class", r(100).rejection_resample(resample, |_, x| x % 4));

    let truth = truth("resample_estimated");
    let ds = r(300).map::<(i64, f32)>(|_, x| (x, x.cast::<f32>() / 2).into());
    let ds = ds.rejection_resample(Resample::target([0.25, 0.75]).seed(7), below(3));
    let (classes, elements) = unzipped(&ds);
    truth.assert_elements("0", &classes);
    truth.assert_elements("1.0", elements.iter().map(|(number, _)| number));
    truth.assert_elements("1.1", elements.iter().map(|(_, half)| half));

    let error =
        r(3).rejection_resample(evenly.clone().initial([1.0]), below(1)).stack().expect_err("one share");
    assert_eq!(error.to_string(), "rejection_resample: there are 2 classes to make, and 1 in the dataset");
    let error =
        r(3).rejection_resample(Resample::target([0.5, -0.5]), below(1)).stack().expect_err("negative");
    assert!(error.to_string().contains("shares of classes are not less than 0"), "{error}");
}

#[test]
fn from_tensors_and_slices() {
    let one = truth("from_tensors");
    let element = (arr2(&[[0.0_f32, 1.0, 2.0], [3.0, 4.0, 5.0]]), "text".to_owned());
    let (x, text) = unzipped(&Dataset::from_tensors(element).expect("one element"));
    one.assert_elements("0", &x);
    one.assert_elements("1", &text);
    let ragged_rows = truth("slices_ragged");
    let ds = Dataset::from_tensor_slices((ragged(), Array1::from_iter(0..3_i64))).expect("slices");
    let (rows, numbers) = unzipped(&ds);
    ragged_rows.assert_ragged("0", &rows);
    ragged_rows.assert_elements("1", &numbers);
    let batched = Dataset::from_tensor_slices(ragged()).expect("slices").batch(2);
    truth("slices_ragged_batch").assert_ragged("_", &drained(&batched));
    let rows = Dataset::from_tensor_slices(sparse()).expect("slices");
    truth("slices_sparse").assert_sparse("_", &drained(&rows));
    truth("slices_sparse_batch").assert_sparse("_", &drained(&rows.batch(2)));
}

#[test]
fn unbatch_and_rebatch() {
    tensorflow();
    // A function makes the batches, which TensorFlow encodes as wholes then.
    let made = r(2).map::<(Ragged<i64>, Sparse<f32>)>(|g, x| {
        let splits =
            [arr1(&[0_i64, 2, 2, 3]), arr1(&[0, 1, 3, 6])].map(|splits| g.constant(splits).untyped());
        let values = g.constant(Array1::from_iter(1..7_i64)) + x;
        let sparse = graph::Sparse {
            indices: g.constant(arr2(&[[0_i64, 1], [2, 0], [2, 4]])),
            values: g.constant(arr1(&[0.5_f32, 1.5, 2.5])),
            dense_shape: g.constant(arr1(&[3_i64, 5])),
        };
        (graph::Ragged { values, row_splits: splits.to_vec() }, sparse).into()
    });
    let (ragged, sparse) = unzipped(&made.unbatch());
    let unbatched = truth("unbatch_made_by_map");
    unbatched.assert_ragged("0", &ragged);
    unbatched.assert_sparse("1", &sparse);
    let only = made.map::<Ragged<i64>>(|_, x| x.0.clone().into());
    truth("rebatch_made_by_map").assert_ragged("_", &drained(&only.rebatch(4)));
}

#[test]
fn composites_in_functions() {
    let truth_ragged = truth("map_ragged");
    let ds = Dataset::from_tensors(ragged()).expect("one").map::<(Ragged<i64>, Array1<i64>)>(|g, x| {
        let graph::Ragged { values, row_splits } = &**x;
        let ends = g.op("Slice").input(&row_splits[0]);
        let ends = ends.input(&g.constant(arr1(&[1_i64]))).input(&g.constant(arr1(&[-1_i64]))).finish();
        let starts = g.op("Slice").input(&row_splits[0]);
        let starts = starts.input(&g.constant(arr1(&[0_i64]))).input(&g.constant(arr1(&[3_i64]))).finish();
        (graph::Ragged { values: values * 2, row_splits: row_splits.clone() }, ends - starts).into()
    });
    let (twice, lengths) = unzipped(&ds);
    truth_ragged.assert_ragged("0", &twice);
    truth_ragged.assert_elements("1", &lengths);
    let ds = Dataset::from_tensors(sparse()).expect("one").map::<Sparse<f32>>(|_, x| {
        let sparse = (**x).clone();
        graph::Sparse { values: -sparse.values, ..sparse }.into()
    });
    truth("map_sparse").assert_sparse("_", &drained(&ds));
    // Optionals, of which Python's tf.data knows no more than that they are there.
    let scores = tfdata::Optionals::from(vec![Some(1_i64), None, Some(3)]);
    let scores = Dataset::from_tensor_slices(scores).expect("slices");
    let there = scores.filter(|_, x| x.optional("_").has_value);
    let values = there.map::<i64>(|_, x| (&x.optional("_").value[0] * 10).into());
    assert_eq!(drained(&values), [10, 30]);
    let made = r(2).map::<Option<i64>>(|g, x| g.some(x + 1).into());
    assert_eq!(drained(&made), [Some(1), Some(2)]);
    let error = r(2)
        .map::<Ragged<i64>>(|_, x| x.untyped().ragged("_").into())
        .stack()
        .expect_err("dense")
        .to_string();
    assert_eq!(error, "map: there is no component `_` that is a ragged tensor; there are `_`");
}

fn as_python(cardinality: Cardinality) -> i64 {
    match cardinality {
        Cardinality::Known(elements) => elements as i64,
        Cardinality::Infinite => -1,
        Cardinality::Unknown => -2,
    }
}

#[test]
fn cardinality() {
    let python = fact("cardinality");
    let filtered = r(10).filter(|_, x| x.gt(3));
    let check = |name: &str, cardinality: tfdata::Result<Cardinality>| {
        assert_eq!(Some(as_python(cardinality.expect(name))), python[name].as_i64(), "{name}");
    };
    check("range", r(10).cardinality());
    check("take", r(10).take(3).cardinality());
    check("skip", r(10).skip(20).cardinality());
    check("repeat", r(10).repeat(None).cardinality());
    check("repeat_3", r(4).repeat(3).cardinality());
    check("batch", r(10).batch(4).cardinality());
    check("batch_exact", r(10).batch_exact(4).cardinality());
    check("filter", filtered.cardinality());
    check("shard", r(10).shard(3, 1).cardinality());
    check("zip", r(10).zip(&r(4)).cardinality());
    check("concatenate", r(10).concatenate(&r(3)).cardinality());
    check("window", r(10).window(3).cardinality());
    check("unbatch", r(10).batch(4).unbatch().engine(tfdata::Engine::TensorFlow).cardinality());
    check("map", r(10).map::<i64>(|_, x| x.into()).cardinality());
    check("random", Dataset::random(1).cardinality());
    check("counter", Dataset::counter(0, 1).cardinality());
    check("assert_cardinality", filtered.assert_cardinality(6).cardinality());
}

#[test]
fn element_spec() {
    let python = fact("element_spec");
    let ds = vectors().map::<tfdata::Value>(|_, x| [("x", &x[0]), ("n", &x[1])].into());
    let spec = ds.element_spec().batched(Some(3));
    let components = spec.components();
    let ours: Vec<Value> = components
        .iter()
        .map(|component| {
            let dims = component.tensor.shape.dims().expect("a known rank");
            serde_json::json!([component.path, component.tensor.dtype.to_string(), dims])
        })
        .collect();
    assert_eq!(Value::from(ours), python);
}

#[test]
fn fingerprint() {
    let python = fact("fingerprint");
    let print = |ds: Dataset<i64>| ds.fingerprint().expect("a number");
    let same = print(r(5).take(3)) == print(r(5).take(3));
    let other = print(r(5).take(3)) == print(r(5).take(4));
    assert_eq!((Some(same), Some(other)), (python["same"].as_bool(), python["other"].as_bool()));
}

#[test]
fn options() {
    let python = fact("options");
    let options = |deterministic| Options::new().deterministic(deterministic).threads(2);
    let ds = r(10).with_options(options(false)).map::<i64>(|_, x| x.into()).with_options(options(true));
    let merged = ds.options();
    assert_eq!(merged, options(true));
    assert_eq!(merged.get_deterministic(), python["deterministic"].as_bool());
    assert_eq!(merged.get_threads().map(u64::from), python["threads"].as_u64());
    assert_eq!(merged.get_autotune(), python["autotune"].as_bool());
    assert_eq!(r(3).options(), Options::new());
    let both = r(3).with_options(Options::new().autotune(false)).zip(&r(3).with_options(options(true)));
    assert_eq!(both.options(), options(true).autotune(false));
}

#[test]
fn with_options() {
    let truth = truth("with_options");
    let ds = r(10).map_parallel::<i64>(2, |_, x| (x * 2).into());
    let ds = ds.with_options(Options::new().deterministic(true).threads(2));
    truth.assert_elements("_", &drained(&ds));
    assert!(ds.explain().contains("with_options(deterministic: true, threads: 2)"), "{}", ds.explain());
}

#[test]
fn get_single_element() {
    let one = r(3).take(1).get_single_element().expect("one");
    truth("get_single_element").assert_elements("_", &[one]);
}

#[test]
fn snapshot() {
    let truth = truth("snapshot");
    let dir = tempfile::tempdir().expect("a directory");
    let ds = r(6).snapshot(dir.path());
    truth.assert_elements("_", &drained(&ds));
    truth.assert_elements("_", &drained(&ds));
}

#[test]
fn save() {
    let truth = truth("save");
    let dir = tempfile::tempdir().expect("a directory");
    let ds = r(7).map::<(i64, String)>(|g, x| (x * x, g.op("AsString").input(x).finish()).into());
    ds.save(dir.path()).expect("saved");
    for engine in [tfdata::Engine::TensorFlow, tfdata::Engine::Native] {
        let again = Dataset::<(i64, String)>::load(dir.path()).open().expect("opened").engine(engine);
        let (squares, texts) = unzipped(&again);
        truth.assert_elements("0", &squares);
        truth.assert_elements("1", &texts);
    }
}

#[test]
fn prefetch() {
    truth("prefetch").assert_elements("_", &drained(&r(5).prefetch(2).engine(tfdata::Engine::TensorFlow)));
}

#[test]
fn assert_cardinality() {
    let ds = r(17).filter(|_, x| (x % 3).eq(0));
    truth("assert_cardinality").assert_elements("_", &drained(&ds.assert_cardinality(6)));
}

#[test]
fn list_files() {
    let python = fact("list_files");
    let pattern = fixture("malformed/files").join("frame_t*").display().to_string();
    let files = drained(&Dataset::list_files(&pattern).expect("files"));
    let names: Vec<_> = files.iter().map(|file| file.rsplit('/').next().unwrap_or_default()).collect();
    assert_eq!(serde_json::json!(names), python);
}

#[test]
fn lines_blocks_and_records() {
    let truth_lines = truth("text_lines");
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("a.txt"), "one\ntwo\r\n\nfour").expect("written");
    std::fs::write(dir.path().join("b.txt"), "five\n").expect("written");
    std::fs::write(dir.path().join("blocks"), b"#aabbcc").expect("written");
    let path = |name: &str| dir.path().join(name).display().to_string();
    let lines = Dataset::text_lines(path("*.txt")).open().expect("lines");
    both(&lines).iter().for_each(|lines| truth_lines.assert_elements("_", &drained(lines)));
    let blocks = Dataset::fixed_length_records(path("blocks"), 2).skip_header(1).open().expect("blocks");
    let truth_blocks = truth("fixed_length_records");
    both(&blocks).iter().for_each(|blocks| truth_blocks.assert_elements("_", &drained(blocks)));
    let quakes = fixture("o05_example_quakes/data").join("quakes-none-*").display().to_string();
    let records = Dataset::tfrecords(quakes).open().expect("records").take(10);
    truth("tfrecords").assert_elements("_", &drained(&records));
}
