//! Two servers in this process, on ports of the loopback: ours with documents, and one whose handler does nothing.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use entente_core::{Document, World};
use entente_proto::v1::extract_service_server::{ExtractService, ExtractServiceServer};
use entente_proto::v1::{ExtractRequest, ExtractResponse, ExtractStreamRequest, ExtractStreamResponse};
use entente_server::{App, BuiltIn, Config, serve, system_clock};
use entente_store::MemoryLog;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status, Streaming};

use super::documents::Copies;

/// The name of the threads that answer calls; the system cuts names after 15 bytes.
pub(super) const THREADS: &str = "bench-server";

/// Both servers, on threads of their own.
pub(super) struct Servers {
    runtime: Runtime,
    app: Arc<App>,
    pub(super) ours: SocketAddr,
    pub(super) empty: SocketAddr,
    running: Vec<(oneshot::Sender<()>, JoinHandle<anyhow::Result<()>>)>,
}

impl Servers {
    /// Starts both; ours has taken `count` copies of the documents.
    pub(super) fn start(documents: &[Document], count: usize) -> anyhow::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name(THREADS).build()?;
        // Queries read the graph; the log behind it does not matter.
        let config = Config::default();
        let (log, reader) = (Arc::new(MemoryLog::new()), Arc::new(BuiltIn::new()));
        let app = Arc::new(App::open(log, World::embedded(), reader, &config, system_clock())?);
        let (ours, empty) = runtime.block_on(async {
            let mut copies = Copies::of(documents);
            let mut open = Vec::with_capacity(count);
            for _ in 0..count {
                open.push(app.submit(copies.next().0).await?);
            }
            for pending in open {
                pending.receipt().await?;
            }
            let bind = || TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
            anyhow::Ok((bind().await?, bind().await?))
        })?;
        let addresses = (ours.local_addr()?, empty.local_addr()?);

        let (stop_ours, stopped) = oneshot::channel::<()>();
        let serving = Arc::clone(&app);
        let served = runtime.spawn(async move {
            serve(ours, serving, &config, async { drop(stopped.await) }).await.context("the server")
        });
        let (stop_empty, stopped) = oneshot::channel::<()>();
        let served_empty = runtime.spawn(async move {
            let incoming = TcpIncoming::from(empty).with_nodelay(Some(true));
            let router = Server::builder().add_service(ExtractServiceServer::new(Empty));
            router
                .serve_with_incoming_shutdown(incoming, async { drop(stopped.await) })
                .await
                .context("the empty server")
        });
        let running = vec![(stop_ours, served), (stop_empty, served_empty)];
        Ok(Self { runtime, app, ours: addresses.0, empty: addresses.1, running })
    }

    /// The service behind our server.
    pub(super) fn app(&self) -> &App {
        &self.app
    }

    /// Stops both, once their clients are gone.
    pub(super) fn stop(self) -> anyhow::Result<()> {
        let Self { runtime, app, running, .. } = self;
        runtime.block_on(async {
            for (stop, served) in running {
                // Where nobody listens any more, the server has already ended, and says why.
                let _ = stop.send(());
                served.await??;
            }
            app.close().await;
            Ok(())
        })
    }
}

/// Answers nothing, at once: what a call costs before anything is asked.
struct Empty;

#[tonic::async_trait]
impl ExtractService for Empty {
    async fn extract(&self, _: Request<ExtractRequest>) -> Result<Response<ExtractResponse>, Status> {
        Ok(Response::new(ExtractResponse::default()))
    }

    type ExtractStreamStream = tokio_stream::Empty<Result<ExtractStreamResponse, Status>>;

    async fn extract_stream(
        &self,
        _: Request<Streaming<ExtractStreamRequest>>,
    ) -> Result<Response<Self::ExtractStreamStream>, Status> {
        Ok(Response::new(tokio_stream::empty()))
    }
}
