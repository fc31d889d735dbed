//! The generated batch: its definition, and its methods.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Index, Member, Visibility};

use super::element::needed;
use super::{each, fields, init};
use crate::generics::bounds;
use crate::model::{Field, Model, Slot, Style};
use crate::types::located;

/// The private field behind the arrays: a batch is made by `new`, which compares their lengths. An empty array and no
/// `()`, which Clippy takes for a home-made `#[non_exhaustive]`.
///
/// It also keeps errors in one place. The compiler looks at a struct's last field wherever the struct is named, so one
/// of an unsupported type would be reported at each of these places.
pub(super) fn private_member(model: &Model<'_>) -> Member {
    match model.style {
        Style::Named => Member::Named(format_ident!("__private")),
        Style::Tuple => Member::Unnamed(Index::from(model.slots().count())),
    }
}

/// The struct. It stands beside the user's, so it names everything by its full path.
pub(super) fn definition(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let (vis, generics, krate, docs) = (model.vis, model.generics, &model.krate, &model.docs);
    let clause = bounds(model, &quote!(#krate::__private));
    let private = private_member(model);
    let arrays = model.slots().map(|(field, slot)| {
        let Field { ty, vis, docs, span, .. } = field;
        let kind = Ident::new(model.needed(field), *span);
        let array = quote_spanned!(*span=> <#ty as #krate::__private::#kind>::Batch);
        // A public field is documented, or the user's `missing_docs` would ask for it here.
        let undocumented = docs.is_empty() && !matches!(vis, Visibility::Inherited);
        let of = if is_joined(model, field) { "all rows, joined" } else { "each row" };
        let summary = undocumented.then(|| format!(" `{}` of {of}.", field.label())).into_iter();
        (quote!(#(#[doc = #summary])* #(#docs)* #vis), &slot.column, array)
    });
    let arrays: Vec<_> = arrays.chain([(TokenStream::new(), &private, quote!([(); 0]))]).collect();
    let fields = fields(model.style, &arrays, clause);
    let summary = summary(model);
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

/// The method that makes one. The others are the same for each and are kept in the runtime.
pub(super) fn new(model: &Model<'_>, batch: &Ident) -> TokenStream {
    let vis = vis_of_methods(model);
    let (impls, types, _) = model.generics.split_for_impl();
    let clause = bounds(model, &quote!(_t));
    let params = each(model, |field, Slot { local, .. }| {
        let (Field { ty, span, .. }, kind) = (field, needed(model, field));
        quote_spanned!(*span=> #local: <#ty as #kind>::Batch)
    });
    let arrays = each(model, |_, Slot { column, local, .. }| match column {
        Member::Named(_) => quote!(#local),
        Member::Unnamed(_) => init(column, quote!(#local)),
    });
    let end = init(&private_member(model), quote!([]));
    let unequal = match model.joined().is_empty() {
        true => " If they differ in length.",
        false => " If those that are not joined differ in length.",
    };
    // One argument a field is the point; clippy draws the line at seven.
    let allow = (model.slots().count() > 7).then(|| quote!(#[allow(clippy::too_many_arguments)]));
    quote! {
        impl #impls #batch #types #clause {
            /// A batch of these arrays.
            ///
            /// # Errors
            #[doc = #unequal]
            #allow
            #vis fn new(#(#params),*) -> _t::Result<Self> {
                _t::equal_rows(Self { #(#arrays,)* #end })
            }
        }
    }
}

fn is_joined(model: &Model<'_>, field: &Field<'_>) -> bool {
    model.needed(field) == "Join"
}

fn summary(model: &Model<'_>) -> String {
    let joined = model.slots().filter(|(field, _)| is_joined(model, field));
    let joined: Vec<String> = joined.map(|(field, _)| format!("`{}`", field.label())).collect();
    if joined.is_empty() {
        return format!(" A batch of [`{}`]: its fields, stacked along a new axis 0.", model.ident);
    }
    format!(
        " Many [`{}`]: its fields, stacked along a new axis 0, but {}, joined along axis 0. Where in that a row begins \
         is not kept, so no row can be taken out.",
        model.ident,
        joined.join(", ")
    )
}

/// The struct's own visibility, at no place of the user's: a method starts here, and lints would point there.
pub(super) fn vis_of_methods(model: &Model<'_>) -> TokenStream {
    located(model.vis.to_token_stream(), Span::call_site())
}
