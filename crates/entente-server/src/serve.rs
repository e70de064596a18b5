//! The server: one port, every service, a polite end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use entente_proto::v1::extract_service_server::ExtractServiceServer;
use entente_proto::v1::ingest_service_server::IngestServiceServer;
use entente_proto::v1::query_service_server::QueryServiceServer;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tonic::codec::CompressionEncoding;
use tonic::server::NamedService;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use crate::app::App;
use crate::calls::CallLayer;
use crate::config::Config;
use crate::service::{ExtractServer, IngestServer, QueryServer, Shared};

/// How long calls that are cut may take to say so.
const LAST_WORDS: Duration = Duration::from_millis(250);

/// Why the server ended otherwise than politely.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The transport failed.
    #[error("the transport failed: {0}")]
    Transport(#[from] tonic::transport::Error),
    /// The descriptors that reflection serves are damaged.
    #[error("reflection cannot be built: {0}")]
    Reflection(#[from] tonic_reflection::server::Error),
    /// Calls were still open when the time to drain was over; they were cut.
    #[error("calls or connections were still open {} ms after the server was told to stop: they were cut", waited.as_millis())]
    Cut {
        /// How long was waited.
        waited: Duration,
    },
}

/// Serves until `shutdown` is done, then stops politely: health turns NOT_SERVING, no new connection or call is taken,
/// streams answer what they have accepted and end with SHUTTING_DOWN; what is still open after
/// `config.shutdown.drain_ms` is cut.
///
/// The app stays open: close it afterwards.
///
/// # Errors
/// [`ServeError`]; after [`ServeError::Cut`] all is stopped as well.
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    config: &Config,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let (stop, cut) = (CancellationToken::new(), CancellationToken::new());
    // Whoever drops this future has no use for its calls either.
    let _cut_on_drop = cut.clone().drop_guard();
    let shared = Shared::new(app, config, stop.clone());
    let (health, health_service) = tonic_health::server::health_reporter();
    report(&health, ServingStatus::Serving).await;

    let largest = config.sizes.message_bytes();
    macro_rules! with_limits {
        ($service:expr) => {
            $service
                .max_decoding_message_size(largest)
                .accept_compressed(CompressionEncoding::Gzip)
                .accept_compressed(CompressionEncoding::Zstd)
                .send_compressed(CompressionEncoding::Gzip)
                .send_compressed(CompressionEncoding::Zstd)
        };
    }
    let router = Server::builder()
        .max_concurrent_streams(config.calls.max_per_connection)
        .http2_keepalive_interval(Some(Duration::from_millis(config.keepalive.interval_ms)))
        .http2_keepalive_timeout(Some(Duration::from_millis(config.keepalive.timeout_ms)))
        .layer(CallLayer {
            places: Arc::new(Semaphore::new(config.calls.max_in_flight.min(Semaphore::MAX_PERMITS))),
            timeout: config.calls.timeout(),
            stop: stop.clone(),
            cut: cut.clone(),
        })
        .add_service(health_service)
        .add_service(reflection().build_v1()?)
        .add_service(reflection().build_v1alpha()?)
        .add_service(with_limits!(ExtractServiceServer::new(ExtractServer::over(&shared))))
        .add_service(with_limits!(IngestServiceServer::new(IngestServer::over(&shared))))
        .add_service(with_limits!(QueryServiceServer::new(QueryServer::over(&shared))));
    let incoming = TcpIncoming::from(listener).with_nodelay(Some(true));
    let server = router.serve_with_incoming_shutdown(incoming, stop.clone().cancelled_owned());
    tokio::pin!(server);

    tokio::select! {
        ended = &mut server => return Ok(ended?),
        () = shutdown => {}
    }
    tracing::info!("stopping: no new calls, open ones may end");
    report(&health, ServingStatus::NotServing).await;
    stop.cancel();
    let drain = config.shutdown.drain();
    if let Ok(ended) = timeout(drain, &mut server).await {
        return Ok(ended?);
    }
    tracing::warn!(waited_ms = config.shutdown.drain_ms, "calls are still open: they are cut");
    cut.cancel();
    // What still hangs after its calls were cut is a dead connection.
    let _ = timeout(LAST_WORDS, server).await;
    Err(ServeError::Cut { waited: drain })
}

/// Everything that a client may meet: our contract, health, reflection itself, and the details of errors.
fn reflection() -> tonic_reflection::server::Builder<'static> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(entente_proto::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_types::pb::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_reflection::pb::v1::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_reflection::pb::v1alpha::FILE_DESCRIPTOR_SET)
        .include_reflection_service(false)
}

/// Tells health checks how the server stands, as a whole and service by service.
async fn report(health: &HealthReporter, status: ServingStatus) {
    let services = [
        "",
        <ExtractServiceServer<ExtractServer> as NamedService>::NAME,
        <IngestServiceServer<IngestServer> as NamedService>::NAME,
        <QueryServiceServer<QueryServer> as NamedService>::NAME,
    ];
    for service in services {
        health.set_service_status(service, status).await;
    }
}

#[cfg(test)]
mod tests;
