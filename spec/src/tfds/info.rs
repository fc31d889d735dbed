use super::{TfdsError, json};

/// What `dataset_info.json` says of a TFDS directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TfdsInfo {
    /// The dataset's name.
    pub name: String,
    /// The builder's configuration; empty for the only one.
    pub config: String,
    /// Its version: `1.0.0`.
    pub version: String,
    /// What it is, in its author's words.
    pub description: String,
    /// The format of its files: `tfrecord`, `array_record`.
    pub file_format: String,
    /// Its splits, in the order of the file.
    pub splits: Vec<Split>,
}

/// A split of a TFDS dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Its name: `train`.
    pub name: String,
    /// The number of elements in each shard.
    pub shard_lengths: Vec<u64>,
    /// The name of each shard's file, in the dataset's directory.
    pub files: Vec<String>,
}

impl TfdsInfo {
    /// The split of this name.
    pub fn split(&self, name: &str) -> Option<&Split> {
        self.splits.iter().find(|split| split.name == name)
    }
}

impl Split {
    /// The number of elements; `None` if it is beyond counting.
    pub fn len(&self) -> Option<u64> {
        self.shard_lengths.iter().try_fold(0_u64, |all, shard| all.checked_add(*shard))
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.shard_lengths.iter().all(|shard| *shard == 0)
    }
}

/// What the text of a `dataset_info.json` says.
///
/// # Errors
/// If the text is not such a file, a shard's length is no number, or a file's name would lead out of the
/// directory.
pub fn read_dataset_info(text: &str) -> Result<TfdsInfo, TfdsError> {
    let malformed = |reason| TfdsError::Malformed { file: "dataset_info.json", reason };
    let info: json::DatasetInfo = serde_json::from_str(text).map_err(|error| malformed(error.to_string()))?;
    let file_format = match info.file_format.as_str() {
        "" => "tfrecord".to_owned(),
        format => format.to_owned(),
    };
    let mut splits = Vec::with_capacity(info.splits.len());
    for split in info.splits {
        let length = |length: &json::Int| {
            let length = length.get().and_then(|length| u64::try_from(length).ok());
            length.ok_or_else(|| malformed(format!("split {:?}: a shard's length is no number", split.name)))
        };
        let shard_lengths = split.shard_lengths.iter().map(length).collect::<Result<Vec<_>, _>>()?;
        let shards = shard_lengths.len();
        let file = |shard| shard_file(&info.name, &file_format, &split, shard, shards);
        let files = (0..shards).map(file).collect::<Result<_, _>>()?;
        splits.push(Split { name: split.name, shard_lengths, files });
    }
    Ok(TfdsInfo {
        name: info.name,
        config: info.config_name,
        version: info.version,
        description: info.description,
        file_format,
        splits,
    })
}

fn shard_file(
    dataset: &str,
    format: &str,
    split: &json::Split,
    shard: usize,
    shards: usize,
) -> Result<String, TfdsError> {
    const DEFAULT: &str = "{DATASET}-{SPLIT}.{FILEFORMAT}-{SHARD_X_OF_Y}";
    let template = match split.filepath_template.as_str() {
        "" => DEFAULT,
        template => template,
    };
    let name = template
        .replace("{DATASET}", dataset)
        .replace("{SPLIT}", &split.name)
        .replace("{FILEFORMAT}", format)
        .replace("{SHARD_X_OF_Y}", &format!("{shard:05}-of-{shards:05}"))
        .replace("{SHARD_INDEX}", &format!("{shard:05}"))
        .replace("{NUM_SHARDS}", &format!("{shards:05}"));
    if name.contains(['/', '\\', '{', '}', '\0']) {
        return Err(TfdsError::FileName { split: split.name.clone(), name });
    }
    Ok(name)
}
