//! tf.data service: a dispatcher and two workers of Python's, on loopback.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tfdata::{Dataset, Sharding};

const SERVERS: &str = "
import tensorflow as tf, sys
service = tf.data.experimental.service
dispatcher = service.DispatchServer(service.DispatcherConfig(port=0))
address = dispatcher.target.split('://')[1]
workers = [service.WorkerServer(service.WorkerConfig(dispatcher_address=address)) for _ in range(2)]
ds = tf.data.Dataset.range(20).map(lambda x: (x, tf.strings.as_string(x)))
service.register_dataset(dispatcher.target, ds, dataset_id='python')
service.register_dataset(dispatcher.target, ds, dataset_id='plain', compression=None)
print(address, flush=True)
sys.stdin.readline()
";

/// Ends when it is dropped.
struct Servers(Child, String);

impl Servers {
    /// None where there is no Python with TensorFlow.
    fn start() -> Option<Self> {
        let install = PathBuf::from(std::env::var_os("TENSORFLOW_DIR")?);
        let python = install.ancestors().map(|dir| dir.join("bin/python")).find(|python| python.is_file())?;
        let mut child = Command::new(python)
            .args(["-c", SERVERS])
            .env("TF_CPP_MIN_LOG_LEVEL", "3")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut address = String::new();
        BufReader::new(child.stdout.take()?).read_line(&mut address).ok()?;
        Some(Self(child, address.trim().to_owned()))
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        if let Some(stdin) = &mut self.0.stdin {
            let _ = stdin.write_all(b"\n");
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Only a Python with TensorFlow can run the servers, and the tests don't fetch one:
/// `TENSORFLOW_DIR=…/site-packages/tensorflow cargo test -p tfdata-tests --test e2e service -- --ignored`.
#[test]
#[ignore = "needs a Python with TensorFlow: set TENSORFLOW_DIR to its package"]
fn consumers_and_registrars() {
    let servers = Servers::start().expect("a Python with TensorFlow: set TENSORFLOW_DIR to its package");
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    let address = &servers.1;
    let all: Vec<i64> = (0..20).collect();
    for id in ["python", "plain"] {
        let ds = Dataset::<(i64, String)>::service(address, id).sharding(Sharding::Dynamic).open().expect(id);
        let (numbers, texts) = ds.stack().expect(id);
        assert!(numbers.iter().zip(&texts).all(|(number, text)| number.to_string() == *text));
        let mut numbers = numbers.to_vec();
        numbers.sort_unstable();
        assert_eq!(numbers, all, "each element came once");
    }
    // Without sharding each of the two workers gives all.
    let twice = Dataset::range(20).distribute(address, Sharding::Off).stack().expect("distributed");
    assert_eq!(twice.len(), 40);
    let squares = Dataset::range(20).map::<i64>(|_, x| (&x[0] * &x[0]).into());
    let mut squares = squares.distribute(address, Sharding::Dynamic).stack().expect("distributed").to_vec();
    squares.sort_unstable();
    assert_eq!(squares, (0..20).map(|x| x * x).collect::<Vec<i64>>());
}

#[test]
fn a_dispatcher_that_does_not_answer() {
    tfdata::libtensorflow::load_or_install().expect("libtensorflow");
    let started = Instant::now();
    let error = Dataset::<i64>::service("localhost:1", "x").open().expect("not yet").iter().map(drop);
    let error = error.expect_err("nobody there").to_string();
    assert!(error.starts_with("tf.data service at localhost:1: no dispatcher answers"), "{error}");
    assert!(started.elapsed() < Duration::from_secs(15));
}
