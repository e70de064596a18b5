//! The log is the truth: a server that starts again on it, and one over another sort of log, answer the same.

use entente_proto::v1::{
    Actor, Document, DocumentRecord, Fact, FactFilter, GetActorRequest, GetDocumentRequest, GetFactRequest,
    GetRelationRequest, GetTopicRequest, IngestOutcome, Relation, Topic,
};
use entente_tests::ask::at_position;
use entente_tests::{Server, Setup, document};

use crate::world;

/// Everything that a server answers about one position.
#[derive(Debug, PartialEq)]
struct Answers {
    position: u64,
    facts: Vec<Fact>,
    relations: Vec<Relation>,
    documents: Vec<DocumentRecord>,
    actors: Vec<Actor>,
    topics: Vec<Topic>,
}

#[tokio::test]
async fn after_a_restart_every_answer_is_as_before() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(Setup::on_disk(directory.path())).await;
    let last = fill(&server).await;
    let before = every_answer(&server, last).await;
    server.stop().await;

    let server = Server::start(Setup::on_disk(directory.path())).await;
    assert_eq!(every_answer(&server, last).await, before);
    // And it knows what it has.
    let outcomes: Vec<_> =
        server.send(world::documents().into_iter().skip(2)).await.iter().map(|a| a.outcome()).collect();
    assert_eq!(outcomes, [IngestOutcome::Duplicate; 9]);
    assert_eq!(every_answer(&server, last).await, before);
    let position = server.store([document("new", "meeting participant=FJI+KEN form=talks")]).await;
    assert_eq!(position, last + 2, "it goes on where it ended");
    server.stop().await;
}

#[tokio::test]
async fn a_log_in_memory_gives_the_same_answers_as_one_on_disk() {
    let directory = tempfile::tempdir().unwrap();
    let on_disk = Server::start(Setup::on_disk(directory.path())).await;
    let in_memory = Server::in_memory().await;
    let last = fill(&on_disk).await;
    assert_eq!(fill(&in_memory).await, last);
    let (expected, found) = (every_answer(&in_memory, last).await, every_answer(&on_disk, last).await);
    assert_eq!(found, expected);
    on_disk.stop().await;
    in_memory.stop().await;
}

/// Documents, one after the other so that positions are the same each time, with a revision and a retraction.
async fn fill(server: &Server) -> u64 {
    for (number, document) in world::documents().into_iter().enumerate() {
        server.at(&format!("2026-02-10T12:00:{number:02}.000123Z"));
        server.store([document]).await;
    }
    server.at("2026-02-11T00:00:00Z");
    let first = world::documents().swap_remove(0);
    server.store([Document { title: "Two metals".into(), ..first }]).await;
    server.retract("ledger-2", "told twice").await
}

/// What is answered now and at every fifth position.
async fn every_answer(server: &Server, last: u64) -> Vec<Answers> {
    let mut all = Vec::new();
    for at in (0..=last).rev().step_by(5) {
        all.push(answers(server, at).await);
    }
    all
}

async fn answers(server: &Server, position: u64) -> Answers {
    let read = at_position(position);
    let (facts, read_at) = server.facts_by(&FactFilter::default(), read, 7).await;
    assert_eq!(read_at, position);
    let mut answers = Answers {
        position,
        facts,
        relations: Vec::new(),
        documents: server.documents_by(true, read, 7).await.0,
        actors: Vec::new(),
        topics: Vec::new(),
    };
    for fact in &answers.facts {
        let request = GetFactRequest { id: fact.id.clone(), read };
        assert_eq!(server.query().get_fact(request).await.unwrap().into_inner().fact.as_ref(), Some(fact));
    }
    for record in &answers.documents {
        let request = GetDocumentRequest { id: record.document.as_ref().unwrap().id.clone(), read };
        assert_eq!(server.ingest().get_document(request).await.unwrap().into_inner().document.as_ref(), Some(record));
    }
    for listed in server.relations_by(&FactFilter::default(), read, 7).await.0 {
        let request = GetRelationRequest { id: listed.id.clone(), read };
        let whole = server.query().get_relation(request).await.unwrap().into_inner().relation.unwrap();
        assert_eq!(Relation { timeline: Vec::new(), ..whole.clone() }, listed);
        assert_eq!(whole.timeline.len(), usize::try_from(whole.fact_count).unwrap());
        answers.relations.push(whole);
    }
    for listed in server.actors_by(read, 7).await.0 {
        let request = GetActorRequest { id: listed.id.clone(), read };
        let actor = server.query().get_actor(request).await.unwrap().into_inner().actor.unwrap();
        assert_eq!(actor, listed);
        answers.actors.push(actor);
    }
    for listed in server.topics_by(read, 7).await.0 {
        let request = GetTopicRequest { id: listed.id.clone(), read };
        let topic = server.query().get_topic(request).await.unwrap().into_inner().topic.unwrap();
        let without_figures =
            Topic { production_figures: Vec::new(), import_reliance_figures: Vec::new(), ..topic.clone() };
        assert_eq!(without_figures, listed);
        answers.topics.push(topic);
    }
    answers
}
