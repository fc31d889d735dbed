use std::ops::Index;

use tfdata_spec::ElementSpec;

use super::{Dataset, Graph, Tensor};

/// The components of an element, symbolic: `x["meta.pos"]` by path, `x[0]` by number.
///
/// Paths are those that [`explain`](crate::Dataset::explain) and error messages show: names and positions,
/// joined by dots. Numbers count the components in the order in which TensorFlow flattens the element: names of
/// a dict in byte order, tuples by position.
#[derive(Clone)]
pub struct Fields {
    pub(super) spec: ElementSpec,
    pub(super) paths: Vec<String>,
    pub(super) tensors: Vec<Tensor>,
    nothing: Tensor,
}

impl Fields {
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
        let ElementSpec::Tuple(members) = &self.spec else {
            self.lacks(&format!("number {index} of a tuple"));
            return self.clone();
        };
        let Some(spec) = members.get(index) else {
            self.lacks(&format!("number {index} of a tuple"));
            return self.clone();
        };
        let before: usize = members.iter().take(index).map(ElementSpec::component_count).sum();
        let tensors = self.tensors.iter().skip(before).take(spec.component_count()).cloned().collect();
        Self::of(&self.nothing.graph, spec, tensors)
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

    /// The component at this path, which is a dataset itself: a window.
    pub fn dataset(&self, path: &str) -> Dataset {
        match self.leaf(path) {
            (variant, Some(ElementSpec::Dataset(spec))) => Dataset { variant, spec: *spec },
            _ => Dataset {
                variant: self.lacks(&format!("`{path}` that is a dataset")).clone(),
                spec: self.spec.clone(),
            },
        }
    }

    pub(super) fn lacks(&self, what: &str) -> &Tensor {
        self.nothing
            .graph
            .fail(format!("there is no component {what}; there are `{}`", self.paths.join("`, `")));
        &self.nothing
    }
}

impl Index<&str> for Fields {
    type Output = Tensor;

    fn index(&self, path: &str) -> &Tensor {
        let place = self.paths.iter().position(|have| have == path);
        place.and_then(|place| self.tensors.get(place)).unwrap_or_else(|| self.lacks(&format!("`{path}`")))
    }
}

impl Index<usize> for Fields {
    type Output = Tensor;

    fn index(&self, number: usize) -> &Tensor {
        self.tensors.get(number).unwrap_or_else(|| self.lacks(&number.to_string()))
    }
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map().entries(self.paths.iter().zip(&self.tensors)).finish()
    }
}
