//! The first reader: hand-written patterns for the commonest constructions of all sixteen kinds.
//!
//! A sentence becomes a line: words and groups of mentions, divided into clauses. Every kind has a file with the
//! words that evoke it and where it looks for who fills which role: before the verb, behind a preposition, in front of a
//! noun. What lies beyond a sentence is the mentions' part, which know whom "it" and "the two countries" stand for.

mod agreement;
mod clause;
mod cooperation;
mod dependence;
mod derisking;
mod dispute;
pub(crate) mod draft;
mod frame;
mod investment;
mod joint_body;
mod line;
mod list;
mod meeting;
mod membership;
mod named;
mod office;
mod partnership;
mod party;
mod precision;
mod production;
mod project;
mod protagonist;
mod restriction;
mod statement;
mod supply;

use entente_core::Extractor;

use super::trace::RoleScore;
use super::{FillerRef, Manner, Near, Preference, Reader, Reading, Readings};
use crate::mention::{Analysis, Sense};
use line::Line;

/// Reads with hand-written patterns.
#[derive(Debug, Clone, Copy, Default)]
pub struct PatternReader;

type Find = fn(&Line<'_>, &mut Vec<Reading>);

const KINDS: &[Find] = &[
    partnership::find,
    cooperation::find,
    agreement::find,
    joint_body::find,
    project::find,
    dependence::find,
    production::find,
    restriction::find,
    derisking::find,
    supply::find,
    investment::find,
    meeting::find,
    statement::find,
    dispute::find,
    membership::find,
    office::find,
];

impl Reader for PatternReader {
    fn extractor(&self) -> Extractor {
        Extractor { name: "entente-patterns".into(), version: "1".into() }
    }

    fn read_in(&self, analysis: &Analysis<'_>, manner: Manner) -> Readings {
        let opening = read(analysis, 0..analysis.sentences.len().min(protagonist::OPENING), &[], false);
        let protagonists = protagonist::find(analysis, &opening);
        let readings = read(analysis, 0..analysis.sentences.len(), &protagonists, manner.trace);
        let bar = least(manner.preference);
        let (readings, below): (Vec<_>, Vec<_>) = readings.into_iter().partition(|reading| reading.score >= bar);
        let near = if manner.trace { below.iter().map(|reading| near(reading, bar)).collect() } else { Vec::new() };
        Readings { readings, near }
    }
}

/// The least precision of a rule that is heeded.
fn least(preference: Preference) -> f64 {
    match preference {
        Preference::Precision => 0.85,
        Preference::Balanced | Preference::Recall => 0.0,
    }
}

/// A reading whose rule is wrong too often.
fn near(reading: &Reading, bar: f64) -> Near {
    let score = reading.score;
    Near {
        kind: reading.kind,
        sentence: reading.sentence,
        clause: reading.clause,
        missing: Vec::new(),
        filled: reading.fillers.iter().map(|&(role, filler)| RoleScore { role, filler, score }).collect(),
        best: Vec::new(),
        score,
        bar: Some(bar),
    }
}

/// The relations that a range of sentences states. A sentence without an actor is read only where the document's own
/// parties may stand in it.
fn read(
    analysis: &Analysis<'_>,
    sentences: std::ops::Range<usize>,
    protagonists: &[FillerRef],
    traced: bool,
) -> Vec<Reading> {
    let mut out = Vec::new();
    for sentence in sentences {
        let named = analysis.mentions_of(sentence).iter().any(|mention| matches!(mention.sense, Sense::Actors(_)));
        if named || !protagonists.is_empty() {
            let line = Line { traced, ..Line::new(analysis, sentence, protagonists) };
            // A question states nothing but the posts of those whom it names.
            let asks =
                analysis.words(analysis.sentences[sentence].span).trim_end_matches(['"', '”', '’', ' ']).ends_with('?');
            let kinds = if asks { &[office::find as Find] } else { KINDS };
            kinds.iter().for_each(|find| find(&line, &mut out));
        }
    }
    out
}
