//! The code behind `#[derive(Element)]`, as an ordinary library: tokens in, tokens out.
//!
//! ```text
//! struct ─ attr ─→ attributes ─┐
//!        └───────── model ─────┴─→ check ─→ against ─→ expand ─→ impls, the batch struct, its columns
//!                                             └─ the dataset that `spec` names
//! ```
//!
//! The other way round, from a dataset to the struct that reads it: [`source::read`] tells what a path leads to, and
//! [`from_spec::struct_of`] writes the struct; [`build()`] does both for a build script.
//!
//! Mistakes go to `errors` at whatever stage they are found, each at its token; nothing panics.

mod against;
mod attr;
mod case;
mod check;
mod errors;
mod expand;
pub mod from_spec;
mod generics;
mod model;
mod nearest;
pub mod source;
mod types;

pub use from_spec::{BuildError, Builder, build, include_element};
use proc_macro2::TokenStream;

use errors::Errors;
use model::Model;

/// The expansion of `#[derive(Element)]` on `item`: implementations, or the compile errors that say what to
/// mend, or both where a mistake leaves the rest of the struct clear.
pub fn derive_element(item: TokenStream) -> TokenStream {
    let input = match syn::parse2(item) {
        Ok(input) => input,
        Err(error) => return error.into_compile_error(),
    };
    let mut errors = Errors::default();
    let model = Model::parse(&input, &mut errors);
    let mut dataset = None;
    if let Some(model) = &model {
        check::run(model, &mut errors);
        dataset = against::read(model, &mut errors);
    }
    let expansion = model.map(|model| match model.is_whole() {
        true => expand::derive(&model, dataset.as_ref()),
        false => expand::checks(&model, dataset.as_ref()),
    });
    errors.into_tokens().into_iter().chain(expansion.into_iter().flatten()).collect()
}
