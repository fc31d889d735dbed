use super::wire::SnapshotMetadataRecord;
use super::{ProtoError, decode};
use crate::DType;

/// What `snapshot.metadata` says of a saved dataset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SnapshotMetadata {
    /// The directory, within that of the dataset, that holds the shards.
    pub run_id: String,
    /// When it was written, in microseconds since 1970.
    pub creation_timestamp: i64,
    /// The version of the shards' format, 2 today.
    pub version: i64,
    /// The dtypes of the components, in their order. Ragged, sparse and nested ones are [`DType::Variant`].
    pub dtypes: Vec<DType>,
    /// The number of elements; `None` where it is negative and so can't be meant.
    pub num_elements: Option<u64>,
    /// Whether writing came to its end.
    pub finalized: bool,
}

/// The record in the file `snapshot.metadata` of a saved dataset.
///
/// # Errors
/// If the bytes are not a `SnapshotMetadataRecord`.
pub fn read_snapshot_metadata(bytes: &[u8]) -> Result<SnapshotMetadata, ProtoError> {
    let record: SnapshotMetadataRecord = decode("SnapshotMetadataRecord", bytes)?;
    Ok(SnapshotMetadata {
        run_id: record.run_id,
        creation_timestamp: record.creation_timestamp,
        version: record.version,
        dtypes: record.dtype.into_iter().map(DType::from_number).collect(),
        num_elements: u64::try_from(record.num_elements).ok(),
        finalized: record.finalized,
    })
}
