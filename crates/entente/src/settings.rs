//! What can be set for a server: flags, before environment variables, before the configuration file, before defaults.
//!
//! One table names every setting; the flags, the commented file that `--print-config` writes and the reference page
//! `docs/configuration.md` follow from it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, CommandFactory, Parser};
use entente_server::{Config, Preference};
use toml::Value;

use crate::exit::Failure;

/// Declares the settings: `/// meaning`, name, type, place in [`Config`], environment variable, and the words for the
/// default where its value depends on the machine.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty = $($path:ident).+, $env:literal $(, $default:literal)?;)+) => {
        /// The settings as flags and environment variables.
        #[derive(Debug, Clone, Default, Args)]
        pub(crate) struct Overrides {
            $( $(#[doc = $doc])+ #[arg(long, env = $env, hide_env_values = true, value_name = placeholder(stringify!($type)), help_heading = "Settings")] $name: Option<$type>, )+
        }

        impl Overrides {
            fn apply(&self, config: &mut Config) {
                $( if let Some(value) = &self.$name { config.$($path).+ = value.clone().into(); } )+
            }
        }

        /// Every setting, in the order of the file.
        fn all() -> Vec<Setting> {
            vec![$( Setting {
                flag: stringify!($name),
                key: stringify!($($path).+),
                env: $env,
                machine_default: { let words: &[&str] = &[$($default)?]; words.first().copied() },
                value: |config| config.$($path).+.shown(),
            } ),+]
        }
    };
}

settings! {
    /// Address and port to listen on; port 0 takes a free one
    listen: SocketAddr = listen, "ENTENTE_LISTEN";
    /// Directory that holds the log; made where it is missing
    data_dir: PathBuf = data_dir, "ENTENTE_DATA_DIR";
    /// Longest text of a document, in bytes of UTF-8
    max_document_bytes: usize = sizes.max_document_bytes, "ENTENTE_MAX_DOCUMENT_BYTES";
    /// Largest message that is taken, in bytes after decompression
    max_message_bytes: usize = sizes.max_message_bytes, "ENTENTE_MAX_MESSAGE_BYTES", "the longest document and 1 MiB";
    /// How many things a page holds where the call does not say
    default_page_size: u32 = sizes.default_page_size, "ENTENTE_DEFAULT_PAGE_SIZE";
    /// How many things a page holds at most, up to 1000
    max_page_size: u32 = sizes.max_page_size, "ENTENTE_MAX_PAGE_SIZE";
    /// How many calls run at once over all connections, streams included
    max_calls: usize = calls.max_in_flight, "ENTENTE_MAX_CALLS";
    /// How many calls one connection may have open
    max_calls_per_connection: u32 = calls.max_per_connection, "ENTENTE_MAX_CALLS_PER_CONNECTION";
    /// How long a call with one answer may take, in milliseconds
    call_timeout_ms: u64 = calls.timeout_ms, "ENTENTE_CALL_TIMEOUT_MS";
    /// After how long without a word the other side is asked whether it is there, in milliseconds
    keepalive_interval_ms: u64 = keepalive.interval_ms, "ENTENTE_KEEPALIVE_INTERVAL_MS";
    /// How long its answer may take before the connection is closed, in milliseconds
    keepalive_timeout_ms: u64 = keepalive.timeout_ms, "ENTENTE_KEEPALIVE_TIMEOUT_MS";
    /// How many documents may be on their way into the log, over all streams
    queue_length: usize = ingest.queue_length, "ENTENTE_QUEUE_LENGTH";
    /// How many documents of one stream may be on their way
    stream_window: usize = ingest.stream_window, "ENTENTE_STREAM_WINDOW";
    /// How many documents are made durable by one write at most
    max_batch: usize = ingest.max_batch, "ENTENTE_MAX_BATCH";
    /// How many threads read texts
    extraction_threads: usize = ingest.extraction_threads, "ENTENTE_EXTRACTION_THREADS", "as many as there are processors";
    /// What to prefer where a relation is doubtful: `precision` (few wrong facts), `balanced`, or `recall` (few missing ones)
    prefer: Preference = ingest.prefer, "ENTENTE_PREFER";
    /// How long open calls may go on after the server was told to stop, in milliseconds
    drain_ms: u64 = shutdown.drain_ms, "ENTENTE_DRAIN_MS";
}

/// What a flag's help shows for a value of this type.
fn placeholder(of_type: &str) -> &'static str {
    match of_type {
        "SocketAddr" => "HOST:PORT",
        "PathBuf" => "DIR",
        "Preference" => "precision|balanced|recall",
        _ => "NUMBER",
    }
}

/// One setting: where it stands in the file, and how else it is given.
struct Setting {
    flag: &'static str,
    key: &'static str,
    env: &'static str,
    machine_default: Option<&'static str>,
    value: fn(&Config) -> Option<Value>,
}

/// The value of a setting as the file holds it.
trait Shown {
    fn shown(&self) -> Option<Value>;
}

impl Shown for SocketAddr {
    fn shown(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}

impl Shown for PathBuf {
    fn shown(&self) -> Option<Value> {
        Some(Value::String(self.display().to_string()))
    }
}

impl Shown for Preference {
    fn shown(&self) -> Option<Value> {
        Some(Value::String(self.to_string()))
    }
}

macro_rules! shown_integer {
    ($($type:ty),+) => { $(
        impl Shown for $type {
            fn shown(&self) -> Option<Value> {
                i64::try_from(*self).ok().map(Value::Integer)
            }
        }
    )+ };
}
shown_integer!(usize, u32, u64);

impl<T: Shown> Shown for Option<T> {
    fn shown(&self) -> Option<Value> {
        self.as_ref().and_then(Shown::shown)
    }
}

/// The configuration that counts: the file's values, overridden by variables and flags, checked.
///
/// # Errors
/// Where the file cannot be read, holds an unknown key, or a value is out of its range.
pub(crate) fn effective(file: Option<&Path>, overrides: &Overrides) -> Result<Config, Failure> {
    let mut config = match file {
        None => Config::default(),
        Some(path) => read(path).map_err(Failure::usage)?,
    };
    overrides.apply(&mut config);
    config.validate().map_err(Failure::usage)?;
    Ok(config)
}

fn read(path: &Path) -> anyhow::Result<Config> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the configuration {} cannot be read", path.display()))?;
    // The message names line, column and key, and draws the line.
    toml::from_str(&text)
        .map_err(|error| anyhow::anyhow!("the configuration {}: {}", path.display(), error.to_string().trim_end()))
}

/// A configuration as a file with comments, ready for `--config`.
pub(crate) fn file(config: &Config) -> String {
    let mut out = String::new();
    let mut table = "";
    for setting in all() {
        let (of, key) = setting.key.rsplit_once('.').unwrap_or(("", setting.key));
        if of != table {
            table = of;
            out.push_str(&format!("\n[{table}]\n"));
        }
        out.push_str(&format!("# {} ({}, --{}).\n", meaning(&setting), setting.env, flag(&setting)));
        match (setting.value)(config) {
            Some(value) => out.push_str(&format!("{key} = {value}\n")),
            None => out.push_str(&format!("# {key} = … (default: {})\n", setting.machine_default.unwrap_or("none"))),
        }
    }
    out
}

/// The reference of all settings as rows of a Markdown table.
pub(crate) fn markdown_rows() -> String {
    let default = Config::default();
    let mut out = String::new();
    for setting in all() {
        let value = match setting.machine_default {
            Some(words) => words.to_owned(),
            None => (setting.value)(&default).map(|value| format!("`{value}`")).unwrap_or_default(),
        };
        out.push_str(&format!(
            "| `{}` | `--{}` | `{}` | {value} | {} |\n",
            setting.key,
            flag(&setting),
            setting.env,
            meaning(&setting)
        ));
    }
    out
}

fn flag(setting: &Setting) -> String {
    setting.flag.replace('_', "-")
}

/// The help text of the flag: the one place that says what a setting means.
fn meaning(setting: &Setting) -> String {
    #[derive(Parser)]
    struct Flags {
        #[command(flatten)]
        _overrides: Overrides,
    }
    let command = Flags::command();
    let arg = command.get_arguments().find(|arg| arg.get_id() == setting.flag);
    arg.and_then(|arg| arg.get_help()).map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_file_reads_back_the_same() {
        let mut config = Config::default();
        config.sizes.max_document_bytes = 12_345;
        config.listen = "127.0.0.1:7000".parse().unwrap();
        assert_eq!(toml::from_str::<Config>(&file(&config)).unwrap(), config);
    }

    #[test]
    fn flags_come_before_the_file_and_the_file_before_defaults() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("entente.toml");
        std::fs::write(&path, "listen = '127.0.0.1:7000'\n[calls]\ntimeout_ms = 5\n").unwrap();
        let overrides = Overrides { listen: Some("127.0.0.1:8000".parse().unwrap()), ..Overrides::default() };
        let config = effective(Some(&path), &overrides).unwrap();
        assert_eq!((config.listen.port(), config.calls.timeout_ms), (8000, 5));
        assert_eq!(config.sizes, Config::default().sizes);
    }

    #[test]
    fn an_unknown_key_is_refused_by_name_and_line() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("entente.toml");
        std::fs::write(&path, "[calls]\nretries = 1\n").unwrap();
        let error = effective(Some(&path), &Overrides::default()).unwrap_err().error.to_string();
        assert!(error.contains("unknown field `retries`") && error.contains("line 2"), "{error}");
    }

    #[test]
    fn every_key_of_the_configuration_is_a_setting() {
        // Debug names every field of every table; each leaf must be set by some flag.
        let leaves = format!("{:#?}", Config::default());
        let leaves = leaves.lines().filter(|line| line.ends_with(',') && line.contains(": ")).count();
        assert_eq!(leaves, all().len(), "a setting is missing in the table, or one too many is there");
    }
}
