//! The seam between mentions and facts: what reads relations out of a document.
//!
//! Reads [`Analysis`], writes [`Reading`]s: proposed relations between mentions, each with the words that carry it and a
//! score. A reader knows nothing of ids, of lists that split into several facts, or of the document's bytes: that is
//! [`crate::assemble`]'s part. Anything that can say "this mention fills that role of such a fact" can stand here:
//! [`patterns`], hand-written, or a model that scores mentions and pairs of mentions.

pub mod encoder;
pub mod factuality;
pub mod patterns;
pub mod trace;

use std::fmt;
use std::str::FromStr;

use entente_core::kind::Role;
use entente_core::{Extractor, FactKind, Factuality, Span, ValidTime};
use serde_json::{Map, Value};

use crate::mention::Analysis;
pub use trace::{Near, Trace};

/// Proposes relations between the mentions of a document.
pub trait Reader: Send + Sync {
    /// Its name and version, as the log keeps them with the facts.
    fn extractor(&self) -> Extractor;

    /// The relations it finds, in the order of the text. The same analysis and manner give the same readings; a trace
    /// changes none of them.
    fn read_in(&self, analysis: &Analysis<'_>, manner: Manner) -> Readings;

    /// The relations it finds where nobody says how to read.
    fn read(&self, analysis: &Analysis<'_>) -> Vec<Reading> {
        self.read_in(analysis, Manner::default()).readings
    }
}

/// How to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Manner {
    /// What to prefer where a relation is doubtful.
    pub preference: Preference,
    /// Whether readings carry a [`Trace`], and near misses are told.
    pub trace: bool,
}

/// What to prefer where a relation is doubtful: a wrong fact costs, and so does a missing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Preference {
    /// Few wrong facts, at the price of missing some.
    Precision,
    /// Wrong and missing facts cost alike.
    #[default]
    Balanced,
    /// Few missing facts, at the price of some wrong ones.
    Recall,
}

impl Preference {
    /// All, from the strictest on.
    pub const ALL: [Self; 3] = [Self::Precision, Self::Balanced, Self::Recall];

    /// As it is written (`balanced`).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Precision => "precision",
            Self::Balanced => "balanced",
            Self::Recall => "recall",
        }
    }
}

impl fmt::Display for Preference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is no preference.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no preference: give `precision`, `balanced` or `recall`")]
pub struct UnknownPreference(String);

impl FromStr for Preference {
    type Err = UnknownPreference;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|it| it.as_str() == word).ok_or_else(|| UnknownPreference(word.to_owned()))
    }
}

/// What a reader found in a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Readings {
    /// The relations, in the order of the text.
    pub readings: Vec<Reading>,
    /// Sentences that nearly stated one; empty unless a trace was asked for.
    pub near: Vec<Near>,
}

/// One proposed relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What kind of fact it would be.
    pub kind: FactKind,
    /// The sentence that states it, as an index of [`Analysis::sentences`].
    pub sentence: usize,
    /// The words that carry it, in the normalised text.
    pub clause: Span,
    /// Who and what fills which role. Several topics make several facts; so do several fillers of a role whose
    /// relations hold one by one.
    pub fillers: Vec<(Role, FillerRef)>,
    /// Attributes by the names and terms of the fact model.
    pub attrs: Map<String, Value>,
    /// Whether it is so.
    pub factuality: Factuality,
    /// When.
    pub time: Option<ValidTime>,
    /// Whose word it is.
    pub attributed_to: Vec<FillerRef>,
    /// How sure the reader is, 0 to 1.
    pub score: f64,
    /// The rule that proposed it, where one did: to explain and to measure.
    pub rule: Option<&'static str>,
    /// How the reader came to it, where [`Manner::trace`] asks.
    pub trace: Option<Box<Trace>>,
}

/// Who or what fills a role of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FillerRef {
    /// A mention, as an index of [`Analysis::mentions`], with all that it refers to.
    Mention(usize),
    /// One of the actors that a mention refers to: the mention and the index of its reference.
    Reference(usize, usize),
    /// The topic `general`: the text names none.
    General,
}
