//! The model on the wire, and back.
//!
//! [`to_proto`] never fails: what the model holds, the contract can say. [`from_proto`] names the field that is wrong.
//! A fact that goes out and comes back is the same fact; what only the wire has (names, positions) is ignored on the way
//! back.

mod explanation;
mod field;
pub mod from_proto;
mod kind;
mod reference;
mod term;
pub mod to_proto;

pub use to_proto::Wire;

/// Why a message is no value of the model.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}`: {problem}")]
pub struct Invalid {
    /// The path of the field within the message (`document.published.month`).
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It is required, and empty or absent.
    #[error("missing: it is required")]
    Missing,
    /// It has not the form that its comment names; the message says what it takes.
    #[error("{0}")]
    Form(String),
    /// A filter asks for what no filter may; the message says what it takes.
    #[error("{0}")]
    Filter(String),
    /// The text of a document is empty or blank.
    #[error("the document has no text: leave it out, or give its text")]
    BlankText {
        /// The id of the document.
        document: String,
    },
    /// The id of a document has not the form of one.
    #[error("{message}")]
    DocumentId {
        /// The id as given.
        document: String,
        /// What it takes.
        message: String,
    },
}

impl Invalid {
    /// A required field that is not there.
    #[must_use]
    pub fn missing(field: impl Into<String>) -> Self {
        Self { field: field.into(), problem: Problem::Missing }
    }

    /// A field that has not its form.
    #[must_use]
    pub fn form(field: impl Into<String>, message: impl ToString) -> Self {
        Self { field: field.into(), problem: Problem::Form(message.to_string()) }
    }

    /// The same within another message.
    #[must_use]
    pub fn within(mut self, parent: &str) -> Self {
        self.field = if self.field.is_empty() { parent.to_owned() } else { format!("{parent}.{}", self.field) };
        self
    }
}

#[cfg(test)]
mod tests;
