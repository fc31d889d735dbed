//! Readers of the JSON files in which a TFDS directory describes itself: `dataset_info.json`, `features.json`
//! and the `*.labels.txt` beside them.

mod feature;
mod info;
mod json;
mod split;
mod stored;

pub use feature::{Feature, read_features};
pub use info::{Split, TfdsInfo, read_dataset_info};
pub use split::ShardSlice;
pub use stored::{Decoding, Encoding, Stored, StoredFeature};

/// Why a TFDS file does not give what it should.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TfdsError {
    /// The text is not JSON, or not of this file.
    #[error("not a {file}: {reason}")]
    Malformed {
        /// The file.
        file: &'static str,
        /// What is wrong, and where in the text.
        reason: String,
    },
    /// A feature that can't be so.
    #[error("feature `{path}`: {reason}")]
    Invalid {
        /// Where in the features.
        path: String,
        /// What is wrong.
        reason: String,
    },
    /// A kind of feature that this version does not read.
    #[error("feature `{path}`: {class} is not supported")]
    Unsupported {
        /// Where in the features.
        path: String,
        /// Its Python class.
        class: String,
    },
    /// A split that can't be read so.
    #[error("`{split}`: {reason}")]
    Split {
        /// As the user wrote it.
        split: String,
        /// What is wrong.
        reason: String,
    },
    /// The name of a split that there is not.
    #[error("there is no split `{split}`; there are `{}`", splits.join("`, `"))]
    UnknownSplit {
        /// The name.
        split: String,
        /// Those that there are.
        splits: Vec<String>,
    },
    /// A shard's file name that would lead out of the directory.
    #[error("split `{split}`: the file name {name:?} is not one in the dataset's directory")]
    FileName {
        /// The split.
        split: String,
        /// The name.
        name: String,
    },
}
