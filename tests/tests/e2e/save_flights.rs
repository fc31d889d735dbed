//! A `ds.save` directory with a nested structure: its dense parts, next to ragged and sparse ones.

use ndarray::Array1;
use tfdata::{Dataset, Element};
use tfdata_tests::{Part, Truth, both, compare, fixture, tensorflow};

#[derive(Element)]
struct Airport {
    origin: String,
}

#[derive(Element)]
struct Flights {
    vec: Array1<i64>,
    origin: String,
}

type Numbers = (i64, [f32; 2]);

fn check(variant: &str) {
    tensorflow();
    let truth = Truth::open("o08_save_flights_ragged/truth");
    let path = fixture("o08_save_flights_ragged").join(variant);

    for airports in both(&Dataset::<(Airport, Numbers, bool)>::load(&path).open().expect(variant)) {
        // The vectors, which differ in length, are in the dataset but not in the struct.
        let (airport, (count, position), flag) = airports.stack().expect(variant);
        compare!(truth, Part::Stacked, airport, "0.", [origin]);
        truth.assert_stacked("1.0", &count);
        truth.assert_stacked("1.1", &position);
        truth.assert_stacked("2", &flag);
    }

    for flights in both(&Dataset::<(Flights, Numbers, bool)>::load(&path).open().expect(variant)) {
        let mut count = 0;
        for (number, element) in flights.iter().expect(variant).enumerate() {
            let (flights, numbers, flag) = element.expect(variant);
            compare!(truth, Part::Element(number), flights, "0.", [vec, origin]);
            truth.assert_element("1.0", number, &numbers.0);
            truth.assert_element("1.1", number, &numbers.1);
            truth.assert_element("2", number, &flag);
            count += 1;
        }
        assert_eq!(count, truth.count, "{variant}");
        let unequal = flights.stack().map(drop).expect_err("vectors of unequal length");
        assert!(matches!(&unequal, tfdata::Error::Unequal { path, .. } if path == "0.vec"), "{unequal}");
    }
}

#[test]
fn plain() {
    check("default");
}

#[test]
fn gzip() {
    check("gzip");
}
