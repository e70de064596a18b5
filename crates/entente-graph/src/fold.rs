//! The fold: records in, graph out.

use std::fmt;
use std::sync::Arc;

use entente_core::world::Actor;
use entente_core::{
    Attribution, ContentHash, Document, DocumentId, Entry, Extraction, Extractor, Fact, FactId, Filler, Position,
    Record, RecordTime, Role, World,
};
use foldhash::{HashMap, HashMapExt};
use smallvec::smallvec;

use crate::documents::{DocumentState, Retraction};
use crate::error::QueryError;
use crate::rows::{DocumentRow, FactRow, Index, ReadingRow, RelationRow, Version, next_row, post};
use crate::tally::{KindTally, Tallies, Tally, of_row};

/// Why a record does not follow on what was folded. The graph is as it was before.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// A record is missing, or came twice.
    #[error("record {found} does not follow: {expected} is next; fold the log from its beginning, every record once")]
    OutOfOrder {
        /// The position that is next.
        expected: Position,
        /// That of the record.
        found: Position,
    },
    /// Record times run backwards.
    #[error("record {position} was recorded at {found}, before its predecessor at {last}: check the log")]
    TimeRunsBack {
        /// The record.
        position: Position,
        /// The record time before it.
        last: RecordTime,
        /// Its own.
        found: RecordTime,
    },
    /// An extraction or retraction of a document that no record before it brought.
    #[error("record {position} is about document {document:?}, which no record before it holds: check the log")]
    UnknownDocument {
        /// The record.
        position: Position,
        /// The document.
        document: DocumentId,
    },
    /// An extraction of a state of the document that no record before it brought.
    #[error("record {position} reads content {content:?} of document {document:?}, which never had it: check the log")]
    UnknownContent {
        /// The record.
        position: Position,
        /// The document.
        document: DocumentId,
        /// The content that was read.
        content: ContentHash,
    },
    /// An extraction of one document holds a fact of another.
    #[error("record {position} reads document {document:?} but holds fact {fact} of {other:?}: check the log")]
    ForeignFact {
        /// The record.
        position: Position,
        /// The document that was read.
        document: DocumentId,
        /// The fact.
        fact: FactId,
        /// The document that the fact names.
        other: DocumentId,
    },
}

/// Everything that is known, as of every position of the log up to the last one.
pub struct Graph {
    pub(crate) world: &'static World,
    /// The actors of the world under the one id that each has, by id.
    pub(crate) listed: Vec<Actor<'static>>,
    /// The record time of each position, from 1.
    pub(crate) times: Vec<RecordTime>,
    pub(crate) documents: Vec<DocumentRow>,
    pub(crate) readings: Vec<ReadingRow>,
    pub(crate) facts: Vec<FactRow>,
    pub(crate) relations: Vec<RelationRow>,
    pub(crate) index: Index,
    pub(crate) tallies: Tallies,
}

impl Graph {
    /// The graph before all records, over a reference world.
    #[must_use]
    pub fn new(world: &'static World) -> Self {
        let mut listed: Vec<_> =
            world.actors().filter(|actor| world.canonical_actor(actor.id()) == actor.id()).collect();
        listed.sort_unstable_by_key(|actor| actor.id());
        Self {
            world,
            listed,
            times: Vec::new(),
            documents: Vec::new(),
            readings: Vec::new(),
            facts: Vec::new(),
            relations: Vec::new(),
            index: Index::default(),
            tallies: Tallies::default(),
        }
    }

    /// Takes the next record.
    ///
    /// A new state of a document leaves its facts until an extraction of that state arrives. An extraction supersedes
    /// the facts of the one before; a fact that both found stays, recorded since the first. A retraction supersedes the
    /// document and its facts; the next state of it begins anew. An extraction that comes too late, of a state older
    /// than the one last read or of a retracted one, changes nothing. Of facts with one id in one extraction the first
    /// counts.
    ///
    /// Takes time in proportion to the facts of the document, not of the graph.
    ///
    /// # Errors
    /// [`FoldError`] where the record does not follow on those before; the graph is then unchanged.
    pub fn apply(&mut self, record: &Record) -> Result<(), FoldError> {
        let expected = self.position().next();
        if record.position != expected {
            return Err(FoldError::OutOfOrder { expected, found: record.position });
        }
        let last = self.times.last().copied().unwrap_or(record.record_time);
        if record.record_time < last {
            return Err(FoldError::TimeRunsBack { position: record.position, last, found: record.record_time });
        }
        match &record.entry {
            Entry::Document(document) => self.add_state(document, record),
            Entry::Extraction(extraction) => self.add_extraction(extraction, record.position)?,
            Entry::Retraction { document, reason } => self.retract(document, reason, record.position)?,
        }
        self.times.push(record.record_time);
        Ok(())
    }

    /// The position of the last record; 0 before the first.
    #[must_use]
    pub fn position(&self) -> Position {
        Position(self.times.len() as u64)
    }

    /// The record time of the last record; none before the first.
    #[must_use]
    pub fn record_time(&self) -> Option<RecordTime> {
        self.times.last().copied()
    }

    /// The last position recorded at `time` or before; times to come mean the last position.
    #[must_use]
    pub fn position_at(&self, time: RecordTime) -> Position {
        Position(self.times.partition_point(|&recorded| recorded <= time) as u64)
    }

    /// When the record at a position was recorded; none for 0 and for positions to come.
    #[must_use]
    pub fn record_time_of(&self, position: Position) -> Option<RecordTime> {
        let before = usize::try_from(position.0).ok()?.checked_sub(1)?;
        self.times.get(before).copied()
    }

    /// The reference world.
    #[must_use]
    pub fn world(&self) -> &'static World {
        self.world
    }

    pub(crate) fn reach(&self, asked: Position) -> Result<(), QueryError> {
        let last = self.position();
        if asked > last { Err(QueryError::PositionInFuture { asked, last }) } else { Ok(()) }
    }

    /// The record time of a position that some row names.
    pub(crate) fn time_of(&self, position: Position) -> RecordTime {
        self.record_time_of(position).expect("rows name only positions that were folded")
    }

    fn add_state(&mut self, document: &Document, record: &Record) {
        let state = DocumentState::new(document, record.position, record.record_time);
        if let Some(&row) = self.index.documents.get(&document.id) {
            let states = &mut self.documents[row as usize].states;
            let before = states.last_mut().expect("a document has a state");
            if before.retraction.is_some() {
                self.tallies.documents.begin(record.position);
            }
            before.superseded.get_or_insert(record.position);
            states.push(state);
            return;
        }
        self.tallies.documents.begin(record.position);
        self.index.documents.insert(document.id.clone(), next_row(self.documents.len()));
        self.documents.push(DocumentRow {
            id: document.id.clone(),
            states: vec![state],
            retracted_states: 0,
            readings: Vec::new(),
            believed: Vec::new(),
            facts: Vec::new(),
        });
    }

    fn retract(&mut self, document: &DocumentId, reason: &str, position: Position) -> Result<(), FoldError> {
        let row = self.document_row(document, position)?;
        let row = &mut self.documents[row as usize];
        let state = row.states.last_mut().expect("a document has a state");
        if state.superseded.is_none() {
            state.superseded = Some(position);
            state.retraction = Some(Retraction { position, reason: reason.to_owned() });
            self.tallies.documents.end(position);
        }
        row.retracted_states = row.states.len();
        for fact in std::mem::take(&mut row.believed) {
            self.supersede(fact, position);
        }
        Ok(())
    }

    fn add_extraction(&mut self, extraction: &Extraction, position: Position) -> Result<(), FoldError> {
        let document = self.document_row(&extraction.document, position)?;
        let row = &self.documents[document as usize];
        let Some(state) = row.states.iter().rposition(|state| state.content == extraction.content) else {
            let (document, content) = (extraction.document.clone(), extraction.content);
            return Err(FoldError::UnknownContent { position, document, content });
        };
        if let Some(fact) = extraction.facts.iter().find(|fact| *fact.document() != extraction.document) {
            let (document, other) = (extraction.document.clone(), fact.document().clone());
            return Err(FoldError::ForeignFact { position, document, fact: fact.id().clone(), other });
        }
        let last_read = row.readings.last().map_or(0, |&reading| self.readings[reading as usize].state);
        if state >= row.retracted_states.max(last_read) {
            self.read(document, state, extraction, position);
        }
        Ok(())
    }

    /// Lets the facts of an extraction take the place of those that were believed.
    fn read(&mut self, document: u32, state: usize, extraction: &Extraction, position: Position) {
        let reading = next_row(self.readings.len());
        let extractor = self.shared_extractor(document, &extraction.extractor);
        self.readings.push(ReadingRow { position, document, state, extractor });
        let row = &mut self.documents[document as usize];
        row.readings.push(reading);
        let before = std::mem::take(&mut row.believed);
        let mut unseen: HashMap<FactId, u32> = HashMap::with_capacity(before.len());
        for fact in before {
            let latest = self.facts[fact as usize].versions.last().expect("a fact has a version");
            unseen.insert(latest.fact.id().clone(), fact);
        }
        let mut believed = Vec::with_capacity(extraction.facts.len());
        for fact in &extraction.facts {
            let fact = match unseen.remove(fact.id()) {
                Some(known) => {
                    self.see_again(known, fact, reading);
                    known
                }
                None if self.is_believed(fact.id()) => continue,
                None => self.add_fact(fact, reading),
            };
            believed.push(fact);
        }
        for gone in unseen.into_values() {
            self.supersede(gone, position);
        }
        believed.sort_unstable();
        self.documents[document as usize].believed = believed;
    }

    fn supersede(&mut self, row: u32, position: Position) {
        self.tell(row, Change::End, position);
        self.facts[row as usize].superseded = Some(position);
    }

    /// Whether a fact of this id is believed: within a reading, whether the reading has already given it.
    fn is_believed(&self, id: &FactId) -> bool {
        self.index.facts.get(id).is_some_and(|&row| self.facts[row as usize].superseded.is_none())
    }

    /// The extractor of the document's last reading where it is the same one: a log knows few.
    fn shared_extractor(&self, document: u32, extractor: &Extractor) -> Arc<Extractor> {
        let of_document = self.documents[document as usize].readings.last().map(|&row| &self.readings[row as usize]);
        let known = of_document.into_iter().chain(self.readings.last());
        let known = known.map(|row| &row.extractor).find(|known| ***known == *extractor);
        known.cloned().unwrap_or_else(|| Arc::new(extractor.clone()))
    }

    fn add_fact(&mut self, fact: &Fact, reading: u32) -> u32 {
        let row = next_row(self.facts.len());
        let ReadingRow { position, document, .. } = self.readings[reading as usize];
        let relation = self.relation_row(fact);
        let topic = fact.body().topic().map(|topic| self.index.topic(topic));
        let earlier = self.index.facts.insert(fact.id().clone(), row);
        let names = self.names(fact);
        self.facts.push(FactRow {
            kind: fact.kind(),
            document,
            relation,
            topic,
            recorded: position,
            superseded: None,
            earlier,
            versions: smallvec![Version { position, reading, fact: Arc::new(fact.clone()), names }],
        });
        post(&mut self.documents[document as usize].facts, row);
        post(&mut self.relations[relation as usize].facts, row);
        post(&mut self.index.of_kind[fact.kind() as usize], row);
        if let Some(topic) = topic {
            post(&mut self.index.of_topic[topic as usize], row);
        }
        self.post_version(row);
        self.tell(row, Change::Begin, position);
        row
    }

    fn see_again(&mut self, row: u32, fact: &Fact, reading: u32) {
        let position = self.readings[reading as usize].position;
        let latest = self.facts[row as usize].versions.last().expect("a fact has a version");
        if *latest.fact == *fact {
            let (fact, names) = (Arc::clone(&latest.fact), Arc::clone(&latest.names));
            self.facts[row as usize].versions.push(Version { position, reading, fact, names });
        } else {
            // It may name others in roles that are no key.
            let (fact, names) = (Arc::new(fact.clone()), self.names(fact));
            self.tell(row, Change::End, position);
            self.facts[row as usize].versions.push(Version { position, reading, fact, names });
            self.tell(row, Change::Begin, position);
        }
        self.post_version(row);
    }

    /// Counts a fact, in all tallies that it belongs to by its latest version, in or out.
    fn tell(&mut self, row: u32, change: Change, at: Position) {
        let row = &self.facts[row as usize];
        let tell = match change {
            Change::Begin => KindTally::begin,
            Change::End => KindTally::end,
        };
        let version = row.versions.last().expect("a fact has a version");
        let mut actors: Vec<u32> =
            version.names.iter().filter(|(role, _)| role.is_some()).map(|&(_, actor)| actor).collect();
        actors.sort_unstable();
        actors.dedup();
        let all = &mut self.tallies;
        tell(&mut all.facts, row.kind, at, &mut Tally::default());
        tell(of_row(&mut all.of_relation, row.relation), row.kind, at, &mut all.relations);
        if let Some(topic) = row.topic {
            tell(of_row(&mut all.of_topic, topic), row.kind, at, &mut all.topics);
        }
        for actor in actors {
            tell(of_row(&mut all.of_actor, actor), row.kind, at, &mut all.actors);
        }
    }

    /// Enters what may differ from reading to reading: names and source.
    fn post_version(&mut self, row: u32) {
        let version = self.facts[row as usize].versions.last().expect("a fact has a version");
        for &(role, actor) in version.names.iter() {
            post(&mut self.index.of_actor[actor as usize], row);
            if let Some(role) = role {
                post(self.index.of_role.entry((role, actor)).or_default(), row);
            }
        }
        let reading = &self.readings[version.reading as usize];
        if let Some(source) = &self.documents[reading.document as usize].states[reading.state].source {
            match self.index.of_source.get_mut(source) {
                Some(list) => post(list, row),
                None => drop(self.index.of_source.insert(source.clone(), vec![row])),
            }
        }
    }

    /// Whom a fact names, under the one id that each has.
    fn names(&mut self, fact: &Fact) -> Arc<[(Option<Role>, u32)]> {
        let fillers = fact.body().fillers().into_iter().filter_map(|(role, filler)| match filler {
            Filler::Actor(id) => Some((Some(role), id)),
            Filler::Topic(_) => None,
        });
        let via = fact.via().iter().map(|id| (None, id));
        let attributed = fact.attributed_to().iter().filter_map(|whose| match whose {
            Attribution::Actor(id) => Some((None, id)),
            Attribution::Words(_) => None,
        });
        let named = fillers.chain(via).chain(attributed);
        named.map(|(role, id)| (role, self.index.actor(self.world.canonical_actor(id)))).collect()
    }

    fn relation_row(&mut self, fact: &Fact) -> u32 {
        let next = next_row(self.relations.len());
        let id = fact.relation();
        let row = *self.index.relations.entry(id.clone()).or_insert(next);
        if row == next {
            self.relations.push(RelationRow { id, facts: Vec::new() });
        }
        row
    }

    fn document_row(&self, id: &DocumentId, position: Position) -> Result<u32, FoldError> {
        let row = self.index.documents.get(id).copied();
        row.ok_or_else(|| FoldError::UnknownDocument { position, document: id.clone() })
    }
}

/// Whether a fact begins or ceases to be believed.
#[derive(Clone, Copy)]
enum Change {
    Begin,
    End,
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph")
            .field("position", &self.position())
            .field("documents", &self.documents.len())
            .field("facts", &self.facts.len())
            .finish_non_exhaustive()
    }
}
