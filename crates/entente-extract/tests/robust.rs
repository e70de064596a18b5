//! Any text: no panic, only the document's own words as quotes, the same facts again, and an end in good time.

use entente_core::{Document, DocumentId};
use entente_extract::diagnostic::Code;
use entente_extract::reader::patterns::PatternReader;
use entente_extract::resources::Resources;
use entente_extract::{Options, Outcome, extract, extract_with};
use proptest::prelude::*;

fn run(text: &str) -> Option<Outcome> {
    let mut document = Document::new(DocumentId::new("d1").unwrap(), text.to_owned()).ok()?;
    document.published = Some(jiff::civil::date(2025, 6, 1));
    let outcome = extract(&document, Resources::embedded(), &Options::default());
    for fact in &outcome.facts {
        fact.verify(text).unwrap();
        assert!(!fact.evidence().is_empty());
    }
    Some(outcome)
}

/// Words that evoke facts, names, marks and letters of several bytes, in any order.
fn soup() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "China",
        "Japan",
        "Japanese",
        "the",
        "European Union",
        "and",
        ",",
        ".",
        "imposed",
        "tariffs",
        "on",
        "steel",
        "from",
        "signed",
        "a",
        "treaty",
        "with",
        "90%",
        "of",
        "its",
        "gas",
        "“",
        "”",
        "(",
        ")",
        "—",
        "'s",
        "which",
        "that",
        "said",
        "not",
        "will",
        "by",
        "Prime Minister",
        "Giorgia Meloni",
        "they",
        "rare earths",
        "é",
        "東京",
        "\n",
        "\n\n",
        "- ",
        "strategic partnership",
        "between",
        "$5 billion",
        "in 2024",
        "G7",
        "joined",
        "depends",
        "world's",
        "largest",
        "producer",
        "é",
        "\u{200b}",
        "\u{ad}",
        "&",
        "-",
    ];
    prop::collection::vec(prop::sample::select(WORDS), 0..60).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        run(&text);
    }

    #[test]
    fn any_order_of_telling_words_is_read(text in soup()) {
        prop_assert_eq!(run(&text), run(&text));
    }
}

#[test]
fn hostile_texts_come_to_an_end() {
    let sentence = "China and Japan imposed tariffs on steel from Korea, ";
    for text in [
        sentence.repeat(100_000 / sentence.len()),
        "the price of milk in the shops here and elsewhere ".repeat(20_000),
        "the price of milk in the shops of Japan and elsewhere ".repeat(1_000),
        "(".repeat(10_000) + "China imposed tariffs on Japan" + &")".repeat(10_000),
        "China, ".repeat(20_000) + "signed a treaty.",
        "rare earths, ".repeat(20_000) + "are mined by China.",
        ", which".repeat(20_000),
        "x".repeat(1_000_000),
        "\"“‘".repeat(50_000),
        "Japan met China. ".repeat(2_000),
    ] {
        run(&text).unwrap();
    }
}

#[test]
fn a_long_list_is_cut_and_told() {
    let text = format!(
        "{} depend on {} for gas and coal.",
        "Fiji, Malta, Peru, Chile, Ghana, Kenya and Oman", "Norway, Qatar, Russia, Algeria, Iraq and Egypt"
    );
    let document = Document::new(DocumentId::new("list").unwrap(), text).unwrap();
    let outcome = extract_with(&PatternReader, &document, Resources::embedded(), &Options::default());
    assert_eq!(outcome.facts.len(), 64);
    assert!(outcome.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::ListCut));
}

#[test]
fn a_document_in_another_language_is_not_read() {
    let mut document =
        Document::new(DocumentId::new("d1").unwrap(), "China verhängte Zölle auf Stahl aus Japan.".into()).unwrap();
    let codes = |document: &Document| {
        let outcome = extract(document, Resources::embedded(), &Options::default());
        outcome.diagnostics.iter().map(|d| d.code).collect::<Vec<_>>()
    };
    assert_eq!(codes(&document), []);
    document.language = Some("de-CH".into());
    assert_eq!(codes(&document), [Code::OtherLanguage]);
    document.language = Some("en-GB".into());
    assert_eq!(codes(&document), []);
}

#[test]
fn a_text_that_does_not_look_english_is_doubted() {
    let outcome =
        run(&"Die Regierung kündigte gestern neue Zölle gegen chinesischen Stahl an und warb um Verständnis. "
            .repeat(8));
    assert!(outcome.unwrap().diagnostics.iter().any(|d| d.code == Code::DoubtfulLanguage));
}

#[test]
fn facts_below_the_wanted_confidence_are_left_out() {
    let text = "Chile and Australia will cooperate on copper.";
    let document = Document::new(DocumentId::new("d1").unwrap(), text.into()).unwrap();
    let found = |min_confidence| {
        extract(&document, Resources::embedded(), &Options { min_confidence, ..Options::default() }).facts.len()
    };
    assert_eq!((found(0.0), found(1.0)), (1, 0));
}
