//! What the last line says of each kind of files.

use std::collections::BTreeMap;

use super::job::Job;
use crate::measure::Medians;

/// The ratios of a job: the peers' times over ours, ours over the limit's, one thread's over two threads'.
///
/// Ways that have one thread are compared by their processor time, which other programs on the machine disturb least;
/// where one of the two has several threads, by the clock.
pub(super) fn of(job: Job, medians: &BTreeMap<&str, Medians>) -> Vec<(String, f64)> {
    let wall = |way: &str| medians.get(way).map_or(f64::NAN, |medians| medians.wall);
    let cpu = |way: &str| medians.get(way).map_or(f64::NAN, |medians| medians.cpu);
    let best =
        |ways: &[&str], time: &dyn Fn(&str) -> f64| ways.iter().map(|way| time(way)).fold(f64::NAN, f64::min);
    let python = [
        "tfdata_python_one_thread",
        "tfdata_python_parallel",
        "tfdata_python_interleave",
        "tfdata_python_single",
    ];
    let limits = ["limit", "inflate_zlib_rs", "inflate_libdeflate"];
    let ours = wall("ours");
    let ratios = [
        ("vs_peer", best(&["prost", "tfrecord"], &cpu) / cpu("ours")),
        ("vs_tfdata", best(&python, &wall) / ours),
        ("vs_tfdata_one_thread", cpu(python[0]) / cpu("ours")),
        ("vs_limit", cpu("ours") / best(&limits, &cpu)),
        ("two_threads", ours / wall("ours_two_threads")),
        ("through_tensorflow_vs_tfdata", best(&python, &wall) / wall("tensorflow")),
    ];
    ratios.map(|(name, ratio)| (format!("{}_{name}", job.name()), ratio)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_each_kind_counts() {
        let at = |wall: f64| Medians { wall, cpu: wall };
        let medians = BTreeMap::from([
            ("prost", at(6.0)),
            ("tfrecord", at(9.0)),
            ("tfdata_python_one_thread", at(20.0)),
            ("tfdata_python_single", at(10.0)),
            ("limit", at(1.0)),
            ("ours", at(2.0)),
            ("ours_two_threads", at(1.25)),
            ("tensorflow", at(12.5)),
        ]);
        let ratios: BTreeMap<String, f64> = of(Job::Wide, &medians).into_iter().collect();
        assert_eq!(ratios["wide_vs_peer"], 3.0);
        assert_eq!(ratios["wide_vs_tfdata"], 5.0);
        assert_eq!(ratios["wide_vs_tfdata_one_thread"], 10.0);
        assert_eq!(ratios["wide_vs_limit"], 2.0);
        assert_eq!(ratios["wide_two_threads"], 1.6);
        assert_eq!(ratios["wide_through_tensorflow_vs_tfdata"], 0.8);
    }
}
