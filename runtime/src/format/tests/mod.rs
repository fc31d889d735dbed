//! The formats against files that TensorFlow wrote and the values that it read from them, and against bytes that
//! no writer should have written.

mod example_files;
mod example_forms;
mod malformed;
mod messages;
mod noise;
mod pictures;
mod records;
mod saved_files;
mod sequence_files;
mod truth;
