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
    /// How much is known at a position. Looks at every fact.
    ///
    /// # Errors
    /// [`QueryError::PositionInFuture`].
    pub fn stats(&self, at: Position) -> Result<Stats, QueryError> {
        self.reach(at)?;
        let mut facts_by_kind = BTreeMap::new();
        let mut relations = vec![false; self.relations.len()];
        let mut actors = vec![false; self.index.of_actor.len()];
        let mut topics = vec![false; self.index.of_topic.len()];
        for fact in &self.facts {
            let Some(version) = fact.at(at) else { continue };
            *facts_by_kind.entry(fact.kind).or_insert(0) += 1;
            relations[fact.relation as usize] = true;
            if let Some(topic) = fact.topic {
                topics[topic as usize] = true;
            }
            for &(role, actor) in version.names.iter() {
                actors[actor as usize] |= role.is_some();
            }
        }
        let count = |seen: Vec<bool>| seen.into_iter().filter(|&seen| seen).count();
        Ok(Stats {
            position: at,
            record_time: self.record_time_of(at),
            documents: self.documents.iter().filter(|row| row.state_at(at).is_some()).count(),
            facts: facts_by_kind.values().sum(),
            facts_by_kind,
            relations: count(relations),
            actors: count(actors),
            topics: count(topics),
        })
    }
}
