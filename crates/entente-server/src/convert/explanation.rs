//! Explanations onto the wire.

use entente_core::Fact;
use entente_extract::explain::{Candidate, Choice, Explanation, Filling, Pair, Referent, Telling};
use entente_proto::v1;

use super::term::Term;
use super::to_proto::{Wire, place};

impl Wire {
    /// How a fact came about.
    #[must_use]
    pub fn explanation(&self, fact: &Fact, explanation: &Explanation) -> v1::FactExplanation {
        v1::FactExplanation {
            fact_id: fact.id().as_str().to_owned(),
            tellings: explanation.tellings.iter().map(|it| self.telling(it)).collect(),
        }
    }

    fn telling(&self, telling: &Telling) -> v1::FactTelling {
        v1::FactTelling {
            sentence: Some(place(telling.sentence)),
            clause: Some(place(telling.clause)),
            score: telling.score,
            rule: telling.rule.unwrap_or_default().to_owned(),
            roles: telling.roles.iter().map(|it| self.filling(it)).collect(),
            pairs: telling.pairs.iter().map(|it| self.pair(it)).collect(),
            runners_up: telling.runners_up.iter().map(|it| self.filling(it)).collect(),
            factuality: Some(choice("factuality", &telling.factuality)),
            time: telling.time.as_ref().map(|it| choice("time", it)),
            attributes: telling.attributes.iter().map(|(name, it)| choice(name, it)).collect(),
        }
    }

    fn filling(&self, filling: &Filling) -> v1::RoleFilling {
        v1::RoleFilling {
            role: filling.role.number(),
            candidate: Some(self.candidate(&filling.candidate)),
            score: filling.score,
        }
    }

    fn pair(&self, pair: &Pair) -> v1::CandidatePair {
        v1::CandidatePair { a: Some(self.candidate(&pair.a)), b: Some(self.candidate(&pair.b)), score: pair.score }
    }

    fn candidate(&self, candidate: &Candidate) -> v1::FillerCandidate {
        let (mut actors, mut topic) = (Vec::new(), None);
        for referent in &candidate.meaning {
            match referent {
                Referent::Actor(id) => actors.push(self.actor_ref(id)),
                Referent::Topic(id) => topic = Some(self.topic_ref(id)),
            }
        }
        v1::FillerCandidate {
            span: candidate.span.map(place),
            words: candidate.words.clone(),
            actors,
            topic,
            through: candidate.through.iter().map(|id| self.actor_ref(id)).collect(),
            stands_in: candidate.stands_in,
            alternative_ids: candidate.otherwise.iter().map(|it| it.as_str().to_owned()).collect(),
        }
    }
}

fn choice(name: &str, choice: &Choice) -> v1::ValueChoice {
    let alternative = |(value, score): &(String, f64)| v1::ValueAlternative { value: value.clone(), score: *score };
    v1::ValueChoice {
        name: name.to_owned(),
        value: choice.value.clone(),
        score: choice.score,
        rule: choice.rule.clone().unwrap_or_default(),
        span: choice.span.map(place),
        alternatives: choice.others.iter().map(alternative).collect(),
    }
}
