//! What every log promises. A new implementation adds a line at the end.

use std::collections::BTreeSet;
use std::sync::Barrier;

use entente_core::{Entry, Position, Record, RecordTime};
use entente_store::{Appended, EmbeddedLog, Log, LogError, MemoryLog, Unrecordable};

use crate::samples;

const T: RecordTime = RecordTime(1_768_608_000_000_000);

fn after(log: &dyn Log, position: u64) -> Vec<Record> {
    log.read(Position(position), usize::MAX).unwrap()
}

fn positions(records: &[Record]) -> Vec<u64> {
    records.iter().map(|record| record.position.0).collect()
}

fn an_empty_log_has_nothing(log: &dyn Log) {
    assert_eq!(log.head(), Position::ZERO);
    assert_eq!(log.read(Position::ZERO, 10).unwrap(), []);
    assert_eq!(log.record(Position(1)).unwrap(), None);
}

fn records_are_read_in_the_order_of_their_appends(log: &dyn Log) {
    let batches = [samples::ingested(1), vec![samples::retraction(1)], samples::ingested(2)];
    for (batch, (first, last)) in batches.iter().zip([(1, 2), (3, 3), (4, 5)]) {
        let appended = log.append(batch.clone(), T).unwrap();
        assert_eq!(appended, Appended { first: Position(first), last: Position(last), record_time: T });
        assert_eq!(log.head(), Position(last));
    }
    let records = after(log, 0);
    assert_eq!(positions(&records), [1, 2, 3, 4, 5]);
    assert_eq!(records.iter().map(|r| r.entry.clone()).collect::<Vec<_>>(), batches.concat());
    for record in records {
        assert_eq!(log.record(record.position).unwrap(), Some(record));
    }
}

fn limits_and_positions_bound_a_read(log: &dyn Log) {
    log.append((1..=5).map(samples::retraction).collect(), T).unwrap();
    let check = |after, limit, expected: &[u64]| {
        assert_eq!(positions(&log.read(Position(after), limit).unwrap()), expected, "after {after}, {limit}");
    };
    check(0, 0, &[]);
    check(0, 2, &[1, 2]);
    check(2, 2, &[3, 4]);
    check(4, 2, &[5]);
    check(5, 2, &[]);
    check(6, 2, &[]);
    check(u64::MAX, usize::MAX, &[]);
    assert_eq!(log.record(Position::ZERO).unwrap(), None);
    assert_eq!(log.record(Position(6)).unwrap(), None);
    assert_eq!(log.record(Position(u64::MAX)).unwrap(), None);
}

fn an_empty_batch_is_refused(log: &dyn Log) {
    assert!(matches!(log.append(vec![], T), Err(LogError::EmptyBatch)));
    assert_eq!(log.head(), Position::ZERO);
}

fn a_batch_with_one_bad_entry_is_refused_whole(log: &dyn Log) {
    let (here, elsewhere) = (samples::document(1, 1), samples::document(2, 1));
    let foreign = samples::extraction(&here, vec![samples::fact(&elsewhere, 0.5)]);
    let error = log.append(vec![Entry::Document(here), foreign, samples::retraction(1)], T).unwrap_err();
    assert!(matches!(&error, LogError::Unrecordable { index: 1, source: Unrecordable::Foreign { .. } }), "{error}");
    assert_eq!(log.head(), Position::ZERO);
    // The log goes on.
    assert_eq!(log.append(vec![samples::retraction(1)], T).unwrap().first, Position(1));
}

fn record_times_never_go_back(log: &dyn Log) {
    let check = |now, expected| {
        let appended = log.append(samples::ingested(1), RecordTime(now)).unwrap();
        assert_eq!(appended.record_time, RecordTime(expected));
    };
    check(-7, -7);
    check(10, 10);
    check(4, 10);
    check(11, 11);
    let times: Vec<_> = after(log, 0).iter().map(|record| record.record_time.0).collect();
    assert_eq!(times, [-7, -7, 10, 10, 10, 10, 11, 11]);
}

fn concurrent_appends_get_positions_of_their_own(log: &dyn Log) {
    const THREADS: u32 = 8;
    const BATCHES: u32 = 5;
    let barrier = Barrier::new(THREADS as usize);
    let ranges: BTreeSet<(u64, u64)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let barrier = &barrier;
                scope.spawn(move || {
                    barrier.wait();
                    let append = |batch| {
                        let entries = samples::ingested(thread * BATCHES + batch);
                        let appended = log.append(entries.clone(), RecordTime(i64::from(batch))).unwrap();
                        // Its own writer reads what it wrote, whole, at once.
                        let read = log.read(Position(appended.first.0 - 1), 2).unwrap();
                        assert_eq!(read.iter().map(|r| r.entry.clone()).collect::<Vec<_>>(), entries);
                        assert!(read.iter().all(|r| r.record_time == appended.record_time));
                        (appended.first.0, appended.last.0)
                    };
                    (0..BATCHES).map(append).collect::<Vec<_>>()
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let expected: BTreeSet<_> = (0..u64::from(THREADS * BATCHES)).map(|n| (2 * n + 1, 2 * n + 2)).collect();
    assert_eq!(ranges, expected);
    let records = after(log, 0);
    assert!(records.is_sorted_by_key(|record| record.record_time));
    assert_eq!(positions(&records), (1..=2 * u64::from(THREADS * BATCHES)).collect::<Vec<_>>());
}

fn readers_see_whole_batches(log: &dyn Log) {
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 1..=20 {
                log.append(samples::ingested(number), T).unwrap();
            }
        });
        while !writer.is_finished() {
            assert_eq!(after(log, 0).len() % 2, 0);
            assert_eq!(log.head().0 % 2, 0);
        }
    });
    assert_eq!(log.head(), Position(40));
}

macro_rules! conforms {
    ($name:ident, $with:expr, [$($promise:ident),* $(,)?]) => {
        mod $name {
            $(#[test]
            fn $promise() {
                $with(super::$promise);
            })*
        }
    };
    ($name:ident, $with:expr) => {
        conforms!($name, $with, [
            an_empty_log_has_nothing,
            records_are_read_in_the_order_of_their_appends,
            limits_and_positions_bound_a_read,
            an_empty_batch_is_refused,
            a_batch_with_one_bad_entry_is_refused_whole,
            record_times_never_go_back,
            concurrent_appends_get_positions_of_their_own,
            readers_see_whole_batches,
        ]);
    };
}

fn with_memory(promise: impl Fn(&dyn Log)) {
    promise(&MemoryLog::new());
}

/// Every promise is kept by the open log, and its outcome by the log that is opened after it.
fn with_embedded(promise: impl Fn(&dyn Log)) {
    let directory = tempfile::tempdir().unwrap();
    let log = EmbeddedLog::open(directory.path()).unwrap();
    promise(&log);
    let (head, records) = (log.head(), after(&log, 0));
    drop(log);
    let reopened = EmbeddedLog::open(directory.path()).unwrap();
    assert_eq!((reopened.head(), after(&reopened, 0)), (head, records));
}

conforms!(memory, super::with_memory);
conforms!(embedded, super::with_embedded);
