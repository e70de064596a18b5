//! Questions about facts.

use std::sync::Arc;

use entente_core::{ContentHash, Extractor, Fact, Position, RecordTime};

use crate::error::QueryError;
use crate::filter::FactFilter;
use crate::fold::Graph;
use crate::page::{Cursor, Listing, Page};
use crate::rows::Version;
use crate::select::Selection;

/// A fact as it is known at a position.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownFact {
    /// The fact.
    pub fact: Arc<Fact>,
    /// What found it.
    pub provenance: Provenance,
    /// The position since which it has been believed without a break, over later readings that found it again.
    pub recorded: Position,
    /// When that was recorded.
    pub record_time: RecordTime,
    /// The position that ended the belief; none in every answer but a history.
    pub superseded: Option<Position>,
}

/// Where the log has a fact from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// What read the document.
    pub extractor: Arc<Extractor>,
    /// The position of that reading: the last one that found the fact.
    pub position: Position,
    /// When that was recorded.
    pub record_time: RecordTime,
    /// The content that was read: the fact's quotes are of that state of the document.
    pub content: ContentHash,
}

impl Graph {
    /// A fact.
    ///
    /// # Errors
    /// [`QueryError::FactNotFound`] where it is not believed at the position, [`QueryError::PositionInFuture`].
    pub fn fact(&self, id: &str, at: Position) -> Result<KnownFact, QueryError> {
        self.reach(at)?;
        let row = self.fact_rows(id).find_map(|row| Some((row, self.facts[row as usize].at(at)?)));
        let known = row.map(|(row, version)| self.known_fact(row, version, at));
        known.ok_or_else(|| QueryError::FactNotFound { id: id.to_owned() })
    }

    /// Every stretch over which a fact was believed, and every reading in each, up to a position; the earliest first.
    ///
    /// # Errors
    /// [`QueryError::FactNotFound`] where it was never believed up to the position, [`QueryError::PositionInFuture`].
    pub fn fact_history(&self, id: &str, at: Position) -> Result<Vec<KnownFact>, QueryError> {
        self.reach(at)?;
        let mut rows: Vec<u32> = self.fact_rows(id).collect();
        rows.reverse();
        let mut history = Vec::new();
        for row in rows {
            let versions = self.facts[row as usize].versions.iter().take_while(|version| version.position <= at);
            history.extend(versions.map(|version| self.known_fact(row, version, at)));
        }
        if history.is_empty() { Err(QueryError::FactNotFound { id: id.to_owned() }) } else { Ok(history) }
    }

    /// The facts that a filter means, in the order of the log: those of one reading as the reading gives them.
    ///
    /// # Errors
    /// [`QueryError::UnknownActor`], [`QueryError::UnknownTopic`], [`QueryError::InvalidFilter`] for the filter,
    /// [`QueryError::ForeignCursor`], [`QueryError::PositionInFuture`].
    pub fn facts(&self, filter: &FactFilter, page: &Page, at: Position) -> Result<Listing<KnownFact>, QueryError> {
        self.reach(at)?;
        let (first, selection) = (page.first_row()?, Selection::new(self, filter, at)?);
        let found = selection.facts(self, first, at);
        let show = |(row, version): (u32, &Version)| self.known_fact(row, version, at);
        Ok(Listing::take(page, found, |&(row, _)| Cursor::row(row), show))
    }

    /// How many facts a filter means.
    ///
    /// # Errors
    /// Those of [`Graph::facts`].
    pub fn count_facts(&self, filter: &FactFilter, at: Position) -> Result<usize, QueryError> {
        self.reach(at)?;
        Ok(Selection::new(self, filter, at)?.facts(self, 0, at).count())
    }

    pub(crate) fn known_fact(&self, row: u32, version: &Version, at: Position) -> KnownFact {
        let fact = &self.facts[row as usize];
        let reading = &self.readings[version.reading as usize];
        KnownFact {
            fact: Arc::clone(&version.fact),
            provenance: Provenance {
                extractor: Arc::clone(&reading.extractor),
                position: reading.position,
                record_time: self.time_of(reading.position),
                content: self.documents[reading.document as usize].states[reading.state].content,
            },
            recorded: fact.recorded,
            record_time: self.time_of(fact.recorded),
            superseded: fact.superseded.filter(|&end| end <= at),
        }
    }

    /// The rows of a fact, the latest first.
    fn fact_rows(&self, id: &str) -> impl Iterator<Item = u32> {
        let latest = self.index.facts.get(id).copied();
        std::iter::successors(latest, |&row| self.facts[row as usize].earlier)
    }
}
