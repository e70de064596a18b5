//! Explanations: a text in, how its facts came about out.

use entente_core::kind::Role;
use entente_core::{Document, DocumentId, Extractor, FactKind, Factuality, Span};
use entente_extract::explain::{Candidate, Choice, Explanation, Filling};
use entente_extract::mention::Analysis;
use entente_extract::reader::patterns::PatternReader;
use entente_extract::reader::trace::{Decision, PairScore, RoleScore};
use entente_extract::reader::{FillerRef, Manner, Near, Preference, Reader, Reading, Readings, Trace};
use entente_extract::resources::Resources;
use entente_extract::{Options, Outcome, extract, extract_with};

fn document(text: &str) -> Document {
    let mut document = Document::new(DocumentId::new("d1").unwrap(), text.into()).unwrap();
    document.published = Some("2025-03-10".parse().unwrap());
    document
}

const EXPLAIN: Options = Options { min_confidence: 0.0, preference: Preference::Balanced, explain: true };

fn candidate(it: &Candidate) -> String {
    let ids = |ids: &[entente_extract::explain::Referent]| {
        ids.iter().map(|it| it.as_str().to_owned()).collect::<Vec<_>>().join("+")
    };
    let mut out = format!("`{}` {}", it.words, ids(&it.meaning));
    for through in &it.through {
        out.push_str(&format!(" for {through}"));
    }
    if it.stands_in {
        out.push_str(" standing in");
    }
    if !it.otherwise.is_empty() {
        out.push_str(&format!(" or {}", ids(&it.otherwise)));
    }
    out
}

fn filling(it: &Filling) -> String {
    let score = it.score.map(|score| format!(" {score:.2}")).unwrap_or_default();
    format!("{} {}{score}", it.role, candidate(&it.candidate))
}

fn choice(text: &str, it: &Choice) -> String {
    let words = it.span.map(|span| format!(" `{}`", span.of(text).unwrap())).unwrap_or_default();
    let score = it.score.map(|score| format!(" {score:.2}")).unwrap_or_default();
    let others: Vec<_> = it.others.iter().map(|(value, score)| format!(" or {value} {score:.2}")).collect();
    format!("{}{score}, {}{words}{}", it.value, it.rule.as_deref().unwrap_or("?"), others.concat())
}

fn told(text: &str, explanation: &Explanation) -> Vec<String> {
    let mut lines = Vec::new();
    for telling in &explanation.tellings {
        lines.push(format!("\"{}\"", telling.clause.of(text).unwrap()));
        lines.extend(telling.roles.iter().map(filling));
        lines.extend(
            telling.pairs.iter().map(|it| format!("{} + {} {:.2}", candidate(&it.a), candidate(&it.b), it.score)),
        );
        lines.extend(telling.runners_up.iter().map(|it| format!("nearly {}", filling(it))));
        lines.push(format!("is {}", choice(text, &telling.factuality)));
        lines.extend(telling.time.iter().map(|it| format!("time {}", choice(text, it))));
        lines.extend(telling.attributes.iter().map(|(name, it)| format!("{name} {}", choice(text, it))));
    }
    lines
}

/// The explanations of all facts, their scores left out where the pattern reader gives them: rules are measured anew.
#[track_caller]
fn check(text: &str, kind: FactKind, expected: &[&str]) {
    let outcome = extract_with(&PatternReader, &document(text), Resources::embedded(), &EXPLAIN);
    assert_eq!(outcome.facts.len(), outcome.explanations.len());
    let of_kind = outcome.facts.iter().zip(&outcome.explanations).filter(|(fact, _)| fact.kind() == kind);
    let lines: Vec<_> = of_kind
        .flat_map(|(_, explanation)| {
            let mut explanation = explanation.clone();
            for filling in explanation.tellings.iter_mut().flat_map(|telling| &mut telling.roles) {
                assert!(filling.score.take().is_some_and(|score| (0.0..=1.0).contains(&score)));
            }
            told(text, &explanation)
        })
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn roles_factuality_and_time_are_told() {
    check(
        "Oslo will sign a memorandum of understanding with Ottawa on nickel on 2 April 2025.",
        FactKind::Agreement,
        &[
            r#""Oslo will sign a memorandum of understanding with Ottawa on nickel""#,
            "party `Oslo` NOR",
            "party `Ottawa` CAN",
            "topic `nickel` nickel",
            "is planned, a word of intention before it `will`",
            "time 2025-04-02, the nearest time of its clause `2 April 2025`",
            "instrument mou, ?",
            "stage signed, ?",
        ],
    );
}

#[test]
fn words_that_stand_in_are_told_with_whom_they_were_taken_for() {
    check(
        "Chile's trade minister met officials from Peru in Lima. The two countries agreed to cooperate on copper.",
        FactKind::Cooperation,
        &[
            r#""The two countries agreed to cooperate on copper""#,
            "party `The two countries` CHL+PER standing in",
            "topic `copper` copper",
            "is planned, a word of intention before it `agreed`",
            "change start, ?",
        ],
    );
}

#[test]
fn a_list_that_gives_several_facts_explains_each_with_its_own_fillers() {
    check(
        "Canada and Norway imposed export controls on nickel.",
        FactKind::Restriction,
        &[
            r#""Canada and Norway imposed export controls on nickel""#,
            "imposer `Canada` CAN",
            "topic `nickel` nickel",
            "is actual, nothing before it says otherwise",
            "change impose, ?",
            "measure export-control, ?",
            r#""Canada and Norway imposed export controls on nickel""#,
            "imposer `Norway` NOR",
            "topic `nickel` nickel",
            "is actual, nothing before it says otherwise",
            "change impose, ?",
            "measure export-control, ?",
        ],
    );
}

#[test]
fn a_fact_told_twice_keeps_both_tellings() {
    check(
        "Finland and Estonia signed a treaty on hydrogen. The treaty on hydrogen was signed by Finland and Estonia.",
        FactKind::Agreement,
        &[
            r#""Finland and Estonia signed a treaty on hydrogen""#,
            "party `Finland` FIN",
            "party `Estonia` EST",
            "topic `hydrogen` hydrogen",
            "is actual, nothing before it says otherwise",
            "instrument treaty, ?",
            "stage signed, ?",
            r#""treaty on hydrogen was signed by Finland and Estonia""#,
            "party `Finland` FIN",
            "party `Estonia` EST",
            "topic `hydrogen` hydrogen",
            "is actual, nothing before it says otherwise",
            "instrument treaty, ?",
            "stage signed, ?",
        ],
    );
}

#[test]
fn nobody_who_did_not_ask_gets_explanations_and_asking_changes_no_fact() {
    let document =
        document("Oslo and Ottawa signed a memorandum of understanding on nickel. Chile will supply copper to Japan.");
    let plain = extract(&document, Resources::embedded(), &Options::default());
    assert!(!plain.facts.is_empty() && plain.explanations.is_empty());
    assert_eq!(extract(&document, Resources::embedded(), &EXPLAIN).facts, plain.facts);
}

#[test]
fn precision_leaves_out_what_a_doubtful_rule_says_and_tells_so() {
    let document = document("Chile will supply copper to Japan.");
    let strict = Options { preference: Preference::Precision, ..EXPLAIN };
    let outcome = extract_with(&PatternReader, &document, Resources::embedded(), &strict);
    let balanced = extract_with(&PatternReader, &document, Resources::embedded(), &EXPLAIN);
    assert_eq!((outcome.facts.len(), balanced.facts.len()), (0, 1));
    let messages: Vec<_> = near(&outcome);
    assert_eq!(messages.len(), 1, "{messages:?}");
    assert!(messages[0].starts_with("a supply: topic `copper` (copper), supplier `Chile` (CHL)"), "{}", messages[0]);
    assert!(messages[0].ends_with("and 0.85 makes a fact"), "{}", messages[0]);
}

fn near(outcome: &Outcome) -> Vec<&str> {
    let near = outcome.diagnostics.iter().filter(|it| it.code.as_str() == "near-fact");
    near.map(|it| it.message.as_str()).collect()
}

/// Gives what a model would: scores of roles and pairs, runners-up, heads; the mentions of the text in their order.
struct Scores;

impl Reader for Scores {
    fn extractor(&self) -> Extractor {
        Extractor { name: "scores".into(), version: "1".into() }
    }

    fn read_in(&self, analysis: &Analysis<'_>, manner: Manner) -> Readings {
        let at = |words: &str| {
            let found = analysis.mentions.iter().position(|mention| analysis.words(mention.span) == words);
            FillerRef::Mention(found.unwrap_or_else(|| panic!("`{words}` is no mention")))
        };
        let score = |role, words, score| RoleScore { role, filler: at(words), score };
        let span = |words: &str| {
            let start = analysis.text.as_str().find(words).unwrap();
            Span::new(start, start + words.len()).unwrap()
        };
        let (imposer, topic) = (at("Norway"), at("nickel"));
        let decision = |value: &str, score, rule: &'static str, others: &[(&str, f64)]| Decision {
            value: value.into(),
            score: Some(score),
            rule: rule.into(),
            at: None,
            others: others.iter().map(|(value, score)| ((*value).to_owned(), *score)).collect(),
        };
        let trace = Trace {
            roles: vec![score(Role::Imposer, "Norway", 0.9), score(Role::Topic, "nickel", 0.8)],
            pairs: vec![PairScore { a: imposer, b: topic, score: 0.75 }],
            runners_up: vec![score(Role::Imposer, "Denmark", 0.4)],
            factuality: Some(decision("planned", 0.6, "the trained head", &[("actual", 0.3)])),
            time: None,
            attributes: vec![("change".into(), decision("impose", 0.7, "the trained head", &[]))],
        };
        let attrs = [("change", "impose"), ("measure", "export-control")];
        let reading = |fillers, trace| Reading {
            kind: FactKind::Restriction,
            sentence: 0,
            clause: span("Norway plans controls on nickel"),
            fillers,
            attrs: attrs.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect(),
            factuality: Factuality::Planned,
            time: None,
            attributed_to: Vec::new(),
            score: 0.72,
            rule: None,
            trace,
        };
        let trace = manner.trace.then(|| Box::new(trace));
        let whole = reading(vec![(Role::Imposer, imposer), (Role::Topic, topic)], trace.clone());
        // A reader that lets a relation through without who is needed.
        let part = reading(vec![(Role::Topic, topic)], trace);
        let near = Near {
            kind: FactKind::Agreement,
            sentence: 1,
            clause: span("Denmark signed"),
            missing: vec![Role::Party],
            filled: vec![],
            best: vec![score(Role::Party, "Denmark", 0.3)],
            score: 0.2,
            bar: None,
        };
        Readings { readings: vec![whole, part], near: if manner.trace { vec![near] } else { Vec::new() } }
    }
}

#[test]
fn scores_pairs_runners_up_and_near_facts_of_a_model_are_told() {
    let text = "Norway plans controls on nickel.\nDenmark signed.";
    let outcome = extract_with(&Scores, &document(text), Resources::embedded(), &EXPLAIN);
    assert_eq!(
        told(text, &outcome.explanations[0]),
        [
            "\"Norway plans controls on nickel\"",
            "imposer `Norway` NOR 0.90",
            "topic `nickel` nickel 0.80",
            "`Norway` NOR + `nickel` nickel 0.75",
            "nearly imposer `Denmark` DNK 0.40",
            "is planned 0.60, the trained head or actual 0.30",
            "change impose 0.70, the trained head",
            "measure export-control, ?",
        ]
    );
    assert_eq!(
        near(&outcome),
        [
            "an agreement without a party; nearly party `Denmark` (DNK) at 0.30",
            "a restriction without an imposer: topic `nickel` (nickel); nearly imposer `Denmark` (DNK) at 0.40",
        ]
    );
}

#[test]
fn the_trained_reader_tells_its_scores_pairs_and_what_set_factuality() {
    let outcome = extract(
        &document("Malaysia will ban exports of rare earths to China from 1 January."),
        Resources::embedded(),
        &EXPLAIN,
    );
    assert_eq!(outcome.explanations.len(), outcome.facts.len());
    let at = outcome.facts.iter().position(|fact| fact.kind() == FactKind::Restriction).unwrap();
    let telling = &outcome.explanations[at].tellings[0];
    assert!(telling.roles.iter().any(|it| it.role == Role::Imposer && it.score.is_some_and(|score| score > 0.4)));
    assert!(!telling.pairs.is_empty());
    assert_eq!(telling.factuality.value, outcome.facts[at].factuality().as_str());
}
