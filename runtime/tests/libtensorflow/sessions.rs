//! Graphs, their functions, and the sessions that run them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tfdata::libtensorflow::{Attr, Code, Error, Graph, Output, Session, SessionConfig, Tensor};
use tfdata::spec::{DType, Shape};

use crate::{as_f32s, as_i64s, constant, counting_iterator, f32s, i64s, library, placeholder, session};

#[test]
fn graphs_compute() {
    library();
    let graph = Graph::new().unwrap();
    let a = placeholder(&graph, "a", DType::F32);
    let b = constant(&graph, "b", f32s(&[2], &[10.0, 20.0]));
    let sum = graph.op("AddV2", "sum").input(a).input(b).finish().unwrap();
    let session = session(&graph);
    let fetched = session.run(&[(a.into(), &f32s(&[], &[1.0]))], &[sum.into(), b.into()], &[]).unwrap();
    assert_eq!(as_f32s(&fetched[0]), [11.0, 21.0]);
    assert_eq!(as_f32s(&fetched[1]), [10.0, 20.0]);

    // Operations that come after the session belong to it too.
    let product = graph.op("Mul", "product").input(sum).input(b).control_input(a).finish().unwrap();
    let fetched = session.run(&[(a.into(), &f32s(&[], &[1.0]))], &[product.into()], &[]).unwrap();
    assert_eq!(as_f32s(&fetched[0]), [110.0, 420.0]);
    drop((session, graph));
    assert_eq!(as_f32s(&fetched[0]), [110.0, 420.0]);
}

#[test]
fn graphs_can_be_read() {
    library();
    let graph = Graph::new().unwrap();
    let (make, next) = counting_iterator(&graph, 3);
    let names: Vec<String> = graph.nodes().map(|node| node.name().into_owned()).collect();
    assert_eq!(names, ["start", "stop", "step", "range", "iterator", "make", "next"]);
    assert_eq!(graph.operation("make"), Some(make));
    assert_eq!(graph.operation("nothing"), None);
    assert_eq!(graph.operation("a\0b"), None);

    let range = graph.node(graph.operation("range").unwrap()).unwrap();
    assert_eq!((range.op_type().as_ref(), range.num_inputs(), range.num_outputs()), ("RangeDataset", 3, 1));
    assert_eq!(range.input(1), graph.operation("stop").map(Output::from));
    assert_eq!(range.input(3), None);
    assert_eq!((range.output_dtype(0), range.output_dtype(1)), (Some(DType::Variant), None));
    assert_eq!(range.attr("output_types").unwrap().as_types(), Some([DType::I64].as_slice()));
    assert_eq!(range.attr("output_shapes").unwrap(), Attr::Shapes(vec![Shape::scalar()]));
    assert_eq!(range.attr("nothing").unwrap_err().status().unwrap().code, Code::InvalidArgument);

    let copy = Graph::new().unwrap();
    copy.import_graph_def(&graph.graph_def().unwrap(), "copy").unwrap();
    let names: Vec<String> = copy.nodes().map(|node| node.name().into_owned()).collect();
    assert_eq!(names[6], "copy/next");
    assert_eq!(copy.node(next.operation).unwrap_err().to_string(), "the operation belongs to another graph");
}

#[test]
fn functions_can_be_made_and_called() {
    library();
    let body = Graph::new().unwrap();
    let x = placeholder(&body, "x", DType::I64);
    let two = constant(&body, "two", i64s(&[], &[2]));
    let twice = body.op("Mul", "twice").input(x).input(two).finish().unwrap();
    let function = body.to_function("twice_of", &[x.into()], &[twice.into()]).unwrap();
    assert_eq!(function.name(), "twice_of");

    let graph = Graph::new().unwrap();
    graph.copy_function(&function).unwrap();
    drop((function, body));
    let (_, _) = counting_iterator(&graph, 3);
    let range = graph.operation("range").unwrap();
    let mapped = graph
        .op("MapDataset", "mapped")
        .input(range)
        .input_list(Vec::<Output>::new())
        .attr_func("f", "twice_of")
        .attr("Targuments", Vec::<DType>::new())
        .attr("output_types", vec![DType::I64])
        .attr("output_shapes", vec![Shape::scalar()])
        .finish()
        .unwrap();
    let batched = graph
        .op("BatchDatasetV2", "batched")
        .input(mapped)
        .input(constant(&graph, "all", i64s(&[], &[i64::MAX])))
        .input(constant(&graph, "drop", Tensor::from_bytes(DType::Bool, &[], &[0]).unwrap()))
        .attr("output_types", vec![DType::I64])
        .attr("output_shapes", vec![Shape::new([None])])
        .finish()
        .unwrap();
    let single = graph
        .op("DatasetToSingleElement", "single")
        .input(batched)
        .attr("output_types", vec![DType::I64])
        .attr("output_shapes", vec![Shape::new([None])])
        .finish()
        .unwrap();
    let fetched = session(&graph).run(&[], &[single.into()], &[]).unwrap();
    assert_eq!(as_i64s(&fetched[0]), [0, 2, 4]);
    assert_eq!(graph.node(mapped).unwrap().attr("f").unwrap(), Attr::Func("twice_of".into()));
    assert_eq!(graph.node(mapped).unwrap().attr("Targuments").unwrap().as_types(), Some([].as_slice()));
}

#[test]
fn mistakes_are_errors() {
    library();
    let graph = Graph::new().unwrap();
    let a = placeholder(&graph, "a", DType::F32);
    let code = |error: Error| error.status().unwrap().code;

    assert_eq!(code(graph.op("NoSuchOp", "x").finish().unwrap_err()), Code::InvalidArgument);
    assert_eq!(code(graph.op("Identity", "x").finish().unwrap_err()), Code::InvalidArgument);
    assert_eq!(code(graph.op("Identity", "a").input(a).finish().unwrap_err()), Code::InvalidArgument);
    let broken = graph.op("Identity", "x").input(a).attr("T", Attr::Proto(b"\xff".to_vec()));
    assert_eq!(code(broken.finish().unwrap_err()), Code::InvalidArgument);
    assert!(matches!(graph.op("Identity", "x\0").input(a).finish(), Err(Error::Nul { .. })));
    assert!(graph.import_graph_def(b"not a graph", "").is_err());
    assert!(Session::new(&graph, b"\xff").is_err());

    let missing = graph.op("Identity", "x").input(a.output(1)).finish().unwrap_err();
    assert!(matches!(missing, Error::OutputIndex { index: 1, outputs: 1, .. }), "{missing}");
    let session = session(&graph);
    assert!(matches!(session.run(&[], &[a.output(7)], &[]), Err(Error::OutputIndex { .. })));
    assert!(matches!(session.run(&[], &[a.output(usize::MAX)], &[]), Err(Error::OutputIndex { .. })));
    assert_eq!(code(session.run(&[], &[a.into()], &[]).unwrap_err()), Code::InvalidArgument);

    let other = Graph::new().unwrap();
    let foreign = placeholder(&other, "a", DType::F32);
    assert!(matches!(session.run(&[], &[foreign.into()], &[]), Err(Error::OtherGraph)));
    assert!(matches!(graph.op("Identity", "x").input(foreign).finish(), Err(Error::OtherGraph)));
    drop(other);
    assert!(matches!(session.run(&[], &[], &[foreign]), Err(Error::OtherGraph)));

    let nowhere = std::path::Path::new("/nowhere/at/all");
    assert_eq!(code(Session::load_saved_model(nowhere, &["serve"], &[]).unwrap_err()), Code::NotFound);
}

#[test]
fn prepared_runs_step_to_the_end() {
    library();
    let graph = Graph::new().unwrap();
    let (make, next) = counting_iterator(&graph, 1000);
    let session = session(&graph);
    for _epoch in 0..2 {
        session.run(&[], &[], &[make]).unwrap();
        let mut run = session.prepare([], &[next], &[]).unwrap();
        let mut tensors = Vec::new();
        for expected in 0..1000 {
            run.step(&mut tensors).unwrap();
            assert_eq!((tensors.len(), as_i64s(&tensors[0])), (1, vec![expected]));
        }
        let error = run.step(&mut tensors).unwrap_err();
        assert_eq!(error.status().unwrap().code, Code::OutOfRange);
    }
}

#[test]
fn prepared_runs_take_other_feeds() {
    library();
    let graph = Graph::new().unwrap();
    let a = placeholder(&graph, "a", DType::F32);
    let square = graph.op("Square", "square").input(a).finish().unwrap();
    let mut run =
        session(&graph).prepare([(a.into(), Arc::new(f32s(&[], &[2.0])))], &[square.into()], &[]).unwrap();
    let mut tensors = Vec::new();
    run.step(&mut tensors).unwrap();
    assert_eq!(as_f32s(&tensors[0]), [4.0]);
    run.set_feed(0, Arc::new(f32s(&[2], &[3.0, 4.0]))).unwrap();
    run.step(&mut tensors).unwrap();
    assert_eq!(as_f32s(&tensors[0]), [9.0, 16.0]);
    let wrong = run.set_feed(1, Arc::new(f32s(&[], &[0.0]))).unwrap_err();
    assert!(matches!(wrong, Error::FeedIndex { index: 1, feeds: 1 }), "{wrong}");
}

/// A step that takes for ever: the next item of an empty queue.
fn endless(graph: &Graph) -> Output {
    let queue = graph.op("FIFOQueueV2", "queue").attr("component_types", vec![DType::F32]).finish().unwrap();
    let item = graph
        .op("QueueDequeueV2", "item")
        .input(queue)
        .attr("component_types", vec![DType::F32])
        .finish()
        .unwrap();
    item.into()
}

#[test]
fn a_timeout_ends_a_step() {
    library();
    let graph = Graph::new().unwrap();
    let item = endless(&graph);
    let config = SessionConfig::default();
    for single_threaded in [true, false] {
        let mut config = config.clone();
        config.single_threaded = single_threaded;
        let session = Session::new(&graph, &config.to_bytes()).unwrap();
        let mut run = session.prepare([], &[item], &[]).unwrap();
        run.set_timeout(Some(Duration::from_millis(50))).unwrap();
        let error = run.step(&mut Vec::new()).unwrap_err();
        assert_eq!(error.status().unwrap().code, Code::DeadlineExceeded, "{error}");
    }
}

#[test]
fn closing_cancels_a_step_on_another_thread() {
    library();
    let graph = Graph::new().unwrap();
    let item = endless(&graph);
    let session = session(&graph);
    let mut run = session.prepare([], &[item], &[]).unwrap();
    std::thread::scope(|scope| {
        let step = scope.spawn(move || run.step(&mut Vec::new()).map_err(|error| error.status().cloned()));
        std::thread::sleep(Duration::from_millis(100));
        let start = Instant::now();
        session.close().unwrap();
        assert_eq!(step.join().unwrap().unwrap_err().unwrap().code, Code::Cancelled);
        assert!(start.elapsed() < Duration::from_secs(5));
    });
    assert_eq!(session.run(&[], &[item], &[]).unwrap_err().status().unwrap().code, Code::Cancelled);
}

#[test]
fn threads_share_an_iterator() {
    library();
    let graph = Graph::new().unwrap();
    let (make, next) = counting_iterator(&graph, 2000);
    let session = session(&graph);
    session.run(&[], &[], &[make]).unwrap();
    let take = || {
        let mut run = session.prepare([], &[next], &[]).unwrap();
        let (mut tensors, mut taken) = (Vec::new(), Vec::new());
        while run.step(&mut tensors).is_ok() {
            taken.extend(as_i64s(&tensors[0]));
        }
        taken
    };
    let mut all = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    all.sort_unstable();
    assert!(all.into_iter().eq(0..2000));
}

#[test]
fn saved_models_load() {
    library();
    let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures");
    let model = fixtures.join("o09_savedmodel_weather/model");
    let loaded = Session::load_saved_model(&model, &["serve"], &SessionConfig::default().to_bytes()).unwrap();
    assert!(!loaded.meta_graph_def.is_empty());
    assert!(loaded.graph.nodes().count() > 1);
    assert_eq!(loaded.graph.nodes().count(), loaded.session.graph().nodes().count());
}
