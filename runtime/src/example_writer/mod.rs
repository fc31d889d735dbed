//! Elements written to TFRecord files, as `tf.train.Example`.

mod feature;
mod sink;
mod values;

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use crate::element::Element;
use crate::error::{Error, Result};
use crate::format::{ExampleEncoder, RecordWriter};
use crate::tensor::Components;
pub use feature::UnwritableField;
use feature::{Feature, features};
pub use sink::RecordCompression;
use sink::Sink;

/// What a protocol buffer can be at most.
const LONGEST: usize = (1 << 31) - 1;

/// A TFRecord file of `tf.train.Example` that is being written, an element each: what [`Dataset::examples`] and
/// Python's `tf.io.parse_single_example` read.
///
/// | field | feature |
/// |---|---|
/// | integers, `bool` | `int64_list` |
/// | `f32`, `f16`, `bf16`; `f64` where [asked for](ExampleOptions::exact_f64) | `float_list` |
/// | `String`, `Bytes` | `bytes_list` |
/// | `[T; N]`, arrays of which the first axis alone is open | all items in row-major order |
/// | `Ragged<T>` without row splits, `Sparse<T>` that is a list | the items |
/// | `Option<F>` | as `F`, or no feature |
///
/// ```
/// use tfdata::{Element, ExampleWriter, RecordCompression};
///
/// #[derive(Element)]
/// struct Quake { place: String, mag: Option<f32>, coordinates: [f32; 3] }
///
/// # let dir = tempfile::tempdir().expect("a directory");
/// # let path = dir.path().join("quakes.tfrecord.gz");
/// let mut file = ExampleWriter::<Quake>::options().compression(RecordCompression::Gzip).create(path)?;
/// file.write(Quake { place: "Ojai".into(), mag: None, coordinates: [-119.2, 34.4, 5.0] })?;
/// assert_eq!(file.finish()?, 1);
/// # Ok::<(), tfdata::Error>(())
/// ```
///
/// A file is complete after [`finish`](Self::finish) only.
///
/// [`Dataset::examples`]: crate::Dataset::examples
#[derive(Debug)]
#[must_use = "call `finish()`"]
pub struct ExampleWriter<E> {
    path: PathBuf,
    features: Vec<Feature>,
    encoder: ExampleEncoder,
    records: RecordWriter<Sink>,
    written: u64,
    failed: bool,
    element: PhantomData<fn(E)>,
}

/// How a file of examples is written. [`ExampleWriter::options`].
#[derive(Debug)]
#[must_use = "call `create()`"]
pub struct ExampleOptions<E> {
    compression: RecordCompression,
    exact_f64: bool,
    element: PhantomData<fn(E)>,
}

impl<E: Element> ExampleOptions<E> {
    /// Compresses the file as a whole.
    pub fn compression(self, compression: RecordCompression) -> Self {
        Self { compression, ..self }
    }

    /// Writes `f64` too. Examples hold `float32`: a number that is none is an error when it is written.
    pub fn exact_f64(self) -> Self {
        Self { exact_f64: true, ..self }
    }

    /// Makes the file, or empties it.
    ///
    /// # Errors
    /// [`Error::Unwritable`] if `E` has fields that an example can't hold; [`Error::Io`].
    pub fn create(self, path: impl AsRef<Path>) -> Result<ExampleWriter<E>> {
        let path = path.as_ref();
        let features = features(&E::SPEC, self.exact_f64)
            .map_err(|fields| Error::Unwritable { element: E::SPEC.rust_name().into(), fields })?;
        let sink = Sink::create(path, self.compression)
            .map_err(|source| Error::Io { path: path.to_owned(), source })?;
        Ok(ExampleWriter {
            path: path.to_owned(),
            features,
            encoder: ExampleEncoder::default(),
            records: RecordWriter::new(sink),
            written: 0,
            failed: false,
            element: PhantomData,
        })
    }
}

impl<E: Element> ExampleWriter<E> {
    /// A file that is not compressed. Made anew, or emptied.
    ///
    /// # Errors
    /// Those of [`ExampleOptions::create`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Self::options().create(path)
    }

    /// A file that is compressed, or otherwise not as [`create`](Self::create) makes it.
    pub fn options() -> ExampleOptions<E> {
        ExampleOptions { compression: RecordCompression::None, exact_f64: false, element: PhantomData }
    }

    /// Writes an element. One that can't be written leaves the file as it was.
    ///
    /// # Errors
    /// [`Error::Write`] for a value that examples can't hold; [`Error::Shape`] for an array that has not the
    /// field's `shape`; [`Error::Io`], after which nothing more can be written.
    pub fn write(&mut self, element: E) -> Result<()> {
        if self.failed {
            return Err(self.error("", "the file could not be written to before, and is not complete"));
        }
        let mut components = Components::default();
        element.into_components(&mut components)?;
        let parts = components.into_parts();
        if parts.len() != self.features.len() {
            return Err(
                self.error("", "`Element::into_components` gave other leaves than `Element::SPEC` has")
            );
        }
        self.encoder.clear();
        for (feature, part) in self.features.iter().zip(&parts) {
            values::write(feature, part, self.written, &mut self.encoder)?;
        }
        let example = self.encoder.finish();
        if example.len() > LONGEST {
            return Err(self.error("", "it is longer than 2 GiB, which no example may be"));
        }
        if let Err(source) = self.records.write(example) {
            self.failed = true;
            return Err(Error::Io { path: self.path.clone(), source });
        }
        self.written += 1;
        Ok(())
    }

    /// Writes all of these elements.
    ///
    /// # Errors
    /// Those of [`write`](Self::write), at the first element that has one.
    pub fn write_all(&mut self, elements: impl IntoIterator<Item = E>) -> Result<()> {
        elements.into_iter().try_for_each(|element| self.write(element))
    }

    /// Completes the file. Gives the number of elements in it.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn finish(self) -> Result<u64> {
        let finished = self.records.finish().and_then(Sink::finish);
        finished.map_err(|source| Error::Io { path: self.path, source }).map(|()| self.written)
    }

    fn error(&self, path: &str, reason: &str) -> Error {
        Error::Write { path: path.to_owned(), element: self.written, reason: reason.to_owned() }
    }
}
