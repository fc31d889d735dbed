//! The generated batch: its definition, its methods, and what it is to a dataset.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Index, Member, Visibility};

use super::{each, fields, init};
use crate::generics::bounds;
use crate::model::{Field, Model, Slot, Style};

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
    // The standard traits ask for them of each parameter, which is an element here, not an array.
    let derives = model
        .generics
        .type_params()
        .next()
        .is_none()
        .then(|| quote!(#[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]));
    let attrs = model.batch_attrs();
    quote! {
        #[doc = #summary]
        #gap
        #(#docs)*
        #derives
        #(#[#attrs])*
        #vis struct #batch #generics #fields
    }
}

/// `impl Element` for the batch: an element of a dataset that is batched already.
pub(super) fn element(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let ident = model.ident;
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t), "Stack");
    let writes = each(
        model,
        |field, Slot { column, .. }| quote_spanned!(field.span=> _t::Element::write(self.#column, out)?;),
    );
    quote! {
        #[automatically_derived]
        impl #impls _t::Element for #batch #types #clause {
            const SPEC: _t::Want = _t::Want::Batched(&<#ident #types as _t::Element>::SPEC);
            fn read(row: &mut _t::Row<'_>) -> _t::Result<Self> {
                _t::read_batch(row)
            }
            fn write(self, out: &mut _t::Components) -> _t::Result<()> {
                #(#writes)*
                _t::Ok(())
            }
        }
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

/// The methods that a user calls on a batch.
pub(super) fn methods(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let (ident, vis) = (model.ident, model.vis);
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t), "Stack");
    let new = new(model);
    let count = rows_member(model);
    quote! {
        #[automatically_derived]
        impl #impls #batch #types #clause {
            #new
            /// Stacks these rows.
            ///
            /// # Errors
            /// If two of them differ in shape.
            #vis fn from_rows(rows: impl _t::IntoIterator<Item = #ident #types>) -> _t::Result<Self> {
                _t::from_rows(rows)
            }
            /// The number of rows.
            #vis fn len(&self) -> usize {
                self.#count
            }
            /// Whether there are no rows.
            #vis fn is_empty(&self) -> bool {
                self.#count == 0
            }
            /// Row `index`, copied.
            ///
            /// # Panics
            /// If there is no such row.
            #vis fn row(&self, index: usize) -> #ident #types {
                _t::Stack::get(self, index)
            }
            /// Each row in turn, copied.
            #vis fn rows(&self) -> impl _t::ExactSizeIterator<Item = #ident #types> + '_ {
                _t::rows(self)
            }
            /// The rows in this range, copied.
            ///
            /// # Panics
            /// If the range reaches beyond the last row.
            #vis fn slice(&self, range: impl _t::RangeBounds<usize>) -> Self {
                _t::slice(self, range)
            }
            /// These rows in this order, copied.
            ///
            /// # Panics
            /// If there is no such row.
            #vis fn select(&self, rows: &[usize]) -> Self {
                _t::Concat::pick(self, _t::Rows::Indices(rows))
            }
            /// Adds the rows of another batch behind these.
            ///
            /// # Errors
            /// If rows of the two differ in shape; then nothing is added.
            #vis fn extend(&mut self, other: Self) -> _t::Result<()> {
                _t::Concat::append(self, other)
            }
            /// The first `index` rows, and the others.
            ///
            /// # Panics
            /// If there are fewer rows.
            #vis fn split_at(&self, index: usize) -> (Self, Self) {
                (_t::slice(self, ..index), _t::slice(self, index..))
            }
        }
    }
}

fn new(model: &Model<'_>) -> TokenStream {
    let vis = model.vis;
    let params = each(
        model,
        |Field { ty, span, .. }, Slot { local, .. }| quote_spanned!(*span=> #local: <#ty as _t::Stack>::Batch),
    );
    let lengths = each(model, |field, Slot { local, .. }| {
        let name = field.label();
        quote_spanned!(field.span=> (#name, _t::Concat::len(&#local)))
    });
    let arrays = each(model, |_, Slot { column, local, .. }| match column {
        Member::Named(_) => quote!(#local),
        Member::Unnamed(_) => init(column, quote!(#local)),
    });
    let count = init(&rows_member(model), quote!(__rows));
    let count = if model.style == Style::Named { quote!(__rows) } else { count };
    // One argument a field is the point; clippy draws the line at seven.
    let allow = (model.slots().count() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        /// A batch of these arrays.
        ///
        /// # Errors
        /// If they differ in length.
        #allow
        #vis fn new(#(#params),*) -> _t::Result<Self> {
            let __rows = _t::equal_rows(&[#(#lengths),*])?;
            _t::Ok(Self { #(#arrays,)* #count })
        }
    }
}
