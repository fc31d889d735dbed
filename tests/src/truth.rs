use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::values::with_suffix;
use crate::{Bits, Piece, Values, fixture, npy::Npy};

/// What TensorFlow read out of a dataset.
#[derive(Debug)]
pub struct Truth {
    /// The folder's name below `fixtures`.
    pub name: String,
    /// The number of elements.
    pub count: usize,
    components: BTreeMap<String, Component>,
}

/// One component of all elements.
#[derive(Debug)]
pub struct Component {
    /// TensorFlow's name of the dtype.
    pub dtype: String,
    /// How it lies, and its values.
    pub kind: Kind,
}

/// Which part of the elements is compared.
#[derive(Debug, Clone, Copy)]
pub enum Part {
    /// One element, as `iter()` gives it.
    Element(usize),
    /// All elements along a new axis, as `stack()` gives them.
    Stacked,
    /// All elements along axis 0, as `concat()` gives them.
    Joined,
}

/// How a component lies over the elements.
#[derive(Debug)]
pub enum Kind {
    /// All elements have one shape.
    Dense {
        /// The shape over all elements; its first size is the number of elements.
        shape: Vec<usize>,
        /// All items.
        values: Values,
    },
    /// Each element has its own shape.
    DenseVarying {
        /// The shape of each element.
        shapes: Vec<Vec<usize>>,
        /// The items of one element after another.
        values: Values,
    },
    /// A ragged tensor.
    Ragged {
        /// The first runs over the elements, the further ones over each element's ragged dimensions.
        row_splits: Vec<Vec<i64>>,
        /// The items.
        values: Values,
    },
    /// A sparse tensor.
    Sparse {
        /// For each item the number of the element and its position in it.
        indices: Vec<Vec<usize>>,
        /// The items.
        values: Values,
        /// The dense shape of each element.
        dense_shapes: Vec<Vec<usize>>,
    },
}

#[derive(Deserialize)]
struct Index {
    count: usize,
    components: Vec<IndexEntry>,
}

#[derive(Deserialize)]
struct IndexEntry {
    path: String,
    kind: String,
    dtype: String,
    shape: Option<Vec<usize>>,
    files: Vec<String>,
}

impl Truth {
    /// Reads a folder below `fixtures`, for instance `o09_savedmodel_weather/truth/basic`.
    ///
    /// # Panics
    /// If the folder or one of its files is missing or broken.
    pub fn open(name: &str) -> Self {
        let dir = fixture(name);
        let index = std::fs::read(dir.join("index.json"))
            .unwrap_or_else(|error| panic!("{name}/index.json: {error}"));
        let index: Index =
            serde_json::from_slice(&index).unwrap_or_else(|error| panic!("{name}/index.json: {error}"));
        let components =
            index.components.iter().map(|entry| (entry.path.clone(), Component::open(&dir, entry)));
        Self { name: name.to_owned(), count: index.count, components: components.collect() }
    }

    /// With the values of a component of varying shape taken from another file beside `index.json`.
    ///
    /// # Panics
    /// If there is no such component or file.
    #[must_use]
    pub fn with_values(mut self, path: &str, file: &str) -> Self {
        let component = self.components.get_mut(path).expect("the component");
        let Kind::DenseVarying { values, .. } = &mut component.kind else { panic!("{path} does not vary") };
        *values = Values::open(&fixture(&self.name).join(file)).0;
        self
    }

    /// The paths of the components, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.components.keys().map(String::as_str)
    }

    /// A component by its path: dict keys and tuple positions joined with a dot, `_` for a bare tensor.
    ///
    /// # Panics
    /// If there is none.
    pub fn component(&self, path: &str) -> &Component {
        self.components.get(path).unwrap_or_else(|| {
            let paths: Vec<&str> = self.paths().collect();
            panic!("{}: no component `{path}`; there are {paths:?}", self.name)
        })
    }

    /// Compares a component: [`Truth::assert_element`], [`Truth::assert_stacked`] or [`Truth::assert_joined`].
    ///
    /// # Panics
    /// As they do.
    pub fn assert<P: Piece>(&self, part: Part, path: &str, got: &P) {
        match part {
            Part::Element(element) => self.assert_element(path, element, got),
            Part::Stacked => self.assert_stacked(path, got),
            Part::Joined => self.assert_joined(path, got),
        }
    }

    /// Compares the component of one element, as `iter()` gives it.
    ///
    /// # Panics
    /// If dtype, shape or any bit differs.
    pub fn assert_element<P: Piece>(&self, path: &str, element: usize, got: &P) {
        let (shape, first) = self.component(path).element(element);
        let place = format!("{}: `{path}`, element {element}", self.name);
        self.compare(path, &place, &shape, first, &[], got);
    }

    /// Compares the components of all elements, as `iter()` gives them.
    ///
    /// # Panics
    /// If their number, a dtype, a shape or any bit differs.
    pub fn assert_elements<'p, P: Piece + 'p>(&self, path: &str, got: impl IntoIterator<Item = &'p P>) {
        let mut count = 0;
        for piece in got {
            assert!(count < self.count, "{}: `{path}`: more than {} elements", self.name, self.count);
            self.assert_element(path, count, piece);
            count += 1;
        }
        assert_eq!(count, self.count, "{}: `{path}`: number of elements", self.name);
    }

    /// Compares the component of all elements stacked along a new axis, as `stack()` gives it.
    ///
    /// # Panics
    /// If dtype, shape or any bit differs, or the elements have different shapes.
    pub fn assert_stacked<P: Piece>(&self, path: &str, got: &P) {
        let Kind::Dense { shape, .. } = &self.component(path).kind else {
            panic!("{}: `{path}` does not stack", self.name);
        };
        let place = format!("{}: `{path}`, stacked", self.name);
        self.compare(path, &place, shape, 0, &[], got);
    }

    /// Compares the component of all elements joined along axis 0, as `concat()` gives it.
    ///
    /// # Panics
    /// If dtype, shape or any bit differs, or the elements do not join.
    pub fn assert_joined<P: Piece>(&self, path: &str, got: &P) {
        let component = self.component(path);
        let mut joined: Option<Vec<usize>> = None;
        let mut starts = Vec::new();
        for element in 0..self.count {
            let (shape, _) = component.element(element);
            let (&rows, inner) = shape.split_first().expect("an axis to join along");
            let joined = joined.get_or_insert_with(|| [&[0], inner].concat());
            assert_eq!(joined[1..], *inner, "{}: `{path}`, element {element} does not join", self.name);
            starts.push(joined[0]);
            joined[0] += rows;
        }
        let place = format!("{}: `{path}`, joined", self.name);
        self.compare(path, &place, &joined.expect("at least one element"), 0, &starts, got);
    }

    /// `first` is the position among the values of the piece's first item; `starts` the row of a joined
    /// piece at which each element begins.
    fn compare<P: Piece>(
        &self,
        path: &str,
        place: &str,
        shape: &[usize],
        first: usize,
        starts: &[usize],
        got: &P,
    ) {
        let component = self.component(path);
        assert_eq!(P::Item::DTYPE, component.dtype, "{place}: dtype (left: got, right: TensorFlow)");
        assert_eq!(got.shape(), shape, "{place}: shape (left: got, right: TensorFlow)");
        let values = component.values();
        let mut position = 0;
        let mut bits = Vec::new();
        got.visit(&mut |item| {
            bits.clear();
            item.bits(&mut bits);
            let expected = values.get(first + position);
            if bits != expected {
                let index = index_of(position, shape);
                let element = starts.partition_point(|&start| index.first().is_some_and(|&row| start <= row));
                let element = if element > 0 { format!(" (element {})", element - 1) } else { String::new() };
                panic!(
                    "{place}, at {index:?}{element}: got {} = {:02x?}, TensorFlow has {} = {:02x?}",
                    P::Item::show(&bits),
                    bits,
                    P::Item::show(expected),
                    expected,
                );
            }
            position += 1;
        });
        assert_eq!(position, shape.iter().product::<usize>(), "{place}: number of items");
    }
}

impl Component {
    fn open(dir: &Path, entry: &IndexEntry) -> Self {
        let base = dir.join(entry.path.replace(['/', ' '], "_"));
        let part = |suffix: &str| with_suffix(&base, suffix);
        let kind = match entry.kind.as_str() {
            "dense" => {
                let (values, shape) = Values::open(&base);
                let shape = shape.or_else(|| entry.shape.clone());
                Kind::Dense { shape: shape.expect("the shape of a dense component"), values }
            }
            "dense_varying" => Kind::DenseVarying {
                shapes: Npy::open(&part(".shapes.npy")).rows_of_sizes(),
                values: Values::open(&part(".values")).0,
            },
            "ragged" => {
                let levels = entry.files.iter().filter(|file| file.contains(".row_splits_")).count();
                let splits = |level| Npy::open(&part(&format!(".row_splits_{level}.npy"))).int64s();
                Kind::Ragged {
                    row_splits: (0..levels).map(splits).collect(),
                    values: Values::open(&part(".flat_values")).0,
                }
            }
            "sparse" => Kind::Sparse {
                indices: Npy::open(&part(".indices.npy")).rows_of_sizes(),
                values: Values::open(&part(".values")).0,
                dense_shapes: Npy::open(&part(".dense_shapes.npy")).rows_of_sizes(),
            },
            other => panic!("{}: kind {other:?} is not known", entry.path),
        };
        let component = Self { dtype: entry.dtype.clone(), kind };
        let items = match &component.kind {
            Kind::Dense { shape, .. } => shape.iter().product(),
            Kind::DenseVarying { shapes, .. } => {
                shapes.iter().map(|shape| shape.iter().product::<usize>()).sum()
            }
            Kind::Ragged { .. } | Kind::Sparse { .. } => component.values().len(),
        };
        assert_eq!(component.values().len(), items, "{}: number of items", entry.path);
        component
    }

    /// The items.
    pub fn values(&self) -> &Values {
        match &self.kind {
            Kind::Dense { values, .. }
            | Kind::DenseVarying { values, .. }
            | Kind::Ragged { values, .. }
            | Kind::Sparse { values, .. } => values,
        }
    }

    /// The items as `int64`.
    ///
    /// # Panics
    /// If they are of another dtype.
    pub fn int64s(&self) -> Vec<i64> {
        assert_eq!(self.dtype, "int64");
        let item = |index| i64::from_le_bytes(self.values().get(index).try_into().expect("eight bytes"));
        (0..self.values().len()).map(item).collect()
    }

    /// The shape of an element, and where its items begin.
    fn element(&self, index: usize) -> (Vec<usize>, usize) {
        match &self.kind {
            Kind::Dense { shape, .. } => {
                let (&count, shape) = shape.split_first().expect("an axis over the elements");
                assert!(index < count, "element {index} of {count}");
                (shape.to_vec(), index * shape.iter().product::<usize>())
            }
            Kind::DenseVarying { shapes, .. } => {
                let before = shapes[..index].iter().map(|shape| shape.iter().product::<usize>());
                (shapes[index].clone(), before.sum())
            }
            Kind::Ragged { .. } | Kind::Sparse { .. } => {
                panic!("a ragged or sparse component is no single array")
            }
        }
    }
}

/// The index in an array of this shape of the item at this position in row-major order.
fn index_of(mut position: usize, shape: &[usize]) -> Vec<usize> {
    let mut index = vec![0; shape.len()];
    for (index, size) in index.iter_mut().zip(shape).rev() {
        *index = position % size;
        position /= size;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_become_indices() {
        assert_eq!(index_of(0, &[]), [] as [usize; 0]);
        assert_eq!(index_of(23, &[2, 3, 4]), [1, 2, 3]);
        assert_eq!(index_of(5, &[2, 3]), [1, 2]);
    }
}
