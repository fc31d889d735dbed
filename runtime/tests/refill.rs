//! Batches that are taken in place of the one before.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use ndarray::{Array1, Array2, ArrayD, Axis};
use tfdata::{Concat, Dataset, Element, Engine, Error, Iter};

/// Counts how often each thread asks for memory.
struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    let _ = ALLOCATIONS.try_with(|all| all.set(all.get() + 1));
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`, which is the same.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above, for `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above, for `realloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn ready() {
    tfdata::libtensorflow::load_or_install().unwrap();
}

#[derive(Element, Debug, PartialEq)]
struct Sample {
    id: i64,
    wet: bool,
    place: Place,
    image: [[u8; 2]; 3],
}

#[derive(Element, Debug, PartialEq)]
struct Place {
    lat: f64,
    lon: f64,
}

#[derive(Element, Debug, PartialEq)]
struct Named {
    name: String,
    #[element(default = five)]
    more: i64,
    id: i64,
}

fn samples(count: i64) -> Dataset<Sample> {
    let sample = |id| Sample {
        id,
        wet: id % 3 == 0,
        place: Place { lat: id as f64 / 8.0, lon: -0.5 },
        image: [[id as u8, 1], [2, 3], [4, 5]],
    };
    Dataset::from_tensor_slices(SampleBatch::from_rows((0..count).map(sample)).unwrap()).unwrap()
}

/// Compares each batch with the one that is made anew. Returns how many there were.
fn same<B: Concat + std::fmt::Debug + PartialEq>(mut anew: Iter<B>, mut batches: Iter<B>) -> usize {
    let mut batch = batches.next().unwrap().unwrap();
    let mut count = 0;
    loop {
        assert_eq!(batch, anew.next().unwrap().unwrap());
        count += 1;
        if !batches.next_into(&mut batch).unwrap() {
            assert!(anew.next().is_none());
            assert!(!batches.next_into(&mut batch).unwrap());
            return count;
        }
    }
}

#[test]
fn refilled_batches_are_those_that_are_made_anew() {
    ready();
    for engine in [Engine::Native, Engine::TensorFlow] {
        let ds = samples(100).engine(engine).batch(32);
        assert_eq!(same(ds.iter().unwrap(), ds.iter().unwrap()), 4);

        let names = Array1::from_iter((0..50).map(|i| "é".repeat(i % 7)));
        let ds = Dataset::from_tensor_slices((names, Array2::<f32>::ones((50, 3)))).unwrap();
        let ds = ds.engine(engine).batch(20);
        assert_eq!(same(ds.iter().unwrap(), ds.iter().unwrap()), 3);

        // Batches that grow and shrink, of a rank that is known at run time.
        let ds = Dataset::range(10).engine(engine).read_as::<ArrayD<i64>>().unwrap().batch(4);
        assert_eq!(same(ds.iter().unwrap(), ds.iter().unwrap()), 3);
    }
}

#[test]
fn numbers_are_taken_without_an_allocation() {
    ready();
    for engine in [Engine::Native, Engine::TensorFlow] {
        let ds = samples(6400).engine(engine).batch(64);
        let mut batches = ds.iter().unwrap();
        let mut batch = batches.next().unwrap().unwrap();
        assert!(batches.next_into(&mut batch).unwrap());
        let (memory, before) = (batch.image.as_ptr(), ALLOCATIONS.get());
        let mut rows = 0;
        while batches.next_into(&mut batch).unwrap() {
            rows += batch.len();
            assert_eq!(batch.image.as_ptr(), memory);
        }
        let allocations = ALLOCATIONS.get() - before;
        assert_eq!((rows, batch.id[63]), (6400 - 128, 6399));
        // What is left is the end of the iteration.
        assert!(allocations < 40, "{engine:?}: {allocations} allocations for 98 batches");
    }
}

#[test]
fn the_memory_of_any_array_will_do() {
    let numbers = Array2::from_shape_fn((6, 2), |(row, column)| (10 * row + column) as i32);
    let ds = Dataset::from_tensor_slices(numbers.clone()).unwrap().engine(Engine::Native).batch(3);
    let mut batches = ds.iter().unwrap();
    // In another order, and with items before and after.
    let mut batch = Array2::<i32>::zeros((7, 9)).reversed_axes();
    batch.slice_collapse(ndarray::s![2..4, 1..]);
    assert!(batches.next_into(&mut batch).unwrap());
    assert_eq!(batch, numbers.slice_axis(Axis(0), (0..3).into()));
    // An empty one too.
    let mut batch = Array2::default((0, 0));
    assert!(batches.next_into(&mut batch).unwrap());
    assert_eq!(batch, numbers.slice_axis(Axis(0), (3..6).into()));
    assert!(!batches.next_into(&mut batch).unwrap());
    assert_eq!(batch.dim(), (3, 2));
}

#[test]
fn a_field_that_the_dataset_lacks_takes_its_default() {
    #[derive(Element, Debug, PartialEq)]
    struct Written {
        name: String,
        id: i64,
    }
    let rows = (0..10).map(|id| Written { name: id.to_string(), id });
    let ds = Dataset::from_tensor_slices(WrittenBatch::from_rows(rows).unwrap()).unwrap();
    let ds = ds.engine(Engine::Native).read_as::<Named>().unwrap().batch(4);
    assert_eq!(same(ds.iter().unwrap(), ds.iter().unwrap()), 3);
    assert_eq!(ds.first().unwrap().unwrap().more.to_vec(), [5, 5, 5, 5]);
}

#[test]
fn after_an_error_there_is_nothing_more() {
    let mut batches = samples(10).engine(Engine::Native).batch(4).iter().unwrap();
    let mut batch = batches.next().unwrap().unwrap();
    batches.canceller().cancel();
    assert!(matches!(batches.next_into(&mut batch), Err(Error::Cancelled)));
    assert!(matches!(batches.next_into(&mut batch), Err(Error::Poisoned)));
    assert!(!batches.next_into(&mut batch).unwrap());
}

fn five() -> i64 {
    5
}
