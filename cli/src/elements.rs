//! The first elements of a dataset.

use tfdata::spec::tfds::TfdsInfo;
use tfdata::{Dataset, Value};
use tfdata_codegen::source::{Kind, Source};

use crate::Failure;
use crate::inputs::{Inputs, signature_inputs};
use crate::output::plain;
use crate::{examples, values};

/// The first elements of a dataset.
pub(crate) struct Elements {
    /// The split that they are of, where there are splits.
    split: Option<String>,
    elements: Vec<Value>,
}

impl Elements {
    /// Reads so many of them.
    pub(crate) fn read(source: &Source, count: usize, inputs: &Inputs) -> Result<Self, Failure> {
        let mut split = None;
        let dataset = match &source.kind {
            Kind::Saved { dir, .. } => Dataset::<Value>::load(dir).open()?,
            Kind::SavedModel { dir, signature, output, .. } => {
                let door = Dataset::saved_model(dir).signature(signature.as_str()).output(output.as_str());
                let values = inputs.values(signature_inputs(source))?;
                values.into_iter().fold(door, |door, (name, value)| door.input(name, value)).open()?
            }
            Kind::Tfds { dir, info, .. } => {
                let Some((name, len)) = first_split(info.as_ref()) else {
                    return Err(
                        "no split has elements to show: there is no `dataset_info.json` that has one".into(),
                    );
                };
                split = Some(name.to_owned());
                // Then no further shard needs to be there.
                let first = format!("{name}[:{}]", len.min(count as u64));
                Dataset::tfds(dir, first).open()?
            }
            Kind::Examples(sampled) => {
                let elements = examples::read(sampled, &source.element, count)?;
                return Ok(Self { split, elements });
            }
            _ => {
                let remedy = "it shows those of TFDS and `ds.save` directories, SavedModels and TFRecord files of examples; give the dataset itself";
                return Err(
                    format!("`--elements`: a {} has none; {remedy}", crate::report::kind(source).0).into()
                );
            }
        };
        let elements = dataset.take(count).iter()?.collect::<Result<_, _>>()?;
        Ok(Self { split, elements })
    }

    /// As text, each under its number.
    pub(crate) fn text(&self) -> String {
        let of = self.split.as_ref().map_or_else(String::new, |split| format!(" of split {split}"));
        let one = |(number, element)| plain(&format!("\nelement {number}{of}: {element}\n"));
        self.elements.iter().enumerate().map(one).collect()
    }

    /// The split that they are of, where there are splits.
    pub(crate) fn split(&self) -> Option<&str> {
        self.split.as_deref()
    }

    /// For a script.
    pub(crate) fn json(&self) -> serde_json::Value {
        self.elements.iter().map(values::json).collect()
    }
}

/// What is shown of a dataset's elements.
pub(crate) enum Shown {
    Elements(Elements),
    /// Nothing, as inputs are missing.
    NotGiven(String),
}

impl Shown {
    /// Reads so many. Of several datasets, one whose inputs are not given does not keep the others from being
    /// shown.
    pub(crate) fn read(source: &Source, count: usize, inputs: &Inputs, alone: bool) -> Result<Self, Failure> {
        match inputs.missing(signature_inputs(source)) {
            Some(missing) if alone => Err(missing.into()),
            Some(missing) => Ok(Self::NotGiven(missing)),
            None => Elements::read(source, count, inputs).map(Self::Elements),
        }
    }

    pub(crate) fn text(&self) -> String {
        match self {
            Self::Elements(elements) => elements.text(),
            Self::NotGiven(reason) => plain(&format!("\nelements not shown: {reason}\n")),
        }
    }
}

/// The first split that has elements, and how many.
fn first_split(info: Option<&TfdsInfo>) -> Option<(&str, u64)> {
    let mut splits = info?.splits.iter().map(|split| (&*split.name, split.len().unwrap_or(u64::MAX)));
    splits.find(|(_, len)| *len > 0)
}
