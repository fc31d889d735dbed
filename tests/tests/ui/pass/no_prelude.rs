//! Without a prelude, and with the crate under another name.

#![no_implicit_prelude]
#![deny(warnings)]

mod facade {
    pub(crate) use ::tfdata as data;
}

#[derive(facade::data::Element)]
#[element(crate = crate::facade::data)]
struct Plain<T> {
    id: T,
    #[element(default)]
    name: ::std::string::String,
    #[element(skip)]
    seen: bool,
}

#[derive(facade::data::Element)]
#[element(crate = "crate::facade::data", batched)]
struct Arrays {
    ids: ::ndarray::Array1<i64>,
}

fn main() {
    let row = Plain { id: 1_i64, name: ::std::string::String::new(), seen: true };
    let batch = PlainBatch::from_rows([row]).unwrap();
    ::std::assert_eq!(batch.id, ::ndarray::arr1(&[1]));
    ::std::assert!(!batch.row(0).seen);
    let arrays = Arrays { ids: ::ndarray::arr1(&[1]) };
    ::std::assert_eq!(arrays.ids.len(), 1);
}
