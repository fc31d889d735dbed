//! Record files, plain and compressed: what is lent stands in the file, however it is read, and nothing is
//! allocated because a length says so.

#![no_main]

use std::io::{self, Read};

use libfuzzer_sys::fuzz_target;
use tfdata::__format::{Compression, Decompressed, RecordReader};
use tfdata_fuzz::frame;
use tfdata_fuzz::memory::within;

/// The buffers that a reader starts with, and a decompressor's state.
const BUFFERS: usize = 2 << 20;

/// Gives a few bytes at a time.
struct Pieces<'a>(&'a [u8]);

impl Read for Pieces<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let len = into.len().min(7);
        self.0.read(&mut into[..len])
    }
}

/// The records as one file, where the next one would begin, and whether the end was reached.
fn all(reader: &mut RecordReader<impl Read>) -> (Vec<u8>, u64, bool) {
    let mut records = tfdata::__format::RecordWriter::new(Vec::new());
    let complete = loop {
        match reader.next() {
            Ok(Some(record)) => records.write(record).expect("a vector takes everything"),
            Ok(None) => break true,
            Err(_) => break false,
        }
    };
    assert!(complete || reader.next().is_err(), "a reader goes on after an error");
    (records.finish().expect("a vector takes everything"), reader.offset(), complete)
}

fn plain(file: &[u8]) {
    let (records, offset, complete) = within(BUFFERS + 8 * file.len(), || all(&mut RecordReader::new(file)));
    assert_eq!(records, file[..offset as usize], "what was lent is not what stands there");
    assert!(!complete || offset as usize == file.len(), "the end was reported early");
    let in_pieces = all(&mut RecordReader::new(Pieces(file)));
    assert_eq!(in_pieces, (records, offset, complete));
}

fn compressed(file: &[u8], compression: Option<Compression>) {
    let open = || Decompressed::from_reader(io::Cursor::new(file.to_vec()), compression);
    // A block of snappy expands to 22 times its size at most, and is kept; gzip's content is not.
    let expand = || open().and_then(|mut content| io::copy(&mut content, &mut io::sink()));
    let content = within(BUFFERS + 32 * file.len(), expand).unwrap_or(0) as usize;
    // A stream that breaks off has content up to there, which is not counted above.
    let limit = if content == 0 { 1100 * file.len() } else { content };
    within(BUFFERS + 32 * file.len() + 8 * limit, || {
        if let Ok(content) = open() {
            all(&mut RecordReader::new(content));
        }
    });
}

fuzz_target!(|input: &[u8]| {
    let Some((&way, file)) = input.split_first() else { return };
    match way % 6 {
        0 => plain(file),
        1 => {
            let mut file = file.to_vec();
            frame::mend(&mut file);
            plain(&file);
        }
        2 => compressed(file, None),
        3 => compressed(file, Some(Compression::Gzip)),
        4 => compressed(file, Some(Compression::Zlib)),
        _ => compressed(file, Some(Compression::Snappy)),
    }
});
