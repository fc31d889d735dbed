//! From the model to code. One file for each type that is given implementations.

mod batch;
mod columns;
mod element;
mod fits;
mod joined;
mod standard;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Member;

use crate::against::Dataset;
use crate::model::{Field, Model, Role, Slot, Style};

/// The whole expansion.
pub(crate) fn derive(model: &Model<'_>, dataset: Option<&Dataset>) -> TokenStream {
    let fits = fits::fits(model, dataset);
    let checks = &fits.items;
    let krate = &model.krate;
    let (batch, impls) = match &model.role {
        Role::Single { batch } => {
            let impls = [
                element::element(model, &fits),
                element::stack(model, batch),
                batch::element(model, batch),
                joined::concat(model, batch),
                batch::unbatch(model, batch),
                columns::definition(model),
                columns::column(model, batch),
                batch::methods(model, batch),
                standard::traits(model, batch),
            ];
            (Some(batch::definition(model, batch)), impls.into_iter().collect::<TokenStream>())
        }
        Role::Batched => {
            let impls = [
                element::element(model, &fits),
                joined::concat(model, model.ident),
                columns::definition(model),
                columns::column(model, model.ident),
            ];
            (None, impls.into_iter().collect())
        }
    };
    quote! {
        #batch
        const _: () = {
            use #krate::__private as _t;
            #checks
            #impls
        };
    }
}

/// A definition of a struct of this style with these fields (visibility, name, type), and how it ends.
fn fields(
    style: Style,
    fields: &[(TokenStream, &Member, TokenStream)],
    clause: impl ToTokens,
) -> TokenStream {
    match style {
        Style::Named => {
            let fields = fields.iter().map(|(before, name, ty)| quote!(#before #name: #ty));
            quote!(#clause { #(#fields,)* })
        }
        Style::Tuple => {
            let fields = fields.iter().map(|(before, _, ty)| quote!(#before #ty));
            quote!(( #(#fields,)* ) #clause;)
        }
    }
}

/// `name: value` in a struct expression; just `name` where that says it.
fn init(member: &Member, value: TokenStream) -> TokenStream {
    quote!(#member: #value)
}

/// One statement for each field that comes from the dataset, located at it.
fn each<'a>(
    model: &'a Model<'_>,
    statement: impl Fn(&Field<'_>, &Slot) -> TokenStream + 'a,
) -> impl Iterator<Item = TokenStream> + 'a {
    model.slots().map(move |(field, slot)| statement(field, slot))
}

/// `Default::default()`, located at the field.
fn default_of(field: &Field<'_>) -> TokenStream {
    quote_spanned!(field.span=> _t::Default::default())
}
