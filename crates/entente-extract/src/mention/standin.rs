//! Words that stand for somebody named elsewhere: pronouns, "the two countries", "the bloc", "the company", "the minister".
//!
//! "Chile signed. It will sell lithium." → "It" is `CHL`. "The Chinese president" → who holds the post at the document's
//! date. "Both sides" → the two parties named last, else the document's main ones. Each keeps its next likeliest readings
//! as alternatives. Not "it is clear that", not "the US-led coalition".

mod described;
mod office;

use std::ops::Range;

use entente_core::ActorId;

use super::protagonist::{Protagonists, protagonists};
use super::scene::Scene;
use super::{Form, Reference, Sense, title};
use crate::lexicon::Class;

/// How many sentences back a name is looked for.
const REACH: usize = 3;

/// Finds the words and who they stand for.
pub(super) fn find(scene: &mut Scene<'_>) {
    let posts = title::posts(scene);
    let named = named(scene);
    let parties = protagonists(scene);
    give_owners(scene, &parties);
    let mut walk = Walk { scene, named, parties };
    let mut posts = posts.into_iter().peekable();
    let mut quoted = false;
    let mut at = 0;
    while at < walk.scene.tokens.len() {
        let sentence = walk.scene.sentence_of(at);
        if at == sentence.start {
            quoted = false;
        }
        match walk.scene.word(at) {
            "“" => quoted = true,
            "”" => quoted = false,
            "\"" => quoted = !quoted,
            _ => {}
        }
        while posts.peek().is_some_and(|post| post.phrase < at) {
            posts.next();
        }
        if let Some(post) = posts.peek().filter(|post| post.phrase == at)
            && let Some(end) = walk.office(post)
        {
            at = end;
            continue;
        }
        let end = if walk.scene.actor(at).is_some() { None } else { walk.stand_in(at, quoted) };
        at = end.unwrap_or(at + 1).max(at + 1);
    }
}

/// A minister of nobody in reach is one of the document's main state.
fn give_owners(scene: &mut Scene<'_>, parties: &Protagonists) {
    let Some(state) = parties.ranked.iter().map(|reference| &reference.id).find(|id| id.is_country()) else { return };
    for found in scene.found.iter_mut().filter(|found| !found.gone) {
        let Sense::Actors(references) = &mut found.sense else { continue };
        for reference in references {
            let Some(title) = reference.title.as_mut().filter(|title| title.of.is_none()) else { continue };
            if title.name.split([' ', '-']).any(|word| STATE_POSTS.contains(&word)) {
                title.of = Some(state.clone());
                reference.acts_for.get_or_insert_with(|| state.clone());
            }
        }
    }
}

/// Heads of posts that states have and firms have not.
const STATE_POSTS: &[&str] =
    &["minister", "secretary", "premier", "chancellor", "ambassador", "king", "queen", "senator", "governor"];

/// The names of each sentence: where, and who.
type Named = Vec<Vec<(usize, Vec<Reference>)>>;

fn named(scene: &Scene<'_>) -> Named {
    let mut out: Named = vec![Vec::new(); scene.sentences.len()];
    for found in scene.found.iter().filter(|found| !found.gone) {
        if let Sense::Actors(references) = &found.sense
            && !references.is_empty()
            && !is_place(scene, found.tokens.start, references)
        {
            out[scene.tokens[found.tokens.start].sentence].push((found.tokens.start, references.clone()));
        }
    }
    for sentence in &mut out {
        sentence.sort_by_key(|(at, _)| *at);
    }
    out
}

/// "They met in Washington": a seat that is only where something happens stands for nobody later.
fn is_place(scene: &Scene<'_>, at: usize, references: &[Reference]) -> bool {
    references.iter().all(|reference| reference.form == Form::Seat)
        && scene.before(at).is_some_and(|at| scene.is_any(at, &["in", "at", "near", "outside"]))
}

/// What a stand-in may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    State,
    Organisation,
    Company,
    Person,
    /// Anybody but a person.
    Thing,
    /// A state or an organisation.
    Party,
}

struct Walk<'w, 's> {
    scene: &'w mut Scene<'s>,
    named: Named,
    parties: Protagonists,
}

impl Walk<'_, '_> {
    /// Handles the token; where a stand-in was found, the token after it.
    fn stand_in(&mut self, at: usize, quoted: bool) -> Option<usize> {
        let word = self.scene.word(at).to_ascii_lowercase();
        match word.as_str() {
            "it" | "its" | "itself" => {
                if word == "it" && self.is_impersonal(at) {
                    return None;
                }
                let found = self.nearest(at, Sort::Thing);
                self.put(at..at + 1, found.into_iter().map(|r| vec![r]).collect())
            }
            "they" | "their" | "them" | "themselves" => {
                let near = self.nearest(at, Sort::Thing);
                let mut readings: Vec<Vec<Reference>> = self.group(at, 2, Sort::Party).into_iter().collect();
                // "the ministers of the G7 … their": an organisation that stands alone in its sentence is many.
                if let Some(bloc) = self.lone_bloc(at) {
                    readings.insert(0, vec![bloc]);
                }
                readings.extend(near.into_iter().map(|r| vec![r]));
                self.put(at..at + 1, readings)
            }
            "he" | "his" | "him" | "she" | "her" | "hers" => {
                let female = matches!(word.as_str(), "she" | "her" | "hers");
                let mut people = self.nearest(at, Sort::Person);
                people.sort_by_key(|person| self.is_female(person).is_some_and(|is| is != female));
                self.put(at..at + 1, people.into_iter().map(|r| vec![r]).collect())
            }
            "we" | "our" | "us" | "ours" if self.scene.word(at) != "US" => self.we(at, quoted),
            "both" | "the" | "these" | "those" | "this" | "that" | "all" | "a" | "an" | "another" => {
                self.described(at, &word)
            }
            "authorities" | "officials" | "lawmakers" | "parliament" | "regulators" | "customs" => {
                self.state_body(at, at)
            }
            _ => None,
        }
    }

    /// Adds a stand-in: the first reading is its sense, the others its alternatives.
    fn put(&mut self, tokens: Range<usize>, readings: Vec<Vec<Reference>>) -> Option<usize> {
        let mut readings = readings.into_iter().filter(|reading| !reading.is_empty());
        let stand_in = |reading: Vec<Reference>| -> Vec<Reference> {
            reading.into_iter().map(|r| Reference { form: Form::StandIn, title: None, ..r }).collect()
        };
        let first = stand_in(readings.next()?);
        let mut others: Vec<Vec<Reference>> = Vec::new();
        for reading in readings.map(stand_in) {
            if reading != first && !others.contains(&reading) && others.len() < 3 {
                others.push(reading);
            }
        }
        let (start, end) = (tokens.start, tokens.end);
        let index = self.scene.add_actors(tokens, first.clone())?;
        self.scene.found[index].alternatives = others.into_iter().map(Sense::Actors).collect();
        let sentence = self.scene.tokens[start].sentence;
        let list = &mut self.named[sentence];
        let place = list.partition_point(|(at, _)| *at < start);
        list.insert(place, (start, first));
        Some(end)
    }

    /// "it is clear that", "it was reported": nobody.
    fn is_impersonal(&self, at: usize) -> bool {
        let scene = &self.scene;
        let is = scene.is_any(at + 1, &["is", "was", "remains", "seems", "appears", "would", "'"]);
        let next = (at + 2..at + 6).find(|&next| {
            scene.is_any(
                next,
                &[
                    "clear",
                    "unclear",
                    "likely",
                    "unlikely",
                    "possible",
                    "necessary",
                    "important",
                    "impossible",
                    "reported",
                    "hoped",
                    "expected",
                    "believed",
                    "understood",
                    "said",
                    "not",
                    "also",
                ],
            )
        });
        is && next.is_some_and(|next| {
            (next..next + 4).any(|at| scene.is_any(at, &["that", "whether", "to", "how", "when", "if"]))
        }) && !scene.is_any(at + 2, &["to", "a", "the"])
    }

    /// Who was named before a token, the likeliest first: in its sentence the first one named, then in each sentence
    /// before the first one named.
    fn nearest(&self, at: usize, sort: Sort) -> Vec<Reference> {
        let sentence = self.scene.tokens[at].sentence;
        let mut out: Vec<Reference> = Vec::new();
        for number in (sentence.saturating_sub(REACH)..=sentence).rev() {
            for (place, references) in &self.named[number] {
                if number == sentence && *place >= at {
                    break;
                }
                for reference in references.iter().filter(|r| self.is_sort(r, sort)) {
                    let reference = self.seen_as(reference, sort);
                    if !out.iter().any(|other| other.id == reference.id) && out.len() < 6 {
                        out.push(reference);
                    }
                }
            }
        }
        if out.is_empty() && matches!(sort, Sort::State | Sort::Party | Sort::Thing) {
            out.extend(self.parties.ranked.first().cloned());
        }
        out
    }

    /// A person or body named stands for its state where a state is looked for.
    fn seen_as(&self, reference: &Reference, sort: Sort) -> Reference {
        let own = match sort {
            Sort::State => reference.id.is_country(),
            Sort::Party => reference.acts_for.is_none(),
            Sort::Thing | Sort::Organisation | Sort::Company | Sort::Person => true,
        };
        if own { reference.clone() } else { Reference::named(reference.actor().clone(), reference.form) }
    }

    fn is_sort(&self, reference: &Reference, sort: Sort) -> bool {
        let id = &reference.id;
        let world = self.scene.resources.world;
        let person = || {
            reference.form == Form::Person
                || world.person(id.as_str()).is_some()
                || reference.form == Form::StandIn && reference.acts_for.is_some()
        };
        let company = || reference.form == Form::Company || world.company(id.as_str()).is_some();
        match sort {
            Sort::State => {
                id.is_country()
                    || reference.acts_for.as_ref().is_some_and(ActorId::is_country)
                        && (person() || reference.form == Form::Body)
            }
            Sort::Organisation => world.organisation(id.as_str()).is_some(),
            Sort::Company => company() || reference.form == Form::Unlisted,
            Sort::Person => person(),
            Sort::Thing => !person(),
            Sort::Party => {
                let actor = reference.actor();
                actor.is_country() || world.organisation(actor.as_str()).is_some()
            }
        }
    }

    /// The nearest sentence before a token that names `count` of a sort: these; else the main parties.
    fn group(&self, at: usize, count: usize, sort: Sort) -> Option<Vec<Reference>> {
        let sentence = self.scene.tokens[at].sentence;
        if count == 2
            && sort == Sort::Party
            && self.parties_before(at) < 2
            && let Some(pair) = &self.parties.pair
        {
            return Some(pair.clone());
        }
        for number in (sentence.saturating_sub(REACH)..=sentence).rev() {
            let mut out: Vec<Reference> = Vec::new();
            for (place, references) in &self.named[number] {
                if number == sentence && *place >= at {
                    break;
                }
                for reference in references.iter().filter(|r| self.is_sort(r, sort)) {
                    let reference = self.seen_as(reference, sort);
                    if !out.iter().any(|other| {
                        other.id == reference.id || other.acts_for.is_some() && other.acts_for == reference.acts_for
                    }) {
                        out.push(reference);
                    }
                }
            }
            if out.len() >= count {
                out.truncate(count);
                return Some(out);
            }
        }
        let main = &self.parties.ranked;
        let usable = matches!(sort, Sort::Party | Sort::State) && main.len() >= count;
        usable.then(|| main[..count].to_vec())
    }

    /// The organisation that is the only actor named in the sentence before a token, its people aside.
    fn lone_bloc(&self, at: usize) -> Option<Reference> {
        let named = &self.named[self.scene.tokens[at].sentence];
        let mut before = named.iter().filter(|(place, _)| *place < at).flat_map(|(_, references)| references);
        let first = before.next()?.actor().clone();
        let alone = before.all(|reference| *reference.actor() == first);
        let bloc = Reference::named(first, Form::Organisation);
        (alone && self.is_sort(&bloc, Sort::Organisation)).then_some(bloc)
    }

    /// How many states and organisations are named in the sentence before a token.
    fn parties_before(&self, at: usize) -> usize {
        let named = &self.named[self.scene.tokens[at].sentence];
        let party = |references: &Vec<Reference>| references.iter().any(|r| self.is_sort(r, Sort::Party));
        named.iter().filter(|(place, references)| *place < at && party(references)).count()
    }

    fn we(&mut self, at: usize, quoted: bool) -> Option<usize> {
        if !quoted && !self.parties.signatories.is_empty() {
            let all = self.parties.signatories.clone();
            let pair = all.iter().take(2).cloned().collect();
            return self.put(at..at + 1, vec![all, pair]);
        }
        // In a quote the speaker's side: whoever speaks in this sentence or the ones before.
        let mut readings: Vec<Vec<Reference>> = self.speakers(at).into_iter().map(|r| vec![r]).collect();
        if readings.is_empty() && !quoted {
            return None;
        }
        readings.extend(self.parties.ranked.first().map(|r| vec![r.clone()]));
        self.put(at..at + 1, readings)
    }

    /// People named in this sentence, also after a token (quotes come before "he said"), and in those before.
    fn speakers(&self, at: usize) -> Vec<Reference> {
        let sentence = self.scene.tokens[at].sentence;
        let mut out: Vec<Reference> = Vec::new();
        for number in (sentence.saturating_sub(REACH)..=sentence).rev() {
            for (_, references) in &self.named[number] {
                let people = references.iter().filter(|r| self.is_sort(r, Sort::Person));
                for person in people {
                    if !out.iter().any(|other| other.id == person.id) {
                        out.push(person.clone());
                    }
                }
            }
        }
        out
    }

    fn is_female(&self, person: &Reference) -> Option<bool> {
        let first = person.id.as_str().split('-').next()?;
        let word = self.scene.resources.vocabulary.get(first);
        self.scene.resources.lexicon.is(word, Class::Female).then_some(true)
    }
}
