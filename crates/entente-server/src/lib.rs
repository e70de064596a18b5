//! The gRPC server: decode, call, encode; limits, errors, health, reflection, telemetry.
//!
//! [`App`] is the service without its wire: a log, its fold, and the way of documents into them. [`serve`] puts it on a
//! port. A server in process, on a port that the system chooses:
//!
//! ```no_run
//! # async fn run(reader: std::sync::Arc<dyn entente_server::ReadDocuments>) -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use entente_core::World;
//! use entente_server::{App, Config, serve, system_clock};
//! use entente_store::MemoryLog;
//!
//! let config = Config::default();
//! let app = Arc::new(App::open(Arc::new(MemoryLog::new()), World::embedded(), reader, &config, system_clock())?);
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! println!("listening on {}", listener.local_addr()?);
//! serve(listener, Arc::clone(&app), &config, async { drop(tokio::signal::ctrl_c().await) }).await?;
//! app.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! Reading order: [`config`], [`extractor`], [`app`], [`serve`](mod@serve).

#![forbid(unsafe_code)]

pub mod app;
pub mod config;
pub mod extractor;
pub mod serve;

pub use app::{App, Clock, IngestError, OpenError, Outcome, Pending, ReadError, Receipt, system_clock};
pub use config::{Config, ConfigError};
pub use extractor::{ReadDocuments, Reading, Remark, Severity};
pub use serve::{ServeError, serve};
