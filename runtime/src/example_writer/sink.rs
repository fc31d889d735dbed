use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use flate2::write::{GzEncoder, ZlibEncoder};

/// How a file of records is compressed, as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum RecordCompression {
    /// Not at all.
    #[default]
    None,
    /// `compression_type="GZIP"` in Python.
    Gzip,
    /// `compression_type="ZLIB"` in Python.
    Zlib,
}

/// A file, with what compresses it.
#[derive(Debug)]
pub(super) enum Sink {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zlib(ZlibEncoder<BufWriter<File>>),
}

impl Sink {
    pub(super) fn create(path: &Path, compression: RecordCompression) -> io::Result<Self> {
        let file = BufWriter::with_capacity(128 << 10, File::create(path)?);
        let level = flate2::Compression::default();
        Ok(match compression {
            RecordCompression::None => Self::Plain(file),
            RecordCompression::Gzip => Self::Gzip(GzEncoder::new(file, level)),
            RecordCompression::Zlib => Self::Zlib(ZlibEncoder::new(file, level)),
        })
    }

    /// Writes what is left, and the compressed stream's end.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file,
            Self::Gzip(encoder) => encoder.finish()?,
            Self::Zlib(encoder) => encoder.finish()?,
        }
        .flush()
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(file) => file.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zlib(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.flush(),
            // A compressor that is flushed in the middle writes more than it has to; the end comes in `finish`.
            Self::Gzip(_) | Self::Zlib(_) => Ok(()),
        }
    }
}
