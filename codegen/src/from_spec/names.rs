//! A dataset's names as Rust's.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span};

/// Types that a generated struct's fields may name, and so no struct is named.
const TAKEN: [&str; 22] = [
    "Array0", "Array1", "Array2", "Array3", "Array4", "Array5", "Array6", "ArrayD", "Bytes", "Clone",
    "Complex", "Debug", "Element", "Option", "Ragged", "Self", "Sparse", "String", "Vec", "Box", "Result",
    "Default",
];

/// The names of the structs, each given once.
pub(super) struct TypeNames(BTreeSet<String>);

impl TypeNames {
    pub(super) fn new() -> Self {
        Self(TAKEN.map(str::to_owned).into())
    }

    /// A name like this one that is still free, as are those that the derive adds.
    pub(super) fn claim(&mut self, name: &str) -> Ident {
        let derived = |name: &str| [name.to_owned(), format!("{name}Batch"), format!("{name}Columns")];
        let free = |name: &str| derived(name).iter().all(|name| !self.0.contains(name));
        let name = numbered(name, "", free);
        self.0.extend(derived(&name));
        Ident::new(&name, Span::call_site())
    }
}

/// The names of one struct's fields, each given once.
#[derive(Default)]
pub(super) struct FieldNames(BTreeSet<String>);

impl FieldNames {
    /// The name of the field for this key.
    pub(super) fn claim(&mut self, key: &str) -> Ident {
        let name = numbered(&field_name(key), "_", |name| !self.0.contains(name));
        self.0.insert(name.clone());
        ident(&name).unwrap_or_else(|| Ident::new_raw(&name, Span::call_site()))
    }
}

/// The name, or the name with the first number from 2 that makes it free.
fn numbered(name: &str, between: &str, free: impl Fn(&str) -> bool) -> String {
    let mut tried = name.to_owned();
    let mut number = 2;
    while !free(&tried) {
        tried = format!("{name}{between}{number}");
        number += 1;
    }
    tried
}

/// A name for a struct, from any text: `PhotoObjects` for `photo-objects`.
///
/// ```
/// # use tfdata_codegen::from_spec::type_name;
/// assert_eq!(type_name("mnist_small/3.0.1"), "MnistSmall301");
/// assert_eq!(type_name("3d points"), "Dataset3dPoints");
/// ```
pub fn type_name(text: &str) -> String {
    let name: String = words(text).iter().map(|word| capitalized(word)).collect();
    match ident(&name) {
        Some(_) => name,
        None => format!("Dataset{name}"),
    }
}

/// The part of a nested struct's name that comes from a key.
pub(super) fn type_part(key: &str) -> String {
    let part: String = words(key).iter().map(|word| capitalized(word)).collect();
    if part.is_empty() { "Field".to_owned() } else { part }
}

/// Whether it can be the name of a struct.
pub(super) fn is_type_name(name: &str) -> bool {
    ident(name).is_some() && !TAKEN.contains(&name)
}

fn field_name(key: &str) -> String {
    let name = words(key).join("_");
    match name.chars().next() {
        None => "field".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("_{name}"),
        // The keywords that can't be raw names either.
        Some(_) if matches!(name.as_str(), "self" | "super" | "crate") => format!("{name}_"),
        Some(_) if ident(&name).is_some() || syn::parse_str::<Ident>(&format!("r#{name}")).is_ok() => name,
        Some(_) => "field".to_owned(),
    }
}

/// The words of a text in small letters: those that are apart, and those that begin with a capital letter.
fn words(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let mut words: Vec<String> = vec![String::new()];
    for (at, &c) in chars.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| chars[before]);
        let after = chars.get(at + 1);
        let begins = c.is_uppercase()
            && before.is_some_and(|before| {
                before.is_lowercase()
                    || before.is_numeric()
                    || before.is_uppercase() && after.is_some_and(|after| after.is_lowercase())
            });
        if begins || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(char::to_uppercase).into_iter().flatten().chain(chars).collect()
}

fn ident(name: &str) -> Option<Ident> {
    syn::parse_str(name).ok()
}

#[cfg(test)]
mod tests {
    use super::{FieldNames, TypeNames, type_part};

    #[test]
    fn fields() {
        let mut names = FieldNames::default();
        let keys = [
            "feat",
            "image/filename",
            "imageFilename",
            "VendorID",
            "HTTPServer",
            "type",
            "self",
            "3d",
            "",
            "/",
            "naïve",
            "ß",
            "a b",
            "a_b",
            "a__b",
            "MAX",
            "tempC2m",
            "\u{1F600}",
        ];
        let given = keys.map(|key| names.claim(key).to_string());
        assert_eq!(
            given,
            [
                "feat",
                "image_filename",
                "image_filename_2",
                "vendor_id",
                "http_server",
                "r#type",
                "self_",
                "_3d",
                "field",
                "field_2",
                "naïve",
                "ß",
                "a_b",
                "a_b_2",
                "a_b_3",
                "max",
                "temp_c2m",
                "field_3",
            ]
        );
    }

    #[test]
    fn types() {
        let mut names = TypeNames::new();
        let given = ["Spam", "Spam", "SpamBatch", "Bytes"].map(|name| names.claim(name).to_string());
        assert_eq!(given, ["Spam", "Spam2", "SpamBatch2", "Bytes2"]);
        assert_eq!(type_part("image/file-name"), "ImageFileName");
    }
}
