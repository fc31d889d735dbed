use tfdata_spec::DType;

use super::{Column, Decode, Failure, Items};

/// Records as they are.
pub(in crate::engine::native) struct RawDecoder;

impl Decode for RawDecoder {
    fn fork(&self) -> Box<dyn Decode> {
        Box::new(Self)
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column::fixed(DType::String, &[])]
    }

    fn decode(&mut self, record: &[u8], block: &[u8], columns: &mut [Column]) -> Result<(), Failure> {
        if let Some(Column { items: Items::Strings(strings), .. }) = columns.first_mut() {
            strings.push_of(block, record);
        }
        Ok(())
    }
}
