//! What reads documents: the seam behind which any extractor can stand.

use entente_core::{Document, Extractor, Fact, Span};
use entente_extract::diagnostic::{Code, Diagnostic};
use entente_extract::explain::Explanation;
pub use entente_extract::reader::Preference;
use entente_extract::reader::Reader;
use entente_extract::reader::encoder::EncoderReader;
use entente_extract::resources::Resources;
use entente_extract::{Options, extract};

/// Reads documents: text in, facts out.
///
/// What every implementation promises: the same document gives the same facts, it never fails on text, and it does not
/// wait for anything (it runs on threads of its own, never on those that answer calls). The server compares every quote
/// with the text before it believes a fact.
pub trait ReadDocuments: Send + Sync {
    /// Its name and version; the version changes whenever the same text may give other facts.
    fn extractor(&self) -> Extractor;

    /// Reads one document.
    fn read(&self, document: &Document) -> Reading;

    /// Reads one document as somebody wishes; an extractor that knows no such wishes reads it as ever.
    fn read_as(&self, document: &Document, _wishes: &Wishes) -> Reading {
        self.read(document)
    }
}

/// How somebody wishes a document to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// Whether to say how each fact came about, and which sentences nearly gave one.
    pub explain: bool,
    /// What to prefer where a relation is doubtful; none: the extractor's own setting.
    pub preference: Option<Preference>,
}

/// What one document states.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The facts, in the order of their first evidence.
    pub facts: Vec<Fact>,
    /// How each fact came about, one for each in the same order; empty unless asked for, or where nobody knows.
    pub explanations: Vec<Explanation>,
    /// Remarks on the text.
    pub remarks: Vec<Remark>,
}

/// A remark on a text: something left out, not resolved, or doubtful. No error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// How much it matters.
    pub severity: Severity,
    /// The sort of remark in kebab-case (`language-not-supported`).
    pub code: &'static str,
    /// The remark for people: lower case, no full stop.
    pub message: String,
    /// The place in the document's text; none: all of it.
    pub span: Option<Span>,
}

/// How much a remark matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Good to know: nothing is missing.
    Info,
    /// Facts may be missing or doubtful.
    Warning,
}

/// The extractor of this program, over the embedded tables.
#[derive(Debug, Clone, Copy)]
pub struct BuiltIn {
    resources: &'static Resources<'static>,
    preference: Preference,
}

impl BuiltIn {
    /// Makes the tables ready, once for the whole program: the first call takes a moment.
    #[must_use]
    pub fn new() -> Self {
        Self { resources: Resources::embedded(), preference: Preference::default() }
    }

    /// The same with a preference for documents that come without one.
    #[must_use]
    pub fn preferring(self, preference: Preference) -> Self {
        Self { preference, ..self }
    }
}

impl Default for BuiltIn {
    fn default() -> Self {
        Self::new()
    }
}

impl ReadDocuments for BuiltIn {
    fn extractor(&self) -> Extractor {
        EncoderReader::embedded().extractor()
    }

    fn read(&self, document: &Document) -> Reading {
        self.read_as(document, &Wishes::default())
    }

    fn read_as(&self, document: &Document, wishes: &Wishes) -> Reading {
        let preference = wishes.preference.unwrap_or(self.preference);
        let options = Options { preference, explain: wishes.explain, ..Options::default() };
        let outcome = extract(document, self.resources, &options);
        Reading {
            facts: outcome.facts,
            explanations: outcome.explanations,
            remarks: outcome.diagnostics.into_iter().map(Remark::from).collect(),
        }
    }
}

impl From<Diagnostic> for Remark {
    fn from(diagnostic: Diagnostic) -> Self {
        Self {
            severity: severity(diagnostic.code),
            code: diagnostic.code.as_str(),
            message: diagnostic.message,
            span: diagnostic.span,
        }
    }
}

fn severity(code: Code) -> Severity {
    match code {
        Code::OtherLanguage | Code::DoubtfulLanguage | Code::SentenceCut | Code::ListCut => Severity::Warning,
        Code::Incomplete | Code::NearFact => Severity::Info,
    }
}
