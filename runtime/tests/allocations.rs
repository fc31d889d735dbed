//! Taking fixed-size components out allocates for each column, not for each element.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicU64, Ordering};

use ndarray::{Array1, Array2};
use tfdata::{Dataset, Element, Engine};

struct Counting;

static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`, which is the same.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above, for `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: as above, for `realloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Element)]
struct Reading {
    id: i64,
    ok: bool,
    position: Position,
    counts: [[u16; 2]; 3],
}

#[derive(Element)]
struct Position {
    lat: f64,
    lon: f64,
}

fn counted<T>(work: impl FnOnce() -> T) -> (u64, T) {
    let before = ALLOCATIONS.load(Ordering::Relaxed);
    let result = work();
    (ALLOCATIONS.load(Ordering::Relaxed) - before, result)
}

/// One test alone in this process: the counter is shared.
#[test]
fn allocations_do_not_grow_with_the_elements() {
    tfdata::libtensorflow::load_or_install().unwrap();
    [Engine::Native, Engine::TensorFlow].into_iter().for_each(check);
}

fn check(engine: Engine) {
    let dataset = |n: i64| {
        let row = |i| Reading {
            id: i,
            ok: i % 2 == 0,
            position: Position { lat: i as f64, lon: 0.5 },
            counts: [[i as u16; 2]; 3],
        };
        let ds = Dataset::from_tensor_slices(ReadingBatch::from_rows((0..n).map(row)).unwrap()).unwrap();
        let ds = ds.engine(engine);
        ds.first().unwrap();
        ds.stack().unwrap();
        ds
    };
    let iterate = |n| {
        let ds = dataset(n);
        let (allocations, sum) = counted(|| ds.iter().unwrap().map(|row| row.unwrap().id).sum::<i64>());
        assert_eq!(sum, n * (n - 1) / 2);
        allocations
    };
    let (few, many) = (iterate(100), iterate(5000));
    assert!(many <= few + 20, "{engine:?} iter: {few} allocations for 100 elements, {many} for 5000");

    // Handed over by a thread, in memory that comes back to it.
    let prefetched = |n| {
        let ds = dataset(n).shuffle(1).prefetch(2);
        ds.first().unwrap();
        let (allocations, sum) = counted(|| ds.iter().unwrap().map(|row| row.unwrap().id).sum::<i64>());
        assert_eq!(sum, n * (n - 1) / 2);
        allocations
    };
    let (few, many) = (prefetched(100), prefetched(5000));
    assert!(many <= few + 20, "{engine:?} prefetch: {few} allocations for 100 elements, {many} for 5000");

    let stack = |n| {
        let ds = dataset(n);
        let (allocations, batch) = counted(|| ds.stack().unwrap());
        assert_eq!((batch.len(), batch.row(3).position.lat), (n as usize, 3.0));
        allocations
    };
    let (few, many) = (stack(100), stack(5000));
    assert!(many <= few + 20, "{engine:?} stack: {few} allocations for 100 elements, {many} for 5000");

    // Elements of unknown shape are pushed one by one.
    let arrays = |n: usize| {
        let x = Array2::<f32>::zeros((n, 7));
        let y = Array1::from_iter(0..n as i64);
        let ds = Dataset::from_tensor_slices((x, y))
            .unwrap()
            .engine(engine)
            .read_as::<(Array1<f32>, i64)>()
            .unwrap();
        ds.stack().unwrap();
        let (allocations, (x, _)) = counted(|| ds.batch(2).concat().unwrap());
        assert_eq!(x.nrows(), n);
        allocations
    };
    let (few, many) = (arrays(100), arrays(5000));
    assert!(many <= few + 20, "{engine:?} concat: {few} allocations for 100 elements, {many} for 5000");
}
