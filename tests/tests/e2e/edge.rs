//! A SavedModel with one signature for each edge: no names, inputs, unknown and infinite cardinality, no
//! elements, unequal shapes, text that is none, errors on the way; and pipelines that call Python.

use ndarray::{Array1, Array2, ArrayD, array};
use tfdata::{Bytes, Cardinality, Dataset, Element, Error};
use tfdata_tests::{Part, Truth, compare, fixture, tensorflow};

fn edge<E: Element>(signature: &str) -> tfdata::SavedModel<E> {
    tensorflow();
    Dataset::saved_model(fixture("extra/edge/model")).signature(signature)
}

#[derive(Element)]
struct Item {
    feat: [f32; 3],
    id: i64,
    name: String,
}

#[derive(Element)]
struct Unequal {
    id: i32,
    vec: Array1<i32>,
}

#[test]
fn a_dict_with_and_without_names() {
    let truth = Truth::open("extra/edge/truth/plain");
    for signature in ["plain", "dict_variant"] {
        let items = edge::<Item>(signature).open().expect(signature);
        assert_eq!(items.cardinality().expect(signature), Cardinality::Known(7));
        for (number, item) in items.iter().expect(signature).enumerate() {
            compare!(truth, Part::Element(number), item.expect(signature), "", [feat, id, name]);
        }
        compare!(truth, Part::Stacked, items.stack().expect(signature), "", [feat, id, name]);
        compare!(truth, Part::Stacked, items.batch(2).concat().expect(signature), "", [feat, id, name]);
    }
}

fn inputs<E: Element>() -> tfdata::SavedModel<E> {
    edge("inputs")
        .input("n", 3_i64)
        .input("scale", 2.0_f32)
        .input("prefix", "a ")
        .input("up", false)
        .input("offset", array![0.5_f64, 0.25, -1.0])
}

#[test]
fn inputs_of_every_kind() {
    #[derive(Element)]
    struct First {
        feat: [f32; 3],
        name: String,
    }
    let truth = Truth::open("extra/edge/truth/inputs.first");
    let first = inputs::<FirstBatch>().output("first").open().expect("opens");
    for (number, batch) in first.iter().expect("iterates").enumerate() {
        compare!(truth, Part::Element(number), batch.expect("a batch"), "", [feat, name]);
    }
    compare!(truth, Part::Joined, first.concat().expect("joins"), "", [feat, name]);

    let truth = Truth::open("extra/edge/truth/inputs.second");
    let second = inputs::<[f64; 3]>().output("second").open().expect("opens");
    truth.assert_stacked("_", &second.stack().expect("stacks"));

    let error = inputs::<[f64; 3]>().open().expect_err("two datasets").to_string();
    assert!(error.contains("`first`") && error.contains("`second`"), "{error}");
    let error = inputs::<[f64; 3]>().input("offset", array![1_f64]).output("second").open();
    let error = error.expect_err("another shape").to_string();
    assert!(error.contains("offset"), "{error}");
}

#[test]
fn cardinality_not_known() {
    let truth = Truth::open("extra/edge/truth/unknown");
    let numbers = edge::<i64>("unknown").open().expect("opens");
    assert_eq!(numbers.cardinality().expect("opens"), Cardinality::Unknown);
    truth.assert_stacked("_", &numbers.stack().expect("stacks"));
    truth.assert_stacked("_", &numbers.batch(4).concat().expect("joins"));
    let graph = Dataset::<i64>::graph_def(fixture("extra/graphs/unknown.graph.pb")).open().expect("opens");
    truth.assert_stacked("_", &graph.stack().expect("stacks"));
}

#[test]
fn without_end() {
    let truth = Truth::open("extra/edge/truth/infinite");
    let items = edge::<Item>("infinite").open().expect("opens");
    assert_eq!(items.cardinality().expect("opens"), Cardinality::Infinite);
    for (number, item) in items.iter().expect("iterates").take(truth.count).enumerate() {
        compare!(truth, Part::Element(number), item.expect("an item"), "", [feat, id, name]);
    }
    compare!(truth, Part::Stacked, items.take(9).stack().expect("stacks"), "", [feat, id, name]);
    for error in [items.stack().map(drop), items.batch(2).concat().map(drop)] {
        let error = error.expect_err("never ends");
        assert!(matches!(error, Error::Argument { .. }), "{error}");
        assert!(error.to_string().contains("never ends; use `take(n)` first"), "{error}");
    }
}

#[test]
fn no_elements() {
    for (signature, cardinality) in [("empty", Cardinality::Unknown), ("empty_known", Cardinality::Known(0))]
    {
        let items = edge::<Item>(signature).open().expect(signature);
        assert_eq!(items.cardinality().expect(signature), cardinality);
        assert!(items.iter().expect(signature).next().is_none());
        assert!(items.first().expect(signature).is_none());
        for none in [items.stack().expect(signature), items.batch(2).concat().expect(signature)] {
            assert_eq!((none.len(), none.feat.dim(), none.name.len()), (0, (0, 3), 0), "{signature}");
        }
    }
}

#[test]
fn unequal_shapes() {
    let truth = Truth::open("extra/edge/truth/unequal");
    let rows = edge::<Unequal>("unequal").open().expect("opens");
    let read: Vec<_> = rows.iter().expect("iterates").collect::<Result<_, _>>().expect("elements");
    truth.assert_elements("id", read.iter().map(|row| &row.id));
    truth.assert_elements("vec", read.iter().map(|row| &row.vec));
    let unequal = rows.stack().map(drop).expect_err("[5] after [2]");
    assert_eq!(
        unequal.to_string(),
        "component `vec` of element 3 has shape [5], the elements before it have [2]; arrays can only be joined \
         where these are equal. Pad them in the pipeline (`padded_batch`), or take them one by one with `iter()`"
    );
    rows.batch(3).concat().map(drop).expect_err("TensorFlow can't batch them either");
    // Joined along axis 0 they need not be equal.
    let vectors = edge::<Vectors>("unequal").open().expect("opens");
    assert_eq!(vectors.concat().expect("joins").vec.len(), 13);
}

#[derive(Element)]
#[element(batched)]
struct Vectors {
    vec: Array1<i32>,
}

#[test]
fn unequal_ranks() {
    let truth = Truth::open("extra/edge/truth/unequal_rank");
    let arrays = edge::<ArrayD<i32>>("unequal_rank").open().expect("opens");
    let read: Vec<_> = arrays.iter().expect("iterates").collect::<Result<_, _>>().expect("elements");
    truth.assert_elements("_", &read);
    let unequal = arrays.stack().expect_err("[2, 2] after [4, 1]");
    let Error::Unequal { path, element: 2, first, got } = &unequal else { panic!("{unequal}") };
    assert_eq!((path.as_str(), &first[..], &got[..]), ("_", &[4, 1][..], &[2, 2][..]));
    let matrices = edge::<Array2<i32>>("unequal_rank").open().expect("opens");
    assert_eq!(matrices.take(2).stack().expect("equal").shape(), [2, 4, 1]);
    let fixed = edge::<[[i32; 1]; 4]>("unequal_rank").open().expect("opens");
    let error = fixed.stack().expect_err("another shape");
    assert!(matches!(&error, Error::Shape { element: 2, got, .. } if *got == [2, 2]), "{error}");
}

#[test]
fn not_utf8() {
    #[derive(Element)]
    struct Raw {
        one: Bytes,
        two: [Bytes; 2],
    }
    #[derive(Element, Debug)]
    #[allow(dead_code)]
    struct Two {
        two: [String; 2],
    }
    let truth = Truth::open("extra/edge/truth/not_utf8");
    let raw = edge::<Raw>("not_utf8").open().expect("opens");
    compare!(truth, Part::Stacked, raw.stack().expect("stacks"), "", [one, two]);
    let text = edge::<Two>("not_utf8").open().expect("opens");
    let mut elements = text.iter().expect("iterates");
    assert!(elements.by_ref().take(2).all(|element| element.is_ok()));
    let error = elements.next().expect("a third").expect_err("caf\\xe9");
    assert_eq!(
        error.to_string(),
        "component `two` of element 2: string 1 is not UTF-8 (from byte 3 on); use `Bytes` instead of `String` to \
         take any bytes"
    );
    assert!(matches!(elements.next(), Some(Err(Error::Poisoned))));
    assert!(elements.next().is_none());
    for error in [text.stack().map(drop), text.batch(3).concat().map(drop)] {
        assert!(matches!(error, Err(Error::Utf8 { .. })), "{error:?}");
    }
    let error = text.stack().map(drop).expect_err("caf\\xe9");
    let Error::Utf8 { path, element: 2, .. } = &error else { panic!("{error}") };
    assert_eq!(path, "two");
}

/// A shuffle inside the exported function.
#[test]
fn shuffled_inside() {
    let numbers = edge::<i64>("shuffled").open().expect("opens");
    for epoch in 0..3 {
        let truth = Truth::open(&format!("extra/edge/truth/shuffled/epoch_{epoch}"));
        let read: Vec<i64> = numbers.iter().expect("iterates").collect::<Result<_, _>>().expect("numbers");
        truth.assert_elements("_", &read);
    }
}

#[test]
fn a_pipeline_that_fails() {
    let numbers = edge::<f32>("fails").open().expect("opens");
    let mut elements = numbers.iter().expect("iterates");
    for expected in [1.0 / 3.0, 0.5, 1.0] {
        assert_eq!(elements.next().expect("one more").expect("a number").to_bits(), f32::to_bits(expected));
    }
    let error = elements.next().expect("an error").expect_err("not finite");
    assert!(matches!(error, Error::TensorFlow { .. }), "{error}");
    let message = error.to_string();
    assert!(message.contains("signature `fails`") && message.contains("element 3"), "{message}");
    assert!(message.contains("three") && !message.contains("[["), "{message}");
    assert!(matches!(elements.next(), Some(Err(Error::Poisoned))));
    assert!(elements.next().is_none());
    numbers.stack().expect_err("not finite");
    numbers.batch(2).concat().expect_err("not finite");
    assert_eq!(numbers.take(3).stack().expect("three").len(), 3);
    assert_eq!(numbers.ignore_errors().stack().expect("five").len(), 5);
}

#[test]
fn no_dataset() {
    let error = edge::<i32>("tensor_only").open().expect_err("a number").to_string();
    assert!(error.contains("`tensor_only`") && error.contains("dataset"), "{error}");
}

#[test]
fn python_is_named() {
    tensorflow();
    for (model, op) in [("py_function", "EagerPyFunc"), ("from_generator", "GeneratorDataset")] {
        let path = fixture(&format!("extra/{model}/model"));
        let error = Dataset::<i64>::saved_model(&path).open().expect_err("Python");
        let Error::Python { dataset, op: found, .. } = &error else { panic!("{error}") };
        assert_eq!(found, op, "{error}");
        assert!(dataset.contains("signature `dataset`") && dataset.contains(model), "{error}");
        assert!(error.to_string().contains("ds.save(path)"), "{error}");
    }
}

#[test]
fn a_graph_of_a_dict() {
    tensorflow();
    let truth = Truth::open("extra/graphs/truth/dict");
    let items = Dataset::<Item>::graph_def(fixture("extra/graphs/dict.graph.pb")).open().expect("opens");
    compare!(truth, Part::Stacked, items.stack().expect("stacks"), "", [feat, id, name]);
}
