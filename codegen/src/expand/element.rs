//! What the struct itself implements: `Element` and `Stack`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::fits::Fits;
use super::{default_of, each, init};
use crate::attr::DefaultValue;
use crate::generics::bounds;
use crate::model::{Field, Key, Model, Role, Slot, Source, Style};

/// `impl Element`: the description, and one element to and from a row.
pub(super) fn element(model: &Model<'_>, fits: &Fits) -> TokenStream {
    let (ident, name) = (model.ident, model.ident.unraw().to_string());
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = match model.role {
        Role::Single { .. } => bounds(model, &quote!(_t), "Element"),
        Role::Batched => bounds(model, &quote!(_t), "Concat"),
    };
    let kind = match model.lookup {
        Style::Named => quote!(Named),
        Style::Tuple => quote!(Tuple),
    };
    let wants = each(model, want);
    let exact = model.attrs.exact.is_some();
    let read = read(model);
    let Fits { in_spec, in_read, .. } = fits;
    let mut spec = quote! {
        _t::Want::Struct(_t::StructWant {
            name: #name,
            kind: _t::StructKind::#kind,
            fields: &[#(#wants),*],
            exact: #exact,
        })
    };
    if !in_spec.is_empty() {
        spec = quote!({ #in_spec #spec });
    }
    let writes = each(model, |field, _| {
        let Field { member, located, span, .. } = field;
        quote_spanned!(*span=> <#located as _t::Element>::into_components(self.#member, out)?;)
    });
    quote! {
        #[automatically_derived]
        impl #impls _t::Element for #ident #types #clause {
            const SPEC: _t::Want = #spec;
            fn read(row: &mut _t::Row<'_>) -> _t::Result<Self> {
                #in_read
                #read
            }
            fn into_components(self, out: &mut _t::Components) -> _t::Result<()> {
                #(#writes)*
                _t::Ok(())
            }
        }
    }
}

/// The description of a field.
pub(super) fn want(field: &Field<'_>, slot: &Slot) -> TokenStream {
    let Field { located, span, .. } = field;
    let (by, key) = match &slot.key {
        Key::Name(name) => (quote!(named), name.to_token_stream()),
        Key::Index(index) => (quote!(at), proc_macro2::Literal::usize_unsuffixed(*index).to_token_stream()),
    };
    let shape = field.shape().map(|dims| quote!(.shape(_t::Dims::new(&[#(#dims),*]))));
    let optional = field.default().map(|_| quote!(.optional()));
    quote_spanned!(*span=> _t::FieldWant::#by(#key, <#located as _t::Element>::SPEC) #shape #optional)
}

fn read(model: &Model<'_>) -> TokenStream {
    if let Role::Batched = model.role {
        return quote!(_t::read_batch(row));
    }
    let fields = model.fields.iter().map(|field| {
        let value = match (&field.source, default(field)) {
            (Source::Skipped, _) => default_of(field),
            (Source::Dataset(_), Some(default)) => quote_spanned!(field.span=> _t::read_or(row, #default)?),
            (Source::Dataset(_), None) => {
                let located = &field.located;
                quote_spanned!(field.span=> <#located as _t::Element>::read(row)?)
            }
        };
        init(&field.member, value)
    });
    quote!(_t::Ok(Self { #(#fields,)* }))
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

/// `impl Stack`: one element to and from a row of a batch.
pub(super) fn stack(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let ident = model.ident;
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t), "Stack");
    let pushes = each(model, |field, slot| {
        let (Field { member, located, span, .. }, column) = (field, &slot.column);
        quote_spanned!(*span=> <#located as _t::Stack>::push_to(self.#member, &mut column.#column)?;)
    });
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
                #(#pushes)*
                _t::Ok(())
            }
            fn get(batch: &#batch #types, index: usize) -> Self {
                Self { #(#gets,)* }
            }
        }
    }
}
