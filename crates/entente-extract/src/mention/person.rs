//! People: titles before and after names, honorifics, names in no table, surnames that refer back.
//!
//! "Japanese Prime Minister Sanae Takaichi" → `sanae-takaichi`, prime minister of `JPN`;
//! "Ann Ode, Norway's minister of fisheries," → `ann-ode` for `NOR`; "Ode said" → `ann-ode`.
//! Not "Prime Minister's Office", not a capitalised word that opens a sentence.

use std::collections::HashMap;
use std::ops::Range;

use entente_core::ActorId;
use entente_core::world::Tenure;

use super::scene::Scene;
use super::title::{self, Post};
use super::{Form, Reference, Title, gazetteer, name};
use crate::lexicon::Class;
use crate::resources::surnames;

/// Finds the people.
pub(super) fn find(scene: &mut Scene<'_>) {
    let posts = title::posts(scene);
    let mut named = vec![false; posts.len()];
    for (post, named) in posts.iter().zip(&mut named) {
        title::no_topics(scene, post);
        *named = before_name(scene, post);
    }
    // A post before a name is not the post of the name before it.
    for (post, _) in posts.iter().zip(&named).filter(|(_, named)| !**named) {
        after_name(scene, post);
    }
    honorifics(scene);
    speakers(scene);
    refer_back(scene);
}

/// "Foreign Minister Penny Wong"; of several ("Ministers Ode and Wong") the ones after "and" too. Whether a name follows.
fn before_name(scene: &mut Scene<'_>, post: &Post) -> bool {
    let sentence = scene.sentence_of(post.head);
    // "Official Development Assistance" is nobody's title.
    if scene.is_any(post.head, &["official"]) && scene.is_capital(post.head) {
        return false;
    }
    let mut at = post.end;
    let mut owner = post.owner.clone();
    for number in 0..4 {
        while at < sentence.end
            && (scene.is(at, Class::Honorific) && scene.is_capital(at)
                || scene.word(at) == "." && scene.is(at - 1, Class::Honorific))
        {
            at += 1;
        }
        // "the new president, Ann Ode,"
        let apposed = number == 0 && at + 1 < sentence.end && scene.word(at) == ",";
        at += usize::from(apposed);
        let run = if apposed { name::person_run(scene, at) } else { name::run_after_title(scene, at) };
        if run.is_empty() || at >= sentence.end {
            return number > 0;
        }
        if apposed
            && (run.len() < 2
                || post.phrase == post.start
                    && !post.article
                    && post.owner.is_none()
                    && !scene.is(post.head, Class::Post))
        {
            return number > 0;
        }
        if number == 0 && !scene.is_capital(post.head) && run.len() == 1 && known(scene, &run, owner.as_ref()).is_none()
        {
            // "the minister Tuesday": a common noun before one capitalised word needs more.
            return number > 0;
        }
        let mut after = run.end;
        // "Ode of Norway" says whose minister it is.
        if scene.is_any(after, &["of"])
            && after + 1 < sentence.end
            && let Some(reference) =
                scene.references(after + 1).first().filter(|r| matches!(r.form, Form::Country | Form::Organisation))
        {
            owner = Some(reference.id.clone());
            after += 2;
        } else if scene.word(after) == "("
            && scene.references(after + 1).first().is_some_and(|r| r.form == Form::Country)
        {
            owner = scene.references(after + 1).first().map(|r| r.id.clone());
        }
        let span = if number == 0 { post.start } else { run.start }..run.end;
        person(scene, run, Some((post, owner.clone(), span)));
        let plural = post.plural && (scene.is_any(after, &["and", ","])) && after + 1 < sentence.end;
        if !plural {
            return true;
        }
        at = after + 1 + usize::from(scene.word(after) == "," && scene.is_word(after + 1, "and"));
        owner = owner.filter(|_| post.owner.is_some());
    }
    true
}

/// "Penny Wong, Australia's foreign minister": the name ends where a comma and the title's words begin.
fn after_name(scene: &mut Scene<'_>, post: &Post) {
    let Some(mut comma) = scene.before(post.phrase) else { return };
    let sentence = scene.sentence_of(post.head);
    // ", who is Norway's minister", ", until this week minister".
    for _ in 0..5 {
        let filler = scene.is_any(
            comma,
            &["who", "is", "was", "now", "both", "also", "as", "currently", "until", "recently", "serves", "served"],
        );
        if !filler || comma == sentence.start {
            break;
        }
        comma -= 1;
    }
    // "named Ann Ode minister of trade": no comma, but a verb before the name.
    let named = scene.is_capital(comma) && {
        let mut at = comma;
        while at > sentence.start && (scene.is_capital(at) || matches!(scene.word(at), "-" | ".")) {
            at -= 1;
        }
        scene.is_any(at, &["named", "appointed", "elected", "nominated", "appoints", "names", "picked", "chose"])
    };
    if named {
        comma += 1;
    } else if !matches!(scene.word(comma), "," | "(" | "–" | "—") || comma == sentence.start {
        return;
    }
    // The name: the capitals that end at the comma.
    let mut start = comma;
    while start > sentence.start && comma - start < 8 {
        let run = name::person_run(scene, start - 1);
        let joins = !run.is_empty() && run.end >= comma
            || start < comma
                && matches!(
                    scene.word(start - 1),
                    "-" | "." | "'" | "bin" | "al" | "von" | "van" | "der" | "de" | "del" | "da" | "el" | "du"
                );
        if !joins {
            break;
        }
        start -= 1;
    }
    while start < comma && !name::starts_name(scene, start) {
        start += 1;
    }
    let run = name::person_run(scene, start);
    if run.end != comma || run.is_empty() || scene.is(post.end, Class::Say) && run.len() < 2 {
        return;
    }
    if run.len() < 2 && known(scene, &run, post.owner.as_ref()).is_none() {
        return;
    }
    let span = run.start..post.end;
    person(scene, run, Some((post, post.owner.clone(), span)));
}

/// "Mr Ode", "Sheikh Mohammed bin Zayed".
fn honorifics(scene: &mut Scene<'_>) {
    for at in 0..scene.tokens.len() {
        if !scene.is(at, Class::Honorific) || !scene.is_capital(at) || scene.actor(at).is_some() {
            continue;
        }
        let end = scene.sentence_of(at).end;
        let next = at + 1 + usize::from(at + 1 < end && scene.word(at + 1) == ".");
        if next >= end || scene.actor(next).is_some() {
            continue;
        }
        let run = name::person_run(scene, next);
        if !run.is_empty() {
            person(scene, run, None);
        }
    }
}

/// "Ann Ode said": two words at least, or a name that refers back.
fn speakers(scene: &mut Scene<'_>) {
    let mut at = 0;
    while at < scene.tokens.len() {
        let run = name::person_run(scene, at);
        if run.is_empty() || scene.actor(at).is_some() {
            at += 1;
            continue;
        }
        let words = run.clone().filter(|&at| scene.is_wordlike(at)).count();
        let (end, start) = (run.end, run.start);
        let says = |at: usize| {
            scene.is_any(
                at,
                &[
                    "said",
                    "says",
                    "told",
                    "added",
                    "warned",
                    "argued",
                    "noted",
                    "stressed",
                    "explained",
                    "wrote",
                    "insisted",
                    "tweeted",
                ],
            )
        };
        let verb_after = scene.after(end - 1, 1).is_some_and(says)
            || scene.after(end - 1, 2).is_some_and(|at| scene.is_any(at, &["who", "urged", "said"]));
        let verb_before = scene.before(start).is_some_and(says);
        let firm = run.clone().any(|at| {
            scene.is(at, Class::FirmName)
                || scene.is(at, Class::Legal)
                || scene.is(at, Class::BodyName)
                || scene.is(at, Class::Instrument)
        });
        if (2..=4).contains(&words) && !firm && (verb_after || verb_before) && !scene.is_title_case(start) {
            person(scene, run.clone(), None);
        }
        at = run.end;
    }
}

/// Surnames alone: of people named in full in this text, else of those in office when it was written.
fn refer_back(scene: &mut Scene<'_>) {
    let mut people: HashMap<String, Option<Reference>> = HashMap::new();
    let (mut full, mut single): (Vec<usize>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, found) in scene.found.iter().enumerate().filter(|(_, found)| !found.gone) {
        if let super::Sense::Actors(references) = &found.sense
            && references.first().is_some_and(|r| r.form == Form::Person)
        {
            if found.tokens.len() > 1 { full.push(at) } else { single.push(at) }
        }
    }
    for &at in full.iter().chain(&single) {
        let found = &scene.found[at];
        let super::Sense::Actors(references) = &found.sense else { continue };
        let Some(reference) = references.first() else { continue };
        if found.tokens.len() == 1 && people.contains_key(scene.word(found.tokens.start)) {
            continue;
        }
        let full = scene.words(found.tokens.clone());
        let of = reference.acts_for.clone().unwrap_or_else(|| reference.id.clone());
        for surname in surnames(full, &of) {
            let short = Reference { title: None, ..reference.clone() };
            let held = people.entry(surname.to_owned()).or_insert_with(|| Some(short.clone()));
            // Two people of one surname: neither is meant for sure.
            if held.as_ref().is_some_and(|held| held.id != short.id) && full.contains(' ') {
                *held = None;
            }
        }
    }
    // "Minister Ode" before or after "Ann Ode" is the same person.
    for at in single {
        let word = scene.word(scene.found[at].tokens.start);
        if let Some(Some(whole)) = people.get(word)
            && let super::Sense::Actors(references) = &mut scene.found[at].sense
            && let Some(first) = references.first_mut()
        {
            if scene.resources.world.person(first.id.as_str()).is_none() {
                first.id = whole.id.clone();
            }
            first.acts_for = first.acts_for.take().or_else(|| whole.acts_for.clone());
        }
    }
    for at in 0..scene.tokens.len() {
        if !scene.is_capital(at)
            || scene.actor(at).is_some()
            || scene.is(at, Class::Post)
            || scene.is(at, Class::Honorific)
        {
            continue;
        }
        let word = scene.word(at);
        let part_of_name = |other: Option<usize>| {
            other.is_some_and(|other| {
                scene.is_capital(other)
                    && scene.actor(other).is_none()
                    && !scene.is_title_case(at)
                    && !scene.is(other, Class::Function)
                    && !scene.is(other, Class::Honorific)
                    && !scene.is(other, Class::Post)
                    && !scene.is(other, Class::PostModifier)
                    && !scene.is(other, Class::Month)
                    && !scene.is(other, Class::Weekday)
            })
        };
        let before = scene.before(at);
        let reference = match people.get(word) {
            Some(Some(reference)) => Some(reference.clone()),
            Some(None) => None,
            None if part_of_name(before) || part_of_name(scene.after(at, 1)) => None,
            None if word.len() < 2 || scene.is(at, Class::Function) || scene.is(at, Class::Month) => None,
            None => in_office(scene, at, None),
        };
        if let Some(reference) = reference {
            scene.add_actors(at..at + 1, vec![reference]);
        }
    }
}

/// The person of the tables with this surname who holds an office when the text was written; one of `owner` first.
fn in_office(scene: &Scene<'_>, at: usize, owner: Option<&ActorId>) -> Option<Reference> {
    let resources = scene.resources;
    let people = resources.surnames.get(&scene.word_id(at))?;
    let day = scene.day()?;
    let held = |id: &ActorId| {
        let offices = resources.world.offices_of_person(id);
        offices
            .filter(|office| office.holds_at(day) != Tenure::No)
            .map(|office| office.of().clone())
            .collect::<Vec<_>>()
    };
    let mut now: Vec<(&ActorId, Vec<ActorId>)> =
        people.iter().map(|id| (id, held(id))).filter(|(_, of)| !of.is_empty()).collect();
    if let Some(owner) = owner
        && now.iter().any(|(_, of)| of.contains(owner))
    {
        now.retain(|(_, of)| of.contains(owner));
    }
    match now[..] {
        [(id, _)] => Some(gazetteer::person(scene, id)),
        _ => None,
    }
}

/// The person of the tables or of this text that a run names.
fn known(scene: &Scene<'_>, run: &Range<usize>, owner: Option<&ActorId>) -> Option<Reference> {
    let listed = scene.references(run.start).first().filter(|r| r.form == Form::Person).cloned();
    listed.or_else(|| (run.len() == 1).then(|| in_office(scene, run.start, owner)).flatten())
}

/// The only person of the tables with this surname, for a name that has a title: of a law signed by a president of old.
fn only_one(scene: &Scene<'_>, run: &Range<usize>) -> Option<Reference> {
    match scene.resources.surnames.get(&scene.word_id(run.start))?.as_slice() {
        [id] if run.len() == 1 => Some(gazetteer::person(scene, id)),
        _ => None,
    }
}

/// Adds a person or gives the one that is there a title.
fn person(scene: &mut Scene<'_>, run: Range<usize>, post: Option<(&Post, Option<ActorId>, Range<usize>)>) {
    let owner = post.as_ref().and_then(|(_, owner, _)| owner.clone());
    let listed = known(scene, &run, owner.as_ref());
    let listed = listed.or_else(|| post.as_ref().and_then(|_| only_one(scene, &run)));
    let reference = match listed {
        Some(reference) => reference,
        None => {
            let name = scene.words(run.clone()).trim_end_matches('.');
            let Some(id) = ActorId::from_name(name).filter(|id| !id.is_country()) else { return };
            Reference::named(id, Form::Person)
        }
    };
    let mut reference = reference;
    if let Some((post, owner, whole)) = post
        && let Some(span) = scene.span(whole.clone())
    {
        // "the Treasury Secretary" may name a body of two states: the tables know whose posts a person has held.
        let world = scene.resources.world;
        let elsewhere = |of: &ActorId| {
            let mut held = world.offices_of_person(&reference.id).peekable();
            held.peek().is_some() && held.all(|office| office.of() != of)
        };
        let owner = owner.filter(|of| reference.acts_for.is_none() || !elsewhere(of));
        let around = || {
            if title::is_of_a_firm(&post.name) {
                title::firm_before(scene, whole.start)
            } else {
                title::surrounding(scene, whole.start)
            }
        };
        let owner = owner.or_else(|| reference.acts_for.clone()).or_else(around);
        if reference.acts_for.is_none()
            || owner.as_ref().is_some_and(|of| Some(of) != reference.acts_for.as_ref()) && !post.former
        {
            reference.acts_for.clone_from(&owner);
        }
        let of = owner;
        reference.title = Some(Title { name: post.name.clone(), of, span, former: post.former });
    }
    // A mention of the tables may be shorter ("Modi") or longer than the run.
    if let Some(found) = scene.actor_at[run.start].filter(|&at| !scene.found[at].gone)
        && scene.found[found].tokens.len() >= run.len()
    {
        if let super::Sense::Actors(references) = &mut scene.found[found].sense
            && let Some(first) = references.first_mut().filter(|first| first.id == reference.id)
            && (first.title.is_none() || reference.title.is_some())
        {
            *first = reference;
        }
        return;
    }
    scene.add_actors(run, vec![reference]);
}
