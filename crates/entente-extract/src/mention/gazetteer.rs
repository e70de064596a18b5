//! Names of the tables: actors, topics, instruments, levels of partnership; the longest one at each place.
//!
//! "South Korea's Samsung Electronics" → `KOR`, `samsung-electronics`; "rare-earth magnets" → `permanent-magnets`.
//! Not "us" for the United States, not "turkey" for Turkey, not "lead" (the verb) for the metal: see [`super::context`].

use entente_core::ActorId;

use super::scene::Scene;
use super::{Form, Reference, Sense, context};
use crate::resources::{Label, Name};

/// Finds the names.
pub(super) fn find(scene: &mut Scene<'_>) {
    actors(scene);
    topics(scene);
    labels(scene);
}

fn actors(scene: &mut Scene<'_>) {
    let mut at = 0;
    while at < scene.tokens.len() {
        let end = scene.sentence_of(at).end;
        let resources = scene.resources;
        let Some((length, names)) = resources.names.find(scene.text, &scene.tokens[at..end]) else {
            at += 1;
            continue;
        };
        let tokens = at..at + length;
        let (references, alternatives) = references(scene, &tokens, &names);
        at += length;
        if references.is_empty() && !names.contains(&&Name::Nobody) {
            continue;
        }
        // A name that is nobody's keeps its place, so that no part of it is taken for somebody.
        if let Some(index) = scene.add_actors(tokens, references) {
            scene.found[index].alternatives = alternatives;
        }
    }
}

/// Who the names of one place stand for, the likeliest first; the others are alternatives.
fn references(scene: &Scene<'_>, tokens: &std::ops::Range<usize>, names: &[&Name]) -> (Vec<Reference>, Vec<Sense>) {
    let mut ranked: Vec<(u8, Reference)> = Vec::new();
    for name in names {
        let (rank, reference) = match name {
            Name::Nobody => return (Vec::new(), Vec::new()),
            Name::Organisation(id) => (0, Reference::named(id.clone(), Form::Organisation)),
            Name::Country(id) => (1, Reference::named(id.clone(), Form::Country)),
            Name::Demonym(id) => (2, Reference::named(id.clone(), Form::Demonym)),
            Name::Seat(id) => (if id.as_str() == "eu" { 1 } else { 3 }, Reference::named(id.clone(), Form::Seat)),
            Name::Company(id, ambiguous) => {
                if *ambiguous && !context::is_company(scene, tokens, id) {
                    continue;
                }
                (4, Reference::named(id.clone(), Form::Company))
            }
            Name::Person(id) => (0, person(scene, id)),
            Name::Body(id, country) => {
                let mut reference = Reference::named(id.clone(), Form::Body);
                reference.acts_for = Some(country.clone());
                (context::body_rank(scene, tokens, country), reference)
            }
        };
        if context::allows(scene, tokens, name) {
            ranked.push((rank, reference));
        }
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    let bodies = ranked.iter().filter(|(_, reference)| reference.form == Form::Body).count();
    if bodies > 1 && ranked.iter().all(|(rank, _)| *rank >= context::FAR) {
        // A name that bodies of several states share, with none of these states in reach: left to the generic bodies.
        return (Vec::new(), Vec::new());
    }
    let mut ranked = ranked.into_iter().map(|(_, reference)| reference);
    let first = ranked.next();
    let first_id = first.as_ref().map(|reference| reference.id.clone());
    let others =
        ranked.filter(|other| Some(&other.id) != first_id.as_ref()).take(3).map(|other| Sense::Actors(vec![other]));
    let others = others.collect();
    (first.into_iter().collect(), others)
}

/// A person of the tables, with the state or organisation of the office held at the document's date.
pub(super) fn person(scene: &Scene<'_>, id: &ActorId) -> Reference {
    let world = scene.resources.world;
    let mut reference = Reference::named(id.clone(), Form::Person);
    let held = scene.day().and_then(|day| {
        let offices = world.offices_of_person(id).map(|office| (office.holds_at(day), office));
        offices.max_by_key(|(tenure, office)| (*tenure, office.from)).map(|(_, office)| office.of().clone())
    });
    reference.acts_for = held.or_else(|| world.person(id.as_str()).map(|person| person.latest_of.clone()));
    reference
}

fn topics(scene: &mut Scene<'_>) {
    let mut at = 0;
    while at < scene.tokens.len() {
        let end = scene.sentence_of(at).end;
        let resources = scene.resources;
        let Some((length, ids)) = resources.topics.find(scene.text, &scene.tokens[at..end]) else {
            at += 1;
            continue;
        };
        let tokens = at..at + length;
        at += length;
        // "Ministry of Energy", "Nippon Steel": a part of a longer name of somebody is no topic.
        let inside = scene.actor(tokens.start).is_some_and(|found| found.tokens.len() > length);
        if inside || !context::allows_topic(scene, &tokens) {
            continue;
        }
        let mut senses = ids.into_iter().map(|id| Sense::Topic(id.clone()));
        if let Some(sense) = senses.next()
            && let Some(index) = scene.add(tokens, sense.clone())
        {
            scene.found[index].alternatives = senses.filter(|other| *other != sense).collect();
        }
    }
}

fn labels(scene: &mut Scene<'_>) {
    let mut at = 0;
    while at < scene.tokens.len() {
        let end = scene.sentence_of(at).end;
        let resources = scene.resources;
        let Some((length, labels)) = resources.labels.find(scene.text, &scene.tokens[at..end]) else {
            at += 1;
            continue;
        };
        let tokens = at..at + length;
        at += length;
        for label in labels {
            match label {
                Label::Level => {
                    let tokens = context::level(scene, tokens.clone());
                    let level = scene.words(tokens.clone()).to_lowercase();
                    scene.add(tokens, Sense::Level(level));
                }
                Label::Instrument(id) => {
                    let name = scene.words(tokens.clone()).to_owned();
                    scene.add(tokens.clone(), Sense::Instrument { id: Some(id.clone()), name });
                }
            }
        }
    }
}
