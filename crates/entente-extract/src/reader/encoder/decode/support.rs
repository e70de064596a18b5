//! What speaks for a fact, and the confidence that it makes.

use entente_core::FactKind;

use super::{Decoder, Fillers, log_odds};
use crate::reader::FillerRef;
use crate::reader::encoder::labels::Calibration;

impl Decoder<'_> {
    /// What speaks for a fact.
    pub(super) fn support(&self, kind: FactKind, fillers: &Fillers) -> Option<Support> {
        let keys = kind.key_roles();
        let mut candidates: Vec<usize> = Vec::new();
        let (mut roles, mut agreed, mut filled) = (Vec::new(), 0_usize, 0_usize);
        for (role, group) in fillers.0.iter().filter(|(role, _)| keys.contains(role)) {
            let best = group.iter().map(|&c| self.role_score(kind, *role, c)).fold(0.0, f32::max);
            roles.push(log_odds(best));
            for &candidate in group {
                let filler = self.owned.candidates[candidate].filler();
                filled += 1;
                agreed += usize::from(self.patterns.iter().any(|reading| {
                    reading.kind == kind && reading.fillers.iter().any(|(r, f)| r == role && same_mention(*f, filler))
                }));
                if !candidates.contains(&candidate) {
                    candidates.push(candidate);
                }
            }
        }
        candidates.sort_unstable();
        if roles.is_empty() {
            return None;
        }
        let mut pairs = Vec::new();
        for (place, &a) in candidates.iter().enumerate() {
            pairs.extend(candidates[place + 1..].iter().map(|&b| log_odds(self.pair(kind, a, b))));
        }
        let own = candidates.iter().filter(|&&c| self.owned.candidates[c].back == 0).count();
        Some(Support {
            roles,
            pairs,
            agreed: agreed as f64 / filled.max(1) as f64,
            own: own as f64 / candidates.len() as f64,
            among: self.owned.candidates.len(),
            candidates,
        })
    }
}

/// What speaks for a fact, before it is made a confidence.
pub(super) struct Support {
    /// Log-odds of the best candidate for each filler of a key role.
    roles: Vec<f64>,
    /// Log-odds of the pairs of its candidates.
    pairs: Vec<f64>,
    /// The share of the candidates that a pattern put into the same role.
    agreed: f64,
    /// The share of the candidates that stand in the sentence itself.
    own: f64,
    /// How many candidates the sentence has.
    among: usize,
    /// The candidates that fill key roles.
    pub(super) candidates: Vec<usize>,
}

impl Support {
    /// The parts that the calibration weighs, in the order that training writes the weights in.
    pub(super) fn parts(&self, factuality: f64) -> [f64; 10] {
        let least = |of: &[f64]| of.iter().copied().fold(f64::INFINITY, f64::min);
        let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len() as f64;
        let (pair_least, pair_mean) =
            if self.pairs.is_empty() { (3.0, 3.0) } else { (least(&self.pairs), mean(&self.pairs)) };
        [
            least(&self.roles),
            mean(&self.roles),
            pair_least,
            pair_mean,
            self.agreed,
            f64::from(u8::from(self.agreed > 0.99)),
            self.own,
            self.roles.len() as f64,
            (factuality.clamp(1e-6, 0.999) / (1.0 - factuality.clamp(1e-6, 0.999))).ln(),
            self.among as f64,
        ]
    }

    pub(super) fn mean(&self) -> f64 {
        let chances = self.roles.iter().map(|it| 1.0 / (1.0 + (-it).exp()));
        chances.sum::<f64>() / self.roles.len() as f64
    }
}

/// Platt scaling of the parts: a logistic regression fitted on cross-validated scores.
pub(super) fn confidence(calibration: &Calibration, parts: &[f64]) -> f64 {
    let bias = calibration.weights.last().copied().unwrap_or_default();
    let sum: f64 = parts.iter().zip(&calibration.weights).map(|(part, weight)| part * weight).sum();
    1.0 / (1.0 + (-(sum + bias)).exp())
}

fn same_mention(a: FillerRef, b: FillerRef) -> bool {
    match (a, b) {
        (FillerRef::General, FillerRef::General) => true,
        (FillerRef::Mention(a) | FillerRef::Reference(a, _), FillerRef::Mention(b)) => a == b,
        _ => false,
    }
}
