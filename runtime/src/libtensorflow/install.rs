//! Putting libtensorflow into this crate's cache.

use std::fs::{self, File};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use super::error::{Error, Result};
use super::fetch;
use super::load;
use super::places::{Env, library_in};
use super::wheel;

/// The version of TensorFlow that [`install`] fetches.
pub const INSTALLED_VERSION: &str = "2.21.0";

/// What the libraries and the wheel that they come in take on disk, with room to spare.
const BYTES_NEEDED: u64 = 1_300_000_000;

/// How the names of the directories begin in which wheels are fetched and unpacked.
const WORK_PREFIX: &str = "installing-";

/// How [`InstallOptions::install`] fetches the library.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InstallOptions {
    /// The version of TensorFlow.
    pub version: String,
    /// The directory that gets a subdirectory for the version; `None` for this crate's cache, where
    /// [`load`](super::load()) looks.
    pub cache: Option<PathBuf>,
    /// Whether to say on stderr what happens.
    pub verbose: bool,
}

impl Default for InstallOptions {
    fn default() -> Self {
        Self { version: INSTALLED_VERSION.to_owned(), cache: None, verbose: true }
    }
}

/// Why libtensorflow could not be installed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InstallError {
    /// There is no wheel of TensorFlow for this machine.
    #[error(
        "TensorFlow has no wheel for {os} on {arch}: only for Linux on x86_64 and aarch64, and macOS on aarch64. Build \
         libtensorflow, and set TENSORFLOW_DIR to its directory"
    )]
    Unsupported {
        /// The operating system.
        os: &'static str,
        /// The processor.
        arch: &'static str,
    },

    /// No home directory, so no place for a cache.
    #[error("there is no home directory to install into; set TFDATA_CACHE to a directory")]
    NoCache,

    /// Neither pip nor uv is there to fetch the wheel.
    #[error(
        "fetching libtensorflow takes Python's `pip`, or `uv`, and neither runs here ({}). Install Python \
         (`apt install python3-pip`, `brew install python`) or uv, and try again", tried.join("; ")
    )]
    NoTool {
        /// Each command that was tried, with what came of it.
        tried: Vec<String>,
    },

    /// The wheel could not be fetched: no network, usually.
    #[error(
        "`{command}` failed:\n{output}\nIs this machine online? The wheel comes from pip's package index"
    )]
    Fetch {
        /// The command, as one types it.
        command: String,
        /// The last lines that it wrote.
        output: String,
    },

    /// Too little room on the disk.
    #[error("{} has {available} bytes free, and installing takes {needed}; make room, or set TFDATA_CACHE", path.display())]
    NoSpace {
        /// The directory.
        path: PathBuf,
        /// The bytes that installing takes at most.
        needed: u64,
        /// The bytes that are free.
        available: u64,
    },

    /// The wheel is damaged, or has no libtensorflow in it.
    #[error("{}: {reason}", wheel.display())]
    Wheel {
        /// The wheel.
        wheel: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// A file cannot be written or read.
    #[error("cannot {action} {}", path.display())]
    Io {
        /// What was to be done.
        action: &'static str,
        /// To which file.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
}

impl InstallError {
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}

/// Fetches libtensorflow into this crate's cache, and returns its file. If it is there already, nothing is done.
///
/// The wheel `tensorflow-cpu` (about 270 MB) is fetched with this machine's own `pip`, or `uv`, so that their
/// settings hold: index, proxy, certificates. Only the two libraries (about 800 MB) are kept. This needs no
/// particular version of Python, and changes no Python environment.
///
/// Two processes may call this at the same time: one installs, the other waits. If it is killed, the next call
/// starts afresh; a half-installed library is never found.
///
/// # Errors
/// [`Error::Install`] with the reason.
pub fn install() -> Result<PathBuf> {
    InstallOptions::default().install()
}

/// Loads libtensorflow, and fetches it first if there is none. See [`load`](super::load()) and [`install`].
///
/// # Errors
/// Those of the two.
pub fn load_or_install() -> Result<()> {
    match load::load() {
        // Where the user named a place, the library is not to come from another.
        Err(Error::NotFound(not_found)) if !not_found.is_explicit() => {
            install()?;
            load::load()
        }
        loaded => loaded,
    }
}

impl InstallOptions {
    /// Fetches the library, as [`install`] does.
    ///
    /// # Errors
    /// Those of [`install`].
    pub fn install(&self) -> Result<PathBuf> {
        self.install_for(&Env::of_process())
    }

    fn install_for(&self, env: &Env) -> Result<PathBuf> {
        let cache = self.cache.clone().or_else(|| env.cache.clone()).ok_or(InstallError::NoCache)?;
        let target = cache.join(format!("tensorflow-{}", self.version));
        if let Some(library) = library_in(&target) {
            return Ok(library);
        }
        let wheel = fetch::Wheel::for_this_machine(&self.version)?;
        fs::create_dir_all(&cache).map_err(InstallError::io("create the directory", &cache))?;
        let _lock = self.lock(&cache)?;
        if let Some(library) = library_in(&target) {
            return Ok(library); // another process was faster
        }
        remove_leftovers(&cache)?;
        // A name of its own: what a killed process started may still be writing to the old one.
        let work = cache.join(format!("{WORK_PREFIX}{}", std::process::id()));
        fs::create_dir_all(&work).map_err(InstallError::io("create the directory", &work))?;
        let installed = self.install_under_lock(env, &wheel, &work, &target);
        let removed = remove(&work);
        installed?;
        removed?;
        library_in(&target).ok_or_else(|| {
            let reason = "the file is gone".to_owned();
            InstallError::Wheel { wheel: target, reason }.into()
        })
    }

    fn install_under_lock(
        &self,
        env: &Env,
        wheel: &fetch::Wheel,
        work: &Path,
        target: &Path,
    ) -> Result<(), InstallError> {
        let available = fs4::available_space(work).map_err(InstallError::io("measure the disk of", work))?;
        if available < BYTES_NEEDED {
            return Err(InstallError::NoSpace { path: work.to_owned(), needed: BYTES_NEEDED, available });
        }
        let tool = fetch::Tool::find(env)?;
        self.say(&format!("fetching {wheel} (about 270 MB) with {tool} into {}", target.display()));
        let fetched = tool.fetch(wheel, work, self.verbose && io::stderr().is_terminal())?;
        self.say("unpacking");
        let unpacked = work.join("unpacked");
        wheel::unpack(&fetched, &unpacked)?;
        fs::rename(&unpacked, target).map_err(InstallError::io("rename to", target))?;
        self.say(&format!("libtensorflow {} is in {}", self.version, target.display()));
        Ok(())
    }

    /// Waits until no other process installs into this cache. The lock ends with the file, or the process.
    fn lock(&self, cache: &Path) -> Result<File, InstallError> {
        use fs4::{FileExt, TryLockError};
        let path = cache.join("lock");
        let file = File::options().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(InstallError::io("open", &path))?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                self.say("waiting for another process that is installing libtensorflow");
                FileExt::lock(&file).map_err(InstallError::io("lock", &path))?;
            }
            Err(TryLockError::Error(source)) => return Err(InstallError::io("lock", &path)(source)),
        }
        Ok(file)
    }

    fn say(&self, text: &str) {
        if self.verbose {
            eprintln!("tfdata: {text}");
        }
    }
}

/// Removes what processes that were killed have left behind. The lock must be held.
fn remove_leftovers(cache: &Path) -> Result<(), InstallError> {
    let entries = fs::read_dir(cache).map_err(InstallError::io("read the directory", cache))?;
    let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
    names.filter(|name| name.starts_with(WORK_PREFIX)).try_for_each(|name| remove(&cache.join(name)))
}

/// Removes a directory with all that is in it, if there is one.
fn remove(dir: &Path) -> Result<(), InstallError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(InstallError::io("remove", dir)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use super::super::locate;
    use super::*;

    /// A machine whose pip is this shell script; `$dest` is where it is to put the wheel.
    fn machine(dir: &Path, pip: &str) -> Env {
        let program = format!(
            "#!/bin/sh\n[ \"$3\" = --version ] && exit\necho \"$@\" >> {log}\n\
             while [ \"$1\" != --dest ]; do shift; done\ndest=$2\n{pip}\n",
            log = dir.join("log").display(),
        );
        let python = dir.join("bin/python3");
        fs::create_dir_all(dir.join("bin")).unwrap();
        locate::tests::script(&python, &program);
        Env { path: vec![dir.join("bin")], cache: Some(dir.join("cache")), ..Env::default() }
    }

    /// A machine whose pip fetches a wheel as it should, and takes its time.
    fn good_machine(dir: &Path) -> Env {
        let members = ["tensorflow/libtensorflow_framework.so.2", "tensorflow/libtensorflow_cc.so.2"];
        let wheel = wheel::tests::wheel(dir, &members);
        machine(dir, &format!("sleep 0.2; cp {} $dest/tensorflow_cpu.whl", wheel.display()))
    }

    fn quiet() -> InstallOptions {
        InstallOptions { verbose: false, ..InstallOptions::default() }
    }

    fn names(dir: &Path) -> Vec<String> {
        let entries =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = entries.collect();
        names.sort();
        names
    }

    #[test]
    fn the_library_is_installed_once() {
        let dir = tempfile::tempdir().unwrap();
        let env = good_machine(dir.path());
        let expected = dir.path().join("cache/tensorflow-2.21.0/libtensorflow_cc.so.2");
        std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..4).map(|_| scope.spawn(|| quiet().install_for(&env).unwrap())).collect();
            threads.into_iter().for_each(|thread| assert_eq!(thread.join().unwrap(), expected));
        });
        assert_eq!(quiet().install_for(&env).unwrap(), expected);
        let log = fs::read_to_string(dir.path().join("log")).unwrap();
        assert_eq!(log.lines().count(), 1, "{log}");
        assert!(log.contains("download --no-deps") && log.contains("==2.21.0"), "{log}");
        assert_eq!(names(&dir.path().join("cache")), ["lock", "tensorflow-2.21.0"]);
    }

    #[test]
    fn what_a_killed_process_left_is_removed() {
        let dir = tempfile::tempdir().unwrap();
        let env = good_machine(dir.path());
        let leftover = dir.path().join("cache/installing-1/unpacked");
        fs::create_dir_all(&leftover).unwrap();
        fs::write(leftover.join("libtensorflow_cc.so.2"), "hal").unwrap();
        quiet().install_for(&env).unwrap();
        assert_eq!(names(&dir.path().join("cache")), ["lock", "tensorflow-2.21.0"]);
    }

    #[test]
    fn a_failing_pip_is_quoted() {
        let dir = tempfile::tempdir().unwrap();
        let env = machine(dir.path(), "echo ERROR: no such host >&2; exit 1");
        match quiet().install_for(&env) {
            Err(Error::Install(InstallError::Fetch { command, output })) => {
                assert!(command.contains("python3 -m pip download"), "{command}");
                assert_eq!(output, "ERROR: no such host");
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(names(&dir.path().join("cache")), ["lock"]);
    }

    #[test]
    fn a_wheel_that_is_none_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let env = machine(dir.path(), "echo nonsense > $dest/tensorflow_cpu.whl");
        assert!(matches!(quiet().install_for(&env), Err(Error::Install(InstallError::Wheel { .. }))));
        let env = machine(dir.path(), "exit 0");
        assert!(matches!(quiet().install_for(&env), Err(Error::Install(InstallError::Fetch { .. }))));
        assert_eq!(names(&dir.path().join("cache")), ["lock"]);
    }
}
