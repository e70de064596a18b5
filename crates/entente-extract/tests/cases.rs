//! Cases in Markdown: a dated text and the facts that it states, all of them. See `tests/cases/`.
//!
//! A case is a heading, a block ` ```text DATE `, and a block ` ```facts ` with a line for each fact:
//!
//! ```text
//! restriction  imposer=CHN topic=gallium  measure=licensing change=impose  actual time=2023-08
//!   "the words that state it"
//! ```
//!
//! Every fact of the text is listed, in any order, with all its roles. The rest is compared where the case gives it:
//! attributes, `time`, `via`, `attributed_to`, `evidence` (how many spans), `none` for a value that must be absent, and
//! quotes: the spans found must be as many as those given and share at least half of their words' bytes.
//!
//! As in the gold of the fact model, `a|b` accepts either, a filler `?a` may be missing, and a line that begins with `?`
//! is a fact that may be missing: where a careful reader may see it either way.
//!
//! What the fact model demands is listed whether or not it is found. `tests/cases/known.txt` names the cases that are
//! not met yet; a case that is met leaves it. `ENTENTE_REWRITE_KNOWN=1` writes the list anew.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};

use entente_core::{ActorId, Document, DocumentId, Fact, FactBody, FactKind, Factuality, PartialDate, Role, ValidTime};
use entente_core::{World, kind::RoleMap};
use entente_extract::resources::Resources;
use entente_extract::{Options, extract};
use serde_json::{Map, Value};

#[test]
fn every_case_gives_its_facts() {
    let cases = cases();
    assert!(cases.len() >= 400, "only {} cases were read", cases.len());
    let failures: BTreeMap<String, String> = cases
        .iter()
        .filter_map(|case| check(case).err().map(|failure| (case.name(), format!("  {}\n{failure}", case.text))))
        .collect();
    report(&cases, &failures);
    if std::env::var_os("ENTENTE_REWRITE_KNOWN").is_some() {
        let names: String = failures.keys().map(|name| format!("{name}\n")).collect();
        std::fs::write(folder().join("known.txt"), names).unwrap();
        return;
    }
    let known = known();
    let all: BTreeSet<String> = cases.iter().map(Case::name).collect();
    let mut wrong: Vec<String> = failures
        .iter()
        .filter(|(name, _)| !known.contains(*name))
        .map(|(name, failure)| format!("{name}\n{failure}"))
        .collect();
    wrong.extend(known.difference(&all).map(|name| format!("{name}\n  known.txt names it, no case does")));
    let met = known.iter().filter(|name| all.contains(*name) && !failures.contains_key(*name));
    wrong.extend(met.map(|name| format!("{name}\n  it is met: take it off known.txt")));
    assert!(wrong.is_empty(), "{} of {} cases:\n\n{}", wrong.len(), cases.len(), wrong.join("\n\n"));
}

#[test]
fn every_case_is_well_formed() {
    let (mut names, mut texts, mut faults) = (BTreeSet::new(), BTreeMap::new(), Vec::new());
    for case in cases() {
        let mut say = |fault: String| faults.push(format!("{}\n  {fault}", case.name()));
        if !names.insert(case.name()) {
            say("a second case of that title".into());
        }
        if let Some(other) = texts.insert(case.text.clone(), case.name()) {
            say(format!("the text of `{other}`"));
        }
        if case.text.trim().is_empty() || !case.has_facts {
            say("a block of text and a block of facts are needed".into());
        }
        if !case.date.parse::<PartialDate>().is_ok_and(|date| date.day_number().is_some()) {
            say(format!("`{}` is no day", case.date));
        }
        let mut lines = BTreeSet::new();
        for expected in &case.facts {
            if !lines.insert(&expected.line) {
                say(format!("{}: listed twice", expected.line));
            }
            if let Err(fault) = well_formed(expected, &case.text) {
                say(format!("{}: {fault}", expected.line));
            }
        }
    }
    let known = std::fs::read_to_string(folder().join("known.txt")).unwrap();
    if !known.lines().is_sorted() {
        faults.push("known.txt is not sorted".into());
    }
    assert!(faults.is_empty(), "{} faults:\n\n{}", faults.len(), faults.join("\n\n"));
}

struct Case {
    file: String,
    title: String,
    date: String,
    text: String,
    has_facts: bool,
    facts: Vec<Expected>,
}

impl Case {
    fn name(&self) -> String {
        format!("{}: {}", self.file, self.title)
    }
}

struct Expected {
    line: String,
    /// It costs nothing where it is missing.
    optional: bool,
    kind: String,
    factuality: Choice,
    roles: Vec<(String, Vec<Filler>)>,
    /// Attributes, time and the like.
    values: Vec<(String, Choice)>,
    quotes: Vec<String>,
}

struct Filler {
    optional: bool,
    id: Choice,
}

/// Any of these is right.
struct Choice(Vec<String>);

impl Choice {
    fn new(text: &str) -> Self {
        Self(text.split('|').map(str::to_owned).collect())
    }

    fn has(&self, value: &str) -> bool {
        self.0.iter().any(|one| one.eq_ignore_ascii_case(value))
    }
}

// --- Does a case give its facts?

fn check(case: &Case) -> Result<(), String> {
    let id = DocumentId::new("case").unwrap();
    let mut document = Document::new(id, case.text.clone()).unwrap();
    document.published = Some(case.date.parse().unwrap());
    let facts = extract(&document, Resources::embedded(), &Options::default()).facts;
    let fits = |expected: &Expected, fact: &Fact| agrees(fact, expected, &case.text);
    // Required facts choose first; whatever they leave may be optional ones.
    let (optional, required): (Vec<_>, Vec<_>) = case.facts.iter().partition(|expected| expected.optional);
    let mut taken = vec![None; facts.len()];
    let mut all = Vec::new();
    for at in 0..required.len() {
        let mut seen = vec![false; facts.len()];
        if !claim(at, &|e, f| fits(required[e], &facts[f]), &mut taken, &mut seen) {
            all.push(format!("  missing: {}", required[at].line));
        }
    }
    for expected in optional {
        if let Some(free) = (0..facts.len()).find(|&f| taken[f].is_none() && fits(expected, &facts[f])) {
            taken[free] = Some(required.len());
        }
    }
    let extra = facts.iter().zip(&taken).filter(|(_, taken)| taken.is_none());
    all.extend(extra.map(|(fact, _)| format!("  not expected: {}", describe(fact))));
    if all.is_empty() { Ok(()) } else { Err(all.join("\n")) }
}

/// Gives an expected fact one that was found, moving others to another that fits them where need be.
fn claim(expected: usize, fits: &dyn Fn(usize, usize) -> bool, taken: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for found in 0..taken.len() {
        if seen[found] || !fits(expected, found) {
            continue;
        }
        seen[found] = true;
        if taken[found].is_none_or(|other| claim(other, fits, taken, seen)) {
            taken[found] = Some(expected);
            return true;
        }
    }
    false
}

fn agrees(fact: &Fact, expected: &Expected, text: &str) -> bool {
    let values = values(fact);
    fact.kind().as_str() == expected.kind
        && expected.factuality.has(fact.factuality().as_str())
        && roles_agree(fact, expected)
        && expected.values.iter().all(|(name, choice)| match values.get(name) {
            Some(value) => choice.has(value),
            None => choice.has("none"),
        })
        && quotes_agree(fact, expected, text)
}

fn roles_agree(fact: &Fact, expected: &Expected) -> bool {
    let mut have = fact.body().role_map();
    for (name, fillers) in &expected.roles {
        let mut ids = Role::from_term(name).and_then(|role| have.remove(&role)).unwrap_or_default();
        for filler in fillers {
            match ids.iter().position(|id| filler.id.has(id)) {
                Some(found) => drop(ids.remove(found)),
                None if filler.optional => {}
                None => return false,
            }
        }
        if !ids.is_empty() {
            return false;
        }
    }
    have.is_empty()
}

fn quotes_agree(fact: &Fact, expected: &Expected, text: &str) -> bool {
    if expected.quotes.is_empty() {
        return true;
    }
    let (mut wanted, mut from) = (Vec::new(), BTreeMap::new());
    for quote in &expected.quotes {
        let start = from.entry(quote).or_insert(0);
        let Some(found) = text.get(*start..).and_then(|rest| rest.find(quote.as_str())) else { return false };
        wanted.push(*start + found..*start + found + quote.len());
        *start += found + quote.len();
    }
    let shares = |a: &Range<usize>, b: &Range<usize>| {
        let both = a.end.min(b.end).saturating_sub(a.start.max(b.start));
        2 * both >= a.len().min(b.len())
    };
    let spans: Vec<Range<usize>> = fact.evidence().iter().map(|e| e.span().start()..e.span().end()).collect();
    spans.len() == wanted.len()
        && wanted.iter().all(|quote| spans.iter().any(|span| shares(quote, span)))
        && spans.iter().all(|span| wanted.iter().any(|quote| shares(quote, span)))
}

/// What a fact carries besides its roles, by name.
fn values(fact: &Fact) -> BTreeMap<String, String> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if number.as_f64().is_some_and(|n| n.fract() == 0.0) => {
            format!("{:.0}", number.as_f64().unwrap_or_default())
        }
        other => other.to_string(),
    };
    let mut out: BTreeMap<String, String> =
        fact.body().attributes().iter().map(|(name, value)| (name.clone(), text(value))).collect();
    out.extend(fact.time().map(|time| ("time".into(), time.to_string())));
    let via: Vec<&str> = fact.via().iter().map(ActorId::as_str).collect();
    let by: Vec<&str> = fact.attributed_to().iter().map(|by| by.as_str()).collect();
    for (name, ids) in [("via", via), ("attributed_to", by)] {
        if !ids.is_empty() {
            out.insert(name.into(), ids.join(","));
        }
    }
    out.insert("evidence".into(), fact.evidence().len().to_string());
    out
}

fn describe(fact: &Fact) -> String {
    let time = fact.time().map(|time| format!(" time={time}")).unwrap_or_default();
    let quotes: Vec<_> = fact.evidence().iter().map(|e| format!("{:?}", e.text())).collect();
    format!("{}  {}{time}  {}", fact.body(), fact.factuality(), quotes.join(" "))
}

/// How many cases are met, of each file and with a fact of each kind.
fn report(cases: &[Case], failures: &BTreeMap<String, String>) {
    let mut counts: BTreeMap<(bool, &str), (usize, usize)> = BTreeMap::new();
    for case in cases {
        let kinds: BTreeSet<&str> = case.facts.iter().map(|fact| fact.kind.as_str()).collect();
        let rows = kinds.into_iter().map(|kind| (true, kind)).chain([(false, case.file.as_str())]);
        for row in rows {
            let (met, total) = counts.entry(row).or_default();
            *total += 1;
            *met += usize::from(!failures.contains_key(&case.name()));
        }
    }
    let mut out = String::new();
    for ((is_kind, name), (met, total)) in counts {
        let what = if is_kind { "with a fact of" } else { "in" };
        out += &format!("{what:>14} {name:<14} {met:>4} met {:>4} known {total:>4} in all\n", total - met);
    }
    let met = cases.len() - failures.len();
    out += &format!("{met} cases met, {} known, {} in all\n", failures.len(), cases.len());
    // Past the capture of the test runner: the counts are of interest where all is well.
    std::io::stderr().write_all(out.as_bytes()).unwrap();
}

// --- Is a case what the fact model allows?

fn well_formed(expected: &Expected, text: &str) -> Result<(), String> {
    let world = World::embedded();
    let kind = FactKind::from_term(&expected.kind).ok_or("no such kind")?;
    for term in &expected.factuality.0 {
        Factuality::from_term(term).ok_or(format!("`{term}` is no factuality"))?;
    }
    let mut roles = RoleMap::new();
    for (name, fillers) in &expected.roles {
        let role = Role::from_term(name).ok_or(format!("no role `{name}`"))?;
        for id in fillers.iter().flat_map(|filler| &filler.id.0) {
            let exists = match role {
                Role::Topic => world.topic(id).is_some(),
                _ => ActorId::new(id).is_ok_and(|id| !id.is_country() || world.actor(&id).is_some()),
            };
            if !exists {
                return Err(format!("`{id}` is in no table and is no name in kebab case"));
            }
        }
        roles.insert(role, fillers.iter().map(|filler| filler.id.0[0].clone()).collect());
    }
    let parties = roles.get(&Role::Party).cloned().unwrap_or_default();
    let two = matches!(kind, FactKind::Partnership | FactKind::Cooperation)
        || kind == FactKind::Dispute && !roles.contains_key(&Role::Initiator);
    if two && parties.len() < 2 && !parties.iter().any(|id| world.organisation(id).is_some()) {
        return Err("two parties are needed, or a bloc".into());
    }
    let (mut first, mut others) = (Map::new(), Vec::new());
    for (name, choice) in &expected.values {
        let given = choice.0.iter().filter(|value| *value != "none");
        match name.as_str() {
            "time" => {
                others.extend(given.filter_map(|value| value.parse::<ValidTime>().err()).map(|e| Err(e.to_string())))
            }
            "evidence" | "via" | "attributed_to" => {}
            name => {
                let values: Vec<Value> = given.map(|value| typed(name, value)).collect::<Result<_, _>>()?;
                first.extend(values.first().map(|value| (name.to_owned(), value.clone())));
                others.extend(values.into_iter().skip(1).map(|value| Ok((name.to_owned(), value))));
            }
        }
    }
    FactBody::from_parts(kind, roles.clone(), first.clone()).map_err(|e| e.to_string())?;
    for other in others {
        let (name, value) = other?;
        let mut attributes = first.clone();
        attributes.insert(name, value);
        FactBody::from_parts(kind, roles.clone(), attributes).map_err(|e| e.to_string())?;
    }
    match expected.quotes.iter().find(|quote| !text.contains(quote.as_str())) {
        Some(quote) => Err(format!("the text does not say {quote:?}")),
        None => Ok(()),
    }
}

/// The value of an attribute as the interchange format writes it.
fn typed(name: &str, value: &str) -> Result<Value, String> {
    match name {
        "share_pct" | "rate_pct" | "rank" | "amount" | "quantity" => {
            value.parse().map(Value::Number).map_err(|_| format!("`{name}={value}` is no number"))
        }
        "quoted" => value.parse().map(Value::Bool).map_err(|_| format!("`{name}={value}` is neither true nor false")),
        _ => Ok(value.into()),
    }
}

// --- Reading the cases

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

fn known() -> BTreeSet<String> {
    std::fs::read_to_string(folder().join("known.txt")).unwrap().lines().map(str::to_owned).collect()
}

fn cases() -> Vec<Case> {
    let mut paths: Vec<_> = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let pages = paths.iter().filter(|path| path.extension().is_some_and(|e| e == "md"));
    pages
        .flat_map(|path| {
            let file = path.file_stem().unwrap().to_string_lossy().into_owned();
            read(&file, &std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn read(file: &str, markdown: &str) -> Vec<Case> {
    let mut out: Vec<Case> = Vec::new();
    let mut block: Option<&str> = None;
    for line in markdown.lines() {
        match (block, line.strip_prefix("```")) {
            (None, Some(info)) => {
                let case = out.last_mut().expect("a heading before a block");
                block = Some(if info.starts_with("text") { "text" } else { "facts" });
                case.has_facts |= info == "facts";
                if let Some(date) = info.strip_prefix("text ") {
                    case.date = date.trim().to_owned();
                }
            }
            (Some(_), Some(_)) => block = None,
            (None, None) => out.extend(line.strip_prefix("# ").map(|title| Case {
                file: file.to_owned(),
                title: title.to_owned(),
                date: String::new(),
                text: String::new(),
                has_facts: false,
                facts: Vec::new(),
            })),
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
    let (optional, kind) = match kind.strip_prefix('?') {
        Some(kind) => (true, kind.to_owned()),
        None => (false, kind),
    };
    let roles_of = FactKind::from_term(&kind).map_or(&[][..], FactKind::roles);
    let (mut factuality, mut roles, mut values) = (Choice(Vec::new()), Vec::new(), Vec::new());
    for word in words {
        match word.split_once('=') {
            None => factuality = Choice::new(&word),
            Some((name, value)) if roles_of.iter().any(|role| role.as_str() == name) => {
                let filler = |text: &str| Filler {
                    optional: text.starts_with('?'),
                    id: Choice::new(text.strip_prefix('?').unwrap_or(text)),
                };
                roles.push((name.to_owned(), value.split(',').map(filler).collect()));
            }
            Some((name, value)) => values.push((name.to_owned(), Choice::new(value))),
        }
    }
    Expected { line: line.to_owned(), optional, kind, factuality, roles, values, quotes: Vec::new() }
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
