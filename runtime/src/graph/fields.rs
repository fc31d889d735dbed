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
        Self {
            spec: spec.clone(),
            tensors: tensors.collect(),
            paths: components.into_iter().map(|component| component.path).collect(),
            nothing: Tensor::new(graph, None),
        }
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
        let components = self.spec.components();
        match components.into_iter().find(|component| component.path == path).map(|component| component.leaf)
        {
            Some(ElementSpec::Dataset(spec)) => Dataset { variant: self[path].clone(), spec: *spec },
            _ => Dataset {
                variant: self.lacks(&format!("`{path}` that is a dataset")).clone(),
                spec: self.spec.clone(),
            },
        }
    }

    fn lacks(&self, what: &str) -> &Tensor {
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
