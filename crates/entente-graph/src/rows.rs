//! What the fold keeps: rows that are only ever added to, and the lists that find them.

use std::collections::BTreeMap;
use std::sync::Arc;

use entente_core::{ActorId, DocumentId, Extractor, Fact, FactId, FactKind, Position, RelationId, Role, TopicId};
use foldhash::HashMap;
use smallvec::SmallVec;

use crate::documents::DocumentState;

/// The numbers of rows that have something in common, ascending.
pub(crate) type Posting = Vec<u32>;

/// A document with all its states.
pub(crate) struct DocumentRow {
    pub(crate) id: DocumentId,
    /// Ascending by position; never empty.
    pub(crate) states: Vec<DocumentState>,
    /// How many states came before the last retraction: an extraction that read one of them comes too late.
    pub(crate) retracted_states: usize,
    /// The extractions that counted, ascending.
    pub(crate) readings: Vec<u32>,
    /// The facts that are believed now, ascending.
    pub(crate) believed: Posting,
    /// All facts that ever were.
    pub(crate) facts: Posting,
}

/// An extraction that counted: its facts took the place of the document's earlier ones.
pub(crate) struct ReadingRow {
    pub(crate) position: Position,
    pub(crate) document: u32,
    /// Which state of the document was read.
    pub(crate) state: usize,
    pub(crate) extractor: Arc<Extractor>,
}

/// A stretch of the log over which one fact was believed without a break.
pub(crate) struct FactRow {
    pub(crate) kind: FactKind,
    pub(crate) document: u32,
    pub(crate) relation: u32,
    pub(crate) topic: Option<u32>,
    pub(crate) recorded: Position,
    pub(crate) superseded: Option<Position>,
    /// The stretch before this one of a fact with the same id.
    pub(crate) earlier: Option<u32>,
    /// One a reading, ascending; never empty.
    pub(crate) versions: SmallVec<[Version; 1]>,
}

/// What one reading says of a fact: words, confidence and attributes may differ from the reading before.
pub(crate) struct Version {
    pub(crate) position: Position,
    pub(crate) reading: u32,
    pub(crate) fact: Arc<Fact>,
    /// Whom it names: in a role, or as the one through whom somebody acts or whose word it is.
    pub(crate) names: Arc<[(Option<Role>, u32)]>,
}

pub(crate) struct RelationRow {
    pub(crate) id: RelationId,
    pub(crate) facts: Posting,
}

impl FactRow {
    /// What is known of the fact at a position; none where it was not believed then.
    pub(crate) fn at(&self, at: Position) -> Option<&Version> {
        if self.recorded > at || self.superseded.is_some_and(|end| end <= at) {
            return None;
        }
        self.versions.iter().rev().find(|version| version.position <= at)
    }
}

/// The names of things and the lists of facts that go with each. Rows are numbered in the order in which the log first
/// names them, so that the same log gives the same numbers.
#[derive(Default)]
pub(crate) struct Index {
    pub(crate) documents: BTreeMap<DocumentId, u32>,
    pub(crate) facts: HashMap<FactId, u32>,
    pub(crate) relations: HashMap<RelationId, u32>,
    pub(crate) actors: BTreeMap<ActorId, u32>,
    pub(crate) topics: BTreeMap<TopicId, u32>,
    /// The facts that name an actor, in a role or otherwise.
    pub(crate) of_actor: Vec<Posting>,
    pub(crate) of_role: HashMap<(Role, u32), Posting>,
    pub(crate) of_topic: Vec<Posting>,
    pub(crate) of_kind: [Posting; FactKind::ALL.len()],
    pub(crate) of_source: HashMap<String, Posting>,
}

impl Index {
    pub(crate) fn actor(&mut self, id: &ActorId) -> u32 {
        number(&mut self.actors, &mut self.of_actor, id)
    }

    pub(crate) fn topic(&mut self, id: &TopicId) -> u32 {
        number(&mut self.topics, &mut self.of_topic, id)
    }
}

fn number<K: Ord + Clone>(rows: &mut BTreeMap<K, u32>, postings: &mut Vec<Posting>, id: &K) -> u32 {
    if let Some(&row) = rows.get(id) {
        return row;
    }
    let row = next_row(postings.len());
    rows.insert(id.clone(), row);
    postings.push(Posting::new());
    row
}

/// The number of a row that is added to a table of `rows`.
pub(crate) fn next_row(rows: usize) -> u32 {
    u32::try_from(rows).expect("memory ends long before four thousand million rows")
}

/// Adds a row to a list: at its end but for the rare fact whose later reading names somebody new.
pub(crate) fn post(list: &mut Posting, row: u32) {
    match list.last() {
        Some(&last) if last >= row => {
            if let Err(place) = list.binary_search(&row) {
                list.insert(place, row);
            }
        }
        _ => list.push(row),
    }
}
