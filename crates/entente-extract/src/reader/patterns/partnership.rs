//! Partnerships: named standing relationships between actors, and their changes.
//!
//! Finds a level ("strategic partnership", "alliance", "diplomatic relations") with its parties:
//! - "Oslo and Ottawa lifted their ties to a green alliance", "the elevation of Peru's relations with Chad to …";
//! - "Peru's strategic alliance with Canada", "the alliance between …", "bound to India by a strategic partnership".
//!
//! Must not match: partners in a firm or in sport, a level that nobody is said to share.

use entente_core::FactKind::Partnership;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::{Line, Sort};
use crate::mention::Sense;
use crate::reader::Reading;

const CHANGES: &[(&str, &[&str])] = &[
    ("downgrade", &["downgrad*"]),
    ("upgrade", &["upgrad*", "elevat*", "lift", "lifted", "lifting", "rais*", "promot*"]),
    ("suspend", &["suspend*", "froze", "freez*"]),
    ("end", &["end", "ended", "ending", "sever*", "broke", "cut", "cuts", "terminat*", "renounc*"]),
    ("reaffirm", &["reaffirm*", "renew*", "confirm*", "recommit*", "reiterat*"]),
    (
        "establish",
        &[
            "establish*",
            "form",
            "forms",
            "formed",
            "forming",
            "enter*",
            "launch*",
            "forg*",
            "sign",
            "signed",
            "signing",
            "set",
            "creat*",
            "conclud*",
            "restor*",
            "resum*",
            "switch*",
        ],
    ),
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    let mut previous: Option<(usize, usize)> = None;
    for at in 0..line.items.len() {
        if let Sort::Level(mention) = line.items[at].sort {
            let Sense::Level(level) = &line.analysis.mentions[mention].sense else { continue };
            // "from LEVEL to LEVEL": the first is what was before.
            let later = line
                .after(at)
                .take(10)
                .find(|&i| matches!(line.items[i].sort, Sort::Level(_)) && line.items[i].prep == "to");
            let raised = line.near_before(at, 14, &["upgrad*", "elevat*", "lift*", "rais*", "downgrad*", "beyond"]);
            if later.is_some() && raised.is_some() {
                previous = Some((at, mention));
                continue;
            }
            read(line, at, level, previous.take().map(|(_, m)| m), out);
        } else if let Some((_, next)) = line
            .any(at, &["diplomatic relations", "diplomatic ties", "diplomatic relationship", "diplomatic recognition"])
        {
            read(line, next - 1, "diplomatic relations", None, out);
        } else if let Some(level) = plain_level(line, at) {
            read(line, at, &level, None, out);
        }
    }
}

/// A level that is in no table: "comprehensive digital partnerships", with its adjectives, in the singular.
fn plain_level(line: &Line<'_>, at: usize) -> Option<String> {
    const ADJECTIVES: &[&str] = &[
        "strategic",
        "comprehensive",
        "special",
        "global",
        "privileged",
        "enhanced",
        "digital",
        "green",
        "economic",
        "security",
        "defence",
        "defense",
        "cooperative",
        "all-weather",
        "enduring",
        "military",
        "energy",
        "development",
    ];
    let noun = match line.word(at) {
        "partnership" | "partnerships" => "partnership",
        "alliance" | "alliances" => "alliance",
        _ => return None,
    };
    let mut words: Vec<&str> =
        line.before(at).map(|i| line.word(i)).take_while(|word| ADJECTIVES.contains(word)).collect();
    words.reverse();
    words.push(noun);
    (words.len() > 1).then(|| words.join(" "))
}

fn read(line: &Line<'_>, at: usize, level: &str, previous: Option<usize>, out: &mut Vec<Reading>) {
    let change = CHANGES.iter().find_map(|(change, verbs)| {
        line.near_before(at, 12, verbs)
            .or_else(|| line.near_after(at, 4, verbs).filter(|&i| line.passive(i)))
            .map(|verb| (*change, verb))
    });
    let anchor = line.near_before(at, 14, &["relations", "ties", "relationship", "links", "relation"]).unwrap_or(at);
    let mut groups = line.parties(anchor);
    if !line.enough(&groups) && anchor != at {
        groups = line.parties(at);
    }
    if !line.enough(&groups)
        && let Some((_, verb)) = change
    {
        groups = line.parties(verb);
    }
    if !line.enough(&groups) {
        return;
    }
    let trigger = change.map_or(at, |(_, verb)| verb);
    let Some(mut draft) = Draft::new(line, Partnership, "level", trigger) else { return };
    // "X with Y, Z and W" is a partnership with each.
    let pairs = match groups.as_slice() {
        [first, second] if line.items[*second].prep == "with" && line.actors(*first).len() == 1 => {
            line.mentions(*second).to_vec()
        }
        _ => Vec::new(),
    };
    for group in groups {
        draft = draft.role(Role::Party, group);
    }
    let before = previous.and_then(|m| match &line.analysis.mentions[m].sense {
        Sense::Level(level) => Some(level.as_str()),
        _ => None,
    });
    draft
        .covering(at)
        .attr("level", level)
        .maybe_attr("previous_level", before)
        .maybe_attr("change", change.map(|(change, _)| change))
        .each(&pairs, out);
}
