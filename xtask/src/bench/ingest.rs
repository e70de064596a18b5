//! How many documents a second become durable, through the whole way in and, beside it, in the log alone.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use entente_core::{Document, DocumentId, Entry, Extraction, Extractor, Fact, FactDraft, FactError, World};
use entente_extract::resources::Resources;
use entente_extract::{Options, extract};
use entente_server::{App, BuiltIn, Clock, Config, Outcome, Pending, system_clock};
use entente_store::{EmbeddedLog, Log};
use serde::Serialize;

use super::Plan;
use super::documents::Copies;
use super::spread::Spread;

/// A text that takes next to no time to read: what is left is the way into the log.
const TRIVIAL: &str = "Nothing was signed.";

/// What becomes durable in a second.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    /// How many threads read texts.
    pub(super) extraction_threads: usize,
    /// Writes of 4 KiB over each other, each made durable: what the disk can do.
    pub(super) synced_writes_per_second: Spread,
    pub(super) rows: Vec<Row>,
}

/// One sort of text with a number of documents on their way at once.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    pub(super) text: &'static str,
    pub(super) in_flight: usize,
    /// Documents acknowledged, over all rounds.
    pub(super) documents: u64,
    /// How often the log wrote to the disk for them.
    pub(super) commits: u64,
    /// From the text to the acknowledgement.
    pub(super) documents_per_second: Spread,
    /// The same documents with their facts, appended to a log by one thread, as many a batch as are in flight above.
    pub(super) log_documents_per_second: Spread,
    /// The first as a share of the second, round by round.
    pub(super) of_log: Spread,
}

/// Takes documents in, in a directory on the disk that counts.
pub(super) fn measure(documents: &[Document], plan: &Plan, folder: &Path) -> anyhow::Result<Figures> {
    let scratch = tempfile::tempdir_in(folder).with_context(|| format!("cannot write in {}", folder.display()))?;
    let trivial = [Document::new(DocumentId::new("trivial")?, TRIVIAL.to_owned())?];
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut rows = Vec::new();
    for (text, documents) in [("articles", documents), ("one sentence", &trivial)] {
        let source = Source::of(documents);
        for &in_flight in &plan.in_flight {
            let data = scratch.path().join(format!("{}-{in_flight}", rows.len()));
            rows.push(runtime.block_on(row(text, &source, in_flight, plan, &data))?);
        }
    }
    Ok(Figures {
        extraction_threads: Config::default().ingest.extraction_threads,
        synced_writes_per_second: synced_writes(plan, scratch.path())?,
        rows,
    })
}

/// Documents, and what reading them gives.
struct Source<'a> {
    documents: &'a [Document],
    facts: Vec<Vec<Fact>>,
    extractor: Extractor,
}

impl<'a> Source<'a> {
    fn of(documents: &'a [Document]) -> Self {
        let read = |document: &Document| extract(document, Resources::embedded(), &Options::default());
        let extractor = read(&documents[0]).extractor;
        Self { documents, facts: documents.iter().map(|document| read(document).facts).collect(), extractor }
    }
}

async fn row(
    text: &'static str,
    source: &Source<'_>,
    in_flight: usize,
    plan: &Plan,
    data: &Path,
) -> anyhow::Result<Row> {
    let log = Arc::new(EmbeddedLog::open(data.join("through-the-server"))?);
    let alone = EmbeddedLog::open(data.join("log-alone"))?;
    let (config, clock) = (Config::default(), system_clock());
    let reader = Arc::new(BuiltIn::new());
    let app = App::open(Arc::clone(&log) as _, World::embedded(), reader, &config, Arc::clone(&clock))?;

    let (mut taken, mut appended) = (Copies::of(source.documents), Copies::of(source.documents));
    through(&app, &mut taken, in_flight, plan.warm_up()).await?;
    append(&alone, source, &mut appended, in_flight, plan.warm_up(), &clock)?;
    let (mut documents, commits) = (0, log.commits());
    let mut runs = Vec::new();
    for _ in 0..plan.rounds {
        let way_in = through(&app, &mut taken, in_flight, plan.round()).await?;
        let log_alone = append(&alone, source, &mut appended, in_flight, plan.round(), &clock)?;
        documents += way_in.documents;
        runs.push((way_in.rate(), log_alone.rate()));
    }
    app.close().await;
    Ok(Row {
        text,
        in_flight,
        documents,
        commits: log.commits() - commits,
        documents_per_second: Spread::of(runs.iter().map(|run| run.0)),
        log_documents_per_second: Spread::of(runs.iter().map(|run| run.1)),
        of_log: Spread::of(runs.iter().map(|(way_in, log)| way_in / log)),
    })
}

struct Run {
    documents: u64,
    elapsed: Duration,
}

impl Run {
    fn rate(&self) -> f64 {
        self.documents as f64 / self.elapsed.as_secs_f64()
    }
}

/// Keeps `in_flight` documents on their way for a while, and waits for the last.
async fn through(app: &App, copies: &mut Copies<'_>, in_flight: usize, time: Duration) -> anyhow::Result<Run> {
    let began = Instant::now();
    let mut open = VecDeque::new();
    let mut documents = 0;
    while began.elapsed() < time {
        if open.len() == in_flight {
            documents += stored(open.pop_front()).await?;
        }
        open.push_back(app.submit(copies.next().0).await?);
    }
    while !open.is_empty() {
        documents += stored(open.pop_front()).await?;
    }
    Ok(Run { documents, elapsed: began.elapsed() })
}

async fn stored(pending: Option<Pending>) -> anyhow::Result<u64> {
    let Some(pending) = pending else { return Ok(0) };
    let receipt = pending.receipt().await?;
    if receipt.outcome != Outcome::Stored {
        bail!("{} is new and was not stored: {:?}", receipt.document, receipt.outcome);
    }
    Ok(1)
}

/// Appends batches for a while; making them does not count.
fn append(
    log: &EmbeddedLog,
    source: &Source<'_>,
    copies: &mut Copies<'_>,
    batch: usize,
    time: Duration,
    clock: &Clock,
) -> anyhow::Result<Run> {
    let mut run = Run { documents: 0, elapsed: Duration::ZERO };
    while run.elapsed < time {
        let mut entries = Vec::with_capacity(2 * batch);
        for _ in 0..batch {
            let (document, number) = copies.next();
            let facts = source.facts[number].iter().map(|fact| moved(fact, &document.id));
            let extraction = Extraction {
                document: document.id.clone(),
                content: document.content_hash(),
                extractor: source.extractor.clone(),
                facts: facts.collect::<Result<_, _>>()?,
            };
            entries.push(Entry::Document(document));
            entries.push(Entry::Extraction(extraction));
        }
        let began = Instant::now();
        log.append(entries, clock())?;
        run.elapsed += began.elapsed();
        run.documents += batch as u64;
    }
    Ok(run)
}

/// The fact as a copy of its document states it.
fn moved(fact: &Fact, document: &DocumentId) -> Result<Fact, FactError> {
    let draft = FactDraft {
        body: fact.body().clone(),
        factuality: fact.factuality(),
        time: fact.time(),
        attributed_to: fact.attributed_to().to_vec(),
        via: fact.via().to_vec(),
        evidence: fact.evidence().to_vec(),
        confidence: fact.confidence(),
    };
    Fact::recorded(draft, document.clone())
}

fn synced_writes(plan: &Plan, folder: &Path) -> anyhow::Result<Spread> {
    let mut file = File::create(folder.join("synced-writes"))?;
    let mut rates = Vec::new();
    for _ in 0..plan.rounds {
        let began = Instant::now();
        let mut writes = 0_u32;
        while began.elapsed() < plan.warm_up() || writes == 0 {
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&[b'.'; 4096])?;
            file.sync_data()?;
            writes += 1;
        }
        rates.push(f64::from(writes) / began.elapsed().as_secs_f64());
    }
    Ok(Spread::of(rates))
}
