//! A number cannot be taken apart.

use tfdata::Dataset;

fn main() {
    drop(Dataset::range(10).unbatch());
}
