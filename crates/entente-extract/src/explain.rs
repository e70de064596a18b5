//! Explanations: how each fact came about, in ids and words of the document.
//!
//! Reads the trace of a reading beside the analysis it points into, writes a [`Telling`] for every sentence that states a
//! fact, and the diagnostic of a sentence that nearly did. Spans here are those of the document's own bytes.

use entente_core::kind::Role;
use entente_core::{ActorId, Fact, FactBody, FactKind, Span, TopicId};
use serde_json::Value;

use crate::assemble::{fills, references};
use crate::diagnostic::{Code, Diagnostic};
use crate::mention::{Analysis, Form, Sense};
use crate::reader::trace::{Decision, RoleScore};
use crate::reader::{FillerRef, Near, Reading};

/// Why a fact is among the facts of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The sentences that state it, each with how it was read, in the order of the text.
    pub tellings: Vec<Telling>,
}

/// How a sentence was read as stating a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Telling {
    /// The sentence.
    pub sentence: Span,
    /// The words of it that carry the fact.
    pub clause: Span,
    /// How sure the reader is of the whole, 0 to 1.
    pub score: f64,
    /// The rule that proposed it, where one did.
    pub rule: Option<&'static str>,
    /// Who and what fills which role, in the order of the reading.
    pub roles: Vec<Filling>,
    /// How surely two of them belong together, the surest first. Empty where the reader does not score pairs.
    pub pairs: Vec<Pair>,
    /// Candidates that nearly filled a role, the best first.
    pub runners_up: Vec<Filling>,
    /// What set the factuality.
    pub factuality: Choice,
    /// What set the time; none where it has none.
    pub time: Option<Choice>,
    /// What set change, stage, measure and the other attributes, by name.
    pub attributes: Vec<(String, Choice)>,
}

/// A role with who or what fills it.
#[derive(Debug, Clone, PartialEq)]
pub struct Filling {
    /// The role.
    pub role: Role,
    /// Who or what.
    pub candidate: Candidate,
    /// How sure the reader is, 0 to 1; none where it does not say.
    pub score: Option<f64>,
}

/// Words with what they were taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Where the words stand; none where no word names it (the topic `general`).
    pub span: Option<Span>,
    /// The words.
    pub words: String,
    /// What they were taken for: those who fill the role.
    pub meaning: Vec<Referent>,
    /// Persons and bodies that the words name, where others fill the role for them.
    pub through: Vec<ActorId>,
    /// Whether the words only stand for somebody named elsewhere ("it", "the two sides").
    pub stands_in: bool,
    /// What else the same words could stand for, the likelier first.
    pub otherwise: Vec<Referent>,
}

/// An actor or a topic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Referent {
    /// An actor.
    Actor(ActorId),
    /// A topic.
    Topic(TopicId),
}

impl Referent {
    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Actor(id) => id.as_str(),
            Self::Topic(id) => id.as_str(),
        }
    }
}

/// Two candidates with the score of their belonging to the same fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    /// One.
    pub a: Candidate,
    /// The other.
    pub b: Candidate,
    /// How sure the reader is, 0 to 1.
    pub score: f64,
}

/// A value with what chose it.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The value as the fact model writes it.
    pub value: String,
    /// How sure the reader is, 0 to 1; none where a rule chose, or nobody knows.
    pub score: Option<f64>,
    /// The rule for people; none where the reader does not say.
    pub rule: Option<String>,
    /// The words that decided.
    pub span: Option<Span>,
    /// Values that were not chosen, with their scores, the best first.
    pub others: Vec<(String, f64)>,
}

/// How a reading came to a fact that was made of it.
pub(crate) fn telling(analysis: &Analysis<'_>, reading: &Reading, fact: &FactBody) -> Telling {
    let trace = reading.trace.as_deref();
    // A list gives several facts: each is told with its own fillers.
    let own = |filling: &Filling| {
        let fillers = fact.fillers();
        let has = |it: &Referent| fillers.iter().any(|(role, id)| *role == filling.role && id.as_str() == it.as_str());
        filling.candidate.meaning.iter().any(has)
    };
    let score_of = |role: Role, filler: FillerRef| {
        let same = |it: &&RoleScore| it.role == role && it.filler == filler;
        trace.and_then(|trace| trace.roles.iter().find(same)).map(|it| it.score)
    };
    let filling = |role: Role, filler: FillerRef, score: Option<f64>| Filling {
        role,
        candidate: candidate(analysis, reading.kind, Some(role), filler),
        score,
    };
    let roles: Vec<_> = reading
        .fillers
        .iter()
        .map(|&(role, filler)| filling(role, filler, score_of(role, filler)))
        .filter(own)
        .collect();
    let runners_up = trace.map(|trace| trace.runners_up.as_slice()).unwrap_or_default();
    let runners_up: Vec<_> = runners_up.iter().map(|it| filling(it.role, it.filler, Some(it.score))).collect();
    let plain = |value: String| Choice { value, score: None, rule: None, span: None, others: Vec::new() };
    let chosen = |decision: &Decision| choice(analysis, decision);
    let factuality = trace.and_then(|trace| trace.factuality.as_ref()).map(chosen);
    let time = trace.and_then(|trace| trace.time.as_ref()).map(chosen);
    let named = |name: &str| {
        trace.and_then(|trace| trace.attributes.iter().find(|(it, _)| it == name)).map(|(_, decision)| chosen(decision))
    };
    Telling {
        sentence: analysis.original(analysis.sentences[reading.sentence].span),
        clause: analysis.original(reading.clause),
        score: reading.score,
        rule: reading.rule,
        pairs: pairs(analysis, reading, &roles),
        roles,
        runners_up,
        factuality: factuality.unwrap_or_else(|| plain(reading.factuality.to_string())),
        time: time.or_else(|| reading.time.map(|time| plain(time.to_string()))),
        attributes: reading
            .attrs
            .iter()
            .map(|(name, value)| (name.clone(), named(name).unwrap_or_else(|| plain(written(value)))))
            .collect(),
    }
}

/// The pairs of which both are among the fillers.
fn pairs(analysis: &Analysis<'_>, reading: &Reading, roles: &[Filling]) -> Vec<Pair> {
    let Some(trace) = reading.trace.as_deref() else { return Vec::new() };
    let of = |filler: FillerRef| {
        let role = reading.fillers.iter().find(|(_, it)| *it == filler).map(|(role, _)| *role);
        candidate(analysis, reading.kind, role, filler)
    };
    let among = |it: &Candidate| roles.iter().any(|filling| filling.candidate == *it);
    let pairs = trace.pairs.iter().map(|pair| Pair { a: of(pair.a), b: of(pair.b), score: pair.score });
    let mut pairs: Vec<_> = pairs.filter(|pair| among(&pair.a) && among(&pair.b)).collect();
    pairs.sort_by(|a, b| b.score.total_cmp(&a.score));
    pairs
}

fn choice(analysis: &Analysis<'_>, decision: &Decision) -> Choice {
    Choice {
        value: decision.value.clone(),
        score: decision.score,
        rule: Some(decision.rule.clone().into_owned()),
        span: decision.at.map(|span| analysis.original(span)),
        others: decision.others.clone(),
    }
}

/// A value as the fact model writes it.
pub(crate) fn written(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn candidate(analysis: &Analysis<'_>, kind: FactKind, role: Option<Role>, filler: FillerRef) -> Candidate {
    let mut out = Candidate {
        span: None,
        words: String::new(),
        meaning: Vec::new(),
        through: Vec::new(),
        stands_in: false,
        otherwise: Vec::new(),
    };
    let mention = match filler {
        FillerRef::General => {
            out.meaning.extend(TopicId::new("general").ok().map(Referent::Topic));
            return out;
        }
        FillerRef::Mention(m) | FillerRef::Reference(m, _) => analysis.mentions.get(m),
    };
    let Some(mention) = mention else { return out };
    let span = analysis.original(mention.span);
    out.span = Some(span);
    out.words = span.of(analysis.document.text()).unwrap_or_default().to_owned();
    if let Sense::Topic(topic) = &mention.sense {
        out.meaning.push(Referent::Topic(topic.clone()));
    }
    for reference in references(analysis, filler) {
        out.stands_in |= reference.form == Form::StandIn;
        let id = match role {
            Some(role) => fills(kind, role, reference),
            None => Some(reference.actor()),
        };
        // A person of no known state fills no role of a state, and is shown all the same.
        let id = id.unwrap_or(&reference.id);
        if *id != reference.id {
            out.through.push(reference.id.clone());
        }
        let id = Referent::Actor(id.clone());
        if !out.meaning.contains(&id) {
            out.meaning.push(id);
        }
    }
    for sense in &mention.alternatives {
        match sense {
            Sense::Actors(references) => {
                out.otherwise.extend(references.iter().map(|it| Referent::Actor(it.actor().clone())));
            }
            Sense::Topic(topic) => out.otherwise.push(Referent::Topic(topic.clone())),
            _ => {}
        }
    }
    out
}

/// What a sentence lacked that nearly gave a fact.
pub(crate) fn near_fact(analysis: &Analysis<'_>, near: &Near) -> Diagnostic {
    let mut message = with_article(&near.kind.to_string().replace('_', " "));
    let shown = |it: &RoleScore| {
        let candidate = candidate(analysis, near.kind, Some(it.role), it.filler);
        let ids = candidate.meaning.iter().map(Referent::as_str).collect::<Vec<_>>().join(", ");
        if candidate.words.is_empty() { ids } else { format!("`{}` ({ids})", candidate.words) }
    };
    if !near.missing.is_empty() {
        let missing: Vec<_> = near.missing.iter().map(|role| with_article(noun(*role))).collect();
        message.push_str(&format!(" without {}", missing.join(" and ")));
    }
    if !near.filled.is_empty() {
        let filled: Vec<_> = near.filled.iter().map(|it| format!("{} {}", it.role, shown(it))).collect();
        message.push_str(&format!(": {}", filled.join(", ")));
    }
    for best in near.best.iter().take(2) {
        message.push_str(&format!("; nearly {} {} at {:.2}", best.role, shown(best), best.score));
    }
    if let Some(bar) = near.bar {
        message.push_str(&format!("; it scores {:.2}, and {bar:.2} makes a fact", near.score));
    }
    Diagnostic::new(Code::NearFact, message, Some(analysis.original(near.clause)))
}

/// A reading without all that its kind requires, as a near fact; its runners-up are the candidates.
pub(crate) fn lacking(reading: &Reading, missing: Role) -> Near {
    let trace = reading.trace.as_deref();
    let of = |it: &&RoleScore| it.role == missing;
    let filled = reading.fillers.iter().filter(|(role, _)| *role != missing);
    Near {
        kind: reading.kind,
        sentence: reading.sentence,
        clause: reading.clause,
        missing: vec![missing],
        filled: filled.map(|&(role, filler)| RoleScore { role, filler, score: reading.score }).collect(),
        best: trace.map(|trace| trace.runners_up.iter().filter(of).copied().collect()).unwrap_or_default(),
        score: reading.score,
        bar: None,
    }
}

fn noun(role: Role) -> &'static str {
    match role {
        Role::Of => "owner",
        Role::AwayFrom => "actor to turn away from",
        Role::Toward => "actor to turn to",
        Role::About => "actor it is about",
        role => role.as_str(),
    }
}

fn with_article(noun: &str) -> String {
    let article = if noun.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} {noun}")
}

/// The explanations of facts, each with its tellings in the order of the text, none of them twice.
pub(crate) fn explanations(told: Vec<(Fact, Vec<Telling>)>) -> (Vec<Fact>, Vec<Explanation>) {
    told.into_iter()
        .map(|(fact, mut tellings)| {
            tellings.sort_by_key(|telling| (telling.clause.start(), telling.clause.end()));
            let mut each: Vec<Telling> = Vec::new();
            for telling in tellings {
                if !each.contains(&telling) {
                    each.push(telling);
                }
            }
            (fact, Explanation { tellings: each })
        })
        .unzip()
}
