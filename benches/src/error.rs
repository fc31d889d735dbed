use std::path::PathBuf;
use std::process::ExitStatus;

/// Why a bench could not be run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{0}")]
    Usage(String),
    #[error("{program} could not be started")]
    Start { program: PathBuf, source: std::io::Error },
    #[error("{what} failed ({status}):\n{stderr}")]
    Failed { what: String, status: ExitStatus, stderr: String },
    #[error("{what} printed something unexpected")]
    Output { what: String, source: serde_json::Error },
    #[error("{path} could not be prepared")]
    Prepare { path: PathBuf, source: std::io::Error },
    #[error(
        "no Python with tensorflow-cpu {wanted}: {reason}; install it with `pip install tensorflow-cpu=={wanted}` \
         and name its python in TFDATA_BENCH_PYTHON"
    )]
    Python { wanted: &'static str, reason: String },
    #[error("{way}: the sum of all values is {got}, expected {expected}")]
    Sum { way: String, got: f64, expected: f64 },
    #[error("tfdata")]
    Tfdata(#[from] tfdata::Error),
}
