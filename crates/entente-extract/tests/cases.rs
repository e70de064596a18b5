//! Cases in Markdown: a dated text and the facts that it states, all of them. See `tests/cases/`.
//!
//! A case is a heading, a block ` ```text DATE `, and a block ` ```facts ` with a line for each fact:
//!
//! ```text
//! restriction  imposer=CHN topic=gallium  measure=licensing change=impose  actual time=2023-08
//!   "the words that state it"
//! ```
//!
//! Roles must be equal and every fact of the text must be listed, in any order; attributes, time and quotes are compared
//! where the case gives them.

use std::collections::BTreeSet;
use std::path::Path;

use entente_core::{Document, DocumentId, Fact};
use entente_extract::resources::Resources;
use entente_extract::{Options, extract};

#[test]
fn every_case_gives_its_facts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let (mut cases, mut failures) = (0, Vec::new());
    for path in paths.iter().filter(|path| path.extension().is_some_and(|e| e == "md")) {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        for case in read(&std::fs::read_to_string(path).unwrap()) {
            cases += 1;
            if let Err(failure) = check(&case) {
                failures.push(format!("{file}: {}\n  {}\n{failure}", case.title, case.text));
            }
        }
    }
    assert!(cases >= 80, "only {cases} cases were read");
    assert!(failures.is_empty(), "{} of {cases} cases:\n\n{}", failures.len(), failures.join("\n\n"));
}

struct Case {
    title: String,
    date: String,
    text: String,
    facts: Vec<Expected>,
}

#[derive(Debug)]
struct Expected {
    line: String,
    kind: String,
    factuality: String,
    /// `name=value` of roles (fillers sorted), attributes and `time`.
    parts: BTreeSet<String>,
    quotes: Vec<String>,
}

fn check(case: &Case) -> Result<(), String> {
    let id = DocumentId::new("case").unwrap();
    let mut document = Document::new(id, case.text.clone()).unwrap();
    document.published = Some(case.date.parse().unwrap());
    let outcome = extract(&document, Resources::embedded(), &Options::default());
    let mut left: Vec<&Fact> = outcome.facts.iter().collect();
    let mut missing = Vec::new();
    for expected in &case.facts {
        match left.iter().position(|fact| agrees(fact, expected)) {
            Some(found) => drop(left.remove(found)),
            None => missing.push(format!("  missing: {}", expected.line)),
        }
    }
    let extra = left.iter().map(|fact| format!("  not expected: {}", describe(fact)));
    let all: Vec<String> = missing.into_iter().chain(extra).collect();
    if all.is_empty() { Ok(()) } else { Err(all.join("\n")) }
}

fn agrees(fact: &Fact, expected: &Expected) -> bool {
    let roles: BTreeSet<String> = roles(fact);
    let mut have = roles.clone();
    have.extend(attributes(fact));
    if let Some(time) = fact.time() {
        have.insert(format!("time={time}"));
    }
    let is_role = |part: &&String| roles.iter().any(|role| role.split('=').next() == part.split('=').next());
    let quoted = || fact.evidence().iter().map(|e| e.text()).collect::<Vec<_>>();
    fact.kind().as_str() == expected.kind
        && fact.factuality().as_str() == expected.factuality
        && expected.parts.is_subset(&have)
        && expected.parts.iter().filter(is_role).count() == roles.len()
        && (expected.quotes.is_empty() || quoted() == expected.quotes)
}

fn roles(fact: &Fact) -> BTreeSet<String> {
    fact.body()
        .role_map()
        .into_iter()
        .map(|(role, mut ids)| {
            ids.sort();
            format!("{role}={}", ids.join(","))
        })
        .collect()
}

fn attributes(fact: &Fact) -> BTreeSet<String> {
    let text = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        serde_json::Value::Number(number) if number.as_f64().is_some_and(|n| n.fract() == 0.0) => {
            format!("{:.0}", number.as_f64().unwrap_or_default())
        }
        other => other.to_string(),
    };
    fact.body().attributes().into_iter().map(|(name, value)| format!("{name}={}", text(value))).collect()
}

fn describe(fact: &Fact) -> String {
    let time = fact.time().map(|time| format!(" time={time}")).unwrap_or_default();
    let quotes: Vec<_> = fact.evidence().iter().map(|e| format!("{:?}", e.text())).collect();
    format!("{}  {}{time}  {}", fact.body(), fact.factuality(), quotes.join(" "))
}

fn read(markdown: &str) -> Vec<Case> {
    let mut out: Vec<Case> = Vec::new();
    let mut block: Option<&str> = None;
    for line in markdown.lines() {
        match (block, line.strip_prefix("```")) {
            (None, Some(info)) => {
                block = Some(if info.starts_with("text") { "text" } else { "facts" });
                if let (Some(date), Some(case)) = (info.strip_prefix("text "), out.last_mut()) {
                    case.date = date.trim().to_owned();
                }
            }
            (Some(_), Some(_)) => block = None,
            (None, None) => {
                if let Some(title) = line.strip_prefix("# ") {
                    out.push(Case {
                        title: title.to_owned(),
                        date: String::new(),
                        text: String::new(),
                        facts: Vec::new(),
                    });
                }
            }
            (Some("text"), None) => {
                let case = out.last_mut().expect("a heading before the text");
                if !case.text.is_empty() {
                    case.text.push('\n');
                }
                case.text.push_str(line);
            }
            (Some(_), None) => {
                let case = out.last_mut().expect("a heading before the facts");
                match line.strip_prefix("  \"") {
                    Some(quote) => {
                        let quote = quote.strip_suffix('"').expect("a quote ends with a quotation mark").to_owned();
                        case.facts.last_mut().expect("a fact before its quote").quotes.push(quote);
                    }
                    None if line.trim().is_empty() => {}
                    None => case.facts.push(expected(line)),
                }
            }
        }
    }
    out
}

fn expected(line: &str) -> Expected {
    let mut words = tokens(line).into_iter();
    let kind = words.next().expect("a line of facts begins with the kind");
    let (mut factuality, mut parts) = (String::new(), BTreeSet::new());
    for word in words {
        match word.split_once('=') {
            None => factuality = word,
            Some((name, value)) if value.contains(',') => {
                let mut ids: Vec<&str> = value.split(',').collect();
                ids.sort_unstable();
                parts.insert(format!("{name}={}", ids.join(",")));
            }
            Some(_) => drop(parts.insert(word)),
        }
    }
    Expected { line: line.to_owned(), kind, factuality, parts, quotes: Vec::new() }
}

/// The words of a line; a value in quotation marks may hold blanks.
fn tokens(line: &str) -> Vec<String> {
    let (mut out, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => {
                if !word.is_empty() {
                    out.push(std::mem::take(&mut word));
                }
            }
            c => word.push(c),
        }
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}
