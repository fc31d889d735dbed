//! Elements seen where they lie: equal to those that are copied, and not copied.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use ndarray::{Array1, Array2, Array3, Ix0, Ix1, Ix2, Ix3, IxDyn};
use tfdata::{Bytes, Dataset, Element, Engine, Error};

/// Counts the bytes that each thread asks for.
struct Counting;

thread_local! {
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

fn count(bytes: usize) {
    let _ = BYTES.try_with(|all| all.set(all.get() + bytes));
}

// SAFETY: every call goes on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`, which is the same.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above, for `dealloc`.
        unsafe { System.dealloc(pointer, layout) }
    }
    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as above, for `realloc`.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Element)]
struct Sample {
    id: i64,
    wet: bool,
    name: String,
    place: Place,
    image: [[u8; 2]; 3],
}

#[derive(Element)]
struct Place {
    lat: f64,
    lon: f64,
}

fn ready() {
    tfdata::libtensorflow::load_or_install().unwrap();
}

fn samples(count: i64) -> Dataset<Sample> {
    let sample = |id| Sample {
        id,
        wet: id % 3 == 0,
        name: "é".repeat(id as usize % 20),
        place: Place { lat: id as f64 / 8.0, lon: -0.0 },
        image: [[id as u8, 1], [2, 3], [4, 5]],
    };
    Dataset::from_tensor_slices(SampleBatch::from_rows((0..count).map(sample)).unwrap()).unwrap()
}

#[test]
fn views_are_equal_to_what_is_copied() {
    ready();
    for engine in [Engine::Native, Engine::TensorFlow] {
        let ds = samples(100).batch(32).engine(engine);
        let mut copied = ds.iter().unwrap();
        let mut batches = ds.iter().unwrap();
        let id = batches.array_field::<i64, Ix1>("id").unwrap();
        let wet = batches.array_field::<bool, Ix1>("wet").unwrap();
        let lat = batches.array_field::<f64, IxDyn>("place.lat").unwrap();
        let image = batches.array_field::<u8, Ix3>("image").unwrap();
        let name = batches.string_field("name").unwrap();
        let mut rows = Vec::new();
        batches
            .for_each_view(|view| {
                let batch: SampleBatch = copied.next().unwrap()?;
                assert_eq!(view.number(), rows.len() as u64);
                assert_eq!(view.array(&id)?.view(), batch.id);
                assert_eq!(view.array(&wet)?.view(), batch.wet);
                assert_eq!(view.array(&lat)?.view(), batch.place.lat.view().into_dyn());
                let image: Array3<u8> = view.array(&image)?.into_owned();
                assert_eq!(image, batch.image);
                let names = view.strings(&name)?;
                assert_eq!((names.shape(), names.len()), (&[batch.len()][..], batch.len()));
                assert_eq!(names.get(1), Some(batch.name[1].as_bytes()));
                assert_eq!(names.get(batch.len()), None);
                assert!(names.iter().eq(batch.name.iter().map(|name| name.as_bytes())));
                assert!(names.texts().map(Result::unwrap).eq(batch.name.iter().map(String::as_str)));
                rows.push(batch.len());
                Ok(())
            })
            .unwrap();
        assert_eq!(rows, [32, 32, 32, 4]);
        assert!(batches.next_view(|_| ()).unwrap().is_none());

        // Single elements, and by turns with those that are copied.
        let ds = samples(3).engine(engine);
        let mut elements = ds.iter().unwrap();
        let id = elements.array_field::<i64, Ix0>("id").unwrap();
        assert_eq!(elements.next_view(|view| view.array(&id).unwrap()[()]).unwrap(), Some(0));
        assert_eq!(elements.next().unwrap().unwrap().id, 1);
        assert_eq!(elements.next_view(|view| view.array(&id).unwrap()[()]).unwrap(), Some(2));
        assert_eq!(elements.next_view(|_| ()).unwrap(), None);
    }
}

#[test]
fn a_view_of_an_array_in_memory_is_that_array() {
    let numbers = Array2::from_shape_fn((100, 3), |(row, column)| (row * 3 + column) as f32);
    let memory = numbers.as_ptr();
    let ds = Dataset::from_tensor_slices(numbers).unwrap().batch(40).engine(Engine::Native);
    let mut batches = ds.iter().unwrap();
    let field = batches.array_field::<f32, Ix2>("_").unwrap();
    let mut row = 0;
    batches
        .for_each_view(|view| {
            let batch = view.array(&field)?;
            // The last one is shorter, which the engine puts together.
            assert!(batch.nrows() < 40 || batch.as_ptr() == memory.wrapping_add(row * 3));
            row += batch.nrows();
            Ok(())
        })
        .unwrap();
    assert_eq!(row, 100);
}

#[test]
fn a_view_of_a_tensor_is_not_copied() {
    ready();
    let x = Array2::<f32>::ones((1000, 1000));
    let ds = Dataset::from_tensor_slices((x, Array1::from_elem(1000, Bytes::from(vec![7; 5000]))));
    let ds = ds.unwrap().batch(100).engine(Engine::TensorFlow);
    let mut batches = ds.iter().unwrap();
    let (x, bytes) = (batches.array_field::<f32, Ix2>("0").unwrap(), batches.string_field("1").unwrap());
    let before = BYTES.get();
    let (mut sum, mut len) = (0.0, 0);
    batches
        .for_each_view(|view| {
            let x = view.array(&x)?;
            assert!(x.is_view());
            sum += x.sum();
            len += view.strings(&bytes)?.iter().map(<[u8]>::len).sum::<usize>();
            Ok(())
        })
        .unwrap();
    let allocated = BYTES.get() - before;
    assert_eq!((sum, len), (1e6, 5_000_000));
    assert!(allocated < 10_000, "{allocated} bytes for 9 MB of views");
}

#[test]
fn what_is_not_there_is_said() {
    let elements = samples(3).engine(Engine::Native).iter().unwrap();
    let error = |result: Result<(), Error>| result.unwrap_err().to_string();
    assert_eq!(
        error(elements.array_field::<u8, Ix2>("imagr").map(drop)),
        "the field `imagr`: there is no such dense component; did you mean `image`? There are `id`, `wet`, `name`, \
         `place.lat`, `place.lon`, `image`"
    );
    assert_eq!(
        error(elements.array_field::<i32, Ix0>("id").map(drop)),
        "the field `id`: it is int64, which is no array of `i32`"
    );
    assert_eq!(
        error(elements.array_field::<u8, Ix1>("image").map(drop)),
        "the field `image`: it has 2 axes, not 1"
    );
    assert_eq!(
        error(elements.string_field("wet").map(drop)),
        "the field `wet`: it is bool, not strings; use `array_field`"
    );
    let mut others = Dataset::range(3).engine(Engine::Native).iter().unwrap();
    let id = elements.array_field::<i64, Ix0>("id").unwrap();
    assert_eq!(
        error(others.next_view(|view| view.array(&id).map(drop)).unwrap().unwrap()),
        "the field `id`: it is a field of another dataset"
    );

    let bytes = Array1::from_vec(vec![Bytes::from_static(b"a"), Bytes::from_static(b"\xff")]);
    let ds = Dataset::from_tensors(bytes).unwrap().engine(Engine::Native);
    let mut elements = ds.iter().unwrap();
    let field = elements.string_field("_").unwrap();
    let texts = elements.next_view(|view| {
        view.strings(&field).unwrap().texts().map(|text| text.map(str::to_owned)).collect::<Vec<_>>()
    });
    let texts = texts.unwrap().unwrap();
    assert_eq!(texts[0].as_deref().unwrap(), "a");
    assert!(matches!(texts[1], Err(Error::Utf8 { item: 1, .. })));
}

#[test]
fn an_error_of_the_closure_is_not_one_of_the_iteration() {
    let mut elements = Dataset::range(5).engine(Engine::Native).iter().unwrap();
    let stopped = elements.for_each_view(|view| match view.number() {
        2 => Err(Error::Argument { method: "test".into(), reason: "enough".into() }),
        _ => Ok(()),
    });
    assert_eq!(stopped.unwrap_err().to_string(), "test: enough");
    assert_eq!(elements.map(Result::unwrap).collect::<Vec<_>>(), [3, 4]);
}
