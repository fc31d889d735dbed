/// How [`crate::Dataset::shuffle`] shuffles. A number alone is the size of the buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shuffle {
    pub(crate) buffer: usize,
    pub(crate) seed: Option<i64>,
    pub(crate) reshuffle: bool,
}

impl Shuffle {
    /// Draws each element from a buffer of this many. One that holds the whole dataset shuffles it evenly.
    pub const fn buffer(size: usize) -> Self {
        Self { buffer: size, seed: None, reshuffle: true }
    }

    /// The same order each time the program runs: the order that Python's tf.data gives for
    /// `shuffle(buffer, seed=seed)` where no global seed is set, whichever engine runs it.
    pub const fn seed(self, seed: i64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// Whether each iteration has an order of its own (`reshuffle_each_iteration`). The default is `true`.
    pub const fn reshuffle_each_iteration(self, reshuffle: bool) -> Self {
        Self { reshuffle, ..self }
    }
}

impl From<usize> for Shuffle {
    fn from(size: usize) -> Self {
        Self::buffer(size)
    }
}

/// The size of a buffer: a number of elements, or [`AUTOTUNE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Buffer {
    /// This many elements.
    Size(usize),
    /// As many as TensorFlow finds best while it runs; the native engine takes four.
    Autotune,
}

/// Lets the engine choose (`tf.data.AUTOTUNE`).
pub const AUTOTUNE: Buffer = Buffer::Autotune;

impl Buffer {
    /// As TensorFlow takes it: -1 lets it choose.
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Size(size) => i64::try_from(size).unwrap_or(i64::MAX),
            Self::Autotune => -1,
        }
    }
}

impl From<usize> for Buffer {
    fn from(size: usize) -> Self {
        Self::Size(size)
    }
}

/// Which of several datasets each element comes from: what [`crate::Dataset::sample_from_datasets`] draws by.
///
/// ```
/// # use tfdata::Sample;
/// let sample = Sample::weights([0.9, 0.1]).seed(42);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[must_use = "give it to `sample_from_datasets`"]
pub struct Sample {
    pub(crate) weights: Option<Vec<f32>>,
    pub(crate) seed: Option<i64>,
    pub(crate) rerandomize: bool,
    pub(crate) when_empty: WhenEmpty,
}

impl Sample {
    /// Each dataset is as likely as the others.
    pub fn uniform() -> Self {
        Self::default()
    }

    /// The likelihood of each dataset, relative to the others. One whose weight is 0 is never drawn from.
    pub fn weights(weights: impl Into<Vec<f32>>) -> Self {
        Self { weights: Some(weights.into()), ..Self::default() }
    }

    /// The same order each time the program runs: that of Python's tf.data for this seed, where no global seed
    /// is set.
    pub fn seed(self, seed: i64) -> Self {
        Self { seed: Some(seed), ..self }
    }

    /// Whether each iteration has an order of its own (`rerandomize_each_iteration`). The default is `false`;
    /// without a seed it is so in any case.
    pub fn rerandomize_each_iteration(self, rerandomize: bool) -> Self {
        Self { rerandomize, ..self }
    }

    /// What happens when a dataset has no more elements. The default is [`WhenEmpty::Skip`].
    pub fn when_empty(self, when_empty: WhenEmpty) -> Self {
        Self { when_empty, ..self }
    }
}

/// What happens when one of several datasets has no more elements (`stop_on_empty_dataset`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhenEmpty {
    /// It ends, although others may have more.
    Stop,
    /// It is passed over, and the others go on.
    #[default]
    Skip,
}

/// The windows that [`crate::Dataset::window`] makes. A number alone is how many elements each has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub(crate) size: usize,
    pub(crate) shift: usize,
    pub(crate) stride: usize,
    pub(crate) drop_remainder: bool,
}

impl Window {
    /// Windows of so many elements, one behind the other; the last one may be shorter.
    pub const fn of(size: usize) -> Self {
        Self { size, shift: size, stride: 1, drop_remainder: false }
    }

    /// How many elements each window begins behind the one before.
    pub const fn shift(self, shift: usize) -> Self {
        Self { shift, ..self }
    }

    /// How far the elements of a window are apart.
    pub const fn stride(self, stride: usize) -> Self {
        Self { stride, ..self }
    }

    /// Leaves out windows that are shorter.
    pub const fn drop_remainder(self) -> Self {
        Self { drop_remainder: true, ..self }
    }
}

impl From<usize> for Window {
    fn from(size: usize) -> Self {
        Self::of(size)
    }
}

/// How [`crate::Dataset::interleave`] goes through datasets, and [`crate::Files::interleave`] and
/// [`crate::Examples::interleave`] through files. A number alone is how many are taken in turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interleave {
    pub(crate) cycle_length: usize,
    pub(crate) block_length: usize,
    pub(crate) parallel: Option<Buffer>,
}

impl Interleave {
    /// Takes this many datasets, or files, in turn (`cycle_length`), an element from each.
    pub const fn cycle(cycle_length: usize) -> Self {
        Self { cycle_length, block_length: 1, parallel: None }
    }

    /// Takes so many elements from each in its turn (`block_length`).
    pub const fn block(self, block_length: usize) -> Self {
        Self { block_length, ..self }
    }

    /// Reads from so many of them at the same time (`num_parallel_calls`). Where the native engine reads files, that is
    /// what [`Options::threads`](crate::Options::threads) says instead.
    pub fn parallel(self, calls: impl Into<Buffer>) -> Self {
        Self { parallel: Some(calls.into()), ..self }
    }

    /// What is wrong with it, if anything is.
    pub(crate) fn wrong(self) -> Option<&'static str> {
        let short = self.cycle_length.min(self.block_length) == 0;
        short.then_some("cycle and block have at least the length 1")
    }
}

impl From<usize> for Interleave {
    fn from(cycle_length: usize) -> Self {
        Self::cycle(cycle_length)
    }
}
