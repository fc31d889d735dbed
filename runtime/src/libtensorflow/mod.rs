//! libtensorflow.

/// An error of libtensorflow.
#[derive(Debug, thiserror::Error)]
#[error("libtensorflow")]
pub struct Error;

/// TensorFlow's status code.
#[derive(Debug, Clone, Copy)]
pub struct Code;
