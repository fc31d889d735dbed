//! The structs that an element may be: tuple, nested, generic, with settings of every kind.

use ndarray::{Array1, Array2, array};
use std::fmt::Debug;
use tfdata::{Concat, Element, Stack, Unbatch};

#[derive(Element, Debug, Clone, PartialEq)]
struct Pair([f32; 2], i64);

#[derive(Element, Debug, Clone, PartialEq)]
#[element(rename_all = "camelCase", exact)]
struct Nested {
    pair: Pair,
    #[element(rename = "theTuple")]
    tuple: (i32, Array1<f64>),
    #[element(shape = [2, _, SIZE])]
    image: ndarray::Array3<u8>,
    #[element(skip)]
    cache: Option<Vec<u8>>,
    #[element(default)]
    missing: bool,
    #[element(default = answer)]
    r#type: i64,
}

const SIZE: usize = 4;

fn answer() -> i64 {
    42
}

#[derive(Element, Debug, Clone, PartialEq)]
#[element(tuple, batch = "Both", batch_attr(derive(Eq), allow(missing_copy_implementations)))]
struct Swapped {
    #[element(index = 1)]
    second: i32,
    #[element(index = 0)]
    first: i64,
}

/// Two of a kind.
#[derive(Element, Debug, Clone, PartialEq)]
struct Generic<A: Clone, B = f32, const N: usize = 2>
where
    B: Debug,
{
    /// One.
    a: A,
    b: B,
    fixed: [f32; N],
}

#[derive(Element, Debug, Clone, PartialEq)]
#[element(batched)]
struct Points {
    xy: Array2<f32>,
    label: Array1<i32>,
    #[element(skip)]
    note: String,
}

#[derive(Element)]
struct WithCfg {
    id: i64,
    #[cfg(any())]
    gone: NoSuchType,
    #[cfg(not(any()))]
    kept: f32,
}

fn batch_of<E: Stack<Batch: Unbatch<Row = E>>>(rows: Vec<E>) -> E::Batch {
    let mut column = <E::Batch as Concat>::Column::with_capacity(rows.len());
    for row in rows {
        row.push_to(&mut column).unwrap();
    }
    tfdata::column::Column::finish(column).unwrap()
}

use tfdata::column::Column as _;

fn main() {
    let PairBatch(positions, ids, ..) = batch_of(vec![Pair([1.0, 2.0], 7), Pair([3.0, 4.0], 8)]);
    assert_eq!((positions, ids), (array![[1.0, 2.0], [3.0, 4.0]], array![7, 8]));

    let nested = Nested {
        pair: Pair([1.0, 2.0], 7),
        tuple: (1, array![1.0]),
        image: ndarray::Array3::zeros((2, 3, 4)),
        cache: None,
        missing: true,
        r#type: 3,
    };
    let batch = NestedBatch::from_rows([nested.clone()]).unwrap();
    assert_eq!(batch.row(0), nested);
    assert_eq!(batch.r#type, array![3]);
    assert_eq!(batch.pair.0, array![[1.0, 2.0]]);

    let both: Both = batch_of(vec![Swapped { second: 2, first: 1 }]);
    assert_eq!((both.second, both.first), (array![2], array![1]));

    let generic = Generic { a: 1_i64, b: 2.0_f32, fixed: [0.0; 3] };
    let batch: GenericBatch<i64, f32, 3> = batch_of(vec![generic.clone(), generic.clone()]);
    assert_eq!((batch.len(), batch.row(1)), (2, generic));
    assert_eq!(batch.clone(), batch);

    let mut points = Points { xy: array![[1.0, 2.0]], label: array![1], note: String::new() };
    points.append(Points { xy: array![[3.0, 4.0]], label: array![2], note: "other".into() }).unwrap();
    assert_eq!(points.label, array![1, 2]);
    assert_eq!(Concat::len(&points), 2);

    let cfg = WithCfgBatch::from_rows([WithCfg { id: 1, kept: 2.0 }]).unwrap();
    assert_eq!((cfg.id, cfg.kept), (array![1], array![2.0]));
}
