//! A reading of who fills what: its attributes, its time, the words that carry it.

use entente_core::kind::Role;
use entente_core::{FactKind, Factuality, Span, ValidTime};
use serde_json::{Map, Value};

use super::support::confidence;
use super::{Decoder, Fillers};
use crate::assemble::{fills, references};
use crate::explain::written;
use crate::mention::Sense;
use crate::reader::encoder::labels;
use crate::reader::factuality::{Proof, proven};
use crate::reader::patterns::draft::number;
use crate::reader::trace::Decision;
use crate::reader::{FillerRef, Reading};

/// A value that scores less is not taken.
const LEAST_VALUE: f32 = 0.35;
/// A time that scores less dates nothing.
const LEAST_TIME: f32 = 0.3;

impl Decoder<'_> {
    /// A reading of who fills what, with its attributes and its score; none where no key role is filled.
    pub(super) fn reading(&self, kind: FactKind, fillers: &Fillers) -> Option<Reading> {
        let support = self.support(kind, fillers)?;
        let twin = self.twin(kind, fillers);
        let mut attrs = Map::new();
        let mut decisions = Vec::new();
        let mut factuality = (Factuality::Actual, 0.0);
        for group in self.labels.attributes(kind) {
            let (at, score, others) = self.choose(group, &support.candidates);
            let class = &group.classes[at];
            if group.name == "factuality" {
                factuality = (Factuality::from_term(class).unwrap_or(Factuality::Actual), score);
            } else if class != "-" {
                attrs.insert(group.name.clone(), Value::from(class.as_str()));
            }
            if self.manner.trace {
                let others = others.into_iter().map(|(at, score)| (group.classes[at].clone(), score)).collect();
                let decision = Decision {
                    value: class.clone(),
                    score: Some(score),
                    rule: "the trained head".into(),
                    at: None,
                    others,
                };
                decisions.push((group.name.clone(), decision));
            }
        }
        let clause = self.clause(&support.candidates);
        let proof = self.proof(kind, clause);
        if let Some(proof) = proof {
            factuality.0 = proof.factuality;
        }
        self.values(kind, &support.candidates, &mut attrs);
        let dates = self.labels.values(kind).iter().find(|(name, _)| name == "time");
        let dated = dates.and_then(|(_, column)| self.value(kind, "time", *column, &support.candidates, LEAST_TIME));
        let time = dated.and_then(|(mention, _)| time_of(&self.analysis.mentions[mention].sense));
        if kind == FactKind::Office
            && let Some(title) = fillers.of(Role::Holder).find_map(|it| self.title(it))
        {
            attrs.insert("title".to_owned(), Value::from(title));
        }
        // A rule that found the same fact knows its words better than the heads do.
        if let Some(twin) = twin {
            for (name, value) in &twin.attrs {
                attrs.insert(name.clone(), value.clone());
                if let Some((_, decision)) = decisions.iter_mut().find(|(known, _)| known == name) {
                    *decision = Decision::by_rule(written(value), "a pattern that found the same fact", None);
                }
            }
            if proof.is_none() {
                factuality.0 = twin.factuality;
            }
        }
        let score = self
            .labels
            .calibration(kind)
            .map_or_else(|| support.mean(), |it| confidence(it, &support.parts(factuality.1)));
        let trace = self.manner.trace.then(|| {
            let place = decisions.iter().position(|(name, _)| name == "factuality");
            let head = place.map(|at| decisions.remove(at).1);
            let of_twin = twin.and_then(|it| it.trace.as_deref());
            // The pattern names the very words; the proof only the clause.
            let named = of_twin.and_then(|it| it.factuality.clone()).filter(|it| it.value == factuality.0.as_str());
            let proven = proof.map(|it| Decision::by_rule(it.factuality, it.rule, Some(clause)));
            let factuality = named.or(proven).or(head);
            let scored = dated.map(|(mention, score)| Decision {
                value: time.map(|it| it.to_string()).unwrap_or_default(),
                score: Some(f64::from(score)),
                rule: "the time expression that scores best".into(),
                at: Some(self.analysis.mentions[mention].span),
                others: Vec::new(),
            });
            let time = of_twin.and_then(|it| it.time.clone()).or(scored);
            Box::new(self.trace(kind, fillers, factuality, time, decisions))
        });
        Some(Reading {
            kind,
            sentence: self.owned.sentence,
            clause,
            fillers: fillers.references(self),
            attrs,
            factuality: factuality.0,
            time: twin.and_then(|it| it.time).or(time),
            attributed_to: twin.map(|it| it.attributed_to.clone()).unwrap_or_default(),
            score,
            rule: None,
            trace,
        })
    }

    /// What the words prove of the factuality.
    fn proof(&self, kind: FactKind, clause: Span) -> Option<Proof> {
        let sentence = self.analysis.sentences[self.owned.sentence].span;
        let within = clause.start().checked_sub(sentence.start())?..clause.end().checked_sub(sentence.start())?;
        proven(kind, self.analysis.words(sentence), within)
    }

    /// The class of an attribute that the candidates agree on, its probability, and the others'.
    fn choose(&self, group: &labels::Group, candidates: &[usize]) -> (usize, f64, Vec<(usize, f64)>) {
        let mean = |class: usize| -> f64 {
            let sum: f32 = candidates.iter().map(|&c| self.row(self.scores.attributes, c)[group.start + class]).sum();
            f64::from(sum) / candidates.len() as f64
        };
        let scores: Vec<f64> = (0..group.classes.len()).map(mean).collect();
        let most = scores.iter().copied().fold(f64::MIN, f64::max);
        let total: f64 = scores.iter().map(|score| (score - most).exp()).sum();
        let mut ranked: Vec<(usize, f64)> =
            scores.iter().enumerate().map(|(at, score)| (at, (score - most).exp() / total)).collect();
        ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let (at, score) = ranked.remove(0);
        ranked.retain(|(_, score)| *score >= 0.05);
        (at, score, ranked)
    }

    /// The mention that scores best for a value of a fact, and its score.
    fn value(
        &self,
        kind: FactKind,
        name: &str,
        column: usize,
        candidates: &[usize],
        least: f32,
    ) -> Option<(usize, f32)> {
        let mut best: Option<(usize, f32)> = None;
        for (candidate, it) in self.owned.candidates.iter().enumerate() {
            let Some(mention) = it.mention.filter(|m| holds(&self.analysis.mentions[*m].sense, name)) else { continue };
            let score = self.column(candidate, column);
            if score < least {
                continue;
            }
            let link = candidates
                .iter()
                .filter(|&&c| c != candidate)
                .map(|&c| self.pair(kind, candidate, c))
                .fold(0.0, f32::max);
            let score = score * link;
            if best.is_none_or(|(_, most)| score > most) {
                best = Some((mention, score));
            }
        }
        best
    }

    fn values(&self, kind: FactKind, candidates: &[usize], attrs: &mut Map<String, Value>) {
        for (name, column) in self.labels.values(kind).iter().filter(|(name, _)| name != "time") {
            let Some((mention, _)) = self.value(kind, name, *column, candidates, LEAST_VALUE) else { continue };
            match &self.analysis.mentions[mention].sense {
                Sense::Level(level) => drop(attrs.insert(name.clone(), Value::from(level.as_str()))),
                Sense::Instrument { name: words, .. } => {
                    attrs.insert(name.clone(), Value::from(words.as_str()));
                }
                Sense::Percent(value) => {
                    if (0.0..=100.0).contains(value) || name == "rate_pct" {
                        attrs.insert(name.clone(), Value::from(*value));
                    }
                }
                Sense::Money(money) => {
                    attrs.insert("amount".to_owned(), number(money.amount()));
                    attrs.insert("currency".to_owned(), Value::from(money.currency().as_str()));
                }
                Sense::Quantity(quantity) => {
                    if let Some(unit) = quantity.unit() {
                        attrs.insert("quantity".to_owned(), number(quantity.value()));
                        attrs.insert("unit".to_owned(), Value::from(unit));
                    }
                }
                Sense::Time(time) => {
                    // A moment, not a stretch of time.
                    let time = time.to_string();
                    if !time.contains('/') {
                        attrs.insert(name.clone(), Value::from(time));
                    }
                }
                Sense::Actors(_) | Sense::Topic(_) => {}
            }
        }
        if attrs.get("level").is_some() && attrs.get("level") == attrs.get("previous_level") {
            attrs.remove("previous_level");
        }
    }

    /// The pattern's reading of the same fact, where there is one.
    fn twin(&self, kind: FactKind, fillers: &Fillers) -> Option<&Reading> {
        let keys = kind.key_roles();
        self.patterns.iter().filter(|reading| reading.kind == kind).find(|reading| {
            fillers.0.iter().filter(|(role, _)| keys.contains(role)).all(|(role, group)| {
                let ids: Vec<&str> = group.iter().flat_map(|&c| self.ids(kind, *role, c)).collect();
                reading.fillers.iter().filter(|(r, _)| r == role).any(|(_, filler)| match filler {
                    FillerRef::General => ids == ["general"],
                    FillerRef::Mention(m) if *role == Role::Topic => {
                        matches!(&self.analysis.mentions[*m].sense, Sense::Topic(topic) if ids.contains(&topic.as_str()))
                    }
                    _ => references(self.analysis, *filler)
                        .iter()
                        .filter_map(|it| fills(kind, *role, it))
                        .any(|id| ids.contains(&id.as_str())),
                })
            })
        })
    }

    fn title(&self, candidate: usize) -> Option<&str> {
        match &self.analysis.mentions[self.owned.candidates[candidate].mention?].sense {
            Sense::Actors(references) => references.iter().find_map(|it| it.title.as_ref()).map(|it| it.name.as_str()),
            _ => None,
        }
    }

    /// The words from the first to the last filler in the sentence, out to the marks around them.
    pub(super) fn clause(&self, candidates: &[usize]) -> Span {
        let sentence = self.analysis.sentences[self.owned.sentence].span;
        let own = candidates.iter().map(|&c| &self.owned.candidates[c]).filter(|it| it.back == 0);
        let spans: Vec<Span> = own.filter_map(|it| it.mention).map(|m| self.analysis.mentions[m].span).collect();
        let (Some(start), Some(end)) = (spans.iter().map(|it| it.start()).min(), spans.iter().map(|it| it.end()).max())
        else {
            return sentence;
        };
        let words = self.analysis.words(sentence);
        let (from, to) = (start - sentence.start(), end - sentence.start());
        const MARKS: [&str; 5] = [", ", "; ", ": ", " — ", " – "];
        let left = MARKS.iter().filter_map(|mark| words[..from].rfind(mark).map(|at| at + mark.len())).max();
        let right = MARKS.iter().filter_map(|mark| words[to..].find(mark).map(|at| to + at)).min();
        let (left, right) = (left.unwrap_or(0), right.unwrap_or(words.len()));
        Span::new(sentence.start() + left, sentence.start() + right).unwrap_or(sentence)
    }
}

/// Whether a mention can be a value of that name.
fn holds(sense: &Sense, name: &str) -> bool {
    match name {
        "level" | "previous_level" => matches!(sense, Sense::Level(_)),
        "share_pct" | "rate_pct" => matches!(sense, Sense::Percent(_)),
        "amount" => matches!(sense, Sense::Money(_)),
        "quantity" => matches!(sense, Sense::Quantity(_)),
        "name" => matches!(sense, Sense::Instrument { .. }),
        _ => matches!(sense, Sense::Time(_)),
    }
}

fn time_of(sense: &Sense) -> Option<ValidTime> {
    match sense {
        Sense::Time(time) => Some(*time),
        _ => None,
    }
}
