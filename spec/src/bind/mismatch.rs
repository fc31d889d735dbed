use std::fmt;

use crate::{DType, Dims, Shape};

/// One way in which a type does not fit a dataset: what is wrong, and the words to say so.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatch {
    /// The path in the dataset, or where it would be: `meta.pos`.
    pub path: String,
    /// What is wrong.
    pub kind: MismatchKind,
    /// What the type wants there, as a person reads it: `` `[f32; 3]`, float32 [3] ``.
    pub want: String,
    /// What the dataset has there.
    pub have: String,
    /// What to write instead.
    pub remedy: String,
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MismatchKind {
    /// The dataset has no such component.
    Missing {
        /// The name that was probably meant.
        nearest: Option<String>,
        /// The names (or positions) that there are.
        available: Vec<String>,
    },
    /// Another dtype.
    DType {
        /// What the type wants.
        want: DType,
        /// What the dataset has.
        have: DType,
    },
    /// A dtype for which there is no Rust type.
    NoRustType {
        /// What the type wants.
        want: DType,
        /// What the dataset has.
        have: DType,
    },
    /// Another number of dimensions.
    Rank {
        /// The dimensions that the type wants.
        want: Dims,
        /// The shape that the dataset has.
        have: Shape,
    },
    /// A dimension of another size.
    Dimension {
        /// Which dimension, 0 the first.
        axis: usize,
        /// The size that the type wants.
        want: usize,
        /// The size that the dataset has.
        have: usize,
    },
    /// Another kind of structure: a struct against a tuple, a tensor against a dict.
    Structure {
        /// What the type is.
        want: String,
        /// What the dataset has.
        have: String,
    },
    /// A tuple of another length, or another number of components.
    Arity {
        /// The number that the type has.
        want: usize,
        /// The number that the dataset has.
        have: usize,
    },
    /// A feature that no field names, where the struct wants all of them named (`deny_unknown_fields`).
    Unknown,
    /// A component that this field type can't read: ragged, sparse, an optional, a nested dataset.
    Unsupported {
        /// What the dataset has: `a ragged tensor`.
        have: String,
    },
    /// The field's `shape` attribute contradicts its type.
    Attribute {
        /// The dimensions that the type has.
        dims: Dims,
        /// The dimensions that the attribute gives.
        shape: Dims,
    },
    /// A `shape` attribute on a field that is a struct or a tuple.
    ShapeOfStruct,
    /// A tensor of more than [`Dims::MAX_RANK`] dimensions, from batching.
    TooManyDimensions {
        /// How many there would be.
        rank: usize,
    },
}

/// Every way in which a type does not fit a dataset. Displayed, it is a table: path, what the type wants, what
/// the dataset has, what to write.
#[derive(Clone, Debug, PartialEq)]
pub struct Mismatches {
    /// The type that does not fit, as in [`crate::StructWant::name`].
    pub name: String,
    /// All of them, in the order of the fields.
    pub all: Vec<Mismatch>,
}

impl std::error::Error for Mismatches {}

impl fmt::Display for Mismatches {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` does not fit the dataset: {}", self.name, self.table())
    }
}

/// What [`Mismatches::table`] returns.
struct Table<'a>(&'a Mismatches);

impl fmt::Display for Table<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows = self.0.rows();
        let s = if rows.len() == 1 { "" } else { "es" };
        writeln!(f, "{} mismatch{s}", rows.len())?;
        let batched = rows.iter().all(|[.., remedy]| remedy.ends_with(MAY_BE_BATCHED));
        if batched {
            for [.., remedy] in &mut rows {
                remedy.truncate(remedy.len() - MAY_BE_BATCHED.len());
            }
        }
        let head = [["component", "the type wants", "the dataset has", "write"].map(str::to_owned)];
        let all: Vec<_> = head.iter().chain(&rows).collect();
        for (number, row) in all.iter().enumerate() {
            let mut line = String::from("  ");
            for (column, cell) in row.iter().enumerate() {
                let width = width(all.iter().map(|row| &row[column]));
                line += &format!("{cell:width$}  ");
            }
            f.write_str(line.trim_end())?;
            if number + 1 < all.len() {
                f.write_str("\n")?;
            }
        }
        if batched {
            f.write_str("\n  Everywhere the dataset has one axis more: it seems to be batched. Read it as the batch type")?;
            f.write_str(" (`…Batch`, or arrays of one more dimension), and `unbatch()` that if you want single elements.")?;
        }
        Ok(())
    }
}

/// What ends the remedy for a tensor that has one axis more than is wanted.
pub(super) const MAY_BE_BATCHED: &str = ", unless that axis is a batch";

impl Mismatches {
    /// How many there are, and the table, without the name of the type.
    pub fn table(&self) -> impl fmt::Display + '_ {
        Table(self)
    }

    /// The table's rows. What is wrong in two ways at one place (dtype and rank) is one row, as both are
    /// mended by writing one type.
    fn rows(&self) -> Vec<[String; 4]> {
        let mut rows: Vec<[String; 4]> = Vec::new();
        for Mismatch { path, want, have, remedy, .. } in &self.all {
            let row = [cut(path, 100), cut(want, 100), cut(have, 100), cut(remedy, 400)];
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
        rows
    }
}

/// The text, without its end where it is too long to be read in a table.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// The width of a column: that of its longest cell, apart from cells too long to align to.
fn width<'a>(cells: impl Iterator<Item = &'a String>) -> usize {
    cells.map(|cell| cell.chars().count()).filter(|width| *width <= 48).max().unwrap_or(0)
}
