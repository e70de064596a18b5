//! `entente export`: what a data directory holds, in the interchange format.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, ValueEnum};
use entente_core::{ContentHash, DocumentId, Entry, Position, interchange};
use entente_store::{EmbeddedLog, Log};

use crate::exit::{Exit, Failure};
use crate::output;

/// How many records are read at once.
const BATCH: usize = 256;

/// Writes the documents of a data directory, or their facts, one document a line
///
/// Each document in its newest state, in the order in which that was recorded; retracted ones are left out.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The data directory; it must not be in use by a server
    #[arg(long, value_name = "DIR", env = "ENTENTE_DATA_DIR", default_value = "entente-data")]
    data_dir: PathBuf,
    /// What to write
    #[arg(long, value_enum, default_value_t = What::Facts)]
    what: What,
    /// The form: the interchange format, one JSON object a line
    #[arg(long, value_enum, default_value_t = ExportFormat::Jsonl)]
    format: ExportFormat,
}

/// What is exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// The facts of each document.
    Facts,
    /// The documents with their texts.
    Documents,
}

/// The forms of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    /// One JSON object a line.
    Jsonl,
}

/// Where the newest state of a document is, and what was found in it.
struct State {
    document: Position,
    content: ContentHash,
    extraction: Option<Position>,
}

/// Writes all documents of the directory, or their facts.
///
/// # Errors
/// Where the directory cannot be read, or standard output cannot be written.
pub(crate) fn run(args: &ExportArgs) -> Result<Exit, Failure> {
    let ExportFormat::Jsonl = args.format;
    let log = EmbeddedLog::open_read_only(&args.data_dir).map_err(Failure::start)?;
    let mut order: Vec<_> = states(&log)?.into_iter().collect();
    order.sort_by_key(|(_, state)| state.document);
    let mut out = output::results();
    for (id, state) in order {
        let line = match args.what {
            What::Documents => match entry(&log, state.document)? {
                Some(Entry::Document(document)) => interchange::document_to_json(&document),
                _ => continue,
            },
            What::Facts => {
                let found = match state.extraction {
                    Some(position) => entry(&log, position)?,
                    None => None,
                };
                match found {
                    Some(Entry::Extraction(extraction)) => interchange::facts_line(&id, &extraction.facts),
                    _ => interchange::facts_line(&id, &[]),
                }
            }
        };
        writeln!(out, "{line}").context("standard output cannot be written")?;
    }
    out.flush().context("standard output cannot be written")?;
    Ok(Exit::Fine)
}

/// The newest states; only positions are kept, so that memory does not grow with the texts.
fn states(log: &EmbeddedLog) -> Result<BTreeMap<DocumentId, State>, Failure> {
    let mut states: BTreeMap<DocumentId, State> = BTreeMap::new();
    let mut after = Position::ZERO;
    loop {
        let records = log.read(after, BATCH).map_err(Failure::answered)?;
        let Some(last) = records.last() else { return Ok(states) };
        after = last.position;
        for record in records {
            match record.entry {
                Entry::Document(document) => {
                    let content = document.content_hash();
                    let extraction = None;
                    states.insert(document.id, State { document: record.position, content, extraction });
                }
                Entry::Extraction(extraction) => {
                    if let Some(state) = states.get_mut(&extraction.document)
                        && state.content == extraction.content
                    {
                        state.extraction = Some(record.position);
                    }
                }
                Entry::Retraction { document, .. } => {
                    states.remove(&document);
                }
            }
        }
    }
}

fn entry(log: &EmbeddedLog, position: Position) -> Result<Option<Entry>, Failure> {
    Ok(log.record(position).map_err(Failure::answered)?.map(|record| record.entry))
}
