//! Lists of actors, topics and documents against an oracle: the same, done plainly on the whole list.

use std::collections::BTreeMap;

use entente_proto::v1::{
    Actor, ActorKind, DocumentRecord, FactFilter, ListActorsRequest, ListDocumentsRequest, ListTopicsRequest, Topic,
};
use entente_tests::Server;
use entente_tests::ask::{at_position, pages};

use crate::filters::{actors_of, topics_of};
use crate::world;

/// Words to look for: parts of ids, names and aliases in various case, blanks, other scripts, and nothing that exists.
const WORDS: [&str; 12] =
    ["japan", "JAPAN", "Rare", "chin", "g7", "g", "of the", "Côte", "türk", "-", "jane", "no such name"];

#[tokio::test]
async fn actors_by_kind_name_and_mention() {
    let server = Server::with(world::documents()).await;
    let whole = actors(&server, ListActorsRequest::default()).await;
    assert!(whole.len() > 500 && whole.is_sorted_by(|a, b| a.id < b.id), "{} actors, by id", whole.len());

    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for fact in server.facts(FactFilter::default()).await {
        let mut ids: Vec<String> = actors_of(&fact).into_values().flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().for_each(|id| *counts.entry(id).or_default() += 1);
    }
    for actor in &whole {
        assert_eq!(
            actor.fact_count,
            counts.get(&actor.id).copied().unwrap_or_default(),
            "facts that name {}",
            actor.id
        );
    }

    let check = async |what: &str, request: ListActorsRequest, means: &dyn Fn(&Actor) -> bool| {
        let found: Vec<String> = actors(&server, request).await.into_iter().map(|actor| actor.id).collect();
        let expected: Vec<String> = whole.iter().filter(|actor| means(actor)).map(|actor| actor.id.clone()).collect();
        assert_eq!(found, expected, "{what}");
        found.len()
    };
    for kind in 1..=6 {
        let request = ListActorsRequest { kinds: vec![kind], ..Default::default() };
        let count = check("a kind", request, &|actor| actor.kind == kind).await;
        assert!(count > 0 || kind == i32::from(ActorKind::Person), "actors of kind {kind}");
    }
    let request = ListActorsRequest { mentioned_only: true, ..Default::default() };
    assert_eq!(check("mentioned", request, &|actor| actor.fact_count > 0).await, counts.len());
    for word in WORDS {
        let request = ListActorsRequest { query: word.into(), ..Default::default() };
        let has = |actor: &Actor| has_word(word, &actor.id, &actor.name, &actor.aliases);
        check(word, request, &has).await;
        let request =
            ListActorsRequest { query: word.into(), kinds: vec![1, 4], mentioned_only: true, ..Default::default() };
        check(word, request, &|actor| has(actor) && [1, 4].contains(&actor.kind) && actor.fact_count > 0).await;
    }
    let early = ListActorsRequest { mentioned_only: true, read: at_position(0), ..Default::default() };
    assert_eq!(actors(&server, early).await, [], "nobody is named before the first document");
    server.stop().await;
}

#[tokio::test]
async fn topics_by_parent_name_and_mention() {
    let server = Server::with(world::documents()).await;
    let whole = topics(&server, ListTopicsRequest::default()).await;
    assert!(whole.len() > 100 && whole.is_sorted_by(|a, b| a.id < b.id), "{} topics, by id", whole.len());

    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for fact in server.facts(FactFilter::default()).await {
        topics_of(&fact).into_iter().for_each(|id| *counts.entry(id).or_default() += 1);
    }
    for topic in &whole {
        assert_eq!(topic.fact_count, counts.get(&topic.id).copied().unwrap_or_default(), "facts about {}", topic.id);
        let parent = topic.ancestors.first().map(|ancestor| &ancestor.id);
        assert_eq!(topic.parent.as_ref().map(|parent| &parent.id), parent, "{}", topic.id);
        for child in &topic.children {
            let below = whole.iter().find(|other| other.id == child.id).unwrap();
            assert_eq!(below.parent.as_ref().map(|parent| &parent.id), Some(&topic.id));
        }
    }

    let check = async |what: &str, request: ListTopicsRequest, means: &dyn Fn(&Topic) -> bool| {
        let found: Vec<String> = topics(&server, request).await.into_iter().map(|topic| topic.id).collect();
        let expected: Vec<String> = whole.iter().filter(|topic| means(topic)).map(|topic| topic.id.clone()).collect();
        assert_eq!(found, expected, "{what}");
    };
    let is_below = |topic: &Topic, parent: &str| topic.ancestors.iter().any(|ancestor| ancestor.id == parent);
    for parent in ["critical-minerals", "rare-earths", "dysprosium", "policy-fields"] {
        let request = ListTopicsRequest { parent: parent.into(), ..Default::default() };
        check(parent, request, &|topic| is_below(topic, parent)).await;
    }
    for word in WORDS {
        let request = ListTopicsRequest { query: word.into(), ..Default::default() };
        check(word, request, &|topic| has_word(word, &topic.id, &topic.name, &topic.aliases)).await;
    }
    let request = ListTopicsRequest {
        parent: "rare-earths".into(),
        query: "DY".into(),
        mentioned_only: true,
        ..Default::default()
    };
    check("all at once", request, &|topic| topic.id == "dysprosium").await;
    server.stop().await;
}

#[tokio::test]
async fn documents_by_source() {
    let server = Server::with(world::documents()).await;
    let list = |sources: &[&str], include_text| {
        let sources: Vec<String> = sources.iter().map(|&source| source.to_owned()).collect();
        let server = &server;
        async move {
            let page = |page_token| {
                let (mut client, sources) = (server.ingest(), sources.clone());
                let request =
                    ListDocumentsRequest { sources, include_text, page_size: 2, page_token, ..Default::default() };
                async move {
                    let answer = client.list_documents(request).await?.into_inner();
                    Ok((answer.documents, answer.next_page_token, answer.position))
                }
            };
            pages(2, page).await.0
        }
    };
    let ids = |records: &[DocumentRecord]| -> Vec<String> {
        records.iter().map(|record| record.document.as_ref().unwrap().id.clone()).collect()
    };
    assert_eq!(ids(&list(&["North Wire"], false).await), ["wire-1", "wire-2", "wire-3"]);
    assert_eq!(ids(&list(&["Harbour News", "no such source"], false).await), ["harbour-1", "harbour-2"]);
    assert_eq!(ids(&list(&["north wire"], false).await), Vec::<String>::new());
    let sent = world::documents();
    for include_text in [false, true] {
        let records = list(&[], include_text).await;
        assert_eq!(records.len(), sent.len());
        for record in records {
            let document = record.document.unwrap();
            let mut expected = sent.iter().find(|sent| sent.id == document.id).unwrap().clone();
            assert_eq!(record.text_bytes, expected.text.len() as u64, "{}", document.id);
            if !include_text {
                expected.text.clear();
            }
            assert_eq!(document, expected);
        }
    }
    server.stop().await;
}

fn has_word(word: &str, id: &str, name: &str, aliases: &[String]) -> bool {
    let word = word.to_lowercase();
    [id, name].into_iter().chain(aliases.iter().map(String::as_str)).any(|text| text.to_lowercase().contains(&word))
}

async fn actors(server: &Server, request: ListActorsRequest) -> Vec<Actor> {
    let page = |page_token| {
        let (mut client, request) =
            (server.query(), ListActorsRequest { page_size: 400, page_token, ..request.clone() });
        async move {
            let answer = client.list_actors(request).await?.into_inner();
            Ok((answer.actors, answer.next_page_token, answer.position))
        }
    };
    pages(400, page).await.0
}

async fn topics(server: &Server, request: ListTopicsRequest) -> Vec<Topic> {
    let page = |page_token| {
        let (mut client, request) =
            (server.query(), ListTopicsRequest { page_size: 70, page_token, ..request.clone() });
        async move {
            let answer = client.list_topics(request).await?.into_inner();
            Ok((answer.topics, answer.next_page_token, answer.position))
        }
    };
    pages(70, page).await.0
}
