//! The generated batch: its definition, its methods, and what it is to a dataset.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Index, Member, Visibility};

use super::{each, fields, init};
use crate::generics::bounds;
use crate::model::{Field, Model, Slot, Style};
use crate::types::located;

/// The private field behind the arrays that counts their rows.
pub(super) fn rows_member(model: &Model<'_>) -> Member {
    match model.style {
        Style::Named => Member::Named(format_ident!("__rows")),
        Style::Tuple => Member::Unnamed(Index::from(model.slots().count())),
    }
}

/// The struct. It stands beside the user's, so it names everything by its full path.
pub(super) fn definition(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let (vis, generics, krate, docs) = (model.vis, model.generics, &model.krate, &model.docs);
    let clause = bounds(model, &quote!(#krate::__private), "Stack");
    let rows = rows_member(model);
    let arrays = model.slots().map(|(field, slot)| {
        let Field { ty, vis, docs, span, .. } = field;
        let array = quote_spanned!(*span=> <#ty as #krate::__private::Stack>::Batch);
        // A public field is documented, or the user's `missing_docs` would ask for it here.
        let undocumented = docs.is_empty() && !matches!(vis, Visibility::Inherited);
        let summary = undocumented.then(|| format!(" `{}` of each row.", field.label())).into_iter();
        (quote!(#(#[doc = #summary])* #(#docs)* #vis), &slot.column, array)
    });
    let arrays: Vec<_> = arrays.chain([(TokenStream::new(), &rows, quote!(usize))]).collect();
    let fields = fields(model.style, &arrays, clause);
    let summary = format!(" A batch of [`{}`]: its fields, stacked along a new axis 0.", model.ident);
    let gap = (!docs.is_empty()).then(|| quote!(#[doc = ""]));
    let attrs = model.batch_attrs();
    quote! {
        #[doc = #summary]
        #gap
        #(#docs)*
        #(#[#attrs])*
        #vis struct #batch #generics #fields
    }
}

/// `impl Element` for the batch: an element of a dataset that is batched already.
pub(super) fn element(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let ident = model.ident;
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t), "Stack");
    let reads = each(model, |field, Slot { column, .. }| init(column, read(field)));
    let count = init(&rows_member(model), quote!(0));
    let writes = each(
        model,
        |field, Slot { column, .. }| quote_spanned!(field.span=> _t::Element::into_components(self.#column, out)?;),
    );
    quote! {
        #[automatically_derived]
        impl #impls _t::Element for #batch #types #clause {
            const SPEC: _t::Want = _t::Want::Batched(&<#ident #types as _t::Element>::SPEC);
            fn read(row: &mut _t::Row<'_>) -> _t::Result<Self> {
                Self { #(#reads,)* #count }.__counted()
            }
            fn into_components(self, out: &mut _t::Components) -> _t::Result<()> {
                #(#writes)*
                _t::Ok(())
            }
        }
    }
}

fn read(field: &Field<'_>) -> TokenStream {
    let Field { located, span, .. } = field;
    match super::element::default(field) {
        Some(default) => quote_spanned!(*span=> _t::read_batch_or::<#located>(row, #default)?),
        None => quote_spanned!(*span=> _t::Element::read(row)?),
    }
}

/// `impl Unbatch`: the batch comes apart into the user's struct.
pub(super) fn unbatch(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let ident = model.ident;
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t), "Stack");
    quote! {
        #[automatically_derived]
        impl #impls _t::Unbatch for #batch #types #clause {
            type Row = #ident #types;
        }
    }
}

/// The methods that a user calls on a batch. Most are the same for each and are kept in the runtime.
pub(super) fn methods(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let (ident, vis) = (model.ident, vis_of_methods(model));
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t), "Stack");
    let (new, counted) = (new(model), counted(model));
    // Names every field, so that a field of an unsupported type is reported at the field and not here too.
    let fields = each(model, |field, Slot { column, .. }| quote_spanned!(field.span=> #column: _));
    quote! {
        #[automatically_derived]
        impl #impls #batch #types #clause {
            #new
            _t::batch_methods!(#vis #ident #types, Self { #(#fields,)* .. });
            #counted
        }
    }
}

/// The struct's own visibility, at no place of the user's: a method starts here, and lints would point there.
fn vis_of_methods(model: &Model<'_>) -> TokenStream {
    located(model.vis.to_token_stream(), Span::call_site())
}

fn new(model: &Model<'_>) -> TokenStream {
    let vis = vis_of_methods(model);
    let params = each(
        model,
        |Field { ty, span, .. }, Slot { local, .. }| quote_spanned!(*span=> #local: <#ty as _t::Stack>::Batch),
    );
    let arrays = each(model, |_, Slot { column, local, .. }| match column {
        Member::Named(_) => quote!(#local),
        Member::Unnamed(_) => init(column, quote!(#local)),
    });
    let count = init(&rows_member(model), quote!(0));
    // One argument a field is the point; clippy draws the line at seven.
    let allow = (model.slots().count() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        /// A batch of these arrays.
        ///
        /// # Errors
        /// If they differ in length.
        #allow
        #vis fn new(#(#params),*) -> _t::Result<Self> {
            Self { #(#arrays,)* #count }.__counted()
        }
    }
}

/// The step from arrays to a batch: they must agree on the number of rows.
fn counted(model: &Model<'_>) -> TokenStream {
    let count = rows_member(model);
    let lengths = each(model, |field, Slot { column, .. }| {
        let name = field.label();
        quote_spanned!(field.span=> (#name, _t::Concat::len(&self.#column)))
    });
    quote! {
        fn __counted(mut self) -> _t::Result<Self> {
            self.#count = _t::equal_rows(&[#(#lengths),*])?;
            _t::Ok(self)
        }
    }
}
