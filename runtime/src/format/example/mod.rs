//! `tf.train.Example` and `tf.train.SequenceExample`, parsed straight from their bytes: only the features that
//! are wanted, and without allocating.
//!
//! Written out, an `Example` is
//! ```text
//! 0A len Features{ 0A len Entry{ 0A len key, 12 len Feature{ KIND len List{ 0A len values } } }, … }
//! KIND: 0A bytes_list, 12 float_list, 1A int64_list
//! ```
//! What is accepted is what TensorFlow's own parser accepts, except where that one would lose or invent data:
//!
//! | | TensorFlow | here |
//! |---|---|---|
//! | keys in any order, repeated keys (last wins), several `Features`, unknown plain fields beside them | yes | yes |
//! | map entries with the value first, keys that aren't UTF-8 | yes | yes |
//! | map entries without a key or a value, unknown groups | error | error |
//! | a list in several packed pieces, partly packed, or given twice | reads the first piece | error |
//! | a feature with two lists | reads the first | error |
//! | a packed block of floats of 4n + 2 bytes | ignores the tail | error |
//! | `Example.features` behind a tag of more than one byte | skips it | reads it |

mod bits;
mod keys;
mod layout;
mod list;
mod parser;
mod run;
mod sequence;
mod short;
mod varint;
mod writer;

pub(crate) use layout::{BYTES, FLOATS, INTS};
pub use list::{BytesIter, BytesList, FloatList, IntIter, IntList};
pub(crate) use parser::Sink;
pub use parser::{ExampleParser, FeatureValue};
pub(crate) use run::Floats;
pub use sequence::{FeatureListValue, FeaturesIter, SequenceExampleParser};
pub(crate) use short::Short;
pub use writer::ExampleEncoder;

use super::wire::{self, Cursor, WireError};
use crate::format::error::WireProblem;

/// One entry of the map `Features.feature`, or of `FeatureLists.feature_list`: its key and its value's bytes.
pub(crate) fn entry<'a>(cursor: &mut Cursor<'a>) -> Result<(&'a [u8], Cursor<'a>), WireError> {
    let mut entry = cursor.message()?;
    let (mut key, mut value) = (None, None);
    while !entry.at_end() {
        let (field, wire) = entry.tag()?;
        entry.expect(wire, wire::LEN)?;
        let first = match field {
            1 => key.replace(entry.delimited()?).is_none(),
            2 => value.replace(entry.message()?).is_none(),
            _ => false,
        };
        if !first {
            return Err(entry.error(WireProblem::MapEntry));
        }
    }
    key.zip(value).ok_or_else(|| entry.error(WireProblem::MapEntry))
}

/// A `Feature`: the list in it, validated except for the varints of a packed list, which are checked when they
/// are decoded.
pub(crate) fn feature<'a>(mut body: Cursor<'a>) -> Result<FeatureValue<'a>, WireError> {
    let mut value = FeatureValue::Unset;
    while !body.at_end() {
        let (field, wire) = body.tag()?;
        if !(1..=3).contains(&field) {
            // TensorFlow refuses unknown fields in front of the list, and doesn't look at those behind it.
            if matches!(value, FeatureValue::Unset) {
                return Err(body.error(WireProblem::UnexpectedField(field)));
            }
            body.skip(wire)?;
            continue;
        }
        body.expect(wire, wire::LEN)?;
        if !matches!(value, FeatureValue::Unset) {
            return Err(body.error(WireProblem::TwoLists));
        }
        let list = body.message()?;
        value = match field {
            1 => FeatureValue::Bytes(BytesList::parse(list)?),
            2 => FeatureValue::Floats(FloatList::parse(list)?),
            _ => FeatureValue::Ints(IntList::parse(list)?),
        };
    }
    Ok(value)
}
