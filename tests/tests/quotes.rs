//! The built-in extractor behind the wire: every quote of every fact is the document's, byte for byte.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use entente_core::interchange::document_from_json;
use entente_proto::v1::{Document, ExtractRequest, Fact, FactFilter, PartialDate};
use entente_server::BuiltIn;
use entente_tests::{Server, Setup, dated, document};

#[tokio::test]
async fn of_all_samples() {
    let documents = samples();
    assert!(documents.len() >= 20, "{} samples", documents.len());
    let facts = check(documents).await;
    assert!(facts.len() > 60, "{} facts in all samples", facts.len());
    let upgrade = facts.iter().filter(|fact| fact.document_id.contains("japan-italy"));
    assert!(upgrade.count() > 4, "the sample about Japan and Italy states several");
}

#[tokio::test]
async fn of_texts_that_are_not_plain() {
    let said = "Japan and Italy agreed to cooperate on rare earths. China tightened export controls on gallium.";
    let typeset = "“Japan and Italy”—so the communiqué\u{a0}says—agreed to cooperate on “rare\u{2011}earths”. \
                   China tight\u{ad}ened its export\u{2028}controls on gallium…";
    let decomposed = "Cafe\u{301} talk: Japan and Italy agreed to cooperate on rare earths, the e\u{301}lite said.";
    let texts = [
        said.to_owned(),
        typeset.to_owned(),
        decomposed.to_owned(),
        format!("日本とイタリア。{said}日本。🚀 {said}"),
        said.replace(' ', "\r\n"),
        said.replace(' ', "\t  \u{3000}"),
        format!("\u{feff}{said}\0{said}"),
        format!("\u{202e}{said}\u{202c} \u{200b}{said}"),
        said.repeat(200),
        format!("{}{said}", "(".repeat(3_000)),
        said.to_uppercase(),
        "x".repeat(20_000),
    ];
    let documents = texts.iter().zip(1..).map(|(text, number)| dated(&format!("t{number}"), "2026-01-16", "", text));
    check(documents.collect()).await;
}

/// Records the documents with the built-in extractor, compares each with what came back, and gives all facts.
async fn check(documents: Vec<Document>) -> Vec<Fact> {
    let mut setup = Setup::in_memory();
    setup.reader = Arc::new(BuiltIn::new());
    setup.config.ingest.extraction_threads = 2;
    // Unoptimised, the longest text takes a while.
    setup.config.calls.timeout_ms = 120_000;
    let server = Server::start(setup).await;
    for answer in server.send(documents.clone()).await {
        assert_eq!(answer.rejection, None, "{}", answer.document_id);
    }
    let (records, _) = server.documents_by(true, None, 7).await;
    assert_eq!(records.len(), documents.len());
    let mut all = Vec::new();
    for sent in documents {
        let record = records.iter().find(|record| record.document.as_ref().is_some_and(|d| d.id == sent.id)).unwrap();
        assert_eq!(record.document.as_ref(), Some(&sent), "the text comes back as it went");
        let filter = FactFilter { document_ids: vec![sent.id.clone()], ..FactFilter::default() };
        let facts = server.facts(filter).await;
        assert_eq!(facts.len(), usize::try_from(record.fact_count).unwrap(), "{}", sent.id);
        for fact in &facts {
            assert!(!fact.evidence.is_empty(), "{fact:?}");
            for evidence in &fact.evidence {
                let (start, end) = (evidence.start_byte, evidence.end_byte);
                let words = sent.text.get(usize::try_from(start).unwrap()..usize::try_from(end).unwrap());
                assert_eq!(words, Some(evidence.quote.as_str()), "{}", sent.id);
                assert!(!evidence.quote.trim().is_empty() && evidence.document_id == sent.id, "{fact:?}");
            }
        }
        let request = ExtractRequest { document: Some(sent), min_confidence: None, ..Default::default() };
        let extracted = server.extract().extract(request).await.unwrap().into_inner();
        let ids = |facts: &[Fact]| facts.iter().map(|fact| fact.id.clone()).collect::<Vec<_>>();
        assert_eq!(ids(&extracted.facts), ids(&facts), "read twice, the same facts in the same order");
        all.extend(facts);
    }
    server.stop().await;
    all
}

/// The articles of the folder `samples`: texts with what is known of them between two lines `---`, web pages as they
/// are, and documents as JSON lines.
fn samples() -> Vec<Document> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut documents = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("jsonl") => documents.extend(text.lines().map(line)),
            Some("txt" | "md") if name != "README" => {
                let (head, body) = text.strip_prefix("---\n").and_then(|text| text.split_once("\n---\n")).unwrap();
                let published = head.lines().find_map(|line| line.strip_prefix("published: ")).unwrap();
                documents.push(dated(name, published.trim(), "samples", body));
            }
            Some("html") => documents.push(document(name, &text)),
            _ => {}
        }
    }
    documents
}

fn line(line: &str) -> Document {
    let read = document_from_json(serde_json::from_str(line).unwrap()).unwrap();
    Document {
        title: read.title.clone().unwrap_or_default(),
        published: read.published.map(|date| PartialDate {
            year: date.year().into(),
            month: date.month().into(),
            day: date.day().into(),
        }),
        ..document(read.id.as_str(), read.text())
    }
}
