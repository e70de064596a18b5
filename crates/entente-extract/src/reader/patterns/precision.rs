//! How often each rule is right: the score of its readings.
//!
//! Measured, not guessed: of the facts that a rule gave on the training sets, the share whose key roles are exactly the
//! gold's, smoothed by one right and one wrong. Made by
//! `cargo run --release -p entente-extract --example precision -- GOLD.jsonl DOCS.jsonl` over all of them together; make
//! it anew when rules change.

use entente_core::FactKind;

/// The score of a reading of a kind by a rule; one that was never measured is no better than the worst that was.
pub(super) fn of(kind: FactKind, rule: &str) -> f64 {
    TABLE.iter().find(|(k, r, _)| *k == kind && *r == rule).map_or(0.2, |(_, _, precision)| *precision)
}

#[rustfmt::skip]
const TABLE: &[(FactKind, &str, f64)] = &[
    (FactKind::Agreement, "noun", 0.67), // of 298
    (FactKind::Agreement, "unnamed", 0.87), // of 52
    (FactKind::Cooperation, "noun", 0.59), // of 85
    (FactKind::Cooperation, "ties", 0.20), // of 3
    (FactKind::Cooperation, "undertaken", 0.59), // of 27
    (FactKind::Cooperation, "unnamed", 0.79), // of 46
    (FactKind::Cooperation, "verb", 0.57), // of 73
    (FactKind::Dependence, "come", 0.25), // of 6
    (FactKind::Dependence, "obtain", 0.66), // of 60
    (FactKind::Dependence, "provide", 0.73), // of 13
    (FactKind::Dependence, "rely", 0.64), // of 31
    (FactKind::Derisking, "trigger", 0.42), // of 51
    (FactKind::Dispute, "attack", 0.56), // of 34
    (FactKind::Dispute, "attack of", 0.83), // of 16
    (FactKind::Dispute, "quarrel", 0.81), // of 29
    (FactKind::Investment, "acquire", 0.38), // of 6
    (FactKind::Investment, "acquisition", 0.50), // of 4
    (FactKind::Investment, "invest", 0.16), // of 23
    (FactKind::Investment, "investment", 0.56), // of 7
    (FactKind::Investment, "lend", 0.36), // of 9
    (FactKind::Investment, "loan", 0.43), // of 5
    (FactKind::Investment, "owns", 0.43), // of 12
    (FactKind::Investment, "spend", 0.69), // of 11
    (FactKind::Investment, "stake", 0.46), // of 11
    (FactKind::JointBody, "noun", 0.94), // of 46
    (FactKind::JointBody, "unnamed", 0.60), // of 8
    (FactKind::Meeting, "call", 0.60), // of 3
    (FactKind::Meeting, "host", 0.47), // of 15
    (FactKind::Meeting, "met", 0.49), // of 59
    (FactKind::Meeting, "talks", 0.64), // of 67
    (FactKind::Meeting, "visit", 0.69), // of 33
    (FactKind::Membership, "accession", 0.81), // of 14
    (FactKind::Membership, "apposition", 0.88), // of 6
    (FactKind::Membership, "member of", 0.80), // of 44
    (FactKind::Membership, "verb", 0.86), // of 57
    (FactKind::Office, "title", 0.74), // of 954
    (FactKind::Partnership, "level", 0.77), // of 107
    (FactKind::Production, "output", 0.67), // of 10
    (FactKind::Production, "quantity", 0.58), // of 10
    (FactKind::Production, "ranked", 0.67), // of 40
    (FactKind::Production, "share", 0.67), // of 52
    (FactKind::Project, "build", 0.54), // of 78
    (FactKind::Restriction, "noun", 0.41), // of 214
    (FactKind::Restriction, "verb", 0.54), // of 81
    (FactKind::Statement, "stance", 0.39), // of 429
    (FactKind::Supply, "buy", 0.52), // of 42
    (FactKind::Supply, "buy origin", 0.60), // of 13
    (FactKind::Supply, "exports", 0.64), // of 12
    (FactKind::Supply, "imports", 0.50), // of 8
    (FactKind::Supply, "sell", 0.49), // of 86
    (FactKind::Supply, "supplier", 0.71), // of 5
];
