//! The struct of columns in which a batch is built.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Index, Member};

use super::batch::rows_member;
use super::joined::needed;
use super::{default_of, each, element, fields, init};
use crate::generics::bounds;
use crate::model::{Field, Model, Role, Slot, Source, Style};
use crate::types::located;

/// `WeatherColumns`; only generated code ever names it.
pub(super) fn name(model: &Model<'_>) -> Ident {
    format_ident!("{}Columns", model.ident, span = Span::call_site())
}

/// A last field of a type that is always sound. The compiler looks at a struct's last field wherever the struct is
/// named, so one that is in error would be reported at each of these places.
fn end_member(model: &Model<'_>) -> Member {
    match model.style {
        Style::Named => Member::Named(format_ident!("__end")),
        Style::Tuple => Member::Unnamed(Index::from(model.slots().count())),
    }
}

/// The struct: a column for each field that comes from the dataset.
pub(super) fn definition(model: &Model<'_>) -> TokenStream {
    let (name, generics) = (name(model), model.generics);
    // Nothing in this struct is the user's to mend, so no part of it is at a place of theirs.
    let vis = located(model.vis.to_token_stream(), Span::call_site());
    let clause = bounds(model, &quote!(_t), needed(model));
    let columns =
        model.slots().map(|(field, slot)| (TokenStream::new(), &slot.column, column_type(model, field)));
    let end = end_member(model);
    let columns: Vec<_> = columns.chain([(TokenStream::new(), &end, quote!(()))]).collect();
    let fields = fields(model.style, &columns, clause);
    quote!(#vis struct #name #generics #fields)
}

fn column_type(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let ty = field.ty;
    match model.role {
        Role::Single { .. } => quote_spanned!(field.span=> _t::ColumnOf<#ty>),
        Role::Batched => quote_spanned!(field.span=> <#ty as _t::Concat>::Column),
    }
}

/// `impl Column`: rows in, a batch out.
pub(super) fn column(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let name = name(model);
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t), needed(model));
    let empty = each(model, |field, slot| {
        init(&slot.column, quote_spanned!(field.span=> _t::Column::with_capacity(rows)))
    });
    let end = init(&end_member(model), quote!(()));
    let pushes = each(model, |field, slot| take(field, slot, "push", "row"));
    let extends = each(model, |field, slot| take(field, slot, "extend", "rows"));
    let finished = finish(model, batch);
    quote! {
        #[automatically_derived]
        impl #impls _t::Column for #name #types #clause {
            type Batch = #batch #types;
            fn with_capacity(rows: usize) -> Self {
                Self { #(#empty,)* #end }
            }
            fn push(&mut self, row: &mut _t::Row<'_>) -> _t::Result<()> {
                #(#pushes)*
                _t::Ok(())
            }
            fn extend(&mut self, rows: &mut _t::Row<'_>) -> _t::Result<()> {
                #(#extends)*
                _t::Ok(())
            }
            fn finish(self) -> _t::Result<Self::Batch> {
                #finished
            }
        }
    }
}

/// Takes one field of a row, or of many rows, into its column.
fn take(field: &Field<'_>, slot: &Slot, method: &str, row: &str) -> TokenStream {
    let Field { located, span, .. } = field;
    let column = &slot.column;
    let row = format_ident!("{row}");
    match element::default(field) {
        Some(default) => {
            let method = format_ident!("{method}_or", span = *span);
            quote_spanned!(*span=> _t::#method::<#located>(&mut self.#column, #row, #default)?;)
        }
        None => {
            let method = format_ident!("{method}", span = *span);
            quote_spanned!(*span=> _t::Column::#method(&mut self.#column, #row)?;)
        }
    }
}

fn finish(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let finish = |field: &Field<'_>, slot: &Slot| {
        let column = &slot.column;
        quote_spanned!(field.span=> _t::Column::finish(self.#column)?)
    };
    if let Role::Single { .. } = model.role {
        let arrays = each(model, |field, slot| init(&slot.column, finish(field, slot)));
        let count = init(&rows_member(model), quote!(0));
        return quote!(#batch { #(#arrays,)* #count }.__counted());
    }
    let arrays = model.fields.iter().map(|field| {
        let array = match &field.source {
            Source::Dataset(slot) => finish(field, slot),
            Source::Skipped => default_of(field),
        };
        init(&field.member, array)
    });
    let lengths = each(model, |field, _| {
        let (member, name) = (&field.member, field.label());
        quote_spanned!(field.span=> (#name, _t::Concat::len(&batch.#member)))
    });
    quote! {
        let batch = #batch { #(#arrays,)* };
        _t::equal_rows(&[#(#lengths),*])?;
        _t::Ok(batch)
    }
}
