use std::fmt;

use super::{Buffer, FileFormat, Interleave, Node, Plan, Source};

/// One line a node, from the last transformation to the sources.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, 0)
    }
}

impl Plan {
    fn write(&self, f: &mut fmt::Formatter<'_>, depth: usize) -> fmt::Result {
        write!(f, "{:depth$}", "", depth = depth * 2)?;
        self.write_node(f)?;
        for input in self.inputs() {
            f.write_str("\n")?;
            input.write(f, depth + 1)?;
        }
        Ok(())
    }

    /// The node alone: `batch(32)`.
    pub(crate) fn headline(&self) -> impl fmt::Display + '_ {
        struct Headline<'a>(&'a Plan);
        impl fmt::Display for Headline<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.write_node(f)
            }
        }
        Headline(self)
    }

    fn write_node(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Node::Source(Source::TensorSlices(tensors)) => write!(f, "from_tensor_slices({tensors:?})")?,
            Node::Source(Source::Tensors(tensors)) => write!(f, "from_tensors({tensors:?})")?,
            Node::Source(source @ Source::Memory { components, .. }) => {
                write!(f, "{}({} components)", source.dataset(), components.len())?;
            }
            Node::Source(
                source @ (Source::Range { .. } | Source::Random { .. } | Source::Service { .. }),
            ) => {
                f.write_str(&source.dataset())?;
            }
            Node::Source(Source::Files(source)) => {
                let door = match &source.format {
                    FileFormat::TfRecord => "tfrecords",
                    FileFormat::TextLines => "text_lines",
                    FileFormat::FixedLength { .. } => "fixed_length_records",
                    FileFormat::Csv(_) => "csv",
                };
                let compression =
                    if source.compression.is_empty() { "uncompressed" } else { source.compression };
                write!(f, "{door}({}: {} files, {compression}", source.pattern, source.files.len())?;
                match source.interleave {
                    Some(Interleave { cycle_length, block_length: 1, .. }) => {
                        write!(f, ", {cycle_length} at a time)")?;
                    }
                    Some(Interleave { cycle_length, block_length, .. }) => {
                        write!(f, ", {cycle_length} at a time, {block_length} from each)")?;
                    }
                    None => f.write_str(")")?,
                }
            }
            Node::Source(Source::SavedModel(source)) => {
                write!(f, "saved_model({}).signature({})", source.path.display(), source.signature)?;
            }
            Node::Source(Source::GraphDef { name, bytes }) => {
                write!(f, "graph_def({name}: {} bytes)", bytes.len())?;
            }
            Node::Source(Source::Load { path, compression, elements, .. }) => {
                let compression = if compression.is_empty() { "uncompressed" } else { compression };
                write!(f, "load({}: {compression}", path.display())?;
                match elements {
                    Some(elements) => write!(f, ", {elements} elements)")?,
                    None => f.write_str(")")?,
                }
            }
            Node::Batch { size, drop_remainder: false, .. } => write!(f, "batch({size})")?,
            Node::Batch { size, drop_remainder: true, .. } => write!(f, "batch_exact({size})")?,
            Node::Unbatch { .. } => f.write_str("unbatch()")?,
            Node::Take { count, .. } => write!(f, "take({count})")?,
            Node::Skip { count, .. } => write!(f, "skip({count})")?,
            Node::Shuffle { shuffle, .. } => {
                write!(f, "shuffle(buffer {}", shuffle.buffer)?;
                if let Some(seed) = shuffle.seed {
                    write!(f, ", seed {seed}")?;
                }
                f.write_str(if shuffle.reshuffle { ")" } else { ", the same order each time)" })?;
            }
            Node::Repeat { count: Some(count), .. } => write!(f, "repeat({count})")?,
            Node::Repeat { count: None, .. } => f.write_str("repeat(forever)")?,
            Node::Prefetch { buffer: Buffer::Size(size), .. } => write!(f, "prefetch({size})")?,
            Node::Prefetch { buffer: Buffer::Autotune, .. } => f.write_str("prefetch(AUTOTUNE)")?,
            Node::Cache { file: None, .. } => f.write_str("cache()")?,
            Node::Cache { file: Some(file), .. } => write!(f, "cache_to({})", file.display())?,
            Node::Shard { count, index, .. } => write!(f, "shard({count}, {index})")?,
            Node::Zip { .. } => f.write_str("zip")?,
            Node::Concatenate { .. } => f.write_str("concatenate")?,
            Node::Enumerate { start, .. } => write!(f, "enumerate(from {start})")?,
            Node::Choose { .. } => f.write_str("choose_from_datasets")?,
            Node::Sample { .. } => f.write_str("sample_from_datasets")?,
            Node::Apply { step, .. } => write!(f, "{step}")?,
            Node::Engine { engine, .. } => write!(f, "engine({engine:?})")?,
            Node::Invalid { method, reason, .. } => write!(f, "{method}: {reason}")?,
        }
        Ok(())
    }
}
