//! `entente serve`: the server, and its demonstration.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::anyhow;
use clap::Args;
use entente_server::{App, Config};
use tokio::net::TcpListener;

use crate::exit::{Exit, Failure};
use crate::settings::{self, Overrides};
use crate::{backend, demo, output};

/// Serves the API over gRPC until it is told to stop
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// Configuration file in TOML; see `entente config`
    #[arg(long, value_name = "FILE", env = "ENTENTE_CONFIG")]
    config: Option<PathBuf>,
    /// Write the configuration that counts, as a file, and stop
    #[arg(long)]
    print_config: bool,
    /// Read the sample articles into a temporary data directory, show what is in them, and serve
    #[arg(long)]
    demo: bool,
    #[command(flatten)]
    settings: Overrides,
}

/// Serves until Ctrl-C or SIGTERM, then stops politely.
///
/// # Errors
/// Where the configuration is wrong, the port or the data directory cannot be had, or the transport fails.
pub(crate) async fn run(args: &ServeArgs) -> Result<Exit, Failure> {
    let mut config = settings::effective(args.config.as_deref(), &args.settings)?;
    if args.print_config {
        output::result(settings::file(&config).trim_end())?;
        return Ok(Exit::Fine);
    }
    // Before the log is read, which may take a while: a port in use is told at once.
    let listener = listen(&config).await?;
    config.listen = listener.local_addr().map_err(Failure::start)?;
    let temporary = match args.demo {
        true => Some(tempfile::Builder::new().prefix("entente-demo-").tempdir().map_err(Failure::start)?),
        false => None,
    };
    if let Some(directory) = &temporary {
        config.data_dir = directory.path().to_owned();
    }
    let app = backend::open(&backend::log(&config)?, &config)?;
    // The signals count from here on, so that the demonstration, too, ends politely.
    let signal = stop()?;
    let stop = async move {
        signal.await;
        output::note("stopping: open calls may end");
    };
    let served = serve(listener, &app, &config, args.demo, stop).await;
    close(&app, &config).await;
    drop(temporary);
    served.map(|()| Exit::Fine)
}

async fn serve(
    listener: TcpListener,
    app: &Arc<App>,
    config: &Config,
    demo: bool,
    stop: impl Future<Output = ()>,
) -> Result<(), Failure> {
    if demo {
        demo::show(app, config).await?;
    } else {
        output::note(format_args!("listening on {}, data directory {}", config.listen, config.data_dir.display()));
    }
    entente_server::serve(listener, Arc::clone(app), config, stop).await.map_err(Failure::answered)
}

/// Records what was accepted, for as long as open calls may take, too, or until the process is told to stop once more.
/// What is not recorded by then was not acknowledged.
async fn close(app: &App, config: &Config) {
    let again = async {
        match stop() {
            Ok(stop) => stop.await,
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        () = app.close() => {}
        () = again => {}
        () = tokio::time::sleep(config.shutdown.drain()) => {
            output::note("texts are still being read: they are given up, and were not acknowledged");
        }
    }
}

async fn listen(config: &Config) -> Result<TcpListener, Failure> {
    TcpListener::bind(config.listen).await.map_err(|error| {
        let address = config.listen;
        Failure::start(match error.kind() {
            std::io::ErrorKind::AddrInUse => {
                anyhow!("{address} is in use: stop the other server, or give another address with --listen")
            }
            _ => anyhow!("cannot listen on {address}: {error}: give another address with --listen"),
        })
    })
}

/// Done once the process is told to stop.
fn stop() -> Result<impl Future<Output = ()>, Failure> {
    #[cfg(unix)]
    let mut terminate = {
        use tokio::signal::unix::{SignalKind, signal};
        signal(SignalKind::terminate()).map_err(Failure::start)?
    };
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    })
}
