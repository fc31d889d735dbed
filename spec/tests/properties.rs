//! What holds for every spec: a type made for it binds, and a change to one leaf is found as just that.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use tfdata_spec::{
    DType, Dims, ElementSpec, FieldWant, MismatchKind, RaggedSpec, Shape, Slot, StructKind, StructWant,
    TensorSpec, Want, bind,
};

fn dtype() -> impl Strategy<Value = DType> {
    (1..=23)
        .prop_map(DType::from_number)
        .prop_filter("read by a Rust type", |dtype| dtype.rust_name().is_some())
}

fn tensor() -> impl Strategy<Value = ElementSpec> {
    let dims = vec(option::weighted(0.7, 0..5_usize), 0..4);
    let shape = option::weighted(0.9, dims).prop_map(|dims| dims.map_or(Shape::UNKNOWN, Shape::new));
    (dtype(), shape).prop_map(|(dtype, shape)| ElementSpec::tensor(dtype, shape))
}

/// A leaf that no dense field reads.
fn other() -> impl Strategy<Value = ElementSpec> {
    let shape = || Shape::new([None, None]);
    prop_oneof![
        Just(ElementSpec::None),
        Just(ElementSpec::Sparse(TensorSpec::new(DType::F32, shape()))),
        Just(ElementSpec::Optional(Box::new(ElementSpec::tensor(DType::F32, shape())))),
        Just(ElementSpec::Ragged(RaggedSpec {
            dtype: DType::String,
            shape: shape(),
            ragged_rank: 1,
            row_splits: DType::I64,
        })),
    ]
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z]{1,3}", "[0-9]", "[a-z. \"\\\\é_]{0,3}"]
}

fn element() -> impl Strategy<Value = ElementSpec> {
    tensor().prop_recursive(3, 24, 4, |inner| {
        let member = prop_oneof![4 => inner.clone(), 1 => other()];
        let fields = || btree_map(key(), member.clone(), 0..4);
        prop_oneof![
            fields().prop_map(ElementSpec::dict),
            fields().prop_map(|fields| ElementSpec::NamedTuple {
                name: "Point".into(),
                fields: fields.into_iter().rev().collect(),
            }),
            vec(inner, 0..4).prop_map(ElementSpec::Tuple),
        ]
    })
}

/// A type that wants every dense leaf of the spec as it is; named fields in the reverse of their order.
/// Constants in real use, so leaked here.
fn want(spec: &ElementSpec) -> Option<Want> {
    let fields = |kind, fields: Vec<FieldWant>| {
        Some(Want::Struct(StructWant { name: "S", kind, fields: fields.leak(), exact: false }))
    };
    let named = |members: &[(String, ElementSpec)]| {
        let field = |(key, spec): &(String, ElementSpec)| {
            Some(FieldWant::named(Box::leak(key.clone().into_boxed_str()), want(spec)?))
        };
        fields(StructKind::Named, members.iter().rev().filter_map(field).collect())
    };
    match spec {
        ElementSpec::Tensor(TensorSpec { dtype, shape }) => {
            Some(Want::tensor(*dtype, shape.dims().map_or(Dims::ANY, Dims::new), "T"))
        }
        ElementSpec::Dict(members) | ElementSpec::NamedTuple { fields: members, .. } => named(members),
        ElementSpec::Tuple(members) => {
            let field = |(index, spec)| Some(FieldWant::at(index, want(spec)?));
            fields(StructKind::Tuple, members.iter().enumerate().filter_map(field).collect())
        }
        _ => None,
    }
}

fn wanted(spec: &ElementSpec) -> Want {
    want(spec).expect("tensors and structures are wanted")
}

/// The dense leaf of this number, in the order of the tree.
fn dense<'a>(spec: &'a mut ElementSpec, number: &mut usize) -> Option<&'a mut ElementSpec> {
    match spec {
        ElementSpec::Tensor(_) if *number == 0 => Some(spec),
        ElementSpec::Tensor(_) => {
            *number -= 1;
            None
        }
        ElementSpec::Dict(members) | ElementSpec::NamedTuple { fields: members, .. } => {
            members.iter_mut().find_map(|(_, spec)| dense(spec, number))
        }
        ElementSpec::Tuple(members) => members.iter_mut().find_map(|spec| dense(spec, number)),
        _ => None,
    }
}

fn is_dense(leaf: &ElementSpec) -> bool {
    matches!(leaf, ElementSpec::Tensor(_))
}

fn has_other(spec: &ElementSpec) -> bool {
    match spec {
        ElementSpec::Dict(members) => members.iter().any(|(_, spec)| has_other(spec)),
        ElementSpec::Tuple(members) => members.iter().any(has_other),
        // Flattened as declared, not by key.
        ElementSpec::NamedTuple { .. } => true,
        leaf => !is_dense(leaf),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_type_made_for_a_spec_binds(spec in element(), axes in 0..3_usize) {
        let components = spec.components();
        prop_assert_eq!(components.len(), spec.component_count());
        let mut have = spec.clone();
        let mut want = wanted(&spec);
        for _ in 0..axes {
            have = have.batched(Some(7));
            want = Want::Batched(Box::leak(Box::new(want)));
        }
        let slots = bind(&want, &have).map_err(|error| TestCaseError::fail(error.to_string()))?.slots;
        let mut found = Vec::new();
        for slot in slots {
            let Slot::Tensor { index, path, dtype, dims } = slot else { panic!("{slot:?}") };
            let component = &components[index];
            prop_assert_eq!((&path, dtype), (&component.path, component.tensor.dtype));
            let mut shape = component.tensor.shape.clone();
            for _ in 0..axes {
                shape = shape.with_leading(None);
            }
            prop_assert_eq!(dims.to_shape(), shape);
            found.push(index);
        }
        found.sort_unstable();
        let dense: Vec<_> = (0..components.len()).filter(|i| is_dense(&components[*i].leaf)).collect();
        prop_assert_eq!(found, dense);
    }

    #[test]
    fn a_type_made_for_a_spec_binds_to_its_bare_components(spec in element()) {
        prop_assume!(!has_other(&spec));
        let tensors = spec.components().into_iter().map(|component| component.tensor).collect();
        let want = wanted(&spec);
        prop_assert_eq!(bind(&want, &ElementSpec::Flat(tensors)), bind(&want, &spec));
    }

    #[test]
    fn one_change_is_one_mismatch(spec in element(), at in any::<prop::sample::Index>(), change in 0..4) {
        let leaves: Vec<_> = spec.components().into_iter().filter(|one| is_dense(&one.leaf)).collect();
        prop_assume!(!leaves.is_empty());
        // The tree and the components agree in their order: dicts are sorted.
        let number = at.index(leaves.len());
        let old = leaves[number].tensor.clone();
        let mut have = spec.clone();
        let leaf = dense(&mut have, &mut number.clone()).expect("the leaf");
        let other = if old.dtype == DType::I8 { DType::U8 } else { DType::I8 };
        let expected = match (change, old.shape.dims()) {
            (1, Some(dims)) => {
                let longer = old.shape.with_leading(Some(2));
                *leaf = ElementSpec::tensor(old.dtype, longer.clone());
                MismatchKind::Rank { want: Dims::new(dims), have: longer }
            }
            (2, Some(dims)) if dims.iter().any(Option::is_some) => {
                let axis = dims.iter().position(Option::is_some).expect("a known one");
                let size = dims[axis].expect("known");
                let mut dims = dims.to_vec();
                dims[axis] = Some(size + 1);
                *leaf = ElementSpec::tensor(old.dtype, Shape::new(dims));
                MismatchKind::Dimension { axis, want: size, have: size + 1 }
            }
            (3, _) => {
                *leaf = ElementSpec::Tuple(vec![leaf.clone()]);
                MismatchKind::Structure { want: "a tensor".into(), have: leaf.one_line() }
            }
            _ => {
                *leaf = ElementSpec::tensor(other, old.shape.clone());
                MismatchKind::DType { want: old.dtype, have: other }
            }
        };
        let error = bind(&wanted(&spec), &have).expect_err("a mismatch");
        prop_assert_eq!(error.all.len(), 1, "{}", error);
        prop_assert_eq!(&error.all[0].path, &leaves[number].path);
        prop_assert_eq!(&error.all[0].kind, &expected);
        prop_assert!(!error.all[0].remedy.is_empty());
    }

    #[test]
    fn a_spec_has_itself_in_common_and_survives_a_batch(spec in element()) {
        prop_assert_eq!(spec.common(&spec), Some(spec.clone()));
        if let Some(back) = spec.batched(None).unbatched() {
            prop_assert_eq!(back, spec.clone());
        }
        let text = spec.to_string();
        prop_assert!(text.lines().all(|line| !line.ends_with(' ')));
        prop_assert!(text.lines().count() > spec.one_line().lines().count() - 1);
    }
}
