//! `Debug` and `PartialEq` for the batch.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{WhereClause, parse_quote};

use super::each;
use super::element::needed;
use crate::generics::bounds;
use crate::model::{Field, Model, Slot};

/// `Clone` is the same for each and is kept in the runtime. The standard derives would ask for the others of type
/// parameters too, which are elements here, not arrays.
pub(super) fn traits(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let (impls, types, _) = model.generics.split_for_impl();
    let (name, debug, equal) = (batch.to_string(), clause(model, "Debug"), clause(model, "PartialEq"));
    let fields = each(model, |field, Slot { column, .. }| {
        let label = field.label();
        quote_spanned!(field.span=> .field(#label, &self.#column))
    });
    let equals =
        each(model, |field, Slot { column, .. }| quote_spanned!(field.span=> self.#column == other.#column));
    quote! {
        #[automatically_derived]
        impl #impls _t::Debug for #batch #types #debug {
            fn fmt(&self, f: &mut _t::Formatter<'_>) -> _t::FmtResult {
                f.debug_struct(#name) #(#fields)* .finish()
            }
        }
        #[automatically_derived]
        impl #impls _t::PartialEq for #batch #types #equal {
            fn eq(&self, other: &Self) -> bool {
                #(#equals)&&*
            }
        }
    }
}

/// The bounds of the batch and, for each array whose type depends on a parameter, this trait.
fn clause(model: &Model<'_>, name: &str) -> Option<WhereClause> {
    let mut clause = bounds(model, &quote!(_t));
    for (field, _) in model.slots().filter(|(field, _)| field.generic) {
        let (Field { ty, span, .. }, kind) = (field, needed(model, field));
        let name = Ident::new(name, *span);
        clause
            .get_or_insert_with(|| parse_quote!(where))
            .predicates
            .push(parse_quote!(<#ty as #kind>::Batch: _t::#name));
    }
    clause
}
