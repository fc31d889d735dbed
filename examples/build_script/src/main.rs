//! Reads a dataset with a struct that the build script wrote: nobody typed its fields.

use tfdata::Dataset;

include!(concat!(env!("OUT_DIR"), "/quake.rs"));

const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../quickstart/data/quakes-gzip-*");

fn main() -> tfdata::Result<()> {
    for quake in Dataset::<Quake>::examples(FILES).open()?.take(3).iter()? {
        let Quake { mag, place, felt, types, .. } = quake?;
        println!("{mag}  {place}; felt {felt:?}, {} kinds of reports", types.len());
    }
    Ok(())
}
