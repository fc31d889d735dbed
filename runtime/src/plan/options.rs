use std::fmt;

use prost::Message;

/// How a pipeline is run: `tf.data.Options`. What is not set stays as the dataset or TensorFlow has it.
///
/// ```
/// # use tfdata::{Dataset, Options};
/// let ds = Dataset::range(10).with_options(Options::new().deterministic(true).threads(4));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "give it to `with_options`"]
pub struct Options {
    deterministic: Option<bool>,
    autotune: Option<bool>,
    threads: Option<u16>,
    max_intra_op_parallelism: Option<u16>,
}

impl Options {
    /// Nothing set.
    pub const fn new() -> Self {
        Self { deterministic: None, autotune: None, threads: None, max_intra_op_parallelism: None }
    }

    /// Whether parallel steps keep the order of the elements (`options.deterministic`). TensorFlow's default is
    /// `true`.
    pub const fn deterministic(self, deterministic: bool) -> Self {
        Self { deterministic: Some(deterministic), ..self }
    }

    /// Whether TensorFlow tunes buffers and parallelism while it runs (`options.autotune.enabled`). Its default
    /// is `true`.
    pub const fn autotune(self, enabled: bool) -> Self {
        Self { autotune: Some(enabled), ..self }
    }

    /// Runs the pipeline on this many threads of its own (`options.threading.private_threadpool_size`); 0 for
    /// as many as there are processors. The native engine reads files on so many; each `prefetch` is one more.
    #[doc(alias = "private_threadpool_size")]
    pub const fn threads(self, threads: u16) -> Self {
        Self { threads: Some(threads), ..self }
    }

    /// The most threads that one operation uses (`options.threading.max_intra_op_parallelism`); 0 for as many
    /// as TensorFlow likes.
    pub const fn max_intra_op_parallelism(self, threads: u16) -> Self {
        Self { max_intra_op_parallelism: Some(threads), ..self }
    }

    /// What [`Options::deterministic`] was set to.
    pub const fn get_deterministic(&self) -> Option<bool> {
        self.deterministic
    }

    /// What [`Options::autotune`] was set to.
    pub const fn get_autotune(&self) -> Option<bool> {
        self.autotune
    }

    /// What [`Options::threads`] was set to.
    pub const fn get_threads(&self) -> Option<u16> {
        self.threads
    }

    /// What [`Options::max_intra_op_parallelism`] was set to.
    pub const fn get_max_intra_op_parallelism(&self) -> Option<u16> {
        self.max_intra_op_parallelism
    }

    /// These, and where they leave something open, what `other` says of it.
    pub(crate) fn or(self, other: &Self) -> Self {
        Self {
            deterministic: self.deterministic.or(other.deterministic),
            autotune: self.autotune.or(other.autotune),
            threads: self.threads.or(other.threads),
            max_intra_op_parallelism: self.max_intra_op_parallelism.or(other.max_intra_op_parallelism),
        }
    }

    /// The serialized `tensorflow.data.Options`.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let threading = ThreadingProto {
            max_intra_op_parallelism: self.max_intra_op_parallelism.map(i32::from),
            private_threadpool_size: self.threads.map(i32::from),
        };
        OptionsProto {
            deterministic: self.deterministic,
            optimization: None,
            autotune: self.autotune.map(|enabled| AutotuneProto { enabled: Some(enabled) }),
            threading: (threading != ThreadingProto::default()).then_some(threading),
        }
        .encode_to_vec()
    }

    /// Serialized options by which TensorFlow runs a pipeline as it is: not rewritten, and not tuned while it runs;
    /// but on request it leaves out what changes nothing, and makes one op of a shuffle and its repetition.
    pub(crate) fn as_it_is(fused: bool) -> Vec<u8> {
        let fused = fused.then_some(true);
        OptionsProto {
            optimization: Some(OptimizationProto {
                apply_default: Some(false),
                noop_elimination: fused,
                shuffle_and_repeat_fusion: fused,
            }),
            autotune: Some(AutotuneProto { enabled: Some(false) }),
            ..OptionsProto::default()
        }
        .encode_to_vec()
    }
}

impl fmt::Display for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = [
            self.deterministic.map(|value| format!("deterministic: {value}")),
            self.autotune.map(|value| format!("autotune: {value}")),
            self.threads.map(|value| format!("threads: {value}")),
            self.max_intra_op_parallelism.map(|value| format!("max_intra_op_parallelism: {value}")),
        ];
        f.write_str(&settings.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

// The parts of `tensorflow/core/framework/dataset_options.proto` that are set here.

#[derive(Clone, PartialEq, Message)]
struct OptionsProto {
    #[prost(bool, optional, tag = "1")]
    deterministic: Option<bool>,
    #[prost(message, optional, tag = "3")]
    optimization: Option<OptimizationProto>,
    #[prost(message, optional, tag = "5")]
    threading: Option<ThreadingProto>,
    #[prost(message, optional, tag = "7")]
    autotune: Option<AutotuneProto>,
}

#[derive(Clone, PartialEq, Message)]
struct OptimizationProto {
    #[prost(bool, optional, tag = "1")]
    apply_default: Option<bool>,
    #[prost(bool, optional, tag = "14")]
    noop_elimination: Option<bool>,
    #[prost(bool, optional, tag = "17")]
    shuffle_and_repeat_fusion: Option<bool>,
}

#[derive(Clone, PartialEq, Message)]
struct ThreadingProto {
    #[prost(int32, optional, tag = "1")]
    max_intra_op_parallelism: Option<i32>,
    #[prost(int32, optional, tag = "2")]
    private_threadpool_size: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
struct AutotuneProto {
    #[prost(bool, optional, tag = "1")]
    enabled: Option<bool>,
}
