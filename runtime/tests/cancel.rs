//! Iterations that are cancelled from another thread.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use tfdata::{Dataset, Engine, Error, Iter};

fn ready() {
    tfdata::libtensorflow::load_or_install().unwrap();
}

fn cancelled<E: tfdata::Element>(item: Option<Result<E, Error>>) -> bool {
    matches!(item, Some(Err(Error::Cancelled)))
}

/// Takes elements until there are no more, while another thread cancels; the item that ended it has come soon after.
fn cancel_during<E: tfdata::Element>(elements: &mut Iter<E>) {
    let canceller = elements.canceller();
    let other = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        canceller.cancel();
        Instant::now()
    });
    let last = elements.find(Result::is_err);
    let late = other.join().unwrap().elapsed();
    assert!(cancelled(last));
    assert!(late < Duration::from_secs(1), "{late:?} after it was cancelled");
    assert!(matches!(elements.next(), Some(Err(Error::Poisoned))));
    assert!(elements.next().is_none());
}

#[test]
fn an_iteration_that_never_ends() {
    ready();
    for engine in [Engine::Native, Engine::TensorFlow] {
        let ds = Dataset::range(3).repeat(None).engine(engine);
        let mut other = ds.iter().unwrap();
        let mut elements = ds.iter().unwrap();
        cancel_during(&mut elements);
        for number in [0, 1, 2, 0] {
            assert_eq!(other.next().unwrap().unwrap(), number);
        }
        assert_eq!(ds.take(2).stack().unwrap().to_vec(), [0, 1]);
    }
}

#[test]
fn an_element_that_never_comes() {
    ready();
    for engine in [Engine::Native, Engine::TensorFlow] {
        let ds = Dataset::range(3).repeat(None).skip(i32::MAX as usize).engine(engine);
        cancel_during(&mut ds.iter().unwrap());
    }
    // A thread makes them ahead, and never gets to the first, or waits for more to be taken.
    let shuffled = Dataset::range(3).repeat(None).shuffle(2).engine(Engine::Native);
    cancel_during(&mut shuffled.skip(i32::MAX as usize).prefetch(2).iter().unwrap());
    cancel_during(&mut shuffled.prefetch(2).skip(1).prefetch(2).iter().unwrap());
    cancel_during(&mut shuffled.cache().take(2).prefetch(1).repeat(None).iter().unwrap());
    // They lie in memory.
    let cached = Dataset::range(3).cache().engine(Engine::Native);
    assert_eq!(cached.iter().unwrap().count(), 3);
    cancel_during(&mut cached.repeat(None).skip(i32::MAX as usize).iter().unwrap());
    // One batch of so many elements, of which the native engine has none without the others.
    let ds = Dataset::range(3).repeat(None).shuffle(1 << 40).engine(Engine::Native);
    cancel_during(&mut ds.iter().unwrap());
}

/// TensorFlow waits in the operating system, for someone to write to a pipe: nothing but that ends its step.
#[test]
#[cfg(unix)]
fn a_step_that_cannot_be_interrupted() {
    ready();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("lines.txt");
    std::fs::write(&path, "a\nb\n").unwrap();
    let ds = Dataset::<String>::text_lines(path.to_str().unwrap()).open().unwrap().engine(Engine::TensorFlow);
    let mut before = ds.iter().unwrap();
    assert_eq!(before.next().unwrap().unwrap(), "a");
    pipe(&path);
    let mut elements = ds.iter().unwrap();
    cancel_during(&mut elements);
    drop(elements);
    // Dropped without being asked for anything, it waits for nothing either.
    let mut elements = ds.iter().unwrap();
    let canceller = elements.canceller();
    canceller.cancel();
    assert!(canceller.is_cancelled() && cancelled(elements.next()));
    drop(elements);
    assert_eq!(before.next().unwrap().unwrap(), "b");
    assert!(before.next().is_none());
    // Lets the step that was left behind go on.
    std::fs::write(&path, "c\n").unwrap();
}

#[cfg(unix)]
fn pipe(path: &Path) {
    std::fs::remove_file(path).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[test]
fn before_the_first_element_and_after_the_last() {
    ready();
    for engine in [Engine::Native, Engine::TensorFlow] {
        let ds = Dataset::range(3).engine(engine);
        let mut elements = ds.iter().unwrap();
        elements.canceller().cancel();
        assert!(cancelled(elements.next()));

        let mut elements = ds.iter().unwrap();
        let canceller = elements.canceller();
        assert_eq!(elements.by_ref().filter_map(Result::ok).sum::<i64>(), 3);
        canceller.cancel();
        assert!(elements.next().is_none());

        // Asked for a second time, it is the same; asked for and not used, it changes nothing.
        let mut elements = ds.iter().unwrap();
        let (first, second) = (elements.canceller(), elements.canceller());
        assert_eq!(elements.next().unwrap().unwrap(), 0);
        drop(first);
        assert_eq!(elements.next().unwrap().unwrap(), 1);
        second.cancel();
        assert!(cancelled(elements.next()));
    }
}

#[test]
fn a_cancellable_iteration_is_saved_like_any_other() {
    ready();
    let folder = tempfile::tempdir().unwrap();
    let ds = Dataset::range(5).engine(Engine::TensorFlow);
    let mut elements = ds.iter().unwrap();
    let _canceller = elements.canceller();
    elements.set_timeout(Duration::from_secs(60)).unwrap();
    assert_eq!(elements.next().unwrap().unwrap(), 0);
    elements.save(folder.path().join("position")).unwrap();
    let rest: Vec<i64> = ds.resume(folder.path().join("position")).unwrap().map(Result::unwrap).collect();
    assert_eq!(rest, [1, 2, 3, 4]);
    assert_eq!(elements.map(Result::unwrap).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

/// What is left of an iteration is collected, unless it is cancelled or takes too long.
#[test]
fn what_is_left_is_collected() {
    ready();
    for engine in [Engine::Native, Engine::TensorFlow] {
        let ds = Dataset::range(10).engine(engine);
        let mut elements = ds.iter().unwrap();
        assert_eq!(elements.next().unwrap().unwrap(), 0);
        assert_eq!(elements.stack().unwrap().to_vec(), (1..10).collect::<Vec<_>>());
        let mut batches = ds.batch(4).iter().unwrap();
        let canceller = batches.canceller();
        assert_eq!(batches.next().unwrap().unwrap().len(), 4);
        assert_eq!(batches.concat().unwrap().to_vec(), (4..10).collect::<Vec<_>>());
        assert!(!canceller.is_cancelled());
        // Nothing is left.
        let mut elements = ds.take(1).iter().unwrap();
        assert_eq!(elements.next().unwrap().unwrap(), 0);
        assert!(elements.next().is_none());
        assert_eq!(elements.stack().unwrap().len(), 0);

        let endless = ds.repeat(None).iter().unwrap();
        assert!(matches!(endless.stack(), Err(Error::Argument { .. })));
        let mut elements = ds.iter().unwrap();
        elements.canceller().cancel();
        assert!(matches!(elements.stack(), Err(Error::Cancelled)));
        // One that would take long.
        let elements = Dataset::range(3).repeat(None).skip(i32::MAX as usize).take(5).engine(engine);
        for batches in [false, true] {
            let (mut elements, mut in_batches) =
                (elements.iter().unwrap(), elements.batch(8).iter().unwrap());
            let canceller = if batches { in_batches.canceller() } else { elements.canceller() };
            let other = thread::spawn(move || {
                thread::sleep(Duration::from_millis(100));
                canceller.cancel();
                Instant::now()
            });
            let error =
                if batches { in_batches.concat().unwrap_err() } else { elements.stack().unwrap_err() };
            assert!(matches!(error, Error::Cancelled), "{error}");
            assert!(other.join().unwrap().elapsed() < Duration::from_secs(1));
        }
    }
    // More elements to pass over than there is time for.
    let mut elements = Dataset::range(i64::MAX).filter(|_, x| x[0].lt(0)).iter().unwrap();
    elements.set_timeout(Duration::from_millis(300)).unwrap();
    let error = elements.stack().unwrap_err();
    assert!(matches!(error, Error::TensorFlow { code: tfdata::libtensorflow::Code::DeadlineExceeded, .. }));
}
