//! Three ways to take arrays out of a tf.data pipeline: all elements into one array, all batches joined, and only
//! some of the batches. Then the same with `prefetch`, and with features that have names.

use ndarray::{Array1, Array2, Axis, s};
use tfdata::{AUTOTUNE, Dataset, Element, Result};

/// `rows` feature vectors of length `columns`, and a label for each: all values differ.
fn data(rows: usize, columns: usize) -> (Array2<f32>, Array1<i32>) {
    let features = Array2::from_shape_fn((rows, columns), |(row, column)| (row * columns + column) as f32);
    (features, Array1::from_iter(0..rows as i32))
}

/// Every element, one after the other, into one array for the features and one for the labels.
fn element_by_element(prefetch: bool) -> Result<()> {
    let (features, labels) = data(100, 5);
    let mut ds: Dataset<(Array1<f32>, i32)> =
        Dataset::from_tensor_slices((features.clone(), labels.clone()))?;
    if prefetch {
        ds = ds.prefetch(AUTOTUNE);
    }

    // By hand:
    let (mut x, mut y) = (Array2::<f32>::zeros((0, 5)), Vec::new());
    for element in ds.iter()? {
        let (feature, label) = element?;
        x.push_row(feature.view()).expect("five columns");
        y.push(label);
    }
    // In one call, without a step for each element:
    let (all_x, all_y) = ds.stack()?;

    println!("  element by element:  x {:?}, y {:?}", all_x.shape(), all_y.shape());
    assert_eq!((all_x.shape(), all_y.shape()), ([100, 5].as_slice(), [100].as_slice()));
    assert_eq!((&all_x, &all_y), (&features, &labels));
    assert_eq!((x, Array1::from_vec(y)), (all_x, all_y));
    Ok(())
}

/// Batches of 32, joined along axis 0. 1000 is no multiple of 32, so the last batch is shorter.
fn batch_by_batch(prefetch: bool) -> Result<()> {
    let (features, labels) = data(1000, 25);
    let ds = Dataset::from_tensor_slices((features.clone(), labels.clone()))?;
    let mut batches: Dataset<(Array2<f32>, Array1<i32>)> = ds.batch(32);
    if prefetch {
        batches = batches.prefetch(AUTOTUNE);
    }

    // By hand:
    let (mut by_hand, mut rows) = (Array2::zeros((0, 25)), Vec::new());
    for batch in batches.iter()? {
        let (x, _) = batch?;
        rows.push(x.nrows());
        by_hand.append(Axis(0), x.view()).expect("25 columns");
    }
    assert_eq!((rows.len(), rows[0], rows[31]), (32, 32, 8));
    // In one call:
    let (x, y) = batches.concat()?;

    println!("  batch by batch:      x {:?}, y {:?}", x.shape(), y.shape());
    assert_eq!((x.shape(), y.shape()), ([1000, 25].as_slice(), [1000].as_slice()));
    assert_eq!((&x, &y), (&features, &labels));
    assert_eq!(by_hand, x);
    Ok(())
}

/// Only the first three batches of 64; the rest is not made.
fn some_batches(prefetch: bool) -> Result<()> {
    let (features, labels) = data(1000, 32);
    let mut batches = Dataset::from_tensor_slices((features.clone(), labels.clone()))?.batch(64);
    if prefetch {
        batches = batches.prefetch(2);
    }
    let (x, y) = batches.take(3).concat()?;

    println!("  three batches of 64: x {:?}, y {:?}", x.shape(), y.shape());
    assert_eq!((x.shape(), y.shape()), ([192, 32].as_slice(), [192].as_slice()));
    assert_eq!((x.view(), y.view()), (features.slice(s![..192, ..]), labels.slice(s![..192])));
    Ok(())
}

/// Features with names: a dict in Python, a struct here.
#[derive(Element)]
struct Features {
    size: [f32; 3],
    age: f32,
}

/// All three ways again, with `({"size": .., "age": ..}, label)` as the element.
fn with_names() -> Result<()> {
    let size = data(1000, 3).0;
    let (age, labels) = (size.column(0).to_owned(), data(1000, 3).1);
    let features = FeaturesBatch::new(size.clone(), age.clone())?;
    let ds: Dataset<(Features, i32)> = Dataset::from_tensor_slices((features, labels.clone()))?;

    let (x, y): (FeaturesBatch, Array1<i32>) = ds.stack()?;
    println!("  element by element:  size {:?}, age {:?}, y {:?}", x.size.shape(), x.age.shape(), y.shape());
    assert_eq!((&x.size, &x.age, &y), (&size, &age, &labels));

    let (x, y) = ds.batch(32).concat()?;
    println!("  batch by batch:      size {:?}, age {:?}, y {:?}", x.size.shape(), x.age.shape(), y.shape());
    assert_eq!((&x.size, &x.age, &y), (&size, &age, &labels));

    let (x, y) = ds.batch(64).take(3).concat()?;
    println!("  three batches of 64: size {:?}, age {:?}, y {:?}", x.size.shape(), x.age.shape(), y.shape());
    assert_eq!((x.size.shape(), x.age.len(), y.len()), ([192, 3].as_slice(), 192, 192));
    assert_eq!((x.size, y), (size.slice(s![..192, ..]).to_owned(), labels.slice(s![..192]).to_owned()));

    let Some((Features { size: first, age }, label)) = ds.first()? else { panic!("there are 1000 elements") };
    assert_eq!((first, age, label), ([0.0, 1.0, 2.0], 0.0, 0));
    Ok(())
}

fn main() -> Result<()> {
    for prefetch in [false, true] {
        println!("{}", if prefetch { "With `prefetch`:" } else { "Tuples (features, label):" });
        element_by_element(prefetch)?;
        batch_by_batch(prefetch)?;
        some_batches(prefetch)?;
    }
    println!("Features with names:");
    with_names()
}
