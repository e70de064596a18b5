use std::collections::BTreeSet;

use entente_core::{DocumentId, EvidenceError};
use entente_graph::FilterProblem;
use entente_store::Unrecordable;
use prost_types::FileDescriptorSet;
use tonic_types::StatusExt;

use super::*;

/// One refusal for every reason of the contract, made from the error that leads to it.
fn refusals() -> Vec<Refusal> {
    let id = || DocumentId::new("d1").unwrap();
    let nearest = || vec!["d1".to_owned(), "d10".to_owned()];
    let queries = [
        QueryError::DocumentNotFound { id: "d11".into(), nearest: nearest() },
        QueryError::ActorNotFound { id: "JPM".into(), nearest: nearest() },
        QueryError::TopicNotFound { id: "galium".into(), nearest: nearest() },
        QueryError::FactNotFound { id: "f-0".into() },
        QueryError::RelationNotFound { id: "r-0".into() },
        QueryError::UnknownActor { field: "actors[0]".into(), id: "CHM".into(), nearest: nearest() },
        QueryError::UnknownTopic { field: "topics[0]".into(), id: "galium".into(), nearest: vec![] },
        QueryError::InvalidFilter { field: "valid".into(), problem: FilterProblem::TurnedTime },
        QueryError::PositionInFuture { asked: Position(900), last: Position(412) },
        QueryError::ForeignCursor,
    ];
    let form = |problem| Invalid { field: "document.text".into(), problem };
    let invalid = [
        Invalid::missing("document.id"),
        Invalid::form("document.published.month", "no month"),
        form(Problem::Filter("too many".into())),
        form(Problem::BlankText { document: "d1".into() }),
        form(Problem::DocumentId { document: " d1".into(), message: "no id".into() }),
    ];
    let ingests = [
        IngestError::TooLarge { document: id(), size: 2, limit: 1 },
        IngestError::Unrecordable { document: id(), source: Unrecordable::Content("no form".into()) },
        IngestError::Evidence { document: id(), source: EvidenceError::Empty { start: 1, end: 1 } },
        IngestError::ForeignFact { document: id(), found: id() },
        IngestError::ExtractorBroke { document: id() },
        IngestError::Log(LogError::Full { path: "data".into() }),
        IngestError::Log(LogError::MustReopen { path: "data".into() }),
        IngestError::ShuttingDown,
    ];
    let mut out: Vec<Refusal> = queries.iter().map(Refusal::from).collect();
    out.extend(invalid.into_iter().map(Refusal::from));
    out.extend(ingests.iter().map(Refusal::from));
    out.push(Refusal::from(&ReadError::Elsewhere { position: Position(1), document: id() }));
    out.extend([Refusal::page_size(5_000, 1_000), Refusal::deadline(), Refusal::overloaded()]);
    out
}

/// What the contract says of each reason: its name, and its comment.
fn contract() -> Vec<(ErrorReason, String)> {
    let set = FileDescriptorSet::decode(entente_proto::FILE_DESCRIPTOR_SET).unwrap();
    let file = set.file.iter().find(|file| file.name().ends_with("error_reason.proto")).unwrap();
    let comment = |value: i32| {
        let locations = &file.source_code_info.as_ref().unwrap().location;
        let place = locations.iter().find(|location| location.path == [5, 0, 2, value]);
        place.unwrap().leading_comments().to_owned()
    };
    let values = (0..).zip(&file.enum_type[0].value);
    values.map(|(index, value)| (ErrorReason::try_from(value.number()).unwrap(), comment(index))).collect()
}

/// The words in backticks of a part of a comment.
fn quoted(part: &str) -> BTreeSet<String> {
    part.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_reason_is_produced_with_the_code_and_the_metadata_of_the_contract() {
    let refusals = refusals();
    for (reason, comment) in contract().into_iter().skip(1) {
        let comment = comment.replace('\n', " ");
        let (_, rules) = comment.split_once("Code ").unwrap_or_else(|| panic!("{reason:?} names no code"));
        let (code, rules) = rules.split_once(['.', ',']).unwrap();
        let (_, metadata) = rules.split_once("Metadata:").unwrap_or_else(|| panic!("{reason:?} names no metadata"));
        let (metadata, _) = metadata.split_once("Example").unwrap_or_else(|| panic!("{reason:?} has no example"));
        let keys = quoted(metadata);

        let produced: Vec<&Refusal> = refusals.iter().filter(|refusal| refusal.reason() == reason).collect();
        assert!(!produced.is_empty(), "nothing produces {reason:?}");
        for refusal in produced {
            let status = Status::from(refusal.clone());
            assert_eq!(screaming(status.code()), code, "{reason:?}");
            let info = status.get_details_error_info().unwrap();
            assert_eq!(
                (format!("ERROR_REASON_{}", info.reason).as_str(), info.domain.as_str()),
                (reason.as_str_name(), DOMAIN)
            );
            let mut given: BTreeSet<String> = info.metadata.into_keys().collect();
            if keys.contains("nearest") {
                // Absent where none is near.
                given.insert("nearest".into());
            }
            assert_eq!(given, keys, "{reason:?}");
            let with_nearest = status.details().windows(10).any(|window| window == b"NearestIds");
            assert_eq!(with_nearest, rules.contains("with NearestIds"), "{reason:?}");
        }
    }
}

fn screaming(code: Code) -> String {
    let name = format!("{code:?}");
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_uppercase());
    }
    out
}

#[test]
fn messages_are_lower_case_and_without_a_full_stop() {
    for refusal in refusals() {
        let message = Status::from(refusal).message().to_owned();
        assert!(message.starts_with(|c: char| !c.is_uppercase()) && !message.ends_with('.'), "{message}");
    }
}

#[test]
fn problems_of_fields_are_told_as_violations_too() {
    let status = Status::from(Refusal::from(QueryError::UnknownActor {
        field: "roles[1].ids[0]".into(),
        id: "CHM".into(),
        nearest: vec!["CHN".into()],
    }));
    assert_eq!(status.message(), "`filter.roles[1].ids[0]`: there is no actor `CHM`: did you mean CHN");
    let violations = status.get_details_bad_request().unwrap().field_violations;
    assert_eq!(violations.len(), 1);
    assert_eq!(violations[0].field, "filter.roles[1].ids[0]");
    assert_eq!(violations[0].description, status.message());
}

#[test]
fn what_the_log_says_of_paths_stays_on_the_server() {
    let status = Status::from(Refusal::from(&LogError::Damaged { path: "/srv/secret".into(), what: "torn".into() }));
    assert_eq!(status.message(), "the log could not be read or written: the server's own log tells more");
}

#[test]
fn a_refused_document_of_a_stream_gets_the_same_words() {
    let error = IngestError::TooLarge { document: DocumentId::new("d1").unwrap(), size: 2, limit: 1 };
    let rejection = v1::Rejection::from(Refusal::from(&error));
    assert_eq!(rejection.reason(), ErrorReason::DocumentTooLarge);
    assert_eq!(rejection.field, "document.text");
    assert_eq!(rejection.message, "`document.text`: the text has 2 bytes, the limit is 1: split the document");
}
