use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use tfdata_spec::proto::{self, MetaGraph, OutputSpec, Signature, SignatureInput};

use super::{cannot_open, read, structured};
use crate::dataset::Dataset;
use crate::element::Element;
use crate::engine::tensorflow;
use crate::error::{Error, Result};
use crate::plan::{Node, Plan, SavedModelSource, Source};
use crate::tensor::{Components, Tensor};

impl<E: Element> Dataset<E> {
    /// A pipeline that Python exported as a SavedModel: a signature that returns the dataset.
    ///
    /// ```python
    /// class Export(tf.Module):
    ///     @tf.function(input_signature=[])
    ///     def dataset(self):
    ///         return ds
    ///
    /// export = Export()
    /// tf.saved_model.save(export, "exported/weather", signatures={"dataset": export.dataset})
    /// ```
    ///
    /// ```no_run
    /// # use tfdata::Dataset;
    /// let days = Dataset::<(f32, bool)>::saved_model("exported/weather").open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// A signature that returns `tf.data.experimental.to_variant(ds)` will do too, but records dtypes and
    /// shapes only; names then come from `E`, matched in the order in which TensorFlow flattens them.
    pub fn saved_model(path: impl AsRef<Path>) -> SavedModel<E> {
        SavedModel {
            path: path.as_ref().to_owned(),
            tags: None,
            signature: None,
            output: None,
            inputs: Vec::new(),
            element: PhantomData,
        }
    }
}

/// A SavedModel that is about to be opened.
#[derive(Debug)]
#[must_use = "call `open()`"]
pub struct SavedModel<E> {
    path: PathBuf,
    tags: Option<Vec<String>>,
    signature: Option<String>,
    output: Option<String>,
    inputs: Vec<(String, Result<Tensor>)>,
    element: PhantomData<fn() -> E>,
}

/// A value for an input of a signature: a number, a string, or an array of these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value that a tensor can have",
    label = "not a number, text, or array of these",
    note = "give the value itself and no reference: `3_i64`, `\"text\"`, `array.clone()`"
)]
pub trait InputValue {
    /// The value as an element: itself, or `String` of a `&str`.
    type Element: Element;

    /// The value as a tensor.
    ///
    /// # Errors
    /// If it is a struct, or anything else of several tensors.
    fn tensor(self) -> Result<Tensor>;
}

impl<T: Element> InputValue for T {
    type Element = T;

    fn tensor(self) -> Result<Tensor> {
        let mut components = Components::default();
        self.into_components(&mut components)?;
        let mut tensors = components.into_tensors("input")?;
        match (tensors.pop(), tensors.is_empty()) {
            (Some(tensor), true) => Ok(tensor),
            _ => Err(Error::Argument {
                method: "input".into(),
                reason: format!("`{}` is not a single tensor", std::any::type_name::<T>()),
            }),
        }
    }
}

impl InputValue for &str {
    type Element = String;

    fn tensor(self) -> Result<Tensor> {
        self.to_owned().tensor()
    }
}

impl<E: Element> SavedModel<E> {
    /// The signature that returns the dataset; need not be given where only one does.
    pub fn signature(self, name: impl Into<String>) -> Self {
        Self { signature: Some(name.into()), ..self }
    }

    /// The dataset's name among several that the signature returns: `"train"` for
    /// `return {"train": …, "test": …}`.
    pub fn output(self, name: impl Into<String>) -> Self {
        Self { output: Some(name.into()), ..self }
    }

    /// The value of an input of the signature: `.input("batch", 32_i64)`.
    pub fn input(mut self, name: impl Into<String>, value: impl InputValue) -> Self {
        self.inputs.push((name.into(), value.tensor()));
        self
    }

    /// The tags of the graph to use, where the model has several. Python's default, and this one's, is
    /// `serve`.
    pub fn tags<T: Into<String>>(self, tags: impl IntoIterator<Item = T>) -> Self {
        Self { tags: Some(tags.into_iter().map(Into::into).collect()), ..self }
    }

    /// The dataset.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::Open`] if there is no such signature or dataset (it lists those there are), or an
    /// input is missing or of another dtype; [`Error::Python`]; [`Error::Mismatch`] if `E` does not fit.
    pub fn open(self) -> Result<Dataset<E>> {
        let path = self.path.clone();
        let file = path.join("saved_model.pb");
        if path.is_dir() && !file.is_file() {
            let reason =
                "there is no `saved_model.pb` in it; give the folder that `tf.saved_model.save` wrote";
            return Err(cannot_open(&path, reason));
        }
        let model =
            proto::read_saved_model(&read(&file)?).map_err(|error| cannot_open(&file, error.to_string()))?;
        let open = |reason: String| cannot_open(&path, reason);
        let graph = meta_graph(&model, self.tags.as_deref()).map_err(open)?;
        let signature = signature(graph, self.signature.as_deref(), self.output.as_deref()).map_err(open)?;
        let output = output(signature, self.output.as_deref()).map_err(open)?;
        let named = format!("signature `{}` of {}", signature.name, path.display());
        if let Some(python) = signature.python_ops.first() {
            return Err(Error::python(&named, python.clone()));
        }
        let source = SavedModelSource {
            path: path.clone(),
            tags: graph.tags.clone(),
            signature: signature.name.clone(),
            variant: output.tensor.clone(),
            feeds: feeds(signature, self.inputs, &named)?,
        };
        let spec = match &output.spec {
            OutputSpec::Dataset(spec) => spec.clone(),
            OutputSpec::Variant { components: Some(spec) } => structured::<E>(spec.clone(), &named)?,
            _ => structured::<E>(tensorflow::flat_spec_of_variant(&source)?, &named)?,
        };
        Dataset::checked(Plan::new(Node::Source(Source::SavedModel(source)), spec))
    }
}

fn meta_graph<'m>(model: &'m proto::SavedModel, tags: Option<&[String]>) -> Result<&'m MetaGraph, String> {
    let all = &model.meta_graphs;
    let wanted = tags.unwrap_or_default();
    let found = all.iter().find(|graph| match tags {
        Some(_) => graph.tags.len() == wanted.len() && wanted.iter().all(|tag| graph.tags.contains(tag)),
        None => all.len() == 1 || graph.tags == ["serve"],
    });
    found.ok_or_else(|| {
        let tags: Vec<_> = all.iter().map(|graph| format!("{:?}", graph.tags)).collect();
        format!("no graph has the tags {:?}; there are {}", tags_or_serve(wanted), tags.join(" and "))
    })
}

fn tags_or_serve(tags: &[String]) -> Vec<&str> {
    if tags.is_empty() { vec!["serve"] } else { tags.iter().map(String::as_str).collect() }
}

/// The datasets that the signature returns.
fn datasets(signature: &Signature) -> impl Iterator<Item = &proto::Output> {
    signature
        .outputs
        .iter()
        .filter(|output| matches!(output.spec, OutputSpec::Dataset(_) | OutputSpec::Variant { .. }))
}

fn signature<'g>(
    graph: &'g MetaGraph,
    name: Option<&str>,
    output: Option<&str>,
) -> Result<&'g Signature, String> {
    let all = &graph.signatures;
    let returning = |signature: &&Signature| {
        datasets(signature).any(|dataset| output.is_none_or(|output| dataset.name == output))
    };
    if let Some(name) = name {
        return all.iter().find(|signature| signature.name == name).ok_or_else(|| {
            format!("it has no signature `{name}`; there {}", list(all.iter().map(|s| &*s.name)))
        });
    }
    let candidates: Vec<_> = all.iter().filter(returning).collect();
    match candidates[..] {
        [signature] => Ok(signature),
        [] => Err(format!(
            "none of its signatures returns a dataset{}; there {}",
            output.map_or_else(String::new, |output| format!(" named `{output}`")),
            list(all.iter().map(|s| &*s.name)),
        )),
        _ => Err(format!(
            "several signatures return a dataset, say which with `.signature(name)`; there {}",
            list(candidates.iter().map(|s| &*s.name))
        )),
    }
}

fn output<'s>(signature: &'s Signature, name: Option<&str>) -> Result<&'s proto::Output, String> {
    let all: Vec<_> = datasets(signature).collect();
    let names = || list(all.iter().map(|output| &*output.name));
    match (name, &all[..]) {
        (Some(name), _) => match all.iter().find(|output| output.name == name) {
            Some(output) => Ok(*output),
            None => {
                Err(format!("signature `{}` returns no dataset `{name}`; there {}", signature.name, names()))
            }
        },
        (None, [output]) => Ok(output),
        (None, []) => {
            let others = signature.outputs.iter().find_map(|output| match &output.spec {
                OutputSpec::Other(reason) => Some(format!(": `{}` {reason}", output.name)),
                _ => None,
            });
            Err(format!("signature `{}` returns no dataset{}", signature.name, others.unwrap_or_default()))
        }
        (None, _) => Err(format!(
            "signature `{}` returns several datasets, say which with `.output(name)`; there {}",
            signature.name,
            names()
        )),
    }
}

/// The tensors to feed, or all that is wrong with the inputs.
fn feeds(
    signature: &Signature,
    given: Vec<(String, Result<Tensor>)>,
    dataset: &str,
) -> Result<Vec<(String, Tensor)>> {
    let mut wrong = Vec::new();
    let mut feeds = Vec::new();
    for input in &signature.inputs {
        if !given.iter().any(|(name, _)| *name == input.name) {
            wrong.push(format!("input `{}`, {} {}, is missing", input.name, input.dtype, input.shape));
        }
    }
    for (name, tensor) in given {
        let tensor = tensor?;
        let Some(input) = signature.inputs.iter().find(|input| input.name == name) else {
            let names = list(signature.inputs.iter().map(|input| &*input.name));
            wrong.push(format!("there is no input `{name}`; there {names}"));
            continue;
        };
        if tensor.dtype() == input.dtype && fits(input, &tensor) {
            feeds.push((input.tensor.clone(), tensor));
        } else {
            wrong.push(format!(
                "input `{name}` is {} {}, not {} {:?}",
                input.dtype,
                input.shape,
                tensor.dtype(),
                tensor.shape()
            ));
        }
    }
    if wrong.is_empty() {
        return Ok(feeds);
    }
    let reason = format!("{}. Give inputs with `.input(name, value)`", wrong.join("; "));
    Err(Error::Open { dataset: dataset.to_owned(), reason })
}

fn fits(input: &SignatureInput, tensor: &Tensor) -> bool {
    let Some(dims) = input.shape.dims() else { return true };
    let shape = tensor.shape();
    dims.len() == shape.len()
        && dims.iter().zip(shape).all(|(want, have)| want.is_none_or(|want| want == *have))
}

/// `are` and the names, or `are none`.
fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.map(|name| format!("`{name}`")).collect();
    match &names[..] {
        [] => "are none".to_owned(),
        [name] => format!("is {name}"),
        names => format!("are {}", names.join(", ")),
    }
}
