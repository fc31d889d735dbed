//! Lines of text and records of one length through both engines: any bytes, in any compression, over the borders of the
//! blocks that files are read in.

use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use tfdata::{AUTOTUNE, Bytes, Dataset, Error, Interleave};
use tfdata_tests::{both, tensorflow, up_to_error};

fn write(dir: &Path, name: &str, bytes: &[u8], gzip: bool) -> String {
    let path = dir.join(if gzip { format!("{name}.gz") } else { name.to_owned() });
    let mut file = std::fs::File::create(&path).expect("a file");
    match gzip {
        false => file.write_all(bytes).expect("written"),
        true => {
            let mut encoder = GzEncoder::new(file, Compression::fast());
            encoder.write_all(bytes).expect("written");
            encoder.finish().expect("finished");
        }
    }
    path.to_str().expect("UTF-8").to_owned()
}

/// Text of few kinds of bytes, so that ends of lines of every kind come often.
fn text() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), Just(b'a'), Just(0xff), Just(0)], 0..40)
}

fn interleave() -> impl Strategy<Value = Interleave> {
    (1..7_usize, 1..6_usize, any::<bool>()).prop_map(|(cycle, block, parallel)| {
        let how = Interleave::cycle(cycle).block(block);
        if parallel { how.parallel(AUTOTUNE) } else { how }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 80, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines(
        texts in proptest::collection::vec(text(), 1..6),
        gzip in any::<bool>(),
        how in proptest::option::of(interleave()),
    ) {
        tensorflow();
        let dir = tempfile::tempdir().expect("a folder");
        for (number, text) in texts.iter().enumerate() {
            write(dir.path(), &number.to_string(), text, gzip);
        }
        let files = Dataset::text_lines(dir.path().join("*").display().to_string());
        let files = match how {
            Some(how) => files.interleave(how),
            None => files,
        };
        let [theirs, ours] = both(&files.open().expect("opens").read_as::<Bytes>().expect("bytes"));
        prop_assert_eq!(up_to_error(&ours), up_to_error(&theirs));
        prop_assert_eq!(ours.stack().expect("stacks"), theirs.stack().expect("stacks"));
        let some = |ds: &Dataset<Bytes>| up_to_error(&ds.skip(5));
        prop_assert_eq!(some(&ours), some(&theirs));
    }

    #[test]
    fn blocks(
        len in 0..30_usize,
        size in 1..8_usize,
        header in 0..7_usize,
        footer in 0..7_usize,
        whole in any::<bool>(),
        gzip in any::<bool>(),
    ) {
        tensorflow();
        let dir = tempfile::tempdir().expect("a folder");
        let len = if whole { header + footer + len * size } else { len };
        let bytes: Vec<u8> = (0..len as u8).collect();
        let path = write(dir.path(), "blocks", &bytes, gzip);
        let files = Dataset::fixed_length_records(path, size).skip_header(header).skip_footer(footer);
        let [theirs, ours] = both(&files.open().expect("opens"));
        let (theirs, ours) = (up_to_error(&theirs), up_to_error(&ours));
        if len < header + footer {
            // Too short even for these: TensorFlow takes some such files for empty ones.
            prop_assert_eq!(ours, (Vec::new(), true));
        } else {
            prop_assert_eq!(ours, theirs);
        }
    }
}

/// Lines and records that are longer than what is read at once, and that lie across its borders.
#[test]
fn long_ones() {
    tensorflow();
    let dir = tempfile::tempdir().expect("a folder");
    let mut text = Vec::new();
    for (number, len) in [3, 262_100, 50, 0, 1_000_000, 262_143, 262_144, 1, 600_000].into_iter().enumerate()
    {
        text.extend((0..len).map(|at| b'a' + ((at * 7 + number) % 26) as u8));
        if number % 3 == 0 {
            text.push(b'\r');
        }
        text.push(b'\n');
    }
    text.extend(std::iter::repeat_n(b'z', 300_000));
    for gzip in [false, true] {
        let path = write(dir.path(), "text", &text, gzip);
        let [theirs, ours] = both(&Dataset::text_lines(path).open().expect("lines"));
        let expected = up_to_error(&theirs);
        assert_eq!(expected.0.len(), 10);
        assert_eq!(up_to_error(&ours), expected);
        let whole = &text[..text.len() / 700_001 * 700_001 + 13];
        let path = write(dir.path(), "blocks", whole, gzip);
        for (size, header) in [(700_001, 13), (1, whole.len() - 3)] {
            let blocks = Dataset::fixed_length_records(path.clone(), size).skip_header(header).open();
            let [theirs, ours] = both(&blocks.expect("blocks"));
            let expected = up_to_error(&theirs);
            assert!(!expected.1 && expected.0.len() == (whole.len() - header) / size);
            assert_eq!(up_to_error(&ours), expected);
        }
    }
}

#[test]
fn turns_have_a_length() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = write(dir.path(), "text", b"a\n", false);
    for how in [Interleave::cycle(0), Interleave::cycle(2).block(0)] {
        let error = Dataset::text_lines(&path).interleave(how).open().expect_err("no turns");
        let Error::Argument { method, reason } = &error else { panic!("{error}") };
        assert_eq!((&method[..], &reason[..]), ("interleave", "cycle and block have at least the length 1"));
    }
    let explained = Dataset::text_lines(&path).interleave(Interleave::cycle(2).block(3)).open();
    let explained = explained.expect("opens").explain();
    assert!(explained.contains("1 files, uncompressed, 2 at a time, 3 from each)"), "{explained}");
}
