//! How a place in an element is written: `meta.pos`, `1.kind`, `_`.

/// The path of a dataset whose element is one bare tensor.
const ROOT: &str = "_";

/// A path from the root of an element to one of its parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path(String);

impl Path {
    /// The path of the element itself.
    pub(crate) fn root() -> Self {
        Self::default()
    }

    /// The path of the member under this key of a dict or named tuple.
    pub(crate) fn key(&self, key: &str) -> Self {
        self.step(&quoted(key))
    }

    /// The path of the member at this position of a tuple.
    pub(crate) fn index(&self, index: usize) -> Self {
        self.step(&index.to_string())
    }

    fn step(&self, step: &str) -> Self {
        if self.0.is_empty() { Self(step.to_owned()) } else { Self(format!("{}.{step}", self.0)) }
    }

    /// The path as text, `_` for the root.
    pub(crate) fn text(&self) -> String {
        if self.0.is_empty() { ROOT.to_owned() } else { self.0.clone() }
    }
}

/// The key as it stands in a path: as it is where it reads as one word, else in quotes with escapes. Digits
/// alone are quoted too, lest they be taken for a position.
pub fn quoted(key: &str) -> String {
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '/' | ':');
    let plain =
        !key.is_empty() && key != ROOT && key.chars().all(word) && !key.chars().all(|c| c.is_ascii_digit());
    if plain { key.to_owned() } else { format!("{key:?}") }
}
