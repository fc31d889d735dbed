//! Every mistake is said at once: names,
use tfdata::Element;

#[derive(Element)]
#[element(spec = "data/wine", deny_unknown_fields)]
struct Wine {
    lable: i64,
    classname: String,
    all: [f32; 13],
}

fn main() {}
