//! Says which libtensorflow is used, after fetching one if there is none.
//!
//! ```sh
//! cargo run -p tfdata --example libtensorflow
//! ```

use tfdata::libtensorflow;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    libtensorflow::load_or_install()?;
    println!("TensorFlow {} in {}", libtensorflow::version()?, libtensorflow::location()?.display());
    Ok(())
}
