//! Answers for people and for machines: tables, detail lists, JSON.

pub(crate) mod explanation;
pub(crate) mod facts;
pub(crate) mod score;
pub(crate) mod table;
pub(crate) mod wire;

use clap::ValueEnum;

/// How an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people.
    Text,
    /// One JSON value.
    Json,
    /// One JSON value a line.
    Jsonl,
}
