//! What can be told of a field's type from its tokens alone.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::visit::{self, Visit};
use syn::{GenericArgument, PathArguments, Type, TypePath};

use crate::errors::Errors;

/// Tuples implement `Element` up to this length.
const LONGEST_TUPLE: usize = 12;

/// Reports what can be no part of an element whatever it means: borrows, pointers, functions, unsized types and
/// the primitives that TensorFlow lacks. Whether it is sound.
///
/// A path such as `Vec<f32>` may be anybody's type, so it is left to the compiler, which knows.
pub(crate) fn check(ty: &Type, errors: &mut Errors) -> bool {
    let message = match ty {
        Type::Array(array) => return check(&array.elem, errors),
        Type::Paren(inner) => return check(&inner.elem, errors),
        Type::Group(inner) => return check(&inner.elem, errors),
        Type::Tuple(tuple) if tuple.elems.len() <= LONGEST_TUPLE => {
            // Every member is checked, not only up to the first that is wrong.
            return tuple.elems.iter().filter(|elem| !check(elem, errors)).count() == 0;
        }
        Type::Tuple(_) => format!("a tuple has at most {LONGEST_TUPLE} members; use a struct"),
        Type::Reference(reference) => {
            format!("an element owns its data: use `{}`", owned(&reference.elem))
        }
        Type::Slice(slice) => {
            let item = text(&slice.elem);
            format!("an element owns its data: use `ndarray::Array1<{item}>`, or `[{item}; N]`")
        }
        Type::Path(path) => match primitive_without_dtype(path) {
            Some(message) => message,
            None => return true,
        },
        Type::FnPtr(_) | Type::ImplTrait(_) | Type::Never(_) | Type::Ptr(_) | Type::TraitObject(_) => {
            "not data that a dataset can hold; leave the field out with `#[element(skip)]`".to_owned()
        }
        _ => return true,
    };
    errors.at(ty, message);
    false
}

/// Whether it is written as a type that an element can have. It may be another type of that name.
pub(crate) fn looks_supported(ty: &Type) -> bool {
    const NAMES: [&str; 26] = [
        "bool", "i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f16", "bf16", "f32", "f64", "Complex",
        "String", "Bytes", "Array0", "Array1", "Array2", "Array3", "Array4", "Array5", "Array6", "ArrayD",
        "Ragged", "Sparse",
    ];
    match ty {
        Type::Array(array) => looks_supported(&array.elem),
        Type::Path(path) => path.path.segments.last().is_some_and(|last| {
            let arguments = match &last.arguments {
                PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
                _ => None,
            };
            let mut arguments = arguments.into_iter().flatten();
            NAMES.iter().any(|name| last.ident == name)
                && arguments
                    .all(|argument| matches!(argument, GenericArgument::Type(ty) if looks_supported(ty)))
        }),
        _ => false,
    }
}

/// The owned type to write in place of a reference to this one.
fn owned(borrowed: &Type) -> String {
    match borrowed {
        Type::Path(path) if path.path.is_ident("str") => "String".to_owned(),
        Type::Slice(slice) => match text(&slice.elem).as_str() {
            "u8" => "tfdata::Bytes` (a string of bytes) or `ndarray::Array1<u8>".to_owned(),
            item => format!("ndarray::Array1<{item}>"),
        },
        other => text(other),
    }
}

fn primitive_without_dtype(path: &TypePath) -> Option<String> {
    let ident = path.path.get_ident().filter(|_| path.qself.is_none())?.to_string();
    let instead = match ident.as_str() {
        "usize" => "`u64`, or `i64`, TensorFlow's usual integer",
        "isize" => "`i64`",
        "u128" | "i128" => "`u64` or `i64`",
        "char" => "`String`, or `u32` for a code point",
        "str" => "`String`",
        _ => return None,
    };
    Some(format!("TensorFlow has no dtype for `{ident}`: use {instead}"))
}

fn text(ty: &Type) -> String {
    compact(&ty.to_token_stream())
}

/// Tokens as they are usually written: `Array2<f32>`, not `Array2 < f32 >`.
fn compact(tokens: &TokenStream) -> String {
    tokens
        .to_string()
        .replace(" <", "<")
        .replace("< ", "<")
        .replace(" >", ">")
        .replace(" :: ", "::")
        .replace(" ;", ";")
}

/// Whether the type names one of these type parameters, and so needs a bound.
pub(crate) fn mentions<'a>(ty: &Type, params: impl Iterator<Item = &'a Ident>) -> bool {
    struct Mentions<'a> {
        params: Vec<&'a Ident>,
        found: bool,
    }

    impl<'ast> Visit<'ast> for Mentions<'_> {
        fn visit_type_path(&mut self, path: &'ast TypePath) {
            if path.path.leading_colon.is_none() {
                let first = path.path.segments.first();
                self.found |= first.is_some_and(|first| self.params.contains(&&first.ident));
            }
            visit::visit_type_path(self, path);
        }

        // What a macro makes is unknown here: take it that it does.
        fn visit_type_macro(&mut self, _: &'ast syn::TypeMacro) {
            self.found |= !self.params.is_empty();
        }
    }

    let mut mentions = Mentions { params: params.collect(), found: false };
    mentions.visit_type(ty);
    mentions.found
}

/// The tokens with this span, so that whatever the compiler says of them it says in one place, once.
pub(crate) fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let located = |token| match token {
        TokenTree::Group(group) => {
            let mut group = Group::new(group.delimiter(), located(group.stream(), span));
            group.set_span(span);
            TokenTree::Group(group)
        }
        TokenTree::Ident(ident) => TokenTree::Ident(located_ident(&ident, span)),
        mut other => {
            other.set_span(span);
            other
        }
    };
    tokens.into_iter().map(located).collect()
}

/// The same for one identifier. `$crate` keeps its span, which is what it means.
pub(crate) fn located_ident(ident: &Ident, span: Span) -> Ident {
    let mut ident = ident.clone();
    if ident != "$crate" {
        ident.set_span(span);
    }
    ident
}
