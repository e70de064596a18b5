//! The nouns of Entente and their invariants: ids, spans, time, evidence, facts, log entries, the reference world.
//!
//! Everything here is a value. A type with an invariant has private fields and a checked constructor; what was
//! constructed once needs no second check. Nothing here reads a file, a clock or a network.
//!
//! Reading order: [`id`] and [`span`], [`time`], [`measure`], [`document`], [`kind`] (the sixteen kinds and their
//! terms), [`fact`], [`interchange`] (the JSON form of documents and facts), [`entry`] (what the log holds), [`world`].

#![forbid(unsafe_code)]

pub mod document;
pub mod entry;
pub mod fact;
pub mod id;
pub mod interchange;
pub mod kind;
pub mod measure;
pub mod span;
pub mod time;
pub mod world;

pub use document::{ContentHash, Document, DocumentError};
pub use entry::{Entry, Extraction, Extractor, Record};
pub use fact::{Attribution, Fact, FactDraft, FactError};
pub use id::{ActorId, DocumentId, FactId, IdError, RelationId, TopicId};
pub use kind::{FactBody, FactKind, Factuality, Filler, Role};
pub use measure::{Confidence, Currency, HsCode, Money, Quantity, Rate, Share};
pub use span::{Evidence, EvidenceError, Span};
pub use time::{PartialDate, Position, RecordTime, ValidTime};
pub use world::World;
