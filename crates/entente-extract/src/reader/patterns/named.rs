//! Names with the words before them that say what they are: "the Australian miner Lynas", "China's Sinopec".
//!
//! Such words are one item with the name: the country is no actor of its own there, and "miner" no topic.

use super::line::{Item, Sort, item};
use crate::mention::{Analysis, Form, Sense};

/// Nouns for firms, as they stand before a name.
const FIRMS: &[&str] = &[
    "company",
    "firm",
    "group",
    "giant",
    "miner",
    "maker",
    "producer",
    "utility",
    "operator",
    "developer",
    "trader",
    "bank",
    "conglomerate",
    "supplier",
    "start-up",
    "startup",
    "manufacturer",
    "refiner",
    "contractor",
    "steelmaker",
    "chipmaker",
    "carmaker",
    "automaker",
    "shipbuilder",
    "major",
];
/// How many words may stand between a country and the name.
const REACH: usize = 5;

/// Joins countries and nouns for firms with the name of the firm that they stand before.
pub(super) fn join(analysis: &Analysis<'_>, items: Vec<Item>) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::with_capacity(items.len());
    let mut at = 0;
    while at < items.len() {
        let end = name_after(analysis, &items, at).unwrap_or(at);
        let Item { span, text, sort, .. } = &items[end];
        if end > at {
            let whole = items[at].span.join(*span);
            out.push(item(whole, analysis.words(whole).to_owned(), sort.clone()));
        } else {
            out.push(item(*span, text.clone(), sort.clone()));
        }
        at = end + 1;
    }
    out
}

/// The firm's name that the words from `start` on lead to, where these are its country or a noun for it.
fn name_after(analysis: &Analysis<'_>, items: &[Item], start: usize) -> Option<usize> {
    let noun = |i: usize| {
        let words = items[i].text.to_lowercase();
        matches!(items[i].sort, Sort::Word | Sort::Topics(_))
            && FIRMS.contains(&words.rsplit(' ').next().unwrap_or_default())
    };
    let mut at = start;
    if is(analysis, &items[start], &[Form::Demonym]) {
        at += 1;
    } else if is(analysis, &items[start], &[Form::Country]) && items.get(start + 1).is_some_and(|i| i.text == "'s") {
        at += 2;
    } else if !matches!(items[start].sort, Sort::Topics(_)) {
        return None;
    }
    // The last word before the name is the noun, or nothing stands between the country and the name.
    let name = (at..items.len().min(at + REACH))
        .take_while(|&i| i == at || matches!(items[i - 1].sort, Sort::Word | Sort::Topics(_)))
        .find(|&i| is(analysis, &items[i], &[Form::Company]))?;
    let bare = name == at && at > start;
    let owned = items.get(name + 1).is_some_and(|next| next.text == "'s");
    (name > start && (bare && !owned || at > start && name > at && noun(name - 1) || name == start + 1 && noun(start)))
        .then_some(name)
}

/// Whether an item stands for actors of one of the forms only.
fn is(analysis: &Analysis<'_>, item: &Item, forms: &[Form]) -> bool {
    let Sort::Actors(mentions) = &item.sort else { return false };
    mentions.iter().all(|&m| match &analysis.mentions[m].sense {
        Sense::Actors(references) => !references.is_empty() && references.iter().all(|r| forms.contains(&r.form)),
        _ => false,
    })
}
