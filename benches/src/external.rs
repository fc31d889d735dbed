//! The crates to compare with that bring many others along: a program of its own, built when it is needed.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;
use crate::python::target_dir;

/// The program in `benches/peers`, built.
#[derive(Debug)]
pub(crate) struct Peers {
    program: PathBuf,
}

impl Peers {
    /// Builds it, which takes a minute the first time.
    pub(crate) fn build() -> Result<Self, Error> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/Cargo.toml");
        let target = target_dir().join("bench-peers");
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["build", "--release", "--quiet", "--locked", "--manifest-path"]).arg(manifest);
        cargo.arg("--target-dir").arg(&target);
        let status =
            cargo.status().map_err(|source| Error::Start { program: cargo.get_program().into(), source })?;
        if !status.success() {
            let (what, stderr) = ("building benches/peers".to_owned(), "see above".to_owned());
            return Err(Error::Failed { what, status, stderr });
        }
        let name = format!("tfdata-bench-peers{}", std::env::consts::EXE_SUFFIX);
        Ok(Self { program: target.join("release").join(name) })
    }

    /// A command that runs it.
    pub(crate) fn command(&self) -> Command {
        Command::new(&self.program)
    }
}
