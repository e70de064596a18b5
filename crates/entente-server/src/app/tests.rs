use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use entente_core::Record;
use entente_graph::{FactFilter, Page, QueryError};
use entente_store::{Appended, LogError, MemoryLog};

use super::*;
use crate::testing::{SmallReader, app, config, document, open, still_clock};

/// A document's id and text, and what becomes of it: the outcome, since where it shows, and how many facts it states.
type Step<'a> = (&'a str, &'a str, Result<(Outcome, u64, usize), &'a str>);

/// Ingests documents one after the other.
async fn check(app: &App, steps: &[Step<'_>]) {
    for (id, text, expected) in steps {
        let receipt = app.ingest(document(id, text)).await;
        let receipt = receipt.map(|it| (it.outcome, it.position.0, it.facts)).map_err(|error| error.to_string());
        assert_eq!(receipt, expected.map_err(str::to_owned), "{id}: {text}");
    }
}

fn facts(app: &App) -> Vec<String> {
    let graph = app.graph();
    let found = graph.facts(&FactFilter::default(), &Page::first(100), graph.position()).unwrap();
    let show = |known: &entente_graph::KnownFact| {
        let fillers: Vec<_> = known.fact.body().fillers().iter().map(|(_, id)| id.as_str().to_owned()).collect();
        format!("{}: {} {}", known.fact.document(), known.fact.kind(), fillers.join(" "))
    };
    found.items.iter().map(show).collect()
}

#[tokio::test]
async fn a_document_is_stored_once_and_revised_by_other_content() {
    let app = app();
    check(
        &app,
        &[
            ("a", "JPN meets ITA. CHN restricts gallium.", Ok((Outcome::Stored, 2, 2))),
            ("a", "JPN meets ITA. CHN restricts gallium.", Ok((Outcome::Duplicate, 2, 2))),
            ("b", "Nothing here.", Ok((Outcome::Stored, 4, 0))),
            ("a", "JPN meets ITA.", Ok((Outcome::Revised, 6, 1))),
            ("a", "JPN meets ITA.", Ok((Outcome::Duplicate, 6, 1))),
            ("a", "JPN meets ITA. CHN restricts gallium.", Ok((Outcome::Revised, 8, 2))),
        ],
    )
    .await;
    assert_eq!(app.head(), Position(8));
    assert_eq!(facts(&app), ["a: meeting JPN ITA", "a: restriction CHN gallium"]);
}

#[tokio::test]
async fn a_document_that_was_taken_back_may_come_again() {
    let app = app();
    let id = DocumentId::new("a").unwrap();
    check(&app, &[("a", "JPN meets ITA.", Ok((Outcome::Stored, 2, 1)))]).await;
    assert_eq!(app.retract(id.clone(), "sent in error".into()).await.unwrap(), Position(3));
    assert_eq!(facts(&app), Vec::<String>::new());
    let again = app.retract(id, "sent in error".into()).await.unwrap_err();
    assert!(matches!(&again, IngestError::NotKnown(QueryError::DocumentNotFound { id, .. }) if id == "a"), "{again:?}");
    check(&app, &[("a", "JPN meets ITA.", Ok((Outcome::Stored, 5, 1)))]).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_document_is_said_and_nothing_is_recorded() {
    let app = app();
    let long = "x".repeat(1_001);
    check(
        &app,
        &[
            ("a", &long, Err("the text has 1001 bytes, the limit is 1000: split the document")),
            ("b", "JPN meets ITA. misquote.", Err("the extractor quotes what the text does not say: evidence 0..14: the quote differs from the document's bytes there, or is blank: report it")),
            ("c", "broken", Err("the extractor broke on it: report it, with the document")),
            ("d", "JPN meets ITA.", Ok((Outcome::Stored, 2, 1))),
        ],
    )
    .await;
    assert_eq!(app.head(), Position(2));
}

#[tokio::test]
async fn the_text_of_a_document_comes_from_the_log_as_of_any_position() {
    let app = app();
    check(&app, &[("a", "One.", Ok((Outcome::Stored, 2, 0))), ("a", "Two.", Ok((Outcome::Revised, 4, 0)))]).await;
    let text = |at| app.document("a", Position(at)).map(|(document, _)| document.text().to_owned());
    assert_eq!(text(2).unwrap(), "One.");
    assert_eq!(text(4).unwrap(), "Two.");
    assert!(matches!(text(0), Err(ReadError::Query(QueryError::DocumentNotFound { .. }))));
    assert!(matches!(text(5), Err(ReadError::Query(QueryError::PositionInFuture { .. }))));
}

#[tokio::test]
async fn a_second_app_over_the_same_log_answers_the_same() {
    let log = Arc::new(MemoryLog::new());
    let first = open(log.clone());
    for number in 0..50 {
        first.ingest(document(&format!("d{number}"), "JPN meets ITA. CHN restricts gallium.")).await.unwrap();
    }
    first.close().await;
    let second = open(log);
    let digest = |app: &App| app.graph().digest(app.head()).unwrap();
    assert_eq!((second.head(), digest(&second)), (first.head(), digest(&first)));
    check(&second, &[("d7", "JPN meets ITA. CHN restricts gallium.", Ok((Outcome::Duplicate, 16, 2)))]).await;
}

#[tokio::test]
async fn documents_that_are_brought_at_once_keep_the_order_of_each_id() {
    let app = app();
    let texts = ["JPN meets ITA.", "JPN meets FRA.", "JPN meets DEU.", "JPN meets FRA.", "JPN meets FRA."];
    let mut pending = Vec::new();
    for text in texts {
        for id in ["a", "b", "c"] {
            pending.push(app.submit(document(id, text)).await.unwrap());
        }
    }
    let mut outcomes = Vec::new();
    for one in pending {
        outcomes.push(one.receipt().await.unwrap().outcome);
    }
    use Outcome::{Duplicate, Revised, Stored};
    let expected = [Stored, Revised, Revised, Revised, Duplicate];
    assert_eq!(outcomes, expected.map(|outcome| [outcome; 3]).concat());
    let known = ["a", "b", "c"].map(|id| app.document(id, app.head()).unwrap().0.text().to_owned());
    assert_eq!(known, ["JPN meets FRA."; 3]);
}

#[tokio::test]
async fn closing_records_what_was_accepted_and_takes_no_more() {
    let app = app();
    let mut pending = Vec::new();
    for number in 0..100 {
        pending.push(app.submit(document(&format!("d{number}"), "JPN meets ITA.")).await.unwrap());
    }
    app.close().await;
    for one in pending {
        assert_eq!(one.receipt().await.unwrap().outcome, Outcome::Stored);
    }
    assert_eq!(app.head(), Position(200));
    assert!(matches!(app.ingest(document("e", "One.")).await, Err(IngestError::ShuttingDown)));
    assert!(matches!(app.extract(document("e", "One."), Wishes::default()).await, Err(IngestError::ShuttingDown)));
    let id = DocumentId::new("d1").unwrap();
    assert!(matches!(app.retract(id, String::new()).await, Err(IngestError::ShuttingDown)));
}

/// A log that does as it is told: counts its appends, refuses some, and lets the first wait until it is let go.
#[derive(Default)]
struct ObedientLog {
    inner: MemoryLog,
    appends: AtomicUsize,
    /// Refuse documents with this text as the disk would.
    full_at: Option<&'static str>,
    /// Refuse documents with this text as having no form.
    unrecordable: Option<&'static str>,
    gate: Mutex<()>,
}

fn holds(entry: &Entry, text: &str) -> bool {
    matches!(entry, Entry::Document(document) if document.text().contains(text))
}

impl Log for ObedientLog {
    fn append(&self, entries: Vec<Entry>, now: RecordTime) -> Result<Appended, LogError> {
        drop(self.gate.lock().unwrap());
        self.appends.fetch_add(1, Ordering::SeqCst);
        let index = |text: Option<&str>| text.and_then(|text| entries.iter().position(|entry| holds(entry, text)));
        if let Some(index) = index(self.unrecordable) {
            let source = entente_store::Unrecordable::Content("no form".into());
            return Err(LogError::Unrecordable { index, source });
        }
        if index(self.full_at).is_some() {
            return Err(LogError::Full { path: "data".into() });
        }
        self.inner.append(entries, now)
    }

    fn head(&self) -> Position {
        self.inner.head()
    }

    fn read(&self, after: Position, limit: usize) -> Result<Vec<Record>, LogError> {
        self.inner.read(after, limit)
    }

    fn record(&self, position: Position) -> Result<Option<Record>, LogError> {
        self.inner.record(position)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_wait_are_made_durable_by_one_write() {
    let log = Arc::new(ObedientLog::default());
    let app = open(log.clone());
    let mut pending = Vec::new();
    {
        // The first write waits: what is brought meanwhile goes with the second one.
        let _gate = log.gate.lock().unwrap();
        for number in 0..100 {
            let submitted = run(app.submit(document(&format!("d{number}"), "JPN meets ITA.")));
            pending.push(submitted.unwrap());
        }
    }
    for one in pending {
        one.receipt().await.unwrap();
    }
    let appends = log.appends.load(Ordering::SeqCst);
    assert!(appends < 50, "{appends} writes for 100 documents");
    assert_eq!(app.head(), Position(200));
}

/// Runs a future that has all it waits for.
fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(future))
}

#[tokio::test]
async fn one_that_the_log_cannot_keep_does_not_take_the_others_with_it() {
    let app = open(Arc::new(ObedientLog { unrecordable: Some("odd"), ..ObedientLog::default() }));
    let mut pending = Vec::new();
    for (id, text) in [("a", "JPN meets ITA."), ("b", "odd."), ("c", "CHN restricts gallium.")] {
        pending.push(app.submit(document(id, text)).await.unwrap());
    }
    let mut receipts = Vec::new();
    for one in pending {
        receipts.push(one.receipt().await.map(|it| it.outcome).map_err(|error| error.to_string()));
    }
    let refused = Err("the log cannot keep it: it would not read back: no form".to_owned());
    assert_eq!(receipts, [Ok(Outcome::Stored), refused, Ok(Outcome::Stored)]);
    assert_eq!(facts(&app).len(), 2);
}

#[tokio::test]
async fn a_full_disk_is_told_and_nothing_shows() {
    let app = open(Arc::new(ObedientLog { full_at: Some("JPN"), ..ObedientLog::default() }));
    let error = app.ingest(document("a", "JPN meets ITA.")).await.unwrap_err();
    assert!(matches!(error, IngestError::Log(LogError::Full { .. })), "{error:?}");
    assert!(!error.is_about_the_document());
    assert_eq!((app.head(), facts(&app)), (Position(0), vec![]));
    // The next one is decided anew.
    check(&app, &[("a", "CHN restricts gallium.", Ok((Outcome::Stored, 2, 1)))]).await;
}

#[tokio::test]
async fn reading_without_recording_changes_nothing() {
    let app = app();
    let reading = app.extract(document("a", "JPN meets ITA. And more."), Wishes::default()).await.unwrap();
    assert_eq!((reading.facts.len(), reading.remarks.len(), app.head()), (1, 1, Position(0)));
}

#[test]
fn a_wrong_configuration_is_refused() {
    let mut config = config();
    config.ingest.max_batch = 0;
    let log = Arc::new(MemoryLog::new());
    let error = App::open(log, World::embedded(), Arc::new(SmallReader), &config, still_clock()).unwrap_err();
    assert_eq!(error.to_string(), "`ingest.max_batch` is 0: give 1 to 1048576");
}
