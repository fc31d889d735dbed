//! What the fuzz targets share.

pub mod frame;
pub mod input;
pub mod memory;
pub mod messages;
pub mod value;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;
