//! `tfdata inspect`

use std::process::ExitCode;

use serde_json::Value;
use tfdata_codegen::source::{self, LeftOut, Select, Source};

use crate::args::Inspect;
use crate::output::{bold, plain, write};
use crate::{Failure, elements, json, report, tree};

pub(crate) fn run(args: &Inspect) -> Result<ExitCode, Failure> {
    let path = &args.dataset.path;
    let all = read_all(args)?;
    if args.json {
        let mut all: Vec<_> = all.iter().map(|source| json::dataset(path, source)).collect();
        let value = if all.len() == 1 { all.remove(0) } else { Value::Array(all) };
        write(&json::text(&value))?;
    } else {
        let mut texts = Vec::new();
        for source in &all {
            let first = match args.elements {
                0 => String::new(),
                count => elements::text(source, count)?,
            };
            texts.push(text(source) + &first);
        }
        write(&texts.join("\n"))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The dataset; or all that a SavedModel has, if none is chosen.
fn read_all(args: &Inspect) -> Result<Vec<Source>, Failure> {
    let (path, select) = (&args.dataset.path, args.dataset.select());
    let Some(choices) = source::datasets(path)? else { return Ok(vec![source::read(path, &select)?]) };
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
