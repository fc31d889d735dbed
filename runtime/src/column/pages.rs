use std::mem::MaybeUninit;

/// Asks for large pages for the memory that was set aside for a large column: to set up small ones, as it is filled,
/// takes as long as all else. Where the system has no such pages, nothing changes.
#[cfg(target_os = "linux")]
pub(crate) fn large<T>(spare: &mut [MaybeUninit<T>]) {
    use rustix::mm::{Advice, madvise};

    const PAGE: usize = 2 << 20;
    let bytes = size_of_val(spare);
    let first = spare.as_mut_ptr().cast::<u8>();
    let before = (first as usize).next_multiple_of(PAGE) - first as usize;
    let whole = bytes.saturating_sub(before) / PAGE * PAGE;
    if whole < 2 * PAGE {
        return;
    }
    // SAFETY: these whole pages lie within the spare memory, which the borrow keeps alive and exclusive; the
    // advice changes how they are set up, and neither what they hold nor whether they can be used.
    let _ = unsafe { madvise(first.wrapping_add(before).cast(), whole, Advice::LinuxHugepage) };
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn large<T>(_: &mut [MaybeUninit<T>]) {}
