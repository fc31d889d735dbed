//! The walk over a spec that writes a struct for each dict.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;
use tfdata_spec::{DType, ElementSpec, Shape, TensorSpec};

use super::batched::{Batched, has_fields, read_as};
use super::names::{FieldNames, TypeNames, is_type_name, type_name, type_part};
use super::types::{FieldType, Types};
use super::{Component, GenerateError, Generated, Options, Strings, docs};
use crate::source::{LeftOut, Note};

/// Tuples are elements up to this length.
const LONGEST_TUPLE: usize = 12;

pub(super) struct Writer<'o> {
    options: &'o Options,
    types: Types,
    names: TypeNames,
    /// The structs, each before its parts.
    items: Vec<TokenStream>,
    /// What no field type reads.
    left_out: Vec<LeftOut>,
    /// The overrides that are used.
    overridden: BTreeMap<String, Component>,
    /// Whether the structs are batches.
    batched: bool,
}

/// A struct that is being written.
struct Struct<'w> {
    name: &'w Ident,
    /// What it is in the dataset: its members are found by name or by position.
    positional: bool,
    /// Whether its fields have names of their own, though it is positional.
    named: bool,
    docs: Vec<String>,
}

impl<'o> Writer<'o> {
    pub(super) fn new(options: &'o Options) -> Self {
        Self {
            types: Types::new(options.paths, &options.krate),
            options,
            names: TypeNames::new(),
            items: Vec::new(),
            left_out: options.left_out.clone(),
            overridden: BTreeMap::new(),
            batched: false,
        }
    }

    pub(super) fn run(mut self, name: &str, spec: &ElementSpec) -> Result<Generated, GenerateError> {
        if !is_type_name(name) {
            let name = name.to_owned();
            return Err(GenerateError::Name { suggestion: type_name(&name), name });
        }
        let (spec, batched) = read_as(spec, self.options)?;
        let spec = &*spec;
        self.batched = batched;
        self.types.arrays = batched;
        let ident = self.names.claim(name);
        let mut text = docs::prose(&self.options.description);
        if text.is_empty() {
            text.push("One element of the dataset.".to_owned());
        }
        match self.options.batched {
            _ if batched => {
                text.extend([
                    String::new(),
                    "The dataset is batched: each element is a batch of many rows.".into(),
                ]);
            }
            Batched::Rows if has_fields(spec) => {
                let line =
                    format!("The dataset is batched, and this is one row of it: open it as [`{name}Batch`].");
                text.extend([String::new(), line]);
            }
            _ => {}
        }
        let written = match spec {
            ElementSpec::Dict(_) | ElementSpec::NamedTuple { .. } | ElementSpec::Tuple(_) => {
                self.structure(&ident, spec, &[], text)
            }
            ElementSpec::Flat(components) => self.flat(&ident, components, text),
            bare => self.alias(&ident, bare, text),
        };
        let unused = self.options.overrides.keys().find(|path| !self.overridden.contains_key(*path));
        if let Some(path) = unused {
            let components: Vec<_> = spec.components().into_iter().map(|c| format!("`{}`", c.path)).collect();
            return Err(GenerateError::Override { path: path.clone(), components: components.join(", ") });
        }
        if !written {
            let reasons: Vec<_> = self.left_out.iter().map(|left| left.reason.clone()).collect();
            let none = || "the element is empty".to_owned();
            let reason = if reasons.is_empty() { none() } else { reasons.join("; ") };
            return Err(GenerateError::Nothing { reason });
        }
        let items = &self.items;
        Ok(Generated {
            items: quote!(#(#items)*),
            imports: self.types.imports(),
            overridden: self.overridden,
        })
    }

    /// The struct of a dict or tuple. Whether it has any fields: without, it is not written.
    fn structure(&mut self, name: &Ident, spec: &ElementSpec, path: &[String], docs: Vec<String>) -> bool {
        let (positional, members) = match spec {
            ElementSpec::Dict(features) | ElementSpec::NamedTuple { fields: features, .. } => {
                (false, features.iter().map(|(key, spec)| (key.clone(), spec)).collect::<Vec<_>>())
            }
            ElementSpec::Tuple(members) => {
                (true, members.iter().enumerate().map(|(at, spec)| (at.to_string(), spec)).collect())
            }
            _ => return false,
        };
        let mut members = members;
        if let ElementSpec::Dict(_) = spec {
            members.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        let members = members.into_iter().map(|(key, spec)| (key, spec.clone()));
        self.fields(&Struct { name, positional, named: !positional, docs }, members, path)
    }

    /// Components in their order; their names are not known.
    fn flat(&mut self, name: &Ident, components: &[TensorSpec], mut docs: Vec<String>) -> bool {
        if !docs.is_empty() {
            docs.push(String::new());
        }
        docs.push(
            "The dataset does not record the names of its components, only their order: rename them.".into(),
        );
        let members = components
            .iter()
            .enumerate()
            .map(|(at, spec)| (at.to_string(), ElementSpec::Tensor(spec.clone())));
        self.fields(&Struct { name, positional: true, named: true, docs }, members, &[])
    }

    fn fields(
        &mut self,
        to: &Struct<'_>,
        members: impl Iterator<Item = (String, ElementSpec)>,
        path: &[String],
    ) -> bool {
        let Struct { name, positional, named, .. } = to;
        // The struct comes before its parts, which are written first: keep its place.
        let place = self.items.len();
        let left_out = if path.is_empty() { 0 } else { self.left_out.len() };
        let mut names = FieldNames::default();
        let mut fields = Vec::new();
        let mut next = 0;
        for (position, (key, spec)) in members.enumerate() {
            let path = [path, std::slice::from_ref(&key)].concat();
            let Some(FieldType { ty, shape }) = self.member(name, &key, &spec, &path) else { continue };
            let field = if *positional { format!("component_{position}") } else { key.clone() };
            let ident = names.claim(&field);
            let renamed = !positional && ident.unraw() != key;
            let moved = *positional && position != next;
            next = position + 1;
            let position = proc_macro2::Literal::usize_unsuffixed(position);
            let settings: Vec<_> = [
                renamed.then(|| quote!(rename = #key)),
                moved.then(|| quote!(index = #position)),
                shape.map(|shape| quote!(shape = #shape)),
            ]
            .into_iter()
            .flatten()
            .collect();
            let settings = if settings.is_empty() { quote!() } else { quote!(#[element(#(#settings),*)]) };
            let docs = docs::attributes(&docs::component(&kind(&spec), self.options.notes.get(&path)));
            let visibility = &self.options.visibility;
            let ident = if *named { quote!(#ident:) } else { quote!() };
            fields.push(quote!(#docs #settings #visibility #ident #ty));
        }
        if fields.is_empty() {
            return false;
        }
        let mut lines = to.docs.clone();
        let without = docs::left_out(&self.left_out[left_out..]);
        if !without.is_empty() && path.is_empty() {
            lines.push(String::new());
            lines.extend(without);
        }
        let (docs, derives, visibility) =
            (docs::attributes(&lines), self.types.derives(), &self.options.visibility);
        let tuple = (*positional && *named).then(|| quote!(tuple));
        let batched = self.batched.then(|| quote!(batched));
        let settings: Vec<_> = [tuple, batched, self.types.krate()].into_iter().flatten().collect();
        let settings = if settings.is_empty() { quote!() } else { quote!(#[element(#(#settings),*)]) };
        let body = if *named { quote!({ #(#fields,)* }) } else { quote!((#(#fields,)*);) };
        let attributes = &self.options.attributes;
        self.items
            .insert(place, quote!(#docs #derives #(#attributes)* #settings #visibility struct #name #body));
        true
    }

    /// The type of a bare tensor.
    fn alias(&mut self, name: &Ident, spec: &ElementSpec, mut lines: Vec<String>) -> bool {
        let key = "_".to_owned();
        let Some(FieldType { ty, .. }) = self.member(name, "item", spec, &[key]) else { return false };
        lines.push(String::new());
        lines.extend(docs::component(&kind(spec), self.options.notes.get::<&str>(&[])));
        let (docs, visibility) = (docs::attributes(&lines), &self.options.visibility);
        self.items.push(quote!(#docs #visibility type #name = #ty;));
        true
    }

    /// The type that reads a member; `None`, and a reason noted, if there is none.
    fn member(
        &mut self,
        parent: &Ident,
        key: &str,
        spec: &ElementSpec,
        path: &[String],
    ) -> Option<FieldType> {
        let text = path.join(".");
        if let Some(ty) = self.options.overrides.get(&text) {
            self.overridden.insert(text, Component { path: path.to_vec(), spec: spec.clone() });
            return Some(FieldType { ty: quote!(#ty), shape: None });
        }
        let strings = self.strings(path);
        let plain = |ty| FieldType { ty, shape: None };
        let found = match spec {
            ElementSpec::Tensor(tensor) => self.types.tensor(tensor, strings),
            // It is stacked as it is read.
            ElementSpec::TensorArray(TensorSpec { dtype, shape }) => {
                self.types.tensor(&TensorSpec::new(*dtype, shape.with_leading(None)), strings)
            }
            ElementSpec::Ragged(ragged) => self.types.of_items("Ragged", ragged.dtype, strings).map(plain),
            ElementSpec::Sparse(sparse) => self.types.of_items("Sparse", sparse.dtype, strings).map(plain),
            ElementSpec::Optional(inner) => {
                let inner = self.member(parent, key, inner, path)?.ty;
                return Some(plain(self.types.wrapped("Option", &inner)));
            }
            ElementSpec::Dataset(inner) => {
                let inner = self.member(parent, key, inner, path)?.ty;
                return Some(plain(self.types.wrapped("Vec", &inner)));
            }
            ElementSpec::IndexedSlices { values, indices, has_dense_shape } => {
                let slices = slices(values, *indices, *has_dense_shape);
                return self.nested(parent, key, &slices, path);
            }
            ElementSpec::Dict(_) | ElementSpec::NamedTuple { .. } => {
                return self.nested(parent, key, spec, path);
            }
            ElementSpec::Tuple(members) => return self.tuple(parent, key, spec, members, path),
            ElementSpec::None => None,
            ElementSpec::Flat(_) => None,
            _ => None,
        };
        let missing = self.options.notes.get(path).is_some_and(|note| note.missing);
        match found {
            Some(FieldType { ty, shape }) if missing => {
                Some(FieldType { ty: self.types.wrapped("Option", &ty), shape })
            }
            Some(found) => Some(found),
            None => {
                let reason = match spec {
                    ElementSpec::None => "Python's None, for which nothing is stored".to_owned(),
                    ElementSpec::Tensor(tensor) => format!("no Rust type holds {}", tensor.dtype),
                    _ => format!("no Rust type holds {}", spec.one_line()),
                };
                self.left_out.push(LeftOut { path: path.to_vec(), reason });
                None
            }
        }
    }

    fn nested(
        &mut self,
        parent: &Ident,
        key: &str,
        spec: &ElementSpec,
        path: &[String],
    ) -> Option<FieldType> {
        let name = self.names.claim(&format!("{parent}{}", type_part(key)));
        let docs = vec![format!("The part `{}` of [`{}`].", path.join(".").replace('`', "'"), parent)];
        self.structure(&name, spec, path, docs).then(|| FieldType { ty: quote!(#name), shape: None })
    }

    /// A tuple within a struct is written as one, if nothing has to be said of its members.
    fn tuple(
        &mut self,
        parent: &Ident,
        key: &str,
        spec: &ElementSpec,
        members: &[ElementSpec],
        path: &[String],
    ) -> Option<FieldType> {
        let simple = |member: &ElementSpec| match member {
            ElementSpec::Tensor(tensor) => {
                tensor.dtype.rust_name().is_some()
                    && Types::new(self.options.paths, &self.options.krate)
                        .tensor(tensor, Strings::Bytes)
                        .is_some_and(|found| found.shape.is_none())
            }
            ElementSpec::Ragged(_) | ElementSpec::Sparse(_) => true,
            _ => false,
        };
        if members.is_empty() || members.len() > LONGEST_TUPLE || !members.iter().all(simple) {
            return self.nested(parent, key, spec, path);
        }
        let mut types = Vec::new();
        for (at, member) in members.iter().enumerate() {
            let path = [path, &[at.to_string()]].concat();
            types.push(self.member(parent, &format!("{key}_{at}"), member, &path)?.ty);
        }
        Some(FieldType { ty: quote!((#(#types,)*)), shape: None })
    }

    /// How the strings of this component are read.
    fn strings(&self, path: &[String]) -> Strings {
        match self.options.notes.get(path) {
            Some(Note { utf8: Some(false), .. }) => Strings::Bytes,
            _ => self.options.strings,
        }
    }
}

/// What a component is in the dataset: `float32 [3]`.
fn kind(spec: &ElementSpec) -> String {
    match spec {
        ElementSpec::Dict(_) => "dict".to_owned(),
        ElementSpec::NamedTuple { name, .. } => format!("named tuple {name}"),
        ElementSpec::Tuple(members) => format!("tuple of {}", members.len()),
        _ => spec.one_line(),
    }
}

/// Indexed slices as a dict of their parts.
fn slices(values: &TensorSpec, indices: DType, has_dense_shape: bool) -> ElementSpec {
    let rows = values.shape.without_leading().map(|row| row.with_leading(None)).unwrap_or(Shape::UNKNOWN);
    let mut parts = vec![
        ("values", ElementSpec::tensor(values.dtype, rows)),
        ("indices", ElementSpec::tensor(indices, Shape::new([None]))),
    ];
    if has_dense_shape {
        parts.push(("dense_shape", ElementSpec::tensor(DType::I64, Shape::new([None]))));
    }
    ElementSpec::NamedTuple {
        name: "IndexedSlices".to_owned(),
        fields: parts.into_iter().map(|(name, spec)| (name.to_owned(), spec)).collect(),
    }
}
