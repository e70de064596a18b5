//! The services of the contract: decode, call, encode. One file a service.

mod extract;
mod ingest;
mod moment;
mod query;
mod stream;

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::app::App;
use crate::config::Config;
use crate::convert::Wire;
use crate::status::Refusal;

pub use extract::ExtractServer;
pub use ingest::IngestServer;
pub use query::QueryServer;

/// What the services share.
#[derive(Debug, Clone)]
pub(crate) struct Shared {
    app: Arc<App>,
    wire: Arc<Wire>,
    default_page_size: u32,
    max_page_size: u32,
    /// How many bytes of text an answer holds where it need not hold them all.
    page_text_bytes: usize,
    stream_window: usize,
    /// Done when the server stops: streams take no more requests.
    stop: CancellationToken,
}

impl Shared {
    /// What the services of one server share; `stop` ends their streams.
    pub(crate) fn new(app: Arc<App>, config: &Config, stop: CancellationToken) -> Self {
        let world = app.graph().world();
        Self {
            app,
            wire: Arc::new(Wire::new(world)),
            default_page_size: config.sizes.default_page_size,
            max_page_size: config.sizes.max_page_size,
            page_text_bytes: 2 << 20,
            stream_window: config.ingest.stream_window,
            stop,
        }
    }

    /// Runs what reads the log beside the threads that answer calls.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Status> {
        let shared = self.clone();
        match tokio::task::spawn_blocking(move || work(&shared)).await {
            Ok(done) => done.map_err(Status::from),
            // The runtime is going down.
            Err(_) => Err(Refusal::shutting_down().into()),
        }
    }
}

#[cfg(test)]
mod tests;
