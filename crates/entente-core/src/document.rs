//! Documents: what was read, before anything is made of it.

use std::fmt;

use jiff::civil::Date;

use crate::id::DocumentId;

/// Why a document is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// The text is empty or blank.
    #[error("`text`: the document has no text")]
    Empty,
}

/// A text with what is known about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name that whoever brought it gave it; the same id again is a revision of the same document.
    pub id: DocumentId,
    /// The headline.
    pub title: Option<String>,
    /// The day it was published: relative dates ("last week") are read against it.
    pub published: Option<Date>,
    /// Who published it.
    pub source: Option<String>,
    /// Where it can be read.
    pub url: Option<String>,
    /// A BCP 47 tag (`en`).
    pub language: Option<String>,
    text: String,
}

impl Document {
    /// A document with nothing known but its id and text.
    ///
    /// # Errors
    /// [`DocumentError::Empty`] where the text is blank.
    pub fn new(id: DocumentId, text: String) -> Result<Self, DocumentError> {
        if text.trim().is_empty() {
            return Err(DocumentError::Empty);
        }
        Ok(Self { id, title: None, published: None, source: None, url: None, language: None, text })
    }

    /// The text: what all spans of the document's evidence point into. Never blank.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The hash of everything but the id: equal for a document that was brought twice.
    #[must_use]
    pub fn content_hash(&self) -> ContentHash {
        let mut hasher = blake3::Hasher::new();
        let published = self.published.map(|date| date.to_string());
        for part in [&self.title, &published, &self.source, &self.url, &self.language, &Some(self.text.clone())] {
            // Lengths keep ("ab", "c") and ("a", "bc") apart; absent differs from empty.
            let part = part.as_deref();
            hasher.update(&part.map_or(u64::MAX, |p| p.len() as u64).to_le_bytes());
            hasher.update(part.unwrap_or_default().as_bytes());
        }
        let mut hash = [0; 16];
        hash.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        ContentHash(hash)
    }
}

/// 16 bytes of the BLAKE3 hash of a document's content.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(pub [u8; 16]);

impl fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Result<Document, DocumentError> {
        Document::new(DocumentId::new("d1").unwrap(), text.into())
    }

    #[test]
    fn a_blank_text_is_no_document() {
        assert_eq!(document(" \n\t"), Err(DocumentError::Empty));
        assert_eq!(document("Rome").unwrap().text(), "Rome");
    }

    #[test]
    fn the_hash_covers_everything_but_the_id() {
        let first = document("Rome signed").unwrap();
        let renamed = Document { id: DocumentId::new("d2").unwrap(), ..first.clone() };
        let titled = Document { title: Some(String::new()), ..first.clone() };
        assert_eq!(first.content_hash(), renamed.content_hash());
        assert_ne!(first.content_hash(), titled.content_hash());
        assert_ne!(first.content_hash(), document("Rome signed.").unwrap().content_hash());
    }
}
