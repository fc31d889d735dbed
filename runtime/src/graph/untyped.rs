use std::ops::Index;

use tfdata_spec::{ElementSpec, Key};

use super::{Dataset, Graph, Tensor};
use crate::element::Element;

/// An element inside a function, whose components are found at run time: `x["meta.pos"]` by path, `x[0]` by number.
///
/// Paths are those that [`explain`](crate::Dataset::explain) and error messages show: names and positions,
/// joined by dots. Numbers count the components in the order in which TensorFlow flattens the element: names of
/// a dict in byte order, tuples by position.
#[derive(Clone)]
pub struct Untyped {
    pub(super) spec: ElementSpec,
    pub(super) paths: Vec<String>,
    pub(super) tensors: Vec<Tensor>,
    nothing: Tensor,
}

impl Untyped {
    /// An argument of the function for each component.
    pub(super) fn arguments(graph: &Graph, spec: &ElementSpec) -> Self {
        let components = spec.components();
        let tensors = components
            .iter()
            .map(|component| graph.argument(component.tensor.dtype, component.tensor.shape.clone()));
        let tensors = tensors.collect();
        Self::of(graph, spec, tensors)
    }

    /// These tensors, which are the components of such an element.
    pub(super) fn of(graph: &Graph, spec: &ElementSpec, tensors: Vec<Tensor>) -> Self {
        Self {
            spec: spec.clone(),
            tensors,
            paths: spec.components().into_iter().map(|component| component.path).collect(),
            nothing: Tensor::new(graph, None),
        }
    }

    /// Member `index` of an element that is a tuple.
    pub fn member(&self, index: usize) -> Self {
        self.part(Key::Index(index)).unwrap_or_else(|| {
            self.lacks(&format!("number {index} of a tuple"));
            self.clone()
        })
    }

    /// The member under this key.
    pub(super) fn part(&self, key: Key) -> Option<Self> {
        let mut tensors = self.tensors.iter();
        for (place, (name, spec)) in members(&self.spec).into_iter().enumerate() {
            let found = match key {
                Key::Name(key) => name == Some(key),
                Key::Index(index) => name.is_none() && place == index,
            };
            let tensors: Vec<Tensor> = tensors.by_ref().take(spec.component_count()).cloned().collect();
            if found {
                return Some(Self::of(&self.nothing.graph, spec, tensors));
            }
        }
        None
    }

    /// The component at this path, and what it is.
    pub(super) fn leaf(&self, path: &str) -> (Tensor, Option<ElementSpec>) {
        let found = self.spec.components().into_iter().find(|component| component.path == path);
        (self[path].clone(), found.map(|component| component.leaf))
    }

    /// How many components there are.
    pub fn len(&self) -> usize {
        self.tensors.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.tensors.is_empty()
    }

    /// What the element is.
    pub fn element_spec(&self) -> &ElementSpec {
        &self.spec
    }

    /// The component at this path, which is a dataset itself: a window. Its elements are taken to be `E`.
    pub fn dataset<E: Element>(&self, path: &str) -> Dataset<E> {
        match self.leaf(path) {
            (variant, Some(ElementSpec::Dataset(spec))) => Dataset::new(variant, *spec),
            _ => {
                let nothing = self.lacks(&format!("`{path}` that is a dataset")).clone();
                Dataset::new(nothing, self.spec.clone())
            }
        }
    }

    /// The path of the first component, which is `_` where it is the only one.
    pub(super) fn first_path(&self) -> &str {
        self.paths.first().map_or("_", String::as_str)
    }

    pub(super) fn lacks(&self, what: &str) -> &Tensor {
        self.nothing
            .graph
            .fail(format!("there is no component {what}; there are `{}`", self.paths.join("`, `")));
        &self.nothing
    }
}

fn named((name, spec): &(String, ElementSpec)) -> (Option<&str>, &ElementSpec) {
    (Some(name.as_str()), spec)
}

/// The members of an element, in the order of their components, with their names if they have any.
pub(super) fn members(spec: &ElementSpec) -> Vec<(Option<&str>, &ElementSpec)> {
    match spec {
        ElementSpec::Tuple(members) => members.iter().map(|spec| (None, spec)).collect(),
        ElementSpec::NamedTuple { fields, .. } => fields.iter().map(named).collect(),
        ElementSpec::Dict(fields) => {
            let mut fields: Vec<_> = fields.iter().map(named).collect();
            fields.sort_by_key(|(name, _)| *name);
            fields
        }
        _ => Vec::new(),
    }
}

impl Index<&str> for Untyped {
    type Output = Tensor;

    fn index(&self, path: &str) -> &Tensor {
        let place = self.paths.iter().position(|have| have == path);
        place.and_then(|place| self.tensors.get(place)).unwrap_or_else(|| self.lacks(&format!("`{path}`")))
    }
}

impl Index<usize> for Untyped {
    type Output = Tensor;

    fn index(&self, number: usize) -> &Tensor {
        self.tensors.get(number).unwrap_or_else(|| self.lacks(&number.to_string()))
    }
}

impl std::fmt::Debug for Untyped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.paths.iter().zip(&self.tensors)).finish()
    }
}
