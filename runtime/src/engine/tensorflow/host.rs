use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tfdata_spec::DType;

use super::call::{Call, Input};
use super::station::Station;
use super::tuning::Tuning;
use crate::libtensorflow::{Error, Graph, Operation, Output, Result, Session, SessionConfig, Tensor};

/// A session in which datasets live. Variables and tables of a SavedModel belong to its session, so everything
/// that is made from its datasets runs there too.
///
/// Ops are added to its graph once for each kind of call and used again for later ones, so that a program that
/// makes new datasets all day long does not grow.
pub(super) struct Host {
    pub(super) graph: Graph,
    pub(super) session: Session,
    ops: Mutex<HashMap<String, Op>>,
    stations: Mutex<HashMap<Kind, Vec<Station>>>,
    /// Those in which the inputs of datasets of this one were made. An iterator that is at rest still refers to the
    /// dataset that it ran last; so they go after the session, behind which they stand here.
    others: Mutex<Vec<Arc<Host>>>,
}

/// What stations differ in: the dtypes of the components, and how the dataset is run.
type Kind = (Vec<DType>, Tuning);

/// An op in the graph, and where its input values are fed.
#[derive(Clone)]
struct Op {
    feeds: Vec<Output>,
    operation: Operation,
}

impl Host {
    /// A session of its own.
    pub(super) fn new() -> Result<Self> {
        let graph = Graph::new()?;
        let session = Session::new(&graph, &SessionConfig::default().to_bytes())?;
        Ok(Self::over(graph, session))
    }

    /// This session.
    pub(super) fn over(graph: Graph, session: Session) -> Self {
        Self { graph, session, ops: Mutex::default(), stations: Mutex::default(), others: Mutex::default() }
    }

    /// Keeps the other ones of these for as long as there is this one.
    pub(super) fn outlived_by<'h>(self: &Arc<Self>, hosts: impl Iterator<Item = &'h Arc<Self>>) {
        let mut others = lock(&self.others);
        for host in hosts {
            if !Arc::ptr_eq(host, self) && !others.iter().any(|other| Arc::ptr_eq(other, host)) {
                others.push(host.clone());
            }
        }
    }

    /// Runs the op and returns its only output.
    pub(super) fn call(&self, call: Call) -> Result<Tensor> {
        self.run(call, 1)?.pop().ok_or(Error::Null { function: "TF_SessionRun" })
    }

    /// Runs the op and returns its first outputs, as many as these.
    pub(super) fn run(&self, call: Call, outputs: usize) -> Result<Vec<Tensor>> {
        let call = call.check()?;
        let op = {
            let mut ops = lock(&self.ops);
            match ops.get(&call.key()) {
                Some(op) => op.clone(),
                None => {
                    let op = self.add(&call, ops.len())?;
                    ops.insert(call.key(), op.clone());
                    op
                }
            }
        };
        let tensors = call.inputs.iter().flat_map(Input::tensors);
        let feeds: Vec<(Output, &Tensor)> =
            op.feeds.iter().copied().zip(tensors.map(|tensor| &**tensor)).collect();
        let fetches: Vec<Output> = (0..outputs).map(|index| op.operation.output(index)).collect();
        self.session.run(&feeds, &fetches, &[op.operation])
    }

    fn add(&self, call: &Call, number: usize) -> Result<Op> {
        let name = format!("tfdata/{}_{number}", call.op);
        let mut feeds = Vec::new();
        let mut builder = self.graph.op(call.op, &name);
        for (place, input) in call.inputs.iter().enumerate() {
            let mut placeholders = Vec::new();
            for (item, dtype) in input.dtypes().into_iter().enumerate() {
                let name = format!("{name}/input_{place}_{item}");
                let placeholder = self.graph.op("Placeholder", &name).attr("dtype", dtype).finish()?;
                placeholders.push(placeholder.output(0));
            }
            feeds.extend(&placeholders);
            builder = match input {
                Input::Tensor(_) => {
                    placeholders.into_iter().fold(builder, |builder, input| builder.input(input))
                }
                Input::List(_) => builder.input_list(placeholders),
                Input::Op(op) => {
                    let operation = self.graph.op(op, &format!("{name}/{op}")).finish()?;
                    builder.input(operation.output(0))
                }
            };
        }
        let builder =
            call.attrs.iter().fold(builder, |builder, (name, attr)| builder.attr(name, attr.clone()));
        Ok(Op { feeds, operation: builder.finish()? })
    }

    /// Ops that iterate over datasets of this kind and that nobody uses now.
    pub(super) fn take_station(&self, dtypes: Vec<DType>, tuning: Tuning) -> Result<Station> {
        let kind = (dtypes, tuning);
        if let Some(station) = lock(&self.stations).get_mut(&kind).and_then(Vec::pop) {
            return Ok(station);
        }
        Station::add(&self.graph, kind.0, tuning)
    }

    /// Gives them back.
    pub(super) fn put_station(&self, station: Station) {
        let kind = (station.dtypes.clone(), station.tuning);
        lock(&self.stations).entry(kind).or_default().push(station);
    }
}

/// The maps stay whole even if a thread panicked while it held them: each change is a single insertion.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
