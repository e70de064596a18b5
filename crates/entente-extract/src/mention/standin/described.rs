//! Descriptions: "both sides", "the bloc", "the island nation", "the company", "the government".

use std::ops::Range;

use entente_core::ActorId;
use entente_core::world::OrganisationKind;

use super::{Sort, Walk};
use crate::lexicon::Class;
use crate::mention::{Form, Reference};

impl Walk<'_, '_> {
    /// "both sides", "the two countries", "the bloc", "the island nation", "the company", "the former".
    pub(super) fn described(&mut self, at: usize, word: &str) -> Option<usize> {
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
    pub(super) fn state_body(&mut self, at: usize, head: usize) -> Option<usize> {
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
}
