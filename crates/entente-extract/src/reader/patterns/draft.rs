//! Puts a reading together and writes it out.

use entente_core::kind::Role;
use entente_core::{ActorId, FactKind, Factuality, Span};
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};

use super::line::{Line, Sort};
use crate::mention::{Form, Reference, Sense};
use crate::reader::trace::{Decision, RoleScore};
use crate::reader::{FillerRef, Reading, Trace};

/// A reading in the making, around the trigger at an item of a line.
pub(super) struct Draft<'l, 'a> {
    line: &'l Line<'a>,
    trigger: usize,
    reading: Reading,
}

impl<'l, 'a> Draft<'l, 'a> {
    /// A reading without fillers. `None` where somebody only asks for what the trigger says.
    pub(super) fn new(line: &'l Line<'a>, kind: FactKind, pattern: &'static str, trigger: usize) -> Option<Self> {
        let factuality = line.factuality(trigger)?;
        Some(Self::with(line, kind, pattern, trigger, factuality))
    }

    /// A reading whose factuality the pattern knows.
    pub(super) fn with(
        line: &'l Line<'a>,
        kind: FactKind,
        pattern: &'static str,
        trigger: usize,
        factuality: Factuality,
    ) -> Self {
        let reading = Reading {
            kind,
            sentence: line.sentence,
            clause: line.items[trigger].span,
            fillers: Vec::new(),
            attrs: Map::new(),
            factuality,
            time: line.time(trigger),
            attributed_to: Vec::new(),
            score: super::precision::of(kind, pattern),
            rule: Some(pattern),
            trace: None,
        };
        Self { line, trigger, reading }
    }

    /// Fills a role with a group.
    pub(super) fn role(mut self, role: Role, item: usize) -> Self {
        for &mention in self.line.mentions(item) {
            self.reading.fillers.push((role, FillerRef::Mention(mention)));
        }
        self.cover(item);
        if self.line.items[item].owner && item > self.trigger {
            // "about Chinese controls": what is owned belongs to the words.
            let owned = if self.line.word(item + 1) == "'s" { item + 2 } else { item + 1 };
            self = self.covering(owned);
        }
        self
    }

    /// Fills a role with the parties that the document is about.
    pub(super) fn protagonists(mut self, role: Role) -> Self {
        self.reading.fillers.extend(self.line.protagonists.iter().map(|filler| (role, *filler)));
        self
    }

    /// Fills a role with a group, where there is one.
    pub(super) fn maybe(self, role: Role, item: Option<usize>) -> Self {
        match item {
            Some(item) => self.role(role, item),
            None => self,
        }
    }

    /// Fills the topic with `general`.
    pub(super) fn general(mut self) -> Self {
        self.reading.fillers.push((Role::Topic, FillerRef::General));
        self
    }

    /// Counts an item among the words that carry the reading.
    pub(super) fn cover(&mut self, item: usize) {
        self.reading.clause = self.reading.clause.join(self.line.items[item].span);
    }

    /// Counts the words up to before an item among those that carry the reading.
    pub(super) fn covering(mut self, item: usize) -> Self {
        if item < self.line.items.len() {
            self.cover(item);
        }
        self
    }

    pub(super) fn attr(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.reading.attrs.insert(name.into(), value.into());
        self
    }

    pub(super) fn maybe_attr(self, name: &str, value: Option<impl Into<Value>>) -> Self {
        match value {
            Some(value) => self.attr(name, value),
            None => self,
        }
    }

    pub(super) fn factuality(mut self, factuality: Factuality) -> Self {
        self.reading.factuality = factuality;
        self
    }

    pub(super) fn is(&self, factuality: Factuality) -> bool {
        self.reading.factuality == factuality
    }

    /// Sets the money near the trigger as `amount`.
    pub(super) fn amount(self) -> Self {
        let money = self.line.value(self.trigger, |sort| match sort {
            Sort::Money(m) => Some(*m),
            _ => None,
        });
        match money.map(|m| &self.line.analysis.mentions[m].sense) {
            Some(Sense::Money(money)) => {
                let draft = self.cover_mention(|sort| matches!(sort, Sort::Money(_)));
                draft.attr("amount", number(money.amount())).attr("currency", money.currency().as_str())
            }
            _ => self,
        }
    }

    /// Sets the quantity near the trigger.
    pub(super) fn quantity(self) -> Self {
        let quantity = self.line.value(self.trigger, |sort| match sort {
            Sort::Quantity(m) => Some(*m),
            _ => None,
        });
        match quantity.map(|m| &self.line.analysis.mentions[m].sense) {
            Some(Sense::Quantity(quantity)) => {
                let draft = self.cover_mention(|sort| matches!(sort, Sort::Quantity(_)));
                draft.attr("quantity", number(quantity.value())).maybe_attr("unit", quantity.unit())
            }
            _ => self,
        }
    }

    /// Sets the percentage near the trigger under a name.
    pub(super) fn percent(self, name: &str, most: f64) -> Self {
        let percent = self.line.percent(self.trigger);
        match percent {
            Some(value) if (0.0..=most).contains(&value) => {
                self.cover_mention(|sort| matches!(sort, Sort::Percent(_))).attr(name, json!(value))
            }
            _ => self,
        }
    }

    /// One reading for each of the mentions, the others of them left out; the reading itself where there are fewer than two.
    pub(super) fn each(self, mentions: &[usize], out: &mut Vec<Reading>) {
        if mentions.len() < 2 {
            return self.done(out);
        }
        let whole = self.reading.clone();
        let mut draft = self;
        for &one in mentions {
            draft.reading = whole.clone();
            draft.reading.fillers.retain(|(_, filler)| match filler {
                FillerRef::Mention(m) => *m == one || !mentions.contains(m),
                _ => true,
            });
            let next = Self { line: draft.line, trigger: draft.trigger, reading: draft.reading.clone() };
            next.done(out);
        }
    }

    /// Counts the nearest value of a sort among the words that carry the reading, where it stands close.
    fn cover_mention(mut self, is: fn(&Sort) -> bool) -> Self {
        let line = self.line;
        let near = line
            .after(self.trigger)
            .take(8)
            .chain(line.before(self.trigger).take(12))
            .find(|&i| is(&line.items[i].sort));
        if let Some(near) = near {
            self.cover(near);
        }
        self
    }

    /// The reading, where it has a filler besides a topic.
    pub(super) fn done(self, out: &mut Vec<Reading>) {
        let mut reading = self.reading;
        if reading.fillers.iter().any(|(role, _)| *role != Role::Topic) {
            reading.attributed_to = self.line.attribution(self.trigger, &reading.fillers);
            reading.clause = trimmed(self.line, reading.clause);
            reading.trace = self.line.traced.then(|| Box::new(trace(self.line, self.trigger, &reading)));
            out.push(reading);
        }
    }
}

/// What the rules know of a reading around a trigger.
fn trace(line: &Line<'_>, trigger: usize, reading: &Reading) -> Trace {
    let score = reading.score;
    let span = |item: usize| line.items[item].span;
    let cue = line.cue(trigger).filter(|cue| cue.value == reading.factuality);
    let factuality = match cue {
        Some(cue) => Decision::by_rule(cue.value, cue.rule, cue.item.map(span)),
        None => Decision::by_rule(reading.factuality, "the construction says so", Some(span(trigger))),
    };
    let dated = line.dated_by(trigger).filter(|cue| Some(cue.value) == reading.time);
    Trace {
        roles: reading.fillers.iter().map(|&(role, filler)| RoleScore { role, filler, score }).collect(),
        factuality: Some(factuality),
        time: dated.map(|cue| Decision::by_rule(cue.value, cue.rule, cue.item.map(span))),
        ..Trace::default()
    }
}

/// A clause without a comma or blank at its ends.
fn trimmed(line: &Line<'_>, span: Span) -> Span {
    let words = line.analysis.words(span);
    let start = words.len() - words.trim_start_matches([' ', ',', ';', '\n']).len();
    let end = words.trim_end_matches([' ', ',', ';', '\n']).len();
    Span::new(span.start() + start, span.start() + end).unwrap_or(span)
}

impl Line<'_> {
    /// The percentage near a position.
    pub(super) fn percent(&self, at: usize) -> Option<f64> {
        let mention = self.value(at, |sort| match sort {
            Sort::Percent(m) => Some(*m),
            _ => None,
        })?;
        match self.analysis.mentions[mention].sense {
            Sense::Percent(value) => Some(value),
            _ => None,
        }
    }

    /// Who says what stands at a position: the subject of "said that" around it, or who follows "according to".
    pub(super) fn attribution(&self, at: usize, fillers: &[(Role, FillerRef)]) -> Vec<FillerRef> {
        let own = |item: usize| {
            self.mentions(item).iter().any(|m| fillers.iter().any(|(_, filler)| *filler == FillerRef::Mention(*m)))
        };
        let mut found = None;
        for i in 0..self.items.len() {
            let speaker = if self.phrase(i, "according to").is_some() {
                self.after(i).take(4).find(|&k| self.is_actors(k))
            } else if ["said", "says"].contains(&self.word(i)) && self.items[i].clause != self.items[at].clause
                || i > at && ["said", "says"].contains(&self.word(i))
            {
                self.before(i).take(4).find(|&k| self.is_actors(k) && self.items[k].prep.is_empty())
            } else {
                None
            };
            if let Some(speaker) = speaker {
                found = Some(speaker);
                break;
            }
        }
        // "the two sides said that they would": parties by other words.
        let ids: Vec<&ActorId> =
            fillers.iter().flat_map(|(_, filler)| super::protagonist::acting_of(self.analysis, *filler)).collect();
        let parties = |item: usize| {
            let speakers = self.actors(item);
            speakers.len() > 1 && speakers.iter().all(|id| ids.contains(id))
        };
        match found {
            Some(item) if !own(item) && !parties(item) => {
                self.mentions(item).iter().map(|m| FillerRef::Mention(*m)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// The states, organisations and firms behind a group, each once: persons without a state are left out.
    pub(super) fn actors(&self, item: usize) -> Vec<&ActorId> {
        let mut out: Vec<&ActorId> = Vec::new();
        for reference in self.references(item) {
            if let Some(id) = acting(reference)
                && !out.contains(&id)
            {
                out.push(id);
            }
        }
        out
    }

    /// Whether two groups stand for an actor in common.
    pub(super) fn overlap(&self, a: usize, b: usize) -> bool {
        let other = self.actors(b);
        self.actors(a).iter().any(|id| other.contains(id))
    }

    /// Whether a group can fill a role that a state, an organisation or a firm fills.
    pub(super) fn acts(&self, item: usize) -> bool {
        !self.actors(item).is_empty()
    }
}

/// Who acts where a reference stands: the state or organisation of a person or body, else itself; nobody for a person
/// of no known state.
pub(crate) fn acting(reference: &Reference) -> Option<&ActorId> {
    match (&reference.acts_for, reference.form) {
        (Some(id), _) => Some(id),
        (None, Form::Person) => None,
        (None, _) => Some(&reference.id),
    }
}

/// A decimal as JSON writes it, digit for digit.
pub(crate) fn number(decimal: Decimal) -> Value {
    decimal.to_string().parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}
