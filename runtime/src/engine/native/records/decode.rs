use super::Column;
use crate::format::FormatError;

/// What records hold, decoded into columns.
pub(in crate::engine::native) trait Decode: Send {
    /// Another one, for another thread.
    fn fork(&self) -> Box<dyn Decode>;

    /// Empty columns, one for each component of an element.
    fn columns(&self) -> Vec<Column>;

    /// Adds a row: each column gets its value of the record, which lies in `block`.
    ///
    /// # Errors
    /// If the record is not what it should be. The columns may then have a part of the row.
    fn decode(&mut self, record: &[u8], block: &[u8], columns: &mut [Column]) -> Result<(), Failure>;
}

/// Why a record can't be decoded.
#[derive(Debug)]
pub(in crate::engine::native) enum Failure {
    /// Its bytes make no sense.
    Format(FormatError),
    /// It is not what is wanted, in words.
    Value(String),
    /// One of these, of the component with this path.
    Component(String, Box<Failure>),
}

impl Failure {
    /// The failure, of the component with this path.
    #[cold]
    pub(super) fn of(self, path: impl Into<String>) -> Self {
        match self {
            Self::Component(_, failure) => Self::Component(path.into(), failure),
            failure => Self::Component(path.into(), Box::new(failure)),
        }
    }
}

impl From<FormatError> for Failure {
    fn from(error: FormatError) -> Self {
        Self::Format(error)
    }
}
