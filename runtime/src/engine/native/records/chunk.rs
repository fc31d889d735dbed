use smallvec::SmallVec;

use super::files::Damage;
use super::{Column, Decode, Failure, Files};
use crate::column::Loans;
use crate::format::{Block, FormatError, IndexedFile, Problem};

/// The rows of one block.
pub(super) struct Chunk {
    block: Block,
    pub(super) columns: Vec<Column>,
    pub(super) rows: usize,
    /// Whether the rows are decoded.
    decoded: bool,
    /// Why there are no more rows, where that is no end.
    pub(super) error: Option<Damage>,
}

impl Chunk {
    /// Memory for one.
    pub(super) fn new(decoder: &dyn Decode) -> Self {
        Self { block: Block::default(), columns: decoder.columns(), rows: 0, decoded: true, error: None }
    }

    /// Reads the next block; `false` at the end.
    pub(super) fn read(&mut self, files: &mut Files) -> bool {
        self.rows = 0;
        self.decoded = false;
        self.error = None;
        match files.read(&mut self.block) {
            Ok(more) => more,
            Err(error) => {
                files.end();
                self.block = Block::default();
                self.error = Some(error.into());
                true
            }
        }
    }

    /// Reads one record.
    pub(super) fn read_one(&mut self, file: &IndexedFile, record: u64) {
        self.rows = 0;
        self.error = file.read(record, &mut self.block).err().map(Damage::from);
    }

    /// Verifies the checksums of the records of the block, up to the first that is damaged.
    pub(super) fn verify(&mut self) {
        self.block.verify();
    }

    /// Whether it was read, and not decoded.
    pub(super) fn is_to_be_decoded(&self) -> bool {
        !self.decoded
    }

    /// How many records were read.
    pub(super) fn records(&self) -> usize {
        self.block.len()
    }

    /// Decodes the records of the block, up to the first that is damaged.
    pub(super) fn decode(&mut self, decoder: &mut dyn Decode) {
        self.columns.iter_mut().for_each(Column::clear);
        self.add(decoder);
    }

    /// The same into the memory of the columns that lend it: those that take the columns numbered `wanted`, which then
    /// have no items here.
    pub(super) fn decode_into(&mut self, decoder: &mut dyn Decode, loans: &Loans, wanted: &[usize]) {
        self.columns.iter_mut().for_each(Column::clear);
        let mut lent: SmallVec<[usize; 32]> = SmallVec::new();
        for (component, column) in wanted.iter().enumerate() {
            if let Some(items) = loans.borrow(component)
                && let Some(column) = self.columns.get_mut(*column)
            {
                match column.continue_with(items) {
                    Ok(()) => lent.push(component),
                    Err(items) => loans.give_back(component, items),
                }
            }
        }
        self.add(decoder);
        for component in lent {
            let column = wanted.get(component).and_then(|column| self.columns.get_mut(*column));
            if let Some(items) = column.and_then(Column::give_up) {
                loans.give_back(component, items);
            }
        }
    }

    fn add(&mut self, decoder: &mut dyn Decode) {
        self.decoded = true;
        let (rows, failure) = decoder.decode(&self.block, &mut self.columns);
        self.rows = rows;
        if let Some(failure) = failure {
            self.columns.iter_mut().for_each(|column| column.truncate(rows));
            self.error = Some(self.damage(rows, failure));
            return;
        }
        if let Some(error) = self.block.take_error() {
            self.error = Some(error.into());
        }
    }

    #[cold]
    fn damage(&self, index: usize, failure: Failure) -> Damage {
        match failure {
            Failure::Format(error) => self.block.locate(error, index).into(),
            Failure::Value(reason) => {
                self.block.locate(FormatError::from(Problem::Value(reason)), index).into()
            }
            Failure::Component(path, failure) => {
                let mut damage = self.damage(index, *failure);
                damage.place.component = Some(path);
                damage
            }
        }
    }

    /// How many bytes the records take in their file.
    pub(super) fn read_bytes(&self) -> usize {
        self.block.used()
    }

    /// The bytes that strings lie in.
    pub(super) fn bytes(&self) -> &[u8] {
        self.block.bytes()
    }
}
