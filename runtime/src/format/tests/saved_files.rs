use std::path::Path;

use tfdata_spec::DType;

use super::super::{SavedDataset, ShardReader, SnapshotTensor, TensorData};
use super::truth::{fixtures, npy, strings};

/// Calls `take` with each component of each element of a saved dataset, shard after shard.
fn read(folder: &str, mut take: impl FnMut(usize, &SnapshotTensor<'_>)) -> SavedDataset {
    let saved = SavedDataset::open(&fixtures().join(folder)).unwrap();
    let mut elements = 0;
    for shard in &saved.shards {
        let mut reader = ShardReader::open(shard, &saved.dtypes, None).unwrap();
        let mut component = 0;
        while let Some(tensor) = reader.next_component().unwrap() {
            take(component, &tensor);
            component = (component + 1) % saved.dtypes.len();
        }
        elements += reader.elements();
    }
    saved.check_count(elements).unwrap();
    saved
}

/// The plain bytes and strings of each component, all elements behind each other.
fn columns(folder: &str, components: usize) -> (Vec<Vec<u8>>, Vec<Vec<Vec<u8>>>) {
    let (mut plain, mut text) = (vec![vec![]; components], vec![vec![]; components]);
    read(folder, |component, tensor| match &tensor.data {
        TensorData::Plain(bytes) => plain[component].extend_from_slice(bytes),
        TensorData::Strings(strings) => text[component].extend(strings.iter().map(<[u8]>::to_vec)),
        TensorData::Variants(_) => panic!("no variants here"),
    });
    (plain, text)
}

#[test]
fn every_dtype_in_every_compression() {
    // The names of the components, in byte order: the flat order of a dict.
    let names =
        "all bf16 c128 c64 class_name empty f16 f64 flags i16 i32 i64 i8 label two_names u16 u32 u64 u8";
    let names: Vec<&str> = names.split(' ').collect();
    for folder in ["default", "gzip", "snappy"] {
        let (plain, text) = columns(&format!("o07_save_wine_dtypes/{folder}"), names.len());
        for (at, name) in names.iter().enumerate() {
            let file = format!("o07_save_wine_dtypes/truth/{name}");
            if text[at].is_empty() {
                assert_eq!(plain[at], npy(&format!("{file}.npy")).bytes, "{name}");
            } else {
                assert_eq!(text[at], strings(&format!("{file}.bin")), "{name}");
            }
        }
    }
}

#[test]
fn batches_have_a_leading_axis() {
    let mut shapes = Vec::new();
    let saved = read("o07_save_wine_dtypes/batched50", |component, tensor| {
        if component == 0 {
            shapes.push(tensor.shape.to_vec());
        }
    });
    assert_eq!(shapes, [[50, 13], [50, 13], [50, 13], [28, 13]]);
    assert_eq!((saved.num_elements, saved.dtypes[0]), (Some(4), DType::F32));
}

#[test]
fn shards_interleave_to_the_order_of_tensorflow() {
    let folder = "o07_save_wine_dtypes/shards4";
    let saved = SavedDataset::open(&fixtures().join(folder)).unwrap();
    assert_eq!(saved.shards.len(), 4);
    let mut shards: Vec<Vec<i64>> = Vec::new();
    for shard in &saved.shards {
        let mut reader = ShardReader::open(shard, &saved.dtypes, None).unwrap();
        let mut indices = Vec::new();
        let mut component = 0;
        while let Some(tensor) = reader.next_component().unwrap() {
            if component == 0 {
                indices.extend(tensor.to_i64().unwrap());
            }
            component = (component + 1) % saved.dtypes.len();
        }
        shards.push(indices);
    }
    // TensorFlow's default cycle is as long as the machine that reads has CPUs; this truth's had 2.
    let expected = npy("o07_save_wine_dtypes/truth_shards4/index.npy").i64();
    assert_eq!(interleaved(&shards, 2), expected);
}

/// What `interleave` gives with blocks of one element.
fn interleaved(shards: &[Vec<i64>], cycle: usize) -> Vec<i64> {
    let mut waiting = shards.iter().map(|shard| shard.iter());
    let mut open: Vec<_> = (0..cycle).map(|_| waiting.next()).collect();
    let mut all = Vec::new();
    while open.iter().any(Option::is_some) {
        for slot in &mut open {
            while let Some(shard) = slot {
                if let Some(value) = shard.next() {
                    all.push(*value);
                    break;
                }
                *slot = waiting.next();
            }
        }
    }
    all
}

#[test]
fn ragged_and_sparse() {
    for folder in ["default", "gzip"] {
        let (mut letters, mut splits) = (vec![], vec![0]);
        let (mut indices, mut counts, mut dense) = (vec![], vec![], vec![]);
        let (mut dests, mut dest_splits) = (vec![], vec![0]);
        let mut row = 0;
        read(&format!("o08_save_flights_ragged/{folder}"), |component, tensor| match component {
            0 => {
                let (row_splits, values) = variant(tensor).into_ragged().unwrap();
                assert_eq!(row_splits.len(), 1);
                let before = letters.len() as i64;
                splits.extend(row_splits[0].to_i64().unwrap()[1..].iter().map(|split| split + before));
                text(&values, &mut letters);
            }
            1 => {
                let parts = tensor.variants().unwrap().into_iter().map(|part| part.into_tensor().unwrap());
                let parts: Vec<SnapshotTensor<'_>> = parts.collect();
                indices.extend(parts[0].to_i64().unwrap().into_iter().flat_map(|at| [row, at]));
                counts.extend(parts[1].to_i64().unwrap());
                dense.extend(parts[2].to_i64().unwrap());
                row += 1;
            }
            2 => {
                // Ragged without a ragged axis: a vector of any length.
                match variant(tensor).into_ragged() {
                    Ok((row_splits, values)) => {
                        assert!(row_splits.is_empty());
                        text(&values, &mut dests);
                    }
                    Err(error) => panic!("{error}"),
                }
                dest_splits.push(dests.len() as i64);
            }
            _ => {}
        });
        let truth = |name: &str| format!("o08_save_flights_ragged/truth/0.{name}");
        assert_eq!(letters, strings(&truth("by_letter.flat_values.bin")));
        assert_eq!(splits, npy(&truth("by_letter.row_splits_1.npy")).i64());
        assert_eq!(indices, npy(&truth("counts.indices.npy")).i64());
        assert_eq!(counts, npy(&truth("counts.values.npy")).i64());
        assert_eq!(dense, npy(&truth("counts.dense_shapes.npy")).i64());
        assert_eq!(dests, strings(&truth("dests.flat_values.bin")));
        assert_eq!(dest_splits, npy(&truth("dests.row_splits_0.npy")).i64());
    }
}

fn variant<'a>(tensor: &SnapshotTensor<'a>) -> super::super::snapshot::Variant<'a> {
    let mut variants = tensor.variants().unwrap();
    assert_eq!(variants.len(), 1);
    variants.remove(0)
}

fn text(values: &SnapshotTensor<'_>, to: &mut Vec<Vec<u8>>) {
    match &values.data {
        TensorData::Strings(strings) => to.extend(strings.iter().map(<[u8]>::to_vec)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn batched_ragged() {
    let (mut numbers, mut splits) = (vec![], vec![0]);
    let mut batches = Vec::new();
    read("o08_save_flights_ragged/ragged_batch16", |component, tensor| {
        if component == 1 {
            batches.push(tensor.items());
            for variant in tensor.variants().unwrap() {
                let (row_splits, values) = variant.into_ragged().unwrap();
                assert!(row_splits.is_empty());
                numbers.extend(values.to_i64().unwrap());
                splits.push(numbers.len() as i64);
            }
        }
    });
    let truth = |name: &str| format!("o08_save_flights_ragged/truth_ragged_batch16/n.{name}");
    assert_eq!(numbers, npy(&truth("flat_values.npy")).i64());
    assert_eq!(splits, npy(&truth("row_splits_1.npy")).i64());
    assert_eq!(batches.iter().sum::<usize>(), 303);
}

#[test]
fn a_directory_that_is_none() {
    let error = SavedDataset::open(Path::new("/nowhere/at/all")).unwrap_err();
    assert!(error.to_string().contains("snapshot.metadata is missing"), "{error}");
}
