//! The first elements of a dataset.

use tfdata::{Dataset, Value};
use tfdata_codegen::source::{Kind, Source};

use crate::Failure;
use crate::output::plain;

/// The first elements as text, each under its number.
pub(crate) fn text(source: &Source, count: usize) -> Result<String, Failure> {
    let dataset = match &source.kind {
        Kind::Saved { dir, .. } => Dataset::<Value>::load(dir).open()?,
        Kind::SavedModel { dir, signature, output, .. } => {
            Dataset::saved_model(dir).signature(signature.as_str()).output(output.as_str()).open()?
        }
        _ => return Err("`--elements` shows those of `ds.save` directories and SavedModels only".into()),
    };
    let mut text = String::new();
    for (number, element) in dataset.take(count).iter()?.enumerate() {
        text += &plain(&format!("\nelement {number}: {}\n", element?));
    }
    Ok(text)
}
