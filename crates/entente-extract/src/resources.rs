//! What extraction knows before it reads: the tables of the reference world, made ready for matching.
//!
//! Built once and shared. [`Resources::embedded`] is the one for the embedded tables.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use entente_core::{ActorId, TopicId, World};
use foldhash::fast::FixedState;

use crate::lexicon::Lexicon;
use crate::token::{Vocabulary, WordId, fold, pieces};
use crate::trie::{Case, Trie};

/// The tables of a world as matchers.
#[derive(Debug)]
pub struct Resources<'w> {
    /// The world itself.
    pub world: &'w World,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) lexicon: Lexicon,
    pub(crate) names: Trie<Name>,
    pub(crate) topics: Trie<TopicId>,
    pub(crate) labels: Trie<Label>,
    /// The people of the table of offices by the words of their surnames.
    pub(crate) surnames: HashMap<WordId, Vec<ActorId>, FixedState>,
    /// The words of countries' names.
    states: HashSet<WordId, FixedState>,
}

/// Who a name of the tables names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Name {
    Country(ActorId),
    Demonym(ActorId),
    Seat(ActorId),
    Organisation(ActorId),
    /// A body and the state that it acts for.
    Body(ActorId, ActorId),
    /// A company, and whether the name is a word, a person or a place too.
    Company(ActorId, bool),
    Person(ActorId),
    /// Words that hold a name of the tables and are none ("Indian Ocean").
    Nobody,
}

/// An instrument by id, or a level of partnership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Label {
    Instrument(String),
    Level,
}

/// Other names of topics: `name TAB topic id`.
const TOPIC_ALIASES: &str = include_str!("../data/topic_aliases.tsv");
/// Other names of actors and names that are nobody's: `name TAB form TAB actor id`.
const ACTOR_ALIASES: &str = include_str!("../data/actor_aliases.tsv");

impl Resources<'static> {
    /// The resources of the embedded world, built at the first call.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Resources<'static>> = LazyLock::new(|| Resources::new(World::embedded()));
        &EMBEDDED
    }
}

impl<'w> Resources<'w> {
    /// Makes the tables of a world ready for matching.
    #[must_use]
    pub fn new(world: &'w World) -> Self {
        let mut vocabulary = Vocabulary::default();
        let lexicon = Lexicon::new(&mut vocabulary);
        let mut out = Self {
            world,
            vocabulary,
            lexicon,
            names: Trie::default(),
            topics: Trie::default(),
            labels: Trie::default(),
            surnames: HashMap::default(),
            states: HashSet::default(),
        };
        out.add_countries();
        out.add_organisations();
        out.add_companies();
        out.add_people();
        out.add_topics();
        out.add_labels();
        out.add_own_names();
        out
    }

    /// Whether a word begins no name of the tables and is no word of a topic: a name of its own.
    pub(crate) fn vocabulary_is_name_free(&self, word: WordId) -> bool {
        !self.topics.begins_with(word) && !self.states.contains(&word)
    }

    fn name(&mut self, name: &str, value: Name) {
        self.cased(name, Case::proper(name), value);
    }

    fn cased(&mut self, name: &str, case: Case, value: Name) {
        if !name.trim().is_empty() {
            self.names.insert(name, case, value, &mut self.vocabulary);
        }
    }

    fn add_countries(&mut self) {
        for country in self.world.countries() {
            let id = &country.id;
            for name in
                std::iter::once(&country.name).chain(&country.demonyms).chain(&country.aliases).chain(&country.metonyms)
            {
                for (range, _) in pieces(name) {
                    let word = self.vocabulary.intern(&fold(&name[range]));
                    self.states.insert(word);
                }
            }
            let own = [&country.name, &country.official_name].into_iter().chain(&country.aliases);
            for name in own.filter(|name| !UNSAFE_NAMES.contains(&name.as_str())) {
                self.name(name, Name::Country(id.clone()));
            }
            for name in country.demonyms.iter().filter(|name| !UNSAFE_NAMES.contains(&name.as_str())) {
                // "US" and "New Zealand" are nouns as well.
                if *name != country.name && !country.aliases.contains(name) {
                    self.name(name, Name::Demonym(id.clone()));
                }
            }
            for name in country.capital.iter().chain(&country.metonyms) {
                if *name != country.name && !UNSAFE_NAMES.contains(&name.as_str()) {
                    self.name(name, Name::Seat(id.clone()));
                }
            }
        }
    }

    fn add_organisations(&mut self) {
        for organisation in self.world.organisations() {
            for name in std::iter::once(&organisation.name).chain(&organisation.aliases) {
                let id = organisation.id.clone();
                if matches!(name.as_str(), "the bloc" | "the Alliance") {
                    continue;
                }
                if name == "Brussels" {
                    self.name(name, Name::Seat(id));
                    continue;
                }
                let acronym = name.len() >= 4 && name.bytes().all(|b| b.is_ascii_uppercase()) && name != "FORGE";
                let case = if acronym { Case::Acronym(name.as_str().into()) } else { Case::proper(name) };
                self.cased(name, case, Name::Organisation(id));
            }
        }
        for body in self.world.bodies() {
            for name in std::iter::once(&body.name).chain(&body.aliases) {
                let id = self.world.canonical_actor(&body.id).clone();
                let name_of = if id == body.id {
                    Name::Body(id, body.country.clone())
                } else {
                    // A state enterprise acts as the company it is.
                    Name::Company(id, false)
                };
                self.name(name, name_of);
            }
        }
    }

    fn add_companies(&mut self) {
        for company in self.world.companies() {
            for name in std::iter::once(&company.name).chain(&company.aliases) {
                let ambiguous = company.ambiguous.contains(name);
                self.name(name, Name::Company(company.id.clone(), ambiguous));
            }
        }
    }

    fn add_people(&mut self) {
        for person in self.world.people() {
            for name in std::iter::once(&person.name).chain(&person.aliases) {
                let words: Vec<&str> = name.split(' ').collect();
                let titled = matches!(words[0], "President" | "General" | "Secretary" | "Sir" | "Lord" | "Dr" | "Dr.");
                if words.len() > 1 && !titled {
                    self.name(name, Name::Person(person.id.clone()));
                }
            }
            for surname in surnames(&person.name, &person.latest_of) {
                let word = self.vocabulary.intern(&fold(surname));
                let people = self.surnames.entry(word).or_default();
                if !people.contains(&person.id) {
                    people.push(person.id.clone());
                }
            }
            for alias in person.aliases.iter().filter(|alias| !alias.contains([' ', '.'])) {
                let word = self.vocabulary.intern(&fold(alias));
                let people = self.surnames.entry(word).or_default();
                if !people.contains(&person.id) {
                    people.push(person.id.clone());
                }
            }
        }
    }

    fn add_topics(&mut self) {
        for topic in self.world.topics() {
            if matches!(topic.id.as_str(), "policy-fields" | "strategic-goods" | "industrial-minerals") {
                continue;
            }
            self.topic(&topic.name, true, &topic.id);
            self.topic(&topic.id.as_str().replace('-', " "), true, &topic.id);
            // "North Korea" is somebody, whatever else it is.
            let somebody = |alias: &str| self.world.countries().iter().any(|country| country.name == alias);
            let aliases: Vec<&String> = topic.aliases.iter().filter(|alias| !somebody(alias)).collect();
            for alias in aliases
                .into_iter()
                .filter(|alias| alias.len() > 2 || matches!(alias.as_str(), "AI" | "PV" | "5G" | "6G"))
            {
                self.topic(alias, false, &topic.id);
            }
        }
        for (line, cells) in rows(TOPIC_ALIASES) {
            let [name, id] = cells[..] else {
                panic!("topic_aliases.tsv:{line}: write a name, a tab and a topic's id")
            };
            let id: TopicId = id.parse().unwrap_or_else(|error| panic!("topic_aliases.tsv:{line}: {error}"));
            // A world of other tables may lack the topic.
            if self.world.topic(id.as_str()).is_none() {
                continue;
            }
            self.topic(name, false, &id);
        }
    }

    fn topic(&mut self, name: &str, is_title: bool, id: &TopicId) {
        let mut add = |name: &str| {
            let case = Case::common(name, is_title);
            self.topics.insert(name, case, id.clone(), &mut self.vocabulary);
        };
        add(name);
        if name.contains(['(', ',']) || name.len() < 4 && name.bytes().all(|b| b.is_ascii_lowercase()) {
            return;
        }
        // The other number of the last word.
        if let Some(stem) = name.strip_suffix("ies") {
            add(&format!("{stem}y"));
        } else if let Some(singular) = name.strip_suffix('s').filter(|s| s.len() > 2 && !s.ends_with(['s', 'u', 'i'])) {
            add(singular);
        } else if let Some(stem) = name.strip_suffix('y').filter(|s| !s.ends_with(['a', 'e', 'o'])) {
            add(&format!("{stem}ies"));
        } else if !name.ends_with('s') {
            add(&format!("{name}s"));
        }
    }

    fn add_labels(&mut self) {
        for level in self.world.levels() {
            self.labels.insert(&level.level, Case::Any, Label::Level, &mut self.vocabulary);
        }
        for instrument in self.world.instruments() {
            for name in std::iter::once(&instrument.name).chain(&instrument.aliases) {
                let value = Label::Instrument(instrument.id.clone());
                self.labels.insert(name, Case::proper(name), value, &mut self.vocabulary);
            }
        }
    }

    fn add_own_names(&mut self) {
        for (line, cells) in rows(ACTOR_ALIASES) {
            let fail = |why: &str| -> ! { panic!("actor_aliases.tsv:{line}: {why}") };
            let [name, form, id] = cells[..] else { fail("write a name, a form and an actor's id, with tabs between") };
            let id = || id.parse::<ActorId>().unwrap_or_else(|_| fail("the id is no actor's"));
            let value = match form {
                "country" => Name::Country(id()),
                "demonym" => Name::Demonym(id()),
                "seat" => Name::Seat(id()),
                "organisation" => Name::Organisation(id()),
                "company" => Name::Company(id(), false),
                "nobody" => Name::Nobody,
                _ => fail("the form is country, demonym, seat, organisation, company or nobody"),
            };
            self.name(name, value);
        }
    }
}

/// Names of the tables that are other words more often than the country.
const UNSAFE_NAMES: &[&str] = &[
    "Yankee",
    "No 10",
    "Kiwi",
    "Kiwis",
    "Male",
    "Malé",
    "Sejong City",
    "Stanley",
    "Hamilton",
    "Douglas",
    "Kingston",
    "Georgetown",
    "Victoria",
    "Dane",
    "Finn",
    "Capital",
    "Saint Martin",
];

/// The lines of an own table that hold something, with their numbers.
fn rows(table: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let lines = table.lines().enumerate().map(|(at, line)| (at + 1, line));
    lines
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        .map(|(at, line)| (at, line.split('\t').collect()))
}

/// The words of a name that texts use alone: the last one, and the first where families come first.
pub(crate) fn surnames<'n>(name: &'n str, of: &ActorId) -> Vec<&'n str> {
    let words: Vec<&str> =
        pieces(name).into_iter().map(|(range, _)| &name[range]).filter(|w| w.chars().count() > 1).collect();
    let family_first = matches!(of.as_str(), "CHN" | "KOR" | "PRK" | "TWN" | "HKG" | "SGP" | "VNM" | "KHM");
    let suffix =
        |word: &&&str| !matches!(**word, "Jr" | "Sr" | "II" | "III" | "IV" | "VI" | "XIV" | "al" | "bin" | "Al");
    let mut out: Vec<&str> = words.iter().rfind(suffix).copied().into_iter().collect();
    if family_first {
        out.extend(words.first().copied().filter(|first| !out.contains(first)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_names_of_topics_lead_to_topics_of_the_tables() {
        for (line, cells) in rows(TOPIC_ALIASES) {
            assert_eq!(cells.len(), 2, "topic_aliases.tsv:{line}");
            assert!(World::embedded().topic(cells[1]).is_some(), "topic_aliases.tsv:{line}: no topic `{}`", cells[1]);
        }
    }

    #[test]
    fn own_names_of_actors_are_well_formed() {
        for (line, cells) in rows(ACTOR_ALIASES) {
            let id = cells.get(2).copied().unwrap_or_default();
            assert!(
                cells.len() == 3 && (cells[1] == "nobody" || id.parse::<ActorId>().is_ok()),
                "actor_aliases.tsv:{line}"
            );
        }
    }
}
