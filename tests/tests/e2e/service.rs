//! tf.data service: a dispatcher and two workers of Python's, on loopback.
//!
//! Only a Python with TensorFlow can run the servers, and the tests don't fetch one:
//! `TFDATA_BENCH_PYTHON=…/bin/python cargo test -p tfdata-tests --test e2e service -- --ignored`.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdin, Stdio};
use std::time::{Duration, Instant};

use ndarray::{Array1, arr1, arr2};
use tfdata::spec::{DType, ElementSpec, RaggedSpec, Shape};
use tfdata::{Dataset, Error, Ragged, Sharding, Sparse};
use tfdata_tests::tensorflow;

use crate::python::python;

/// `dispatcher` prints its address; `worker ADDRESS` joins it; both end with their standard input.
const SERVER: &str = "
import sys
import tensorflow as tf
service = tf.data.experimental.service
if sys.argv[1] == 'dispatcher':
    server = service.DispatchServer(service.DispatcherConfig(port=0))
    print(server.target.split('://')[1], flush=True)
else:
    server = service.WorkerServer(service.WorkerConfig(dispatcher_address=sys.argv[2]))
    print('ready', flush=True)
sys.stdin.readline()
";

const REGISTER: &str = "
import sys
import tensorflow as tf
service = tf.data.experimental.service
ds = tf.data.Dataset.range(20).map(lambda x: (x, tf.strings.as_string(x)))
service.register_dataset('grpc://' + sys.argv[1], ds, dataset_id='python')
service.register_dataset('grpc://' + sys.argv[1], ds, dataset_id='plain', compression=None)
ragged = tf.ragged.constant([[1], [], [2, 3]], dtype=tf.int64)
sparse = tf.SparseTensor([[0, 1]], [b'x'], [1, 2])
more = tf.data.Dataset.range(4).map(lambda x: {'words': ragged + x, 'names': sparse, 'n': x})
service.register_dataset('grpc://' + sys.argv[1], more, dataset_id='composites')
";

/// A server, which ends when it is dropped.
struct Server {
    child: Child,
    /// Closed when it is dropped, which ends the server.
    _stdin: Option<ChildStdin>,
    /// What it said when it was ready.
    line: String,
}

impl Server {
    fn start(arguments: &[&str]) -> Self {
        let mut command = python();
        command.arg("-c").arg(SERVER).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.stderr(Stdio::null()).spawn().expect("Python");
        let stdin = child.stdin.take();
        let mut line = String::new();
        let stdout = child.stdout.take().expect("its output");
        BufReader::new(stdout).read_line(&mut line).expect("a line");
        assert!(!line.is_empty(), "the server did not start");
        Self { child, _stdin: stdin, line: line.trim().to_owned() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Cluster {
    workers: Vec<Server>,
    dispatcher: Server,
}

impl Cluster {
    fn start() -> Self {
        tensorflow();
        let dispatcher = Server::start(&["dispatcher"]);
        let workers = (0..2).map(|_| Server::start(&["worker", &dispatcher.line])).collect();
        Self { workers, dispatcher }
    }

    fn address(&self) -> &str {
        &self.dispatcher.line
    }

    fn register(&self) {
        let ended = python().args(["-c", REGISTER, self.address()]).output().expect("Python");
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    }
}

fn sorted(numbers: impl IntoIterator<Item = i64>) -> Vec<i64> {
    let mut numbers: Vec<i64> = numbers.into_iter().collect();
    numbers.sort_unstable();
    numbers
}

#[derive(Debug, tfdata::Element)]
struct Row {
    words: Ragged<i64>,
    names: Sparse<String>,
    n: i64,
}

#[test]
#[ignore = "needs a Python with TensorFlow: name it with TFDATA_BENCH_PYTHON"]
fn consumers_and_registrars() {
    let cluster = Cluster::start();
    cluster.register();
    let address = cluster.address();
    let all: Vec<i64> = (0..20).collect();
    for id in ["python", "plain"] {
        let ds = Dataset::<(i64, String)>::service(address, id).sharding(Sharding::Dynamic).open().expect(id);
        let (numbers, texts) = ds.stack().expect(id);
        assert!(numbers.iter().zip(&texts).all(|(number, text)| number.to_string() == *text));
        assert_eq!(sorted(numbers), all, "each element came once");
    }
    // Without sharding each of the two workers gives all.
    let twice = Dataset::range(20).distribute(address, Sharding::Off).stack().expect("distributed");
    assert_eq!(twice.len(), 40);
    let squares = Dataset::range(20).map::<i64>(|_, x| (x * x).into());
    let squares = squares.distribute(address, Sharding::Dynamic).stack().expect("distributed");
    assert_eq!(sorted(squares), (0..20).map(|x| x * x).collect::<Vec<i64>>());

    // Two consumers of one job share the elements.
    let open = || {
        let ds = Dataset::<(i64, String)>::service(address, "python").sharding(Sharding::Dynamic);
        ds.job("shared").open().expect("a consumer")
    };
    let consumers: Vec<_> = (0..2)
        .map(|_| {
            std::thread::spawn({
                let ds = open();
                move || ds.stack()
            })
        })
        .collect();
    let parts = consumers.into_iter().map(|consumer| consumer.join().expect("a thread").expect("elements").0);
    assert_eq!(sorted(parts.flatten()), all, "each element came to one of the two");

    // Ragged and sparse tensors, and what is open of them.
    let ragged = |shape: &[Option<usize>], ragged_rank| {
        let shape = Shape::new(shape);
        ElementSpec::Ragged(RaggedSpec { dtype: DType::I64, shape, ragged_rank, row_splits: DType::I64 })
    };
    let spec = ElementSpec::dict([
        ("words", ragged(&[Some(3), None], 1)),
        ("names", ElementSpec::Sparse(tfdata::spec::TensorSpec::new(DType::String, Shape::known(&[1, 2])))),
        ("n", ElementSpec::tensor(DType::I64, Shape::scalar())),
    ]);
    let ds = Dataset::<Row>::service(address, "composites").sharding(Sharding::Dynamic).element_spec(spec);
    let mut rows: Vec<Row> =
        ds.open().expect("composites").iter().expect("rows").collect::<Result<_, _>>().expect("rows");
    rows.sort_by_key(|row| row.n);
    assert_eq!(rows.iter().map(|row| row.n).collect::<Vec<_>>(), [0, 1, 2, 3]);
    for row in &rows {
        assert_eq!(row.words.values(), &arr1(&[1 + row.n, 2 + row.n, 3 + row.n]).into_dyn());
        assert_eq!(row.words.row_splits(), [arr1(&[0, 1, 1, 3])]);
        assert_eq!((row.names.indices(), &row.names.values()[0][..]), (&arr2(&[[0, 1]]), "x"));
    }
    let error = Dataset::<tfdata::Value>::service(address, "composites").open().map(drop).expect_err("open");
    assert!(error.to_string().contains("`element_spec` does"), "{error}");

    // The other way.
    let words = Ragged::new(arr1(&[1_i64, 2, 3]).into_dyn(), vec![arr1(&[0, 1, 1, 3])]).expect("ragged");
    let pairs = (words.clone(), Array1::from(vec![Some(1.5_f32), None, Some(2.5)]).to_vec());
    let ds = Dataset::from_tensor_slices((words.clone(), tfdata::Optionals::from(pairs.1.clone())))
        .expect("slices");
    let mut back: Vec<(Ragged<i64>, Option<f32>)> = ds
        .distribute(address, Sharding::Dynamic)
        .iter()
        .expect("distributed")
        .collect::<Result<_, _>>()
        .expect("distributed");
    back.sort_by_key(|(word, _)| word.values().len());
    assert_eq!(back[0].1, None);
    assert_eq!(back[2].0.values(), &arr1(&[2_i64, 3]).into_dyn());
}

/// TensorFlow asks a worker that is gone again for an hour.
#[test]
#[ignore = "needs a Python with TensorFlow: name it with TFDATA_BENCH_PYTHON"]
fn servers_that_die() {
    let mut cluster = Cluster::start();
    let endless = Dataset::range(i64::MAX).distribute(cluster.address(), Sharding::Off);
    let mut elements = endless.iter().expect("elements");
    elements.next().expect("one").expect("one");
    drop(std::mem::take(&mut cluster.workers));
    let started = Instant::now();
    let error = elements.find_map(Result::err).expect("an error");
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    assert!(error.to_string().contains("its dispatcher or a worker may be gone"), "{error}");
    assert!(matches!(error, Error::TensorFlow { .. }));
    drop(elements);

    let error = Dataset::<i64>::service(cluster.address(), "range").timeout(Duration::from_secs(2)).open();
    assert!(error.expect("not yet").first().is_err());
    cluster.dispatcher.child.kill().expect("ended");
    cluster.dispatcher.child.wait().expect("ended");
    let started = Instant::now();
    let error = endless.iter().map(drop).expect_err("nobody there").to_string();
    assert!(error.contains("no dispatcher answers"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}

#[test]
fn a_dispatcher_that_does_not_answer() {
    tensorflow();
    let started = Instant::now();
    let error = Dataset::<i64>::service("localhost:1", "x").open().expect("not yet").iter().map(drop);
    let error = error.expect_err("nobody there").to_string();
    assert!(error.starts_with("tf.data service at localhost:1: no dispatcher answers"), "{error}");
    // One that accepts connections and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = silent.local_addr().expect("its address").to_string();
    let error = Dataset::<i64>::service(address, "x").open().expect("not yet").iter().map(drop);
    let error = error.expect_err("nobody there").to_string();
    assert!(error.contains("no dispatcher answers"), "{error}");
    // One that speaks something else.
    let other = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = other.local_addr().expect("its address").to_string();
    let speaking = std::thread::spawn(move || {
        let (mut stream, _) = other.accept().expect("a connection");
        std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n").expect("written");
    });
    let error = Dataset::<i64>::service(address, "x").open().expect("not yet").iter().map(drop);
    let error = error.expect_err("something else").to_string();
    assert!(error.contains("no dispatcher answers"), "{error}");
    speaking.join().expect("a thread");
    assert!(started.elapsed() < Duration::from_secs(30));
}
