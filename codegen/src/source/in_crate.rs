//! Datasets as a macro meets them: by a path in the crate that is being compiled.

use std::path::{Path, PathBuf};

use proc_macro2::TokenStream;
use quote::quote;

use super::{Select, Source, SourceError, read};

/// A larger file is not watched for changes: the compiler would read it whole each time.
const MOST_WATCHED: u64 = 4 << 20;

/// Why a dataset in the crate can't be read.
#[derive(Debug)]
pub(crate) struct Unread {
    /// What is wrong and what to do, with paths as the user wrote them.
    pub(crate) message: String,
    /// What is at fault, if it is not the path: `signature` or `output`.
    pub(crate) about: Option<&'static str>,
}

/// What is at this path in the crate that is compiled.
///
/// # Errors
/// As those of [`read`].
pub(crate) fn read_in_crate(path: &str, select: &Select) -> Result<Source, Unread> {
    let root = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    read(&root.join(path), select).map_err(|error| {
        let text = error.to_string().replace(&format!("{}/", root.display()), "");
        let about = match error {
            SourceError::NoSuch { what, .. } | SourceError::NotSelectable { what, .. } => Some(what),
            _ => None,
        };
        let message = match error {
            SourceError::Missing { remedy, .. } if remedy.is_empty() => format!(
                "{text}; paths start at the crate's `Cargo.toml`; export the dataset there in Python, or \
                 `tfdata prepare DATASET --output {path}.tfdata.json` and name that file"
            ),
            _ => text,
        };
        Unread { message, about }
    })
}

/// Has the compiler look at the files that describe the dataset, so that it compiles anew when one changes.
pub(crate) fn watched(source: &Source) -> TokenStream {
    let small = |file: &&PathBuf| file.metadata().is_ok_and(|metadata| metadata.len() <= MOST_WATCHED);
    let text = |file: &Path| file.canonicalize().ok()?.to_str().map(str::to_owned);
    let files = source.files.iter().filter(small).filter_map(|file| text(file));
    quote!(#(const _: &[u8] = ::core::include_bytes!(#files);)*)
}
