//! What the library is called and where each platform keeps such things.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The names that the library's file has, in the order of preference.
pub(super) const FILE_NAMES: &[&str] = if cfg!(target_os = "macos") {
    &["libtensorflow_cc.2.dylib", "libtensorflow.2.dylib", "libtensorflow.dylib"]
} else if cfg!(windows) {
    &["tensorflow_cc.dll", "tensorflow.dll"]
} else {
    &["libtensorflow_cc.so.2", "libtensorflow.so.2", "libtensorflow.so"]
};

/// The variables of the environment that say where to look.
///
/// Everything that a search reads of the process is here, so that tests can search elsewhere.
#[derive(Clone, Debug, Default)]
pub(super) struct Env {
    pub(super) tensorflow_dir: Option<PathBuf>,
    pub(super) tfdata_python: Option<PathBuf>,
    pub(super) virtual_env: Option<PathBuf>,
    pub(super) conda_prefix: Option<PathBuf>,
    /// The directories in which commands are looked for.
    pub(super) path: Vec<PathBuf>,
    /// The directories in which the system's loader looks for libraries.
    pub(super) library_path: Vec<PathBuf>,
    pub(super) home: Option<PathBuf>,
    /// This crate's cache directory.
    pub(super) cache: Option<PathBuf>,
}

impl Env {
    /// The environment of this process.
    pub(super) fn of_process() -> Self {
        let home = env::home_dir().filter(|home| !home.as_os_str().is_empty());
        let cache = directory("TFDATA_CACHE").or_else(|| platform_cache(home.as_deref()));
        let mut library_path = directories(if cfg!(target_os = "macos") {
            "DYLD_LIBRARY_PATH"
        } else if cfg!(windows) {
            "PATH"
        } else {
            "LD_LIBRARY_PATH"
        });
        if cfg!(unix) {
            library_path.extend(["/usr/local/lib", "/usr/lib", "/opt/homebrew/lib"].map(PathBuf::from));
        }
        Self {
            tensorflow_dir: directory("TENSORFLOW_DIR"),
            tfdata_python: directory("TFDATA_PYTHON"),
            virtual_env: directory("VIRTUAL_ENV"),
            conda_prefix: directory("CONDA_PREFIX"),
            path: directories("PATH"),
            library_path,
            home,
            cache,
        }
    }
}

/// The variable's value, unless it is unset or empty.
fn directory(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn directories(variable: &str) -> Vec<PathBuf> {
    let value: OsString = env::var_os(variable).unwrap_or_default();
    env::split_paths(&value).filter(|dir| !dir.as_os_str().is_empty()).collect()
}

/// Where this platform keeps what can be fetched again.
fn platform_cache(home: Option<&Path>) -> Option<PathBuf> {
    let base = if cfg!(windows) {
        directory("LOCALAPPDATA")?
    } else if cfg!(target_os = "macos") {
        home?.join("Library/Caches")
    } else {
        // The XDG specification asks to ignore relative paths.
        match directory("XDG_CACHE_HOME").filter(|dir| dir.is_absolute()) {
            Some(dir) => dir,
            None => home?.join(".cache"),
        }
    };
    Some(base.join("tfdata"))
}

/// The library's file in `dir` or its `lib`, where an unpacked archive of TensorFlow's has it.
pub(super) fn library_in(dir: &Path) -> Option<PathBuf> {
    let dirs = [dir.to_owned(), dir.join("lib")];
    dirs.iter().flat_map(|dir| FILE_NAMES.iter().map(|name| dir.join(name))).find(|path| path.is_file())
}
