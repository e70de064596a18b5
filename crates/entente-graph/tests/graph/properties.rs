//! What holds for every log.

use entente_core::{Confidence, Entry, Extraction, FactKind, Factuality, Position, Record, RecordTime, Role, World};
use entente_graph::{ActorFilter, Cursor, FactFilter, Graph, Listing, Page, QueryError, TopicFilter};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::model::Model;
use crate::story::{document, document_id, extractor, fact};

const ACTORS: &[&str] = &["JPN", "ITA", "CHN", "g7", "boreal-magnets"];
const TOPICS: &[&str] = &["rare-earths", "dysprosium", "gallium", "lng"];
const SOURCES: &[&str] = &["courier", "herald"];
const DOCUMENTS: &[&str] = &["d1", "d2", "d3"];

/// What happens to one document.
#[derive(Debug, Clone)]
enum Step {
    /// One of a few contents, so that some come again.
    State(usize),
    /// A reading of one of the states so far, mostly the last, by one of two versions.
    Reading {
        back: usize,
        version: &'static str,
        facts: Vec<String>,
    },
    Retraction,
}

/// A fact as a line: few enough actors, topics and times that equal ones are frequent.
fn fact_line() -> impl Strategy<Value = String> {
    let actor = || select(ACTORS);
    let says = prop_oneof![
        (actor(), actor()).prop_map(|(a, b)| format!("partnership party={a},{b} change=upgrade")),
        (actor(), select(TOPICS)).prop_map(|(a, t)| format!("restriction imposer={a} topic={t} change=impose")),
        (actor(), actor(), select(TOPICS))
            .prop_map(|(a, b, t)| format!("dependence dependent={a} supplier={b} topic={t}")),
        // The roles that are no key may differ from reading to reading of one fact.
        (actor(), weighted(0.6, actor())).prop_map(|(a, host)| {
            format!("meeting participant={a}{}", host.map_or(String::new(), |host| format!(" host={host}")))
        }),
        (actor(), select(TOPICS), weighted(0.6, actor())).prop_map(|(a, t, from)| {
            format!("derisking actor={a} topic={t}{}", from.map_or(String::new(), |from| format!(" away_from={from}")))
        }),
    ];
    let times = select(&["2023", "2024-02", "2025-01-01/.."][..]);
    let rest =
        (weighted(0.3, select(Factuality::ALL)), weighted(0.5, times), select(&["0.2", "0.9"][..]), any::<bool>());
    (says, rest).prop_map(|(mut line, (factuality, time, confidence, via))| {
        if let Some(factuality) = factuality {
            line = line.replacen(' ', &format!(" {factuality} "), 1);
        }
        if let Some(time) = time {
            line += &format!(" time={time}");
        }
        if via {
            line += " via=sanae-takaichi";
        }
        format!("{line} confidence={confidence}")
    })
}

fn step() -> impl Strategy<Value = Step> {
    let back = prop_oneof![4 => Just(0_usize), 1 => 0..3_usize];
    prop_oneof![
        3 => (0..3_usize).prop_map(Step::State),
        5 => (back, select(&["1", "2"][..]), vec(fact_line(), 0..6))
            .prop_map(|(back, version, facts)| Step::Reading { back, version, facts }),
        1 => Just(Step::Retraction),
    ]
}

/// A log that a writer could have written: nothing is read or retracted before it is there.
fn log(longest: usize) -> impl Strategy<Value = Vec<Record>> {
    vec((select(DOCUMENTS), step()), 1..longest).prop_map(|steps| {
        let mut records: Vec<Record> = Vec::new();
        for (id, step) in steps {
            let states: Vec<_> = records
                .iter()
                .filter_map(|record| match &record.entry {
                    Entry::Document(document) if document.id.as_str() == id => Some(document.content_hash()),
                    _ => None,
                })
                .collect();
            let entry = match step {
                Step::State(content) => {
                    Entry::Document(document(id, &format!("{} - text {content}", SOURCES[content % 2])))
                }
                _ if states.is_empty() => continue,
                Step::Reading { back, version, facts } => Entry::Extraction(Extraction {
                    document: document_id(id),
                    content: states[states.len().saturating_sub(back + 1)],
                    extractor: extractor(version),
                    facts: facts.iter().map(|line| fact(id, line)).collect(),
                }),
                Step::Retraction => Entry::Retraction { document: document_id(id), reason: "a forgery".into() },
            };
            let position = Position(records.len() as u64 + 1);
            // Some records share a record time.
            records.push(Record { position, record_time: RecordTime(position.0 as i64 / 2), entry });
        }
        records
    })
}

fn some(of: &'static [&'static str]) -> impl Strategy<Value = Vec<String>> {
    weighted(0.3, subsequence(of, 1..=2))
        .prop_map(|ids| ids.unwrap_or_default().into_iter().map(str::to_owned).collect())
}

fn filter() -> impl Strategy<Value = FactFilter> {
    const LISTED: &[&str] = &["JPN", "ITA", "CHN", "g7", "NOR", "sanae-takaichi"];
    const ABOVE: &[&str] = &["critical-minerals", "rare-earths", "dysprosium", "lng", "space"];
    let kinds = weighted(0.3, subsequence(FactKind::ALL, 1..4)).prop_map(Option::unwrap_or_default);
    let factualities = weighted(0.2, subsequence(Factuality::ALL, 1..3)).prop_map(Option::unwrap_or_default);
    let roles = prop_oneof![
        (
            select(&[Role::Party, Role::Imposer, Role::Dependent, Role::Supplier, Role::Host][..]),
            subsequence(LISTED, 1..3)
        ),
        (Just(Role::Topic), subsequence(ABOVE, 1..3)),
    ]
    .prop_map(|(role, ids)| (role, ids.into_iter().map(str::to_owned).collect()));
    let roles = prop_oneof![3 => Just(vec![]), 2 => vec(roles, 1..3)];
    let day = |text: &'static str| weighted(0.2, Just(text.parse().unwrap()));
    let confidence = weighted(0.2, Just(Confidence::new(0.5).unwrap()));
    let lists = (some(LISTED), some(ABOVE), some(SOURCES), some(&["d1", "d3", "d9"]));
    let flags = (any::<bool>(), any::<bool>());
    (kinds, factualities, roles, (day("2024-02-10"), day("2024-12-31")), confidence, lists, flags).prop_map(
        |(kinds, factualities, roles, valid, min_confidence, (actors, topics, sources, documents), flags)| FactFilter {
            kinds,
            actors,
            roles,
            expand_members: flags.0,
            topics,
            exact_topics: flags.1,
            factualities,
            valid,
            min_confidence,
            sources,
            documents,
        },
    )
}

fn fold(records: &[Record]) -> Graph {
    let mut graph = Graph::new(World::embedded());
    records.iter().for_each(|record| graph.apply(record).unwrap());
    graph
}

fn all<T>(ask: impl Fn(&Page) -> Result<Listing<T>, QueryError>) -> Vec<T> {
    let page = ask(&Page::first(usize::MAX)).unwrap();
    assert_eq!(page.next, None);
    page.items
}

/// Every item, page by page; `between` runs before each.
fn paged<T>(
    size: usize,
    mut between: impl FnMut(),
    mut ask: impl FnMut(&Page) -> Result<Listing<T>, QueryError>,
) -> Vec<T> {
    let (mut items, mut page) = (Vec::new(), Page::first(size));
    loop {
        between();
        let answer = ask(&page).unwrap();
        let is_last = answer.next.is_none();
        assert!(answer.items.len() == size || is_last && answer.items.len() <= size);
        assert!(!is_last || !answer.items.is_empty() || page.after.is_none(), "a cursor promises more");
        items.extend(answer.items);
        match answer.next {
            // As a server does: through text.
            Some(next) => page = Page::after(next.to_string().parse::<Cursor>().unwrap(), size),
            None => return items,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_was_known_then_is_what_the_log_said_then(records in log(24), filter in filter()) {
        let full = fold(&records);
        prop_assert_eq!(full.digest(full.position()).unwrap(), fold(&records).digest(full.position()).unwrap());
        let (actors, topics) = (ActorFilter { mentioned_only: true, ..ActorFilter::default() },
            TopicFilter { mentioned_only: true, ..TopicFilter::default() });
        for cut in 0..=records.len() {
            let (then, at) = (fold(&records[..cut]), Position(cut as u64));
            prop_assert_eq!(full.digest(at).unwrap(), then.digest(at).unwrap());
            prop_assert_eq!(all(|page| full.facts(&filter, page, at)), all(|page| then.facts(&filter, page, at)));
            prop_assert_eq!(all(|page| full.relations(&filter, page, at)), all(|page| then.relations(&filter, page, at)));
            prop_assert_eq!(all(|page| full.actors(&actors, page, at)), all(|page| then.actors(&actors, page, at)));
            prop_assert_eq!(all(|page| full.topics(&topics, page, at)), all(|page| then.topics(&topics, page, at)));
            prop_assert_eq!(all(|page| full.documents(&[], page, at)), all(|page| then.documents(&[], page, at)));
            prop_assert_eq!(full.stats(at).unwrap(), then.stats(at).unwrap());
        }
    }

    #[test]
    fn lists_find_what_looking_at_everything_finds(records in log(40), filters in vec(filter(), 8)) {
        let graph = fold(&records);
        for cut in [records.len() / 2, records.len()] {
            let (model, at) = (Model::replay(&records[..cut]), Position(cut as u64));
            for filter in &filters {
                let found = all(|page| graph.facts(filter, page, at));
                let expected = model.facts(filter);
                let found: Vec<_> = found.into_iter().map(|known| {
                    (known.fact.as_ref().clone(), known.recorded.0, known.provenance.position.0,
                        known.provenance.extractor.version.clone(), known.superseded)
                }).collect();
                let expected: Vec<_> = expected.into_iter().map(|known| {
                    (known.fact.clone(), known.recorded.0, known.read.0, known.read.1.clone(), None)
                }).collect();
                prop_assert_eq!(graph.count_facts(filter, at).unwrap(), expected.len());
                prop_assert_eq!(found, expected, "{:?} at {}", filter, cut);
                let relations = all(|page| graph.relations(filter, page, at));
                let relations: Vec<_> = relations.into_iter()
                    .map(|relation| (relation.id.to_string(), relation.fact_count, relation.document_count)).collect();
                prop_assert_eq!(relations, model.relations(filter), "{:?} at {}", filter, cut);
            }
            for known in model.facts(&FactFilter::default()) {
                prop_assert_eq!(&*graph.fact(known.fact.id().as_str(), at).unwrap().fact, &known.fact);
                let relation = graph.relation(known.fact.relation().as_str(), at).unwrap();
                prop_assert_eq!(relation.timeline.len(), relation.relation.fact_count);
                prop_assert!(relation.timeline.is_sorted_by_key(|step| (step.day, step.fact.recorded)));
                prop_assert!(relation.timeline.iter().any(|step| step.fact.fact.id() == known.fact.id()));
            }
            // What is tallied equals what is found.
            for &id in ACTORS {
                let filter = FactFilter { actors: vec![id.into()], ..FactFilter::default() };
                let Ok(actor) = graph.actor(id, at) else { continue };
                prop_assert_eq!(actor.fact_count(), model.facts(&filter).len(), "{}", id);
            }
            for &id in TOPICS {
                let filter = FactFilter { topics: vec![id.into()], exact_topics: true, ..FactFilter::default() };
                prop_assert_eq!(graph.topic(id, at).unwrap().fact_count(), model.facts(&filter).len(), "{}", id);
            }
            let stats = graph.stats(at).unwrap();
            let actors = ActorFilter { mentioned_only: true, ..ActorFilter::default() };
            let topics = TopicFilter { mentioned_only: true, ..TopicFilter::default() };
            prop_assert_eq!(stats.facts, model.facts(&FactFilter::default()).len());
            prop_assert_eq!(stats.relations, model.relations(&FactFilter::default()).len());
            prop_assert_eq!(stats.documents, all(|page| graph.documents(&[], page, at)).len());
            prop_assert_eq!(stats.actors, all(|page| graph.actors(&actors, page, at)).len());
            prop_assert_eq!(stats.topics, all(|page| graph.topics(&topics, page, at)).len());
            prop_assert_eq!(graph.actor("boreal-magnets", at).is_ok(), model.named().contains("boreal-magnets"));
        }
    }

    #[test]
    fn pages_of_any_size_make_the_same_answer(records in log(40), filter in filter(), cut in 0.3..1.0_f64) {
        let cut = (records.len() as f64 * cut) as usize;
        let at = Position(cut as u64);
        let now = fold(&records[..cut]);
        for size in [1, 5, 16, 100] {
            // New records arrive between the pages; the position of the answer stays.
            let growing = std::cell::RefCell::new(fold(&records[..cut]));
            let grow = || {
                let mut graph = growing.borrow_mut();
                if let Some(record) = records.get(graph.position().0 as usize) {
                    graph.apply(record).unwrap();
                }
            };
            let graph = || growing.borrow();
            prop_assert_eq!(
                paged(size, grow, |page| graph().facts(&filter, page, at)), all(|page| now.facts(&filter, page, at)));
            prop_assert_eq!(
                paged(size, grow, |page| graph().relations(&filter, page, at)),
                all(|page| now.relations(&filter, page, at)));
            prop_assert_eq!(
                paged(size, grow, |page| graph().documents(&[], page, at)), all(|page| now.documents(&[], page, at)));
            let actors = ActorFilter { mentioned_only: true, ..ActorFilter::default() };
            prop_assert_eq!(
                paged(size, grow, |page| graph().actors(&actors, page, at)), all(|page| now.actors(&actors, page, at)));
            let topics = TopicFilter { query: "rare".into(), ..TopicFilter::default() };
            prop_assert_eq!(
                paged(size, grow, |page| graph().topics(&topics, page, at)), all(|page| now.topics(&topics, page, at)));
        }
    }
}
