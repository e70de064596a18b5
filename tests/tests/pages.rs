//! Long answers: the same at every page size, while documents keep coming in.

use entente_proto::v1::{
    Document, FactFilter, ListActorsRequest, ListDocumentsRequest, ListFactsRequest, ListRelationsRequest,
    ListTopicsRequest,
};
use entente_tests::ask::{at_position, pages};
use entente_tests::{Server, document};

use crate::world;

const SIZES: [i32; 4] = [1, 5, 16, 100];

/// Asks for a list at every size, with a document arriving before each page but the first, and compares.
macro_rules! check {
    ($documents:expr, $client:ident, $call:ident, $request:expr, $items:ident) => {{
        for size in SIZES {
            let server = Server::with($documents).await;
            let position = server.app.head().0;
            let list = |size: i32, disturbed: bool| {
                let server = &server;
                pages(size, move |page_token| async move {
                    if disturbed && !page_token.is_empty() {
                        server.store([newcomer(server.app.head().0)]).await;
                    }
                    let mut request = $request;
                    (request.page_size, request.page_token) = (size, page_token);
                    let answer = server.$client().$call(request).await?.into_inner();
                    Ok((answer.$items, answer.next_page_token, answer.position))
                })
            };
            let (whole, at) = list(1_000, false).await;
            assert_eq!(at, position);
            assert!(whole.len() > 8, "{} is a list of some length: {}", stringify!($call), whole.len());
            let (paged, at) = list(size, true).await;
            assert_eq!(at, position, "{} at size {size}", stringify!($call));
            assert_eq!(paged, whole, "{} at size {size}", stringify!($call));
            server.stop().await;
        }
    }};
}

/// A document whose id, actors, topic and relation would stand in the midst of every list.
fn newcomer(number: u64) -> Document {
    let id = ["aaa", "mmm", "zzz"][usize::try_from(number % 3).unwrap()];
    let text = format!(
        "cooperation party=FJI+KEN topic=copper change=start\nmeeting participant=newcomer-{number}+CHN form=talks"
    );
    document(&format!("{id}-{number}"), &text)
}

#[tokio::test]
async fn facts() {
    check!(world::documents(), query, list_facts, ListFactsRequest::default(), facts);
}

#[tokio::test]
async fn facts_of_a_filter() {
    check!(
        world::documents(),
        query,
        list_facts,
        ListFactsRequest { filter: Some(filter_of(&["CHN"])), ..ListFactsRequest::default() },
        facts
    );
}

#[tokio::test]
async fn relations() {
    check!(world::documents(), query, list_relations, ListRelationsRequest::default(), relations);
}

#[tokio::test]
async fn documents() {
    check!(
        world::documents(),
        ingest,
        list_documents,
        ListDocumentsRequest { include_text: true, ..ListDocumentsRequest::default() },
        documents
    );
}

#[tokio::test]
async fn actors() {
    check!(
        world::documents(),
        query,
        list_actors,
        ListActorsRequest { mentioned_only: true, ..ListActorsRequest::default() },
        actors
    );
}

#[tokio::test]
async fn topics() {
    check!(
        world::documents(),
        query,
        list_topics,
        ListTopicsRequest { mentioned_only: true, ..ListTopicsRequest::default() },
        topics
    );
}

#[tokio::test]
async fn the_size_may_change_from_page_to_page() {
    let server = Server::with(world::documents()).await;
    let whole = server.facts(FactFilter::default()).await;
    let (mut seen, mut page_token) = (Vec::new(), String::new());
    for page_size in [3, 1, 100] {
        let request = ListFactsRequest { page_size, page_token, ..ListFactsRequest::default() };
        let answer = server.query().list_facts(request).await.unwrap().into_inner();
        seen.extend(answer.facts);
        page_token = answer.next_page_token;
    }
    assert_eq!((page_token.as_str(), seen), ("", whole));
    server.stop().await;
}

#[tokio::test]
async fn a_page_has_fifty_things_where_nobody_says() {
    let lines: String = (0..60).map(|n| format!("meeting participant=guest-{n}+ITA form=talks\n")).collect();
    let server = Server::with([document("d", &lines)]).await;
    let answer = server.query().list_facts(ListFactsRequest::default()).await.unwrap().into_inner();
    assert_eq!((answer.facts.len(), answer.next_page_token.is_empty()), (50, false));
    let request = ListFactsRequest { page_size: 60, ..ListFactsRequest::default() };
    let answer = server.query().list_facts(request).await.unwrap().into_inner();
    assert_eq!((answer.facts.len(), answer.next_page_token.as_str()), (60, ""), "a full last page has no next one");
    server.stop().await;
}

#[tokio::test]
async fn an_empty_list_is_one_empty_page() {
    let server = Server::in_memory().await;
    let answer = server.query().list_facts(ListFactsRequest::default()).await.unwrap().into_inner();
    assert_eq!((answer.facts.len(), answer.next_page_token.as_str(), answer.position), (0, "", 0));
    server.stop().await;
}

#[tokio::test]
async fn pages_of_an_earlier_position_are_of_that_position() {
    let server = Server::in_memory().await;
    let position = server.store(world::documents().into_iter().take(4)).await;
    let whole = server.facts_at(None).await;
    server.store(world::documents().into_iter().skip(4)).await;
    for size in SIZES {
        let (paged, at) = server.facts_by(&FactFilter::default(), at_position(position), size).await;
        assert_eq!((paged, at), (whole.clone(), position), "size {size}");
    }
    server.stop().await;
}

#[tokio::test]
async fn any_id_can_be_the_last_of_a_page() {
    let long = "é".repeat(128);
    let mut ids =
        ["=1 #2", "a/b?c=d", "日本", "🚀", "#", "=", "A", "a", "a b", "\u{10ffff}", &long, "0"].map(String::from);
    let server = Server::with(ids.iter().map(|id| document(id, "Rome."))).await;
    ids.sort_unstable();
    for size in SIZES {
        let (records, _) = server.documents_by(false, None, size).await;
        let found: Vec<String> = records.into_iter().map(|record| record.document.unwrap().id).collect();
        assert_eq!(found, ids, "size {size}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_page_of_long_texts_is_a_short_one() {
    let text = |number: usize| format!("Text {number}. ") + &"Nothing is told here. ".repeat(40_000);
    let server = Server::with((0..7).map(|number| document(&format!("d{number}"), &text(number)))).await;
    let (mut lengths, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListDocumentsRequest { include_text: true, page_size: 100, page_token, ..Default::default() };
        // A client with the usual limit of 4 MiB.
        let mut client = entente_proto::v1::ingest_service_client::IngestServiceClient::new(server.channel());
        let answer = client.list_documents(request).await.unwrap().into_inner();
        for record in &answer.documents {
            let number = lengths.iter().sum::<usize>() + answer.documents.iter().position(|r| r == record).unwrap();
            assert_eq!(record.document.as_ref().unwrap().text, text(number));
        }
        lengths.push(answer.documents.len());
        page_token = answer.next_page_token;
        if page_token.is_empty() {
            break;
        }
    }
    assert_eq!(lengths.iter().sum::<usize>(), 7);
    assert!(lengths.len() > 2 && lengths.iter().all(|&length| length > 0), "{lengths:?}");
    let (without, _) = server.documents_by(false, None, 100).await;
    assert_eq!(without.len(), 7);
    server.stop().await;
}

fn filter_of(actors: &[&str]) -> FactFilter {
    FactFilter { actors: actors.iter().map(|&id| id.to_owned()).collect(), ..FactFilter::default() }
}
