use std::mem::MaybeUninit;

use bytes::BytesMut;

/// The size of a large page.
const PAGE: usize = 2 << 20;

/// Asks for large pages for the memory that was set aside for a large column: to set up small ones, as it is filled,
/// takes as long as all else. Where the system has no such pages, nothing changes.
#[cfg(target_os = "linux")]
pub(crate) fn large<T>(spare: &mut [MaybeUninit<T>]) {
    use rustix::mm::{Advice, madvise};

    let bytes = size_of_val(spare);
    let first = spare.as_mut_ptr().cast::<u8>();
    let before = before_page(first as usize);
    let whole = bytes.saturating_sub(before) / PAGE * PAGE;
    if whole == 0 {
        return;
    }
    // SAFETY: these whole pages lie within the spare memory, which the borrow keeps alive and exclusive; the
    // advice changes how they are set up, and neither what they hold nor whether they can be used.
    let _ = unsafe { madvise(first.wrapping_add(before).cast(), whole, Advice::LinuxHugepage) };
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn large<T>(_: &mut [MaybeUninit<T>]) {}

/// Memory for at least so many bytes. Where these take much of a large page, it is whole large pages: what is set
/// aside beside them is never touched.
pub(super) fn memory(bytes: usize) -> BytesMut {
    if cfg!(not(target_os = "linux")) || bytes < PAGE / 2 {
        return BytesMut::with_capacity(bytes);
    }
    let bytes = bytes.next_multiple_of(PAGE);
    let mut memory = BytesMut::with_capacity(bytes + PAGE);
    let first = memory.spare_capacity_mut().as_ptr() as usize;
    let mut pages = memory.split_off(before_page(first));
    drop(pages.split_off(bytes));
    large(pages.spare_capacity_mut());
    pages
}

/// How many bytes lie between an address and the next large page.
fn before_page(address: usize) -> usize {
    address.next_multiple_of(PAGE) - address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_as_large_as_asked_for_and_of_whole_pages_if_large() {
        for bytes in [0, 1, PAGE / 2 - 1, PAGE / 2, PAGE, PAGE + 1, 3 * PAGE - 1, 64 * PAGE] {
            let mut memory = memory(bytes);
            assert!(memory.is_empty() && memory.capacity() >= bytes, "{bytes}");
            if cfg!(target_os = "linux") && bytes >= PAGE / 2 {
                assert_eq!(memory.capacity(), bytes.next_multiple_of(PAGE));
                assert_eq!(memory.as_ptr() as usize % PAGE, 0, "{bytes}");
            }
            memory.resize(bytes, 7);
            assert!(memory.iter().all(|byte| *byte == 7), "{bytes}");
        }
    }

    #[test]
    fn large_pages_can_be_asked_for_whatever_the_memory() {
        for items in [0, 1, PAGE / 8, PAGE, 4 * PAGE + 5] {
            let mut column: Vec<u64> = Vec::with_capacity(items);
            large(column.spare_capacity_mut());
            column.resize(items, 7);
            assert!(column.iter().all(|item| *item == 7), "{items}");
        }
    }
}
