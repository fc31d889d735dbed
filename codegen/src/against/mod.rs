//! A struct against the dataset that its `spec` names. Names are compared here; dtypes and shapes by assertions in
//! the expansion, since only the compiler knows what a type is.

mod have;
mod names;

use tfdata_spec::ElementSpec;
use tfdata_spec::tfds::Feature;

use crate::attr::StructAttrs;
use crate::errors::Errors;
use crate::model::{Key, Model, Slot};
use crate::source::{Kind, Select, Source, read_in_crate};
pub(crate) use have::have;

/// The dataset that a struct is compared with.
pub(crate) struct Dataset {
    pub(crate) source: Source,
    /// What one element is; indexed slices as the tensors that they are.
    pub(crate) element: ElementSpec,
}

/// Reads the dataset that `spec` names, and compares the names of the struct's fields with it.
pub(crate) fn read(model: &Model<'_>, errors: &mut Errors) -> Option<Dataset> {
    let StructAttrs { spec, signature, output, .. } = &model.attrs;
    let path = &spec.as_ref()?.value;
    let text =
        |setting: &crate::attr::Setting<syn::LitStr>| setting.as_ref().map(|given| given.value.value());
    let select = Select { signature: text(signature), output: text(output) };
    match read_in_crate(&path.value(), &select) {
        Ok(source) => {
            let element = source.element.slices_as_fields().unwrap_or_else(|| source.element.clone());
            let dataset = Dataset { source, element };
            names::check(model, &dataset, errors);
            Some(dataset)
        }
        Err(error) => {
            let about = match error.about {
                Some("signature") => signature.as_ref(),
                Some(_) => output.as_ref(),
                None => None,
            };
            errors.at(about.map_or(path, |given| &given.value), error.message);
            None
        }
    }
}

impl Dataset {
    /// Its members, each with its name or position; none if it is neither dict nor tuple.
    fn members(&self) -> Vec<(String, &ElementSpec)> {
        match &self.element {
            ElementSpec::Dict(fields) | ElementSpec::NamedTuple { fields, .. } => {
                fields.iter().map(|(name, spec)| (name.clone(), spec)).collect()
            }
            ElementSpec::Tuple(members) => {
                members.iter().enumerate().map(|(index, spec)| (index.to_string(), spec)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The member that a field reads, and its path.
    pub(crate) fn member(&self, key: &Key) -> Option<(String, &ElementSpec)> {
        match (&self.element, key) {
            (ElementSpec::Dict(fields) | ElementSpec::NamedTuple { fields, .. }, Key::Name(wanted)) => {
                let (name, spec) = fields.iter().find(|(name, _)| name == wanted)?;
                Some((tfdata_spec::quoted(name), spec))
            }
            (ElementSpec::NamedTuple { fields, .. }, Key::Index(index)) => {
                let (name, spec) = fields.get(*index)?;
                Some((tfdata_spec::quoted(name), spec))
            }
            (ElementSpec::Tuple(members), Key::Index(index)) => {
                Some((index.to_string(), members.get(*index)?))
            }
            _ => None,
        }
    }

    /// What the whole element is to TFDS.
    pub(crate) fn features(&self) -> Option<&Feature> {
        match &self.source.kind {
            Kind::Tfds { features, .. } => Some(features),
            _ => None,
        }
    }

    /// What the member that a field reads is to TFDS.
    pub(crate) fn feature_of_slot(&self, slot: &Slot) -> Option<&Feature> {
        let (Some(Feature::Dict(features)), Key::Name(name)) = (self.features(), &slot.key) else {
            return None;
        };
        std::iter::once(name).chain(&slot.aliases).find_map(|name| features.get(name))
    }

    /// The member that a field reads, under the first of its names that there is.
    pub(crate) fn of_slot(&self, slot: &Slot) -> Option<(String, &ElementSpec)> {
        let aliases = slot.aliases.iter().map(|alias| Key::Name(alias.clone()));
        self.member(&slot.key).or_else(|| aliases.into_iter().find_map(|alias| self.member(&alias)))
    }

    /// Whether it records no names, only dtypes and shapes in an order.
    pub(crate) fn is_flat(&self) -> bool {
        matches!(self.element, ElementSpec::Flat(_))
    }
}
