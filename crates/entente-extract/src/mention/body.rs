//! Bodies of states by common nouns: "China's commerce ministry", "the Ministry of Fisheries", "the Danish central bank".
//!
//! The body of the table where the state has one of that field, else a name made of the words; always with the state that
//! it acts for, said beside it or named last before it. Not a ministry that no state is near.

use std::ops::Range;

use entente_core::ActorId;
use entente_core::id::kebab;

use super::scene::Scene;
use super::{Form, Reference, title};
use crate::lexicon::Class;
use crate::token::fold;

/// Finds the bodies.
pub(super) fn find(scene: &mut Scene<'_>) {
    let mut at = 0;
    while at < scene.tokens.len() {
        let phrase = phrase(scene, at);
        let Some(tokens) = phrase.filter(|tokens| scene.actor(tokens.end - 1).is_none()) else {
            at += 1;
            continue;
        };
        at = tokens.end;
        // With a name or a post after it ("foreign ministry spokesman") it is a body all the same.
        let Some(state) = state(scene, &tokens) else { continue };
        let mut words: Vec<String> = tokens.clone().map(|at| fold(scene.word(at)).into_owned()).collect();
        words.retain(|word| {
            word.chars().all(char::is_alphanumeric) && !matches!(word.as_str(), "the" | "of" | "and" | "for")
        });
        let id = listed(scene, &state, &words).or_else(|| ActorId::from_name(scene.words(tokens.clone())));
        let Some(id) = id.filter(|id| !id.is_country()) else { continue };
        let mut reference = Reference::named(id, Form::Body);
        reference.acts_for = Some(state);
        for at in tokens.clone() {
            if let Some(topic) = scene.topic_at[at] {
                scene.found[topic].gone = true;
            }
        }
        scene.add_actors(tokens, vec![reference]);
    }
}

/// "commerce ministry", "Ministry of Trade and Industry", "central bank".
fn phrase(scene: &Scene<'_>, at: usize) -> Option<Range<usize>> {
    let limit = scene.sentence_of(at).end;
    if scene.actor(at).is_some() {
        return None;
    }
    let portfolio = |at: usize| {
        scene.is(at, Class::Portfolio)
            || scene.is_any(
                at,
                &[
                    "water",
                    "digital",
                    "technology",
                    "science",
                    "planning",
                    "culture",
                    "tourism",
                    "labour",
                    "infrastructure",
                    "climate",
                    "development",
                    "security",
                    "national",
                    "investment",
                    "cooperation",
                    "state",
                    "public",
                    "works",
                    "communications",
                    "strategic",
                    "natural",
                    "state",
                    "internal",
                ],
            )
    };
    if scene.is_any(at, &["ministry", "department"]) && scene.is_any(at + 1, &["of", "for"]) {
        let mut end = at + 2;
        while end < limit {
            let joint = (scene.is_any(end, &["and", "the", "&"]) || scene.word(end) == ",")
                && end + 1 < limit
                && portfolio(end + 1)
                && scene.is_capital(end + 1) == scene.is_capital(at + 2);
            if portfolio(end) && scene.actor(end).is_none() || scene.is_word(end, "the") && end == at + 2 {
                end += 1;
            } else if joint && end > at + 2 {
                end += 2;
            } else {
                break;
            }
        }
        return (end > at + 2 && !scene.is_word(end - 1, "the")).then_some(at..end);
    }
    if !portfolio(at) || scene.before(at).is_some_and(|before| portfolio(before) && scene.actor(before).is_none()) {
        let bank = scene.is_any(at, &["central"]) && at + 1 < limit && scene.is_any(at + 1, &["bank"]);
        return (bank && scene.actor(at + 1).is_none()).then_some(at..at + 2);
    }
    let mut end = at;
    while end < limit && (portfolio(end) || scene.is_any(end, &["and", "&"]) && portfolio(end + 1)) && end - at < 6 {
        end += 1;
    }
    (end < limit && scene.is_any(end, &["ministry", "department", "ministries"])).then_some(at..end + 1)
}

/// The state of a body: right before it, after "of" or "in", else the one named last.
fn state(scene: &Scene<'_>, tokens: &Range<usize>) -> Option<ActorId> {
    let (_, owner) = title::owner_before(scene, tokens.start);
    let after = scene.is_any(tokens.end, &["of", "in"]).then(|| {
        let next = tokens.end + 1 + usize::from(scene.is_word(tokens.end + 1, "the"));
        scene.references(next).first().map(|reference| reference.actor().clone())
    });
    let is_state = |id: &ActorId| id.is_country() || id.as_str() == "eu";
    owner
        .filter(is_state)
        .or_else(|| after.flatten().filter(is_state))
        .or_else(|| title::surrounding(scene, tokens.start))
}

/// The body of the table of a state with these words in its name, the one with the fewest others.
fn listed(scene: &Scene<'_>, state: &ActorId, words: &[String]) -> Option<ActorId> {
    let world = scene.resources.world;
    let kind = |word: &String| matches!(word.as_str(), "ministry" | "department" | "ministries");
    let field: Vec<&str> = words.iter().filter(|word| !kind(word)).map(String::as_str).collect();
    let bodies = world.bodies().iter().filter(|body| body.country == *state);
    let fits = |name: &str| {
        let name = kebab(name);
        let own: Vec<String> = name.split('-').map(|word| fold(word).into_owned()).collect();
        let same = |word: &str| {
            own.iter().any(|other| other == word || word == "foreign" && matches!(other.as_str(), "external" | "state"))
        };
        field.iter().all(|word| same(word)).then_some(own.len())
    };
    let ranked = bodies.filter_map(|body| {
        let names = std::iter::once(&body.name).chain(&body.aliases);
        names.filter_map(|name| fits(name)).min().map(|length| (length, &body.id))
    });
    ranked.min_by_key(|(length, _)| *length).map(|(_, id)| world.canonical_actor(id).clone())
}
