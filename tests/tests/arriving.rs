//! Documents that arrive over time, and what is known when.

use entente_proto::v1::{
    Document, ExtractRequest, ExtractStreamRequest, Fact, FactFilter, FactKind, GetActorRequest, GetDocumentRequest,
    GetFactRequest, GetRelationRequest, GetTopicRequest, IngestOutcome, IngestResponse, PartialDate,
    RetractDocumentRequest, fact::Body,
};
use entente_tests::ask::{at_position, known_at};
use entente_tests::{Server, dated, document, refusal};
use tonic::Code;

use crate::world;

const BAN: &str = "restriction imposer=CHN target=USA topic=gallium measure=export-ban change=impose time=2024-12-03";
const PAUSE: &str =
    "restriction imposer=CHN target=USA topic=gallium measure=export-ban change=suspend time=2025-11-10";

#[tokio::test]
async fn every_document_gets_one_answer_in_order() {
    let server = Server::in_memory().await;
    let with_month =
        Document { published: Some(PartialDate { year: 2025, month: 3, day: 0 }), ..document("month", BAN) };
    let no_day = Document { published: Some(PartialDate { year: 2025, month: 2, day: 30 }), ..document("no-day", BAN) };
    let answers = server
        .send([
            document("a", BAN),
            document("a", BAN),
            document("b", "Nothing that is a fact."),
            document("a", &format!("{BAN}\n{PAUSE}")),
            document("", BAN),
            document(" padded", BAN),
            document("empty", ""),
            document("blank", " \n\t"),
            with_month,
            no_day,
            document("broken", "break"),
            document("misquoted", "Rome met.\nmisquote"),
            document("strayed", "stray"),
            document("a", &format!("{BAN}\n{PAUSE}")),
            document("c", PAUSE),
        ])
        .await;
    let told: Vec<String> = answers.iter().map(tell).collect();
    assert_eq!(
        told,
        [
            "0 a STORED at 2, 1 facts",
            "1 a DUPLICATE at 2, 1 facts",
            "2 b STORED at 4, 0 facts",
            "3 a REVISED at 6, 2 facts",
            "4  REJECTED: FIELD_REQUIRED document.id",
            "5  padded REJECTED: DOCUMENT_INVALID document.id",
            "6 empty REJECTED: DOCUMENT_EMPTY document.text",
            "7 blank REJECTED: DOCUMENT_EMPTY document.text",
            "8 month REJECTED: FIELD_INVALID document.published.day",
            "9 no-day REJECTED: FIELD_INVALID document.published.day",
            "10 broken REJECTED: DOCUMENT_INVALID document.text",
            "11 misquoted REJECTED: DOCUMENT_INVALID document.text",
            "12 strayed REJECTED: DOCUMENT_INVALID document.text",
            "13 a DUPLICATE at 6, 2 facts",
            "14 c STORED at 8, 1 facts",
        ]
    );
    for answer in answers.iter().filter_map(|answer| answer.rejection.as_ref()) {
        assert!(refusal::is_well_worded(&answer.message), "`{}`", answer.message);
    }
    let (documents, position) = server.documents_by(false, None, 100).await;
    assert_eq!(
        documents.iter().map(|record| record.document.as_ref().unwrap().id.as_str()).collect::<Vec<_>>(),
        ["a", "b", "c"]
    );
    assert_eq!(position, 8);
    server.stop().await;
}

#[tokio::test]
async fn an_earlier_position_or_time_shows_what_was_known_then() {
    let server = Server::in_memory().await;
    let mut moments = Vec::new();
    for (number, document) in world::documents().into_iter().enumerate() {
        let time = format!("2026-02-10T12:00:{number:02}Z");
        server.at(&time);
        let position = server.store([document]).await;
        moments.push((position, time, server.facts_at(None).await));
    }
    let (last, ..) = *moments.last().unwrap();
    for (position, time, facts) in &moments {
        assert_eq!(server.facts_at(at_position(*position)).await, *facts, "at {position}");
        assert_eq!(server.facts_at(known_at(time)).await, *facts, "at {time}");
        // Between two documents nothing changes.
        assert_eq!(server.facts_at(known_at(&time.replace('Z', ".999999Z"))).await, *facts);
    }
    assert_eq!(server.facts_at(at_position(0)).await, []);
    assert_eq!(server.facts_at(known_at("2026-02-10T11:59:59.999999Z")).await, []);
    assert_eq!(server.facts_at(known_at("2199-01-01T00:00:00Z")).await, moments.last().unwrap().2);
    let answer = server.facts_by(&FactFilter::default(), at_position(last - 1), 100).await;
    assert_eq!(answer.1, last - 1, "the answer says what was read");

    let count = |read| {
        let mut client = server.query();
        async move {
            let request = GetActorRequest { id: "KOR".into(), read };
            client.get_actor(request).await.unwrap().into_inner().actor.unwrap().fact_count
        }
    };
    assert_eq!(count(None).await, 4);
    assert_eq!(count(at_position(moments[6].0)).await, 1);
    assert_eq!(count(at_position(0)).await, 0);
    server.stop().await;
}

#[tokio::test]
async fn a_revision_takes_the_place_of_what_was_there_and_the_history_stays() {
    let server = Server::in_memory().await;
    server.at("2026-01-01T00:00:00Z");
    let first = server.store([dated("d", "2024-12-04", "The Ledger", BAN)]).await;
    let before = server.facts_at(None).await;
    server.at("2026-01-02T00:00:00Z");
    let second = server.store([dated("d", "2024-12-04", "The Ledger", PAUSE)]).await;
    let after = server.facts_at(None).await;

    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(before[0].id, after[0].id);
    assert_eq!(before[0].relation_id, after[0].relation_id, "both are about the same ban");
    assert_eq!(quotes(&after), [PAUSE]);
    assert_eq!(server.facts_at(at_position(first)).await, before);
    assert_eq!(server.facts_at(at_position(second)).await, after);
    assert_eq!(server.facts_at(known_at("2026-01-01T23:59:59Z")).await, before);

    let get = |id: &str, read| {
        let (mut client, request) = (server.query(), GetFactRequest { id: id.into(), read });
        async move { client.get_fact(request).await.map(|answer| answer.into_inner().fact.unwrap()) }
    };
    assert_eq!(get(&before[0].id, None).await.unwrap_err().code(), Code::NotFound);
    assert_eq!(get(&before[0].id, at_position(first)).await.unwrap(), before[0]);
    assert_eq!(get(&after[0].id, at_position(first)).await.unwrap_err().code(), Code::NotFound);

    let text = |read| {
        let (mut client, request) = (server.ingest(), GetDocumentRequest { id: "d".into(), read });
        async move { client.get_document(request).await.unwrap().into_inner().document.unwrap() }
    };
    let (old, new) = (text(at_position(first)).await, text(None).await);
    assert_eq!((old.document.unwrap().text.as_str(), new.document.unwrap().text.as_str()), (BAN, PAUSE));
    assert!(old.recorded_position < new.recorded_position && new.recorded_position <= second);

    // Back to the first content: a revision as well, with the facts of old, which have the same ids.
    let answers = server.send([dated("d", "2024-12-04", "The Ledger", BAN)]).await;
    assert_eq!(answers[0].outcome(), IngestOutcome::Revised);
    let again = server.facts_at(None).await;
    assert_eq!(again[0].id, before[0].id);
    server.stop().await;
}

#[tokio::test]
async fn what_a_revision_tells_again_has_been_known_since_it_was_first_told() {
    let server = Server::in_memory().await;
    server.at("2026-01-01T00:00:00Z");
    let first = server.store([document("d", &format!("Prose.\n{BAN}"))]).await;
    let [before] = <[Fact; 1]>::try_from(server.facts_at(None).await).unwrap();
    server.store([document("between", "meeting participant=ITA+JPN form=talks")]).await;
    server.at("2026-01-02T00:00:00Z");
    let second = server.store([document("d", &format!("{PAUSE}\nMuch more prose.\n{BAN}"))]).await;

    let facts = server.facts_at(None).await;
    let positions: Vec<_> = facts.iter().map(|fact| fact.provenance.as_ref().unwrap().position).collect();
    assert_eq!(positions, [first, first + 2, second], "in the order of the log");
    assert_eq!(facts[0].id, before.id);
    assert_eq!(facts[0].provenance, before.provenance, "known since the first telling");
    assert_ne!(facts[0].evidence, before.evidence, "and quoted from the text that stands");
    let start = u64::try_from(format!("{PAUSE}\nMuch more prose.\n").len()).unwrap();
    assert_eq!(facts[0].evidence[0].start_byte, start);
    server.stop().await;
}

#[tokio::test]
async fn another_headline_alone_is_a_revision_too() {
    let server = Server::with([document("d", BAN)]).await;
    let retitled = Document { title: "Ban".into(), ..document("d", BAN) };
    let answers = server.send([retitled.clone(), retitled]).await;
    assert_eq!(
        answers.iter().map(tell).collect::<Vec<_>>(),
        ["0 d REVISED at 4, 1 facts", "1 d DUPLICATE at 4, 1 facts"]
    );
    assert_eq!(server.facts_at(None).await.len(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_document_that_is_taken_back_is_gone_and_can_come_again() {
    let server = Server::with([document("kept", PAUSE), document("gone", BAN)]).await;
    let before = server.facts_at(None).await;
    let (told, _) = server.facts_by(&FactFilter::default(), None, 100).await;
    let position = server.retract("gone", "a hoax").await;

    assert_eq!(quotes(&server.facts_at(None).await), [PAUSE]);
    assert_eq!(server.facts_at(at_position(position - 1)).await, before);
    let request = GetDocumentRequest { id: "gone".into(), read: None };
    let status = server.ingest().get_document(request).await.unwrap_err();
    assert!(refusal(&status).starts_with("NotFound DOCUMENT_NOT_FOUND id=gone"), "{}", refusal(&status));
    let request = GetDocumentRequest { id: "gone".into(), read: at_position(position - 1) };
    assert!(server.ingest().get_document(request).await.is_ok());

    let request = RetractDocumentRequest { id: "gone".into(), reason: "a hoax".into() };
    let status = server.ingest().retract_document(request).await.unwrap_err();
    assert!(refusal(&status).starts_with("NotFound DOCUMENT_NOT_FOUND id=gone"), "nothing is taken back twice");

    let answers = server.send([document("gone", BAN)]).await;
    assert_eq!(tell(&answers[0]), format!("0 gone STORED at {}, 1 facts", position + 2));
    let ids = |facts: &[Fact]| facts.iter().map(|fact| fact.id.clone()).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(ids(&server.facts_at(None).await), ids(&told));
    server.stop().await;
}

#[tokio::test]
async fn what_is_extracted_is_what_is_stored() {
    let server = Server::in_memory().await;
    for document in world::documents() {
        let request = ExtractRequest { document: Some(document.clone()), min_confidence: None, ..Default::default() };
        let extracted = server.extract().extract(request).await.unwrap().into_inner();
        assert_eq!(
            server
                .documents_by(false, None, 100)
                .await
                .0
                .iter()
                .filter(|r| r.document.as_ref().unwrap().id == document.id)
                .count(),
            0,
            "nothing is recorded"
        );
        server.store([document.clone()]).await;
        let filter = FactFilter { document_ids: vec![document.id.clone()], ..FactFilter::default() };
        let stored: Vec<Fact> = server.facts(filter).await.into_iter().map(without_log).collect();
        assert_eq!(extracted.facts, stored, "{}", document.id);
        assert_eq!(extracted.extractor.unwrap().name, "notation");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_stream_of_documents_is_read_in_order_and_refusals_do_not_end_it() {
    let server = Server::in_memory().await;
    let confident = format!("{BAN} conf=0.9\n{PAUSE} conf=0.4");
    let request = |id: &str, text: &str, min_confidence| ExtractStreamRequest {
        document: Some(document(id, text)),
        min_confidence,
        ..Default::default()
    };
    let requests = [
        request("a", &confident, None),
        request("b", "", None),
        ExtractStreamRequest { document: None, min_confidence: None, ..Default::default() },
        request("c", &confident, Some(0.5)),
        request("d", &confident, Some(1.5)),
        request("e", "remark\nbreak", None),
        request("f", "remark", None),
    ];
    let mut answers = server.extract().extract_stream(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let mut told = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        let refused = answer.rejection.map(|r| format!("{} {}", r.reason().as_str_name(), r.field));
        told.push(format!(
            "{} {} {} {} {refused:?}",
            answer.index,
            answer.document_id,
            answer.facts.len(),
            answer.diagnostics.len()
        ));
    }
    assert_eq!(
        told,
        [
            "0 a 2 0 None",
            "1 b 0 0 Some(\"ERROR_REASON_DOCUMENT_EMPTY document.text\")",
            "2  0 0 Some(\"ERROR_REASON_FIELD_REQUIRED document\")",
            "3 c 1 0 None",
            "4 d 0 0 Some(\"ERROR_REASON_FIELD_INVALID min_confidence\")",
            "5 e 0 0 Some(\"ERROR_REASON_DOCUMENT_INVALID document.text\")",
            "6 f 0 1 None",
        ]
    );
    server.stop().await;
}

#[tokio::test]
async fn facts_of_several_documents_make_one_relation_with_its_history() {
    let server = Server::in_memory().await;
    let early = server.store([dated("told-late", "2026-01-02", "North Wire", PAUSE)]).await;
    server
        .store([dated(
            "told-first",
            "2024-12-04",
            "The Ledger",
            &format!("{BAN}\nproduction producer=CHN topic=gallium"),
        )])
        .await;
    let filter = FactFilter { kinds: vec![FactKind::Restriction.into()], ..FactFilter::default() };
    let (relations, _) = server.relations_by(&filter, None, 10).await;
    let [relation] = relations.as_slice() else { panic!("one relation, not {relations:?}") };
    assert_eq!((relation.fact_count, relation.document_count), (2, 2));
    assert!(relation.timeline.is_empty(), "lists leave it out");

    let get = |read| {
        let (mut client, id) = (server.query(), relation.id.clone());
        async move { client.get_relation(GetRelationRequest { id, read }).await.unwrap().into_inner().relation.unwrap() }
    };
    let whole = get(None).await;
    let steps: Vec<_> = whole.timeline.iter().map(|step| (step.document_id.as_str(), step.change.as_str())).collect();
    assert_eq!(steps, [("told-first", "impose"), ("told-late", "suspend")], "by valid time, not by arrival");
    assert_eq!(whole.state.as_ref().unwrap().change, "suspend");
    assert_eq!(whole.first_valid_time.as_ref().unwrap().iso, "2024-12-03");
    assert_eq!(whole.last_valid_time.as_ref().unwrap().iso, "2025-11-10");
    let roles: Vec<_> = whole
        .roles
        .iter()
        .map(|role| {
            (
                role.role().as_str_name(),
                role.actors.iter().map(|a| a.name.as_str()).collect::<Vec<_>>(),
                role.topic.as_ref().map(|t| t.id.as_str()),
            )
        })
        .collect();
    assert_eq!(
        roles,
        [
            ("ROLE_IMPOSER", vec!["China"], None),
            ("ROLE_TARGET", vec!["United States"], None),
            ("ROLE_TOPIC", vec![], Some("gallium")),
        ]
    );
    let then = get(at_position(early)).await;
    assert_eq!((then.fact_count, then.timeline.len()), (1, 1));
    server.stop().await;
}

#[tokio::test]
async fn a_fact_that_an_extractor_gives_twice_is_one() {
    let server = Server::in_memory().await;
    let answers = server.send([document("d", &format!("{BAN}\n{PAUSE}\n{BAN}"))]).await;
    let facts = server.facts_at(None).await;
    assert_eq!(facts.len(), 2, "{facts:?}");
    assert_eq!(answers[0].fact_count, 2);
    let (records, _) = server.documents_by(false, None, 10).await;
    assert_eq!(records[0].fact_count, 2);
    let (relations, _) = server.relations_by(&FactFilter::default(), None, 10).await;
    assert_eq!(relations[0].fact_count, 2);
    server.stop().await;
}

#[tokio::test]
async fn a_fact_arrives_whole() {
    let line = "project party=JPN+ITA+GBR topic=fighter-jets name=the_jet due=2035 amount=2.5 currency=USD place=Turin stage=under-way planned time=2026-01/2035 via=jp-meti by=two_officials conf=0.625";
    let server = Server::in_memory().await;
    server.at("2026-01-16T08:00:00.000001Z");
    let position = server.store([document("d", &format!("Prose.\n{line}"))]).await;
    let [fact] = <[Fact; 1]>::try_from(server.facts_at(None).await).unwrap();
    let Some(Body::Project(project)) = &fact.body else { panic!("a project, not {fact:?}") };
    let parties: Vec<_> = project.party.iter().map(|actor| actor.id.as_str()).collect();
    assert_eq!(parties, ["JPN", "ITA", "GBR"]);
    assert_eq!(project.topic.as_ref().unwrap().name, "Fighter jets");
    assert_eq!((project.name.as_str(), project.place.as_str()), ("the jet", "Turin"));
    assert_eq!(project.due, Some(PartialDate { year: 2035, month: 0, day: 0 }));
    let amount = project.amount.as_ref().unwrap();
    assert_eq!((amount.amount.as_str(), amount.currency.as_str()), ("2.5", "USD"));
    assert_eq!(fact.time.as_ref().unwrap().iso, "2026-01/2035");
    assert_eq!(fact.via[0].id, "jp-meti");
    assert_eq!((fact.attributed_to[0].actor_id.as_str(), fact.attributed_to[0].name.as_str()), ("", "two officials"));
    assert!((fact.confidence - 0.625).abs() < f64::EPSILON);
    let [evidence] = fact.evidence.as_slice() else { panic!("one quote") };
    assert_eq!((evidence.start_byte, evidence.quote.as_str(), evidence.document_id.as_str()), (7, line, "d"));
    let provenance = fact.provenance.as_ref().unwrap();
    assert_eq!(provenance.record_time, Some(prost_types::Timestamp { seconds: 1_768_550_400, nanos: 1_000 }));
    assert_eq!(provenance.position, position);

    let topic = GetTopicRequest { id: "fighter-jets".into(), read: None };
    let topic = server.query().get_topic(topic).await.unwrap().into_inner();
    assert_eq!((topic.topic.unwrap().fact_count, topic.position), (1, position));
    server.stop().await;
}

fn tell(answer: &IngestResponse) -> String {
    let outcome = answer.outcome().as_str_name().trim_start_matches("INGEST_OUTCOME_");
    let head = format!("{} {} {outcome}", answer.index, answer.document_id);
    match &answer.rejection {
        Some(rejection) => {
            assert_eq!((answer.position, answer.fact_count), (0, 0), "{head}");
            let reason = rejection.reason().as_str_name().trim_start_matches("ERROR_REASON_");
            format!("{head}: {reason} {}", rejection.field)
        }
        None => format!("{head} at {}, {} facts", answer.position, answer.fact_count),
    }
}

fn quotes(facts: &[Fact]) -> Vec<&str> {
    facts.iter().flat_map(|fact| &fact.evidence).map(|evidence| evidence.quote.as_str()).collect()
}

/// A fact as ExtractService would tell it: without what only the log knows.
fn without_log(mut fact: Fact) -> Fact {
    fact.relation_id.clear();
    if let Some(provenance) = &mut fact.provenance {
        provenance.record_time = None;
        provenance.position = 0;
    }
    fact
}
