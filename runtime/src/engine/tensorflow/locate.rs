//! Which file, and which record of it, an error of TensorFlow's is about. TensorFlow does not say; so the files are
//! read once more for it, in Rust.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::native;
use crate::error::Error;
use crate::format::RecordReader;
use crate::libtensorflow::Code;
use crate::place::Place;
use crate::plan::{Decoder, FileFormat, FileSource, FunctionStep, Node, Plan, Source, Step};

/// The error with its place in the files, if it has one. `step` is the number of the step that failed, if they were
/// counted from the start.
pub(super) fn located(plan: &Arc<Plan>, step: Option<u64>, error: Error) -> Error {
    match error {
        Error::TensorFlow { context, code, message, .. } if is_about_data(code, &message) => {
            match damage(plan, step) {
                Some(Damage { dataset, element, place, reason }) => {
                    let theirs = cause(message);
                    let reason = match reason {
                        Some(ours) => format!("{ours} (TensorFlow says: {theirs})"),
                        None => theirs,
                    };
                    Error::Damaged { dataset, element, place, reason }
                }
                None => Error::TensorFlow { context, code, message, files: candidates(plan) },
            }
        }
        // A file that is cut short says more.
        Error::Truncated { .. } => match readers(plan).iter().find_map(|reader| first(reader, None)) {
            Some(Damage { dataset, element, place, reason: Some(reason) }) => {
                Error::Damaged { dataset, element, place, reason }
            }
            _ => error,
        },
        other => other,
    }
}

/// The message without the step that it comes of, which is one of our making.
fn cause(message: String) -> String {
    let words = message.split_once(" transformation with iterator: ");
    match words.and_then(|(_, iterator)| iterator.split_once(": ")) {
        // Of records that are parsed many at once, and could have names.
        Some((_, cause)) => cause.trim_start_matches("Name: <unknown>, ").to_owned(),
        None => message,
    }
}

/// What TensorFlow says of elements that don't fit into one batch, of which nothing is wrong with any file.
const OF_BATCHES: [&str; 3] = ["Cannot add tensor to the batch", "Cannot batch tensors", "Attempted to pad"];

fn is_about_data(code: Code, message: &str) -> bool {
    matches!(code, Code::InvalidArgument | Code::DataLoss | Code::OutOfRange)
        && !OF_BATCHES.iter().any(|words| message.contains(words))
}

/// What is wrong with a file, and which element can't be read for it.
struct Damage {
    dataset: String,
    element: u64,
    place: Box<Place>,
    /// What is wrong, if that is known here.
    reason: Option<String>,
}

/// The damage that the step met.
fn damage(plan: &Arc<Plan>, step: Option<u64>) -> Option<Damage> {
    let elements = step.and_then(|step| in_order(plan, step..step.saturating_add(1)));
    let mut all: Vec<Damage> = Vec::new();
    for reader in readers(plan) {
        if let Some(damage) = first(&reader, elements.as_ref())
            && all.iter().all(|other| other.place != damage.place)
        {
            all.push(damage);
        }
    }
    match (all.pop(), elements) {
        (Some(damage), _) => all.is_empty().then_some(damage),
        (None, Some(elements)) if !has_functions(plan) => by_number(plan, &elements),
        _ => None,
    }
}

/// The parts of the plan that read files, each as one that Rust can read too.
fn readers(plan: &Arc<Plan>) -> Vec<Arc<Plan>> {
    match &plan.node {
        Node::Apply { input, step: Step::Decode(decoder) } => {
            let decoder = Decoder { fast_jpeg: false, ..decoder.clone() };
            vec![Plan::apply(input, Step::Decode(decoder), plan.spec.clone())]
        }
        _ if is_reader(plan) => vec![plan.clone()],
        _ => plan.inputs().into_iter().flat_map(readers).collect(),
    }
}

fn is_reader(plan: &Plan) -> bool {
    match &plan.node {
        Node::Source(source) => matches!(source, Source::Files(_) | Source::Load { .. }),
        Node::Apply { step, .. } => {
            matches!(step, Step::ParseExample(_) | Step::ParseSequenceExample { .. } | Step::Decode(_))
        }
        _ => false,
    }
}

/// The elements of the plan's only reader that its elements `range` are made of, if they come in order.
fn in_order(plan: &Plan, range: Range<u64>) -> Option<Range<u64>> {
    if is_reader(plan) {
        return Some(range);
    }
    let rows = |size: usize| range.start.saturating_mul(size as u64)..range.end.saturating_mul(size as u64);
    match &plan.node {
        Node::Batch { input, size, .. } => in_order(input, rows(*size)),
        Node::Apply { input, step: Step::PaddedBatch(padding) } => in_order(input, rows(padding.size)),
        Node::Engine { input, .. }
        | Node::Prefetch { input, .. }
        | Node::Take { input, .. }
        | Node::Enumerate { input, .. }
        | Node::Apply {
            input,
            step: Step::Options(_) | Step::AssertCardinality(_) | Step::Function(FunctionStep::Map { .. }),
        } => in_order(input, range),
        _ => None,
    }
}

/// The first damage that reading in Rust meets, if it is in one of these elements, or anywhere.
fn first(reader: &Arc<Plan>, elements: Option<&Range<u64>>) -> Option<Damage> {
    if native::refusal(reader).is_some() {
        return None;
    }
    let components: Vec<usize> = (0..reader.spec.components().len()).collect();
    let mut stream = native::start(reader, &components).ok()?;
    let end = elements.map_or(u64::MAX, |elements| elements.end);
    for _ in 0..end {
        match stream.next(&mut |_| ()) {
            Ok(true) => {}
            Err(Error::Damaged { dataset, element, place, reason }) => {
                let found = elements.is_none_or(|elements| elements.contains(&element));
                return found.then_some(Damage { dataset, element, place, reason: Some(reason) });
            }
            Ok(false) | Err(_) => return None,
        }
    }
    None
}

/// Where these elements lie, of which one can't be read by TensorFlow, though it can in Rust, or Rust stops before.
fn by_number(plan: &Arc<Plan>, elements: &Range<u64>) -> Option<Damage> {
    let source = match &file_sources(plan)[..] {
        [source] => *source,
        _ => return None,
    };
    let first = record(source, elements.start)?;
    let place = match elements.end - elements.start {
        1 => first,
        _ => {
            let last = record(source, elements.end - 1);
            let alone = last.is_none_or(|last| last.file == first.file);
            alone.then(|| Place::of_file(first.file))?
        }
    };
    let (dataset, element) = (source.pattern.clone(), elements.start);
    Some(Damage { dataset, element, place: Box::new(place), reason: None })
}

/// The record that is this element.
fn record(source: &FileSource, element: u64) -> Option<Place> {
    if !matches!(source.format, FileFormat::TfRecord) || source.in_turn().is_some() {
        return None;
    }
    let mut before = 0;
    for (index, file) in source.files.iter().enumerate() {
        let slice = source.slices.as_ref().and_then(|slices| slices.get(index));
        let wanted = slice.map_or(0..u64::MAX, |slice| slice.skip..slice.skip.saturating_add(slice.take));
        let mut records = RecordReader::open(file, Some(source.compression())).ok()?;
        let mut number = 0;
        while number < wanted.end && records.advance().ok()? {
            if wanted.contains(&number) {
                if before == element {
                    return Some(Place { record: Some(number), ..Place::of_file(file) });
                }
                before += 1;
            }
            number += 1;
        }
    }
    None
}

fn file_sources(plan: &Plan) -> Vec<&FileSource> {
    match &plan.node {
        Node::Source(Source::Files(source)) => vec![source],
        _ => plan.inputs().into_iter().flat_map(|input| file_sources(input)).collect(),
    }
}

/// The files that the plan reads, unless functions, which can fail as well, make something of them.
fn candidates(plan: &Plan) -> Vec<PathBuf> {
    if has_functions(plan) {
        return Vec::new();
    }
    let mut files: Vec<PathBuf> =
        file_sources(plan).into_iter().flat_map(|source| source.files.iter().map(PathBuf::from)).collect();
    files.dedup();
    files
}

fn has_functions(plan: &Plan) -> bool {
    matches!(plan.node, Node::Apply { step: Step::Function(_), .. })
        || plan.inputs().into_iter().any(|input| has_functions(input))
}
