//! Verifies a data directory: every record, and every quote in it against the document that it quotes.

use std::collections::HashMap;
use std::path::Path;

use entente_core::{
    ContentHash, Document, DocumentId, Entry, EvidenceError, Extraction, FactId, Position, Record, RecordTime,
};

use crate::embedded::{self, EmbeddedLog, Snapshot, Table};
use crate::error::{LogError, RecordFault};
use crate::record;

/// What a data directory holds, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CheckReport {
    /// The position of the last record.
    pub head: Position,
    /// How many records could be read.
    pub record_count: u64,
    /// How many of them are documents or new states of documents.
    pub document_count: u64,
    /// How many are extractions.
    pub extraction_count: u64,
    /// How many are retractions.
    pub retraction_count: u64,
    /// How many facts the extractions hold.
    pub fact_count: u64,
    /// How many of the facts' quotes were found in their documents.
    pub quote_count: u64,
    /// Everything that is wrong, in the order of the log.
    pub faults: Vec<CheckFault>,
}

impl CheckReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }
}

/// One thing that is wrong with a data directory.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckFault {
    /// The log miscounts its records.
    #[error("the log says that it has {says} records, but has {frames} up to position {last}")]
    Count {
        /// How many the log says that it has.
        says: u64,
        /// How many it has.
        frames: u64,
        /// The position of the last.
        last: u64,
    },
    /// A record cannot be read.
    #[error("record {position}: {fault}")]
    Record {
        /// Where it is.
        position: Position,
        /// Why.
        fault: RecordFault,
    },
    /// A record is older than the one before it.
    #[error("record {position}: its time {time} is before that of the record before it, {before}")]
    Time {
        /// Where it is.
        position: Position,
        /// Its time.
        time: RecordTime,
        /// The time of the record before it.
        before: RecordTime,
    },
    /// The time that the log keeps for its last record is not that record's.
    #[error("the log says that its last record is of {says}, but that one is of {last}")]
    LastTime {
        /// What the log says.
        says: RecordTime,
        /// The time of the last record.
        last: RecordTime,
    },
    /// An extraction or retraction is of a document that is not in the log before it.
    #[error("record {position}: document `{document}` is not in the log before it")]
    UnknownDocument {
        /// Where it is.
        position: Position,
        /// The document that it names.
        document: DocumentId,
    },
    /// An extraction is of a state of a document that is not in the log before it.
    #[error("record {position}: document `{document}` has no state {content:?} in the log before it")]
    UnknownState {
        /// Where it is.
        position: Position,
        /// The document.
        document: DocumentId,
        /// The state that it names.
        content: ContentHash,
    },
    /// A fact quotes what its document does not say.
    #[error("record {position}: fact {fact} of document `{document}`: {fault}")]
    Quote {
        /// Where the extraction is.
        position: Position,
        /// The document.
        document: DocumentId,
        /// The fact.
        fact: FactId,
        /// Which quote.
        fault: EvidenceError,
    },
}

/// Verifies a data directory: that every position up to the last has a record whose checksum holds and that can be read,
/// that times never go back, that extractions and retractions are of documents before them, and that every quote stands
/// where its fact says. Goes on after a fault.
///
/// Changes nothing, unless a crash left the log in need of recovery: then that is done first.
///
/// # Errors
/// [`LogError`] where there is nothing to verify: the directory is missing, in use, of a newer version, or its log
/// cannot be opened at all.
pub fn check(path: impl AsRef<Path>) -> Result<CheckReport, LogError> {
    check_with(path, |_, _| {})
}

/// As [`check`], and says after each record which position it has reached of how many.
///
/// # Errors
/// As [`check`].
pub fn check_with(path: impl AsRef<Path>, progress: impl FnMut(Position, Position)) -> Result<CheckReport, LogError> {
    let path = path.as_ref();
    match embedded::open_table_read_only(path) {
        Err(LogError::NeedsRecovery { .. }) => {
            drop(EmbeddedLog::open(path)?);
            let (table, _lock) = embedded::open_table_read_only(path)?;
            run(&table, progress)
        }
        opened => {
            let (table, _lock) = opened?;
            run(&table, progress)
        }
    }
}

fn run(table: &Table, mut progress: impl FnMut(Position, Position)) -> Result<CheckReport, LogError> {
    let snapshot = table.snapshot()?;
    let tail = snapshot.tail()?;
    let (frames, last) = snapshot.extent()?;
    let mut check = Check { snapshot: &snapshot, report: CheckReport::default(), known: HashMap::new(), latest: None };
    check.report.head = Position(last);
    if (frames, last) != (tail.count, tail.count) {
        check.report.faults.push(CheckFault::Count { says: tail.count, frames, last });
    }
    let mut before: Option<RecordTime> = None;
    let end = Position(last.max(tail.count));
    for position in (1..=end.0).map(Position) {
        match read(&snapshot, position) {
            Ok(record) => {
                let time = record.record_time;
                if let Some(before) = before.filter(|&before| time < before) {
                    check.report.faults.push(CheckFault::Time { position, time, before });
                }
                before = Some(time);
                check.record(record);
            }
            Err(fault) => check.report.faults.push(CheckFault::Record { position, fault }),
        }
        progress(position, end);
    }
    if let Some(last) = before.filter(|&last| check.report.is_sound() && last != tail.time) {
        check.report.faults.push(CheckFault::LastTime { says: tail.time, last });
    }
    Ok(check.report)
}

fn read(snapshot: &Snapshot, position: Position) -> Result<Record, RecordFault> {
    let frame = snapshot.frame(position).map_err(|e| RecordFault::Unreachable(e.to_string()))?;
    record::decode(position, &frame.ok_or(RecordFault::Missing)?)
}

struct Check<'a> {
    snapshot: &'a Snapshot,
    report: CheckReport,
    /// Where each state of each document is: texts stay in the log.
    known: HashMap<DocumentId, HashMap<ContentHash, Position>>,
    /// The document read last: an extraction mostly follows its document.
    latest: Option<(Position, Document)>,
}

impl Check<'_> {
    fn record(&mut self, record: Record) {
        let position = record.position;
        self.report.record_count += 1;
        match record.entry {
            Entry::Document(document) => {
                self.report.document_count += 1;
                let states = self.known.entry(document.id.clone()).or_default();
                states.insert(document.content_hash(), position);
                self.latest = Some((position, document));
            }
            Entry::Extraction(extraction) => self.extraction(position, &extraction),
            Entry::Retraction { document, .. } => {
                self.report.retraction_count += 1;
                if !self.known.contains_key(&document) {
                    self.report.faults.push(CheckFault::UnknownDocument { position, document });
                }
            }
        }
    }

    fn extraction(&mut self, position: Position, extraction: &Extraction) {
        self.report.extraction_count += 1;
        self.report.fact_count += extraction.facts.len() as u64;
        let document = extraction.document.clone();
        let Some(states) = self.known.get(&document) else {
            self.report.faults.push(CheckFault::UnknownDocument { position, document });
            return;
        };
        let Some(&state) = states.get(&extraction.content) else {
            let content = extraction.content;
            self.report.faults.push(CheckFault::UnknownState { position, document, content });
            return;
        };
        if self.latest.as_ref().is_none_or(|(latest, _)| *latest != state) {
            // It was read once; that it cannot be read now would be reported at its own position.
            let Ok(Record { entry: Entry::Document(document), .. }) = read(self.snapshot, state) else { return };
            self.latest = Some((state, document));
        }
        let Some((_, text)) = &self.latest else { return };
        for fact in &extraction.facts {
            match fact.verify(text.text()) {
                Ok(()) => self.report.quote_count += fact.evidence().len() as u64,
                Err(fault) => {
                    let (document, fact) = (document.clone(), fact.id().clone());
                    self.report.faults.push(CheckFault::Quote { position, document, fact, fault });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
