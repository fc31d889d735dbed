//! Structs that fit, in every kind of field and source.
#![deny(warnings)]
#![allow(dead_code)]

use std::collections::BTreeMap;

use ndarray::{Array1, Array2, Array3, ArrayD};
use tfdata::{Bytes, Complex, Element, Ragged, Sparse, Value, bf16, f16};

type Label = i64;
type Floats<const N: usize> = [f32; N];

#[derive(Element)]
#[element(spec = "data/wine", deny_unknown_fields)]
struct Wine {
    all: Floats<13>,
    bf16: [bf16; 3],
    c128: Complex<f64>,
    c64: Complex<f32>,
    class_name: String,
    #[element(shape = [0, 2])]
    empty: Array2<f32>,
    f16: ArrayD<f16>,
    f64: f64,
    flags: Array1<bool>,
    i16: i16,
    i32: i32,
    i64: i64,
    i8: i8,
    label: Label,
    two_names: [Bytes; 2],
    u16: Option<u16>,
    u32: Value,
    u64: u64,
    u8: [[u8; 1]; 3],
    #[element(default)]
    no_such: f32,
    nothing: Option<f32>,
    #[element(skip)]
    cache: usize,
}

#[derive(Element)]
#[element(spec = "data/wine/dataset_spec.pb")]
struct Generic<T, const N: usize> {
    label: T,
    all: Array1<f32>,
    bf16: [bf16; N],
}

fn use_generic() {
    let _ = tfdata::Dataset::<Generic<i64, 3>>::load("data/wine");
}

#[derive(Element)]
struct Car {
    name: Bytes,
    tokens: Array1<Bytes>,
}

#[derive(Element)]
struct Features {
    car: Car,
    origin: Sparse<u8>,
    power: [f32; 3],
}

#[derive(Element)]
#[element(spec = "data/cars", signature = "nested")]
struct Cars(Features, f32);

#[derive(Element)]
#[element(spec = "data/cars", signature = "nested", tuple)]
struct JustPower {
    #[element(index = 1)]
    power: f32,
}

#[derive(Element)]
struct Flight {
    by_letter: Ragged<Bytes>,
    dests: Ragged<String>,
    counts: Sparse<i32>,
}

#[derive(Element)]
#[element(spec = "data/flights")]
struct Flights(Flight, (i64, [f32; 2]), bool);

#[derive(Element)]
#[element(spec = "data/photos")]
struct Photo {
    #[element(shape = [_, _, 3])]
    image: Array3<u8>,
    #[element(rename = "image/filename")]
    file: String,
    objects: BTreeMap<String, Value>,
}

#[derive(Element)]
#[element(spec = "data/weather", signature = "windowed")]
struct Windowed([f32; 4], f32, u8);

#[derive(Element)]
#[element(spec = "data/weather", signature = "windowed")]
struct WindowedOf<T>([T; 4], T, u8);

#[derive(Element)]
#[element(spec = "data/taxi.tfrecord")]
struct Trip {
    company: Option<Bytes>,
    fare: f32,
    trip_miles: f32,
}

fn main() {
    use_generic();
    let _ = tfdata::Dataset::<WindowedOf<f32>>::load("data/weather");
}
