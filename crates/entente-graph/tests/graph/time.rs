//! What is known when: revisions, later readings, retractions.

use entente_core::{Entry, Extraction, Position, RecordTime, Role};
use entente_graph::{FactFilter, Page, QueryError};

use crate::story::{SECOND, Story, document, extractor, fact, line};

const TALKS: &str = "meeting participant=ITA,JPN form=talks";
const VISIT: &str = "meeting participant=ITA,NOR form=visit";
const CALL: &str = "meeting participant=ITA,USA form=call";

/// The facts known after each record, one line a record.
fn check(story: &Story, expected: &[&[&str]]) {
    for (at, expected) in (1..).zip(expected) {
        let expected: Vec<String> = expected.iter().map(|line| format!("d1 {line}")).collect();
        assert_eq!(story.facts(&FactFilter::default(), at), expected, "at {at}");
    }
    assert_eq!(story.records.len(), expected.len());
}

#[test]
fn a_revision_keeps_the_facts_until_it_is_read() {
    let story = Story::new()
        .document("d1", "- - Rome met Tokyo")
        .read("d1", &[TALKS, VISIT])
        .document("d1", "- - Rome met Tokyo and Washington")
        .read("d1", &[CALL, TALKS]);
    // A fact that both readings found stays where it was.
    check(&story, &[&[], &[TALKS, VISIT], &[TALKS, VISIT], &[TALKS, CALL]]);
}

#[test]
fn a_retraction_ends_all_and_the_next_state_begins_anew() {
    let story = Story::new()
        .document("d1", "- - Rome met Tokyo")
        .read("d1", &[TALKS])
        .retract("d1", "a forgery")
        .document("d1", "- - Rome met Tokyo")
        .read("d1", &[TALKS]);
    check(&story, &[&[], &[TALKS], &[], &[], &[TALKS]]);

    let id = fact("d1", TALKS).id().to_string();
    let history = story.graph.fact_history(&id, Position(5)).unwrap();
    let stretches: Vec<_> = history.iter().map(|known| (known.recorded.0, known.superseded.map(|end| end.0))).collect();
    assert_eq!(stretches, [(2, Some(3)), (5, None)]);
    assert_eq!(story.graph.fact_history(&id, Position(2)).unwrap()[0].superseded, None);

    assert!(matches!(story.graph.document("d1", Position(3)), Err(QueryError::DocumentNotFound { .. })));
    let known = story.graph.document("d1", Position(5)).unwrap();
    assert_eq!((known.state.position, known.fact_count), (Position(4), 1));
    let history: Vec<_> =
        known.history.iter().map(|state| (state.position.0, state.superseded.map(|end| end.0))).collect();
    assert_eq!(history, [(1, Some(3)), (4, None)]);
    assert_eq!(known.history[0].retraction.as_ref().unwrap().reason, "a forgery");
}

#[test]
fn a_fact_read_again_keeps_its_place_and_takes_the_new_words() {
    let again = format!("{TALKS} confidence=0.9 host=ITA");
    let first = document("d1", "- - Rome met Tokyo");
    let content = first.content_hash();
    let reading = |version, facts| {
        Entry::Extraction(Extraction { document: first.id.clone(), content, extractor: extractor(version), facts })
    };
    let story = Story::new()
        .add(Entry::Document(first.clone()))
        .add(reading("1", vec![fact("d1", TALKS), fact("d1", VISIT)]))
        .add(reading("2", vec![fact("d1", VISIT), fact("d1", &again)]));
    let known = |at| story.graph.fact(fact("d1", TALKS).id().as_str(), Position(at)).unwrap();
    let shown = |at| {
        let known = known(at);
        let found =
            (known.fact.confidence().get(), known.provenance.extractor.version.clone(), known.provenance.position.0);
        (known.recorded.0, found)
    };
    assert_eq!(shown(2), (2, (0.5, "1".into(), 2)));
    assert_eq!(shown(3), (2, (0.9, "2".into(), 3)));
    assert_eq!(known(3).record_time, RecordTime(2 * SECOND));

    // The host that only the second reading names is found from then on, in the old place.
    let hosted = FactFilter { roles: vec![(Role::Host, vec!["ITA".into()])], ..FactFilter::default() };
    assert_eq!(story.facts(&hosted, 2), [""; 0]);
    assert_eq!(story.facts(&hosted, 3), ["d1 meeting participant=ITA,JPN host=ITA form=talks"]);
    let all = story.facts(&FactFilter::default(), 3);
    assert!(all[0].contains("host=ITA") && all[1].ends_with("form=visit"), "{all:?}");
}

#[test]
fn an_earlier_fact_that_names_somebody_later_is_found_in_its_place() {
    let story = Story::new()
        .document("d1", "- - Rome met Tokyo")
        .read("d1", &[TALKS])
        .document("d2", "- - Rome met Oslo")
        .read("d2", &["meeting participant=ITA,NOR host=CHE"])
        .read("d1", &["meeting participant=ITA,JPN host=CHE"]);
    let hosts = ["d1 meeting participant=ITA,JPN host=CHE", "d2 meeting participant=ITA,NOR host=CHE"];
    let hosted = FactFilter { roles: vec![(Role::Host, vec!["CHE".into()])], ..FactFilter::default() };
    let named = FactFilter { actors: vec!["CHE".into()], ..FactFilter::default() };
    for filter in [hosted, named] {
        assert_eq!(story.facts(&filter, 4), hosts[1..]);
        assert_eq!(story.facts(&filter, 5), hosts);
    }
}

#[test]
fn a_reading_that_comes_too_late_changes_nothing() {
    let (old, new) = (document("d1", "- - Rome met Tokyo"), document("d1", "- - Rome met Oslo"));
    let reading = |content, line| {
        let facts = vec![fact("d1", line)];
        Entry::Extraction(Extraction { document: old.id.clone(), content, extractor: extractor("1"), facts })
    };
    let story = Story::new()
        .add(Entry::Document(old.clone()))
        .add(Entry::Document(new.clone()))
        .add(reading(new.content_hash(), VISIT))
        .add(reading(old.content_hash(), TALKS))
        .retract("d1", "withdrawn by its publisher")
        .add(reading(new.content_hash(), VISIT));
    check(&story, &[&[], &[], &[VISIT], &[VISIT], &[], &[]]);
}

#[test]
fn of_equal_facts_in_one_reading_the_first_counts() {
    let (sure, unsure) = (format!("{TALKS} confidence=0.9"), format!("{TALKS} confidence=0.1"));
    let story = Story::new().document("d1", "- - Rome met Tokyo").read("d1", &[&sure, &unsure]);
    let page = story.graph.facts(&FactFilter::default(), &Page::first(9), Position(2)).unwrap();
    assert_eq!(
        page.items.iter().map(|known| (line(known), known.fact.confidence().get())).collect::<Vec<_>>(),
        [(format!("d1 {TALKS}"), 0.9)]
    );
}

#[test]
fn record_time_finds_the_position() {
    let story = Story::new().document("d1", "- - Rome").document("d2", "- - Oslo");
    let at = |time| story.graph.position_at(RecordTime(time)).0;
    assert_eq!([at(0), at(SECOND - 1), at(SECOND), at(2 * SECOND), at(i64::MAX)], [0, 0, 1, 2, 2]);
    assert_eq!(story.graph.record_time(), Some(RecordTime(2 * SECOND)));
    assert_eq!(story.graph.record_time_of(Position(1)), Some(RecordTime(SECOND)));
    assert_eq!(story.graph.record_time_of(Position(0)), None);
    assert_eq!(story.graph.record_time_of(Position(3)), None);
}

#[test]
fn ingestion_learns_what_it_has_already() {
    let story = Story::new().document("d1", "- - Rome met Tokyo");
    let content = document("d1", "- - Rome met Tokyo").content_hash();
    let status = story.graph.document_status("d1").unwrap();
    assert_eq!((status.content, status.position, status.extractor), (content, Position(1), None));

    let story = story.read("d1", &[TALKS]);
    let status = story.graph.document_status("d1").unwrap();
    assert_eq!((status.position, status.fact_count), (Position(1), 1));
    assert_eq!(status.extractor.as_deref(), Some(&extractor("1")));

    // A new state is not read yet, though the facts of the old one stand.
    let story = story.document("d1", "- - Rome met Oslo");
    let status = story.graph.document_status("d1").unwrap();
    assert_eq!((status.position, status.fact_count, status.extractor), (Position(3), 1, None));

    let story = story.retract("d1", "a forgery");
    assert_eq!(story.graph.document_status("d1"), None);
    let story = story.document("d1", "- - Rome met Oslo");
    assert_eq!(story.graph.document_status("d1").unwrap().extractor, None);
    assert_eq!(story.graph.document_status("d2"), None);
}
