use super::Items;
use crate::format::FeatureValue;
use crate::tensor::Tensor;

/// Columns of one item a row: their items are added in a loop of its own for each kind.
#[derive(Clone, Copy)]
pub(super) enum Single {
    /// Each with what stands in for one that is missing.
    Float(Option<f32>),
    Int(Option<i64>),
    Bytes,
}

impl Single {
    pub(super) fn float(default: Option<&Tensor>) -> Self {
        Self::Float(bytes(default).map(f32::from_ne_bytes))
    }

    pub(super) fn int(default: Option<&Tensor>) -> Self {
        Self::Int(bytes(default).map(i64::from_ne_bytes))
    }

    /// Adds the items of these values, up to the first that has not one item of the kind. Returns how many.
    #[inline]
    pub(super) fn append<'a>(
        self,
        values: impl ExactSizeIterator<Item = &'a FeatureValue<'a>>,
        block: &[u8],
        items: &mut Items,
    ) -> usize {
        match (self, items) {
            (Self::Float(default), Items::F32(items)) => numbers(values, items, |value| match value {
                FeatureValue::Floats(list) => list.single(),
                FeatureValue::Missing | FeatureValue::Unset => default,
                _ => None,
            }),
            (Self::Int(default), Items::I64(items)) => numbers(values, items, |value| match value {
                FeatureValue::Ints(list) => list.single().ok().flatten(),
                FeatureValue::Missing | FeatureValue::Unset => default,
                _ => None,
            }),
            (Self::Bytes, Items::Strings(strings)) => {
                let before = strings.len();
                for value in values {
                    let FeatureValue::Bytes(list) = value else { break };
                    let Some(item) = list.single() else { break };
                    strings.push_of(block, item);
                }
                strings.len() - before
            }
            _ => 0,
        }
    }
}

/// The bytes of a default that is one number.
fn bytes<const N: usize>(default: Option<&Tensor>) -> Option<[u8; N]> {
    match default?.component() {
        crate::component::Component::Plain { bytes, .. } => bytes.try_into().ok(),
        _ => None,
    }
}

/// Adds the numbers of values, up to the first that has none. Returns how many.
#[inline(always)]
fn numbers<'a, T: Copy + Default>(
    values: impl ExactSizeIterator<Item = &'a FeatureValue<'a>>,
    items: &mut Vec<T>,
    number: impl Fn(&FeatureValue<'a>) -> Option<T>,
) -> usize {
    let (before, mut count) = (items.len(), 0);
    // Room for all at once: to look for it each time would take as long as all else.
    items.resize(before + values.len(), T::default());
    for (item, value) in items.get_mut(before..).unwrap_or_default().iter_mut().zip(values) {
        let Some(number) = number(value) else { break };
        *item = number;
        count += 1;
    }
    items.truncate(before + count);
    count
}
