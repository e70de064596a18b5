//! The built-in extractor says over the wire, where it is asked, how each fact came about.

use std::sync::Arc;

use entente_proto::v1::{
    DiagnosticSpan, ExtractRequest, ExtractResponse, ExtractStreamRequest, ExtractionPreference, Role,
};
use entente_server::BuiltIn;
use entente_tests::{Server, Setup, document, refusal};

const TEXT: &str =
    "Norway and Canada signed a memorandum of understanding on nickel. Chile may supply copper to Japan.";

async fn server() -> Server {
    let mut setup = Setup::in_memory();
    setup.reader = Arc::new(BuiltIn::new());
    Server::start(setup).await
}

fn request(explain: bool, preference: ExtractionPreference) -> ExtractRequest {
    ExtractRequest {
        document: Some(document("d1", TEXT)),
        explain,
        preference: preference.into(),
        ..Default::default()
    }
}

fn words(span: Option<&DiagnosticSpan>) -> &'static str {
    let at = |byte: u64| usize::try_from(byte).unwrap();
    span.and_then(|span| TEXT.get(at(span.start_byte)..at(span.end_byte))).unwrap()
}

/// One line a fact: its clause, who fills what, and what set the factuality.
fn told(answer: &ExtractResponse) -> Vec<String> {
    assert_eq!(answer.facts.len(), answer.explanations.len());
    let each = answer.facts.iter().zip(&answer.explanations);
    each.map(|(fact, explanation)| {
        assert_eq!(fact.id, explanation.fact_id);
        let [telling] = explanation.tellings.as_slice() else { panic!("{explanation:?}") };
        assert!(words(telling.sentence.as_ref()).contains(words(telling.clause.as_ref())));
        let mut roles: Vec<_> = telling
            .roles
            .iter()
            .map(|filling| {
                let candidate = filling.candidate.as_ref().unwrap();
                assert_eq!(words(candidate.span.as_ref()), candidate.words);
                assert!(filling.score.is_some());
                let topic = candidate.topic.iter().map(|topic| &topic.id);
                let ids: Vec<_> = candidate.actors.iter().map(|actor| &actor.id).chain(topic).cloned().collect();
                let role = Role::try_from(filling.role).unwrap().as_str_name().trim_start_matches("ROLE_");
                format!("{role} {} {}", candidate.words, ids.join("+"))
            })
            .collect();
        roles.sort();
        let factuality = telling.factuality.as_ref().unwrap();
        let by = factuality.span.as_ref().map(|span| format!(" by `{}`", words(Some(span)))).unwrap_or_default();
        format!("{}; {}{by}", roles.join(", "), factuality.value)
    })
    .collect()
}

#[tokio::test]
async fn every_fact_has_its_explanation_where_it_is_asked_for() {
    let server = server().await;
    let plain = request(false, ExtractionPreference::Unspecified);
    let plain = server.extract().extract(plain).await.unwrap().into_inner();
    assert!(plain.explanations.is_empty());
    let asked = request(true, ExtractionPreference::Unspecified);
    let asked = server.extract().extract(asked).await.unwrap().into_inner();
    assert_eq!(asked.facts, plain.facts, "asking changes no fact");
    assert_eq!(
        told(&asked),
        [
            "PARTY Canada CAN, PARTY Norway NOR, TOPIC nickel nickel; actual",
            "RECIPIENT Japan JPN, SUPPLIER Chile CHL, TOPIC copper copper; possible by `may`",
        ]
    );
    let least = asked.facts.iter().map(|fact| fact.confidence).fold(0.0, f64::max);
    let sure = ExtractRequest { min_confidence: Some(least), ..request(true, ExtractionPreference::Unspecified) };
    let sure = server.extract().extract(sure).await.unwrap().into_inner();
    assert_eq!(told(&sure).len(), sure.facts.len());
    assert!((1..asked.facts.len()).contains(&sure.facts.len()), "those that are left keep their own");
    server.stop().await;
}

#[tokio::test]
async fn a_stream_explains_those_documents_that_ask() {
    let server = server().await;
    let requests = [true, false].map(|explain| ExtractStreamRequest {
        document: Some(document("d1", TEXT)),
        explain,
        ..Default::default()
    });
    let mut answers = server.extract().extract_stream(tokio_stream::iter(requests)).await.unwrap().into_inner();
    let mut counts = Vec::new();
    while let Some(answer) = answers.message().await.unwrap() {
        counts.push((answer.facts.len(), answer.explanations.len()));
    }
    assert_eq!(counts, [(2, 2), (2, 0)]);
    server.stop().await;
}

#[tokio::test]
async fn whoever_prefers_precision_is_told_what_was_left_out() {
    let server = server().await;
    let near = |answer: &ExtractResponse| {
        answer.diagnostics.iter().filter(|remark| remark.code == "near-fact").map(|it| it.message.clone()).collect()
    };
    let doubtful = "Officials in Lima spoke of copper, perhaps for Chile, as talks with Peru went on.";
    let asking = |preference| ExtractRequest { document: Some(document("d2", doubtful)), ..request(true, preference) };
    let strict = server.extract().extract(asking(ExtractionPreference::Precision)).await.unwrap().into_inner();
    let recall = server.extract().extract(asking(ExtractionPreference::Recall)).await.unwrap().into_inner();
    let left_out: Vec<String> = near(&strict);
    assert!(left_out.iter().any(|it| it.contains("makes a fact")), "{left_out:?}");
    assert!(strict.facts.len() < recall.facts.len());
    server.stop().await;
}

#[tokio::test]
async fn a_preference_that_is_none_is_refused() {
    let server = server().await;
    let unknown = ExtractRequest { preference: 9, ..request(false, ExtractionPreference::Unspecified) };
    let status = server.extract().extract(unknown).await.unwrap_err();
    assert!(refusal(&status).starts_with("InvalidArgument FIELD_INVALID"), "{}", refusal(&status));
    server.stop().await;
}
