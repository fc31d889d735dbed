//! `#[element(..)]`, read into settings. Each keeps the word that set it, so that a rule broken later can be
//! reported there.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, LitInt, LitStr, Meta, Path, Token, token};

use crate::case::Case;
use crate::errors::Errors;
use crate::nearest::nearest;

/// A value and the word that set it.
pub(crate) struct Given<T> {
    pub(crate) key: Ident,
    pub(crate) value: T,
}

/// A setting that may be given, once.
pub(crate) type Setting<T> = Option<Given<T>>;

/// What a struct says of itself.
#[derive(Default)]
pub(crate) struct StructAttrs {
    pub(crate) batch: Setting<Ident>,
    pub(crate) batch_attr: Vec<Given<Meta>>,
    pub(crate) batched: Setting<()>,
    pub(crate) exact: Setting<()>,
    pub(crate) krate: Setting<Path>,
    pub(crate) output: Setting<LitStr>,
    pub(crate) rename_all: Setting<Case>,
    pub(crate) signature: Setting<LitStr>,
    pub(crate) spec: Setting<LitStr>,
    pub(crate) tensors: Setting<Option<Ident>>,
    pub(crate) tuple: Setting<()>,
}

/// What a field says of itself.
#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) alias: Vec<Given<LitStr>>,
    pub(crate) cast: Setting<Cast>,
    pub(crate) concat: Setting<()>,
    pub(crate) default: Setting<DefaultValue>,
    pub(crate) flatten: Setting<()>,
    pub(crate) index: Setting<usize>,
    pub(crate) rename: Setting<LitStr>,
    pub(crate) shape: Setting<Vec<Dim>>,
    pub(crate) skip: Setting<()>,
}

/// Where the value of a field comes from that the dataset has not.
pub(crate) enum DefaultValue {
    /// `default`: the type's own.
    OfType,
    /// `default = path`: this function's.
    Call(Path),
}

/// Which other dtypes `cast` takes.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Cast {
    /// `cast`: those that lose nothing.
    Exact,
    /// `cast = "lossy"`: any.
    Lossy,
}

/// One dimension in `shape = [..]`.
pub(crate) enum Dim {
    /// `_`
    Open,
    /// `28`, or a constant.
    Fixed(Expr),
}

const ON_STRUCT: [&str; 12] = [
    "batch",
    "batch_attr",
    "batched",
    "crate",
    "deny_unknown_fields",
    "exact",
    "output",
    "rename_all",
    "signature",
    "spec",
    "tensors",
    "tuple",
];
const ON_FIELD: [&str; 9] =
    ["alias", "cast", "concat", "default", "flatten", "index", "rename", "shape", "skip"];

impl StructAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut all = Self::default();
        for_each_entry(attrs, errors, |key, input| match key.unraw().to_string().as_str() {
            "batch" => {
                let ident = string_or(&key, input, "batch = \"WeatherBatch\"", Ident::parse_any)?;
                set(&mut all.batch, key, ident)
            }
            "batch_attr" => {
                for meta in parenthesized(&key, input, "batch_attr(derive(MyTrait))")? {
                    all.batch_attr.push(Given { key: key.clone(), value: meta });
                }
                Ok(())
            }
            "batched" => flag(&mut all.batched, key, input),
            "crate" => {
                let path = string_or(&key, input, "crate = path::to::tfdata", Path::parse_mod_style)?;
                set(&mut all.krate, key, path)
            }
            "deny_unknown_fields" | "exact" => flag(&mut all.exact, key, input),
            "output" => {
                let name = string(&key, input, "output = \"train\"")?;
                set(&mut all.output, key, name)
            }
            "rename_all" => {
                let case = case(&key, input)?;
                set(&mut all.rename_all, key, case)
            }
            "signature" => {
                let name = string(&key, input, "signature = \"train\"")?;
                set(&mut all.signature, key, name)
            }
            "spec" => {
                let path = string(&key, input, "spec = \"path/of/dataset\"")?;
                set(&mut all.spec, key, path)
            }
            "tensors" => {
                let name = match input.peek(Token![=]) {
                    true => Some(string_or(&key, input, "tensors = \"WeatherTensors\"", Ident::parse_any)?),
                    false => no_value(&key, input).map(|()| None)?,
                };
                set(&mut all.tensors, key, name)
            }
            "tuple" => flag(&mut all.tuple, key, input),
            _ => Err(unknown(&key, "a struct", &ON_STRUCT, "a field", &ON_FIELD)),
        });
        all
    }
}

impl FieldAttrs {
    pub(crate) fn parse(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut all = Self::default();
        for_each_entry(attrs, errors, |key, input| match key.unraw().to_string().as_str() {
            "alias" => {
                let name = string(&key, input, "alias = \"another name in the dataset\"")?;
                all.alias.push(Given { key, value: name });
                Ok(())
            }
            "cast" => {
                let how = cast(&key, input)?;
                set(&mut all.cast, key, how)
            }
            "concat" => flag(&mut all.concat, key, input),
            "flatten" => flag(&mut all.flatten, key, input),
            "default" => {
                let value = if input.peek(Token![=]) {
                    let path = string_or(&key, input, "default = path::to::function", Path::parse_mod_style)?;
                    DefaultValue::Call(path)
                } else {
                    no_value(&key, input)?;
                    DefaultValue::OfType
                };
                set(&mut all.default, key, value)
            }
            "index" => {
                let index = index(&key, input)?;
                set(&mut all.index, key, index)
            }
            "rename" => {
                let name = string(&key, input, "rename = \"name in the dataset\"")?;
                set(&mut all.rename, key, name)
            }
            "shape" => {
                let dims = shape(&key, input)?;
                set(&mut all.shape, key, dims)
            }
            "skip" => flag(&mut all.skip, key, input),
            _ => Err(unknown(&key, "a field", &ON_FIELD, "a struct", &ON_STRUCT)),
        });
        all
    }
}

/// Calls `entry` with each word of every `#[element(..)]`. What it reports doesn't stop the next word from being
/// read.
fn for_each_entry(
    attrs: &[Attribute],
    errors: &mut Errors,
    mut entry: impl FnMut(Ident, ParseStream<'_>) -> syn::Result<()>,
) {
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("element")) {
        let Meta::List(list) = &attr.meta else {
            errors.at(&attr.meta, "expected a list: `#[element(..)]`");
            continue;
        };
        let entries = |input: ParseStream<'_>| {
            while !input.is_empty() {
                let read =
                    Ident::parse_any(input).and_then(|key| entry(key, input)).and_then(|()| end(input));
                if let Err(error) = read {
                    errors.add(error);
                    skip_entry(input);
                }
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        if let Err(error) = entries.parse2(list.tokens.clone()) {
            errors.add(error);
        }
    }
}

fn end(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.peek(Token![,]) { Ok(()) } else { Err(input.error("expected `,`")) }
}

fn skip_entry(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        if input.parse::<proc_macro2::TokenTree>().is_err() {
            return;
        }
    }
}

fn set<T>(setting: &mut Setting<T>, key: Ident, value: T) -> syn::Result<()> {
    if setting.is_some() {
        return Err(syn::Error::new(key.span(), format!("`{key}` is given twice; keep one")));
    }
    *setting = Some(Given { key, value });
    Ok(())
}

fn flag(setting: &mut Setting<()>, key: Ident, input: ParseStream<'_>) -> syn::Result<()> {
    no_value(&key, input)?;
    set(setting, key, ())
}

fn no_value(key: &Ident, input: ParseStream<'_>) -> syn::Result<()> {
    if input.peek(Token![=]) || input.peek(token::Paren) {
        return Err(input.error(format!("`{key}` takes no value here; write just `{key}`")));
    }
    Ok(())
}

/// The `=` in front of a value, or an error that shows how the setting is written.
fn equals(key: &Ident, input: ParseStream<'_>, usage: &str) -> syn::Result<()> {
    if input.peek(Token![=]) {
        return input.parse::<Token![=]>().map(|_| ());
    }
    let span = if input.is_empty() || input.peek(Token![,]) { key.span() } else { input.span() };
    Err(syn::Error::new(span, format!("`{key}` needs a value: `{usage}`")))
}

fn string(key: &Ident, input: ParseStream<'_>, usage: &str) -> syn::Result<LitStr> {
    equals(key, input, usage)?;
    input.parse().map_err(|error| syn::Error::new(error.span(), format!("expected a string: `{usage}`")))
}

/// A value written as it is or, as in serde, in a string.
fn string_or<T>(
    key: &Ident,
    input: ParseStream<'_>,
    usage: &str,
    parse: fn(ParseStream<'_>) -> syn::Result<T>,
) -> syn::Result<T> {
    equals(key, input, usage)?;
    let wrong = |span: Span| syn::Error::new(span, format!("expected `{usage}`"));
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        return literal.parse_with(parse).map_err(|_| wrong(literal.span()));
    }
    parse(input).map_err(|error| wrong(error.span()))
}

fn parenthesized(
    key: &Ident,
    input: ParseStream<'_>,
    usage: &str,
) -> syn::Result<Punctuated<Meta, Token![,]>> {
    if !input.peek(token::Paren) {
        return Err(syn::Error::new(key.span(), format!("`{key}` needs attributes: `{usage}`")));
    }
    let content;
    syn::parenthesized!(content in input);
    Punctuated::parse_terminated(&content)
}

fn case(key: &Ident, input: ParseStream<'_>) -> syn::Result<Case> {
    let name = string(key, input, "rename_all = \"camelCase\"")?;
    Case::from_name(&name.value()).ok_or_else(|| {
        let all = Case::NAMES.map(|(name, _)| name);
        let message = match nearest(&name.value(), all) {
            Some(near) => format!("unknown case; did you mean \"{near}\"?"),
            None => format!("unknown case; the cases are {}", list(&all, '"')),
        };
        syn::Error::new(name.span(), message)
    })
}

fn index(key: &Ident, input: ParseStream<'_>) -> syn::Result<usize> {
    equals(key, input, "index = 0")?;
    let wrong = |span| syn::Error::new(span, "expected a position, counted from 0: `index = 0`");
    let literal: LitInt = input.parse().map_err(|error: syn::Error| wrong(error.span()))?;
    literal.base10_parse().map_err(|_| wrong(literal.span()))
}

fn cast(key: &Ident, input: ParseStream<'_>) -> syn::Result<Cast> {
    const USAGE: &str =
        "expected `cast` for what loses nothing, or `cast = \"lossy\"` for any conversion of numbers";
    if input.is_empty() || input.peek(Token![,]) {
        return Ok(Cast::Exact);
    }
    let wrong = |span| syn::Error::new(span, USAGE);
    equals(key, input, "cast = \"lossy\"").map_err(|error| wrong(error.span()))?;
    let how: LitStr = input.parse().map_err(|error: syn::Error| wrong(error.span()))?;
    if how.value() == "lossy" { Ok(Cast::Lossy) } else { Err(wrong(how.span())) }
}

fn shape(key: &Ident, input: ParseStream<'_>) -> syn::Result<Vec<Dim>> {
    const USAGE: &str = "shape = [28, 28, _]";
    equals(key, input, USAGE)?;
    if !input.peek(token::Bracket) {
        return Err(input.error(format!("expected the dimensions in brackets: `{USAGE}`")));
    }
    let content;
    syn::bracketed!(content in input);
    let dims = Punctuated::<Expr, Token![,]>::parse_terminated(&content)?;
    dims.into_iter().map(dim).collect()
}

fn dim(expr: Expr) -> syn::Result<Dim> {
    let literal = match &expr {
        Expr::Infer(_) => return Ok(Dim::Open),
        Expr::Lit(literal) => {
            matches!(&literal.lit, syn::Lit::Int(int) if matches!(int.suffix(), "" | "usize"))
        }
        Expr::Unary(_) | Expr::Range(_) => false,
        _ => true,
    };
    if literal {
        return Ok(Dim::Fixed(expr));
    }
    Err(syn::Error::new_spanned(expr, "expected a size or `_` (any size): `shape = [28, 28, _]`"))
}

fn unknown(key: &Ident, here: &str, known: &[&str], there: &str, elsewhere: &[&str]) -> syn::Error {
    let name = key.unraw().to_string();
    let message = if elsewhere.contains(&name.as_str()) {
        format!("`{name}` belongs on {there}, not on {here}")
    } else if let Some(near) = nearest(&name, known.iter().copied()) {
        format!("unknown attribute `{name}`; did you mean `{near}`?")
    } else {
        format!("unknown attribute `{name}`; {here} takes {}", list(known, '`'))
    };
    syn::Error::new(key.span(), message)
}

fn list(words: &[&str], quote: char) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("{quote}{word}{quote}")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

impl ToTokens for Dim {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self {
            Self::Open => quote!(_t::None),
            Self::Fixed(size) => quote!(_t::Some(#size)),
        });
    }
}
