use serde_json::json;

use super::*;

fn body(kind: &str, roles: Value, attrs: Value) -> Result<FactBody, String> {
    let roles = roles
        .as_object()
        .unwrap()
        .iter()
        .map(|(role, ids)| {
            let ids = ids.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect();
            (Role::from_term(role).unwrap(), ids)
        })
        .collect();
    FactBody::from_parts(FactKind::from_term(kind).unwrap(), roles, attrs.as_object().unwrap().clone())
        .map_err(|error| error.to_string())
}

#[test]
fn a_body_reads_and_writes_the_same() {
    let check = |kind: &str, roles: Value, attrs: Value| {
        let read = body(kind, roles.clone(), attrs.clone()).unwrap();
        let written: Map<String, Value> =
            read.role_map().into_iter().map(|(r, ids)| (r.as_str().into(), json!(ids))).collect();
        assert_eq!((Value::Object(written), Value::Object(read.attributes())), (roles, attrs));
    };
    check(
        "partnership",
        json!({"party": ["ITA", "JPN"]}),
        json!({"level": "special strategic partnership", "change": "upgrade"}),
    );
    check(
        "restriction",
        json!({"imposer": ["CHN"], "topic": ["gallium"]}),
        json!({"measure": "licensing", "rate_pct": 12.5}),
    );
    check(
        "project",
        json!({"party": ["JPN"], "topic": ["fighter-jets"]}),
        json!({"due": "2035", "amount": 35_000_000_000u64, "currency": "USD", "stage": "under-way"}),
    );
    check(
        "production",
        json!({"producer": ["CHN"], "topic": ["gallium"]}),
        json!({"rank": 1, "quantity": 0.5, "unit": "t/yr"}),
    );
    check("dispute", json!({"initiator": ["RUS"], "target": ["UKR"]}), json!({"form": "military"}));
}

#[test]
fn what_is_wrong_is_named() {
    let check =
        |kind: &str, roles: Value, attrs: Value, error: &str| assert_eq!(body(kind, roles, attrs).unwrap_err(), error);
    check("partnership", json!({}), json!({}), "`roles.party`: a partnership needs it");
    check(
        "cooperation",
        json!({"party": ["JPN"]}),
        json!({}),
        "`roles.topic`: missing: give a topic, `general` where the text names none",
    );
    check(
        "cooperation",
        json!({"party": ["JPN"], "topic": ["lng", "space"]}),
        json!({}),
        "`roles.topic`: 2 topics: give one fact for each",
    );
    check(
        "office",
        json!({"holder": ["a"], "of": ["JPN"], "party": ["ITA"]}),
        json!({}),
        "`roles.party`: a office has no such field",
    );
    check(
        "office",
        json!({"holder": ["a"], "of": ["JPN"]}),
        json!({"stage": "met"}),
        "`attrs.stage`: a office has no such field",
    );
    check(
        "dispute",
        json!({"party": ["JPN"]}),
        json!({"change": "upgrade"}),
        "`attrs.change`: `upgrade` is none of start, escalate, continue, de-escalate, resolve",
    );
    check("dispute", json!({"initiator": ["RUS"]}), json!({}), "`roles.target`: a dispute needs it");
    check(
        "investment",
        json!({"investor": ["JPN"], "recipient": ["IND"]}),
        json!({"amount": 5}),
        "`attrs.currency`: missing: an amount needs its ISO 4217 code",
    );
}

#[test]
fn equal_facts_have_equal_keys_whatever_the_order() {
    let key = |roles: Value, attrs: Value| body("agreement", roles, attrs).unwrap().content_key();
    let a = key(json!({"party": ["JPN", "ITA"], "topic": ["lng"]}), json!({"stage": "signed"}));
    let b = key(json!({"topic": ["lng"], "party": ["ITA", "JPN"]}), json!({"stage": "signed"}));
    assert_eq!(a, b);
    assert_eq!(a, "agreement|party=ITA|party=JPN|topic=lng|stage=\"signed\"");
    assert_ne!(a, key(json!({"party": ["JPN", "ITA"], "topic": ["space"]}), json!({"stage": "signed"})));
    assert_ne!(a, key(json!({"party": ["JPN", "ITA"], "topic": ["lng"]}), json!({"stage": "ratified"})));
}

#[test]
fn the_table_is_that_of_the_fact_model() {
    assert_eq!(FactKind::ALL.len(), 16);
    assert_eq!(FactKind::Statement.key_roles(), [Role::Speaker, Role::About]);
    assert_eq!(FactKind::Restriction.roles(), [Role::Imposer, Role::Target, Role::Topic]);
    assert_eq!(FactKind::Investment.attribute_names(), ["amount", "stage"]);
}
