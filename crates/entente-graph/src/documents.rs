//! Questions about documents.

use std::ops::Bound;
use std::sync::Arc;

use entente_core::{ContentHash, Document, DocumentId, Extractor, Position, RecordTime};
use jiff::civil::Date;

use crate::error::QueryError;
use crate::fold::Graph;
use crate::page::{Cursor, Listing, Page};
use crate::rows::DocumentRow;

/// How many ids an answer about an unknown one names at most.
pub(crate) const NEAREST: usize = 5;

/// One state of a document, without its text: the log holds that at [`position`](Self::position).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentState {
    /// The position that brought it.
    pub position: Position,
    /// When that was recorded.
    pub record_time: RecordTime,
    /// The position that brought the next state or took the document back; none: this is how it stands.
    pub superseded: Option<Position>,
    /// How it was taken back, where that ended it.
    pub retraction: Option<Retraction>,
    /// The hash of its content.
    pub content: ContentHash,
    /// The headline.
    pub title: Option<String>,
    /// The day it was published.
    pub published: Option<Date>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// A BCP 47 tag.
    pub language: Option<String>,
    /// The length of the text, in bytes.
    pub text_bytes: usize,
}

/// A document was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retraction {
    /// The position that did.
    pub position: Position,
    /// Why, in the words of whoever took it back.
    pub reason: String,
}

impl DocumentState {
    pub(crate) fn new(document: &Document, position: Position, record_time: RecordTime) -> Self {
        Self {
            position,
            record_time,
            superseded: None,
            retraction: None,
            content: document.content_hash(),
            title: document.title.clone(),
            published: document.published,
            source: document.source.clone(),
            url: document.url.clone(),
            language: document.language.clone(),
            text_bytes: document.text().len(),
        }
    }

    /// The state as it was known at a position: what ended it later was not known yet.
    pub(crate) fn as_known(&self, at: Position) -> Self {
        let superseded = self.superseded.filter(|&end| end <= at);
        let retraction = self.retraction.clone().filter(|retraction| retraction.position <= at);
        Self { superseded, retraction, ..self.clone() }
    }
}

/// A document as it is known at a position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownDocument {
    /// Its id.
    pub id: DocumentId,
    /// How it stands.
    pub state: DocumentState,
    /// Every state up to the position, this one last, those before a retraction among them.
    pub history: Vec<DocumentState>,
    /// How many facts it states.
    pub fact_count: usize,
    /// What read it; none where nothing has yet. A new state has the reading of the one before until its own arrives:
    /// compare [`read_content`](Self::read_content).
    pub extractor: Option<Arc<Extractor>>,
    /// The content that was read.
    pub read_content: Option<ContentHash>,
}

/// What ingestion needs to know of a document, as of the last position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentStatus {
    /// The hash of its content.
    pub content: ContentHash,
    /// The position that brought it.
    pub position: Position,
    /// How many facts it states.
    pub fact_count: usize,
    /// What read exactly this content; none where nothing has yet.
    pub extractor: Option<Arc<Extractor>>,
}

impl DocumentRow {
    /// The state that stands at a position; none before the first and where the document is taken back.
    pub(crate) fn state_at(&self, at: Position) -> Option<&DocumentState> {
        let state = self.states.iter().rev().find(|state| state.position <= at)?;
        state.superseded.is_none_or(|end| end > at).then_some(state)
    }
}

impl Graph {
    /// A document.
    ///
    /// # Errors
    /// [`QueryError::DocumentNotFound`] where there is none at the position, [`QueryError::PositionInFuture`].
    pub fn document(&self, id: &str, at: Position) -> Result<KnownDocument, QueryError> {
        self.reach(at)?;
        let row = self.index.documents.get(id).map(|&row| &self.documents[row as usize]);
        row.and_then(|row| self.known_document(row, at))
            .ok_or_else(|| QueryError::DocumentNotFound { id: id.to_owned(), nearest: self.nearest_documents(id, at) })
    }

    /// The documents, by id; where sources are given, those of one of them.
    ///
    /// # Errors
    /// [`QueryError::ForeignCursor`], [`QueryError::PositionInFuture`].
    pub fn documents(
        &self,
        sources: &[String],
        page: &Page,
        at: Position,
    ) -> Result<Listing<KnownDocument>, QueryError> {
        self.reach(at)?;
        let after = page.after_id()?;
        let rows = self.index.documents.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
        let rows = rows.map(|(_, &row)| &self.documents[row as usize]);
        let found = rows.filter(|row| {
            row.state_at(at).is_some_and(|state| {
                sources.is_empty() || state.source.as_ref().is_some_and(|source| sources.contains(source))
            })
        });
        let show = |row| self.known_document(row, at).expect("it has a state");
        Ok(Listing::take(page, found, |row| Cursor::id(row.id.as_str()), show))
    }

    /// How a document stands at the last position; none where it is not known or taken back. The same content again
    /// is a duplicate.
    #[must_use]
    pub fn document_status(&self, id: &str) -> Option<DocumentStatus> {
        let row = &self.documents[*self.index.documents.get(id)? as usize];
        let state = row.state_at(self.position())?;
        let reading = row.readings.last().map(|&reading| &self.readings[reading as usize]);
        Some(DocumentStatus {
            content: state.content,
            position: state.position,
            fact_count: row.believed.len(),
            extractor: reading
                .filter(|reading| reading.state >= row.retracted_states)
                .filter(|reading| row.states[reading.state].content == state.content)
                .map(|reading| Arc::clone(&reading.extractor)),
        })
    }

    fn known_document(&self, row: &DocumentRow, at: Position) -> Option<KnownDocument> {
        let state = row.state_at(at)?.as_known(at);
        let history: Vec<DocumentState> =
            row.states.iter().take_while(|state| state.position <= at).map(|state| state.as_known(at)).collect();
        // A reading of before the last retraction says nothing of the document as it stands.
        let anew = history.iter().rposition(|state| state.retraction.is_some()).map_or(0, |last| last + 1);
        let readings = row.readings.iter().rev().map(|&reading| &self.readings[reading as usize]);
        let reading = readings.filter(|reading| reading.position <= at).find(|reading| reading.state >= anew);
        Some(KnownDocument {
            id: row.id.clone(),
            fact_count: row.facts.iter().filter(|&&fact| self.facts[fact as usize].at(at).is_some()).count(),
            extractor: reading.map(|reading| Arc::clone(&reading.extractor)),
            read_content: reading.map(|reading| row.states[reading.state].content),
            state,
            history,
        })
    }

    /// The ids of documents that begin as `id` does: its neighbours in the order of ids, the longest common beginning
    /// first.
    fn nearest_documents(&self, id: &str, at: Position) -> Vec<String> {
        let stands =
            |(id, &row): (&DocumentId, &u32)| self.documents[row as usize].state_at(at).map(|_| id.as_str().to_owned());
        let documents = &self.index.documents;
        // Far neighbours have no more in common with the id than near ones: a bounded look each way is enough.
        let before = documents.range::<str, _>((Bound::Unbounded, Bound::Excluded(id))).rev().take(100);
        let after = documents.range::<str, _>((Bound::Excluded(id), Bound::Unbounded)).take(100);
        let mut near: Vec<(usize, String)> = before
            .filter_map(stands)
            .take(NEAREST)
            .chain(after.filter_map(stands).take(NEAREST))
            .map(|other| (common_beginning(id, &other), other))
            .filter(|(common, other)| 2 * common >= id.chars().count().min(other.chars().count()))
            .collect();
        near.sort_by(|(a, x), (b, y)| b.cmp(a).then(x.cmp(y)));
        near.into_iter().take(NEAREST).map(|(_, id)| id).collect()
    }
}

fn common_beginning(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count()
}
