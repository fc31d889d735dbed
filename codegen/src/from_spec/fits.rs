//! The assertions that the types which are given to components fit the dataset.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;
use syn::spanned::Spanned;
use syn::{LitStr, Type};
use tfdata_spec::tfds::Feature;

use super::batched::has_fields;
use super::{Batched, Component, Generated, Options};
use crate::against::have;
use crate::errors::Errors;
use crate::source::{Kind, Source};
use crate::types;

/// An assertion for each of the types `given`, located at the type.
pub(super) fn fits(
    source: &Source,
    options: &Options,
    code: &Generated,
    given: &[(LitStr, Type)],
) -> TokenStream {
    let bare = !has_fields(&source.element);
    let features = match &source.kind {
        // They describe whole elements, not the rows of one.
        Kind::Tfds { features, .. } if options.batched != Batched::Rows => Some(features),
        _ => None,
    };
    let krate = &options.krate;
    let assertion = |(name, ty): &(LitStr, Type)| {
        if !types::check(ty, &mut Errors::default()) {
            // The derive says so.
            return None;
        }
        let Component { path, spec } = code.overridden.get(&name.value())?;
        // A bare tensor has no path.
        let (path, text) = if bare { (&[][..], String::new()) } else { (&path[..], name.value()) };
        let have = have(&text, spec, features.and_then(|features| feature_at(features, path)));
        let span = Span::call_site().located_at(ty.span());
        Some(quote_spanned! {span=>
            const _: () = {
                use #krate::__private as _t;
                _t::must_fit(&_t::FieldWant::named("", <#ty as _t::Element>::SPEC), &#have)
            };
        })
    };
    given.iter().filter_map(assertion).collect()
}

/// What TFDS has at this path.
fn feature_at<'f>(feature: &'f Feature, path: &[String]) -> Option<&'f Feature> {
    match (feature, path) {
        (found, []) => Some(found),
        (Feature::Dict(features), [name, inner @ ..]) => feature_at(features.get(name)?, inner),
        (Feature::Dataset { feature, .. }, path) => feature_at(feature, path),
        _ => None,
    }
}
