//! The main parties of a document: who "we", "both sides" and "they" are where no names stand near.
//!
//! A state or organisation counts for more in a headline and in the first sentences. In a joint paper ("We, the ministers
//! of …") the parties of its head are the ones that speak all through it.

use entente_core::ActorId;

use super::scene::Scene;
use super::{Form, Reference, Sense};
use crate::sentence::SentenceForm;

/// How many sentences make the head of a document.
const HEAD: usize = 4;

/// The main parties of a document.
#[derive(Debug, Default)]
pub(super) struct Protagonists {
    /// States and organisations, the most prominent first.
    pub(super) ranked: Vec<Reference>,
    /// The two that the document is about, where two stand out.
    pub(super) pair: Option<Vec<Reference>>,
    /// Those that speak as "we", where the document is a joint paper; else empty.
    pub(super) signatories: Vec<Reference>,
}

/// Counts who is named where.
pub(super) fn protagonists(scene: &Scene<'_>) -> Protagonists {
    let mut counts: Vec<(ActorId, usize, usize)> = Vec::new();
    let mut head: Vec<ActorId> = Vec::new();
    for found in scene.found.iter().filter(|found| !found.gone) {
        let Sense::Actors(references) = &found.sense else { continue };
        let sentence = scene.tokens[found.tokens.start].sentence;
        let heading = scene.pieces[sentence].form == SentenceForm::Heading && sentence < HEAD;
        let weight = if heading {
            5
        } else if sentence < HEAD {
            3
        } else {
            1
        };
        for reference in references.iter().filter(|r| acts_as_party(r)) {
            let id = reference.actor();
            match counts.iter().position(|(other, ..)| other == id) {
                Some(at) => counts[at].1 += weight,
                // Few parties matter; a text that names hundreds is not counted beyond these.
                None if counts.len() < 200 => counts.push((id.clone(), weight, counts.len())),
                None => {}
            }
            if sentence < HEAD && !head.contains(id) && reference.form != Form::Seat {
                head.push(id.clone());
            }
        }
    }
    counts.sort_by_key(|(_, count, first)| (std::cmp::Reverse(*count), *first));
    let stand_in = |id: &ActorId| Reference::named(id.clone(), Form::StandIn);
    let ranked: Vec<Reference> = counts.iter().map(|(id, ..)| stand_in(id)).collect();
    let signatories =
        if is_joint_paper(scene) && !head.is_empty() { head.iter().map(stand_in).collect() } else { Vec::new() };
    let count = |at: usize| counts.get(at).map_or(0, |(_, count, _)| *count);
    let pair = (count(1) >= 4 && count(1) * 2 >= count(2) * 3).then(|| ranked[..2].to_vec());
    Protagonists { ranked, pair, signatories }
}

/// Whether somebody can be a party: a state, an organisation, or a person or body that acts for one.
fn acts_as_party(reference: &Reference) -> bool {
    let id = reference.actor();
    matches!(reference.form, Form::Country | Form::Demonym | Form::Seat | Form::Organisation)
        || reference.acts_for.is_some() && id.is_country()
}

/// Whether the text speaks as "we" outside of quotes, or heads itself a joint statement or communiqué.
fn is_joint_paper(scene: &Scene<'_>) -> bool {
    let mut quoted = false;
    let mut we = 0;
    for at in 0..scene.tokens.len() {
        match scene.word(at) {
            "“" => quoted = true,
            "”" => quoted = false,
            "\"" => quoted = !quoted,
            "We" | "we" | "Our" | "our" if !quoted => we += 1,
            _ => {}
        }
        if at + 1 == scene.tokens.len() || scene.tokens[at].sentence != scene.tokens[at + 1].sentence {
            quoted = false;
        }
    }
    let sentences = scene.sentences.len();
    let head = scene.sentences.iter().take(HEAD).flat_map(|range| range.clone());
    let joint = head.clone().any(|at| {
        scene.is_any(at, &["joint"])
            && scene.is_any(at + 1, &["statement", "communique", "communiqué", "declaration", "press", "leaders"])
            || scene.is_any(at, &["communique", "communiqué"])
    });
    joint || we >= 3 && we * 6 >= sentences
}
