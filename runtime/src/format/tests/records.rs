use std::io::{self, Read};

use super::super::{Compression, Problem, RecordReader, RecordWriter};

fn file_of(records: &[Vec<u8>]) -> Vec<u8> {
    let mut writer = RecordWriter::new(Vec::new());
    for record in records {
        writer.write(record).unwrap();
    }
    writer.finish().unwrap()
}

/// Records around the buffer's size, and far beyond it.
fn records() -> Vec<Vec<u8>> {
    let lens =
        [0, 1, 7, 300, 0, (256 << 10) - 16, (256 << 10) - 15, 256 << 10, 3 << 20, 5, 100_000, 200_000, 1];
    lens.iter().enumerate().map(|(at, len)| (0..*len).map(|byte| (byte * 31 + at) as u8).collect()).collect()
}

/// Gives a few bytes at a time, and is interrupted now and then.
struct Dribble<'a>(&'a [u8], usize);

impl Read for Dribble<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.1 += 1;
        if self.1.is_multiple_of(3) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let len = (self.1 % 4099 + 1).min(self.0.len()).min(into.len());
        into[..len].copy_from_slice(&self.0[..len]);
        self.0 = &self.0[len..];
        Ok(len)
    }
}

#[test]
fn what_was_written_is_read() {
    let records = records();
    let file = file_of(&records);
    let mut whole = RecordReader::new(file.as_slice());
    let mut dribble = RecordReader::new(Dribble(&file, 0));
    for record in &records {
        assert!(whole.next().unwrap() == Some(record));
        assert!(dribble.next().unwrap() == Some(record));
    }
    assert!(whole.next().unwrap().is_none() && whole.next().unwrap().is_none());
    assert!(dribble.next().unwrap().is_none());
    assert_eq!(whole.offset(), file.len() as u64);
    assert_eq!(whole.records(), records.len() as u64);
    whole.restart(file.as_slice());
    assert!(whole.next().unwrap() == Some(&records[0]));
}

#[test]
fn a_file_cut_anywhere_but_between_records_is_an_error() {
    let records = [vec![1, 2, 3], vec![], vec![4; 40]];
    let file = file_of(&records);
    let borders = [0, 19, 35, 91];
    assert_eq!(file.len(), 91);
    for cut in 0..=file.len() {
        let mut reader = RecordReader::new(&file[..cut]);
        let ended = loop {
            match reader.next() {
                Ok(Some(_)) => {}
                Ok(None) => break true,
                Err(error) => {
                    assert!(matches!(
                        error.problem(),
                        Problem::TruncatedHeader { .. } | Problem::TruncatedRecord { .. }
                    ));
                    assert!(error.record().is_some() && error.offset().is_some());
                    break false;
                }
            }
        };
        assert_eq!(ended, borders.contains(&cut), "cut at {cut}");
        if !ended {
            assert!(matches!(reader.next().unwrap_err().problem(), Problem::AfterError));
        }
    }
}

#[test]
fn a_length_is_not_believed_before_its_data_is_there() {
    for length in [1u64 << 60, u64::MAX, (1 << 63) + 5, (1 << 31) - 1, 1 << 30] {
        let bytes = length.to_le_bytes();
        let mut file = file_of(&[vec![1; 10]]);
        file.extend(bytes);
        file.extend(super::super::crc::masked_of_length(bytes).to_le_bytes());
        file.extend([9; 100]);
        let mut reader = RecordReader::new(file.as_slice());
        assert!(reader.next().unwrap().is_some());
        let error = reader.next().unwrap_err();
        assert_eq!((error.record(), error.offset()), (Some(1), Some(26)));
        match error.problem() {
            Problem::RecordTooLong { length: got, .. } => assert!(*got == length && length >= 1 << 31),
            Problem::TruncatedRecord { expected, got } => assert!(*expected == length + 4 && *got == 100),
            other => panic!("{other}"),
        }
        assert!(reader.capacity() < 1 << 20);
    }
    let file = file_of(&[vec![1; 10]]);
    let error = RecordReader::new(file.as_slice()).with_limit(9).next().map(drop).unwrap_err();
    assert!(matches!(error.problem(), Problem::RecordTooLong { length: 10, limit: 9 }));
}

fn compressed(compression: Compression, bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    match compression {
        Compression::None => out.extend(bytes),
        Compression::Gzip => {
            flate2::read::GzEncoder::new(bytes, flate2::Compression::fast())
                .read_to_end(&mut out)
                .map(drop)
                .unwrap();
        }
        Compression::Zlib => {
            flate2::read::ZlibEncoder::new(bytes, flate2::Compression::fast())
                .read_to_end(&mut out)
                .map(drop)
                .unwrap();
        }
        Compression::Snappy => {
            for block in bytes.chunks(100_000) {
                let block = snap::raw::Encoder::new().compress_vec(block).unwrap();
                out.extend((block.len() as u32).to_be_bytes());
                out.extend(block);
            }
        }
    }
    out
}

#[test]
fn compressions_are_found_out() {
    use Compression::{Gzip, None as Plain, Snappy, Zlib};
    let records = records();
    let file = file_of(&records);
    let dir = tempfile::tempdir().unwrap();
    for compression in [Plain, Gzip, Zlib, Snappy] {
        for size in [file.len(), 16] {
            let bytes = compressed(compression, &file[..size]);
            assert_eq!(Compression::sniff(&bytes[..bytes.len().min(64)]), compression);
            let path = dir.path().join("records");
            std::fs::write(&path, &bytes).unwrap();
            for told in [None, Some(compression)] {
                let mut reader = RecordReader::open(&path, told).unwrap();
                let mut count = 0;
                while let Some(record) = reader.next().unwrap() {
                    assert!(record == records[count], "{compression:?}");
                    count += 1;
                }
                assert_eq!(count, if size == 16 { 1 } else { records.len() });
            }
        }
    }
    for start in [&b""[..], b"{", b"text, not records", &[0; 64], &[0xff; 64]] {
        assert_eq!(Compression::sniff(start), Plain);
    }
}

#[test]
fn a_compressed_file_cut_anywhere_is_an_error() {
    let records: Vec<Vec<u8>> = (0..50u8).map(|at| vec![at; 30]).collect();
    let file = file_of(&records);
    for compression in [Compression::Gzip, Compression::Zlib, Compression::Snappy] {
        let bytes = compressed(compression, &file);
        for cut in 1..bytes.len() {
            let source = super::super::Decompressed::from_reader(
                io::Cursor::new(bytes[..cut].to_vec()),
                Some(compression),
            );
            let mut reader = RecordReader::new(source.unwrap());
            let mut count = 0;
            let end = loop {
                match reader.next() {
                    Ok(Some(record)) => assert!(record == records[count]),
                    end => break end.map(drop),
                }
                count += 1;
            };
            assert!(end.is_err(), "{compression:?} cut at {cut} of {} reads as complete", bytes.len());
        }
        // Two streams behind each other are one.
        let twice = [bytes.clone(), bytes].concat();
        let source = super::super::Decompressed::from_reader(io::Cursor::new(twice), None).unwrap();
        let mut reader = RecordReader::new(source);
        let mut count = 0;
        while reader.next().unwrap().is_some() {
            count += 1;
        }
        assert_eq!(count, 100);
    }
}

#[test]
fn snappy_lengths_are_hostile() {
    let read = |bytes: &[u8]| {
        let source = super::super::Decompressed::from_reader(
            io::Cursor::new(bytes.to_vec()),
            Some(Compression::Snappy),
        );
        RecordReader::new(source.unwrap()).next().map(drop).unwrap_err().to_string()
    };
    assert!(read(&[0xff, 0xff, 0xff, 0xff, 1, 2, 3]).contains("at most"));
    assert!(read(&[0, 0, 0, 7, 0xff, 0xff, 0xff, 0xff, 0x0f, 0, 0]).contains("can't expand"));
    assert!(read(&[0, 0, 0, 200, 1, 0]).contains("ends inside a block"));
}
