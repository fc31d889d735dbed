//! Each way in which a type fits a dataset, and each in which it does not.

use tfdata_spec::{
    DType, Dims, ElementSpec, FieldWant, MismatchKind, Mismatches, RaggedSpec, Shape, Slot, StructKind,
    StructWant, TensorSpec, Want, bind,
};

const F32: Want = Want::tensor(DType::F32, Dims::SCALAR, "f32");
const I32: Want = Want::tensor(DType::I32, Dims::SCALAR, "i32");
const FEAT: Want = Want::tensor(DType::F32, Dims::new(&[Some(3)]), "f32");
const WET: Want = Want::tensor(DType::Bool, Dims::SCALAR, "bool");
const ANY: Want = Want::tensor(DType::F32, Dims::ANY, "ArrayD<f32>");
const VECTOR: Want = Want::tensor(DType::F32, Dims::of_rank(1), "f32");

/// Constants in real use; here made as they are needed.
fn named(name: &'static str, fields: &[FieldWant]) -> StructWant {
    StructWant { name, kind: StructKind::Named, fields: fields.to_vec().leak(), exact: false }
}

fn tuple(fields: &[FieldWant]) -> Want {
    let fields = fields.to_vec().leak();
    Want::Struct(StructWant { name: "tuple", kind: StructKind::Tuple, fields, exact: false })
}

fn have(dtype: DType, dims: &[usize]) -> ElementSpec {
    ElementSpec::tensor(dtype, Shape::known(dims))
}

fn slot(index: usize, path: &str, dtype: DType, dims: Dims) -> Slot {
    Slot::Tensor { index, path: path.into(), dtype, dims }
}

fn absent(path: &str) -> Slot {
    Slot::Absent { path: path.into() }
}

fn slots(want: &Want, have: &ElementSpec) -> Vec<Slot> {
    bind(want, have).unwrap_or_else(|error| panic!("{error}")).slots
}

fn refused(want: &Want, have: &ElementSpec) -> Mismatches {
    bind(want, have).expect_err("a mismatch")
}

/// The only mismatch: its path, kind and remedy.
fn only(want: &Want, have: &ElementSpec) -> (String, MismatchKind, String) {
    let mut all = refused(want, have).all;
    assert_eq!(all.len(), 1, "{all:#?}");
    let first = all.remove(0);
    (first.path, first.kind, first.remedy)
}

const META: StructWant = StructWant {
    name: "Meta",
    kind: StructKind::Named,
    fields: &[FieldWant::named("pos", FEAT)],
    exact: false,
};
const WEATHER: Want = Want::Struct(StructWant {
    name: "Weather",
    fields: &[
        FieldWant::named("wet", WET),
        FieldWant::named("meta", Want::Struct(META)),
        FieldWant::named("feat", FEAT),
    ],
    ..META
});

fn weather() -> ElementSpec {
    ElementSpec::dict([
        ("wet", have(DType::Bool, &[])),
        ("feat", have(DType::F32, &[3])),
        ("meta", ElementSpec::dict([("id", have(DType::I64, &[])), ("pos", have(DType::F32, &[3]))])),
    ])
}

#[test]
fn a_struct_takes_a_dict_by_name() {
    let three = Dims::new(&[Some(3)]);
    let expected = [
        slot(3, "wet", DType::Bool, Dims::SCALAR),
        slot(2, "meta.pos", DType::F32, three),
        slot(0, "feat", DType::F32, three),
    ];
    assert_eq!(slots(&WEATHER, &weather()), expected);
}

#[test]
fn composites_take_their_place_in_the_numbering() {
    let leaf = || have(DType::F32, &[]);
    let values = TensorSpec::new(DType::F32, Shape::new([None, Some(2)]));
    let ragged = RaggedSpec {
        dtype: DType::I64,
        shape: Shape::new([None, None]),
        ragged_rank: 1,
        row_splits: DType::I64,
    };
    let spec = ElementSpec::dict([
        ("a", ElementSpec::None),
        ("b", ElementSpec::Ragged(ragged)),
        ("c", ElementSpec::IndexedSlices { values, indices: DType::I64, has_dense_shape: true }),
        ("d", ElementSpec::Optional(Box::new(ElementSpec::Tuple(vec![leaf(), leaf()])))),
        ("e", ElementSpec::Dataset(Box::new(weather()))),
        ("x", leaf()),
    ]);
    let want = Want::Struct(named("X", &[FieldWant::named("x", F32)]));
    assert_eq!(slots(&want, &spec), [slot(6, "x", DType::F32, Dims::SCALAR)]);
    assert_eq!(spec.component_count(), 7);
    let paths: Vec<_> = spec.components().into_iter().map(|component| component.path).collect();
    assert_eq!(paths, ["b", "c.values", "c.indices", "c.dense_shape", "d", "e", "x"]);
}

#[test]
fn a_tuple_takes_a_tuple_or_a_named_tuple_by_position() {
    let want = tuple(&[FieldWant::at(0, FEAT), FieldWant::at(1, I32)]);
    let members = [have(DType::F32, &[3]), have(DType::I32, &[])];
    let three = Dims::new(&[Some(3)]);
    let tuple = ElementSpec::Tuple(members.to_vec());
    let expected = [slot(0, "0", DType::F32, three), slot(1, "1", DType::I32, Dims::SCALAR)];
    assert_eq!(slots(&want, &tuple), expected);

    let [x, y] = members;
    let point =
        ElementSpec::NamedTuple { name: "Point".into(), fields: vec![("z".into(), x), ("a".into(), y)] };
    let expected = [slot(0, "z", DType::F32, three), slot(1, "a", DType::I32, Dims::SCALAR)];
    assert_eq!(slots(&want, &point), expected);
    let by_name = Want::Struct(named("P", &[FieldWant::named("a", I32)]));
    assert_eq!(slots(&by_name, &point), [slot(1, "a", DType::I32, Dims::SCALAR)]);
}

#[test]
fn a_tuple_of_another_length_is_refused_unless_positions_are_selected() {
    let three =
        ElementSpec::Tuple(vec![have(DType::F32, &[]), have(DType::I32, &[]), have(DType::Bool, &[])]);
    let two = tuple(&[FieldWant::at(0, F32), FieldWant::at(1, I32)]);
    let (path, kind, remedy) = only(&two, &three);
    assert_eq!((path.as_str(), kind), ("_", MismatchKind::Arity { want: 2, have: 3 }));
    assert_eq!(remedy, "`(f32, i32, bool)`");

    let four =
        tuple(&[FieldWant::at(0, F32), FieldWant::at(1, I32), FieldWant::at(2, WET), FieldWant::at(3, F32)]);
    assert_eq!(only(&four, &three).1, MismatchKind::Arity { want: 4, have: 3 });

    let picked = tuple(&[FieldWant::at(2, WET), FieldWant::at(0, F32)]);
    let expected = [slot(2, "2", DType::Bool, Dims::SCALAR), slot(0, "0", DType::F32, Dims::SCALAR)];
    assert_eq!(slots(&picked, &three), expected);

    let beyond = tuple(&[FieldWant::at(5, F32)]);
    let (path, kind, _) = only(&beyond, &three);
    assert_eq!(path, "5");
    assert!(matches!(kind, MismatchKind::Missing { available, .. } if available == ["0", "1", "2"]));

    let open_end = tuple(&[
        FieldWant::at(0, F32),
        FieldWant::at(1, I32),
        FieldWant::at(2, WET),
        FieldWant::at(3, F32).optional(),
    ]);
    assert_eq!(slots(&open_end, &three)[3], absent("3"));
}

#[test]
fn a_batch_has_one_more_axis_on_every_leaf() {
    const BATCH: Want = Want::Batched(&WEATHER);
    let batch = slots(&BATCH, &weather().batched(Some(32)));
    assert_eq!(batch[2], slot(0, "feat", DType::F32, Dims::new(&[None, Some(3)])));
    const TWICE: Want = Want::Batched(&BATCH);
    let twice = slots(&TWICE, &weather().batched(None).batched(None));
    assert_eq!(twice[0], slot(3, "wet", DType::Bool, Dims::of_rank(2)));

    let one = refused(&BATCH, &weather());
    assert_eq!(one.all.len(), 3);
    assert!(one.all[0].remedy.contains("the type of one element"), "{one}");
    let batch = refused(&WEATHER, &weather().batched(None));
    assert!(batch.all[2].remedy.contains("`Array2<f32>`, unless that axis is a batch"), "{batch}");
    const ANY_BATCH: Want = Want::Batched(&ANY);
    assert_eq!(slots(&ANY_BATCH, &have(DType::F32, &[2])).len(), 1);
    let (_, kind, _) = only(&ANY_BATCH, &have(DType::F32, &[]));
    assert!(matches!(kind, MismatchKind::Rank { .. }));
}

#[test]
fn too_many_axes_are_a_mismatch_and_no_panic() {
    const FULL: Want = Want::tensor(DType::F32, Dims::of_rank(7), "X");
    const ONE: Want = Want::Batched(&FULL);
    const TWO: Want = Want::Batched(&ONE);
    assert_eq!(slots(&ONE, &have(DType::F32, &[1; 8])).len(), 1);
    assert_eq!(only(&TWO, &have(DType::F32, &[1; 9])).1, MismatchKind::TooManyDimensions { rank: 9 });
}

#[test]
fn an_attribute_narrows_the_type() {
    let narrow = |want, dims| Want::Struct(named("X", &[FieldWant::named("x", want).shape(dims)]));
    let spec = |dims: &[Option<usize>]| {
        ElementSpec::dict([("x", ElementSpec::tensor(DType::F32, Shape::new(dims)))])
    };
    let four = Dims::new(&[Some(4)]);
    assert_eq!(slots(&narrow(VECTOR, four), &spec(&[None])), [slot(0, "x", DType::F32, four)]);
    assert_eq!(slots(&narrow(ANY, four), &spec(&[None])), [slot(0, "x", DType::F32, four)]);
    assert_eq!(slots(&narrow(FEAT, Dims::ANY), &spec(&[None])).len(), 1);
    let (_, kind, remedy) = only(&narrow(VECTOR, four), &spec(&[Some(3)]));
    assert_eq!(kind, MismatchKind::Dimension { axis: 0, want: 4, have: 3 });
    assert_eq!(remedy, "3 in the field's `shape`, not 4");
    let (_, _, remedy) = only(&narrow(FEAT, Dims::ANY), &spec(&[Some(4)]));
    assert_eq!(remedy, "`[f32; 4]` or `Array1<f32>`");
    let (path, kind, remedy) = only(&narrow(VECTOR, Dims::of_rank(2)), &spec(&[None]));
    assert_eq!(path, "x");
    assert_eq!(kind, MismatchKind::Attribute { dims: Dims::of_rank(1), shape: Dims::of_rank(2) });
    assert_eq!(remedy, "a `shape` of 1 dimension, or a type of 2");
    assert!(matches!(only(&narrow(FEAT, four), &spec(&[None])).1, MismatchKind::Attribute { .. }));
    let inside = Box::leak(Box::new(narrow(VECTOR, four)));
    let batch = slots(&Want::Batched(inside), &spec(&[None]).batched(None));
    assert_eq!(batch, [slot(0, "x", DType::F32, Dims::new(&[None, Some(4)]))]);
    let outside = narrow(Want::Batched(&VECTOR), Dims::new(&[Some(2), None]));
    assert_eq!(
        slots(&outside, &spec(&[None, None])),
        [slot(0, "x", DType::F32, Dims::new(&[Some(2), None]))]
    );
    assert_eq!(
        only(&narrow(WEATHER, four), &ElementSpec::dict([("x", weather())])).1,
        MismatchKind::ShapeOfStruct
    );
}

#[test]
fn what_the_dataset_leaves_open_is_accepted() {
    let open = ElementSpec::tensor(DType::F32, Shape::new([None]));
    let unknown = ElementSpec::tensor(DType::F32, Shape::UNKNOWN);
    assert_eq!(slots(&FEAT, &open), [slot(0, "_", DType::F32, Dims::new(&[Some(3)]))]);
    assert_eq!(slots(&FEAT, &unknown), [slot(0, "_", DType::F32, Dims::new(&[Some(3)]))]);
    assert_eq!(slots(&ANY, &have(DType::F32, &[1; 12])), [slot(0, "_", DType::F32, Dims::ANY)]);
}

#[test]
fn an_optional_field_may_be_absent() {
    let want = Want::Struct(named(
        "W",
        &[FieldWant::named("meta", WEATHER).optional(), FieldWant::named("n", WEATHER).optional()],
    ));
    assert_eq!(slots(&want, &ElementSpec::dict([("n", ElementSpec::None)])), [absent("meta"), absent("n")]);
    let wrong = ElementSpec::dict([("meta", have(DType::F32, &[]))]);
    assert!(matches!(only(&want, &wrong).1, MismatchKind::Structure { .. }));
}

#[test]
fn an_exact_struct_names_every_feature() {
    let exact = Want::Struct(StructWant {
        exact: true,
        ..named("W", &[FieldWant::named("wet", WET), FieldWant::named("feat", FEAT)])
    });
    let (path, kind, remedy) = only(&exact, &weather());
    assert_eq!((path.as_str(), kind), ("meta", MismatchKind::Unknown));
    assert_eq!(remedy, "a field `meta: { id: i64, pos: [f32; 3] }`, or no `deny_unknown_fields`");
}

#[test]
fn a_missing_name_suggests_the_nearest_that_no_field_takes() {
    let want = Want::Struct(named("W", &[FieldWant::named("feat", FEAT), FieldWant::named("feats", FEAT)]));
    let (path, kind, remedy) = only(&want, &weather());
    assert_eq!(path, "feats");
    let available = ["feat", "meta", "wet"].map(str::to_owned).to_vec();
    assert_eq!(kind, MismatchKind::Missing { nearest: None, available });
    assert_eq!(remedy, "one of `feat`, `meta`, `wet`");
    let want = Want::Struct(named("W", &[FieldWant::named("met", WEATHER)]));
    assert_eq!(only(&want, &weather()).2, "name it `meta`");
}

#[test]
fn dtype_and_rank_are_two_mismatches_in_one_line() {
    let error = refused(&F32, &have(DType::I64, &[2, 3]));
    assert_eq!(error.all.len(), 2);
    assert_eq!(error.all[0].kind, MismatchKind::DType { want: DType::F32, have: DType::I64 });
    let rank = MismatchKind::Rank { want: Dims::SCALAR, have: Shape::known(&[2, 3]) };
    assert_eq!(error.all[1].kind, rank);
    assert_eq!(error.all[0].remedy, "`[[i64; 3]; 2]` or `Array2<i64>`");
    assert_eq!(error.to_string().lines().count(), 3);
}

#[test]
fn a_dtype_without_a_rust_type() {
    let (_, kind, remedy) = only(&F32, &have(DType::Other(99), &[]));
    assert_eq!(kind, MismatchKind::NoRustType { want: DType::F32, have: DType::Other(99) });
    assert_eq!(remedy, "no field: no Rust type holds dtype#99");
}

#[test]
fn structures_of_another_kind() {
    let of = |want: &Want, have: &ElementSpec| {
        let (path, kind, remedy) = only(want, have);
        assert_eq!(path, "_");
        assert!(matches!(kind, MismatchKind::Structure { .. }), "{kind:?}");
        remedy
    };
    let one = Want::Struct(named("W", &[FieldWant::named("x", F32)]));
    let pair = tuple(&[FieldWant::at(0, F32), FieldWant::at(1, I32)]);
    let pair_spec = ElementSpec::Tuple(vec![have(DType::F32, &[]), have(DType::I32, &[])]);
    assert_eq!(of(&one, &have(DType::F32, &[3])), "`[f32; 3]` or `Array1<f32>` itself, without a struct");
    assert_eq!(of(&one, &pair_spec), "`(f32, i32)`, or `#[element(tuple)]` on the struct");
    assert!(of(&pair, &weather()).starts_with("a struct with named fields: `{ feat: [f32; 3]"));
    assert_eq!(of(&F32, &pair_spec), "a tuple: `(f32, i32)`");
    assert!(of(&F32, &weather()).starts_with("a struct: `{"));
    assert_eq!(of(&F32, &ElementSpec::None), "no field for it");
}

#[test]
fn composites_are_not_dense() {
    let sparse = ElementSpec::Sparse(TensorSpec::new(DType::F32, Shape::known(&[3])));
    let (_, kind, remedy) = only(&FEAT, &sparse);
    assert_eq!(kind, MismatchKind::Unsupported { have: "a sparse tensor".into() });
    assert_eq!(remedy, "`Sparse<f32>`");
    let nested = ElementSpec::Dataset(Box::new(weather()));
    assert!(matches!(only(&FEAT, &nested).1, MismatchKind::Unsupported { .. }));
}

#[test]
fn flat_components_take_the_structure_of_the_want() {
    let spec = |dtype: DType, dims: &[usize]| TensorSpec::new(dtype, Shape::known(dims));
    // Flattened by key: feat, meta.pos, wet.
    let all = vec![spec(DType::F32, &[3]), spec(DType::F32, &[3]), spec(DType::Bool, &[])];
    let three = Dims::new(&[Some(3)]);
    let expected = [
        slot(2, "wet", DType::Bool, Dims::SCALAR),
        slot(1, "meta.pos", DType::F32, three),
        slot(0, "feat", DType::F32, three),
    ];
    assert_eq!(slots(&WEATHER, &ElementSpec::Flat(all.clone())), expected);
    let (path, kind, _) = only(&WEATHER, &ElementSpec::Flat(all[1..].to_vec()));
    assert_eq!((path.as_str(), kind), ("_", MismatchKind::Arity { want: 3, have: 2 }));
    assert_eq!(slots(&FEAT, &ElementSpec::Flat(all[..1].to_vec())).len(), 1);
    let variant = ElementSpec::Flat(vec![TensorSpec::new(DType::Variant, Shape::UNKNOWN)]);
    assert!(matches!(only(&FEAT, &variant).1, MismatchKind::NoRustType { .. }));

    let optional =
        Want::Struct(named("W", &[FieldWant::named("a", WEATHER).optional(), FieldWant::named("b", WET)]));
    let slots = slots(&optional, &ElementSpec::Flat(vec![spec(DType::Bool, &[])]));
    assert_eq!(slots, [absent("a"), slot(0, "b", DType::Bool, Dims::SCALAR)]);
}

#[test]
fn odd_names_are_quoted_in_paths() {
    let spec = ElementSpec::dict([
        ("a.b", have(DType::F32, &[])),
        ("", have(DType::F32, &[])),
        ("7", have(DType::F32, &[])),
        ("image/file", have(DType::F32, &[])),
        ("line\nbreak", have(DType::F32, &[])),
        ("größe", have(DType::F32, &[])),
    ]);
    let paths: Vec<_> = spec.components().into_iter().map(|component| component.path).collect();
    assert_eq!(paths, [r#""""#, r#""7""#, r#""a.b""#, "größe", "image/file", r#""line\nbreak""#]);
}

#[test]
fn the_table_reads_in_columns() {
    let want = Want::Struct(named(
        "Weather",
        &[
            FieldWant::named("meantemp", F32),
            FieldWant::named("wet", I32),
            FieldWant::named("feat", Want::tensor(DType::F32, Dims::of_rank(2), "f32")),
            FieldWant::named("kind", Want::tensor(DType::String, Dims::new(&[Some(2)]), "String")),
            FieldWant::named("meta", I32),
        ],
    ));
    let spec = ElementSpec::dict([
        ("mean_temp", have(DType::F32, &[])),
        ("wet", have(DType::Bool, &[])),
        ("feat", have(DType::F32, &[3])),
        ("kind", have(DType::String, &[4])),
        ("meta", ElementSpec::dict([("pos", have(DType::F32, &[28, 28]))])),
    ]);
    let expected = "\
`Weather` does not fit the dataset: 5 mismatches
  component  the type wants                 the dataset has          write
  meantemp   `f32`, float32 []              no such feature          name it `mean_temp`
  wet        `i32`, int32 []                bool []                  `bool`
  feat       `Array2<f32>`, float32 [?, ?]  float32 [3]              `[f32; 3]` or `Array1<f32>`
  kind       `[String; 2]`, string [2]      string [4]               `[String; 4]` or `Array1<String>` (`Bytes` for what is not UTF-8)
  meta       `i32`, int32 []                {pos: float32 [28, 28]}  a struct: `{ pos: Array2<f32> }`";
    assert_eq!(refused(&want, &spec).to_string(), expected);
}

#[test]
fn the_table_cuts_what_is_too_long_to_read() {
    let many = (0..200).map(|number| (format!("feature_{number}"), have(DType::F32, &[])));
    let want = Want::Struct(named("W", &[FieldWant::named("a", F32), FieldWant::named("b", F32)]));
    let spec = ElementSpec::dict([("a", ElementSpec::dict(many)), ("b", have(DType::F32, &[3]))]);
    let error = refused(&want, &spec);
    assert!(error.all[0].have.len() > 1000, "the data is whole");
    let text = error.to_string();
    assert!(text.lines().all(|line| line.chars().count() < 700), "{text}");
}

#[test]
fn indexed_slices_are_a_struct_of_their_tensors() {
    let slices = ElementSpec::IndexedSlices {
        values: TensorSpec::new(DType::F32, Shape::new([None, Some(2)])),
        indices: DType::I64,
        has_dense_shape: false,
    };
    let values = FieldWant::named("values", Want::tensor(DType::F32, Dims::of_rank(2), "f32"));
    let indices = FieldWant::named("indices", Want::tensor(DType::I64, Dims::of_rank(1), "i64"));
    let spec = ElementSpec::dict([("grad", slices), ("a", have(DType::I64, &[]))]);
    let inner = Want::Struct(named("Slices", &[indices, values]));
    let binding = bind(&Want::Struct(named("W", &[FieldWant::named("grad", inner)])), &spec).expect("binds");
    let indices: Vec<_> =
        binding.slots.iter().map(|slot| matches!(slot, Slot::Tensor { index, .. } if *index > 0)).collect();
    assert_eq!(indices, [true, true]);
    let Slot::Tensor { index, path, .. } = &binding.slots[0] else { panic!() };
    assert_eq!((*index, path.as_str()), (2, "grad.indices"));
}
