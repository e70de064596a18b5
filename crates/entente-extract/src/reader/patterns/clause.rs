//! Clauses: which words of a sentence belong together.
//!
//! No grammar: conjunctions, relative pronouns and commas divide a sentence. A clause in brackets, between dashes, or one
//! that a relative pronoun or an apposition opens is a child of the clause that it interrupts, which goes on after it.

use super::line::{Item, Sort};

/// A stretch of a sentence, not always in one piece.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Clause {
    /// The clause that it interrupts or belongs to.
    pub(super) parent: Option<usize>,
    /// What a relative clause or an apposition says something about.
    pub(super) antecedent: Option<usize>,
    /// How it begins.
    pub(super) opening: Opening,
}

/// How a clause begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Opening {
    #[default]
    Main,
    /// "after", "while", "if": the word is the first of the clause.
    Subordinate,
    /// "that", after a verb of saying.
    That,
    /// "which", "who".
    Relative,
    /// "a", "the" behind a comma and a name.
    Apposition,
    /// Brackets or dashes.
    Aside,
}

const SUBORDINATORS: &[&str] = &[
    "after", "before", "because", "although", "though", "while", "whereas", "if", "unless", "when", "until", "once",
    "but", "whether",
];

/// Gives every item its clause.
pub(super) fn divide(items: &mut [Item]) -> Vec<Clause> {
    let mut clauses = vec![Clause::default()];
    let mut now = 0;
    let mut i = 0;
    while i < items.len() {
        let word = if matches!(items[i].sort, Sort::Word | Sort::Mark) { items[i].text.as_str() } else { "" };
        let next = items.get(i + 1).map_or("", |item| item.text.as_str());
        let opening = clauses[now].opening;
        let parent = clauses[now].parent;
        let open = |clauses: &mut Vec<Clause>, parent, antecedent, opening| {
            clauses.push(Clause { parent, antecedent, opening });
            clauses.len() - 1
        };
        match word {
            ";" | ":" => now = open(&mut clauses, None, None, Opening::Main),
            "(" => now = open(&mut clauses, Some(now), None, Opening::Aside),
            ")" => now = parent.unwrap_or(now),
            "—" | "–" => {
                now = if opening == Opening::Aside {
                    parent.unwrap_or(now)
                } else {
                    open(&mut clauses, Some(now), named(items, i), Opening::Aside)
                }
            }
            "," => {
                let relative = RELATIVES.contains(&next)
                    || items.get(i + 2).is_some_and(|item| matches!(item.text.as_str(), "which" | "whom"));
                let new_subject = next == "and" && matches!(items.get(i + 2).map(|x| &x.sort), Some(Sort::Actors(_)));
                let named = named(items, i);
                if relative {
                    let home = if nested(opening) { parent.unwrap_or(now) } else { now };
                    now = open(&mut clauses, Some(home), named, Opening::Relative);
                } else if nested(opening) || opening == Opening::Subordinate && parent.is_some() {
                    now = parent.unwrap_or(now);
                    items[i].clause = now;
                    i += 1;
                    continue;
                } else if opening == Opening::Subordinate && started(items, i, now) {
                    now = open(&mut clauses, None, None, Opening::Main);
                } else if new_subject {
                    now = open(&mut clauses, parent, None, Opening::Main);
                } else if named.is_some_and(|n| matches!(items[n].sort, Sort::Actors(_)) && n + 1 == i)
                    && matches!(
                        next,
                        "a" | "an" | "the" | "one" | "home" | "already" | "now" | "both" | "its" | "another"
                    )
                    && items[i + 1..].iter().any(|item| item.text == ",")
                {
                    now = open(&mut clauses, Some(now), named, Opening::Apposition);
                }
            }
            "which" | "who" | "whose" if i > 0 && opening != Opening::Relative => {
                now = open(&mut clauses, Some(now), named(items, i), Opening::Relative);
            }
            "that" if i > 0 && said(items, i) => now = open(&mut clauses, Some(now), None, Opening::That),
            "and"
                if matches!(items.get(i + 1).map(|x| &x.sort), Some(Sort::Actors(_)))
                    && i > 0
                    && !matches!(items[i - 1].sort, Sort::Mark) =>
            {
                now = open(&mut clauses, parent, None, Opening::Main);
            }
            _ if SUBORDINATORS.contains(&word) => {
                let home = None;
                now = open(&mut clauses, home, None, Opening::Subordinate);
            }
            "by" | "in" | "since" if i == 0 && next.ends_with("ing") => {
                now = open(&mut clauses, None, None, Opening::Subordinate);
            }
            _ => {}
        }
        items[i].clause = now;
        i += 1;
    }
    clauses
}

const RELATIVES: &[&str] = &["which", "who", "whose", "where", "whom"];

fn nested(opening: Opening) -> bool {
    matches!(opening, Opening::Relative | Opening::Apposition)
}

/// The group right before a position, marks and "of"-less titles aside.
fn named(items: &[Item], at: usize) -> Option<usize> {
    (at.saturating_sub(4)..at).rev().find(|&i| matches!(items[i].sort, Sort::Actors(_) | Sort::Topics(_)))
}

/// Whether the clause at hand has begun the sentence, so that a comma ends it.
fn started(items: &[Item], at: usize, clause: usize) -> bool {
    items[..at]
        .iter()
        .position(|item| item.clause == clause)
        .is_some_and(|first| first == 0 || items[..first].iter().all(|item| item.sort == Sort::Mark))
}

fn said(items: &[Item], at: usize) -> bool {
    const SAYING: &[&str] = &[
        "said",
        "say*",
        "told",
        "announce*",
        "warn*",
        "deni*",
        "deny*",
        "stress*",
        "insist*",
        "confirm*",
        "add*",
        "note*",
        "state*",
        "agree*",
        "fear*",
        "hope*",
        "believe*",
        "argue*",
        "claim*",
        "think*",
        "report*",
        "suggest*",
        "complain*",
        "conced*",
        "indicat*",
        "reiterat*",
        "emphasi*",
        "underlin*",
        "declar*",
        "explain*",
        "express*",
        "acknowledge*",
        "recogni*",
        "reaffirm*",
        "welcom*",
        "reporters",
        "parliament",
        "propos*",
        "demand*",
    ];
    (at.saturating_sub(3)..at).any(|i| SAYING.iter().any(|wanted| super::line::matches(&items[i].text, wanted)))
}
