//! `tfdata doctor`

use std::process::ExitCode;

use serde_json::{Value, json};
use tfdata::libtensorflow::{self, Error, OLDEST_VERSION};

use crate::args::Doctor;
use crate::output::{bold, write};
use crate::{Failure, json};

pub(crate) fn run(args: &Doctor) -> Result<ExitCode, Failure> {
    let found = libtensorflow::load()
        .and_then(|()| Ok((libtensorflow::location()?.to_owned(), libtensorflow::version()?)));
    let (text, value, code) = match &found {
        Ok((path, version)) => (
            format!("{} TensorFlow {version} in {}\n", bold("ok:"), path.display()),
            json!({"ok": true, "library": path, "version": version}),
            ExitCode::SUCCESS,
        ),
        Err(error) => (failure(error), json_of(error), ExitCode::FAILURE),
    };
    write(&if args.json { json::text(&value) } else { text })?;
    Ok(code)
}

fn failure(error: &Error) -> String {
    let mut text = match error {
        Error::NotFound(not_found) => {
            let width = not_found.places.iter().map(|place| place.name.len()).max().unwrap_or(0);
            let mut text =
                format!("{} libtensorflow ({OLDEST_VERSION} or newer). Looked at:\n", bold("not found:"));
            for place in &not_found.places {
                text += &format!("  {:width$}  {}\n", place.name, place.reason);
            }
            text
        }
        other => format!("{} {other}\n", bold("not usable:")),
    };
    text += &format!("\n{}\n", remedy(error));
    text += "What runs in Rust alone needs none: saved directories, TFDS, TFRecord files, `inspect` and `codegen`.\n";
    text
}

fn json_of(error: &Error) -> Value {
    let places = match error {
        Error::NotFound(not_found) => {
            not_found.places.iter().map(|place| json!({"name": place.name, "reason": place.reason})).collect()
        }
        _ => Vec::new(),
    };
    json!({"ok": false, "error": error.to_string(), "places": places, "remedy": remedy(error)})
}

fn remedy(error: &Error) -> String {
    for name in ["TENSORFLOW_DIR", "TFDATA_PYTHON"] {
        let set = std::env::var_os(name).is_some_and(|value| !value.is_empty());
        if set {
            return format!("{name} is set, and no other place is looked at: correct it, or unset it.");
        }
    }
    match error {
        Error::NotFound(_) => {
            "Run `tfdata setup`, or `pip install tensorflow-cpu` in the active Python environment."
        }
        _ => "Run `tfdata setup`, which installs one that works.",
    }
    .to_owned()
}
