//! The log from outside: what every implementation promises, the form of a record, the data directory.

#[path = "../../src/samples.rs"]
mod samples;

mod conformance;
mod directory;
mod oracle;
mod record;
