use super::Column;
use crate::format::{Block, FormatError};

/// What records hold, decoded into columns.
pub(in crate::engine::native) trait Decode: Send {
    /// Another one, for another thread.
    fn fork(&self) -> Box<dyn Decode>;

    /// Whether it is little work, most of it to put items into columns: such a one adds them where they are to stay.
    fn is_light(&self) -> bool {
        false
    }

    /// Empty columns, one for each component of an element.
    fn columns(&self) -> Vec<Column>;

    /// Adds the records of a block as rows, up to the first that can't be decoded. Returns how many there are, and what
    /// is wrong with the one behind them. The columns may then have parts of further rows.
    fn decode(&mut self, block: &Block, columns: &mut [Column]) -> (usize, Option<Failure>);
}

/// Adds one record after the other.
pub(super) fn one_by_one(
    block: &Block,
    mut add: impl FnMut(&[u8]) -> Result<(), Failure>,
) -> (usize, Option<Failure>) {
    for index in 0..block.len() {
        if let Err(failure) = block.record(index).map_err(Failure::from).and_then(&mut add) {
            return (index, Some(failure));
        }
    }
    (block.len(), None)
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
