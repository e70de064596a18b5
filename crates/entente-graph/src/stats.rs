//! How much is known.

use std::collections::BTreeMap;

use entente_core::{FactKind, Position, RecordTime};

use crate::error::QueryError;
use crate::fold::Graph;

/// How much is known at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stats {
    /// The position.
    pub position: Position,
    /// When it was recorded; none before the first record.
    pub record_time: Option<RecordTime>,
    /// Documents that are not taken back.
    pub documents: usize,
    /// Facts.
    pub facts: usize,
    /// Facts by kind; kinds without any are left out.
    pub facts_by_kind: BTreeMap<FactKind, usize>,
    /// Relations that a fact supports.
    pub relations: usize,
    /// Actors that fill a role of a fact.
    pub actors: usize,
    /// Topics that a fact names.
    pub topics: usize,
}

impl Graph {
    /// How much is known at a position.
    ///
    /// # Errors
    /// [`QueryError::PositionInFuture`].
    pub fn stats(&self, at: Position) -> Result<Stats, QueryError> {
        self.reach(at)?;
        let tallies = &self.tallies;
        let facts_by_kind = tallies.facts.at(at);
        Ok(Stats {
            position: at,
            record_time: self.record_time_of(at),
            documents: tallies.documents.at(at),
            facts: facts_by_kind.values().sum(),
            facts_by_kind,
            relations: tallies.relations.at(at),
            actors: tallies.actors.at(at),
            topics: tallies.topics.at(at),
        })
    }
}
