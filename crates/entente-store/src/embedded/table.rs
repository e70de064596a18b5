//! The records in a redb file: the one module that knows redb.
//!
//! Two tables: `records` (position to frame) and `meta` (one row: how many records there are and the time of the last).
//! Both change in one transaction, so that a row that disagrees with the table tells of damage.

use std::fmt;
use std::io;
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use entente_core::{Position, RecordTime};
use redb::{Builder, Database, ReadOnlyDatabase, ReadableDatabase, ReadableTable, ReadableTableMetadata};
use redb::{ReadOnlyTable, TableDefinition};

use crate::error::{LogError, RecordFault};
use crate::record;

const RECORDS: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("records");
const META: TableDefinition<'_, (), (u64, i64)> = TableDefinition::new("meta");

/// Pages kept in memory. The log is written at its end and read in order: little is read twice.
const CACHE_BYTES: usize = 64 << 20;

/// What the log says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tail {
    /// How many records there are: the position of the last.
    pub(crate) count: u64,
    /// Its record time; that of an empty log is never used.
    pub(crate) time: RecordTime,
}

/// An open redb file.
pub(crate) struct Table {
    file: File,
    path: PathBuf,
}

enum File {
    Writable(Database),
    ReadOnly(ReadOnlyDatabase),
}

impl Table {
    /// Makes a file with an empty log, durable and closed again.
    pub(crate) fn create(file: &Path) -> Result<(), LogError> {
        let table = guarded(file, || {
            let database = builder().create(file)?;
            Ok(Self { file: File::Writable(database), path: file.to_owned() })
        })?;
        table.initialise()
    }

    /// Opens a file for appending, after a crash from its last durable commit.
    pub(crate) fn open(file: &Path) -> Result<Self, LogError> {
        guarded(file, || Ok(Self { file: File::Writable(builder().open(file)?), path: file.to_owned() }))
    }

    /// Opens a file for reading.
    pub(super) fn open_read_only(file: &Path) -> Result<Self, LogError> {
        guarded(file, || Ok(Self { file: File::ReadOnly(builder().open_read_only(file)?), path: file.to_owned() }))
    }

    /// A table over anything that redb can store in, with an empty log where there is none: for tests of failing disks.
    #[cfg(test)]
    pub(super) fn over(backend: impl redb::StorageBackend, name: &Path) -> Result<Self, LogError> {
        let database = guarded(name, || Ok(builder().create_with_backend(backend)?))?;
        let table = Self { file: File::Writable(database), path: name.to_owned() };
        if table.snapshot().is_err() {
            table.initialise()?;
        }
        Ok(table)
    }

    pub(super) fn is_read_only(&self) -> bool {
        matches!(self.file, File::ReadOnly(_))
    }

    /// Writes frames at the positions from `first` on, and the tail behind them: all or nothing, durable on return.
    pub(crate) fn commit(&self, first: u64, frames: &[Vec<u8>], tail: Tail) -> Result<(), LogError> {
        let File::Writable(database) = &self.file else {
            return Err(LogError::ReadOnly { path: self.path.clone() });
        };
        guarded(&self.path, || {
            let mut transaction = database.begin_write()?;
            // Two-phase: a crash can never make the file go back behind this commit. Quick repair: after a crash the
            // file opens at once and is not walked from end to end.
            transaction.set_two_phase_commit(true);
            transaction.set_quick_repair(true);
            {
                let mut records = transaction.open_table(RECORDS)?;
                for (position, frame) in (first..).zip(frames) {
                    records.insert(position, frame.as_slice())?;
                }
                transaction.open_table(META)?.insert((), (tail.count, tail.time.0))?;
            }
            Ok(transaction.commit()?)
        })
    }

    /// The log as of the last commit.
    pub(crate) fn snapshot(&self) -> Result<Snapshot, LogError> {
        guarded(&self.path, || {
            let transaction = match &self.file {
                File::Writable(database) => database.begin_read()?,
                File::ReadOnly(database) => database.begin_read()?,
            };
            let records = transaction.open_table(RECORDS)?;
            let meta = transaction.open_table(META)?;
            Ok(Snapshot { records, meta, path: self.path.clone() })
        })
    }

    fn initialise(&self) -> Result<(), LogError> {
        self.commit(1, &[], Tail { count: 0, time: RecordTime(0) })
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table").field("path", &self.path).field("read_only", &self.is_read_only()).finish()
    }
}

/// The log as of one commit.
pub(crate) struct Snapshot {
    records: ReadOnlyTable<u64, &'static [u8]>,
    meta: ReadOnlyTable<(), (u64, i64)>,
    path: PathBuf,
}

impl Snapshot {
    /// Visits the frames in a range of positions, in order; positions without a frame are passed over.
    pub(crate) fn scan(
        &self,
        range: RangeInclusive<u64>,
        mut visit: impl FnMut(Position, &[u8]) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        let mut frames = guarded(&self.path, || Ok(self.records.range(range)?))?;
        // The visit is inside the guard with the bytes that it looks at.
        let mut step = || match frames.next().transpose()? {
            None => Ok(None),
            Some((position, frame)) => Ok(Some(visit(Position(position.value()), frame.value()))),
        };
        while let Some(visited) = guarded(&self.path, &mut step)? {
            visited?;
        }
        Ok(())
    }

    /// The frame at a position.
    pub(crate) fn frame(&self, position: Position) -> Result<Option<Vec<u8>>, LogError> {
        guarded(&self.path, || Ok(self.records.get(position.0)?.map(|frame| frame.value().to_vec())))
    }

    /// What the log says of itself.
    pub(crate) fn tail(&self) -> Result<Tail, LogError> {
        let row = guarded(&self.path, || Ok(self.meta.get(())?.map(|row| row.value())))?;
        let (count, time) = row.ok_or_else(|| self.damaged("it does not say how many records it has".into()))?;
        Ok(Tail { count, time: RecordTime(time) })
    }

    /// How many frames there are, and the position of the last.
    pub(crate) fn extent(&self) -> Result<(u64, u64), LogError> {
        guarded(&self.path, || {
            let last = self.records.last()?.map_or(0, |(position, _)| position.value());
            Ok((self.records.len()?, last))
        })
    }

    /// What the log says of itself, where the frames agree.
    pub(super) fn verified_tail(&self) -> Result<Tail, LogError> {
        let tail = self.tail()?;
        let (frames, last) = self.extent()?;
        if (frames, last) != (tail.count, tail.count) {
            let what = format!("it says that it has {} records, but has {frames} up to position {last}", tail.count);
            return Err(self.damaged(what));
        }
        if tail.count > 0 {
            let position = Position(tail.count);
            let corrupt = |fault| LogError::Corrupt { position, fault };
            let frame = self.frame(position)?.ok_or_else(|| corrupt(RecordFault::Missing))?;
            let record = record::decode(position, &frame).map_err(corrupt)?;
            if record.record_time != tail.time {
                return Err(self.damaged("its last record is not of the time that it says".into()));
            }
        }
        Ok(tail)
    }

    fn damaged(&self, what: String) -> LogError {
        LogError::Damaged { path: self.path.clone(), what }
    }
}

fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

/// Runs redb and sorts its errors by what can be done about them. redb may panic on a file that others have changed:
/// that too is damage, and must not take the reader down.
fn guarded<T>(path: &Path, work: impl FnOnce() -> Result<T, redb::Error>) -> Result<T, LogError> {
    let damaged = |what: String| LogError::Damaged { path: path.to_owned(), what };
    // Nothing of ours is left half changed by a panic in there: redb gives up the transaction.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(match error {
            redb::Error::Io(source) => match source.kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => damaged(source.to_string()),
                _ => LogError::io("use", path, source),
            },
            redb::Error::DatabaseAlreadyOpen => LogError::InUse { path: path.to_owned() },
            redb::Error::RepairAborted => LogError::NeedsRecovery { path: path.to_owned() },
            redb::Error::PreviousIo | redb::Error::DatabaseClosed | redb::Error::LockPoisoned(_) => {
                LogError::MustReopen { path: path.to_owned() }
            }
            other => damaged(other.to_string()),
        }),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
            Err(damaged(format!("its pages make no sense ({text})")))
        }
    }
}
