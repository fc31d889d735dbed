//! TFDS directories against what TFDS itself reads from them. The structs are those that `tfdata codegen` writes.

use ndarray::{Array1, Array2, Ix1, Ix2};
use tfdata::{Bytes, Dataset, Element, Error, Ragged};
use tfdata_tests::{Kind, Part, Truth, both, compare, fixture, tensorflow};

macro_rules! generated {
    ($($module:ident)*) => { $(
        #[allow(dead_code, unreachable_pub)]
        mod $module {
            include!(concat!("generated/", stringify!($module), ".rs"));
        }
    )* };
}

generated!(mnist spam photos kinds);

const MNIST: &str = "o01_tfds_mnist/tfds/mnist_small/3.0.1";
const SPAM: &str = "o02_tfds_spam/tfds/spam_assassin_small/1.0.0";
const PHOTOS: &str = "o03_tfds_objects/tfds/photo_objects/1.1.0";
const KINDS: &str = "extra/tfds/kinds/1.0.0";

fn open<E: Element>(directory: &str, split: &str) -> Dataset<E> {
    tensorflow();
    Dataset::tfds(fixture(directory), split).open().unwrap_or_else(|error| panic!("{directory}: {error}"))
}

/// Every element, with its number.
fn each<E: Element>(dataset: &Dataset<E>, truth: &Truth, check: impl Fn(usize, E)) {
    let mut count = 0;
    for (number, element) in dataset.iter().expect("iterates").enumerate() {
        check(number, element.unwrap_or_else(|error| panic!("{}: {error}", truth.name)));
        count += 1;
    }
    assert_eq!(count, truth.count, "{}", truth.name);
}

#[test]
fn mnist_by_each_verb() {
    for split in ["train", "test"] {
        let truth = Truth::open(&format!("o01_tfds_mnist/truth/{split}"));
        for digits in both(&open::<mnist::Mnist>(MNIST, split)) {
            each(&digits, &truth, |number, digit| {
                compare!(truth, Part::Element(number), digit, "", [image, label]);
            });
            let all = digits.stack().expect("stacks");
            compare!(truth, Part::Stacked, all, "", [image, label]);
            let all = digits.batch(64).concat().expect("joins");
            compare!(truth, Part::Stacked, all, "", [image, label]);
        }
    }
}

#[test]
fn spam_by_each_verb() {
    let truth = Truth::open("o02_tfds_spam/truth/train");
    for mails in both(&open::<spam::Spam>(SPAM, "train")) {
        each(&mails, &truth, |number, mail| {
            let part = Part::Element(number);
            compare!(
                truth,
                part,
                mail,
                "",
                [byte_hist, filename, has, hops, is_hard, label, letters, line_lengths]
            );
            compare!(truth, part, mail, "", [stats, upper_ratio]);
            compare!(truth, part, mail.email, "email.", [body, subject]);
            compare!(truth, part, mail.email.headers, "email.headers.", [from, n_headers]);
        });
        let unequal = mails.stack().map(drop).expect_err("lists of unequal length");
        assert!(matches!(&unequal, Error::Unequal { path, .. } if path == "hops"), "{unequal}");
    }
    #[derive(Element)]
    struct Fixed {
        byte_hist: [[i32; 4]; 2],
        has: [bool; 3],
        label: i64,
        letters: [u16; 26],
        stats: [f64; 2],
        filename: String,
    }
    for fixed in both(&open::<Fixed>(SPAM, "train")) {
        for all in [fixed.stack().expect("stacks"), fixed.batch(100).concat().expect("joins")] {
            compare!(truth, Part::Stacked, all, "", [byte_hist, has, label, letters, stats, filename]);
        }
    }
}

#[test]
fn photos_with_either_way_to_decode_jpeg() {
    let truth = Truth::open("o03_tfds_objects/truth/train");
    let accurate =
        Truth::open("o03_tfds_objects/truth/train").with_values("image", "image.accurate_idct.values");
    for photos in both(&open::<photos::Photos>(PHOTOS, "train")) {
        each(&photos, &truth, |number, photo| {
            let part = Part::Element(number);
            compare!(accurate, part, photo, "", [image]);
            compare!(truth, part, photo, "", [mask]);
            truth.assert_element("image/filename", number, &photo.image_filename);
            truth.assert_element("image/id", number, &photo.image_id);
            compare!(truth, part, photo.objects, "objects.", [area, bbox, id, is_crowd, label]);
        });
        let unequal = photos.stack().map(drop).expect_err("pictures of unequal size");
        assert!(matches!(&unequal, Error::Unequal { path, .. } if path == "image"), "{unequal}");
    }
    let fast = Dataset::<photos::Photos>::tfds(fixture(PHOTOS), "train").fast_jpeg().open().expect("opens");
    each(&fast, &truth, |number, photo| compare!(truth, Part::Element(number), photo, "", [image]));
    assert!(
        fast.explain().contains("decodes JPEG in `image` with TensorFlow's fast inverse DCT"),
        "{}",
        fast.explain()
    );

    #[derive(Element)]
    struct Objects {
        #[element(rename = "image/id")]
        id: i64,
        objects: Boxes,
    }
    #[derive(Element)]
    struct Boxes {
        bbox: Array2<f32>,
        label: Array1<i64>,
    }
    let boxes = open::<Objects>(PHOTOS, "train");
    assert!(boxes.explain().contains("decode(3 components, 0 of them pictures)"), "{}", boxes.explain());
    for boxes in both(&boxes) {
        each(&boxes, &truth, |number, photo| {
            truth.assert_element("image/id", number, &photo.id);
            compare!(truth, Part::Element(number), photo.objects, "objects.", [bbox, label]);
        });
    }
}

/// What does not differ in shape stacks and joins; what does stacks as ragged rows.
#[test]
fn photos_by_the_other_verbs() {
    #[derive(Element)]
    struct Photo {
        #[element(rename = "image/filename")]
        filename: Bytes,
        #[element(rename = "image/id")]
        id: i64,
        objects: Rows,
    }
    #[derive(Element)]
    struct Rows {
        area: Ragged<i64>,
        bbox: Ragged<f32>,
        id: Ragged<i64>,
        is_crowd: Ragged<bool>,
        label: Ragged<i64>,
    }
    fn assert_rows<T, D>(truth: &Truth, path: &str, got: &Ragged<T>)
    where
        T: tfdata_tests::Bits + Clone,
        D: ndarray::Dimension,
        ndarray::Array<T, D>: tfdata_tests::Piece,
    {
        let row =
            |row: tfdata::Ragged<T>| row.values().to_owned().into_dimensionality::<D>().expect("a rank");
        truth.assert_elements(path, &got.rows().map(row).collect::<Vec<_>>());
    }
    let truth = Truth::open("o03_tfds_objects/truth/train");
    for photos in both(&open::<Photo>(PHOTOS, "train")) {
        let all = photos.stack().expect("stacks");
        truth.assert_stacked("image/filename", &all.filename);
        truth.assert_stacked("image/id", &all.id);
        assert_rows::<_, Ix1>(&truth, "objects.area", &all.objects.area);
        assert_rows::<_, Ix2>(&truth, "objects.bbox", &all.objects.bbox);
        assert_rows::<_, Ix1>(&truth, "objects.id", &all.objects.id);
        assert_rows::<_, Ix1>(&truth, "objects.is_crowd", &all.objects.is_crowd);
        assert_rows::<_, Ix1>(&truth, "objects.label", &all.objects.label);
        // `batch` wants vectors of one length.
        assert!(photos.batch(8).concat().is_err());
    }

    #[derive(Element)]
    struct Names {
        #[element(rename = "image/filename")]
        filename: Bytes,
        #[element(rename = "image/id")]
        id: i64,
    }
    for names in both(&open::<Names>(PHOTOS, "train")) {
        let all = names.batch(8).concat().expect("joins");
        truth.assert_stacked("image/filename", &all.filename);
        truth.assert_stacked("image/id", &all.id);
    }
}

/// Pictures of unequal size, each in the corner of one of the largest size, behind which there are zeros.
#[test]
fn photos_in_padded_batches() {
    #[derive(Element)]
    struct Pictures {
        image: ndarray::Array3<u8>,
        mask: ndarray::Array3<u8>,
    }
    let truth =
        Truth::open("o03_tfds_objects/truth/train").with_values("image", "image.accurate_idct.values");
    let shapes = |path: &str| match &truth.component(path).kind {
        Kind::DenseVarying { shapes, .. } => shapes.clone(),
        other => panic!("{other:?}"),
    };
    let check = |path: &str, first: usize, batch: &ndarray::Array4<u8>| {
        let shapes = &shapes(path)[first..first + batch.len_of(ndarray::Axis(0))];
        let largest = |axis: usize| shapes.iter().map(|shape| shape[axis]).max().expect("a picture");
        assert_eq!(&batch.shape()[1..], [largest(0), largest(1), largest(2)], "{path}, from {first} on");
        for ((number, shape), padded) in (first..).zip(shapes).zip(batch.outer_iter()) {
            let picture = padded.slice(ndarray::s![..shape[0], ..shape[1], ..]).to_owned();
            truth.assert_element(path, number, &picture);
            assert!(padded.slice(ndarray::s![shape[0].., .., ..]).iter().all(|value| *value == 0));
            assert!(padded.slice(ndarray::s![.., shape[1].., ..]).iter().all(|value| *value == 0));
        }
    };
    let mut first = 0;
    for batch in open::<Pictures>(PHOTOS, "train").padded_batch(5).iter().expect("iterates") {
        let batch = batch.expect("a batch");
        check("image", first, &batch.image);
        check("mask", first, &batch.mask);
        first += batch.len();
    }
    assert_eq!(first, truth.count);
}

#[test]
fn a_sequence_of_dicts_as_a_vec_of_structs() {
    #[derive(Element)]
    #[element(spec = "fixtures/o03_tfds_objects/tfds/photo_objects/1.1.0")]
    struct Photo {
        objects: Vec<Object>,
    }
    #[derive(Element)]
    struct Object {
        bbox: [f32; 4],
        is_crowd: bool,
        label: i64,
    }
    let truth = Truth::open("o03_tfds_objects/truth/train");
    each(&open::<Photo>(PHOTOS, "train"), &truth, |number, photo| {
        let boxes: Vec<[f32; 4]> = photo.objects.iter().map(|object| object.bbox).collect();
        truth.assert_element("objects.bbox", number, &Array2::from(boxes));
        let crowds: Array1<bool> = photo.objects.iter().map(|object| object.is_crowd).collect();
        truth.assert_element("objects.is_crowd", number, &crowds);
        let labels: Array1<i64> = photo.objects.iter().map(|object| object.label).collect();
        truth.assert_element("objects.label", number, &labels);
    });
}

/// What `tfdata codegen` writes for the directory, without its nested datasets.
#[derive(Element)]
struct Plain {
    r#box: [f32; 4],
    images: kinds::KindsImages,
    label: i64,
    maybe: kinds::KindsMaybe,
    name: kinds::KindsName,
    #[element(rename = "name/with/slashes")]
    name_with_slashes: i32,
    nested: kinds::KindsNested,
    objects: kinds::KindsObjects,
    #[element(shape = [_, _, 3])]
    picture: ndarray::Array3<u8>,
    scalars: kinds::KindsScalars,
    sequences: kinds::KindsSequences,
    sound: Array1<i64>,
    stereo: Array2<i16>,
    tensors: kinds::KindsTensors,
    text: tfdata::Bytes,
    translation: kinds::KindsTranslation,
    translations: kinds::KindsTranslations,
    video: ndarray::Array4<u8>,
}

#[test]
fn every_kind_of_feature() {
    for split in ["train", "test"] {
        let truth = Truth::open(&format!("extra/tfds/truth/{split}"));
        for all in both(&open::<Plain>(KINDS, split)) {
            each(&all, &truth, |number, one| plain(&truth, number, &one));
            let all: Vec<kinds::KindsNested> =
                all.iter().expect("iterates").map(|one| one.expect("reads").nested).collect();
            ragged(&truth, "nested.numbers", all.iter().map(|one| &one.numbers));
            ragged(&truth, "nested.pairs", all.iter().map(|one| &one.pairs));
            ragged(&truth, "nested.three_deep", all.iter().map(|one| &one.three_deep));
            ragged(&truth, "nested.texts", all.iter().map(|one| &one.texts));
            ragged(&truth, "nested.captions.tokens", all.iter().map(|one| &one.captions.tokens));
        }
    }
}

fn plain(truth: &Truth, number: usize, one: &Plain) {
    let part = Part::Element(number);
    compare!(truth, part, one, "", [label, picture, sound, stereo, text, video]);
    truth.assert_element("box", number, &one.r#box);
    truth.assert_element("name/with/slashes", number, &one.name_with_slashes);
    compare!(truth, part, one.name, "name.", [first]);
    compare!(truth, part, one.images, "images.", [deep, deep_rgb, float, gray, labeled, rgba]);
    compare!(truth, part, one.maybe, "maybe.", [float, int, pair, text]);
    compare!(truth, part, one.objects, "objects.", [id, mask, name, pos]);
    compare!(truth, part, one.objects.is, "objects.is.", [crowd]);
    compare!(truth, part, one.scalars, "scalars.", [bool, int8, uint8, int16, uint16, int32, uint32]);
    compare!(truth, part, one.scalars, "scalars.", [int64, uint64, float16, float32, float64]);
    compare!(truth, part, one.sequences, "sequences.", [boxes, images, images_open, labels, numbers]);
    compare!(truth, part, one.sequences, "sequences.", [tensors, texts, three, zlib]);
    compare!(truth, part, one.tensors, "tensors.", [bools, bytes, fixed, middle, open, several_open]);
    compare!(truth, part, one.tensors, "tensors.", [several_open_bytes, strings, zlib, zlib_bool, zlib_u64]);
    compare!(truth, part, one.translation, "translation.", [en, fr]);
    compare!(truth, part, one.translations, "translations.", [language, translation]);
    compare!(truth, part, one.nested.captions, "nested.captions.", [n]);
}

#[test]
fn nested_datasets() {
    for split in ["train", "test"] {
        let truth = Truth::open(&format!("extra/tfds/truth/{split}"));
        let all = open::<kinds::Kinds>(KINDS, split);
        each(&all, &truth, |number, one| {
            compare!(truth, Part::Element(number), one, "", [label, picture]);
            truth.assert_element("numbers_dataset", number, &Array1::from(one.numbers_dataset));
            let rewards: Array1<f32> = one.steps.iter().map(|step| step.reward).collect();
            truth.assert_element("steps.reward", number, &rewards);
            let last: Array1<bool> = one.steps.iter().map(|step| step.is.last).collect();
            truth.assert_element("steps.is.last", number, &last);
            let actions: Array1<i64> = one.steps.iter().map(|step| step.action).collect();
            truth.assert_element("steps.action", number, &actions);
            let states: Vec<[f64; 3]> = one.steps.iter().map(|step| step.state).collect();
            truth.assert_element("steps.state", number, &Array2::from(states));
            let pictures = one.steps.iter().flat_map(|step| step.observation.as_flattened().as_flattened());
            let shape = (one.steps.len(), 2, 2, 3);
            let pictures = ndarray::Array4::from_shape_vec(shape, pictures.copied().collect());
            truth.assert_element("steps.observation", number, &pictures.expect("2 x 2 x 3"));
        });
    }
}

/// The truth has all elements as one ragged tensor, with one more level.
fn ragged<'a, T: tfdata_tests::Bits + 'a>(
    truth: &Truth,
    path: &str,
    all: impl Iterator<Item = &'a Ragged<T>>,
) {
    let Kind::Ragged { row_splits, values } = &truth.component(path).kind else { panic!("{path} is ragged") };
    let mut splits: Vec<Vec<i64>> = vec![vec![0]; row_splits.len()];
    let mut count = 0;
    for one in all {
        let before = *splits[0].last().expect("0");
        splits[0].push(before + one.len() as i64);
        for (level, got) in one.row_splits().iter().enumerate() {
            let before = *splits[level + 1].last().expect("0");
            splits[level + 1].extend(got.iter().skip(1).map(|split| before + split));
        }
        for value in one.values() {
            let mut bits = Vec::new();
            value.bits(&mut bits);
            assert_eq!(bits, values.get(count), "{path}: value {count}");
            count += 1;
        }
    }
    assert_eq!((&splits, count), (row_splits, values.len()), "{path}");
}

#[test]
fn splits_are_slices_of_the_whole() {
    let truth = Truth::open("o01_tfds_mnist/truth/train");
    let labels = truth.component("label").int64s();
    let test = Truth::open("o01_tfds_mnist/truth/test").component("label").int64s();
    #[derive(Element)]
    struct Label {
        label: i64,
    }
    let read = |split: &str| {
        let [first, second] = both(&open::<Label>(MNIST, split)).map(|dataset| {
            let labels = dataset.stack().expect("stacks").label.to_vec();
            let known = tfdata::Cardinality::Known(labels.len() as u64);
            assert_eq!(dataset.cardinality().expect("known"), known, "{split}");
            labels
        });
        assert_eq!(first, second, "{split}");
        first
    };
    assert_eq!(read("train[:10%]"), labels[..200]);
    assert_eq!(read("train[100:200]"), labels[100..200]);
    assert_eq!(read("train[-5%:]"), labels[1900..]);
    assert_eq!(read("train[24.95%:75.05%]"), labels[499..1501]);
    assert_eq!(read("train[1shard]"), labels[500..1000]);
    assert_eq!(read("train+test"), [&labels[..], &test].concat());
    assert_eq!(read("all"), [&labels[..], &test].concat());
    assert_eq!(
        read("train[:10]+test[:5]+train[490:510]"),
        [&labels[..10], &test[..5], &labels[490..510]].concat()
    );
    let shards: Vec<&[i64]> = labels.chunks(500).collect();
    let shuffled = |seed| {
        let dataset =
            Dataset::<Label>::tfds(fixture(MNIST), "train").shuffle_files(seed).open().expect("opens");
        let all = dataset.stack().expect("stacks").label.to_vec();
        let order: Vec<usize> = all
            .chunks(500)
            .map(|chunk| shards.iter().position(|shard| *shard == chunk).expect("a shard"))
            .collect();
        order
    };
    assert_eq!(shuffled(1), shuffled(1));
    let mut orders: Vec<Vec<usize>> = (0..6).map(shuffled).collect();
    for order in &orders {
        let mut sorted = order.clone();
        sorted.sort_unstable();
        assert_eq!(sorted, [0, 1, 2, 3]);
    }
    orders.sort();
    orders.dedup();
    assert!(orders.len() > 3, "{orders:?}");
}

#[test]
fn classes_have_names() {
    let spam = Dataset::<spam::Spam>::tfds(fixture(SPAM), "train");
    assert_eq!(spam.class_names("label").expect("names"), ["ham", "spam"]);
    assert_eq!(spam.splits().expect("splits"), [("train".to_owned(), 322)]);
    let photos = Dataset::<photos::Photos>::tfds(fixture(PHOTOS), "train");
    assert_eq!(photos.class_names("objects.label").expect("names"), ["dim", "medium", "bright"]);
    let wrong = photos.class_names("label").expect_err("no label").to_string();
    assert!(wrong.ends_with("`label` is no class label; labels are: `objects.label`"), "{wrong}");
    let mnist = Dataset::<mnist::Mnist>::tfds(fixture(MNIST), "train");
    let wrong = mnist.class_names("label").expect_err("no names").to_string();
    assert!(wrong.contains("the classes of `label` have no names"), "{wrong}");
}
