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
    (FactKind::Agreement, "noun", 0.68), // of 295
    (FactKind::Agreement, "unnamed", 0.87), // of 52
    (FactKind::Cooperation, "noun", 0.57), // of 87
    (FactKind::Cooperation, "ties", 0.20), // of 3
    (FactKind::Cooperation, "undertaken", 0.57), // of 28
    (FactKind::Cooperation, "unnamed", 0.79), // of 46
    (FactKind::Cooperation, "verb", 0.58), // of 75
    (FactKind::Dependence, "come", 0.25), // of 6
    (FactKind::Dependence, "obtain", 0.65), // of 61
    (FactKind::Dependence, "provide", 0.73), // of 13
    (FactKind::Dependence, "rely", 0.64), // of 31
    (FactKind::Derisking, "trigger", 0.43), // of 52
    (FactKind::Dispute, "attack", 0.53), // of 36
    (FactKind::Dispute, "attack of", 0.83), // of 16
    (FactKind::Dispute, "quarrel", 0.79), // of 27
    (FactKind::Investment, "acquire", 0.33), // of 7
    (FactKind::Investment, "acquisition", 0.57), // of 5
    (FactKind::Investment, "invest", 0.17), // of 22
    (FactKind::Investment, "investment", 0.56), // of 7
    (FactKind::Investment, "lend", 0.45), // of 9
    (FactKind::Investment, "loan", 0.43), // of 5
    (FactKind::Investment, "owns", 0.43), // of 12
    (FactKind::Investment, "spend", 0.69), // of 11
    (FactKind::Investment, "stake", 0.46), // of 11
    (FactKind::JointBody, "noun", 0.93), // of 38
    (FactKind::JointBody, "unnamed", 0.60), // of 3
    (FactKind::Meeting, "call", 0.60), // of 3
    (FactKind::Meeting, "host", 0.47), // of 15
    (FactKind::Meeting, "met", 0.49), // of 59
    (FactKind::Meeting, "talks", 0.64), // of 67
    (FactKind::Meeting, "visit", 0.70), // of 35
    (FactKind::Membership, "accession", 0.75), // of 14
    (FactKind::Membership, "apposition", 0.88), // of 6
    (FactKind::Membership, "member of", 0.84), // of 42
    (FactKind::Membership, "verb", 0.88), // of 56
    (FactKind::Office, "title", 0.76), // of 941
    (FactKind::Partnership, "level", 0.79), // of 107
    (FactKind::Production, "output", 0.67), // of 10
    (FactKind::Production, "quantity", 0.58), // of 10
    (FactKind::Production, "ranked", 0.66), // of 39
    (FactKind::Production, "share", 0.67), // of 52
    (FactKind::Project, "build", 0.54), // of 81
    (FactKind::Restriction, "noun", 0.41), // of 210
    (FactKind::Restriction, "verb", 0.55), // of 78
    (FactKind::Statement, "stance", 0.39), // of 404
    (FactKind::Supply, "buy", 0.52), // of 42
    (FactKind::Supply, "buy origin", 0.60), // of 13
    (FactKind::Supply, "exports", 0.64), // of 12
    (FactKind::Supply, "imports", 0.55), // of 9
    (FactKind::Supply, "sell", 0.48), // of 87
    (FactKind::Supply, "supplier", 0.71), // of 5
];
