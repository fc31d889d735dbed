//! How a session runs.

use prost::Message;

use super::proto::{ConfigProto, ExperimentalProto};

/// How a session runs its graph: the few of `ConfigProto`'s fields that matter here.
///
/// The default is what suits a dataset: every step runs on the thread that asks for it. A step is one call of
/// `IteratorGetNext`; handing it to a pool and waiting costs several times what it does. The parallelism
/// inside the dataset (`num_parallel_calls`, `prefetch`) has threads of its own and is not affected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionConfig {
    /// Run each step on the calling thread (`SINGLE_THREADED_EXECUTOR`). It knows no control flow other than
    /// the functional kind, and a run timeout makes its steps several times as slow.
    pub single_threaded: bool,
    /// The threads that one operation may use; 0 for one per core.
    pub intra_op_threads: u16,
    /// The operations that may run at the same time; 0 for one per core.
    pub inter_op_threads: u16,
    /// Whether the session has threads of its own; else all sessions of the process share those that the first
    /// one asked for.
    pub own_threads: bool,
}

impl Default for SessionConfig {
    fn default() -> Self {
        Self { single_threaded: true, intra_op_threads: 0, inter_op_threads: 0, own_threads: false }
    }
}

impl SessionConfig {
    /// The serialized `ConfigProto`.
    pub fn to_bytes(&self) -> Vec<u8> {
        let executor_type = "SINGLE_THREADED_EXECUTOR".to_owned();
        ConfigProto {
            intra_op_parallelism_threads: i32::from(self.intra_op_threads),
            inter_op_parallelism_threads: i32::from(self.inter_op_threads),
            use_per_session_threads: self.own_threads,
            experimental: self.single_threaded.then_some(ExperimentalProto { executor_type }),
        }
        .encode_to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::SessionConfig;

    #[test]
    fn the_bytes_are_those_of_a_config_proto() {
        let config = SessionConfig { intra_op_threads: 2, inter_op_threads: 1, ..SessionConfig::default() };
        let mut expected = vec![0x10, 2, 0x28, 1, 0x82, 0x01, 26, 0x1a, 24];
        expected.extend_from_slice(b"SINGLE_THREADED_EXECUTOR");
        assert_eq!(config.to_bytes(), expected);
    }
}
