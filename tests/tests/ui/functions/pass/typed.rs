//! Functions whose tensors have the types of what they are made of.

use ndarray::{Array1, Array2};
use tfdata::{Bytes, Dataset, Element, Ragged, Sparse, graph};

#[derive(Element)]
#[element(tensors)]
pub struct Place {
    pub name: String,
    pub at: (f32, f32),
}

#[derive(Element)]
#[element(tensors = "DaySymbols", rename_all = "camelCase")]
pub struct Day {
    pub place: Place,
    #[element(cast)]
    pub feat: [f32; 3],
    #[element(skip)]
    pub seen: bool,
    pub words: Ragged<i64>,
    pub maybe: Option<i64>,
    pub raw: Bytes,
}

#[derive(Element)]
#[element(tensors)]
pub struct Pair<T>(T, i64);

#[derive(Element)]
#[element(tensors)]
struct More {
    #[element(flatten)]
    place: Place,
    n: i64,
}

#[derive(Element)]
#[element(batched, tensors)]
struct Columns {
    x: Array2<f32>,
    y: Array1<i64>,
}

fn days(days: &Dataset<Day>) {
    let same: Dataset<Day> = days.map(|_, x| x.into());
    let rebuilt: Dataset<Day> = days.map(|_, x| {
        let graph::Ragged { values, row_splits } = x.words.clone();
        DaySymbols {
            place: PlaceTensors { name: x.place.name.clone(), at: (x.place.at.0.clone(), &x.place.at.1 * 2) },
            feat: -&x.feat,
            words: graph::Ragged { values: values + 1, row_splits },
            maybe: x.maybe.clone(),
            raw: x.raw.clone(),
        }
        .into()
    });
    let batches: Dataset<DayBatch> = days.batch(8).map(|_, x| (**x).clone().into());
    let names: Dataset<Bytes> = days.filter(|_, x| x.feat.gt(0.5).any()).map(|_, x| (&x.place.name).into());
    let numbered: Dataset<(i64, Array1<f32>)> =
        days.enumerate().map(|_, x| (&x.0 + 1, &x.1.feat).into());
    drop((same, rebuilt, batches, names, numbered));
}

fn others(more: &Dataset<More>, columns: &Dataset<Columns>, pairs: &Dataset<Pair<f32>>) {
    let more: Dataset<More> = more.map(|_, x| {
        let MoreTensors { place, n } = (**x).clone();
        MoreTensors { place, n: n * 2 }.into()
    });
    let columns: Dataset<Columns> =
        columns.map(|_, x| ColumnsTensors { x: &x.x / 2, y: x.y.cast::<f32>().cast() }.into());
    let pairs: Dataset<Pair<f32>> = pairs.map(|_, x| PairTensors(x.0.exp(), &x.1 + 1).into());
    drop((more, columns, pairs));
}

fn untyped(ds: &Dataset<(i64, Sparse<f32>)>) {
    let rounded = ds.map::<f32>(|g, x| g.op("Round").input(&x.1.values).finish().sum().typed::<f32>().into());
    let any = rounded.map::<Day>(|_, x| graph::Outputs::untyped(x * 2));
    let looked_up = any.map::<f32>(|_, x| (&x["feat"] + x["other"].cast::<f32>()).into());
    drop(looked_up);
}

fn main() {
    let _ = (days as fn(&_), others as fn(&_, &_, &_), untyped as fn(&_));
}
