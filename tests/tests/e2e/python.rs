//! A Python with TensorFlow, for the tests that need one; they are ignored unless they are asked for.

use std::path::PathBuf;
use std::process::Command;

/// The Python that `TFDATA_BENCH_PYTHON` names, or that whose packages `TENSORFLOW_DIR` lies in.
///
/// # Panics
/// If there is none.
pub(crate) fn python() -> Command {
    let named = std::env::var_os("TFDATA_BENCH_PYTHON").map(PathBuf::from);
    let beside = || {
        let package = PathBuf::from(std::env::var_os("TENSORFLOW_DIR")?);
        package.ancestors().map(|dir| dir.join("bin/python")).find(|python| python.is_file())
    };
    let program = named.or_else(beside).expect("a Python with TensorFlow: name it with TFDATA_BENCH_PYTHON");
    let mut command = Command::new(program);
    command.env("TF_CPP_MIN_LOG_LEVEL", "3").env("PYTHONDONTWRITEBYTECODE", "1");
    command
}
