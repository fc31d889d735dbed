//! The truth reader against facts about the source data, and that its comparisons can fail.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ndarray::{Array1, Array2, array};
use tfdata_tests::{Bits, Kind, Truth, Values, fixture};

/// Every `index.json` of the fixtures opens, and every component has as many items as its shapes say.
#[test]
fn every_truth_opens() {
    fn visit(dir: &Path, root: &Path, found: &mut usize) {
        for entry in std::fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                visit(&path, root, found);
            } else if path.file_name().is_some_and(|name| name == "index.json") {
                let name = dir.strip_prefix(root).expect("below the fixtures");
                let truth = Truth::open(&name.to_string_lossy());
                assert!(truth.paths().count() > 0, "{}", truth.name);
                *found += 1;
            }
        }
    }
    let root = fixture("");
    let mut found = 0;
    visit(&root, &root, &mut found);
    assert!(found >= 31, "{found}");
}

/// The first row of the wine data set, as its publishers print it.
#[test]
fn first_wine() {
    let truth = Truth::open("o07_save_wine_dtypes/truth");
    let row: [f32; 13] = [14.23, 1.71, 2.43, 15.6, 127.0, 2.8, 3.06, 0.28, 2.29, 5.64, 1.04, 3.92, 1065.0];
    truth.assert_element("all", 0, &row);
    truth.assert_element("all", 0, &Array1::from(row.to_vec()));
    truth.assert_element("class_name", 0, &"class_0".to_owned());
    truth.assert_element("two_names", 0, &array![&b"class_0"[..], b"\xff\0raw"].mapv(<[u8]>::to_vec));
    truth.assert_element("bf16", 0, &[15.6_f32, 127.0, 2.8].map(half::bf16::from_f32));
    truth.assert_element("c64", 0, &num_complex::Complex::new(2.8_f32, 3.06));
    truth.assert_element("flags", 0, &[true, true]);
    truth.assert_element("empty", 177, &Array2::<f32>::zeros((0, 2)));
}

#[test]
fn elements_of_varying_shape() {
    let truth = Truth::open("o07_save_wine_dtypes/truth_batched50");
    let whole = Truth::open("o07_save_wine_dtypes/truth");
    let labels = whole.component("label").int64s();
    truth.assert_element("label", 3, &Array1::from(labels[150..].to_vec()));
    truth.assert_joined("label", &Array1::from(labels.clone()));
    let batches: Vec<_> = labels.chunks(50).map(|batch| Array1::from(batch.to_vec())).collect();
    truth.assert_elements("label", &batches);
}

#[test]
fn ragged_and_sparse_parts_are_read() {
    let truth = Truth::open("o08_save_flights_ragged/truth");
    assert_eq!(truth.count, 303);
    let Kind::Ragged { row_splits, values: Values::Strings(dests) } = &truth.component("0.dests").kind else {
        panic!("ragged strings");
    };
    assert_eq!(row_splits[0].len(), 304);
    assert_eq!(row_splits[0].last().copied(), i64::try_from(dests.len()).ok());
    let Kind::Sparse { indices, values, dense_shapes } = &truth.component("0.counts").kind else {
        panic!("sparse");
    };
    assert_eq!(indices.len(), values.len());
    assert!(dense_shapes.iter().all(|shape| *shape == [305]));
}

fn message(check: impl FnOnce()) -> String {
    let panic = catch_unwind(AssertUnwindSafe(check)).expect_err("the comparison should fail");
    panic.downcast_ref::<String>().expect("a message").clone()
}

/// Each way to differ is noticed, and the message names component, element, position and both values.
#[test]
fn differences_are_named() {
    let truth = Truth::open("o07_save_wine_dtypes/truth_batched50");
    let labels = Truth::open("o07_save_wine_dtypes/truth").component("label").int64s();
    let mut wrong = Array1::from(labels);
    wrong[120] = -9;
    let text = message(|| truth.assert_joined("label", &wrong));
    assert!(text.contains("`label`, joined, at [120] (element 2): got -9"), "{text}");
    assert!(text.contains("TensorFlow has 1 = [01, 00"), "{text}");

    let truth = Truth::open("o07_save_wine_dtypes/truth");
    let text = message(|| truth.assert_element("f64", 1, &14.23_f64));
    assert!(
        text.contains("`f64`, element 1, at []: got 14.23") && text.contains("TensorFlow has 13.2"),
        "{text}"
    );
    let text = message(|| truth.assert_element("f64", 0, &14.23_f32));
    assert!(text.contains("dtype") && text.contains("float32") && text.contains("float64"), "{text}");
    let text = message(|| truth.assert_element("flags", 0, &[true, true, true]));
    assert!(text.contains("shape") && text.contains("[3]") && text.contains("[2]"), "{text}");
    let text = message(|| truth.assert_elements("f64", &[14.23_f64]));
    assert!(text.contains("number of elements"), "{text}");
    let text = message(|| truth.assert_stacked("f64", &Array1::<f64>::zeros(177)));
    assert!(text.contains("shape"), "{text}");
    let text = message(|| truth.assert_element("class_names", 0, &String::new()));
    assert!(text.contains("class_name"), "{text}");
}

/// A NaN is equal to itself by its bits, and a different NaN is different.
#[test]
fn nans_compare_by_bits() {
    let truth = Truth::open("o04_example_taxi/truth");
    let values = truth.component("dropoff_latitude").values();
    let nan = (0..values.len())
        .find(|&index| f32::from_le_bytes(values.get(index).try_into().expect("four bytes")).is_nan())
        .expect("a trip whose end is not known");
    let bits = u32::from_le_bytes(values.get(nan).try_into().expect("four bytes"));
    truth.assert_element("dropoff_latitude", nan, &f32::from_bits(bits));
    let text = message(|| truth.assert_element("dropoff_latitude", nan, &f32::from_bits(bits ^ 1)));
    assert!(text.contains("got NaN") && text.contains(&f32::show(values.get(nan))), "{text}");
}
