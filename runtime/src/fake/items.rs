//! From an element spec to the components of an element.

use half::{bf16, f16};
use num_complex::Complex;
use tfdata_spec::{DType, ElementSpec, RaggedSpec, Shape};

use super::random::Random;
use crate::element::Item;
use crate::part::Part;
use crate::tensor::Tensor;

/// Ragged rows, nested datasets and strings are at most so long.
const LONGEST: usize = 4;

/// What strings are made of: words of these, some of them more than a byte long in UTF-8.
const SYLLABLES: [&str; 16] =
    ["ka", "lo", "mi", "ne", "ra", "su", "te", "vo", "é", "ß", "ž", "я", "の", "雨", "🌧", " "];

/// The components of one element, in the order in which the structure is flattened.
pub(super) fn of(spec: &ElementSpec, random: &mut Random) -> Vec<Part> {
    let mut parts = Vec::new();
    add(spec, random, &mut parts);
    parts
}

fn add(spec: &ElementSpec, random: &mut Random, parts: &mut Vec<Part>) {
    match spec {
        ElementSpec::Tensor(spec) => {
            parts.push(Part::Tensor(tensor(spec.dtype, &known(&spec.shape), random)))
        }
        ElementSpec::Ragged(spec) => parts.push(ragged(spec, random)),
        ElementSpec::Sparse(spec) => parts.push(sparse(spec.dtype, &known(&spec.shape), random)),
        ElementSpec::Optional(inner) => {
            // The same numbers are taken whether it is there or not.
            let inner = of(inner, random);
            parts.push(Part::Optional((random.below(2) == 1).then_some(inner)));
        }
        ElementSpec::Dataset(inner) => {
            let elements = random.size(0, LONGEST);
            parts.push(Part::Dataset((0..elements).map(|_| of(inner, random)).collect()));
        }
        ElementSpec::Dict(members) => members.iter().for_each(|(_, spec)| add(spec, random, parts)),
        ElementSpec::Tuple(members) => members.iter().for_each(|spec| add(spec, random, parts)),
        _ => {}
    }
}

fn known(shape: &Shape) -> Vec<usize> {
    shape.as_known().unwrap_or_default()
}

fn tensor(dtype: DType, shape: &[usize], random: &mut Random) -> Tensor {
    match dtype {
        DType::F32 => items(shape, || fraction(random) as f32),
        DType::F64 => items(shape, || fraction(random)),
        DType::F16 => items(shape, || f16::from_f64(coarse(random))),
        DType::BF16 => items(shape, || bf16::from_f64(coarse(random))),
        DType::I8 => items(shape, || random.below(100) as i8),
        DType::I16 => items(shape, || random.below(100) as i16),
        DType::I32 => items(shape, || random.below(100) as i32),
        DType::U8 => items(shape, || random.below(100) as u8),
        DType::U16 => items(shape, || random.below(100) as u16),
        DType::U32 => items(shape, || random.below(100)),
        DType::U64 => items(shape, || u64::from(random.below(100))),
        DType::Bool => items(shape, || random.below(2) == 1),
        DType::C64 => items(shape, || Complex::new(fraction(random) as f32, fraction(random) as f32)),
        DType::C128 => items(shape, || Complex::new(fraction(random), fraction(random))),
        DType::String => items(shape, || word(random)),
        // The rest of what a type can want is int64.
        _ => items(shape, || i64::from(random.below(100))),
    }
}

fn items<T: Item>(shape: &[usize], item: impl FnMut() -> T) -> Tensor {
    let items = std::iter::repeat_with(item).take(shape.iter().product()).collect();
    T::tensor(shape.to_vec(), items)
}

/// A number from -32 up to 32 that `f32` holds exactly.
fn fraction(random: &mut Random) -> f64 {
    f64::from(random.below(1 << 16)) / 1024.0 - 32.0
}

/// A number from -4 up to 4 that `f16` and `bf16` hold exactly.
fn coarse(random: &mut Random) -> f64 {
    f64::from(random.below(256)) / 32.0 - 4.0
}

fn word(random: &mut Random) -> String {
    (0..random.size(0, LONGEST)).map(|_| SYLLABLES[random.below(16) as usize]).collect()
}

/// Rows of unequal length, one level of them for each ragged dimension.
fn ragged(spec: &RaggedSpec, random: &mut Random) -> Part {
    let outermost = spec.shape.dims().and_then(|dims| dims.first().copied().flatten());
    let mut rows = outermost.unwrap_or_else(|| random.size(0, LONGEST));
    let mut row_splits = Vec::new();
    for _ in 0..spec.ragged_rank {
        let mut splits = vec![0_i64];
        let mut end = 0;
        for _ in 0..rows {
            end += random.size(0, LONGEST);
            splits.push(end as i64);
        }
        row_splits.push(i64::tensor(vec![splits.len()], splits));
        rows = end;
    }
    Part::Ragged { row_splits, values: tensor(spec.dtype, &[rows], random) }
}

/// Every other item or so.
fn sparse(dtype: DType, shape: &[usize], random: &mut Random) -> Part {
    let mut indices: Vec<i64> = Vec::new();
    let mut count = 0;
    for position in 0..shape.iter().product::<usize>() {
        if random.below(2) == 0 {
            continue;
        }
        let mut rest = position;
        let mut index = vec![0; shape.len()];
        for (at, size) in index.iter_mut().zip(shape).rev() {
            *at = (rest % size) as i64;
            rest /= size;
        }
        indices.extend(index);
        count += 1;
    }
    let dense_shape: Vec<i64> = shape.iter().map(|size| *size as i64).collect();
    Part::Sparse {
        indices: i64::tensor(vec![count, shape.len()], indices),
        values: tensor(dtype, &[count], random),
        dense_shape: i64::tensor(vec![shape.len()], dense_shape),
    }
}
