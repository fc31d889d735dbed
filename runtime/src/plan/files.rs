use tfdata_spec::DType;

use crate::tensor::Tensor;

/// Elements that lie in files.
#[derive(Debug)]
pub(crate) struct FileSource {
    /// As the user named them.
    pub(crate) pattern: String,
    pub(crate) files: Vec<String>,
    pub(crate) format: FileFormat,
    /// `NONE` is the empty string, as TensorFlow has it.
    pub(crate) compression: &'static str,
    /// How many files are read at the same time; one after the other if it is not given.
    pub(crate) cycle_length: Option<usize>,
}

/// How elements lie in a file.
#[derive(Debug)]
pub(crate) enum FileFormat {
    TfRecord,
    TextLines,
    FixedLength { bytes: usize, header: usize, footer: usize },
    Csv(Csv),
}

/// How a CSV file is read.
#[derive(Clone, Debug)]
pub(crate) struct Csv {
    pub(crate) header: bool,
    pub(crate) delimiter: String,
    pub(crate) quotes: bool,
    pub(crate) na_value: String,
    /// The columns by number, in ascending order, each with what stands in for a field without text.
    pub(crate) columns: Vec<(usize, DType, Option<Tensor>)>,
}
