//! Lists: mentions of one sort that commas, "and", "or" connect become one group.

use super::line::{Item, PREPOSITIONS, Sort, item};
use crate::mention::{Analysis, Form, Sense};

pub(super) const DETERMINERS: &[&str] = &[
    "the",
    "a",
    "an",
    "its",
    "their",
    "his",
    "her",
    "both",
    "then",
    "neighbouring",
    "neighboring",
    "fellow",
    "also",
    "some",
    "all",
    "other",
    "certain",
    "former",
    "including",
    "even",
    "our",
    "dr",
    "mr",
    "ms",
    "mrs",
    "president",
    "nearby",
    "especially",
    "advanced",
    "crude",
    "raw",
    "new",
];

/// Joins mentions of one sort that commas, "and", "or", "&", "as well as" connect.
pub(super) fn group(analysis: &Analysis<'_>, items: Vec<Item>) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::with_capacity(items.len());
    let mut rest = items.into_iter().peekable();
    let mut items: Vec<Item> = Vec::new();
    items.extend(rest.by_ref());
    let mut i = 0;
    while i < items.len() {
        let run = run(analysis, &items, i);
        if run.len() > 1 {
            let mut all = Vec::new();
            for &k in &run {
                if let Sort::Actors(m) | Sort::Topics(m) = &items[k].sort {
                    all.extend(m);
                }
            }
            let last = run[run.len() - 1];
            let span = items[i].span.join(items[last].span);
            let sort = if matches!(items[i].sort, Sort::Actors(_)) { Sort::Actors(all) } else { Sort::Topics(all) };
            out.push(item(span, analysis.words(span).to_owned(), sort));
            i = last + 1;
        } else {
            let Item { span, text, sort, .. } = &items[i];
            out.push(item(*span, text.clone(), sort.clone()));
            i += 1;
        }
    }
    out
}

/// The positions of the items that are in one list with the one at `start`.
fn run(analysis: &Analysis<'_>, items: &[Item], start: usize) -> Vec<usize> {
    let actors = match items[start].sort {
        Sort::Actors(_) => true,
        Sort::Topics(_) => false,
        _ => return vec![start],
    };
    let same = |i: usize| match items.get(i).map(|item| &item.sort) {
        Some(Sort::Actors(_)) => actors,
        Some(Sort::Topics(_)) => !actors,
        _ => false,
    };
    let mut run = vec![start];
    let mut commas = Vec::new();
    let mut closed = false;
    let mut at = start;
    loop {
        let mut next = at + 1;
        let mut comma = false;
        let mut joint = false;
        if items.get(next).is_some_and(|item| item.text == ",") {
            comma = true;
            next += 1;
        }
        match items.get(next).map(|item| item.text.as_str()) {
            Some("and" | "or" | "&" | "plus" | "nor") => {
                joint = true;
                next += 1;
            }
            Some("as") if items.get(next + 1).is_some_and(|i| i.text == "well") => {
                joint = true;
                next += 3;
            }
            Some("-" | "–" | "/") if actors && !comma => {
                joint = true;
                next += 1;
            }
            _ => {}
        }
        if !comma && !joint {
            break;
        }
        let mut skipped = 0;
        let most = if actors { 2 } else { 3 };
        while skipped < most
            && items.get(next).is_some_and(|item| {
                item.sort == Sort::Word
                    && (DETERMINERS.contains(&item.text.as_str()) || !actors && plain_modifier(&item.text))
            })
        {
            next += 1;
            skipped += 1;
        }
        if !same(next) || actors && joint && possessive_clash(analysis, items, at, next) {
            break;
        }
        run.push(next);
        commas.push(comma && !joint);
        at = next;
        if joint && !matches!(items.get(at + 1).map(|i| i.text.as_str()), Some("and" | "-" | "–" | "/")) {
            closed = true;
            break;
        }
    }
    // A comma alone joins only where the list ends with "and", or at the beginning of a line ("Brazil, Angola agree").
    let owns = items.get(at + 1).is_some_and(|item| item.text == "'s");
    if !closed && commas.iter().any(|&comma| comma) && actors && (start != 0 || owns) {
        let keep = commas.iter().position(|&comma| comma).map_or(run.len(), |i| i + 1);
        run.truncate(keep);
    }
    run
}

/// "Peru's and": an owner does not form a list with a name that owns nothing.
fn possessive_clash(analysis: &Analysis<'_>, items: &[Item], left: usize, right: usize) -> bool {
    let demonym = |i: usize| match &items[i].sort {
        Sort::Actors(m) => match &analysis.mentions[m[0]].sense {
            Sense::Actors(references) => references.iter().any(|r| r.form == Form::Demonym),
            _ => false,
        },
        _ => false,
    };
    demonym(left) != demonym(right)
}

fn plain_modifier(word: &str) -> bool {
    word.len() > 2
        && !word.ends_with("ing")
        && !word.ends_with("ed")
        && !PREPOSITIONS.contains(&word)
        && !["said", "will", "has", "have", "was", "were", "that", "which", "who", "but", "not", "are", "may"]
            .contains(&word)
}
