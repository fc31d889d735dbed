//! A Python that has TensorFlow: the one that `TFDATA_BENCH_PYTHON` names, or one made for the purpose.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;

/// The version that is measured against.
pub(crate) const TENSORFLOW: &str = "2.21.0";

/// Prints TensorFlow's version and, on the next line, its directory, without importing it.
const PROBE: &str = "\
import importlib.metadata as m, importlib.util as u
names = {d.metadata['Name'].lower().replace('_', '-') for d in m.distributions()}
name = next(n for n in ['tensorflow-cpu', 'tensorflow'] if n in names)
print(m.version(name))
print(list(u.find_spec('tensorflow').submodule_search_locations)[0])";

/// A Python with TensorFlow.
#[derive(Debug)]
pub(crate) struct Python {
    program: PathBuf,
    /// A directory of packages that this Python has to be told of.
    packages: Option<PathBuf>,
    /// The directory of its `tensorflow` package, which holds libtensorflow.
    pub(crate) tensorflow: PathBuf,
    /// TensorFlow's version.
    pub(crate) version: String,
}

impl Python {
    /// Finds a Python with TensorFlow, or makes one below the target directory, which takes a minute.
    pub(crate) fn find() -> Result<Self, Error> {
        if let Some(program) = std::env::var_os("TFDATA_BENCH_PYTHON") {
            return Self::probe(program.into(), None).map_err(|reason| Error::Python {
                wanted: TENSORFLOW,
                reason: format!("TFDATA_BENCH_PYTHON does not have it: {reason}"),
            });
        }
        let home = target_dir().join("python");
        let venv = home.join(if cfg!(windows) { "venv/Scripts/python.exe" } else { "venv/bin/python" });
        let packages = home.join("packages");
        let made = || {
            Self::probe(venv.clone(), None)
                .or_else(|_| Self::probe(system_python(), Some(packages.clone())))
                .ok()
                .filter(|python| python.version == TENSORFLOW)
        };
        if let Some(python) = made() {
            return Ok(python);
        }
        eprintln!(
            "installing tensorflow-cpu {TENSORFLOW} into {} (once; about 300 MB to fetch)",
            home.display()
        );
        std::fs::create_dir_all(&home).map_err(|source| Error::Prepare { path: home.clone(), source })?;
        install(&home, &venv, &packages)?;
        made().ok_or_else(|| Error::Python {
            wanted: TENSORFLOW,
            reason: format!("what pip installed into {} does not work", home.display()),
        })
    }

    fn probe(program: PathBuf, packages: Option<PathBuf>) -> Result<Self, String> {
        if packages.as_ref().is_some_and(|packages| !packages.exists()) {
            return Err("not installed".to_owned());
        }
        let mut python = Self { program, packages, tensorflow: PathBuf::new(), version: String::new() };
        let output = python.command().args(["-c", PROBE]).output().map_err(|error| error.to_string())?;
        let stdout = String::from_utf8_lossy(&output.stdout);
        let mut lines = stdout.lines();
        match (output.status.success(), lines.next(), lines.next()) {
            (true, Some(version), Some(directory)) => {
                python.version = version.to_owned();
                python.tensorflow = directory.into();
                Ok(python)
            }
            _ => {
                let stderr = String::from_utf8_lossy(&output.stderr);
                Err(stderr.lines().last().unwrap_or("it says nothing").to_owned())
            }
        }
    }

    /// A command that runs this Python.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("PYTHONDONTWRITEBYTECODE", "1").env("TF_CPP_MIN_LOG_LEVEL", "3");
        if let Some(packages) = &self.packages {
            command.env("PYTHONPATH", packages);
        }
        command
    }

    /// A command that runs one of the scripts in `benches/python`.
    pub(crate) fn script(&self, name: &str) -> Command {
        let mut command = self.command();
        command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(name));
        command
    }
}

/// Makes a virtual environment; where the system's Python cannot, a directory of packages.
fn install(home: &Path, venv: &Path, packages: &Path) -> Result<(), Error> {
    let requirement = format!("tensorflow-cpu=={TENSORFLOW}");
    let made = Command::new(system_python()).args(["-m", "venv", "--clear"]).arg(home.join("venv")).output();
    let in_venv = made.is_ok_and(|output| output.status.success());
    let mut pip = Command::new(if in_venv { venv.to_owned() } else { system_python() });
    pip.args(["-m", "pip", "install", "--disable-pip-version-check", &requirement]);
    if !in_venv {
        eprintln!("the system's Python makes no virtual environments; installing into a directory");
        pip.arg("--target").arg(packages);
    }
    // pip's own output is the progress; the standard output is left to the report.
    pip.stdout(std::io::stderr());
    let status = pip.status().map_err(|source| Error::Start { program: pip.get_program().into(), source })?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::Python { wanted: TENSORFLOW, reason: format!("pip failed ({status})") })
    }
}

fn system_python() -> PathBuf {
    if cfg!(windows) { "python" } else { "python3" }.into()
}

/// The directory that Cargo builds into: this program lies in `target/release` or the like.
pub(crate) fn target_dir() -> PathBuf {
    let program = std::env::current_exe().ok();
    let target = program.as_deref().and_then(Path::parent).and_then(Path::parent);
    target.map_or_else(|| PathBuf::from("target"), Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_python_without_tensorflow_says_so() {
        let reason = Python::probe("no-such-python".into(), None).expect_err("it does not exist");
        assert!(!reason.is_empty());
        let reason =
            Python::probe(system_python(), Some("no-such-directory".into())).expect_err("not installed");
        assert_eq!(reason, "not installed");
    }
}
