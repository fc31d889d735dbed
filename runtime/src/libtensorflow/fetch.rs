//! Fetching TensorFlow's wheel with the machine's own tools.

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::install::InstallError;
use super::places::Env;
use super::python;

/// Which wheel suits this machine.
#[derive(Debug)]
pub(super) struct Wheel {
    package: &'static str,
    version: String,
    platforms: &'static [&'static str],
}

impl Wheel {
    pub(super) fn for_this_machine(version: &str) -> Result<Self, InstallError> {
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        let (package, platforms): (_, &[_]) = match (os, arch) {
            ("linux", "x86_64") => ("tensorflow-cpu", &["manylinux_2_27_x86_64", "manylinux_2_17_x86_64"]),
            ("linux", "aarch64") => ("tensorflow", &["manylinux_2_27_aarch64", "manylinux_2_17_aarch64"]),
            ("macos", "aarch64") => ("tensorflow", &["macosx_12_0_arm64"]),
            _ => return Err(InstallError::Unsupported { os, arch }),
        };
        Ok(Self { package, version: version.to_owned(), platforms })
    }
}

impl fmt::Display for Wheel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=={}", self.package, self.version)
    }
}

/// A command that runs pip.
#[derive(Debug)]
pub(super) struct Tool {
    program: PathBuf,
    args: &'static [&'static str],
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}", self.program.display())?;
        self.args.iter().try_for_each(|arg| write!(f, " {arg}"))?;
        f.write_str("`")
    }
}

impl Tool {
    /// The first that answers: pip of the active environment, pip of the first Python on the path, uv.
    pub(super) fn find(env: &Env) -> Result<Self, InstallError> {
        let mut tools: Vec<Self> = Vec::new();
        let bin = if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" };
        let environments = [&env.tfdata_python, &env.virtual_env, &env.conda_prefix];
        for environment in environments.into_iter().flatten() {
            let program = if environment.is_dir() { environment.join(bin) } else { environment.clone() };
            tools.push(Self { program, args: &["-m", "pip"] });
        }
        let mut tried = Vec::new();
        match python::on_path(env) {
            Some(program) => tools.push(Self { program, args: &["-m", "pip"] }),
            None => tried.push("`python3`: not on PATH".to_owned()),
        }
        tools.push(Self { program: "uv".into(), args: &["tool", "run", "pip"] });
        for tool in tools {
            match tool.try_out() {
                Ok(()) => return Ok(tool),
                Err(reason) => tried.push(format!("{tool}: {reason}")),
            }
        }
        Err(InstallError::NoTool { tried })
    }

    fn try_out(&self) -> Result<(), String> {
        let mut command = Command::new(&self.program);
        let output = command.args(self.args).arg("--version").stdin(Stdio::null()).output();
        let output = output.map_err(|error| error.to_string())?;
        if output.status.success() { Ok(()) } else { Err(last_lines(&output.stderr, 1)) }
    }

    /// Fetches the wheel into `dir`. `progress` lets the tool draw its progress on stderr.
    pub(super) fn fetch(&self, wheel: &Wheel, dir: &Path, progress: bool) -> Result<PathBuf, InstallError> {
        let mut command = Command::new(&self.program);
        command.args(self.args).args(["download", "--no-deps", "--only-binary=:all:", "--no-input"]);
        // The libraries do not depend on Python: any wheel will do, also if this machine's Python is too new
        // or too old for TensorFlow.
        command.args(["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"]);
        for platform in wheel.platforms {
            command.args(["--platform", platform]);
        }
        command.arg("--dest").arg(dir).arg(wheel.to_string());
        let typed = typed(&command);
        // Temporary files go to the same disk, which has been found large enough.
        command.env("TMPDIR", dir).stdin(Stdio::null()).stderr(Stdio::piped());
        command.stdout(if progress { Stdio::from(io::stderr()) } else { Stdio::null() });
        let failed = |output| InstallError::Fetch { command: typed.clone(), output };
        let output = command.spawn().and_then(|child| child.wait_with_output());
        let output = output.map_err(|error| failed(error.to_string()))?;
        if !output.status.success() {
            return Err(failed(last_lines(&output.stderr, 5)));
        }
        let entries = fs::read_dir(dir).map_err(InstallError::io("read the directory", dir))?;
        let mut paths = entries.flatten().map(|entry| entry.path());
        let fetched = paths.find(|path| path.extension().is_some_and(|extension| extension == "whl"));
        fetched.ok_or_else(|| failed("it reported success, but there is no wheel".to_owned()))
    }
}

/// The command as one types it into a shell.
fn typed(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// The last lines with anything in them.
fn last_lines(output: &[u8], count: usize) -> String {
    let text = String::from_utf8_lossy(output);
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
    match lines[lines.len().saturating_sub(count)..].join("\n") {
        text if text.is_empty() => "it said nothing".to_owned(),
        text => text,
    }
}
