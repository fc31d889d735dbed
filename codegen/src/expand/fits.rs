//! The assertions that each field fits the dataset which the struct's `spec` names.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::GenericParam;

use super::element::want;
use crate::against::{Dataset, have};
use crate::attr::Dim;
use crate::model::{Field, Model, Slot};
use crate::source::watched;

/// The assertions, by when the compiler can see to them.
#[derive(Default)]
pub(super) struct Fits {
    /// At once: items.
    pub(super) items: TokenStream,
    /// When the type parameters are known, and the description is asked for: statements.
    pub(super) in_spec: TokenStream,
    /// When they are known, and an element is read: statements.
    pub(super) in_read: TokenStream,
}

pub(super) fn fits(model: &Model<'_>, dataset: Option<&Dataset>) -> Fits {
    let mut all = Fits::default();
    let Some(dataset) = dataset else { return all };
    all.items = watched(&dataset.source);
    if dataset.is_flat() && model.is_whole() {
        flat(model, dataset, &mut all);
        return all;
    }
    for (field, slot) in model.slots().filter(|(field, _)| field.sound) {
        if field.is_flattened() {
            all.items.extend(flattened(model, field, dataset));
            continue;
        }
        let Some((path, spec)) = dataset.of_slot(slot) else { continue };
        let (want, have) = (want(model, field, slot), have(&path, spec, dataset.feature_of_slot(slot)));
        let check = quote_spanned!(field.span=> _t::must_fit(&#want, &#have));
        if is_generic(model, field) {
            all.in_spec.extend(quote!(#check;));
        } else {
            all.items.extend(item(field, &check));
        }
    }
    // The compiler alone knows what a flattened struct reads.
    if let Some(exact) = model.attrs.exact.as_ref().filter(|_| model.fields.iter().any(Field::is_flattened)) {
        let (ident, have) = (model.ident, have("", &dataset.element, dataset.features()));
        let span = proc_macro2::Span::call_site().located_at(exact.key.span());
        all.items.extend(quote_spanned! {span=>
            #[allow(long_running_const_eval)]
            const _: () = _t::must_fit(&_t::FieldWant::named("", <#ident as _t::Element>::SPEC), &#have);
        });
    }
    all
}

/// The fields of the struct are looked for beside the others.
fn flattened(model: &Model<'_>, field: &Field<'_>, dataset: &Dataset) -> TokenStream {
    let (Field { located, span, .. }, have) = (field, have("", &dataset.element, dataset.features()));
    let kind = super::element::needed(model, field);
    let check = quote_spanned!(*span=> _t::must_fit_flattened(&<#located as #kind>::WANT, &#have));
    item(field, &check)
}

/// Components of which no names are recorded: the whole struct says which is whose.
fn flat(model: &Model<'_>, dataset: &Dataset, all: &mut Fits) {
    let (ident, have) = (model.ident, have("", &dataset.element, dataset.features()));
    all.items.extend(quote!(const __HAVE: _t::Have = #have;));
    for (position, (field, Slot { .. })) in model.slots().enumerate() {
        let span = field.span;
        if model.generics.params.is_empty() {
            let check = quote_spanned! {span=>
                _t::must_fit_flat(&<#ident as _t::Element>::SPEC, #position, &__HAVE)
            };
            all.items.extend(item(field, &check));
        } else {
            all.in_read.extend(quote_spanned! {span=>
                const { _t::must_fit_flat(&<Self as _t::Element>::SPEC, #position, &__HAVE) }
            });
        }
    }
}

/// A dataset of thousands of features takes the compiler long, in its own view.
fn item(field: &Field<'_>, check: &TokenStream) -> TokenStream {
    quote_spanned! {field.span=>
        #[allow(long_running_const_eval)]
        const _: () = #check;
    }
}

/// Whether the field's type or shape may depend on a parameter of the struct.
pub(super) fn is_generic(model: &Model<'_>, field: &Field<'_>) -> bool {
    let params: Vec<String> = model
        .generics
        .params
        .iter()
        .map(|param| match param {
            GenericParam::Type(param) => param.ident.to_string(),
            GenericParam::Const(param) => param.ident.to_string(),
            GenericParam::Lifetime(param) => param.lifetime.ident.to_string(),
        })
        .chain(["Self".to_owned()])
        .collect();
    let sizes = field.shape().unwrap_or_default().iter().map(Dim::to_token_stream);
    mentions(field.ty.to_token_stream(), &params) || sizes.into_iter().any(|size| mentions(size, &params))
}

fn mentions(tokens: TokenStream, names: &[String]) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(group.stream(), names),
        TokenTree::Ident(ident) => names.iter().any(|name| ident == name),
        _ => false,
    })
}
