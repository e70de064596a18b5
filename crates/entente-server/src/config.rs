//! What can be set: one documented struct, passed in. Unknown keys are refused.
//!
//! Every key has a default, so that an empty file is a configuration. Times are whole milliseconds, sizes bytes; both
//! say so in their names.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

use crate::extractor::Preference;

/// The most that a page holds: the contract says so to every client.
pub const LARGEST_PAGE: u32 = 1_000;

/// How the server runs.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Where to listen: address and port; port 0 takes a free one. Default `127.0.0.1:50051`.
    pub listen: SocketAddr,
    /// The directory that holds the log. Made where it is missing. Default `entente-data` in the working directory.
    pub data_dir: PathBuf,
    /// How large requests and answers may be.
    pub sizes: Sizes,
    /// How many calls run at once, and for how long.
    pub calls: Calls,
    /// How dead connections are found.
    pub keepalive: Keepalive,
    /// How documents are read and recorded.
    pub ingest: Ingest,
    /// How the server stops.
    pub shutdown: Shutdown,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 50_051)),
            data_dir: PathBuf::from("entente-data"),
            sizes: Sizes::default(),
            calls: Calls::default(),
            keepalive: Keepalive::default(),
            ingest: Ingest::default(),
            shutdown: Shutdown::default(),
        }
    }
}

/// How large requests and answers may be.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Sizes {
    /// The longest text of a document, in bytes of UTF-8. Default 10,485,760 (10 MiB).
    pub max_document_bytes: usize,
    /// The largest message that is taken, in bytes after decompression; a larger one ends its call. Default: the longest
    /// document and 1 MiB, so that a text that is a little too long is refused by name and not by the transport.
    pub max_message_bytes: Option<usize>,
    /// How many things a page holds where the call does not say, 1 to `max_page_size`. Default 50.
    pub default_page_size: u32,
    /// How many things a page holds at most, 1 to 1,000. Default 1,000.
    pub max_page_size: u32,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            max_document_bytes: 10 << 20,
            max_message_bytes: None,
            default_page_size: 50,
            max_page_size: LARGEST_PAGE,
        }
    }
}

impl Sizes {
    /// The largest message that is taken, in bytes.
    #[must_use]
    pub fn message_bytes(&self) -> usize {
        self.max_message_bytes.unwrap_or(self.max_document_bytes.saturating_add(1 << 20))
    }
}

/// How many calls run at once, and for how long.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Calls {
    /// How many calls run at once over all connections, streams included; more are refused with OVERLOADED. Health
    /// checks and reflection are not counted. Default 1,024.
    pub max_in_flight: usize,
    /// How many calls one connection may have open; its client waits with more. Default 256.
    pub max_per_connection: u32,
    /// How long a call with one answer may take, in milliseconds, also where its own deadline is later. Default 30,000.
    pub timeout_ms: u64,
}

impl Default for Calls {
    fn default() -> Self {
        Self { max_in_flight: 1_024, max_per_connection: 256, timeout_ms: 30_000 }
    }
}

impl Calls {
    /// How long a call with one answer may take.
    #[must_use]
    pub fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }
}

/// How dead connections are found.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Keepalive {
    /// After how long without a word the other side is asked whether it is there, in milliseconds. Default 30,000.
    pub interval_ms: u64,
    /// How long its answer may take before the connection is closed, in milliseconds. Default 10,000.
    pub timeout_ms: u64,
}

impl Default for Keepalive {
    fn default() -> Self {
        Self { interval_ms: 30_000, timeout_ms: 10_000 }
    }
}

/// How documents are read and recorded.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ingest {
    /// How many documents may wait to be read or recorded, over all calls; whoever brings more waits. Default 256.
    pub queue_length: usize,
    /// How many documents of one stream may be on their way. Default 64.
    pub stream_window: usize,
    /// How many documents are made durable by one write at most. Default 256.
    pub max_batch: usize,
    /// How many threads read texts. Default: as many as there are processors.
    pub extraction_threads: usize,
    /// What to prefer where a relation is doubtful: `precision`, `balanced` or `recall`. Default `balanced`.
    #[serde(deserialize_with = "preference")]
    pub prefer: Preference,
}

impl Default for Ingest {
    fn default() -> Self {
        let processors = thread::available_parallelism().map_or(2, usize::from);
        Self {
            queue_length: 256,
            stream_window: 64,
            max_batch: 256,
            extraction_threads: processors,
            prefer: Preference::default(),
        }
    }
}

fn preference<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Preference, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
}

/// How the server stops.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shutdown {
    /// How long open calls may go on after the server was told to stop, in milliseconds; then they are cut. Default
    /// 10,000.
    pub drain_ms: u64,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self { drain_ms: 10_000 }
    }
}

impl Shutdown {
    /// How long open calls may go on.
    #[must_use]
    pub fn drain(&self) -> Duration {
        Duration::from_millis(self.drain_ms)
    }
}

/// A value is out of its range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}` is {given}: give {wanted}")]
pub struct ConfigError {
    /// The key with its table (`sizes.max_page_size`).
    pub field: &'static str,
    /// What was given.
    pub given: u64,
    /// What it takes.
    pub wanted: String,
}

impl Config {
    /// Checks every value.
    ///
    /// # Errors
    /// [`ConfigError`] names the first that is out of its range.
    pub fn validate(&self) -> Result<(), ConfigError> {
        let Self { sizes, calls, keepalive, ingest, .. } = self;
        positive("sizes.max_document_bytes", sizes.max_document_bytes as u64)?;
        within("sizes.max_page_size", u64::from(sizes.max_page_size), 1, u64::from(LARGEST_PAGE))?;
        let largest = u64::from(sizes.max_page_size);
        within("sizes.default_page_size", u64::from(sizes.default_page_size), 1, largest)?;
        let smallest = sizes.max_document_bytes as u64;
        within("sizes.max_message_bytes", sizes.message_bytes() as u64, smallest, u64::from(u32::MAX))?;
        positive("calls.max_in_flight", calls.max_in_flight as u64)?;
        positive("calls.max_per_connection", u64::from(calls.max_per_connection))?;
        positive("calls.timeout_ms", calls.timeout_ms)?;
        positive("keepalive.interval_ms", keepalive.interval_ms)?;
        positive("keepalive.timeout_ms", keepalive.timeout_ms)?;
        // Semaphores and channels take no more than this; nobody needs a millionth of it.
        const MOST: u64 = 1 << 20;
        within("ingest.queue_length", ingest.queue_length as u64, 1, MOST)?;
        within("ingest.stream_window", ingest.stream_window as u64, 1, MOST)?;
        within("ingest.max_batch", ingest.max_batch as u64, 1, MOST)?;
        within("ingest.extraction_threads", ingest.extraction_threads as u64, 1, 1_024)
    }
}

fn positive(field: &'static str, given: u64) -> Result<(), ConfigError> {
    within(field, given, 1, u64::MAX)
}

fn within(field: &'static str, given: u64, least: u64, most: u64) -> Result<(), ConfigError> {
    if (least..=most).contains(&given) {
        return Ok(());
    }
    let wanted = if most == u64::MAX { format!("{least} or more") } else { format!("{least} to {most}") };
    Err(ConfigError { field, given, wanted })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<Config, String> {
        let config: Config = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        config.validate().map_err(|e| e.to_string())?;
        Ok(config)
    }

    #[test]
    fn an_empty_file_is_the_default() {
        assert_eq!(check(""), Ok(Config::default()));
        assert_eq!(Config::default().sizes.message_bytes(), 11 << 20);
    }

    #[test]
    fn what_is_given_counts_and_the_rest_stays() {
        let config = check("listen = '0.0.0.0:7000'\n[sizes]\nmax_document_bytes = 1000\n").unwrap();
        assert_eq!(config.listen.port(), 7000);
        assert_eq!(config.sizes, Sizes { max_document_bytes: 1000, ..Sizes::default() });
    }

    #[test]
    fn unknown_keys_and_values_out_of_range_are_named() {
        assert!(check("lisen = '0.0.0.0:7000'").unwrap_err().contains("unknown field `lisen`"));
        assert!(check("[calls]\nretries = 1").unwrap_err().contains("unknown field `retries`"));
        let refused = |text: &str, message: &str| assert_eq!(check(text), Err(message.to_owned()));
        refused("[sizes]\nmax_page_size = 5000", "`sizes.max_page_size` is 5000: give 1 to 1000");
        refused("[sizes]\nmax_page_size = 10", "`sizes.default_page_size` is 50: give 1 to 10");
        refused("[ingest]\nextraction_threads = 0", "`ingest.extraction_threads` is 0: give 1 to 1024");
        refused("[ingest]\nprefer = 'speed'", "`speed` is no preference: give `precision`, `balanced` or `recall`");
        refused("[calls]\ntimeout_ms = 0", "`calls.timeout_ms` is 0: give 1 or more");
    }
}
