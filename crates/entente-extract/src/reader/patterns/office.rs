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
use crate::mention::{Form, Sense};
use crate::reader::{FillerRef, Reading};

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for (index, mention) in line.analysis.mentions_of(line.sentence).iter().enumerate() {
        let Sense::Actors(references) = &mention.sense else { continue };
        let m = line.analysis.sentences[line.sentence].mentions.start + index;
        for (r, reference) in references.iter().enumerate() {
            let Some(title) = &reference.title else { continue };
            if reference.form == Form::StandIn || reference.id.is_country() {
                continue;
            }
            let Some(_of) = title.of.as_ref().or(reference.acts_for.as_ref()) else { continue };
            let mut attrs = serde_json::Map::new();
            attrs.insert("title".into(), title.name.as_str().into());
            out.push(Reading {
                kind: Office,
                sentence: line.sentence,
                clause: title.span.join(mention.span),
                fillers: vec![(Role::Holder, FillerRef::Reference(m, r)), (Role::Of, FillerRef::Reference(m, r))],
                attrs,
                factuality: Factuality::Actual,
                time: None,
                attributed_to: Vec::new(),
                score: super::precision::of(Office, "title"),
                rule: Some("title"),
            });
        }
    }
}
