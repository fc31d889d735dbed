//! Writing what `tf.data.Dataset.load` reads.

use std::path::Path;
use std::sync::Arc;

use super::call::Call;
use super::variant::Variant;
use super::{failure, functions, locate, lower};
use crate::error::{Error, Result};
use crate::libtensorflow::Attr;
use crate::plan::Plan;

/// Writes the dataset's elements to a directory.
pub(crate) fn save(plan: &Arc<Plan>, directory: &Path, compression: &str) -> Result<()> {
    let dataset = Variant::of(plan)?;
    let io = |source| Error::Io { path: directory.to_owned(), source };
    std::fs::create_dir_all(directory).map_err(io)?;
    let spec = directory.join("dataset_spec.pb");
    std::fs::write(&spec, tfdata_spec::proto::write_structured_value(&plan.spec))
        .map_err(|source| Error::Io { path: spec, source })?;
    let shard = functions::unused(&plan.spec)?;
    shard.copy_to(&dataset.host)?;
    let call = Call::new("SaveDataset")
        .dataset(&dataset)
        .string(lower::path(directory)?)
        .list(Vec::new())
        .attr("compression", compression)
        .attr("shard_func", Attr::Func(shard.name))
        .attr("use_shard_func", false)
        .attr("Tshard_func_args", Attr::Types(Vec::new()));
    let saved = dataset.host.run(call, 0);
    saved.map_err(|error| locate::located(plan, None, failure::at(plan, "saving it", error)))?;
    Ok(())
}
