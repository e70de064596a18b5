//! The append-only log: everything that is known, in order, each entry numbered and timed.
//!
//! [`Log`] is the contract. [`MemoryLog`] is its plainest implementation and the oracle of the tests; [`EmbeddedLog`]
//! keeps its records in files under a data directory. Both pass one conformance suite (`tests/conformance.rs`).
//! [`check()`] verifies a data directory record by record.
//!
//! Reading order: [`log`], [`memory`], [`record`] (one record as bytes), [`embedded`], [`check`](mod@check), [`error`].

#![forbid(unsafe_code)]

pub mod check;
pub mod embedded;
pub mod error;
pub mod log;
pub mod memory;
pub mod record;

pub use check::{CheckFault, CheckReport, check, check_with};
pub use embedded::EmbeddedLog;
pub use error::{LogError, RecordFault, Unrecordable};
pub use log::{Appended, Log};
pub use memory::MemoryLog;

#[cfg(test)]
mod samples;
