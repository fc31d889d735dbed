//! What comes out of Rust, compared with what TensorFlow read: one binary, since each links by itself and loads
//! libtensorflow once.

mod attributes;
mod chains;
mod composites;
mod damaged_saves;
mod damaged_tfds;
mod edge;
mod engines;
mod example_errors;
mod example_features;
mod examples;
mod fakes;
mod from_records;
mod from_spec;
mod functions;
mod graphs;
mod into_datasets;
mod malformed;
mod malformed_table;
mod mismatches;
mod model;
mod more_transformations;
mod python;
mod random_access;
mod records;
mod resume;
mod save_flights;
mod save_read_back;
mod save_wine;
mod saved_models;
mod saves;
mod service;
mod tfds;
mod transformations;
mod truth;
mod write_examples;
