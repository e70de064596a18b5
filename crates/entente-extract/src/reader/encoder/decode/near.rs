//! How a reading came about, and what came near: for those who ask.

use entente_core::FactKind;
use entente_core::kind::Role;

use super::{Decoder, Fillers, Group};
use crate::reader::trace::{Decision, PairScore, RoleScore};
use crate::reader::{Near, Reading, Trace};

/// A candidate that scores at least this was nearly taken.
const NEARLY: f32 = 0.1;

impl Decoder<'_> {
    pub(super) fn trace(
        &self,
        kind: FactKind,
        fillers: &Fillers,
        factuality: Option<Decision>,
        time: Option<Decision>,
        attributes: Vec<(String, Decision)>,
    ) -> Trace {
        let roles = self.scored(kind, fillers);
        let all: Vec<usize> = fillers.candidates();
        let mut pairs = Vec::new();
        for (place, &a) in all.iter().enumerate() {
            pairs.extend(all[place + 1..].iter().map(|&b| PairScore {
                a: self.owned.candidates[a].filler(),
                b: self.owned.candidates[b].filler(),
                score: f64::from(self.pair(kind, a, b)),
            }));
        }
        let taken = |role: Role, candidate: usize| fillers.of(role).any(|it| it == candidate);
        let mut runners_up: Vec<RoleScore> = self.best(kind, |role, candidate| !taken(role, candidate));
        runners_up.truncate(6);
        Trace { roles, pairs, runners_up, factuality, time, attributes }
    }

    fn score_of(&self, kind: FactKind, role: Role, candidate: usize) -> RoleScore {
        let filler = self.owned.candidates[candidate].filler();
        RoleScore { role, filler, score: f64::from(self.role_score(kind, role, candidate)) }
    }

    /// Every filler with its score.
    fn scored(&self, kind: FactKind, fillers: &Fillers) -> Vec<RoleScore> {
        let scored = |(role, group): &(Role, Group)| -> Vec<RoleScore> {
            group.iter().map(|&c| self.score_of(kind, *role, c)).collect()
        };
        fillers.0.iter().flat_map(scored).collect()
    }

    /// Candidates that nearly fill or fill a role of a kind, the best first.
    fn best(&self, kind: FactKind, wanted: impl Fn(Role, usize) -> bool) -> Vec<RoleScore> {
        let mut out = Vec::new();
        for &role in kind.roles() {
            for candidate in 0..self.owned.candidates.len() {
                let score = self.role_score(kind, role, candidate);
                if score >= NEARLY && wanted(role, candidate) && !self.ids(kind, role, candidate).is_empty() {
                    out.push(self.score_of(kind, role, candidate));
                }
            }
        }
        out.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.role.cmp(&b.role)).then(a.filler.cmp(&b.filler)));
        out
    }

    /// A whole fact that scores too low.
    pub(super) fn too_weak(&self, reading: &Reading, fillers: &Fillers, least: f64) -> Near {
        let kind = reading.kind;
        Near {
            kind,
            sentence: reading.sentence,
            clause: reading.clause,
            missing: Vec::new(),
            filled: self.scored(kind, fillers),
            best: Vec::new(),
            score: reading.score,
            bar: Some(least),
        }
    }

    /// A kind some of whose roles are filled, and what it lacks.
    pub(super) fn incomplete(&self, kind: FactKind) -> Option<Near> {
        let filled: Vec<(Role, Group)> =
            kind.roles().iter().filter_map(|&role| Some((role, self.groups(kind, role).into_iter().next()?))).collect();
        if !filled.iter().any(|(role, _)| kind.key_roles().contains(role)) {
            return None;
        }
        let missing: Vec<Role> =
            kind.key_roles().iter().filter(|role| filled.iter().all(|(it, _)| it != *role)).copied().collect();
        let best = self.best(kind, |role, _| missing.contains(&role));
        let candidates: Vec<usize> = filled.iter().flat_map(|(_, group)| group.clone()).collect();
        let filled: Vec<RoleScore> = filled.iter().map(|(role, group)| self.score_of(kind, *role, group[0])).collect();
        let score = filled.iter().map(|it| it.score).fold(1.0, f64::min);
        let clause = self.clause(&candidates);
        (!missing.is_empty()).then_some(Near {
            kind,
            sentence: self.owned.sentence,
            clause,
            missing,
            filled,
            best,
            score,
            bar: None,
        })
    }
}
