use std::marker::PhantomData;

use tfdata_spec::{ElementSpec, StructWant, TensorSpec, Want};

use super::super::structure::{self, Order};
use crate::dataset::Dataset;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::plan::{Node, Plan, Service as Running, Sharding, Source, Step};

impl<E: Element> Dataset<E> {
    /// A dataset that is registered with a tf.data service: `service("localhost:5050", "train")`.
    /// `tf.data.experimental.service.from_dataset_id`.
    ///
    /// What the elements are is taken from `E`; where that is wrong, an iteration fails. A dispatcher that does not
    /// answer is an error within seconds.
    ///
    /// ```no_run
    /// # use tfdata::{Dataset, Sharding};
    /// let ds = Dataset::<i64>::service("localhost:5050", "train").sharding(Sharding::Dynamic).job("both").open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn service(address: impl Into<String>, id: impl Into<String>) -> Service<E> {
        Service { running: running(address.into(), Sharding::Off), id: id.into(), element: PhantomData }
    }

    /// The same elements, made by the workers of a tf.data service.
    /// `tf.data.experimental.service.distribute`.
    ///
    /// The pipeline is registered when the dataset is first used. Each worker runs it, so files must be where
    /// workers find them.
    #[must_use]
    pub fn distribute(&self, address: impl Into<String>, sharding: Sharding) -> Self {
        let step = Step::Distribute(running(address.into(), sharding));
        Self::new(Plan::apply(&self.plan, step, self.plan.spec.clone()))
    }
}

fn running(address: String, sharding: Sharding) -> Running {
    let address = address.strip_prefix("grpc://").map_or(address.clone(), ToOwned::to_owned);
    Running { address, sharding, job: String::new() }
}

/// A dataset of a tf.data service that is about to be opened.
#[derive(Debug)]
#[must_use = "call `open()`"]
pub struct Service<E> {
    running: Running,
    id: String,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> Service<E> {
    /// How the workers share the dataset. The default is [`Sharding::Off`].
    pub fn sharding(mut self, sharding: Sharding) -> Self {
        self.running.sharding = sharding;
        self
    }

    /// The job's name: consumers that give the same one share its elements.
    pub fn job(mut self, name: impl Into<String>) -> Self {
        self.running.job = name.into();
        self
    }

    /// The dataset.
    ///
    /// # Errors
    /// [`Error::Open`] if `E` is not made of dense tensors alone, whose dtypes and shapes it knows.
    pub fn open(self) -> Result<Dataset<E>> {
        let mut tensors = Vec::new();
        leaves(&E::SPEC, 0, &mut tensors);
        let spec = structure::element_spec(&E::SPEC, &mut tensors.into_iter(), Order::Declared);
        let Some(spec) = spec else {
            return Err(Error::Open {
                dataset: format!("`{}` of the tf.data service at {}", self.id, self.running.address),
                reason: "only elements of dense tensors can be read from a service".into(),
            });
        };
        let spec: ElementSpec = spec;
        Dataset::checked(Plan::new(
            Node::Source(Source::Service { service: self.running, id: self.id }),
            spec,
        ))
    }
}

/// The tensors that the type's leaves are, in their order.
fn leaves(want: &Want, axes: usize, tensors: &mut Vec<TensorSpec>) {
    match want {
        Want::Tensor(want) => {
            let shape = (0..axes).fold(want.dims.to_shape(), |shape, _| shape.with_leading(None));
            tensors.push(TensorSpec::new(want.dtype, shape));
        }
        Want::Batched(inner) => leaves(inner, axes + 1, tensors),
        Want::Struct(StructWant { fields, .. }) => {
            fields.iter().for_each(|field| leaves(&field.want, axes, tensors));
        }
        _ => {}
    }
}
