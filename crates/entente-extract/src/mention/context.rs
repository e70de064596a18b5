//! What must stand around a name of the tables that is something else too.

use std::ops::Range;

use entente_core::ActorId;

use super::scene::Scene;
use crate::lexicon::Class;
use crate::resources::Name;
use crate::token::Shape;

/// The rank of a body whose state is not in reach.
pub(super) const FAR: u8 = 8;

/// Whether a name may stand for what the tables say, where it stands.
pub(super) fn allows(scene: &Scene<'_>, tokens: &Range<usize>, name: &Name) -> bool {
    let single = tokens.len() == 1;
    let word = scene.word(tokens.start);
    let next = scene.after(tokens.end - 1, 1);
    let next_is_name = next.is_some_and(|at| {
        scene.is_capital(at) && !scene.is_title_case(at) && scene.tokens[at].start == scene.tokens[at - 1].end + 1
    });
    match name {
        Name::Country(_) | Name::Demonym(_) if single => match word {
            // In capitals it may be the pronoun.
            "US" => !shouted(scene, tokens.start) || !scene.is_any(next.unwrap_or(usize::MAX), &["to", "all", "and"]),
            "Georgia" => is_the_country_georgia(scene),
            "Jordan" | "Chad" | "Holland" => {
                // "Mr Jordan", "Chad Ode": a part of a person's name.
                let titled = scene.before(tokens.start).is_some_and(|at| scene.is(at, Class::Honorific));
                let named = next_is_name && next.is_some_and(|at| !scene.is_listed(at) && !scene.is(at, Class::Post));
                !titled && !named
            }
            _ => true,
        },
        Name::Seat(_) if single => {
            // "the Washington Post", "Paris Club": part of another name, unless a title or a weekday follows.
            let swallowed = next_is_name
                && next.is_some_and(|at| {
                    !scene.is(at, Class::Post)
                        && !scene.is(at, Class::PostModifier)
                        && !scene.is(at, Class::Weekday)
                        && !scene.is(at, Class::Month)
                        && !scene.is(at, Class::Function)
                        && scene.shape(at) == Shape::Capital
                });
            let named = scene.before(tokens.start).is_some_and(|at| {
                scene.is(at, Class::Honorific)
                    || scene.is_any(at, &["George", "Denzel", "Jack", "Paris", "Fort", "Port", "San", "Santa"])
            });
            !swallowed && !named
        }
        _ => true,
    }
}

/// Whether the sentence is all in capitals.
fn shouted(scene: &Scene<'_>, token: usize) -> bool {
    let words = scene.sentence_of(token).filter(|&at| scene.is_wordlike(at));
    words.clone().count() > 2
        && words.into_iter().all(|at| scene.shape(at) == Shape::Upper || scene.word(at).len() == 1)
}

/// Whether "Georgia" is the country: the text names its surroundings, or nothing of the American state's.
fn is_the_country_georgia(scene: &Scene<'_>) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| scene.holds(name));
    any(&["Tbilisi", "Georgian", "Caucasus", "Abkhazia", "Ossetia", "Black Sea", "Armenia", "Azerbaijan", "Moldova"])
        || !any(&[
            "Atlanta",
            "Savannah",
            "Alabama",
            "Tennessee",
            "South Carolina",
            "North Carolina",
            "Florida",
            "U.S. state",
            "US state",
            "state of Georgia",
            "Texas",
            "Ohio",
            "Michigan",
        ])
}

/// Whether an ambiguous name of a company is the company here: a longer name of it stands in the text, or words of
/// business stand beside it.
pub(super) fn is_company(scene: &Scene<'_>, tokens: &Range<usize>, id: &ActorId) -> bool {
    let company = scene.resources.world.company(id.as_str());
    let own = scene.words(tokens.clone());
    let fuller = company.is_some_and(|company| {
        std::iter::once(&company.name)
            .chain(&company.aliases)
            .any(|name| name.len() > own.len() + 2 && !company.ambiguous.contains(name) && scene.holds(name))
    });
    if fuller {
        return true;
    }
    let title_case = scene.is_title_case(tokens.start);
    let sentence = scene.sentence_of(tokens.start);
    if scene.shape(tokens.start) == Shape::Upper && tokens.len() == 1 {
        return !is_defined_here(scene, own) && !shouted(scene, tokens.start);
    }
    // Words of business right beside the name, or a firm's word before it ("the miner Vale").
    let near = tokens.start.saturating_sub(3).max(sentence.start)..(tokens.end + 4).min(sentence.end);
    let beside = near.into_iter().any(|at| {
        !tokens.contains(&at) && (scene.is(at, Class::Business) || scene.is(at, Class::Legal) && scene.is_capital(at))
    });
    let firm_before = scene.before(tokens.start).is_some_and(|at| scene.is(at, Class::Firm));
    let capitals = scene.tokens[tokens.clone()].iter().filter(|t| t.is_word()).all(|t| t.is_capital());
    let other_name = |at: Option<usize>| {
        at.is_some_and(|at| {
            scene.is_capital(at)
                && !scene.is(at, Class::Function)
                && !scene.is(at, Class::Legal)
                && !scene.is_listed(at)
        })
    };
    let alone = !other_name(scene.before(tokens.start)) && !other_name(scene.after(tokens.end - 1, 1));
    // A capital inside a sentence makes a name; one at its start says nothing of a single word.
    let inside = tokens.start > sentence.start && !matches!(scene.word(tokens.start - 1), "\"" | "“" | "'" | ":" | "(");
    let acts = scene.after(tokens.end - 1, 1).is_some_and(|at| {
        scene.is(at, Class::Say)
            || scene.is_any(at, &["will", "has", "had", "would", "plans", "and", "is", "was", "also", "'"])
    });
    firm_before
        || capitals && !title_case && alone && (inside || tokens.len() > 1 || beside || acts)
        || beside && capitals && title_case && tokens.len() > 1
}

/// Whether the text explains an abbreviation in brackets: then it is that and not what the tables hold.
fn is_defined_here(scene: &Scene<'_>, abbreviation: &str) -> bool {
    scene.holds(&format!("({abbreviation})"))
}

/// How well a body of `country` fits where it stands: lower is better.
pub(super) fn body_rank(scene: &Scene<'_>, tokens: &Range<usize>, country: &ActorId) -> u8 {
    let sentence = scene.sentence_of(tokens.start);
    let near = |range: Range<usize>| {
        range.into_iter().any(|at| scene.references(at).iter().any(|reference| reference.actor() == country))
    };
    if near(tokens.start.saturating_sub(3).max(sentence.start)..tokens.start) {
        return 0;
    }
    // "of the Philippines" comes after and is not found yet: look it up.
    let after = tokens.end..(tokens.end + 5).min(sentence.end);
    let named = after.clone().any(|at| {
        let found = scene.resources.names.find(scene.text, &scene.tokens[at..sentence.end]);
        found.is_some_and(|(_, names)| {
            names.iter().any(|name| matches!(name, Name::Country(id) | Name::Demonym(id) if id == country))
        })
    });
    if named {
        return 1;
    }
    if near(sentence.start..tokens.start) { 5 } else { FAR }
}

/// Nouns for those who look after a topic.
const KEEPERS: &[&str] = &[
    "administration",
    "administrations",
    "authority",
    "authorities",
    "official",
    "officials",
    "officer",
    "officers",
    "ministry",
    "department",
    "regulator",
    "regulators",
];

/// Whether words that name a topic do so here.
pub(super) fn allows_topic(scene: &Scene<'_>, tokens: &Range<usize>) -> bool {
    // "its customs administration": a body, whatever it looks after.
    if scene.after(tokens.end - 1, 1).is_some_and(|at| scene.is_any(at, KEEPERS)) {
        return false;
    }
    if tokens.len() > 1 {
        return true;
    }
    let at = tokens.start;
    let word = scene.word(at).to_ascii_lowercase();
    let before = scene.before(at);
    let next = scene.after(at, 1);
    let before_is = |words: &[&str]| before.is_some_and(|at| scene.is_any(at, words));
    let next_is = |words: &[&str]| next.is_some_and(|at| scene.is_any(at, words));
    let verbal = before_is(&["to", "will", "would", "could", "may", "can", "must", "should", "not", "and"])
        && !before_is(&["and"]);
    if verbal
        && VERBS.contains(&word.as_str())
        && next_is(&[
            "the", "a", "an", "its", "their", "his", "her", "our", "up", "out", "on", "through", "it", "them", "more",
        ])
    {
        return false;
    }
    if ADJECTIVES.contains(&word.as_str()) {
        // "economic, cultural and scientific cooperation": an adjective is a topic where people work together on it.
        let near = at + 1..(at + 7).min(scene.sentence_of(at).end);
        return near.into_iter().any(|at| scene.is_any(at, TOGETHER));
    }
    match word.as_str() {
        // What moves is the topic, not that it moves: "exports of tin", "an export ban".
        "exports" | "imports" | "export" | "import" => {
            let topic_before = before.is_some_and(|at| scene.topic_at[at].is_some());
            !topic_before
                && !next_is(&[
                    "of",
                    "to",
                    "from",
                    "ban",
                    "bans",
                    "control",
                    "controls",
                    "curbs",
                    "curb",
                    "restrictions",
                    "restriction",
                    "licence",
                    "licences",
                    "licences",
                    "quota",
                    "quotas",
                    "duty",
                    "duties",
                    "tariff",
                    "tariffs",
                    "tax",
                    "taxes",
                    "permit",
                    "permits",
                    "terminal",
                    "share",
                    "market",
                    "-",
                ])
        }
        "tariffs" | "tariff" | "duties" | "duty" | "levies" | "levy" => {
            !next_is(&["on", "of", "against"])
                && !before_is(&["%", "percent", "cent", "pc"])
                && (!matches!(word.as_str(), "duty" | "duties") || !next_is(&["to"]))
        }
        "power" | "powers" => {
            !before_is(&[
                "in",
                "to",
                "world",
                "great",
                "major",
                "regional",
                "military",
                "purchasing",
                "bargaining",
                "soft",
                "market",
                "political",
                "executive",
                "the",
                "big",
                "european",
                "western",
                "of",
                "rising",
                "foreign",
                "colonial",
                "naval",
                "hard",
                "more",
                "emergency",
                "middle",
                "new",
            ]) || word == "power" && before_is(&["of"])
        }
        "base" | "bases" => {
            before_is(&[
                "military",
                "naval",
                "air",
                "a",
                "the",
                "no",
                "its",
                "army",
                "foreign",
                "permanent",
                "new",
                "joint",
                "russian",
                "american",
                "turkish",
                "french",
                "chinese",
                "submarine",
                "and",
                "keeps",
                "of",
            ]) && !next_is(&["rate", "metal", "metals", "case", "year"])
        }
        // The metal stands among metals or before words of its trade.
        "lead" | "leads" => {
            before_is(&["of", "refined", "and", ",", "in"])
                && !next_is(&["the", "to", "in", "a", "of"])
                && scene.sentence_of(at).any(|other| {
                    other != at
                        && scene.is_any(
                            other,
                            &["zinc", "tin", "copper", "metal", "metals", "smelter", "silver", "battery"],
                        )
                })
                || next_is(&["smelter", "smelters", "mine", "mines", "ore", "ores", "exports", "concentrate", "acid"])
        }
        "relief" | "waste" | "filters" | "filter" | "shells" | "shell" | "masks" | "mask" | "conversion"
        | "fighters" | "fighter" => {
            !before_is(&["tax", "to", "a", "rebel"]) || word == "fighter" && next_is(&["jet", "jets"])
        }
        "travel" | "research" => !next_is(&["to", "by"]),
        "salts" | "golds" | "silvers" => false,
        _ => true,
    }
}

/// Nouns that are verbs too.
const VERBS: &[&str] = &[
    "ship",
    "ships",
    "exercise",
    "exercises",
    "levy",
    "drill",
    "power",
    "deposit",
    "loan",
    "grant",
    "grants",
    "tax",
    "train",
    "trains",
    "bridge",
    "fuel",
    "fuels",
    "tank",
    "water",
    "research",
    "test",
    "travel",
    "mine",
    "vessel",
    "police",
    "trade",
    "share",
    "aid",
    "border",
    "film",
];
/// Topics named by an adjective alone.
const ADJECTIVES: &[&str] = &[
    "economic",
    "industrial",
    "financial",
    "military",
    "medical",
    "environmental",
    "cultural",
    "scientific",
    "technological",
    "maritime",
    "digital",
    "educational",
    "academic",
    "regulatory",
    "territorial",
    "multilateral",
    "unmanned",
    "chemical",
    "agricultural",
    "democratic",
    "nuclear",
    "automotive",
];
/// Nouns and verbs of working together.
const TOGETHER: &[&str] = &[
    "cooperation",
    "co-operation",
    "ties",
    "relations",
    "fields",
    "field",
    "areas",
    "exchanges",
    "exchange",
    "spheres",
    "cooperate",
    "collaboration",
    "partnership",
    "links",
    "domains",
    "sectors",
    "matters",
    "issues",
    "affairs",
    "contacts",
    "projects",
    "dialogue",
    "industry",
];

/// Adjectives that make a level of partnership a level of its own.
const LEVEL_WORDS: &[&str] = &[
    "special",
    "strategic",
    "comprehensive",
    "global",
    "privileged",
    "enhanced",
    "all-weather",
    "green",
    "extensive",
    "deep",
    "new",
    "elevated",
    "bilateral",
    "historic",
    "long-term",
    "digital",
    "security",
    "economic",
    "energy",
    "defence",
    "defense",
    "permanent",
    "trilateral",
    "cooperative",
    "and",
    "innovative",
    "mutual",
    "friendly",
    "traditional",
    "full",
];

/// The tokens of a level with the adjectives before it.
pub(super) fn level(scene: &Scene<'_>, tokens: Range<usize>) -> Range<usize> {
    let mut start = tokens.start;
    while let Some(before) = scene.before(start) {
        let joins = scene.is_any(before, LEVEL_WORDS)
            && !scene.is_any(before, &["new", "bilateral", "historic", "elevated"])
            || scene.word(before) == "-" && scene.glued(start) && scene.glued(before);
        if !joins {
            break;
        }
        start = before;
    }
    while start < tokens.start && (scene.is_word(start, "and") || scene.word(start) == "-") {
        start += 1;
    }
    start..tokens.end
}
