use super::*;
use crate::embedded::Tail;
use crate::record::Payload;
use crate::samples;

/// Entries at positions from 1 on, record times as given, as frames.
fn frames(entries: &[(i64, Entry)]) -> Vec<Vec<u8>> {
    let frame = |(position, (time, entry)): (u64, &(i64, Entry))| {
        Payload::new(entry).unwrap().frame(Position(position), RecordTime(*time))
    };
    (1..).zip(entries).map(frame).collect()
}

fn report(frames: &[Vec<u8>], count: u64, time: i64) -> CheckReport {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("log.redb");
    Table::create(&file).unwrap();
    let table = Table::open(&file).unwrap();
    table.commit(1, frames, Tail { count, time: RecordTime(time) }).unwrap();
    let mut reached = vec![];
    let report = run(&table, |position, end| reached.push((position, end))).unwrap();
    let end = Position(count.max(frames.len() as u64));
    assert_eq!(reached, (1..=end.0).map(|position| (Position(position), end)).collect::<Vec<_>>());
    report
}

fn check(entries: &[(i64, Entry)], expected: &[&str]) {
    let frames = frames(entries);
    let last = entries.iter().map(|(time, _)| *time).next_back().unwrap_or_default();
    let faults = report(&frames, frames.len() as u64, last).faults;
    assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), expected);
}

#[test]
fn a_sound_log_is_counted() {
    let (first, revised) = (samples::document(1, 1), samples::document(1, 2));
    let facts = |document: &Document| vec![samples::fact(document, 0.5)];
    let entries = [
        (5, Entry::Document(first.clone())),
        (5, Entry::Document(revised.clone())),
        // The older state was read last: its text is fetched from the log again.
        (6, samples::extraction(&first, facts(&first))),
        (7, samples::extraction(&revised, facts(&revised))),
        (9, samples::retraction(1)),
    ];
    let expected = CheckReport {
        head: Position(5),
        record_count: 5,
        document_count: 2,
        extraction_count: 2,
        retraction_count: 1,
        fact_count: 2,
        quote_count: 2,
        faults: vec![],
    };
    assert_eq!(report(&frames(&entries), 5, 9), expected);
}

#[test]
fn times_that_go_back_are_found() {
    check(
        &[(5, Entry::Document(samples::document(1, 1))), (4, samples::retraction(1))],
        &[
            "record 2: its time 1970-01-01T00:00:00.000004Z is before that of the record before it, 1970-01-01T00:00:00.000005Z",
        ],
    );
}

#[test]
fn documents_must_come_before_what_is_said_of_them() {
    let (known, unknown) = (samples::document(1, 1), samples::document(2, 1));
    check(
        &[
            (1, samples::extraction(&unknown, vec![])),
            (1, samples::retraction(2)),
            (1, Entry::Document(known)),
            (1, samples::extraction(&samples::document(1, 2), vec![])),
        ],
        &[
            "record 1: document `doc-2` is not in the log before it",
            "record 2: document `doc-2` is not in the log before it",
            &format!(
                "record 4: document `doc-1` has no state {:?} in the log before it",
                samples::document(1, 2).content_hash()
            ),
        ],
    );
}

#[test]
fn every_quote_is_compared_with_its_document() {
    let (short, long) = (samples::document(1, 1), samples::document(1, 1000));
    // The clause stands three bytes later in the state with the longer number.
    let fact = samples::fact(&long, 0.5);
    let name = fact.id().to_string();
    check(
        &[
            (1, Entry::Document(short.clone())),
            (1, samples::extraction(&short, vec![fact, samples::fact(&short, 0.5)])),
        ],
        &[&format!(
            "record 2: fact {name} of document `doc-1`: evidence 34..71: the quote differs from the document's bytes there, or is blank"
        )],
    );
}

#[test]
fn damage_is_reported_and_passed_over() {
    let entries: Vec<_> = (1..=4).map(|n| (1, Entry::Document(samples::document(n, 1)))).collect();
    let mut frames = frames(&entries);
    frames[1][30] ^= 1;
    frames.swap(2, 3);
    let report = report(&frames, 6, 1);
    assert_eq!(report.record_count, 1);
    let at = |position, fault| CheckFault::Record { position: Position(position), fault };
    assert_eq!(
        report.faults,
        [
            CheckFault::Count { says: 6, frames: 4, last: 4 },
            at(2, RecordFault::Checksum),
            at(3, RecordFault::Misplaced { says: Position(4) }),
            at(4, RecordFault::Misplaced { says: Position(3) }),
            at(5, RecordFault::Missing),
            at(6, RecordFault::Missing),
        ]
    );
}

#[test]
fn the_time_that_the_log_keeps_is_compared() {
    let frames = frames(&[(7, Entry::Document(samples::document(1, 1)))]);
    let expected = [CheckFault::LastTime { says: RecordTime(8), last: RecordTime(7) }];
    assert_eq!(report(&frames, 1, 8).faults, expected);
}
