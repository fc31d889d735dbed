//! TensorFlow datasets as typed ndarrays.
