//! The struct's tensors: what an element is inside a function.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Visibility;

use super::{each, fields, init};
use crate::generics::bounds;
use crate::model::{Field, Model, Role, Slot, Style};
use crate::types;

/// The struct, which stands beside the user's, and what it implements.
pub(super) fn tensors(model: &Model<'_>, name: &Ident) -> (TokenStream, TokenStream) {
    (definition(model, name), impls(model, name))
}

fn definition(model: &Model<'_>, name: &Ident) -> TokenStream {
    let (vis, generics, krate) = (model.vis, model.generics, &model.krate);
    let clause = bounds(model, &quote!(#krate::__private));
    let mut tensors: Vec<_> = model
        .slots()
        .map(|(field, Slot { column, .. })| {
            let Field { vis, docs, .. } = field;
            let undocumented = docs.is_empty() && !matches!(vis, Visibility::Inherited);
            let summary = undocumented.then(|| format!(" `{}` of the element.", field.label())).into_iter();
            (quote!(#(#[doc = #summary])* #(#docs)* #vis), column, type_of(model, field))
        })
        .collect();
    // The compiler looks at a struct's last field wherever the struct is named, so one of an unsupported type would be
    // reported at each of these places.
    let supported = model.slots().collect::<Vec<_>>();
    let supported = supported.iter().rposition(|(field, _)| types::looks_supported(field.ty));
    if let (Style::Named, Some(place)) = (model.style, supported) {
        tensors[place..].rotate_left(1);
    }
    let fields = fields(model.style, &tensors, clause);
    let summary = format!(" A [`{}`] inside a function of tensors, or a batch of it.", model.ident);
    quote! {
        #[doc = #summary]
        #vis struct #name #generics #fields
    }
}

/// What the field is there: what its batch is, since the struct stands for a batch too. The batch is found through the
/// trait that the field must have in any case, so that one of an unsupported type is reported for that alone. What
/// joins is its own batch, and its column says so.
fn type_of(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (Field { ty, span, .. }, krate) = (field, &model.krate);
    let door = quote!(#krate::__private);
    let kind = Ident::new(model.needed(field), *span);
    let batch = match model.role {
        _ if field.generic => quote!(#ty),
        Role::Single { .. } => quote_spanned!(*span=> <#ty as #door::#kind>::Batch),
        Role::Batched => quote_spanned!(*span=> <<#ty as #door::#kind>::Column as #door::Column>::Batch),
    };
    quote_spanned!(*span=> <#batch as #door::Element>::Tensors)
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
