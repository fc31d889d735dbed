use std::io::{self, Write};

use crate::format::crc;

/// Frames records as TensorFlow does.
///
/// Give it a `BufWriter`, or an encoder around one for a compressed file.
#[derive(Debug)]
pub struct RecordWriter<W> {
    into: W,
}

impl<W: Write> RecordWriter<W> {
    /// Writes to `into`.
    pub fn new(into: W) -> Self {
        Self { into }
    }

    /// Writes one record.
    ///
    /// # Errors
    /// Those of the underlying writer.
    pub fn write(&mut self, data: &[u8]) -> io::Result<()> {
        let length = (data.len() as u64).to_le_bytes();
        self.into.write_all(&length)?;
        self.into.write_all(&crc::masked_of_length(length).to_le_bytes())?;
        self.into.write_all(data)?;
        self.into.write_all(&crc::masked(data).to_le_bytes())
    }

    /// Flushes and gives the underlying writer back, whose own end (a compressor's trailer, say) is the caller's.
    ///
    /// # Errors
    /// Those of the underlying writer.
    pub fn finish(mut self) -> io::Result<W> {
        self.into.flush()?;
        Ok(self.into)
    }
}
