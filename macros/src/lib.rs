//! The derive macro of tfdata. The code behind it is in `tfdata-codegen`.

use proc_macro::TokenStream;

/// Implements `tfdata::Element` for a struct, and generates its batch.
///
/// The attributes are described with the trait.
#[proc_macro_derive(Element, attributes(element))]
pub fn derive_element(item: TokenStream) -> TokenStream {
    tfdata_codegen::derive_element(item.into()).into()
}
