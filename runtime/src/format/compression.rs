use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use flate2::{Decompress, FlushDecompress, Status};

use super::crc;
use super::error::{FormatError, Result};

/// How a whole file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Compression {
    /// Not at all.
    None,
    /// One or more gzip members.
    Gzip,
    /// One or more zlib streams.
    Zlib,
    /// Blocks of raw snappy, each behind its length as a big-endian `u32`: what `Dataset.save` writes.
    Snappy,
}

/// Compressed bytes are read in pieces of this size.
const INPUT: usize = 128 << 10;

/// A snappy block longer than this is refused. TensorFlow writes at most 16 MiB and reads at most 32 MiB.
const SNAPPY_BLOCK: usize = 64 << 20;

/// The bytes that [`Compression::sniff`] likes to see.
const SNIFFED: usize = 64;

impl Compression {
    /// The compression of a TFRecord file that begins with these bytes (64 are enough).
    ///
    /// Nothing in a file says it for certain, so the most telling sign is looked for first:
    /// 1. the first twelve bytes are a record's length and its right checksum: not compressed (by chance once
    ///    in 2³² files);
    /// 2. the first three bytes are those of every gzip file;
    /// 3. the first two bytes are a zlib header, whose check bits hold for one pair of bytes in 31 × 32. A snappy
    ///    file could begin so only with a block of more than 128 MiB;
    /// 4. the first four bytes are the length of a snappy block, at most 64 MiB, behind which stand a length and
    ///    a literal;
    /// 5. anything else, also an empty file, counts as not compressed, so that reading it says what is wrong.
    pub fn sniff(start: &[u8]) -> Self {
        if let Some((length, rest)) = start.split_first_chunk::<8>()
            && let Some(sum) = rest.first_chunk::<4>()
            && crc::masked_of_length(*length) == u32::from_le_bytes(*sum)
        {
            return Self::None;
        }
        match *start {
            [0x1f, 0x8b, 0x08, ..] => Self::Gzip,
            [cmf, flg, ..] if is_zlib_header(cmf, flg) => Self::Zlib,
            _ if is_snappy_block(start) => Self::Snappy,
            _ => Self::None,
        }
    }
}

fn is_zlib_header(cmf: u8, flg: u8) -> bool {
    cmf & 0x0f == 8 && cmf >> 4 <= 7 && flg & 0x20 == 0 && u16::from_be_bytes([cmf, flg]).is_multiple_of(31)
}

fn is_snappy_block(start: &[u8]) -> bool {
    let Some((length, block)) = start.split_first_chunk::<4>() else { return false };
    let compressed = u32::from_be_bytes(*length) as usize;
    let Ok(expanded) = snap::raw::decompress_len(block) else { return false };
    // The first element of a block can only be a literal: there is nothing yet to copy.
    let literal = block.iter().position(|byte| byte & 0x80 == 0).and_then(|end| block.get(end + 1));
    (2..=SNAPPY_BLOCK).contains(&compressed)
        && expanded <= most_from_snappy(compressed)
        && literal.is_some_and(|tag| tag & 3 == 0)
}

/// The most bytes that so many bytes of snappy can expand to: a copy of 64 bytes takes 3.
fn most_from_snappy(compressed: usize) -> usize {
    compressed.saturating_mul(22).min(SNAPPY_BLOCK)
}

/// The decompressed content of a file.
pub struct Decompressed(Stream);

enum Stream {
    Plain(File),
    Gzip(Box<MultiGzDecoder<BufReader<File>>>),
    Zlib(Box<ZlibReader<BufReader<File>>>),
    Snappy(Box<SnappyReader<BufReader<File>>>),
    Other(Box<dyn Read + Send>),
}

impl Decompressed {
    /// Opens a file; `None` finds out how it is compressed.
    ///
    /// # Errors
    /// When the file can't be opened or read.
    pub fn open(path: &Path, compression: Option<Compression>) -> Result<Self> {
        let open = || -> io::Result<Self> {
            let mut file = File::open(path)?;
            let mut start = [0; SNIFFED];
            let read = read_up_to(&mut file, &mut start)?;
            file.rewind()?;
            let start = start.get(..read).unwrap_or_default();
            Ok(Self::new(file, start, compression))
        };
        open().map_err(|error| FormatError::from(error).in_file(path))
    }

    fn new(file: File, start: &[u8], compression: Option<Compression>) -> Self {
        let compression = compression.unwrap_or_else(|| Compression::sniff(start));
        // An empty file has no elements, however it would be compressed.
        let compression = if start.is_empty() { Compression::None } else { compression };
        let buffered = |file| BufReader::with_capacity(INPUT, file);
        Self(match compression {
            Compression::None => Stream::Plain(file),
            Compression::Gzip => Stream::Gzip(Box::new(MultiGzDecoder::new(buffered(file)))),
            Compression::Zlib => Stream::Zlib(Box::new(ZlibReader::new(buffered(file)))),
            Compression::Snappy => Stream::Snappy(Box::new(SnappyReader::new(buffered(file)))),
        })
    }

    /// How many bytes of the file have been used for what was read so far, if it is a file.
    pub(crate) fn used(&mut self) -> Option<u64> {
        match &mut self.0 {
            Stream::Plain(file) => file.stream_position().ok(),
            Stream::Gzip(decoder) => decoder.get_mut().stream_position().ok(),
            Stream::Zlib(reader) => reader.source.stream_position().ok(),
            Stream::Snappy(reader) => reader.source.stream_position().ok(),
            Stream::Other(_) => None,
        }
    }

    /// The decompressed content of anything that can be read.
    ///
    /// # Errors
    /// When its first bytes can't be read.
    pub fn from_reader(
        source: impl Read + Send + 'static,
        compression: Option<Compression>,
    ) -> io::Result<Self> {
        let mut source = source;
        let mut start = [0; SNIFFED];
        let read = read_up_to(&mut source, &mut start)?;
        let compression =
            compression.unwrap_or_else(|| Compression::sniff(start.get(..read).unwrap_or_default()));
        let whole = io::Cursor::new(start).take(read as u64).chain(source);
        let buffered = |whole| BufReader::with_capacity(INPUT, whole);
        Ok(Self(Stream::Other(match if read == 0 { Compression::None } else { compression } {
            Compression::None => Box::new(whole),
            Compression::Gzip => Box::new(MultiGzDecoder::new(buffered(whole))),
            Compression::Zlib => Box::new(ZlibReader::new(buffered(whole))),
            Compression::Snappy => Box::new(SnappyReader::new(buffered(whole))),
        })))
    }
}

impl Read for Decompressed {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        match &mut self.0 {
            Stream::Plain(file) => file.read(into),
            Stream::Gzip(reader) => reader.read(into),
            Stream::Zlib(reader) => reader.read(into),
            Stream::Snappy(reader) => reader.read(into),
            Stream::Other(reader) => reader.read(into),
        }
    }
}

/// Reads until `into` is full or the source is at its end.
pub(crate) fn read_up_to(source: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match source.read(rest) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Zlib streams one after another, as TensorFlow reads them. Unlike `flate2`'s own reader, it tells a stream
/// that was cut off from one that is complete.
struct ZlibReader<R> {
    source: R,
    state: Decompress,
    inside: bool, // a stream was begun and is not complete
}

impl<R: BufRead> ZlibReader<R> {
    fn new(source: R) -> Self {
        Self { source, state: Decompress::new(true), inside: false }
    }
}

impl<R: BufRead> Read for ZlibReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if into.is_empty() {
            return Ok(0);
        }
        loop {
            let input = match self.source.fill_buf() {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                other => other?,
            };
            let ended = input.is_empty();
            if ended && !self.inside {
                return Ok(0);
            }
            self.inside = true;
            let (before_in, before_out) = (self.state.total_in(), self.state.total_out());
            let flush = if ended { FlushDecompress::Finish } else { FlushDecompress::None };
            let status = self.state.decompress(input, into, flush).map_err(io::Error::from)?;
            let produced = (self.state.total_out() - before_out) as usize;
            let consumed = (self.state.total_in() - before_in) as usize;
            self.source.consume(consumed);
            if status == Status::StreamEnd {
                self.inside = false;
                self.state.reset(true);
            } else if produced == 0 && consumed == 0 {
                return Err(io::Error::new(ErrorKind::UnexpectedEof, "the zlib stream is cut off"));
            }
            if produced > 0 {
                return Ok(produced);
            }
        }
    }
}

/// Blocks of raw snappy, each behind its length as a big-endian `u32`.
struct SnappyReader<R> {
    source: R,
    decoder: snap::raw::Decoder,
    compressed: Vec<u8>,
    block: Vec<u8>,
    given: usize,
}

impl<R: Read> SnappyReader<R> {
    fn new(source: R) -> Self {
        Self {
            source,
            decoder: snap::raw::Decoder::new(),
            compressed: Vec::new(),
            block: Vec::new(),
            given: 0,
        }
    }

    /// Expands the next block; `false` at the end.
    fn next_block(&mut self) -> io::Result<bool> {
        let mut header = [0; 4];
        match read_up_to(&mut self.source, &mut header)? {
            0 => return Ok(false),
            4 => {}
            _ => {
                return Err(io::Error::new(
                    ErrorKind::UnexpectedEof,
                    "the file ends inside a block's length",
                ));
            }
        }
        let length = u32::from_be_bytes(header) as usize;
        if length > SNAPPY_BLOCK {
            return Err(damaged(format!("{length} bytes, at most {SNAPPY_BLOCK} are accepted")));
        }
        // Grows with the bytes that are really there, not with what the header says.
        self.compressed.clear();
        (&mut self.source).take(length as u64).read_to_end(&mut self.compressed)?;
        if self.compressed.len() < length {
            let got = self.compressed.len();
            let text = format!("the file ends inside a block, after {got} of {length} bytes");
            return Err(io::Error::new(ErrorKind::UnexpectedEof, text));
        }
        let expanded =
            snap::raw::decompress_len(&self.compressed).map_err(|error| damaged(error.to_string()))?;
        if expanded > most_from_snappy(length) {
            return Err(damaged(format!("{length} bytes can't expand to {expanded}")));
        }
        self.given = 0;
        self.block.resize(expanded, 0);
        if let Err(error) = self.decoder.decompress(&self.compressed, &mut self.block) {
            self.block.clear();
            return Err(damaged(error.to_string()));
        }
        Ok(true)
    }
}

fn damaged(text: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("damaged snappy block: {text}"))
}

impl<R: Read> Read for SnappyReader<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.given >= self.block.len() {
            if !self.next_block()? {
                return Ok(0);
            }
        }
        let rest = self.block.get(self.given..).unwrap_or_default();
        let count = rest.len().min(into.len());
        into[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
