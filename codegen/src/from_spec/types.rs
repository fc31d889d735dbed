//! The type of a component.

use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use tfdata_spec::{DType, Dims, Shape, TensorSpec};

use super::{Paths, Strings};

/// The most items in `[T; N]`; what is larger is an array on the heap.
const MOST_ITEMS: usize = 64;
/// The most dimensions for which ndarray has a named type.
const NAMED_RANK: usize = 6;

/// A field's type, and the shape that it has to be told.
pub(super) struct FieldType {
    pub(super) ty: TokenStream,
    /// `[28, 28, _]`, for `#[element(shape = ..)]`, where the type leaves known dimensions open.
    pub(super) shape: Option<TokenStream>,
}

/// The names of types, and those of them that need a `use`.
pub(super) struct Types {
    paths: Paths,
    krate: syn::Path,
    ndarray: BTreeSet<String>,
    tfdata: BTreeSet<String>,
    /// Whether every tensor is an ndarray.
    pub(super) arrays: bool,
}

impl Types {
    pub(super) fn new(paths: Paths, krate: &syn::Path) -> Self {
        Self { paths, krate: krate.clone(), ndarray: BTreeSet::new(), tfdata: BTreeSet::new(), arrays: false }
    }

    /// A dense tensor; `None` if no Rust type holds its dtype.
    pub(super) fn tensor(&mut self, spec: &TensorSpec, strings: Strings) -> Option<FieldType> {
        let item = self.item(spec.dtype, strings)?;
        let known = spec.shape.as_known();
        if let Some(dims) = known.filter(|dims| is_small(dims) && !self.arrays) {
            let size = |dim: &usize| Literal::usize_unsuffixed(*dim);
            let ty = dims.iter().rev().map(size).fold(item, |inner, size| quote!([#inner; #size]));
            return Some(FieldType { ty, shape: None });
        }
        let array = match spec.shape.rank() {
            Some(rank) if rank <= NAMED_RANK => format!("Array{rank}"),
            _ => "ArrayD".to_owned(),
        };
        let array = self.ndarray(&array);
        Some(FieldType { ty: quote!(#array<#item>), shape: shape(&spec.shape) })
    }

    /// `Ragged<f32>`.
    pub(super) fn of_items(&mut self, name: &str, dtype: DType, strings: Strings) -> Option<TokenStream> {
        let item = self.item(dtype, strings)?;
        let outer = self.tfdata(name);
        Some(quote!(#outer<#item>))
    }

    /// `Option<T>` or `Vec<T>`.
    pub(super) fn wrapped(&self, name: &str, inner: &TokenStream) -> TokenStream {
        let ident = format_ident!("{name}");
        let module = format_ident!("{}", name.to_lowercase());
        match self.paths {
            Paths::Imported => quote!(#ident<#inner>),
            Paths::Absolute => quote!(::std::#module::#ident<#inner>),
        }
    }

    /// `crate = path`, where the derive needs to be told.
    pub(super) fn krate(&self) -> Option<TokenStream> {
        let krate = &self.krate;
        let told = self.paths == Paths::Absolute && *krate != syn::parse_quote!(::tfdata);
        told.then(|| quote!(crate = #krate))
    }

    /// The derives of a struct.
    pub(super) fn derives(&mut self) -> TokenStream {
        let element = self.tfdata("Element");
        match self.paths {
            Paths::Imported => quote!(#[derive(Clone, Debug, #element)]),
            Paths::Absolute => quote!(#[derive(::std::clone::Clone, ::std::fmt::Debug, #element)]),
        }
    }

    /// A `use` for each crate of which types are named without a path.
    pub(super) fn imports(&self) -> TokenStream {
        let import = |krate: &str, names: &BTreeSet<String>| {
            let krate = format_ident!("{krate}");
            let idents: Vec<_> = names.iter().map(|name| format_ident!("{name}")).collect();
            match &idents[..] {
                [] => TokenStream::new(),
                [only] => quote!(use #krate::#only;),
                several => quote!(use #krate::{#(#several),*};),
            }
        };
        let (ndarray, tfdata) = (import("ndarray", &self.ndarray), import("tfdata", &self.tfdata));
        quote!(#ndarray #tfdata)
    }

    fn item(&mut self, dtype: DType, strings: Strings) -> Option<TokenStream> {
        Some(match dtype {
            DType::String => match (strings, self.paths) {
                (Strings::Bytes, _) => self.tfdata("Bytes"),
                (Strings::Text, Paths::Imported) => quote!(String),
                (Strings::Text, Paths::Absolute) => quote!(::std::string::String),
            },
            DType::F16 => self.tfdata("f16"),
            DType::BF16 => self.tfdata("bf16"),
            DType::C64 | DType::C128 => {
                let complex = self.tfdata("Complex");
                let part = format_ident!("{}", if dtype == DType::C64 { "f32" } else { "f64" });
                quote!(#complex<#part>)
            }
            plain => {
                let name = format_ident!("{}", plain.rust_name()?);
                quote!(#name)
            }
        })
    }

    fn ndarray(&mut self, name: &str) -> TokenStream {
        let ident = format_ident!("{name}");
        match self.paths {
            Paths::Imported => {
                self.ndarray.insert(name.to_owned());
                quote!(#ident)
            }
            Paths::Absolute => {
                let krate = &self.krate;
                quote!(#krate::ndarray::#ident)
            }
        }
    }

    fn tfdata(&mut self, name: &str) -> TokenStream {
        let ident = format_ident!("{name}");
        match self.paths {
            Paths::Imported => {
                self.tfdata.insert(name.to_owned());
                quote!(#ident)
            }
            Paths::Absolute => {
                let krate = &self.krate;
                quote!(#krate::#ident)
            }
        }
    }
}

fn is_small(dims: &[usize]) -> bool {
    let items = dims.iter().try_fold(1_usize, |all, dim| all.checked_mul(*dim));
    items.is_some_and(|items| (1..=MOST_ITEMS).contains(&items)) && dims.len() <= NAMED_RANK
}

/// The dimensions, if any is known and all can be told.
fn shape(shape: &Shape) -> Option<TokenStream> {
    let dims = shape.dims()?;
    if dims.len() > Dims::MAX_RANK || dims.iter().all(Option::is_none) {
        return None;
    }
    let dims = dims.iter().map(|dim| match dim {
        Some(size) => {
            let size = Literal::usize_unsuffixed(*size);
            quote!(#size)
        }
        None => quote!(_),
    });
    Some(quote!([#(#dims),*]))
}
