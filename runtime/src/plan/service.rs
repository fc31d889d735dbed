use std::time::Duration;

/// How long a step waits for a tf.data service, if nothing else is said. TensorFlow itself asks a worker that does not
/// answer again for an hour, so that it may be started anew.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A dataset of a tf.data service.
#[derive(Clone, Debug)]
pub(crate) struct Service {
    /// Of the dispatcher: `host:port`.
    pub(crate) address: String,
    pub(crate) sharding: Sharding,
    /// Consumers that name the same job share its elements.
    pub(crate) job: String,
    /// How long a step may take; `None` waits as long as TensorFlow does.
    pub(crate) timeout: Option<Duration>,
}

/// How the workers of a tf.data service share a dataset (`ShardingPolicy`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sharding {
    /// Each worker gives all elements, in an order of its own (`"parallel_epochs"`). So each comes as often as
    /// there are workers.
    #[default]
    Off,
    /// Each element comes once: workers ask for the next part of the source (`"distributed_epoch"`).
    Dynamic,
    /// Each worker takes its part of the files.
    File,
    /// Each worker takes its part of the elements.
    Data,
    /// By files where there are enough of them, else by elements.
    FileOrData,
}

impl Sharding {
    /// A serialized `ProcessingModeDef`.
    pub(crate) fn to_bytes(self) -> &'static [u8] {
        match self {
            Self::Off => b"",
            Self::Dynamic => b"\x08\x01",
            Self::File => b"\x08\x02",
            Self::Data => b"\x08\x03",
            Self::FileOrData => b"\x08\x04",
        }
    }
}
