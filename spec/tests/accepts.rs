//! The rules in constants are those of `bind`: the two agree on any type and any dataset.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use tfdata_spec::{
    DType, Dims, ElementSpec, FieldWant, Have, HaveKind, ItemWant, RaggedSpec, Shape, StructKind, StructWant,
    TensorHave, TensorSpec, Want, accepts, bind,
};

/// Few of each, so that what is wanted is often what is there.
fn dtype() -> impl Strategy<Value = DType> {
    prop::sample::select(vec![
        DType::F32,
        DType::F32,
        DType::I64,
        DType::String,
        DType::Variant,
        DType::Other(99),
    ])
}

fn tensor() -> impl Strategy<Value = TensorSpec> {
    let dims = vec(option::weighted(0.7, 1..3_usize), 0..4);
    let deep = vec(Just(Some(1)), 7..10);
    let shape = prop_oneof![
        1 => Just(Shape::UNKNOWN),
        9 => dims.prop_map(Shape::new),
        1 => deep.prop_map(Shape::new),
    ];
    (dtype(), shape).prop_map(|(dtype, shape)| TensorSpec::new(dtype, shape))
}

fn element() -> impl Strategy<Value = ElementSpec> {
    let leaf = prop_oneof![
        8 => tensor().prop_map(ElementSpec::Tensor),
        1 => Just(ElementSpec::None),
        1 => tensor().prop_map(ElementSpec::Sparse),
        1 => tensor().prop_map(ElementSpec::TensorArray),
        1 => tensor().prop_map(|TensorSpec { dtype, shape }| {
            ElementSpec::Ragged(RaggedSpec { dtype, shape, ragged_rank: 1, row_splits: DType::I64 })
        }),
        1 => (tensor(), any::<bool>()).prop_map(|(values, has_dense_shape)| {
            ElementSpec::IndexedSlices { values, indices: DType::I64, has_dense_shape }
        }),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let fields = || btree_map("[a-c]{1,2}", inner.clone(), 0..4);
        prop_oneof![
            2 => fields().prop_map(ElementSpec::dict),
            1 => fields().prop_map(|fields| ElementSpec::NamedTuple {
                name: "Point".into(),
                fields: fields.into_iter().rev().collect(),
            }),
            2 => vec(inner.clone(), 0..4).prop_map(ElementSpec::Tuple),
            1 => inner.clone().prop_map(|inner| ElementSpec::Optional(Box::new(inner))),
            1 => inner.prop_map(|inner| ElementSpec::Dataset(Box::new(inner))),
        ]
    })
}

fn root() -> impl Strategy<Value = ElementSpec> {
    prop_oneof![4 => element(), 1 => vec(tensor(), 0..5).prop_map(ElementSpec::Flat)]
}

/// Constants in real use, so leaked here.
fn leaked<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

fn have(spec: &ElementSpec) -> Have {
    let spec = &spec.slices_as_fields().unwrap_or_else(|| spec.clone());
    let tensor =
        |dtype, shape: &Shape| TensorHave { dtype, shape: shape.dims().map(|dims| &*dims.to_vec().leak()) };
    let named = |fields: &[(String, ElementSpec)]| -> &'static [(&'static str, Have)] {
        fields.iter().map(|(key, spec)| (&**leaked(key.clone()), have(spec))).collect::<Vec<_>>().leak()
    };
    let kind = match spec {
        ElementSpec::Tensor(spec) => HaveKind::Tensor(tensor(spec.dtype, &spec.shape)),
        ElementSpec::TensorArray(spec) => {
            HaveKind::TensorArray(tensor(spec.dtype, &spec.shape.with_leading(None)))
        }
        ElementSpec::Ragged(spec) => HaveKind::Ragged(spec.dtype),
        ElementSpec::Sparse(spec) => HaveKind::Sparse(spec.dtype),
        ElementSpec::Optional(inner) => HaveKind::Optional(leaked(have(inner))),
        ElementSpec::Dataset(inner) => HaveKind::Dataset(leaked(have(inner))),
        ElementSpec::None => HaveKind::None,
        ElementSpec::Dict(fields) => HaveKind::Dict(named(fields)),
        ElementSpec::NamedTuple { fields, .. } => HaveKind::NamedTuple(named(fields)),
        ElementSpec::Tuple(members) => {
            HaveKind::Tuple(members.iter().map(|spec| ("", have(spec))).collect::<Vec<_>>().leak())
        }
        ElementSpec::Flat(components) => {
            let component = |spec: &TensorSpec| ("", have(&ElementSpec::Tensor(spec.clone())));
            HaveKind::Flat(components.iter().map(component).collect::<Vec<_>>().leak())
        }
        other => panic!("{other:?}"),
    };
    let rust = |dtype: Option<DType>| dtype.is_some_and(|dtype| dtype.rust_name().is_some());
    let readable = spec.components().iter().all(|component| rust(component.leaf.dtype()));
    Have { path: "path", text: "text", write: "write", kind, readable }
}

/// Numbers from outside, which choose; zeros when they run out.
struct Choices<'a>(std::slice::Iter<'a, u8>);

impl Choices<'_> {
    fn next(&mut self) -> u8 {
        self.0.next().copied().unwrap_or_default()
    }

    /// In one of so many cases.
    fn seldom(&mut self, cases: u8) -> bool {
        self.next() % cases == cases - 1
    }

    fn dims(&mut self, shape: &Shape) -> Dims {
        let Some(dims) = shape.dims().filter(|dims| dims.len() <= Dims::MAX_RANK) else { return Dims::ANY };
        if self.seldom(6) {
            return Dims::ANY;
        }
        let mut dims: Vec<_> = dims.iter().map(|dim| if self.seldom(3) { None } else { *dim }).collect();
        match self.next() % 24 {
            21 if dims.len() < Dims::MAX_RANK => dims.push(Some(2)),
            22 => drop(dims.pop()),
            23 => dims.iter_mut().for_each(|dim| *dim = Some(2)),
            _ => {}
        }
        Dims::new(&dims)
    }

    fn dtype(&mut self, dtype: DType) -> DType {
        if self.seldom(16) { DType::I64 } else { dtype }
    }

    /// A type that reads this part of a dataset, apart from what is changed by choice.
    fn want(&mut self, spec: &ElementSpec) -> Want {
        let spec = &spec.slices_as_fields().unwrap_or_else(|| spec.clone());
        match self.next() % 64 {
            57 => return Want::Any,
            58 => return Want::Unit,
            59 => return Want::Map(leaked(self.want(spec))),
            60 => return Want::Dataset(leaked(self.want(spec))),
            61 => return Want::tensor(DType::F32, Dims::SCALAR, "f32"),
            62 | 63 => return Want::Ragged(ItemWant { dtype: DType::F32, rust: "Ragged" }),
            50..=53 => return Want::Optional(leaked(self.want(spec))),
            54 | 55 => return Want::Batched(leaked(self.want(&spec.unbatched().unwrap_or(spec.clone())))),
            56 => return Want::Batched(leaked(self.want(spec))),
            _ => {}
        }
        match spec {
            ElementSpec::Tensor(spec) => Want::tensor(self.dtype(spec.dtype), self.dims(&spec.shape), "T"),
            ElementSpec::TensorArray(spec) => {
                Want::tensor(self.dtype(spec.dtype), self.dims(&spec.shape.with_leading(None)), "T")
            }
            ElementSpec::Ragged(spec) => {
                Want::Ragged(ItemWant { dtype: self.dtype(spec.dtype), rust: "Ragged" })
            }
            ElementSpec::Sparse(spec) => {
                Want::Sparse(ItemWant { dtype: self.dtype(spec.dtype), rust: "Sparse" })
            }
            ElementSpec::Optional(inner) => Want::Optional(leaked(self.want(inner))),
            ElementSpec::Dataset(inner) => Want::Dataset(leaked(self.want(inner))),
            ElementSpec::Dict(fields) => self.named(fields),
            ElementSpec::NamedTuple { fields, .. } if self.seldom(3) => {
                self.tuple(&fields.iter().map(|(_, spec)| spec).collect::<Vec<_>>())
            }
            ElementSpec::NamedTuple { fields, .. } => self.named(fields),
            ElementSpec::Tuple(members) => self.tuple(&members.iter().collect::<Vec<_>>()),
            ElementSpec::Flat(components) => self.flat(components),
            _ => Want::Unit,
        }
    }

    fn named(&mut self, members: &[(String, ElementSpec)]) -> Want {
        let mut fields = Vec::new();
        for (key, spec) in members.iter().rev() {
            let key = if self.seldom(16) { "other".to_owned() } else { key.clone() };
            if !self.seldom(8) {
                fields.push(FieldWant::named(leaked(key), self.want(spec)));
            }
        }
        self.structure(StructKind::Named, fields)
    }

    fn tuple(&mut self, members: &[&ElementSpec]) -> Want {
        let mut fields = Vec::new();
        for (index, spec) in members.iter().enumerate() {
            if !self.seldom(16) {
                fields.push(FieldWant::at(index, self.want(spec)));
            }
        }
        if self.seldom(8) {
            fields.push(FieldWant::at(members.len(), Want::Unit));
        }
        if self.seldom(8) {
            fields.reverse();
        }
        self.structure(StructKind::Tuple, fields)
    }

    /// The components by names in their order, declared in another; some of them in a struct of their own.
    fn flat(&mut self, components: &[TensorSpec]) -> Want {
        let named = |index: usize| &**leaked(format!("k{index}"));
        let mut fields = Vec::new();
        let mut index = 0;
        while index < components.len() {
            let want =
                |all: &mut Self, index: usize| all.want(&ElementSpec::Tensor(components[index].clone()));
            if self.seldom(3) && index + 1 < components.len() {
                let mut pair =
                    vec![FieldWant::at(1, want(self, index + 1)), FieldWant::at(0, want(self, index))];
                pair[0].optional = self.seldom(6);
                fields.push(FieldWant::named(named(index), self.structure(StructKind::Tuple, pair)));
                index += 2;
            } else {
                fields.push(FieldWant::named(named(index), want(self, index)));
                index += 1;
            }
        }
        fields.reverse();
        if self.seldom(4) {
            fields.push(FieldWant::named("l", Want::tensor(DType::F32, Dims::SCALAR, "f32")).optional());
        }
        self.structure(StructKind::Named, fields)
    }

    fn structure(&mut self, kind: StructKind, mut fields: Vec<FieldWant>) -> Want {
        for field in &mut fields {
            field.optional |= self.seldom(8);
            if self.seldom(12) {
                let dims =
                    [Dims::SCALAR, Dims::ANY, Dims::of_rank(1), Dims::new(&[Some(1)]), Dims::of_rank(2)];
                field.shape = Some(dims[usize::from(self.next()) % dims.len()]);
            }
        }
        let kind = if self.seldom(24) { StructKind::Tuple } else { kind };
        Want::Struct(StructWant { name: "S", kind, fields: fields.leak(), exact: self.seldom(4) })
    }
}

/// How many pairs fitted, and how many there were.
fn agree(cases: u32) -> (u32, u32) {
    let fitted = std::cell::Cell::new((0, 0));
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(spec in root(), choices in vec(any::<u8>(), 0..80))| {
        let want = Choices(choices.iter()).want(&spec);
        let bound = bind(&want, &spec);
        let (fits, all) = fitted.get();
        fitted.set((fits + u32::from(bound.is_ok()), all + 1));
        prop_assert_eq!(accepts(&want, &have(&spec)), bound.is_ok(), "{:?} against {}: {:?}", want, spec, bound);
    });
    fitted.get()
}

#[test]
fn the_compiler_and_bind_agree() {
    let (fitted, all) = agree(20_000);
    assert!(fitted > all / 5 && fitted < all * 4 / 5, "both outcomes are tried: {fitted} of {all} fitted");
}
