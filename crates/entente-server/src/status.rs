//! Refusals: every error of the domain becomes a status, or the rejection of one document, here and nowhere else.
//!
//! Each has a reason of the contract (`error_reason.proto`), which fixes its code and the keys of its metadata.

use std::collections::HashMap;

use entente_core::Position;
use entente_graph::QueryError;
use entente_proto::v1;
use entente_proto::v1::ErrorReason;
use entente_store::LogError;
use prost::Message;
use prost_types::Any;
use tonic::{Code, Status};
use tonic_types::pb;

use crate::app::{IngestError, ReadError};
use crate::convert::{Invalid, Problem};
use crate::page_token::PageTokenError;

/// The domain of every ErrorInfo.
pub const DOMAIN: &str = "entente.v1";

/// Why a call, or a document of a stream, is refused: what the contract says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(Box<Parts>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Parts {
    reason: ErrorReason,
    message: String,
    metadata: HashMap<String, String>,
    /// The field that is wrong.
    field: Option<String>,
    /// The known ids that look most like the one given, for unknown ids.
    nearest: Option<Vec<String>>,
}

impl Refusal {
    pub(crate) fn new(reason: ErrorReason, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Parts { reason, message, metadata: HashMap::new(), field: None, nearest: None }))
    }

    fn with(mut self, key: &str, value: impl ToString) -> Self {
        self.0.metadata.insert(key.to_owned(), value.to_string());
        self
    }

    /// Names the field that is wrong, in the metadata and as a violation.
    fn field(mut self, field: &str) -> Self {
        self.0.field = Some(field.to_owned());
        self.with("field", field)
    }

    fn nearest(mut self, nearest: Vec<String>) -> Self {
        if !nearest.is_empty() {
            self = self.with("nearest", nearest.join(","));
        }
        self.0.nearest = Some(nearest);
        self
    }

    /// The reason.
    #[must_use]
    pub fn reason(&self) -> ErrorReason {
        self.0.reason
    }

    /// A page size that is negative or above the limit.
    pub(crate) fn page_size(given: i32, limit: u32) -> Self {
        let message = format!("`page_size` is {given}: give 1 to {limit}, or 0 for the default");
        Self::new(ErrorReason::PageSizeOutOfRange, message)
            .field("page_size")
            .with("page_size", given)
            .with("limit", limit)
    }

    /// A position past the end of the log.
    fn position(asked: Position, last: Position) -> Self {
        let message = format!("position {asked} is not reached: ask at {last} or before");
        Self::new(ErrorReason::PositionInFuture, message).with("position", asked).with("last_position", last)
    }

    /// The server is stopping.
    pub(crate) fn shutting_down() -> Self {
        Self::new(ErrorReason::ShuttingDown, "the server is stopping: try another one, or this one later")
    }

    /// The deadline of the call has passed.
    pub(crate) fn deadline() -> Self {
        Self::new(ErrorReason::DeadlineExceeded, "the deadline passed before the answer was ready: allow more time")
    }

    /// There is too much to do.
    pub(crate) fn overloaded() -> Self {
        Self::new(
            ErrorReason::Overloaded,
            "the server has too much to do: try again after a pause, a longer one each time",
        )
    }

    /// A request that the transport refused to read because of its size, where that is what the status says: the
    /// transport knows neither reasons nor documents.
    pub(crate) fn of_transport(status: &Status) -> Option<Self> {
        if status.code() != Code::OutOfRange || !status.details().is_empty() {
            return None;
        }
        let mut numbers = status.message().split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
        let (size, limit) = (numbers.next()?, numbers.next()?);
        let message = format!("the request has {size} bytes, the limit is {limit}: split the document");
        let mut refusal = Self::new(ErrorReason::DocumentTooLarge, message);
        refusal.0.field = Some("document.text".to_owned());
        Some(refusal.with("size_bytes", size).with("limit_bytes", limit))
    }

    /// The log failed; what the caller need not know goes to the server's own log.
    fn storage(error: &impl std::fmt::Display) -> Self {
        tracing::error!(%error, "the log failed");
        Self::new(ErrorReason::StorageFailed, "the log could not be read or written: the server's own log tells more")
    }
}

impl From<&QueryError> for Refusal {
    fn from(error: &QueryError) -> Self {
        let message = error.to_string();
        let not_found = |reason, id: &str, nearest: &[String]| {
            Self::new(reason, message.clone()).with("id", id).nearest(nearest.to_vec())
        };
        let unknown = |reason, field: &str, what: &str, id: &str, nearest: &[String]| {
            let meant =
                if nearest.is_empty() { String::new() } else { format!(": did you mean {}", nearest.join(", ")) };
            let message = format!("`filter.{field}`: there is no {what} `{id}`{meant}");
            Self::new(reason, message).field(&format!("filter.{field}")).with("id", id).nearest(nearest.to_vec())
        };
        match error {
            QueryError::ActorNotFound { id, nearest } => not_found(ErrorReason::ActorNotFound, id, nearest),
            QueryError::TopicNotFound { id, nearest } => not_found(ErrorReason::TopicNotFound, id, nearest),
            QueryError::DocumentNotFound { id, nearest } => not_found(ErrorReason::DocumentNotFound, id, nearest),
            QueryError::FactNotFound { id } => not_found(ErrorReason::FactNotFound, id, &[]),
            QueryError::RelationNotFound { id } => not_found(ErrorReason::RelationNotFound, id, &[]),
            QueryError::UnknownActor { field, id, nearest } => {
                unknown(ErrorReason::UnknownActorInFilter, field, "actor", id, nearest)
            }
            QueryError::UnknownTopic { field, id, nearest } => {
                unknown(ErrorReason::UnknownTopicInFilter, field, "topic", id, nearest)
            }
            QueryError::InvalidFilter { field, problem } => {
                let field = if field == "valid" { "valid_until" } else { field };
                let message = format!("`filter.{field}`: {problem}");
                Self::new(ErrorReason::FilterInvalid, message).field(&format!("filter.{field}"))
            }
            QueryError::PositionInFuture { asked, last } => Self::position(*asked, *last),
            QueryError::ForeignCursor => PageTokenError::OtherCall.into(),
        }
    }
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        Self::from(&error)
    }
}

impl From<PageTokenError> for Refusal {
    fn from(error: PageTokenError) -> Self {
        Self::new(ErrorReason::PageTokenInvalid, error.to_string()).field("page_token")
    }
}

impl From<Invalid> for Refusal {
    fn from(invalid: Invalid) -> Self {
        let (message, field) = (invalid.to_string(), invalid.field);
        match invalid.problem {
            Problem::Missing => Self::new(ErrorReason::FieldRequired, message).field(&field),
            Problem::Form(_) => Self::new(ErrorReason::FieldInvalid, message).field(&field),
            Problem::Filter(_) => Self::new(ErrorReason::FilterInvalid, message).field(&field),
            Problem::BlankText { document } => {
                let mut refusal = Self::new(ErrorReason::DocumentEmpty, message).with("document_id", document);
                refusal.0.field = Some(field);
                refusal
            }
            Problem::DocumentId { document, .. } => {
                Self::new(ErrorReason::DocumentInvalid, message).field(&field).with("document_id", document)
            }
        }
    }
}

impl From<&LogError> for Refusal {
    fn from(error: &LogError) -> Self {
        match error {
            LogError::Full { .. } | LogError::ReadOnly { .. } => {
                tracing::error!(%error, "the log cannot be written");
                let message = "the disk under the log is full or read-only: free space or make it writable, then start \
                               the server again";
                Self::new(ErrorReason::StorageFullOrReadOnly, message)
            }
            _ => Self::storage(error),
        }
    }
}

impl From<&IngestError> for Refusal {
    fn from(error: &IngestError) -> Self {
        let invalid = |document: &dyn std::fmt::Display, field: &str| {
            let message = format!("`{field}`: {error}");
            Self::new(ErrorReason::DocumentInvalid, message).field(field).with("document_id", document)
        };
        match error {
            IngestError::TooLarge { document, size, limit } => {
                let mut refusal = Self::new(ErrorReason::DocumentTooLarge, format!("`document.text`: {error}"))
                    .with("document_id", document)
                    .with("size_bytes", size)
                    .with("limit_bytes", limit);
                refusal.0.field = Some("document.text".to_owned());
                refusal
            }
            IngestError::Unrecordable { document, .. } => invalid(document, "document"),
            IngestError::Evidence { document, .. }
            | IngestError::ForeignFact { document, .. }
            | IngestError::ExtractorBroke { document } => {
                tracing::error!(%document, %error, "the extractor is at fault");
                invalid(document, "document.text")
            }
            IngestError::NotKnown(error) => error.into(),
            IngestError::Log(error) => error.into(),
            IngestError::Fold(error) => Self::storage(error),
            IngestError::ShuttingDown => Self::shutting_down(),
        }
    }
}

impl From<&ReadError> for Refusal {
    fn from(error: &ReadError) -> Self {
        match error {
            ReadError::Query(error) => error.into(),
            ReadError::Log(error) => error.into(),
            ReadError::Elsewhere { .. } => Self::storage(error),
        }
    }
}

impl From<Refusal> for v1::Rejection {
    fn from(refusal: Refusal) -> Self {
        let Parts { reason, message, field, .. } = *refusal.0;
        Self { reason: reason as i32, field: field.unwrap_or_default(), message }
    }
}

impl From<Refusal> for Status {
    fn from(refusal: Refusal) -> Self {
        let Parts { reason, message, metadata, field, nearest } = *refusal.0;
        let code = code(reason);
        let name = reason.as_str_name().trim_start_matches("ERROR_REASON_").to_owned();
        let info = pb::ErrorInfo { reason: name, domain: DOMAIN.to_owned(), metadata };
        let mut details = vec![any("google.rpc.ErrorInfo", &info)];
        if let Some(field) = field {
            let violation =
                pb::bad_request::FieldViolation { field, description: message.clone(), ..Default::default() };
            details.push(any("google.rpc.BadRequest", &pb::BadRequest { field_violations: vec![violation] }));
        }
        if let Some(ids) = nearest {
            let nearest = v1::NearestIds { ids };
            details.push(any("entente.v1.NearestIds", &nearest));
        }
        let wire = pb::Status { code: code as i32, message: message.clone(), details };
        Status::with_details(code, message, wire.encode_to_vec().into())
    }
}

fn any(name: &str, message: &impl Message) -> Any {
    Any { type_url: format!("type.googleapis.com/{name}"), value: message.encode_to_vec() }
}

/// The code of each reason, as the contract fixes it.
fn code(reason: ErrorReason) -> Code {
    match reason {
        ErrorReason::FieldRequired
        | ErrorReason::FieldInvalid
        | ErrorReason::DocumentEmpty
        | ErrorReason::DocumentTooLarge
        | ErrorReason::DocumentInvalid
        | ErrorReason::PageTokenInvalid
        | ErrorReason::PageSizeOutOfRange
        | ErrorReason::FilterInvalid
        | ErrorReason::UnknownTopicInFilter
        | ErrorReason::UnknownActorInFilter => Code::InvalidArgument,
        ErrorReason::DocumentNotFound
        | ErrorReason::ActorNotFound
        | ErrorReason::TopicNotFound
        | ErrorReason::FactNotFound
        | ErrorReason::RelationNotFound => Code::NotFound,
        ErrorReason::PositionInFuture => Code::OutOfRange,
        ErrorReason::StorageFullOrReadOnly => Code::FailedPrecondition,
        ErrorReason::Unspecified | ErrorReason::StorageFailed => Code::Internal,
        ErrorReason::ShuttingDown => Code::Unavailable,
        ErrorReason::DeadlineExceeded => Code::DeadlineExceeded,
        ErrorReason::Overloaded => Code::ResourceExhausted,
    }
}

#[cfg(test)]
mod tests;
