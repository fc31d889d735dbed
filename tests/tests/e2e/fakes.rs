//! Made-up elements of derived structs.

use ndarray::{Array1, Array2, ArrayD};
use tfdata::{Bytes, Dataset, Element, Engine, Ragged, Sparse};

#[derive(Element, Debug, Clone, PartialEq)]
struct Meta {
    #[element(rename = "the id")]
    id: i64,
    words: Ragged<Bytes>,
}

#[derive(Element, Debug, Clone, PartialEq)]
#[element(deny_unknown_fields)]
struct Day {
    z: f32,
    feat: [[f32; 2]; 3],
    #[element(shape = [_, 28, 3])]
    image: ndarray::Array3<u8>,
    #[element(shape = [2, _])]
    any: ArrayD<f64>,
    meta: Meta,
    #[element(default)]
    wet: Option<bool>,
    #[element(skip)]
    skipped: u8,
    pair: (String, Pair),
    counts: Sparse<i64>,
}

#[derive(Element, Debug, Clone, PartialEq)]
struct Pair(#[element(index = 3)] i32, #[element(index = 1)] Array1<bool>);

#[derive(Element, Debug, PartialEq)]
#[element(batched)]
struct Points {
    xy: Array2<f32>,
    label: Array1<i32>,
}

#[test]
fn of_a_struct() {
    let day = Day::fake(1);
    assert_eq!(day, Day::fake(1));
    assert_ne!(day, Day::fake(2));
    assert_eq!((day.image.shape()[1..].to_vec(), day.any.shape()[0]), (vec![28, 3], 2));
    assert_eq!((day.any.ndim(), day.skipped), (2, 0));
}

#[test]
fn of_a_batch() {
    let days = DayBatch::fake(1, 10);
    assert_eq!((days.len(), days.feat.dim()), (10, (10, 3, 2)));
    assert_eq!(days.row(0), Day::fake(1));
    assert_eq!(days.meta.words.ragged_rank(), 1);
    assert!(days.rows().skip(1).all(|day| day != Day::fake(1)));
    assert_eq!(DayBatch::fake(1, 0).len(), 0);
}

#[test]
fn of_a_struct_that_is_a_batch() {
    for seed in 0..9 {
        let points = Points::fake(seed);
        assert_eq!(points.xy.nrows(), points.label.len());
    }
}

#[derive(Element, Debug, Clone, PartialEq)]
struct Sample {
    x: [f32; 3],
    y: String,
}

#[test]
fn into_a_dataset() {
    let samples = SampleBatch::fake(9, 50);
    let ds = Dataset::from_tensor_slices(samples).expect("a dataset").engine(Engine::Native);
    let stacked = ds.stack().expect("samples");
    assert_eq!((stacked.len(), stacked.row(0)), (50, Sample::fake(9)));
}

#[derive(Element)]
struct Wrong {
    #[element(shape = [4])]
    x: [f32; 3],
}

#[test]
#[should_panic(expected = "no fake `Wrong`: ")]
fn of_what_can_not_be() {
    let _ = Wrong::fake(1).x;
}
