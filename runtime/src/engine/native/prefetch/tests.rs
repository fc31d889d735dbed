use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use tfdata_spec::DType;

use super::Prefetch;
use crate::component::Component;
use crate::engine::cancel::{self, Token};
use crate::engine::{Ask, Stream};
use crate::error::{Error, Result};
use crate::plan::AUTOTUNE;

/// Numbers from 0 on, as long as `step`, which is called before each, says so.
struct Numbers<F> {
    next: i64,
    step: F,
}

impl<F: FnMut(i64) -> Result<bool> + Send> Stream for Numbers<F> {
    fn next(&mut self, visit: &mut dyn FnMut(&[Component<'_>])) -> Result<bool> {
        if !(self.step)(self.next)? {
            return Ok(false);
        }
        let bytes = self.next.to_ne_bytes();
        visit(&[Component::Plain { dtype: DType::I64, shape: &[], bytes: &bytes }]);
        self.next += 1;
        Ok(true)
    }
}

fn prefetched(n: usize, step: impl FnMut(i64) -> Result<bool> + Send + 'static) -> Prefetch {
    Prefetch::new(Box::new(Numbers { next: 0, step }), n.into())
}

fn next(stream: &mut Prefetch) -> Result<Option<i64>> {
    let mut number = None;
    let more = stream.next(&mut |components| {
        let [Component::Plain { bytes, .. }] = components else { panic!("one number") };
        number = Some(i64::from_ne_bytes((*bytes).try_into().unwrap()));
    })?;
    assert_eq!(more, number.is_some());
    Ok(number)
}

/// Works until it is cancelled.
fn long_step() -> Result<bool> {
    loop {
        cancel::check()?;
        thread::sleep(Duration::from_millis(1));
    }
}

/// While an element is used, the next `n` are made, and no more.
#[test]
fn so_many_are_made_ahead() {
    for n in 1..6_i64 {
        let asked = Arc::new(AtomicI64::new(0));
        let (made, seen) = mpsc::channel();
        let mut stream = prefetched(n as usize, {
            let asked = asked.clone();
            move |number| {
                let too_far = number >= asked.load(Ordering::SeqCst) + n;
                made.send((number, too_far)).unwrap();
                Ok(true)
            }
        });
        for number in 0..20 {
            asked.fetch_add(1, Ordering::SeqCst);
            assert_eq!(next(&mut stream).unwrap(), Some(number));
            // It is used here until the thread has come so far.
            let last = if number == 0 { 0..n + 1 } else { number + n..number + n + 1 };
            for ahead in last {
                assert_eq!(seen.recv_timeout(Duration::from_secs(60)).unwrap(), (ahead, false));
            }
        }
    }
}

#[test]
fn the_end_and_errors_come_where_they_are() {
    for count in 0..9 {
        for n in [1, 2, 3, 100] {
            let mut stream = prefetched(n, move |number| Ok(number < count));
            for number in 0..count {
                assert_eq!(next(&mut stream).unwrap(), Some(number));
            }
            assert_eq!(next(&mut stream).unwrap(), None);
            assert_eq!(next(&mut stream).unwrap(), None);

            let failure = || Error::Open { dataset: "numbers".into(), reason: "no more".into() };
            let mut stream =
                prefetched(n, move |number| if number < count { Ok(true) } else { Err(failure()) });
            for number in 0..count {
                assert_eq!(next(&mut stream).unwrap(), Some(number));
            }
            assert_eq!(next(&mut stream).unwrap_err().to_string(), "numbers: no more");
        }
    }
}

/// The thread is gone when the stream is, and all that it had.
#[test]
fn dropped_at_any_time() {
    for n in [1, 3] {
        for long in [false, true] {
            for taken in 0..4 {
                let held = Arc::new(());
                let mut stream = prefetched(n, {
                    let held = held.clone();
                    move |number| {
                        let _ = &held;
                        if long && number >= taken { long_step() } else { Ok(true) }
                    }
                });
                for number in 0..taken {
                    assert_eq!(next(&mut stream).unwrap(), Some(number));
                }
                drop(stream);
                assert_eq!(Arc::strong_count(&held), 1);
            }
        }
    }
}

#[test]
fn a_panic_becomes_an_error() {
    let mut stream = prefetched(2, |number| if number < 3 { Ok(true) } else { panic!("as is to be seen") });
    for number in 0..3 {
        assert_eq!(next(&mut stream).unwrap(), Some(number));
    }
    let error = next(&mut stream).unwrap_err().to_string();
    assert!(error.starts_with("prefetch: ") && error.contains("a bug"), "{error}");
    assert_eq!(next(&mut stream).unwrap(), None);
}

/// Whether it was known from the start that the iteration could be cancelled, or only later.
#[test]
fn cancelled_while_it_waits() {
    for late in [false, true] {
        let mut stream = prefetched(2, |number| if number < 2 { Ok(true) } else { long_step() });
        let token = Token::default();
        let first = if late { next(&mut stream) } else { token.within(|| next(&mut stream)) };
        assert_eq!(first.unwrap(), Some(0));
        let canceller = token.clone();
        let other = thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            canceller.cancel();
        });
        assert_eq!(token.within(|| next(&mut stream)).unwrap(), Some(1));
        let error = token.within(|| next(&mut stream)).unwrap_err();
        assert!(matches!(error, Error::Cancelled), "{error}");
        other.join().unwrap();
        // Those that are made are not given either.
        let mut stream = prefetched(2, |_| Ok(true));
        assert_eq!(next(&mut stream).unwrap(), Some(0));
        assert!(matches!(token.within(|| next(&mut stream)), Err(Error::Cancelled)));
    }
}

/// One within the other: what the inner one waits for ends with the outer one.
#[test]
fn several() {
    let held = Arc::new(());
    let numbers = |end: i64, held: Arc<()>| {
        prefetched(2, move |number| {
            let _ = &held;
            if number < end { Ok(true) } else { long_step() }
        })
    };
    let mut stream = Prefetch::new(Box::new(numbers(10, held.clone())), AUTOTUNE);
    for number in 0..10 {
        assert_eq!(next(&mut stream).unwrap(), Some(number));
    }
    drop(stream);
    assert_eq!(Arc::strong_count(&held), 1);
}

/// Nothing is handed over as long as nobody asks for an element alone.
#[test]
fn a_thread_starts_with_the_first_element_alone() {
    let here = thread::current().id();
    let elsewhere = Arc::new(AtomicUsize::new(0));
    let mut stream = prefetched(1, {
        let elsewhere = elsewhere.clone();
        move |number| {
            elsewhere.fetch_add(usize::from(thread::current().id() != here), Ordering::SeqCst);
            Ok(number < 8)
        }
    });
    assert_eq!(stream.skip(5).unwrap(), 5);
    let ask = Ask { limit: 10, ragged: false };
    assert!(stream.rows(ask, &mut |_, _| ()).unwrap().is_none());
    assert_eq!(elsewhere.load(Ordering::SeqCst), 0);
    assert_eq!(next(&mut stream).unwrap(), Some(5));
    assert!(elsewhere.load(Ordering::SeqCst) > 0);
    assert_eq!(stream.skip(5).unwrap(), 2);
}
