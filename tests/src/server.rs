//! A server in process, on a free port of this machine, with typed clients.

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use entente_core::{RecordTime, World};
use entente_proto::v1::extract_service_client::ExtractServiceClient;
use entente_proto::v1::ingest_service_client::IngestServiceClient;
use entente_proto::v1::query_service_client::QueryServiceClient;
use entente_proto::v1::{Document, IngestRequest, IngestResponse, PartialDate, RetractDocumentRequest};
use entente_server::{App, Config, ReadDocuments, ServeError, serve};
use entente_store::{EmbeddedLog, Log, MemoryLog};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::transport::{Channel, Endpoint};
use tonic_health::pb::health_client::HealthClient;

use crate::notation::{Gate, Notation};

/// The longest that a test waits for anything, so that a fault ends as a failure and not as a hanging run.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// The record time at which a server's clock stands until a test moves it: 2026-01-15T12:00:00Z.
pub const NOON: RecordTime = RecordTime(1_768_478_400_000_000);

/// What a server is made of.
#[derive(Clone)]
pub struct Setup {
    /// Where it records.
    pub log: Arc<dyn Log>,
    /// What reads documents; by default [`Notation`] behind [`gate`](Self::gate).
    pub reader: Arc<dyn ReadDocuments>,
    /// The gate of documents that say `wait`.
    pub gate: Gate,
    /// How it runs.
    pub config: Config,
    /// Its clock, in microseconds since 1970.
    pub clock: Arc<AtomicI64>,
}

impl Setup {
    /// A server over a log, with one thread that reads notation and a clock that stands at [`NOON`].
    #[must_use]
    pub fn over(log: Arc<dyn Log>) -> Self {
        let gate = Gate::default();
        let mut config = Config::default();
        // With one, documents are recorded in the order in which they come, so that a test can name positions.
        config.ingest.extraction_threads = 1;
        Self {
            log,
            reader: Arc::new(Notation::behind(gate.clone())),
            gate,
            config,
            clock: Arc::new(AtomicI64::new(NOON.0)),
        }
    }

    /// A server over a new log in memory.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::over(Arc::new(MemoryLog::new()))
    }

    /// A server over the log of a directory.
    #[must_use]
    pub fn on_disk(path: &Path) -> Self {
        Self::over(Arc::new(EmbeddedLog::open(path).expect("the directory opens")))
    }

    /// The same with another configuration.
    #[must_use]
    pub fn configured(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }
}

/// A server that runs.
pub struct Server {
    /// The service behind the wire, for what the contract has no call for.
    pub app: Arc<App>,
    /// Where it listens.
    pub address: SocketAddr,
    /// The gate of documents that say `wait`.
    pub gate: Gate,
    channel: Channel,
    clock: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    served: JoinHandle<Result<(), ServeError>>,
}

impl Server {
    /// Starts one.
    pub async fn start(setup: Setup) -> Self {
        let Setup { log, reader, gate, config, clock } = setup;
        let time = Arc::clone(&clock);
        let now = Arc::new(move || RecordTime(time.load(Ordering::SeqCst)));
        let app = Arc::new(App::open(log, World::embedded(), reader, &config, now).expect("the log folds"));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&app);
        let served = tokio::spawn(async move {
            let shutdown = async { drop(stopped.await) };
            serve(listener, serving, &config, shutdown).await
        });
        let channel = connect(address).await;
        Self { app, address, gate, channel, clock, stop: Some(stop), served }
    }

    /// Starts one over a new log in memory.
    pub async fn in_memory() -> Self {
        Self::start(Setup::in_memory()).await
    }

    /// Starts one over a new log in memory that has taken these documents.
    pub async fn with(documents: impl IntoIterator<Item = Document>) -> Self {
        let server = Self::in_memory().await;
        server.store(documents).await;
        server
    }

    /// A connection of its own.
    pub async fn connect(&self) -> Channel {
        connect(self.address).await
    }

    /// The connection that the clients below share.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// Asks questions.
    #[must_use]
    pub fn query(&self) -> QueryServiceClient<Channel> {
        QueryServiceClient::new(self.channel()).max_decoding_message_size(64 << 20)
    }

    /// Brings documents.
    #[must_use]
    pub fn ingest(&self) -> IngestServiceClient<Channel> {
        IngestServiceClient::new(self.channel()).max_decoding_message_size(64 << 20)
    }

    /// Has documents read.
    #[must_use]
    pub fn extract(&self) -> ExtractServiceClient<Channel> {
        ExtractServiceClient::new(self.channel())
    }

    /// Asks how it is.
    #[must_use]
    pub fn health(&self) -> HealthClient<Channel> {
        HealthClient::new(self.channel())
    }

    /// Moves the clock of record times.
    pub fn at(&self, time: &str) {
        let time: jiff::Timestamp = time.parse().expect("a time in RFC 3339");
        self.clock.store(time.as_microsecond(), Ordering::SeqCst);
    }

    /// Brings documents in one stream; all acknowledgements, in order.
    pub async fn send(&self, documents: impl IntoIterator<Item = Document>) -> Vec<IngestResponse> {
        let requests: Vec<_> =
            documents.into_iter().map(|document| IngestRequest { document: Some(document) }).collect();
        let stream = self.ingest().ingest(tokio_stream::iter(requests)).await.expect("the stream opens");
        let mut answers = stream.into_inner();
        let mut acknowledged = Vec::new();
        while let Some(answer) = patiently(answers.message()).await.expect("the stream goes on") {
            acknowledged.push(answer);
        }
        acknowledged
    }

    /// Brings documents that must all be recorded; the position from which on reads show all of them.
    pub async fn store(&self, documents: impl IntoIterator<Item = Document>) -> u64 {
        let acknowledged = self.send(documents).await;
        for answer in &acknowledged {
            assert_eq!(answer.rejection, None, "{} is recorded", answer.document_id);
        }
        acknowledged.iter().map(|answer| answer.position).max().unwrap_or(0)
    }

    /// Takes a document back; the position from which on reads do not show it.
    pub async fn retract(&self, id: &str, reason: &str) -> u64 {
        let request = RetractDocumentRequest { id: id.into(), reason: reason.into() };
        self.ingest().retract_document(request).await.expect("there is such a document").into_inner().position
    }

    /// Tells it to stop, without waiting.
    pub fn tell_to_stop(&mut self) {
        self.stop.take();
    }

    /// Waits until it has stopped, then lets everybody pass the gate and closes the app.
    ///
    /// # Errors
    /// What [`serve()`] ended with.
    pub async fn stopped(mut self) -> Result<(), ServeError> {
        let result = patiently(&mut self.served).await.expect("it did not panic");
        self.gate.open();
        patiently(self.app.close()).await;
        result
    }

    /// Stops it politely.
    pub async fn stop(mut self) {
        self.gate.open();
        self.tell_to_stop();
        self.stopped().await.expect("it stops politely");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Threads that wait would outlive the test.
        self.gate.open();
    }
}

/// Waits for something, but not for ever.
pub async fn patiently<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("it comes in time")
}

/// A document with nothing known but its id and text.
#[must_use]
pub fn document(id: &str, text: &str) -> Document {
    Document { id: id.into(), text: text.into(), ..Document::default() }
}

/// A document of a day (`2023-07-03`) and a source.
#[must_use]
pub fn dated(id: &str, published: &str, source: &str, text: &str) -> Document {
    let date: jiff::civil::Date = published.parse().expect("a date");
    let published = Some(PartialDate { year: date.year().into(), month: date.month().into(), day: date.day().into() });
    Document { published, source: source.into(), ..document(id, text) }
}

async fn connect(address: SocketAddr) -> Channel {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).expect("an address");
    endpoint.connect().await.expect("it listens")
}
