//! `tfdata setup`

use std::process::ExitCode;

use tfdata::libtensorflow::{self, InstallOptions};

use crate::Failure;
use crate::args::Setup;
use crate::output::write;

pub(crate) fn run(args: &Setup) -> Result<ExitCode, Failure> {
    let wanted = args.force || args.tensorflow.is_some();
    if !wanted && libtensorflow::load().is_ok() {
        let (path, version) = (libtensorflow::location()?, libtensorflow::version()?);
        write(&format!(
            "TensorFlow {version} is there already, in {}; `--force` installs one beside it\n",
            path.display()
        ))?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut options = InstallOptions::default();
    if let Some(version) = &args.tensorflow {
        options.version.clone_from(version);
    }
    let library = options.install()?;
    write(&format!("installed {}\n", library.display()))?;
    Ok(ExitCode::SUCCESS)
}
