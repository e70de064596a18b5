//! Failing disks: what was acknowledged stays, what was not is there whole or not at all.

use std::collections::HashSet;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::*;
use crate::samples;

/// A disk in memory that keeps apart what was synced and what was only written, and that fails on demand.
#[derive(Debug, Clone, Default)]
struct Disk(Arc<Mutex<Platter>>);

#[derive(Debug, Default)]
struct Platter {
    synced: Vec<u8>,
    current: Vec<u8>,
    unsynced: Vec<(usize, Vec<u8>)>,
    writes_left: Option<u64>,
}

impl Platter {
    fn spend(&mut self) -> io::Result<()> {
        match &mut self.writes_left {
            Some(0) => Err(io::ErrorKind::StorageFull.into()),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }
}

fn put(bytes: &mut Vec<u8>, offset: usize, data: &[u8]) {
    let end = offset + data.len();
    if bytes.len() < end {
        bytes.resize(end, 0);
    }
    bytes[offset..end].copy_from_slice(data);
}

impl Disk {
    fn fail_after(&self, writes: u64) {
        self.0.lock().unwrap().writes_left = Some(writes);
    }

    /// What is on the disk after the power went: all that was synced, and of the rest a part that `seed` chooses.
    fn after_power_loss(&self, seed: u64) -> Self {
        let platter = self.0.lock().unwrap();
        let mut synced = platter.synced.clone();
        // A file may keep a length that it got since: never less than what was synced.
        synced.resize(synced.len().max(platter.current.len()), 0);
        let mut state = seed;
        for (offset, data) in &platter.unsynced {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            if state >> 63 == 1 {
                put(&mut synced, *offset, data);
            }
        }
        Self(Arc::new(Mutex::new(Platter { current: synced.clone(), synced, ..Platter::default() })))
    }
}

impl redb::StorageBackend for Disk {
    fn len(&self) -> io::Result<u64> {
        Ok(self.0.lock().unwrap().current.len() as u64)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let offset = usize::try_from(offset).unwrap();
        let platter = self.0.lock().unwrap();
        let bytes = platter.current.get(offset..offset + out.len()).ok_or(io::ErrorKind::UnexpectedEof)?;
        out.copy_from_slice(bytes);
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.spend()?;
        platter.current.resize(usize::try_from(len).unwrap(), 0);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        let mut platter = self.0.lock().unwrap();
        platter.spend()?;
        platter.synced = platter.current.clone();
        platter.unsynced.clear();
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let offset = usize::try_from(offset).unwrap();
        let mut platter = self.0.lock().unwrap();
        platter.spend()?;
        put(&mut platter.current, offset, data);
        platter.unsynced.push((offset, data.to_vec()));
        Ok(())
    }
}

fn open(disk: &Disk) -> Result<EmbeddedLog, LogError> {
    let name = Path::new("disk");
    EmbeddedLog::over(Table::over(disk.clone(), name)?, name, None)
}

fn batch(number: u32) -> Vec<Entry> {
    let mut entries = samples::ingested(number);
    entries.push(samples::retraction(number));
    entries
}

/// The batches in a log: each must be there whole, in order.
fn batches(log: &EmbeddedLog) -> usize {
    let entries: Vec<_> = log.read(Position::ZERO, usize::MAX).unwrap().into_iter().map(|r| r.entry).collect();
    let expected: Vec<_> = (0..).map(batch).take(entries.len().div_ceil(3)).flatten().collect();
    assert_eq!(entries, expected);
    entries.len() / 3
}

#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let mut acknowledged_counts = HashSet::new();
    for writes in 0..60 {
        let disk = Disk::default();
        let log = open(&disk).unwrap();
        disk.fail_after(writes);
        let mut acknowledged = 0;
        let error = loop {
            match log.append(batch(acknowledged), RecordTime(1)) {
                Ok(_) => acknowledged += 1,
                Err(error) => break error,
            }
        };
        assert!(matches!(error, LogError::Full { .. }), "after {writes} writes: {error}");
        // The answer to everybody who comes later, even where the disk has room again.
        disk.0.lock().unwrap().writes_left = None;
        let later = log.append(batch(acknowledged), RecordTime(1)).unwrap_err();
        assert!(matches!(later, LogError::MustReopen { .. }), "{later}");
        assert_eq!(log.head(), Position(u64::from(acknowledged) * 3));

        for seed in 0..4 {
            let reopened = open(&disk.after_power_loss(seed)).unwrap();
            let found = batches(&reopened);
            let acknowledged = acknowledged as usize;
            assert!((acknowledged..=acknowledged + 1).contains(&found), "{found} of {acknowledged}");
            reopened.append(batch(u32::try_from(found).unwrap()), RecordTime(2)).unwrap();
            assert_eq!(batches(&reopened), found + 1);
        }
        acknowledged_counts.insert(acknowledged);
    }
    assert!(acknowledged_counts.len() > 2, "the disk never failed in the middle: {acknowledged_counts:?}");
}

#[test]
fn a_failed_commit_answers_everybody_who_waited() {
    let disk = Disk::default();
    let log = open(&disk).unwrap();
    disk.fail_after(3);
    let failures = std::thread::scope(|scope| {
        let append = |number| {
            scope.spawn({
                let log = &log;
                move || log.append(batch(number), RecordTime(1))
            })
        };
        let threads: Vec<_> = (0..8).map(append).collect();
        threads.into_iter().map(|thread| thread.join().unwrap().unwrap_err()).collect::<Vec<_>>()
    });
    assert!(failures.iter().any(|error| matches!(error, LogError::Full { .. })), "{failures:?}");
    assert!(failures.iter().all(|e| matches!(e, LogError::Full { .. } | LogError::MustReopen { .. })), "{failures:?}");
}
