//! `ds.save` directories.

use std::path::Path;

use tfdata_spec::ElementSpec;

use super::call::{Call, Input};
use super::host::Host;
use super::variant::Variant;
use super::{functions, lower};
use crate::error::Result;
use crate::libtensorflow::Attr;

/// What reads a directory that `ds.save` wrote.
pub(super) fn open(
    path: &Path,
    compression: &'static str,
    cycle_length: usize,
    elements: Option<u64>,
    spec: &ElementSpec,
) -> Result<Variant> {
    let host = Host::new()?;
    let reader = functions::interleave(spec, cycle_length)?;
    reader.copy_to(&host)?;
    let call = lower::typed(Call::new("LoadDataset").string(lower::path(path)?), spec)
        .input(Input::List(Vec::new()))
        .attr("compression", compression)
        .attr("reader_func", Attr::Func(reader.name))
        .attr("Treader_func_args", Attr::Types(Vec::new()));
    let mut tensor = host.call(call)?;
    if let Some(elements) = elements.and_then(|elements| i64::try_from(elements).ok()) {
        // TensorFlow takes a file that was cut at the end of a record for a shorter dataset.
        let call = Call::new("AssertCardinalityDataset").input(Input::Tensor(tensor.into())).int(elements);
        tensor = host.call(lower::typed(call, spec))?;
    }
    Ok(Variant::source(host, tensor))
}
