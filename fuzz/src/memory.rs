//! A limit on the memory that a reader may take for what it reads.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The system's allocator, which ends the process where more is taken than [`within`] allows.
pub struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Calls `run`; at no time may more than so many bytes be alive that were not before.
pub fn within<T>(bytes: usize, run: impl FnOnce() -> T) -> T {
    let limit = LIVE.load(Ordering::Relaxed).saturating_add(bytes);
    LIMIT.store(limit, Ordering::Relaxed);
    let result = run();
    LIMIT.store(usize::MAX, Ordering::Relaxed);
    result
}

fn taken(size: usize) {
    let live = LIVE.fetch_add(size, Ordering::Relaxed).saturating_add(size);
    let limit = LIMIT.load(Ordering::Relaxed);
    // A message about something else takes what it needs.
    if live > limit && !std::thread::panicking() {
        // What follows allocates too.
        LIMIT.store(usize::MAX, Ordering::Relaxed);
        eprintln!("{size} bytes more are {} over the limit", live - limit);
        eprintln!("{}", std::backtrace::Backtrace::force_capture());
        std::process::abort();
    }
}

fn given_back(size: usize) {
    LIVE.fetch_sub(size, Ordering::Relaxed);
}

// SAFETY: every call is passed on to `System` as it is; only numbers are counted beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller keeps `alloc`'s contract, which is the same there.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        taken(layout.size());
        // SAFETY: the caller keeps `alloc_zeroed`'s contract, which is the same there.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        given_back(layout.size());
        // SAFETY: `block` came from `System` with this layout, since all blocks do.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        taken(size);
        given_back(layout.size());
        // SAFETY: `block` came from `System` with this layout; the caller vouches for `size`.
        unsafe { System.realloc(block, layout, size) }
    }
}
