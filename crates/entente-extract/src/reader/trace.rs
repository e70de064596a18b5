//! What a reader can say about how it came to a reading, where somebody asks.
//!
//! Nothing here changes what is read. Mentions are indexes of [`Analysis::mentions`](crate::mention::Analysis), spans those
//! of the normalised text; [`crate::explain`] turns both into ids and words of the document.

use std::borrow::Cow;

use entente_core::kind::Role;
use entente_core::{FactKind, Span};

use super::FillerRef;

/// How a reader came to one reading. What a reader does not know stays empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Trace {
    /// Who fills what, each with its score: one entry a filler of the reading.
    pub roles: Vec<RoleScore>,
    /// How surely two fillers belong to the same fact.
    pub pairs: Vec<PairScore>,
    /// Candidates that nearly filled a role, the best first.
    pub runners_up: Vec<RoleScore>,
    /// What set the factuality.
    pub factuality: Option<Decision>,
    /// What set the time; none where the reading has no time, or nobody knows.
    pub time: Option<Decision>,
    /// What set change, stage, measure and the other attributes, by their names in the fact model.
    pub attributes: Vec<(String, Decision)>,
}

/// A filler of a role with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoleScore {
    /// The role.
    pub role: Role,
    /// Who or what fills it, or nearly does.
    pub filler: FillerRef,
    /// How sure the reader is, 0 to 1.
    pub score: f64,
}

/// Two fillers with the score of their belonging to the same fact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairScore {
    /// One.
    pub a: FillerRef,
    /// The other.
    pub b: FillerRef,
    /// How sure the reader is, 0 to 1.
    pub score: f64,
}

/// A value with what chose it.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The value as the fact model writes it (`planned`, `2027-01/`, `impose`).
    pub value: String,
    /// How sure the reader is, 0 to 1; none where a rule has no score.
    pub score: Option<f64>,
    /// The rule for people, lower case ("nothing before the verb says otherwise"), or what stands in its place
    /// ("the trained head").
    pub rule: Cow<'static, str>,
    /// The words that decided: the date, the "may", the "denied".
    pub at: Option<Span>,
    /// Values that were not chosen, with their scores, the best first.
    pub others: Vec<(String, f64)>,
}

impl Decision {
    /// A value that a rule chose by some words, without a score.
    #[must_use]
    pub fn by_rule(value: impl ToString, rule: impl Into<Cow<'static, str>>, at: Option<Span>) -> Self {
        Self { value: value.to_string(), score: None, rule: rule.into(), at, others: Vec::new() }
    }
}

/// A sentence that nearly gave a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// The kind it would be of.
    pub kind: FactKind,
    /// The sentence, as an index of [`Analysis::sentences`](crate::mention::Analysis::sentences).
    pub sentence: usize,
    /// The words that came near, in the normalised text.
    pub clause: Span,
    /// Required roles that nobody fills. Empty: all are filled, and the whole scored too low.
    pub missing: Vec<Role>,
    /// The roles that are filled.
    pub filled: Vec<RoleScore>,
    /// The best candidates for the roles that are missing, the best first.
    pub best: Vec<RoleScore>,
    /// The score of the whole, 0 to 1.
    pub score: f64,
    /// The least score that makes a fact, where that was what it lacked.
    pub bar: Option<f64>,
}
