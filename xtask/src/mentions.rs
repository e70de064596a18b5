//! How many of the gold facts' fillers are among the mentions: the ceiling of any reader that scores mentions.
//!
//! A filler is found where a mention stands for it in a sentence of the fact's evidence or in one of the three sentences
//! before. A mention counts with its id, with whom it acts for, and with its alternatives. `A|B` accepts either; optional
//! fillers and facts are left out, and so are topics `general`, which need no mention. Ids are made one as the scorer does.

mod proofs;
mod times;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use entente_core::id::kebab;
use entente_core::world::BodyKind;
use entente_core::{Span, World, interchange};
use entente_extract::mention::{Analysis, Sense, analyse};
use entente_extract::resources::Resources;
use serde_json::Value;

use self::proofs::Proofs;
use self::times::Times;

/// How many sentences before the evidence are looked at.
const BEFORE: usize = 3;

/// What to measure.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Pairs of files: gold facts, then the documents they belong to.
    #[arg(required = true, num_args = 2.., value_names = ["GOLD", "DOCS"])]
    files: Vec<PathBuf>,
    /// Prints the first N fillers that were not found, with their quotes.
    #[arg(long, default_value_t = 0)]
    misses: usize,
    /// Prints the first N facts whose time was not found, with their sentences.
    #[arg(long, default_value_t = 0)]
    time_misses: usize,
    /// Prints the mentions of this document instead.
    #[arg(long)]
    show: Option<String>,
}

/// Measures and prints.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    if !args.files.len().is_multiple_of(2) {
        bail!("give pairs of files: GOLD DOCS");
    }
    let spelling = Spelling::new(World::embedded());
    let resources = Resources::embedded();
    let mut tally = Tally::default();
    for pair in args.files.chunks(2) {
        let gold = gold(&pair[0])?;
        for line in lines(&pair[1])? {
            let document = interchange::document_from_json(line).with_context(|| pair[1].display().to_string())?;
            let analysis = analyse(&document, resources);
            match &args.show {
                None => tally.add(&analysis, gold.get(document.id.as_str()).map_or(&[], Vec::as_slice), &spelling),
                Some(id) if id == document.id.as_str() => show(&analysis, out)?,
                Some(_) => {}
            }
        }
    }
    if args.show.is_none() {
        tally.print(args.misses, out)?;
        tally.times.print(args.time_misses, out)?;
        tally.proofs.print(out)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn show(analysis: &Analysis<'_>, out: &mut impl Write) -> anyhow::Result<()> {
    for (number, sentence) in analysis.sentences.iter().enumerate() {
        writeln!(out, "{number} {}", analysis.words(sentence.span))?;
        for mention in analysis.mentions_of(number) {
            let sense = match &mention.sense {
                Sense::Actors(references) => {
                    let all = references.iter().map(|r| {
                        let title =
                            r.title.as_ref().map(|t| format!(" ({} of {:?})", t.name, t.of)).unwrap_or_default();
                        format!(
                            "{:?} {}{}{title}",
                            r.form,
                            r.id,
                            r.acts_for.as_ref().map(|f| format!(" for {f}")).unwrap_or_default()
                        )
                    });
                    all.collect::<Vec<_>>().join(" + ")
                }
                other => format!("{other:?}"),
            };
            let others = if mention.alternatives.is_empty() {
                String::new()
            } else {
                format!(" | {}", mention.alternatives.len())
            };
            writeln!(out, "    {} = {sense}{others}", analysis.words(mention.span))?;
        }
    }
    Ok(())
}

#[derive(Default)]
struct Tally {
    /// Found and wanted, by actor or topic, then by kind of fact.
    by_sort: BTreeMap<&'static str, (usize, usize)>,
    by_kind: BTreeMap<String, (usize, usize)>,
    general: usize,
    misses: Vec<String>,
    sentences: usize,
    mentions: BTreeMap<&'static str, usize>,
    times: Times,
    proofs: Proofs,
}

impl Tally {
    fn add(&mut self, analysis: &Analysis<'_>, facts: &[Value], spelling: &Spelling) {
        self.sentences += analysis.sentences.len();
        for mention in &analysis.mentions {
            *self.mentions.entry(sort_of(&mention.sense)).or_default() += 1;
        }
        let ids: Vec<HashSet<String>> =
            (0..analysis.sentences.len()).map(|at| mentioned(analysis, at, spelling)).collect();
        for fact in facts.iter().filter(|fact| fact["optional"] != true) {
            let sentences = evidence(analysis, fact);
            self.times.add(analysis, fact);
            self.proofs.add(analysis, fact);
            let Some(roles) = fact["roles"].as_object() else { continue };
            for (role, fillers) in roles {
                let sort = if role == "topic" { "topic" } else { "actor" };
                for filler in strings(fillers).filter(|filler| !filler.starts_with('?')) {
                    let accepted: Vec<String> = filler.split('|').map(|id| spelling.one(id)).collect();
                    if accepted.iter().any(|id| id == "general") {
                        self.general += 1;
                        continue;
                    }
                    let found = accepted.iter().any(|id| sentences.iter().any(|&at| ids[at].contains(id)));
                    for tally in [
                        self.by_sort.entry(sort).or_default(),
                        self.by_kind.entry(fact["kind"].as_str().unwrap_or_default().to_owned()).or_default(),
                    ] {
                        tally.0 += usize::from(found);
                        tally.1 += 1;
                    }
                    if !found {
                        let quotes: Vec<&str> = fact["evidence"]
                            .as_array()
                            .into_iter()
                            .flatten()
                            .filter_map(|e| e["quote"].as_str())
                            .collect();
                        let kind = fact["kind"].as_str().unwrap_or_default();
                        self.misses.push(format!(
                            "{} {kind}.{role} {filler}  «{}»",
                            analysis.document.id,
                            quotes.join(" … ")
                        ));
                    }
                }
            }
        }
    }

    fn print(&self, misses: usize, out: &mut impl Write) -> anyhow::Result<()> {
        let ratio = |(found, wanted): (usize, usize)| found as f64 / wanted.max(1) as f64;
        let total = self.by_sort.values().fold((0, 0), |sum, tally| (sum.0 + tally.0, sum.1 + tally.1));
        let rows = self.by_kind.iter().map(|(kind, tally)| (kind.as_str(), *tally));
        let rows = rows.chain(self.by_sort.iter().map(|(sort, tally)| (*sort, *tally))).chain([("total", total)]);
        writeln!(out, "{:<14}{:>7}{:>8}{:>8}", "fillers of", "gold", "found", "recall")?;
        for (name, tally) in rows {
            writeln!(out, "{name:<14}{:>7}{:>8}{:>8.3}", tally.1, tally.0, ratio(tally))?;
        }
        let sentences = self.sentences.max(1) as f64;
        let each: Vec<String> =
            self.mentions.iter().map(|(sort, count)| format!("{sort} {:.2}", *count as f64 / sentences)).collect();
        let all: usize = self.mentions.values().sum();
        writeln!(out, "topics `general`, left out: {}", self.general)?;
        writeln!(out, "mentions a sentence: {:.2} ({})", all as f64 / sentences, each.join(", "))?;
        for miss in self.misses.iter().take(misses) {
            writeln!(out, "{miss}")?;
        }
        Ok(())
    }
}

fn sort_of(sense: &Sense) -> &'static str {
    match sense {
        Sense::Actors(_) => "actor",
        Sense::Topic(_) => "topic",
        Sense::Level(_) => "level",
        Sense::Instrument { .. } => "instrument",
        Sense::Money(_) => "money",
        Sense::Quantity(_) => "quantity",
        Sense::Percent(_) => "percent",
        Sense::Time(_) => "time",
    }
}

/// The ids that the mentions of a sentence may stand for.
fn mentioned(analysis: &Analysis<'_>, sentence: usize, spelling: &Spelling) -> HashSet<String> {
    let mentions = analysis.mentions_of(sentence).iter();
    let senses = mentions.flat_map(|mention| std::iter::once(&mention.sense).chain(&mention.alternatives));
    let mut out = HashSet::new();
    for sense in senses {
        match sense {
            Sense::Actors(references) => {
                for reference in references {
                    out.insert(spelling.one(reference.id.as_str()));
                    out.extend(reference.acts_for.as_ref().map(|id| spelling.one(id.as_str())));
                }
            }
            Sense::Topic(topic) => {
                out.insert(topic.as_str().to_owned());
            }
            Sense::Instrument { id: Some(id), .. } => {
                out.insert(spelling.one(id));
            }
            _ => {}
        }
    }
    out
}

/// The sentences of a fact's evidence and the three before each.
fn evidence(analysis: &Analysis<'_>, fact: &Value) -> BTreeSet<usize> {
    stated_in(analysis, fact).into_iter().flat_map(|at| at.saturating_sub(BEFORE)..=at).collect()
}

/// The sentences of a fact's evidence.
fn stated_in(analysis: &Analysis<'_>, fact: &Value) -> Vec<usize> {
    let evidence = fact["evidence"].as_array().into_iter().flatten();
    let spans: Vec<Span> = evidence.filter_map(span).collect();
    let own = |at: &usize| {
        let sentence = analysis.original(analysis.sentences[*at].span);
        spans.iter().any(|evidence| sentence.overlaps(*evidence))
    };
    (0..analysis.sentences.len()).filter(own).collect()
}

/// The bytes of one piece of evidence.
fn span(evidence: &Value) -> Option<Span> {
    let bound = |name: &str| evidence[name].as_u64().and_then(|byte| usize::try_from(byte).ok());
    bound("start_byte").zip(bound("end_byte")).and_then(|(start, end)| Span::new(start, end))
}

fn gold(path: &Path) -> anyhow::Result<HashMap<String, Vec<Value>>> {
    let facts = |mut line: Value| {
        let id = line["id"].as_str().unwrap_or_default().to_owned();
        match line["facts"].take() {
            Value::Array(facts) => (id, facts),
            _ => (id, Vec::new()),
        }
    };
    Ok(lines(path)?.into_iter().map(facts).collect())
}

fn lines(path: &Path) -> anyhow::Result<Vec<Value>> {
    let text = fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| serde_json::from_str(line).with_context(|| format!("{}:{}", path.display(), at + 1)))
        .collect()
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    let several = value.as_array().into_iter().flatten();
    several.chain(Some(value).filter(|value| value.is_string())).filter_map(Value::as_str)
}

/// Other spellings of ids, as `score.py` takes them: other names of companies and organisations, state enterprises by
/// their companies, other bodies by their states.
struct Spelling {
    one: HashMap<String, String>,
}

impl Spelling {
    fn new(world: &World) -> Self {
        let mut found: HashMap<String, BTreeSet<&str>> = HashMap::new();
        let companies = world.companies().iter().map(|it| (it.id.as_str(), &it.name, &it.aliases));
        let organisations = world.organisations().iter().map(|it| (it.id.as_str(), &it.name, &it.aliases));
        let rows: Vec<_> = companies.chain(organisations).collect();
        for (id, name, aliases) in &rows {
            for name in std::iter::once(*name).chain(*aliases) {
                found.entry(kebab(name)).or_default().insert(id);
            }
        }
        let ids: HashSet<&str> = rows.iter().map(|(id, ..)| *id).collect();
        let single = found.into_iter().filter(|(name, of)| of.len() == 1 && !ids.contains(name.as_str()));
        let mut one: HashMap<String, String> =
            single.filter_map(|(name, of)| Some((name, (*of.first()?).to_owned()))).collect();
        for company in world.companies() {
            if let Some(body) = &company.same_as {
                one.insert(body.as_str().to_owned(), company.id.as_str().to_owned());
            }
        }
        for body in world.bodies() {
            let id = body.id.as_str();
            if !one.contains_key(id) && body.kind != BodyKind::StateEnterprise && !ids.contains(id) {
                one.insert(id.to_owned(), body.country.as_str().to_owned());
            }
        }
        Self { one }
    }

    fn one(&self, id: &str) -> String {
        self.one.get(id).cloned().unwrap_or_else(|| id.to_owned())
    }
}
