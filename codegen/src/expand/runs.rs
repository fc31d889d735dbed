//! What may fail for each of many fields, a run of fields at a time.
//!
//! Where a function can return early, the compiler follows what is to be dropped there. With each field of a struct in
//! one function, that is all fields at each of as many places: the time grows with the square of their number. So the
//! fields of a long struct are cut into runs, each in a closure of its own, of which the function sees one value.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Member;

use super::init;
use crate::model::{Field, Model};

/// So many fields are in a run; a struct that has no more than these is not cut.
const LENGTH: usize = 16;

/// `Ok(Self { .. })` of fields whose values may each return early, and of what stands behind them.
pub(super) fn collected(fields: &[(&Member, TokenStream)], end: Option<&TokenStream>) -> TokenStream {
    if fields.len() <= LENGTH {
        let fields = fields.iter().map(|(member, value)| init(member, value));
        return quote!(_t::Ok(Self { #(#fields,)* #end }));
    }
    let runs = fields.chunks(LENGTH).enumerate().map(|(number, run)| {
        let (name, values) = (name(number), run.iter().map(|(_, value)| value));
        quote!(let #name = _t::run(|| _t::Ok((#(#values,)*)))?;)
    });
    let fields = fields.iter().enumerate().map(|(place, (member, _))| {
        let (name, place) = (name(place / LENGTH), Literal::usize_unsuffixed(place % LENGTH));
        init(member, quote!(#name.#place))
    });
    quote!(#(#runs)* _t::Ok(Self { #(#fields,)* #end }))
}

/// For each field that comes from the dataset, a statement that takes its value (out of `self`) and may return early.
pub(super) fn taken(
    model: &Model<'_>,
    statement: impl Fn(&Field<'_>, usize, TokenStream) -> TokenStream,
) -> TokenStream {
    let fields: Vec<_> = model.slots().map(|(field, _)| field).collect();
    if fields.len() <= LENGTH {
        let of_self = |(place, field): (usize, &&Field<'_>)| {
            let member = &field.member;
            statement(field, place, quote_spanned!(field.span=> self.#member))
        };
        return fields.iter().enumerate().map(of_self).collect();
    }
    let run = |(number, run): (usize, &[&Field<'_>])| {
        let name = name(number);
        let members = run.iter().map(|field| &field.member);
        let statements = run.iter().enumerate().map(|(place, field)| {
            let literal = Literal::usize_unsuffixed(place);
            statement(field, number * LENGTH + place, quote!(#name.#literal))
        });
        quote! {
            let #name = (#(self.#members,)*);
            _t::run(|| { #(#statements)* _t::Ok(()) })?;
        }
    };
    fields.chunks(LENGTH).enumerate().map(run).collect()
}

fn name(number: usize) -> Ident {
    format_ident!("__run_{number}")
}
