//! A `ds.save` directory with every dtype, in every compression: all 19 components.

use ndarray::{Array1, Axis};
use tfdata::{Bytes, Complex, Dataset, Element, bf16, f16};
use tfdata_tests::{Part, Truth, both, compare, fixture, tensorflow};

#[derive(Element, Clone)]
struct Wine {
    all: [f32; 13],
    bf16: [bf16; 3],
    c128: Complex<f64>,
    c64: Complex<f32>,
    class_name: String,
    empty: [[f32; 2]; 0],
    f16: [f16; 3],
    f64: f64,
    flags: [bool; 2],
    i16: i16,
    i32: i32,
    i64: i64,
    i8: i8,
    label: i64,
    two_names: [Bytes; 2],
    u16: u16,
    u32: u32,
    u64: u64,
    u8: [[u8; 1]; 3],
}

macro_rules! all_19 {
    ($truth:expr, $part:expr, $value:expr) => {
        compare!(
            $truth,
            $part,
            $value,
            "",
            [
                all, bf16, c128, c64, class_name, empty, f16, f64, flags, i16, i32, i64, i8, label,
                two_names, u16, u32, u64, u8,
            ]
        )
    };
}

fn truth() -> Truth {
    let truth = Truth::open("o07_save_wine_dtypes/truth");
    assert_eq!(truth.paths().count(), 19);
    truth
}

fn open<E: Element>(variant: &str) -> [Dataset<E>; 2] {
    tensorflow();
    let path = fixture("o07_save_wine_dtypes").join(variant);
    both(&Dataset::load(&path).cycle_length(2).open().unwrap_or_else(|error| panic!("{variant}: {error}")))
}

/// One variant through the three verbs, in both engines.
fn check(variant: &str) {
    open::<Wine>(variant).iter().for_each(|wines| check_one(variant, wines));
}

fn check_one(variant: &str, wines: &Dataset<Wine>) {
    let truth = truth();

    let mut count = 0;
    for (number, wine) in wines.iter().expect(variant).enumerate() {
        let wine = wine.expect(variant);
        all_19!(truth, Part::Element(number), wine);
        count += 1;
    }
    assert_eq!(count, truth.count, "{variant}");

    let stacked = wines.stack().expect(variant);
    assert_eq!(stacked.len(), 178);
    all_19!(truth, Part::Stacked, stacked);

    // Batches of 50, the last one shorter, joined again.
    let joined = wines.batch(50).concat().expect(variant);
    all_19!(truth, Part::Stacked, joined);
}

#[test]
fn plain() {
    check("default");
}

#[test]
fn gzip() {
    check("gzip");
}

#[test]
fn snappy() {
    check("snappy");
}

/// Four shards of `(index, element)`, in the order in which Python read them with two shards in turn.
#[test]
fn four_shards() {
    open::<(i64, Wine)>("shards4").iter().for_each(check_shards);
}

fn check_shards(wines: &Dataset<(i64, Wine)>) {
    let order = Truth::open("o07_save_wine_dtypes/truth_shards4");
    let truth = truth();

    let mut indices = Vec::new();
    for (number, wine) in wines.iter().expect("opens").enumerate() {
        let (index, wine) = wine.expect("an element");
        order.assert_element("index", number, &index);
        all_19!(truth, Part::Element(usize::try_from(index).expect("an index")), wine);
        indices.push(index);
    }
    assert_eq!(indices.len(), 178);

    let (index, stacked) = wines.stack().expect("stacks");
    order.assert_stacked("index", &index);
    compare!(order, Part::Stacked, stacked, "", [all, label]);
    let (index, joined) = wines.batch(64).concat().expect("joins");
    order.assert_stacked("index", &index);
    compare!(order, Part::Stacked, joined, "", [all, label]);

    // Back in the order of the index, every component is there.
    let mut rows: Vec<usize> = (0..indices.len()).collect();
    rows.sort_by_key(|&row| indices[row]);
    all_19!(truth, Part::Stacked, stacked.select(&rows));
    assert_eq!(index.select(Axis(0), &rows), Array1::from_iter(0..178));
}

/// Python batched it before saving: an element is a batch of 50, the last one of 28.
#[test]
fn batched() {
    open::<WineBatch>("batched50").iter().for_each(check_batched);
}

fn check_batched(wines: &Dataset<WineBatch>) {
    let batches = Truth::open("o07_save_wine_dtypes/truth_batched50");
    let truth = truth();

    let read: Vec<WineBatch> = wines.iter().expect("opens").collect::<Result<_, _>>().expect("four batches");
    assert_eq!(read.iter().map(WineBatch::len).collect::<Vec<_>>(), [50, 50, 50, 28]);
    for (number, batch) in read.iter().enumerate() {
        compare!(batches, Part::Element(number), batch, "", [all, bf16, class_name, label]);
    }

    let joined = wines.concat().expect("joins");
    all_19!(truth, Part::Stacked, joined);
}
