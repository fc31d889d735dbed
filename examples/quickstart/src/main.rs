//! Reads TFRecord files that a Python team wrote: 900 earthquakes of February 2018. It needs no TensorFlow.

use tfdata::ndarray::Axis;
use tfdata::{Dataset, Element, Ragged, Shuffle};

const FILES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/quakes-gzip-*");

/// One record: the features that are of use here, out of its eighteen. The derive makes `QuakeBatch` too: the same
/// fields, as arrays.
#[derive(Element)]
struct Quake {
    place: String,
    #[element(rename = "mag")]
    magnitude: f32,
    /// Longitude and latitude in degrees, depth in kilometres.
    coordinates: [f32; 3],
    /// How many people reported it, which not every record says.
    felt: Option<i64>,
    /// The kinds of reports on it: any number of them.
    types: Ragged<String>,
}

fn main() -> tfdata::Result<()> {
    // Names, dtypes and shapes are checked record by record here, as examples describe themselves; other sources
    // are checked as a whole when they are opened.
    let quakes = Dataset::<Quake>::examples(FILES).open()?;
    println!("{}", quakes.explain());

    println!("The first quakes, one at a time:");
    for quake in quakes.take(3).iter()? {
        let Quake { place, magnitude, coordinates: [.., depth], felt, types } = quake?;
        let felt =
            felt.map_or("felt by nobody, or not told".to_owned(), |people| format!("felt by {people}"));
        println!(
            "  {magnitude:3.1}  {depth:5.1} km deep, {felt}; {} kinds of reports; {place}",
            types.values().len()
        );
    }

    // Every quake, stacked: one array for each field, and row `i` of each is quake `i`.
    let all: QuakeBatch = quakes.stack()?;
    println!("\nAll {} quakes, stacked:", all.len());
    println!("  magnitude {:?}, coordinates {:?}", all.magnitude.shape(), all.coordinates.shape());
    println!("  types: {} rows, {} values in all", all.types.len(), all.types.values().len());
    let deepest = all.rows().max_by(|a, b| a.coordinates[2].total_cmp(&b.coordinates[2]));
    if let Some(Quake { place, coordinates: [.., depth], .. }) = deepest {
        println!("  the deepest: {depth} km, {place}");
    }

    // Two epochs for training, shuffled anew in each, in the order that TensorFlow gives for this seed.
    println!("\nIn shuffled batches of 250:");
    let batches = quakes.shuffle(Shuffle::buffer(900).seed(7)).batch(250);
    for epoch in 0..2 {
        for batch in batches.iter()? {
            let QuakeBatch { magnitude, coordinates, .. } = batch?; // the last one is shorter
            let mean = coordinates.mean_axis(Axis(0)).map_or(f32::NAN, |mean| mean[2]);
            println!("  epoch {epoch}: {:3} quakes, mean depth {mean:.1} km", magnitude.len());
        }
    }

    // Only the first two batches, joined along axis 0.
    let some: QuakeBatch = batches.take(2).concat()?;
    let reported = some.felt.iter().flatten().count();
    println!("\nThe first two batches, joined: {} quakes, {reported} of them felt", some.len());
    Ok(())
}
