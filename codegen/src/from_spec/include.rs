//! The macro `include_element!`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Token, Visibility};

use super::{GenerateError, Options, Paths, Strings, struct_of};
use crate::source::{Select, read_in_crate, watched};

/// The expansion of `include_element!(pub Weather, "path", ..)`: the structs, or the error that says what to mend.
pub fn include_element(input: TokenStream) -> TokenStream {
    let invocation = syn::parse2::<Invocation>(input);
    invocation.and_then(|invocation| invocation.expand()).unwrap_or_else(syn::Error::into_compile_error)
}

struct Invocation {
    attrs: Vec<Attribute>,
    vis: Visibility,
    name: Ident,
    path: LitStr,
    select: Select,
    strings: Strings,
    krate: Option<syn::Path>,
    overrides: Vec<(LitStr, syn::Type)>,
}

impl Parse for Invocation {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        const USAGE: &str = "expected a name and a path: `include_element!(pub Weather, \"data/weather\")`";
        let usage = |error: syn::Error| syn::Error::new(error.span(), USAGE);
        let mut all = Self {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            name: input.parse().map_err(usage)?,
            path: input.parse::<Token![,]>().and_then(|_| input.parse()).map_err(usage)?,
            select: Select::default(),
            strings: Strings::default(),
            krate: None,
            overrides: Vec::new(),
        };
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            all.setting(input)?;
        }
        Ok(all)
    }
}

impl Invocation {
    fn setting(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if input.peek(LitStr) {
            let component = input.parse()?;
            input.parse::<Token![:]>()?;
            self.overrides.push((component, input.parse()?));
            return Ok(());
        }
        let key = input.call(Ident::parse_any)?;
        let string = |input: ParseStream<'_>| {
            input.parse::<Token![=]>()?;
            input.parse::<LitStr>()
        };
        let given = match key.to_string().as_str() {
            "signature" => self.select.signature.replace(string(input)?.value()).is_some(),
            "output" => self.select.output.replace(string(input)?.value()).is_some(),
            "crate" => {
                input.parse::<Token![=]>()?;
                self.krate.replace(input.call(syn::Path::parse_mod_style)?).is_some()
            }
            "strings" => {
                input.parse::<Token![=]>()?;
                let ty: Ident = input.parse()?;
                self.strings = match ty.to_string().as_str() {
                    "String" => Strings::Text,
                    "Bytes" => Strings::Bytes,
                    _ => return Err(syn::Error::new(ty.span(), "expected `String` or `Bytes`")),
                };
                false
            }
            other => {
                let message = format!(
                    "unknown setting `{other}`; there are `signature`, `output`, `strings`, `crate`, and \
                     `\"component\": Type`"
                );
                return Err(syn::Error::new(key.span(), message));
            }
        };
        if given {
            return Err(syn::Error::new(key.span(), format!("`{key}` is given twice; keep one")));
        }
        Ok(())
    }

    fn expand(self) -> syn::Result<TokenStream> {
        let at_path = |error: &dyn std::fmt::Display| syn::Error::new(self.path.span(), error);
        let source =
            read_in_crate(&self.path.value(), &self.select).map_err(|error| at_path(&error.message))?;
        let mut options = Options {
            strings: self.strings,
            paths: Paths::Absolute,
            visibility: self.vis,
            ..Options::of(&source)
        };
        options.krate = self.krate.unwrap_or(options.krate);
        for (component, ty) in &self.overrides {
            options.overrides.insert(component.value(), ty.clone());
        }
        let code = struct_of(&self.name.to_string(), &source.element, &options).map_err(|error| {
            let span = match &error {
                GenerateError::Name { .. } => self.name.span(),
                GenerateError::Override { path, .. } => {
                    let found = self.overrides.iter().find(|(component, _)| component.value() == *path);
                    found.map_or(self.path.span(), |(component, _)| component.span())
                }
                _ => self.path.span(),
            };
            syn::Error::new(span, error)
        })?;
        let (attrs, items, watch) = (&self.attrs, code.items, watched(&source));
        // What a user points at is the name in the call.
        let items = respanned(items, self.name.span());
        Ok(quote!(#(#attrs)* #items #watch))
    }
}

/// The tokens, resolved where the macro is called and located at the name given there.
fn respanned(tokens: TokenStream, at: Span) -> TokenStream {
    let span = Span::call_site().located_at(at);
    tokens
        .into_iter()
        .map(|mut token| {
            if let proc_macro2::TokenTree::Group(group) = &token {
                let inner = respanned(group.stream(), at);
                token = proc_macro2::Group::new(group.delimiter(), inner).into();
            }
            token.set_span(span);
            token
        })
        .collect()
}
