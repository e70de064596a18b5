//! The data directory: what lies in it, which format it has, and who holds it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Write};
use std::path::Path;

use super::table::Table;
use crate::error::LogError;

/// The format of the data directory that this program writes.
pub(super) const FORMAT: u32 = 1;

const VERSION: &str = "VERSION";
const LOG: &str = "log.redb";
const LOCK: &str = "LOCK";

/// A data directory that this process holds.
pub(super) struct Directory {
    pub(super) table: Table,
    pub(super) lock: Lock,
}

/// A lock on a data directory, given back when dropped, also by the death of the process.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Directory {
    /// Opens a data directory for writing, and creates it where it is missing.
    pub(super) fn open(path: &Path) -> Result<Self, LogError> {
        fs::create_dir_all(path).map_err(|e| LogError::io("create", path, e))?;
        let lock = lock(path)?;
        let log = path.join(LOG);
        match (version(path)?, exists(&log)?) {
            (Some(_), true) => {}
            (Some(_), false) => return Err(damaged(path, "log.redb is missing")),
            // Somebody died between the two steps below, or took VERSION away.
            (None, true) => {
                if Table::open(&log).map_err(|e| at(path, e))?.snapshot()?.extent()?.0 > 0 {
                    return Err(damaged(path, "VERSION is missing, but log.redb holds records"));
                }
                write_version(path)?;
            }
            (None, false) => {
                create_log(path)?;
                write_version(path)?;
            }
        }
        let table = Table::open(&log).map_err(|e| at(path, e))?;
        Ok(Self { table, lock })
    }
}

/// Opens a data directory for reading. No lock where the disk has none to give, as on a copy without one.
pub(crate) fn open_read_only(path: &Path) -> Result<(Table, Option<Lock>), LogError> {
    fs::metadata(path).map_err(|e| LogError::io("read", path, e))?;
    let lock = match File::open(path.join(LOCK)) {
        Ok(file) => Some(held(path, file.try_lock_shared(), file)?),
        Err(e) if e.kind() == ErrorKind::NotFound => None,
        Err(e) => return Err(LogError::io("read", &path.join(LOCK), e)),
    };
    if version(path)?.is_none() {
        return Err(damaged(path, "VERSION is missing: it is no data directory, or not a whole one"));
    }
    let log = path.join(LOG);
    if !exists(&log)? {
        return Err(damaged(path, "log.redb is missing"));
    }
    Ok((Table::open_read_only(&log).map_err(|e| at(path, e))?, lock))
}

fn lock(path: &Path) -> Result<Lock, LogError> {
    let file = path.join(LOCK);
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&file);
    let opened = opened.map_err(|e| LogError::io("write", &file, e))?;
    held(path, opened.try_lock(), opened)
}

fn held(path: &Path, answer: Result<(), TryLockError>, file: File) -> Result<Lock, LogError> {
    match answer {
        Ok(()) => Ok(Lock { _file: file }),
        Err(TryLockError::WouldBlock) => Err(LogError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(e)) => Err(LogError::io("lock", &path.join(LOCK), e)),
    }
}

/// The format of the directory; none where it has no `VERSION`.
fn version(path: &Path) -> Result<Option<u32>, LogError> {
    let file = path.join(VERSION);
    let text = match fs::read(&file) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(LogError::io("read", &file, e)),
    };
    let number = str::from_utf8(&text).ok().and_then(|text| text.trim().parse::<u32>().ok());
    match number {
        Some(found) if found > FORMAT => Err(LogError::NewerVersion { found, known: FORMAT, path: path.to_owned() }),
        Some(found @ 1..) => Ok(Some(found)),
        _ => Err(damaged(path, "VERSION holds no format number")),
    }
}

/// Makes an empty log under another name and moves it into place: `log.redb` is there whole or not at all.
fn create_log(path: &Path) -> Result<(), LogError> {
    let new = path.join("log.redb.new");
    if exists(&new)? {
        fs::remove_file(&new).map_err(|e| LogError::io("remove", &new, e))?;
    }
    Table::create(&new)?;
    put(path, &new, LOG)
}

/// Written last, so that a directory with a `VERSION` has a log.
fn write_version(path: &Path) -> Result<(), LogError> {
    let new = path.join("VERSION.new");
    let write = || {
        let mut file = File::create(&new)?;
        file.write_all(format!("{FORMAT}\n").as_bytes())?;
        file.sync_all()
    };
    write().map_err(|e| LogError::io("write", &new, e))?;
    put(path, &new, VERSION)
}

fn put(path: &Path, new: &Path, name: &str) -> Result<(), LogError> {
    fs::rename(new, path.join(name)).map_err(|e| LogError::io("write", &path.join(name), e))?;
    // The name is durable only once the directory is.
    File::open(path).and_then(|directory| directory.sync_all()).map_err(|e| LogError::io("write", path, e))
}

fn exists(file: &Path) -> Result<bool, LogError> {
    file.try_exists().map_err(|e| LogError::io("read", file, e))
}

fn damaged(path: &Path, what: &str) -> LogError {
    LogError::Damaged { path: path.to_owned(), what: what.to_owned() }
}

/// People know the directory, not the file in it.
fn at(path: &Path, error: LogError) -> LogError {
    match error {
        LogError::InUse { .. } => LogError::InUse { path: path.to_owned() },
        LogError::NeedsRecovery { .. } => LogError::NeedsRecovery { path: path.to_owned() },
        other => other,
    }
}
