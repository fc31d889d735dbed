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
        values: impl Iterator<Item = &'a FeatureValue<'a>>,
        block: &[u8],
        items: &mut Items,
    ) -> usize {
        match (self, items) {
            (Self::Float(default), Items::F32(items)) => while_some(values, |value| {
                items.push(match value {
                    FeatureValue::Floats(list) => list.single()?,
                    FeatureValue::Missing | FeatureValue::Unset => default?,
                    _ => return None,
                });
                Some(())
            }),
            (Self::Int(default), Items::I64(items)) => while_some(values, |value| {
                items.push(match value {
                    FeatureValue::Ints(list) => list.single().ok()??,
                    FeatureValue::Missing | FeatureValue::Unset => default?,
                    _ => return None,
                });
                Some(())
            }),
            (Self::Bytes, Items::Strings(strings)) => while_some(values, |value| {
                let FeatureValue::Bytes(list) = value else { return None };
                strings.push_of(block, list.single()?);
                Some(())
            }),
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

/// Adds values as long as that can be done. Returns how many.
#[inline(always)]
fn while_some<'a>(
    values: impl Iterator<Item = &'a FeatureValue<'a>>,
    mut add: impl FnMut(&FeatureValue<'a>) -> Option<()>,
) -> usize {
    let mut count = 0;
    for value in values {
        if add(value).is_none() {
            break;
        }
        count += 1;
    }
    count
}
