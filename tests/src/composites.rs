use tfdata::element::Item;
use tfdata::{Ragged, Sparse};

use crate::{Bits, Kind, Truth, Values};

impl Truth {
    /// Compares a ragged component of all elements: their row splits, one element's after the other's, and items.
    ///
    /// # Panics
    /// If dtype, number of elements, a row split or any bit differs.
    pub fn assert_ragged<T: Item + Bits>(&self, path: &str, got: &[Ragged<T>]) {
        let component = self.component(path);
        let Kind::Ragged { row_splits, values } = &component.kind else {
            panic!("{}: `{path}` is not ragged", self.name);
        };
        assert_eq!(<T as Bits>::DTYPE, component.dtype, "{}: `{path}`: dtype", self.name);
        let mut splits = vec![vec![0_i64]; row_splits.len()];
        for element in got {
            assert_eq!(element.ragged_rank() + 1, row_splits.len(), "{}: `{path}`: ragged rank", self.name);
            let rows = element.len() as i64;
            let before = splits[0].last().copied().unwrap_or(0);
            splits[0].push(before + rows);
            for (level, more) in splits[1..].iter_mut().zip(element.row_splits()) {
                let before = level.last().copied().unwrap_or(0);
                level.extend(more.iter().skip(1).map(|split| before + split));
            }
        }
        assert_eq!(&splits, row_splits, "{}: `{path}`: row splits (left: got)", self.name);
        let items = got.iter().flat_map(|element| element.values().iter());
        self.assert_items(path, values, items);
    }

    /// Compares a sparse component of all elements.
    ///
    /// # Panics
    /// If dtype, number of elements, a dense shape, an index or any bit differs.
    pub fn assert_sparse<T: Item + Bits>(&self, path: &str, got: &[Sparse<T>]) {
        let component = self.component(path);
        let Kind::Sparse { indices, values, dense_shapes } = &component.kind else {
            panic!("{}: `{path}` is not sparse", self.name);
        };
        assert_eq!(<T as Bits>::DTYPE, component.dtype, "{}: `{path}`: dtype", self.name);
        let shapes: Vec<Vec<usize>> = got
            .iter()
            .map(|element| element.dense_shape().iter().map(|size| *size as usize).collect())
            .collect();
        assert_eq!(&shapes, dense_shapes, "{}: `{path}`: dense shapes (left: got)", self.name);
        let places: Vec<Vec<usize>> = got
            .iter()
            .enumerate()
            .flat_map(|(number, element)| {
                let rows = element.indices().rows().into_iter();
                rows.map(move |row| [number].into_iter().chain(row.iter().map(|at| *at as usize)).collect())
            })
            .collect();
        assert_eq!(&places, indices, "{}: `{path}`: indices (left: got)", self.name);
        self.assert_items(path, values, got.iter().flat_map(|element| element.values().iter()));
    }

    fn assert_items<'a, T: Bits + 'a>(
        &self,
        path: &str,
        expected: &Values,
        got: impl Iterator<Item = &'a T>,
    ) {
        let mut count = 0;
        for item in got {
            let mut bits = Vec::new();
            item.bits(&mut bits);
            assert_eq!(bits, expected.get(count), "{}: `{path}`: item {count}", self.name);
            count += 1;
        }
        assert_eq!(count, expected.len(), "{}: `{path}`: number of items", self.name);
    }
}
