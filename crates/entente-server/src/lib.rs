//! The gRPC server: decode, call, encode; limits, errors, health, reflection, telemetry.
//!
//! [`App`] is the service without its wire: a log, its fold, and the way of documents into them. [`serve()`] puts it on a
//! port. A server in process, on a port that the system chooses:
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use std::sync::Arc;
//!
//! use entente_core::World;
//! use entente_server::{App, BuiltIn, Config, serve, system_clock};
//! use entente_store::MemoryLog;
//!
//! let config = Config::default();
//! let (log, reader) = (Arc::new(MemoryLog::new()), Arc::new(BuiltIn::new()));
//! let app = Arc::new(App::open(log, World::embedded(), reader, &config, system_clock())?);
//! let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
//! println!("listening on {}", listener.local_addr()?);
//! serve(listener, Arc::clone(&app), &config, async { drop(tokio::signal::ctrl_c().await) }).await?;
//! app.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! The services also stand alone, without a port: [`QueryServer`] and [`IngestServer`] answer in process.
//!
//! Reading order: [`config`], [`extractor`], [`app`]; then the wire: [`convert`], [`page_token`], [`status`], [`service`],
//! [`serve`](mod@serve).

#![forbid(unsafe_code)]

pub mod app;
mod calls;
pub mod config;
pub mod convert;
pub mod extractor;
pub mod page_token;
pub mod serve;
pub mod service;
pub mod status;
#[cfg(test)]
mod testing;

pub use app::{App, Clock, IngestError, OpenError, Outcome, Pending, ReadError, Receipt, system_clock};
pub use config::{Config, ConfigError};
pub use extractor::{BuiltIn, Preference, ReadDocuments, Reading, Remark, Severity, Wishes};
pub use serve::{ServeError, serve};
pub use service::{ExtractServer, IngestServer, QueryServer};
pub use status::Refusal;
