//! Firms, bodies and organisations that are in no table, and short forms of names given in full.
//!
//! "the Danish brewer Hop Holding" → `hop-holding`; "Norway's Seabed Agency" → `seabed-agency` for `NOR`;
//! "(NSA)" after a name, and later "NSA" → the same; "Hop" after "Hop Holding" → the same.
//! Not a place ("in Dresden"), not the words of a headline, not a month.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use entente_core::ActorId;

use super::scene::Scene;
use super::{Form, Reference, Sense, name};
use crate::lexicon::Class;
use crate::token::Shape;

/// Last words of names of places, events and papers.
const NOT_SOMEBODY: &[&str] = &[
    "Partnership",
    "Dialogue",
    "Summit",
    "Sea",
    "Strait",
    "Straits",
    "Island",
    "Islands",
    "River",
    "Valley",
    "Bay",
    "Gulf",
    "Ocean",
    "Peninsula",
    "Channel",
    "Canal",
    "Street",
    "Road",
    "Square",
    "Day",
    "Week",
    "Year",
    "Prize",
    "Conference",
    "Games",
    "Cup",
    "Award",
    "Times",
    "Post",
    "Journal",
    "Herald",
    "News",
    "Province",
    "Region",
    "District",
    "County",
    "State",
    "City",
    "Desert",
    "Coast",
    "Basin",
    "Pass",
    "Bridge",
    "Tunnel",
    "Airport",
    "Reef",
    "Shoal",
    "Atoll",
    "Corridor",
    "Route",
    "Palace",
    "Castle",
    "Hotel",
    "Hall",
    "House",
    "War",
    "Revolution",
    "Award",
    "Festival",
    "Expo",
    "Programme",
    "Program",
    "Scheme",
    "Package",
    "Vision",
    "Policy",
    "Mission",
    "North",
    "South",
    "East",
    "West",
    "Africa",
    "Asia",
    "America",
    "Ports",
    "Field",
    "Mine",
    "Deposit",
    "Mines",
    "Cooperation",
    "Pacific",
    "Atlantic",
    "Arctic",
    "Mediterranean",
    "Corridor",
    "Ocean",
];

/// The longest name in tokens.
const LONGEST: usize = 10;

/// Finds the names.
pub(super) fn find(scene: &mut Scene<'_>) {
    let inside: HashSet<&str> = words_inside_sentences(scene);
    let mut at = 0;
    while at < scene.tokens.len() {
        let run = run(scene, at);
        if run.is_empty() {
            at += 1;
            continue;
        }
        at = run.end;
        name(scene, run, &inside);
    }
    short_forms(scene);
}

/// Words with a capital that no start of a sentence explains.
fn words_inside_sentences<'s>(scene: &Scene<'s>) -> HashSet<&'s str> {
    let mut out = HashSet::new();
    for sentence in &scene.sentences {
        if sentence.is_empty() || scene.is_title_case(sentence.start) {
            continue;
        }
        let inside = sentence.start + 1..sentence.end;
        out.extend(inside.filter(|&at| scene.is_capital(at)).map(|at| scene.word(at)));
    }
    out
}

/// The run of capitals from a token on, with countries at its start and small words inside ("Bank of Ruritania").
fn run(scene: &Scene<'_>, from: usize) -> Range<usize> {
    let free = |at: usize| match scene.form(at) {
        None => scene.actor(at).is_none(),
        Some(Form::Country | Form::Demonym | Form::Seat) => true,
        Some(_) => false,
    };
    if !scene.is_capital(from) || !free(from) || scene.is(from, Class::Function) || is_date_word(scene, from) {
        return from..from;
    }
    let limit = scene.sentence_of(from).end.min(from + LONGEST);
    let (mut at, mut end) = (from + 1, from + 1);
    while at < limit {
        let glued = scene.glued(at);
        if (scene.is_capital(at) || scene.shape(at) == Shape::Number && (glued || scene.word(at).len() < 3))
            && free(at)
            && !(scene.is(at, Class::Function) || is_date_word(scene, at))
        {
            at += 1;
            end = at;
        } else if scene.word(at) == "-" && glued && at + 1 < limit && scene.glued(at + 1) {
            // "Gaz-System", "Sakhalin-2", but not "Tokyo-based".
            if scene.is_capital(at + 1) && free(at + 1) || scene.shape(at + 1) == Shape::Number {
                at += 2;
                end = at;
            } else {
                break;
            }
        } else if name::INSIDE.contains(&scene.word(at)) && at + 1 < limit && scene.is_capital(at + 1) && free(at + 1) {
            at += 1;
        } else if name::INSIDE.contains(&scene.word(at))
            && scene.word(at + 1) == "-"
            && at + 2 < limit
            && scene.is_capital(at + 2)
        {
            // "Bashar al-Ode".
            at += 2;
        } else if scene.word(at) == "&" && at + 1 < limit && scene.is_capital(at + 1) && free(at + 1) {
            at += 1;
        } else if scene.is_any(at, &["of", "for"])
            && scene.is(at - 1, Class::BodyName)
            && at + 1 < limit
            && (scene.is_capital(at + 1) || scene.is_word(at + 1, "the") && scene.is_capital(at + 2))
        {
            at += 1 + usize::from(scene.is_word(at + 1, "the"));
        } else if scene.is_word(at, "and")
            && at + 1 < limit
            && scene.is_capital(at + 1)
            && free(at + 1)
            && ends_as_body(scene, at + 1, limit)
            && !scene.is(at - 1, Class::BodyName)
            && scene.form(at - 1).is_none()
        {
            at += 1;
        } else {
            break;
        }
    }
    // A name does not end in small words.
    while end > from + 1 && !scene.is_capital(end - 1) && scene.shape(end - 1) != Shape::Number {
        end -= 1;
    }
    from..end
}

/// "X and Pesticides Authority": the words after "and" end in the noun of a body.
fn ends_as_body(scene: &Scene<'_>, from: usize, limit: usize) -> bool {
    let last = (from..limit).take_while(|&at| scene.is_capital(at)).last();
    last.is_some_and(|last| last > from && scene.is(last, Class::BodyName))
}

fn is_date_word(scene: &Scene<'_>, at: usize) -> bool {
    scene.is(at, Class::Weekday) && scene.word(at).len() > 3
        || scene.is(at, Class::Month)
            && (scene.word(at).len() > 3 || scene.after(at, 1).is_some_and(|n| scene.shape(n) == Shape::Number))
}

/// Sorts a run: firm, body, organisation, another name, or nothing.
fn name(scene: &mut Scene<'_>, run: Range<usize>, inside: &HashSet<&str>) {
    let Range { mut start, end } = run;
    // Posts and honorifics before a name belong to people and were read there.
    while start < end
        && (scene.is(start, Class::Post) || scene.is(start, Class::Honorific) || scene.is(start, Class::Former))
    {
        start += 1;
    }
    if start >= end {
        return;
    }
    let last = end - 1;
    let sentence = scene.sentence_of(start);
    let title_case = scene.is_title_case(start);
    let state = (start..end).find_map(|at| {
        scene.references(at).iter().find(|r| matches!(r.form, Form::Country | Form::Demonym)).map(|r| r.id.clone())
    });
    let plain: Vec<usize> = (start..end).filter(|&at| scene.form(at).is_none() && scene.is_wordlike(at)).collect();
    if plain.is_empty() {
        return;
    }
    let kind_word = |at: usize| {
        scene.is(at, Class::BodyName)
            || scene.is(at, Class::FirmName)
            || scene.is(at, Class::Instrument)
            || scene.is(at, Class::Portfolio)
            || scene.is(at, Class::Post)
            || scene.is(at, Class::PostModifier)
            || scene.is(at, Class::Land)
    };
    let legal = scene.is(last, Class::Legal) && last > start;
    let firm_name = scene.is(last, Class::FirmName) && last > start;
    let body_word = (start..end).filter(|&at| scene.is(at, Class::BodyName)).last();
    let body = body_word.is_some() && end - start > 1;
    if !legal
        && (scene.is(last, Class::Instrument)
            || scene.is_any(last, NOT_SOMEBODY)
            || scene.is_any(
                start,
                &[
                    "Project",
                    "Operation",
                    "Exercise",
                    "Article",
                    "Section",
                    "Annex",
                    "Phase",
                    "COVID",
                    "Covid",
                    "Mount",
                    "Lake",
                    "Cape",
                    "Fort",
                    "Camp",
                    "Port",
                ],
            ))
    {
        return;
    }
    // A country with common nouns only ("Chinese Steel") is a headline's phrase.
    if plain.iter().all(|&at| kind_word(at)) && !legal && (state.is_none() || title_case || !body && !firm_name) {
        return;
    }
    if title_case && !legal && !(body && plain.len() > 1) {
        return;
    }
    // A demonym or country before a name that needs none is its home: "Germany's", "Slovak InoBat".
    if !body && !firm_name && !legal {
        while start < end && scene.form(start).is_some() {
            start = scene.actor(start).map_or(start + 1, |found| found.tokens.end);
        }
        if start >= end {
            return;
        }
    }
    let before = scene.before(start);
    let home = before.and_then(|at| {
        let at = if scene.is_word(at, "s") && at >= sentence.start + 2 { at - 2 } else { at };
        let at = if scene.word(at) == "'" && at > sentence.start { at - 1 } else { at };
        scene
            .references(at)
            .iter()
            .find(|r| matches!(r.form, Form::Country | Form::Demonym | Form::Seat))
            .map(|r| r.id.clone())
    });
    let firm_before = before.is_some_and(|at| scene.is(at, Class::Firm) && !scene.is_capital(at));
    let firm_after = is_firm_apposition(scene, end, sentence.end);
    let near = start.saturating_sub(3).max(sentence.start)..(end + 4).min(sentence.end);
    let business = near.into_iter().any(|at| !(start..end).contains(&at) && scene.is(at, Class::Business));
    let says = scene.after(last, 1).is_some_and(|at| scene.is(at, Class::Say) || scene.word(at) == "'");
    let place = before.is_some_and(|at| {
        scene.is_any(at, &["in", "at", "near", "off", "around", "outside", "across", "towards", "via", "through", "on"])
    });
    let words = (start..end).filter(|&at| scene.is_wordlike(at)).count();
    let first_of_sentence = start == sentence.start || matches!(scene.word(start - 1), "\"" | "“" | ":");
    if words == 1 && !firm_before && !firm_after && !legal {
        let seen = inside.contains(scene.word(start));
        let abbreviation = scene.shape(start) == Shape::Upper && scene.word(start).len() > 2;
        let joined = before.is_some_and(|at| scene.is_any(at, &["by", "with", "and", "between"])) && !first_of_sentence;
        let acts = !place && (business || says || abbreviation || home.is_some() || joined);
        if kind_word(start) || !acts || first_of_sentence && !seen || scene.topic_at[start].is_some() && !says {
            return;
        }
    } else if place && !legal && !firm_name && !body && !firm_before && !firm_after && !business {
        return;
    }
    let text = scene.words(start..end).replace(" & ", " and ");
    let Some(id) = ActorId::from_name(text.trim_end_matches('.')).filter(|id| !id.is_country()) else { return };
    let is_firm = legal || firm_name || firm_before || firm_after || business && words > 1 && !body;
    let mut reference = Reference::named(id, if is_firm { Form::Company } else { Form::Unlisted });
    let acts_for_state = body
        && body_word.is_some_and(|at| {
            scene.is_any(
                at,
                &[
                    "agency",
                    "commission",
                    "administration",
                    "authority",
                    "office",
                    "bureau",
                    "ministry",
                    "department",
                    "board",
                    "service",
                    "parliament",
                    "assembly",
                    "guard",
                    "force",
                    "forces",
                    "court",
                    "secretariat",
                    "command",
                    "army",
                    "navy",
                ],
            )
        });
    let of = state.clone().or(home);
    if acts_for_state && let Some(of) = &of {
        reference.form = Form::Body;
        reference.acts_for = Some(of.clone());
    }
    let alternative = state.map(|id| Sense::Actors(vec![Reference::named(id, Form::Demonym)]));
    if let Some(index) = scene.add_actors(start..end, vec![reference]) {
        scene.found[index].alternatives.extend(alternative);
    }
}

/// ", a Slovak battery maker": a firm's noun within a few words after a comma and an article.
fn is_firm_apposition(scene: &Scene<'_>, comma: usize, end: usize) -> bool {
    if comma + 2 >= end
        || scene.word(comma) != ","
        || !scene.is_any(comma + 1, &["a", "an", "the", "its", "another", "one"])
    {
        return false;
    }
    (comma + 2..(comma + 9).min(end))
        .take_while(|&at| scene.word(at) != "," && scene.word(at) != ".")
        .any(|at| scene.is(at, Class::Firm))
}

/// Abbreviations explained in brackets, and the first words of firms' names alone.
fn short_forms(scene: &mut Scene<'_>) {
    let mut forms: HashMap<String, Option<(Reference, usize)>> = HashMap::new();
    let mut note = |form: String, reference: &Reference, from: usize| {
        let held = forms.entry(form).or_insert_with(|| Some((reference.clone(), from)));
        if held.as_ref().is_some_and(|(held, _)| held.id != reference.id) {
            *held = None;
        }
    };
    for found in scene.found.iter().filter(|found| !found.gone) {
        let Sense::Actors(references) = &found.sense else { continue };
        let [reference] = &references[..] else { continue };
        let reference = Reference { title: None, ..reference.clone() };
        let end = found.tokens.end;
        let bracket = (end..(end + 3).min(scene.tokens.len())).find(|&at| scene.word(at) == "(");
        if let Some(bracket) = bracket
            && scene.after(bracket, 2).is_some_and(|close| scene.word(close) == ")")
            && scene.shape(bracket + 1) == Shape::Upper
            && matches!(
                reference.form,
                Form::Unlisted | Form::Company | Form::Organisation | Form::Body | Form::Country
            )
        {
            note(scene.word(bracket + 1).to_owned(), &reference, bracket + 1);
        }
        if matches!(reference.form, Form::Company | Form::Unlisted) && found.tokens.len() > 1 {
            let first = found.tokens.start;
            let distinct = |at: usize| {
                scene.is_capital(at)
                    && scene.word(at).len() > 2
                    && !scene.is(at, Class::FirmName)
                    && !scene.is(at, Class::BodyName)
                    && !scene.is(at, Class::Function)
                    && !scene.is(at, Class::Portfolio)
                    && !scene.is(at, Class::PostModifier)
                    && scene.resources.vocabulary_is_name_free(scene.word_id(at))
            };
            if distinct(first) {
                note(scene.word(first).to_owned(), &reference, 0);
            }
            if found.tokens.len() > 2 && scene.is_capital(first + 1) {
                note(scene.words(first..first + 2).to_owned(), &reference, 0);
            }
        }
    }
    let mut at = 0;
    while at < scene.tokens.len() {
        if !scene.is_capital(at) || scene.actor(at).is_some() && scene.form(at) != Some(Form::Unlisted) {
            at += 1;
            continue;
        }
        let two = scene.after(at, 1).map(|next| scene.words(at..next + 1));
        let hit = two
            .and_then(|two| forms.get(two))
            .map(|hit| (2, hit))
            .or_else(|| forms.get(scene.word(at)).map(|hit| (1, hit)));
        let longer = scene.actor(at).is_some_and(|found| found.tokens.len() > hit.map_or(0, |(length, _)| length));
        match hit {
            Some((length, Some((reference, from)))) if at >= *from && !longer => {
                let reference = reference.clone();
                scene.add_actors(at..at + length, vec![reference]);
                at += length;
            }
            _ => at += 1,
        }
    }
}
