//! Elements that are made up, for tests without data.
//!
//! Nothing is generated for a type: what [`Element::SPEC`] wants becomes an element spec whose open dimensions are
//! settled, that becomes components, and those are read as any other element is.

mod items;
mod random;

use tfdata_spec::{ElementSpec, Slot, Want, bind};

use crate::element::{Collate, Element};
use crate::error::{Error, Result};
use crate::of_type::{self, Open};
use crate::part::components;
use crate::row::Row;
use random::Random;

/// Open dimensions are at least 1, so that there is something to see, and at most this.
const LARGEST: usize = 4;

/// Elements of one type whose open dimensions are settled.
struct Maker {
    seed: u64,
    spec: ElementSpec,
    slots: Vec<Slot>,
}

impl Maker {
    fn new<E: Element>(seed: u64) -> Result<Self> {
        let spec = settled(&E::SPEC, &mut Random::new(seed, 0));
        let slots = bind(&E::SPEC, &spec).map_err(|mismatches| Error::Mismatch {
            element: E::SPEC.rust_name().into(),
            dataset: "what was made up for it".into(),
            mismatches: Box::new(mismatches),
        })?;
        Ok(Self { seed, spec, slots: slots.slots })
    }

    /// Element `number`: the same one for the same seed.
    fn element<E: Element>(&self, number: u64) -> Result<E> {
        let parts = items::of(&self.spec, &mut Random::new(self.seed, number.wrapping_add(1)));
        let components = components(&parts);
        E::read(&mut Row::element(&self.slots, &components, number))
    }
}

/// A spec that `want` fits, without open dimensions.
fn settled(want: &Want, random: &mut Random) -> ElementSpec {
    let rows = if has_batched_datasets(want, false) { 0 } else { random.size(1, LARGEST) };
    of_type::settled(want, &mut |open| {
        Some(match open {
            Open::Rows => rows,
            Open::Size => random.size(1, LARGEST),
            Open::Keys => random.size(1, 3),
        })
    })
}

/// Whether there are nested datasets in a batch, which exists only without rows.
fn has_batched_datasets(want: &Want, batched: bool) -> bool {
    match want {
        Want::Dataset(_) => batched,
        Want::Batched(inner) => has_batched_datasets(inner, true),
        Want::Optional(inner) | Want::Map(inner) => has_batched_datasets(inner, batched),
        Want::Struct(want) => want.fields.iter().any(|field| has_batched_datasets(&field.want, batched)),
        _ => false,
    }
}

/// See [`Element::fake`].
pub(crate) fn element<E: Element>(seed: u64) -> Result<E> {
    Maker::new::<E>(seed)?.element(0)
}

/// See [`Stack::fake_batch`](crate::Stack::fake_batch).
pub(crate) fn batch<E: Collate>(seed: u64, rows: usize) -> Result<E::Batch> {
    let maker = Maker::new::<E>(seed)?;
    let elements: Vec<E> = (0..rows as u64).map(|number| maker.element(number)).collect::<Result<_>>()?;
    crate::__private::from_rows(elements)
}

/// Ends a test whose type can't be made up.
#[track_caller]
pub(crate) fn expect<T>(made: Result<T>, of: &str) -> T {
    match made {
        Ok(made) => made,
        Err(error) => panic!("no fake `{of}`: {error}"),
    }
}

#[cfg(test)]
mod tests;
