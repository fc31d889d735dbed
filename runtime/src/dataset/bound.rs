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
    /// Whether every component has a fixed shape, so that the engine can batch the elements. Those that are not
    /// taken count too: they are in the batch all the same.
    pub(super) fixed_shapes: bool,
    /// The bytes of one element, without strings.
    pub(super) bytes: usize,
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
            if let Slot::Tensor { index, .. } = slot {
                let place = components.iter().position(|component| component == index);
                let place = place.unwrap_or_else(|| {
                    components.push(*index);
                    components.len() - 1
                });
                *index = place;
            }
        }
        let specs = spec.components();
        let shapes = components.iter().filter_map(|index| specs.get(*index));
        let sizes = shapes.map(|component| {
            let items = component.tensor.shape.as_known()?.iter().product::<usize>();
            Some(items * component.tensor.dtype.size().unwrap_or(64))
        });
        let bytes: Option<usize> = sizes.sum();
        let fixed_shapes = specs.iter().all(|component| component.tensor.shape.as_known().is_some());
        Ok(Self { components, slots, fixed_shapes, bytes: bytes.unwrap_or(0) })
    }
}

/// The type's name without the modules: `WeatherBatch`, `(Array1<f32>, i32)`.
pub(super) fn type_name<E>() -> String {
    let full = std::any::type_name::<E>();
    let mut name = String::with_capacity(full.len());
    for part in full.split_inclusive(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')) {
        let start = part.rfind("::").map_or(0, |at| at + 2);
        name.push_str(&part[start..]);
    }
    name
}
