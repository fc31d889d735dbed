//! The JSON as it stands in the files. Unknown members are passed over. 64-bit integers are written as strings.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Int {
    Number(i64),
    Text(String),
}

impl Int {
    pub(super) fn get(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.parse().ok(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Feature {
    #[serde(default)]
    pub(super) python_class_name: String,
    pub(super) features_dict: Option<FeaturesDict>,
    pub(super) tensor: Option<Tensor>,
    pub(super) class_label: Option<ClassLabel>,
    pub(super) image: Option<Tensor>,
    pub(super) audio: Option<Tensor>,
    pub(super) video: Option<Tensor>,
    pub(super) translation: Option<Translation>,
    pub(super) bounding_box: Option<serde::de::IgnoredAny>,
    pub(super) text: Option<serde::de::IgnoredAny>,
    pub(super) sequence: Option<Sequence>,
    pub(super) dataset: Option<Sequence>,
}

#[derive(Deserialize)]
pub(super) struct FeaturesDict {
    #[serde(default)]
    pub(super) features: BTreeMap<String, Feature>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tensor {
    pub(super) shape: Option<Shape>,
    #[serde(default)]
    pub(super) dtype: String,
    #[serde(default)]
    pub(super) encoding: String,
    #[serde(default)]
    pub(super) encoding_format: String,
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) lazy_decode: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Translation {
    #[serde(default)]
    pub(super) languages: Vec<String>,
    #[serde(default)]
    pub(super) variable_languages_per_example: bool,
}

#[derive(Deserialize)]
pub(super) struct Shape {
    #[serde(default)]
    pub(super) dimensions: Vec<Int>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ClassLabel {
    pub(super) num_classes: Option<Int>,
}

#[derive(Deserialize)]
pub(super) struct Sequence {
    pub(super) feature: Box<Feature>,
    pub(super) length: Option<Int>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DatasetInfo {
    pub(super) name: String,
    #[serde(default)]
    pub(super) version: String,
    #[serde(default)]
    pub(super) config_name: String,
    #[serde(default)]
    pub(super) description: String,
    #[serde(default)]
    pub(super) file_format: String,
    #[serde(default)]
    pub(super) splits: Vec<Split>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Split {
    pub(super) name: String,
    #[serde(default)]
    pub(super) shard_lengths: Vec<Int>,
    #[serde(default)]
    pub(super) filepath_template: String,
}
