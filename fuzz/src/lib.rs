//! What the fuzz targets share.

pub mod examples;
pub mod folder;
pub mod frame;
pub mod input;
pub mod memory;
pub mod messages;
pub mod value;

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;
