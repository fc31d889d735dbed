//! A struct that a macro writes, in a crate with names like those of generated code.
#![deny(warnings)]
#![allow(dead_code)]
#![no_implicit_prelude]

struct Have;
const __HAVE: Have = Have;

macro_rules! wine {
    ($name:ident, $path:literal, $label:ty) => {
        #[derive(::tfdata::Element)]
        #[element(spec = $path)]
        struct $name {
            label: $label,
            f64: f64,
        }
    };
}

wine!(Wine, "data/wine", i64);

#[derive(::tfdata::Element)]
#[element(spec = "data/weather", signature = "windowed")]
struct Windowed([f32; 4], f32, u8);

fn main() {
    let Have = __HAVE;
}
