//! [`Dataset`]: where data comes from (doors), what is done to it (transformations), and the three verbs that
//! take it out.

mod bound;
mod canceller;
mod collect;
mod doors;
mod drain;
mod indexed;
mod iter;
mod open;
mod save;
mod structure;
mod transform;
mod verbs;

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, OnceLock};

use tfdata_spec::ElementSpec;

pub use canceller::Canceller;
pub use doors::Numbers;
pub(crate) use doors::{in_memory, of_type};
pub use indexed::Indexed;
pub use iter::Iter;
pub use open::{Csv, Examples, Files, GraphDef, GraphDefBytes, InputValue, Load, SavedModel, Service, Tfds};
pub use save::SaveCompression;
pub use transform::{Resample, Unique};

use crate::element::{Collate, Element};
use crate::engine::{self, Cardinality, Engine};
use crate::error::Result;
use crate::of_type;
use crate::plan::{Node, Plan};
use bound::Bound;
use verbs::finite;

/// A dataset whose elements are read as `E`: `tf.data.Dataset`.
///
/// A dataset is a description. Making one, or transforming it, runs nothing; [`Dataset::iter`],
/// [`Dataset::stack`] and [`Dataset::concat`] do. It can be shared between threads, cloned at no cost, and
/// iterated any number of times, also at the same time: each iteration starts from the beginning. As in Python,
/// a seeded `shuffle` goes on to another order with each iteration, and a `cache` is filled once.
pub struct Dataset<E> {
    plan: Arc<Plan>,
    bound: OnceLock<Arc<Bound>>,
    element: PhantomData<fn() -> E>,
}

impl<E> Dataset<E> {
    // Nothing is asked of `E`: what gives a dataset of batches would have to ask it of them too, and the compiler would
    // say twice that they can't be had.
    fn new(plan: Arc<Plan>) -> Self {
        Self { plan, bound: OnceLock::new(), element: PhantomData }
    }
}

impl<E: Element> Dataset<E> {
    /// A dataset whose plan a door made from outside: the type is checked against it.
    fn checked(plan: Arc<Plan>) -> Result<Self> {
        let dataset = Self::new(plan);
        dataset.bound()?;
        Ok(dataset)
    }

    pub(crate) fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// Where the type's leaves find their data.
    fn bound(&self) -> Result<&Arc<Bound>> {
        if let Some(bound) = self.bound.get() {
            return Ok(bound);
        }
        let bound = Arc::new(Bound::new::<E>(&self.plan)?);
        Ok(self.bound.get_or_init(|| bound))
    }

    /// The same dataset, its elements read as `F`: fewer fields, `Bytes` in place of `String`, an array in
    /// place of `[T; N]`.
    ///
    /// # Errors
    /// [`Error::Mismatch`](crate::Error::Mismatch) if `F` does not fit.
    pub fn read_as<F: Element>(&self) -> Result<Dataset<F>> {
        Dataset::checked(self.plan.clone())
    }

    /// What one element of the dataset is: names, dtypes and static shapes.
    ///
    /// `tf.data.Dataset.element_spec`.
    pub fn element_spec(&self) -> &ElementSpec {
        &self.plan.spec
    }

    /// How many elements there are, as far as can be told without running the pipeline.
    ///
    /// `tf.data.Dataset.cardinality`.
    ///
    /// # Errors
    /// Where the dataset can't be opened.
    pub fn cardinality(&self) -> Result<Cardinality> {
        engine::cardinality(&self.plan)
    }

    /// The same dataset, run by this engine; so is what is made of it. Without it, it is [`Engine::Auto`].
    ///
    /// ```
    /// use tfdata::{Dataset, Engine};
    ///
    /// let ds = Dataset::range(10).engine(Engine::Native); // libtensorflow is not loaded
    /// assert_eq!(ds.batch(4).concat()?.len(), 10);
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    ///
    /// [`Engine::Native`] for a dataset that it can't run is an [`Argument`](crate::Error::Argument) error when the
    /// dataset is used; the error names the transformation or source. Of several datasets that become one, the
    /// first for which an engine was chosen decides.
    #[must_use]
    pub fn engine(&self, engine: Engine) -> Self {
        let input = self.plan.clone();
        Self::new(Plan::new(Node::Engine { input, engine }, self.plan.spec.clone()))
    }

    /// The plan as text: the transformations down to the source, the element, and which engine runs it and why.
    pub fn explain(&self) -> String {
        format!("{}\nelement: {}\nengine: {}\n", self.plan, self.plan.spec, engine::explain(&self.plan))
    }
}

/// Lets a column that got no rows know what shape they would have had, as far as their type tells.
pub(crate) fn no_rows<E: Collate>(column: &mut E::Column) -> Result<()> {
    let spec = of_type::described(&E::SPEC);
    let bound = Bound::to_spec::<E>(&spec, bound::type_name::<E>)?;
    drain::nothing(&bound, &spec.batched(Some(0)), true, column)
}

impl<E> Clone for Dataset<E> {
    fn clone(&self) -> Self {
        Self { plan: self.plan.clone(), bound: self.bound.clone(), element: PhantomData }
    }
}

impl<E> fmt::Debug for Dataset<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.plan)
    }
}
