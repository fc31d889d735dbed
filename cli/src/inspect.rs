//! `tfdata inspect`

use std::process::ExitCode;

use serde_json::Value;
use tfdata_codegen::source::{self, LeftOut, Select, Source};

use crate::args::Inspect;
use crate::elements::Shown;
use crate::inputs::Inputs;
use crate::output::{bold, plain, write};
use crate::{Failure, json, report, tree};

pub(crate) fn run(args: &Inspect) -> Result<ExitCode, Failure> {
    let paths = &args.dataset.paths;
    let inputs = Inputs::of_args(&args.input)?;
    let all = read_all(args)?;
    let alone = all.len() == 1;
    inputs.all_known(&all)?;
    let mut shown = Vec::new();
    for source in &all {
        shown.push(match args.elements {
            0 => None,
            count => Some(Shown::read(source, count, &inputs, alone)?),
        });
    }
    let both = all.iter().zip(&shown);
    if args.json {
        let mut all: Vec<_> =
            both.map(|(source, elements)| json::dataset(paths, source, elements.as_ref())).collect();
        let value = if alone { all.remove(0) } else { Value::Array(all) };
        write(&json::text(&value))?;
    } else {
        let one = |(source, elements): (_, &Option<Shown>)| {
            text(source) + &elements.as_ref().map_or_else(String::new, Shown::text)
        };
        write(&both.map(one).collect::<Vec<_>>().join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The dataset; or all that a SavedModel has, if none is chosen.
fn read_all(args: &Inspect) -> Result<Vec<Source>, Failure> {
    let only = |path| source::datasets(path).map(|choices| choices.map(|choices| (path, choices)));
    let Some((path, choices)) = args.dataset.path().map(only).transpose()?.flatten() else {
        return Ok(vec![args.dataset.read()?]);
    };
    let select = args.dataset.select();
    let mut all = Vec::new();
    let chosen = |wanted: &Option<String>, name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    for choice in &choices {
        for output in &choice.outputs {
            if chosen(&select.signature, &choice.signature) && chosen(&select.output, output) {
                let one = Select { signature: Some(choice.signature.clone()), output: Some(output.clone()) };
                all.push(source::read(path, &one)?);
            }
        }
    }
    if all.is_empty() {
        // Says what there is.
        all.push(source::read(path, &select)?);
    }
    Ok(all)
}

fn text(source: &Source) -> String {
    let mut text = format!("{}: {}\n", bold(&plain(&source.name)), report::kind(source).0);
    for line in source.description.lines() {
        text += plain(&format!("  {}", line.trim())).trim_end();
        text += "\n";
    }
    let facts = report::facts(source);
    let width = facts.iter().map(|fact| fact.name.chars().count()).max().unwrap_or(0);
    for fact in facts {
        let (name, value) = (plain(&fact.name), fact.text);
        text += format!("  {name:width$}  {value}").trim_end();
        text += "\n";
    }
    text += &format!("\n{}\n", tree::text(&source.element, &source.notes));
    if !source.left_out.is_empty() {
        text += "\nnot told:\n";
    }
    for LeftOut { path, reason } in &source.left_out {
        text += &plain(&format!("  {}: {reason}", path.join(".")));
        text += "\n";
    }
    text
}
