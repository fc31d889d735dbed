//! What the struct itself implements: `Element` and `Stack`.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::fits::Fits;
use super::{default_of, init, runs, tensors_of};
use crate::attr::{Cast, DefaultValue};
use crate::generics::{bounds, bounds_of_rows};
use crate::model::{Field, Key, Model, Slot, Source, Style};

/// The trait that the field must have, located at it.
pub(super) fn needed(model: &Model<'_>, field: &Field<'_>) -> TokenStream {
    let name = Ident::new(model.needed(field), field.span);
    quote_spanned!(field.span=> _t::#name)
}

/// `impl Element`: the description, and one element to and from a row.
pub(super) fn element(model: &Model<'_>, fits: &Fits) -> TokenStream {
    let ident = model.ident;
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t));
    let (spec, in_read) = (spec(model, fits), &fits.in_read);
    let tensors = tensors_of(model);
    let read = |field: &Field<'_>| {
        let (Field { located, span, .. }, kind) = (field, needed(model, field));
        match (&field.source, default(field)) {
            (Source::Skipped, _) => default_of(field),
            (Source::Dataset(_), Some(default)) => {
                quote_spanned!(*span=> <#located as #kind>::read_field_or(row, #default)?)
            }
            (Source::Dataset(_), None) => quote_spanned!(*span=> <#located as #kind>::read_field(row)?),
        }
    };
    let reads: Vec<_> = model.fields.iter().map(|field| (&field.member, read(field))).collect();
    let element = runs::collected(&reads, None);
    let writes = runs::taken(model, |field, _, value| {
        let (Field { located, span, .. }, kind) = (field, needed(model, field));
        quote_spanned!(*span=> <#located as #kind>::write_field(#value, out)?;)
    });
    quote! {
        #[automatically_derived]
        impl #impls _t::Element for #ident #types #clause {
            const SPEC: _t::Want = #spec;
            type Tensors = #tensors;
            fn read(row: &mut _t::Row<'_>) -> _t::Result<Self> {
                #in_read
                #element
            }
            fn into_components(self, out: &mut _t::Components) -> _t::Result<()> {
                #writes
                _t::Ok(())
            }
        }
    }
}

/// The description of the struct.
pub(super) fn spec(model: &Model<'_>, fits: &Fits) -> TokenStream {
    let name = model.ident.unraw().to_string();
    let kind = match model.lookup {
        Style::Named => quote!(NAMED),
        Style::Tuple => quote!(TUPLE),
    };
    let plain = model.slots().filter(|(field, _)| !field.is_flattened());
    let wants = plain.map(|(field, slot)| want(model, field, slot));
    let flatten = Flatten::of(model);
    let (checks, fields) = match &flatten {
        Some(Flatten { parts, checks }) => {
            let count = quote!(const __PARTS: &[_t::Want] = &[#parts];);
            let fields = quote! {
                const __FIELDS: [_t::FieldWant; _t::flattened(__PARTS)] = _t::flatten(__PARTS);
            };
            (quote!(#count #checks #fields), quote!(&__FIELDS))
        }
        None => (TokenStream::new(), quote!(&[#(#wants),*])),
    };
    let exact = model.attrs.exact.is_some().then(|| quote!(exact: true,));
    let spec = quote! {
        _t::Want::Struct(_t::StructWant {
            name: #name,
            fields: #fields,
            #exact
            .._t::StructWant::#kind
        })
    };
    let in_spec = &fits.in_spec;
    if checks.is_empty() && in_spec.is_empty() { spec } else { quote!({ #checks #in_spec #spec }) }
}

/// What a struct with flattened fields is put together from: runs of its own fields, and the structs that are
/// flattened.
struct Flatten {
    parts: TokenStream,
    /// That none of them has a name that another one has.
    checks: TokenStream,
}

impl Flatten {
    fn of(model: &Model<'_>) -> Option<Self> {
        if !model.fields.iter().any(Field::is_flattened) {
            return None;
        }
        let (mut parts, mut checks): (Vec<TokenStream>, _) = (Vec::new(), TokenStream::new());
        let mut own: Vec<TokenStream> = Vec::new();
        let run = |own: &mut Vec<TokenStream>| {
            let own = std::mem::take(own);
            (!own.is_empty()).then(
                || quote!(_t::Want::Struct(_t::StructWant { fields: &[#(#own),*], .._t::StructWant::NAMED })),
            )
        };
        for (field, slot) in model.slots() {
            if !field.is_flattened() {
                own.push(want(model, field, slot));
                continue;
            }
            parts.extend(run(&mut own));
            let (Field { located, span, .. }, place) = (field, Literal::usize_unsuffixed(parts.len()));
            let kind = needed(model, field);
            parts.push(quote_spanned!(*span=> <#located as #kind>::WANT));
            checks.extend(quote_spanned!(*span=> const _: () = _t::must_be_apart(__PARTS, #place);));
        }
        parts.extend(run(&mut own));
        Some(Self { parts: quote!(#(#parts),*), checks })
    }
}

/// The description of a field.
pub(super) fn want(model: &Model<'_>, field: &Field<'_>, slot: &Slot) -> TokenStream {
    let Field { located, span, .. } = field;
    let (by, key) = match &slot.key {
        Key::Name(name) => (quote!(named), name.to_token_stream()),
        Key::Index(index) => (quote!(at), Literal::usize_unsuffixed(*index).to_token_stream()),
    };
    let shape = field.shape().map(|dims| quote!(.shape(_t::Dims::new(&[#(#dims),*]))));
    let optional = field.default().map(|_| quote!(.optional()));
    let aliases = (!slot.aliases.is_empty()).then(|| {
        let aliases = &slot.aliases;
        quote!(.aliases(&[#(#aliases),*]))
    });
    let cast = field.attrs.cast.as_ref().map(|cast| match cast.value {
        Cast::Exact => quote!(.cast(_t::Cast::Exact)),
        Cast::Lossy => quote!(.cast(_t::Cast::Lossy)),
    });
    let kind = needed(model, field);
    quote_spanned!(*span=> _t::FieldWant::#by(#key, <#located as #kind>::WANT) #aliases #cast #shape #optional)
}

/// The function that makes the value which stands in for a missing one.
pub(super) fn default(field: &Field<'_>) -> Option<TokenStream> {
    Some(match field.default()? {
        DefaultValue::OfType => quote_spanned!(field.span=> _t::Default::default),
        DefaultValue::Call(path) => {
            let Field { located, span, .. } = field;
            let call = quote_spanned!(path.span()=> #path());
            quote_spanned!(*span=> || -> #located { #call })
        }
    })
}

/// How elements are collected: `impl Stack` or, where a field joins, `impl Collate`, and a `Stack` that can't be used
/// and says why.
pub(super) fn collect(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let ident = model.ident;
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t));
    let pushes = runs::taken(model, |field, place, value| {
        let (Field { located, span, .. }, kind) = (field, needed(model, field));
        let place = Literal::usize_unsuffixed(place);
        quote_spanned!(*span=> <#located as #kind>::push_field(#value, column, #place)?;)
    });
    if !model.joined().is_empty() {
        let [has_rows, _] = bounds_of_rows(model, batch);
        return quote! {
            #[automatically_derived]
            impl #impls _t::Collate for #ident #types #clause {
                type Batch = #batch #types;
                type Column = _t::batch::Columns<#batch #types>;
                fn collate(self, column: &mut Self::Column) -> _t::Result<()> {
                    #pushes
                    _t::Ok(())
                }
            }
            #[automatically_derived]
            impl #impls _t::Stack for #ident #types #has_rows {
                type Batch = #batch #types;
                fn push_to(self, _: &mut _t::ColumnOf<Self>) -> _t::Result<()> {
                    <_t::JoinedFields as _t::HasRows<#batch #types>>::never()
                }
                fn get(_: &#batch #types, _: usize) -> Self {
                    <_t::JoinedFields as _t::HasRows<#batch #types>>::never()
                }
            }
        };
    }
    let gets = model.fields.iter().map(|field| {
        let value = match &field.source {
            Source::Skipped => default_of(field),
            Source::Dataset(Slot { column, .. }) => {
                let located = &field.located;
                quote_spanned!(field.span=> <#located as _t::Stack>::get(&batch.#column, index))
            }
        };
        init(&field.member, value)
    });
    quote! {
        #[automatically_derived]
        impl #impls _t::Stack for #ident #types #clause {
            type Batch = #batch #types;
            fn push_to(self, column: &mut _t::ColumnOf<Self>) -> _t::Result<()> {
                #pushes
                _t::Ok(())
            }
            fn get(batch: &#batch #types, index: usize) -> Self {
                Self { #(#gets,)* }
            }
        }
    }
}
