//! Questions about facts, relations, actors, topics and documents.

use entente_core::world::ActorKind;
use entente_core::{Confidence, FactKind, Factuality, Position, Role};
use entente_graph::{ActorFilter, ActorSort, FactFilter, Page, TopicFilter};

use crate::story::{Story, fact, line, strings};

/// A small world: five reports of two papers.
fn world() -> Story {
    Story::new()
        .document("d1", "courier 2026-01-17 Rome and Tokyo lift their partnership")
        .read(
            "d1",
            &[
                "partnership party=ITA,JPN level=special_strategic_partnership change=upgrade time=2026-01-16 confidence=0.9",
                "dependence dependent=JPN supplier=CHN topic=rare-earths confidence=0.8",
                "dependence dependent=ITA supplier=CHN topic=rare-earths confidence=0.4",
            ],
        )
        .document("d2", "herald 2023-07-04 Licences for gallium")
        .read("d2", &["restriction imposer=CHN topic=gallium measure=licensing change=impose time=2023-08-01/.."])
        .document("d3", "herald 2025-05-02 Magnets short")
        .read(
            "d3",
            &[
                "restriction planned imposer=CHN target=JPN topic=dysprosium measure=export-control change=tighten time=2025-06",
                "supply negated supplier=jp-jogmec recipient=boreal-magnets topic=dysprosium via=sanae-takaichi",
                "membership member=ITA organisation=g7",
            ],
        )
}

#[test]
fn a_filter_means_facts() {
    let story = world();
    let all = FactFilter::default;
    let check = |filter: FactFilter, expected: &[&str]| {
        let found = story.facts(&filter, 6);
        let short: Vec<String> =
            found.iter().map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(short, expected, "{filter:?}");
        assert_eq!(story.graph.count_facts(&filter, Position(6)).unwrap(), expected.len());
    };
    let partnership = "d1 partnership party=ITA,JPN";
    let (on_japan, on_italy) = ("d1 dependence topic=rare-earths", "d1 dependence topic=rare-earths");
    let gallium = "d2 restriction topic=gallium";
    let (dysprosium, supply) = ("d3 restriction topic=dysprosium", "d3 supply topic=dysprosium");
    let membership = "d3 membership member=ITA";

    check(all(), &[partnership, on_japan, on_italy, gallium, dysprosium, supply, membership]);
    check(FactFilter { kinds: vec![FactKind::Restriction, FactKind::Supply], ..all() }, &[gallium, dysprosium, supply]);
    check(FactFilter { actors: strings(&["CHN"]), ..all() }, &[on_japan, on_italy, gallium, dysprosium]);
    check(FactFilter { actors: strings(&["g7"]), ..all() }, &[membership]);
    let members = FactFilter { actors: strings(&["g7"]), expand_members: true, ..all() };
    check(members, &[partnership, on_japan, on_italy, dysprosium, membership]);
    // A state enterprise has two ids, and one row.
    check(FactFilter { actors: strings(&["jogmec"]), ..all() }, &[supply]);
    check(FactFilter { actors: strings(&["jp-jogmec"]), ..all() }, &[supply]);
    // Through whom somebody acts is no role; the person is known all the same.
    check(FactFilter { actors: strings(&["sanae-takaichi"]), ..all() }, &[]);

    let roles = |roles: &[(Role, &[&str])]| FactFilter {
        roles: roles.iter().map(|(role, ids)| (*role, strings(ids))).collect(),
        ..all()
    };
    check(roles(&[(Role::Party, &["ITA"]), (Role::Party, &["JPN"])]), &[partnership]);
    check(roles(&[(Role::Supplier, &["CHN"]), (Role::Dependent, &["JPN", "KOR"])]), &[on_japan]);
    check(roles(&[(Role::Supplier, &["CHN"]), (Role::Target, &["JPN"])]), &[]);
    check(roles(&[(Role::Topic, &["heavy-rare-earths"]), (Role::Imposer, &["CHN"])]), &[dysprosium]);

    check(FactFilter { topics: strings(&["rare-earths"]), ..all() }, &[on_japan, on_italy, dysprosium, supply]);
    let exact = FactFilter { topics: strings(&["rare-earths"]), exact_topics: true, ..all() };
    check(exact, &[on_japan, on_italy]);
    check(FactFilter { topics: strings(&["lng"]), ..all() }, &[]);

    check(FactFilter { factualities: vec![Factuality::Planned, Factuality::Negated], ..all() }, &[dysprosium, supply]);
    let valid = |from: &str, until: &str| {
        let day = |text: &str| (text != "..").then(|| text.parse().unwrap());
        FactFilter { valid: (day(from), day(until)), ..all() }
    };
    check(valid("2024-01-01", "2025-01-01"), &[gallium]);
    check(valid("2025-06-30", "2025-07-01"), &[gallium, dysprosium]);
    check(valid("2026-01-16", ".."), &[partnership, gallium]);
    check(valid("..", "2023-08-01"), &[]);
    check(valid("..", "2023-08-02"), &[gallium]);

    let sure = |least| FactFilter { min_confidence: Some(Confidence::new(least).unwrap()), ..all() };
    check(sure(0.8), &[partnership, on_japan]);
    check(FactFilter { sources: strings(&["herald"]), ..all() }, &[gallium, dysprosium, supply, membership]);
    check(FactFilter { sources: strings(&["Herald"]), ..all() }, &[]);
    check(FactFilter { documents: strings(&["d2", "d7"]), ..all() }, &[gallium]);
    check(FactFilter { documents: strings(&["d7"]), ..all() }, &[]);
    let both = FactFilter { actors: strings(&["JPN"]), topics: strings(&["rare-earths"]), ..all() };
    check(FactFilter { sources: strings(&["courier"]), ..both.clone() }, &[on_japan]);
    check(both, &[on_japan, dysprosium]);
}

#[test]
fn a_relation_tells_its_history() {
    let story = Story::new()
        .document("d1", "- 2026-01-17 Lifted")
        .read("d1", &["partnership party=ITA,JPN level=special_strategic change=upgrade time=2026-01-16"])
        .document("d2", "- 2023-01-11 Made")
        .read("d2", &["partnership party=JPN,ITA level=strategic change=establish time=2023-01-10"])
        .document("d3", "- 2026-02-02 They are partners")
        .read("d3", &["partnership party=ITA,JPN", "partnership planned party=ITA,JPN change=reaffirm"])
        .document("d4", "- - Undated")
        .read("d4", &["partnership party=ITA,JPN change=reaffirm"])
        .document("d5", "- - Of others")
        .read("d5", &["partnership party=ITA,NOR change=end"]);
    let id = fact("d1", "partnership party=ITA,JPN").relation().to_string();
    let at = |at| story.graph.relation(&id, Position(at)).unwrap();
    let steps = |at_| -> Vec<String> {
        let steps = at(at_).timeline.into_iter();
        steps
            .map(|step| {
                format!(
                    "{} {} {}",
                    step.fact.fact.document(),
                    step.change.unwrap_or_default(),
                    step.level.unwrap_or_default()
                )
            })
            .collect()
    };
    assert_eq!(
        steps(10),
        ["d4 reaffirm ", "d2 establish strategic", "d1 upgrade special strategic", "d3  ", "d3 reaffirm "]
    );
    assert_eq!(steps(2), ["d1 upgrade special strategic"]);

    let relation = at(10).relation;
    assert_eq!((relation.kind, relation.fact_count, relation.document_count), (FactKind::Partnership, 5, 4));
    assert_eq!(relation.roles, [(Role::Party, strings(&["ITA", "JPN"]))]);
    assert_eq!(relation.first_valid.unwrap().to_string(), "2023-01-10");
    assert_eq!(relation.last_valid.unwrap().to_string(), "2026-01-16");
    // Each value is that of the latest step that has one.
    assert_eq!(relation.state.level.as_deref(), Some("special strategic"));
    assert_eq!(relation.state.change.as_deref(), Some("reaffirm"));
    assert_eq!((relation.state.factuality, relation.state.valid), (Factuality::Planned, None));

    let listed = |filter: FactFilter| story.graph.relations(&filter, &Page::first(9), Position(10)).unwrap().items;
    assert_eq!(listed(FactFilter::default()).len(), 2);
    // A relation is whole even where the filter means one of its facts.
    assert_eq!(listed(FactFilter { documents: strings(&["d2"]), ..FactFilter::default() }), [relation]);
}

#[test]
fn what_says_how_far_it_is_differs_by_kind() {
    let check = |line: &str, change: Option<&str>| {
        let story = Story::new().document("d1", "- - Rome").read("d1", &[line]);
        let relation = story.graph.relations(&FactFilter::default(), &Page::first(1), Position(2)).unwrap();
        assert_eq!(relation.items[0].state.change.as_deref(), change, "{line}");
    };
    check("restriction imposer=CHN topic=gallium measure=licensing change=impose", Some("impose"));
    check("restriction imposer=CHN topic=gallium measure=licensing", Some("licensing"));
    check("agreement party=CHN stage=in-force", Some("in-force"));
    check("meeting participant=CHN form=summit", Some("summit"));
    check("meeting participant=CHN", None);
}

#[test]
fn an_actor_is_known_from_tables_or_from_facts() {
    let story = world();
    let actor = |id: &str| story.graph.actor(id, Position(6)).unwrap();
    let china = actor("CHN");
    assert_eq!(china.reference.unwrap().name(), "China");
    assert_eq!(
        china.fact_counts.into_iter().collect::<Vec<_>>(),
        [(FactKind::Dependence, 2), (FactKind::Restriction, 2)]
    );
    let unlisted = actor("boreal-magnets");
    assert_eq!((unlisted.reference, unlisted.fact_counts.len()), (None, 1));
    assert_eq!(actor("jp-jogmec").id.as_str(), "jogmec");
    assert_eq!(actor("sanae-takaichi").fact_count(), 0);

    let list = |filter: ActorFilter| -> Vec<String> {
        let page = story.graph.actors(&filter, &Page::first(5000), Position(6)).unwrap();
        page.items.iter().map(|actor| actor.id.to_string()).collect()
    };
    let mentioned = ActorFilter { mentioned_only: true, ..ActorFilter::default() };
    assert_eq!(list(mentioned.clone()), ["CHN", "ITA", "JPN", "boreal-magnets", "g7", "jogmec"]);
    assert_eq!(list(ActorFilter { sorts: vec![ActorSort::Unlisted], ..ActorFilter::default() }), ["boreal-magnets"]);
    let countries = vec![ActorSort::Listed(ActorKind::Country), ActorSort::Unlisted];
    assert_eq!(list(ActorFilter { sorts: countries, ..mentioned.clone() }), ["CHN", "ITA", "JPN", "boreal-magnets"]);
    assert_eq!(
        list(ActorFilter {
            query: "NIPPON".into(),
            sorts: vec![ActorSort::Listed(ActorKind::Country)],
            ..ActorFilter::default()
        }),
        ["JPN"]
    );
    assert_eq!(list(ActorFilter { query: "boreal".into(), ..mentioned }), ["boreal-magnets"]);
    let all = list(ActorFilter::default());
    assert!(all.is_sorted() && all.len() > 1000 && !all.contains(&"jp-jogmec".to_owned()), "{}", all.len());
}

#[test]
fn topics_count_their_own_facts() {
    let story = world();
    let count = |id: &str| story.graph.topic(id, Position(6)).unwrap().fact_count();
    assert_eq!([count("dysprosium"), count("rare-earths"), count("lng")], [2, 2, 0]);
    let list = |filter: TopicFilter| -> Vec<String> {
        let page = story.graph.topics(&filter, &Page::first(5000), Position(6)).unwrap();
        page.items.iter().map(|topic| topic.reference.id.to_string()).collect()
    };
    let mentioned = TopicFilter { mentioned_only: true, ..TopicFilter::default() };
    assert_eq!(list(mentioned.clone()), ["dysprosium", "gallium", "rare-earths"]);
    assert_eq!(list(TopicFilter { parent: Some("rare-earths".into()), ..mentioned }), ["dysprosium"]);
    let below = list(TopicFilter { parent: Some("heavy-rare-earths".into()), ..TopicFilter::default() });
    assert!(below.is_sorted() && below.contains(&"terbium".into()) && !below.contains(&"heavy-rare-earths".into()));
    assert_eq!(list(TopicFilter { query: "Dyspro".into(), ..TopicFilter::default() }), ["dysprosium"]);
}

#[test]
fn documents_are_listed_by_id_and_source() {
    let story = world().document("a0", "herald - Older by name").retract("d2", "a forgery");
    let list = |sources: &[&str], at| -> Vec<String> {
        let page = story.graph.documents(&strings(sources), &Page::first(9), Position(at)).unwrap();
        page.items.iter().map(|document| format!("{} {}", document.id, document.fact_count)).collect()
    };
    assert_eq!(list(&[], 7), ["a0 0", "d1 3", "d2 1", "d3 3"]);
    assert_eq!(list(&[], 8), ["a0 0", "d1 3", "d3 3"]);
    assert_eq!(list(&["herald"], 8), ["a0 0", "d3 3"]);
    assert_eq!(list(&["post"], 8), [""; 0]);
    let state = story.graph.document("d1", Position(8)).unwrap().state;
    assert_eq!((state.source.as_deref(), state.text_bytes), (Some("courier"), 37));
}

#[test]
fn stats_count_what_is_known() {
    let story = world().retract("d3", "a forgery");
    let stats = |at| {
        let stats = story.graph.stats(Position(at)).unwrap();
        [stats.documents, stats.facts, stats.relations, stats.actors, stats.topics]
    };
    assert_eq!(stats(0), [0; 5]);
    assert_eq!(stats(6), [3, 7, 7, 6, 3]);
    assert_eq!(stats(7), [2, 4, 4, 3, 2]);
    let kinds = story.graph.stats(Position(7)).unwrap().facts_by_kind;
    assert_eq!(kinds.get(&FactKind::Dependence), Some(&2));
    assert_eq!(
        line(&story.graph.facts(&FactFilter::default(), &Page::first(1), Position(7)).unwrap().items[0])
            .split(' ')
            .next(),
        Some("d1")
    );
}
