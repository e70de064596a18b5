//! Questions whose answers fill several pages, asked to the end.

use std::fmt::Debug;
use std::future::Future;

use entente_proto::v1::{
    Actor, DocumentRecord, Fact, FactFilter, ListActorsRequest, ListDocumentsRequest, ListFactsRequest,
    ListRelationsRequest, ListTopicsRequest, ReadOptions, Relation, Topic, read_options::Known,
};
use tonic::Status;

use crate::server::Server;

/// One page: what is on it, the token of the next, and the position that was read.
pub type Page<T> = (Vec<T>, String, u64);

/// Turns pages until there is no next one; everything on them, and the position that all of them were read at.
///
/// A page larger than asked for, an empty one before the last, and one of another position are faults.
pub async fn pages<T: Debug, F>(size: i32, mut page: impl FnMut(String) -> F) -> (Vec<T>, u64)
where
    F: Future<Output = Result<Page<T>, Status>>,
{
    let (mut all, next, position) = page(String::new()).await.expect("the first page");
    assert!(i32::try_from(all.len()).unwrap() <= size, "a page holds at most {size}, not {}", all.len());
    let mut token = next;
    while !token.is_empty() {
        let (items, next, read_at) = page(token.clone()).await.expect("the next page");
        assert!(!items.is_empty() && i32::try_from(items.len()).unwrap() <= size, "{} of {size}", items.len());
        assert_eq!(read_at, position, "all pages are of one position");
        assert_ne!(next, token, "the next page is another one");
        all.extend(items);
        token = next;
    }
    (all, position)
}

/// The moment after an entry.
#[must_use]
pub fn at_position(position: u64) -> Option<ReadOptions> {
    Some(ReadOptions { known: Some(Known::AtPosition(position)) })
}

/// The moment of a record time (`2026-01-15T12:00:00Z`).
#[must_use]
pub fn known_at(time: &str) -> Option<ReadOptions> {
    let time: jiff::Timestamp = time.parse().expect("a time in RFC 3339");
    let timestamp = prost_types::Timestamp { seconds: time.as_second(), nanos: time.subsec_nanosecond() };
    Some(ReadOptions { known: Some(Known::KnownAt(timestamp)) })
}

impl Server {
    /// All facts that a filter means, in pages of a size.
    pub async fn facts_by(&self, filter: &FactFilter, read: Option<ReadOptions>, size: i32) -> (Vec<Fact>, u64) {
        pages(size, |page_token| {
            let request = ListFactsRequest { filter: Some(filter.clone()), read, page_size: size, page_token };
            let mut client = self.query();
            async move {
                let answer = client.list_facts(request).await?.into_inner();
                Ok((answer.facts, answer.next_page_token, answer.position))
            }
        })
        .await
    }

    /// All facts that a filter means, now.
    pub async fn facts(&self, filter: FactFilter) -> Vec<Fact> {
        self.facts_by(&filter, None, 1_000).await.0
    }

    /// All facts, as of a moment.
    pub async fn facts_at(&self, read: Option<ReadOptions>) -> Vec<Fact> {
        self.facts_by(&FactFilter::default(), read, 1_000).await.0
    }

    /// All relations that a filter means, in pages of a size.
    pub async fn relations_by(
        &self,
        filter: &FactFilter,
        read: Option<ReadOptions>,
        size: i32,
    ) -> (Vec<Relation>, u64) {
        pages(size, |page_token| {
            let request = ListRelationsRequest { filter: Some(filter.clone()), read, page_size: size, page_token };
            let mut client = self.query();
            async move {
                let answer = client.list_relations(request).await?.into_inner();
                Ok((answer.relations, answer.next_page_token, answer.position))
            }
        })
        .await
    }

    /// All documents, in pages of a size.
    pub async fn documents_by(
        &self,
        include_text: bool,
        read: Option<ReadOptions>,
        size: i32,
    ) -> (Vec<DocumentRecord>, u64) {
        pages(size, |page_token| {
            let request =
                ListDocumentsRequest { include_text, read, page_size: size, page_token, ..Default::default() };
            let mut client = self.ingest();
            async move {
                let answer = client.list_documents(request).await?.into_inner();
                Ok((answer.documents, answer.next_page_token, answer.position))
            }
        })
        .await
    }

    /// The actors that a fact names, in pages of a size.
    pub async fn actors_by(&self, read: Option<ReadOptions>, size: i32) -> (Vec<Actor>, u64) {
        pages(size, |page_token| {
            let request =
                ListActorsRequest { mentioned_only: true, read, page_size: size, page_token, ..Default::default() };
            let mut client = self.query();
            async move {
                let answer = client.list_actors(request).await?.into_inner();
                Ok((answer.actors, answer.next_page_token, answer.position))
            }
        })
        .await
    }

    /// The topics that a fact names, in pages of a size.
    pub async fn topics_by(&self, read: Option<ReadOptions>, size: i32) -> (Vec<Topic>, u64) {
        pages(size, |page_token| {
            let request =
                ListTopicsRequest { mentioned_only: true, read, page_size: size, page_token, ..Default::default() };
            let mut client = self.query();
            async move {
                let answer = client.list_topics(request).await?.into_inner();
                Ok((answer.topics, answer.next_page_token, answer.position))
            }
        })
        .await
    }
}
