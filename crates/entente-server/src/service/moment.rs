//! The moment of the log that a read is about, and the page of a long answer.

use entente_core::Position;
use entente_graph::{Graph, Page, QueryError};
use entente_proto::v1;
use entente_proto::v1::read_options::Known;
use prost::Message;

use super::Shared;
use crate::convert::{Invalid, from_proto};
use crate::page_token::{CallHash, PageToken};
use crate::status::Refusal;

/// The position that a read is about: the last one where it does not say.
pub(super) fn position(graph: &Graph, read: Option<&v1::ReadOptions>) -> Result<Position, Refusal> {
    let last = graph.position();
    match read.and_then(|read| read.known) {
        None => Ok(last),
        Some(Known::AtPosition(asked)) if Position(asked) > last => {
            Err(QueryError::PositionInFuture { asked: Position(asked), last }.into())
        }
        Some(Known::AtPosition(asked)) => Ok(Position(asked)),
        Some(Known::KnownAt(time)) => {
            let time = from_proto::record_time(time).map_err(|e| e.within("known_at").within("read"))?;
            Ok(graph.position_at(time))
        }
    }
}

/// A request of which there are pages.
pub(super) trait Paged: Message + Clone {
    /// The name of its method.
    const METHOD: &'static str;

    fn read(&self) -> Option<&v1::ReadOptions>;

    /// Takes page size and token out.
    fn take_page(&mut self) -> (i32, String);
}

macro_rules! paged {
    ($($Request:ident $method:literal)*) => { $(
        impl Paged for v1::$Request {
            const METHOD: &'static str = $method;

            fn read(&self) -> Option<&v1::ReadOptions> {
                self.read.as_ref()
            }

            fn take_page(&mut self) -> (i32, String) {
                (std::mem::take(&mut self.page_size), std::mem::take(&mut self.page_token))
            }
        }
    )* };
}

paged! {
    ListDocumentsRequest "ListDocuments"
    ListActorsRequest "ListActors"
    ListTopicsRequest "ListTopics"
    ListFactsRequest "ListFacts"
    ListRelationsRequest "ListRelations"
}

/// Which part of a long answer is wanted, and as of when.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) page: Page,
    pub(super) at: Position,
    call: CallHash,
}

impl Wanted {
    /// Takes the page fields out of a request and reads them: the first page fixes the moment, its token keeps it.
    pub(super) fn take<R: Paged>(shared: &Shared, graph: &Graph, request: &mut R) -> Result<Self, Refusal> {
        let (size, token) = request.take_page();
        let limit = page_size(shared, size)?;
        let call = CallHash::of(R::METHOD, request);
        if token.is_empty() {
            let at = position(graph, request.read())?;
            return Ok(Self { page: Page::first(limit), at, call });
        }
        let token = PageToken::decode(&token, call)?;
        if token.position > graph.position() {
            // The log is not the one that the token was made for.
            return Err(crate::page_token::PageTokenError::OtherCall.into());
        }
        Ok(Self { page: Page::after(token.cursor, limit), at: token.position, call })
    }

    /// The token of the page after one that ends at `next`; empty where it was the last one.
    pub(super) fn next_token(&self, next: Option<entente_graph::Cursor>) -> String {
        next.map(|cursor| PageToken { call: self.call, position: self.at, cursor }.encode()).unwrap_or_default()
    }
}

fn page_size(shared: &Shared, given: i32) -> Result<usize, Refusal> {
    let limit = shared.max_page_size;
    match u32::try_from(given) {
        Ok(0) => Ok(shared.default_page_size as usize),
        Ok(size) if size <= limit => Ok(size as usize),
        _ => Err(Refusal::page_size(given, limit)),
    }
}

/// An id that a call is about: required, and no longer than any id is.
pub(super) fn asked_id(id: &str) -> Result<&str, Refusal> {
    if id.is_empty() {
        return Err(Invalid::missing("id").into());
    }
    if id.len() > entente_core::id::MAX_DOCUMENT_ID_BYTES {
        return Err(Invalid::form("id", format!("{} bytes: no id is longer than 256", id.len())).into());
    }
    Ok(id)
}

/// A text to search names for.
pub(super) fn search(query: &str) -> Result<(), Refusal> {
    const LONGEST: usize = 200;
    if query.len() > LONGEST {
        return Err(Invalid::form("query", format!("{} bytes: give at most {LONGEST}", query.len())).into());
    }
    Ok(())
}
