//! Wall time, CPU time and peak memory.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Instant;

use rustix::time::{ClockId, clock_gettime};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::Error;

/// One run of one way to do a job.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Sample {
    /// Seconds by the clock.
    pub(crate) wall: f64,
    /// Seconds of all threads together.
    pub(crate) cpu: f64,
    /// How many elements were taken.
    pub(crate) elements: usize,
    /// The sum of everything taken, by which two ways are seen to have done the same; not a number where nothing
    /// was taken, which JSON has no word for.
    #[serde(deserialize_with = "number_or_nan")]
    pub(crate) sum: f64,
}

fn number_or_nan<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or(f64::NAN))
}

/// The samples of several ways, by name.
pub(crate) type Samples = BTreeMap<String, Vec<Sample>>;

/// The peak memory of a process, in bytes; `None` where the system does not tell.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Peak {
    pub(crate) peak: Option<u64>,
}

/// What a way gives back: the number of elements and the sum of their values.
pub(crate) type Taken = (usize, f64);

/// Times a function. What it returns is summed up by `sum` after the clock has stopped.
pub(crate) fn time<T>(
    job: impl FnOnce() -> Result<T, Error>,
    sum: impl FnOnce(&T) -> Taken,
) -> Result<Sample, Error> {
    let (started, cpu) = (Instant::now(), cpu_seconds());
    let result = job()?;
    let (wall, cpu) = (started.elapsed().as_secs_f64(), cpu_seconds() - cpu);
    let (elements, sum) = sum(&result);
    Ok(Sample { wall, cpu, elements, sum })
}

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::ProcessCPUTime);
    time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
}

/// The peak memory of this process so far.
pub(crate) fn peak() -> Peak {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB"));
    Peak { peak: kib.and_then(|kib| Some(kib.trim().parse::<u64>().ok()? * 1024)) }
}

/// Per element, the middle of the wall times and of the CPU times.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Medians {
    pub(crate) wall: f64,
    pub(crate) cpu: f64,
}

/// The medians of a way's samples, per element.
///
/// # Panics
/// If there are no samples.
pub(crate) fn medians(samples: &[Sample]) -> Medians {
    let per_element = |of: fn(&Sample) -> f64| {
        median(samples.iter().map(|sample| of(sample) / sample.elements.max(1) as f64).collect())
    };
    Medians { wall: per_element(|sample| sample.wall), cpu: per_element(|sample| sample.cpu) }
}

/// The medians of a way's samples, each for all its elements.
///
/// # Panics
/// If there are no samples.
pub(crate) fn medians_of_all(samples: &[Sample]) -> Medians {
    let of = |of: fn(&Sample) -> f64| median(samples.iter().map(of).collect());
    Medians { wall: of(|sample| sample.wall), cpu: of(|sample| sample.cpu) }
}

/// The value in the middle.
///
/// # Panics
/// If there are no values.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

/// Adds the samples of one round to those of the rounds before.
pub(crate) fn collect(all: &mut Samples, round: Samples) {
    for (way, samples) in round {
        all.entry(way).or_default().extend(samples);
    }
}

/// Runs a command and reads the last line that it prints as JSON.
pub(crate) fn json_of<T: DeserializeOwned>(what: &str, command: &mut Command) -> Result<T, Error> {
    let output =
        command.output().map_err(|source| Error::Start { program: command.get_program().into(), source })?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(Error::Failed { what: what.to_owned(), status: output.status, stderr });
    }
    let line = output.stdout.trim_ascii().rsplit(|&byte| byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice(line).map_err(|source| Error::Output { what: what.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    #[test]
    fn time_counts_work_and_not_the_sum() {
        // By the wall clock: other tests of this process add to its processor time meanwhile.
        let spin = || {
            let start = Instant::now();
            while start.elapsed().as_secs_f64() < 0.02 {}
            Ok(())
        };
        let sample = time(spin, |()| (4, 1.5)).expect("no failure");
        assert!(sample.wall >= 0.02 && sample.cpu > 0.0, "{sample:?}");
        assert_eq!((sample.elements, sample.sum), (4, 1.5));
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn peak_grows_with_memory() {
        let before = peak().peak.expect("known on Linux");
        let block = vec![1_u8; 64 << 20];
        assert_eq!(
            block.iter().step_by(4096).map(|&byte| usize::from(byte)).sum::<usize>(),
            (64 << 20) / 4096
        );
        assert!(peak().peak.expect("known on Linux") >= before + (32 << 20));
    }
}
