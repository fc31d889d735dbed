//! Neither name is the dataset's, and the second one nearly.
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine")]
struct Wine {
    #[element(alias = "labl")]
    answer: i64,
    #[element(alias = "quality")]
    score: Option<i64>,
}

fn main() {}
