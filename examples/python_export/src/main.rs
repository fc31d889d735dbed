//! Reads a pipeline that `export.py` exported from Python.

fn main() {}
