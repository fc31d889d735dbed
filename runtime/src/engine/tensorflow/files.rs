//! Files as datasets.

use std::sync::Arc;

use tfdata_spec::ElementSpec;

use super::call::{Call, Input};
use super::function::interleaved;
use super::host::Host;
use super::lower::{count, internal, typed};
use super::source::copied;
use super::variant::Variant;
use super::{functions, lengths};
use crate::error::Result;
use crate::libtensorflow::{Attr, Tensor};
use crate::plan::{Csv, FileFormat, FileSource, Slice};

/// Larger than the default of 256 KiB: files are read from front to end.
const BUFFER: i64 = 1 << 20;

/// The dataset of the elements in these files.
pub(super) fn open(source: &FileSource, spec: &ElementSpec) -> Result<Variant> {
    if matches!(source.format, FileFormat::TfRecord) && source.compression.is_empty() {
        lengths::check(source)?;
    }
    let host = Host::new()?;
    if let Some(slices) = &source.slices {
        let tensor = sliced(&host, source, slices, spec)?;
        return Ok(Variant::source(host, tensor));
    }
    let Some(how) = source.interleave else {
        let tensor = host.call(reader(source, &source.files, spec)?)?;
        return Ok(Variant::source(host, tensor));
    };
    // A dataset of datasets, one a file, taken in turn.
    let mut datasets = Vec::new();
    for file in &source.files {
        datasets.push(Arc::new(host.call(reader(source, std::slice::from_ref(file), spec)?)?));
    }
    let packed = host.call(Call::new("Pack").list(datasets).attr("axis", 0_i64))?;
    let variants = ElementSpec::tensor(tfdata_spec::DType::Variant, tfdata_spec::Shape::scalar());
    let slices = Call::new("TensorSliceDataset").list(vec![Arc::new(packed)]);
    let slices = host.call(
        slices
            .attr("Toutput_types", vec![tfdata_spec::DType::Variant])
            .attr("output_shapes", super::lower::types_and_shapes(&variants).1),
    )?;
    let identity = functions::same()?;
    identity.copy_to(&host)?;
    let op = |op| Call::new(op).input(Input::Tensor(Arc::new(slices))).list(Vec::new());
    let call = interleaved(how, op)?
        .attr("f", Attr::Func(identity.name))
        .attr("Targuments", Attr::Types(Vec::new()));
    let tensor = host.call(typed(call, spec))?;
    Ok(Variant::source(host, tensor))
}

/// The records that the slices take, one file after the other.
fn sliced(host: &Host, source: &FileSource, slices: &[Slice], spec: &ElementSpec) -> Result<Tensor> {
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let apply = |op, input: Tensor, count| {
        host.call(typed(Call::new(op).input(Input::Tensor(Arc::new(input))).int(count), spec))
    };
    let whole = |slice: &Slice| slice.skip == 0 && slice.take == slice.records;
    let mut all: Option<Tensor> = None;
    let mut done = 0;
    for run in slices.chunk_by(|a, b| whole(a) && whole(b)) {
        let files = source.files.get(done..done + run.len()).unwrap_or_default();
        done += run.len();
        let mut records = host.call(reader(source, files, spec)?)?;
        if let [slice] = run
            && !whole(slice)
        {
            records = apply("SkipDataset", records, number(slice.skip))?;
            records = apply("TakeDataset", records, number(slice.take))?;
        }
        all = Some(match all {
            None => records,
            Some(first) => {
                let both = Call::new("ConcatenateDataset").input(Input::Tensor(Arc::new(first)));
                host.call(typed(both.input(Input::Tensor(Arc::new(records))), spec))?
            }
        });
    }
    let all = all.ok_or_else(|| internal("there are no files"))?;
    let count = slices.iter().fold(0_u64, |count, slice| count.saturating_add(slice.take));
    Ok(apply("AssertCardinalityDataset", all, number(count))?)
}

fn reader(source: &FileSource, files: &[String], spec: &ElementSpec) -> Result<Call> {
    Ok(match &source.format {
        FileFormat::TfRecord => {
            Call::new("TFRecordDataset").strings(files).string(source.compression).int(BUFFER)
        }
        FileFormat::TextLines => {
            Call::new("TextLineDataset").strings(files).string(source.compression).int(BUFFER)
        }
        FileFormat::FixedLength { bytes, header, footer } => Call::new("FixedLengthRecordDatasetV2")
            .strings(files)
            .int(count("header", *header)?)
            .int(count("fixed_length_records", *bytes)?)
            .int(count("footer", *footer)?)
            .int(BUFFER)
            .string(source.compression),
        FileFormat::Csv(csv) => typed(rows(csv, source, files)?, spec),
    })
}

fn rows(csv: &Csv, source: &FileSource, files: &[String]) -> Result<Call> {
    let mut columns = Vec::new();
    let mut defaults = Vec::new();
    for (column, dtype, default) in &csv.columns {
        columns.push(count("column", *column)?);
        // A vector of no values: the field must have text.
        defaults.push(Arc::new(match default {
            Some(default) => copied(default)?,
            None if *dtype == tfdata_spec::DType::String => Tensor::strings(&[0], [""; 0])?,
            None => Tensor::from_bytes(*dtype, &[0], &[])?,
        }));
    }
    Ok(Call::new("CSVDataset")
        .strings(files)
        .string(source.compression)
        .int(BUFFER)
        .bool(csv.header)
        .string(&csv.delimiter)
        .bool(csv.quotes)
        .string(&csv.na_value)
        .ints(&columns)
        .list(defaults))
}
