//! Functions of tensors, for the transformations that take one: `map`, `filter`, `flat_map`, `scan`, ….
//!
//! A closure is called once, when the transformation is made. It gets the [`Graph`] that the function is built in
//! and the [`Fields`] of an element, which are symbolic: a [`Tensor`] stands for what each element will have
//! there. What the closure does with them becomes a TensorFlow function, which runs at TensorFlow's speed, also
//! in parallel, and never calls back into Rust.
//!
//! ```
//! # use tfdata::Dataset;
//! # fn main() -> tfdata::Result<()> {
//! # tfdata::libtensorflow::load_or_install()?;
//! let ds = Dataset::range(5).map::<(f32, String)>(|g, x| {
//!     let half = x.cast::<f32>() * 0.5;
//!     let text = g.op("AsString").input(x).finish();
//!     (half, text).into()
//! });
//! let (halves, texts) = ds.filter(|_, x| x.0.lt(1.5)).stack()?;
//! assert_eq!((halves.to_vec(), texts.to_vec()), (vec![0.0, 0.5, 1.0], vec!["0".into(), "1".into(), "2".into()]));
//! # Ok(())
//! # }
//! ```
//!
//! # Types
//!
//! The tensors of an element have the types that it has: of a `Dataset<(i64, f32)>`, `x.0` is a `Tensor<i64>` and
//! `x.1` a `Tensor<f32>`. A struct with `#[element(tensors)]` has a companion of tensors, which its batch shares:
//!
//! ```
//! use tfdata::{Dataset, Element};
//!
//! #[derive(Element)]
//! #[element(tensors)]
//! struct Weather { feat: [f32; 3], wet: bool }
//! // The derive also makes WeatherTensors { feat: Tensor<f32>, wet: Tensor<bool> }.
//!
//! fn scaled(days: &Dataset<Weather>) -> Dataset<Weather> {
//!     days.map(|_, x| WeatherTensors { feat: &x.feat * 0.5, wet: x.wet.clone() }.into())
//! }
//! ```
//!
//! The compiler then sees whether dtypes go together, and whether what a function returns has the dtypes and the
//! structure of the new element ([`Takes`] says what fits what); dtypes are converted where you write
//! [`cast`](Tensor::cast), and nowhere else. Shapes are compared when the dataset is used, with the same table of
//! mismatches as anywhere else.
//!
//! What has no type is checked then as well, and goes with everything: each component by path or number (`x["feat"]`,
//! `x[0]`), what [`Graph::op`] gives, pairs of names and tensors. [`Tensor::typed`] gives a tensor its type.
//!
//! # More
//!
//! - Arithmetic (`+ - * / %`, negation) works on tensors and with numbers, which take the tensor's dtype.
//!   Comparisons are methods: [`Tensor::eq`], [`Tensor::lt`], ….
//! - For all that has no method here, [`Graph::op`] adds any of TensorFlow's ops by name.
//! - Nothing is a `Result`. The first mistake (an op that does not fit its inputs, a field that there is not) is
//!   kept, and is an [`Argument`](crate::Error::Argument) error when the dataset is used.
//! - A component that is a ragged or sparse tensor, an optional or a nested dataset is taken apart with
//!   [`Untyped::ragged`], [`Untyped::sparse`], [`Untyped::optional`] and [`Untyped::dataset`], if its type has not done
//!   so.
//! - Inner functions, of a [`Dataset`] inside, may use tensors of the function around them.

/// Calls a macro with the members of each tuple: two names of types, and the position.
macro_rules! for_tuples {
    ($then:ident) => {
        $then! {
            (A P 0);
            (A P 0, B Q 1);
            (A P 0, B Q 1, C R 2);
            (A P 0, B Q 1, C R 2, D S 3);
            (A P 0, B Q 1, C R 2, D S 3, E T 4);
            (A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5);
            (A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5, G V 6);
            (A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5, G V 6, H W 7);
            (A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5, G V 6, H W 7, I X 8);
            (A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5, G V 6, H W 7, I X 8, J Y 9);
            (A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5, G V 6, H W 7, I X 8, J Y 9, K Z 10);
            (A P 0, B Q 1, C R 2, D S 3, E T 4, F U 5, G V 6, H W 7, I X 8, J Y 9, K Z 10, L O 11);
        }
    };
}
use for_tuples;

mod companion;
mod composite;
mod dataset;
mod fields;
mod function;
mod op;
mod operators;
mod outputs;
mod takes;
mod tensor;
mod untyped;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

#[doc(hidden)]
pub use companion::{Members, StructOutputs, members};
pub use composite::{Optional, Ragged, Sparse};
pub use dataset::Dataset;
pub use fields::{Fields, FromUntyped};
pub(crate) use function::{Function, build};
pub use op::Op;
pub use operators::Operand;
pub use outputs::{Outputs, Symbolic};
pub use takes::{Takes, TensorOf};
pub use tensor::{Any, Tensor, Truth};
pub use untyped::Untyped;

use crate::dataset::InputValue;
use crate::element::Element;
use crate::engine::tensorflow::constant;
use crate::libtensorflow::{self as lib, Attr, Output};
use crate::plan::Plan;

/// The graph that a function is built in. Cloning it gives another handle to the same graph.
#[derive(Clone)]
pub struct Graph(Rc<Inner>);

struct Inner {
    graph: lib::Graph,
    /// The function around this one.
    parent: Option<Graph>,
    /// The first mistake.
    mistake: RefCell<Option<String>>,
    names: Cell<u64>,
    /// The functions that this one calls.
    functions: RefCell<Vec<Arc<lib::Function>>>,
    captures: RefCell<Vec<Capture>>,
}

/// A value from outside of the function, and the argument that brings it in.
struct Capture {
    from: Captured,
    argument: Output,
}

#[derive(Clone)]
enum Captured {
    /// A tensor of the function around this one.
    Tensor(Tensor),
    /// A dataset of the program.
    Dataset(Arc<Plan>),
}

impl Graph {
    fn new(parent: Option<&Self>) -> lib::Result<Self> {
        Ok(Self(Rc::new(Inner {
            graph: lib::Graph::new()?,
            parent: parent.cloned(),
            mistake: RefCell::default(),
            names: Cell::default(),
            functions: RefCell::default(),
            captures: RefCell::default(),
        })))
    }

    /// Any of TensorFlow's ops, by its name: `g.op("StringLower").input(&x["name"]).finish()`.
    ///
    /// Inputs and attributes are given as the op's definition has them. Attributes that follow from the inputs
    /// (dtypes, lengths of lists) are found by TensorFlow.
    pub fn op(&self, op: &str) -> Op<'_> {
        Op::new(self, op)
    }

    /// A constant: a number, a string, an array.
    pub fn constant<T>(&self, value: impl InputValue<Element: Element<Tensors = Tensor<T>>>) -> Tensor<T> {
        let constant = value.tensor().and_then(|value| constant(&value));
        match constant {
            Ok(value) => self.constant_tensor(value).known(),
            Err(error) => self.fail(error.to_string()).known(),
        }
    }

    fn constant_tensor(&self, value: lib::Tensor) -> Tensor {
        let name = self.name("Const");
        let op = self.0.graph.op("Const", &name).attr("dtype", value.dtype());
        self.added(op.attr_tensor("value", Arc::new(value)).finish())
    }

    /// Nothing but zeros, of any dtype with a size.
    pub(crate) fn zeros(&self, shape: &[i64], dtype: tfdata_spec::DType) -> Tensor {
        let zero = self.op("Cast").input(&self.constant(0_i32)).attr("DstT", dtype).finish();
        self.op("Fill").input(&self.ints(shape)).input(&zero).finish()
    }

    /// The rows, in as many axes as `outer` has, one of which may be -1, in place of the first one.
    pub(crate) fn reshape_rows(&self, rows: &Tensor, outer: &[i64]) -> Tensor {
        let (axis, first) = (self.constant(0_i32), self.ints(&[1]));
        let all = self.ints(&[i64::MAX]);
        let strides = self.ints(&[1]);
        let row = self.op("StridedSlice").input(&rows.dims()).input(&first).input(&all).input(&strides);
        let row = row.attr("end_mask", 1_i64).finish();
        let shape = self.op("ConcatV2").inputs([&self.ints(outer), &row]).input(&axis).finish();
        self.op("Reshape").input(rows).input(&shape).finish()
    }

    fn ints(&self, values: &[i64]) -> Tensor {
        let bytes = bytemuck::cast_slice(values);
        match lib::Tensor::from_bytes(tfdata_spec::DType::I64, &[values.len()], bytes) {
            Ok(tensor) => self.constant_tensor(tensor),
            Err(error) => self.fail(error.to_string()),
        }
    }

    fn argument(&self, dtype: tfdata_spec::DType, shape: tfdata_spec::Shape) -> Tensor {
        let name = self.name("argument");
        self.added(
            self.0
                .graph
                .op("Placeholder", &name)
                .attr("dtype", dtype)
                .attr("shape", Attr::Shape(shape))
                .finish(),
        )
    }

    fn name(&self, op: &str) -> String {
        let number = self.0.names.get();
        self.0.names.set(number + 1);
        format!("{op}_{number}")
    }

    fn added(&self, operation: lib::Result<lib::Operation>) -> Tensor {
        match operation {
            Ok(operation) => Tensor::new(self, Some(operation.output(0))),
            Err(error) => {
                self.fail(error.status().map_or(error.to_string(), |status| status.message.clone()))
            }
        }
    }

    /// Keeps the first mistake. What is returned stands for nothing, and so does all that is made from it.
    pub(crate) fn fail(&self, mistake: String) -> Tensor {
        self.0.mistake.borrow_mut().get_or_insert(mistake);
        Tensor::new(self, None)
    }

    /// Of this graph and another one, that of the inner function.
    fn innermost<'g>(&'g self, other: &'g Self) -> &'g Self {
        let mut around = Some(other);
        while let Some(graph) = around {
            if Rc::ptr_eq(&graph.0, &self.0) {
                return other;
            }
            around = graph.0.parent.as_ref();
        }
        self
    }

    /// The tensor in this graph: one of a function around it becomes an argument.
    fn own(&self, tensor: &Tensor) -> Option<Output> {
        let output = tensor.output?;
        if Rc::ptr_eq(&tensor.graph.0, &self.0) {
            return Some(output);
        }
        let known = self.0.captures.borrow().iter().find_map(|capture| match &capture.from {
            Captured::Tensor(from) if from.output == Some(output) => Some(capture.argument),
            _ => None,
        });
        if known.is_some() {
            return known;
        }
        if self.0.parent.as_ref().and_then(|parent| parent.own(tensor)).is_none() {
            self.fail(
                "a tensor of another function is used; only those of functions around this one can be".into(),
            );
            return None;
        }
        let argument = self.argument(tensor.dtype(), tensor.shape()).output?;
        self.0.captures.borrow_mut().push(Capture { from: Captured::Tensor(tensor.clone()), argument });
        Some(argument)
    }
}

impl std::fmt::Debug for Graph {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Graph").field(&self.0.graph).finish()
    }
}
