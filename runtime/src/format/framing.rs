use memchr::memchr;

use super::error::{FormatError, Problem, Result};

/// How records lie in a file, other than those that are framed as TFRecord has them.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Framing {
    /// Lines, without their ends and without any carriage return, as `TextLineDataset` has them.
    Lines,
    /// So many bytes each, between a header and a footer.
    Fixed { bytes: usize, header: usize, footer: usize },
}

/// Bytes of a file of which records are made.
pub(super) struct Unframed<'a> {
    pub(super) bytes: &'a mut [u8],
    /// Where each record lies in them.
    pub(super) records: &'a mut Vec<(usize, usize)>,
    /// Where the next record begins.
    pub(super) start: usize,
    /// Up to here there is no end of the line that begins there.
    pub(super) searched: usize,
}

impl Framing {
    /// The bytes in front of the first record.
    pub(super) fn header(self) -> usize {
        match self {
            Self::Lines => 0,
            Self::Fixed { header, .. } => header,
        }
    }

    /// Finds the whole records.
    pub(super) fn find(self, unframed: &mut Unframed<'_>) {
        match self {
            Self::Lines => unframed.lines(),
            Self::Fixed { bytes, footer, .. } => {
                while unframed.bytes.len() - unframed.start >= bytes.saturating_add(footer) {
                    unframed.records.push((unframed.start, unframed.start + bytes));
                    unframed.start += bytes;
                }
            }
        }
    }

    /// Takes what is left at the end of the file.
    ///
    /// # Errors
    /// If it is neither a record nor a footer.
    pub(super) fn end(self, unframed: &mut Unframed<'_>) -> Result<()> {
        let left = unframed.bytes.len() - unframed.start;
        match self {
            Self::Lines => {
                let (start, before) = (unframed.start, unframed.records.len());
                unframed.line(start, unframed.bytes.len());
                // A last line that is empty is none.
                if unframed.records.last().is_some_and(|(from, to)| from == to) {
                    unframed.records.truncate(before);
                }
                unframed.start = unframed.bytes.len();
                Ok(())
            }
            Self::Fixed { footer, .. } if left == footer => Ok(()),
            Self::Fixed { bytes, footer, .. } => Err(no_multiple(bytes, footer, left)),
        }
    }

    /// Whether a file of so many bytes, which is not compressed, has whole records only.
    ///
    /// # Errors
    /// If not.
    pub(super) fn fits(self, len: u64) -> Result<()> {
        let Self::Fixed { bytes, header, footer } = self else { return Ok(()) };
        match len.checked_sub((header as u64).saturating_add(footer as u64)) {
            Some(body) if body.is_multiple_of((bytes as u64).max(1)) => Ok(()),
            _ => Err(FormatError::from(Problem::Value(format!(
                "it has {len} bytes; without a header of {header} and a footer of {footer} that is no multiple of {bytes}"
            )))),
        }
    }
}

#[cold]
fn no_multiple(bytes: usize, footer: usize, left: usize) -> FormatError {
    Problem::Value(format!(
        "it ends with {left} bytes where a record has {bytes} and the footer {footer}: its length is no multiple"
    ))
    .into()
}

impl Unframed<'_> {
    fn lines(&mut self) {
        loop {
            let from = self.searched.max(self.start);
            let Some(at) = memchr(b'\n', self.bytes.get(from..).unwrap_or_default()) else {
                self.searched = self.bytes.len();
                return;
            };
            self.line(self.start, from + at);
            self.start = from + at + 1;
        }
    }

    /// Adds a line, from which carriage returns are taken.
    fn line(&mut self, start: usize, end: usize) {
        let line = self.bytes.get_mut(start..end).unwrap_or_default();
        let mut len = line.len() - usize::from(line.last() == Some(&b'\r'));
        if let Some(first) = memchr(b'\r', line.get(..len).unwrap_or_default()) {
            let mut kept = first;
            for at in first..len {
                if line[at] != b'\r' {
                    line[kept] = line[at];
                    kept += 1;
                }
            }
            len = kept;
        }
        self.records.push((start, start + len));
    }
}
