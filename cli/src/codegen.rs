//! `tfdata codegen`

use std::path::Path;
use std::process::ExitCode;

use tfdata_codegen::from_spec::{Options, struct_of, type_name};

use crate::Failure;
use crate::args::Codegen;
use crate::output::write;

pub(crate) fn run(args: &Codegen) -> Result<ExitCode, Failure> {
    let source = args.dataset.read()?;
    let mut options = Options::of(&source);
    options.strings = args.strings.into();
    options.batched = args.batched.into();
    for field in &args.field {
        let usage = || format!("--field {field}: expected COMPONENT=TYPE, for instance `email.body=String`");
        let (component, ty) = field.split_once('=').ok_or_else(usage)?;
        let ty =
            syn::parse_str(ty).map_err(|error| format!("--field {field}: `{ty}` is not a type: {error}"))?;
        options.overrides.insert(component.to_owned(), ty);
    }
    let name = args.name.clone().unwrap_or_else(|| type_name(&source.name));
    let code = struct_of(&name, &source.element, &options)
        .and_then(|code| code.to_text())
        .map_err(|error| format!("{}: {error}", args.dataset.paths[0].display()))?;
    match &args.output {
        None => write(&code)?,
        Some(file) if args.check => return check(file, &code),
        Some(file) => save(file, &code)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes a file.
pub(crate) fn save(file: &Path, text: &str) -> Result<(), Failure> {
    std::fs::write(file, text).map_err(|error| format!("{}: {error}", file.display()).into())
}

fn check(file: &Path, code: &str) -> Result<ExitCode, Failure> {
    let old = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
    if old == code {
        return Ok(ExitCode::SUCCESS);
    }
    Err(format!("{} is not up to date; run the command again without `--check`", file.display()).into())
}
