//! Whether a date without its year lies behind or ahead: by the verb it stands with, and by how near each one is.
//!
//! Of a document of 2024-07-05: "told the commission in June" → `2024-06`; "will fly there in May" → `2025-05`; "the dues
//! of October", without a verb to tell → `2024-10`, the nearer one.

use jiff::civil::Date;

use crate::mention::scene::Scene;

/// How many days away a date must be to be doubted, and how near the other one that is taken instead.
const FAR: i32 = 240;
const NEAR: i32 = 100;

/// Whether the later of two dates is meant: one ends on or before the document's day, one begins after it.
pub(super) fn is_later(scene: &Scene<'_>, at: usize, today: Date, past: Date, future: Date) -> bool {
    let days = |from: Date, to: Date| from.until(to).map_or(i32::MAX, |span| span.get_days());
    let (behind, ahead) = (days(past, today).max(0), days(today, future));
    match ahead_at(scene, at) {
        Some(true) => ahead < FAR || behind > NEAR || is_willed_close(scene, at),
        Some(false) => behind >= FAR && ahead <= NEAR && !is_told_close(scene, at),
        None => ahead < behind,
    }
}

/// Whether the words before (or, at the start of a sentence, after) speak of what is to come.
pub(super) fn looks_ahead(scene: &Scene<'_>, at: usize) -> bool {
    ahead_at(scene, at).unwrap_or(false)
}

/// What the nearest verb says of a date: ahead, behind, or nothing.
pub(super) fn ahead_at(scene: &Scene<'_>, at: usize) -> Option<bool> {
    let sentence = scene.sentence_of(at);
    let from = at.saturating_sub(16).max(sentence.start);
    // "by the end of May", "until early June".
    let bound = (from..at).rev().find(|&near| !scene.is_any(near, PARTS));
    if bound.is_some_and(|near| scene.is_any(near, ADJACENT)) {
        return Some(true);
    }
    let mut infinitive = false;
    for near in (from..at).rev() {
        if scene.is_word(near, "to") && is_base(scene, near + 1) {
            infinitive = true;
            if scene.before(near).is_some_and(|be| scene.is_any(be, &["is", "are", "set", "due"])) {
                return Some(true);
            }
        }
        match cue(scene, near) {
            // "agreed to sign it in May": the promise is past, what it is about is not.
            Some(false) if infinitive && scene.is_any(near, PROMISED) => return Some(true),
            Some(ahead) => return Some(ahead),
            None => {}
        }
    }
    let opens = at < from + 4 || scene.before(at).is_some_and(|before| scene.word(before) == ",");
    let after = at + 1..(at + 15).min(sentence.end);
    opens.then(|| after.into_iter().find_map(|near| cue(scene, near))).flatten()
}

/// Whether a verb of the past stands close to a date, or the date opens its sentence: then it may be long ago.
fn is_told_close(scene: &Scene<'_>, at: usize) -> bool {
    let sentence = scene.sentence_of(at);
    let near = at.saturating_sub(12).max(sentence.start)..at;
    let infinitive = near.clone().any(|it| scene.is_word(it, "to") && is_base(scene, it + 1));
    at < sentence.start + 3 || near.into_iter().any(|it| cue(scene, it) == Some(false)) && !infinitive
}

/// Whether "will" or "shall" stands right before a date: then it may be long from now.
fn is_willed_close(scene: &Scene<'_>, at: usize) -> bool {
    let near = at.saturating_sub(5).max(scene.sentence_of(at).start)..at;
    near.into_iter().any(|it| scene.is_any(it, &["will", "shall"]))
}

fn is_base(scene: &Scene<'_>, at: usize) -> bool {
    let word = scene.word(at);
    let plain = word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    plain && !scene.is_any(at, &["the", "a", "an", "its", "their", "his", "her", "this", "that"])
}

fn cue(scene: &Scene<'_>, at: usize) -> Option<bool> {
    let before = scene.before(at);
    let after_be = before.is_some_and(|at| scene.is_any(at, &["be", "is", "are", "being"]));
    let word = scene.word(at);
    if scene.is_any(at, AHEAD) || !after_be && scene.is_any(at, BEGINS) {
        return Some(true);
    }
    // "is sending a mission".
    if word.len() > 5 && word.ends_with("ing") && before.is_some_and(|at| scene.is_any(at, &["is", "are"])) {
        return Some(true);
    }
    if scene.is_any(at, BEHIND) {
        return Some(false);
    }
    // "unprocessed ore" tells no time.
    let past = word.len() > 4
        && word.ends_with("ed")
        && !word.starts_with("un")
        && word.bytes().all(|b| b.is_ascii_lowercase())
        && !before.is_some_and(|at| scene.is_any(at, &["the", "a", "of", "an"]));
    (past && !after_be).then_some(false)
}

/// Words that look ahead where they stand right before a date.
const ADJACENT: &[&str] = &["until", "till", "by", "upcoming", "due"];

/// Words for a part of a month or year, between such a word and the date.
const PARTS: &[&str] = &[
    "the",
    "end",
    "start",
    "beginning",
    "middle",
    "of",
    "early",
    "late",
    "mid",
    "-",
    "around",
    "about",
    "at",
    "least",
];

/// Verbs and nouns of what is to come.
const AHEAD: &[&str] = &[
    "will",
    "shall",
    "due",
    "expected",
    "scheduled",
    "slated",
    "plans",
    "plan",
    "expires",
    "expire",
    "must",
    "should",
    "could",
    "would",
    "may",
    "might",
    "can",
    "likely",
    "hopes",
    "hope",
    "aims",
    "intends",
    "wants",
    "expects",
    "be",
    "ahead",
    "foresees",
    "proposes",
    "next",
    "unless",
    "hoping",
];

/// Verbs that tell a date to come in the present tense.
const BEGINS: &[&str] = &[
    "begin", "begins", "start", "starts", "arrives", "arrive", "takes", "enters", "opens", "meets", "meet", "travels",
    "visits", "hosts", "receives", "flies", "comes", "returns", "ends", "convenes", "holds",
];

/// Verbs of the past that do not end in "ed".
const BEHIND: &[&str] = &[
    "was", "were", "had", "has", "have", "did", "told", "said", "met", "bought", "sold", "broke", "flew", "took",
    "came", "gave", "fell", "began", "held", "won", "left", "sent", "made", "went", "rose", "grew", "cut", "let",
    "became", "brought", "fought", "found", "got", "kept", "led", "lost", "paid", "ran", "saw", "shut", "spoke",
    "stood", "struck", "went", "withdrew", "wrote", "drew", "hit", "put", "built", "laid", "since", "after", "last",
    "ago", "when",
];

/// Verbs of the past whose object lies ahead.
const PROMISED: &[&str] = &[
    "agreed",
    "promised",
    "pledged",
    "planned",
    "decided",
    "threatened",
    "vowed",
    "offered",
    "invited",
    "proposed",
    "hoped",
    "undertook",
    "undertaken",
    "intended",
    "wanted",
    "scheduled",
    "expected",
    "committed",
    "have",
    "has",
];
