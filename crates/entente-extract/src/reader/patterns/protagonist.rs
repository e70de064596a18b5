//! Whom a document is about: the parties of its first agreement, cooperation or partnership.
//!
//! A communiqué names its two sides once and then says "signed a memorandum", "agreed to cooperate on ports". Where a later
//! sentence leaves the parties out, these stand in. There are none where another state is named as often as they are.

use std::collections::HashMap;

use entente_core::kind::Role;
use entente_core::{ActorId, FactKind};

use super::draft::acting;
use crate::mention::{Analysis, Form, Sense};
use crate::reader::{FillerRef, Reading};

/// How many sentences from the beginning may name them.
pub(super) const OPENING: usize = 10;

/// The parties that most of a document is about, out of the readings of its first sentences; empty where there are none.
pub(super) fn find(analysis: &Analysis<'_>, opening: &[Reading]) -> Vec<FillerRef> {
    let counts = counts(analysis);
    let kinds = [FactKind::Agreement, FactKind::Cooperation, FactKind::Partnership, FactKind::JointBody];
    for reading in opening.iter().filter(|reading| kinds.contains(&reading.kind)) {
        let parties: Vec<FillerRef> =
            reading.fillers.iter().filter(|(role, _)| *role == Role::Party).map(|(_, filler)| *filler).collect();
        let mut ids: Vec<&ActorId> = parties.iter().flat_map(|filler| acting_of(analysis, *filler)).collect();
        ids.sort();
        ids.dedup();
        let least = ids.iter().map(|id| counts.get(*id).copied().unwrap_or_default()).min().unwrap_or_default();
        let other =
            counts.iter().filter(|(id, _)| !ids.contains(*id)).map(|(_, count)| *count).max().unwrap_or_default();
        if ids.len() > 1 && least * 2 > other {
            return parties;
        }
    }
    Vec::new()
}

/// How often each state and organisation is named, itself or by those who act for it.
fn counts<'a>(analysis: &'a Analysis<'_>) -> HashMap<&'a ActorId, usize> {
    let mut counts = HashMap::new();
    for mention in &analysis.mentions {
        let Sense::Actors(references) = &mention.sense else { continue };
        for reference in references.iter().filter(|reference| reference.form != Form::StandIn) {
            if let Some(id) = acting(reference) {
                *counts.entry(id).or_default() += 1;
            }
        }
    }
    counts
}

/// Who acts where a filler stands.
pub(super) fn acting_of<'a>(analysis: &'a Analysis<'_>, filler: FillerRef) -> impl Iterator<Item = &'a ActorId> {
    let references = match filler {
        FillerRef::Mention(m) | FillerRef::Reference(m, _) => {
            match analysis.mentions.get(m).map(|mention| &mention.sense) {
                Some(Sense::Actors(references)) => references.as_slice(),
                _ => &[],
            }
        }
        FillerRef::General => &[],
    };
    references.iter().filter_map(acting)
}
