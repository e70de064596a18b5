//! What stands around a trigger: its subject, its agent, what prepositions bring, whether it is so, when.

use entente_core::{Factuality, ValidTime};

use super::clause::Opening;
use super::line::{Line, Sort, matches};
use crate::mention::Sense;

/// Words that say that somebody asks another to act: what follows is the content of a statement, no fact.
const ASKED: &[&str] = &[
    "urg*",
    "ask*",
    "call",
    "calls",
    "called",
    "calling",
    "demand*",
    "request*",
    "appeal*",
    "want",
    "wanted",
    "hop*",
    "fear*",
    "worr*",
    "invit*",
    "press*",
    "advis*",
    "wish*",
    "recommend*",
];
/// Words for those whom somebody asks to act without naming them: "urged all states to halt".
const EVERYBODY: &[&str] = &[
    "states",
    "countries",
    "nations",
    "governments",
    "members",
    "partners",
    "parties",
    "sides",
    "others",
    "everybody",
];
const NEGATED: &[&str] = &[
    "not", "never", "neither", "nor", "denied", "denies", "denying", "deny", "refus*", "failed", "fails", "without",
    "cannot", "nobody", "declin*", "won't", "doesn't", "didn't", "don't", "isn't", "hasn't", "haven't", "wouldn't",
    "aren't", "wasn't", "can't",
];
const POSSIBLE: &[&str] = &[
    "may",
    "might",
    "could",
    "consider*",
    "weigh*",
    "propos*",
    "mull*",
    "explore",
    "explores",
    "explored",
    "exploring",
    "possib*",
    "if",
    "likely",
    "threaten*",
    "whether",
    "would-be",
    "potential*",
    "rumour*",
    "study*",
    "studies",
    "studying",
    "seek*",
    "float*",
    "suggest*",
    "offer*",
    "can",
];
const PLANNED: &[&str] = &[
    "will", "shall", "plan", "plans", "planned", "planning", "agree", "agrees", "agreed", "agreeing", "pledg*",
    "intend*", "vow*", "promis*", "aim*", "due", "expect*", "would", "commit*", "decid*", "undert*", "ready",
    "prepar*", "want", "wants", "wanted", "resolve*", "hopes", "hope", "must", "should", "ll", "bound",
];

impl Line<'_> {
    /// The group of actors that acts in a verb at `at`.
    pub(super) fn subject(&self, at: usize) -> Option<usize> {
        if self.passive(at) {
            return self.agent(at);
        }
        self.left_subject(at)
    }

    /// The group of actors before a verb, whatever its voice.
    pub(super) fn left_subject(&self, at: usize) -> Option<usize> {
        let clause = self.items[at].clause;
        if let Some(own) = self.own_subject(at) {
            return Some(own);
        }
        let Clauses { parent, antecedent, opening } = self.clause_of(clause);
        if matches!(opening, Opening::Relative | Opening::Apposition | Opening::Aside)
            && let Some(antecedent) = antecedent.filter(|&a| self.is_actors(a))
        {
            return Some(antecedent);
        }
        if opening == Opening::Subordinate {
            // "After suspending …, Denmark": the subject comes in the next clause.
            let first = (0..at).find(|&i| self.items[i].clause == clause);
            if first.is_some_and(|first| self.word(first + 1).ends_with("ing")) {
                let next = (at + 1..self.items.len())
                    .find(|&i| self.is_actors(i) && self.items[i].clause != clause && self.items[i].prep.is_empty());
                if next.is_some() && first == Some(0) {
                    return next;
                }
            }
        }
        let parent = parent.or_else(|| clause.checked_sub(1));
        (0..at)
            .filter(|&i| self.is_actors(i) && self.items[i].prep.is_empty() && Some(self.items[i].clause) == parent)
            .min()
            .or_else(|| {
                (0..at).find(|&i| {
                    self.is_actors(i)
                        && self.items[i].prep.is_empty()
                        && !matches!(self.clause_of(self.items[i].clause).opening, Opening::Relative | Opening::Aside)
                })
            })
    }

    fn own_subject(&self, at: usize) -> Option<usize> {
        let bare = |i: &usize| self.is_actors(*i) && self.items[*i].prep.is_empty();
        // A verb behind "and" or a comma shares the subject of the verb before it: the first of the clause.
        let mut k = at;
        let mut shared = false;
        while k > 0 {
            k -= 1;
            match self.word(k) {
                "and" | "or" => {
                    shared = true;
                    break;
                }
                "" | "," => break,
                word if ["to", "will", "has", "have", "had", "also", "then", "would", "been", "be", "was"]
                    .contains(&word)
                    || word.ends_with("ly") => {}
                _ => break,
            }
        }
        if shared {
            let relative = |i: &usize| bare(i) && i.checked_sub(1).is_some_and(|k| self.word(k) == "that");
            return self.before(at).find(relative).or_else(|| self.before(at).filter(bare).last());
        }
        self.before(at).find(bare)
    }

    fn clause_of(&self, clause: usize) -> Clauses {
        let clause = &self.clauses[clause];
        Clauses { parent: clause.parent, antecedent: clause.antecedent, opening: clause.opening }
    }

    /// What the clause of a position says something about, where it is a relative clause or an apposition.
    pub(super) fn antecedent(&self, at: usize) -> Option<usize> {
        self.clauses[self.items[at].clause].antecedent
    }

    /// Whether the verb at a position is in the passive: "was imposed", "imposed by".
    pub(super) fn passive(&self, at: usize) -> bool {
        if self.word(at + 1) == "by" {
            return true;
        }
        let participle = self.word(at).ends_with("ed") || PARTICIPLES.contains(&self.word(at));
        participle
            && (1..=3).any(|back| {
                at.checked_sub(back).is_some_and(|k| {
                    ["be", "been", "being", "is", "are", "was", "were"].contains(&self.word(k))
                        && (k + 1..at).all(|i| !self.word(i).is_empty())
                })
            })
    }

    /// The group behind "by" after a position.
    pub(super) fn agent(&self, at: usize) -> Option<usize> {
        self.prep(at, &["by"])
    }

    /// The first group of actors after a position, in its clause, that one of the prepositions governs.
    pub(super) fn prep(&self, at: usize, preps: &[&str]) -> Option<usize> {
        self.after(at).take(40).find(|&i| self.is_actors(i) && preps.contains(&self.items[i].prep))
    }

    /// The first group of actors after a position that no preposition governs, within a few items.
    pub(super) fn object(&self, at: usize) -> Option<usize> {
        let next = self
            .after(at)
            .take(7)
            .take_while(|&i| !matches!(self.word(i), "to" | "that" | "as"))
            .find(|&i| self.is_actors(i))?;
        self.items[next].prep.is_empty().then_some(next)
    }

    /// Who owns the noun at a position: "Japan's … ban", "a Japanese ban".
    pub(super) fn owner(&self, at: usize) -> Option<usize> {
        const ENDS: &[&str] = &[",", "and", "that", "to", "with", "by", "said"];
        let owner = self
            .before(at)
            .take(6)
            .take_while(|&i| !ENDS.contains(&self.word(i)))
            .find(|&i| self.is_actors(i) && self.items[i].owner || matches!(self.items[i].sort, Sort::Its(_)))?;
        // "Japan lifted its ban": the name says it better than the pronoun.
        let named = matches!(self.items[owner].sort, Sort::Its(_)).then(|| self.left_subject(at)).flatten();
        Some(
            named.filter(|&named| self.actors(owner).iter().all(|id| self.actors(named).contains(id))).unwrap_or(owner),
        )
    }

    /// The groups of topics of the clause: behind a position first, the nearest first, then before it.
    pub(super) fn topics(&self, at: usize) -> Option<usize> {
        self.topic_after(at).or_else(|| self.topic_before(at))
    }

    pub(super) fn topic_after(&self, at: usize) -> Option<usize> {
        self.after(at).take(30).find(|&i| self.is_topics(i))
    }

    pub(super) fn topic_before(&self, at: usize) -> Option<usize> {
        self.before(at).take(20).find(|&i| self.is_topics(i))
    }

    /// Whether what the verb or noun at a position says is so; `None` where somebody only asks for it.
    pub(super) fn factuality(&self, at: usize) -> Option<Factuality> {
        self.cue(at).map(|cue| cue.value)
    }

    /// As [`factuality`](Self::factuality), with the rule and the words that say so.
    pub(super) fn cue(&self, at: usize) -> Option<Cue<Factuality>> {
        let clause = self.items[at].clause;
        let mut window: Vec<&str> = Vec::new();
        // Where the words of the window stand.
        let mut places: Vec<usize> = Vec::new();
        let mut groups = 0;
        for i in self.before(at).take(14) {
            let word = self.word(i);
            if word.is_empty() && !matches!(self.items[i].sort, Sort::Time(_)) {
                groups += 1;
                // What stands before the subject and its own qualifiers belongs to another verb.
                if groups > 1 {
                    break;
                }
            }
            window.push(if self.is_named_plan(i) { "the" } else { word });
            places.push(i);
        }
        let opening = &self.clauses[clause];
        let above: Vec<usize> = match (opening.opening, opening.parent) {
            (Opening::That, Some(parent)) => {
                (0..at).rev().filter(|&i| self.items[i].clause == parent).take(4).collect()
            }
            _ => Vec::new(),
        };
        let matrix: Vec<&str> = above.iter().map(|&i| self.word(i)).collect();
        let find =
            |words: &[&str], wanted: &[&str]| words.iter().position(|word| wanted.iter().any(|w| matches(word, w)));
        let has = |words: &[&str], wanted: &[&str]| find(words, wanted).is_some();
        let cue = |value, rule, item: Option<usize>| Some(Cue { value, rule, item });
        // "to jointly build"; what stands behind "to Hanoi" is no infinitive.
        let infinitive = window.first() == Some(&"to")
            || window.get(1) == Some(&"to") && window.first().is_some_and(|word| !word.is_empty());
        // "urged China to lift", "urged all states to halt the supply": the object and "to" stand between; "China wants
        // to lift" has none.
        if has(&window, ASKED) && !has(&window, &["agree", "agreed", "plan*", "decid*"]) {
            let asked = window.iter().position(|word| ASKED.iter().any(|w| matches(word, w)));
            let object = window.iter().position(|word| word.is_empty() || EVERYBODY.contains(word));
            let to = window.iter().take(4).position(|word| *word == "to");
            if matches!((to, object, asked), (Some(t), Some(o), Some(a)) if t < o && o < a) {
                return None;
            }
        }
        let near = &window[..window.len().min(5)];
        let no = || {
            let first = (window.first() == Some(&"no")).then_some(0);
            let plan = |w: &[&str]| w[1] == "no" && matches!(w[0], "plan" | "plans" | "intention" | "longer");
            first.or_else(|| window.windows(2).position(plan).map(|i| i + 1))
        };
        if let Some(i) = find(near, NEGATED).or_else(no) {
            return cue(Factuality::Negated, "a negation before it", Some(places[i]));
        }
        if let Some(i) = find(&matrix, &["denied", "denies", "deny", "denying"]) {
            return cue(Factuality::Negated, "somebody denies it", Some(above[i]));
        }
        let verbs = &window[..window.len().min(7)];
        if let Some(i) = find(verbs, POSSIBLE) {
            return cue(Factuality::Possible, "a word of possibility before it", Some(places[i]));
        }
        if opening.opening == Opening::Subordinate && self.opens_with(clause, &["if", "whether", "unless"]) {
            let first = self.items.iter().position(|item| item.clause == clause);
            return cue(Factuality::Possible, "a condition opens the clause", first);
        }
        if let Some(i) = find(&matrix, &["propos*", "suggest*"]) {
            return cue(Factuality::Possible, "somebody proposes it", Some(above[i]));
        }
        if let Some(i) = find(verbs, PLANNED) {
            return cue(Factuality::Planned, "a word of intention before it", Some(places[i]));
        }
        if infinitive && !has(verbs, &["continu*", "began", "start*", "used", "help*", "manag*"]) {
            let to = window.iter().position(|word| *word == "to").map(|i| places[i]);
            return cue(Factuality::Planned, "an infinitive", to);
        }
        cue(Factuality::Actual, "nothing before it says otherwise", None)
    }

    /// Whether a noun like "the plan" stands at a position, which says nothing of what others do; "its plan to build" does.
    fn is_named_plan(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |k| self.word(k));
        matches!(self.word(at), "plan" | "plans" | "offer" | "study" | "studies" | "proposal" | "proposals" | "promise")
            && matches!(before, "the" | "a" | "an" | "its" | "their" | "his" | "her" | "this" | "'s")
            && self.word(at + 1) != "to"
    }

    fn opens_with(&self, clause: usize, words: &[&str]) -> bool {
        self.items.iter().position(|item| item.clause == clause).is_some_and(|i| words.contains(&self.word(i)))
    }

    /// Whether one of the words stands in the clause within so many items before the position.
    pub(super) fn near_before(&self, at: usize, reach: usize, words: &[&str]) -> Option<usize> {
        self.before(at).take(reach).find(|&i| words.iter().any(|w| matches(self.word(i), w)))
    }

    /// Whether one of the words stands in the clause within so many items after the position.
    pub(super) fn near_after(&self, at: usize, reach: usize, words: &[&str]) -> Option<usize> {
        self.after(at).take(reach).find(|&i| words.iter().any(|w| matches(self.word(i), w)))
    }

    /// The time of the clause of a position: the nearest; that of the sentence where it has only one.
    pub(super) fn time(&self, at: usize) -> Option<ValidTime> {
        self.dated_by(at).map(|cue| cue.value)
    }

    /// As [`time`](Self::time), with the rule and the words that give it.
    pub(super) fn dated_by(&self, at: usize) -> Option<Cue<ValidTime>> {
        let time = |i: usize| match self.items[i].sort {
            Sort::Time(m) => match self.analysis.mentions[m].sense {
                Sense::Time(time) => Some(time),
                _ => None,
            },
            _ => None,
        };
        let own = (0..self.items.len()).filter(|&i| self.items[i].clause == self.items[at].clause);
        own.filter_map(|i| time(i).map(|t| (i, t)))
            .min_by_key(|(i, _)| i.abs_diff(at))
            .map(|(i, value)| Cue { value, rule: "the nearest time of its clause", item: Some(i) })
            .or_else(|| {
                // "after Russia invaded Ukraine": the time of what came later is not its own.
                if self.opens_with(self.items[at].clause, &["after", "before", "since"]) {
                    return None;
                }
                let reach = self.between_semicolons(at);
                let mut all = reach.filter(|&i| !self.dates_itself(i)).filter_map(|i| time(i).map(|t| (i, t)));
                match (all.next(), all.next()) {
                    (Some((i, value)), None) => {
                        Some(Cue { value, rule: "the only time of the sentence", item: Some(i) })
                    }
                    _ => None,
                }
            })
    }

    /// The part of the sentence around a position that semicolons set apart.
    fn between_semicolons(&self, at: usize) -> std::ops::Range<usize> {
        let start = (0..at).rev().find(|&i| self.items[i].text == ";").map_or(0, |i| i + 1);
        let end = (at..self.items.len()).find(|&i| self.items[i].text == ";").unwrap_or(self.items.len());
        start..end
    }

    /// Whether a position stands in a clause whose time says nothing of the others: "although …", "which …".
    fn dates_itself(&self, at: usize) -> bool {
        let clause = self.items[at].clause;
        self.clauses[clause].opening == Opening::Relative
            || self.opens_with(clause, &["although", "though", "while", "whereas", "because", "if", "unless", "but"])
    }

    /// The first money, percentage or quantity of the clause near a position, behind it first.
    pub(super) fn value(&self, at: usize, wanted: fn(&Sort) -> Option<usize>) -> Option<usize> {
        self.after(at)
            .take(20)
            .find_map(|i| wanted(&self.items[i].sort))
            .or_else(|| self.before(at).take(12).find_map(|i| wanted(&self.items[i].sort)))
    }
}

/// A value with the rule and the item that gave it.
pub(super) struct Cue<T> {
    pub(super) value: T,
    pub(super) rule: &'static str,
    pub(super) item: Option<usize>,
}

struct Clauses {
    parent: Option<usize>,
    antecedent: Option<usize>,
    opening: Opening,
}

/// Participles that do not end in "ed".
pub(super) const PARTICIPLES: &[&str] = &[
    "built",
    "sold",
    "bought",
    "sent",
    "made",
    "taken",
    "given",
    "held",
    "put",
    "set",
    "met",
    "hit",
    "laid",
    "lent",
    "shut",
    "cut",
    "struck",
    "won",
    "seen",
    "shipped",
    "brought",
    "known",
    "found",
    "drawn",
    "broken",
    "paid",
    "spent",
    "hurt",
    "shot",
    "fought",
    "upheld",
    "withdrawn",
    "begun",
];
