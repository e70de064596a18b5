//! Records that do not follow and questions that have no answer.

use entente_core::{Entry, Extraction, Position, Record, RecordTime, Role};
use entente_graph::{ActorFilter, Cursor, FactFilter, FilterProblem, FoldError, Graph, Page, QueryError, TopicFilter};

use crate::story::{SECOND, Story, document, document_id, extractor, fact, strings};

#[test]
fn a_record_that_does_not_follow_is_refused_and_changes_nothing() {
    let mut story = Story::new().document("d1", "- - Rome").read("d1", &["meeting participant=ITA"]);
    let content = document("d1", "- - Rome").content_hash();
    let extraction = |id: &str, content, facts| {
        Entry::Extraction(Extraction { document: document_id(id), content, extractor: extractor("1"), facts })
    };
    let (before, at) = (story.graph.digest(Position(2)).unwrap(), Position(3));
    let mut check = |entry, expected: FoldError| {
        assert_eq!(story.try_add(entry), Err(expected));
        assert_eq!((story.graph.position(), story.graph.digest(Position(2)).unwrap()), (Position(2), before));
    };
    let unknown = || FoldError::UnknownDocument { position: at, document: document_id("d2") };
    check(extraction("d2", content, vec![]), unknown());
    check(Entry::Retraction { document: document_id("d2"), reason: "x".into() }, unknown());
    let other = document("d1", "- - Oslo").content_hash();
    check(
        extraction("d1", other, vec![]),
        FoldError::UnknownContent { position: at, document: document_id("d1"), content: other },
    );
    let foreign = fact("d9", "meeting participant=ITA");
    let id = foreign.id().clone();
    check(
        extraction("d1", content, vec![foreign]),
        FoldError::ForeignFact { position: at, document: document_id("d1"), fact: id, other: document_id("d9") },
    );

    let mut place = |position, time| {
        let entry = Entry::Document(document("d3", "- - Bonn"));
        story.graph.apply(&Record { position: Position(position), record_time: RecordTime(time), entry })
    };
    let out_of_order = |found| Err(FoldError::OutOfOrder { expected: at, found: Position(found) });
    assert_eq!(place(2, 3 * SECOND), out_of_order(2));
    assert_eq!(place(4, 3 * SECOND), out_of_order(4));
    let (last, found) = (RecordTime(2 * SECOND), RecordTime(2 * SECOND - 1));
    assert_eq!(place(3, found.0), Err(FoldError::TimeRunsBack { position: at, last, found }));
    assert_eq!(place(3, last.0), Ok(()));
}

fn story() -> Story {
    Story::new().document("2026-01-rome", "- - Rome").read("2026-01-rome", &["meeting participant=ITA,boreal-copper"])
}

#[test]
fn an_unknown_id_comes_back_with_near_ones() {
    let story = story();
    let (graph, now) = (&story.graph, story.graph.position());
    let check = |error: QueryError, text: &str| assert_eq!(error.to_string(), text);
    let Err(QueryError::ActorNotFound { nearest, .. }) = graph.actor("JPM", now) else { panic!() };
    assert!(nearest.len() == 5 && nearest.contains(&"JPN".to_owned()), "{nearest:?}");
    let Err(QueryError::ActorNotFound { nearest, .. }) = graph.actor("boreal-coper", now) else { panic!() };
    assert!(nearest.contains(&"boreal-copper".to_owned()), "{nearest:?}");
    let Err(QueryError::ActorNotFound { nearest, .. }) = graph.actor("boreal-coper", Position(1)) else { panic!() };
    assert!(!nearest.contains(&"boreal-copper".to_owned()), "not known yet: {nearest:?}");
    let Err(QueryError::ActorNotFound { nearest, .. }) = graph.actor("Japan", now) else { panic!() };
    assert_eq!(nearest[0], "JPN");
    let Err(QueryError::TopicNotFound { nearest, .. }) = graph.topic("rare-earth", now) else { panic!() };
    assert_eq!(nearest[0], "rare-earths");
    check(
        graph.document("2026-01-roma", now).unwrap_err(),
        "there is no document `2026-01-roma` at this position: did you mean 2026-01-rome",
    );
    check(graph.document("zagreb", now).unwrap_err(), "there is no document `zagreb` at this position");
    assert!(matches!(graph.fact("f-0", now), Err(QueryError::FactNotFound { .. })));
    assert!(matches!(graph.fact_history("f-0", now), Err(QueryError::FactNotFound { .. })));
    assert!(matches!(graph.relation("r-0", now), Err(QueryError::RelationNotFound { .. })));
    let below = TopicFilter { parent: Some("galium".into()), ..TopicFilter::default() };
    assert!(matches!(graph.topics(&below, &Page::first(1), now), Err(QueryError::TopicNotFound { .. })));
}

#[test]
fn a_filter_is_checked_whole() {
    let story = story();
    let check = |filter: FactFilter, expected: QueryError| {
        let page = Page::first(1);
        let at = story.graph.position();
        let strip = |error| match error {
            QueryError::UnknownActor { field, id, .. } => QueryError::UnknownActor { field, id, nearest: vec![] },
            QueryError::UnknownTopic { field, id, .. } => QueryError::UnknownTopic { field, id, nearest: vec![] },
            other => other,
        };
        assert_eq!(story.graph.facts(&filter, &page, at).map_err(strip), Err(expected.clone()));
        assert_eq!(story.graph.relations(&filter, &page, at).map_err(strip), Err(expected.clone()));
        assert_eq!(story.graph.count_facts(&filter, at).map_err(strip), Err(expected));
    };
    let all = FactFilter::default;
    let actor =
        |field: &str, id: &str| QueryError::UnknownActor { field: field.into(), id: id.into(), nearest: vec![] };
    let topic =
        |field: &str, id: &str| QueryError::UnknownTopic { field: field.into(), id: id.into(), nearest: vec![] };
    let wrong = |field: &str, problem| QueryError::InvalidFilter { field: field.into(), problem };
    check(FactFilter { actors: strings(&["ITA", "CHM"]), ..all() }, actor("actors[1]", "CHM"));
    check(FactFilter { actors: strings(&["Not an id"]), ..all() }, actor("actors[0]", "Not an id"));
    check(FactFilter { topics: strings(&["galium"]), ..all() }, topic("topics[0]", "galium"));
    let role = |role, ids: &[&str]| FactFilter { roles: vec![(role, strings(ids))], ..all() };
    check(role(Role::Party, &["ITA", "CHM"]), actor("roles[0].ids[1]", "CHM"));
    check(role(Role::Topic, &["CHN"]), topic("roles[0].ids[0]", "CHN"));
    check(role(Role::Party, &[]), wrong("roles[0].ids", FilterProblem::RoleWithoutIds));
    let day = |text: &str| Some(text.parse().unwrap());
    let turned = FactFilter { valid: (day("2025-02-01"), day("2025-01-01")), ..all() };
    check(turned, wrong("valid", FilterProblem::TurnedTime));
}

#[test]
fn a_position_to_come_is_refused_everywhere() {
    let story = story();
    let (graph, asked) = (&story.graph, Position(3));
    let page = Page::first(1);
    let expected = QueryError::PositionInFuture { asked, last: Position(2) };
    let all = FactFilter::default();
    let check = |error: Option<QueryError>| assert_eq!(error, Some(expected.clone()));
    check(graph.fact("f-0", asked).err());
    check(graph.fact_history("f-0", asked).err());
    check(graph.facts(&all, &page, asked).err());
    check(graph.count_facts(&all, asked).err());
    check(graph.relation("r-0", asked).err());
    check(graph.relations(&all, &page, asked).err());
    check(graph.actor("JPN", asked).err());
    check(graph.actors(&ActorFilter::default(), &page, asked).err());
    check(graph.topic("lng", asked).err());
    check(graph.topics(&TopicFilter::default(), &page, asked).err());
    check(graph.document("2026-01-rome", asked).err());
    check(graph.documents(&[], &page, asked).err());
    check(graph.stats(asked).err());
    check(graph.digest(asked).err());
}

#[test]
fn a_cursor_serves_its_own_sort_of_answer() {
    let story = story();
    let (graph, now) = (&story.graph, story.graph.position());
    let of_ids = Page::after("=JPN".parse::<Cursor>().unwrap(), 5);
    let of_rows = Page::after("#0".parse::<Cursor>().unwrap(), 5);
    let all = FactFilter::default();
    let check = |error: Option<QueryError>| assert_eq!(error, Some(QueryError::ForeignCursor));
    check(graph.facts(&all, &of_ids, now).err());
    check(graph.relations(&all, &of_ids, now).err());
    check(graph.actors(&ActorFilter::default(), &of_rows, now).err());
    check(graph.topics(&TopicFilter::default(), &of_rows, now).err());
    check(graph.documents(&[], &of_rows, now).err());
    // A made-up place past the end is no harm.
    let far = Page::after(format!("#{}", u32::MAX).parse().unwrap(), 5);
    assert!(graph.facts(&all, &far, now).unwrap().items.is_empty());
    assert!(graph.relations(&all, &far, now).unwrap().items.is_empty());
}

#[test]
fn an_empty_graph_answers() {
    let graph = Graph::new(entente_core::World::embedded());
    let page = Page::first(5);
    assert!(graph.facts(&FactFilter::default(), &page, Position(0)).unwrap().items.is_empty());
    assert_eq!(graph.stats(Position(0)).unwrap().facts, 0);
    assert_eq!(graph.actor("JPN", Position(0)).unwrap().fact_count(), 0);
}
