//! Why a question has no answer.

use entente_core::Position;

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// No actor of this id, neither in the reference tables nor in the facts known at the position.
    #[error("there is no actor `{id}`{}", meant(.nearest))]
    ActorNotFound {
        /// The id as given.
        id: String,
        /// The known ids that look most like it, the nearest first.
        nearest: Vec<String>,
    },
    /// No topic of this id in the taxonomy.
    #[error("there is no topic `{id}`{}", meant(.nearest))]
    TopicNotFound {
        /// The id as given.
        id: String,
        /// The known ids that look most like it, the nearest first.
        nearest: Vec<String>,
    },
    /// No document of this id at the position: not yet, not any more, or never.
    #[error("there is no document `{id}` at this position{}", meant(.nearest))]
    DocumentNotFound {
        /// The id as given.
        id: String,
        /// The known ids that begin most like it.
        nearest: Vec<String>,
    },
    /// No fact of this id at the position: not yet, not any more, or never.
    #[error("there is no fact `{id}` at this position: take an id from a list of facts")]
    FactNotFound {
        /// The id as given.
        id: String,
    },
    /// No relation of this id at the position.
    #[error("there is no relation `{id}` at this position: take an id from a list of relations")]
    RelationNotFound {
        /// The id as given.
        id: String,
    },
    /// A filter names an actor that neither a table nor a fact knows.
    #[error("`{field}`: there is no actor `{id}`{}", meant(.nearest))]
    UnknownActor {
        /// The place within the filter (`actors[0]`, `roles[1].ids[0]`).
        field: String,
        /// The id as given.
        id: String,
        /// The known ids that look most like it, the nearest first.
        nearest: Vec<String>,
    },
    /// A filter names a topic that is not in the taxonomy.
    #[error("`{field}`: there is no topic `{id}`{}", meant(.nearest))]
    UnknownTopic {
        /// The place within the filter (`topics[0]`, `roles[1].ids[0]`).
        field: String,
        /// The id as given.
        id: String,
        /// The known ids that look most like it, the nearest first.
        nearest: Vec<String>,
    },
    /// A filter contradicts itself.
    #[error("`{field}`: {problem}")]
    InvalidFilter {
        /// The place within the filter (`roles[1].ids`, `valid`).
        field: String,
        /// What is wrong.
        problem: FilterProblem,
    },
    /// The position lies past the end of the log.
    #[error("position {asked} is not reached: ask at {last} or before")]
    PositionInFuture {
        /// The position asked for.
        asked: Position,
        /// The last one.
        last: Position,
    },
    /// The cursor belongs to the list of another sort of thing.
    #[error("the cursor belongs to another question: start again without one")]
    ForeignCursor,
}

/// What is wrong with a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FilterProblem {
    /// A role is named without who or what is to fill it.
    #[error("a role without ids: give at least one")]
    RoleWithoutIds,
    /// The valid time ends before it begins.
    #[error("the valid time ends before it begins: turn the two round")]
    TurnedTime,
}

fn meant(nearest: &[String]) -> String {
    if nearest.is_empty() { String::new() } else { format!(": did you mean {}", nearest.join(", ")) }
}
