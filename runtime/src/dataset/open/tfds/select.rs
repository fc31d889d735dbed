//! Which of a dataset's features a type reads, and as what.

use std::collections::BTreeMap;

use tfdata_spec::tfds::Feature;
use tfdata_spec::{Key, Slot, Want};

/// The features as the type wants them: a sequence is a nested dataset where it wants a `Vec`.
pub(super) fn as_wanted(feature: Feature, want: &Want) -> Feature {
    match (feature, want) {
        (Feature::Sequence { feature, length }, Want::Dataset(_)) => Feature::Dataset { feature, length },
        (feature, Want::Optional(want)) => as_wanted(feature, want),
        (Feature::Dict(mut features), Want::Struct(want)) => {
            for field in want.fields {
                let found = field.keys().find_map(|key| match key {
                    Key::Name(name) => features.remove_entry(name),
                    Key::Index(_) => None,
                });
                if let Some((name, feature)) = found {
                    features.insert(name, as_wanted(feature, &field.want));
                }
            }
            Feature::Dict(features)
        }
        (feature, _) => feature,
    }
}

/// The feature without what can't be read, of which there is a list; `None` if that is all of it.
pub(super) fn readable(feature: Feature, left_out: &mut Vec<String>) -> Option<Feature> {
    within(feature, &mut Vec::new(), &|feature| feature, left_out)
}

type Around<'a> = &'a dyn Fn(Feature) -> Feature;

fn within(
    feature: Feature,
    path: &mut Vec<String>,
    around: Around<'_>,
    left_out: &mut Vec<String>,
) -> Option<Feature> {
    match feature {
        Feature::Dict(features) => {
            let mut kept = BTreeMap::new();
            for (key, feature) in features {
                path.push(key.clone());
                let feature = within(feature, path, around, left_out);
                path.pop();
                kept.extend(feature.map(|feature| (key, feature)));
            }
            Some(Feature::Dict(kept))
        }
        Feature::Sequence { feature, length } => {
            let sequence = |feature| around(Feature::Sequence { feature: Box::new(feature), length });
            let feature = Box::new(within(*feature, path, &sequence, left_out)?);
            Some(Feature::Sequence { feature, length })
        }
        Feature::Dataset { feature, length } => {
            let dataset = |feature| around(Feature::Dataset { feature: Box::new(feature), length });
            let feature = Box::new(within(*feature, path, &dataset, left_out)?);
            Some(Feature::Dataset { feature, length })
        }
        leaf => match around(leaf.clone()).stored() {
            Ok(_) => Some(leaf),
            Err(tfdata_spec::tfds::TfdsError::Unsupported { class, .. }) => {
                left_out.push(format!("`{}`: {class}", path.join(".")));
                None
            }
            Err(error) => {
                left_out.push(format!("`{}`: {error}", path.join(".")));
                None
            }
        },
    }
}

/// The components that a type reads, by their number, and what it reads of those that are nested datasets; all,
/// if that is not given.
#[derive(Debug, Default)]
pub(super) struct Wanted(BTreeMap<usize, Option<Wanted>>);

impl Wanted {
    pub(super) fn of(slots: &[Slot]) -> Self {
        let mut all = Self::default();
        for slot in slots {
            match slot {
                Slot::Tensor { index, .. }
                | Slot::Ragged { index, .. }
                | Slot::Sparse { index, .. }
                | Slot::Optional { index, .. }
                | Slot::Raw { index } => {
                    all.0.insert(*index, None);
                }
                Slot::Dataset { index, slots, .. } => {
                    let nested = Self::of(slots);
                    match all.0.get_mut(index) {
                        Some(Some(before)) => before.0.extend(nested.0),
                        Some(None) => {}
                        None => {
                            all.0.insert(*index, Some(nested));
                        }
                    }
                }
                _ => {}
            }
        }
        all
    }

    /// The feature without the components that nobody reads; `None` if that is all of it.
    pub(super) fn keep(&self, feature: Feature) -> Option<Feature> {
        self.keep_from(feature, &mut 0)
    }

    fn keep_from(&self, feature: Feature, next: &mut usize) -> Option<Feature> {
        match feature {
            Feature::Dict(features) => {
                let mut kept = BTreeMap::new();
                for (key, feature) in features {
                    kept.extend(self.keep_from(feature, next).map(|feature| (key, feature)));
                }
                (!kept.is_empty()).then_some(Feature::Dict(kept))
            }
            Feature::Sequence { feature, length } => {
                let feature = Box::new(self.keep_from(*feature, next)?);
                Some(Feature::Sequence { feature, length })
            }
            leaf => {
                *next += 1;
                match (self.0.get(&(*next - 1))?, leaf) {
                    (Some(nested), Feature::Dataset { feature, length }) => {
                        let feature = Box::new(nested.keep(*feature)?);
                        Some(Feature::Dataset { feature, length })
                    }
                    (_, leaf) => Some(leaf),
                }
            }
        }
    }
}
