//! What a Rust program would do without tfdata: records with checked checksums, decoded by `prost`, value by value
//! into columns.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;

use prost::Message;

use super::columns::{Column, Value};
use super::job::Job;
use super::limit::masked;
use super::message::{Example, Kind};

/// Every record of the files, as columns.
pub(crate) fn read(job: Job, files: &[PathBuf]) -> io::Result<(usize, Vec<Column>)> {
    let fields = job.fields();
    let mut columns: Vec<Column> = fields.iter().map(|(_, kind)| Column::new(*kind)).collect();
    let (mut records, mut record) = (0, Vec::new());
    for path in files {
        let file = BufReader::with_capacity(256 << 10, File::open(path)?);
        let mut file: Box<dyn Read> = match job {
            Job::Gzip => {
                let inflated = flate2::bufread::MultiGzDecoder::new(file);
                Box::new(BufReader::with_capacity(256 << 10, inflated))
            }
            _ => Box::new(file),
        };
        while next(&mut file, &mut record)? {
            let example = Example::decode(record.as_slice())?;
            let features = example.features.unwrap_or_default();
            for ((name, _), column) in fields.iter().zip(&mut columns) {
                let value = match features.feature.get(name).and_then(|feature| feature.kind.as_ref()) {
                    None => Value::Missing,
                    Some(Kind::Bytes(list)) => Value::Bytes(list.value.first().map_or(&[], Vec::as_slice)),
                    Some(Kind::Floats(list)) => Value::Floats(&list.value),
                    Some(Kind::Ints(list)) => Value::Ints(&list.value),
                };
                if !column.push(value) {
                    return Err(io::Error::new(io::ErrorKind::InvalidData, name.clone()));
                }
            }
            records += 1;
        }
    }
    Ok((records, columns))
}

/// Reads the next record; `false` at the end.
fn next(file: &mut impl Read, record: &mut Vec<u8>) -> io::Result<bool> {
    let mut header = [0; 12];
    if file.read(&mut header[..1])? == 0 {
        return Ok(false);
    }
    file.read_exact(&mut header[1..])?;
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, "a checksum is wrong");
    let (length, sum) = header.split_at(8);
    if sum != masked(length) {
        return Err(wrong());
    }
    record.resize(u64::from_le_bytes(length.try_into().map_err(|_| wrong())?) as usize, 0);
    file.read_exact(record)?;
    let mut sum = [0; 4];
    file.read_exact(&mut sum)?;
    if sum != masked(record) {
        return Err(wrong());
    }
    Ok(true)
}

/// Inflates the files and drops what is in them: the number of bytes.
pub(crate) fn inflate(files: &[PathBuf]) -> io::Result<u64> {
    let (mut bytes, mut block) = (0, vec![0; 256 << 10]);
    for path in files {
        let file = BufReader::with_capacity(128 << 10, File::open(path)?);
        let mut inflated = flate2::bufread::MultiGzDecoder::new(file);
        loop {
            match inflated.read(&mut block)? {
                0 => break,
                read => bytes += read as u64,
            }
        }
    }
    Ok(bytes)
}
