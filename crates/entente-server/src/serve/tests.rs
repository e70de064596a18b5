use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};

use entente_core::{Document, Extractor, World};
use entente_proto::v1;
use entente_proto::v1::extract_service_client::ExtractServiceClient;
use entente_proto::v1::ingest_service_client::IngestServiceClient;
use entente_proto::v1::query_service_client::QueryServiceClient;
use entente_store::MemoryLog;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;
use tonic::{Code, Request, Streaming};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus as Health;
use tonic_health::pb::health_client::HealthClient;
use tonic_types::StatusExt;

use super::*;
use crate::extractor::{ReadDocuments, Reading};
use crate::testing::{SmallReader, config, still_clock};

/// A server in process on a port of its own.
struct Running {
    app: Arc<App>,
    channel: Channel,
    shutdown: Option<oneshot::Sender<()>>,
    served: JoinHandle<Result<(), ServeError>>,
}

impl Running {
    async fn start(change: impl FnOnce(&mut Config)) -> Self {
        Self::with(Arc::new(SmallReader), change).await
    }

    async fn with(reader: Arc<dyn ReadDocuments>, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = config();
        change(&mut config);
        let log = Arc::new(MemoryLog::new());
        let app = Arc::new(App::open(log, World::embedded(), reader, &config, still_clock()).unwrap());
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shutdown, told) = oneshot::channel::<()>();
        let serving = Arc::clone(&app);
        let served = tokio::spawn(async move { serve(listener, serving, &config, async { drop(told.await) }).await });
        let channel = Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap();
        Self { app, channel, shutdown: Some(shutdown), served }
    }

    fn stop(&mut self) {
        drop(self.shutdown.take());
    }

    /// An open stream: what is sent into it, and what it answers.
    async fn ingest(&self) -> (mpsc::Sender<v1::IngestRequest>, Streaming<v1::IngestResponse>) {
        let (sender, requests) = mpsc::channel(16);
        let mut client = IngestServiceClient::new(self.channel.clone());
        let answers = client.ingest(ReceiverStream::new(requests)).await.unwrap().into_inner();
        (sender, answers)
    }
}

fn request(id: &str, text: &str) -> v1::IngestRequest {
    let document = v1::Document { id: id.into(), text: text.into(), ..Default::default() };
    v1::IngestRequest { document: Some(document) }
}

fn reason(status: &tonic::Status) -> String {
    status.get_details_error_info().map(|info| info.reason).unwrap_or_default()
}

#[tokio::test]
async fn every_document_of_a_stream_has_its_acknowledgement_in_order() {
    let running = Running::start(|_| {}).await;
    let requests = vec![
        request("a", "JPN meets ITA."),
        request("b", "  "),
        request("", "JPN meets ITA."),
        request("c", &"x".repeat(1_001)),
        v1::IngestRequest { document: None },
        request("a", "JPN meets ITA."),
        request("a", "JPN meets ITA. CHN restricts gallium."),
    ];
    let mut client = IngestServiceClient::new(running.channel.clone());
    let answers = client.ingest(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let answers: Vec<String> = answers
        .map(|answer| {
            let answer = answer.unwrap();
            let what = match &answer.rejection {
                Some(rejection) => format!("{:?} {}", rejection.reason(), rejection.field),
                None => format!("{} {}", answer.position, answer.fact_count),
            };
            format!("{} {:?} {:?} {what}", answer.index, answer.document_id, answer.outcome())
        })
        .collect()
        .await;
    assert_eq!(
        answers,
        [
            "0 \"a\" Stored 2 1",
            "1 \"b\" Rejected DocumentEmpty document.text",
            "2 \"\" Rejected FieldRequired document.id",
            "3 \"c\" Rejected DocumentTooLarge document.text",
            "4 \"\" Rejected FieldRequired document",
            "5 \"a\" Duplicate 2 1",
            "6 \"a\" Revised 4 2",
        ]
    );
}

#[tokio::test]
async fn a_request_that_is_too_large_to_be_read_is_refused_with_the_limit() {
    let running = Running::start(|config| config.sizes.max_message_bytes = Some(2_000)).await;
    let large = || request("d1", &"x".repeat(5_000));
    let check = |status: tonic::Status| {
        let info = status.get_details_error_info().unwrap();
        assert_eq!((status.code(), info.reason.as_str()), (Code::InvalidArgument, "DOCUMENT_TOO_LARGE"));
        assert_eq!(info.metadata["limit_bytes"], "2000");
        assert!(status.message().ends_with(" bytes, the limit is 2000: split the document"), "{status:?}");
    };
    let (sender, mut answers) = running.ingest().await;
    sender.send(request("d0", "JPN meets ITA.")).await.unwrap();
    sender.send(large()).await.unwrap();
    assert_eq!(answers.message().await.unwrap().unwrap().outcome(), v1::IngestOutcome::Stored);
    check(answers.message().await.unwrap_err());
    let mut client = ExtractServiceClient::new(running.channel.clone());
    let call = v1::ExtractRequest { document: large().document, min_confidence: None, ..Default::default() };
    check(client.extract(call).await.unwrap_err());
}

#[tokio::test]
async fn at_the_end_streams_answer_what_they_accepted_and_health_says_so_first() {
    let mut running = Running::start(|_| {}).await;
    let mut health = HealthClient::new(running.channel.clone());
    let query = HealthCheckRequest { service: "entente.v1.QueryService".into() };
    let mut watch = health.watch(query).await.unwrap().into_inner();
    assert_eq!(watch.message().await.unwrap().unwrap().status(), Health::Serving);
    let (sender, mut answers) = running.ingest().await;
    for number in 0..5 {
        sender.send(request(&format!("d{number}"), "JPN meets ITA.")).await.unwrap();
    }
    assert_eq!(answers.message().await.unwrap().unwrap().index, 0);

    running.stop();
    assert_eq!(watch.message().await.unwrap().unwrap().status(), Health::NotServing);
    assert_eq!(watch.message().await.unwrap_err().code(), Code::Unavailable);
    let mut answered = 1;
    let end = loop {
        match answers.message().await {
            Ok(Some(answer)) => {
                assert_eq!(answer.index, answered);
                answered += 1;
            }
            Ok(None) => panic!("the stream ended without a status"),
            Err(status) => break status,
        }
    };
    assert_eq!((end.code(), reason(&end).as_str()), (Code::Unavailable, "SHUTTING_DOWN"));
    running.served.await.unwrap().unwrap();
    running.app.close().await;
    // Accepted and answered is one.
    assert_eq!(running.app.head().0, answered * 2);
}

#[tokio::test]
async fn more_calls_than_allowed_are_refused_and_those_after_an_end_are_not() {
    let running = Running::start(|config| config.calls.max_in_flight = 1).await;
    let (sender, mut answers) = running.ingest().await;
    let mut query = QueryServiceClient::new(running.channel.clone());
    let get = || v1::GetActorRequest { id: "JPN".into(), read: None };
    let refused = query.get_actor(get()).await.unwrap_err();
    assert_eq!((refused.code(), reason(&refused).as_str()), (Code::ResourceExhausted, "OVERLOADED"));
    // Health is answered all the same.
    let mut health = HealthClient::new(running.channel.clone());
    let status = health.check(HealthCheckRequest { service: String::new() }).await.unwrap().into_inner();
    assert_eq!(status.status(), Health::Serving);

    drop(sender);
    assert!(answers.message().await.unwrap().is_none());
    drop(answers);
    let actor = loop {
        // The place is free once the end of the stream has gone through.
        match query.get_actor(get()).await {
            Ok(answer) => break answer.into_inner().actor.unwrap(),
            Err(status) => assert_eq!(status.code(), Code::ResourceExhausted),
        }
    };
    assert_eq!(actor.name, "Japan");
}

#[tokio::test]
async fn a_deadline_ends_a_stream() {
    let running = Running::start(|_| {}).await;
    let (_sender, requests) = mpsc::channel::<v1::IngestRequest>(1);
    let mut client = IngestServiceClient::new(running.channel.clone());
    let mut call = Request::new(ReceiverStream::new(requests));
    call.metadata_mut().insert("grpc-timeout", "50m".parse().unwrap());
    let mut answers = client.ingest(call).await.unwrap().into_inner();
    let end = answers.message().await.unwrap_err();
    assert_eq!((end.code(), reason(&end).as_str()), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"));
}

/// Says when it is asked to read, and does not come back before the other end of its gate is dropped.
struct SlowReader {
    asked: mpsc::UnboundedSender<()>,
    gate: Mutex<std::sync::mpsc::Receiver<()>>,
}

impl SlowReader {
    fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<()>, std::sync::mpsc::Sender<()>) {
        let (asked, when_asked) = mpsc::unbounded_channel();
        let (open, gate) = std::sync::mpsc::channel();
        (Arc::new(Self { asked, gate: Mutex::new(gate) }), when_asked, open)
    }
}

impl ReadDocuments for SlowReader {
    fn extractor(&self) -> Extractor {
        Extractor { name: "slow".into(), version: "1".into() }
    }

    fn read(&self, _: &Document) -> Reading {
        // The test may be over.
        let _ = self.asked.send(());
        let gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(gate.recv().is_err(), "nothing is ever sent");
        Reading::default()
    }
}

fn extract(running: &Running) -> JoinHandle<tonic::Status> {
    let mut client = ExtractServiceClient::new(running.channel.clone());
    let document = request("d1", "JPN meets ITA.").document;
    tokio::spawn(async move {
        client.extract(v1::ExtractRequest { document, min_confidence: None, ..Default::default() }).await.unwrap_err()
    })
}

#[tokio::test]
async fn calls_that_do_not_end_are_cut() {
    let (reader, mut when_asked, gate) = SlowReader::new();
    let mut running = Running::with(reader, |config| config.shutdown.drain_ms = 20).await;
    let call = extract(&running);
    when_asked.recv().await.unwrap();
    running.stop();
    assert!(matches!((&mut running.served).await.unwrap(), Err(ServeError::Cut { .. })));
    let call = call.await.unwrap();
    assert_eq!((call.code(), reason(&call).as_str()), (Code::Unavailable, "SHUTTING_DOWN"));
    drop(gate);
    running.app.close().await;
}

#[tokio::test]
async fn a_call_takes_no_longer_than_it_may() {
    let (reader, _when_asked, _gate) = SlowReader::new();
    let running = Running::with(reader, |config| config.calls.timeout_ms = 20).await;
    let call = extract(&running).await.unwrap();
    assert_eq!((call.code(), reason(&call).as_str()), (Code::DeadlineExceeded, "DEADLINE_EXCEEDED"));
}

#[tokio::test]
async fn reflection_names_every_service_in_both_versions() {
    use tonic_reflection::pb::{v1 as new, v1alpha as old};

    let running = Running::start(|_| {}).await;
    let expected = [
        "entente.v1.ExtractService",
        "entente.v1.IngestService",
        "entente.v1.QueryService",
        "grpc.health.v1.Health",
        "grpc.reflection.v1.ServerReflection",
        "grpc.reflection.v1alpha.ServerReflection",
    ];
    macro_rules! check {
        ($version:ident) => {
            let mut client = $version::server_reflection_client::ServerReflectionClient::new(running.channel.clone());
            let ask = |message_request| $version::ServerReflectionRequest {
                host: String::new(),
                message_request: Some(message_request),
            };
            use $version::server_reflection_request::MessageRequest;
            use $version::server_reflection_response::MessageResponse;
            let requests = tokio_stream::iter([
                ask(MessageRequest::ListServices(String::new())),
                ask(MessageRequest::FileContainingSymbol("google.rpc.ErrorInfo".into())),
                ask(MessageRequest::FileContainingSymbol("entente.v1.NearestIds".into())),
            ]);
            let mut answers = client.server_reflection_info(requests).await.unwrap().into_inner();
            let mut next = async || answers.message().await.unwrap().unwrap().message_response.unwrap();
            let MessageResponse::ListServicesResponse(list) = next().await else { panic!("no list") };
            let mut names: Vec<_> = list.service.into_iter().map(|service| service.name).collect();
            names.sort();
            assert_eq!(names, expected);
            for _ in 0..2 {
                assert!(matches!(next().await, MessageResponse::FileDescriptorResponse(_)));
            }
        };
    }
    {
        check!(new);
    }
    check!(old);
}

#[tokio::test]
async fn after_the_end_nothing_is_taken() {
    let mut running = Running::start(|_| {}).await;
    let mut query = QueryServiceClient::new(running.channel.clone());
    let get = || v1::GetActorRequest { id: "JPN".into(), read: None };
    query.get_actor(get()).await.unwrap();
    running.stop();
    running.served.await.unwrap().unwrap();
    assert_eq!(query.get_actor(get()).await.unwrap_err().code(), Code::Unavailable);
}
