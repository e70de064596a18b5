//! Every field of the filter against an oracle: the same filter, done plainly on the list of all facts.

use std::collections::{BTreeMap, HashMap};

use entente_proto::v1::fact::Body;
use entente_proto::v1::time_span::Time;
use entente_proto::v1::{
    ActorRef, Fact, FactFilter, FactKind, Factuality, GetActorRequest, GetTopicRequest, PartialDate, Role, RoleFilter,
    TopicRef,
};
use entente_tests::Server;
use jiff::ToSpan;
use jiff::civil::Date;

use crate::world;

#[tokio::test]
async fn each_field_keeps_what_its_comment_says() {
    let oracle = Oracle::over(world::documents()).await;
    let all = FactFilter::default();

    oracle.check("all", &all, 30).await;
    let kinds = |kinds: &[FactKind]| FactFilter { kinds: numbers(kinds), ..all.clone() };
    oracle.check("one kind", &kinds(&[FactKind::Restriction]), 5).await;
    oracle.check("two kinds", &kinds(&[FactKind::Restriction, FactKind::Office]), 6).await;

    let actors = |ids: &[&str]| FactFilter { actors: strings(ids), ..all.clone() };
    oracle.check("an actor in any role", &actors(&["KOR"]), 4).await;
    oracle.check("any of two actors", &actors(&["KOR", "SWE"]), 7).await;
    oracle.check("an actor of no table", &actors(&["jane-example"]), 1).await;
    oracle.check("an actor of a table that no fact names", &actors(&["FJI"]), 0).await;
    oracle.check("an organisation as itself", &actors(&["g7"]), 2).await;
    oracle.check("and with its members", &FactFilter { expand_members: true, ..actors(&["g7"]) }, 19).await;

    let role = |role: Role, ids: &[&str]| RoleFilter { role: role.into(), ids: strings(ids) };
    let roles = |roles: &[RoleFilter]| FactFilter { roles: roles.to_vec(), ..all.clone() };
    oracle.check("an actor in one role", &roles(&[role(Role::Target, &["KOR"])]), 1).await;
    oracle.check("a fact with both", &roles(&[role(Role::Party, &["JPN"]), role(Role::Party, &["ITA"])]), 6).await;
    oracle.check("either in one role", &roles(&[role(Role::Party, &["ITA", "CHN"])]), 8).await;
    oracle.check("two roles", &roles(&[role(Role::Dependent, &["JPN"]), role(Role::Supplier, &["CHN"])]), 1).await;
    oracle.check("a topic as a role", &roles(&[role(Role::Topic, &["rare-earths"])]), 6).await;
    oracle
        .check(
            "a member in a role",
            &FactFilter { expand_members: true, ..roles(&[role(Role::Participant, &["eu"])]) },
            2,
        )
        .await;

    let topics = |ids: &[&str]| FactFilter { topics: strings(ids), ..all.clone() };
    oracle.check("a topic with all below it", &topics(&["critical-minerals"]), 14).await;
    oracle.check("a topic alone", &FactFilter { exclude_descendants: true, ..topics(&["rare-earths"]) }, 3).await;
    oracle.check("a topic that no fact names", &topics(&["copper"]), 0).await;
    let exact_role = FactFilter { exclude_descendants: true, ..roles(&[role(Role::Topic, &["rare-earths"])]) };
    oracle.check("a topic alone, as a role", &exact_role, 3).await;

    let factualities = |values: &[Factuality]| FactFilter { factualities: numbers(values), ..all.clone() };
    oracle.check("planned", &factualities(&[Factuality::Planned]), 4).await;
    oracle.check("not so, or perhaps", &factualities(&[Factuality::Negated, Factuality::Possible]), 4).await;

    let valid =
        |from: &str, until: &str| FactFilter { valid_from: date(from), valid_until: date(until), ..all.clone() };
    oracle.check("from a day on", &valid("2024-12-03", ""), 12).await;
    oracle.check("until a day, itself not included", &valid("", "2023-08-01"), 4).await;
    oracle.check("within one day", &valid("2026-01-16", "2026-01-17"), 7).await;
    oracle.check("within a year", &valid("2023", "2024"), 7).await;
    oracle.check("within no day", &valid("2024", "2024"), 0).await;

    let confident = |least| FactFilter { min_confidence: Some(least), ..all.clone() };
    oracle.check("at least so sure", &confident(0.8), 14).await;
    oracle.check("certain", &confident(1.0), 0).await;
    oracle.check("any, said", &confident(0.0), 30).await;

    let sources = |names: &[&str]| FactFilter { sources: strings(names), ..all.clone() };
    oracle.check("a source", &sources(&["North Wire"]), 10).await;
    oracle.check("a source letter for letter", &sources(&["north wire"]), 0).await;
    oracle.check("two sources", &sources(&["North Wire", "The Ledger"]), 16).await;
    let documents = |ids: &[&str]| FactFilter { document_ids: strings(ids), ..all.clone() };
    oracle.check("documents, one of them unknown", &documents(&["twin", "harbour-1", "no-such"]), 2).await;
    oracle.check("a document without facts", &documents(&["silent"]), 0).await;
}

#[tokio::test]
async fn three_hundred_filters_with_several_fields_agree_with_the_oracle() {
    let oracle = Oracle::over(world::documents()).await;
    let mut dice = Dice(0x2026_0116);
    let mut met = 0;
    for number in 0..300 {
        let filter = dice.filter();
        met += usize::from(oracle.agrees(&format!("filter {number}"), &filter).await > 0);
    }
    // The comparison would say little if nearly all answers were empty.
    assert!(met > 60, "only {met} of 300 filters mean any fact");
}

struct Oracle {
    server: Server,
    all: Vec<Fact>,
    sources: HashMap<String, String>,
    /// For each topic of a fact: itself and those above it.
    above: HashMap<String, Vec<String>>,
    members: HashMap<String, Vec<String>>,
}

impl Oracle {
    async fn over(documents: Vec<entente_proto::v1::Document>) -> Self {
        let sources = documents.iter().map(|document| (document.id.clone(), document.source.clone())).collect();
        let server = Server::with(documents).await;
        let all = server.facts(FactFilter::default()).await;
        let (mut above, mut members) = (HashMap::new(), HashMap::new());
        for id in all.iter().flat_map(topics_of) {
            let request = GetTopicRequest { id: id.clone(), read: None };
            let topic = server.query().get_topic(request).await.unwrap().into_inner().topic.unwrap();
            let ids = topic.ancestors.into_iter().map(|ancestor| ancestor.id).chain([id.clone()]);
            above.insert(id, ids.collect());
        }
        for id in ["g7", "eu", "nato"] {
            let request = GetActorRequest { id: id.into(), read: None };
            let actor = server.query().get_actor(request).await.unwrap().into_inner().actor.unwrap();
            let ids: Vec<_> = actor.members.into_iter().map(|member| member.id).collect();
            assert!(ids.len() > 5, "{id} has members");
            members.insert(id.into(), ids);
        }
        Self { server, all, sources, above, members }
    }

    /// The server's answer is the oracle's, and has as many facts as expected.
    async fn check(&self, what: &str, filter: &FactFilter, count: usize) {
        let found = self.agrees(what, filter).await;
        assert_eq!(found, count, "{what}: {filter:?}");
    }

    /// The server's answer is the oracle's; how many facts it has.
    async fn agrees(&self, what: &str, filter: &FactFilter) -> usize {
        let found = self.server.facts(filter.clone()).await;
        let expected: Vec<&Fact> = self.all.iter().filter(|fact| self.means(filter, fact)).collect();
        assert_eq!(ids(found.iter()), ids(expected.iter().copied()), "{what}: {filter:?}");

        let (relations, _) = self.server.relations_by(filter, None, 1_000).await;
        let mut related: Vec<&str> = relations.iter().map(|relation| relation.id.as_str()).collect();
        let mut expected: Vec<&str> = expected.iter().map(|fact| fact.relation_id.as_str()).collect();
        related.sort_unstable();
        expected.sort_unstable();
        expected.dedup();
        assert_eq!(related, expected, "relations of {what}: {filter:?}");
        found.len()
    }

    fn means(&self, filter: &FactFilter, fact: &Fact) -> bool {
        let topics = topics_of(fact);
        let has_topic = |wanted: &[String]| {
            topics.iter().any(|topic| {
                wanted.contains(topic)
                    || !filter.exclude_descendants && self.above[topic].iter().any(|above| wanted.contains(above))
            })
        };
        let is_meant = |wanted: &[String], id: &String| {
            let members = |organisation: &String| self.members.get(organisation).is_some_and(|ids| ids.contains(id));
            wanted.contains(id) || filter.expand_members && wanted.iter().any(members)
        };
        let actors = actors_of(fact);
        let source = &self.sources[&fact.document_id];
        (filter.kinds.is_empty() || filter.kinds.contains(&kind_of(fact)))
            && (filter.actors.is_empty() || actors.values().flatten().any(|id| is_meant(&filter.actors, id)))
            && filter.roles.iter().all(|role| match role.role() {
                Role::Topic => has_topic(&role.ids),
                other => actors.get(&other).is_some_and(|ids| ids.iter().any(|id| is_meant(&role.ids, id))),
            })
            && (filter.topics.is_empty() || has_topic(&filter.topics))
            && (filter.factualities.is_empty() || filter.factualities.contains(&fact.factuality))
            && is_within(fact, filter.valid_from.as_ref(), filter.valid_until.as_ref())
            && filter.min_confidence.is_none_or(|least| fact.confidence >= least)
            && (filter.sources.is_empty() || filter.sources.contains(source))
            && (filter.document_ids.is_empty() || filter.document_ids.contains(&fact.document_id))
    }
}

fn is_within(fact: &Fact, from: Option<&PartialDate>, until: Option<&PartialDate>) -> bool {
    if from.is_none() && until.is_none() {
        return true;
    }
    let Some(time) = fact.time.as_ref().and_then(|time| time.time.as_ref()) else { return false };
    let (start, end) = match time {
        Time::Point(point) => (Some(first_day(point)), Some(day_after(point))),
        Time::Interval(interval) => (interval.start.as_ref().map(first_day), interval.end.as_ref().map(day_after)),
    };
    let start = start.into_iter().chain(from.map(first_day)).max().unwrap_or(Date::MIN);
    let end = end.into_iter().chain(until.map(first_day)).min().unwrap_or(Date::MAX);
    start < end
}

fn first_day(date: &PartialDate) -> Date {
    let part = |number: i32| i8::try_from(number.max(1)).unwrap();
    Date::new(i16::try_from(date.year).unwrap(), part(date.month), part(date.day)).unwrap()
}

fn day_after(date: &PartialDate) -> Date {
    let span = match (date.month, date.day) {
        (0, _) => 1.year(),
        (_, 0) => 1.month(),
        _ => 1.day(),
    };
    first_day(date).checked_add(span).unwrap()
}

fn kind_of(fact: &Fact) -> i32 {
    let kind = match fact.body.as_ref().expect("a fact has a body") {
        Body::Partnership(_) => FactKind::Partnership,
        Body::Cooperation(_) => FactKind::Cooperation,
        Body::Agreement(_) => FactKind::Agreement,
        Body::JointBody(_) => FactKind::JointBody,
        Body::Project(_) => FactKind::Project,
        Body::Dependence(_) => FactKind::Dependence,
        Body::Production(_) => FactKind::Production,
        Body::Restriction(_) => FactKind::Restriction,
        Body::Derisking(_) => FactKind::Derisking,
        Body::Supply(_) => FactKind::Supply,
        Body::Investment(_) => FactKind::Investment,
        Body::Meeting(_) => FactKind::Meeting,
        Body::Statement(_) => FactKind::Statement,
        Body::Dispute(_) => FactKind::Dispute,
        Body::Membership(_) => FactKind::Membership,
        Body::Office(_) => FactKind::Office,
    };
    kind.into()
}

/// The topic of a fact, if it has one.
pub(crate) fn topics_of(fact: &Fact) -> Vec<String> {
    let topic: Option<&TopicRef> = match fact.body.as_ref().expect("a fact has a body") {
        Body::Cooperation(body) => body.topic.as_ref(),
        Body::Agreement(body) => body.topic.as_ref(),
        Body::JointBody(body) => body.topic.as_ref(),
        Body::Project(body) => body.topic.as_ref(),
        Body::Dependence(body) => body.topic.as_ref(),
        Body::Production(body) => body.topic.as_ref(),
        Body::Restriction(body) => body.topic.as_ref(),
        Body::Derisking(body) => body.topic.as_ref(),
        Body::Supply(body) => body.topic.as_ref(),
        Body::Investment(body) => body.topic.as_ref(),
        Body::Statement(body) => body.topic.as_ref(),
        _ => None,
    };
    topic.map(|topic| topic.id.clone()).into_iter().collect()
}

/// The actors of a fact by their roles.
pub(crate) fn actors_of(fact: &Fact) -> BTreeMap<Role, Vec<String>> {
    let roles: Vec<(Role, &Vec<ActorRef>)> = match fact.body.as_ref().expect("a fact has a body") {
        Body::Partnership(body) => vec![(Role::Party, &body.party)],
        Body::Cooperation(body) => vec![(Role::Party, &body.party)],
        Body::Agreement(body) => vec![(Role::Party, &body.party)],
        Body::JointBody(body) => vec![(Role::Party, &body.party)],
        Body::Project(body) => vec![(Role::Party, &body.party)],
        Body::Dependence(body) => vec![(Role::Dependent, &body.dependent), (Role::Supplier, &body.supplier)],
        Body::Production(body) => vec![(Role::Producer, &body.producer)],
        Body::Restriction(body) => vec![(Role::Imposer, &body.imposer), (Role::Target, &body.target)],
        Body::Derisking(body) => {
            vec![(Role::Actor, &body.actor), (Role::AwayFrom, &body.away_from), (Role::Toward, &body.toward)]
        }
        Body::Supply(body) => vec![(Role::Supplier, &body.supplier), (Role::Recipient, &body.recipient)],
        Body::Investment(body) => vec![(Role::Investor, &body.investor), (Role::Recipient, &body.recipient)],
        Body::Meeting(body) => vec![(Role::Participant, &body.participant), (Role::Host, &body.host)],
        Body::Statement(body) => vec![(Role::Speaker, &body.speaker), (Role::About, &body.about)],
        Body::Dispute(body) => {
            vec![(Role::Party, &body.party), (Role::Initiator, &body.initiator), (Role::Target, &body.target)]
        }
        Body::Membership(body) => vec![(Role::Member, &body.member), (Role::Organisation, &body.organisation)],
        Body::Office(body) => vec![(Role::Holder, &body.holder), (Role::Of, &body.of)],
    };
    roles.into_iter().map(|(role, actors)| (role, actors.iter().map(|actor| actor.id.clone()).collect())).collect()
}

fn ids<'f>(facts: impl Iterator<Item = &'f Fact>) -> Vec<String> {
    facts.map(|fact| format!("{} of {}", fact.id, fact.document_id)).collect()
}

fn strings(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|&id| id.to_owned()).collect()
}

fn numbers<E: Copy + Into<i32>>(values: &[E]) -> Vec<i32> {
    values.iter().map(|&value| value.into()).collect()
}

/// `2024`, `2024-12`, `2024-12-03`, or nothing.
fn date(text: &str) -> Option<PartialDate> {
    let mut parts = text.split('-').map(|part| part.parse().unwrap_or(0));
    let year = parts.next().filter(|&year| year > 0)?;
    Some(PartialDate { year, month: parts.next().unwrap_or(0), day: parts.next().unwrap_or(0) })
}

/// Numbers that look thrown and are always the same.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    /// A number from 0 until before `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }

    /// True once in so many throws.
    pub(crate) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    fn some<T: Clone>(&mut self, from: &[T]) -> Vec<T> {
        (0..=self.below(3)).map(|_| from[self.below(from.len())].clone()).collect()
    }

    fn filter(&mut self) -> FactFilter {
        let mut filter = FactFilter { expand_members: self.chance(3), ..FactFilter::default() };
        filter.exclude_descendants = self.chance(3);
        if self.chance(3) {
            filter.kinds = self.some(&(1..=16).collect::<Vec<i32>>());
        }
        let actors = strings(&["CHN", "JPN", "ITA", "USA", "KOR", "g7", "eu", "nato", "lynas-rare-earths", "FJI"]);
        if self.chance(3) {
            filter.actors = self.some(&actors);
        }
        let topics = strings(&["critical-minerals", "rare-earths", "gallium", "space", "lng", "policy-fields"]);
        if self.chance(3) {
            filter.topics = self.some(&topics);
        }
        for _ in 0..self.below(3) {
            let role = i32::try_from(1 + self.below(21)).unwrap();
            let ids = if role == i32::from(Role::Topic) { self.some(&topics) } else { self.some(&actors) };
            if self.chance(2) {
                filter.roles.push(RoleFilter { role, ids });
            }
        }
        if self.chance(4) {
            filter.factualities = self.some(&[1, 2, 3, 4]);
        }
        let dates = ["2019", "2023", "2023-08", "2024-12-03", "2025-11", "2026-01-16", "2027", "2035-12-31"];
        if self.chance(3) {
            let (one, other) = (self.below(dates.len()), self.below(dates.len()));
            filter.valid_from = date(dates[one.min(other)]).filter(|_| !self.chance(4));
            filter.valid_until = date(dates[one.max(other)]).filter(|_| !self.chance(4));
        }
        if self.chance(3) {
            filter.min_confidence = Some([0.0, 0.3, 0.55, 0.8, 0.99][self.below(5)]);
        }
        if self.chance(4) {
            filter.sources = self.some(&strings(&["The Ledger", "Harbour News", "North Wire", "nobody"]));
        }
        filter
    }
}
