//! The subcommands, one a file.

pub(crate) mod check;
pub(crate) mod config;
pub(crate) mod eval;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod extract;
pub(crate) mod health;
pub(crate) mod ingest;
pub(crate) mod query;
pub(crate) mod serve;

use std::path::PathBuf;

use clap::Args;
use entente_server::{Config, Preference};
use jiff::civil::Date;

use crate::exit::Failure;
use crate::input::{self, InputOptions, Inputs};

/// What to read, and how.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files that end in .txt, .md, .html, .htm, .jsonl or .json, directories with such files, or `-` for standard input
    #[arg(required = true, value_name = "FILE|DIR|-")]
    paths: Vec<PathBuf>,
    /// Refuse documents with bytes that are no UTF-8, rather than replace them by U+FFFD
    #[arg(long)]
    strict_utf8: bool,
    /// Longest text of a document, in bytes of UTF-8; of a web page, of the page
    #[arg(long, env = "ENTENTE_MAX_DOCUMENT_BYTES", value_name = "BYTES", default_value_t = Config::default().sizes.max_document_bytes)]
    max_document_bytes: usize,
    /// The day of publication of documents that name none: relative dates are read against it
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = input::parse_date)]
    published: Option<Date>,
    /// What to prefer where a relation is doubtful: `precision` (few wrong facts), `balanced`, or `recall` (few missing
    /// ones); a server that documents are sent to has its own
    #[arg(long, env = "ENTENTE_PREFER", value_name = "precision|balanced|recall", default_value_t = Config::default().ingest.prefer)]
    prefer: Preference,
}

impl InputArgs {
    /// The longest text of a document, in bytes.
    pub(crate) fn max_document_bytes(&self) -> usize {
        self.max_document_bytes
    }

    /// What to prefer where a relation is doubtful.
    pub(crate) fn prefer(&self) -> Preference {
        self.prefer
    }

    /// Finds what there is to read.
    ///
    /// # Errors
    /// Where there is nothing.
    pub(crate) fn find(&self) -> Result<Inputs, Failure> {
        let options = InputOptions {
            strict_utf8: self.strict_utf8,
            max_document_bytes: self.max_document_bytes,
            published: self.published,
        };
        Inputs::find(&self.paths, options)
    }
}
