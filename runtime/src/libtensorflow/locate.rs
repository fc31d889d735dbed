//! Finding the library's file.

use std::fmt;
use std::fs;
use std::path::Path;

use super::error::{Error, Result};
use super::load::{OLDEST_VERSION, older};
use super::places::{Env, FILE_NAMES, library_in};
use super::python::{self, Package};

/// No libtensorflow in any of the places where it could be.
///
/// Displayed, it lists each place with what was found there, and says how to get the library.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub struct NotFound {
    /// Where it was looked for, in this order.
    pub places: Vec<Place>,
}

impl NotFound {
    /// Whether the search ended at a place that the user named.
    pub(super) fn is_explicit(&self) -> bool {
        self.places.len() < SEARCHES.len()
    }
}

/// A place without a usable libtensorflow.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The place, for instance `TENSORFLOW_DIR`.
    pub name: &'static str,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "found no libtensorflow (TensorFlow {OLDEST_VERSION} or newer). Looked at:")?;
        for Place { name, reason } in &self.places {
            writeln!(f, "  {name}: {reason}")?;
        }
        if self.is_explicit() {
            let name = self.places.last().map_or("", |place| place.name);
            return write!(f, "Correct {name}, or unset it.");
        }
        write!(
            f,
            "Call `tfdata::libtensorflow::install()` once to fetch it. Or `pip install tensorflow-cpu` in the active \
             Python environment, or set TENSORFLOW_DIR to the directory of {}.",
            FILE_NAMES[0]
        )
    }
}

/// As displayed: a program that ends with this error prints it so, and the remedy has to be in it.
impl fmt::Debug for NotFound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NotFound: {self}")
    }
}

/// A way to find the library.
struct Search {
    name: &'static str,
    /// Whether the user named this place, so that no other will do.
    explicit: bool,
    /// The library, or why there is none.
    look: fn(&Env) -> Result<Package, String>,
}

/// Every place in the order in which it is searched.
const SEARCHES: &[Search] = &[
    Search { name: "TENSORFLOW_DIR", explicit: true, look: in_tensorflow_dir },
    Search { name: "TFDATA_PYTHON", explicit: true, look: in_tfdata_python },
    Search { name: "VIRTUAL_ENV", explicit: false, look: in_virtual_env },
    Search { name: "CONDA_PREFIX", explicit: false, look: in_conda_prefix },
    Search { name: "python3 on PATH", explicit: false, look: in_python_on_path },
    Search { name: "cache", explicit: false, look: in_cache },
    Search { name: "system", explicit: false, look: in_system },
];

const NOT_SET: &str = "not set";

/// Gives each library found to `open`, in order, until one opens.
///
/// A place that the user named (`TENSORFLOW_DIR`) must do: what is wrong with it is the error. Of the others a
/// library that is too old or does not load is passed over.
pub(super) fn first<T>(env: &Env, mut open: impl FnMut(&Path) -> Result<T>) -> Result<T> {
    let mut places = Vec::new();
    for search in SEARCHES {
        let reason = match (search.look)(env) {
            Err(reason) => {
                let set = reason != NOT_SET;
                places.push(Place { name: search.name, reason });
                if search.explicit && set {
                    return Err(NotFound { places }.into());
                }
                continue;
            }
            Ok(Package { library: path, version: Some(version) }) if older(&version, OLDEST_VERSION) => {
                Error::TooOld { path, version, oldest: OLDEST_VERSION }
            }
            Ok(package) => match open(&package.library) {
                Err(error @ Error::Open { .. }) => error,
                opened => return opened,
            },
        };
        if search.explicit {
            return Err(reason);
        }
        places.push(Place { name: search.name, reason: reason.to_string() });
    }
    Err(NotFound { places }.into())
}

/// The directory of the library, of TensorFlow's package, of packages, or of a Python environment.
fn in_tensorflow_dir(env: &Env) -> Result<Package, String> {
    let dir = env.tensorflow_dir.as_deref().ok_or(NOT_SET)?;
    if let Some(library) = library_in(dir) {
        return Ok(Package { library, version: None });
    }
    if let Some(package) = python::package_in(dir) {
        return Ok(package);
    }
    python::package(dir, env).map_err(|_| {
        let names = FILE_NAMES.join(", ");
        format!("{} has none of {names}, and no package `tensorflow` either", dir.display())
    })
}

fn in_tfdata_python(env: &Env) -> Result<Package, String> {
    python::package(env.tfdata_python.as_deref().ok_or(NOT_SET)?, env)
}

fn in_virtual_env(env: &Env) -> Result<Package, String> {
    python::package(env.virtual_env.as_deref().ok_or(NOT_SET)?, env)
}

fn in_conda_prefix(env: &Env) -> Result<Package, String> {
    python::package(env.conda_prefix.as_deref().ok_or(NOT_SET)?, env)
}

fn in_python_on_path(env: &Env) -> Result<Package, String> {
    python::package(&python::on_path(env).ok_or("there is none")?, env)
}

/// What `install` has put into the cache, the newest version first.
fn in_cache(env: &Env) -> Result<Package, String> {
    let cache = env.cache.as_deref().ok_or("no home directory, so no cache; set TFDATA_CACHE")?;
    let entries = fs::read_dir(cache).into_iter().flatten().flatten();
    let mut versions: Vec<(Vec<u32>, String)> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let numbers = name.strip_prefix("tensorflow-")?.split('.').map(str::parse);
            Some((numbers.collect::<Result<_, _>>().ok()?, name))
        })
        .collect();
    versions.sort();
    let newest = versions.iter().rev().find_map(|(_, name)| {
        let library = library_in(&cache.join(name))?;
        Some(Package { library, version: name.strip_prefix("tensorflow-").map(str::to_owned) })
    });
    newest.ok_or_else(|| format!("nothing is installed in {}", cache.display()))
}

fn in_system(env: &Env) -> Result<Package, String> {
    let library = env.library_path.iter().find_map(|dir| library_in(dir)).ok_or_else(|| {
        let dirs: Vec<_> = env.library_path.iter().map(|dir| dir.display().to_string()).collect();
        format!("no {} in {}", FILE_NAMES.join(" or "), dirs.join(", "))
    })?;
    Ok(Package { library, version: None })
}

#[cfg(test)]
#[cfg(target_os = "linux")]
pub(super) mod tests {
    use std::path::PathBuf;
    use std::process::Command;

    use super::*;

    const NAME: &str = "libtensorflow_cc.so.2";

    /// Makes an empty file, with the directories that it needs.
    fn touch(path: &Path) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }

    /// Makes a file that can be run. Another process writes it: were it this one, a thread that starts a process at the
    /// same moment would pass the open file on, and "text file busy" would be the answer to running it.
    pub(in super::super) fn script(path: &Path, text: &str) {
        let write = r#"printf %s "$2" > "$1" && chmod +x "$1""#;
        let status = Command::new("sh").args(["-c", write, "sh"]).arg(path).arg(text).status();
        assert!(status.unwrap().success());
    }

    fn find(env: &Env) -> Result<PathBuf> {
        first(env, |path| Ok(path.to_owned()))
    }

    fn places(env: &Env) -> Vec<Place> {
        match find(env) {
            Err(Error::NotFound(NotFound { places })) => places,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tensorflow_dir_may_be_any_directory_around_the_library() {
        let dir = tempfile::tempdir().unwrap();
        let venv = dir.path();
        let package = venv.join("lib/python3.9/site-packages/tensorflow");
        touch(&package.join(NAME));
        for named in [&package, package.parent().unwrap(), venv] {
            let env = Env { tensorflow_dir: Some(named.to_owned()), ..Env::default() };
            assert_eq!(find(&env).unwrap(), package.join(NAME), "{}", named.display());
        }
        let archive = dir.path().join("archive");
        touch(&archive.join("lib/libtensorflow.so.2"));
        let env = Env { tensorflow_dir: Some(archive.clone()), ..Env::default() };
        assert_eq!(find(&env).unwrap(), archive.join("lib/libtensorflow.so.2"));
    }

    #[test]
    fn a_wrong_tensorflow_dir_is_not_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        touch(&dir.path().join("tensorflow-2.21.0").join(NAME));
        let cache = Some(dir.path().to_owned());
        let env = Env { tensorflow_dir: Some(dir.path().join("gone")), cache, ..Env::default() };
        assert!(find(&env).unwrap_err().to_string().ends_with("Correct TENSORFLOW_DIR, or unset it."));
        let places = places(&env);
        assert_eq!(places.len(), 1);
        assert!(places[0].reason.contains("gone has none of libtensorflow_cc.so.2"), "{places:?}");
    }

    #[test]
    fn an_interpreter_names_its_environment() {
        let dir = tempfile::tempdir().unwrap();
        let venv = dir.path().join("venv");
        let library = venv.join("lib/python3.12/site-packages/tensorflow").join(NAME);
        touch(&library);
        touch(&venv.join("pyvenv.cfg"));
        touch(&dir.path().join("usr/bin/python3.12"));
        fs::create_dir_all(venv.join("bin")).unwrap();
        std::os::unix::fs::symlink(dir.path().join("usr/bin/python3.12"), venv.join("bin/python3")).unwrap();

        let by_name = Env { tfdata_python: Some(venv.join("bin/python3")), ..Env::default() };
        assert_eq!(find(&by_name).unwrap(), library);
        let by_path = Env { path: vec![dir.path().join("empty"), venv.join("bin")], ..Env::default() };
        assert_eq!(find(&by_path).unwrap(), library);
        let active = Env { virtual_env: Some(venv), ..Env::default() };
        assert_eq!(find(&active).unwrap(), library);
    }

    #[test]
    fn a_script_for_an_interpreter_is_asked() {
        let dir = tempfile::tempdir().unwrap();
        let packages = dir.path().join("lib/python3.12/site-packages");
        touch(&packages.join("tensorflow").join(NAME));
        let shim = dir.path().join("python3");
        script(&shim, &format!("#!/bin/sh\necho /nowhere/site-packages\necho {}\n", packages.display()));
        let env = Env { path: vec![dir.path().to_owned()], ..Env::default() };
        assert_eq!(find(&env).unwrap(), packages.join("tensorflow").join(NAME));
    }

    #[test]
    fn an_old_package_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let packages = dir.path().join("venv/lib/python3.8/site-packages");
        touch(&packages.join("tensorflow").join(NAME));
        fs::create_dir_all(packages.join("tensorflow_cpu-2.9.3.dist-info")).unwrap();
        let env = Env {
            virtual_env: Some(dir.path().join("venv")),
            cache: Some(dir.path().join("cache")),
            ..Env::default()
        };
        let reason = &places(&env)[2].reason;
        assert!(reason.contains("TensorFlow 2.9.3") && reason.contains(OLDEST_VERSION), "{reason}");
        let cached = dir.path().join("cache/tensorflow-2.16.0").join(NAME);
        touch(&cached);
        assert_eq!(find(&env).unwrap(), cached);
    }

    #[test]
    fn the_newest_whole_version_in_the_cache_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        for version in ["tensorflow-2.9.0", "tensorflow-2.100.1", "tensorflow-2.21.0", "tensorflow-oops"] {
            touch(&dir.path().join(version).join(NAME));
        }
        fs::create_dir_all(dir.path().join("tensorflow-3.0.0")).unwrap();
        let env = Env { cache: Some(dir.path().to_owned()), ..Env::default() };
        assert_eq!(find(&env).unwrap(), dir.path().join("tensorflow-2.100.1").join(NAME));
    }

    #[test]
    fn a_library_that_does_not_load_is_passed_over() {
        let dir = tempfile::tempdir().unwrap();
        let (broken, good) = (dir.path().join("tensorflow-2.21.0").join(NAME), dir.path().join(NAME));
        touch(&broken);
        touch(&good);
        let env = Env {
            cache: Some(dir.path().to_owned()),
            library_path: vec![dir.path().to_owned()],
            ..Env::default()
        };
        let open = |path: &Path| {
            let (reason, path) = ("broken".to_owned(), path.to_owned());
            if path == broken { Err(Error::Open { path, reason }) } else { Ok(path) }
        };
        assert_eq!(first(&env, open).unwrap(), good);
    }

    #[test]
    fn the_error_lists_every_place_and_the_remedy() {
        let env = Env { library_path: vec!["/nowhere/lib".into()], ..Env::default() };
        let text = find(&env).unwrap_err().to_string();
        for part in ["TENSORFLOW_DIR: not set", "python3 on PATH: there is none", "/nowhere/lib", "install()"]
        {
            assert!(text.contains(part), "{part} is not in:\n{text}");
        }
        assert_eq!(places(&env).len(), SEARCHES.len());
    }
}
