//! The struct's tensors: what an element is inside a function.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Visibility;

use super::{each, fields, init};
use crate::generics::bounds;
use crate::model::{Field, Model, Role, Slot};

/// The struct, which stands beside the user's, and what it implements.
pub(super) fn tensors(model: &Model<'_>, name: &Ident) -> (TokenStream, TokenStream) {
    (definition(model, name), impls(model, name))
}

fn definition(model: &Model<'_>, name: &Ident) -> TokenStream {
    let (vis, generics, krate) = (model.vis, model.generics, &model.krate);
    let clause = bounds(model, &quote!(#krate::__private));
    let tensors: Vec<_> = model
        .slots()
        .map(|(field, Slot { column, .. })| {
            let Field { ty, vis, docs, span, .. } = field;
            let undocumented = docs.is_empty() && !matches!(vis, Visibility::Inherited);
            let summary = undocumented.then(|| format!(" `{}` of the element.", field.label())).into_iter();
            let ty = quote_spanned!(*span=> <#ty as #krate::__private::Element>::Tensors);
            (quote!(#(#[doc = #summary])* #(#docs)* #vis), column, ty)
        })
        .collect();
    let fields = fields(model.style, &tensors, clause);
    let summary = format!(" A [`{}`] inside a function of tensors, or a batch of it.", model.ident);
    quote! {
        #[doc = #summary]
        #vis struct #name #generics #fields
    }
}

fn impls(model: &Model<'_>, name: &Ident) -> TokenStream {
    let (ident, (impls, types, _)) = (model.ident, model.generics.split_for_impl());
    let clause = bounds(model, &quote!(_t));
    let from = each(model, |field, Slot { column, .. }| {
        let Field { ty, span, .. } = field;
        let next = match field.is_flattened() {
            true => quote_spanned!(*span=> members.flattened::<#ty>()),
            false => quote_spanned!(*span=> members.field()),
        };
        init(column, next)
    });
    let outputs = each(model, |field, Slot { column, .. }| {
        let Field { ty, span, .. } = field;
        match field.is_flattened() {
            true => quote_spanned!(*span=> .flattened::<#ty>(self.#column)),
            false => quote_spanned!(*span=> .field(self.#column)),
        }
    });
    let clones = each(model, |field, Slot { column, .. }| {
        init(column, quote_spanned!(field.span=> _t::Clone::clone(&self.#column)))
    });
    let batch = match &model.role {
        Role::Single { batch } => quote!(impl #impls _t::Takes<#name #types> for #batch #types #clause {}),
        Role::Batched => TokenStream::new(),
    };
    quote! {
        #[automatically_derived]
        impl #impls _t::FromUntyped for #name #types #clause {
            fn from_untyped(element: &_t::Untyped) -> Self {
                let mut members = _t::members::<#ident #types>(element);
                Self { #(#from,)* }
            }
        }
        #[automatically_derived]
        impl #impls _t::Symbolic for #name #types #clause {
            fn outputs(self) -> _t::Outputs {
                _t::StructOutputs::of::<#ident #types>() #(#outputs)* .finish()
            }
        }
        #[automatically_derived]
        impl #impls _t::Clone for #name #types #clause {
            fn clone(&self) -> Self {
                Self { #(#clones,)* }
            }
        }
        impl #impls _t::Takes<#name #types> for #ident #types #clause {}
        #batch
    }
}
