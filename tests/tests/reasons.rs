//! Every error reason of the contract, over the wire: its code, metadata, fields and nearest ids, each as one line.

use std::collections::BTreeSet;
use std::sync::Arc;

use entente_proto::v1::{
    Document, ErrorReason, ExtractRequest, FactFilter, GetActorRequest, GetDocumentRequest, GetFactRequest,
    GetRelationRequest, GetTopicRequest, IngestRequest, ListActorsRequest, ListDocumentsRequest, ListFactsRequest,
    ListRelationsRequest, ListTopicsRequest, PartialDate, ReadOptions, RetractDocumentRequest, Role, RoleFilter,
    read_options::Known,
};
use entente_tests::ask::at_position;
use entente_tests::faulty::Fault;
use entente_tests::refusal::is_well_worded;
use entente_tests::server::patiently;
use entente_tests::{FaultyLog, Server, Setup, document, refusal};
use tonic::{Response, Status};

use crate::world;

/// The reasons that were seen.
#[derive(Default)]
struct Seen(BTreeSet<String>);

impl Seen {
    /// The call is refused as expected.
    #[track_caller]
    fn check<T: std::fmt::Debug>(&mut self, answer: Result<Response<T>, Status>, expected: &str) {
        let status = answer.expect_err(expected);
        assert_eq!(refusal(&status), expected, "{}", status.message());
        assert!(is_well_worded(status.message()), "`{}`", status.message());
        self.0.insert(expected.split(' ').nth(1).unwrap_or_default().to_owned());
    }

    /// The same for an unknown id: the nearest ones, in the metadata and in NearestIds, are at most five, and one of them
    /// is meant. Which others there are depends on the tables.
    #[track_caller]
    fn check_nearest<T: std::fmt::Debug>(&mut self, answer: Result<Response<T>, Status>, expected: &str, meant: &str) {
        let status = answer.expect_err(expected);
        let told = refusal(&status);
        let (head, nearest) = told.rsplit_once(" | nearest ").unwrap_or((&told, ""));
        let ids: Vec<_> = nearest.split(',').collect();
        assert!(ids.len() <= 5 && ids.contains(&meant), "{told}");
        let told = head.replacen(&format!(" nearest={nearest}"), "", 1);
        self.check::<()>(Err(status), &format!("{head} | nearest {nearest}"));
        assert_eq!(told, expected);
    }
}

/// One test, so that what it leaves out can be told.
#[tokio::test]
async fn every_reason_is_told_as_the_contract_says() {
    let mut seen = Seen::default();
    unknown_ids(&mut seen).await;
    fields(&mut seen).await;
    filters(&mut seen).await;
    pages(&mut seen).await;
    documents(&mut seen).await;
    storage(&mut seen).await;
    too_much(&mut seen).await;
    stopping(&mut seen).await;

    let all: BTreeSet<String> = (1..)
        .map_while(|number| ErrorReason::try_from(number).ok())
        .map(|reason| reason.as_str_name().trim_start_matches("ERROR_REASON_").to_owned())
        .collect();
    assert!(all.len() >= 21, "{all:?}");
    let unseen: Vec<_> = all.difference(&seen.0).collect();
    assert!(unseen.is_empty(), "no case produces {unseen:?}");
}

async fn unknown_ids(seen: &mut Seen) {
    let server = Server::with(world::documents()).await;
    let (mut query, mut ingest) = (server.query(), server.ingest());
    let actor = |id: &str| GetActorRequest { id: id.into(), read: None };
    seen.check_nearest(query.get_actor(actor("JPM")).await, "NotFound ACTOR_NOT_FOUND id=JPM", "JPN");
    seen.check_nearest(
        query.get_actor(actor("jane-exampel")).await,
        "NotFound ACTOR_NOT_FOUND id=jane-exampel",
        "jane-example",
    );
    let before = GetActorRequest { id: "jane-example".into(), read: at_position(0) };
    seen.check_nearest(query.get_actor(before).await, "NotFound ACTOR_NOT_FOUND id=jane-example", "janet-yellen");
    let topic = GetTopicRequest { id: "rare-earth".into(), read: None };
    seen.check_nearest(query.get_topic(topic).await, "NotFound TOPIC_NOT_FOUND id=rare-earth", "rare-earths");
    let parent = ListTopicsRequest { parent: "galium".into(), ..ListTopicsRequest::default() };
    seen.check_nearest(query.list_topics(parent).await, "NotFound TOPIC_NOT_FOUND id=galium", "gallium");
    let fact = GetFactRequest { id: "f-00000000000000000000000000000000".into(), read: None };
    seen.check(query.get_fact(fact).await, "NotFound FACT_NOT_FOUND id=f-00000000000000000000000000000000 | nearest ");
    let relation = GetRelationRequest { id: "r-00000000000000000000000000000000".into(), read: None };
    seen.check(
        query.get_relation(relation).await,
        "NotFound RELATION_NOT_FOUND id=r-00000000000000000000000000000000 | nearest ",
    );
    let document = GetDocumentRequest { id: "ledger-3".into(), read: None };
    seen.check(
        ingest.get_document(document).await,
        "NotFound DOCUMENT_NOT_FOUND id=ledger-3 nearest=ledger-1,ledger-2 | nearest ledger-1,ledger-2",
    );
    let back = RetractDocumentRequest { id: "ledger-3".into(), reason: "a hoax".into() };
    seen.check(
        ingest.retract_document(back).await,
        "NotFound DOCUMENT_NOT_FOUND id=ledger-3 nearest=ledger-1,ledger-2 | nearest ledger-1,ledger-2",
    );
    let early = GetDocumentRequest { id: "twin".into(), read: at_position(3) };
    seen.check(ingest.get_document(early).await, "NotFound DOCUMENT_NOT_FOUND id=twin | nearest ");

    let read = at_position(900);
    let future = "OutOfRange POSITION_IN_FUTURE last_position=22 position=900";
    seen.check(query.get_actor(GetActorRequest { id: "JPN".into(), read }).await, future);
    seen.check(query.get_topic(GetTopicRequest { id: "gallium".into(), read }).await, future);
    seen.check(query.get_fact(GetFactRequest { id: format!("f-{}", "0".repeat(32)), read }).await, future);
    seen.check(query.get_relation(GetRelationRequest { id: format!("r-{}", "0".repeat(32)), read }).await, future);
    seen.check(query.list_facts(ListFactsRequest { read, ..Default::default() }).await, future);
    seen.check(query.list_relations(ListRelationsRequest { read, ..Default::default() }).await, future);
    seen.check(query.list_actors(ListActorsRequest { read, ..Default::default() }).await, future);
    seen.check(query.list_topics(ListTopicsRequest { read, ..Default::default() }).await, future);
    seen.check(ingest.get_document(GetDocumentRequest { id: "twin".into(), read }).await, future);
    seen.check(ingest.list_documents(ListDocumentsRequest { read, ..Default::default() }).await, future);
    server.stop().await;
}

async fn fields(seen: &mut Seen) {
    let server = Server::with(world::documents()).await;
    let (mut query, mut ingest) = (server.query(), server.ingest());
    let required = "InvalidArgument FIELD_REQUIRED field=id | fields id";
    seen.check(query.get_actor(GetActorRequest::default()).await, required);
    seen.check(query.get_topic(GetTopicRequest::default()).await, required);
    seen.check(query.get_fact(GetFactRequest::default()).await, required);
    seen.check(query.get_relation(GetRelationRequest::default()).await, required);
    seen.check(ingest.get_document(GetDocumentRequest::default()).await, required);
    let back = |id: &str, reason: &str| RetractDocumentRequest { id: id.into(), reason: reason.into() };
    seen.check(ingest.retract_document(back("", "a hoax")).await, required);
    seen.check(
        ingest.retract_document(back("twin", "")).await,
        "InvalidArgument FIELD_REQUIRED field=reason | fields reason",
    );
    seen.check(
        ingest.retract_document(back("twin", &"x".repeat(1_001))).await,
        "InvalidArgument FIELD_INVALID field=reason | fields reason",
    );
    seen.check(
        server.extract().extract(ExtractRequest::default()).await,
        "InvalidArgument FIELD_REQUIRED field=document | fields document",
    );

    let invalid = "InvalidArgument FIELD_INVALID field=id | fields id";
    seen.check(query.get_fact(GetFactRequest { id: "fact one".into(), read: None }).await, invalid);
    seen.check(query.get_relation(GetRelationRequest { id: "r-1".into(), read: None }).await, invalid);
    let long = ListActorsRequest { query: "x".repeat(201), ..Default::default() };
    seen.check(query.list_actors(long).await, "InvalidArgument FIELD_INVALID field=query | fields query");
    let long = ListTopicsRequest { query: "x".repeat(201), ..Default::default() };
    seen.check(query.list_topics(long).await, "InvalidArgument FIELD_INVALID field=query | fields query");
    let kinds = ListActorsRequest { kinds: vec![1, 0], ..Default::default() };
    seen.check(query.list_actors(kinds).await, "InvalidArgument FIELD_INVALID field=kinds[1] | fields kinds[1]");
    let kinds = ListActorsRequest { kinds: vec![99], ..Default::default() };
    seen.check(query.list_actors(kinds).await, "InvalidArgument FIELD_INVALID field=kinds[0] | fields kinds[0]");
    let sources = ListDocumentsRequest { sources: vec!["s".into(); 101], ..Default::default() };
    seen.check(ingest.list_documents(sources).await, "InvalidArgument FIELD_INVALID field=sources | fields sources");
    let time = prost_types::Timestamp { seconds: 0, nanos: -1 };
    let read = Some(ReadOptions { known: Some(Known::KnownAt(time)) });
    seen.check(
        query.list_facts(ListFactsRequest { read, ..Default::default() }).await,
        "InvalidArgument FIELD_INVALID field=read.known_at | fields read.known_at",
    );
    server.stop().await;
}

async fn filters(seen: &mut Seen) {
    let server = Server::with(world::documents()).await;
    let all = FactFilter::default();
    let many = |count: usize| vec!["JPN".to_owned(); count];
    let role = |role: i32, ids: &[&str]| RoleFilter { role, ids: ids.iter().map(|&id| id.into()).collect() };
    let party = i32::from(Role::Party);
    let invalid = |field: &str| format!("InvalidArgument FILTER_INVALID field={field} | fields {field}");
    let unknown = |sort: &str, field: &str, id: &str| {
        format!("InvalidArgument UNKNOWN_{sort}_IN_FILTER field={field} id={id} | fields {field}")
    };
    let year = |year| Some(PartialDate { year, month: 0, day: 0 });
    let cases = [
        (FactFilter { kinds: vec![8, 0], ..all.clone() }, invalid("filter.kinds[1]")),
        (FactFilter { kinds: vec![17], ..all.clone() }, invalid("filter.kinds[0]")),
        (FactFilter { kinds: vec![8; 101], ..all.clone() }, invalid("filter.kinds")),
        (FactFilter { factualities: vec![0], ..all.clone() }, invalid("filter.factualities[0]")),
        (FactFilter { actors: many(101), ..all.clone() }, invalid("filter.actors")),
        (FactFilter { topics: many(101), ..all.clone() }, invalid("filter.topics")),
        (FactFilter { sources: many(101), ..all.clone() }, invalid("filter.sources")),
        (FactFilter { document_ids: many(101), ..all.clone() }, invalid("filter.document_ids")),
        (FactFilter { roles: vec![role(party, &["JPN"]); 101], ..all.clone() }, invalid("filter.roles")),
        (FactFilter { roles: vec![role(0, &["JPN"])], ..all.clone() }, invalid("filter.roles[0].role")),
        (FactFilter { roles: vec![role(22, &["JPN"])], ..all.clone() }, invalid("filter.roles[0].role")),
        (
            FactFilter { roles: vec![role(party, &["JPN"]), role(party, &[])], ..all.clone() },
            invalid("filter.roles[1].ids"),
        ),
        (FactFilter { min_confidence: Some(1.01), ..all.clone() }, invalid("filter.min_confidence")),
        (FactFilter { min_confidence: Some(-0.0001), ..all.clone() }, invalid("filter.min_confidence")),
        (FactFilter { min_confidence: Some(f64::NAN), ..all.clone() }, invalid("filter.min_confidence")),
        (FactFilter { valid_from: year(2025), valid_until: year(2024), ..all.clone() }, invalid("filter.valid_until")),
    ];
    for (filter, expected) in cases {
        let filter = Some(filter);
        let facts = ListFactsRequest { filter: filter.clone(), ..Default::default() };
        seen.check(server.query().list_facts(facts).await, &expected);
        let relations = ListRelationsRequest { filter, ..Default::default() };
        seen.check(server.query().list_relations(relations).await, &expected);
    }
    for (filter, expected, meant) in [
        (
            FactFilter { actors: vec!["JPN".into(), "CHM".into()], ..all.clone() },
            unknown("ACTOR", "filter.actors[1]", "CHM"),
            "CHN",
        ),
        (
            FactFilter { topics: vec!["galium".into()], ..all.clone() },
            unknown("TOPIC", "filter.topics[0]", "galium"),
            "gallium",
        ),
        (
            FactFilter { roles: vec![role(party, &["ITA", "CHM"])], ..all.clone() },
            unknown("ACTOR", "filter.roles[0].ids[1]", "CHM"),
            "CHN",
        ),
        (
            FactFilter { roles: vec![role(Role::Topic.into(), &["galium"])], ..all.clone() },
            unknown("TOPIC", "filter.roles[0].ids[0]", "galium"),
            "gallium",
        ),
    ] {
        let filter = Some(filter);
        let facts = ListFactsRequest { filter: filter.clone(), ..Default::default() };
        seen.check_nearest(server.query().list_facts(facts).await, &expected, meant);
        let relations = ListRelationsRequest { filter, ..Default::default() };
        seen.check_nearest(server.query().list_relations(relations).await, &expected, meant);
    }
    // As of the beginning nobody of no table is known.
    let filter = Some(FactFilter { actors: vec!["jane-example".into()], ..all.clone() });
    let early = ListFactsRequest { filter, read: at_position(0), ..Default::default() };
    seen.check_nearest(
        server.query().list_facts(early).await,
        "InvalidArgument UNKNOWN_ACTOR_IN_FILTER field=filter.actors[0] id=jane-example | fields filter.actors[0]",
        "janet-yellen",
    );
    let filter = Some(FactFilter { actors: many(100), kinds: vec![8; 100], ..all });
    let most = ListFactsRequest { filter, ..Default::default() };
    assert!(server.query().list_facts(most).await.is_ok(), "a hundred values are taken");
    server.stop().await;
}

async fn pages(seen: &mut Seen) {
    let server = Server::with(world::documents()).await;
    let (mut query, mut ingest) = (server.query(), server.ingest());
    let size = |given: i32| {
        format!(
            "InvalidArgument PAGE_SIZE_OUT_OF_RANGE field=page_size limit=1000 page_size={given} | fields page_size"
        )
    };
    for page_size in [-1, 1_001, i32::MAX, i32::MIN] {
        let expected = size(page_size);
        seen.check(query.list_facts(ListFactsRequest { page_size, ..Default::default() }).await, &expected);
        seen.check(query.list_relations(ListRelationsRequest { page_size, ..Default::default() }).await, &expected);
        seen.check(query.list_actors(ListActorsRequest { page_size, ..Default::default() }).await, &expected);
        seen.check(query.list_topics(ListTopicsRequest { page_size, ..Default::default() }).await, &expected);
        seen.check(ingest.list_documents(ListDocumentsRequest { page_size, ..Default::default() }).await, &expected);
    }

    let first = ListFactsRequest { page_size: 5, ..Default::default() };
    let good = query.list_facts(first.clone()).await.unwrap().into_inner().next_page_token;
    let damaged = "InvalidArgument PAGE_TOKEN_INVALID field=page_token | fields page_token";
    let half = good[..good.len() / 2].to_owned();
    for page_token in ["x".to_owned(), "日本".to_owned(), half, format!("{good}A"), "A".repeat(100_000)] {
        seen.check(query.list_facts(ListFactsRequest { page_token, ..first.clone() }).await, damaged);
    }
    // Of the right form, but of another call.
    let page_token = good.clone();
    let filter = Some(FactFilter { kinds: vec![8], ..FactFilter::default() });
    seen.check(query.list_facts(ListFactsRequest { filter, page_token: good.clone(), ..first.clone() }).await, damaged);
    let read = at_position(4);
    seen.check(query.list_facts(ListFactsRequest { read, page_token: good.clone(), ..first }).await, damaged);
    seen.check(
        query.list_relations(ListRelationsRequest { page_token: good.clone(), ..Default::default() }).await,
        damaged,
    );
    seen.check(query.list_actors(ListActorsRequest { page_token: good.clone(), ..Default::default() }).await, damaged);
    seen.check(query.list_topics(ListTopicsRequest { page_token: good, ..Default::default() }).await, damaged);
    seen.check(ingest.list_documents(ListDocumentsRequest { page_token, ..Default::default() }).await, damaged);
    server.stop().await;
}

async fn documents(seen: &mut Seen) {
    let small = Setup::in_memory().configured(|config| config.sizes.max_document_bytes = 1_000);
    let server = Server::start(small).await;
    let extract = |document: Document| {
        let (mut client, request) =
            (server.extract(), ExtractRequest { document: Some(document), min_confidence: None, ..Default::default() });
        async move { client.extract(request).await }
    };
    seen.check(
        extract(document("", "Rome.")).await,
        "InvalidArgument FIELD_REQUIRED field=document.id | fields document.id",
    );
    for text in ["", " \n\u{a0}"] {
        seen.check(
            extract(document("d1", text)).await,
            "InvalidArgument DOCUMENT_EMPTY document_id=d1 | fields document.text",
        );
    }
    assert!(extract(document("d1", &"x".repeat(1_000))).await.is_ok(), "the limit itself is taken");
    seen.check(
        extract(document("d1", &"x".repeat(1_001))).await,
        "InvalidArgument DOCUMENT_TOO_LARGE document_id=d1 limit_bytes=1000 size_bytes=1001 | fields document.text",
    );
    for id in [" d1", "d\n1", &"x".repeat(257)] {
        seen.check(
            extract(document(id, "Rome.")).await,
            &format!("InvalidArgument DOCUMENT_INVALID document_id={id} field=document.id | fields document.id"),
        );
    }
    for text in ["break", "Rome met.\nmisquote", "stray"] {
        seen.check(
            extract(document("d1", text)).await,
            "InvalidArgument DOCUMENT_INVALID document_id=d1 field=document.text | fields document.text",
        );
    }
    for (year, month, day, field) in [
        (2025, 0, 0, "document.published.month"),
        (2025, 3, 0, "document.published.day"),
        (2025, 0, 3, "document.published"),
        (2025, 2, 30, "document.published"),
        (10_000, 1, 1, "document.published"),
        (2025, 300, 1, "document.published"),
    ] {
        let published = Some(PartialDate { year, month, day });
        let answer = extract(Document { published, ..document("d1", "Rome.") }).await;
        let status = answer.unwrap_err();
        let told = refusal(&status);
        assert!(told.starts_with(&format!("InvalidArgument FIELD_INVALID field={field}")), "{told}");
        seen.check::<()>(Err(status), &told);
    }
    let published = Some(PartialDate { year: 0, month: 1, day: 1 });
    seen.check(
        extract(Document { published, ..document("d1", "Rome.") }).await,
        "InvalidArgument FIELD_REQUIRED field=document.published.year | fields document.published.year",
    );
    for min_confidence in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        let request = ExtractRequest {
            document: Some(document("d1", "Rome.")),
            min_confidence: Some(min_confidence),
            ..Default::default()
        };
        seen.check(
            server.extract().extract(request).await,
            "InvalidArgument FIELD_INVALID field=min_confidence | fields min_confidence",
        );
    }
    server.stop().await;
}

async fn storage(seen: &mut Seen) {
    let log = Arc::new(FaultyLog::default());
    let server = Server::start(Setup::over(log.clone())).await;
    server.store([document("d1", "meeting participant=ITA+JPN form=talks")]).await;
    let ingest = |id: &str| {
        let requests = vec![IngestRequest { document: Some(document(id, "meeting participant=ITA+FRA form=talks")) }];
        let mut client = server.ingest();
        async move {
            let mut stream = client.ingest(tokio_stream::iter(requests)).await?.into_inner();
            stream.message().await.map(Response::new)
        }
    };
    for fault in [Fault::Full, Fault::ReadOnly] {
        log.fail(Some(fault));
        seen.check(ingest("d2").await, "FailedPrecondition STORAGE_FULL_OR_READ_ONLY");
        let back = RetractDocumentRequest { id: "d1".into(), reason: "a hoax".into() };
        seen.check(server.ingest().retract_document(back).await, "FailedPrecondition STORAGE_FULL_OR_READ_ONLY");
        assert_eq!(server.facts_at(None).await.len(), 1, "reads still answer");
    }
    log.fail(Some(Fault::Corrupt));
    let get = GetDocumentRequest { id: "d1".into(), read: None };
    seen.check(server.ingest().get_document(get.clone()).await, "Internal STORAGE_FAILED");
    let list = ListDocumentsRequest { include_text: true, ..Default::default() };
    seen.check(server.ingest().list_documents(list).await, "Internal STORAGE_FAILED");
    seen.check(ingest("d2").await, "Internal STORAGE_FAILED");
    log.fail(None);
    assert!(server.ingest().get_document(get).await.is_ok());
    server.stop().await;
}

async fn too_much(seen: &mut Seen) {
    let hurried = Setup::in_memory().configured(|config| config.calls.timeout_ms = 40);
    let server = Server::start(hurried).await;
    let wait = ExtractRequest { document: Some(document("d1", "wait")), min_confidence: None, ..Default::default() };
    seen.check(server.extract().extract(wait.clone()).await, "DeadlineExceeded DEADLINE_EXCEEDED");
    server.stop().await;

    let lone = Setup::in_memory().configured(|config| config.calls.max_in_flight = 1);
    let server = Server::start(lone).await;
    // A stream that has had an answer is surely in flight.
    let (brings, brought) = tokio::sync::mpsc::channel(1);
    let requests = tokio_stream::wrappers::ReceiverStream::new(brought);
    let mut open = server.ingest().ingest(requests).await.unwrap().into_inner();
    brings.send(IngestRequest { document: Some(document("d0", "Rome.")) }).await.unwrap();
    patiently(open.message()).await.unwrap().unwrap();
    let overloaded = "ResourceExhausted OVERLOADED";
    seen.check(server.query().get_actor(GetActorRequest { id: "JPN".into(), read: None }).await, overloaded);
    seen.check(server.extract().extract(wait).await, overloaded);
    seen.check(server.ingest().ingest(tokio_stream::empty()).await, overloaded);
    drop(brings);
    assert_eq!(patiently(open.message()).await.unwrap(), None);
    // The place is free again.
    let again = || async { server.query().get_actor(GetActorRequest { id: "JPN".into(), read: None }).await };
    let mut answer = again().await;
    for _ in 0..100 {
        if answer.is_ok() {
            break;
        }
        tokio::task::yield_now().await;
        answer = again().await;
    }
    assert!(answer.is_ok(), "{answer:?}");
    server.stop().await;
}

async fn stopping(seen: &mut Seen) {
    let server = Server::with([document("d1", "meeting participant=ITA+JPN form=talks")]).await;
    server.app.close().await;
    let wait = ExtractRequest { document: Some(document("d2", "Rome.")), min_confidence: None, ..Default::default() };
    seen.check(server.extract().extract(wait).await, "Unavailable SHUTTING_DOWN");
    let requests = vec![IngestRequest { document: Some(document("d2", "Rome.")) }];
    let mut stream = server.ingest().ingest(tokio_stream::iter(requests)).await.unwrap().into_inner();
    seen.check(patiently(stream.message()).await.map(Response::new), "Unavailable SHUTTING_DOWN");
    let back = RetractDocumentRequest { id: "d1".into(), reason: "a hoax".into() };
    seen.check(server.ingest().retract_document(back).await, "Unavailable SHUTTING_DOWN");
    assert_eq!(server.facts_at(None).await.len(), 1, "reads still answer");
    server.stop().await;
}
