use std::marker::PhantomData;
use std::time::Duration;

use tfdata_spec::{ElementSpec, Want};

use crate::dataset::Dataset;
use crate::element::Element;
use crate::error::{Error, Result};
use crate::of_type;
use crate::plan::{Node, PATIENCE, Plan, Service as Running, Sharding, Source, Step};

impl<E: Element> Dataset<E> {
    /// A dataset that is registered with a tf.data service: `service("localhost:5050", "train")`.
    /// `tf.data.experimental.service.from_dataset_id`.
    ///
    /// What the elements are is taken from `E`, since a dispatcher does not tell; where that is wrong, an iteration
    /// fails. What `E` leaves open can be said with [`element_spec`](Service::element_spec).
    ///
    /// A dispatcher that does not answer is an error within seconds. So is a service that gives no element for 20
    /// seconds, for which [`timeout`](Service::timeout) sets another time: the dispatcher or a worker may be gone,
    /// and TensorFlow itself would wait for it for an hour.
    ///
    /// ```no_run
    /// # use tfdata::{Dataset, Sharding};
    /// let ds = Dataset::<i64>::service("localhost:5050", "train").sharding(Sharding::Dynamic).job("both").open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn service(address: impl Into<String>, id: impl Into<String>) -> Service<E> {
        let running = running(address.into(), Sharding::Off);
        Service { running, id: id.into(), spec: None, element: PhantomData }
    }

    /// The same elements, made by the workers of a tf.data service.
    /// `tf.data.experimental.service.distribute`.
    ///
    /// The pipeline is registered when the dataset is first used. Each worker runs it, so files must be where
    /// workers find them. What [`Dataset::service`] says of one that is gone holds here too;
    /// [`Iter::set_timeout`](crate::Iter::set_timeout) sets another time.
    #[must_use]
    pub fn distribute(&self, address: impl Into<String>, sharding: Sharding) -> Self {
        let step = Step::Distribute(running(address.into(), sharding));
        Self::new(Plan::apply(&self.plan, step, self.plan.spec.clone()))
    }
}

fn running(address: String, sharding: Sharding) -> Running {
    let address = address.strip_prefix("grpc://").map_or(address.clone(), ToOwned::to_owned);
    Running { address, sharding, job: String::new(), timeout: Some(PATIENCE) }
}

/// A dataset of a tf.data service that is about to be opened.
#[derive(Debug)]
#[must_use = "call `open()`"]
pub struct Service<E> {
    running: Running,
    id: String,
    spec: Option<ElementSpec>,
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

    /// How long a step may take, 20 seconds if nothing is said: the first element of a job can take long, while
    /// workers fill their buffers. `None` waits as long as TensorFlow does.
    pub fn timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.running.timeout = timeout.into();
        self
    }

    /// What the elements are, where `E` leaves that open: the number of levels of a [`Ragged`](crate::Ragged), or all
    /// of a [`Value`](crate::Value).
    ///
    /// Without it, a `Ragged` of one element has no levels (a vector), and that of a batch one.
    pub fn element_spec(mut self, spec: ElementSpec) -> Self {
        self.spec = Some(spec);
        self
    }

    /// The dataset.
    ///
    /// # Errors
    /// [`Error::Open`] if `E` does not say what the elements are and [`element_spec`](Self::element_spec) neither;
    /// [`Error::Mismatch`] if the two differ.
    pub fn open(self) -> Result<Dataset<E>> {
        let spec = match self.spec {
            Some(spec) => spec,
            None if is_open(&E::SPEC) => {
                return Err(Error::Open {
                    dataset: format!("`{}` of the tf.data service at {}", self.id, self.running.address),
                    reason: "a `Value` or a map does not say what the elements are; `element_spec` does"
                        .into(),
                });
            }
            None => of_type::described(&E::SPEC),
        };
        Dataset::checked(Plan::new(
            Node::Source(Source::Service { service: self.running, id: self.id }),
            spec,
        ))
    }
}

/// Whether the type says nothing of the structure of a part.
fn is_open(want: &Want) -> bool {
    match want {
        Want::Any | Want::Map(_) => true,
        Want::Batched(inner) | Want::Optional(inner) | Want::Dataset(inner) => is_open(inner),
        Want::Struct(want) => want.fields.iter().any(|field| is_open(&field.want)),
        _ => false,
    }
}
