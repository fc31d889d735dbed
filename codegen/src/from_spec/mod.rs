//! A dataset to the struct that reads it: [`struct_of`].
//!
//! ```
//! use tfdata_codegen::from_spec::{Options, struct_of};
//! use tfdata_spec::{DType, ElementSpec, Shape};
//!
//! let spec = ElementSpec::dict([
//!     ("image/wet", ElementSpec::tensor(DType::Bool, Shape::scalar())),
//!     ("feat", ElementSpec::tensor(DType::F32, Shape::known(&[3]))),
//! ]);
//! let code = struct_of("Weather", &spec, &Options::default())?.to_text()?;
//! assert!(code.contains("pub feat: [f32; 3],"));
//! assert!(code.contains("#[element(rename = \"image/wet\")]\n    pub image_wet: bool,"));
//! # Ok::<(), tfdata_codegen::from_spec::GenerateError>(())
//! ```

mod batched;
mod build;
mod docs;
mod fits;
mod include;
mod names;
mod types;
mod write;

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Visibility;
use tfdata_spec::ElementSpec;

pub use batched::Batched;
pub use build::{BuildError, Builder, build};
pub use include::include_element;
pub use names::type_name;

use crate::source::{Kind, LeftOut, Notes, Sampled, Source};

/// How a struct is written.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Options {
    /// The type of strings; [`Strings::Bytes`] unless told otherwise.
    pub strings: Strings,
    /// How types that are not Rust's own are named; [`Paths::Imported`] unless told otherwise.
    pub paths: Paths,
    /// The path of the crate `tfdata`, where full paths are written; `::tfdata` unless told otherwise.
    pub krate: syn::Path,
    /// The visibility of the struct and its fields; `pub` unless told otherwise.
    pub visibility: Visibility,
    /// Attributes of every struct that is written, for instance more derives.
    pub attributes: Vec<syn::Attribute>,
    /// The types of single components, by path (`email.body`).
    pub overrides: BTreeMap<String, syn::Type>,
    /// How elements are read that Python may have batched.
    pub batched: Batched,
    /// Whether it can be batches at all, where [`Batched::Auto`] would ask only for its shapes.
    pub may_be_batched: bool,
    /// What the struct is, in the author's words; may be empty.
    pub description: String,
    /// What is known of its components.
    pub notes: Notes,
    /// What an element has that the spec lacks.
    pub left_out: Vec<LeftOut>,
}

/// The type of strings. TensorFlow's are any bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Strings {
    /// `tfdata::Bytes`: any bytes.
    #[default]
    Bytes,
    /// `String`: must be UTF-8. Where strings were seen that are not, it is `Bytes` after all.
    Text,
}

/// How types that are not Rust's own are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paths {
    /// Their names alone, with `use` in front of the struct: to be read.
    #[default]
    Imported,
    /// Full paths: to stand among other code.
    Absolute,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            strings: Strings::default(),
            paths: Paths::default(),
            krate: syn::parse_quote!(::tfdata),
            visibility: syn::parse_quote!(pub),
            attributes: Vec::new(),
            overrides: BTreeMap::new(),
            batched: Batched::default(),
            may_be_batched: true,
            description: String::new(),
            notes: Notes::default(),
            left_out: Vec::new(),
        }
    }
}

impl Options {
    /// The default, with all that is known of this dataset.
    pub fn of(source: &Source) -> Self {
        // The lists in examples are of open length too; nothing but a pipeline makes batches.
        let may_be_batched = match &source.kind {
            Kind::Tfds { .. } | Kind::Examples(_) => false,
            // Only of those two something is noted.
            Kind::Prepared(_) => source.notes.iter().next().is_none(),
            _ => true,
        };
        let mut description = source.description.clone();
        if let Kind::Examples(Sampled { all: false, records, .. }) = &source.kind {
            description = format!(
                "One element of the dataset.\n\nTold from {records} of its records. Where others lack a feature, \
                 its field has to be an Option."
            );
        }
        Self {
            may_be_batched,
            description,
            notes: source.notes.clone(),
            left_out: source.left_out.clone(),
            ..Self::default()
        }
    }
}

/// Why there is no struct for a dataset.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GenerateError {
    /// The name can't be that of a type.
    #[error("`{name}` can't be the name of a struct; a name like `{suggestion}` can")]
    Name {
        /// The name.
        name: String,
        /// One that would do.
        suggestion: String,
    },
    /// No component that a field could read.
    #[error("there is nothing to read: {reason}")]
    Nothing {
        /// What was left out, and why.
        reason: String,
    },
    /// A type for a component that is not there.
    #[error("no component `{path}` to give a type to; there are {components}")]
    Override {
        /// The path.
        path: String,
        /// The paths that there are.
        components: String,
    },
    /// The struct of a batch, or of its rows, for elements that are no batches.
    #[error("not every component has an axis 0, so the elements are no batches")]
    NotBatched,
    /// The code is no Rust: a mistake in this crate.
    #[error("the generated code is not valid; please report it: {reason}")]
    Invalid {
        /// The compiler's words.
        reason: String,
    },
}

/// The structs that read a dataset.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The structs, the one that was asked for first.
    pub items: TokenStream,
    /// The types that they name without a path, for `use`; none with [`Paths::Absolute`].
    pub imports: TokenStream,
    /// The components that were given a type, by the path under which it was given.
    overridden: BTreeMap<String, Component>,
}

/// What an element has at a path.
#[derive(Clone, Debug)]
struct Component {
    path: Vec<String>,
    spec: ElementSpec,
}

/// The struct `name` that reads elements of this spec, and those of the dicts in it.
///
/// A dict or named tuple becomes a struct with named fields, a tuple one without names; of a bare tensor there is
/// only a type alias. What no field type reads is left out, and the struct's documentation says so.
///
/// # Errors
/// If the name is none, an override's path is none, or nothing can be read.
pub fn struct_of(name: &str, spec: &ElementSpec, options: &Options) -> Result<Generated, GenerateError> {
    write::Writer::new(options).run(name, spec)
}

impl Generated {
    /// The code as text, formatted.
    ///
    /// # Errors
    /// [`GenerateError::Invalid`], which nothing should cause.
    pub fn to_text(&self) -> Result<String, GenerateError> {
        let Self { items, imports, .. } = self;
        let file = syn::parse2(quote!(#imports #items))
            .map_err(|error| GenerateError::Invalid { reason: error.to_string() })?;
        Ok(spaced(&prettyplease::unparse(&file)))
    }
}

/// An empty line after the imports and between the structs.
fn spaced(code: &str) -> String {
    let mut spaced = String::with_capacity(code.len() + 64);
    let mut lines = code.lines().peekable();
    while let Some(line) = lines.next() {
        spaced.push_str(line);
        spaced.push('\n');
        let ends = line == "}" || line.ends_with(';') && !line.starts_with([' ', '/']);
        let goes_on = lines.peek().is_none_or(|next| next.starts_with("use "));
        if ends && !goes_on {
            spaced.push('\n');
        }
    }
    spaced
}
