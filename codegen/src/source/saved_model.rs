//! A signature of a SavedModel that returns a dataset.

use std::path::Path;

use tfdata_spec::proto::{self, MetaGraph, Output, OutputSpec, Signature};

use super::{Choice, Kind, Notes, Select, Source, SourceError, bytes, stem};

pub(super) fn read(dir: &Path, select: &Select) -> Result<Source, SourceError> {
    let graph = graph(dir)?;
    let signature = signature(dir, &graph, select)?;
    let output = output(dir, signature, select)?;
    let element = match &output.spec {
        OutputSpec::Dataset(element) | OutputSpec::Variant { components: Some(element) } => element.clone(),
        _ => return Err(SourceError::Untyped { path: dir.to_owned() }),
    };
    let several = outputs(signature).nth(1).is_some();
    let name = if several { format!("{} {}", signature.name, output.name) } else { signature.name.clone() };
    // Names that say nothing.
    let name = if ["serving_default", "dataset"].contains(&&*name) { stem(dir) } else { name };
    let (signature, output) = (signature.name.clone(), output.name.clone());
    Ok(Source {
        kind: Kind::SavedModel { dir: dir.to_owned(), graph: Box::new(graph), signature, output },
        name,
        description: String::new(),
        element,
        notes: Notes::default(),
        left_out: Vec::new(),
        files: vec![dir.join("saved_model.pb")],
    })
}

/// The signatures that return datasets, and the names of these.
pub(super) fn datasets(dir: &Path) -> Result<Vec<Choice>, SourceError> {
    let graph = graph(dir)?;
    let choice = |signature: &Signature| Choice {
        signature: signature.name.clone(),
        outputs: outputs(signature).map(|output| output.name.clone()).collect(),
    };
    Ok(graph.signatures.iter().map(choice).filter(|choice| !choice.outputs.is_empty()).collect())
}

/// The graph to use: the only one, or the one that is tagged `serve`.
fn graph(dir: &Path) -> Result<MetaGraph, SourceError> {
    let file = dir.join("saved_model.pb");
    let model = proto::read_saved_model(&bytes(&file)?)
        .map_err(|source| SourceError::Proto { path: file.clone(), source })?;
    let only = model.meta_graphs.len() == 1;
    let tags: Vec<_> = model.meta_graphs.iter().map(|graph| graph.tags.join("+")).collect();
    let found = model.meta_graphs.into_iter().find(|graph| only || graph.tags == ["serve"]);
    found.ok_or_else(|| SourceError::NoSuch {
        path: file,
        what: "graph",
        name: "serve".into(),
        choices: tags,
    })
}

fn outputs(signature: &Signature) -> impl Iterator<Item = &Output> {
    let dataset =
        |output: &&Output| matches!(output.spec, OutputSpec::Dataset(_) | OutputSpec::Variant { .. });
    signature.outputs.iter().filter(dataset)
}

fn signature<'g>(dir: &Path, graph: &'g MetaGraph, select: &Select) -> Result<&'g Signature, SourceError> {
    let path = dir.to_owned();
    let what = "signature";
    let returning: Vec<_> =
        graph.signatures.iter().filter(|signature| outputs(signature).next().is_some()).collect();
    let names = |all: &[&Signature]| all.iter().map(|signature| signature.name.clone()).collect();
    if let Some(name) = &select.signature {
        let found = returning.iter().find(|signature| signature.name == *name).copied();
        return found.ok_or_else(|| SourceError::NoSuch {
            path,
            what,
            name: name.clone(),
            choices: names(&returning),
        });
    }
    let named = |signature: &&&Signature| match &select.output {
        Some(name) => outputs(signature).any(|output| output.name == *name),
        None => true,
    };
    let candidates: Vec<_> = returning.iter().filter(named).copied().collect();
    match (&candidates[..], &select.output) {
        ([only], _) => Ok(only),
        ([], None) => Err(SourceError::NoDataset { path }),
        ([], Some(name)) => Err(SourceError::NoSuch {
            path,
            what: "output",
            name: name.clone(),
            choices: returning.iter().flat_map(|s| outputs(s)).map(|output| output.name.clone()).collect(),
        }),
        (several, _) => Err(SourceError::Choose { path, what, choices: names(several) }),
    }
}

fn output<'s>(dir: &Path, signature: &'s Signature, select: &Select) -> Result<&'s Output, SourceError> {
    let all: Vec<_> = outputs(signature).collect();
    let (path, what) = (dir.to_owned(), "output");
    let choices = || all.iter().map(|output| output.name.clone()).collect();
    match (&select.output, &all[..]) {
        (Some(name), _) => all
            .iter()
            .find(|output| output.name == *name)
            .copied()
            .ok_or_else(|| SourceError::NoSuch { path, what, name: name.clone(), choices: choices() }),
        (None, [only]) => Ok(only),
        (None, _) => Err(SourceError::Choose { path, what, choices: choices() }),
    }
}
