//! What the derive costs when a crate is compiled: the same structs plain, derived, and compared with a dataset.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::error::Error;
use crate::measure::median;
use crate::report::{self, Table};
use crate::{Options, python};

/// How many fields the struct has.
const SIZES: [usize; 3] = [4, 50, 500];
const TYPES: [(&str, &str); 4] =
    [("f32", "float32"), ("i64", "int64"), ("tfdata::Bytes", "string"), ("bool", "bool")];

/// A crate with one struct.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Plain,
    Derived,
    Compared,
}

impl Kind {
    const ALL: [Self; 3] = [Self::Plain, Self::Derived, Self::Compared];

    fn attributes(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Derived => "#[derive(tfdata::Element)]\n",
            Self::Compared => "#[derive(tfdata::Element)]\n#[element(spec = \"features.json\")]\n",
        }
    }
}

/// Runs the bench and prints its report.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let folder = python::target_dir().join("bench-data/compile");
    let mut samples: BTreeMap<(usize, Kind), Vec<f64>> = BTreeMap::new();
    // Round 0 compiles the dependencies.
    for round in 0..=options.rounds {
        for size in SIZES {
            for kind in Kind::ALL {
                let seconds = check(&folder, size, kind, round)?;
                if round > 0 {
                    samples.entry((size, kind)).or_default().push(seconds);
                }
            }
        }
    }
    println!("cargo check of a crate with one struct, not incremental; medians of {}\n", options.rounds);
    let mut table = Table::new(&["fields", "plain", "with the derive", "and `spec`"]);
    let mut ratios = BTreeMap::new();
    for size in SIZES {
        let [plain, derived, compared] =
            Kind::ALL.map(|kind| median(samples.remove(&(size, kind)).unwrap_or_default()));
        table.row([
            size.to_string(),
            report::seconds(plain),
            report::seconds(derived),
            report::seconds(compared),
        ]);
        if size == 50 {
            ratios.insert("derive_50_ms", (derived - plain) * 1e3);
            ratios.insert("spec_50_ms", (compared - derived) * 1e3);
        }
    }
    println!("{table}");
    println!("{}", report::last_line("compile", &ratios));
    Ok(())
}

/// Seconds that the compiler takes for the crate, whose text is another one in each round.
fn check(folder: &Path, size: usize, kind: Kind, round: usize) -> Result<f64, Error> {
    let place = folder.join(format!("of_{size}_{}", kind as u8));
    write(&place, size, kind, round).map_err(|source| Error::Prepare { path: place.clone(), source })?;
    let started = Instant::now();
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["check", "--quiet", "--target-dir"])
        .arg(folder.join("target"))
        .env("CARGO_INCREMENTAL", "0")
        .current_dir(&place)
        .output()
        .map_err(|source| Error::Start { program: "cargo".into(), source })?;
    let seconds = started.elapsed().as_secs_f64();
    match output.status.success() {
        true => Ok(seconds),
        false => Err(Error::Failed {
            what: format!("the crate in {}", place.display()),
            status: output.status,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }),
    }
}

fn write(place: &Path, size: usize, kind: Kind, round: usize) -> std::io::Result<()> {
    let workspace = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let (mut fields, mut features) = (String::new(), serde_json::Map::new());
    for field in 0..size {
        let (rust, dtype) = TYPES[field % TYPES.len()];
        // Writing to a `String` does not fail.
        let _ = writeln!(fields, "    pub feature_{field:03}: {rust},");
        let class = "tensorflow_datasets.core.features.tensor_feature.Tensor";
        let tensor = serde_json::json!({ "shape": {}, "dtype": dtype, "encoding": "none" });
        let feature = serde_json::json!({ "pythonClassName": class, "tensor": tensor });
        features.insert(format!("feature_{field:03}"), feature);
    }
    let class = "tensorflow_datasets.core.features.features_dict.FeaturesDict";
    let json = serde_json::json!({ "pythonClassName": class, "featuresDict": { "features": features } });
    let code = format!("// {round}\n{}pub struct Wide {{\n{fields}}}\n", kind.attributes());
    let manifest = format!(
        "[package]\nname = \"of_{size}_{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n\
         tfdata = {{ path = {:?} }}\n",
        kind as u8,
        workspace.join("runtime")
    );
    fs::create_dir_all(place.join("src"))?;
    fs::write(place.join("features.json"), json.to_string())?;
    fs::write(place.join("Cargo.toml"), manifest)?;
    fs::copy(workspace.join("Cargo.lock"), place.join("Cargo.lock"))?;
    fs::write(place.join("src/lib.rs"), code)
}
