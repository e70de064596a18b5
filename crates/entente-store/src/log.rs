//! What a log promises.

use entente_core::{Entry, Position, Record, RecordTime};

use crate::error::LogError;

/// An append-only, ordered list of records: the only truth, of which everything else is a fold.
///
/// What every implementation promises, and the conformance suite tests:
///
/// - **Order.** Positions start at 1 and have no gaps. A record, once taken, keeps its position and its bytes for ever.
/// - **Atomicity.** A batch is taken whole or not at all, at contiguous positions.
/// - **Durability.** When [`append`](Log::append) returns `Ok`, the batch survives the death of the process and, as far
///   as the disk keeps its word, of the machine. (The memory log lives as long as its value.) When it returns an error
///   other than [`LogError::EmptyBatch`] or [`LogError::Unrecordable`], the batch was not acknowledged: it may be there,
///   whole, after the log is opened again, or not at all.
/// - **Time.** Record times never go back: a record's is the caller's clock or that of the record before it, whichever
///   is later.
/// - **Form.** What is read is what the interchange format carries of what was appended; see [`record`](crate::record).
///   Whoever folds what was appended should therefore fold what was read.
/// - **Concurrency.** Any number of readers read while others append; a reader sees whole batches only. Appends of
///   several threads are serialised in some order; those that wait are made durable together, and each still gets
///   positions of its own.
///
/// All methods block: [`append`](Log::append) until the disk has answered.
pub trait Log: Send + Sync {
    /// Takes a batch of entries, whole, and returns once it is durable.
    ///
    /// `now` is the caller's clock; the log has none.
    ///
    /// # Errors
    /// [`LogError::EmptyBatch`], [`LogError::Unrecordable`]: nothing was taken, the log goes on.
    /// [`LogError::ReadOnly`]: the log was opened for reading. [`LogError::Full`], [`LogError::Io`],
    /// [`LogError::Damaged`]: the write failed; from then on [`LogError::MustReopen`].
    fn append(&self, entries: Vec<Entry>, now: RecordTime) -> Result<Appended, LogError>;

    /// The position of the last record; [`Position::ZERO`] for an empty log.
    fn head(&self) -> Position;

    /// The records behind `after`, in order, at most `limit`; empty at the head and beyond.
    ///
    /// # Errors
    /// [`LogError::Corrupt`] with the position of the first record that cannot be read; those before it can be read by
    /// asking for fewer. [`LogError::Io`], [`LogError::Damaged`], [`LogError::MustReopen`] as for `append`.
    fn read(&self, after: Position, limit: usize) -> Result<Vec<Record>, LogError>;

    /// The record at a position; `None` for [`Position::ZERO`] and behind the head.
    ///
    /// # Errors
    /// As [`read`](Log::read).
    fn record(&self, position: Position) -> Result<Option<Record>, LogError>;
}

/// Where a batch went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appended {
    /// The position of its first entry.
    pub first: Position,
    /// The position of its last entry.
    pub last: Position,
    /// The record time of all its entries.
    pub record_time: RecordTime,
}
