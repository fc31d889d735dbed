//! A Python that has TensorFlow: the servers of tf.data service are to be had from Python only.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Result;

const TENSORFLOW: &str = "tensorflow-cpu==2.21.0";
const HAS_TENSORFLOW: &str = "import importlib.util as u, sys; sys.exit(u.find_spec('tensorflow') is None)";

/// `$PYTHON`, or `python3`, if it has TensorFlow; else one below the target directory, which is made now if there is
/// none.
pub(crate) fn with_tensorflow() -> Result<Command> {
    let named: PathBuf = std::env::var_os("PYTHON").unwrap_or_else(|| "python3".into()).into();
    let home = target().join("python");
    let venv = home.join("venv/bin/python");
    if let Some(python) = [&named, &venv].into_iter().find(|python| has_tensorflow(python)) {
        return Ok(command(python));
    }
    println!("installing {TENSORFLOW} into {} (once; 300 MB to fetch, 1.5 GB on disk)", home.display());
    run(Command::new(&named).args(["-m", "venv", "--clear"]).arg(home.join("venv")))?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", TENSORFLOW];
    run(Command::new(&venv).args(pip))?;
    Ok(command(&venv))
}

fn command(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.env("TF_CPP_MIN_LOG_LEVEL", "2");
    command
}

fn has_tensorflow(python: &Path) -> bool {
    Command::new(python).args(["-c", HAS_TENSORFLOW]).status().is_ok_and(|status| status.success())
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status()?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{command:?}: {status}").into()),
    }
}

/// The directory that Cargo builds into: this program lies in `target/release` or the like.
fn target() -> PathBuf {
    let program = std::env::current_exe().ok();
    let target = program.as_deref().and_then(Path::parent).and_then(Path::parent);
    target.map_or_else(|| PathBuf::from("target"), Path::to_owned)
}
