//! Batches, and batches made of others, give the same through both engines, where shapes are not those that one expects.

use ndarray::{Array1, Array2};
use proptest::prelude::*;
use tfdata::{Dataset, Element};
use tfdata_tests::both;

/// Both engines give the same elements, in each of two iterations.
fn same<E: Element + PartialEq + std::fmt::Debug>(dataset: &Dataset<E>) -> Result<(), TestCaseError> {
    let [theirs, ours] = both(dataset);
    for _ in 0..2 {
        let elements = |ds: &Dataset<E>| -> Vec<E> {
            ds.iter().expect("starts").collect::<Result<_, _>>().expect("elements")
        };
        prop_assert_eq!(elements(&ours), elements(&theirs));
    }
    Ok(())
}

/// Rows of unequal shape are an error in a batch, unless it is a remainder that is dropped.
#[test]
fn unequal_rows_in_exact_batches() {
    let vector = |len: usize| Dataset::from_tensors(Array1::<i64>::zeros(len)).expect("one");
    let (three, two) = (vector(3), vector(2));
    for remainder in [three.concatenate(&two), three.repeat(3).concatenate(&two).concatenate(&three)] {
        same(&remainder.batch_exact(3)).expect("the same");
    }
    let whole = three.concatenate(&two).concatenate(&three);
    for dataset in both(&whole.batch_exact(3)).into_iter().chain(both(&whole.batch(4))) {
        dataset.iter().expect("starts").next().expect("an item").expect_err("rows of unequal shape");
    }
}

/// Rows that have no items, between others, and shapes that differ, which are an error of both engines.
#[test]
fn rebatched_rows() {
    let none = Dataset::from_tensor_slices(Array2::<i64>::zeros((2, 0))).expect("slices");
    let some = Dataset::from_tensor_slices(Array2::from_shape_fn((2, 3), |(i, j)| (3 * i + j) as i64));
    let some = some.expect("slices");
    for dataset in [none.clone(), none.concatenate(&some), some.concatenate(&none).concatenate(&some)] {
        for size in [1, 2, 4] {
            same(&dataset.rebatch(size)).expect("the same");
            same(&dataset.rebatch_exact(size)).expect("the same");
        }
    }
    let wide = Dataset::from_tensors(Array2::<i64>::zeros((2, 3))).expect("one");
    let narrow = Dataset::from_tensors(Array2::<i64>::zeros((1, 2))).expect("one");
    for dataset in both(&wide.concatenate(&narrow).rebatch(3)) {
        dataset.iter().expect("starts").next().expect("an item").expect_err("rows of unequal shape");
    }
    // Each batch has rows of one shape; and a remainder that is dropped is not looked at.
    same(&wide.concatenate(&narrow).rebatch(2)).expect("the same");
    same(&wide.concatenate(&narrow).rebatch_exact(4)).expect("the same");
    same(&wide.repeat(3).concatenate(&narrow).rebatch_exact(4)).expect("the same");
}
