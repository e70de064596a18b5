//! What the log holds: entries, and the records that they become once the log has taken them.

use crate::document::{ContentHash, Document};
use crate::fact::Fact;
use crate::id::DocumentId;
use crate::time::{Position, RecordTime};

/// Which extractor found something.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Extractor {
    /// Its name (`entente-patterns`).
    pub name: String,
    /// Its version: facts of one version are comparable.
    pub version: String,
}

/// The facts that one extractor found in one state of a document. A later one for the same document supersedes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// The document.
    pub document: DocumentId,
    /// The state of it that was read.
    pub content: ContentHash,
    /// Who read it.
    pub extractor: Extractor,
    /// What it found.
    pub facts: Vec<Fact>,
}

/// One line of the log. Everything that is known is one of these; nothing is updated in place.
#[derive(Debug, Clone, PartialEq)]
pub enum Entry {
    /// A document that was not known, or a new state of one: the newest counts.
    Document(Document),
    /// What an extractor found in a document.
    Extraction(Extraction),
    /// A document is taken back, with all facts that rest on it; the history keeps both.
    Retraction {
        /// The document.
        document: DocumentId,
        /// Why, in the words of whoever took it back.
        reason: String,
    },
}

/// An entry that the log has taken: numbered and timed.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Its number.
    pub position: Position,
    /// When the log took it; never before the record time of the entry before it.
    pub record_time: RecordTime,
    /// What it says.
    pub entry: Entry,
}
