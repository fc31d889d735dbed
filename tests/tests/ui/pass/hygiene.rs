//! Generated code says what it means whatever names are about, and trips no lint.

#![deny(warnings, missing_docs, unused_qualifications, unreachable_pub, single_use_lifetimes)]
#![deny(rust_2018_idioms, missing_debug_implementations, trivial_casts, elided_lifetimes_in_paths)]

/// Names that the standard library has too.
#[allow(dead_code)]
mod shadowed {
    pub(crate) struct Vec;
    pub(crate) struct Option;
    pub(crate) struct String;
    pub(crate) struct Result;
    pub(crate) trait Default {}
    pub(crate) trait Element {}
    pub(crate) mod std {}
    pub(crate) mod core {}
    #[allow(non_snake_case)]
    pub(crate) fn Ok() {}
    #[allow(non_snake_case)]
    pub(crate) fn Some() {}

    #[derive(tfdata::Element, Debug)]
    pub(crate) struct Shadowed {
        pub(crate) row: f32,
        rows: i64,
        r#type: [u8; 2],
        column: f32,
        index: f32,
        batch: f32,
        other: f32,
        out: f32,
        #[element(default)]
        new: bool,
        #[element(skip)]
        len: u8,
    }

    #[derive(tfdata::Element, Debug)]
    pub(crate) struct Joined {
        pub(crate) row: f32,
        #[element(concat)]
        rows: ndarray::Array1<f32>,
        #[element(concat, default)]
        other: ndarray::Array2<u8>,
    }
}

/// Joins.
#[derive(tfdata::Element, Debug)]
pub struct Joined(pub i64, #[element(concat)] pub ndarray::Array1<f32>);

macro_rules! made {
    ($name:ident, $field:ident, $ty:ty) => {
        /// Made by a macro.
        #[derive(tfdata::Element, Debug)]
        pub struct $name {
            /// Given.
            pub $field: $ty,
            fixed: f32,
        }
    };
}

made!(Made, given, [i64; 2]);

#[derive(tfdata::Element)]
struct OnlyItsBatch {
    id: i64,
    #[element(default)]
    name: String,
}

fn main() {
    let made = MadeBatch::from_rows([Made { given: [1, 2], fixed: 1.0 }]).unwrap();
    assert_eq!(made.given, ndarray::array![[1, 2]]);
    assert_eq!(made.row(0).fixed, 1.0);
    let only = OnlyItsBatch { id: 1, name: String::new() };
    assert_eq!(OnlyItsBatchBatch::from_rows([only]).unwrap().id, ndarray::array![1]);

    #[derive(tfdata::Element)]
    struct Local(f32);
    assert_eq!(LocalBatch::from_rows([Local(1.0)]).unwrap().0, ndarray::array![1.0]);
}
