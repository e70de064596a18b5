//! What the tests of this crate share: a small extractor that reads a small language, and documents written in it.

use std::sync::Arc;

use entente_core::kind::{Meeting, MeetingForm, Restriction, RestrictionChange, RestrictionMeasure};
use entente_core::{
    ActorId, Confidence, Document, DocumentId, Evidence, Extractor, Fact, FactBody, FactDraft, Factuality, RecordTime,
    Span, TopicId, World,
};
use entente_store::{Log, MemoryLog};

use crate::app::{App, Clock};
use crate::config::Config;
use crate::extractor::{ReadDocuments, Reading, Remark, Severity};

/// Reads sentences of three words, `JPN meets ITA.` and `CHN restricts gallium.`; a first word `perhaps` makes them less
/// certain. It breaks on `broken`, and misquotes where a text says `misquote`.
pub(crate) struct SmallReader;

impl ReadDocuments for SmallReader {
    fn extractor(&self) -> Extractor {
        Extractor { name: "small".into(), version: "1".into() }
    }

    fn read(&self, document: &Document) -> Reading {
        let text = document.text();
        assert!(!text.contains("broken"), "a text that breaks the reader");
        let mut reading = Reading::default();
        let mut start = 0;
        for sentence in text.split_inclusive('.') {
            let blanks = sentence.len() - sentence.trim_start().len();
            let (from, end) = (start + blanks, start + sentence.len());
            start = end;
            match (body(sentence), Span::new(from, end)) {
                (Some((body, certain)), Some(span)) => reading.facts.push(fact(document, body, certain, span)),
                (None, span) if !sentence.trim().is_empty() => reading.remarks.push(Remark {
                    severity: Severity::Info,
                    code: "not-read",
                    message: "a sentence of another form".into(),
                    span,
                }),
                _ => {}
            }
        }
        reading
    }
}

fn body(sentence: &str) -> Option<(FactBody, bool)> {
    let words: Vec<&str> = sentence.trim().trim_end_matches('.').split(' ').collect();
    let (words, certain) = match words.split_first()? {
        (&"perhaps", rest) => (rest, false),
        _ => (words.as_slice(), true),
    };
    let &[who, verb, what] = words else { return None };
    let who = ActorId::new(who).ok()?;
    let body: FactBody = match verb {
        "meets" => Meeting {
            participant: vec![who, ActorId::new(what).ok()?],
            host: vec![],
            form: Some(MeetingForm::Talks),
            place: None,
        }
        .into(),
        "restricts" => Restriction {
            imposer: vec![who],
            target: vec![],
            topic: TopicId::new(what).ok()?,
            measure: Some(RestrictionMeasure::ExportControl),
            change: Some(RestrictionChange::Impose),
            rate_pct: None,
        }
        .into(),
        _ => return None,
    };
    Some((body, certain))
}

fn fact(document: &Document, body: FactBody, certain: bool, span: Span) -> Fact {
    let text = document.text();
    let (factuality, confidence) = if certain { (Factuality::Actual, 0.9) } else { (Factuality::Possible, 0.4) };
    let evidence = if text.contains("misquote") {
        Evidence::recorded(span.start(), span.end(), "x".repeat(span.len())).unwrap()
    } else {
        Evidence::quote(text, span).unwrap()
    };
    let draft = FactDraft {
        body,
        factuality,
        time: document.published.map(|day| entente_core::ValidTime::At(day.into())),
        attributed_to: vec![],
        via: vec![],
        evidence: vec![evidence],
        confidence: Confidence::new(confidence).unwrap(),
    };
    Fact::recorded(draft, document.id.clone()).unwrap()
}

pub(crate) fn document(id: &str, text: &str) -> Document {
    Document::new(DocumentId::new(id).unwrap(), text.into()).unwrap()
}

/// A clock that stands still: the log sees to it that record times do not run back.
pub(crate) fn still_clock() -> Clock {
    Arc::new(|| RecordTime(1_768_521_600_000_000))
}

pub(crate) fn config() -> Config {
    let mut config = Config::default();
    config.sizes.max_document_bytes = 1_000;
    config.ingest.extraction_threads = 2;
    config
}

pub(crate) fn open(log: Arc<dyn Log>) -> Arc<App> {
    Arc::new(App::open(log, World::embedded(), Arc::new(SmallReader), &config(), still_clock()).unwrap())
}

pub(crate) fn app() -> Arc<App> {
    open(Arc::new(MemoryLog::new()))
}
