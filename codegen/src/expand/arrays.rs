//! `impl Batch` for the struct that holds the arrays: the generated one, or the user's own if it is `batched`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Member;

use super::fits::Fits;
use super::{default_of, each, element, init, runs, tensors_of};
use crate::generics::{bounds, bounds_of_rows};
use crate::model::{Field, Model, Role, Slot, Source};
use crate::types;

/// For the generated batch.
pub(super) fn of_batch(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let ident = model.ident;
    let (_, types, _) = model.generics.split_for_impl();
    let arrays: Vec<_> = model.slots().map(|(field, slot)| (&slot.column, array(model, field))).collect();
    let end = init(&super::batch::private_member(model), quote!([]));
    let joined = model.joined().into_iter().map(Literal::usize_unsuffixed).collect::<Vec<_>>();
    implementation(
        model,
        batch,
        &Parts {
            row: quote!(#ident #types),
            constant: (!joined.is_empty()).then(|| quote!(const JOINED: &'static [usize] = &[#(#joined),*];)),
            from_arrays: runs::collected(&arrays, Some(&end)),
        },
    )
}

/// For a struct of arrays.
pub(super) fn of_batched(model: &Model<'_>, fits: &Fits) -> TokenStream {
    let (spec, in_read) = (element::spec(model, fits), &fits.in_read);
    let arrays = model.fields.iter().map(|field| {
        let array = match &field.source {
            Source::Dataset(_) => array(model, field),
            Source::Skipped => default_of(field),
        };
        (&field.member, array)
    });
    let batch = runs::collected(&arrays.collect::<Vec<_>>(), None);
    implementation(
        model,
        model.ident,
        &Parts {
            row: quote!(()),
            constant: Some(quote!(const SPEC: _t::Want = #spec;)),
            from_arrays: quote!(#in_read #batch),
        },
    )
}

/// What the two have not in common.
struct Parts {
    row: TokenStream,
    constant: Option<TokenStream>,
    from_arrays: TokenStream,
}

fn implementation(model: &Model<'_>, ident: &Ident, parts: &Parts) -> TokenStream {
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t));
    let Parts { row, constant, from_arrays } = parts;
    let lent = each(model, |field, slot| {
        let member = held(model, field, slot);
        part(model, field, "part", quote_spanned!(field.span=> &self.#member))
    });
    let named = each(model, |field, slot| match held(model, field, slot) {
        Member::Named(_) => slot.local.to_token_stream(),
        unnamed => init(unnamed, slot.local.to_token_stream()),
    });
    let locals = each(model, |field, slot| part(model, field, "part_mut", slot.local.to_token_stream()));
    let shared = shared(model, ident);
    let tensors = tensors_of(model);
    quote! {
        #shared
        impl #impls _t::Batch for #ident #types #clause {
            type Row = #row;
            type Tensors = #tensors;
            #constant
            fn from_arrays(arrays: &mut _t::Arrays) -> _t::Result<Self> {
                #from_arrays
            }
            fn arrays(&self) -> impl _t::IntoIterator<Item = &dyn _t::Part> {
                _t::parts([#(#lent),*])
            }
            fn arrays_mut(&mut self) -> impl _t::IntoIterator<Item = &mut dyn _t::Part> {
                let Self { #(#named,)* .. } = self;
                _t::parts_mut([#(#locals),*])
            }
        }
    }
}

/// What is the same for each struct of arrays.
fn shared(model: &Model<'_>, ident: &Ident) -> TokenStream {
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t));
    let fields = each(model, |field, slot| {
        let member = held(model, field, slot);
        quote_spanned!(field.span=> #member: _)
    });
    let generics = (!model.generics.params.is_empty() || clause.is_some())
        .then(|| quote!(, impl[#impls] where[#clause]));
    let row = model.ident;
    match model.role {
        Role::Single { .. } => {
            let vis = super::batch::vis_of_methods(model);
            let arguments = quote!(#vis #row #types, #ident #types, [#(#fields),*]);
            if model.joined().is_empty() {
                return quote!(_t::batch!(#arguments #generics););
            }
            let [clause, methods] = bounds_of_rows(model, ident);
            quote! {
                _t::collected!(#arguments #generics);
                _t::rows_of_batch!(#arguments, impl[#impls] where[#clause] where[#methods]);
            }
        }
        Role::Batched => quote!(_t::batch_traits!(#ident #types, [#(#fields),*] #generics);),
    }
}

/// The field's array, from those that are given.
fn array(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let (kind, Field { located, span, .. }) = (element::needed(model, field), field);
    match element::default(field) {
        Some(default) => quote_spanned!(*span=> <#located as #kind>::array_or(arrays, #default)?),
        None => quote_spanned!(*span=> <#located as #kind>::array(arrays)?),
    }
}

/// A reference to an array, as one to a `Part`. The array of a generated batch is always one.
fn part(model: &Model<'_>, field: &Field<'_>, method: &str, array: TokenStream) -> TokenStream {
    let Field { located, span, .. } = field;
    let method = Ident::new(method, *span);
    match model.role {
        Role::Single { .. } => types::located(array, *span),
        Role::Batched => quote_spanned!(*span=> <#located as _t::Concat>::#method(#array)),
    }
}

/// The field's name in the struct that holds the arrays.
fn held<'a>(model: &Model<'_>, field: &'a Field<'_>, slot: &'a Slot) -> &'a Member {
    match model.role {
        Role::Single { .. } => &slot.column,
        Role::Batched => &field.member,
    }
}
