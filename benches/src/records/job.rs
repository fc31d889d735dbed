//! What is read: six kinds of files, each told apart by what costs most in it.

/// One kind of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Job {
    /// 784 bytes and a label, like handwritten digits.
    Mnist,
    /// 1024 floats.
    Wide,
    /// 25 floats, three integers and a short text, each a feature of its own, in the same order in every record.
    Tabular,
    /// The same in any order; one number in ten is missing.
    TabularShuffled,
    /// From 10 to 200 integers.
    Tokens,
    /// The first, compressed.
    Gzip,
}

/// What a feature becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Bytes, as many in every record, all in one array.
    Raw,
    /// Floats, as many in every record; missing ones are -1.
    Floats,
    /// One integer; a missing one is -1.
    Int,
    /// Integers, any number of them, and where each record's end.
    Ints,
    /// A text.
    Text,
}

impl Job {
    /// All of them.
    pub(crate) const ALL: [Self; 6] =
        [Self::Mnist, Self::Wide, Self::Tabular, Self::TabularShuffled, Self::Tokens, Self::Gzip];

    /// Its name in the report and on the disk.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Mnist => "mnist",
            Self::Wide => "wide",
            Self::Tabular => "tabular",
            Self::TabularShuffled => "tabular_shuffled",
            Self::Tokens => "tokens",
            Self::Gzip => "gzip",
        }
    }

    /// The job of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|job| job.name() == name)
    }

    /// What it is, for a reader of the report.
    pub(crate) const fn describe(self) -> &'static str {
        match self {
            Self::Mnist => "784 raw bytes and a label",
            Self::Wide => "f32[1024]",
            Self::Tabular => "25 floats, 3 integers, a text; always in one order",
            Self::TabularShuffled => "the same, in any order, a tenth of the numbers missing",
            Self::Tokens => "10 to 200 integers",
            Self::Gzip => "784 raw bytes and a label, gzip",
        }
    }

    /// The number of records in a run of full size.
    pub(crate) const fn records(self) -> usize {
        match self {
            Self::Wide | Self::Tokens => 50_000,
            _ => 100_000,
        }
    }

    /// The features of a record and what they become, in the order of the columns.
    pub(crate) fn fields(self) -> Vec<(String, Kind)> {
        let named = |name: &str, kind| (name.to_owned(), kind);
        match self {
            Self::Mnist | Self::Gzip => vec![named("image", Kind::Raw), named("label", Kind::Int)],
            Self::Wide => vec![named("x", Kind::Floats)],
            Self::Tokens => vec![named("tokens", Kind::Ints)],
            Self::Tabular | Self::TabularShuffled => {
                let floats = (0..25).map(|number| (format!("f{number:02}"), Kind::Floats));
                let ints = (0..3).map(|number| (format!("i{number}"), Kind::Int));
                floats.chain(ints).chain([named("text", Kind::Text)]).collect()
            }
        }
    }
}
