//! Readers of the protocol buffers in which TensorFlow stores an element spec.
