use tfdata_spec::DType;

use super::decode::one_by_one;
use super::{Column, Decode, Failure, Items};
use crate::format::Block;

/// Records as they are.
pub(in crate::engine::native) struct RawDecoder;

impl Decode for RawDecoder {
    fn fork(&self) -> Box<dyn Decode> {
        Box::new(Self)
    }

    fn columns(&self) -> Vec<Column> {
        vec![Column::fixed(DType::String, &[])]
    }

    fn decode(&mut self, block: &Block, columns: &mut [Column]) -> (usize, Option<Failure>) {
        one_by_one(block, |record| {
            if let Some(Column { items: Items::Strings(strings), .. }) = columns.first_mut() {
                strings.push_of(block.bytes(), record);
            }
            Ok(())
        })
    }
}
