//! Questions about actors.

use std::collections::BTreeMap;
use std::ops::Bound;

use entente_core::world::{Actor, ActorKind};
use entente_core::{ActorId, FactKind, Position};

use crate::error::QueryError;
use crate::fold::Graph;
use crate::page::{Cursor, Listing, Page};
use crate::tally::KindTally;

/// An actor as it is known at a position.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownActor {
    /// The one id to use for it.
    pub id: ActorId,
    /// What the reference tables say; none for an actor that only facts name.
    pub reference: Option<Actor<'static>>,
    /// How many facts name it in a role, by kind; kinds without any are left out.
    pub fact_counts: BTreeMap<FactKind, usize>,
}

impl KnownActor {
    /// How many facts name it in a role.
    #[must_use]
    pub fn fact_count(&self) -> usize {
        self.fact_counts.values().sum()
    }
}

/// Which actors are meant. The default means all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ActorFilter {
    /// The sorts; empty: all.
    pub sorts: Vec<ActorSort>,
    /// A part of the id, name or another name, whatever its case; empty: all.
    pub query: String,
    /// Whether to leave out actors that no fact names in a role.
    pub mentioned_only: bool,
}

/// The sort of an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorSort {
    /// In the reference tables, as this.
    Listed(ActorKind),
    /// In no table: known only from the facts that name it.
    Unlisted,
}

impl Graph {
    /// An actor. Of several ids for one actor each is understood.
    ///
    /// # Errors
    /// [`QueryError::ActorNotFound`] where neither a table nor a fact knows it, [`QueryError::PositionInFuture`].
    pub fn actor(&self, id: &str, at: Position) -> Result<KnownActor, QueryError> {
        self.reach(at)?;
        let found = self.find_actor(id, at).map(|id| self.known_actor(id, at));
        found.ok_or_else(|| QueryError::ActorNotFound { id: id.to_owned(), nearest: self.nearest_actors(id, at) })
    }

    /// The actors, by id.
    ///
    /// # Errors
    /// [`QueryError::ForeignCursor`], [`QueryError::PositionInFuture`].
    pub fn actors(&self, filter: &ActorFilter, page: &Page, at: Position) -> Result<Listing<KnownActor>, QueryError> {
        self.reach(at)?;
        let after = page.after_id()?;
        let query = filter.query.to_lowercase();
        let wanted = |sort, id: &ActorId, name: &str, others: &[String]| {
            (filter.sorts.is_empty() || filter.sorts.contains(&sort))
                && is_named(&query, id.as_str(), name, others)
                && (!filter.mentioned_only || self.actor_tally(id).is_some_and(|tally| tally.any(at)))
        };
        let first = self.listed.partition_point(|actor| actor.id().as_str() <= after);
        let listed = self.listed[first..]
            .iter()
            .filter(|actor| wanted(ActorSort::Listed(actor.kind()), actor.id(), actor.name(), actor.aliases()));
        let unlisted = self
            .unlisted_actors(after, at)
            .filter(|(id, row)| wanted(ActorSort::Unlisted, id, "", &[]) && self.is_named_at(*row, at));
        let found = merged(listed.map(|actor| actor.id()), unlisted.map(|(id, _)| id));
        Ok(Listing::take(page, found, |id| Cursor::id(id.as_str()), |id| self.known_actor(id.clone(), at)))
    }

    /// The actor that an id means at a position.
    pub(crate) fn find_actor(&self, id: &str, at: Position) -> Option<ActorId> {
        let id = ActorId::new(id).ok()?;
        let id = self.world.canonical_actor(&id);
        let known =
            self.world.actor(id).is_some() || self.index.actors.get(id).is_some_and(|&row| self.is_named_at(row, at));
        known.then(|| id.clone())
    }

    /// The actors with ids after `after` that are in no table and that some fact named up to now, by id.
    pub(crate) fn unlisted_actors(&self, after: &str, at: Position) -> impl Iterator<Item = (&ActorId, u32)> {
        let rows = self.index.actors.range::<str, _>((Bound::Excluded(after), Bound::Unbounded));
        let rows = rows.map(|(id, &row)| (id, row));
        let named = move |row: u32| self.index.of_actor[row as usize].first();
        rows.filter(move |&(_, row)| named(row).is_some_and(|&fact| self.facts[fact as usize].recorded <= at))
            .filter(|(id, _)| self.world.actor(id).is_none())
    }

    /// Whether a fact known at the position names the actor, in a role or otherwise.
    fn is_named_at(&self, row: u32, at: Position) -> bool {
        let facts = self.index.of_actor[row as usize].iter();
        facts
            .filter_map(|&fact| self.facts[fact as usize].at(at))
            .any(|version| version.names.iter().any(|&(_, actor)| actor == row))
    }

    /// The facts that name an actor in a role.
    fn actor_tally(&self, id: &ActorId) -> Option<&KindTally> {
        self.tallies.of_actor.get(*self.index.actors.get(id)? as usize)
    }

    fn known_actor(&self, id: ActorId, at: Position) -> KnownActor {
        let fact_counts = self.actor_tally(&id).map(|tally| tally.at(at)).unwrap_or_default();
        KnownActor { reference: self.world.actor(&id), id, fact_counts }
    }
}

/// Two ascending series as one.
fn merged<T: Ord>(a: impl Iterator<Item = T>, b: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    std::iter::from_fn(move || match (a.peek(), b.peek()) {
        (Some(x), Some(y)) if y < x => b.next(),
        (None, _) => b.next(),
        _ => a.next(),
    })
}

/// Whether a part of the id or of one of the names, whatever its case, is `query`, which is in lower case.
pub(crate) fn is_named(query: &str, id: &str, name: &str, others: &[String]) -> bool {
    query.is_empty()
        || [id, name].into_iter().chain(others.iter().map(String::as_str)).any(|n| n.to_lowercase().contains(query))
}
