//! From the model to the wire. Nothing here fails.

use std::collections::HashMap;

use entente_core::{
    ActorId, Attribution, Document, DocumentId, Evidence, Extractor, Fact, PartialDate, RecordTime, Role, Span,
    TopicId, ValidTime, World,
};
use entente_graph::{KnownDocument, KnownFact, Relation, RelationHistory, RelationStep};
use entente_proto::v1;
use prost_types::Timestamp;

use super::kind;
use super::term::Term;
use crate::extractor::{Remark, Severity};

/// The longest timeline that a relation is answered with, in steps.
pub const LONGEST_TIMELINE: usize = 1_000;

/// Writes the model onto the wire, with the names that a reference world gives to ids.
#[derive(Debug)]
pub struct Wire {
    pub(super) world: &'static World,
    /// The organisations whose member list names an actor.
    pub(super) member_of: HashMap<ActorId, Vec<ActorId>>,
}

impl Wire {
    /// A writer with the names of a world.
    #[must_use]
    pub fn new(world: &'static World) -> Self {
        let mut member_of: HashMap<ActorId, Vec<ActorId>> = HashMap::new();
        for organisation in world.organisations() {
            for member in &organisation.members {
                member_of.entry(member.clone()).or_default().push(organisation.id.clone());
            }
        }
        Self { world, member_of }
    }

    /// An actor with its name; the words of its id where no table lists it.
    #[must_use]
    pub fn actor_ref(&self, id: &ActorId) -> v1::ActorRef {
        v1::ActorRef { id: id.as_str().to_owned(), name: self.actor_name(id) }
    }

    pub(super) fn actor_name(&self, id: &ActorId) -> String {
        let listed = self.world.actor(self.world.canonical_actor(id));
        listed.map_or_else(|| id.as_str().replace('-', " "), |actor| actor.name().to_owned())
    }

    /// A topic with its name; the words of its id where the taxonomy does not have it.
    #[must_use]
    pub fn topic_ref(&self, id: &TopicId) -> v1::TopicRef {
        let listed = self.world.topic(id.as_str());
        let name = listed.map_or_else(|| id.as_str().replace('-', " "), |topic| topic.name.clone());
        v1::TopicRef { id: id.as_str().to_owned(), name }
    }

    /// A fact that an extractor has just found: no log has recorded it, no other document is known.
    #[must_use]
    pub fn found_fact(&self, fact: &Fact, extractor: &Extractor) -> v1::Fact {
        let provenance = v1::Provenance { extractor: Some(self::extractor(extractor)), record_time: None, position: 0 };
        self.fact(fact, provenance, String::new())
    }

    /// A fact that the log holds.
    #[must_use]
    pub fn known_fact(&self, known: &KnownFact) -> v1::Fact {
        let provenance = v1::Provenance {
            extractor: Some(extractor(&known.provenance.extractor)),
            record_time: Some(timestamp(known.record_time)),
            position: known.recorded.0,
        };
        self.fact(&known.fact, provenance, known.fact.relation().as_str().to_owned())
    }

    fn fact(&self, fact: &Fact, provenance: v1::Provenance, relation_id: String) -> v1::Fact {
        v1::Fact {
            id: fact.id().as_str().to_owned(),
            document_id: fact.document().as_str().to_owned(),
            factuality: fact.factuality().number(),
            time: fact.time().map(time),
            attributed_to: fact.attributed_to().iter().map(|whose| self.attribution(whose)).collect(),
            via: fact.via().iter().map(|id| self.actor_ref(id)).collect(),
            evidence: fact.evidence().iter().map(|words| evidence(fact.document(), words)).collect(),
            confidence: fact.confidence().get(),
            provenance: Some(provenance),
            relation_id,
            body: Some(kind::to_wire(fact.body(), self)),
        }
    }

    fn attribution(&self, whose: &Attribution) -> v1::Attribution {
        match whose {
            Attribution::Actor(id) => v1::Attribution { actor_id: id.as_str().to_owned(), name: self.actor_name(id) },
            Attribution::Words(words) => v1::Attribution { actor_id: String::new(), name: words.clone() },
        }
    }

    /// A relation without its timeline.
    #[must_use]
    pub fn relation(&self, relation: &Relation) -> v1::Relation {
        v1::Relation {
            id: relation.id.as_str().to_owned(),
            kind: relation.kind.number(),
            roles: relation.roles.iter().map(|(role, ids)| self.relation_role(*role, ids)).collect(),
            fact_count: count(relation.fact_count),
            document_count: count(relation.document_count),
            first_valid_time: relation.first_valid.map(time),
            last_valid_time: relation.last_valid.map(time),
            state: Some(v1::RelationState {
                level: relation.state.level.clone().unwrap_or_default(),
                change: relation.state.change.clone().unwrap_or_default(),
                factuality: relation.state.factuality.number(),
                valid_time: relation.state.valid.map(time),
            }),
            timeline: Vec::new(),
        }
    }

    /// A relation with the latest [`LONGEST_TIMELINE`] steps of its timeline.
    #[must_use]
    pub fn relation_history(&self, history: &RelationHistory) -> v1::Relation {
        let skipped = history.timeline.len().saturating_sub(LONGEST_TIMELINE);
        let timeline = history.timeline[skipped..].iter().map(step).collect();
        v1::Relation { timeline, ..self.relation(&history.relation) }
    }

    fn relation_role(&self, role: Role, ids: &[String]) -> v1::RelationRole {
        let actors = ids.iter().filter_map(|id| ActorId::new(id).ok()).map(|id| self.actor_ref(&id));
        let topic = || ids.first().and_then(|id| TopicId::new(id).ok()).map(|id| self.topic_ref(&id));
        if role == Role::Topic {
            v1::RelationRole { role: role.number(), actors: Vec::new(), topic: topic() }
        } else {
            v1::RelationRole { role: role.number(), actors: actors.collect(), topic: None }
        }
    }
}

/// A document, text and all.
#[must_use]
pub fn document(document: &Document) -> v1::Document {
    v1::Document {
        id: document.id.as_str().to_owned(),
        title: document.title.clone().unwrap_or_default(),
        text: document.text().to_owned(),
        published: document.published.map(|day| date(day.into())),
        source: document.source.clone().unwrap_or_default(),
        url: document.url.clone().unwrap_or_default(),
        language: document.language.clone().unwrap_or_default(),
    }
}

/// A document as the log holds it; with its text where that was read.
#[must_use]
pub fn document_record(known: &KnownDocument, text: Option<&Document>) -> v1::DocumentRecord {
    let state = &known.state;
    let without_text = || v1::Document {
        id: known.id.as_str().to_owned(),
        title: state.title.clone().unwrap_or_default(),
        text: String::new(),
        published: state.published.map(|day| date(day.into())),
        source: state.source.clone().unwrap_or_default(),
        url: state.url.clone().unwrap_or_default(),
        language: state.language.clone().unwrap_or_default(),
    };
    v1::DocumentRecord {
        document: Some(text.map_or_else(without_text, document)),
        fact_count: count(known.fact_count),
        text_bytes: state.text_bytes as u64,
        record_time: Some(timestamp(state.record_time)),
        recorded_position: state.position.0,
        extractor: known.extractor.as_deref().map(extractor),
    }
}

/// An extractor.
#[must_use]
pub fn extractor(extractor: &Extractor) -> v1::Extractor {
    v1::Extractor { name: extractor.name.clone(), version: extractor.version.clone() }
}

/// A remark on a text.
#[must_use]
pub fn diagnostic(remark: &Remark) -> v1::Diagnostic {
    let severity = match remark.severity {
        Severity::Info => v1::DiagnosticSeverity::Info,
        Severity::Warning => v1::DiagnosticSeverity::Warning,
    };
    v1::Diagnostic {
        severity: severity as i32,
        code: remark.code.to_owned(),
        message: remark.message.clone(),
        span: remark.span.map(place),
    }
}

/// A place in a text.
pub(super) fn place(span: Span) -> v1::DiagnosticSpan {
    v1::DiagnosticSpan { start_byte: span.start() as u64, end_byte: span.end() as u64 }
}

/// A year, month or day.
#[must_use]
pub fn date(date: PartialDate) -> v1::PartialDate {
    v1::PartialDate {
        year: i32::from(date.year_number()),
        month: date.month_number().map_or(0, i32::from),
        day: date.day_number().map_or(0, i32::from),
    }
}

/// A valid time.
#[must_use]
pub fn time(time: ValidTime) -> v1::TimeSpan {
    let wire = match time {
        ValidTime::At(point) => v1::time_span::Time::Point(date(point)),
        ValidTime::During(interval) => v1::time_span::Time::Interval(v1::Interval {
            start: interval.start().map(date),
            end: interval.end().map(date),
        }),
    };
    v1::TimeSpan { time: Some(wire), iso: time.to_string() }
}

/// A record time.
#[must_use]
pub fn timestamp(time: RecordTime) -> Timestamp {
    let nanos = time.0.rem_euclid(1_000_000) * 1_000;
    Timestamp { seconds: time.0.div_euclid(1_000_000), nanos: i32::try_from(nanos).unwrap_or_default() }
}

fn evidence(document: &DocumentId, words: &Evidence) -> v1::Evidence {
    v1::Evidence {
        document_id: document.as_str().to_owned(),
        start_byte: words.span().start() as u64,
        end_byte: words.span().end() as u64,
        quote: words.text().to_owned(),
    }
}

fn step(step: &RelationStep) -> v1::RelationStep {
    let fact = &step.fact.fact;
    v1::RelationStep {
        fact_id: fact.id().as_str().to_owned(),
        document_id: fact.document().as_str().to_owned(),
        valid_time: fact.time().map(time),
        record_time: Some(timestamp(step.fact.record_time)),
        change: step.change.clone().unwrap_or_default(),
        factuality: fact.factuality().number(),
        level: step.level.clone().unwrap_or_default(),
        confidence: fact.confidence().get(),
    }
}

/// A count; the largest that fits where there are more.
#[must_use]
pub fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
