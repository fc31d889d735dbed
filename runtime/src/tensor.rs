use std::sync::Arc;

use bytes::Bytes;
use tfdata_spec::{DType, Shape, TensorSpec};

use crate::component::{Component, StringItems};
use crate::error::{Error, Result};
use crate::memory::Branch;
use crate::part::Part;

/// A dense tensor in this process's memory, on its way into a dataset (`from_tensor_slices`, an input of a
/// signature). Cloning shares the memory.
#[derive(Clone)]
pub struct Tensor {
    shape: Vec<usize>,
    data: Data,
}

#[derive(Clone)]
enum Data {
    Plain(DType, Arc<dyn PlainItems>),
    Strings(Arc<dyn StringItems + Send>),
}

/// A vector of numbers, seen as bytes.
trait PlainItems: Send + Sync {
    fn bytes(&self) -> &[u8];
}

impl<T: bytemuck::NoUninit + Send + Sync> PlainItems for Vec<T> {
    fn bytes(&self) -> &[u8] {
        bytemuck::must_cast_slice(self)
    }
}

impl StringItems for Vec<String> {
    fn len(&self) -> usize {
        Self::len(self)
    }
    fn get(&self, index: usize) -> &[u8] {
        self[index].as_bytes()
    }
}

impl StringItems for Vec<Bytes> {
    fn len(&self) -> usize {
        Self::len(self)
    }
    fn get(&self, index: usize) -> &[u8] {
        &self[index]
    }
}

impl Tensor {
    /// A tensor of numbers; `items` are in row-major order and as many as `shape` says.
    pub(crate) fn plain<T: bytemuck::NoUninit + Send + Sync>(
        dtype: DType,
        shape: Vec<usize>,
        items: Vec<T>,
    ) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), items.len());
        Self { shape, data: Data::Plain(dtype, Arc::new(items)) }
    }

    /// A tensor of strings; `items` are in row-major order and as many as `shape` says.
    pub(crate) fn strings<S: StringItems + Send + 'static>(shape: Vec<usize>, items: S) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), items.len());
        Self { shape, data: Data::Strings(Arc::new(items)) }
    }

    /// Its dtype.
    pub fn dtype(&self) -> DType {
        self.component().dtype()
    }

    /// Its shape.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Its dtype and shape, as a dataset declares them.
    pub fn spec(&self) -> TensorSpec {
        TensorSpec::new(self.dtype(), Shape::known(&self.shape))
    }

    /// Its items.
    pub(crate) fn component(&self) -> Component<'_> {
        match &self.data {
            Data::Plain(dtype, items) => {
                Component::Plain { dtype: *dtype, shape: &self.shape, bytes: items.bytes() }
            }
            Data::Strings(strings) => Component::Strings { shape: &self.shape, strings: &**strings },
        }
    }

    /// The bytes of all items; none of strings.
    pub(crate) fn bytes(&self) -> &[u8] {
        match &self.data {
            Data::Plain(_, items) => items.bytes(),
            Data::Strings(_) => &[],
        }
    }

    /// The strings, if it is a tensor of strings.
    pub(crate) fn shared_strings(&self) -> Option<Arc<dyn StringItems + Send>> {
        match &self.data {
            Data::Plain(..) => None,
            Data::Strings(strings) => Some(strings.clone()),
        }
    }
}

impl std::fmt::Debug for Tensor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Tensor({} {:?})", self.dtype(), self.shape)
    }
}

/// The components of an element or batch that leaves its Rust type, for a dataset or a file, in the order of the
/// type's leaves.
#[derive(Debug, Default)]
pub struct Components(Vec<Branch>);

impl Components {
    /// Adds the next leaf's tensor.
    pub fn push(&mut self, tensor: Tensor) {
        self.0.push(Branch::tensor(tensor));
    }

    /// Adds the next leaf, which is no dense tensor.
    pub(crate) fn push_part(&mut self, part: Branch) {
        self.0.push(part);
    }

    /// All of them, with what they are.
    pub(crate) fn into_branches(self) -> Vec<Branch> {
        self.0
    }

    /// All of them.
    pub(crate) fn into_parts(self) -> Vec<Part> {
        self.0.into_iter().flat_map(|branch| branch.components).collect()
    }

    /// All of them, where they are dense tensors, for the method that takes no others.
    ///
    /// # Errors
    /// [`Error::Argument`] if one is ragged, sparse or an optional.
    pub(crate) fn into_tensors(self, method: &str) -> Result<Vec<Tensor>> {
        let tensor = |part| match part {
            Part::Tensor(tensor) => Ok(tensor),
            other => Err(Error::Argument {
                method: method.into(),
                reason: format!("{} is no single tensor", other.kind()),
            }),
        };
        self.into_parts().into_iter().map(tensor).collect()
    }
}
