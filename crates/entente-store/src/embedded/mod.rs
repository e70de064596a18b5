//! The log in files under a data directory: the default, no other service needed.
//!
//! Appends of several threads share commits. Whoever finds no commit under way leads: it takes all batches that wait,
//! writes them in one transaction, and hands everybody their positions. Those that come meanwhile wait for the next.
//! One write to the disk so serves as many appenders as there are, and a lone appender never waits for company.

mod directory;
mod table;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use entente_core::{Entry, Position, Record, RecordTime};

use crate::error::{LogError, RecordFault};
use crate::log::{Appended, Log};
use crate::record::{self, Payload};
pub(crate) use directory::open_read_only as open_table_read_only;
use directory::{Directory, Lock};
pub(crate) use table::{Snapshot, Table, Tail};

/// The most bytes of compressed entries in one commit, unless a single batch is larger: bounds the memory of a commit.
const GROUP_BYTES: usize = 32 << 20;

/// A log in a data directory.
///
/// The directory holds `VERSION` (the format of the directory), `log.redb` (the records) and `LOCK` (held as long as a
/// process has the log open). Dropping the log closes it; a process that is killed loses nothing that was acknowledged.
///
/// ```no_run
/// use entente_core::{Position, RecordTime};
/// use entente_store::{EmbeddedLog, Log};
///
/// let log = EmbeddedLog::open("data")?;
/// # let entries = vec![];
/// let appended = log.append(entries, RecordTime(1_768_608_000_000_000))?;
/// for record in log.read(Position::ZERO, 100)? {
///     println!("{} {}", record.position, record.record_time);
/// }
/// # Ok::<(), entente_store::LogError>(())
/// ```
#[derive(Debug)]
pub struct EmbeddedLog {
    // Closed before the lock is given back: fields are dropped in order.
    table: Table,
    path: PathBuf,
    queue: Mutex<Queue>,
    answered: Condvar,
    head: AtomicU64,
    commits: AtomicU64,
    _lock: Option<Lock>,
}

/// Who waits for a commit, and who may lead the next.
#[derive(Debug)]
struct Queue {
    tickets: u64,
    waiting: Vec<Batch>,
    answers: HashMap<u64, Result<Appended, LogError>>,
    leading: bool,
    tail: Tail,
    failed: bool,
}

#[derive(Debug)]
struct Batch {
    ticket: u64,
    payloads: Vec<Payload>,
    now: RecordTime,
}

impl Batch {
    fn bytes(&self) -> usize {
        self.payloads.iter().map(Payload::bytes).sum()
    }
}

impl EmbeddedLog {
    /// Opens the log of a data directory, and creates both where they are missing.
    ///
    /// After a crash it goes on from the last durable commit. It reads the last record and compares it with what the
    /// log says of itself; [`check`](crate::check()) reads all.
    ///
    /// # Errors
    /// [`LogError::InUse`], [`LogError::NewerVersion`], [`LogError::ReadOnly`], [`LogError::Full`], [`LogError::Io`];
    /// [`LogError::Damaged`] or [`LogError::Corrupt`] where the directory is not as the log left it.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, LogError> {
        let directory = Directory::open(path.as_ref())?;
        Self::over(directory.table, path.as_ref(), Some(directory.lock))
    }

    /// Opens the log of an existing data directory for reading; appending to it gives [`LogError::ReadOnly`].
    ///
    /// Several processes may read at once, but not while one has the log open for writing.
    ///
    /// # Errors
    /// As [`open`](Self::open); [`LogError::NeedsRecovery`] after a crash that only a writer can clear up.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, LogError> {
        let (table, lock) = directory::open_read_only(path.as_ref())?;
        Self::over(table, path.as_ref(), lock)
    }

    /// How often the log has written to the disk since it was opened: fewer times than batches where appenders shared.
    #[must_use]
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Relaxed)
    }

    fn over(table: Table, path: &Path, lock: Option<Lock>) -> Result<Self, LogError> {
        let tail = table.snapshot()?.verified_tail()?;
        Ok(Self {
            table,
            path: path.to_owned(),
            head: AtomicU64::new(tail.count),
            commits: AtomicU64::new(0),
            answered: Condvar::new(),
            queue: Mutex::new(Queue {
                tickets: 0,
                waiting: Vec::new(),
                answers: HashMap::new(),
                leading: false,
                tail,
                failed: false,
            }),
            _lock: lock,
        })
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // No code that holds the queue can panic half-way through a change of it.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes one group of batches; their answers, in order, and the tail behind them.
    fn commit(&self, group: &[Batch], mut tail: Tail) -> Result<(Vec<Appended>, Tail), LogError> {
        let first = tail.count + 1;
        let mut frames = Vec::new();
        let mut answers = Vec::with_capacity(group.len());
        for batch in group {
            let first = Position(tail.count + 1);
            tail.time = if tail.count == 0 { batch.now } else { tail.time.max(batch.now) };
            for payload in &batch.payloads {
                tail.count += 1;
                frames.push(payload.frame(Position(tail.count), tail.time));
            }
            answers.push(Appended { first, last: Position(tail.count), record_time: tail.time });
        }
        self.table.commit(first, &frames, tail)?;
        Ok((answers, tail))
    }

    fn lead<'a>(&'a self, mut queue: MutexGuard<'a, Queue>) -> MutexGuard<'a, Queue> {
        queue.leading = true;
        let mut bytes = 0;
        let size = queue.waiting.iter().take_while(|batch| {
            let fits = bytes == 0 || bytes + batch.bytes() <= GROUP_BYTES;
            bytes += batch.bytes();
            fits
        });
        let size = size.count();
        let group: Vec<_> = queue.waiting.drain(..size).collect();
        let (tail, failed) = (queue.tail, queue.failed);
        drop(queue);

        let result = match failed {
            true => Err(LogError::MustReopen { path: self.path.clone() }),
            false => self.commit(&group, tail),
        };

        let mut queue = self.queue();
        queue.leading = false;
        match result {
            Ok((answers, tail)) => {
                queue.tail = tail;
                self.head.store(tail.count, Ordering::Release);
                self.commits.fetch_add(1, Ordering::Relaxed);
                queue.answers.extend(group.iter().map(|batch| batch.ticket).zip(answers.into_iter().map(Ok)));
            }
            Err(error) => {
                queue.failed = true;
                queue.answers.extend(group.iter().map(|batch| (batch.ticket, Err(error.clone()))));
            }
        }
        self.answered.notify_all();
        queue
    }
}

impl Log for EmbeddedLog {
    fn append(&self, entries: Vec<Entry>, now: RecordTime) -> Result<Appended, LogError> {
        if entries.is_empty() {
            return Err(LogError::EmptyBatch);
        }
        if self.table.is_read_only() {
            return Err(LogError::ReadOnly { path: self.path.clone() });
        }
        let payloads = entries
            .iter()
            .enumerate()
            .map(|(index, entry)| Payload::new(entry).map_err(|source| LogError::Unrecordable { index, source }))
            .collect::<Result<_, _>>()?;

        let mut queue = self.queue();
        let ticket = queue.tickets;
        queue.tickets += 1;
        queue.waiting.push(Batch { ticket, payloads, now });
        loop {
            if let Some(answer) = queue.answers.remove(&ticket) {
                return answer;
            }
            queue = match queue.leading {
                true => self.answered.wait(queue).unwrap_or_else(PoisonError::into_inner),
                false => self.lead(queue),
            };
        }
    }

    fn head(&self) -> Position {
        Position(self.head.load(Ordering::Acquire))
    }

    fn read(&self, after: Position, limit: usize) -> Result<Vec<Record>, LogError> {
        let head = self.head();
        if limit == 0 || after >= head {
            return Ok(Vec::new());
        }
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        let last = after.0.saturating_add(limit).min(head.0);
        let mut expected = after;
        let mut records = Vec::new();
        self.table.snapshot()?.scan(after.0 + 1..=last, |position, frame| {
            expected = expected.next();
            if position != expected {
                return Err(LogError::Corrupt { position: expected, fault: RecordFault::Missing });
            }
            let record = record::decode(position, frame);
            records.push(record.map_err(|fault| LogError::Corrupt { position, fault })?);
            Ok(())
        })?;
        match expected.0 == last {
            true => Ok(records),
            false => Err(LogError::Corrupt { position: expected.next(), fault: RecordFault::Missing }),
        }
    }

    fn record(&self, position: Position) -> Result<Option<Record>, LogError> {
        match position.0.checked_sub(1) {
            Some(before) => Ok(self.read(Position(before), 1)?.pop()),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests;
