//! The verbs that take data out of a dataset.

use std::path::Path;
use std::sync::Arc;

use super::{Dataset, Iter, drain};
use crate::column::Column;
use crate::element::{Collate, Concat, Element};
use crate::engine::{self, Cardinality};
use crate::error::{Error, Result};
use crate::plan::{Node, Plan};

/// Batches that an unbatched pipeline is drained in hold at most this many bytes, to stay in the processor's
/// cache …
const BATCH_BYTES: usize = 256 * 1024;
/// … and at most this many elements.
const BATCH_ROWS: usize = 1024;

impl<E: Element> Dataset<E> {
    /// The elements, one at a time.
    ///
    /// `for element in dataset` in Python.
    ///
    /// # Errors
    /// Where the dataset can't be opened or doesn't fit `E`. Each item is a result too: a pipeline can fail at
    /// any element.
    pub fn iter(&self) -> Result<Iter<E>> {
        let bound = self.bound()?;
        Ok(Iter::new(bound.clone(), &self.plan, engine::start(&self.plan, &bound.components)?))
    }

    /// The elements that were still to come when [`Iter::save`] wrote `path`, in this or another process, also of
    /// a dataset that is shuffled. The dataset has to be made in the same way.
    ///
    /// ```no_run
    /// # use tfdata::{Dataset, Engine};
    /// let ds = Dataset::range(1000).shuffle(100).engine(Engine::TensorFlow);
    /// let mut elements = ds.iter()?;
    /// let first = elements.next();
    /// elements.save("position")?;
    /// // later, and elsewhere
    /// for element in ds.resume("position")? { /* all but the first */ }
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Dataset::iter`]; [`Error::TensorFlow`] if the files can't be read or are another dataset's.
    pub fn resume(&self, path: impl AsRef<Path>) -> Result<Iter<E>> {
        let bound = self.bound()?;
        let stream = engine::resume(&self.plan, &bound.components, path.as_ref())?;
        Ok(Iter::new(bound.clone(), &self.plan, stream))
    }

    /// The first element; `None` if there is none.
    ///
    /// # Errors
    /// As [`Dataset::iter`] and its items.
    pub fn first(&self) -> Result<Option<E>> {
        self.iter()?.next().transpose()
    }

    pub(super) fn finite(&self, verb: &str) -> Result<Option<u64>> {
        finite(&self.plan, verb)
    }

    // The bounds stand at the methods, and what they give has a name of its own: so the compiler says what is
    // missing in the words of the trait.

    /// Every element, stacked along a new axis 0: one array for each field.
    ///
    /// `np.array(list(dataset.as_numpy_iterator()))` in Python, for each component. A field with
    /// `#[element(concat)]` is joined along its own axis 0: `np.concatenate`.
    ///
    /// Where the engine has many short `Bytes` at a time, they share pieces of memory, of 8 MiB at most, each of which
    /// stays as long as one of its strings does. `Bytes::copy_from_slice` makes one that stands alone.
    ///
    /// # Errors
    /// As [`Dataset::iter`] and its items; [`Error::Unequal`] if elements differ in shape; [`Error::Argument`]
    /// if the dataset never ends.
    pub fn stack<B>(&self) -> Result<B>
    where
        E: Collate<Batch = B>,
    {
        let rows = self.finite("stack()")?;
        let bound = self.bound()?;
        if engine::is_native(&self.plan)? {
            let mut stream = engine::start(&self.plan, &bound.components)?;
            let mut column = E::Column::with_capacity(capacity(rows.or_else(|| stream.estimate())));
            if drain::stacked(bound, stream, 0, &mut column)? == 0 {
                drain::nothing(bound, &self.plan.spec.batched(Some(0)), true, &mut column)?;
            }
            return column.finish();
        }
        let mut column = E::Column::with_capacity(capacity(rows));
        let drained = if bound.batches {
            let size = (BATCH_BYTES / bound.bytes.max(1)).clamp(1, BATCH_ROWS);
            let batched = bound.batched.get_or_init(|| Plan::batch(&self.plan, size, false));
            drain::batches(bound, batched, size, &mut column)?
        } else {
            drain::elements(bound, &self.plan, &mut column)?
        };
        if drained == 0 {
            drain::nothing(bound, &self.plan.spec.batched(Some(0)), true, &mut column)?;
        }
        column.finish()
    }

    /// Every element, joined along axis 0: one array for each field.
    ///
    /// `np.concatenate(list(dataset.as_numpy_iterator()))` in Python, for each component.
    ///
    /// # Errors
    /// As [`Dataset::iter`] and its items; [`Error::Unequal`] if elements differ in the other axes;
    /// [`Error::Argument`] if the dataset never ends.
    pub fn concat(&self) -> Result<E>
    where
        E: Concat,
    {
        self.finite("concat()")?;
        let bound = self.bound()?;
        let mut column = E::Column::with_capacity(capacity(rows(&self.plan)?));
        let stream = engine::start(&self.plan, &bound.components)?;
        if drain::joined(bound, stream, 0, &mut column)? == 0 {
            drain::nothing(bound, &self.plan.spec, false, &mut column)?;
        }
        column.finish()
    }
}

/// How many elements there are, if that is known.
///
/// # Errors
/// [`Error::Argument`] if the dataset never ends, which `verb` wants it to.
pub(super) fn finite(plan: &Arc<Plan>, verb: &str) -> Result<Option<u64>> {
    match engine::cardinality(plan)? {
        Cardinality::Known(elements) => Ok(Some(elements)),
        Cardinality::Unknown => Ok(None),
        Cardinality::Infinite => Err(Error::Argument {
            method: verb.to_owned(),
            reason: format!("{} never ends; use `take(n)` first", plan.dataset()),
        }),
    }
}

/// The rows to set memory aside for; none where their number is not known.
fn capacity(rows: Option<u64>) -> usize {
    rows.and_then(|rows| usize::try_from(rows).ok()).unwrap_or(0)
}

/// How many rows the batches of this plan have together, where that is known.
fn rows(plan: &Arc<Plan>) -> Result<Option<u64>> {
    Ok(match &plan.node {
        Node::Batch { input, size, drop_remainder } => match engine::cardinality(input)? {
            Cardinality::Known(rows) if *drop_remainder => Some(rows - rows % *size as u64),
            Cardinality::Known(rows) => Some(rows),
            _ => None,
        },
        Node::Take { input, count } => match (rows(input)?, batch_size(input)) {
            (Some(rows), Some(size)) => Some(rows.min((*count as u64).saturating_mul(size))),
            (None, Some(size)) => Some((*count as u64).saturating_mul(size)),
            _ => None,
        },
        Node::Prefetch { input, .. }
        | Node::Cache { input, .. }
        | Node::Shuffle { input, .. }
        | Node::Engine { input, .. } => rows(input)?,
        Node::Repeat { input, count: Some(count) } => {
            rows(input)?.map(|rows| rows.saturating_mul(*count as u64))
        }
        _ => None,
    })
}

fn batch_size(plan: &Arc<Plan>) -> Option<u64> {
    match &plan.node {
        Node::Batch { size, .. } => Some(*size as u64),
        Node::Prefetch { input, .. }
        | Node::Cache { input, .. }
        | Node::Shuffle { input, .. }
        | Node::Engine { input, .. } => batch_size(input),
        _ => None,
    }
}
