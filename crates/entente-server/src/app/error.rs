//! What can go wrong between a document and the log, by what the caller can do about it.

use std::io;

use entente_core::{DocumentId, EvidenceError, Position};
use entente_graph::{FoldError, QueryError};
use entente_store::{LogError, Unrecordable};

use crate::config::ConfigError;

/// Why the log could not be opened for answers.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A value of the configuration is out of its range.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The log holds a record that does not follow on those before.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// The operating system gives no thread.
    #[error("cannot start a thread: {0}")]
    Thread(#[from] io::Error),
}

/// Why a document was not recorded, or not read.
#[derive(Debug, Clone, thiserror::Error)]
pub enum IngestError {
    /// The text is longer than the configuration allows.
    #[error("the text has {size} bytes, the limit is {limit}: split the document")]
    TooLarge {
        /// The document.
        document: DocumentId,
        /// The length of its text in bytes.
        size: usize,
        /// The longest text that is taken, in bytes.
        limit: usize,
    },
    /// The document or its facts have no form in which the log could keep them.
    #[error("the log cannot keep it: {source}")]
    Unrecordable {
        /// The document.
        document: DocumentId,
        /// Why.
        source: Unrecordable,
    },
    /// The extractor gave a fact whose quote is not the document's.
    #[error("the extractor quotes what the text does not say: {source}: report it")]
    Evidence {
        /// The document.
        document: DocumentId,
        /// What differs.
        source: EvidenceError,
    },
    /// The extractor gave a fact of another document.
    #[error("the extractor found a fact of document `{found}` in it: report it")]
    ForeignFact {
        /// The document.
        document: DocumentId,
        /// The document that the fact names.
        found: DocumentId,
    },
    /// The extractor broke on this document.
    #[error("the extractor broke on it: report it, with the document")]
    ExtractorBroke {
        /// The document.
        document: DocumentId,
    },
    /// There is no such document to take back.
    #[error(transparent)]
    NotKnown(QueryError),
    /// The log could not be written, or not read back.
    #[error(transparent)]
    Log(#[from] LogError),
    /// What the log took does not follow on what was there.
    #[error(transparent)]
    Fold(#[from] FoldError),
    /// The server is stopping; nothing was recorded.
    #[error("the server is stopping: try another one, or this one later")]
    ShuttingDown,
}

impl IngestError {
    /// Whether the document itself is refused: others after it may well be taken.
    #[must_use]
    pub fn is_about_the_document(&self) -> bool {
        match self {
            Self::TooLarge { .. }
            | Self::Unrecordable { .. }
            | Self::Evidence { .. }
            | Self::ForeignFact { .. }
            | Self::ExtractorBroke { .. }
            | Self::NotKnown(_) => true,
            Self::Log(_) | Self::Fold(_) | Self::ShuttingDown => false,
        }
    }
}

/// Why a document cannot be shown.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// The question has no answer.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The log holds something else where the graph says that the document is.
    #[error("record {position} of the log does not hold document `{document}`: run `entente check`")]
    Elsewhere {
        /// Where it should be.
        position: Position,
        /// The document.
        document: DocumentId,
    },
}
