use std::collections::BTreeMap;
use std::fmt;
use std::ops::Deref;

use bytes::Bytes;
use half::{bf16, f16};
use ndarray::{Array1, Array2, ArrayD, Axis, Slice};
use num_complex::Complex;
use tfdata_spec::{DType, ElementSpec, Want};

use super::array::tensor_of;
use super::{ColumnOf, Concat, Element, Item, Rows, Stack, Unbatch, ragged};
use crate::column::{Column, array_of};
use crate::component::Component;
use crate::error::{Error, Result};
use crate::graph;
use crate::memory::{self, Branch};
use crate::part::Part;
use crate::row::{Leaf, Row};
use crate::tensor::Components;

macro_rules! values {
    ($($Variant:ident($T:ty), $dtype:ident, $name:literal;)*) => {
        /// Any element, or any part of one: what `serde_json::Value` is to JSON.
        ///
        /// Tensors are arrays of any rank, a scalar one of rank 0; strings are bytes. It prints as a person reads
        /// it, long arrays shortened.
        ///
        /// ```no_run
        /// # use tfdata::{Dataset, Value};
        /// for element in Dataset::<Value>::load("saved/train").open()?.take(3).iter()? {
        ///     println!("{}", element?);
        /// }
        /// # Ok::<(), tfdata::Error>(())
        /// ```
        #[derive(Clone, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Value {
            $(#[doc = concat!("A tensor of `", $name, "`.")] $Variant(ArrayD<$T>),)*
            /// A ragged tensor.
            Ragged {
                /// The items of all rows.
                values: Box<Value>,
                /// Where rows begin and end, the outermost level first.
                row_splits: Vec<Array1<i64>>,
            },
            /// A sparse tensor.
            Sparse {
                /// Where the values stand: `[number of values, rank]`.
                indices: Array2<i64>,
                /// The values.
                values: Box<Value>,
                /// The shape of the whole.
                dense_shape: Array1<i64>,
            },
            /// An optional.
            Optional(Option<Box<Value>>),
            /// A nested dataset: its elements.
            Dataset(Vec<Value>),
            /// A dict or named tuple.
            Dict(BTreeMap<String, Value>),
            /// A tuple.
            Tuple(Vec<Value>),
            /// Python's `None`.
            None,
        }

        impl Value {
            /// The dtype of a tensor; `None` for anything else.
            pub fn dtype(&self) -> Option<DType> {
                match self {
                    $(Self::$Variant(_) => Some(DType::$dtype),)*
                    Self::Ragged { values, .. } | Self::Sparse { values, .. } => values.dtype(),
                    _ => None,
                }
            }

            fn tensor(leaf: &Leaf<'_>) -> Result<Self> {
                let shape = leaf.component.shape();
                match leaf.component.dtype() {
                    $(DType::$dtype => {
                        let mut items: Vec<$T> = Vec::new();
                        Item::append(leaf, &mut items)?;
                        Ok(Self::$Variant(array_of(shape, items)?))
                    })*
                    other => Err(leaf.not_dtype(other)),
                }
            }

            /// The rows `start..end` of a tensor.
            fn slice(&self, start: usize, end: usize) -> Self {
                match self {
                    $(Self::$Variant(array) if array.ndim() > 0 => {
                        Self::$Variant(array.slice_axis(Axis(0), Slice::from(start..end)).to_owned())
                    })*
                    other => other.clone(),
                }
            }

            /// Row `index` of a tensor.
            fn row(&self, index: usize) -> Self {
                match self {
                    $(Self::$Variant(array) if array.ndim() > 0 => {
                        Self::$Variant(array.index_axis(Axis(0), index).to_owned())
                    })*
                    other => other.clone(),
                }
            }

            /// On its way into a dataset.
            fn part(self) -> Result<Branch> {
                match self {
                    $(Self::$Variant(array) => Ok(Branch::tensor(tensor_of(array))),)*
                    other => other.composite_part(),
                }
            }

            fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
                match self {
                    $(Self::$Variant(array) => write_array(f, array, depth),)*
                    other => other.write_structure(f, depth),
                }
            }
        }
    };
}

values! {
    F32(f32), F32, "f32";
    F64(f64), F64, "f64";
    F16(f16), F16, "f16";
    BF16(bf16), BF16, "bf16";
    I8(i8), I8, "i8";
    I16(i16), I16, "i16";
    I32(i32), I32, "i32";
    I64(i64), I64, "i64";
    U8(u8), U8, "u8";
    U16(u16), U16, "u16";
    U32(u32), U32, "u32";
    U64(u64), U64, "u64";
    Bool(bool), Bool, "bool";
    C64(Complex<f32>), C64, "Complex<f32>";
    C128(Complex<f64>), C128, "Complex<f64>";
    Bytes(Bytes), String, "Bytes";
}

impl Value {
    /// The member of a dict with this name.
    pub fn get(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Dict(members) => members.get(name),
            _ => None,
        }
    }

    /// The value of a component that is an `element`, or the structure around several.
    fn build<'a>(spec: &ElementSpec, leaves: &mut impl Iterator<Item = Leaf<'a>>) -> Result<Self> {
        let members = |fields: &[(String, ElementSpec)], leaves: &mut _| {
            let members = fields.iter().map(|(name, spec)| Ok((name.clone(), Self::build(spec, leaves)?)));
            members.collect::<Result<_>>().map(Self::Dict)
        };
        match spec {
            ElementSpec::None => Ok(Self::None),
            ElementSpec::Dict(fields) | ElementSpec::NamedTuple { fields, .. } => members(fields, leaves),
            ElementSpec::Tuple(parts) => {
                parts.iter().map(|spec| Self::build(spec, leaves)).collect::<Result<_>>().map(Self::Tuple)
            }
            ElementSpec::Flat(parts) => {
                let parts = parts.iter().map(|spec| Self::build(&ElementSpec::Tensor(spec.clone()), leaves));
                parts.collect::<Result<_>>().map(Self::Tuple)
            }
            ElementSpec::IndexedSlices { has_dense_shape, .. } => {
                let names = ["values", "indices", "dense_shape"];
                let names = names.iter().take(2 + usize::from(*has_dense_shape));
                let parts = names.map(|name| Ok(((*name).to_owned(), Self::leaf(None, &next(leaves)?)?)));
                parts.collect::<Result<_>>().map(Self::Dict)
            }
            leaf => Self::leaf(Some(leaf), &next(leaves)?),
        }
    }

    fn leaf(spec: Option<&ElementSpec>, leaf: &Leaf<'_>) -> Result<Self> {
        Ok(match leaf.component {
            Component::Ragged(parts) => Self::Ragged {
                values: Box::new(Self::tensor(&leaf.part(&parts.values))?),
                row_splits: parts
                    .row_splits
                    .iter()
                    .map(|splits| ragged::integers(&leaf.part(splits)).map(Array1::from))
                    .collect::<Result<_>>()?,
            },
            Component::Sparse(parts) => Self::Sparse {
                indices: array_of(parts.indices.shape(), ragged::integers(&leaf.part(&parts.indices))?)?,
                values: Box::new(Self::tensor(&leaf.part(&parts.values))?),
                dense_shape: ragged::integers(&leaf.part(&parts.dense_shape))?.into(),
            },
            Component::Optional(None) => Self::Optional(None),
            Component::Optional(Some(components)) => {
                Self::Optional(Some(Box::new(Self::inner(spec, leaf, components)?)))
            }
            Component::Optionals(rows) => {
                let row = |components: &Option<Vec<_>>| {
                    let value = components.as_ref().map(|components| Self::inner(spec, leaf, components));
                    Ok(Self::Optional(value.transpose()?.map(Box::new)))
                };
                Self::Dataset(rows.iter().map(row).collect::<Result<_>>()?)
            }
            Component::Dataset(elements) => {
                let elements = elements.iter().map(|components| Self::inner(spec, leaf, components));
                Self::Dataset(elements.collect::<Result<_>>()?)
            }
            _ => Self::tensor(leaf)?,
        })
    }

    /// What an optional or a nested dataset holds.
    fn inner(spec: Option<&ElementSpec>, leaf: &Leaf<'_>, components: &[Component<'_>]) -> Result<Self> {
        let (Some(ElementSpec::Optional(spec)) | Some(ElementSpec::Dataset(spec))) = spec else {
            return Err(leaf.not_dtype(DType::Variant));
        };
        Self::build(spec, &mut components.iter().map(|component| leaf.part(component)))
    }

    fn composite_part(self) -> Result<Branch> {
        let tensor = |value: Self| match value.part()?.components.pop() {
            Some(Part::Tensor(tensor)) => Ok(tensor),
            _ => Err(memory::cannot("the values of a ragged or sparse tensor are a dense tensor".into())),
        };
        let members = |members: Vec<Self>| -> Result<(Vec<ElementSpec>, Vec<Part>)> {
            let parts = members.into_iter().map(Self::part).collect::<Result<Vec<_>>>()?;
            let (specs, components): (Vec<_>, Vec<_>) =
                parts.into_iter().map(|part| (part.spec, part.components)).unzip();
            Ok((specs, components.into_iter().flatten().collect()))
        };
        Ok(match self {
            Self::Ragged { values, row_splits } => Branch::ragged(tensor(*values)?, row_splits),
            Self::Sparse { indices, values, dense_shape } => {
                Branch::sparse(indices.into_iter().collect(), tensor(*values)?, dense_shape)
            }
            Self::Optional(held) => {
                Branch::optional(held.map(|held| held.part()).transpose()?, || ElementSpec::None)
            }
            Self::Dataset(elements) => {
                let elements = elements.into_iter().map(Self::part).collect::<Result<_>>()?;
                Branch::dataset(elements, || ElementSpec::None)?
            }
            Self::Dict(features) => {
                let (keys, values): (Vec<_>, Vec<_>) = features.into_iter().unzip();
                let (specs, components) = members(values)?;
                Branch { spec: ElementSpec::Dict(keys.into_iter().zip(specs).collect()), components }
            }
            Self::Tuple(values) => {
                let (specs, components) = members(values)?;
                Branch { spec: ElementSpec::Tuple(specs), components }
            }
            _ => Branch { spec: ElementSpec::None, components: Vec::new() },
        })
    }

    /// Row `index` of a batch.
    fn batch_row(&self, index: usize) -> Self {
        match self {
            Self::Dict(members) => Self::Dict(
                members.iter().map(|(name, member)| (name.clone(), member.batch_row(index))).collect(),
            ),
            Self::Tuple(members) => {
                Self::Tuple(members.iter().map(|member| member.batch_row(index)).collect())
            }
            Self::Ragged { values, row_splits } => {
                let mut range = (index, index + 1);
                let mut inner = Vec::new();
                for (level, splits) in row_splits.iter().enumerate() {
                    if level > 0 {
                        let first = splits[range.0];
                        inner.push((range.0..=range.1).map(|at| splits[at] - first).collect());
                    }
                    range = (splits[range.0] as usize, splits[range.1] as usize);
                }
                let values = values.slice(range.0, range.1);
                if inner.is_empty() {
                    values
                } else {
                    Self::Ragged { values: Box::new(values), row_splits: inner }
                }
            }
            Self::Sparse { indices, values, dense_shape } => {
                let at: Vec<usize> =
                    (0..indices.nrows()).filter(|row| indices[[*row, 0]] == index as i64).collect();
                let (start, end) = (at.first().copied().unwrap_or(0), at.last().map_or(0, |last| last + 1));
                Self::Sparse {
                    indices: indices.select(Axis(0), &at).slice_axis(Axis(1), Slice::from(1..)).to_owned(),
                    values: Box::new(values.slice(start, end)),
                    dense_shape: dense_shape.iter().skip(1).copied().collect(),
                }
            }
            // A batch of optionals.
            Self::Dataset(rows) => rows.get(index).cloned().unwrap_or(Self::None),
            tensor => tensor.row(index),
        }
    }

    fn write_structure(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, members: &[(String, &Self)]| {
            for (name, member) in members {
                write!(f, "\n{:width$}{name}: ", "", width = depth * 2)?;
                member.write(f, depth + 1)?;
            }
            Ok(())
        };
        match self {
            Self::Dict(members) => {
                list(f, &members.iter().map(|(name, member)| (name.clone(), member)).collect::<Vec<_>>())
            }
            Self::Tuple(members) => {
                let numbered = members.iter().enumerate().map(|(index, member)| (index.to_string(), member));
                list(f, &numbered.collect::<Vec<_>>())
            }
            Self::Dataset(elements) => {
                write!(f, "{} elements", elements.len())?;
                let numbered = elements.iter().take(SHOWN).enumerate();
                list(f, &numbered.map(|(index, element)| (format!("[{index}]"), element)).collect::<Vec<_>>())
            }
            Self::Ragged { values, row_splits } => {
                let splits: Vec<_> =
                    row_splits.iter().map(|splits| Short(splits.as_slice().unwrap_or(&[]))).collect();
                write!(f, "ragged, row splits {splits:?}, values ")?;
                values.write(f, depth)
            }
            Self::Sparse { indices, values, dense_shape } => {
                write!(
                    f,
                    "sparse {dense_shape}, at {:?}, values ",
                    Short(indices.as_slice().unwrap_or(&[]))
                )?;
                values.write(f, depth)
            }
            Self::Optional(Some(value)) => value.write(f, depth),
            _ => f.write_str("none"),
        }
    }
}

fn next<'a>(leaves: &mut impl Iterator<Item = Leaf<'a>>) -> Result<Leaf<'a>> {
    leaves.next().ok_or_else(|| Error::Argument {
        method: "Value".into(),
        reason: "the engine gave fewer components than the dataset has".into(),
    })
}

/// How many items of an array are printed.
const SHOWN: usize = 8;

/// A few items.
struct Short<'a, T>(&'a [T]);

impl<T: fmt::Debug> fmt::Debug for Short<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.0[..self.0.len().min(SHOWN)];
        let text: Vec<String> = shown.iter().map(|item| format!("{item:?}")).collect();
        let more = if self.0.len() > SHOWN { ", …" } else { "" };
        write!(f, "[{}{more}]", text.join(", "))
    }
}

fn write_array<T: fmt::Debug + Clone>(
    f: &mut fmt::Formatter<'_>,
    array: &ArrayD<T>,
    _: usize,
) -> fmt::Result {
    if let (0, Some(item)) = (array.ndim(), array.first()) {
        return write!(f, "{item:?}");
    }
    let items: Vec<T> = array.iter().take(SHOWN + 1).cloned().collect();
    write!(f, "{:?} {:?}", array.shape(), Short(&items))
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Element for Value {
    const SPEC: Want = Want::Any;
    type Tensors = graph::Untyped;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        let any = row.next_any()?;
        Self::build(any.spec, &mut any.components.into_iter())
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        out.push_part(self.part()?);
        Ok(())
    }
}

/// Many [`Value`]s, one a row: what untyped elements are stacked into. It is a slice of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Values(Vec<Value>);

impl Deref for Values {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.0
    }
}

impl Stack for Value {
    type Batch = Values;

    fn push_to(self, column: &mut ColumnOf<Self>) -> Result<()> {
        column.0.push(self);
        Ok(())
    }

    fn get(batch: &Values, index: usize) -> Self {
        batch[index].clone()
    }
}

impl Element for Values {
    const SPEC: Want = Want::Batched(&Value::SPEC);
    type Tensors = graph::Untyped;

    fn read(row: &mut Row<'_>) -> Result<Self> {
        let mut column = ValueColumn(Vec::new());
        column.extend(row)?;
        column.finish()
    }

    fn into_components(self, out: &mut Components) -> Result<()> {
        let rows = self.0.into_iter().map(Value::part).collect::<Result<_>>()?;
        out.push_part(Branch::rows(rows, || ElementSpec::None)?);
        Ok(())
    }
}

impl Unbatch for Values {
    type Row = Value;
}

impl Concat for Values {
    type Column = ValueColumn;

    fn len(&self) -> usize {
        self.0.len()
    }

    fn pick(&self, rows: Rows<'_>) -> Self {
        Self(match rows {
            Rows::Range(range) => self.0[range].to_vec(),
            Rows::Indices(indices) => indices.iter().map(|index| self.0[*index].clone()).collect(),
        })
    }

    fn append(&mut self, other: Self) -> Result<()> {
        self.0.extend(other.0);
        Ok(())
    }
}

/// The column of untyped elements.
pub struct ValueColumn(Vec<Value>);

impl Column for ValueColumn {
    type Batch = Values;

    fn with_capacity(_: usize) -> Self {
        Self(Vec::new())
    }

    fn push(&mut self, row: &mut Row<'_>) -> Result<()> {
        self.0.push(Value::read(row)?);
        Ok(())
    }

    fn extend(&mut self, rows: &mut Row<'_>) -> Result<()> {
        let count = rows.rows();
        let batch = Value::read(rows)?;
        self.0.extend((0..count).map(|index| batch.batch_row(index)));
        Ok(())
    }

    fn finish(self) -> Result<Values> {
        Ok(Values(self.0))
    }
}
