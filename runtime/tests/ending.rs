//! Iterations that end before their dataset does, and those that are made anew.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::{Duration, Instant};

use tfdata::{AUTOTUNE, Dataset, Engine, Shuffle};

fn ready() {
    tfdata::libtensorflow::load_or_install().unwrap();
}

#[test]
fn the_end_of_a_tuned_iteration_does_not_wait_for_the_tuner() {
    ready();
    let ds = Dataset::range(i64::MAX).prefetch(AUTOTUNE).engine(Engine::TensorFlow);
    let started = Instant::now();
    let mut elements = ds.iter().unwrap();
    let taken = elements.by_ref().take_while(|_| started.elapsed() < Duration::from_secs(2)).count();
    assert!(taken > 0);
    let dropped = Instant::now();
    drop(elements);
    // TensorFlow's tuner sleeps for about as long as it has run.
    assert!(dropped.elapsed() < Duration::from_secs(1), "{:?}", dropped.elapsed());
    assert_eq!(ds.iter().unwrap().next().unwrap().unwrap(), 0);
}

#[test]
fn a_dataset_is_iterated_again_whether_it_was_left_or_ended() {
    ready();
    let plain =
        Dataset::range(1000).shuffle(Shuffle::buffer(1000).seed(7)).batch(10).engine(Engine::TensorFlow);
    for ds in [plain.prefetch(2), plain.prefetch(AUTOTUNE)] {
        for left_after in [0, 1, 50, 100, 101] {
            assert_eq!(
                ds.iter().unwrap().take(left_after).filter(|batch| batch.is_ok()).count(),
                left_after.min(100)
            );
            let mut all = ds.concat().unwrap().into_raw_vec_and_offset().0;
            all.sort_unstable();
            assert!(all.into_iter().eq(0..1000), "after {left_after}");
        }
    }
}
