//! Keeps TensorFlow from writing its information and warnings to stderr, unless the user wants them.

const LEVEL: &str = "TF_CPP_MIN_LOG_LEVEL";
/// Errors only.
const DEFAULT: &str = "2";

/// Loads the library with the level of TensorFlow's log set.
///
/// TensorFlow reads the level from the environment while it is loaded. On some processors it has written of its
/// kernels for them by then, so what it writes in that time is looked through.
pub(super) fn loading<T>(load: impl FnOnce() -> T) -> T {
    if std::env::var_os(LEVEL).is_none() {
        // SAFETY: `set_var` asks that no other thread reads or writes the environment meanwhile except through
        // `std::env`, whose lock it takes. This is called once, with the lock of `load` held, before the library
        // and so any of its threads exist. Other C code is the caller's to know of, as `load` documents.
        unsafe { std::env::set_var(LEVEL, DEFAULT) }
    }
    match std::env::var(LEVEL).as_deref() {
        Ok("" | "0") => load(),
        _ => without_chatter(load),
    }
}

#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
fn without_chatter<T>(load: impl FnOnce() -> T) -> T {
    load()
}

/// Gives C's `stderr` another stream for as long as `load` takes, and passes on what is no chatter. Rust's own
/// `stderr` is not touched, nor is the file that is behind both.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn without_chatter<T>(load: impl FnOnce() -> T) -> T {
    use std::ffi::{c_char, c_int, c_void};
    use std::io::Write;
    use std::ptr::null_mut;

    unsafe extern "C" {
        static mut stderr: *mut c_void;
        fn open_memstream(buffer: *mut *mut c_char, size: *mut usize) -> *mut c_void;
        fn fflush(stream: *mut c_void) -> c_int;
    }

    // The C library writes to these two whenever the stream is flushed. They and the stream live on, since another
    // thread may have taken hold of it.
    let buffer: *mut *mut c_char = Box::leak(Box::new(null_mut()));
    let size: *mut usize = Box::leak(Box::new(0));
    // SAFETY: both are valid for writes for ever.
    let stream = unsafe { open_memstream(buffer, size) };
    if stream.is_null() {
        return load();
    }
    let place = &raw mut stderr;
    // SAFETY: `stderr` is a pointer that programs may assign in the GNU C library; whoever reads it at the same time
    // gets one stream or the other, both of which stay open.
    let before = unsafe { std::ptr::replace(place, stream) };
    let loaded = load();
    // SAFETY: as above.
    unsafe { std::ptr::write(place, before) };
    // SAFETY: the stream is open.
    let flushed = unsafe { fflush(stream) } == 0;
    // SAFETY: it is valid, and written by nobody but `fflush`.
    let start = unsafe { *buffer };
    // SAFETY: as above.
    let len = unsafe { *size };
    if flushed && !start.is_null() {
        // SAFETY: after `fflush` these are the address and the number of the bytes written so far.
        let text = unsafe { std::slice::from_raw_parts(start.cast::<u8>(), len) };
        for line in text.split_inclusive(|&byte| byte == b'\n').filter(|line| !chatter(line)) {
            // Where there is no stderr, nobody misses it.
            let _ = std::io::stderr().write_all(line);
        }
    }
    loaded
}

/// Whether the line is information or a warning of TensorFlow's log: `I0000 00:00:1795686653.340736 …`.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn chatter(line: &[u8]) -> bool {
    const PREAMBLE: &[u8] = b"WARNING: All log messages before absl::InitializeLog()";
    let [b'I' | b'W', record @ ..] = line else { return false };
    record.first_chunk::<4>().is_some_and(|day| day.iter().all(u8::is_ascii_digit))
        || line.starts_with(PREAMBLE)
}

#[cfg(all(test, target_os = "linux", target_env = "gnu"))]
mod tests {
    use super::chatter;

    #[test]
    fn only_information_and_warnings_are_chatter() {
        assert!(chatter(
            b"I0000 00:00:1795686653.340736   12735 port.cc:153] oneDNN custom operations are on.\n"
        ));
        assert!(chatter(b"W0000 00:00:1795686653.340736   12735 port.cc:153] Something.\n"));
        assert!(!chatter(b"E0000 00:00:1795686653.340736   12735 port.cc:153] Something.\n"));
        assert!(!chatter(b"Illegal\n"));
        assert!(!chatter(b"I"));
    }
}
