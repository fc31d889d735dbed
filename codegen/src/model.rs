//! The struct as the expander sees it: what to generate, no syntax left to ask.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{
    Attribute, Data, DeriveInput, Fields, Generics, Index, Member, Meta, Path, Type, Visibility, parse_quote,
};

use crate::attr::{DefaultValue, Dim, FieldAttrs, StructAttrs};
use crate::errors::Errors;
use crate::{generics, types};

/// A struct that derives `Element`.
pub(crate) struct Model<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) vis: &'a Visibility,
    pub(crate) docs: Vec<&'a Attribute>,
    pub(crate) generics: &'a Generics,
    pub(crate) attrs: StructAttrs,
    /// The path of the crate `tfdata` from the user's.
    pub(crate) krate: Path,
    /// How the struct is written: with names or with positions.
    pub(crate) style: Style,
    /// How its fields are found in the dataset.
    pub(crate) lookup: Style,
    pub(crate) role: Role,
    /// The struct of its tensors, where it asks for one.
    pub(crate) tensors: Option<Ident>,
    pub(crate) fields: Vec<Field<'a>>,
    /// Whether all of it is understood, so that an implementation can be generated beside any errors.
    whole: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Named,
    Tuple,
}

/// What the struct is in a dataset.
pub(crate) enum Role {
    /// One element; gets a batch struct of its own.
    Single { batch: Ident },
    /// Itself a batch: a struct of arrays.
    Batched,
}

pub(crate) struct Field<'a> {
    /// Its name in the struct.
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    /// The type again, every token located as `span` is.
    pub(crate) located: TokenStream,
    pub(crate) vis: &'a Visibility,
    pub(crate) docs: Vec<&'a Attribute>,
    pub(crate) attrs: FieldAttrs,
    pub(crate) source: Source,
    /// Whether the type may be one of a component.
    pub(crate) sound: bool,
    /// Code generated for this field is located at its type and resolved at the call site: errors show up here.
    pub(crate) span: Span,
    /// Whether `default` has a meaning here.
    may_be_absent: bool,
    /// Whether the type depends on a type parameter, and so needs a bound.
    pub(crate) generic: bool,
}

/// Where the value of a field comes from.
pub(crate) enum Source {
    /// From the dataset.
    Dataset(Slot),
    /// `skip`: from `Default`.
    Skipped,
}

/// Where in the dataset a field is found, and as which one of the batch's fields it is kept.
pub(crate) struct Slot {
    pub(crate) key: Key,
    /// Other names to look for.
    pub(crate) aliases: Vec<String>,
    /// Its name in the batch and the columns; positions close ranks over skipped fields.
    pub(crate) column: Member,
    /// Its name as a variable.
    pub(crate) local: Ident,
}

pub(crate) enum Key {
    Name(String),
    Index(usize),
}

impl<'a> Model<'a> {
    /// Reads a struct; reports whatever else the item may be.
    pub(crate) fn parse(input: &'a DeriveInput, errors: &mut Errors) -> Option<Self> {
        let fields = match &input.data {
            Data::Struct(data) => &data.fields,
            Data::Enum(data) => {
                errors.at(
                    data.enum_token,
                    "an element is a struct: a dataset has the same components in every element",
                );
                return None;
            }
            Data::Union(data) => {
                errors.at(data.union_token, "an element is a struct, not a union");
                return None;
            }
        };
        if fields.is_empty() {
            errors
                .at(&input.ident, "an element needs at least one field: each is a component of the dataset");
            return None;
        }
        let attrs = StructAttrs::parse(&input.attrs, errors);
        let style = if matches!(fields, Fields::Named(_)) { Style::Named } else { Style::Tuple };
        let lookup = if attrs.tuple.is_some() { Style::Tuple } else { style };
        let role = match (&attrs.batched, &attrs.batch) {
            (Some(_), _) => Role::Batched,
            // One that is named like the struct is reported later.
            (None, Some(batch)) if batch.value != input.ident => Role::Single { batch: batch.value.clone() },
            (None, _) => Role::Single { batch: format_ident!("{}Batch", input.ident) },
        };
        // A name that is taken is reported later.
        let is_free = |name: &&Ident| match &role {
            Role::Single { batch } => **name != input.ident && *name != batch,
            Role::Batched => **name != input.ident,
        };
        let tensors = attrs.tensors.as_ref().map(|given| match given.value.as_ref().filter(is_free) {
            Some(name) => name.clone(),
            None => format_ident!("{}Tensors", input.ident),
        });
        let mut model = Self {
            ident: &input.ident,
            vis: &input.vis,
            docs: docs(&input.attrs),
            generics: &input.generics,
            krate: attrs.krate.as_ref().map_or_else(|| parse_quote!(::tfdata), |krate| krate.value.clone()),
            attrs,
            style,
            lookup,
            role,
            tensors,
            fields: Vec::new(),
            whole: true,
        };
        for (position, field) in fields.iter().enumerate() {
            model.add_field(position, field, errors);
        }
        model.whole &= generics::check(&model, errors);
        Some(model)
    }

    fn add_field(&mut self, position: usize, field: &'a syn::Field, errors: &mut Errors) {
        let attrs = FieldAttrs::parse(&field.attrs, errors);
        let span = Span::call_site().located_at(field.ty.span());
        let mut sound = true;
        let source = if attrs.skip.is_some() {
            Source::Skipped
        } else {
            sound = types::check(&field.ty, errors);
            self.whole &= sound && is_free(field, errors);
            Source::Dataset(self.slot(field, &attrs, span))
        };
        self.fields.push(Field {
            member: match &field.ident {
                Some(ident) => Member::Named(ident.clone()),
                None => Member::Unnamed(Index::from(position)),
            },
            ty: &field.ty,
            vis: &field.vis,
            docs: docs(&field.attrs),
            attrs,
            may_be_absent: self.attrs.batched.is_none(),
            source,
            sound,
            located: types::located(field.ty.to_token_stream(), span),
            span,
            generic: types::mentions(&field.ty, self.generics.type_params().map(|param| &param.ident)),
        });
    }

    fn slot(&self, field: &syn::Field, attrs: &FieldAttrs, span: Span) -> Slot {
        let column = self.slots().count();
        let key = match self.lookup {
            Style::Tuple => Key::Index(match (&attrs.index, self.slots().last()) {
                (Some(index), _) => index.value,
                (None, Some((_, Slot { key: Key::Index(before), .. }))) => before.saturating_add(1),
                (None, _) => 0,
            }),
            Style::Named => Key::Name(match (&attrs.rename, &self.attrs.rename_all, &field.ident) {
                (Some(name), _, _) => name.value.value(),
                (None, Some(case), Some(ident)) => case.value.apply(&ident.unraw().to_string()),
                (None, None, Some(ident)) => ident.unraw().to_string(),
                (None, _, None) => column.to_string(),
            }),
        };
        let (column, local) = match &field.ident {
            Some(ident) => (Member::Named(ident.clone()), types::located_ident(ident, span)),
            None => (Member::Unnamed(Index::from(column)), format_ident!("field_{column}", span = span)),
        };
        let aliases = attrs.alias.iter().map(|alias| alias.value.value()).collect();
        Slot { key, aliases, column, local }
    }

    /// The fields that come from the dataset, in their declared order.
    pub(crate) fn slots(&self) -> impl Iterator<Item = (&Field<'a>, &Slot)> {
        self.fields.iter().filter_map(|field| match &field.source {
            Source::Dataset(slot) => Some((field, slot)),
            Source::Skipped => None,
        })
    }

    /// Whether all of it is understood.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole && self.slots().next().is_some()
    }

    /// The trait that this field must have, which is also where generated code finds all that it asks of the field.
    pub(crate) fn needed(&self, field: &Field<'_>) -> &'static str {
        match self.role {
            Role::Batched => "Concat",
            // One that is flattened too is reported for that alone.
            Role::Single { .. } if field.attrs.concat.is_some() && !field.is_flattened() => "Join",
            Role::Single { .. } => "Stack",
        }
    }

    /// The fields of the generated batch, by number, that are joined and not stacked.
    pub(crate) fn joined(&self) -> Vec<usize> {
        let slots = self.slots().enumerate();
        slots.filter(|(_, (field, _))| self.needed(field) == "Join").map(|(place, _)| place).collect()
    }

    /// The attributes that the generated batch struct asks for.
    pub(crate) fn batch_attrs(&self) -> impl Iterator<Item = &Meta> {
        self.attrs.batch_attr.iter().map(|given| &given.value)
    }
}

impl Field<'_> {
    /// Its name in messages.
    pub(crate) fn label(&self) -> String {
        match &self.member {
            Member::Named(ident) => ident.unraw().to_string(),
            Member::Unnamed(index) => index.index.to_string(),
        }
    }

    /// Whether its own fields stand in the struct's place in the dataset.
    pub(crate) fn is_flattened(&self) -> bool {
        self.attrs.flatten.is_some()
    }

    /// The dimensions of `shape = [..]`. Too many are reported later.
    pub(crate) fn shape(&self) -> Option<&[Dim]> {
        let dims = self.attrs.shape.as_ref()?.value.as_slice();
        (dims.len() <= tfdata_spec::Dims::MAX_RANK).then_some(dims)
    }

    /// What stands in for the field where the dataset has none.
    pub(crate) fn default(&self) -> Option<&DefaultValue> {
        self.attrs.default.as_ref().filter(|_| self.may_be_absent).map(|default| &default.value)
    }
}

/// The private field of the generated batch has a name too.
fn is_free(field: &syn::Field, errors: &mut Errors) -> bool {
    let taken = field.ident.as_ref().filter(|ident| *ident == "__private");
    if let Some(ident) = taken {
        errors.at(
            ident,
            format!("`{ident}` is taken by generated code; name the field otherwise and `rename` it"),
        );
    }
    taken.is_none()
}

fn docs(attrs: &[Attribute]) -> Vec<&Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("doc")).collect()
}
