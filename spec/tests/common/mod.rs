//! The fixtures, and TensorFlow's own words about them.
#![allow(dead_code, reason = "each test file uses its part")]

use std::path::PathBuf;

use tfdata_spec::{DType, ElementSpec, RaggedSpec, Shape, TensorSpec};

/// A file of the fixtures.
pub(crate) fn fixture(path: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(path);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The element spec in a truth's `index.json`, as Python printed it.
pub(crate) fn truth(directory: &str) -> ElementSpec {
    let index = String::from_utf8(fixture(&format!("{directory}/index.json"))).expect("utf-8");
    let (_, after) = index.split_once("\"element_spec\": \"").expect("an element spec");
    python(after.split_once('"').expect("its end").0)
}

/// The element spec that Python prints like this.
pub(crate) fn python(text: &str) -> ElementSpec {
    let mut parser = Parser(text);
    let spec = parser.spec();
    assert_eq!(parser.0, "", "all of it is read");
    spec
}

struct Parser<'a>(&'a str);

impl Parser<'_> {
    fn spec(&mut self) -> ElementSpec {
        if self.eat("{") {
            let mut features = Vec::new();
            while !self.eat("}") {
                let key = self.until("'", "'");
                self.expect(": ");
                features.push((key, self.spec()));
                self.eat(", ");
            }
            return ElementSpec::dict(features);
        }
        if self.eat("(") {
            let mut members = Vec::new();
            while !self.eat(")") {
                members.push(self.spec());
                let _ = self.eat(", ") || self.eat(",");
            }
            return ElementSpec::Tuple(members);
        }
        if self.eat("TensorSpec(shape=") {
            let shape = self.shape();
            self.expect(", dtype=");
            let dtype = self.dtype();
            self.expect(", name=None)");
            return ElementSpec::tensor(dtype, shape);
        }
        let ragged = self.eat("RaggedTensorSpec(TensorShape(");
        assert!(ragged || self.eat("SparseTensorSpec(TensorShape("), "{}", self.0);
        let shape = self.shape();
        self.expect("), ");
        let dtype = self.dtype();
        if !ragged {
            self.expect(")");
            return ElementSpec::Sparse(TensorSpec::new(dtype, shape));
        }
        self.expect(", ");
        let ragged_rank = self.word().parse().expect("a ragged rank");
        self.expect(", ");
        let row_splits = self.dtype();
        self.expect(")");
        ElementSpec::Ragged(RaggedSpec { dtype, shape, ragged_rank, row_splits })
    }

    fn shape(&mut self) -> Shape {
        let inner = if self.0.starts_with('(') { self.until("(", ")") } else { self.until("[", "]") };
        let dims = inner.split(',').map(str::trim).filter(|dim| !dim.is_empty());
        Shape::new(dims.map(|dim| dim.parse().ok()).collect::<Vec<_>>())
    }

    fn dtype(&mut self) -> DType {
        self.expect("tf.");
        let name = self.word();
        let known = (0..40).map(DType::from_number).find(|dtype| dtype.name() == name);
        known.unwrap_or_else(|| panic!("{name}"))
    }

    fn word(&mut self) -> String {
        let end = self.0.find(|c: char| !c.is_alphanumeric()).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        word.to_owned()
    }

    fn until(&mut self, open: &str, close: &str) -> String {
        self.expect(open);
        let (inner, rest) = self.0.split_once(close).expect("a closing mark");
        self.0 = rest;
        inner.to_owned()
    }

    fn eat(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn expect(&mut self, text: &str) {
        assert!(self.eat(text), "`{text}` in `{}`", self.0);
    }
}
