//! The log of the tests, and of a server that need not remember.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use entente_core::{Entry, Position, Record, RecordTime};

use crate::error::LogError;
use crate::log::{Appended, Log};
use crate::record;

/// A log in memory: a list behind a lock. Durable as long as the value lives.
#[derive(Debug, Default)]
pub struct MemoryLog {
    records: RwLock<Vec<Record>>,
}

impl MemoryLog {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn records(&self) -> RwLockReadGuard<'_, Vec<Record>> {
        // Records are only ever added whole, so that a panic elsewhere leaves the list sound.
        self.records.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log for MemoryLog {
    fn append(&self, entries: Vec<Entry>, now: RecordTime) -> Result<Appended, LogError> {
        if entries.is_empty() {
            return Err(LogError::EmptyBatch);
        }
        let entries = entries
            .iter()
            .enumerate()
            .map(|(index, entry)| record::as_recorded(entry).map_err(|source| LogError::Unrecordable { index, source }))
            .collect::<Result<Vec<_>, _>>()?;
        let mut records = self.records.write().unwrap_or_else(PoisonError::into_inner);
        let before = records.last().map_or(Position::ZERO, |record| record.position);
        let record_time = records.last().map_or(now, |record| record.record_time.max(now));
        let mut last = before;
        records.extend(entries.into_iter().map(|entry| {
            last = last.next();
            Record { position: last, record_time, entry }
        }));
        Ok(Appended { first: before.next(), last, record_time })
    }

    fn head(&self) -> Position {
        self.records().last().map_or(Position::ZERO, |record| record.position)
    }

    fn read(&self, after: Position, limit: usize) -> Result<Vec<Record>, LogError> {
        let after = usize::try_from(after.0).unwrap_or(usize::MAX);
        Ok(self.records().iter().skip(after).take(limit).cloned().collect())
    }

    fn record(&self, position: Position) -> Result<Option<Record>, LogError> {
        let index = position.0.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        Ok(index.and_then(|index| self.records().get(index).cloned()))
    }
}
