//! Type parameters: what is checked of them, and the bounds that the generated code needs.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{GenericParam, WhereClause, WherePredicate, parse_quote};

use crate::errors::Errors;
use crate::model::{Field, Model, Source};
use crate::types;

/// Reports lifetimes and parameters that no field of a batch would use. Whether it is sound.
pub(crate) fn check(model: &Model<'_>, errors: &mut Errors) -> bool {
    let mut sound = true;
    for param in &model.generics.params {
        match param {
            // A borrowed field has been reported already, and is why there is a lifetime.
            GenericParam::Lifetime(_) if !model.is_whole() => sound = false,
            GenericParam::Lifetime(param) => {
                errors
                    .at(param, "an element owns its data: remove the lifetime and the borrows that need it");
                sound = false;
            }
            GenericParam::Type(param) => {
                let used =
                    model.slots().any(|(field, _)| types::mentions(field.ty, std::iter::once(&param.ident)));
                if !used {
                    errors.at(
                        &param.ident,
                        format!(
                            "`{}` is the type of no field that is read; skipped fields don't count",
                            param.ident
                        ),
                    );
                    sound = false;
                }
            }
            GenericParam::Const(_) => {}
        }
    }
    sound
}

/// The struct's own where clause and, for each field whose type depends on a parameter, that it implements the trait
/// which the field needs. `door` is the path of the private module.
///
/// Fields of a type that the compiler knows need no bound, and none that is wrong is reported twice.
pub(crate) fn bounds(model: &Model<'_>, door: &TokenStream) -> Option<WhereClause> {
    let mut clause = model.generics.where_clause.clone();
    for field in model.fields.iter().filter(|field| field.generic) {
        clause.get_or_insert_with(|| parse_quote!(where)).predicates.push(bound(model, field, door));
    }
    clause
}

/// Those bounds, and one that no batch with a joined field satisfies: that this batch has rows. For what is
/// implemented, and for methods, of which the compiler says why they can't be had only if it is asked of the batch
/// itself.
///
/// Of a type without parameters the compiler would look at once whether it is satisfied, hence the lifetime.
pub(crate) fn bounds_of_rows(model: &Model<'_>, batch: &Ident) -> [WhereClause; 2] {
    let (_, types, _) = model.generics.split_for_impl();
    let mut clause = bounds(model, &quote!(_t)).unwrap_or_else(|| parse_quote!(where));
    clause.predicates.push(parse_quote!(for<'__rows> _t::JoinedFields: _t::HasRows<#batch #types>));
    let mut methods = clause.clone();
    methods.predicates.push(parse_quote!(for<'__rows> #batch #types: _t::HasRows<#batch #types>));
    [clause, methods]
}

fn bound(model: &Model<'_>, field: &Field<'_>, door: &TokenStream) -> WherePredicate {
    let Field { ty, span, .. } = field;
    let name = match field.source {
        Source::Dataset(_) => model.needed(field),
        Source::Skipped => "Default",
    };
    let name = syn::Ident::new(name, *span);
    syn::parse2(quote_spanned!(*span=> #ty: #door::#name)).unwrap_or_else(|_| parse_quote!(#ty: Sized))
}
