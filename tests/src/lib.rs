//! What the end-to-end tests share: the fixtures, the truth beside them, and exact comparison.
//!
//! [`Truth`] holds what TensorFlow itself read out of a dataset; its `assert_…` methods compare arrays with
//! it by their bits, so that a NaN equals the same NaN and `-0.0` differs from `0.0`.
//!
//! ```
//! use tfdata_tests::Truth;
//!
//! let truth = Truth::open("o07_save_wine_dtypes/truth");
//! assert_eq!(truth.count, 178);
//! truth.assert_element("f64", 0, &14.23_f64);
//! ```

mod bits;
mod composites;
pub mod npy;
mod truth;
mod values;

pub use bits::{Bits, Fixed, Piece};
pub use truth::{Component, Kind, Part, Truth};
pub use values::Values;

use std::path::PathBuf;

use tfdata::{Dataset, Element, Engine};

/// The path of a fixture, for instance `fixture("o07_save_wine_dtypes/default")`.
///
/// # Panics
/// If there is no such file or directory.
pub fn fixture(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    assert!(path.exists(), "there is no fixture {}", path.display());
    path
}

/// Makes sure that libtensorflow is loaded; fetches it where this machine has none.
///
/// # Panics
/// If that fails.
pub fn tensorflow() {
    tfdata::libtensorflow::load_or_install().unwrap_or_else(|error| panic!("{error}"));
}

/// The same dataset, run by TensorFlow and by Rust alone: both must give what TensorFlow gave Python.
///
/// # Panics
/// If it is not native.
#[track_caller]
pub fn both<E: Element>(dataset: &Dataset<E>) -> [Dataset<E>; 2] {
    let explained = dataset.explain();
    assert!(explained.ends_with("\nengine: native\n"), "{explained}");
    [Engine::TensorFlow, Engine::Native].map(|engine| dataset.engine(engine))
}

/// The elements up to the first error, and whether there was one.
///
/// # Panics
/// If the iteration does not start.
pub fn up_to_error<E: Element>(dataset: &Dataset<E>) -> (Vec<E>, bool) {
    let mut failed = false;
    let elements = dataset.iter().expect("starts").map_while(|element| {
        failed = element.is_err();
        element.ok()
    });
    (elements.collect(), failed)
}

/// Compares the fields of an element or of a batch with the components of the same name:
/// `compare!(truth, Part::Stacked, batch, "", [date, feat])`, where the text is the start of the paths.
#[macro_export]
macro_rules! compare {
    ($truth:expr, $part:expr, $value:expr, $prefix:literal, [$($field:ident),* $(,)?]) => {{
        let (part, value) = ($part, &$value);
        $( $truth.assert(part, concat!($prefix, stringify!($field)), &value.$field); )*
    }};
}
