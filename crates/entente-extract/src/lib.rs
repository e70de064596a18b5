//! Text in, evidence-backed facts out: pure, deterministic, never failing on text.
//!
//! [`extract`] runs the stages in order. Each is a module that says what it reads and what it writes:
//!
//! 1. [`normalise`], [`sentence`]: the text to work on, with a way back to the original bytes; sentences.
//! 2. [`mention`] and the modules below it: who and what is named, numbers, money, dates, and words that stand for others.
//! 3. [`reader`]: which mention fills which role of which kind. The seam behind which any scorer can stand; the first one
//!    is a set of hand-written patterns.
//! 4. [`assemble`]: typed facts out of readings, with lists split and joined as the fact model says.
//! 5. Resolving (ids, office holders, relative dates, amounts) happens where the words are found, in stage 2.
//! 6. [`join`]: the document level: facts of equal content become one with all their evidence.
//!
//! [`explain`] says on request how each fact came about.

#![forbid(unsafe_code)]

pub mod assemble;
pub mod diagnostic;
pub mod explain;
pub mod join;
mod lexicon;
pub mod mention;
pub mod normalise;
pub mod reader;
pub mod resources;
pub mod sentence;
mod token;
mod trie;
mod wrap;

use entente_core::{Document, Extractor, Fact};

use diagnostic::{Code, Diagnostic};
use explain::Explanation;
use reader::encoder::EncoderReader;
use reader::{Manner, Preference, Reader};
use resources::Resources;

/// How to extract.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Options {
    /// Facts with a lower confidence are left out, 0 to 1. 0 keeps all.
    pub min_confidence: f64,
    /// What to prefer where a relation is doubtful.
    pub preference: Preference,
    /// Whether to say how each fact came about, and which sentences nearly gave one.
    pub explain: bool,
}

/// What extraction found in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The facts, each once, in the order of the text.
    pub facts: Vec<Fact>,
    /// How each fact came about, one for each in the same order; empty unless asked for.
    pub explanations: Vec<Explanation>,
    /// Remarks on the document.
    pub diagnostics: Vec<Diagnostic>,
    /// Which reader found them.
    pub extractor: Extractor,
}

/// Reads a document with the reader of this version.
///
/// Never fails: a text that says nothing gives no facts. The same document gives the same outcome.
///
/// ```
/// use entente_core::{Document, DocumentId};
/// use entente_extract::{Options, extract, resources::Resources};
///
/// let text = "Oslo and Ottawa signed a memorandum of understanding on nickel.";
/// let document = Document::new(DocumentId::new("d1").unwrap(), text.into()).unwrap();
/// let outcome = extract(&document, Resources::embedded(), &Options::default());
/// assert_eq!(outcome.facts[0].kind().as_str(), "agreement");
/// ```
#[must_use]
pub fn extract(document: &Document, resources: &Resources<'_>, options: &Options) -> Outcome {
    extract_with(EncoderReader::embedded(), document, resources, options)
}

/// Reads a document with a given reader.
#[must_use]
pub fn extract_with(reader: &dyn Reader, document: &Document, resources: &Resources<'_>, options: &Options) -> Outcome {
    let mut diagnostics = Vec::new();
    if let Some(language) = document.language.as_deref().filter(|language| !is_english(language)) {
        let message = format!("the document is in `{language}`, and only English (`en`) is read");
        diagnostics.push(Diagnostic::new(Code::OtherLanguage, message, None));
        return Outcome { facts: Vec::new(), explanations: Vec::new(), diagnostics, extractor: reader.extractor() };
    }
    let analysis = mention::analyse(document, resources);
    remark(&analysis, &mut diagnostics);
    let manner = Manner { preference: options.preference, trace: options.explain };
    let found = reader.read_in(&analysis, manner);
    diagnostics.extend(found.near.iter().map(|near| explain::near_fact(&analysis, near)));
    let assembled = found
        .readings
        .iter()
        .flat_map(|reading| assemble::assemble(&analysis, reading, options.explain, &mut diagnostics))
        .collect();
    let mut facts = join::join(assembled, document);
    facts.retain(|(fact, _)| fact.confidence().get() >= options.min_confidence);
    let (facts, explanations) = if options.explain {
        explain::explanations(facts)
    } else {
        (facts.into_iter().map(|(fact, _)| fact).collect(), Vec::new())
    };
    Outcome { facts, explanations, diagnostics, extractor: reader.extractor() }
}

fn is_english(tag: &str) -> bool {
    tag.trim().is_empty() || tag.split(['-', '_']).next().is_some_and(|language| language.eq_ignore_ascii_case("en"))
}

/// Remarks on a text that may not be read well.
fn remark(analysis: &mention::Analysis<'_>, diagnostics: &mut Vec<Diagnostic>) {
    for sentence in &analysis.sentences {
        if sentence.span.len() >= sentence::LONGEST {
            let message = format!("a sentence of more than {} bytes was cut", sentence::LONGEST);
            diagnostics.push(Diagnostic::new(Code::SentenceCut, message, Some(analysis.original(sentence.span))));
        }
    }
    if foreign(analysis.text.as_str()) {
        let message = "the text does not look like English: what was found in it is doubtful";
        diagnostics.push(Diagnostic::new(Code::DoubtfulLanguage, message, None));
    }
}

/// Whether a longer text has next to none of the commonest English words.
fn foreign(text: &str) -> bool {
    const COMMON: &[&str] = &["the", "of", "and", "to", "in", "a", "on", "for", "with", "that", "is", "by"];
    let (mut words, mut common) = (0_u32, 0_u32);
    for word in text.split_whitespace().take(1_000) {
        words += 1;
        common += u32::from(COMMON.iter().any(|known| word.eq_ignore_ascii_case(known)));
    }
    words >= 60 && common * 20 < words
}
