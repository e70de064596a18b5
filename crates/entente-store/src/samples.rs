//! Small entries for tests and benches: documents that say one thing, and what an extractor finds in them.

use entente_core::interchange::{document_from_json, fact_from_json};
use entente_core::{Document, DocumentId, Entry, Extraction, Extractor, Fact};
use serde_json::json;

const CLAUSE: &str = "China will licence exports of gallium";

/// The id of a sample document.
pub(crate) fn id(number: u32) -> DocumentId {
    DocumentId::new(&format!("doc-{number}")).unwrap()
}

/// A document that restricts gallium, one state of it for each `state`.
pub(crate) fn document(number: u32, state: u32) -> Document {
    let text = format!("The ministry said in notice {state}: {CLAUSE} from August. Buyers in Osaka asked for détails.");
    let line =
        json!({"id": id(number).as_str(), "title": format!("Notice {state}"), "published": "2026-01-17", "text": text});
    document_from_json(line).unwrap()
}

/// The restriction that a sample document states.
pub(crate) fn fact(document: &Document, confidence: f64) -> Fact {
    let start = document.text().find(CLAUSE).unwrap();
    let fact = json!({
        "kind": "restriction",
        "roles": {"imposer": ["CHN"], "topic": ["gallium"]},
        "attrs": {"change": "impose", "measure": "licensing"},
        "factuality": "planned",
        "time": "2026-08/..",
        "attributed_to": ["the ministry"],
        "evidence": [{"start_byte": start, "end_byte": start + CLAUSE.len(), "quote": CLAUSE}],
        "confidence": confidence,
    });
    fact_from_json(fact, &document.id).unwrap()
}

/// An extraction of a document that found these facts.
pub(crate) fn extraction(document: &Document, facts: Vec<Fact>) -> Entry {
    let extractor = Extractor { name: "entente-patterns".into(), version: "1".into() };
    Entry::Extraction(Extraction { document: document.id.clone(), content: document.content_hash(), extractor, facts })
}

/// A document and what was found in it: what one ingested document gives the log.
pub(crate) fn ingested(number: u32) -> Vec<Entry> {
    let document = document(number, 1);
    let facts = vec![fact(&document, f64::from(number % 97) / 97.0)];
    vec![Entry::Document(document.clone()), extraction(&document, facts)]
}

/// A document is taken back.
pub(crate) fn retraction(number: u32) -> Entry {
    Entry::Retraction { document: id(number), reason: "withdrawn by its publisher".into() }
}
