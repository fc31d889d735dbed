//! tf.data service: datasets that other machines make.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use prost::Message;
use tfdata_spec::{DType, ElementSpec, Shape};

use super::call::{Call, Input};
use super::functions::{self, Named};
use super::host::Host;
use super::lower::typed;
use super::variant::Variant;
use crate::error::{Error, Result};
use crate::libtensorflow::{Attr, Tensor};
use crate::plan::Service;

/// How long a dispatcher has to answer.
const PATIENCE: Duration = Duration::from_secs(5);

/// The elements of the dataset that is registered as `id`.
pub(super) fn consume(service: &Service, id: &str, spec: &ElementSpec) -> Result<Variant> {
    reachable(service)?;
    let host = Host::new()?;
    let tensor = host.call(consumer(service, id, &host, spec)?)?;
    Ok(Variant::source(host, tensor))
}

/// Registers the dataset; the op that reads it back from the workers.
pub(super) fn distribute(service: &Service, input: &Variant, spec: &ElementSpec) -> Result<Call> {
    reachable(service)?;
    let host = &input.host;
    let compress = functions::compress(spec)?;
    compress.copy_to(host)?;
    let compressed = Call::new("MapDataset")
        .dataset(input)
        .list(Vec::new())
        .attr("f", Attr::Func(compress.name))
        .attr("Targuments", Attr::Types(Vec::new()))
        .attr("preserve_cardinality", true);
    let variant = ElementSpec::tensor(DType::Variant, Shape::scalar());
    let compressed = host.call(typed(compressed, &variant))?;
    let metadata =
        Metadata { element_spec: tfdata_spec::proto::write_structured_value(spec), compression: 2 };
    let id = host.call(
        Call::new("RegisterDatasetV2")
            .input(Input::Tensor(compressed.into()))
            .string(&service.address)
            .string("grpc")
            .attr("external_state_policy", 0_i64)
            .attr("metadata", Attr::String(metadata.encode_to_vec())),
    )?;
    let id = id.as_strings().and_then(|id| id.get(0)).map(String::from_utf8_lossy).unwrap_or_default();
    consumer(service, &id, host, spec)
}

fn consumer(service: &Service, id: &str, host: &Host, spec: &ElementSpec) -> Result<Call> {
    let uncompress: Named = functions::uncompress(spec)?;
    uncompress.copy_to(host)?;
    let mode = Tensor::strings(&[], [service.sharding.to_bytes()])?;
    let call = Call::new("DataServiceDatasetV4")
        .string(id)
        .input(Input::Tensor(mode.into()))
        .string(&service.address)
        .string("grpc")
        .string(&service.job)
        .int(-1)
        .int(-1)
        .int(-1)
        .input(Input::Op("DummyIterationCounter"))
        .attr("uncompress", true)
        .attr("uncompress_fn", Attr::Func(uncompress.name));
    Ok(typed(call, spec))
}

/// Whether a dispatcher answers: TensorFlow waits for one for ever, so that it is looked for beforehand.
///
/// Anything can accept a connection, a program that has stopped too. So it is greeted as HTTP/2 has it, which gRPC is
/// made of, and has to answer with its settings.
pub(super) fn reachable(service: &Service) -> Result<()> {
    let unreachable = |reason: String| Error::Open {
        dataset: format!("tf.data service at {}", service.address),
        reason: format!("no dispatcher answers: {reason}"),
    };
    let addresses = service.address.to_socket_addrs().map_err(|error| unreachable(error.to_string()))?;
    let mut failed = "the name has no address".to_owned();
    for address in addresses {
        match TcpStream::connect_timeout(&address, PATIENCE) {
            Ok(stream) => match greeted(stream) {
                Ok(true) => return Ok(()),
                Ok(false) => failed = "what listens there does not speak gRPC".to_owned(),
                Err(error) => failed = error.to_string(),
            },
            Err(error) => failed = error.to_string(),
        }
    }
    Err(unreachable(failed))
}

fn greeted(mut stream: TcpStream) -> std::io::Result<bool> {
    /// The preface, and a frame of settings that sets none.
    const HELLO: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    const SETTINGS: u8 = 4;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(HELLO)?;
    let mut frame = [0; 9];
    stream.read_exact(&mut frame)?;
    Ok(frame[3] == SETTINGS)
}

/// `DataServiceMetadata`
#[derive(Clone, PartialEq, Message)]
struct Metadata {
    #[prost(bytes = "vec", tag = "1")]
    element_spec: Vec<u8>,
    /// `COMPRESSION_SNAPPY` is 2.
    #[prost(int32, tag = "2")]
    compression: i32,
}
