//! Spans and evidence: where a document says something, and the exact words.

use std::fmt;

/// A half-open range `[start, end)` of UTF-8 bytes of a document's text. Never empty.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The span from `start` to before `end`; `None` where that is empty or turned round.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// The first byte.
    #[must_use]
    pub fn start(self) -> usize {
        self.start
    }

    /// The byte after the last.
    #[must_use]
    pub fn end(self) -> usize {
        self.end
    }

    /// How many bytes; at least one.
    #[must_use]
    #[allow(clippy::len_without_is_empty, reason = "a span is never empty")]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether `other` lies within this span.
    #[must_use]
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    #[must_use]
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn join(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The words at this span; `None` where the span leaves the text or cuts a character.
    #[must_use]
    pub fn of(self, text: &str) -> Option<&str> {
        text.get(self.start..self.end)
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start, self.end)
    }
}

/// Why words at a span are no evidence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// The span is empty or turned round.
    #[error("evidence {start}..{end} is empty: `end_byte` must be greater than `start_byte`")]
    Empty {
        /// The first byte.
        start: usize,
        /// The byte after the last.
        end: usize,
    },
    /// The span leaves the text or cuts a character.
    #[error("evidence {start}..{end} leaves the text of {length} bytes or cuts a character")]
    Outside {
        /// The first byte.
        start: usize,
        /// The byte after the last.
        end: usize,
        /// The length of the text in bytes.
        length: usize,
    },
    /// The quote is not what the text says there, or blank.
    #[error("evidence {start}..{end}: the quote differs from the document's bytes there, or is blank")]
    Differs {
        /// The first byte.
        start: usize,
        /// The byte after the last.
        end: usize,
    },
}

/// Words of a document that state a fact: a span and exactly the text at it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Evidence {
    span: Span,
    quote: String,
}

impl Evidence {
    /// The words of `text` at `span`.
    ///
    /// # Errors
    /// [`EvidenceError::Outside`] where the span leaves the text or cuts a character, [`EvidenceError::Differs`] where
    /// nothing but blanks stands there.
    pub fn quote(text: &str, span: Span) -> Result<Self, EvidenceError> {
        let (start, end) = (span.start, span.end);
        let quote = span.of(text).ok_or(EvidenceError::Outside { start, end, length: text.len() })?;
        if quote.trim().is_empty() {
            return Err(EvidenceError::Differs { start, end });
        }
        Ok(Self { span, quote: quote.to_owned() })
    }

    /// A span and the quote that was recorded with it, not yet compared with the text: see [`Evidence::verify`].
    ///
    /// # Errors
    /// [`EvidenceError::Empty`] for an empty span, [`EvidenceError::Differs`] for a quote that is blank or not as long
    /// as the span.
    pub fn recorded(start: usize, end: usize, quote: String) -> Result<Self, EvidenceError> {
        let span = Span::new(start, end).ok_or(EvidenceError::Empty { start, end })?;
        if quote.len() != span.len() || quote.trim().is_empty() {
            return Err(EvidenceError::Differs { start, end });
        }
        Ok(Self { span, quote })
    }

    /// Compares the quote with the document's text.
    ///
    /// # Errors
    /// [`EvidenceError`] where they differ.
    pub fn verify(&self, text: &str) -> Result<(), EvidenceError> {
        let (start, end) = (self.span.start, self.span.end);
        match self.span.of(text) {
            None => Err(EvidenceError::Outside { start, end, length: text.len() }),
            Some(found) if found != self.quote => Err(EvidenceError::Differs { start, end }),
            Some(_) => Ok(()),
        }
    }

    /// Where the words stand.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// The words.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.quote
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_exactly_the_text() {
        let text = "Café prices rose";
        let check = |start, end| Evidence::quote(text, Span::new(start, end).unwrap()).map(|e| e.text().to_owned());
        assert_eq!(check(0, 5), Ok("Café".into()));
        assert_eq!(check(0, 4), Err(EvidenceError::Outside { start: 0, end: 4, length: 17 }));
        assert_eq!(check(5, 6), Err(EvidenceError::Differs { start: 5, end: 6 }));
        assert_eq!(check(6, 99), Err(EvidenceError::Outside { start: 6, end: 99, length: 17 }));
        assert_eq!(Span::new(3, 3), None);
    }

    #[test]
    fn recorded_evidence_is_compared_with_the_text() {
        let evidence = Evidence::recorded(0, 4, "Rome".into()).unwrap();
        assert_eq!(evidence.verify("Rome signed"), Ok(()));
        assert_eq!(evidence.verify("Oslo signed"), Err(EvidenceError::Differs { start: 0, end: 4 }));
        assert_eq!(evidence.verify("Ro"), Err(EvidenceError::Outside { start: 0, end: 4, length: 2 }));
        assert!(Evidence::recorded(0, 5, "Rome".into()).is_err());
    }
}
