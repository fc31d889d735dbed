//! Loading the library, once per process.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use super::api::{self, Api};
use super::error::{Error, Result};
use super::locate;
use super::places::Env;
use super::quiet;

/// The oldest TensorFlow that this crate is used with.
pub const OLDEST_VERSION: &str = "2.16";

/// The library as it was loaded.
pub(super) struct Loaded {
    pub(super) api: Api,
    path: PathBuf,
    version: String,
}

static LOADED: OnceLock<Loaded> = OnceLock::new();
static LOADING: Mutex<()> = Mutex::new(());

/// Finds libtensorflow and loads it. Once it has succeeded, it returns at once.
///
/// Everything that needs the library calls this by itself; call it to pay the third of a second at a time of
/// your choice, or to learn early that there is no library. A failure is not remembered: after
/// [`install`](super::install()) the next call finds the library.
///
/// TensorFlow reads its environment while it is loaded. This function sets `TF_CPP_MIN_LOG_LEVEL` to `2`
/// (errors only) first, unless it is set already. A program in which other threads call C's `getenv` at that
/// moment should set the variable itself, before it starts: then the environment is left alone.
///
/// # Errors
/// [`Error::NotFound`] if there is no library in any of the [places](super#where-it-is-looked-for);
/// [`Error::Open`], [`Error::NotTensorFlow`], [`Error::TooOld`] or [`Error::MissingSymbol`] if the one that
/// is there cannot be used.
pub fn load() -> Result<()> {
    loaded().map(|_| ())
}

/// The version of the loaded library, for instance `2.21.0`.
///
/// # Errors
/// Those of [`load`].
pub fn version() -> Result<&'static str> {
    Ok(&loaded()?.version)
}

/// The file of the loaded library.
///
/// # Errors
/// Those of [`load`].
pub fn location() -> Result<&'static Path> {
    Ok(&loaded()?.path)
}

/// The functions of the library, which is loaded if it is not yet.
pub(super) fn api() -> Result<&'static Api> {
    Ok(&loaded()?.api)
}

fn loaded() -> Result<&'static Loaded> {
    if let Some(loaded) = LOADED.get() {
        return Ok(loaded);
    }
    let _one_at_a_time = LOADING.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(loaded) = LOADED.get() {
        return Ok(loaded);
    }
    let loaded = locate::first(&Env::of_process(), open)?;
    Ok(LOADED.get_or_init(|| loaded))
}

fn open(path: &Path) -> Result<Loaded> {
    let path = path.to_owned();
    // SAFETY: the file is TensorFlow's library by name and place, and whoever chose that place is trusted to
    // have put nothing else there; TensorFlow's initializers have no precondition.
    let library = quiet::loading(|| unsafe { libloading::Library::new(&path) });
    let library = match library {
        Ok(library) => library,
        Err(error) => return Err(Error::Open { path, reason: with_sources(&error) }),
    };
    // Never unloaded: TensorFlow starts threads that live as long as the process.
    let library: &'static libloading::Library = Box::leak(Box::new(library));
    let Some(version) = api::version_of(library) else { return Err(Error::NotTensorFlow { path }) };
    if older(&version, OLDEST_VERSION) {
        return Err(Error::TooOld { path, version, oldest: OLDEST_VERSION });
    }
    match Api::resolve(library) {
        Ok(api) => Ok(Loaded { api, path, version }),
        Err(symbol) => Err(Error::MissingSymbol { symbol, path, version, oldest: OLDEST_VERSION }),
    }
}

/// The error with what it comes from: `dlopen failed: libm.so.6: cannot open shared object file`.
fn with_sources(error: &dyn std::error::Error) -> String {
    let sources = std::iter::successors(Some(error), |error| error.source());
    sources.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

/// Whether `version` comes before `oldest`; a version that is not numbers does not.
pub(super) fn older(version: &str, oldest: &str) -> bool {
    let numbers = |text: &str| {
        let mut parts = text.split('.').map(|part| part.parse::<u32>().ok());
        Some((parts.next()??, parts.next()??))
    };
    matches!((numbers(version), numbers(oldest)), (Some(version), Some(oldest)) if version < oldest)
}

#[cfg(test)]
mod tests {
    use super::older;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(older("2.9.3", "2.16"));
        assert!(older("1.15.0", "2.16"));
        assert!(!older("2.16.0", "2.16"));
        assert!(!older("2.21.0", "2.16"));
        assert!(!older("2.16.0-rc1", "2.16"));
        assert!(!older("nightly", "2.16"));
    }
}
