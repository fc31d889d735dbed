//! Tensors and the strings in them.

use tfdata::libtensorflow::{Code, Error, Graph, Tensor};
use tfdata::spec::{DType, Shape};

use crate::{as_f32s, constant, f32s, library, placeholder, session};

#[test]
fn tensors_keep_their_bytes() {
    library();
    let tensor = f32s(&[2, 3], &[0.0, 1.0, 2.0, 3.0, 4.0, f32::NAN]);
    assert_eq!((tensor.dtype(), tensor.dims(), tensor.len()), (DType::F32, [2, 3].as_slice(), 6));
    assert_eq!(as_f32s(&tensor)[..5], [0.0, 1.0, 2.0, 3.0, 4.0]);
    assert!(as_f32s(&tensor)[5].is_nan());
    assert!(tensor.as_strings().is_none());
    assert_eq!(format!("{tensor:?}"), "Tensor(float32 [2, 3])");
}

#[test]
fn tensors_of_every_rank_keep_their_dims() {
    library();
    for rank in [0, 1, 6, 7, 8, 20, 254] {
        let dims = vec![1; rank];
        let tensor = f32s(&dims, &[7.0]);
        assert_eq!(tensor.dims(), dims);
        assert_eq!(as_f32s(&tensor), [7.0]);
    }
}

#[test]
fn empty_tensors_have_no_bytes() {
    library();
    for dims in [[0].as_slice(), &[3, 0], &[0, 0, 5]] {
        let tensor = f32s(dims, &[]);
        assert_eq!((tensor.dims(), tensor.bytes()), (dims, Some([].as_slice())));
        let strings = Tensor::strings(dims, [[]; 0]).unwrap();
        assert_eq!((strings.dims(), strings.as_strings().unwrap().len()), (dims, 0));
    }
}

#[test]
fn impossible_tensors_are_errors() {
    library();
    let huge = usize::MAX / 2;
    for dims in [vec![huge, huge], vec![huge, huge, 0], vec![usize::MAX], vec![1; 255]] {
        assert!(matches!(Tensor::from_bytes(DType::U8, &dims, &[]), Err(Error::Dims { .. })), "{dims:?}");
        assert!(matches!(Tensor::strings(&dims, [[]; 0]), Err(Error::Dims { .. })), "{dims:?}");
    }
    for len in [0, 7, 9] {
        let error = Tensor::from_bytes(DType::F32, &[2], &vec![0; len]).unwrap_err();
        assert!(matches!(error, Error::Length { expected: 8, got, .. } if got == len), "{error}");
    }
    for count in [0, 1, 3] {
        let error =
            Tensor::strings(&[2], vec!["a string that is too long to be kept inline"; count]).unwrap_err();
        assert!(matches!(error, Error::Length { expected: 2, got, .. } if got == count), "{error}");
    }
    for dtype in [DType::String, DType::Variant, DType::Resource, DType::Other(99)] {
        assert!(matches!(Tensor::from_bytes(dtype, &[], &[]), Err(Error::NotBytes { .. })), "{dtype}");
    }
}

/// Strings of every way in which TensorFlow keeps them, and at the borders between these.
fn all_kinds_of_strings() -> Vec<Vec<u8>> {
    let mut strings: Vec<Vec<u8>> =
        [0, 1, 21, 22, 23, 24, 25, 1000, 1_000_000].iter().map(|&len| vec![b'x'; len]).collect();
    strings.push(vec![0, 0xff, 0xfe, 0]);
    strings.push((0..=255).collect());
    strings.push("größe".into());
    strings
}

#[test]
fn strings_keep_their_bytes() {
    library();
    let strings = all_kinds_of_strings();
    let tensor = Tensor::strings(&[3, strings.len() / 3], &strings).unwrap();
    assert_eq!((tensor.dtype(), tensor.bytes()), (DType::String, None));
    let items = tensor.as_strings().unwrap();
    assert_eq!(items.len(), strings.len());
    assert!(items.iter().eq(strings.iter().map(Vec::as_slice)));
    assert_eq!(items.get(7), Some(strings[7].as_slice()));
    assert_eq!(items.get(strings.len()), None);
}

#[test]
fn strings_pass_through_a_graph() {
    library();
    let graph = Graph::new().unwrap();
    let strings = all_kinds_of_strings();
    let fed = placeholder(&graph, "fed", DType::String);
    let kept = constant(&graph, "kept", Tensor::strings(&[strings.len()], &strings).unwrap());
    let twice = graph.op("StringJoin", "twice").input_list([fed, kept]).attr("N", 2_i64).finish().unwrap();
    let same = graph.op("Identity", "same").input(fed).finish().unwrap();
    let tensor = Tensor::strings(&[strings.len()], &strings).unwrap();
    let fetched = session(&graph).run(&[(fed.into(), &tensor)], &[twice.into(), same.into()], &[]).unwrap();
    drop(tensor); // `same` shares its memory
    for (index, string) in strings.iter().enumerate() {
        assert_eq!(fetched[0].as_strings().unwrap().get(index).unwrap(), [string.as_slice(); 2].concat());
        assert_eq!(fetched[1].as_strings().unwrap().get(index).unwrap(), string);
    }
}

#[test]
fn strings_that_tensorflow_keeps_outlive_the_tensor() {
    library();
    let graph = Graph::new().unwrap();
    let fed = placeholder(&graph, "fed", DType::String);
    let (types, shapes) = (vec![DType::String], vec![Shape::scalar()]);
    let dataset = graph
        .op("TensorSliceDataset", "slices")
        .input_list([fed])
        .attr("Toutput_types", types.clone())
        .attr("output_shapes", shapes.clone())
        .finish()
        .unwrap();
    let session = session(&graph);
    let strings: Vec<String> =
        (0..100).map(|n| format!("string number {n}, longer than is kept inline")).collect();
    let tensor = Tensor::strings(&[strings.len()], &strings).unwrap();
    let variant = session.run(&[(fed.into(), &tensor)], &[dataset.into()], &[]).unwrap().remove(0);
    drop(tensor);
    assert_eq!((variant.dtype(), variant.dims(), variant.bytes()), (DType::Variant, [].as_slice(), None));

    // The dataset goes on living in the variant, which is fed to an iterator.
    let fed = placeholder(&graph, "dataset", DType::Variant);
    let iterator = graph
        .op("IteratorV2", "iterator")
        .attr("shared_name", "")
        .attr("container", "")
        .attr("output_types", types.clone())
        .attr("output_shapes", shapes.clone())
        .finish()
        .unwrap();
    let make = graph.op("MakeIterator", "make").input(fed).input(iterator).finish().unwrap();
    let next = graph
        .op("IteratorGetNext", "next")
        .input(iterator)
        .attr("output_types", types)
        .attr("output_shapes", shapes)
        .finish()
        .unwrap();
    session.run(&[(fed.into(), &variant)], &[], &[make]).unwrap();
    let mut run = session.prepare([], &[next.into()], &[]).unwrap();
    let mut tensors = Vec::new();
    for string in &strings {
        run.step(&mut tensors).unwrap();
        assert_eq!(tensors[0].as_strings().unwrap().get(0).unwrap(), string.as_bytes());
    }
    assert_eq!(run.step(&mut tensors).unwrap_err().status().unwrap().code, Code::OutOfRange);
    assert!(tensors.is_empty());
}

#[test]
fn strings_are_freed() {
    library();
    let resident = || {
        let pages = std::fs::read_to_string("/proc/self/statm").ok()?;
        Some(pages.split(' ').nth(1)?.parse::<usize>().ok()? * 4096)
    };
    let graph = Graph::new().unwrap();
    let fed = placeholder(&graph, "fed", DType::String);
    let same = graph.op("Identity", "same").input(fed).finish().unwrap();
    let session = session(&graph);
    let strings = vec![vec![b'x'; 10_000]; 100];
    let round = || {
        let tensor = Tensor::strings(&[100], &strings).unwrap();
        session.run(&[(fed.into(), &tensor)], &[same.into()], &[]).unwrap();
        assert!(Tensor::strings(&[101], &strings).is_err());
    };
    (0..20).for_each(|_| round());
    let before = resident();
    (0..500).for_each(|_| round()); // a gigabyte in all
    if let (Some(before), Some(after)) = (before, resident()) {
        assert!(after < before + 200_000_000, "{before} bytes before, {after} after");
    }
}
