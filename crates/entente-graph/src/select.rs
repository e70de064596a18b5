//! A filter with its names looked up, and the facts that it means.
//!
//! Of the fields that lists exist for, the one with the fewest facts gives the candidates, ascending; the others are
//! checked on each candidate, which compares a few small numbers.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

use entente_core::{Confidence, FactKind, Factuality, Position, Role};
use jiff::civil::Date;

use crate::error::{FilterProblem, QueryError};
use crate::filter::FactFilter;
use crate::fold::Graph;
use crate::rows::{FactRow, Version};

/// A filter as row numbers. An id that is known but that no fact names has no row: it matches nothing.
pub(crate) struct Selection {
    kinds: Vec<FactKind>,
    actors: Option<Vec<u32>>,
    roles: Vec<(Role, Vec<u32>)>,
    topics: Option<Vec<u32>>,
    factualities: Vec<Factuality>,
    valid: (Option<Date>, Option<Date>),
    min_confidence: Option<Confidence>,
    sources: Vec<String>,
    documents: Option<Vec<u32>>,
}

impl Selection {
    /// Looks up the names of a filter.
    pub(crate) fn new(graph: &Graph, filter: &FactFilter, at: Position) -> Result<Self, QueryError> {
        if matches!(filter.valid, (Some(from), Some(until)) if from > until) {
            return Err(QueryError::InvalidFilter { field: "valid".into(), problem: FilterProblem::TurnedTime });
        }
        let actors = |ids: &[String], field: &str| graph.actor_rows(ids, field, filter.expand_members, at);
        let topics = |ids: &[String], field: &str| graph.topic_rows(ids, field, filter.exact_topics);
        let mut roles = Vec::new();
        for (number, (role, ids)) in filter.roles.iter().enumerate() {
            let field = format!("roles[{number}].ids");
            if ids.is_empty() {
                return Err(QueryError::InvalidFilter { field, problem: FilterProblem::RoleWithoutIds });
            }
            let rows = if *role == Role::Topic { topics(ids, &field)? } else { actors(ids, &field)? };
            roles.push((*role, rows));
        }
        let documents = |ids: &[String]| {
            let rows = ids.iter().filter_map(|id| graph.index.documents.get(id.as_str()).copied());
            sorted(rows.collect())
        };
        Ok(Self {
            kinds: filter.kinds.clone(),
            actors: (!filter.actors.is_empty()).then(|| actors(&filter.actors, "actors")).transpose()?,
            roles,
            topics: (!filter.topics.is_empty()).then(|| topics(&filter.topics, "topics")).transpose()?,
            factualities: filter.factualities.clone(),
            valid: filter.valid,
            min_confidence: filter.min_confidence,
            sources: filter.sources.clone(),
            documents: (!filter.documents.is_empty()).then(|| documents(&filter.documents)),
        })
    }

    /// Whether a fact is meant, as one of its versions tells it.
    fn means(&self, graph: &Graph, row: &FactRow, version: &Version) -> bool {
        let fact = &version.fact;
        let has_topic = |rows: &[u32]| row.topic.is_some_and(|topic| has(rows, topic));
        let is_open = self.valid.0.is_none() && self.valid.1.is_none();
        (self.kinds.is_empty() || self.kinds.contains(&row.kind))
            && (self.factualities.is_empty() || self.factualities.contains(&fact.factuality()))
            && self.documents.as_ref().is_none_or(|rows| has(rows, row.document))
            && self.topics.as_deref().is_none_or(has_topic)
            && self
                .actors
                .as_ref()
                .is_none_or(|rows| version.names.iter().any(|&(role, actor)| role.is_some() && has(rows, actor)))
            && self.roles.iter().all(|(wanted, rows)| match wanted {
                Role::Topic => has_topic(rows),
                _ => version.names.iter().any(|&(role, actor)| role == Some(*wanted) && has(rows, actor)),
            })
            && self.min_confidence.is_none_or(|least| fact.confidence() >= least)
            && (is_open || fact.time().is_some_and(|time| time.overlaps(self.valid.0, self.valid.1)))
            && (self.sources.is_empty()
                || graph.source_of(version).is_some_and(|s| self.sources.iter().any(|w| w == s)))
    }

    /// For each field that lists exist for, those of its values.
    fn lists<'g>(&self, graph: &'g Graph) -> Vec<Vec<&'g [u32]>> {
        let index = &graph.index;
        let of_topics = |rows: &[u32]| rows.iter().map(|&row| index.of_topic[row as usize].as_slice()).collect();
        let mut fields: Vec<Vec<&[u32]>> = Vec::new();
        if !self.kinds.is_empty() {
            fields.push(self.kinds.iter().map(|&kind| index.of_kind[kind as usize].as_slice()).collect());
        }
        if let Some(rows) = &self.actors {
            fields.push(rows.iter().map(|&row| index.of_actor[row as usize].as_slice()).collect());
        }
        for (role, rows) in &self.roles {
            fields.push(match role {
                Role::Topic => of_topics(rows),
                _ => rows.iter().filter_map(|&row| index.of_role.get(&(*role, row)).map(Vec::as_slice)).collect(),
            });
        }
        fields.extend(self.topics.as_deref().map(of_topics));
        if !self.sources.is_empty() {
            fields.push(self.sources.iter().filter_map(|s| index.of_source.get(s).map(Vec::as_slice)).collect());
        }
        if let Some(rows) = &self.documents {
            fields.push(rows.iter().map(|&row| graph.documents[row as usize].facts.as_slice()).collect());
        }
        fields
    }

    /// The lists that hold every fact that is meant, and how many facts they hold; none where that is all facts.
    fn shortest<'g>(&self, graph: &'g Graph) -> Option<(usize, Vec<&'g [u32]>)> {
        let sized = self.lists(graph).into_iter().map(|lists| (lists.iter().map(|list| list.len()).sum(), lists));
        sized.min_by_key(|(size, _): &(usize, _)| *size)
    }

    /// Whether it is likely quicker to look through the relations, until a page of them is full, than to look at every
    /// fact that one field names.
    ///
    /// Where one field is all that chooses, about one fact in `facts / named` is meant, so a page of `limit` relations
    /// takes about `limit * facts / named` looks, against `named`. Where more fields choose, fewer are meant, and
    /// nothing is known of how many: the facts of the shortest field are then the safe bound.
    pub(crate) fn is_broad(&self, graph: &Graph, limit: usize) -> bool {
        let fields = self.lists(graph);
        match fields.as_slice() {
            [] => true,
            [lists] => {
                let named: usize = lists.iter().map(|list| list.len()).sum();
                named.saturating_mul(named) > limit.saturating_mul(graph.facts.len())
            }
            _ => false,
        }
    }

    /// The facts that are meant and known at a position, from a row on, ascending.
    pub(crate) fn facts<'s>(
        &'s self,
        graph: &'s Graph,
        from: u32,
        at: Position,
    ) -> impl Iterator<Item = (u32, &'s Version)> + 's {
        let candidates: Box<dyn Iterator<Item = u32>> = match self.shortest(graph) {
            None => Box::new(from..crate::rows::next_row(graph.facts.len())),
            Some((_, lists)) => Box::new(Union::new(lists, from)),
        };
        let known = candidates.take_while(move |&row| graph.facts[row as usize].recorded <= at);
        known.filter_map(move |row| {
            let fact = &graph.facts[row as usize];
            fact.at(at).filter(|version| self.means(graph, fact, version)).map(|version| (row, version))
        })
    }

    /// Whether one of some facts is meant and known at a position.
    pub(crate) fn means_any(&self, graph: &Graph, rows: &[u32], at: Position) -> bool {
        let rows = rows.iter().map(|&row| &graph.facts[row as usize]);
        rows.into_iter().any(|row| row.at(at).is_some_and(|version| self.means(graph, row, version)))
    }
}

/// The numbers of several ascending lists, ascending, each once.
struct Union<'g> {
    /// What is left of each list that is not used up, by its first number.
    open: BinaryHeap<Reverse<&'g [u32]>>,
}

impl<'g> Union<'g> {
    fn new(lists: Vec<&'g [u32]>, from: u32) -> Self {
        let lists = lists.into_iter().map(|list| &list[list.partition_point(|&row| row < from)..]);
        Self { open: lists.filter(|list| !list.is_empty()).map(Reverse).collect() }
    }
}

impl Iterator for Union<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let first = self.open.peek()?.0[0];
        while let Some(mut list) = self.open.peek_mut().filter(|list| list.0[0] == first) {
            let rest = &list.0[1..];
            if rest.is_empty() {
                PeekMut::pop(list);
            } else {
                list.0 = rest;
            }
        }
        Some(first)
    }
}

impl Graph {
    /// The rows of actors by id, each with its members if wanted.
    fn actor_rows(&self, ids: &[String], field: &str, members: bool, at: Position) -> Result<Vec<u32>, QueryError> {
        let mut rows = Vec::new();
        for (number, id) in ids.iter().enumerate() {
            let actor = self.find_actor(id, at).ok_or_else(|| QueryError::UnknownActor {
                field: format!("{field}[{number}]"),
                id: id.clone(),
                nearest: self.nearest_actors(id, at),
            })?;
            rows.extend(self.index.actors.get(&actor));
            if let (true, Some(organisation)) = (members, self.world.organisation(actor.as_str())) {
                rows.extend(organisation.members.iter().filter_map(|member| self.index.actors.get(member)));
            }
        }
        Ok(sorted(rows))
    }

    /// The rows of topics by id, each with those below it unless it is to mean itself.
    fn topic_rows(&self, ids: &[String], field: &str, exact: bool) -> Result<Vec<u32>, QueryError> {
        let mut rows = Vec::new();
        for (number, id) in ids.iter().enumerate() {
            let topic = self.world.topic(id).ok_or_else(|| QueryError::UnknownTopic {
                field: format!("{field}[{number}]"),
                id: id.clone(),
                nearest: self.nearest_topics(id),
            })?;
            rows.extend(self.index.topics.get(&topic.id));
            if !exact {
                rows.extend(self.world.descendants(&topic.id).filter_map(|below| self.index.topics.get(below)));
            }
        }
        Ok(sorted(rows))
    }

    /// The source of the state of the document that was read.
    fn source_of(&self, version: &Version) -> Option<&str> {
        let reading = &self.readings[version.reading as usize];
        self.documents[reading.document as usize].states[reading.state].source.as_deref()
    }
}

fn sorted(mut rows: Vec<u32>) -> Vec<u32> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

fn has(rows: &[u32], row: u32) -> bool {
    rows.binary_search(&row).is_ok()
}
