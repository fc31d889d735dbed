use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::marker::PhantomData;
use std::path::Path;

use tfdata_spec::{DType, ElementSpec, Key, Shape, StructKind, TensorSpec, Want};

use super::{cannot_open, files};
use crate::dataset::{Dataset, InputValue};
use crate::element::Element;
use crate::error::{Error, Result};
use crate::plan::{Csv as Format, FileFormat, FileSource, Node, Plan, Source};
use crate::tensor::Tensor;

impl<E: Element> Dataset<E> {
    /// CSV files, a row as one element: `"people-*.csv"`. `tf.data.experimental.CsvDataset`.
    ///
    /// A named struct finds its columns by the names in the first line, a tuple by their order. Fields are
    /// `i32`, `i64`, `f32`, `f64`, `String` or `Bytes`; columns that no field reads are passed over. With
    /// `#[element(cast = "lossy")]` a field is any number: other integers are read as `i64`, other floats as `f32`.
    ///
    /// ```no_run
    /// # use tfdata::{Dataset, Element};
    /// #[derive(Element)]
    /// struct Person { name: String, age: i32 }
    ///
    /// let people = Dataset::<Person>::csv("people.csv").default_value("age", -1).open()?;
    /// # Ok::<(), tfdata::Error>(())
    /// ```
    pub fn csv(files: impl Into<String>) -> Csv<E> {
        Csv {
            pattern: files.into(),
            header: true,
            names: None,
            delimiter: ',',
            quotes: true,
            na_value: String::new(),
            defaults: BTreeMap::new(),
            element: PhantomData,
        }
    }
}

/// CSV files that are about to be opened.
#[derive(Debug)]
#[must_use = "call `open()`"]
pub struct Csv<E> {
    pattern: String,
    header: bool,
    names: Option<Vec<String>>,
    delimiter: char,
    quotes: bool,
    na_value: String,
    defaults: BTreeMap<String, Result<Tensor>>,
    element: PhantomData<fn() -> E>,
}

impl<E: Element> Csv<E> {
    /// Takes the first line for a row too. A named struct then needs [`Csv::column_names`].
    pub fn no_header(self) -> Self {
        Self { header: false, ..self }
    }

    /// The columns' names, in place of those in the first line.
    pub fn column_names<N: Into<String>>(self, names: impl IntoIterator<Item = N>) -> Self {
        Self { names: Some(names.into_iter().map(Into::into).collect()), ..self }
    }

    /// What stands between two fields; a comma, if it is not given.
    pub fn delimiter(self, delimiter: char) -> Self {
        Self { delimiter, ..self }
    }

    /// Takes quotation marks for what they are, and not for what surrounds a field (`use_quote_delim=False`).
    pub fn no_quotes(self) -> Self {
        Self { quotes: false, ..self }
    }

    /// The text that stands for a missing value, besides none at all (`na_value`).
    pub fn na_value(self, text: impl Into<String>) -> Self {
        Self { na_value: text.into(), ..self }
    }

    /// What a column has in rows where its value is missing; without, that is an error. A tuple's columns are
    /// named `0`, `1`, ….
    pub fn default_value(mut self, column: impl Into<String>, value: impl InputValue) -> Self {
        self.defaults.insert(column.into(), value.tensor());
        self
    }

    /// The dataset.
    ///
    /// # Errors
    /// [`Error::Open`] if no file matches, a column is lacking, or `E` is nothing that a row can hold;
    /// [`Error::Io`]; [`Error::Mismatch`] if `E` does not fit.
    pub fn open(self) -> Result<Dataset<E>> {
        let files = files::matching(&self.pattern)?;
        let wrong = |reason: String| cannot_open(Path::new(&self.pattern), reason);
        let Want::Struct(want) = &E::SPEC else {
            return Err(wrong("rows are read as a struct or a tuple of scalars".into()));
        };
        let compression = files::gzip(&files)?;
        let names = match (&self.names, want.kind) {
            (Some(names), _) => names.clone(),
            (None, StructKind::Tuple) => Vec::new(),
            (None, StructKind::Named) if self.header && compression.is_empty() => self.first_line(&files)?,
            (None, StructKind::Named) => {
                let reason = "the columns' names are not known; give them with `column_names`";
                return Err(wrong(reason.into()));
            }
        };
        let mut defaults = BTreeMap::new();
        for (column, value) in self.defaults {
            defaults.insert(column, value?);
        }
        let mut columns = Vec::new();
        for field in want.fields {
            let (name, number) = match field.key {
                Key::Index(number) => (number.to_string(), number),
                Key::Name(name) => match field.keys().find_map(|key| column(&names, key)) {
                    // Under the field's own name, so that the defaults of columns are told apart by that.
                    Some(number) => (name.to_owned(), number),
                    None if field.optional => continue,
                    None => {
                        let reason =
                            format!("there is no column `{name}`; there are `{}`", names.join("`, `"));
                        return Err(cannot_open(Path::new(&self.pattern), reason));
                    }
                },
            };
            let dtype = match &field.want {
                Want::Tensor(want) => held_as(want.dtype),
                _ => {
                    return Err(cannot_open(
                        Path::new(&self.pattern),
                        format!("column `{name}` is a scalar"),
                    ));
                }
            };
            let default = defaults.remove(&name);
            if let Some(default) = &default
                && (default.dtype() != dtype || !default.shape().is_empty())
            {
                let got = default.spec();
                let reason =
                    format!("the default of column `{name}` is {} {}, not {dtype} []", got.dtype, got.shape);
                return Err(cannot_open(Path::new(&self.pattern), reason));
            }
            columns.push((number, name, dtype, default));
        }
        if let Some(column) = defaults.keys().next() {
            let reason = format!("no field reads the column `{column}`, for which a default is given");
            return Err(cannot_open(Path::new(&self.pattern), reason));
        }
        columns.sort_by_key(|column| column.0);
        let scalar = |dtype| ElementSpec::Tensor(TensorSpec::new(dtype, Shape::scalar()));
        let spec = match want.kind {
            StructKind::Tuple => ElementSpec::Tuple(columns.iter().map(|column| scalar(column.2)).collect()),
            // Components in the order of the columns.
            StructKind::Named => ElementSpec::NamedTuple {
                name: "Row".into(),
                fields: columns.iter().map(|column| (column.1.clone(), scalar(column.2))).collect(),
            },
        };
        let format = FileFormat::Csv(Format {
            header: self.header,
            delimiter: self.delimiter.to_string(),
            quotes: self.quotes,
            na_value: self.na_value,
            columns: columns
                .into_iter()
                .map(|(number, _, dtype, default)| (number, dtype, default))
                .collect(),
        });
        let source =
            FileSource { pattern: self.pattern, files, format, compression, interleave: None, slices: None };
        Dataset::checked(Plan::new(Node::Source(Source::Files(source)), spec))
    }

    fn first_line(&self, files: &[String]) -> Result<Vec<String>> {
        let Some(file) = files.first() else { return Ok(Vec::new()) };
        let io = |source| Error::Io { path: file.into(), source };
        let mut line = String::new();
        BufReader::new(File::open(file).map_err(io)?).read_line(&mut line).map_err(io)?;
        Ok(fields(line.trim_end_matches(['\r', '\n']), self.delimiter, self.quotes))
    }
}

/// The number of the column with this name.
fn column(names: &[String], key: Key) -> Option<usize> {
    names.iter().position(|column| matches!(key, Key::Name(name) if name == column))
}

/// The dtype that a column is read as; one that a row can't hold does not fit when it is bound.
fn held_as(dtype: DType) -> DType {
    match dtype {
        DType::I32 | DType::I64 | DType::F32 | DType::F64 | DType::String => dtype,
        DType::F16 | DType::BF16 | DType::C64 => DType::F32,
        DType::C128 => DType::F64,
        _ => DType::I64,
    }
}

/// The fields of a line.
fn fields(line: &str, delimiter: char, quotes: bool) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, fields.last_mut()) {
            ('"', Some(field)) if quotes && quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            ('"', _) if quotes => quoted = !quoted,
            (c, _) if c == delimiter && !quoted => fields.push(String::new()),
            (c, Some(field)) => field.push(c),
            (_, None) => {}
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_may_be_quoted() {
        let fields = |line| super::fields(line, ',', true);
        assert_eq!(fields("a,b c,"), ["a", "b c", ""]);
        assert_eq!(fields(r#""a,b","c ""d""",e"#), ["a,b", r#"c "d""#, "e"]);
        assert_eq!(super::fields("\"a\";b", ';', false), ["\"a\"", "b"]);
    }
}
