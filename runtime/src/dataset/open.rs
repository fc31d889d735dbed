//! Doors to pipelines that Python made.
