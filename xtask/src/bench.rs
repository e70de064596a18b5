//! What Entente does in a second: `cargo xtask bench`. How to run it and what the figures mean is in
//! `docs/benchmarks.md`.
//!
//! All figures are taken in rounds, and what is compared is measured in turn: a machine with neighbours changes its mind
//! from one minute to the next. Reading order: [`extract`], [`ingest`], [`query`].

mod documents;
mod extract;
mod ingest;
mod query;
mod servers;
mod spread;
mod system;
mod table;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use anyhow::Context;
use clap::ValueEnum;
use entente_core::Document;
use jiff::Timestamp;
use serde::Serialize;

/// How many different documents go through the whole server at most; more would only take longer to prepare.
const MOST_INGESTED: usize = 1_000;

/// What to measure, and for how long.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to measure.
    #[arg(value_enum, default_value_t = Subject::All)]
    subject: Subject,
    /// Documents in place of the samples: JSON lines, also compressed (.gz).
    #[arg(long, num_args = 1.., value_name = "FILE")]
    docs: Vec<PathBuf>,
    /// How many seconds each figure may take, over all its rounds.
    #[arg(long, default_value = "5", value_parser = seconds, value_name = "N")]
    seconds: Duration,
    /// How many rounds each figure has.
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=1_000), value_name = "N")]
    rounds: u16,
    /// Queries: how many connections the client has.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u16).range(1..=8), value_name = "N")]
    connections: u16,
    /// Queries: how many calls each connection has open.
    #[arg(long, default_value_t = 16, value_parser = clap::value_parser!(u16).range(1..=120), value_name = "N")]
    streams: u16,
    /// Ingestion: the folder to write in, on the disk to measure; default the build folder.
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// Only tries whether everything runs: a moment for each figure, which then says little.
    #[arg(long)]
    small: bool,
    /// What to print.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Subject {
    /// How fast one core reads texts.
    Extract,
    /// How many documents a second become durable.
    Ingest,
    /// How many questions a second are answered.
    Query,
    /// All of them.
    All,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables, for people.
    Table,
    /// One JSON object, for programs.
    Json,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let given: f64 = text.parse().map_err(|_| format!("`{text}` is no number of seconds"))?;
    if !(0.1..=3_600.0).contains(&given) {
        return Err("give 0.1 to 3600 seconds".to_owned());
    }
    Ok(Duration::from_secs_f64(given))
}

/// Measures and prints.
pub(crate) fn run(root: &Path, args: &Args, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let report = measure(root, args)?;
    match args.format {
        Format::Table => write!(out, "{}", table::of(&report))?,
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&report)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn measure(root: &Path, args: &Args) -> anyhow::Result<Report> {
    let plan = Plan::of(args);
    let mut documents = if args.docs.is_empty() { documents::samples(root)? } else { documents::of_files(&args.docs)? };
    if args.small {
        documents = documents::thinned(&documents, 4);
    }
    let is = |subject| args.subject == subject || args.subject == Subject::All;
    let machine = Machine::of(&plan);
    // Extraction first: the most memory that the process has had is then its own.
    let extract = is(Subject::Extract).then(|| extract::measure(&documents, &plan));
    let ingest = is(Subject::Ingest).then(|| ingested(root, args, &documents, &plan)).transpose()?;
    let query = is(Subject::Query).then(|| query::measure(&documents, &plan)).transpose()?;
    Ok(Report { machine, extract, ingest, query })
}

fn ingested(root: &Path, args: &Args, documents: &[Document], plan: &Plan) -> anyhow::Result<ingest::Figures> {
    // Folders for temporary files often lie in memory, where nothing is durable.
    let folder = args.dir.clone().unwrap_or_else(|| root.join("target"));
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    ingest::measure(&documents::thinned(documents, MOST_INGESTED), plan, &folder)
}

/// How long and how often.
struct Plan {
    /// For each figure, over all rounds.
    seconds: Duration,
    rounds: u32,
    /// How many documents are on their way at once: one row each.
    in_flight: Vec<usize>,
    /// How many documents a server has that is asked, at least.
    documents_served: usize,
    connections: usize,
    streams: usize,
    warm_up_calls: usize,
}

impl Plan {
    fn of(args: &Args) -> Self {
        let (connections, streams) = (usize::from(args.connections), usize::from(args.streams));
        if args.small {
            return Self {
                seconds: Duration::from_millis(200),
                rounds: 2,
                in_flight: vec![1, 4],
                documents_served: 8,
                connections: connections.min(2),
                streams: streams.min(2),
                warm_up_calls: 10,
            };
        }
        Self {
            seconds: args.seconds,
            rounds: args.rounds.into(),
            in_flight: vec![1, 16, 64, 256],
            documents_served: 1_000,
            connections,
            streams,
            warm_up_calls: 500,
        }
    }

    fn round(&self) -> Duration {
        self.seconds / self.rounds
    }

    fn warm_up(&self) -> Duration {
        self.round() / 4
    }
}

/// What was measured, with the machine that it was measured on.
#[derive(Debug, Serialize)]
struct Report {
    machine: Machine,
    #[serde(skip_serializing_if = "Option::is_none")]
    extract: Option<extract::Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ingest: Option<ingest::Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<query::Figures>,
}

#[derive(Debug, Serialize)]
struct Machine {
    date: String,
    processors: usize,
    processor: Option<String>,
    /// How many processes waited for a processor, over the minute before the run.
    load: Option<f64>,
    /// Whether the build is one whose figures count.
    optimised: bool,
    seconds_a_figure: f64,
    rounds: u32,
}

impl Machine {
    fn of(plan: &Plan) -> Self {
        Self {
            date: Timestamp::now().strftime("%Y-%m-%d").to_string(),
            processors: thread::available_parallelism().map_or(1, usize::from),
            processor: system::processor(),
            load: system::load(),
            optimised: !cfg!(debug_assertions),
            seconds_a_figure: plan.seconds.as_secs_f64(),
            rounds: plan.rounds,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;
    use serde_json::Value;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        args: Args,
    }

    fn args(line: &str) -> Result<Args, String> {
        let words = std::iter::once("bench").chain(line.split_whitespace());
        Command::try_parse_from(words).map(|command| command.args).map_err(|error| error.to_string())
    }

    /// Calls `visit` with every number and its path.
    fn numbers(path: &str, value: &Value, visit: &mut impl FnMut(&str, f64)) {
        match value {
            Value::Number(number) => visit(path, number.as_f64().unwrap()),
            Value::Array(items) => items.iter().for_each(|item| numbers(path, item, visit)),
            Value::Object(fields) => {
                fields.iter().for_each(|(name, field)| numbers(&format!("{path}.{name}"), field, visit));
            }
            _ => {}
        }
    }

    #[test]
    fn a_small_run_has_every_figure() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut args = args("all --small").unwrap();
        args.dir = Some(folder.path().to_owned());
        let report = measure(root, &args).unwrap();

        let mut count = 0;
        numbers("", &serde_json::to_value(&report).unwrap(), &mut |path, figure| {
            // The empty handler's answer has neither bytes nor facts, and a machine may have been idle.
            let may_be_none = path.contains("answer_") || path == ".machine.load";
            assert!(figure > 0.0 || may_be_none && figure == 0.0, "{path} is {figure}");
            count += 1;
        });
        assert!(count > 80, "{count} figures");

        let query = report.query.as_ref().unwrap();
        let names: Vec<_> = query.calls.iter().map(|calls| calls.name).collect();
        assert_eq!(names, ["empty handler", "GetFact", "ListFacts, 50 a page"]);
        assert!(query.calls[1..].iter().all(|calls| calls.answer_facts >= 1.0 && calls.answer_bytes > 100.0));
        let ingest = report.ingest.as_ref().unwrap();
        assert_eq!(ingest.rows.len(), 4);
        assert!(ingest.rows.iter().all(|row| row.commits <= row.documents));
        let table = table::of(&report);
        for title in ["Extraction", "Durable ingestion", "Queries"] {
            assert!(table.contains(title), "{table}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "the run left files behind");
    }

    #[test]
    fn arguments_out_of_range_are_refused() {
        assert!(args("--seconds 0").unwrap_err().contains("give 0.1 to 3600 seconds"));
        assert!(args("--seconds soon").unwrap_err().contains("`soon` is no number of seconds"));
        assert!(args("--streams 500").unwrap_err().contains("500 is not in 1..=120"));
        assert!(args("everything").unwrap_err().contains("extract, ingest, query, all"));
        let given = args("extract --docs a.jsonl b.jsonl.gz --seconds 0.5").unwrap();
        assert_eq!((given.docs.len(), given.seconds), (2, Duration::from_millis(500)));
    }
}
