//! Readings out of the scores of a sentence.
//!
//! For each kind, candidates whose score fills a role are taken together as the fact model says: roles that hold one by
//! one are enumerated and connected by the scores of their pairs, roles that are filled together join the cluster that
//! they are linked to. Attributes that are chosen among classes are those that the key fillers agree on; values (shares,
//! amounts, levels, times) are the mentions that score best for them. What the patterns know besides (a rank, a name, who
//! says it) is taken from a pattern that found the same fact.

mod attributes;
mod facts;
mod near;
mod support;

use entente_core::FactKind;
use entente_core::kind::Role;

use super::labels::Labels;
use super::passage::Owned;
use crate::assemble::fills;
use crate::mention::{Analysis, Sense};
use crate::reader::{FillerRef, Manner, Near, Preference, Reading};

/// What the heads say of a sentence's candidates; row by row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scores<'a> {
    /// Log-odds of roles and values.
    pub(super) roles: &'a [f32],
    /// Scores of the attributes' classes.
    pub(super) attributes: &'a [f32],
    /// The two sides of the pair score.
    pub(super) left: &'a [f32],
    pub(super) right: &'a [f32],
}

/// A sentence with all that its decoding needs.
pub(super) struct Decoder<'a> {
    pub(super) analysis: &'a Analysis<'a>,
    pub(super) owned: &'a Owned,
    pub(super) scores: Scores<'a>,
    pub(super) labels: &'a Labels,
    /// What the patterns read in this sentence.
    pub(super) patterns: &'a [Reading],
    pub(super) manner: Manner,
}

/// Candidates that name the same actors or topic.
type Group = Vec<usize>;

/// What stands in a sentence before needs a higher score than what stands in the sentence itself.
const FROM_BEFORE: f32 = 0.5;
/// Candidates that belong to one fact are linked by at least this score.
const LINKED: f32 = 0.5;

impl Decoder<'_> {
    /// The readings of the sentence, and what came near.
    pub(super) fn read(&self, readings: &mut Vec<Reading>, near: &mut Vec<Near>) {
        for &kind in FactKind::ALL {
            let before = readings.len();
            for fillers in self.facts(kind) {
                if let Some(reading) = self.reading(kind, &fillers) {
                    let least = self.least(kind);
                    if reading.score >= least {
                        readings.push(reading);
                    } else if self.manner.trace {
                        near.push(self.too_weak(&reading, &fillers, least));
                    }
                }
            }
            if self.manner.trace && readings.len() == before {
                near.extend(self.incomplete(kind));
            }
        }
    }

    fn row<'s>(&self, of: &'s [f32], candidate: usize) -> &'s [f32] {
        let width = of.len() / self.owned.candidates.len();
        &of[candidate * width..(candidate + 1) * width]
    }

    fn column(&self, candidate: usize, column: usize) -> f32 {
        sigmoid(self.row(self.scores.roles, candidate)[column])
    }

    fn role_score(&self, kind: FactKind, role: Role, candidate: usize) -> f32 {
        self.labels.role(kind, role).map_or(0.0, |it| self.column(candidate, it.at))
    }

    /// How surely two candidates belong to one fact of a kind.
    fn pair(&self, kind: FactKind, a: usize, b: usize) -> f32 {
        if a == b {
            return 1.0;
        }
        let (weights, bias) = self.labels.pair(kind);
        let product = |a: usize, b: usize| -> f32 {
            let (left, right) = (self.row(self.scores.left, a), self.row(self.scores.right, b));
            left.iter().zip(weights).zip(right).map(|((l, w), r)| l * w * r).sum()
        };
        sigmoid((product(a, b) + product(b, a)) / 2.0 + bias)
    }

    fn link(&self, kind: FactKind, a: &Group, b: &Group) -> f32 {
        a.iter().flat_map(|&x| b.iter().map(move |&y| (x, y))).map(|(x, y)| self.pair(kind, x, y)).fold(0.0, f32::max)
    }

    fn linked(&self, kind: FactKind, a: &Group, b: &Group) -> bool {
        self.link(kind, a, b) > LINKED
    }

    /// The ids that a candidate would put into a role.
    fn ids(&self, kind: FactKind, role: Role, candidate: usize) -> Vec<&str> {
        let Some(mention) = self.owned.candidates[candidate].mention else {
            return if role == Role::Topic { vec!["general"] } else { Vec::new() };
        };
        match (&self.analysis.mentions[mention].sense, role) {
            (Sense::Topic(topic), Role::Topic) => vec![topic.as_str()],
            (Sense::Actors(references), role) if role != Role::Topic => {
                let mut ids: Vec<&str> =
                    references.iter().filter_map(|it| fills(kind, role, it)).map(|id| id.as_str()).collect();
                ids.sort_unstable();
                ids.dedup();
                ids
            }
            _ => Vec::new(),
        }
    }

    /// Who fills a role, candidates of equal ids together, in the order of the candidates.
    fn groups(&self, kind: FactKind, role: Role) -> Vec<Group> {
        let Some(column) = self.labels.role(kind, role) else { return Vec::new() };
        let mut found: Vec<(Vec<&str>, Group)> = Vec::new();
        for candidate in 0..self.owned.candidates.len() {
            let least =
                if self.owned.candidates[candidate].back > 0 { column.least.max(FROM_BEFORE) } else { column.least };
            if self.column(candidate, column.at) <= least {
                continue;
            }
            let ids = self.ids(kind, role, candidate);
            if ids.is_empty() {
                continue;
            }
            match found.iter_mut().find(|(known, _)| *known == ids) {
                Some((_, group)) => group.push(candidate),
                None => found.push((ids, vec![candidate])),
            }
        }
        if role == Role::Topic && found.len() > 1 {
            // `general` beside a named topic only where it is the likeliest.
            let score = |group: &Group| group.iter().map(|&c| self.column(c, column.at)).fold(0.0, f32::max);
            let best = found.iter().map(|(_, group)| score(group)).fold(0.0, f32::max);
            found.retain(|(ids, group)| ids != &["general"] || score(group) >= best);
        }
        found.into_iter().map(|(_, group)| group).collect()
    }

    /// Groups that are linked, directly or through others.
    fn clusters(&self, kind: FactKind, mut left: Vec<Group>) -> Vec<Vec<Group>> {
        let mut out = Vec::new();
        while !left.is_empty() {
            let mut cluster = vec![left.remove(0)];
            while let Some(at) = left.iter().position(|it| cluster.iter().any(|member| self.linked(kind, it, member))) {
                cluster.push(left.remove(at));
            }
            out.push(cluster);
        }
        out
    }

    /// The least confidence of a fact of a kind.
    fn least(&self, kind: FactKind) -> f64 {
        let at = match self.manner.preference {
            Preference::Precision => 0,
            Preference::Balanced => 1,
            Preference::Recall => 2,
        };
        self.labels.calibration(kind).map_or([0.6, 0.35, 0.2][at], |it| it.least[at])
    }
}

/// Who fills which role: groups of candidates, several where a role is filled together.
#[derive(Debug, Clone, Default, PartialEq)]
struct Fillers(Vec<(Role, Group)>);

impl Fillers {
    fn with<'g>(mut self, role: Role, groups: impl IntoIterator<Item = &'g Group>) -> Self {
        self.0.extend(groups.into_iter().map(|group| (role, group.clone())));
        self
    }

    fn of(&self, role: Role) -> impl Iterator<Item = usize> {
        self.0.iter().filter(move |(it, _)| *it == role).flat_map(|(_, group)| group.iter().copied())
    }

    fn candidates(&self) -> Vec<usize> {
        let mut out: Vec<usize> = self.0.iter().flat_map(|(_, group)| group.iter().copied()).collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    fn references(&self, decoder: &Decoder<'_>) -> Vec<(Role, FillerRef)> {
        let filler = |c: usize| decoder.owned.candidates[c].filler();
        self.0.iter().flat_map(|(role, group)| group.iter().map(move |&c| (*role, filler(c)))).collect()
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

fn log_odds(p: f32) -> f64 {
    let p = f64::from(p);
    (p.max(1e-6) / (1.0 - p).max(1e-6)).ln()
}
