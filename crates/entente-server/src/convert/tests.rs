use entente_core::kind::{self as model, RoleMap};
use entente_core::{
    Attribution, Confidence, Document, DocumentId, Evidence, Extractor, Fact, FactBody, FactDraft, FactKind,
    Factuality, Role, ValidTime, World,
};
use entente_graph::FactFilter;
use entente_proto::v1;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

/// Some value of every form that an attribute can have; every term of those that have terms.
fn values(kind: FactKind, attribute: &str) -> Vec<Value> {
    macro_rules! terms {
        ($Name:ident) => {
            model::$Name::ALL.iter().map(|term| term.as_str().into()).collect()
        };
    }
    match (kind, attribute) {
        (FactKind::Partnership, "change") => terms!(PartnershipChange),
        (FactKind::Cooperation, "change") => terms!(CooperationChange),
        (FactKind::Agreement, "instrument") => terms!(AgreementInstrument),
        (FactKind::Agreement, "stage") => terms!(AgreementStage),
        (FactKind::JointBody, "body") => terms!(JointBodyForm),
        (FactKind::JointBody, "stage") => terms!(JointBodyStage),
        (FactKind::Project, "stage") => terms!(ProjectStage),
        (FactKind::Dependence, "measure") => terms!(DependenceMeasure),
        (FactKind::Dependence, "degree") => terms!(DependenceDegree),
        (FactKind::Production, "stage") => terms!(ProductionStage),
        (FactKind::Restriction, "measure") => terms!(RestrictionMeasure),
        (FactKind::Restriction, "change") => terms!(RestrictionChange),
        (FactKind::Derisking, "method") => terms!(DeriskingMethod),
        (FactKind::Supply, "change") => terms!(SupplyChange),
        (FactKind::Investment, "stage") => terms!(InvestmentStage),
        (FactKind::Meeting, "form") => terms!(MeetingForm),
        (FactKind::Statement, "stance") => terms!(StatementStance),
        (FactKind::Dispute, "form") => terms!(DisputeForm),
        (FactKind::Dispute, "change") => terms!(DisputeChange),
        (FactKind::Membership, "change") => terms!(MembershipChange),
        (FactKind::Membership, "status") => terms!(MembershipStatus),
        (_, "due" | "since" | "until") => vec![json!("2035"), json!("2025-03"), json!("2024-02-29")],
        (_, "amount") => vec![json!(1_500_000_000), json!(2.5), json!(0)],
        (_, "quantity") => vec![json!(44_000), json!(1.25)],
        (_, "share_pct") => vec![json!(0.0), json!(70.0), json!(99.5)],
        (_, "rate_pct") => vec![json!(145.0), json!(2.5)],
        (_, "rank") => vec![json!(1), json!(12)],
        (_, "quoted") => vec![json!(true), json!(false)],
        (_, "level" | "previous_level" | "name" | "place" | "term" | "title") => {
            vec![json!("special strategic partnership"), json!("日本")]
        }
        other => panic!("{other:?} has no sample here"),
    }
}

fn roles(kind: FactKind) -> RoleMap {
    let actors = ["JPN", "g7", "jp-meti"].map(str::to_owned).to_vec();
    let fill = |&role: &Role| (role, if role == Role::Topic { vec!["rare-earths".into()] } else { actors.clone() });
    kind.roles().iter().map(fill).collect()
}

fn body(kind: FactKind, attributes: &[(&str, Value)]) -> FactBody {
    let mut map = Map::new();
    for (name, value) in attributes {
        map.insert((*name).to_owned(), value.clone());
        match *name {
            "amount" => drop(map.insert("currency".into(), json!("USD"))),
            "quantity" => drop(map.insert("unit".into(), json!("t/yr"))),
            _ => {}
        }
    }
    FactBody::from_parts(kind, roles(kind), map).unwrap()
}

fn draft(body: FactBody) -> FactDraft {
    FactDraft {
        body,
        factuality: Factuality::Actual,
        time: None,
        attributed_to: vec![],
        via: vec![],
        evidence: vec![Evidence::recorded(0, 4, "Rome".into()).unwrap()],
        confidence: Confidence::new(0.75).unwrap(),
    }
}

fn recorded(draft: FactDraft) -> Fact {
    Fact::recorded(draft, DocumentId::new("d1").unwrap()).unwrap()
}

/// A fact goes onto the wire, and comes back the same.
fn check(fact: &Fact) {
    let wire = Wire::new(World::embedded());
    let extractor = Extractor { name: "small".into(), version: "1".into() };
    let message = wire.found_fact(fact, &extractor);
    assert_eq!(message.id, fact.id().as_str());
    assert_eq!(from_proto::fact(message).as_ref(), Ok(fact));
}

#[test]
fn every_kind_with_every_value_of_every_attribute_comes_back_the_same() {
    for &kind in FactKind::ALL {
        check(&recorded(draft(body(kind, &[]))));
        for name in kind.attribute_names() {
            for value in values(kind, name) {
                check(&recorded(draft(body(kind, &[(name, value)]))));
            }
        }
    }
}

#[test]
fn a_fact_without_what_is_optional_comes_back_the_same() {
    for &kind in FactKind::ALL {
        for &role in kind.roles() {
            let mut roles = roles(kind);
            roles.remove(&role);
            if let Ok(body) = FactBody::from_parts(kind, roles, Map::new()) {
                check(&recorded(draft(body)));
            }
        }
    }
}

fn a_body() -> impl Strategy<Value = FactBody> {
    prop::sample::select(FactKind::ALL).prop_flat_map(|kind| {
        let attribute = |&name: &&'static str| {
            prop::option::of(prop::sample::select(values(kind, name))).prop_map(move |v| v.map(|v| (name, v)))
        };
        let attributes: Vec<_> = kind.attribute_names().iter().map(attribute).collect();
        attributes.prop_map(move |given| body(kind, &given.into_iter().flatten().collect::<Vec<_>>()))
    })
}

fn a_time() -> impl Strategy<Value = Option<ValidTime>> {
    let times = ["2025", "2025-03", "2025-03-01", "2018/2022", "2023-08-01/..", "../2022-02", "2023-08-01/2023-08"];
    prop::option::of(prop::sample::select(times.map(|time| time.parse().unwrap()).to_vec()))
}

prop_compose! {
    fn a_fact()(
        body in a_body(),
        factuality in prop::sample::select(Factuality::ALL),
        time in a_time(),
        whose in prop::collection::vec("[a-zA-Z][a-z -]{0,20}|[A-Z]{3}|two officials", 0..3),
        via in prop::collection::vec("[a-z]{1,8}(-[a-z]{1,8})?", 0..3),
        quotes in prop::collection::vec((0_usize..1_000, "\\PC{0,20}x"), 1..4),
        confidence in 0.0..=1.0,
    ) -> Fact {
        recorded(FactDraft {
            factuality,
            time,
            attributed_to: whose.iter().map(|text| Attribution::read(text)).collect(),
            via: via.iter().map(|id| id.parse().unwrap()).collect(),
            evidence: quotes
                .into_iter()
                .map(|(start, quote)| Evidence::recorded(start, start + quote.len(), quote).unwrap())
                .collect(),
            confidence: Confidence::new(confidence).unwrap(),
            ..draft(body)
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn a_fact_comes_back_the_same(fact in a_fact()) {
        check(&fact);
    }

    #[test]
    fn a_record_time_comes_back_the_same(micros in -62_135_596_800_000_000_i64..=253_402_300_799_999_999) {
        let time = entente_core::RecordTime(micros);
        prop_assert_eq!(from_proto::record_time(to_proto::timestamp(time)), Ok(time));
    }
}

#[test]
fn names_come_from_the_tables_and_else_from_the_id() {
    let wire = Wire::new(World::embedded());
    let actor = |id: &str| wire.actor_ref(&id.parse().unwrap()).name;
    assert_eq!(actor("JPN"), "Japan");
    assert_eq!(actor("an-unlisted-firm"), "an unlisted firm");
    assert_eq!(
        wire.topic_ref(&"rare-earths".parse().unwrap()).name,
        World::embedded().topic("rare-earths").unwrap().name
    );
}

#[test]
fn a_document_comes_back_the_same() {
    let mut document = Document::new(DocumentId::new("d1").unwrap(), "Rome signed.".into()).unwrap();
    assert_eq!(from_proto::document(to_proto::document(&document)).as_ref(), Ok(&document));
    document.title = Some("Signed".into());
    document.published = Some("2026-01-16".parse().unwrap());
    document.source = Some("Agency".into());
    document.url = Some("https://example.org/1".into());
    document.language = Some("en".into());
    assert_eq!(from_proto::document(to_proto::document(&document)), Ok(document));
}

#[test]
fn what_is_wrong_with_a_document_is_named() {
    let good = || v1::Document { id: "d1".into(), text: "Rome signed.".into(), ..Default::default() };
    let date = |year, month, day| Some(v1::PartialDate { year, month, day });
    let check = |document: v1::Document, expected: &str| {
        assert_eq!(from_proto::document(document).unwrap_err().to_string(), expected);
    };
    check(v1::Document { id: String::new(), ..good() }, "`id`: missing: it is required");
    check(
        v1::Document { id: " d1".into(), ..good() },
        "`id`: ` d1` is no document id: give 1 to 256 bytes without control characters and without blanks at the ends",
    );
    check(
        v1::Document { text: " \n".into(), ..good() },
        "`text`: the document has no text: leave it out, or give its text",
    );
    let published = |published, expected: &str| check(v1::Document { published, ..good() }, expected);
    published(date(0, 0, 0), "`published.year`: missing: it is required");
    published(date(2026, 13, 1), "`published.month`: 13 is no month of the calendar");
    published(date(2026, 0, 5), "`published.day`: a day without a month: give both, or neither");
    published(date(2026, 1, 0), "`published.day`: a whole month: give the day, or leave the date out");
    published(date(2026, 0, 0), "`published.month`: a whole year: give the day, or leave the date out");
    assert!(from_proto::document(v1::Document { published: date(2026, 2, 30), ..good() }).is_err());
}

#[test]
fn what_is_wrong_with_a_filter_is_named() {
    let date = |year, month, day| Some(v1::PartialDate { year, month, day });
    let none = v1::FactFilter::default;
    let check = |filter: v1::FactFilter, expected: &str| {
        let invalid = from_proto::fact_filter(filter).unwrap_err();
        assert_eq!(invalid.to_string(), expected);
    };
    check(
        v1::FactFilter { kinds: vec![8, 0], ..none() },
        "`kinds[1]`: unspecified: name a value, or leave the list empty for all",
    );
    check(v1::FactFilter { kinds: vec![99], ..none() }, "`kinds[0]`: 99 is none of its values: see the contract");
    check(v1::FactFilter { actors: vec!["JPN".into(); 101], ..none() }, "`actors`: 101 values: give at most 100");
    let role = |role, ids: &[&str]| v1::FactFilter {
        roles: vec![v1::RoleFilter { role, ids: ids.iter().map(|id| (*id).to_owned()).collect() }],
        ..none()
    };
    check(role(0, &["JPN"]), "`roles[0].role`: unspecified: name a role");
    check(role(6, &[]), "`roles[0].ids`: a role without ids: give at least one, or leave the role out");
    check(
        v1::FactFilter { valid_from: date(2025, 3, 0), valid_until: date(2025, 0, 0), ..none() },
        "`valid_until`: it lies before `valid_from`: turn the two round",
    );
    check(
        v1::FactFilter { valid_from: date(2025, 13, 0), ..none() },
        "`valid_from.month`: 13 is no month of the calendar",
    );
    check(
        v1::FactFilter { min_confidence: Some(1.5), ..none() },
        "`min_confidence`: `1.5` is no confidence: give a number from 0 to 1",
    );
    assert_eq!(from_proto::fact_filter(none()), Ok(FactFilter::default()));
}

#[test]
fn every_listed_actor_and_topic_can_be_shown() {
    let graph = entente_graph::Graph::new(World::embedded());
    let wire = Wire::new(World::embedded());
    for actor in World::embedded().actors() {
        let known = graph.actor(actor.id().as_str(), graph.position()).unwrap();
        let shown = wire.actor(&known);
        assert!(!shown.name.is_empty() && !shown.source.is_empty() && shown.kind != 0, "{shown:?}");
        assert_ne!(shown.kind, v1::ActorKind::Unlisted as i32, "{shown:?}");
    }
    let japan = wire.actor(&graph.actor("JPN", graph.position()).unwrap());
    assert_eq!((japan.iso2.as_str(), japan.capitals.as_slice()), ("JP", ["Tokyo".to_owned()].as_slice()));
    assert!(japan.member_of.iter().any(|organisation| organisation.id == "g7") && japan.country.is_none());
    let gallium = wire.topic_with_figures(&graph.topic("gallium", graph.position()).unwrap());
    assert!(!gallium.production_figures.is_empty() && !gallium.ancestors.is_empty());
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    for topic in World::embedded().topics() {
        let shown = wire.topic_with_figures(&graph.topic(topic.id.as_str(), graph.position()).unwrap());
        let quantities = shown.production_figures.iter().filter_map(|figure| figure.quantity.as_ref());
        assert!(quantities.map(|quantity| &quantity.value).all(|value| plain(value)), "{}", topic.id);
        assert_ne!(shown.kind, 0);
    }
}
