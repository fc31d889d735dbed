//! `alias` and `cast` in files of examples and in CSV.

use ndarray::{Array1, Array2, array};
use tfdata::{Bytes, Dataset, Element, Engine, ExampleWriter, Ragged, Sparse};
use tfdata_tests::{Truth, both, fixture, tensorflow};

fn path(name: &str) -> String {
    fixture("").join(name).to_str().expect("UTF-8").to_owned()
}

fn rows<E: Element>(ds: &Dataset<E>) -> Vec<E> {
    ds.iter().expect("an iterator").collect::<Result<_, _>>().expect("elements")
}

#[derive(Element)]
struct Quake {
    #[element(alias = "where", alias = "place")]
    site: Bytes,
    #[element(alias = "coordinates", cast)]
    position: [f64; 3],
    #[element(alias = "mag", cast = "lossy")]
    magnitude: half::bf16,
    #[element(cast = "lossy")]
    tsunami: u8,
    #[element(alias = "felt")]
    reports: Option<i64>,
    #[element(alias = "types")]
    kinds: Ragged<Bytes>,
    #[element(alias = "nst")]
    stations: Sparse<i64>,
    #[element(concat, alias = "code_bytes", alias = "codes")]
    code: Array1<Bytes>,
}

#[test]
fn one_name_in_all_records() {
    tensorflow();
    let truth = Truth::open("o05_example_quakes/truth");
    let ds = Dataset::<Quake>::examples(path("o05_example_quakes/data/quakes-none-*"))
        .default_value("magnitude", f32::NAN)
        .open()
        .expect("quakes");
    for ds in both(&ds) {
        let quakes = ds.stack().expect("a batch");
        truth.assert_stacked("place", &quakes.site.mapv(|bytes| bytes.to_vec()));
        truth.assert_stacked("coordinates", &quakes.position.mapv(|number| number as f32));
        assert!(quakes.position.iter().all(|number| f64::from(*number as f32) == *number));
        let tsunamis: Vec<i64> = quakes.tsunami.iter().map(|number| i64::from(*number)).collect();
        truth.assert_stacked("tsunami", &Array1::from(tsunamis));
        let reports = quakes.reports.iter().map(|reports| reports.unwrap_or(0));
        truth.assert_stacked("felt", &reports.collect::<Array1<i64>>());
        truth.assert_joined("code_bytes", &quakes.code.mapv(|bytes| bytes.to_vec()));
        let kinds: Vec<Array1<Vec<u8>>> = (0..truth.count)
            .map(|row| quakes.kinds.row(row).values().iter().map(|kind| kind.to_vec()).collect())
            .collect();
        truth.assert_elements("types", &kinds);
        truth.assert_sparse("nst", &rows(&ds).iter().map(|quake| quake.stations.clone()).collect::<Vec<_>>());
        let magnitudes = truth.component("mag").values();
        for (row, magnitude) in quakes.magnitude.iter().enumerate() {
            let bytes = magnitudes.get(row).try_into().expect("four bytes");
            assert_eq!(
                half::bf16::from_f32(f32::from_le_bytes(bytes)).to_bits(),
                magnitude.to_bits(),
                "{row}"
            );
        }
    }
}

#[derive(Element, Clone, Debug, PartialEq)]
struct Old {
    id: i64,
    tmax: f32,
    names: Array1<String>,
    #[element(shape = [_, 2])]
    points: Array2<i64>,
    note: Option<String>,
    rank: i64,
    tags: Ragged<String>,
    marks: Sparse<i64>,
}

#[derive(Element, Clone, Debug, PartialEq)]
#[element(rename_all = "UPPERCASE")]
struct New {
    #[element(rename = "id")]
    id: i64,
    tmax: f32,
    names: Array1<String>,
    #[element(shape = [_, 2])]
    points: Array2<i64>,
    note: Option<String>,
    rank: Option<i64>,
    tags: Ragged<String>,
    marks: Sparse<i64>,
}

/// Takes what either has.
#[derive(Element, Clone, Debug, PartialEq)]
struct Any {
    id: i64,
    #[element(alias = "TMAX")]
    tmax: f32,
    #[element(alias = "NAMES")]
    names: Array1<String>,
    #[element(alias = "POINTS", shape = [_, 2])]
    points: Array2<i64>,
    #[element(alias = "NOTE")]
    note: Option<String>,
    #[element(alias = "RANK", default = nine)]
    rank: i64,
    #[element(alias = "TAGS")]
    tags: Ragged<String>,
    #[element(alias = "MARKS")]
    marks: Sparse<i64>,
}

fn nine() -> i64 {
    9
}

fn texts(texts: &[&str]) -> Array1<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn marks(values: Array1<i64>) -> Sparse<i64> {
    let count = values.len();
    Sparse::new(Array2::from_shape_fn((count, 1), |(row, _)| row as i64), values, array![count as i64])
        .expect("a vector")
}

fn tags(names: &[&str]) -> Ragged<String> {
    Ragged::new(texts(names).into_dyn(), Vec::new()).expect("a vector")
}

#[test]
fn another_name_in_each_record() {
    tensorflow();
    let dir = tempfile::tempdir().expect("a directory");
    let files = dir.path().join("*.tfrecord").to_str().expect("UTF-8").to_owned();
    let old = Old {
        id: 0,
        tmax: 1.5,
        names: texts(&["a", "b"]),
        points: array![[1, 2]],
        note: Some("old".into()),
        rank: 3,
        tags: tags(&["x"]),
        marks: marks(array![7, 8]),
    };
    let new = New {
        id: 1,
        tmax: 2.5,
        names: texts(&["c"]),
        points: array![[3, 4], [5, 6]],
        note: None,
        rank: None,
        tags: tags(&[]),
        marks: marks(array![]),
    };
    let newer =
        New { id: 2, note: Some("newer".into()), rank: Some(4), tags: tags(&["y", "z"]), ..new.clone() };
    let mut file = ExampleWriter::<Old>::create(dir.path().join("a.tfrecord")).expect("a file");
    file.write(old.clone()).expect("an element");
    file.finish().expect("a file");
    let mut file = ExampleWriter::<New>::create(dir.path().join("b.tfrecord")).expect("a file");
    file.write_all([new.clone(), newer.clone()]).expect("elements");
    file.finish().expect("a file");

    let Old { id, tmax, names, points, note, rank, tags, marks } = old;
    let mut expected = vec![Any { id, tmax, names, points, note, rank, tags, marks }];
    for New { id, tmax, names, points, note, rank, tags, marks } in [new, newer] {
        expected.push(Any { id, tmax, names, points, note, rank: rank.unwrap_or(9), tags, marks });
    }
    let ds = Dataset::<Any>::examples(&files).open().expect("it fits");
    for ds in both(&ds) {
        assert_eq!(rows(&ds), expected, "{}", ds.explain());
    }

    // What has neither name, and what has values of another kind under one of them.
    #[derive(Element, Debug)]
    struct Neither {
        #[element(alias = "T_MAX")]
        t_max: f32,
    }
    #[derive(Element, Debug)]
    struct OtherKind {
        #[element(alias = "NOTE")]
        tmax: f32,
    }
    for ds in both(&Dataset::<Neither>::examples(&files).open().expect("it opens")) {
        let error = ds.stack().map(drop).expect_err("no such feature").to_string();
        assert!(error.contains("`t_max`") && error.contains("missing"), "{error}");
    }
    for ds in both(&Dataset::<OtherKind>::examples(&files).open().expect("it opens")) {
        let error = ds.stack().map(drop).expect_err("texts").to_string();
        assert!(error.contains("tmax") || error.contains("NOTE"), "{error}");
    }
    let ds = Dataset::<Neither>::examples(&files).default_value("t_max", -1.0_f32).open().expect("it opens");
    for ds in both(&ds) {
        assert_eq!(ds.stack().expect("defaults").t_max, array![-1.0, -1.0, -1.0]);
    }
}

#[derive(Element)]
struct Series {
    #[element(alias = "series")]
    name: String,
    #[element(alias = "mean_rate", cast)]
    mean: f64,
}

#[derive(Element)]
struct Steps {
    #[element(alias = "ym", shape = [_, 2])]
    year_month: Array2<i64>,
    #[element(alias = "people", alias = "count", cast = "lossy")]
    persons: Array1<i32>,
    #[element(alias = "by_year", cast)]
    years: Ragged<f64>,
    #[element(alias = "odd_only")]
    odd: Option<Array1<i64>>,
    #[element(alias = "rate")]
    rates: Sparse<f32>,
}

#[test]
fn other_names_of_feature_lists() {
    tensorflow();
    let truth = Truth::open("o12_seqex_unemployment/truth");
    let files = path("o12_seqex_unemployment/data/*none*");
    let ds = Dataset::<(Series, Steps)>::sequence_examples(&files).open().expect("series");
    for ds in both(&ds) {
        let all = rows(&ds);
        truth.assert_elements("0.series", all.iter().map(|(series, _)| &series.name));
        let means: Vec<f32> = all.iter().map(|(series, _)| series.mean as f32).collect();
        truth.assert_elements("0.mean_rate", &means);
        truth.assert_elements("1.ym", all.iter().map(|(_, steps)| &steps.year_month));
        let counts: Vec<Array1<i64>> = all.iter().map(|(_, steps)| steps.persons.mapv(i64::from)).collect();
        truth.assert_elements("1.count", &counts);
        let odd: Vec<Array1<i64>> =
            all.iter().map(|(_, steps)| steps.odd.clone().unwrap_or_default()).collect();
        truth.assert_elements("1.odd_only", &odd);
        assert!(all.iter().any(|(_, steps)| steps.odd.is_none()));
        let years: Vec<Ragged<f32>> = all
            .iter()
            .map(|(_, Steps { years, .. })| {
                let values = years.values().mapv(|number| number as f32);
                Ragged::new(values, years.row_splits().to_vec()).expect("as before")
            })
            .collect();
        truth.assert_ragged("1.by_year", &years);
        let rates: Vec<Array1<f32>> = all.iter().map(|(_, steps)| steps.rates.values().clone()).collect();
        truth.assert_elements("1.rate", &rates);
    }

    #[derive(Element, Debug)]
    struct Missing {
        #[element(alias = "nowhere")]
        gone: Array1<i64>,
    }
    let open = || Dataset::<(Series, Missing)>::sequence_examples(&files);
    for ds in both(&open().open().expect("it opens")) {
        let error = ds.iter().expect("an iterator").next().expect("an item").map(drop).expect_err("no list");
        assert!(error.to_string().contains("feature list `gone` is missing"), "{error}");
    }
    for ds in both(&open().allow_missing("gone").open().expect("it opens")) {
        assert!(rows(&ds).iter().all(|(_, steps)| steps.gone.is_empty()));
    }
}

#[derive(Element, Debug, PartialEq)]
struct Person {
    #[element(alias = "name", alias = "full name")]
    who: String,
    #[element(alias = "years", cast = "lossy")]
    age: u8,
    #[element(cast = "lossy")]
    height: half::f16,
    #[element(alias = "kg", cast = "lossy")]
    weight: num_complex::Complex<f64>,
    #[element(alias = "nick", default)]
    nickname: String,
}

#[test]
fn columns_of_csv() {
    tensorflow();
    let dir = tempfile::tempdir().expect("a directory");
    let file = dir.path().join("people.csv");
    std::fs::write(&file, "kg,full name,years,height\n61.25,Ada,36,1.5\n,Alan,-1,1.75\n").expect("writes");
    let file = file.to_str().expect("UTF-8");
    let ds = Dataset::<Person>::csv(file).default_value("weight", -1.0).open().expect("it fits");
    let person = |who: &str, age, height, weight| Person {
        who: who.into(),
        age,
        height: half::f16::from_f32(height),
        weight: num_complex::Complex::new(weight, 0.0),
        nickname: String::new(),
    };
    let expected = [person("Ada", 36, 1.5, 61.25), person("Alan", 255, 1.75, -1.0)];
    assert_eq!(rows(&ds), expected);
    assert_eq!(ds.engine(Engine::TensorFlow).stack().expect("a batch").age, array![36, 255]);

    #[derive(Element, Debug)]
    struct Loses {
        #[element(cast)]
        years: u8,
    }
    let error = Dataset::<Loses>::csv(file).open().expect_err("it loses").to_string();
    assert!(error.contains("years") && error.contains("cast = \"lossy\""), "{error}");
}
