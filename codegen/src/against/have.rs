//! What a dataset has, as a constant in the expansion.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use tfdata_spec::tfds::Feature;
use tfdata_spec::{DType, ElementSpec, Shape, TensorSpec, quoted};

/// Texts in messages are cut to so many characters.
const MOST: usize = 240;

/// The expression for a part of a dataset at this path (empty for the whole). Of a TFDS dataset, `feature` is what that
/// part is there.
pub(crate) fn have(path: &str, spec: &ElementSpec, feature: Option<&Feature>) -> TokenStream {
    if let Some(fields) = spec.slices_as_fields() {
        return have(path, &fields, None);
    }
    if let Some(Feature::Sequence { feature, .. }) = feature
        && let Ok(row) = feature.element_spec()
    {
        let (stacked, rows) = (have(path, spec, None), have(path, &row, Some(feature)));
        return described(path, spec, &quote!(Sequence { stacked: &#stacked, rows: &#rows }));
    }
    let at = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    let named = |fields: &[(String, ElementSpec)]| {
        let mut fields: Vec<_> = fields.iter().collect();
        if let ElementSpec::Dict(_) = spec {
            fields.sort_by(|a, b| a.0.cmp(&b.0));
        }
        let member = |(name, spec): &(String, ElementSpec)| {
            let feature = match feature {
                Some(Feature::Dict(features)) => features.get(name),
                _ => None,
            };
            let have = have(&at(&quoted(name)), spec, feature);
            quote!((#name, #have))
        };
        let members = fields.into_iter().map(member);
        quote!(&[#(#members),*])
    };
    let kind = match spec {
        ElementSpec::Tensor(spec) => {
            let tensor = tensor(spec.dtype, &spec.shape);
            quote!(Tensor(#tensor))
        }
        ElementSpec::TensorArray(spec) => {
            let tensor = tensor(spec.dtype, &spec.shape.with_leading(None));
            quote!(TensorArray(#tensor))
        }
        ElementSpec::Ragged(spec) => {
            let dtype = dtype(spec.dtype);
            quote!(Ragged(#dtype))
        }
        ElementSpec::Sparse(spec) => {
            let dtype = dtype(spec.dtype);
            quote!(Sparse(#dtype))
        }
        ElementSpec::Optional(inner) => {
            let inner = have(path, inner, None);
            quote!(Optional(&#inner))
        }
        ElementSpec::Dataset(inner) => {
            let feature = match feature {
                Some(Feature::Dataset { feature, .. }) => Some(&**feature),
                _ => None,
            };
            let inner = have(path, inner, feature);
            quote!(Dataset(&#inner))
        }
        ElementSpec::Dict(fields) => {
            let members = named(fields);
            quote!(Dict(#members))
        }
        ElementSpec::NamedTuple { fields, .. } => {
            let members = named(fields);
            quote!(NamedTuple(#members))
        }
        ElementSpec::Tuple(members) => {
            let members =
                members.iter().enumerate().map(|(index, spec)| have(&at(&index.to_string()), spec, None));
            quote!(Tuple(&[#(("", #members)),*]))
        }
        ElementSpec::Flat(components) => {
            let component = |(index, spec): (usize, &TensorSpec)| {
                have(&format!("component {index}"), &ElementSpec::Tensor(spec.clone()), None)
            };
            let components = components.iter().enumerate().map(component);
            quote!(Flat(&[#(("", #components)),*]))
        }
        // `None`; any kind that is new gets its place above.
        _ => quote!(None),
    };
    described(path, spec, &kind)
}

/// What this is, in constants, and what a message says of it.
fn described(path: &str, spec: &ElementSpec, kind: &TokenStream) -> TokenStream {
    let path = if path.is_empty() { "_" } else { path };
    let (text, write) = (cut(&spec.one_line()), cut_code(&write(spec)));
    let readable = readable(spec);
    quote! {
        _t::Have { path: #path, text: #text, write: #write, kind: _t::HaveKind::#kind, readable: #readable }
    }
}

/// What to write for it.
pub(super) fn write(spec: &ElementSpec) -> String {
    match spec {
        ElementSpec::Dict(_) | ElementSpec::NamedTuple { .. } => format!("a struct: {}", spec.rust_types()),
        _ => spec.rust_types(),
    }
}

fn tensor(of: DType, shape: &Shape) -> TokenStream {
    let dtype = dtype(of);
    let shape = match shape.dims() {
        None => quote!(_t::None),
        Some(dims) => {
            let dims = dims.iter().map(|dim| match dim {
                None => quote!(_t::None),
                Some(size) => {
                    let size = Literal::usize_unsuffixed(*size);
                    quote!(_t::Some(#size))
                }
            });
            quote!(_t::Some(&[#(#dims),*]))
        }
    };
    quote!(_t::TensorHave { dtype: #dtype, shape: #shape })
}

/// As a path, not by its number: what is behind a `&` in a constant may contain no call.
fn dtype(dtype: DType) -> TokenStream {
    if let DType::Other(number) = dtype {
        let number = Literal::i32_unsuffixed(number);
        return quote!(_t::DType::Other(#number));
    }
    let name = format_ident!("{dtype:?}");
    quote!(_t::DType::#name)
}

fn readable(spec: &ElementSpec) -> bool {
    let rust = |dtype: Option<DType>| dtype.is_some_and(|dtype| dtype.rust_name().is_some());
    spec.components().iter().all(|component| rust(component.leaf.dtype()))
}

/// The text without its end where it is too long to be read.
pub(super) fn cut(text: &str) -> String {
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

/// The same for text in backticks, which stay closed.
pub(super) fn cut_code(text: &str) -> String {
    let short = cut(text);
    if short.matches('`').count().is_multiple_of(2) { short } else { short + "`" }
}
