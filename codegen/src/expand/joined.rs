//! `impl Concat`, which a generated batch and a `batched` struct have alike.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::Member;

use super::{batch, default_of, each, init};
use crate::generics::bounds;
use crate::model::{Field, Model, Role, Slot, Source};

/// The trait that each field must have for the whole to be joined.
pub(super) fn needed(model: &Model<'_>) -> &'static str {
    match model.role {
        Role::Single { .. } => "Stack",
        Role::Batched => "Concat",
    }
}

/// `impl Concat` for the struct that holds the arrays.
pub(super) fn concat(model: &Model<'_>, ident: &Ident) -> TokenStream {
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t), needed(model));
    let columns = super::columns::name(model);
    let (len, picked, appended) = match &model.role {
        Role::Single { .. } => {
            let rows = batch::rows_member(model);
            (
                quote!(self.#rows),
                Some(init(&rows, quote!(rows.len()))),
                Some(quote!(batch.#rows += other.#rows;)),
            )
        }
        Role::Batched => (first_len(model), None, None),
    };
    let picks = model.fields.iter().filter_map(|field| pick(model, field)).chain(picked);
    let appends = each(model, |field, slot| {
        let member = held(model, field, slot);
        quote_spanned!(field.span=> _t::Concat::append(&mut batch.#member, other.#member)?;)
    });
    quote! {
        #[automatically_derived]
        impl #impls _t::Concat for #ident #types #clause {
            type Column = #columns #types;
            fn len(&self) -> usize {
                #len
            }
            fn pick(&self, rows: _t::Rows<'_>) -> Self {
                Self { #(#picks,)* }
            }
            fn append(&mut self, other: Self) -> _t::Result<()> {
                _t::append_all(self, |batch| {
                    #(#appends)*
                    #appended
                    _t::Ok(())
                })
            }
        }
    }
}

/// The field's name in the struct that holds the arrays.
fn held<'a>(model: &Model<'_>, field: &'a Field<'_>, slot: &'a Slot) -> &'a Member {
    match model.role {
        Role::Single { .. } => &slot.column,
        Role::Batched => &field.member,
    }
}

fn pick(model: &Model<'_>, field: &Field<'_>) -> Option<TokenStream> {
    match (&field.source, &model.role) {
        (Source::Dataset(slot), _) => {
            let member = held(model, field, slot);
            let value = quote_spanned!(field.span=> _t::Concat::pick(&self.#member, _t::Clone::clone(&rows)));
            Some(init(member, value))
        }
        (Source::Skipped, Role::Batched) => Some(init(&field.member, default_of(field))),
        (Source::Skipped, Role::Single { .. }) => None,
    }
}

/// The length of a `batched` struct is that of its first array.
fn first_len(model: &Model<'_>) -> TokenStream {
    let first = model.slots().next().map(|(field, _)| {
        let member = &field.member;
        quote_spanned!(field.span=> _t::Concat::len(&self.#member))
    });
    quote!(#first)
}
