use std::path::{Path, PathBuf};

use tfdata_spec::tfds::{Feature, TfdsInfo, read_dataset_info, read_features};

use crate::dataset::open::{cannot_open, read};
use crate::error::{Error, Result};

/// A TFDS directory, and what it says of itself.
pub(super) struct Directory {
    pub(super) path: PathBuf,
    pub(super) info: TfdsInfo,
    pub(super) features: Feature,
}

const INFO: &str = "dataset_info.json";
const FEATURES: &str = "features.json";

impl Directory {
    pub(super) fn open(path: &Path) -> Result<Self> {
        let path = find(path)?;
        let file = path.join(INFO);
        let info = read_dataset_info(&text(&file)?).map_err(|error| cannot_open(&file, error.to_string()))?;
        if info.file_format != "tfrecord" {
            let reason = format!(
                "its files are in the format `{}`, and only `tfrecord` is read; TFDS writes them anew with \
                 `tfds convert_format --root_data_dir=.. --out_file_format=tfrecord`",
                info.file_format
            );
            return Err(cannot_open(&path, reason));
        }
        let file = path.join(FEATURES);
        let features = read_features(&text(&file)?).map_err(|error| cannot_open(&file, error.to_string()))?;
        Ok(Self { path, info, features })
    }

    /// The names of the classes of a feature: `label`, `objects.label`.
    pub(super) fn class_names(&self, feature: &str) -> Result<Vec<String>> {
        let labels = self.features.label_files();
        let Some((_, file)) = labels.iter().find(|(path, _)| path == feature) else {
            let labels: Vec<String> = labels.into_iter().map(|(path, _)| format!("`{path}`")).collect();
            let reason = format!("`{feature}` is no class label; labels are: {}", labels.join(", "));
            return Err(cannot_open(&self.path, reason));
        };
        let file = self.path.join(file);
        if !file.is_file() {
            let reason =
                format!("the classes of `{feature}` have no names: there is no `{}`", file.display());
            return Err(cannot_open(&self.path, reason));
        }
        let names = text(&file)?;
        Ok(names.lines().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect())
    }
}

fn text(path: &Path) -> Result<String> {
    String::from_utf8(read(path)?).map_err(|_| cannot_open(path, "it is not UTF-8"))
}

/// The directory with the two files: this one, or the only one below.
fn find(path: &Path) -> Result<PathBuf> {
    let named = path.file_name().is_some_and(|name| name == INFO || name == FEATURES);
    let path = match path.parent().filter(|_| named && path.is_file()) {
        Some(folder) => folder,
        None => path,
    };
    if !path.is_dir() {
        let reason = match path.exists() {
            true => "it is a file; give the folder with `dataset_info.json` and `features.json`",
            false => "there is no such folder",
        };
        return Err(cannot_open(path, reason));
    }
    let (info, features) = (path.join(INFO).is_file(), path.join(FEATURES).is_file());
    if info && features {
        return Ok(path.to_owned());
    }
    if info || features {
        let (there, missing) = if info { (INFO, FEATURES) } else { (FEATURES, INFO) };
        let reason = format!(
            "there is `{there}` in it, and no `{missing}`; TFDS writes both when it prepares a dataset"
        );
        return Err(cannot_open(path, reason));
    }
    let mut found = Vec::new();
    below(path, 3, &mut found)?;
    match &found[..] {
        [only] => Ok(only.clone()),
        [] => {
            let reason = "there is no `dataset_info.json` in it nor below it; give the folder of a version, such as `mnist/3.0.1`";
            Err(cannot_open(path, reason))
        }
        several => {
            let names: Vec<String> = several.iter().map(|folder| format!("`{}`", folder.display())).collect();
            Err(cannot_open(path, format!("it holds several datasets; give one of {}", names.join(", "))))
        }
    }
}

/// Adds the folders of datasets in this one, and so many levels below, in the order of their names.
fn below(folder: &Path, levels: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    let io = |source| Error::Io { path: folder.to_owned(), source };
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    for folder in folders {
        match folder.join(INFO).is_file() {
            true => found.push(folder),
            false if levels > 1 => below(&folder, levels - 1, found)?,
            false => {}
        }
    }
    Ok(())
}
