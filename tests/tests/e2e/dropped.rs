//! Datasets that go, and the sessions that they were made in.

use std::process::Command;

use tfdata::{Dataset, Engine, Shuffle};

/// A dataset that shuffles takes its state out of its session when it goes.
#[test]
fn datasets_of_two_sessions() {
    tfdata::libtensorflow::load_or_install().expect("a library");
    let shuffled = || Dataset::range(100).engine(Engine::TensorFlow).shuffle(Shuffle::buffer(10).seed(1));
    let (stays, goes) = (shuffled(), shuffled());
    let pairs = stays.zip(&goes);
    assert_eq!(pairs.take(3).iter().expect("pairs").count(), 3);
    drop((pairs, goes));
    assert_eq!(stays.iter().expect("numbers").count(), 100);
}

/// Memory that was freed is overwritten at once, so that whoever reads it still is found out.
#[test]
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn nothing_is_read_that_was_freed() {
    tfdata::libtensorflow::load_or_install().expect("a library");
    let tests = ["dropped::datasets_of_two_sessions", "from_spec::cars", "saved_models::", "chains::epochs"];
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args(tests)
        .env("MALLOC_PERTURB_", "165")
        .output()
        .expect("runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
