//! Pictures of TFDS directories, per processor: Python's tf.data map, the codec alone, and tfdata.
//!
//! Each runs on one thread, and what counts is its processor time for a picture.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ndarray::Array3;
use tfdata::{Dataset, Element, Engine};

use crate::error::Error;
use crate::measure::{self, Medians, Sample, Samples};
use crate::python::Python;
use crate::report::{self, Table};
use crate::{Options, external, process};

/// How often the pictures are decoded in a run.
const EPOCHS: usize = 10;
/// How often each way runs in a round.
const REPEATS: usize = 3;

const NAMES: [(&str, &str); 7] = [
    ("tfdata_python_png", "PNG 28×28, Python: ds.map(decode_png).batch(256)"),
    ("codec_png", "PNG 28×28, the png crate alone"),
    ("png", "PNG 28×28, tfdata: tfds(..).batch(256)"),
    ("tfdata_python_jpeg", "JPEG, Python: ds.map(decode_jpeg), its fast default"),
    ("tfdata_python_jpeg_accurate", "JPEG, Python: the same, accurate"),
    ("codec_jpeg", "JPEG, the libjpeg-turbo-rs crate alone"),
    ("jpeg", "JPEG, tfdata: tfds(..)"),
];

#[derive(Element)]
struct Digit {
    #[element(shape = [28, 28, 1])]
    image: Array3<u8>,
}

#[derive(Element)]
struct Photo {
    image: Array3<u8>,
}

/// The pictures that this project's tests have.
fn folders() -> (PathBuf, PathBuf) {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let png = fixtures.join("o01_tfds_mnist/tfds/mnist_small/3.0.1");
    (png, fixtures.join("o03_tfds_objects/tfds/photo_objects/1.1.0"))
}

/// Runs the bench and prints its report.
pub(crate) fn run(options: &Options) -> Result<(), Error> {
    let python = Python::find()?;
    let peers = external::Peers::build()?;
    let (png, jpeg) = folders();
    let repeats = REPEATS.to_string();
    let mut samples = Samples::new();
    for round in 1..=options.rounds {
        eprintln!("round {round} of {}", options.rounds);
        let mut theirs = python.script("decode.py");
        measure::collect(
            &mut samples,
            measure::json_of("Python", theirs.arg(&png).arg(&jpeg).arg(&repeats))?,
        );
        let mut codecs = peers.command();
        codecs.arg("decode").arg(&png).arg(&jpeg).arg(&repeats);
        measure::collect(&mut samples, measure::json_of("the codecs", &mut codecs)?);
        let mut ours = process::child(&["decode", &repeats])?;
        measure::collect(&mut samples, measure::json_of("tfdata", &mut ours)?);
    }
    check(&samples)?;
    let medians: BTreeMap<&str, Medians> =
        samples.iter().map(|(way, samples)| (way.as_str(), measure::medians(samples))).collect();
    let mut table = Table::new(&["way", "CPU per picture", "pictures per CPU second"]);
    for (way, name) in NAMES {
        if let Some(Medians { cpu, .. }) = medians.get(way) {
            table.row([name.to_owned(), report::seconds(*cpu), format!("{:.0}", 1.0 / cpu)]);
        }
    }
    println!("{table}");
    let cpu = |way: &str| medians.get(way).map_or(f64::NAN, |medians| medians.cpu);
    let ratios = BTreeMap::from([
        ("png_vs_tfdata", cpu("tfdata_python_png") / cpu("png")),
        ("png_vs_codec", cpu("png") / cpu("codec_png")),
        ("jpeg_vs_tfdata", cpu("tfdata_python_jpeg") / cpu("jpeg")),
        ("jpeg_vs_tfdata_accurate", cpu("tfdata_python_jpeg_accurate") / cpu("jpeg")),
        ("jpeg_vs_codec", cpu("jpeg") / cpu("codec_jpeg")),
    ]);
    println!("{}", report::last_line("decode", &ratios));
    Ok(())
}

/// What a fresh process does.
pub(crate) fn child(arguments: &[&str]) -> Result<(), Error> {
    let [repeats] = *arguments else { return Err(Error::Usage(process::FOR_ITSELF.into())) };
    process::hold_to_one_processor();
    let (png, jpeg) = folders();
    let digits = Dataset::<Digit>::tfds(png, "train").open()?.engine(Engine::Native);
    let photos = Dataset::<Photo>::tfds(jpeg, "train").open()?.engine(Engine::Native);
    let mut sums = (0.0, 0.0);
    for digit in digits.iter()? {
        sums.0 += sum(&digit?.image);
    }
    for photo in photos.iter()? {
        sums.1 += sum(&photo?.image);
    }
    let (digits, photos) = (digits.repeat(EPOCHS).batch(256), photos.repeat(EPOCHS));
    let mut samples = Samples::new();
    for _ in 0..process::number(repeats)? {
        let mut add = |way: &str, sample: Sample, sum: f64| {
            samples.entry(way.to_owned()).or_default().push(Sample { sum, ..sample });
        };
        let batches = || {
            let mut elements = 0;
            for batch in digits.iter()? {
                elements += batch?.len();
            }
            Ok(elements)
        };
        add("png", measure::time(batches, |&elements| (elements, 0.0))?, sums.0);
        let pictures = || {
            let mut elements = 0;
            for photo in photos.iter()? {
                std::hint::black_box(photo?);
                elements += 1;
            }
            Ok(elements)
        };
        add("jpeg", measure::time(pictures, |&elements| (elements, 0.0))?, sums.1);
    }
    process::print(&samples)
}

/// The CRC-32 of a picture's values.
fn sum(picture: &Array3<u8>) -> f64 {
    let mut crc = flate2::Crc::new();
    crc.update(&picture.iter().copied().collect::<Vec<u8>>());
    f64::from(crc.sum())
}

/// All ways give the same pictures.
fn check(samples: &Samples) -> Result<(), Error> {
    for (way, samples_of_way) in samples {
        let expected = samples[if way.contains("png") { "png" } else { "jpeg" }][0].sum;
        for sample in samples_of_way.iter().filter(|sample| sample.sum.is_finite()) {
            if sample.sum != expected {
                return Err(Error::Sum { way: way.clone(), got: sample.sum, expected });
            }
        }
    }
    Ok(())
}
