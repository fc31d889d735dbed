//! From what a type wants to an element spec that it fits, be its open dimensions known or not.

use tfdata_spec::{
    DType, Dims, ElementSpec, FieldWant, Key, RaggedSpec, Shape, StructKind, StructWant, TensorSpec, Want,
};

/// What a type leaves open.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Open {
    /// The size of a first axis. Those of one element should agree, since it may be a batch.
    Rows,
    /// The size of any other axis.
    Size,
    /// The number of members of a dict of any keys.
    Keys,
}

/// The element spec that a type alone describes: what it leaves open is not known.
pub(crate) fn described(want: &Want) -> ElementSpec {
    settled(want, &mut |_| None)
}

/// As [`described`]; what the type leaves open is what `open` says.
pub(crate) fn settled(want: &Want, open: &mut dyn FnMut(Open) -> Option<usize>) -> ElementSpec {
    Settler { open }.part(want, Around::default())
}

struct Settler<'o> {
    open: &'o mut dyn FnMut(Open) -> Option<usize>,
}

/// What is around a want.
#[derive(Clone, Copy, Default)]
struct Around {
    /// How many axes batching puts in front.
    leading: usize,
    /// The `shape` of the field, and the axes that were put in front outside of it.
    narrow: Option<(Dims, usize)>,
}

impl Settler<'_> {
    fn part(&mut self, want: &Want, around: Around) -> ElementSpec {
        match want {
            Want::Tensor(want) => {
                ElementSpec::Tensor(TensorSpec::new(want.dtype, self.shape(want.dims, around)))
            }
            Want::Batched(inner) => self.part(inner, Around { leading: around.leading + 1, ..around }),
            Want::Struct(want) => self.structure(want, around),
            // Rows of unequal length; one level for each axis in front of them.
            Want::Ragged(want) => ElementSpec::Ragged(RaggedSpec {
                dtype: want.dtype,
                shape: (0..around.leading).fold(Shape::new([None]), |shape, axis| {
                    shape.with_leading(if axis + 1 == around.leading {
                        (self.open)(Open::Rows)
                    } else {
                        None
                    })
                }),
                ragged_rank: around.leading,
                row_splits: DType::I64,
            }),
            Want::Sparse(want) => {
                let shape = self.shape(Dims::of_rank(1), around);
                ElementSpec::Sparse(TensorSpec::new(want.dtype, shape))
            }
            // There is no batch of optionals in TensorFlow, only one of features that are there.
            Want::Optional(inner) if around.leading > 0 => self.part(inner, around),
            Want::Optional(inner) => ElementSpec::Optional(Box::new(self.part(inner, around))),
            Want::Dataset(inner) => ElementSpec::Dataset(Box::new(self.part(inner, Around::default()))),
            Want::Map(inner) => {
                let keys = ["a", "b", "c"].into_iter().take((self.open)(Open::Keys).unwrap_or(0));
                ElementSpec::dict(keys.map(|key| (key, self.part(inner, around))).collect::<Vec<_>>())
            }
            Want::Unit => ElementSpec::None,
            // Anything: a number will do.
            _ => ElementSpec::tensor(DType::I64, self.shape(Dims::SCALAR, around)),
        }
    }

    fn structure(&mut self, want: &StructWant, around: Around) -> ElementSpec {
        let mut members: Vec<(Key, ElementSpec)> = Vec::new();
        for FieldWant { key, want, shape, .. } in want.fields {
            let narrow = shape.map(|dims| (dims, around.leading)).or(around.narrow);
            members.push((*key, self.part(want, Around { narrow, ..around })));
        }
        match want.kind {
            StructKind::Named => ElementSpec::dict(members.into_iter().map(|(key, spec)| (name(key), spec))),
            StructKind::Tuple => {
                let ends = members.iter().map(|(key, _)| index(*key) + 1);
                // What lies between the fields that are read can be anything.
                let mut all = vec![ElementSpec::None; ends.max().unwrap_or(0)];
                for (key, spec) in members {
                    if let Some(place) = all.get_mut(index(key)) {
                        *place = spec;
                    }
                }
                ElementSpec::Tuple(all)
            }
        }
    }

    /// The dimensions of a tensor.
    fn shape(&mut self, dims: Dims, Around { leading, narrow }: Around) -> Shape {
        let mut all = vec![None; leading];
        // A tensor of any rank is a vector, if nothing else is said.
        match (dims.dims(), narrow) {
            (Some(dims), _) => all.extend_from_slice(dims),
            (None, None) => all.push(None),
            (None, Some((narrow, _))) => all.extend(narrow.dims().unwrap_or(&[None]).iter().map(|_| None)),
        }
        if let Some((narrow, outside)) = narrow {
            for (dim, narrow) in all.iter_mut().skip(outside).zip(narrow.dims().unwrap_or(&[])) {
                *dim = dim.or(*narrow);
            }
        }
        let mut sizes = Vec::with_capacity(all.len());
        for (axis, dim) in all.into_iter().enumerate() {
            sizes.push(match dim {
                Some(size) => Some(size),
                None if axis == 0 => (self.open)(Open::Rows),
                None => (self.open)(Open::Size),
            });
        }
        Shape::new(sizes)
    }
}

fn name(key: Key) -> String {
    match key {
        Key::Name(name) => name.into(),
        Key::Index(index) => index.to_string(),
    }
}

fn index(key: Key) -> usize {
    match key {
        Key::Index(index) => index,
        Key::Name(_) => 0,
    }
}
