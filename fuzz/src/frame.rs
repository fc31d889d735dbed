//! Checksums that no fuzzer finds by itself.

use tfdata::__format::RecordWriter;

/// A file of these records.
pub fn framed(records: &[&[u8]]) -> Vec<u8> {
    let mut writer = RecordWriter::new(Vec::new());
    for record in records {
        writer.write(record).expect("a vector takes everything");
    }
    writer.finish().expect("a vector takes everything")
}

/// Makes the checksums right of as many records as lie in `file`, and that of the length behind them.
pub fn mend(file: &mut [u8]) {
    let mut rest = file;
    while let Some((header, data)) = rest.split_first_chunk_mut::<12>() {
        let (length, sum) = header.split_at_mut(8);
        let length: [u8; 8] = length.try_into().expect("eight bytes");
        sum.copy_from_slice(&sum_of(&length));
        let Some(length) = usize::try_from(u64::from_le_bytes(length)).ok().filter(|len| *len <= data.len())
        else {
            return;
        };
        let (data, behind) = data.split_at_mut(length);
        let Some((sum, next)) = behind.split_first_chunk_mut::<4>() else { return };
        *sum = sum_of(data);
        rest = next;
    }
}

/// The masked checksum of these bytes, as a record has it behind them.
pub fn sum_of(bytes: &[u8]) -> [u8; 4] {
    let framed = framed(&[bytes]);
    *framed.last_chunk().expect("a record ends in a checksum")
}
