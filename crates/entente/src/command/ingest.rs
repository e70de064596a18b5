//! `entente ingest`: documents into a log, in a data directory or over a server.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use clap::{Args, ValueEnum};
use comfy_table::Cell;
use entente_proto::v1;
use entente_proto::v1::ingest_service_client::IngestServiceClient;
use entente_server::{App, Config, IngestError, Outcome, Pending};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;

use super::InputArgs;
use crate::backend;
use crate::exit::{Exit, Failure};
use crate::input::{Given, Inputs, Read1};
use crate::output;
use crate::render::table;

/// How many documents may be on their way.
const WINDOW: usize = 64;

/// Records documents with their facts; the same document again adds nothing
#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    #[command(flatten)]
    input: InputArgs,
    /// The data directory to record in, where no server has it open; comes before --server [default: `entente-data`]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The server to send the documents to
    #[arg(long, value_name = "URL", env = "ENTENTE_SERVER")]
    server: Option<String>,
    /// How the summary is written
    #[arg(long, value_enum, default_value_t = SummaryFormat::Text)]
    format: SummaryFormat,
}

/// How the summary is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SummaryFormat {
    /// A table for people.
    Text,
    /// One JSON object.
    Json,
}

/// Records all documents, then writes what became of them.
///
/// # Errors
/// Where the directory or server cannot be reached, or recording fails as a whole.
pub(crate) async fn run(args: &IngestArgs) -> Result<Exit, Failure> {
    let inputs = args.input.find()?;
    let mut summary = Summary::new();
    let result = match (&args.server, &args.data_dir) {
        (Some(url), None) => remote(inputs, url, &mut summary).await,
        (_, data_dir) => {
            let mut config = Config::default();
            config.sizes.max_document_bytes = args.input.max_document_bytes();
            config.ingest.prefer = args.input.prefer();
            if let Some(data_dir) = data_dir {
                config.data_dir.clone_from(data_dir);
            }
            let app = backend::open(&backend::log(&config)?, &config)?;
            let result = local(inputs, &app, &mut summary).await;
            app.close().await;
            result
        }
    };
    // What was acknowledged stands, whatever came after.
    summary.write(args.format)?;
    result?;
    Ok(Exit::refused_if(!summary.rejected.is_empty()))
}

/// Reads ahead on a thread of its own, a little.
fn read(inputs: Inputs) -> mpsc::Receiver<Read1> {
    let (sender, receiver) = mpsc::channel(WINDOW);
    std::thread::spawn(move || {
        for read in inputs {
            if sender.blocking_send(read).is_err() {
                return;
            }
        }
    });
    receiver
}

async fn local(inputs: Inputs, app: &Arc<App>, summary: &mut Summary) -> Result<(), Failure> {
    let mut documents = read(inputs);
    let mut open: VecDeque<(String, String, Pending)> = VecDeque::new();
    loop {
        let next = documents.recv().await;
        let done = next.is_none();
        if let Some(given) = next.and_then(|read| summary.given(read)) {
            let (id, place) = (given.document.id.to_string(), given.place);
            match app.submit(given.document).await {
                Ok(pending) => open.push_back((id, place, pending)),
                Err(error) => summary.refused(id, place, error)?,
            }
        }
        while open.len() > if done { 0 } else { WINDOW } {
            let Some((id, place, pending)) = open.pop_front() else { break };
            match pending.receipt().await {
                Ok(receipt) => summary.acknowledged(receipt.outcome, receipt.facts as u64, receipt.position.0),
                Err(error) => summary.refused(id, place, error)?,
            }
        }
        if done {
            return Ok(());
        }
    }
}

async fn remote(inputs: Inputs, url: &str, summary: &mut Summary) -> Result<(), Failure> {
    let mut client = IngestServiceClient::new(backend::connect(url).await?);
    let mut documents = read(inputs);
    let (sender, receiver) = mpsc::channel(WINDOW);
    let (aside, mut asides) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Some(read) = documents.recv().await {
            match read {
                Ok(given) => {
                    let request = v1::IngestRequest { document: Some(wire_document(&given)) };
                    let _ = aside.send(Ok(given));
                    if sender.send(request).await.is_err() {
                        return;
                    }
                }
                Err(refusal) => drop(aside.send(Err(refusal))),
            }
        }
    });
    let answers = client.ingest(ReceiverStream::new(receiver)).await;
    let mut answers = answers.map_err(|status| backend::failure(&status))?.into_inner();
    let mut places: VecDeque<String> = VecDeque::new();
    while let Some(answer) = answers.next().await {
        let answer = answer.map_err(|status| backend::failure(&status))?;
        while let Ok(read) = asides.try_recv() {
            places.extend(summary.given(read).map(|given| given.place));
        }
        let place = places.pop_front().unwrap_or_default();
        let outcome = match answer.outcome() {
            v1::IngestOutcome::Stored => Outcome::Stored,
            v1::IngestOutcome::Duplicate => Outcome::Duplicate,
            v1::IngestOutcome::Revised => Outcome::Revised,
            v1::IngestOutcome::Rejected | v1::IngestOutcome::Unspecified => {
                let rejection = answer.rejection.unwrap_or_default();
                let reason = rejection.reason().as_str_name().trim_start_matches("ERROR_REASON_").to_owned();
                summary.reject(answer.document_id, place, reason, rejection.message);
                continue;
            }
        };
        summary.acknowledged(outcome, answer.fact_count.into(), answer.position);
    }
    // A server that ended early takes no more.
    drop(answers);
    // Refusals that came after the last document.
    while let Some(read) = asides.recv().await {
        summary.given(read);
    }
    Ok(())
}

/// A document as the contract has it.
pub(crate) fn wire_document(given: &Given) -> v1::Document {
    let document = &given.document;
    v1::Document {
        id: document.id.to_string(),
        title: document.title.clone().unwrap_or_default(),
        text: document.text().to_owned(),
        published: document.published.map(|date| v1::PartialDate {
            year: date.year().into(),
            month: date.month().into(),
            day: date.day().into(),
        }),
        source: document.source.clone().unwrap_or_default(),
        url: document.url.clone().unwrap_or_default(),
        language: document.language.clone().unwrap_or_default(),
    }
}

/// What became of the documents so far.
struct Summary {
    started: Instant,
    bar: ProgressBar,
    stored: u64,
    duplicate: u64,
    revised: u64,
    facts: u64,
    position: u64,
    rejected: Vec<Rejected>,
}

/// A document, file or line that was not recorded.
struct Rejected {
    document: String,
    place: String,
    reason: String,
    message: String,
}

impl Summary {
    fn new() -> Self {
        let style = ProgressStyle::with_template("{spinner} {pos} documents, {per_sec}, {msg}");
        // Drawn only where standard error is a terminal.
        let bar = ProgressBar::new_spinner().with_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            started: Instant::now(),
            bar,
            stored: 0,
            duplicate: 0,
            revised: 0,
            facts: 0,
            position: 0,
            rejected: vec![],
        }
    }

    /// The document that was read; what could not be read is counted here.
    fn given(&mut self, read: Read1) -> Option<Given> {
        match read {
            Ok(given) => {
                if let Some(replaced) = given.replaced {
                    self.bar.suspend(|| output::note(format_args!("note: {}: {replaced}", given.place)));
                }
                Some(given)
            }
            Err(refusal) => {
                self.reject(String::new(), refusal.place, "INPUT".into(), refusal.reason);
                None
            }
        }
    }

    fn acknowledged(&mut self, outcome: Outcome, facts: u64, position: u64) {
        match outcome {
            Outcome::Stored => self.stored += 1,
            Outcome::Duplicate => self.duplicate += 1,
            Outcome::Revised => self.revised += 1,
        }
        self.facts += facts;
        self.position = self.position.max(position);
        self.bar.inc(1);
        self.bar.set_message(format!("{} facts", self.facts));
    }

    /// A document that is refused goes on the list; a log that cannot record ends the command.
    fn refused(&mut self, document: String, place: String, error: IngestError) -> Result<(), Failure> {
        let reason = match &error {
            IngestError::TooLarge { .. } => "DOCUMENT_TOO_LARGE",
            IngestError::Unrecordable { .. }
            | IngestError::Evidence { .. }
            | IngestError::ForeignFact { .. }
            | IngestError::ExtractorBroke { .. } => "DOCUMENT_INVALID",
            _ => return Err(Failure::answered(error)),
        };
        self.reject(document, place, reason.to_owned(), error.to_string());
        Ok(())
    }

    fn reject(&mut self, document: String, place: String, reason: String, message: String) {
        self.bar.suspend(|| output::note(format_args!("refused: {place}: {message}")));
        self.rejected.push(Rejected { document, place, reason, message });
    }

    fn write(&self, format: SummaryFormat) -> anyhow::Result<()> {
        self.bar.finish_and_clear();
        let rejected = self.rejected.len() as u64;
        match format {
            SummaryFormat::Json => {
                let list = self.rejected.iter().map(|it| {
                    json!({"document": it.document, "place": it.place, "reason": it.reason, "message": it.message})
                });
                output::result(json!({
                    "stored": self.stored, "duplicate": self.duplicate, "revised": self.revised,
                    "rejected": list.collect::<Vec<_>>(), "facts": self.facts, "position": self.position,
                    "seconds": self.started.elapsed().as_secs_f64(),
                }))
            }
            SummaryFormat::Text => {
                let mut counts = table::new(&["outcome", "documents"]);
                for (what, count) in [
                    ("stored", self.stored),
                    ("duplicate", self.duplicate),
                    ("revised", self.revised),
                    ("rejected", rejected),
                ] {
                    counts.add_row([Cell::new(what), table::number(count)]);
                }
                output::result(counts.trim_fmt())?;
                if rejected > 0 {
                    let mut list = table::new(&["rejected", "reason", "message"]);
                    for it in &self.rejected {
                        list.add_row([&it.place, &it.reason, &it.message]);
                    }
                    output::result(format_args!("\n{}", list.trim_fmt()))?;
                }
                let seconds = self.started.elapsed().as_secs_f64();
                output::result(format_args!("\n{} facts, log position {}, {seconds:.1} s", self.facts, self.position))
            }
        }
        .context("the summary cannot be written")
    }
}
