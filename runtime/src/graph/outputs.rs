use tfdata_spec::{ElementSpec, TensorSpec};

use super::{Fields, Tensor};

/// What a function returns, as the components of an element. Made with `.into()` from a tensor, a tuple, or
/// pairs of names and tensors:
///
/// ```no_run
/// # use tfdata::graph::{Outputs, Tensor};
/// # fn outputs(x: Tensor, y: Tensor) {
/// let one: Outputs = x.clone().into();
/// let tuple: Outputs = (x.clone(), y.clone()).into();
/// let dict: Outputs = [("x", x), ("y", y)].into();
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Outputs {
    pub(crate) spec: ElementSpec,
    pub(crate) tensors: Vec<Tensor>,
}

impl Outputs {
    /// Both, one behind the other.
    pub(crate) fn followed_by(self, other: Self) -> Self {
        let tensors = self.tensors.into_iter().chain(other.tensors).collect();
        Self { spec: ElementSpec::Tuple(vec![self.spec, other.spec]), tensors }
    }
}

impl From<Tensor> for Outputs {
    fn from(tensor: Tensor) -> Self {
        let spec = ElementSpec::Tensor(TensorSpec::new(tensor.dtype(), tensor.shape()));
        Self { spec, tensors: vec![tensor] }
    }
}

impl From<&Tensor> for Outputs {
    fn from(tensor: &Tensor) -> Self {
        tensor.clone().into()
    }
}

/// The element as it came.
impl From<&Fields> for Outputs {
    fn from(fields: &Fields) -> Self {
        Self { spec: fields.spec.clone(), tensors: fields.tensors.clone() }
    }
}

/// A dict.
impl<N: Into<String>, O: Into<Outputs>> From<Vec<(N, O)>> for Outputs {
    fn from(pairs: Vec<(N, O)>) -> Self {
        let mut pairs: Vec<(String, Self)> =
            pairs.into_iter().map(|(name, part)| (name.into(), part.into())).collect();
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        let mut tensors = Vec::new();
        let mut features = Vec::new();
        for (name, part) in pairs {
            features.push((name, part.spec));
            tensors.extend(part.tensors);
        }
        Self { spec: ElementSpec::Dict(features), tensors }
    }
}

/// A dict.
impl<N: Into<String>, O: Into<Outputs>, const C: usize> From<[(N, O); C]> for Outputs {
    fn from(pairs: [(N, O); C]) -> Self {
        Vec::from(pairs).into()
    }
}

macro_rules! tuples {
    ($(($($T:ident $index:tt),+);)*) => { $(
        impl<$($T: Into<Outputs>),+> From<($($T,)+)> for Outputs {
            fn from(members: ($($T,)+)) -> Self {
                let members: Vec<Self> = vec![$(members.$index.into()),+];
                let mut tensors = Vec::new();
                let mut specs = Vec::new();
                for member in members {
                    specs.push(member.spec);
                    tensors.extend(member.tensors);
                }
                Self { spec: ElementSpec::Tuple(specs), tensors }
            }
        }
    )* };
}

tuples! {
    (A 0);
    (A 0, B 1);
    (A 0, B 1, C 2);
    (A 0, B 1, C 2, D 3);
    (A 0, B 1, C 2, D 3, E 4);
    (A 0, B 1, C 2, D 3, E 4, F 5);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6);
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
}
