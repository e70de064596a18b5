//! Small logs, told line by line.

use entente_core::{
    ActorId, Confidence, Document, DocumentId, Entry, Evidence, Extraction, Extractor, Fact, FactBody, FactDraft,
    FactKind, Factuality, Position, Record, RecordTime, Role, World,
};
use entente_graph::{FactFilter, FoldError, Graph, KnownFact, Page};

/// One second of record time.
pub(crate) const SECOND: i64 = 1_000_000;

/// A log as it grows, with its graph.
pub(crate) struct Story {
    pub(crate) records: Vec<Record>,
    pub(crate) graph: Graph,
}

impl Story {
    pub(crate) fn new() -> Self {
        Self { records: Vec::new(), graph: Graph::new(World::embedded()) }
    }

    /// A document, or a new state of one: `SOURCE DATE TEXT`, `-` where source or date are not known.
    pub(crate) fn document(self, id: &str, line: &str) -> Self {
        self.add(Entry::Document(document(id, line)))
    }

    /// What was read in the latest state of a document.
    pub(crate) fn read(self, id: &str, facts: &[&str]) -> Self {
        let states = self.records.iter().rev().filter_map(|record| match &record.entry {
            Entry::Document(document) if document.id.as_str() == id => Some(document.content_hash()),
            _ => None,
        });
        let content = states.take(1).next().expect("a document to read");
        let facts = facts.iter().map(|line| fact(id, line)).collect();
        self.add(Entry::Extraction(Extraction { document: document_id(id), content, extractor: extractor("1"), facts }))
    }

    pub(crate) fn retract(self, id: &str, reason: &str) -> Self {
        self.add(Entry::Retraction { document: document_id(id), reason: reason.into() })
    }

    pub(crate) fn add(mut self, entry: Entry) -> Self {
        self.try_add(entry).unwrap();
        self
    }

    pub(crate) fn try_add(&mut self, entry: Entry) -> Result<(), FoldError> {
        let position = self.graph.position().next();
        let record = Record { position, record_time: RecordTime(position.0 as i64 * SECOND), entry };
        self.graph.apply(&record)?;
        self.records.push(record);
        Ok(())
    }

    /// The facts that a filter means at a position, as lines.
    pub(crate) fn facts(&self, filter: &FactFilter, at: u64) -> Vec<String> {
        let page = self.graph.facts(filter, &Page::first(usize::MAX), Position(at)).unwrap();
        assert_eq!(page.next, None);
        page.items.iter().map(line).collect()
    }
}

/// A fact as `DOCUMENT BODY`.
pub(crate) fn line(known: &KnownFact) -> String {
    format!("{} {}", known.fact.document(), known.fact.body())
}

pub(crate) fn document(id: &str, line: &str) -> Document {
    let mut parts = line.splitn(3, ' ');
    let mut part = || parts.next().filter(|part| *part != "-").map(str::to_owned);
    let (source, published, text) = (part(), part(), part().expect("a text"));
    let published = published.map(|date| date.parse().unwrap());
    let mut document = Document::new(document_id(id), text).unwrap();
    (document.source, document.published) = (source, published);
    document
}

pub(crate) fn document_id(id: &str) -> DocumentId {
    DocumentId::new(id).unwrap()
}

pub(crate) fn extractor(version: &str) -> Extractor {
    Extractor { name: "reader".into(), version: version.into() }
}

/// A fact from `KIND [FACTUALITY] NAME=VALUE…`: roles and attributes by name (an underscore in a text stands for a
/// blank), and `time`, `confidence`, `via`. Its evidence is one quote.
pub(crate) fn fact(document: &str, line: &str) -> Fact {
    let mut words = line.split(' ');
    let kind = FactKind::from_term(words.next().unwrap()).expect("a kind");
    let mut draft = FactDraft {
        body: FactBody::from_parts(
            FactKind::Meeting,
            [(Role::Participant, vec!["JPN".into()])].into(),
            [].into_iter().collect(),
        )
        .unwrap(),
        factuality: Factuality::Actual,
        time: None,
        attributed_to: vec![],
        via: vec![],
        evidence: vec![Evidence::recorded(0, 4, "Rome".into()).unwrap()],
        confidence: Confidence::new(0.5).unwrap(),
    };
    let mut roles = entente_core::kind::RoleMap::new();
    let mut attributes = Vec::new();
    for word in words {
        let Some((name, value)) = word.split_once('=') else {
            draft.factuality = Factuality::from_term(word).expect("a factuality");
            continue;
        };
        match (name, Role::from_term(name).filter(|role| kind.roles().contains(role))) {
            (_, Some(role)) => drop(roles.insert(role, value.split(',').map(str::to_owned).collect())),
            ("time", _) => draft.time = Some(value.parse().unwrap()),
            ("confidence", _) => draft.confidence = Confidence::new(value.parse().unwrap()).unwrap(),
            ("via", _) => draft.via.push(ActorId::new(value).unwrap()),
            _ => attributes.push((name.to_owned(), value.replace('_', " ").into())),
        }
    }
    draft.body = FactBody::from_parts(kind, roles, attributes.into_iter().collect()).unwrap();
    Fact::recorded(draft, document_id(document)).unwrap()
}

pub(crate) fn strings(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}
