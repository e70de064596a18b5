//! What extraction has to say about a document besides its facts.

use entente_core::Span;

/// A remark on a document. Nothing here is an error: extraction never fails on text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What it is about.
    pub code: Code,
    /// One line for people, lower case.
    pub message: String,
    /// Where in the document's text, in bytes; `None` where it concerns the whole.
    pub span: Option<Span>,
}

/// What a diagnostic is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// The document says that it is in another language than English: it is not read.
    OtherLanguage,
    /// The text does not look like English: it is read all the same.
    DoubtfulLanguage,
    /// A sentence was longer than the longest that is read at once, and cut.
    SentenceCut,
    /// A list was so long that some of its facts are left out.
    ListCut,
    /// A relation was found with a value that its kind cannot take.
    Incomplete,
    /// A sentence nearly gave a fact: the message says what was missing.
    NearFact,
}

impl Code {
    /// The code as it is written (`other-language`).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OtherLanguage => "other-language",
            Self::DoubtfulLanguage => "doubtful-language",
            Self::SentenceCut => "sentence-cut",
            Self::ListCut => "list-cut",
            Self::Incomplete => "incomplete",
            Self::NearFact => "near-fact",
        }
    }
}

impl Diagnostic {
    pub(crate) fn new(code: Code, message: impl Into<String>, span: Option<Span>) -> Self {
        Self { code, message: message.into(), span }
    }
}
