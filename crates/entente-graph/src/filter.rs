//! Which facts are meant.

use entente_core::{Confidence, FactKind, Factuality, Role};
use jiff::civil::Date;

/// Which facts are meant; the same wherever facts are chosen. The empty filter means all.
///
/// The values of one field are alternatives; a fact must satisfy every field that is set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FactFilter {
    /// The kinds.
    pub kinds: Vec<FactKind>,
    /// Ids of actors, any of which fills any role.
    pub actors: Vec<String>,
    /// Who, or for [`Role::Topic`] what, fills a role: any of the ids. Every pair must hold, also two of one role.
    pub roles: Vec<(Role, Vec<String>)>,
    /// Whether an organisation in `actors` and `roles` also stands for its members; otherwise it means itself.
    pub expand_members: bool,
    /// Ids of topics, any of which is the fact's topic or above it.
    pub topics: Vec<String>,
    /// Whether topics, in `roles` too, mean themselves only and not what is below them.
    pub exact_topics: bool,
    /// The factualities.
    pub factualities: Vec<Factuality>,
    /// The half-open days `[from, until)` one of which the fact's time must share; `None` where open. Facts without a
    /// time match only where both are open.
    pub valid: (Option<Date>, Option<Date>),
    /// The least confidence.
    pub min_confidence: Option<Confidence>,
    /// Sources of documents, letter for letter, as in the state of the document that was read.
    pub sources: Vec<String>,
    /// Ids of documents. Those that are not known match nothing.
    pub documents: Vec<String>,
}
