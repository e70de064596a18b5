//! Questions about topics.

use std::collections::BTreeMap;

use entente_core::world::Topic;
use entente_core::{FactKind, Position};

use crate::actors::is_named;
use crate::error::QueryError;
use crate::fold::Graph;
use crate::page::{Cursor, Listing, Page};
use crate::tally::KindTally;

/// A topic of the taxonomy as it is known at a position.
#[derive(Debug, Clone, PartialEq)]
pub struct KnownTopic {
    /// What the reference tables say; its place in the taxonomy is the world's to tell.
    pub reference: &'static Topic,
    /// How many facts name the topic itself, by kind; kinds without any are left out.
    pub fact_counts: BTreeMap<FactKind, usize>,
}

impl KnownTopic {
    /// How many facts name the topic itself.
    #[must_use]
    pub fn fact_count(&self) -> usize {
        self.fact_counts.values().sum()
    }
}

/// Which topics are meant. The default means all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TopicFilter {
    /// Only topics below this one, however deep.
    pub parent: Option<String>,
    /// A part of the id, name or another name, whatever its case; empty: all.
    pub query: String,
    /// Whether to leave out topics that no fact names.
    pub mentioned_only: bool,
}

impl Graph {
    /// A topic.
    ///
    /// # Errors
    /// [`QueryError::TopicNotFound`] where it is not in the taxonomy, [`QueryError::PositionInFuture`].
    pub fn topic(&self, id: &str, at: Position) -> Result<KnownTopic, QueryError> {
        self.reach(at)?;
        Ok(self.known_topic(self.find_topic(id)?, at))
    }

    /// The topics, by id.
    ///
    /// # Errors
    /// [`QueryError::TopicNotFound`] where `parent` is no topic, [`QueryError::ForeignCursor`],
    /// [`QueryError::PositionInFuture`].
    pub fn topics(&self, filter: &TopicFilter, page: &Page, at: Position) -> Result<Listing<KnownTopic>, QueryError> {
        self.reach(at)?;
        let after = page.after_id()?;
        let query = filter.query.to_lowercase();
        let mut found: Vec<&'static Topic> = match &filter.parent {
            None => self.world.topics().iter().collect(),
            Some(parent) => {
                let below = self.world.descendants(&self.find_topic(parent)?.id);
                below.filter_map(|id| self.world.topic(id.as_str())).collect()
            }
        };
        found.retain(|topic| topic.id.as_str() > after);
        found.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        let found = found.into_iter().filter(|topic| is_named(&query, topic.id.as_str(), &topic.name, &topic.aliases));
        let found =
            found.filter(|topic| !filter.mentioned_only || self.topic_tally(topic).is_some_and(|tally| tally.any(at)));
        Ok(Listing::take(page, found, |topic| Cursor::id(topic.id.as_str()), |topic| self.known_topic(topic, at)))
    }

    fn find_topic(&self, id: &str) -> Result<&'static Topic, QueryError> {
        let nearest = || self.nearest_topics(id);
        self.world.topic(id).ok_or_else(|| QueryError::TopicNotFound { id: id.to_owned(), nearest: nearest() })
    }

    /// The facts about a topic.
    fn topic_tally(&self, topic: &Topic) -> Option<&KindTally> {
        self.tallies.of_topic.get(*self.index.topics.get(&topic.id)? as usize)
    }

    fn known_topic(&self, reference: &'static Topic, at: Position) -> KnownTopic {
        let fact_counts = self.topic_tally(reference).map(|tally| tally.at(at)).unwrap_or_default();
        KnownTopic { reference, fact_counts }
    }
}
