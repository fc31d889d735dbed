//! From the model to code. One file for each thing that is implemented.

mod arrays;
mod batch;
mod element;
mod fits;
mod runs;
mod standard;
mod tensors;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Member;

use crate::against::Dataset;
use crate::model::{Field, Model, Role, Slot, Style};

/// The whole expansion.
pub(crate) fn derive(model: &Model<'_>, dataset: Option<&Dataset>) -> TokenStream {
    let fits = fits::fits(model, dataset);
    let checks = &fits.items;
    let krate = &model.krate;
    let (batch, impls) = match &model.role {
        Role::Single { batch } => {
            let impls = [
                element::element(model, &fits),
                element::collect(model, batch),
                arrays::of_batch(model, batch),
                batch::new(model, batch),
                standard::traits(model, batch),
            ];
            (Some(batch::definition(model, batch)), impls.into_iter().collect())
        }
        Role::Batched => (None, arrays::of_batched(model, &fits)),
    };
    let (tensors, tensors_impls) = model.tensors.as_ref().map(|name| tensors::tensors(model, name)).unzip();
    quote! {
        #batch
        #tensors
        const _: () = {
            use #krate::__private as _t;
            #checks
            #impls
            #tensors_impls
        };
    }
}

/// For a struct that can't be expanded: what lets the compiler find the mistakes in its other fields too.
pub(crate) fn checks(model: &Model<'_>, dataset: Option<&Dataset>) -> TokenStream {
    let fits = fits::fits(model, dataset).items;
    let plain = model.slots().filter(|(field, _)| field.sound && !fits::is_generic(model, field));
    let wants = plain.map(|(field, _)| {
        let (Field { located, span, .. }, kind) = (field, element::needed(model, field));
        quote_spanned!(*span=> const _: _t::Want = <#located as #kind>::WANT;)
    });
    let krate = &model.krate;
    quote! {
        const _: () = {
            use #krate::__private as _t;
            #fits
            #(#wants)*
        };
    }
}

/// A definition of a struct of this style with these fields (visibility, name, type), and how it ends.
fn fields(
    style: Style,
    fields: &[(TokenStream, &Member, TokenStream)],
    clause: impl ToTokens,
) -> TokenStream {
    match style {
        Style::Named => {
            let fields = fields.iter().map(|(before, name, ty)| quote!(#before #name: #ty));
            quote!(#clause { #(#fields,)* })
        }
        Style::Tuple => {
            let fields = fields.iter().map(|(before, _, ty)| quote!(#before #ty));
            quote!(( #(#fields,)* ) #clause;)
        }
    }
}

/// What the struct is inside a function of tensors.
fn tensors_of(model: &Model<'_>) -> TokenStream {
    match &model.tensors {
        Some(name) => {
            let (_, types, _) = model.generics.split_for_impl();
            quote!(#name #types)
        }
        None => quote!(_t::Untyped),
    }
}

/// `name: value` in a struct expression.
fn init(member: &Member, value: impl ToTokens) -> TokenStream {
    quote!(#member: #value)
}

/// One piece of code for each field that comes from the dataset, located at it.
fn each<'a>(
    model: &'a Model<'_>,
    code: impl Fn(&Field<'_>, &Slot) -> TokenStream + 'a,
) -> impl Iterator<Item = TokenStream> + 'a {
    model.slots().map(move |(field, slot)| code(field, slot))
}

/// `Default::default()`, located at the field.
fn default_of(field: &Field<'_>) -> TokenStream {
    quote_spanned!(field.span=> _t::Default::default())
}
