//! What is too large, too long or too much, and what the server does of all the rest meanwhile.

use entente_proto::v1::{Document, ExtractRequest, IngestOutcome, IngestRequest};
use entente_tests::server::patiently;
use entente_tests::{Server, Setup, document, refusal};
use tonic::codec::CompressionEncoding;

#[tokio::test]
async fn a_text_that_is_too_long_is_refused_by_name_and_the_stream_goes_on() {
    let server = Server::start(Setup::in_memory().configured(|config| config.sizes.max_document_bytes = 10_000)).await;
    let answers = server.send([document("long", &"x".repeat(10_001)), document("short", "Rome.")]).await;
    let rejection = answers[0].rejection.as_ref().unwrap();
    assert_eq!(rejection.reason().as_str_name(), "ERROR_REASON_DOCUMENT_TOO_LARGE");
    assert!(rejection.message.contains("10001") && rejection.message.contains("10000"), "{}", rejection.message);
    assert_eq!(answers[1].outcome(), IngestOutcome::Stored);
    server.stop().await;
}

#[tokio::test]
async fn fifty_megabytes_are_refused_with_the_default_limits() {
    let server = Server::in_memory().await;
    let request = ExtractRequest {
        document: Some(document("vast", &"x".repeat(50 << 20))),
        min_confidence: None,
        ..Default::default()
    };
    let status = server.extract().extract(request).await.unwrap_err();
    // The default is 10 MiB of text, and 1 MiB for what is around it.
    let told = refusal(&status);
    assert!(told.starts_with("InvalidArgument DOCUMENT_TOO_LARGE limit_bytes=11534336 size_bytes=52428"), "{told}");
    assert!(status.message().contains("11534336"), "{}", status.message());
    // Nothing else suffers.
    let answers = server.send([document("short", "Rome.")]).await;
    assert_eq!(answers[0].outcome(), IngestOutcome::Stored);
    server.stop().await;
}

#[tokio::test]
async fn a_message_that_is_too_large_ends_its_call_and_keeps_what_was_acknowledged() {
    let server = Server::start(Setup::in_memory().configured(|config| {
        config.sizes.max_document_bytes = 1_000;
        config.sizes.max_message_bytes = Some(2_000);
    }))
    .await;
    let (brings, brought) = tokio::sync::mpsc::channel(4);
    let requests = tokio_stream::wrappers::ReceiverStream::new(brought);
    let mut answers = server.ingest().ingest(requests).await.unwrap().into_inner();
    let send = |document: Document| brings.send(IngestRequest { document: Some(document) });
    send(document("first", "Rome.")).await.unwrap();
    assert_eq!(patiently(answers.message()).await.unwrap().unwrap().outcome(), IngestOutcome::Stored);
    send(document("vast", &"x".repeat(5_000))).await.unwrap();
    let status = patiently(answers.message()).await.unwrap_err();
    let told = refusal(&status);
    assert_eq!(told, "InvalidArgument DOCUMENT_TOO_LARGE limit_bytes=2000 size_bytes=5012 | fields document.text");
    let (documents, _) = server.documents_by(false, None, 10).await;
    assert_eq!(documents.len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_page_may_be_smaller_than_the_contract_allows_where_it_is_configured_so() {
    let server = Server::start(Setup::in_memory().configured(|config| {
        config.sizes.max_page_size = 10;
        config.sizes.default_page_size = 2;
    }))
    .await;
    let request = entente_proto::v1::ListActorsRequest { page_size: 11, ..Default::default() };
    let status = server.query().list_actors(request).await.unwrap_err();
    assert_eq!(
        refusal(&status),
        "InvalidArgument PAGE_SIZE_OUT_OF_RANGE field=page_size limit=10 page_size=11 | fields page_size"
    );
    let answer = server.query().list_actors(entente_proto::v1::ListActorsRequest::default()).await.unwrap();
    assert_eq!(answer.into_inner().actors.len(), 2);
    server.stop().await;
}

#[tokio::test]
async fn a_client_that_does_not_read_its_answers_holds_up_nobody_else() {
    let server = Server::in_memory().await;
    let (brings, brought) = tokio::sync::mpsc::channel(1_024);
    let requests = tokio_stream::wrappers::ReceiverStream::new(brought);
    let idle = server.ingest().ingest(requests).await.unwrap().into_inner();
    for number in 0..500 {
        let text = "meeting participant=ITA+JPN form=talks";
        brings.send(IngestRequest { document: Some(document(&format!("d{number}"), text)) }).await.unwrap();
    }
    let answers = server.send([document("other", "Rome.")]).await;
    assert_eq!(answers[0].outcome(), IngestOutcome::Stored);
    drop((brings, idle));
    server.stop().await;
}

#[tokio::test]
async fn a_stream_ends_at_its_deadline_and_what_was_accepted_is_recorded() {
    let server = Server::in_memory().await;
    let (brings, brought) = tokio::sync::mpsc::channel(4);
    let mut request = tonic::Request::new(tokio_stream::wrappers::ReceiverStream::new(brought));
    request.set_timeout(std::time::Duration::from_millis(300));
    let mut answers = server.ingest().ingest(request).await.unwrap().into_inner();
    let send = |document: Document| brings.send(IngestRequest { document: Some(document) });
    send(document("slow", "wait\nmeeting participant=ITA+JPN form=talks")).await.unwrap();
    let status = patiently(answers.message()).await.unwrap_err();
    assert_eq!(refusal(&status), "DeadlineExceeded DEADLINE_EXCEEDED");
    assert_eq!(server.documents_by(false, None, 10).await.0, [], "it is still being read");
    server.gate.open();
    patiently(recorded(&server, 1)).await;
    server.stop().await;
}

#[tokio::test]
async fn what_was_accepted_is_recorded_though_its_client_went_away() {
    let server = Server::start(Setup::in_memory().configured(|config| config.calls.max_in_flight = 2)).await;
    let channel = server.connect().await;
    let requests = vec![
        IngestRequest { document: Some(document("slow", "wait\nmeeting participant=ITA+JPN form=talks")) },
        IngestRequest { document: Some(document("next", "meeting participant=ITA+FRA form=talks")) },
    ];
    let requests = tokio_stream::StreamExt::chain(tokio_stream::iter(requests), tokio_stream::pending());
    let mut client = entente_proto::v1::ingest_service_client::IngestServiceClient::new(channel);
    let answers = client.ingest(requests).await.unwrap().into_inner();
    patiently(server.gate.reached()).await;
    drop((answers, client));
    server.gate.open();
    patiently(recorded(&server, 1)).await;
    server.stop().await;
}

/// Waits until that many documents are recorded, each with its fact.
async fn recorded(server: &Server, count: usize) {
    while server.facts_at(None).await.len() < count {
        tokio::task::yield_now().await;
    }
    let (documents, _) = server.documents_by(false, None, 10).await;
    assert!(documents.len() >= count && documents.iter().all(|record| record.fact_count == 1), "{documents:?}");
}

#[tokio::test]
async fn health_and_reflection_answer_though_there_is_too_much_to_do() {
    let server = Server::start(Setup::in_memory().configured(|config| config.calls.max_in_flight = 1)).await;
    let mut client = server.extract();
    let request = ExtractRequest { document: Some(document("d", "wait")), min_confidence: None, ..Default::default() };
    let call = tokio::spawn(async move { client.extract(request).await });
    patiently(server.gate.reached()).await;
    let request = entente_proto::v1::GetTopicRequest { id: "space".into(), read: None };
    let status = server.query().get_topic(request).await.unwrap_err();
    assert_eq!(refusal(&status), "ResourceExhausted OVERLOADED");
    let request = tonic_health::pb::HealthCheckRequest { service: String::new() };
    assert!(server.health().check(request).await.is_ok());
    server.gate.open();
    assert!(patiently(call).await.unwrap().is_ok());
    server.stop().await;
}

#[tokio::test]
async fn clients_may_compress() {
    let server = Server::in_memory().await;
    for encoding in [CompressionEncoding::Gzip, CompressionEncoding::Zstd] {
        let mut client = server.extract().send_compressed(encoding).accept_compressed(encoding);
        let text = "meeting participant=ITA+JPN form=talks\n".repeat(200);
        let request =
            ExtractRequest { document: Some(document("d", &text)), min_confidence: None, ..Default::default() };
        let answer = client.extract(request).await.unwrap().into_inner();
        assert_eq!(answer.facts.len(), 200, "{encoding:?}");
    }
    server.stop().await;
}
