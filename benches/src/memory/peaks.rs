//! Peaks of processes that read files.

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::records::job::Job;
use crate::records::{data, data_dir, ours};
use crate::report::{self, Table};
use crate::{Options, measure, process};

const MIB: f64 = (1 << 20) as f64;

/// What a process that read a file took.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Taken {
    /// Before it read.
    before: u64,
    /// At most.
    peak: u64,
    /// The bytes of the arrays that it made.
    columns: u64,
}

impl Taken {
    /// Beyond what the process and the arrays need.
    fn over(self) -> f64 {
        (self.peak as f64 - self.before as f64 - self.columns as f64) / MIB
    }
}

/// What this process takes to read a file.
pub(super) fn of(way: &str, job: Job, folder: &Path) -> Result<Taken, Error> {
    let peak = || measure::peak().peak.unwrap_or(0);
    let before = peak();
    let dataset = ours::open(job, folder, tfdata::Engine::Native)?;
    let columns = match way {
        "stream" => dataset.stream(1024).map(|_| 0)?,
        _ => dataset.columns()?,
    };
    Ok(Taken { before, peak: peak(), columns: columns as u64 })
}

/// Measures and prints, and tells the ratios.
pub(super) fn run(options: &Options) -> Result<BTreeMap<&'static str, f64>, Error> {
    let take = |way: &str, job: Job, folder: &Path| -> Result<Taken, Error> {
        measure::json_of(way, process::child(&["memory", "peak", way, job.name()])?.arg(folder))
    };
    let mut table = Table::new(&["files", "their size", "batches streamed", "all read, over the arrays"]);
    let mut over: f64 = 0.0;
    let (mut streamed, mut sizes) = (Vec::new(), Vec::new());
    for (job, part) in [
        (Job::Wide, 4),
        (Job::Wide, 2),
        (Job::Wide, 1),
        (Job::Mnist, 1),
        (Job::Tabular, 1),
        (Job::Tokens, 1),
        (Job::Gzip, 1),
    ] {
        let records = options.records(job) / part;
        let folder = data::prepare(job, records, &data_dir())?;
        let size: u64 =
            data::files(job, &folder).iter().flat_map(|file| file.metadata()).map(|m| m.len()).sum();
        let stream = take("stream", job, &folder)?;
        let whole = take("whole", job, &folder)?;
        if job == Job::Wide {
            streamed.push(stream.over());
            sizes.push(size as f64 / MIB);
        }
        over = over.max(whole.over());
        let mib = |mib: f64| format!("{mib:.1} MiB");
        table.row([
            format!("{records} of {}", job.describe()),
            report::mebibytes(Some(size)),
            mib(stream.over()),
            mib(whole.over()),
        ]);
    }
    println!("peak memory of a process, over what it had before\n\n{table}");
    let growth =
        streamed.iter().fold(f64::MIN, |a, &b| a.max(b)) - streamed.iter().fold(f64::MAX, |a, &b| a.min(b));
    Ok(BTreeMap::from([
        ("stream_growth_mib", growth),
        ("stream_growth_files_mib", sizes[2] - sizes[0]),
        ("read_over_columns_mib", over),
    ]))
}
