//! What no reader on one thread is faster than: read the files, check the checksums, copy the data once.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use rustix::mm::{Advice, madvise};

/// What fits the second-level cache beside the copy.
const BUFFER: usize = 256 << 10;

/// Copies the data of all records into one block of memory; their number, and the block.
pub(crate) fn copied(files: &[PathBuf]) -> io::Result<(usize, Vec<u8>)> {
    let mut size = 0;
    for file in files {
        size += file.metadata()?.len() as usize;
    }
    let mut data = on_huge_pages(size);
    let mut records = 0;
    let mut buffer = vec![0; BUFFER];
    for path in files {
        let mut file = File::open(path)?;
        let (mut start, mut end) = (0, 0);
        loop {
            let whole = buffer.get(start..start + 8).and_then(|length| length.try_into().ok());
            let whole = whole
                .map_or(usize::MAX, |length| 16_usize.saturating_add(u64::from_le_bytes(length) as usize));
            if end - start < 16 || end - start < whole {
                buffer.copy_within(start..end, 0);
                (start, end) = (0, end - start);
                if whole > buffer.len() && end >= 16 {
                    buffer.resize(whole, 0);
                }
                match file.read(&mut buffer[end..])? {
                    0 if end == 0 => break,
                    0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                    read => end += read,
                }
                continue;
            }
            let record = &buffer[start..start + whole];
            let (length, content) = (&record[..8], &record[12..whole - 4]);
            if record[8..12] != masked(length) || record[whole - 4..] != masked(content) {
                return Err(io::Error::new(io::ErrorKind::InvalidData, "a checksum is wrong"));
            }
            data.extend_from_slice(content);
            records += 1;
            start += whole;
        }
    }
    Ok((records, data))
}

/// The checksum of these bytes as a record has it.
pub(crate) fn masked(bytes: &[u8]) -> [u8; 4] {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8).to_le_bytes()
}

/// Empty, with room for so many bytes on huge pages, where the system has such: setting up small ones costs as much
/// as all else.
pub(crate) fn on_huge_pages(bytes: usize) -> Vec<u8> {
    let mut block: Vec<u8> = Vec::with_capacity(bytes);
    let page = 4096;
    let start = (block.as_mut_ptr() as usize).next_multiple_of(page);
    let end = (block.as_mut_ptr() as usize + bytes) / page * page;
    if start < end {
        // SAFETY: the pages lie in the block, which lives on; the advice changes how they are set up and not what
        // they hold.
        let _ = unsafe { madvise(start as *mut _, end - start, Advice::LinuxHugepage) };
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;
    use tfdata::__format::RecordWriter;

    #[test]
    fn records_are_copied_whatever_their_length() {
        let mut writer = RecordWriter::new(Vec::new());
        let lengths = [0, 1, 5, 300_000, BUFFER, 7, 1 << 20, 0];
        let records: Vec<Vec<u8>> = lengths.iter().map(|&length| vec![length as u8; length]).collect();
        for record in &records {
            writer.write(record).expect("room");
        }
        let file = tempfile::NamedTempFile::new().expect("room");
        std::fs::write(file.path(), writer.finish().expect("room")).expect("room");
        let (count, data) = copied(&[file.path().to_owned(), file.path().to_owned()]).expect("sound files");
        assert_eq!(count, 2 * lengths.len());
        assert_eq!(data, [records.concat(), records.concat()].concat());
    }
}
