use std::sync::{Arc, OnceLock};

use tfdata_spec::{ElementSpec, Slot, bind};

use crate::element::Element;
use crate::error::{Error, Result};
use crate::plan::Plan;

/// A type matched with a dataset, once: which components it takes, and which leaf takes which.
pub(super) struct Bound {
    /// The components that are taken, by their number in the flattened element.
    pub(super) components: Vec<usize>,
    /// One slot a leaf; their numbers are positions in `components`.
    pub(super) slots: Vec<Slot>,
    /// Whether TensorFlow can batch the elements: every component has a fixed shape, or needs none.
    pub(super) batches: bool,
    /// The bytes of one element, without strings.
    pub(super) bytes: usize,
    /// The batched plan that the elements are stacked from, which TensorFlow prepares once.
    pub(super) batched: OnceLock<Arc<Plan>>,
    /// Whether rows of different lengths can be taken many at once: what has them is read as ragged.
    pub(super) ragged: bool,
}

impl Bound {
    pub(super) fn new<E: Element>(plan: &Plan) -> Result<Self> {
        Self::to_spec::<E>(&plan.spec, || plan.dataset())
    }

    /// The type matched with an element spec; `dataset` names where that comes from.
    pub(super) fn to_spec<E: Element>(spec: &ElementSpec, dataset: impl FnOnce() -> String) -> Result<Self> {
        let binding = bind(&E::SPEC, spec).map_err(|mismatches| Error::Mismatch {
            element: type_name::<E>(),
            dataset: dataset(),
            mismatches: Box::new(mismatches),
        })?;
        let mut slots = binding.slots;
        let mut components = Vec::new();
        for slot in &mut slots {
            if let Some(index) = component(slot) {
                let place = components.iter().position(|component| component == index);
                let place = place.unwrap_or_else(|| {
                    components.push(*index);
                    components.len() - 1
                });
                *index = place;
            }
        }
        let ragged = binding_is_ragged(&slots, &components, spec);
        let sizes = spec.components().into_iter().map(|component| match &component.leaf {
            ElementSpec::Tensor(tensor) => {
                // What a damaged spec says need not fit into memory, nor into a number.
                let item = tensor.dtype.size().unwrap_or(64);
                Some(tensor.shape.as_known()?.into_iter().fold(item, usize::saturating_mul))
            }
            // TensorFlow batches these whatever their shapes.
            ElementSpec::Ragged(_) | ElementSpec::Sparse(_) => Some(64),
            _ => None,
        });
        let bytes = sizes.reduce(|all, size| Some(all?.saturating_add(size?))).unwrap_or(Some(0));
        Ok(Self {
            components,
            slots,
            batches: bytes.is_some(),
            bytes: bytes.unwrap_or(0),
            batched: OnceLock::new(),
            ragged,
        })
    }
}

/// Whether each component that is not read as ragged has a fixed shape.
fn binding_is_ragged(slots: &[Slot], components: &[usize], spec: &ElementSpec) -> bool {
    let specs = spec.components();
    let fixed = |index: &usize| {
        let leaf = components.get(*index).and_then(|component| specs.get(*component));
        matches!(leaf.map(|leaf| &leaf.leaf), Some(ElementSpec::Tensor(spec)) if spec.shape.as_known().is_some())
    };
    slots.iter().all(|slot| match slot {
        Slot::Ragged { .. } | Slot::Present | Slot::Absent { .. } => true,
        Slot::Tensor { index, .. } => fixed(index),
        _ => false,
    })
}

/// The number of the component that the slot takes, if it takes one.
fn component(slot: &mut Slot) -> Option<&mut usize> {
    match slot {
        Slot::Tensor { index, .. }
        | Slot::Ragged { index, .. }
        | Slot::Sparse { index, .. }
        | Slot::Optional { index, .. }
        | Slot::OrDefault { index, .. }
        | Slot::Dataset { index, .. }
        | Slot::Raw { index } => Some(index),
        _ => None,
    }
}

/// The type's name without the modules: `WeatherBatch`, `(Array1<f32>, i32)`.
pub(super) fn type_name<E>() -> String {
    let full = std::any::type_name::<E>();
    if full.starts_with('(') {
        return "tuple".into();
    }
    let mut name = String::with_capacity(full.len());
    for part in full.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
        let start = part.rfind("::").map_or(0, |at| at + 2);
        name.push_str(&part[start..]);
    }
    name
}

#[cfg(test)]
mod tests {
    use tfdata_spec::{DType, Shape};

    use super::*;
    use crate::element::Value;

    #[test]
    fn a_size_beyond_all_numbers_is_bound_like_others() {
        let huge = || ElementSpec::tensor(DType::I64, Shape::known(&[isize::MAX as usize, 1 << 40]));
        let spec = ElementSpec::Tuple(vec![huge(), huge()]);
        let bound = Bound::to_spec::<Value>(&spec, String::new).expect("any value fits");
        assert_eq!((bound.batches, bound.bytes), (true, usize::MAX));
    }
}
