//! A log whose disk fails when told to.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use entente_core::{Entry, Position, Record, RecordTime};
use entente_store::{Appended, Log, LogError, MemoryLog, RecordFault};

/// A log in memory that can be told to fail.
#[derive(Debug, Default)]
pub struct FaultyLog {
    inner: MemoryLog,
    fault: Mutex<Option<Fault>>,
}

/// How it fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing can be written: the disk is full.
    Full,
    /// Nothing can be written: the disk is read-only.
    ReadOnly,
    /// No record can be read.
    Corrupt,
}

impl FaultyLog {
    /// Fails like this from now on; `None`: not any more.
    pub fn fail(&self, fault: Option<Fault>) {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner) = fault;
    }

    fn fault(&self) -> Option<Fault> {
        *self.fault.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn readable(&self, position: Position) -> Result<(), LogError> {
        match self.fault() {
            Some(Fault::Corrupt) => Err(LogError::Corrupt { position, fault: RecordFault::Checksum }),
            _ => Ok(()),
        }
    }
}

impl Log for FaultyLog {
    fn append(&self, entries: Vec<Entry>, now: RecordTime) -> Result<Appended, LogError> {
        let path = PathBuf::from("data");
        match self.fault() {
            Some(Fault::Full) => Err(LogError::Full { path }),
            Some(Fault::ReadOnly) => Err(LogError::ReadOnly { path }),
            Some(Fault::Corrupt) | None => self.inner.append(entries, now),
        }
    }

    fn head(&self) -> Position {
        self.inner.head()
    }

    fn read(&self, after: Position, limit: usize) -> Result<Vec<Record>, LogError> {
        self.readable(after.next())?;
        self.inner.read(after, limit)
    }

    fn record(&self, position: Position) -> Result<Option<Record>, LogError> {
        self.readable(position)?;
        self.inner.record(position)
    }
}
