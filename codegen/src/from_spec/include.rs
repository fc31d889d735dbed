//! The macro `include_element!`.

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Ident, LitStr, Token, Type, Visibility};

use super::fits::fits;
use super::{Batched, GenerateError, Options, Paths, Strings, struct_of};
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
    /// Where `signature` and `output` are given.
    selected: Vec<(&'static str, Span)>,
    strings: Option<Strings>,
    batched: Option<Batched>,
    krate: Option<syn::Path>,
    overrides: Vec<(LitStr, Type)>,
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
            selected: Vec::new(),
            strings: None,
            batched: None,
            krate: None,
            overrides: Vec::new(),
        };
        let mut errors: Option<syn::Error> = None;
        while !input.is_empty() {
            let setting = input.parse::<Token![,]>().and_then(|_| match input.is_empty() {
                true => Ok(()),
                false => all.setting(input),
            });
            if let Err(error) = setting {
                skip_to_comma(input);
                match &mut errors {
                    Some(errors) => errors.combine(error),
                    None => errors = Some(error),
                }
            }
        }
        errors.map_or(Ok(all), Err)
    }
}

/// Passes over what is left of a setting that is wrong, so that those behind it are looked at too.
fn skip_to_comma(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<TokenTree>().is_err() {
            return;
        }
    }
}

impl Invocation {
    fn setting(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if input.peek(LitStr) {
            let component: LitStr = input.parse()?;
            input.parse::<Token![:]>()?;
            let twice = self.overrides.iter().any(|(other, _)| other.value() == component.value());
            if twice {
                let message = format!("`{}` is given a type twice; keep one", component.value());
                return Err(syn::Error::new(component.span(), message));
            }
            let ty = input.parse().map_err(|error: syn::Error| {
                let name = component.value();
                syn::Error::new(error.span(), format!("expected a type: `\"{name}\": f32`"))
            })?;
            self.overrides.push((component, ty));
            return Ok(());
        }
        let key = input.call(Ident::parse_any)?;
        let given = match key.to_string().as_str() {
            "signature" => {
                let name = string(input)?;
                self.selected.push(("signature", name.span()));
                self.select.signature.replace(name.value()).is_some()
            }
            "output" => {
                let name = string(input)?;
                self.selected.push(("output", name.span()));
                self.select.output.replace(name.value()).is_some()
            }
            "crate" => {
                input.parse::<Token![=]>()?;
                self.krate.replace(input.call(syn::Path::parse_mod_style)?).is_some()
            }
            "strings" => {
                let all = [("String", Strings::Text), ("Bytes", Strings::Bytes)];
                self.strings.replace(one_of(input, &all)?).is_some()
            }
            "batched" => {
                let all = [
                    ("auto", Batched::Auto),
                    ("no", Batched::No),
                    ("yes", Batched::Yes),
                    ("rows", Batched::Rows),
                ];
                self.batched.replace(one_of(input, &all)?).is_some()
            }
            other => {
                let message = format!(
                    "unknown setting `{other}`; there are `signature`, `output`, `strings`, `batched`, \
                     `crate`, and `\"component\": Type`"
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
        let source = read_in_crate(&self.path.value(), &self.select).map_err(|error| {
            let about = self.selected.iter().find(|(what, _)| error.about == Some(*what));
            syn::Error::new(about.map_or(self.path.span(), |(_, span)| *span), error.message)
        })?;
        let mut options = Options {
            strings: self.strings.unwrap_or_default(),
            batched: self.batched.unwrap_or_default(),
            paths: Paths::Absolute,
            visibility: self.vis,
            ..Options::of(&source)
        };
        options.krate = self.krate.unwrap_or(options.krate);
        for (component, ty) in &self.overrides {
            options.overrides.insert(component.value(), as_given(ty));
        }
        // What the parts must have too, or the whole could not have it.
        let (derives, attrs): (Vec<_>, Vec<_>) =
            self.attrs.iter().cloned().partition(|attr| attr.path().is_ident("derive"));
        options.attributes = derives;
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
        let (fits, watch) = (fits(&source, &options, &code, &self.overrides), watched(&source));
        // What a user points at is the name in the call.
        let items = respanned(code.items, self.name.span());
        Ok(quote!(#(#attrs)* #items #fits #watch))
    }
}

/// `= "text"`
fn string(input: ParseStream<'_>) -> syn::Result<LitStr> {
    input.parse::<Token![=]>()?;
    input.parse()
}

/// `= word`, one of these.
fn one_of<T: Copy>(input: ParseStream<'_>, all: &[(&str, T)]) -> syn::Result<T> {
    input.parse::<Token![=]>()?;
    let word = input.call(Ident::parse_any)?;
    let found = all.iter().find(|(name, _)| word == name);
    found.map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|(name, _)| format!("`{name}`")).collect();
        syn::Error::new(word.span(), format!("expected {}", names.join(" or ")))
    })
}

/// The type in a group without delimiters, which [`respanned`] leaves as it is: what is wrong with a type that was
/// given is said there.
fn as_given(ty: &Type) -> Type {
    Type::Verbatim(Group::new(Delimiter::None, ty.to_token_stream()).into_token_stream())
}

/// The tokens, resolved where the macro is called and located at the name given there.
fn respanned(tokens: TokenStream, at: Span) -> TokenStream {
    let span = Span::call_site().located_at(at);
    tokens
        .into_iter()
        .flat_map(|mut token| {
            if let TokenTree::Group(group) = &token {
                if group.delimiter() == Delimiter::None {
                    return group.stream();
                }
                token = Group::new(group.delimiter(), respanned(group.stream(), at)).into();
            }
            token.set_span(span);
            token.into()
        })
        .collect()
}
