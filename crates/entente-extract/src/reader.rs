//! The seam between mentions and facts: what reads relations out of a document.
//!
//! Reads [`Analysis`], writes [`Reading`]s: proposed relations between mentions, each with the words that carry it and a
//! score. A reader knows nothing of ids, of lists that split into several facts, or of the document's bytes: that is
//! [`crate::assemble`]'s part. Anything that can say "this mention fills that role of such a fact" can stand here:
//! [`patterns`], hand-written, or a model that scores mentions and pairs of mentions.

pub mod patterns;

use entente_core::kind::Role;
use entente_core::{Extractor, FactKind, Factuality, Span, ValidTime};
use serde_json::{Map, Value};

use crate::mention::Analysis;

/// Proposes relations between the mentions of a document.
pub trait Reader: Send + Sync {
    /// Its name and version, as the log keeps them with the facts.
    fn extractor(&self) -> Extractor;

    /// The relations it finds, in the order of the text. The same analysis gives the same readings.
    fn read(&self, analysis: &Analysis<'_>) -> Vec<Reading>;
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
