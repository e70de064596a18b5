//! Runs of capitalised words that may be a name in no table.

use std::ops::Range;

use super::Form;
use super::scene::Scene;
use crate::lexicon::Class;
use crate::token::Shape;

/// Small words inside names of people.
pub(super) const INSIDE: &[&str] = &[
    "bin", "bint", "ibn", "al", "el", "de", "da", "do", "dos", "del", "della", "di", "du", "la", "le", "van", "von",
    "der", "den", "ter", "ben", "abu", "ul", "ur", "y", "e",
];

/// Words that a hyphen joins to a name and that are no part of it: "Ode-led".
const AFTER_HYPHEN: &[&str] = &[
    "based",
    "led",
    "backed",
    "born",
    "run",
    "owned",
    "style",
    "era",
    "elect",
    "made",
    "brokered",
    "listed",
    "linked",
    "like",
    "designate",
];

/// The longest name in tokens.
const LONGEST: usize = 9;

/// The run of words from a token on that may be a person's name; empty where none is.
///
/// It ends before names of the tables that are no people's, before posts ("Wong Foreign Minister") and at marks.
pub(super) fn person_run(scene: &Scene<'_>, from: usize) -> Range<usize> {
    if starts_name(scene, from) { run(scene, from) } else { from..from }
}

/// The same right after a title: a word that otherwise opens sentences may begin the name ("Minister Per Ode").
pub(super) fn run_after_title(scene: &Scene<'_>, from: usize) -> Range<usize> {
    let function = scene.is(from, Class::Function)
        && scene.is_capital(from)
        && !scene.is_title_case(from)
        && scene.after(from, 1).is_some_and(|next| starts_name(scene, next));
    if function || starts_name(scene, from) { run(scene, from) } else { from..from }
}

fn run(scene: &Scene<'_>, from: usize) -> Range<usize> {
    let end_of_sentence = scene.sentence_of(from).end;
    let (mut at, mut end) = (from, from);
    while at < end_of_sentence && at - from < LONGEST {
        let word = scene.word(at);
        if scene.is_capital(at) && at != from && stops(scene, at) {
            break;
        }
        if scene.is_capital(at) {
            at += 1;
            end = at;
            // "J." and "Jr." keep their full stop inside the name only.
            if at < end_of_sentence
                && scene.word(at) == "."
                && (word.chars().count() == 1 || matches!(word, "Jr" | "Sr"))
            {
                at += 1;
                end = if matches!(word, "Jr" | "Sr") { at } else { end };
            }
        } else if at > from && (INSIDE.contains(&word) || matches!(word, "-" | "'") && scene.glued(at)) {
            // "Kim Hee-cheul": what is joined by a hyphen belongs to the name.
            if word == "-"
                && at + 1 < end_of_sentence
                && scene.glued(at + 1)
                && scene.shape(at + 1) == Shape::Lower
                && !scene.is_any(at + 1, AFTER_HYPHEN)
            {
                at += 2;
                end = at;
                continue;
            }
            // Else only before a capital: "Ursula von der Leyen", "O'Brien", "al-Sudani".
            let mut next = at + 1;
            while next < end_of_sentence && (INSIDE.contains(&scene.word(next)) || scene.word(next) == "-") {
                next += 1;
            }
            let goes_on = next < end_of_sentence && scene.is_capital(next) && !stops(scene, next);
            let glued = !matches!(word, "-" | "'") || scene.glued(at + 1);
            if !goes_on || !glued {
                break;
            }
            at = next;
        } else {
            break;
        }
    }
    from..end
}

/// Whether a token may begin a name that no table holds.
pub(super) fn starts_name(scene: &Scene<'_>, at: usize) -> bool {
    scene.is_capital(at)
        && (!scene.is(at, Class::Function) || is_month_word(scene, at))
        && (scene.word(at).chars().count() > 1 || scene.after(at, 1).is_some_and(|dot| scene.word(dot) == "."))
        && !stops(scene, at)
}

/// Whether a capitalised token ends a run of a person's name before itself.
fn stops(scene: &Scene<'_>, at: usize) -> bool {
    let listed = scene.actor(at).is_some() && !matches!(scene.form(at), Some(Form::Person | Form::Unlisted));
    // A country's or capital's word inside a longer name of the same run is caught by the table's longest match.
    listed
        || scene.is(at, Class::Post)
            && !scene.is_any(at, &["King", "Prince", "Marshal", "Dean", "Pope", "Justice", "Judge", "Major"])
        || scene.is(at, Class::Honorific)
        || is_month(scene, at)
        || scene.is(at, Class::Weekday) && scene.word(at).len() > 3
        || scene.is(at, Class::Function) && !is_month_word(scene, at)
        || scene.shape(at) == Shape::Upper
            && scene.word(at).len() > 3
            && !scene.is_title_case(at)
            && !in_capitals(scene, at)
}

fn is_month_word(scene: &Scene<'_>, at: usize) -> bool {
    scene.is(at, Class::Month)
}

/// Whether a token names a month here: not "Jan" in "Jan Ode", not "May" in "Theresa May".
fn is_month(scene: &Scene<'_>, at: usize) -> bool {
    let number = |other: Option<usize>| other.is_some_and(|other| scene.shape(other) == Shape::Number);
    scene.is(at, Class::Month) && (scene.word(at).len() > 3 || number(scene.before(at)) || number(scene.after(at, 1)))
}

/// Whether all around is in capitals.
fn in_capitals(scene: &Scene<'_>, at: usize) -> bool {
    let beside = [at.checked_sub(1), Some(at + 1)];
    beside
        .into_iter()
        .flatten()
        .any(|other| other < scene.tokens.len() && scene.shape(other) == Shape::Upper && scene.word(other).len() > 3)
}
