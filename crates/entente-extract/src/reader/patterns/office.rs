//! Offices: persons and the posts they hold, as titles beside names say.
//!
//! Finds "Trade Minister Don Farrell", "Colombia's president, Gustavo Petro", "former prime minister X": the mentions stage
//! reads titles and whose post it is, this file only writes them down.
//!
//! Must not match: a title without a name, a post whose state, organisation or firm is not known.

use entente_core::FactKind::Office;
use entente_core::Factuality;
use entente_core::kind::Role;

use super::line::Line;
use crate::mention::{Form, Reference, Sense};
use crate::reader::trace::{Decision, RoleScore};
use crate::reader::{FillerRef, Reading, Trace};

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for (index, mention) in line.analysis.mentions_of(line.sentence).iter().enumerate() {
        let Sense::Actors(references) = &mention.sense else { continue };
        let m = line.analysis.sentences[line.sentence].mentions.start + index;
        for (r, reference) in references.iter().enumerate() {
            let Some(title) = &reference.title else { continue };
            if reference.form == Form::StandIn || reference.id.is_country() {
                continue;
            }
            if title.of.is_none() && reference.acts_for.is_none() {
                continue;
            }
            let mut attrs = serde_json::Map::new();
            let name = match title.name.as_str() {
                "counterpart" => other_post(references_before(line, index)),
                name => Some(name),
            };
            let Some(name) = name else { continue };
            attrs.insert("title".into(), name.into());
            let fillers = vec![(Role::Holder, FillerRef::Reference(m, r)), (Role::Of, FillerRef::Reference(m, r))];
            let score = super::precision::of(Office, "title");
            let trace = line.traced.then(|| {
                Box::new(Trace {
                    roles: fillers.iter().map(|&(role, filler)| RoleScore { role, filler, score }).collect(),
                    factuality: Some(Decision::by_rule(Factuality::Actual, "a title is held", Some(title.span))),
                    ..Trace::default()
                })
            });
            out.push(Reading {
                kind: Office,
                sentence: line.sentence,
                clause: title.span.join(mention.span),
                fillers,
                attrs,
                factuality: Factuality::Actual,
                time: None,
                attributed_to: Vec::new(),
                score,
                rule: Some("title"),
                trace,
            });
        }
    }
}

/// The references of the sentence's mentions before one, the nearest first.
fn references_before<'a>(line: &'a Line<'_>, index: usize) -> impl Iterator<Item = &'a Reference> {
    line.analysis.mentions_of(line.sentence)[..index].iter().rev().flat_map(|mention| match &mention.sense {
        Sense::Actors(references) => references.as_slice(),
        _ => &[],
    })
}

/// The post of the nearest other person: "Prime Minister X met her Italian counterpart, Y".
fn other_post<'a>(mut references: impl Iterator<Item = &'a Reference>) -> Option<&'a str> {
    references
        .find_map(|reference| reference.title.as_ref().map(|title| title.name.as_str()))
        .filter(|n| *n != "counterpart")
}
