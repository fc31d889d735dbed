//! Python environments: whether `tensorflow` is installed in one, found without running it.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::places::{Env, library_in};

/// A `tensorflow` package.
#[derive(Debug, PartialEq)]
pub(super) struct Package {
    pub(super) library: PathBuf,
    /// As its metadata says; `None` if it has none.
    pub(super) version: Option<String>,
}

/// The package in the environment that `path` names: its directory, or its Python interpreter.
pub(super) fn package(path: &Path, env: &Env) -> Result<Package, String> {
    let dirs = if path.is_dir() { packages_of_prefix(path) } else { packages_of_interpreter(path, env)? };
    if dirs.is_empty() {
        return Err(format!("{} has no site-packages, so is no Python environment", path.display()));
    }
    let found = dirs.iter().find_map(|dir| package_in(dir));
    found.ok_or_else(|| match dirs.iter().find(|dir| dir.join("tensorflow").is_dir()) {
        Some(dir) => format!("the package `tensorflow` in {} has no C library", dir.display()),
        None => format!("no package `tensorflow` in {}", list(&dirs)),
    })
}

/// The package in a directory of packages.
pub(super) fn package_in(site_packages: &Path) -> Option<Package> {
    let library = library_in(&site_packages.join("tensorflow"))?;
    Some(Package { library, version: version_in(site_packages) })
}

/// The first interpreter on the command path.
pub(super) fn on_path(env: &Env) -> Option<PathBuf> {
    let names: &[&str] = if cfg!(windows) { &["python.exe"] } else { &["python3", "python"] };
    names.iter().flat_map(|name| env.path.iter().map(move |dir| dir.join(name))).find(|path| path.is_file())
}

/// The version of TensorFlow in a directory of packages, from the names of the packages' metadata:
/// `tensorflow_cpu-2.21.0.dist-info`.
fn version_in(site_packages: &Path) -> Option<String> {
    fs::read_dir(site_packages).ok()?.flatten().find_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let (package, version) = name.strip_suffix(".dist-info")?.split_once('-')?;
        let names = ["tensorflow", "tensorflow_cpu", "tensorflow_intel", "tensorflow_macos", "tf_nightly"];
        names.contains(&package).then(|| version.to_owned())
    })
}

/// The directories of packages below an environment's own directory.
fn packages_of_prefix(prefix: &Path) -> Vec<PathBuf> {
    let mut dirs = Vec::new();
    let windows = prefix.join("Lib").join("site-packages");
    if cfg!(windows) && windows.is_dir() {
        dirs.push(windows);
    }
    for lib in ["lib", "lib64", "local/lib"] {
        let mut versions: Vec<PathBuf> = match fs::read_dir(prefix.join(lib)) {
            Ok(entries) => {
                entries.flatten().map(|entry| entry.path()).filter(|path| is_python(path)).collect()
            }
            Err(_) => continue,
        };
        // The newest first: the library does not care which Python it came with.
        versions.sort_by_key(|path| std::cmp::Reverse(minor_version(path)));
        for version in versions {
            dirs.extend(["site-packages", "dist-packages"].map(|dir| version.join(dir)));
        }
    }
    dirs.retain(|dir| dir.is_dir());
    dirs
}

/// The directories of packages that an interpreter uses.
fn packages_of_interpreter(interpreter: &Path, env: &Env) -> Result<Vec<PathBuf>, String> {
    if !interpreter.is_file() {
        return Err(format!("{} is neither an interpreter nor a directory", interpreter.display()));
    }
    if is_script(interpreter) {
        return ask(interpreter);
    }
    // In an environment made by `venv` the interpreter is a link that must not be followed.
    let own = interpreter.parent().and_then(Path::parent);
    if let Some(prefix) = own.filter(|prefix| prefix.join("pyvenv.cfg").is_file()) {
        return Ok(packages_of_prefix(prefix));
    }
    let real =
        fs::canonicalize(interpreter).map_err(|error| format!("{}: {error}", interpreter.display()))?;
    let prefix = if cfg!(windows) { real.parent() } else { real.parent().and_then(Path::parent) };
    let mut dirs = prefix.map(packages_of_prefix).unwrap_or_default();
    if let Some(home) = &env.home {
        dirs.extend(packages_of_prefix(&home.join(".local")));
    }
    Ok(dirs)
}

/// Whether the file is a script that starts an interpreter, as pyenv's are.
fn is_script(path: &Path) -> bool {
    use std::io::Read;
    let mut start = [0; 2];
    fs::File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && &start == b"#!"
}

/// Asks an interpreter where its packages are. It imports nothing of TensorFlow.
fn ask(interpreter: &Path) -> Result<Vec<PathBuf>, String> {
    let program = "import sys\nfor p in sys.path: print(p)";
    let output = Command::new(interpreter).args(["-c", program]).stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{} does not run: {error}", interpreter.display()))?;
    if !output.status.success() {
        return Err(format!("{} does not run: {}", interpreter.display(), output.status));
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let ends = ["site-packages", "dist-packages"].map(OsStr::new);
    let dirs = text.lines().map(PathBuf::from);
    Ok(dirs.filter(|dir| dir.file_name().is_some_and(|name| ends.contains(&name)) && dir.is_dir()).collect())
}

fn is_python(path: &Path) -> bool {
    path.file_name().and_then(OsStr::to_str).is_some_and(|name| name.starts_with("python3"))
}

/// 11 for `python3.11`.
fn minor_version(path: &Path) -> u32 {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    name.strip_prefix("python3.").and_then(|minor| minor.parse().ok()).unwrap_or(0)
}

fn list(dirs: &[PathBuf]) -> String {
    dirs.iter().map(|dir| dir.display().to_string()).collect::<Vec<_>>().join(", ")
}
