//! The data directory: what opening one does and refuses, and what a crash or damage leaves.

use std::fs;
use std::path::Path;
use std::sync::Barrier;

use entente_core::{Entry, Position, RecordTime};
use entente_store::{EmbeddedLog, Log, LogError, check};
use tempfile::TempDir;

use crate::samples;

fn filled(batches: u32) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let log = EmbeddedLog::open(directory.path()).unwrap();
    for number in 0..batches {
        log.append(samples::ingested(number), RecordTime(number.into())).unwrap();
    }
    directory
}

fn entries(log: &EmbeddedLog) -> Vec<Entry> {
    log.read(Position::ZERO, usize::MAX).unwrap().into_iter().map(|record| record.entry).collect()
}

fn ingested(batches: u32) -> Vec<Entry> {
    (0..batches).flat_map(samples::ingested).collect()
}

/// The files as they lie on the disk now, though a process has them open: what a kill would leave.
fn copy(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    for file in fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), to.path().join(file.file_name())).unwrap();
    }
    to
}

fn refusal(path: &Path, expected: &str) {
    let error = EmbeddedLog::open(path).unwrap_err().to_string();
    assert_eq!(error.replace(path.to_str().unwrap(), "DIR"), expected);
}

#[test]
fn a_missing_directory_is_created() {
    let parent = tempfile::tempdir().unwrap();
    let path = parent.path().join("a/b");
    drop(EmbeddedLog::open(&path).unwrap());
    assert_eq!(fs::read_to_string(path.join("VERSION")).unwrap(), "1\n");
    assert!(path.join("log.redb").exists());
    assert!(check(&path).unwrap().is_sound());
}

#[test]
fn a_directory_has_one_writer_or_many_readers() {
    let directory = filled(2);
    let path = directory.path();
    let writer = EmbeddedLog::open(path).unwrap();
    refusal(path, "DIR is in use by another process: stop that one, or give another data directory");
    assert!(matches!(EmbeddedLog::open_read_only(path), Err(LogError::InUse { .. })));
    assert!(matches!(check(path), Err(LogError::InUse { .. })));
    drop(writer);

    let readers = [EmbeddedLog::open_read_only(path).unwrap(), EmbeddedLog::open_read_only(path).unwrap()];
    for reader in &readers {
        assert_eq!(entries(reader), ingested(2));
        assert!(matches!(reader.append(samples::ingested(2), RecordTime(9)), Err(LogError::ReadOnly { .. })));
    }
    assert!(check(path).unwrap().is_sound());
    assert!(matches!(EmbeddedLog::open(path), Err(LogError::InUse { .. })));
    drop(readers);
    drop(EmbeddedLog::open(path).unwrap());
}

#[test]
fn a_directory_that_is_not_as_it_was_left_is_refused() {
    let with = |change: fn(&Path), expected: &str| {
        let directory = filled(1);
        change(directory.path());
        refusal(directory.path(), expected);
    };
    with(
        |path| fs::write(path.join("VERSION"), "2\n").unwrap(),
        "DIR has format 2, this program knows up to 1: install a newer version",
    );
    with(
        |path| fs::write(path.join("VERSION"), "one").unwrap(),
        "DIR is damaged: VERSION holds no format number: restore it from a backup",
    );
    with(
        |path| fs::remove_file(path.join("VERSION")).unwrap(),
        "DIR is damaged: VERSION is missing, but log.redb holds records: restore it from a backup",
    );
    with(
        |path| fs::remove_file(path.join("log.redb")).unwrap(),
        "DIR is damaged: log.redb is missing: restore it from a backup",
    );
    let refused = |change: fn(&Path)| {
        let directory = filled(1);
        change(directory.path());
        let error = EmbeddedLog::open(directory.path()).unwrap_err();
        assert!(matches!(error, LogError::Damaged { .. }), "{error}");
        assert!(check(directory.path()).is_err());
    };
    refused(|path| fs::write(path.join("log.redb"), "").unwrap());
    refused(|path| fs::write(path.join("log.redb"), "no log at all".repeat(1000)).unwrap());
    refused(|path| {
        let file = fs::OpenOptions::new().write(true).open(path.join("log.redb")).unwrap();
        file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    });
}

#[test]
fn a_creation_that_was_cut_short_is_finished() {
    let created = tempfile::tempdir().unwrap();
    drop(EmbeddedLog::open(created.path()).unwrap());
    fs::remove_file(created.path().join("VERSION")).unwrap();
    drop(EmbeddedLog::open(created.path()).unwrap());

    let begun = tempfile::tempdir().unwrap();
    fs::write(begun.path().join("log.redb.new"), "half").unwrap();
    let log = EmbeddedLog::open(begun.path()).unwrap();
    log.append(samples::ingested(0), RecordTime(0)).unwrap();
    assert!(!begun.path().join("log.redb.new").exists());
}

#[test]
fn what_is_no_directory_is_named() {
    let parent = tempfile::tempdir().unwrap();
    let file = parent.path().join("file");
    fs::write(&file, "").unwrap();
    let error = EmbeddedLog::open(&file).unwrap_err();
    assert!(matches!(&error, LogError::Io { doing: "create", path, .. } if *path == file), "{error}");
    let missing = parent.path().join("missing");
    for error in [check(&missing).unwrap_err(), EmbeddedLog::open_read_only(&missing).unwrap_err()] {
        assert!(matches!(&error, LogError::Io { doing: "read", path, .. } if *path == missing), "{error}");
    }
    assert!(!missing.exists());
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let directory = tempfile::tempdir().unwrap();
    let log = EmbeddedLog::open(directory.path()).unwrap();
    for number in 0..12 {
        log.append(samples::ingested(number), RecordTime(0)).unwrap();
        let (killed, again) = (copy(directory.path()), copy(directory.path()));
        let reader = EmbeddedLog::open_read_only(killed.path());
        assert!(matches!(reader, Err(LogError::NeedsRecovery { .. })));
        // The check recovers the log first, and then anybody can read it.
        let report = check(killed.path()).unwrap();
        assert!(report.is_sound(), "{:?}", report.faults);
        assert_eq!(entries(&EmbeddedLog::open_read_only(killed.path()).unwrap()), ingested(number + 1));
        let reopened = EmbeddedLog::open(again.path()).unwrap();
        assert_eq!(entries(&reopened), ingested(number + 1));
        reopened.append(samples::ingested(number + 1), RecordTime(0)).unwrap();
        assert_eq!(entries(&reopened), ingested(number + 2));
    }
}

#[test]
fn appenders_share_commits() {
    const THREADS: u32 = 16;
    let directory = tempfile::tempdir().unwrap();
    let log = EmbeddedLog::open(directory.path()).unwrap();
    let barrier = Barrier::new(THREADS as usize);
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let (log, barrier) = (&log, &barrier);
            scope.spawn(move || {
                barrier.wait();
                for number in 0..10 {
                    log.append(samples::ingested(thread * 10 + number), RecordTime(0)).unwrap();
                }
            });
        }
    });
    assert_eq!(log.head(), Position(u64::from(THREADS) * 20));
    let appends = u64::from(THREADS) * 10;
    assert!(log.commits() < appends / 2, "{} commits for {appends} appends", log.commits());
}

#[test]
fn a_changed_byte_of_the_file_is_never_read_as_truth() {
    let directory = filled(30);
    let file = directory.path().join("log.redb");
    let sound = fs::read(&file).unwrap();
    let mut found = 0;
    // A prime step visits headers, pages of every kind and free space alike.
    for index in (0..sound.len()).step_by(997) {
        let mut damaged = sound.clone();
        damaged[index] ^= 0x55;
        fs::write(&file, &damaged).unwrap();
        let read = EmbeddedLog::open_read_only(directory.path())
            .and_then(|log| log.read(Position::ZERO, usize::MAX))
            .map(|records| records.into_iter().map(|record| record.entry).collect::<Vec<_>>());
        let sound = check(directory.path()).is_ok_and(|report| report.is_sound());
        match read {
            // Damage may lie where only the check looks: it visits every position by itself.
            Ok(read) => assert_eq!(read, ingested(30), "byte {index}"),
            Err(_) => {
                found += 1;
                assert!(!sound, "byte {index}");
            }
        }
    }
    assert!(found > 0, "no damage was ever found");
}
