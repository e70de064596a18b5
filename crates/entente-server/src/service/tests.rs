use entente_proto::v1;
use entente_proto::v1::ErrorReason;
use entente_proto::v1::extract_service_server::ExtractService;
use entente_proto::v1::ingest_service_server::IngestService;
use entente_proto::v1::query_service_server::QueryService;
use prost_types::Timestamp;
use tonic::{Code, Request};
use tonic_types::StatusExt;

use super::*;
use crate::testing::{app, config, document};

/// A world of documents that arrived over time, and the services over it.
struct Scene {
    app: Arc<App>,
    query: QueryServer,
    ingest: IngestServer,
    extract: ExtractServer,
}

async fn scene(documents: &[(&str, &str)]) -> Scene {
    let app = app();
    for (id, text) in documents {
        app.ingest(document(id, text)).await.unwrap();
    }
    let config = config();
    Scene {
        query: QueryServer::new(Arc::clone(&app), &config),
        ingest: IngestServer::new(Arc::clone(&app), &config),
        extract: ExtractServer::new(Arc::clone(&app), &config),
        app,
    }
}

const NEWS: &[(&str, &str)] = &[
    ("n1", "JPN meets ITA. CHN restricts gallium."),
    ("n2", "CHN restricts germanium. perhaps CHN restricts graphite."),
    ("n3", "acme-metals meets JPN. Nothing else."),
];

/// What a refused call says: its code, its reason and its metadata in the order of the keys.
fn refused<T: std::fmt::Debug>(answer: Result<tonic::Response<T>, Status>) -> (Code, String, String) {
    let status = answer.unwrap_err();
    let info = status.get_details_error_info().unwrap();
    let mut metadata: Vec<_> = info.metadata.iter().map(|(key, value)| format!("{key}={value}")).collect();
    metadata.sort();
    (status.code(), info.reason, metadata.join(" "))
}

fn said(code: Code, reason: ErrorReason, metadata: &str) -> (Code, String, String) {
    (code, reason.as_str_name().trim_start_matches("ERROR_REASON_").to_owned(), metadata.to_owned())
}

impl Scene {
    async fn facts(&self, filter: v1::FactFilter) -> Vec<String> {
        self.facts_at(filter, None).await
    }

    async fn facts_at(&self, filter: v1::FactFilter, read: Option<v1::ReadOptions>) -> Vec<String> {
        let request = v1::ListFactsRequest { filter: Some(filter), read, ..Default::default() };
        let answer = self.query.list_facts(Request::new(request)).await.unwrap().into_inner();
        answer.facts.iter().map(|fact| fact.evidence[0].quote.clone()).collect()
    }

    async fn refused_facts(&self, request: v1::ListFactsRequest) -> (Code, String, String) {
        refused(self.query.list_facts(Request::new(request)).await)
    }
}

fn of_actors(actors: &[&str]) -> v1::FactFilter {
    v1::FactFilter { actors: actors.iter().map(|id| (*id).to_owned()).collect(), ..Default::default() }
}

fn of_topics(topics: &[&str]) -> v1::FactFilter {
    v1::FactFilter { topics: topics.iter().map(|id| (*id).to_owned()).collect(), ..Default::default() }
}

#[tokio::test]
async fn facts_are_found_by_what_they_say() {
    let scene = scene(NEWS).await;
    let restrictions = v1::FactFilter { kinds: vec![v1::FactKind::Restriction as i32], ..of_actors(&["CHN"]) };
    assert_eq!(
        scene.facts(restrictions).await,
        ["CHN restricts gallium.", "CHN restricts germanium.", "perhaps CHN restricts graphite."]
    );
    assert_eq!(scene.facts(of_topics(&["gallium"])).await, ["CHN restricts gallium."]);
    assert_eq!(scene.facts(of_actors(&["JPN"])).await, ["JPN meets ITA.", "acme-metals meets JPN."]);
    let possible = v1::FactFilter { factualities: vec![v1::Factuality::Possible as i32], ..Default::default() };
    assert_eq!(scene.facts(possible).await, ["perhaps CHN restricts graphite."]);
    let sure = v1::FactFilter { min_confidence: Some(0.5), document_ids: vec!["n2".into()], ..Default::default() };
    assert_eq!(scene.facts(sure).await, ["CHN restricts germanium."]);
}

#[tokio::test]
async fn a_fact_leads_to_its_words_its_relation_and_its_place_in_the_log() {
    let scene = scene(NEWS).await;
    let list = v1::ListFactsRequest { filter: Some(of_topics(&["gallium"])), ..Default::default() };
    let listed = scene.query.list_facts(Request::new(list)).await.unwrap().into_inner();
    let fact = &listed.facts[0];
    assert_eq!((listed.position, fact.document_id.as_str()), (6, "n1"));
    let evidence = &fact.evidence[0];
    assert_eq!((evidence.start_byte, evidence.end_byte), (15, 37));
    let provenance = fact.provenance.as_ref().unwrap();
    assert_eq!(provenance.position, 2);
    assert_eq!(provenance.record_time, Some(Timestamp { seconds: 1_768_521_600, nanos: 0 }));
    let Some(v1::fact::Body::Restriction(body)) = &fact.body else { panic!("{fact:?}") };
    assert_eq!((body.imposer[0].id.as_str(), body.imposer[0].name.as_str()), ("CHN", "China"));
    assert_eq!(body.measure(), v1::RestrictionMeasure::ExportControl);

    let get = v1::GetFactRequest { id: fact.id.clone(), read: None };
    let got = scene.query.get_fact(Request::new(get)).await.unwrap().into_inner();
    assert_eq!(got.fact.as_ref(), Some(fact));
    let get = v1::GetRelationRequest { id: fact.relation_id.clone(), read: None };
    let relation = scene.query.get_relation(Request::new(get)).await.unwrap().into_inner().relation.unwrap();
    assert_eq!((relation.kind(), relation.fact_count), (v1::FactKind::Restriction, 1));
    assert_eq!(relation.roles[0].actors[0].id, "CHN");
    assert_eq!(relation.roles[1].topic.as_ref().unwrap().id, "gallium");
    assert_eq!(relation.timeline[0].fact_id, fact.id);
    assert_eq!(relation.state.unwrap().change, "impose");
}

#[tokio::test]
async fn pages_of_every_size_give_the_same_answer() {
    let texts: Vec<(String, String)> =
        (0..30).map(|n| (format!("d{n:02}"), format!("firm-{n} meets JPN. CHN restricts gallium."))).collect();
    let documents: Vec<(&str, &str)> = texts.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let scene = scene(&documents).await;

    macro_rules! check {
        ($service:ident . $method:ident ( $Request:ident { $($field:ident: $value:expr),* } ) . $items:ident, $count:expr) => {
            let mut answers = Vec::new();
            for page_size in [1, 5, 16, 100] {
                let (mut all, mut page_token) = (Vec::new(), String::new());
                loop {
                    let request = v1::$Request { page_size, page_token, $($field: $value,)* ..Default::default() };
                    let page = scene.$service.$method(Request::new(request)).await.unwrap().into_inner();
                    assert!(page.$items.len() <= usize::try_from(page_size).unwrap());
                    all.extend(page.$items);
                    page_token = page.next_page_token;
                    // What comes meanwhile does not show on later pages.
                    if all.len() == 1 {
                        scene.app.ingest(document(&format!("late-{page_size}"), "JPN meets FRA.")).await.unwrap();
                    }
                    if page_token.is_empty() {
                        break;
                    }
                }
                answers.push(all);
            }
            assert_eq!(answers[0].len(), $count);
            for answer in &answers[1..] {
                assert_eq!(answer, &answers[0]);
            }
        };
    }
    let read = || Some(v1::ReadOptions { known: Some(v1::read_options::Known::AtPosition(60)) });
    check!(query.list_facts(ListFactsRequest { read: read() }).facts, 60);
    check!(query.list_relations(ListRelationsRequest { read: read() }).relations, 31);
    check!(query.list_actors(ListActorsRequest { read: read(), mentioned_only: true }).actors, 32);
    let rare_earths = "rare-earths".parse().unwrap();
    let below = entente_core::World::embedded().descendants(&rare_earths).count();
    check!(query.list_topics(ListTopicsRequest { read: read(), parent: "rare-earths".into() }).topics, below);
    check!(ingest.list_documents(ListDocumentsRequest { read: read() }).documents, 30);
    check!(ingest.list_documents(ListDocumentsRequest { read: read(), include_text: true }).documents, 30);
}

#[tokio::test]
async fn later_pages_show_the_moment_of_the_first() {
    let scene = scene(NEWS).await;
    let request = |page_token| v1::ListFactsRequest { page_size: 3, page_token, ..Default::default() };
    let first = scene.query.list_facts(Request::new(request(String::new()))).await.unwrap().into_inner();
    scene.app.ingest(document("n1", "Nothing.")).await.unwrap();
    scene.app.ingest(document("n4", "JPN meets FRA.")).await.unwrap();
    let second = scene.query.list_facts(Request::new(request(first.next_page_token))).await.unwrap().into_inner();
    assert_eq!((first.facts.len(), second.facts.len()), (3, 2));
    assert_eq!((first.position, second.position, second.next_page_token.as_str()), (6, 6, ""));
}

#[tokio::test]
async fn a_token_of_another_call_or_none_at_all_is_refused() {
    let scene = scene(NEWS).await;
    let list = |filter, page_token: &str| v1::ListFactsRequest {
        filter,
        page_size: 1,
        page_token: page_token.to_owned(),
        ..Default::default()
    };
    let first = scene.query.list_facts(Request::new(list(None, ""))).await.unwrap().into_inner();
    let bad = said(Code::InvalidArgument, ErrorReason::PageTokenInvalid, "field=page_token");
    assert_eq!(scene.refused_facts(list(None, "garbage")).await, bad);
    assert_eq!(scene.refused_facts(list(Some(of_actors(&["CHN"])), &first.next_page_token)).await, bad);
    let relations = v1::ListRelationsRequest { page_token: first.next_page_token.clone(), ..Default::default() };
    assert_eq!(refused(scene.query.list_relations(Request::new(relations)).await), bad);
    // Another page size is no other call.
    let other_size = v1::ListFactsRequest { page_size: 2, ..list(None, &first.next_page_token) };
    assert_eq!(scene.query.list_facts(Request::new(other_size)).await.unwrap().into_inner().facts.len(), 2);
}

#[tokio::test]
async fn page_sizes_out_of_range_are_refused() {
    let scene = scene(&[]).await;
    for given in [-1, 1_001, i32::MAX] {
        let refused = scene.refused_facts(v1::ListFactsRequest { page_size: given, ..Default::default() }).await;
        let metadata = format!("field=page_size limit=1000 page_size={given}");
        assert_eq!(refused, said(Code::InvalidArgument, ErrorReason::PageSizeOutOfRange, &metadata));
    }
}

#[tokio::test]
async fn unknown_ids_lead_to_the_nearest_known_ones() {
    let scene = scene(NEWS).await;
    let actor = v1::GetActorRequest { id: "acme-metal".into(), read: None };
    let (code, reason, metadata) = refused(scene.query.get_actor(Request::new(actor)).await);
    assert_eq!((code, reason.as_str()), (Code::NotFound, "ACTOR_NOT_FOUND"));
    assert!(metadata.contains("id=acme-metal") && metadata.contains("acme-metals"), "{metadata}");
    let topic = v1::GetTopicRequest { id: "galium".into(), read: None };
    let (code, reason, metadata) = refused(scene.query.get_topic(Request::new(topic)).await);
    assert_eq!((code, reason.as_str()), (Code::NotFound, "TOPIC_NOT_FOUND"));
    assert!(metadata.starts_with("id=galium nearest=gallium"), "{metadata}");
    let document = v1::GetDocumentRequest { id: "n11".into(), read: None };
    let (code, reason, metadata) = refused(scene.ingest.get_document(Request::new(document)).await);
    assert_eq!((code, reason.as_str()), (Code::NotFound, "DOCUMENT_NOT_FOUND"));
    assert!(metadata.starts_with("id=n11 nearest=n1"), "{metadata}");
    let id = format!("f-{}", "0".repeat(32));
    let fact = v1::GetFactRequest { id: id.clone(), read: None };
    let not_found = said(Code::NotFound, ErrorReason::FactNotFound, &format!("id={id}"));
    assert_eq!(refused(scene.query.get_fact(Request::new(fact)).await), not_found);
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_named() {
    let scene = scene(NEWS).await;
    let missing = said(Code::InvalidArgument, ErrorReason::FieldRequired, "field=id");
    assert_eq!(refused(scene.query.get_actor(Request::new(v1::GetActorRequest::default())).await), missing);
    let form = said(Code::InvalidArgument, ErrorReason::FieldInvalid, "field=id");
    let fact = v1::GetFactRequest { id: "f-12".into(), read: None };
    assert_eq!(refused(scene.query.get_fact(Request::new(fact)).await), form);

    let filter = |filter| v1::ListFactsRequest { filter: Some(filter), ..Default::default() };
    let (code, reason, metadata) = scene.refused_facts(filter(of_topics(&["gallium", "galium"]))).await;
    assert_eq!((code, reason.as_str()), (Code::InvalidArgument, "UNKNOWN_TOPIC_IN_FILTER"));
    assert!(metadata.starts_with("field=filter.topics[1] id=galium nearest=gallium"), "{metadata}");
    let (code, reason, metadata) = scene.refused_facts(filter(of_actors(&["CHM"]))).await;
    assert_eq!((code, reason.as_str()), (Code::InvalidArgument, "UNKNOWN_ACTOR_IN_FILTER"));
    assert!(metadata.starts_with("field=filter.actors[0] id=CHM"), "{metadata}");
    let kinds = v1::FactFilter { kinds: vec![0], ..Default::default() };
    let expected = said(Code::InvalidArgument, ErrorReason::FilterInvalid, "field=filter.kinds[0]");
    assert_eq!(scene.refused_facts(filter(kinds)).await, expected);

    let read = Some(v1::ReadOptions { known: Some(v1::read_options::Known::AtPosition(900)) });
    let future = said(Code::OutOfRange, ErrorReason::PositionInFuture, "last_position=6 position=900");
    assert_eq!(scene.refused_facts(v1::ListFactsRequest { read, ..Default::default() }).await, future);
    let time = Timestamp { seconds: 0, nanos: -1 };
    let read = Some(v1::ReadOptions { known: Some(v1::read_options::Known::KnownAt(time)) });
    let expected = said(Code::InvalidArgument, ErrorReason::FieldInvalid, "field=read.known_at");
    assert_eq!(scene.refused_facts(v1::ListFactsRequest { read, ..Default::default() }).await, expected);

    let query = v1::ListActorsRequest { query: "x".repeat(201), ..Default::default() };
    let expected = said(Code::InvalidArgument, ErrorReason::FieldInvalid, "field=query");
    assert_eq!(refused(scene.query.list_actors(Request::new(query)).await), expected);
    let parent = v1::ListTopicsRequest { parent: "no-such-topic".into(), ..Default::default() };
    assert_eq!(refused(scene.query.list_topics(Request::new(parent)).await).1, "TOPIC_NOT_FOUND");
}

#[tokio::test]
async fn reads_go_back_to_an_earlier_position_or_time() {
    let scene = scene(NEWS).await;
    let at = |known| Some(v1::ReadOptions { known: Some(known) });
    let position = v1::read_options::Known::AtPosition;
    assert_eq!(scene.facts_at(of_actors(&["JPN"]), at(position(2))).await, ["JPN meets ITA."]);
    assert_eq!(scene.facts_at(Default::default(), at(position(0))).await, Vec::<String>::new());
    let time = |seconds| v1::read_options::Known::KnownAt(Timestamp { seconds, nanos: 0 });
    assert_eq!(scene.facts_at(Default::default(), at(time(1_768_521_599))).await, Vec::<String>::new());
    assert_eq!(scene.facts_at(Default::default(), at(time(1_768_521_600))).await.len(), 5);
    assert_eq!(scene.facts_at(Default::default(), at(time(4_000_000_000))).await.len(), 5);
}

#[tokio::test]
async fn a_document_is_answered_with_its_text() {
    let scene = scene(NEWS).await;
    let get = v1::GetDocumentRequest { id: "n1".into(), read: None };
    let answer = scene.ingest.get_document(Request::new(get)).await.unwrap().into_inner();
    let record = answer.document.unwrap();
    assert_eq!((answer.position, record.recorded_position, record.fact_count, record.text_bytes), (6, 1, 2, 37));
    assert_eq!(record.document.unwrap().text, NEWS[0].1);
    assert_eq!(record.extractor.unwrap().name, "small");
    let list = v1::ListDocumentsRequest { page_size: 2, ..Default::default() };
    let answer = scene.ingest.list_documents(Request::new(list)).await.unwrap().into_inner();
    let listed: Vec<_> = answer.documents.iter().map(|record| record.document.as_ref().unwrap()).collect();
    assert_eq!(listed.iter().map(|document| document.id.as_str()).collect::<Vec<_>>(), ["n1", "n2"]);
    assert!(listed.iter().all(|document| document.text.is_empty()));
}

#[tokio::test]
async fn a_page_of_texts_is_cut_before_it_grows_too_large() {
    let mut scene = scene(NEWS).await;
    scene.ingest.0.page_text_bytes = 60;
    let list = |page_token| v1::ListDocumentsRequest { include_text: true, page_token, ..Default::default() };
    let (mut sizes, mut token) = (Vec::new(), String::new());
    loop {
        let page = scene.ingest.list_documents(Request::new(list(token))).await.unwrap().into_inner();
        sizes.push(page.documents.len());
        token = page.next_page_token;
        if token.is_empty() {
            break;
        }
    }
    assert_eq!(sizes, [1, 1, 1]);
}

#[tokio::test]
async fn extraction_answers_and_records_nothing() {
    let scene = scene(&[]).await;
    let given = |text: &str| Some(v1::Document { id: "d1".into(), text: text.into(), ..Default::default() });
    let text = "JPN meets ITA. perhaps CHN restricts gallium. And more.";
    let request = v1::ExtractRequest { document: given(text), min_confidence: Some(0.5), ..Default::default() };
    let answer = scene.extract.extract(Request::new(request)).await.unwrap().into_inner();
    assert_eq!((answer.facts.len(), answer.diagnostics[0].code.as_str()), (1, "not-read"));
    let provenance = answer.facts[0].provenance.as_ref().unwrap();
    assert_eq!((provenance.position, provenance.record_time, answer.facts[0].relation_id.as_str()), (0, None, ""));
    assert_eq!(scene.app.head().0, 0);

    let refuse = async |document, min_confidence| {
        refused(
            scene
                .extract
                .extract(Request::new(v1::ExtractRequest { document, min_confidence, ..Default::default() }))
                .await,
        )
    };
    let invalid = |reason, metadata| said(Code::InvalidArgument, reason, metadata);
    assert_eq!(refuse(None, None).await, invalid(ErrorReason::FieldRequired, "field=document"));
    assert_eq!(refuse(given(" "), None).await, invalid(ErrorReason::DocumentEmpty, "document_id=d1"));
    let large = "document_id=d1 limit_bytes=1000 size_bytes=1001";
    assert_eq!(refuse(given(&"x".repeat(1_001)), None).await, invalid(ErrorReason::DocumentTooLarge, large));
    let wrong = "document_id=d1 field=document.text";
    assert_eq!(refuse(given("broken"), None).await, invalid(ErrorReason::DocumentInvalid, wrong));
    assert_eq!(refuse(given("x"), Some(2.0)).await, invalid(ErrorReason::FieldInvalid, "field=min_confidence"));
}

#[tokio::test]
async fn a_document_is_taken_back_by_its_id_with_a_reason() {
    let scene = scene(NEWS).await;
    let retract = async |id: &str, reason: &str| {
        let request = v1::RetractDocumentRequest { id: id.to_owned(), reason: reason.to_owned() };
        scene.ingest.retract_document(Request::new(request)).await
    };
    let of_n1 = || v1::FactFilter { document_ids: vec!["n1".to_owned()], ..Default::default() };
    let before = scene.app.head().0;

    let position = retract("n1", "sent in error").await.unwrap().into_inner().position;
    assert_eq!(position, before + 1);
    assert_eq!(scene.facts(of_n1()).await, Vec::<String>::new());
    let earlier = v1::ReadOptions { known: Some(v1::read_options::Known::AtPosition(before)) };
    assert_eq!(scene.facts_at(of_n1(), Some(earlier)).await.len(), 2);

    use ErrorReason::{DocumentNotFound, FieldInvalid, FieldRequired};
    let invalid = |reason, metadata| said(Code::InvalidArgument, reason, metadata);
    assert_eq!(refused(retract("", "why").await), invalid(FieldRequired, "field=id"));
    assert_eq!(refused(retract("n2", "").await), invalid(FieldRequired, "field=reason"));
    assert_eq!(refused(retract("n2", &"x".repeat(1_001)).await), invalid(FieldInvalid, "field=reason"));
    let gone = said(Code::NotFound, DocumentNotFound, "id=n1 nearest=n2,n3");
    assert_eq!(refused(retract("n1", "again").await), gone);
}
