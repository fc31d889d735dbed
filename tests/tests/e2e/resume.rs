//! Iterations that stop, and go on in another process.

use std::process::Command;
use std::time::Duration;

use ndarray::Array1;
use tfdata::{Dataset, Error, Shuffle};

fn ready() {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
}

/// Forty batches, shuffled before and after.
fn pipeline() -> Dataset<Array1<i64>> {
    let numbers = Dataset::range(100).shuffle(Shuffle::buffer(30).seed(5)).repeat(2);
    numbers.map::<i64>(|_, x| (x * 3).into()).batch(5).shuffle(Shuffle::buffer(4).seed(6)).prefetch(2)
}

const CHILD: &str = "TFDATA_TEST_RESUME";

/// Run by the test below in a process of its own: prints what is left.
#[test]
fn what_is_left() {
    let Ok(paths) = std::env::var(CHILD) else { return };
    ready();
    for path in paths.split(':') {
        let rest: Vec<Vec<i64>> =
            pipeline().resume(path).expect("resumed").map(|batch| batch.expect("a batch").to_vec()).collect();
        println!("left {rest:?}");
    }
}

#[test]
fn a_shuffled_pipeline_goes_on_in_another_process() {
    ready();
    let dir = tempfile::tempdir().expect("a directory");
    let all: Vec<Vec<i64>> =
        pipeline().iter().expect("batches").map(|batch| batch.expect("a batch").to_vec()).collect();
    assert_eq!(all.len(), 40);
    let mut paths = Vec::new();
    let mut lefts = Vec::new();
    for k in (0..40).step_by(2) {
        let mut batches = pipeline().iter().expect("batches");
        let taken: Vec<Vec<i64>> =
            batches.by_ref().take(k).map(|batch| batch.expect("a batch").to_vec()).collect();
        assert_eq!(taken, all[..k]);
        let path = dir.path().join(format!("position-{k}"));
        batches.save(&path).expect("saved");
        let left: Vec<Vec<i64>> = batches.map(|batch| batch.expect("a batch").to_vec()).collect();
        assert_eq!(left, all[k..], "goes on after it was saved");
        paths.push(path.to_str().expect("UTF-8").to_owned());
        lefts.push(format!("left {:?}", &all[k..]));
    }
    let this = std::env::current_exe().expect("this program");
    let child = Command::new(this)
        .args(["--exact", "resume::what_is_left", "--nocapture", "--test-threads=1"])
        .env(CHILD, paths.join(":"))
        .output()
        .expect("a process");
    let printed = String::from_utf8_lossy(&child.stdout);
    let printed: Vec<&str> =
        printed.lines().filter_map(|line| line.find("left [").map(|at| &line[at..])).collect();
    assert_eq!(printed, lefts, "{}", String::from_utf8_lossy(&child.stderr));
}

#[test]
fn what_cannot_be_resumed_is_said() {
    ready();
    let dir = tempfile::tempdir().expect("a directory");
    let error = Dataset::range(3).resume(dir.path().join("nothing")).map(drop).expect_err("no files");
    assert!(error.to_string().contains("range(0, 3, 1): resuming"), "{error}");
    let mut numbers = Dataset::range(1).iter().expect("one");
    assert_eq!(numbers.by_ref().count(), 1);
    let error = numbers.save(dir.path().join("ended")).expect_err("ended").to_string();
    assert_eq!(error, "save: the iteration has ended");
}

#[test]
fn a_step_that_takes_too_long_ends() {
    ready();
    // More elements to pass over than there is time for.
    let never = Dataset::range(i64::MAX).filter(|_, x| x.lt(0));
    let mut numbers = never.iter().expect("running");
    numbers.set_timeout(Duration::from_millis(300)).expect("a timeout");
    let started = std::time::Instant::now();
    let error = numbers.next().expect("an item").expect_err("a timeout");
    assert!(matches!(error, Error::TensorFlow { .. }), "{error}");
    assert!(started.elapsed() < Duration::from_secs(20));
}
