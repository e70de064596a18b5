//! Posts: "prime minister", "Minister of Economy, Trade and Industry", with whose post it is.
//!
//! "the Danish foreign minister" → foreign minister of `DNK`; "minister of trade of Chile" → minister of trade of `CHL`;
//! "Lynas chief executive" → chief executive of `lynas-rare-earths`.

use entente_core::ActorId;

use super::scene::Scene;
use super::{Form, Reference};
use crate::lexicon::Class;
use crate::token::Shape;

/// A post in a sentence.
#[derive(Debug, Clone)]
pub(super) struct Post {
    /// The first token with its owner and article: "the Danish foreign minister".
    pub(super) phrase: usize,
    /// The first token of the post and its owner, without the article.
    pub(super) start: usize,
    /// The token that heads it: "minister".
    pub(super) head: usize,
    /// The token after it.
    pub(super) end: usize,
    /// In lower case, without its owner.
    pub(super) name: String,
    /// Whose post.
    pub(super) owner: Option<ActorId>,
    /// Whether it is held no longer.
    pub(super) former: bool,
    /// "Ministers".
    pub(super) plural: bool,
    /// Whether an article stands before it.
    pub(super) article: bool,
}

/// All posts of a text in order.
pub(super) fn posts(scene: &Scene<'_>) -> Vec<Post> {
    let mut out: Vec<Post> = Vec::new();
    for head in 0..scene.tokens.len() {
        let plural = is_plural(scene, head);
        if !scene.is(head, Class::Post) && !plural || is_inside_other_post(scene, head) {
            continue;
        }
        // A post inside a listed name ("Office of the President") is no post of its own.
        if scene.form(head).is_some_and(|form| form != Form::Person) {
            continue;
        }
        if out
            .last()
            .is_some_and(|last| last.end > head && scene.tokens[last.head].sentence == scene.tokens[head].sentence)
        {
            continue;
        }
        out.push(post(scene, head, plural));
    }
    out
}

fn is_plural(scene: &Scene<'_>, at: usize) -> bool {
    scene.is_any(
        at,
        &[
            "ministers",
            "presidents",
            "leaders",
            "premiers",
            "chancellors",
            "secretaries",
            "ambassadors",
            "commissioners",
            "envoys",
            "chairmen",
            "senators",
            "officials",
            "representatives",
            "executives",
            "governors",
            "heads",
            "generals",
            "directors",
        ],
    )
}

/// "vice" and "deputy" before, "general" after a head belong to that head: "Secretary General", "deputy minister".
fn is_inside_other_post(scene: &Scene<'_>, head: usize) -> bool {
    let next_is_head = scene.after(head, 1).is_some_and(|next| {
        (scene.is(next, Class::Post) || is_plural(scene, next)) && !scene.is_any(next, &["general"])
    });
    if next_is_head {
        return scene.is(head, Class::PostModifier)
            || scene.is_any(head, &["deputy", "crown", "chief", "executive", "general", "vice"]);
    }
    // "vice-president", "secretary-general".
    scene.word(head + 1) == "-"
        && scene.glued(head + 1)
        && scene.after(head, 2).is_some_and(|next| scene.is_any(next, &["general", "minister", "president"]))
}

fn post(scene: &Scene<'_>, head: usize, plural: bool) -> Post {
    let sentence = scene.sentence_of(head);
    let mut start = head;
    let mut former = false;
    // Words before the head: "prime", "trade and industry", "deputy", "former".
    while start > sentence.start {
        let before = start - 1;
        if scene.actor(before).is_some() {
            break;
        }
        let comma = scene.word(before) == ","
            && start < head
            && before > sentence.start
            && is_portfolio(scene, before - 1)
            && is_portfolio(scene, start)
            && scene.is_capital(start);
        let joint = matches!(scene.word(before), "-" | "&") || scene.is_word(before, "and");
        let joins =
            joint && before > sentence.start && is_portfolio(scene, before - 1) && is_portfolio(scene, start) || comma;
        if scene.is(before, Class::Former) {
            former = true;
        } else if !(is_portfolio(scene, before)
            || joins
            || scene.is_any(before, &["crown"])
            || scene.is(before, Class::Post)
                && scene.is_any(before, &["deputy", "chief", "executive", "vice", "general"]))
        {
            break;
        }
        start = before;
    }
    while start < head && (scene.is_word(start, "and") || matches!(scene.word(start), "," | "-" | "&")) {
        start += 1;
    }
    let (end, name_end, owner_after) = tail(scene, head, sentence.end);
    let (phrase_start, owner_before) = owner_before(scene, start);
    let mut phrase = phrase_start;
    let mut article = false;
    if phrase > sentence.start && scene.is_any(phrase - 1, &["the", "a", "an", "their", "his", "her", "its"]) {
        article = true;
        phrase -= 1;
    }
    let words: Vec<String> =
        (start..name_end).filter(|&at| !scene.is(at, Class::Former)).map(|at| scene.word(at).to_lowercase()).collect();
    let mut name = words.join(" ").replace(" - ", "-").replace(" , ", ", ").replace("vice-president", "vice president");
    if plural {
        name = singular(&name);
    }
    if let Some(portfolio) = body_before(scene, start) {
        name = format!("{portfolio} {name}");
    }
    former |= scene.before(phrase_start).is_some_and(|at| scene.is(at, Class::Former));
    Post { phrase, start: phrase_start, head, end, name, owner: owner_after.or(owner_before), former, plural, article }
}

/// "the US Treasury Secretary": a body of one word right before the post names the portfolio.
fn body_before(scene: &Scene<'_>, start: usize) -> Option<String> {
    let found = scene.actor(start.checked_sub(1)?)?;
    let body = scene.references(start - 1).first().is_some_and(|reference| reference.form == Form::Body);
    let last = found.tokens.end - 1;
    let one = found.tokens.len() == 1
        || scene.shape(found.tokens.start) == Shape::Upper
        || scene.references(found.tokens.start).first().is_none_or(|r| r.form == Form::Demonym);
    (body && one && found.tokens.end == start && scene.is_any(start, &["secretary", "minister"]))
        .then(|| scene.word(last).to_lowercase())
        .filter(|word| !matches!(word.as_str(), "ministry" | "department" | "house" | "office"))
}

fn singular(name: &str) -> String {
    let mut words: Vec<String> = name.split(' ').map(str::to_owned).collect();
    for word in &mut words {
        if let Some(stem) = word.strip_suffix("ies").filter(|_| word.starts_with("secretar")) {
            *word = format!("{stem}y");
        } else if word.ends_with("ers") || word.ends_with("ents") || word.ends_with("ors") {
            word.pop();
        }
    }
    words.join(" ")
}

fn is_portfolio(scene: &Scene<'_>, at: usize) -> bool {
    (scene.is(at, Class::PostModifier) || scene.is(at, Class::Portfolio))
        && !scene.is(at, Class::Particle)
        && !scene.is_any(at, &["to", "in", "on"])
        || scene.topic_at[at].is_some() && scene.is_capital(at)
}

/// The words after the head: "of Foreign Affairs", "General", "for Trade of Chile". Ends of all and of the post's name,
/// and whose it is.
fn tail(scene: &Scene<'_>, head: usize, sentence_end: usize) -> (usize, usize, Option<ActorId>) {
    let mut end = head + 1;
    if end + 1 < sentence_end && scene.word(end) == "-" && scene.is_any(end + 1, &["general", "elect", "designate"]) {
        end += 2;
    } else if end < sentence_end && scene.is_any(end, &["general", "officer", "delegate", "plenipotentiary"]) {
        end += 1;
    }
    let mut name_end = end;
    let mut owner = None;
    let mut at = end;
    // At most two chains: "of foreign affairs", then "of Norway".
    for _ in 0..2 {
        if at + 1 >= sentence_end || !scene.is_any(at, &["of", "for", "to"]) {
            break;
        }
        let mut next = at + 1;
        if scene.is_word(next, "the") && next + 1 < sentence_end {
            next += 1;
        }
        if let Some(reference) = scene.references(next).first() {
            if matches!(
                reference.form,
                Form::Country | Form::Organisation | Form::Company | Form::Body | Form::Unlisted
            ) {
                owner = Some(reference.actor().clone());
                let length = scene.actor(next).map_or(1, |found| found.tokens.end - next);
                end = next + length;
            }
            break;
        }
        let first = next;
        while next < sentence_end {
            let joint = scene.is_word(next, "and")
                || scene.word(next) == ","
                || scene.is_any(next, &["of", "the", "in", "-", "&"]);
            let inside = is_portfolio(scene, next) || scene.is_any(next, &["state", "staff", "affairs", "government"]);
            let capital_before = scene.is_capital(next) || !scene.is_capital(first);
            if inside && capital_before {
                next += 1;
            } else if joint
                && next + 1 < sentence_end
                && next > first
                && is_portfolio(scene, next + 1)
                && scene.is_capital(next + 1) == scene.is_capital(first)
            {
                next += 2;
            } else {
                break;
            }
        }
        if next == first {
            break;
        }
        at = next;
        end = next;
        name_end = next;
    }
    (end, name_end, owner)
}

/// "Danish", "Denmark's", "EU", "Lynas": whose post, right before it.
pub(super) fn owner_before(scene: &Scene<'_>, start: usize) -> (usize, Option<ActorId>) {
    let sentence = scene.sentence_of(start);
    let mut at = start;
    let mut possessive = false;
    while at > sentence.start && scene.is(at - 1, Class::Former) {
        at -= 1;
    }
    if at >= sentence.start + 2 && scene.is_any(at - 1, &["s"]) && scene.word(at - 2) == "'" {
        at -= 2;
        possessive = true;
    } else if at > sentence.start && scene.word(at - 1) == "'" {
        at -= 1;
        possessive = true;
    }
    if at == sentence.start {
        return (start, None);
    }
    let Some(found) = scene.actor(at - 1) else { return (start, None) };
    let first = found.tokens.start;
    match scene.references(at - 1).first() {
        Some(reference) if possessive || reference.form != Form::Person => (first, Some(reference.actor().clone())),
        _ => (start, None),
    }
}

/// Whose post it is by its surroundings: the last state named before it in its sentence, else one named right
/// after it, else the last one of the two sentences before, else one named later in its own. "Her Uzbek colleague" says whose it is not.
pub(super) fn surrounding(scene: &Scene<'_>, at: usize) -> Option<ActorId> {
    let number = scene.tokens.get(at)?.sentence;
    let sentence = scene.sentences[number].clone();
    let state = |at: usize| {
        let counterpart = (at + 1..at + 3)
            .any(|next| scene.is_any(next, &["colleague", "counterpart", "colleagues", "counterparts"]));
        scene.references(at).iter().find(|r| is_state(r) && !counterpart).map(|r| r.id.clone())
    };
    let seat = |at: usize| scene.references(at).iter().find(|r| r.form == Form::Seat).map(|r| r.id.clone());
    let before = scene.sentences[number.saturating_sub(2)].start;
    // Two who meet are not of one state: whom another person of the sentence acts for is passed over.
    let taken: Vec<ActorId> = sentence
        .clone()
        .flat_map(|at| scene.references(at))
        .filter(|r| r.form == Form::Person)
        .filter_map(|r| r.acts_for.clone())
        .collect();
    let near = sentence.end.min(at + NEAR);
    let free = |at: usize| state(at).filter(|id| !taken.contains(id));
    (sentence.start..at)
        .rev()
        .find_map(free)
        .or_else(|| (sentence.start..at).rev().find_map(state))
        .or_else(|| (at..near).find_map(seat))
        .or_else(|| (at..near).find_map(state))
        .or_else(|| (before..sentence.start).rev().find_map(state))
        .or_else(|| (at..sentence.end).find_map(seat))
        .or_else(|| (at..sentence.end).find_map(state))
}

/// Whether only firms have such a post.
pub(super) fn is_of_a_firm(post: &str) -> bool {
    ["chief executive", "chief financial officer", "managing director", "ceo", "founder", "chief operating officer"]
        .iter()
        .any(|name| post.starts_with(name))
}

/// The firm named last before a position, in its sentence or the two before.
pub(super) fn firm_before(scene: &Scene<'_>, at: usize) -> Option<ActorId> {
    let number = scene.tokens.get(at)?.sentence;
    let start = scene.sentences[number.saturating_sub(2)].start;
    (start..at).rev().find_map(|at| scene.references(at).iter().find(|r| r.form == Form::Company).map(|r| r.id.clone()))
}

/// How many tokens after a name what is named says more than the sentences before.
const NEAR: usize = 14;

fn is_state(reference: &Reference) -> bool {
    matches!(reference.form, Form::Country | Form::Demonym | Form::Seat)
}

/// Takes back topics inside a post: the "trade" of a trade minister is no topic of the text.
pub(super) fn no_topics(scene: &mut Scene<'_>, post: &Post) {
    for at in post.start..post.end.min(scene.tokens.len()) {
        if let Some(topic) = scene.topic_at[at]
            && scene.found[topic].tokens.start >= post.start
            && scene.found[topic].tokens.end <= post.end
        {
            scene.found[topic].gone = true;
        }
    }
}
