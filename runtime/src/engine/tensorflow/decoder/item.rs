use tfdata_spec::tfds::Encoding;
use tfdata_spec::{DType, TensorSpec};

use super::{sizes, stand_in};
use crate::graph::{Graph, Tensor};

/// How one item is decoded.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    pub(super) encoding: Encoding,
    pub(super) spec: &'a TensorSpec,
    pub(super) fast_jpeg: bool,
}

impl Item<'_> {
    /// The item that a string holds; `shape` is its shape where that is stored beside it.
    pub(super) fn decode(&self, graph: &Graph, string: &Tensor, shape: Option<&Tensor>) -> Tensor {
        match self.encoding {
            Encoding::Image { channels, .. } => self.picture(graph, string, channels),
            Encoding::Zlib => {
                let bytes = graph.op("DecodeCompressed").input(string).attr("compression_type", "ZLIB");
                self.raw(graph, &bytes.finish(), shape)
            }
            _ => self.raw(graph, string, shape),
        }
    }

    fn raw(&self, graph: &Graph, bytes: &Tensor, shape: Option<&Tensor>) -> Tensor {
        let dtype = self.spec.dtype;
        let stored = stand_in(dtype).unwrap_or(dtype);
        let mut values = graph.op("DecodeRaw").input(bytes).attr("out_type", stored).finish();
        if stored != dtype {
            values = graph.op("Bitcast").input(&values).attr("type", dtype).finish();
        }
        match shape {
            Some(shape) => graph.op("Reshape").input(&values).input(shape).finish(),
            None => values.reshape(&sizes(&[], self.spec)),
        }
    }

    /// The op for JPEG also decodes PNG. Its `dct_method` is empty for the one that `tfds.load` uses.
    fn picture(&self, graph: &Graph, string: &Tensor, channels: usize) -> Tensor {
        let channels = i64::try_from(channels).unwrap_or(0);
        if self.spec.dtype == DType::U16 {
            let decoded = graph.op("DecodeImage").input(string).attr("channels", channels);
            return decoded.attr("dtype", DType::U16).finish();
        }
        let dct_method = if self.fast_jpeg { "" } else { "INTEGER_ACCURATE" };
        let decoded = graph.op("DecodeJpeg").input(string).attr("channels", channels);
        let decoded = decoded.attr("dct_method", dct_method).finish();
        match self.spec.dtype {
            DType::F32 => {
                graph.op("Bitcast").input(&decoded).attr("type", DType::F32).finish().expand_dims(-1)
            }
            _ => decoded,
        }
    }
}

/// The values as another dtype.
pub(super) fn cast(graph: &Graph, values: &Tensor, dtype: DType) -> Tensor {
    match values.dtype() == dtype {
        true => values.clone(),
        false => graph.op("Cast").input(values).attr("DstT", dtype).finish(),
    }
}
