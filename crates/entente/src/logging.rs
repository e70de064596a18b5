//! Structured logs on standard error.

use clap::{Args, ValueEnum};
use tracing_subscriber::EnvFilter;

use crate::exit::Failure;

/// How logs are written.
#[derive(Debug, Clone, Args)]
pub(crate) struct Logging {
    /// What is logged: a level (`error`, `warn`, `info`, `debug`, `trace`) or a filter by target
    /// (`info,entente_server=debug`) [default: `info` for `serve`, `warn` for the others]
    #[arg(long, global = true, env = "ENTENTE_LOG", value_name = "FILTER", help_heading = "Logs")]
    pub(crate) log_level: Option<String>,
    /// The form of the logs on standard error
    #[arg(long, global = true, env = "ENTENTE_LOG_FORMAT", default_value = "text", help_heading = "Logs")]
    pub(crate) log_format: LogFormat,
}

/// The form of a log line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// Starts logging; `default` is the level where nobody says.
///
/// # Errors
/// Where the filter cannot be read.
pub(crate) fn start(logging: &Logging, default: &str) -> Result<(), Failure> {
    let given = logging.log_level.as_deref().unwrap_or(default);
    let filter = EnvFilter::try_new(given)
        .map_err(|error| Failure::usage(anyhow::anyhow!("`{given}` is no filter for --log-level: {error}")))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match logging.log_format {
        LogFormat::Text => builder.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    started.map_err(|error| Failure::start(anyhow::anyhow!("logging cannot start: {error}")))
}
