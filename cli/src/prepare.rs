//! `tfdata prepare`

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

use tfdata_codegen::source::{self, Kind, Origin, PREPARED_EXTENSION, Prepared, Source};

use crate::Failure;
use crate::args::Prepare;
use crate::codegen::save;
use crate::output::write;

pub(crate) fn run(args: &Prepare) -> Result<ExitCode, Failure> {
    let Some(path) = args.dataset.path() else {
        return Err(
            "several paths: give a pattern in quotes ('train-*'), which can be kept and read again".into()
        );
    };
    let given = args.dataset.read()?;
    let (file, source, origin) = match &given.kind {
        Kind::Prepared(prepared) => again(args, path, prepared)?,
        _ => {
            let file = args.output.clone().unwrap_or_else(|| PathBuf::from(file_name(&given)));
            let origin = origin(path, &given, &file);
            (file, given, origin)
        }
    };
    let text = source.to_prepared(&origin);
    let shown = file.display();
    if !args.check {
        save(&file, &text)?;
        write(&format!("wrote {shown}\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let old = std::fs::read_to_string(&file).map_err(|error| format!("{shown}: {error}"))?;
    if old == text {
        write(&format!("{shown} is up to date\n"))?;
        return Ok(ExitCode::SUCCESS);
    }
    let remedy = format!("run `tfdata prepare {shown}`");
    let dataset = args_path(&origin, &file);
    Err(format!("{shown} is not what {} is now; {remedy}", dataset.display()).into())
}

/// The dataset of which a file was made, read once more.
fn again(args: &Prepare, file: &Path, prepared: &Prepared) -> Result<(PathBuf, Source, Origin), Failure> {
    let file = file.to_owned();
    if args.output.as_ref().is_some_and(|output| *output != file) {
        return Err(
            format!("{} is prepared already; give the dataset that it was made of", file.display()).into()
        );
    }
    let origin = prepared.origin.clone();
    let source = source::read(&args_path(&origin, &file), &origin.select())
        .map_err(|error| format!("what {} was made of can't be read: {error}", file.display()))?;
    Ok((file, source, origin))
}

/// The dataset's path, from here.
fn args_path(origin: &Origin, file: &Path) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(&origin.path)
}

fn origin(path: &Path, source: &Source, file: &Path) -> Origin {
    let path = relative(path, file.parent().unwrap_or(Path::new("")));
    match &source.kind {
        // Said in full, so that another dataset that joins it does not make it ambiguous.
        Kind::SavedModel { signature, output, .. } => {
            Origin { path, signature: Some(signature.clone()), output: Some(output.clone()) }
        }
        _ => Origin { path, signature: None, output: None },
    }
}

/// The path as seen from a directory; as it is, if it is absolute or they have nothing in common.
fn relative(path: &Path, from: &Path) -> PathBuf {
    if path.is_absolute() {
        return path.to_owned();
    }
    let (Ok(whole), Ok(from)) = (std::path::absolute(path), std::path::absolute(from)) else {
        return path.to_owned();
    };
    let (whole, from): (Vec<_>, Vec<_>) = (whole.components().collect(), from.components().collect());
    // `..` in them is left as it stands: then the path as it was given is the best that can be said.
    if whole.iter().chain(&from).any(|part| *part == Component::ParentDir) {
        return std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    }
    let common = whole.iter().zip(&from).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| Component::ParentDir);
    up.chain(whole[common..].iter().copied()).collect()
}

fn file_name(source: &Source) -> String {
    let safe = |c: char| if c.is_alphanumeric() || matches!(c, '_' | '-') { c } else { '_' };
    source.name.chars().map(safe).collect::<String>() + PREPARED_EXTENSION
}
