//! A directory that `ds.save` wrote.

use std::path::Path;

use tfdata_spec::proto;

use super::{Kind, Notes, Source, SourceError, bytes, stem};

pub(super) fn read(dir: &Path) -> Result<Source, SourceError> {
    let proto = |path: &Path| {
        let path = path.to_owned();
        |source| SourceError::Proto { path, source }
    };
    let spec_file = dir.join("dataset_spec.pb");
    let element = proto::read_structured_value(&bytes(&spec_file)?).map_err(proto(&spec_file))?;
    let mut files = vec![spec_file];
    let metadata_file = dir.join("snapshot.metadata");
    let mut metadata = None;
    if metadata_file.is_file() {
        let read = proto::read_snapshot_metadata(&bytes(&metadata_file)?).map_err(proto(&metadata_file))?;
        metadata = Some(read);
        files.push(metadata_file);
    }
    Ok(Source {
        kind: Kind::Saved { dir: dir.to_owned(), metadata },
        name: stem(dir),
        description: String::new(),
        element,
        notes: Notes::default(),
        left_out: Vec::new(),
        files,
    })
}
