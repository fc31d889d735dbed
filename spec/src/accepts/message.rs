//! What the compiler says, put together in constants.

use super::{Misfit, nearest};
use crate::Key;

/// A text that is put together in a constant. Pieces that don't fit are left out.
#[derive(Clone, Copy, Debug)]
pub struct Message {
    bytes: [u8; Message::MOST],
    len: usize,
}

impl Message {
    const MOST: usize = 1024;

    /// What is wrong, and what to write.
    pub(crate) const fn of(misfit: &Misfit<'_>) -> Self {
        let empty = Self { bytes: [0; Self::MOST], len: 0 };
        match *misfit {
            Misfit::Other(have) => {
                empty.at(have.path).add("the dataset has ").add(have.text).add("; write ").add(have.write)
            }
            Misfit::Missing(have, key) => {
                // The whole element has no name that a feature's stands behind.
                let start = match have.path.as_bytes() {
                    b"_" => empty.add("`"),
                    _ => empty.add("`").add(have.path).add("."),
                };
                let named = match key {
                    Key::Name(name) => start.add(name),
                    Key::Index(index) => start.number(index),
                };
                let missing = named.add("`: no such feature; ");
                match (key, nearest::member(key, have)) {
                    (Key::Name(_), Some(near)) => missing.add("did you mean `").add(near).add("`?"),
                    _ => missing.add("the dataset has ").add(have.text),
                }
            }
            Misfit::Unused(have, name) => empty
                .at(have.path)
                .add("no field of `")
                .add(name)
                .add("` reads it; write a field for ")
                .add(have.text)
                .add(", or no `deny_unknown_fields`"),
            Misfit::Arity(have, fields) => empty
                .at(have.path)
                .add("the dataset has ")
                .add(have.text)
                .add(", not ")
                .number(fields)
                .add(if fields == 1 { " member; write " } else { " members; write " })
                .add(have.write),
            Misfit::ShapeOfStruct(have) => {
                empty.at(have.path).add("only a tensor has a `shape`; write it on the fields of the struct")
            }
            Misfit::Attribute(have) => {
                empty.at(have.path).add("`shape` doesn't fit; the dataset has ").add(have.text)
            }
            Misfit::TooManyDimensions(have) => {
                empty.at(have.path).add("batched to more than 8 dimensions; batch less often")
            }
            Misfit::Unstructured(have) => empty
                .add("the dataset records dtypes and shapes only (")
                .add(have.text)
                .add("); a signature that returns the dataset itself records what this field needs"),
            Misfit::Count(have, wanted) => empty
                .add("the struct reads ")
                .number(wanted)
                .add(if wanted == 1 { " component" } else { " components" })
                .add("; the dataset has ")
                .add(have.text)
                .add(", in flattened order; write a field for each"),
        }
    }

    /// Two fields read this.
    pub(crate) const fn shared(name: &str) -> Self {
        let empty = Self { bytes: [0; Self::MOST], len: 0 };
        empty
            .add("`")
            .add(name)
            .add("` is read by another field too; rename one, or leave it out with `skip`")
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        match core::str::from_utf8(self.bytes.split_at(self.len).0) {
            Ok(text) => text,
            // Whole texts are added only.
            Err(_) => "",
        }
    }

    const fn at(self, path: &str) -> Self {
        self.add("`").add(path).add("`: ")
    }

    const fn add(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        if text.len() <= Self::MOST - self.len {
            let mut index = 0;
            while index < text.len() {
                self.bytes[self.len] = text[index];
                self.len += 1;
                index += 1;
            }
        }
        self
    }

    const fn number(self, number: usize) -> Self {
        let rest = if number >= 10 { self.number(number / 10) } else { self };
        let digit = [b'0' + (number % 10) as u8];
        match core::str::from_utf8(&digit) {
            Ok(digit) => rest.add(digit),
            Err(_) => rest,
        }
    }
}
