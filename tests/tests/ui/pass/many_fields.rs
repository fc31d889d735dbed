//! Structs of so many fields that they are read in several runs: each value stays with its field.
use ndarray::{Array1, array};
use tfdata::{Dataset, Element};

#[derive(Element, Clone, Debug, PartialEq)]
struct Wide<T> {
    f00: i64,
    f01: String,
    f02: T,
    #[element(skip)]
    f03: u16,
    f04: i64,
    f05: String,
    #[element(default = eleven)]
    f06: i64,
    f07: i64,
    f08: i64,
    f09: String,
    f10: i64,
    f11: i64,
    f12: [u8; 2],
    f13: i64,
    f14: i64,
    f15: String,
    f16: String,
    f17: i64,
    f18: T,
    f19: String,
}

fn eleven() -> i64 {
    11
}

#[derive(Element, Clone, Debug, PartialEq)]
#[element(batched)]
struct Columns {
    f00: Array1<i64>,
    f01: Array1<String>,
    f02: Array1<f32>,
    f04: Array1<i64>,
    f05: Array1<String>,
    #[element(skip)]
    skipped: u16,
    f06: Array1<i64>,
    f07: Array1<i64>,
    f08: Array1<i64>,
    f09: Array1<String>,
    f10: Array1<i64>,
    f11: Array1<i64>,
    f13: Array1<i64>,
    f14: Array1<i64>,
    f15: Array1<String>,
    f16: Array1<String>,
    f17: Array1<i64>,
    f18: Array1<f32>,
    f19: Array1<String>,
}

fn row(n: i64) -> Wide<f32> {
    let text = |field: i64| format!("{field} of {n}");
    Wide {
        f00: n,
        f01: text(1),
        f02: 2.5,
        f03: 0,
        f04: n + 4,
        f05: text(5),
        f06: n + 6,
        f07: n + 7,
        f08: n + 8,
        f09: text(9),
        f10: n + 10,
        f11: n + 11,
        f12: [12, 13],
        f13: n + 13,
        f14: n + 14,
        f15: text(15),
        f16: text(16),
        f17: n + 17,
        f18: 18.5,
        f19: text(19),
    }
}

fn main() -> tfdata::Result<()> {
    let batch = WideBatch::from_rows([row(100), row(200)])?;
    assert_eq!(batch.f00, array![100, 200]);
    assert_eq!(batch.f12, array![[12, 13], [12, 13]]);
    assert_eq!(batch.f15, array!["15 of 100", "15 of 200"]);
    assert_eq!(batch.f16, array!["16 of 100", "16 of 200"]);
    assert_eq!(batch.f18, array![18.5, 18.5]);
    assert_eq!(batch.f19, array!["19 of 100", "19 of 200"]);
    assert_eq!(batch.row(1), row(200));

    let rows = Dataset::from_tensor_slices(batch.clone())?;
    let read: Vec<Wide<f32>> = rows.iter()?.collect::<tfdata::Result<_>>()?;
    assert_eq!(read, [row(100), row(200)]);
    assert_eq!(rows.stack()?, batch);
    let one = Dataset::from_tensors(row(300))?;
    assert_eq!(one.get_single_element()?, row(300));

    let columns: Columns = rows.batch(2).read_as::<Columns>()?.get_single_element()?;
    assert_eq!((columns.f00, columns.skipped), (array![100, 200], 0));
    assert_eq!((columns.f16, columns.f17), (batch.f16, array![117, 217]));
    assert_eq!((columns.f18, columns.f19), (batch.f18, batch.f19));
    Ok(())
}
