//! What can go wrong, by what the caller can do about it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use entente_core::{DocumentId, Position};

/// Why the log refuses or fails. Cloneable, as one failed commit answers everybody who waited for it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LogError {
    /// There is nothing to append.
    #[error("the batch is empty: append at least one entry")]
    EmptyBatch,
    /// An entry has no form in which it could be read back; nothing of its batch was taken.
    #[error("entry {index} of the batch cannot be recorded: {source}")]
    Unrecordable {
        /// Which entry of the batch, from 0.
        index: usize,
        /// Why.
        source: Unrecordable,
    },
    /// Another process has the data directory open.
    #[error("{} is in use by another process: stop that one, or give another data directory", path.display())]
    InUse {
        /// The data directory.
        path: PathBuf,
    },
    /// The data directory was written by a newer version of this program.
    #[error("{} has format {found}, this program knows up to {known}: install a newer version", path.display())]
    NewerVersion {
        /// The format of the directory.
        found: u32,
        /// The newest format that this program reads.
        known: u32,
        /// The data directory.
        path: PathBuf,
    },
    /// The directory or its disk cannot be written.
    #[error("{} is read-only: make it writable, or give another data directory", path.display())]
    ReadOnly {
        /// The file or directory.
        path: PathBuf,
    },
    /// The disk is full; the batch was not acknowledged.
    #[error("no space left for {}: free some, then open the log again and append what was not acknowledged", path.display())]
    Full {
        /// The data directory.
        path: PathBuf,
    },
    /// An earlier write failed, so that what is on disk is not known for certain.
    #[error("an earlier write to {} failed: open the log again to go on from what is on disk", path.display())]
    MustReopen {
        /// The data directory.
        path: PathBuf,
    },
    /// The log was not closed cleanly and can only be read after it was opened for writing once.
    #[error("{} was not closed cleanly: start `entente serve` on it once, or copy it to a writable disk", path.display())]
    NeedsRecovery {
        /// The data directory.
        path: PathBuf,
    },
    /// A record cannot be read.
    #[error("record {position}: {fault}: run `entente check` and restore the log from a backup")]
    Corrupt {
        /// Where it is.
        position: Position,
        /// What is wrong with it.
        fault: RecordFault,
    },
    /// The data directory as a whole is not what it should be.
    #[error("{} is damaged: {what}: restore it from a backup", path.display())]
    Damaged {
        /// The file or directory.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// The operating system refused.
    #[error("cannot {doing} {}: {source}: check the path and its disk", path.display())]
    Io {
        /// What was tried (`create`, `read`).
        doing: &'static str,
        /// The file or directory.
        path: PathBuf,
        /// What the operating system says.
        source: Arc<io::Error>,
    },
}

impl LogError {
    /// Sorts an error of the operating system by what can be done about it.
    pub(crate) fn io(doing: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            io::ErrorKind::PermissionDenied if doing != "read" => Self::ReadOnly { path },
            _ => Self::Io { doing, path, source: Arc::new(source) },
        }
    }
}

/// Why an entry cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unrecordable {
    /// An extraction holds a fact of another document.
    #[error(
        "a fact of document `{found}` in the extraction of `{expected}`: give every document an extraction of its own"
    )]
    Foreign {
        /// The document of the extraction.
        expected: DocumentId,
        /// The document of the fact.
        found: DocumentId,
    },
    /// It would be written but could not be read back.
    #[error("it would not read back: {0}")]
    Content(String),
    /// It is larger than a record can be.
    #[error("it has {bytes} bytes, a record holds up to {limit}: split the document")]
    TooLarge {
        /// The length of its JSON form.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
}

/// What is wrong with the bytes of a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordFault {
    /// There are none, though later records exist.
    #[error("it is missing")]
    Missing,
    /// The storage below the log cannot give them.
    #[error("the storage cannot give it: {0}")]
    Unreachable(String),
    /// There are fewer than a frame needs.
    #[error("it is cut off")]
    Truncated,
    /// They are not those that were written.
    #[error("its checksum does not match its bytes")]
    Checksum,
    /// They are sound, but belong elsewhere.
    #[error("it says that it is record {says}")]
    Misplaced {
        /// The position in its frame.
        says: Position,
    },
    /// They are of a later format.
    #[error("it has record format {found}, which a newer version of this program reads")]
    NewerFormat {
        /// The format.
        found: u8,
    },
    /// They are sound, but say nothing that this program understands.
    #[error("its content cannot be read: {0}")]
    Content(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_system_are_sorted_by_what_can_be_done() {
        let check = |doing, kind: io::ErrorKind, expected: &str| {
            assert_eq!(LogError::io(doing, Path::new("data"), kind.into()).to_string(), expected);
        };
        let full = "no space left for data: free some, then open the log again and append what was not acknowledged";
        let read_only = "data is read-only: make it writable, or give another data directory";
        check("write", io::ErrorKind::StorageFull, full);
        check("write", io::ErrorKind::QuotaExceeded, full);
        check("create", io::ErrorKind::ReadOnlyFilesystem, read_only);
        check("create", io::ErrorKind::PermissionDenied, read_only);
        check(
            "read",
            io::ErrorKind::PermissionDenied,
            "cannot read data: permission denied: check the path and its disk",
        );
        check(
            "create",
            io::ErrorKind::NotADirectory,
            "cannot create data: not a directory: check the path and its disk",
        );
    }
}
