//! One dataset of a tf.data service, read by two consumers: each element comes to one of them, exactly once.
//!
//! `cargo run --release -p service` starts a dispatcher and two workers with Python (`servers.py`), and itself twice
//! more as the consumers. Where Python has no TensorFlow, it is installed into `target/python`, once.

mod python;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use tfdata::{Dataset, Element, Sharding};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[derive(Element)]
struct Row {
    number: i64,
    text: String,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [command, address] if command == "consume" => consume(address),
        [] => run(),
        _ => Err("usage: service [consume ADDRESS]".into()),
    }
}

/// A consumer: prints the numbers that came to it.
fn consume(address: &str) -> Result<()> {
    tfdata::libtensorflow::load_or_install()?;
    // Those who name the same job share its elements.
    let ds =
        Dataset::<RowBatch>::service(address, "numbers").sharding(Sharding::Dynamic).job("both").open()?;
    println!("ready");
    std::io::stdin().read_line(&mut String::new())?;
    let mut out = std::io::stdout().lock();
    for batch in ds.iter()? {
        let batch = batch?;
        for (number, text) in batch.number.iter().zip(&batch.text) {
            assert_eq!(*text, number.to_string());
            writeln!(out, "{number}")?;
        }
    }
    Ok(())
}

fn run() -> Result<()> {
    // Before the consumers, so that it is fetched once only where it is missing.
    tfdata::libtensorflow::load_or_install()?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("servers.py");
    let mut command = python::with_tensorflow()?;
    let (servers, mut said) = start(command.arg(script))?;
    let address = line(&mut said)?;
    println!("a dispatcher at {address}, and two workers");

    let program = std::env::current_exe()?;
    let mut consumers = Vec::new();
    for _ in 0..2 {
        let (consumer, mut said) = start(Command::new(&program).args(["consume", &address]))?;
        line(&mut said)?;
        consumers.push((consumer, said));
    }
    for (consumer, _) in &mut consumers {
        consumer.0.stdin.take().ok_or("its input")?.write_all(b"go\n")?;
    }
    // Both are read from at the same time, or one would have to wait for the other.
    let readers = consumers.into_iter().map(|(mut consumer, said)| {
        std::thread::spawn(move || {
            let numbers = said.lines().map_while(|line| line.ok()?.parse().ok()).collect::<Vec<i64>>();
            consumer.0.wait().map(|status| status.success().then_some(numbers))
        })
    });
    let mut all = Vec::new();
    for (reader, name) in readers.collect::<Vec<_>>().into_iter().zip(["first", "second"]) {
        let numbers = reader.join().map_err(|_| "a reader panicked")??.ok_or("a consumer failed")?;
        println!("the {name} consumer got {} elements", numbers.len());
        all.extend(numbers);
    }
    all.sort_unstable();
    if !all.iter().copied().eq(0..100_000) {
        return Err(format!("{} elements came, and should be 0 to 99999, each once", all.len()).into());
    }
    println!("together: each of the 100000 elements exactly once");
    drop(servers);
    Ok(())
}

/// A program, which ends when it is dropped.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(command: &mut Command) -> Result<(Running, BufReader<ChildStdout>)> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().ok_or("its output")?;
    Ok((Running(child), BufReader::new(stdout)))
}

/// The next line that it prints.
fn line(said: &mut BufReader<ChildStdout>) -> Result<String> {
    let mut line = String::new();
    match said.read_line(&mut line)? {
        0 => Err("a program ended before it was ready; what it said stands above".into()),
        _ => Ok(line.trim().to_owned()),
    }
}
