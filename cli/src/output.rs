//! Writing to stdout, be it a terminal or a pipe.

use std::io::{self, ErrorKind, IsTerminal, Write};

/// Writes a text. A reader that has seen enough (`| head`) is no error.
pub(crate) fn write(text: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// The text in bold, on a terminal that may be styled.
pub(crate) fn bold(text: &str) -> String {
    let styled =
        io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if styled { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}

/// A number of bytes for people: `1.5 MB`.
pub(crate) fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut unit = 0;
    let mut whole = bytes;
    let mut tenths = 0;
    while whole >= 1000 && unit + 1 < UNITS.len() {
        tenths = whole % 1000 / 100;
        whole /= 1000;
        unit += 1;
    }
    if unit == 0 || whole >= 100 {
        format!("{whole} {}", UNITS[unit])
    } else {
        format!("{whole}.{tenths} {}", UNITS[unit])
    }
}

/// `1 shard`, `2 shards`.
pub(crate) fn counted(number: u64, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

/// Control characters of a text from outside, made harmless to a terminal.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && c != '\n' { '\u{FFFD}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes() {
        let sizes = [0, 999, 1000, 1549, 123_456, 5_000_000_000, u64::MAX].map(size);
        assert_eq!(sizes, ["0 B", "999 B", "1.0 kB", "1.5 kB", "123 kB", "5.0 GB", "18446744 TB"]);
    }
}
