//! Health, and the end of a server.

use std::time::{Duration, Instant};

use entente_proto::v1::{ExtractRequest, IngestOutcome, IngestRequest};
use entente_server::ServeError;
use entente_tests::server::patiently;
use entente_tests::{Server, Setup, document};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;

const SERVICES: [&str; 4] = ["", "entente.v1.ExtractService", "entente.v1.IngestService", "entente.v1.QueryService"];

fn about(service: &str) -> HealthCheckRequest {
    HealthCheckRequest { service: service.into() }
}

#[tokio::test]
async fn a_server_that_runs_says_so_for_each_service() {
    let server = Server::in_memory().await;
    for service in SERVICES {
        let answer = server.health().check(about(service)).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "`{service}`");
    }
    let status = server.health().check(about("entente.v1.NoSuchService")).await.unwrap_err();
    assert_eq!(status.code(), tonic::Code::NotFound);
    server.stop().await;
}

#[tokio::test]
async fn at_the_end_health_turns_first_and_what_was_accepted_is_finished() {
    let directory = tempfile::tempdir().unwrap();
    let mut server = Server::start(Setup::on_disk(directory.path())).await;
    let mut health = server.health().watch(about("")).await.unwrap().into_inner();
    assert_eq!(patiently(health.message()).await.unwrap().unwrap().status(), ServingStatus::Serving);

    let (brings, brought) = tokio::sync::mpsc::channel(4);
    let requests = tokio_stream::wrappers::ReceiverStream::new(brought);
    let mut answers = server.ingest().ingest(requests).await.unwrap().into_inner();
    let send = |id: &str, text: &str| brings.send(IngestRequest { document: Some(document(id, text)) });
    send("quick", "meeting participant=ITA+JPN form=talks").await.unwrap();
    assert_eq!(patiently(answers.message()).await.unwrap().unwrap().outcome(), IngestOutcome::Stored);
    send("slow", "wait\nmeeting participant=ITA+FRA form=talks").await.unwrap();
    patiently(server.gate.reached()).await;

    server.tell_to_stop();
    assert_eq!(patiently(health.message()).await.unwrap().unwrap().status(), ServingStatus::NotServing);
    // The drain has not ended: the slow document is still to come.
    server.gate.open();
    let answer = patiently(answers.message()).await.unwrap().unwrap();
    assert_eq!((answer.document_id.as_str(), answer.outcome()), ("slow", IngestOutcome::Stored));
    drop(brings);
    // Either the end of the stream, or that the server is stopping.
    match patiently(answers.message()).await {
        Ok(None) => {}
        Ok(Some(answer)) => panic!("nothing more was sent, yet {answer:?}"),
        Err(status) => assert_eq!(status.code(), tonic::Code::Unavailable),
    }
    drop((health, answers));
    server.stopped().await.unwrap();

    let again = Server::start(Setup::on_disk(directory.path())).await;
    assert_eq!(again.facts_at(None).await.len(), 2, "both are there after a restart");
    again.stop().await;
}

#[tokio::test]
async fn a_stream_learns_that_the_server_is_stopping_though_its_client_would_go_on() {
    let mut server = Server::in_memory().await;
    let (brings, brought) = tokio::sync::mpsc::channel(4);
    let requests = tokio_stream::wrappers::ReceiverStream::new(brought);
    let mut answers = server.ingest().ingest(requests).await.unwrap().into_inner();
    brings.send(IngestRequest { document: Some(document("d", "Rome.")) }).await.unwrap();
    assert_eq!(patiently(answers.message()).await.unwrap().unwrap().outcome(), IngestOutcome::Stored);
    server.tell_to_stop();
    let status = patiently(answers.message()).await.unwrap_err();
    assert_eq!(entente_tests::refusal(&status), "Unavailable SHUTTING_DOWN");
    server.stopped().await.unwrap();
    drop(brings);
}

#[tokio::test]
async fn calls_that_never_end_are_cut_at_the_deadline() {
    let mut server = Server::start(Setup::in_memory().configured(|config| config.shutdown.drain_ms = 1_000)).await;
    let mut client = server.extract();
    let request = ExtractRequest { document: Some(document("d", "wait")), min_confidence: None, ..Default::default() };
    let call = tokio::spawn(async move { client.extract(request).await });
    patiently(server.gate.reached()).await;
    let begin = Instant::now();
    server.tell_to_stop();
    let ended = server.stopped().await;
    let took = begin.elapsed();
    assert!(matches!(ended, Err(ServeError::Cut { .. })), "{ended:?}");
    assert!((Duration::from_millis(900)..Duration::from_secs(5)).contains(&took), "{took:?}");
    assert!(patiently(call).await.unwrap().is_err(), "the call was cut");
}

#[tokio::test]
async fn the_port_is_free_once_it_has_stopped() {
    let mut server = Server::in_memory().await;
    let address = server.address;
    server.tell_to_stop();
    server.stopped().await.unwrap();
    assert!(tokio::net::TcpListener::bind(address).await.is_ok());
}
