//! Facts: one typed assertion that a document makes, tied to the exact words that make it.

use crate::document::Document;
use crate::id::{ActorId, DocumentId, FactId, RelationId};
use crate::kind::{FactBody, FactKind, Factuality, FieldError};
use crate::measure::Confidence;
use crate::span::{Evidence, EvidenceError};
use crate::time::ValidTime;

/// Why a fact is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FactError {
    /// A role, attribute or other field is missing or wrong.
    #[error(transparent)]
    Field(#[from] FieldError),
    /// No words were given that state it.
    #[error("`evidence`: a {kind} without evidence: give at least one span with its quote")]
    NoEvidence {
        /// The kind of the fact.
        kind: FactKind,
    },
    /// The words are not the document's.
    #[error("`evidence`: {0}")]
    Evidence(#[from] EvidenceError),
}

/// Whose word a fact is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Attribution {
    /// A named actor.
    Actor(ActorId),
    /// Somebody the text does not name ("two people close to the talks").
    Words(String),
}

impl Attribution {
    /// An actor where the text is an id, else the words.
    #[must_use]
    pub fn read(text: &str) -> Self {
        ActorId::new(text).map_or_else(|_| Self::Words(text.to_owned()), Self::Actor)
    }

    /// The id or the words.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Actor(id) => id.as_str(),
            Self::Words(words) => words,
        }
    }
}

/// A fact before it is checked against its document: what [`Fact::new`] takes.
#[derive(Debug, Clone, PartialEq)]
pub struct FactDraft {
    /// What it says.
    pub body: FactBody,
    /// Whether it is so.
    pub factuality: Factuality,
    /// When it happened, holds or is due, in the world.
    pub time: Option<ValidTime>,
    /// Whose word it is, where the text says so.
    pub attributed_to: Vec<Attribution>,
    /// The persons or bodies through whom the actors of the roles act.
    pub via: Vec<ActorId>,
    /// The words that state it.
    pub evidence: Vec<Evidence>,
    /// How sure the extractor is.
    pub confidence: Confidence,
}

/// A typed assertion of one document with the exact words that make it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    id: FactId,
    document: DocumentId,
    draft: FactDraft,
}

impl Fact {
    /// Checks a draft against the text of its document.
    ///
    /// # Errors
    /// [`FactError`] where a required role is missing, there is no evidence, or a quote differs from the text.
    pub fn new(draft: FactDraft, document: &Document) -> Result<Self, FactError> {
        let fact = Self::recorded(draft, document.id.clone())?;
        fact.verify(document.text())?;
        Ok(fact)
    }

    /// A fact as it was recorded, its quotes not yet compared with the text: see [`Fact::verify`].
    ///
    /// # Errors
    /// [`FactError`] where a required role or all evidence is missing.
    pub fn recorded(mut draft: FactDraft, document: DocumentId) -> Result<Self, FactError> {
        draft.body.check()?;
        if draft.evidence.is_empty() {
            return Err(FactError::NoEvidence { kind: draft.body.kind() });
        }
        draft.evidence.sort();
        draft.evidence.dedup();
        let id = fact_id(&document, &draft);
        Ok(Self { id, document, draft })
    }

    /// Compares every quote with the document's text.
    ///
    /// # Errors
    /// [`EvidenceError`] for the first that differs.
    pub fn verify(&self, text: &str) -> Result<(), EvidenceError> {
        self.draft.evidence.iter().try_for_each(|evidence| evidence.verify(text))
    }

    /// Derived from the document's id and the fact's content ([`FactBody::content_key`], factuality, time): the same
    /// fact has the same id after the document was read again.
    #[must_use]
    pub fn id(&self) -> &FactId {
        &self.id
    }

    /// The document that says it.
    #[must_use]
    pub fn document(&self) -> &DocumentId {
        &self.document
    }

    /// What it says.
    #[must_use]
    pub fn body(&self) -> &FactBody {
        &self.draft.body
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> FactKind {
        self.draft.body.kind()
    }

    /// Whether it is so.
    #[must_use]
    pub fn factuality(&self) -> Factuality {
        self.draft.factuality
    }

    /// When it happened, holds or is due.
    #[must_use]
    pub fn time(&self) -> Option<ValidTime> {
        self.draft.time
    }

    /// Whose word it is.
    #[must_use]
    pub fn attributed_to(&self) -> &[Attribution] {
        &self.draft.attributed_to
    }

    /// Through whom the actors of the roles act.
    #[must_use]
    pub fn via(&self) -> &[ActorId] {
        &self.draft.via
    }

    /// The words that state it, in the order of the text; at least one.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.draft.evidence
    }

    /// How sure the extractor is.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        self.draft.confidence
    }

    /// The relation that the fact supports: that of all facts with its kind and key fillers.
    #[must_use]
    pub fn relation(&self) -> RelationId {
        RelationId::from_hash(&hash(&[&self.draft.body.relation_key()]))
    }
}

fn fact_id(document: &DocumentId, draft: &FactDraft) -> FactId {
    let time = draft.time.map(|time| time.to_string()).unwrap_or_default();
    FactId::from_hash(&hash(&[document.as_str(), &draft.body.content_key(), draft.factuality.as_str(), &time]))
}

fn hash(parts: &[&str]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    let mut out = [0; 16];
    out.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::{Meeting, MeetingForm};
    use crate::span::Span;

    const TEXT: &str = "Rome and Oslo held talks.";

    fn document() -> Document {
        Document::new(DocumentId::new("d1").unwrap(), TEXT.into()).unwrap()
    }

    fn draft(form: MeetingForm, evidence: Vec<Evidence>) -> FactDraft {
        let participant = ["ITA", "NOR"].map(|id| ActorId::new(id).unwrap()).to_vec();
        FactDraft {
            body: Meeting { participant, host: vec![], form: Some(form), place: None }.into(),
            factuality: Factuality::Actual,
            time: None,
            attributed_to: vec![],
            via: vec![],
            evidence,
            confidence: Confidence::new(0.5).unwrap(),
        }
    }

    fn quote(start: usize, end: usize) -> Evidence {
        Evidence::quote(TEXT, Span::new(start, end).unwrap()).unwrap()
    }

    #[test]
    fn a_fact_needs_the_documents_own_words() {
        assert_eq!(
            Fact::new(draft(MeetingForm::Talks, vec![]), &document()),
            Err(FactError::NoEvidence { kind: FactKind::Meeting })
        );
        let invented = Evidence::recorded(0, 4, "Lima".into()).unwrap();
        assert_eq!(
            Fact::new(draft(MeetingForm::Talks, vec![invented]), &document()),
            Err(FactError::Evidence(EvidenceError::Differs { start: 0, end: 4 }))
        );
        let fact = Fact::new(draft(MeetingForm::Talks, vec![quote(14, 24), quote(0, 24), quote(14, 24)]), &document())
            .unwrap();
        assert_eq!(fact.evidence(), [quote(0, 24), quote(14, 24)]);
    }

    #[test]
    fn the_id_follows_the_content_not_the_reading() {
        let id = |draft: FactDraft| Fact::new(draft, &document()).unwrap().id().clone();
        let first = draft(MeetingForm::Talks, vec![quote(0, 24)]);
        let again =
            FactDraft { confidence: Confidence::new(0.9).unwrap(), evidence: vec![quote(9, 24)], ..first.clone() };
        assert_eq!(id(first.clone()), id(again));
        assert_ne!(id(first.clone()), id(FactDraft { factuality: Factuality::Negated, ..first.clone() }));
        assert_ne!(id(first.clone()), id(FactDraft { time: Some("2025".parse().unwrap()), ..first }));
    }
}
