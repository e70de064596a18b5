//! Any sequence of operations has the same outcome in every log as in the memory log.

use entente_core::{Entry, Position, RecordTime};
use entente_store::{EmbeddedLog, Log, MemoryLog};
use proptest::prelude::*;

use crate::samples;

#[derive(Debug, Clone)]
enum Operation {
    Append { entries: Vec<Entry>, now: i64 },
    Read { after: u64, limit: usize },
    Record { position: u64 },
    Reopen,
}

fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        (0..9u32, 0..3u32).prop_map(|(number, state)| Entry::Document(samples::document(number, state))),
        (0..9u32, proptest::collection::vec(0.0..=1.0, 0..3)).prop_map(|(number, confidences)| {
            let document = samples::document(number, 1);
            let facts = confidences.into_iter().map(|confidence| samples::fact(&document, confidence)).collect();
            samples::extraction(&document, facts)
        }),
        (0..9u32).prop_map(samples::retraction),
        // Refused: a fact of another document.
        (0..9u32).prop_map(|number| {
            let facts = vec![samples::fact(&samples::document(number + 1, 1), 0.5)];
            samples::extraction(&samples::document(number, 1), facts)
        }),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    prop_oneof![
        4 => (proptest::collection::vec(entry(), 0..4), -3..30i64)
            .prop_map(|(entries, now)| Operation::Append { entries, now }),
        2 => (0..20u64, 0..9usize).prop_map(|(after, limit)| Operation::Read { after, limit }),
        1 => (0..20u64).prop_map(|position| Operation::Record { position }),
        1 => Just(Operation::Reopen),
    ]
}

fn outcome(log: &dyn Log, operation: &Operation) -> String {
    match operation {
        Operation::Append { entries, now } => format!("{:?}", log.append(entries.clone(), RecordTime(*now))),
        Operation::Read { after, limit } => format!("{:?}", log.read(Position(*after), *limit)),
        Operation::Record { position } => format!("{:?}", log.record(Position(*position))),
        Operation::Reopen => format!("{:?}", log.read(Position::ZERO, usize::MAX)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_embedded_log_does_as_the_memory_log(operations in proptest::collection::vec(operation(), 1..14)) {
        let directory = tempfile::tempdir().unwrap();
        let oracle = MemoryLog::new();
        let mut log = EmbeddedLog::open(directory.path()).unwrap();
        for operation in &operations {
            if matches!(operation, Operation::Reopen) {
                drop(log);
                log = EmbeddedLog::open(directory.path()).unwrap();
            }
            prop_assert_eq!(outcome(&log, operation), outcome(&oracle, operation));
            prop_assert_eq!(log.head(), oracle.head());
        }
    }
}
