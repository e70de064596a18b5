//! Questions about relations: what the facts of many documents say together about the same roles.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use entente_core::{FactBody, FactKind, Factuality, Position, RelationId, Role, ValidTime};
use jiff::civil::Date;

use crate::error::QueryError;
use crate::facts::KnownFact;
use crate::filter::FactFilter;
use crate::fold::Graph;
use crate::page::{Cursor, Listing, Page};
use crate::rows::{RelationRow, Version, next_row};
use crate::select::Selection;

/// All facts of one kind with the same fillers of its key roles, from all documents, as known at a position.
#[derive(Debug, Clone, PartialEq)]
pub struct Relation {
    /// Its id.
    pub id: RelationId,
    /// The kind of its facts.
    pub kind: FactKind,
    /// Its key roles with the ids of who or what fills them, in the order of the kind; empty roles are left out.
    pub roles: Vec<(Role, Vec<String>)>,
    /// How many facts support it; at least one.
    pub fact_count: usize,
    /// How many documents support it; at least one.
    pub document_count: usize,
    /// The earliest valid time of its facts.
    pub first_valid: Option<ValidTime>,
    /// The latest valid time of its facts.
    pub last_valid: Option<ValidTime>,
    /// How things stand after the latest step.
    pub state: RelationState,
}

/// How things stand with a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationState {
    /// The level that the latest step with one names; for partnerships.
    pub level: Option<String>,
    /// The change, else the stage, measure or form, of the latest step with one.
    pub change: Option<String>,
    /// The factuality of the latest step.
    pub factuality: Factuality,
    /// The valid time of the latest step.
    pub valid: Option<ValidTime>,
}

/// One fact in the history of a relation.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationStep {
    /// The fact.
    pub fact: KnownFact,
    /// The level that it names; for partnerships.
    pub level: Option<String>,
    /// Its change, else its stage, measure or form.
    pub change: Option<String>,
    /// The day by which it stands in the timeline: the first of its valid time, else that of its document.
    pub day: Option<Date>,
}

/// A relation with its timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct RelationHistory {
    /// The relation.
    pub relation: Relation,
    /// Its facts by valid time, those without one at their document's date, those without either first; then in the
    /// order of the log.
    pub timeline: Vec<RelationStep>,
}

/// The attributes that say what happens or how far it is, the first that is set before the others.
const SAYS_HOW_FAR: &[&str] = &["change", "stage", "measure", "form"];

/// Place in a timeline: the day, then the row.
type Place = (Option<Date>, u32);

impl Graph {
    /// A relation with its timeline.
    ///
    /// # Errors
    /// [`QueryError::RelationNotFound`] where no fact supports it at the position, [`QueryError::PositionInFuture`].
    pub fn relation(&self, id: &str, at: Position) -> Result<RelationHistory, QueryError> {
        self.reach(at)?;
        let row = self.index.relations.get(id).map(|&row| &self.relations[row as usize]);
        let (row, mut steps) = row
            .map(|row| (row, self.steps(row, at)))
            .filter(|(_, steps)| !steps.is_empty())
            .ok_or_else(|| QueryError::RelationNotFound { id: id.to_owned() })?;
        steps.sort_by_key(|(place, _)| *place);
        let timeline = steps.iter().map(|&((day, fact), version)| RelationStep {
            fact: self.known_fact(fact, version, at),
            level: level(version),
            change: change(version),
            day,
        });
        Ok(RelationHistory { timeline: timeline.collect(), relation: self.known_relation(row, &steps) })
    }

    /// The relations that at least one fact of a filter supports, by the first record of each; counts and state are
    /// those of the whole relation.
    ///
    /// # Errors
    /// Those of [`Graph::facts`].
    pub fn relations(&self, filter: &FactFilter, page: &Page, at: Position) -> Result<Listing<Relation>, QueryError> {
        self.reach(at)?;
        let (first, selection) = (page.first_row()?, Selection::new(self, filter, at)?);
        let found: Box<dyn Iterator<Item = u32>> = if selection.is_broad(self, page.limit) {
            let rows = first..next_row(self.relations.len());
            Box::new(rows.filter(|&row| selection.means_any(self, &self.relations[row as usize].facts, at)))
        } else {
            let supported = selection.facts(self, 0, at).map(|(fact, _)| self.facts[fact as usize].relation);
            let mut rows: Vec<u32> = supported.filter(|&row| row >= first).collect();
            rows.sort_unstable();
            rows.dedup();
            Box::new(rows.into_iter())
        };
        let show = |row| {
            let row = &self.relations[row as usize];
            let mut steps = self.steps(row, at);
            steps.sort_by_key(|(place, _)| *place);
            self.known_relation(row, &steps)
        };
        Ok(Listing::take(page, found, |&row| Cursor::row(row), show))
    }

    /// The facts of a relation that are known at a position, each with its place.
    fn steps(&self, row: &RelationRow, at: Position) -> Vec<(Place, &Version)> {
        let known = row.facts.iter().filter_map(|&fact| Some((fact, self.facts[fact as usize].at(at)?)));
        known.map(|(fact, version)| ((self.day_of(version), fact), version)).collect()
    }

    fn day_of(&self, version: &Version) -> Option<Date> {
        let reading = &self.readings[version.reading as usize];
        let published = || self.documents[reading.document as usize].states[reading.state].published;
        version.fact.time().map(ValidTime::sort_day).or_else(published)
    }

    /// A relation from its steps: at least one, in order.
    fn known_relation(&self, row: &RelationRow, steps: &[(Place, &Version)]) -> Relation {
        let latest = steps.last().expect("a relation has a step").1;
        let newest_first = || steps.iter().rev().map(|(_, version)| *version);
        let times = || steps.iter().filter_map(|(_, version)| version.fact.time());
        let documents: BTreeSet<u32> = steps.iter().map(|((_, fact), _)| self.facts[*fact as usize].document).collect();
        Relation {
            id: row.id.clone(),
            kind: latest.fact.kind(),
            roles: key_roles(latest),
            fact_count: steps.len(),
            document_count: documents.len(),
            first_valid: times().min_by_key(|time| time.sort_day()),
            last_valid: times().min_by_key(|time| Reverse(time.sort_day())),
            state: RelationState {
                level: newest_first().find_map(level),
                change: newest_first().find_map(change),
                factuality: latest.fact.factuality(),
                valid: latest.fact.time(),
            },
        }
    }
}

fn key_roles(version: &Version) -> Vec<(Role, Vec<String>)> {
    let mut fillers = version.fact.body().role_map();
    let roles = version.fact.kind().key_roles().iter();
    let filled = roles.filter_map(|&role| {
        let mut ids = fillers.remove(&role)?;
        ids.sort();
        ids.dedup();
        Some((role, ids))
    });
    filled.collect()
}

fn level(version: &Version) -> Option<String> {
    match version.fact.body() {
        FactBody::Partnership(partnership) => partnership.level.clone(),
        _ => None,
    }
}

fn change(version: &Version) -> Option<String> {
    let body = version.fact.body();
    // Writing out the attributes costs more than to look whether the kind has one that is wanted.
    if !body.kind().attribute_names().iter().any(|name| SAYS_HOW_FAR.contains(name)) {
        return None;
    }
    let attributes = body.attributes();
    SAYS_HOW_FAR.iter().find_map(|name| attributes.get(*name)?.as_str().map(str::to_owned))
}
