use super::super::{ExampleParser, FeatureValue, RecordReader};
use super::truth::{files, npy, same_floats, strings};

/// Calls `take` with the values of each record of the files.
fn read(folder: &str, part: &str, names: &[&str], mut take: impl FnMut(&[FeatureValue<'_>])) -> usize {
    let mut parser = ExampleParser::new(names);
    let mut count = 0;
    for file in files(folder, part) {
        let mut records = RecordReader::open(&file, None).unwrap();
        while let Some(record) = records.next().unwrap() {
            let mut values = vec![FeatureValue::Missing; names.len()];
            parser.parse(record, &mut values).unwrap();
            take(&values);
            count += 1;
        }
    }
    count
}

fn floats(value: &FeatureValue<'_>, default: f32, to: &mut Vec<f32>) {
    match value {
        FeatureValue::Floats(list) => list.append_f32(to),
        value => {
            assert!(value.is_missing());
            to.push(default);
        }
    }
}

fn ints(value: &FeatureValue<'_>, default: i64, to: &mut Vec<i64>) {
    match value {
        FeatureValue::Ints(list) => list.append_i64(to).unwrap(),
        value => {
            assert!(value.is_missing());
            to.push(default);
        }
    }
}

fn bytes(value: &FeatureValue<'_>, to: &mut Vec<Vec<u8>>) {
    match value {
        FeatureValue::Bytes(list) => to.extend(list.iter().map(<[u8]>::to_vec)),
        value => {
            assert!(value.is_missing());
            to.push(Vec::new());
        }
    }
}

#[test]
fn taxi_trips_gzip() {
    const FLOATS: [&str; 8] = [
        "pickup_census_tract",
        "trip_miles",
        "tips",
        "fare",
        "pickup_latitude",
        "pickup_longitude",
        "dropoff_latitude",
        "dropoff_longitude",
    ];
    const INTS: [&str; 8] = [
        "trip_start_timestamp",
        "trip_start_month",
        "trip_start_hour",
        "trip_start_day",
        "trip_seconds",
        "pickup_community_area",
        "dropoff_community_area",
        "dropoff_census_tract",
    ];
    const BYTES: [&str; 2] = ["payment_type", "company"];
    let names = [&FLOATS[..], &INTS, &BYTES].concat();
    let (mut all_floats, mut all_ints, mut all_bytes) = (vec![vec![]; 8], vec![vec![]; 8], vec![vec![]; 2]);
    let count = read("o04_example_taxi/data", ".gz", &names, |values| {
        for (at, value) in values.iter().enumerate() {
            match at {
                0 => floats(value, -1.0, &mut all_floats[at]),
                1..8 => floats(value, f32::NAN, &mut all_floats[at]),
                8..16 => ints(value, -1, &mut all_ints[at - 8]),
                _ => bytes(value, &mut all_bytes[at - 16]),
            }
        }
    });
    assert_eq!(count, 5091);
    for (name, got) in FLOATS.iter().zip(&all_floats) {
        same_floats(got, &npy(&format!("o04_example_taxi/truth/{name}.npy")).f32());
    }
    for (name, got) in INTS.iter().zip(&all_ints) {
        assert_eq!(*got, npy(&format!("o04_example_taxi/truth/{name}.npy")).i64(), "{name}");
    }
    for (name, got) in BYTES.iter().zip(&all_bytes) {
        assert_eq!(*got, strings(&format!("o04_example_taxi/truth/{name}.bin")), "{name}");
    }
}

#[test]
fn earthquakes_in_three_compressions() {
    let names =
        ["id", "mag", "coordinates", "time_updated", "nst", "types", "felt", "code_bytes", "alert", "mag"];
    for part in ["none", "gzip", "zlib"] {
        let (mut id, mut mag, mut coordinates, mut time) = (vec![], vec![], vec![], vec![]);
        let (mut nst, mut nst_rows, mut types, mut type_lens, mut felt) =
            (vec![], vec![], vec![], vec![], vec![]);
        let (mut code, mut alert) = (vec![], vec![]);
        let mut row = 0;
        let count = read("o05_example_quakes/data", part, &names, |values| {
            bytes(&values[0], &mut id);
            floats(&values[1], f32::NAN, &mut mag);
            floats(&values[2], f32::NAN, &mut coordinates);
            ints(&values[3], -1, &mut time);
            if let FeatureValue::Ints(list) = values[4] {
                list.append_i64(&mut nst).unwrap();
                nst_rows.extend((0..list.len() as i64).flat_map(|at| [row, at]));
            }
            if let FeatureValue::Bytes(list) = values[5] {
                type_lens.push(list.len() as i64);
                types.extend(list.iter().map(<[u8]>::to_vec));
            }
            ints(&values[6], 0, &mut felt);
            if let FeatureValue::Bytes(list) = values[7] {
                code.extend(list.iter().map(<[u8]>::to_vec));
            }
            if let FeatureValue::Bytes(list) = values[8] {
                alert.extend(list.iter().map(<[u8]>::to_vec));
            }
            assert_eq!(values[9], values[1], "a name may be wanted twice");
            row += 1;
        });
        assert_eq!(count, 900);
        let truth = |name: &str| format!("o05_example_quakes/truth/{name}");
        assert_eq!(id, strings(&truth("id.bin")));
        same_floats(&mag, &npy(&truth("mag.npy")).f32());
        same_floats(&coordinates, &npy(&truth("coordinates.npy")).f32());
        assert_eq!(time, npy(&truth("time_updated.npy")).i64());
        assert_eq!(nst, npy(&truth("nst.values.npy")).i64());
        assert_eq!(nst_rows, npy(&truth("nst.indices.npy")).i64());
        assert_eq!(types, strings(&truth("types.values.bin")));
        assert_eq!(type_lens, npy(&truth("types.shapes.npy")).i64());
        assert_eq!(felt, npy(&truth("felt.npy")).i64());
        assert_eq!(code, strings(&truth("code_bytes.values.bin")));
        assert_eq!(alert, strings(&truth("alert.values.bin")));
    }
}

#[test]
fn mnist_floats() {
    let (mut classes, mut pixels) = (vec![], vec![]);
    let names = ["image_class", "image_floats"];
    let count = read("o06_example_mnist_floats/data", "tfrecord", &names, |values| {
        ints(&values[0], -1, &mut classes);
        floats(&values[1], f32::NAN, &mut pixels);
    });
    assert_eq!(count, 1000);
    assert_eq!(classes, npy("o06_example_mnist_floats/truth/image_class.npy").i64());
    let truth = npy("o06_example_mnist_floats/truth/image_floats.npy");
    same_floats(&pixels[..truth.f32().len()], &truth.f32());
}
