use std::marker::PhantomData;

use tfdata_spec::{ElementSpec, TensorSpec};

use super::untyped::members;
use super::{Any, Fields, Takes, Tensor, Untyped};
use crate::element::Element;

/// What a function returns: the components of an `O`. Made with `.into()` from what [`Takes`] lists: a tensor, a
/// tuple, the companion of a struct, or pairs of names and tensors.
///
/// ```no_run
/// # use tfdata::graph::{Outputs, Tensor};
/// # use tfdata::{Element, Value};
/// #[derive(Element)]
/// #[element(tensors)]
/// struct Point { x: f32, y: f32 }
///
/// # fn outputs(x: Tensor<f32>, y: Tensor<f32>) {
/// let one: Outputs<f32> = x.clone().into();
/// let tuple: Outputs<(f32, f32)> = (&x, &y).into();
/// let point: Outputs<Point> = PointTensors { x: x.clone(), y: y.clone() }.into();
/// let dict: Outputs<Value> = [("x", x), ("y", y)].into();
/// # }
/// ```
#[derive(Debug)]
pub struct Outputs<O = Any> {
    pub(crate) spec: ElementSpec,
    pub(crate) tensors: Vec<Tensor>,
    element: PhantomData<fn() -> O>,
}

impl Outputs {
    pub(crate) fn new(spec: ElementSpec, tensors: Vec<Tensor>) -> Self {
        Self { spec, tensors, element: PhantomData }
    }

    /// A dict.
    pub(super) fn dict(mut parts: Vec<(String, Self)>) -> Self {
        parts.sort_by(|a, b| a.0.cmp(&b.0));
        let (names, parts): (Vec<String>, Vec<Self>) = parts.into_iter().unzip();
        let (specs, tensors): (Vec<ElementSpec>, Vec<Vec<Tensor>>) =
            parts.into_iter().map(|part| (part.spec, part.tensors)).unzip();
        Self::new(ElementSpec::Dict(names.into_iter().zip(specs).collect()), tensors.concat())
    }

    /// The members of a dict.
    pub(super) fn into_members(self) -> Vec<(String, Self)> {
        let mut tensors = self.tensors.into_iter();
        let members = members(&self.spec).into_iter();
        members
            .map(|(name, spec)| {
                let tensors = tensors.by_ref().take(spec.component_count()).collect();
                (name.unwrap_or_default().to_owned(), Self::new(spec.clone(), tensors))
            })
            .collect()
    }

    /// A tuple.
    pub(super) fn tuple(members: Vec<Self>) -> Self {
        let (specs, tensors): (Vec<ElementSpec>, Vec<Vec<Tensor>>) =
            members.into_iter().map(|member| (member.spec, member.tensors)).unzip();
        Self::new(ElementSpec::Tuple(specs), tensors.concat())
    }
}

impl<O> Outputs<O> {
    /// The same, taken to be those of a `P`.
    pub(crate) fn known<P>(self) -> Outputs<P> {
        Outputs { spec: self.spec, tensors: self.tensors, element: PhantomData }
    }

    /// Both, as a pair.
    pub(crate) fn followed_by<P>(self, other: Outputs<P>) -> Outputs<(O, P)> {
        Outputs::tuple(vec![self.known(), other.known()]).known()
    }

    /// Whatever these are; whether they fit `O` is seen when the dataset is used, not by the compiler.
    pub fn untyped(outputs: impl Symbolic) -> Self {
        outputs.outputs().known()
    }
}

impl<O: Takes<S>, S: Symbolic> From<S> for Outputs<O> {
    fn from(outputs: S) -> Self {
        Self::untyped(outputs)
    }
}

impl<O> Clone for Outputs<O> {
    fn clone(&self) -> Self {
        Self { spec: self.spec.clone(), tensors: self.tensors.clone(), element: PhantomData }
    }
}

/// What a function can return: tensors, tuples of them, companions of structs, pairs of names and tensors.
#[diagnostic::on_unimplemented(
    message = "a function of tensors cannot return `{Self}`",
    label = "not made of tensors",
    note = "a value of the program becomes a tensor by `g.constant(value)`",
    note = "a struct is returned as its tensors, which `#[element(tensors)]` generates"
)]
pub trait Symbolic {
    /// Its tensors, and what they are together.
    #[doc(hidden)]
    fn outputs(self) -> Outputs;
}

impl<T> Symbolic for Tensor<T> {
    fn outputs(self) -> Outputs {
        let tensor = self.untyped();
        let spec = ElementSpec::Tensor(TensorSpec::new(tensor.dtype(), tensor.shape()));
        Outputs::new(spec, vec![tensor])
    }
}

impl<T> Symbolic for &Tensor<T> {
    fn outputs(self) -> Outputs {
        self.clone().outputs()
    }
}

/// The element as it came.
impl Symbolic for Untyped {
    fn outputs(self) -> Outputs {
        Outputs::new(self.spec, self.tensors)
    }
}

/// The element as it came.
impl Symbolic for &Untyped {
    fn outputs(self) -> Outputs {
        self.clone().outputs()
    }
}

/// The element as it came.
impl<E: Element> Symbolic for &Fields<E> {
    fn outputs(self) -> Outputs {
        self.untyped().outputs()
    }
}

/// The element as it came.
impl<E: Element> Symbolic for Fields<E> {
    fn outputs(self) -> Outputs {
        self.untyped().outputs()
    }
}

/// A dict.
impl<N: Into<String>, S: Symbolic> Symbolic for Vec<(N, S)> {
    fn outputs(self) -> Outputs {
        Outputs::dict(self.into_iter().map(|(name, part)| (name.into(), part.outputs())).collect())
    }
}

/// A dict.
impl<N: Into<String>, S: Symbolic, const C: usize> Symbolic for [(N, S); C] {
    fn outputs(self) -> Outputs {
        Vec::from(self).outputs()
    }
}

macro_rules! tuples {
    ($(($($T:ident $P:ident $index:tt),+);)*) => { $(
        impl<$($T: Symbolic),+> Symbolic for ($($T,)+) {
            fn outputs(self) -> Outputs {
                Outputs::tuple(vec![$(self.$index.outputs()),+])
            }
        }
    )* };
}

super::for_tuples!(tuples);
