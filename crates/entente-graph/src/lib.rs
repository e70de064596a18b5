//! The graph as a deterministic fold of the log, and the questions asked of it.
//!
//! [`Graph::apply`] takes the records of the log one after the other; nothing that it has taken is ever removed. Each
//! state of a document and each fact says from which position it is known and at which one something else took its
//! place, so that every question can be asked as of any position: as of the last one for what is known now, as of an
//! earlier one for what was known then. The same records give the same graph, and the same answers.
//!
//! Reading order: [`fold`](Graph::apply), then [`FactFilter`], then the questions: facts, relations, actors, topics,
//! documents.
//!
//! ```
//! use entente_core::{Document, DocumentId, Entry, Position, Record, RecordTime, World};
//! use entente_graph::{FactFilter, Graph, Page};
//!
//! let mut graph = Graph::new(World::embedded());
//! let document = Document::new(DocumentId::new("d1").unwrap(), "Rome and Tokyo met.".into()).unwrap();
//! let (position, record_time) = (Position(1), RecordTime(1_768_521_600_000_000));
//! graph.apply(&Record { position, record_time, entry: Entry::Document(document) }).unwrap();
//!
//! assert_eq!(graph.document("d1", graph.position()).unwrap().state.position, Position(1));
//! let filter = FactFilter { actors: vec!["ITA".into()], ..FactFilter::default() };
//! assert!(graph.facts(&filter, &Page::first(50), graph.position()).unwrap().items.is_empty());
//! ```

#![forbid(unsafe_code)]

mod actors;
mod digest;
mod documents;
mod error;
mod facts;
mod filter;
mod fold;
mod nearest;
mod page;
mod relations;
mod rows;
mod select;
mod stats;
mod tally;
mod topics;

pub use actors::{ActorFilter, ActorSort, KnownActor};
pub use digest::Digest;
pub use documents::{DocumentState, DocumentStatus, KnownDocument, Retraction};
pub use error::{FilterProblem, QueryError};
pub use facts::{KnownFact, Provenance};
pub use filter::FactFilter;
pub use fold::{FoldError, Graph};
pub use page::{Cursor, CursorError, Listing, Page};
pub use relations::{Relation, RelationHistory, RelationState, RelationStep};
pub use stats::Stats;
pub use topics::{KnownTopic, TopicFilter};
