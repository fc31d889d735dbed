use std::marker::PhantomData;

use bytes::Bytes;
use tfdata_spec::{DType, ElementSpec, Shape};

use super::files;
use crate::dataset::Dataset;
use crate::error::{Error, Result};
use crate::plan::{FileFormat, FileSource, Interleave, Node, Plan, Source};

impl Dataset<Bytes> {
    /// The records of TFRecord files, as they are: `"train-*.tfrecord"`. `tf.data.TFRecordDataset`.
    ///
    /// The files are read in the order of their names. Whether they are compressed with gzip or zlib is told
    /// from their first bytes.
    ///
    /// ```no_run
    /// # use tfdata::Dataset;
    /// let records = Dataset::tfrecords("train-*.tfrecord").open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn tfrecords(files: impl Into<String>) -> Files<Bytes> {
        Files::new(files.into(), FileFormat::TfRecord)
    }

    /// The records of files in which each has `bytes` bytes. `tf.data.FixedLengthRecordDataset`.
    ///
    /// A file whose size is no multiple of it is an error: before its first record, or, where it is compressed, behind
    /// the last whole one. So is one too short for its header and footer, some of which TensorFlow takes for empty.
    pub fn fixed_length_records(files: impl Into<String>, bytes: usize) -> Files<Bytes> {
        Files::new(files.into(), FileFormat::FixedLength { bytes, header: 0, footer: 0 })
    }
}

impl Dataset<String> {
    /// The lines of text files, without their ends. `tf.data.TextLineDataset`.
    ///
    /// Text has to be UTF-8, which is checked as the lines are read.
    pub fn text_lines(files: impl Into<String>) -> Files<String> {
        Files::new(files.into(), FileFormat::TextLines)
    }

    /// The names of the files that match a pattern, sorted; shuffle them with [`Dataset::shuffle`].
    /// `tf.data.Dataset.list_files(pattern, shuffle=False)`.
    ///
    /// # Errors
    /// [`Error::Open`] if there are none.
    pub fn list_files(pattern: &str) -> Result<Self> {
        Self::from_tensor_slices(ndarray::Array1::from(files::matching(pattern)?))
    }
}

/// Files that are about to be opened.
#[derive(Debug)]
#[must_use = "call `open()`"]
pub struct Files<E> {
    pattern: String,
    format: FileFormat,
    interleave: Option<Interleave>,
    element: PhantomData<fn() -> E>,
}

impl<E: crate::Element> Files<E> {
    fn new(pattern: String, format: FileFormat) -> Self {
        Self { pattern, format, interleave: None, element: PhantomData }
    }

    /// Reads so many files at the same time, an element from each in turn, or with
    /// [`block`](Interleave::block) several: the order of `tf.data.Dataset.interleave`.
    ///
    /// ```no_run
    /// # use tfdata::{Dataset, Interleave};
    /// let lines = Dataset::text_lines("part-*.txt").interleave(4).open()?;
    /// let lines = Dataset::text_lines("part-*.txt").interleave(Interleave::cycle(4).block(16)).open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn interleave(self, how: impl Into<Interleave>) -> Self {
        Self { interleave: Some(how.into()), ..self }
    }

    /// Passes over this many bytes at the start of each file, for instance a header; for
    /// [`Dataset::fixed_length_records`].
    pub fn skip_header(mut self, bytes: usize) -> Self {
        if let FileFormat::FixedLength { header, .. } = &mut self.format {
            *header = bytes;
        }
        self
    }

    /// Passes over this many bytes at the end of each file; for [`Dataset::fixed_length_records`].
    pub fn skip_footer(mut self, bytes: usize) -> Self {
        if let FileFormat::FixedLength { footer, .. } = &mut self.format {
            *footer = bytes;
        }
        self
    }

    /// The dataset.
    ///
    /// # Errors
    /// [`Error::Open`] if no file matches or they differ in compression; [`Error::Io`]; [`Error::Argument`] for
    /// records of no bytes, and a cycle or block of 0.
    pub fn open(self) -> Result<Dataset<E>> {
        if let FileFormat::FixedLength { bytes: 0, .. } = self.format {
            let reason = "a record has at least one byte".to_owned();
            return Err(Error::Argument { method: "fixed_length_records".into(), reason });
        }
        let spec = ElementSpec::tensor(DType::String, Shape::scalar());
        Dataset::checked(Plan::new(source(self.pattern, self.format, self.interleave)?, spec))
    }
}

/// The files as a source of the plan.
pub(super) fn source(pattern: String, format: FileFormat, interleave: Option<Interleave>) -> Result<Node> {
    if let Some(wrong) = interleave.and_then(Interleave::wrong) {
        return Err(Error::Argument { method: "interleave".into(), reason: wrong.into() });
    }
    let files = files::matching(&pattern)?;
    let compression = match format {
        FileFormat::TfRecord => files::compression(&files)?,
        _ => files::gzip(&files)?,
    };
    Ok(Node::Source(Source::Files(FileSource {
        pattern,
        files,
        format,
        compression,
        interleave,
        slices: None,
    })))
}
