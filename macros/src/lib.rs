//! The derive macro of tfdata. The code behind it is in `tfdata-codegen`.

use proc_macro::TokenStream;

/// Implements `Element` for a struct: it can be read from a dataset. Generates its batch too.
///
/// A struct with named fields reads a dict or a named tuple, each field under its name; a tuple struct reads a tuple,
/// each field at its position. For `struct Weather { date: String, feat: [f32; 3] }` the derive also makes
/// `struct WeatherBatch { date: Array1<String>, feat: Array2<f32> }`, with the visibility, generics and
/// documentation of the struct. A batch is made with `new` (from arrays) or `from_rows`, and has `len`, `is_empty`,
/// `row`, `rows`, `slice`, `select`, `extend` and `split_at`. It is an element itself: of a dataset that is batched
/// already.
///
/// # Attributes
/// They are written `#[element(..)]`, several with commas between them. On the struct:
///
/// | | |
/// |---|---|
/// | `rename_all = "camelCase"` | the dataset spells its names like this; the cases are serde's |
/// | `tuple` | fields are found by position although they have names |
/// | `batched` | the struct holds arrays and is a batch itself: it joins, and gets no batch of its own |
/// | `deny_unknown_fields`, or `exact` | features of the dataset that no field reads are an error |
/// | `batch = "Days"` | the name of the generated batch |
/// | `batch_attr(derive(Serialize))` | attributes of the generated batch |
/// | `spec = "data/weather"` | the compiler compares the struct with this dataset, see below |
/// | `signature = "train"`, `output = "train"` | which dataset of a SavedModel it is |
/// | `crate = path::to::tfdata` | where this crate is, if not at `::tfdata` |
///
/// On a field:
///
/// | | |
/// |---|---|
/// | `rename = "t_max"` | its name in the dataset |
/// | `alias = "tmax"` | a further name, looked for where there is nothing under those before it; may be repeated |
/// | `flatten` | the fields of this struct stand beside the others in the dataset; it has named fields, and no two fields read the same name |
/// | `cast`, or `cast = "lossy"` | takes numbers of other dtypes, see below |
/// | `concat` | joins along axis 0, where the others stack, see below |
/// | `index = 2` | its position in the tuple, counted from 0 |
/// | `shape = [28, 28, _]` | the shape that it must have, where the type leaves it open; `_` is any size |
/// | `default`, or `default = path` | may be missing from the dataset; then it is `Default::default()`, or `path()` |
/// | `skip` | is not read, and is `Default::default()` |
///
/// # Numbers of other dtypes
/// With `cast`, a field takes a dtype all of whose values its own type has: `int32` as `i64` or `f64`, `uint8` as
/// `f32`, `bfloat16` as `f32`. Whether it has is checked when the dataset is opened. `cast = "lossy"` takes any
/// number as Rust's `as` does: an integer that is too large for another wraps around, a float is rounded or cut, and
/// what is out of an integer's range becomes its nearest one. A `bool` or a string is no number, and a complex number
/// is none that is real. Of a struct, `cast` is that of all its fields. What is put into a dataset has the dtype of
/// the field's own type.
///
/// # Fields that join
/// `stack()` joins a field with `concat`, an `Array<T, D>` with one to six axes, along axis 0: the rows of all elements
/// stand one after the other, and the batch has the same type. How many there are may differ from element to element,
/// the other axes may not.
///
/// Where in the joined array a row began is not kept. Such a batch is made with `stack()`, `new` or `from_rows`, and
/// has `extend`; it has no rows to be taken out, and is no element itself. `batch(n)` does not take such a struct, since
/// tf.data's stacks every component, and no other struct or tuple that is to be stacked holds one. All of that does not
/// compile. With `default`, an element that lacks the field adds the rows of its default.
///
/// # Checked by the compiler
/// `spec` is a path in the crate, which leads to a TFDS directory or its `features.json`, a `ds.save` directory or its
/// `dataset_spec.pb`, a SavedModel, TFRecord files of examples, or a `.tfdata.json` that `tfdata prepare` wrote. A
/// field that the dataset has not, or has with another dtype or shape, is then an error at that field, which says what
/// the dataset has and what to write. The rules are those by which a dataset is opened. Types are compared when the
/// compiler knows them, so aliases and constants may be used. With `deny_unknown_fields`, features that no field reads
/// are listed.
///
/// When the file changes, the crate is compiled anew. Neither libtensorflow nor a network is needed.
#[proc_macro_derive(Element, attributes(element))]
pub fn derive_element(item: TokenStream) -> TokenStream {
    tfdata_codegen::derive_element(item.into()).into()
}

/// Writes the struct that reads a dataset: `include_element!(pub Weather, "data/weather")`.
///
/// The path is one in the crate, and leads to a TFDS directory, a `ds.save` directory, a SavedModel, a `.tfdata.json`,
/// or TFRecord files of examples, of which the first records are looked at. Dicts in the dataset become structs of
/// their own, here for instance `WeatherStation`. The documentation of each field says what it is in the dataset. All
/// of them derive `Element`, `Clone` and `Debug`; attributes in front of the name are added.
///
/// After the path may follow, with commas between them:
///
/// | | |
/// |---|---|
/// | `signature = "train"` | the signature of a SavedModel, where several return a dataset |
/// | `output = "train"` | the dataset's name among several that the signature returns |
/// | `strings = String` | the type of all strings; if nothing is said, `tfdata::Bytes`, which need not be UTF-8 |
/// | `"station.name": String` | the type of one component; one that does not fit the dataset does not compile |
/// | `crate = path::to::tfdata` | where this crate is, if not at `::tfdata` |
///
/// A change of the dataset's description compiles the crate anew.
#[proc_macro]
pub fn include_element(input: TokenStream) -> TokenStream {
    tfdata_codegen::include_element(input.into()).into()
}
