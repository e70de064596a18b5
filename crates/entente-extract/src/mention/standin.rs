//! Words that stand for somebody named elsewhere: pronouns, "the two countries", "the bloc", "the company", "the minister".
//!
//! "Chile signed. It will sell lithium." → "It" is `CHL`. "The Chinese president" → who holds the post at the document's
//! date. "Both sides" → the two parties named last, else the document's main ones. Each keeps its next likeliest readings
//! as alternatives. Not "it is clear that", not "the US-led coalition".

use std::ops::Range;

use entente_core::ActorId;
use entente_core::world::OrganisationKind;

use super::protagonist::{Protagonists, protagonists};
use super::scene::Scene;
use super::title::{self, Post};
use super::{Form, Reference, Sense, Title, gazetteer};
use crate::lexicon::Class;

/// How many sentences back a name is looked for.
const REACH: usize = 3;

/// Finds the words and who they stand for.
pub(super) fn find(scene: &mut Scene<'_>) {
    let posts = title::posts(scene);
    let named = named(scene);
    let parties = protagonists(scene);
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

/// The names of each sentence: where, and who.
type Named = Vec<Vec<(usize, Vec<Reference>)>>;

fn named(scene: &Scene<'_>) -> Named {
    let mut out: Named = vec![Vec::new(); scene.sentences.len()];
    for found in scene.found.iter().filter(|found| !found.gone) {
        if let Sense::Actors(references) = &found.sense
            && !references.is_empty()
        {
            out[scene.tokens[found.tokens.start].sentence].push((found.tokens.start, references.clone()));
        }
    }
    for sentence in &mut out {
        sentence.sort_by_key(|(at, _)| *at);
    }
    out
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
                let mut readings: Vec<Vec<Reference>> = self.group(at, 2, Sort::Party).into_iter().collect();
                readings.extend(self.nearest(at, Sort::Thing).into_iter().map(|r| vec![r]));
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
        let own = self.named[sentence]
            .iter()
            .filter(|(place, r)| *place < at && r.iter().any(|r| self.is_sort(r, sort)))
            .count();
        if count == 2
            && own < 2
            && sort == Sort::Party
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

    /// "both sides", "the two countries", "the bloc", "the island nation", "the company", "the former".
    fn described(&mut self, at: usize, word: &str) -> Option<usize> {
        let limit = self.scene.sentence_of(at).end;
        if word == "both" {
            return self.both(at, at + 1, 2, limit);
        }
        if at + 1 >= limit {
            return None;
        }
        let count = match self.scene.word(at + 1) {
            "two" | "pair" => Some(2),
            "three" | "trio" => Some(3),
            "four" => Some(4),
            "five" => Some(5),
            _ => None,
        };
        if matches!(word, "the" | "these" | "those" | "all")
            && let Some(count) = count
        {
            return self.both(at, at + 2, count, limit);
        }
        // The noun stands within three words: "the West African country".
        let head = (at + 1..(at + 5).min(limit)).find(|&noun| {
            let hyphen = self.scene.word(noun + 1) == "-" && self.scene.glued(noun + 1);
            self.is_head(noun) && !hyphen && !(noun + 1 < limit && self.is_head(noun + 1))
        })?;
        let between = at + 1..head;
        if self.scene.actor(head).is_some() {
            return None;
        }
        let broken = between.clone().any(|at| {
            self.scene.shape(at) == crate::token::Shape::Mark && self.scene.word(at) != "-"
                || self.scene.is(at, Class::Function)
                || self.scene.is(at, Class::Post)
                || self.scene.is_any(at, &["of", "in", "to", "is", "was", "has"])
        });
        if broken {
            return None;
        }
        let next = head + 1;
        // "the country Norway", "the Danish brewer Hop": a name follows, which is the mention.
        if self.scene.is_capital(next) && next < limit && !self.scene.is(next, Class::Function) {
            return None;
        }
        // "the ministers of Norway and Chile" names them.
        if self.scene.is_word(next, "of") && (next + 1..next + 3).any(|at| self.scene.actor(at).is_some()) {
            return None;
        }
        let noun = self.scene.word(head).to_ascii_lowercase();
        let inner = between.clone().find_map(|at| self.scene.references(at).first().cloned());
        let definite = matches!(word, "the" | "this" | "that" | "these" | "those");
        match noun.as_str() {
            "sides" | "parties" | "countries" | "nations" | "neighbours" | "leaders" | "ministers" | "governments"
            | "states" | "partners" | "signatories" | "participants" | "allies"
                if definite && (inner.is_none()) =>
            {
                if !self.parties.signatories.is_empty() {
                    let all = self.parties.signatories.clone();
                    let pair = self.group(at, 2, Sort::Party).unwrap_or_default();
                    return self.put(at..next, vec![all, pair]);
                }
                if matches!(noun.as_str(), "sides" | "parties" | "ministers" | "leaders" | "neighbours") {
                    let pair = self.group(at, 2, Sort::Party).unwrap_or_default();
                    return self.put(at..next, vec![pair]);
                }
                None
            }
            "bloc" | "alliance" | "union" | "grouping" | "organisation" | "organization" | "cartel" | "commission"
            | "agency"
                if definite =>
            {
                self.organisation(at..next, &noun)
            }
            "government" | "cabinet" | "ministry" | "regime" | "administration" | "parliament" | "military"
            | "army" | "navy" | "treasury" | "regulator" | "state" | "authorities" | "junta" | "presidency"
            | "senate" | "legislature"
                if definite =>
            {
                if let Some(name) = between.clone().find(|&at| self.scene.is_capital(at)).filter(|_| inner.is_none()) {
                    return self.government_of(at..next, name);
                }
                if inner.is_some() { None } else { self.state_body(at, head) }
            }
            "former" | "latter" if definite => {
                let pair = self.group(at, 2, Sort::Thing)?;
                let one = if noun == "former" { pair.first() } else { pair.last() }?.clone();
                self.put(at..next, vec![vec![one]])
            }
            _ if self.scene.is(head, Class::Land) && definite => {
                let states = self.nearest(at, Sort::State);
                if inner.as_ref().is_some_and(|inner| inner.id.is_country()) {
                    return None;
                }
                self.put(at..next, states.into_iter().map(|r| vec![r]).collect())
            }
            _ if self.scene.is(head, Class::Firm) && definite => {
                let home = inner.filter(|inner| inner.id.is_country()).map(|inner| inner.id);
                let mut firms = self.nearest(at, Sort::Company);
                let world = self.scene.resources.world;
                if let Some(home) = &home {
                    firms.sort_by_key(|firm| {
                        world.company(firm.id.as_str()).is_none_or(|company| company.country != *home)
                    });
                }
                // A demonym inside is a mention of its own: take the noun alone.
                let tokens = if home.is_some() { head..next } else { at..next };
                self.put(tokens, firms.into_iter().map(|r| vec![r]).collect())
            }
            _ => None,
        }
    }

    fn is_head(&self, at: usize) -> bool {
        self.scene.is(at, Class::Land)
            || self.scene.is(at, Class::Firm)
            || self.scene.is_any(
                at,
                &[
                    "sides",
                    "parties",
                    "countries",
                    "nations",
                    "neighbours",
                    "neighbors",
                    "leaders",
                    "ministers",
                    "governments",
                    "states",
                    "partners",
                    "signatories",
                    "participants",
                    "allies",
                    "bloc",
                    "alliance",
                    "union",
                    "grouping",
                    "organisation",
                    "organization",
                    "cartel",
                    "commission",
                    "agency",
                    "government",
                    "cabinet",
                    "ministry",
                    "regime",
                    "administration",
                    "parliament",
                    "military",
                    "army",
                    "navy",
                    "treasury",
                    "regulator",
                    "state",
                    "authorities",
                    "junta",
                    "presidency",
                    "former",
                    "latter",
                    "senate",
                    "legislature",
                ],
            )
    }

    /// "both sides", "the two ministers", "both" alone.
    fn both(&mut self, at: usize, after: usize, count: usize, limit: usize) -> Option<usize> {
        // "both Rome and Oslo" names them.
        let named = (after..(after + 3).min(limit)).any(|at| self.scene.actor(at).is_some());
        let head = (after..(after + 3).min(limit)).find(|&noun| {
            self.scene.is_any(
                noun,
                &[
                    "countries",
                    "nations",
                    "sides",
                    "parties",
                    "states",
                    "governments",
                    "leaders",
                    "ministers",
                    "presidents",
                    "capitals",
                    "neighbours",
                    "neighbors",
                    "allies",
                    "powers",
                    "partners",
                    "companies",
                    "firms",
                    "groups",
                    "men",
                    "women",
                    "members",
                    "economies",
                    "rivals",
                    "producers",
                    "makers",
                    "miners",
                    "banks",
                    "delegations",
                    "republics",
                    "kingdoms",
                    "foes",
                    "friends",
                    "secretaries",
                    "premiers",
                    "chancellors",
                    "officials",
                    "blocs",
                    "organisations",
                    "organizations",
                    "peoples",
                    "navies",
                    "armies",
                    "islands",
                    "giants",
                    "carmakers",
                    "utilities",
                ],
            )
        });
        let noun = head.map(|head| self.scene.word(head).to_ascii_lowercase()).unwrap_or_default();
        if named && head.is_none()
            || head.is_none()
                && after < limit
                && (self.scene.is_wordlike(after)
                    && !self.scene.is(after, Class::Function)
                    && !self.scene.is(after, Class::Say))
        {
            return None;
        }
        if named {
            return None;
        }
        let end = head.map_or(after, |head| head + 1);
        let mut readings = Vec::new();
        match noun.as_str() {
            "companies" | "firms" | "groups" | "producers" | "makers" | "miners" | "banks" | "giants" | "carmakers"
            | "utilities" => {
                readings.extend(self.group(at, count, Sort::Company));
            }
            "leaders" | "ministers" | "presidents" | "men" | "women" | "premiers" | "secretaries" | "chancellors"
            | "officials" => {
                readings.extend(self.group(at, count, Sort::Person).filter(|people| people.len() == count));
                readings.extend(self.group(at, count, Sort::Party));
            }
            _ => {
                if self.parties.signatories.len() == count {
                    readings.push(self.parties.signatories.clone());
                }
                readings.extend(self.group(at, count, Sort::Party));
                readings.extend(self.group(at, count, Sort::Company));
            }
        }
        self.put(at..end, readings)
    }

    /// "the bloc", "the alliance": the organisation of that sort named last, else the one it mostly is.
    fn organisation(&mut self, tokens: Range<usize>, noun: &str) -> Option<usize> {
        let world = self.scene.resources.world;
        let at = tokens.start;
        let mut recent = self.nearest(at, Sort::Organisation);
        recent.sort_by_key(|reference| {
            let kind = world.organisation(reference.id.as_str()).map(|it| it.kind);
            match (noun, kind) {
                ("bloc" | "union", Some(OrganisationKind::Bloc)) => 0,
                ("alliance", Some(OrganisationKind::TreatyOrganisation)) => 0,
                ("agency" | "commission", Some(OrganisationKind::Agency)) => 0,
                _ => 1,
            }
        });
        let usual = match noun {
            "bloc" | "union" => Some("eu"),
            "alliance" if self.scene.holds("NATO") || self.scene.holds("Nato") => Some("nato"),
            "cartel" => Some("opec"),
            "commission" if self.scene.holds("European") || self.scene.holds("EU") => Some("eu"),
            _ => None,
        };
        let usual = usual.and_then(|id| ActorId::new(id).ok()).map(|id| Reference::named(id, Form::StandIn));
        let readings = recent.into_iter().chain(usual).map(|r| vec![r]).collect();
        self.put(tokens, readings)
    }

    /// "the Biden administration": of the state whose leader bears the name.
    fn government_of(&mut self, tokens: Range<usize>, name: usize) -> Option<usize> {
        let resources = self.scene.resources;
        let people = resources.surnames.get(&self.scene.word_id(name))?;
        let states =
            people.iter().filter_map(|id| resources.world.person(id.as_str())).map(|person| person.latest_of.clone());
        let readings = states.filter(ActorId::is_country).map(|id| vec![Reference::named(id, Form::StandIn)]).collect();
        self.put(tokens, readings)
    }

    /// "the government", "the ministry": of the state named last.
    fn state_body(&mut self, at: usize, head: usize) -> Option<usize> {
        // "China's parliament", "the government of Chile": the state is named beside it.
        let beside = head
            .checked_sub(1)
            .is_some_and(|before| self.scene.actor(before).is_some() || self.scene.is_word(before, "s"))
            || self.scene.is_any(head + 1, &["of"]) && (head + 2..head + 4).any(|at| self.scene.actor(at).is_some());
        if beside {
            return None;
        }
        let states = self.nearest(at, Sort::State);
        self.put(at..head + 1, states.into_iter().map(|r| vec![r]).collect())
    }

    /// A post without a name: "the Chinese president", "the minister".
    fn office(&mut self, post: &Post) -> Option<usize> {
        if post.plural
            || self.scene.actor(post.head).is_some()
            || post.former
            || self.scene.is_any(post.phrase, &["a", "an"])
        {
            return None;
        }
        // With a name right after or before, the post is that person's title.
        let named = |at: usize| self.scene.form(at) == Some(Form::Person);
        let titled = named(post.end)
            || named(post.end + 1) && self.scene.word(post.end) == ","
            || post.phrase > 0 && (named(post.phrase - 1) || post.phrase > 1 && named(post.phrase - 2));
        if titled || !post.article && post.owner.is_none() {
            return None;
        }
        let head = self.scene.word(post.head).to_ascii_lowercase();
        let owner = post.owner.clone();
        let world = self.scene.resources.world;
        let mut readings: Vec<Vec<Reference>> = Vec::new();
        if owner.is_none() || post.article {
            // The person with such a title named before, of this state where one is given.
            let people = self.titled_before(post, &head, owner.as_ref());
            readings.extend(people.into_iter().map(|r| vec![r]));
        }
        let state = owner.clone().or_else(|| self.nearest(post.phrase, Sort::State).first().map(|r| r.id.clone()));
        let mut title_of = state.clone();
        if let (Some(state), Some(day)) = (&state, self.scene.day())
            && let Some((office, _)) = world.office_holder(state, &post.name, day)
        {
            let mut reference = gazetteer::person(self.scene, &office.person);
            reference.acts_for = Some(state.clone());
            readings.push(vec![reference]);
        }
        if readings.is_empty() {
            // No name is known: the state that it acts for, where it is a post of a state.
            let state_post = matches!(
                head.as_str(),
                "minister"
                    | "president"
                    | "premier"
                    | "chancellor"
                    | "ambassador"
                    | "king"
                    | "secretary"
                    | "spokesman"
                    | "spokeswoman"
                    | "spokesperson"
            );
            let state = state.filter(|_| state_post && owner.is_none())?;
            title_of = Some(state.clone());
            readings.push(vec![Reference::named(state, Form::StandIn)]);
        }
        let start = if post.owner.is_some() && !post.article { post.head } else { post.phrase };
        let start = if post.owner.is_some() { self.after_owner(post, start) } else { start };
        let end = self.put(start..post.end, readings)?;
        if let Some(span) = self.scene.span(post.start..post.end)
            && let Some(index) = self.scene.actor_at[start]
            && let Sense::Actors(references) = &mut self.scene.found[index].sense
            && let Some(first) = references.first_mut()
        {
            first.title = Some(Title {
                name: post.name.clone(),
                of: title_of.or_else(|| first.acts_for.clone()),
                span,
                former: false,
            });
        }
        Some(end)
    }

    /// The first token of a post after the name of its owner, which is a mention of its own.
    fn after_owner(&self, post: &Post, start: usize) -> usize {
        let mut at = start;
        while at < post.head
            && (self.scene.actor(at).is_some()
                || self.scene.is_word(at, "the")
                || matches!(self.scene.word(at), "'" | "s"))
        {
            at += 1;
        }
        at
    }

    fn titled_before(&self, post: &Post, head: &str, owner: Option<&ActorId>) -> Vec<Reference> {
        let sentence = self.scene.tokens[post.head].sentence;
        let from = sentence.saturating_sub(12);
        let mut out: Vec<Reference> = Vec::new();
        for number in (from..=sentence).rev() {
            for (place, references) in self.named[number].iter().rev() {
                if number == sentence && *place >= post.phrase {
                    continue;
                }
                for reference in references.iter().filter(|r| r.form == Form::Person) {
                    let Some(title) = &reference.title else { continue };
                    let fits = title.name.split([' ', '-']).any(|word| word == head) && !title.former;
                    let of = owner.is_none_or(|owner| {
                        title.of.as_ref() == Some(owner) || reference.acts_for.as_ref() == Some(owner)
                    });
                    if fits && of && !out.iter().any(|other| other.id == reference.id) {
                        out.push(reference.clone());
                    }
                }
            }
        }
        out.truncate(2);
        out
    }
}
