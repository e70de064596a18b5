//! A sentence as a row of items: words, marks, and groups of mentions that stand in one list.
//!
//! Patterns ask a line who stands where: before or after a word, behind which preposition, in which clause.

use entente_core::Span;

use super::clause::{self, Clause};
use super::list::{DETERMINERS, group};
use super::named;
use crate::mention::{Analysis, Form, Reference, Sense};
use crate::reader::FillerRef;

/// A sentence made ready for patterns.
#[derive(Debug)]
pub(super) struct Line<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    pub(super) sentence: usize,
    pub(super) items: Vec<Item>,
    pub(super) clauses: Vec<Clause>,
    /// The parties that the whole document is about, where it has some: see [`super::protagonist`].
    pub(super) protagonists: &'a [FillerRef],
    /// Whether readings say how they came about.
    pub(super) traced: bool,
}

/// A word, a mark, or a group of mentions.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) span: Span,
    /// In lower case; for actors as the text has it.
    pub(super) text: String,
    pub(super) sort: Sort,
    /// The clause it stands in, as an index of [`Line::clauses`].
    pub(super) clause: usize,
    /// The preposition that governs a group; empty where none does.
    pub(super) prep: &'static str,
    /// Whether a group of actors owns what follows: "Japan's", "Japanese" before a noun.
    pub(super) owner: bool,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sort {
    Word,
    Mark,
    /// Actors of one list, as indexes of [`Analysis::mentions`].
    Actors(Vec<usize>),
    /// A possessive pronoun: it owns what follows and fills no role on its own.
    Its(Vec<usize>),
    /// Topics of one list.
    Topics(Vec<usize>),
    Level(usize),
    Instrument(usize),
    Money(usize),
    Quantity(usize),
    Percent(usize),
    Time(usize),
}

impl<'a> Line<'a> {
    /// The row of a sentence.
    pub(super) fn new(analysis: &'a Analysis<'a>, sentence: usize, protagonists: &'a [FillerRef]) -> Self {
        let mut items = group(analysis, named::join(analysis, row(analysis, sentence)));
        link(analysis, &mut items);
        let clauses = clause::divide(&mut items);
        Self { analysis, sentence, items, clauses, protagonists, traced: false }
    }

    pub(super) fn word(&self, at: usize) -> &str {
        self.items.get(at).map_or("", |item| match item.sort {
            Sort::Word | Sort::Mark | Sort::Its(_) => &item.text,
            // A topic of one word may evoke a fact as well: "tariffs", "mines".
            Sort::Topics(_) if !item.text.contains([' ', ',']) => &item.text,
            _ => "",
        })
    }

    /// Whether the words from `at` on are those of a phrase; a word that ends in `*` stands for all that begin so. The
    /// position after the phrase, where they are.
    pub(super) fn phrase(&self, at: usize, phrase: &str) -> Option<usize> {
        let mut next = at;
        for wanted in phrase.split(' ') {
            if !matches(self.word(next), wanted) {
                return None;
            }
            next += 1;
        }
        Some(next)
    }

    /// The first of the phrases that stands at a position: its index and the position after it.
    pub(super) fn any(&self, at: usize, phrases: &[&str]) -> Option<(usize, usize)> {
        phrases.iter().enumerate().find_map(|(i, phrase)| self.phrase(at, phrase).map(|next| (i, next)))
    }

    pub(super) fn is_actors(&self, at: usize) -> bool {
        matches!(self.items.get(at).map(|item| &item.sort), Some(Sort::Actors(_)))
    }

    pub(super) fn is_topics(&self, at: usize) -> bool {
        matches!(self.items.get(at).map(|item| &item.sort), Some(Sort::Topics(_)))
    }

    /// The mentions of a group.
    pub(super) fn mentions(&self, at: usize) -> &[usize] {
        match self.items.get(at).map(|item| &item.sort) {
            Some(Sort::Actors(mentions) | Sort::Its(mentions) | Sort::Topics(mentions)) => mentions,
            _ => &[],
        }
    }

    /// Whom the actors of a group refer to.
    pub(super) fn references(&self, at: usize) -> impl Iterator<Item = &Reference> {
        self.mentions(at).iter().flat_map(|&m| match &self.analysis.mentions[m].sense {
            Sense::Actors(references) => references.as_slice(),
            _ => &[],
        })
    }

    pub(super) fn any_form(&self, at: usize, forms: &[Form]) -> bool {
        self.references(at).any(|reference| forms.contains(&reference.form))
    }

    /// The items of the clause of `at` after it, nearest first.
    pub(super) fn after(&self, at: usize) -> impl Iterator<Item = usize> {
        let clause = self.items[at].clause;
        (at + 1..self.items.len()).filter(move |&i| self.items[i].clause == clause)
    }

    /// The items of the clause of `at` before it, nearest first.
    pub(super) fn before(&self, at: usize) -> impl Iterator<Item = usize> {
        let clause = self.items[at].clause;
        (0..at).rev().filter(move |&i| self.items[i].clause == clause)
    }
}

/// Whether a word is the one wanted, or begins like it where that ends in `*`.
pub(super) fn matches(word: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(start) => !word.is_empty() && word.starts_with(start),
        None => word == wanted,
    }
}

fn row(analysis: &Analysis<'_>, sentence: usize) -> Vec<Item> {
    let whole = analysis.sentences[sentence].span;
    let range = analysis.sentences[sentence].mentions.clone();
    let titles: Vec<(usize, Span)> = range
        .clone()
        .flat_map(|m| titles(analysis, m).map(move |title| (m, title.span)))
        .filter(|(_, span)| whole.contains(*span))
        .collect();
    let mut taken: Vec<(Span, usize)> = range
        .filter(|&m| {
            let span = analysis.mentions[m].span;
            whole.contains(span) && !titles.iter().any(|&(owner, title)| owner != m && title.contains(span))
        })
        .map(|m| {
            let own = titles.iter().filter(|(owner, _)| *owner == m);
            (own.fold(analysis.mentions[m].span, |span, (_, title)| span.join(*title)), m)
        })
        .collect();
    taken.sort_by_key(|(span, m)| (span.start(), usize::MAX - span.end(), *m));
    let mut items = Vec::new();
    let mut at = whole.start();
    for (index, &(span, m)) in taken.iter().enumerate() {
        if span.start() < at || passed_over(analysis, &taken[index..]) {
            continue;
        }
        words(analysis, at, span.start(), &mut items);
        // "61 aircraft": the number and what is counted are two items.
        if let (Sense::Quantity(_), Some(&(topic, _))) = (&analysis.mentions[m].sense, taken.get(index + 1))
            && let Some(number) = Span::new(span.start(), topic.start()).filter(|_| span.contains(topic))
        {
            items.push(item(number, analysis.words(number).to_owned(), Sort::Quantity(m)));
            at = topic.start();
            continue;
        }
        let compound =
            at == span.start().saturating_sub(1) && matches!(items.last().map(|i| &i.sort), Some(Sort::Topics(_)));
        let text = analysis.words(span).to_lowercase();
        let sort = match &analysis.mentions[m].sense {
            Sense::Actors(_) if POSSESSIVES.contains(&text.as_str()) => {
                items.push(item(span, text, Sort::Its(vec![m])));
                at = span.end();
                continue;
            }
            Sense::Actors(_) => Sort::Actors(vec![m]),
            // "uranium mining": the first names the topic.
            Sense::Topic(_) if compound => {
                words(analysis, span.start(), span.end(), &mut items);
                at = span.end();
                continue;
            }
            Sense::Topic(_) => Sort::Topics(vec![m]),
            Sense::Level(_) => Sort::Level(m),
            Sense::Instrument { .. } => Sort::Instrument(m),
            Sense::Money(_) => Sort::Money(m),
            Sense::Quantity(_) => Sort::Quantity(m),
            Sense::Percent(_) => Sort::Percent(m),
            Sense::Time(_) => Sort::Time(m),
        };
        let mut span = span;
        if matches!(sort, Sort::Topics(_)) {
            // "trade pact", "Russian aggression": the noun that evokes the fact stands apart from its topic.
            if let Some(head) = text.rfind([' ', '-']).filter(|&cut| HEADS.contains(&&text[cut + 1..])) {
                span = Span::new(span.start(), span.start() + head).unwrap_or(span);
            }
            items.push(item(span, analysis.words(span).to_lowercase(), sort));
        } else {
            items.push(item(span, analysis.words(span).to_owned(), sort));
        }
        at = span.end();
    }
    words(analysis, at, whole.end(), &mut items);
    items
}

const BARRIERS: &[&str] = &[
    "tariff",
    "tariffs",
    "duty",
    "duties",
    "controls",
    "control",
    "ban",
    "bans",
    "embargo",
    "quota",
    "quotas",
    "screening",
];

const HEADS: &[&str] = &[
    "pact",
    "agreement",
    "agreements",
    "deal",
    "deals",
    "treaty",
    "war",
    "aggression",
    "invasion",
    "attack",
    "dispute",
    "cooperation",
    "exercises",
    "drills",
    "patrols",
    "exports",
    "imports",
    "production",
    "output",
    "producer",
    "maker",
    "makers",
    "partnership",
    "project",
    "dialogue",
    "council",
    "forum",
    "talks",
    "summit",
    "committee",
    "plant",
    "mine",
    "mines",
    "factory",
    "refinery",
    "duties",
    "tariffs",
    "ban",
];

const POSSESSIVES: &[&str] = &["its", "their", "his", "her", "our"];

/// Whether the first of the mentions is better read as plain words.
fn passed_over(analysis: &Analysis<'_>, mentions: &[(Span, usize)]) -> bool {
    let (span, m) = mentions[0];
    let words = || analysis.words(span).to_lowercase();
    match &analysis.mentions[m].sense {
        // Instruments are read by their nouns.
        Sense::Level(_) => ["agreement", "treaty", "pact", "accord", "deal"].iter().any(|noun| words().contains(noun)),
        // They say how trade is touched, not which goods.
        Sense::Topic(topic) => {
            // "war against Ukraine": whom it is about counts more.
            let holds_actor = mentions[1..]
                .iter()
                .take_while(|(other, _)| other.start() < span.end())
                .any(|&(other, n)| span.contains(other) && matches!(analysis.mentions[n].sense, Sense::Actors(_)));
            holds_actor
                || matches!(
                    topic.as_str(),
                    "tariffs-policy" | "export-controls-policy" | "economic-coercion" | "investment-screening-policy"
                ) && words().split(' ').any(|word| BARRIERS.contains(&word))
                || matches!(
                    words().as_str(),
                    "export"
                        | "exports"
                        | "import"
                        | "imports"
                        | "sanctions"
                        | "shipping"
                        | "aid"
                        | "relations"
                        | "ties"
                )
        }
        // "the foreign ministers of Chile and Peru": those who are named count.
        Sense::Actors(references) if references.iter().all(|r| r.form == Form::StandIn) => {
            mentions.get(1).is_some_and(|&(next, n)| {
                let between = Span::new(span.end(), next.start()).map_or("", |gap| analysis.words(gap));
                matches!(analysis.mentions[n].sense, Sense::Actors(_))
                    && matches!(between.trim(), "of" | "of the" | "from" | "from the")
            })
        }
        _ => false,
    }
}

fn titles<'a>(analysis: &'a Analysis<'_>, mention: usize) -> impl Iterator<Item = &'a crate::mention::Title> {
    let references: &[Reference] = match &analysis.mentions[mention].sense {
        Sense::Actors(references) => references,
        _ => &[],
    };
    references.iter().filter_map(|reference| reference.title.as_ref())
}

pub(super) fn item(span: Span, text: String, sort: Sort) -> Item {
    Item { span, text, sort, clause: 0, prep: "", owner: false }
}

/// The words and marks between two mentions. "'s" is a word of its own.
fn words(analysis: &Analysis<'_>, start: usize, end: usize, items: &mut Vec<Item>) {
    let Some(text) = Span::new(start, end).and_then(|span| span.of(analysis.text.as_str())) else { return };
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '.' | '%');
    let mut push = |from: usize, to: usize, sort: Sort| {
        if let Some(span) = Span::new(start + from, start + to) {
            items.push(item(span, text[from..to].to_lowercase().replace('’', "'"), sort));
        }
    };
    let mut open: Option<usize> = None;
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_word(c) {
            open.get_or_insert(i);
            continue;
        }
        if let Some(from) = open.take() {
            let raw = &text[from..i];
            let body = raw.trim_end_matches(['.', '-']);
            let head = body.len() - body.trim_start_matches(['-', '.']).len();
            let (first, last) = (from + head, from + body.len());
            if head > 0 {
                push(from, from + 1, Sort::Mark);
            }
            let possessive = ["'s", "’s"].iter().find(|s| body[head..].ends_with(**s)).map_or(0, |s| s.len());
            if possessive > 0 && last - possessive > first {
                push(first, last - possessive, Sort::Word);
                push(last - possessive, last, Sort::Word);
            } else if last > first {
                push(first, last, Sort::Word);
            }
            if raw.len() > body.len() {
                push(from + body.len(), from + body.len() + 1, Sort::Mark);
            }
        }
        if !c.is_whitespace() && i < text.len() {
            push(i, i + c.len_utf8(), Sort::Mark);
        }
    }
}

const OFFICIALS: &[&str] = &[
    "ministers",
    "leaders",
    "presidents",
    "officials",
    "envoys",
    "negotiators",
    "government",
    "governments",
    "ministry",
    "ministries",
    "army",
    "troops",
    "soldiers",
    "forces",
    "parliament",
    "parliaments",
    "delegations",
    "heads",
    "chiefs",
    "republic",
    "ambassadors",
    "diplomats",
    "foreign ministers",
];

pub(super) const PREPOSITIONS: &[&str] = &[
    "of",
    "in",
    "on",
    "with",
    "from",
    "to",
    "for",
    "by",
    "against",
    "between",
    "among",
    "over",
    "at",
    "into",
    "toward",
    "towards",
    "under",
    "about",
    "via",
    "through",
    "within",
    "outside",
    "without",
    "than",
    "like",
    "near",
    "off",
    "during",
    "behind",
    "alongside",
    "including",
    "across",
    "around",
    "regarding",
    "concerning",
    "amid",
];

/// Marks that may stand between a preposition and what it governs.
const QUOTES: &[&str] = &["\"", "'", "“", "‘", "«"];

/// Finds the preposition that governs each group, and which groups own what follows.
fn link(analysis: &Analysis<'_>, items: &mut [Item]) {
    for i in 0..items.len() {
        let (actors, demonym) = match &items[i].sort {
            Sort::Actors(m) => (
                true,
                m.iter().all(|&m| match &analysis.mentions[m].sense {
                    Sense::Actors(r) => r.iter().all(|r| r.form == Form::Demonym),
                    _ => false,
                }),
            ),
            Sort::Topics(_)
            | Sort::Money(_)
            | Sort::Percent(_)
            | Sort::Quantity(_)
            | Sort::Time(_)
            | Sort::Level(_) => (false, false),
            _ => continue,
        };
        let next = items.get(i + 1).map_or("", |item| item.text.as_str());
        let owner = actors
            && (demonym && !matches!(next, "" | "." | "," | "is" | "are")
                || matches!(next, "'s" | "'" | "-based" | "-led" | "-backed"));
        let reach = if actors && !demonym { 3 } else { 4 };
        let mut prep = "";
        for back in 1..=reach {
            let Some(k) = i.checked_sub(back) else { break };
            let item = &items[k];
            if QUOTES.contains(&item.text.as_str()) {
                continue;
            }
            if item.sort != Sort::Word {
                // "in Japan's market": what an owner owns stands behind the owner's preposition.
                let owned = item.text.is_empty();
                if !owned {
                    break;
                }
            }
            if let Some(found) = PREPOSITIONS.iter().find(|p| **p == item.text) {
                // "the foreign ministers of Chile": they act for it, so it stands where they stand.
                let people = *found == "of" && k > 0 && OFFICIALS.contains(&items[k - 1].text.as_str());
                if !people {
                    prep = found;
                    break;
                }
                prep = items[..k - 1]
                    .iter()
                    .rev()
                    .take(2)
                    .find_map(|item| PREPOSITIONS.iter().find(|p| **p == item.text))
                    .copied()
                    .unwrap_or("");
                break;
            }
            if actors && !demonym && !DETERMINERS.contains(&item.text.as_str()) {
                break;
            }
            if !actors && item.text.ends_with("ed") && back > 2 {
                break;
            }
        }
        items[i].prep = prep;
        items[i].owner = owner;
    }
}
