//! Several clients at once: what each is told holds, and no reader sees half of anything.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use entente_proto::v1::{GetDocumentRequest, IngestOutcome, IngestResponse};
use entente_tests::ask::at_position;
use entente_tests::{Server, Setup, document};

async fn with_four_threads() -> Arc<Server> {
    let setup = Setup::in_memory().configured(|config| config.ingest.extraction_threads = 4);
    Arc::new(Server::start(setup).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_document_that_comes_twice_is_stored_once() {
    let server = with_four_threads().await;
    let mut streams = Vec::new();
    for stream in 0..8 {
        let server = Arc::clone(&server);
        streams.push(tokio::spawn(async move {
            let documents = (0..50).map(|number| {
                let text = format!("meeting participant=guest-{number}+ITA form=talks");
                document(&format!("d{}-{number}", stream / 2), &text)
            });
            server.send(documents).await
        }));
    }
    let mut outcomes = BTreeMap::<&str, usize>::new();
    for stream in streams {
        for answer in stream.await.unwrap() {
            *outcomes.entry(answer.outcome().as_str_name()).or_default() += 1;
        }
    }
    assert_eq!(outcomes, [("INGEST_OUTCOME_DUPLICATE", 200), ("INGEST_OUTCOME_STORED", 200)].into());
    assert_eq!(server.facts_at(None).await.len(), 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn revisions_of_one_document_by_several_clients_follow_one_another() {
    const REVISIONS: u64 = 40;
    let server = with_four_threads().await;
    let text = |client: u64, number: u64| format!("office holder=p-{client}-{number} of=ITA");
    let mut streams = Vec::new();
    for client in 0..4 {
        let server = Arc::clone(&server);
        streams.push(tokio::spawn(async move {
            let documents = (0..REVISIONS).map(|number| document("d", &text(client, number)));
            (client, server.send(documents).await)
        }));
    }
    let mut told: Vec<(u64, u64, IngestResponse)> = Vec::new();
    for stream in streams {
        let (client, answers) = stream.await.unwrap();
        assert!(answers.is_sorted_by(|a, b| a.position < b.position), "a client's own documents keep their order");
        told.extend(answers.into_iter().map(|answer| (client, answer.index, answer)));
    }
    told.sort_by_key(|(_, _, answer)| answer.position);
    assert_eq!(told[0].2.outcome(), IngestOutcome::Stored);
    assert!(told[1..].iter().all(|(_, _, answer)| answer.outcome() == IngestOutcome::Revised), "each text is new");
    assert_eq!(told.last().unwrap().2.position, 2 * 4 * REVISIONS);
    for (client, number, answer) in told {
        let read = at_position(answer.position);
        let request = GetDocumentRequest { id: "d".into(), read };
        let record = server.ingest().get_document(request).await.unwrap().into_inner().document.unwrap();
        assert_eq!(record.document.unwrap().text, text(client, number), "at {}", answer.position);
        let facts = server.facts_at(read).await;
        assert_eq!(facts.len(), 1, "at {}", answer.position);
        assert_eq!(facts[0].evidence[0].quote, text(client, number));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_sees_documents_whole_while_others_write() {
    let server = with_four_threads().await;
    let done = Arc::new(AtomicBool::new(false));
    let (writer, end) = (Arc::clone(&server), Arc::clone(&done));
    let writing = tokio::spawn(async move {
        // Five facts a document, in two revisions each.
        for round in 0..2 {
            let documents = (0..150).map(|number| {
                let lines: String =
                    (0..5).map(|line| format!("meeting participant=g{round}-{number}-{line}+ITA\n")).collect();
                document(&format!("d{number}"), &lines)
            });
            writer.store(documents).await;
        }
        end.store(true, Ordering::SeqCst);
    });
    let (mut rounds, mut last) = (0, 0);
    while !done.load(Ordering::SeqCst) || rounds == 0 {
        let (facts, position) = server.facts_by(&entente_proto::v1::FactFilter::default(), None, 400).await;
        assert!(position >= last, "reads do not go back");
        (last, rounds) = (position, rounds + 1);
        let mut by_document = BTreeMap::<&str, Vec<u64>>::new();
        for fact in &facts {
            let position = fact.provenance.as_ref().unwrap().position;
            by_document.entry(&fact.document_id).or_default().push(position);
        }
        for (id, positions) in by_document {
            assert_eq!(positions.len(), 5, "{id} at {position}");
            assert!(positions.iter().all(|other| *other == positions[0] && *other <= position), "{id} at {position}");
        }
        // The same moment again gives the same answer, whatever came meanwhile.
        assert_eq!(server.facts_at(at_position(position)).await, facts, "at {position}");
    }
    writing.await.unwrap();
    assert_eq!(server.facts_at(None).await.len(), 750);
}
