//! SavedModels: signatures that return a variant, and signatures that return the dataset itself.

use ndarray::{Array1, Array2};
use tfdata::{Bytes, Dataset, Element, PaddedBatch, bf16};
use tfdata_tests::{Kind, Part, Truth, compare, fixture, tensorflow};

fn model<E: Element>(name: &str, signature: &str) -> tfdata::SavedModel<E> {
    tensorflow();
    Dataset::saved_model(fixture(name).join("model")).signature(signature)
}

#[derive(Element)]
struct Day {
    date: String,
    feat: [f32; 3],
    kind: String,
    mean_temp: f32,
    month: i32,
    wet: bool,
}

/// Batches of 100 days; the signature does not say what the components are called.
#[test]
fn weather_basic() {
    let truth = Truth::open("o09_savedmodel_weather/truth/basic");
    let days = model::<DayBatch>("o09_savedmodel_weather", "basic").open().expect("opens");
    let mut count = 0;
    for (number, batch) in days.iter().expect("iterates").enumerate() {
        let batch = batch.expect("a batch");
        compare!(truth, Part::Element(number), batch, "", [date, feat, kind, mean_temp, month, wet]);
        count += 1;
    }
    assert_eq!(count, truth.count);
    let all = days.concat().expect("joins");
    assert_eq!(all.len(), 1461);
    compare!(truth, Part::Joined, all, "", [date, feat, kind, mean_temp, month, wet]);
    let again = days.unbatch().stack().expect("stacks");
    compare!(truth, Part::Joined, again, "", [date, feat, kind, mean_temp, month, wet]);
}

#[test]
fn weather_filtered() {
    let truth = Truth::open("o09_savedmodel_weather/truth/filtered");
    let days = model::<(i64, Day)>("o09_savedmodel_weather", "filtered").open().expect("opens");
    let mut count = 0;
    for (number, element) in days.iter().expect("iterates").enumerate() {
        let (index, day) = element.expect("an element");
        truth.assert_element("0", number, &index);
        compare!(truth, Part::Element(number), day, "1.", [date, feat, kind, mean_temp, month, wet]);
        count += 1;
    }
    assert_eq!(count, truth.count);
    for (index, batch) in [days.stack().expect("stacks"), days.batch(7).concat().expect("joins")] {
        truth.assert_stacked("0", &index);
        compare!(truth, Part::Stacked, batch, "1.", [date, feat, kind, mean_temp, month, wet]);
    }
}

#[test]
fn weather_windowed() {
    let truth = Truth::open("o09_savedmodel_weather/truth/windowed");
    let weeks = model::<([f32; 4], f32, u8)>("o09_savedmodel_weather", "windowed").open().expect("opens");
    let elements: Vec<_> = weeks.iter().expect("iterates").collect::<Result<_, _>>().expect("elements");
    truth.assert_elements("0", elements.iter().map(|element| &element.0));
    truth.assert_elements("1", elements.iter().map(|element| &element.1));
    truth.assert_elements("2", elements.iter().map(|element| &element.2));
    for (mean, max, wettest) in [weeks.stack().expect("stacks"), weeks.batch(100).concat().expect("joins")] {
        truth.assert_stacked("0", &mean);
        truth.assert_stacked("1", &max);
        truth.assert_stacked("2", &wettest);
    }
}

/// A signature with inputs.
#[test]
fn weather_args() {
    let truth = Truth::open("o09_savedmodel_weather/truth/args");
    let days = model::<(Array1<String>, Array2<f32>)>("o09_savedmodel_weather", "args")
        .input("batch", 32_i64)
        .input("min_temp", 18.5_f32)
        .open()
        .expect("opens");
    let batches: Vec<_> = days.iter().expect("iterates").collect::<Result<_, _>>().expect("batches");
    truth.assert_elements("0", batches.iter().map(|batch| &batch.0));
    truth.assert_elements("1", batches.iter().map(|batch| &batch.1));
    let (dates, feats) = days.concat().expect("joins");
    truth.assert_joined("0", &dates);
    truth.assert_joined("1", &feats);
}

fn subjects() -> Array1<String> {
    let shard = |number: usize| {
        let name = format!("o10_savedmodel_vocab/data/subjects-0000{number}-of-00002.tfrecord.gz");
        fixture(&name).to_str().expect("a path in UTF-8").to_owned()
    };
    (0..2).map(shard).collect()
}

/// Lookup tables whose files are assets of the model; some subjects are not UTF-8.
#[test]
fn vocab_rows() {
    #[derive(Element)]
    struct Mail {
        first: Bytes,
        ids: Array1<i64>,
        label: i64,
        n_tokens: i32,
        subject: Bytes,
    }
    let truth = Truth::open("o10_savedmodel_vocab/truth/rows");
    let mails =
        model::<Mail>("o10_savedmodel_vocab", "rows").input("files", subjects()).open().expect("opens");
    let mut count = 0;
    for (number, mail) in mails.iter().expect("iterates").enumerate() {
        let mail = mail.expect("an element");
        compare!(truth, Part::Element(number), mail, "", [first, ids, label, n_tokens, subject]);
        count += 1;
    }
    assert_eq!(count, truth.count);
    let unequal = mails.stack().map(drop).expect_err("ids differ in length");
    assert!(matches!(&unequal, tfdata::Error::Unequal { path, .. } if path == "ids"), "{unequal}");

    // All padded to one length, they join.
    let Kind::DenseVarying { shapes, .. } = &truth.component("ids").kind else { panic!("ids vary") };
    let longest = shapes.iter().map(|shape| shape[0]).max();
    let all = mails.padded_batch(PaddedBatch::of(64).shape("ids", [longest])).concat().expect("joins");
    compare!(truth, Part::Stacked, all, "", [first, label, n_tokens, subject]);
    let without_padding = |(row, shape): (ndarray::ArrayView1<'_, i64>, &Vec<usize>)| {
        assert!(row.iter().skip(shape[0]).all(|id| *id == 0));
        row.slice(ndarray::s![..shape[0]]).to_owned()
    };
    let ids: Vec<Array1<i64>> = all.ids.outer_iter().zip(shapes).map(without_padding).collect();
    truth.assert_elements("ids", &ids);
}

#[test]
fn vocab_padded() {
    let truth = Truth::open("o10_savedmodel_vocab/truth/padded");
    let batches = model::<(Array2<i64>, Array1<i64>)>("o10_savedmodel_vocab", "padded")
        .input("files", subjects())
        .open()
        .expect("opens");
    let read: Vec<_> = batches.iter().expect("iterates").collect::<Result<_, _>>().expect("batches");
    truth.assert_elements("0", read.iter().map(|batch| &batch.0));
    truth.assert_elements("1", read.iter().map(|batch| &batch.1));
    assert!(matches!(batches.concat(), Err(tfdata::Error::Unequal { .. })), "each batch has its own width");
}

#[derive(Element)]
struct Car {
    known: bool,
    power: [f32; 3],
    car: Named,
}

#[derive(Element)]
struct Named {
    name: String,
    year: i32,
}

#[derive(Element)]
struct Tokens {
    car: JustTokens,
}

#[derive(Element)]
struct JustTokens {
    tokens: Array1<String>,
}

/// The signature describes itself; the dense parts of a nested structure, by name.
#[test]
fn cars_nested() {
    let truth = Truth::open("o13_savedmodel_cars/truth/nested");
    let cars = model::<(Car, f32)>("o13_savedmodel_cars", "nested").open().expect("opens");
    let mut count = 0;
    for (number, element) in cars.iter().expect("iterates").enumerate() {
        let (car, litres) = element.expect("an element");
        compare!(truth, Part::Element(number), car, "0.", [known, power]);
        compare!(truth, Part::Element(number), car.car, "0.car.", [name, year]);
        truth.assert_element("1", number, &litres);
        count += 1;
    }
    assert_eq!(count, truth.count);
    // The tokens, which differ in number, are in the dataset but not in the struct.
    let (stacked, litres) = cars.stack().expect("stacks");
    compare!(truth, Part::Stacked, stacked, "0.", [known, power]);
    compare!(truth, Part::Stacked, stacked.car, "0.car.", [name, year]);
    truth.assert_stacked("1", &litres);
    let batched = cars.batch(64).concat().expect_err("as in Python, the tokens are in the batches too");
    assert!(matches!(batched, tfdata::Error::TensorFlow { .. }), "{batched}");

    let cars = model::<(Tokens, f32)>("o13_savedmodel_cars", "nested").open().expect("opens");
    let tokens: Vec<_> = cars.iter().expect("iterates").map(|car| car.expect("a car").0.car.tokens).collect();
    truth.assert_elements("0.car.tokens", &tokens);
}

/// Two datasets in one signature.
#[test]
fn cars_splits() {
    #[derive(Element)]
    struct Short {
        cyl: u8,
        mpg: f32,
        origin: String,
        power: [bf16; 3],
    }
    for output in ["train", "test"] {
        let truth = Truth::open(&format!("o13_savedmodel_cars/truth/splits.{output}"));
        let cars = model::<ShortBatch>("o13_savedmodel_cars", "splits")
            .output(output)
            .input("batch", 24_i64)
            .open()
            .expect(output);
        for (number, batch) in cars.iter().expect(output).enumerate() {
            let batch = batch.expect(output);
            compare!(truth, Part::Element(number), batch, "", [cyl, mpg, origin, power]);
        }
        let all = cars.concat().expect(output);
        compare!(truth, Part::Joined, all, "", [cyl, mpg, origin, power]);
        let all = cars.unbatch().stack().expect(output);
        compare!(truth, Part::Joined, all, "", [cyl, mpg, origin, power]);
    }
}

/// The exported example, which is in this repository with its script.
#[test]
fn python_export() {
    #[derive(Element)]
    struct Exported {
        frugal: bool,
        litres_per_100km: f32,
        name: String,
        origin: String,
        sizes: [f32; 3],
    }
    tensorflow();
    let truth = Truth::open("extra/python_export/truth");
    let path = fixture("../../examples/python_export/exported");
    let cars = Dataset::<Exported>::saved_model(path).open().expect("opens");
    let all = cars.stack().expect("stacks");
    compare!(truth, Part::Stacked, all, "", [frugal, litres_per_100km, name, origin, sizes]);
    let some = cars.batch(64).take(3).concat().expect("joins");
    assert_eq!(some.sizes, all.sizes.slice(ndarray::s![..192, ..]));
}
