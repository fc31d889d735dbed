//! What is known of a dataset beside its elements, as names with values.

use serde_json::{Value, json};
use tfdata_codegen::source::{Kind, Origin, Sampled, Source};

use crate::files::{Files, below, record_compressions, snapshot_compression, snapshots};
use crate::output::{counted, plain, size};

/// One thing that is known: its name, in words, and for a script.
pub(crate) struct Fact {
    pub(crate) name: String,
    pub(crate) text: String,
    pub(crate) json: Value,
}

fn fact(name: impl Into<String>, text: impl Into<String>, json: Value) -> Fact {
    Fact { name: name.into(), text: plain(&text.into()), json }
}

/// What it is, in a few words; and for a script.
pub(crate) fn kind(source: &Source) -> (&'static str, &'static str) {
    match &source.kind {
        Kind::Tfds { .. } => ("TFDS directory", "tfds"),
        Kind::Saved { .. } => ("`ds.save` directory", "saved"),
        Kind::SavedModel { .. } => ("SavedModel", "saved_model"),
        Kind::Graph => ("serialized graph", "graph"),
        Kind::Examples(Sampled { sequence: true, .. }) => {
            ("TFRecord of SequenceExample", "sequence_examples")
        }
        Kind::Examples(_) => ("TFRecord of Example", "examples"),
        Kind::Prepared(_) => ("prepared description", "prepared"),
        _ => ("dataset", "other"),
    }
}

/// All that is known, the most wanted first.
pub(crate) fn facts(source: &Source) -> Vec<Fact> {
    match &source.kind {
        Kind::Tfds { dir, info, .. } => {
            let Some(info) = info else {
                return vec![fact("splits", "not known: there is no `dataset_info.json`", Value::Null)];
            };
            let mut all = vec![fact("version", &info.version, json!(info.version))];
            if !info.config.is_empty() {
                all.push(fact("config", &info.config, json!(info.config)));
            }
            all.push(fact("file format", &info.file_format, json!(info.file_format)));
            for split in &info.splits {
                let files = Files::of(split.files.iter().map(|file| dir.join(file)));
                let elements =
                    split.len().map_or_else(|| "beyond counting".to_owned(), |n| counted(n, "element"));
                let json = json!({
                    "elements": split.len(),
                    "shard_lengths": split.shard_lengths,
                    "files": split.files,
                    "bytes": files.bytes,
                    "missing_files": files.missing.len(),
                });
                all.push(fact(
                    format!("split {}", split.name),
                    format!("{elements}, {}", files.describe("shard")),
                    json,
                ));
            }
            all
        }
        Kind::Saved { dir, metadata } => {
            let Some(metadata) = metadata else {
                return vec![fact("elements", "not known: there is no `snapshot.metadata`", Value::Null)];
            };
            let paths = snapshots(&dir.join(&metadata.run_id));
            let compression = paths.iter().find_map(|path| snapshot_compression(path));
            let files = Files::of(paths);
            let elements = metadata
                .num_elements
                .map_or_else(|| "not recorded".to_owned(), |elements| elements.to_string());
            let mut all = vec![
                fact("elements", elements, json!(metadata.num_elements)),
                fact("files", files.describe("shard"), json!({"shards": files.count, "bytes": files.bytes})),
                fact("compression", compression.unwrap_or("not known"), json!(compression)),
            ];
            if !metadata.finalized {
                all.push(fact(
                    "state",
                    "not written to its end: `ds.save` was interrupted",
                    json!("unfinished"),
                ));
            }
            all
        }
        Kind::SavedModel { dir, graph, signature, output } => {
            let files = Files::of(below(dir));
            let mut all = vec![
                fact("signature", signature, json!(signature)),
                fact("dataset", output, json!(output)),
                fact("TensorFlow", &graph.tensorflow_version, json!(graph.tensorflow_version)),
                fact("files", files.describe("file"), json!({"files": files.count, "bytes": files.bytes})),
            ];
            let found = graph.signatures.iter().find(|found| found.name == *signature);
            for input in found.iter().flat_map(|found| &found.inputs) {
                let what = format!("{} {}", input.dtype, input.shape);
                all.push(fact(format!("input {}", input.name), &what, json!(what)));
            }
            for op in found.iter().flat_map(|found| &found.python_ops) {
                let text = format!(
                    "`{}` calls back into the Python that wrote it: it can't run anywhere else",
                    op.node
                );
                all.push(fact("needs Python", text, json!(op.op)));
            }
            all
        }
        Kind::Examples(sampled) => examples(sampled),
        Kind::Prepared(prepared) => {
            let Origin { path, signature, output } = &prepared.origin;
            let mut all = vec![fact("made of", path.display().to_string(), json!(path))];
            all.extend(signature.iter().map(|name| fact("signature", name, json!(name))));
            all.extend(output.iter().map(|name| fact("dataset", name, json!(name))));
            all.push(fact("hash", &prepared.hash, json!(prepared.hash)));
            all
        }
        _ => source
            .files
            .iter()
            .filter_map(|file| {
                Some(fact("size", size(file.metadata().ok()?.len()), json!(file.metadata().ok()?.len())))
            })
            .collect(),
    }
}

fn examples(sampled: &Sampled) -> Vec<Fact> {
    let files = Files::of(sampled.files.iter().cloned());
    let records = sampled.records as u64;
    let looked_at = if sampled.all {
        format!("{records}, all looked at")
    } else {
        format!("the first {records} looked at; more may have other features")
    };
    let compressions = record_compressions(&sampled.files);
    let names: Vec<_> = compressions.iter().map(|(name, _)| *name).collect();
    let compression = match compressions.len() {
        0 => "not known".to_owned(),
        1 => names.concat(),
        _ => {
            let each =
                compressions.iter().map(|(name, files)| format!("{name} ({})", counted(*files, "file")));
            each.collect::<Vec<_>>().join(", ")
        }
    };
    let json = match &names[..] {
        [name] => json!(name),
        names => json!(names),
    };
    vec![
        fact("records", looked_at, json!({"looked_at": records, "all": sampled.all})),
        fact("files", files.describe("file"), json!({"files": files.count, "bytes": files.bytes})),
        fact("compression", compression, json),
    ]
}
