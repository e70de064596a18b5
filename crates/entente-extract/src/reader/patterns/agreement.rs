//! Agreements: written instruments and how far they have come.
//!
//! Finds "X and Y signed a treaty on T", "X's pact with Y", "a memorandum between X and Y", "X ratified its accord with
//! Y", "the X-Y protocol", contracts, joint statements, and listed instruments that somebody signs, joins or leaves.
//!
//! Must not match: agreement at a table, a player's contract, a law or plan of one actor alone.

use entente_core::FactKind::Agreement;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::{Line, Sort, matches};
use crate::mention::Sense;
use crate::reader::Reading;

/// Nouns and the instrument that they name.
const NOUNS: &[(&str, &str)] = &[
    ("free trade agreement", "trade-agreement"),
    ("free trade agreements", "trade-agreement"),
    ("free-trade agreement", "trade-agreement"),
    ("trade agreement", "trade-agreement"),
    ("trade agreements", "trade-agreement"),
    ("trade deal", "trade-agreement"),
    ("trade pact", "trade-agreement"),
    ("free trade deal", "trade-agreement"),
    ("free trade pact", "trade-agreement"),
    ("joint statement", "joint-statement"),
    ("joint communiqué", "joint-statement"),
    ("joint communique", "joint-statement"),
    ("joint declaration", "declaration"),
    ("memorandum of understanding", "mou"),
    ("memorandum of cooperation", "mou"),
    ("memoranda of understanding", "mou"),
    ("memorandums of understanding", "mou"),
    ("memorandum", "mou"),
    ("memoranda", "mou"),
    ("memorandums", "mou"),
    ("mou", "mou"),
    ("mous", "mou"),
    ("letter of intent", "other"),
    ("letters of intent", "other"),
    ("declaration of intent", "declaration"),
    ("treaty", "treaty"),
    ("treaties", "treaty"),
    ("convention", "treaty"),
    ("framework agreement", "framework"),
    ("framework", "framework"),
    ("contract", "contract"),
    ("contracts", "contract"),
    ("offtake agreement", "contract"),
    ("off-take agreement", "contract"),
    ("purchase agreement", "contract"),
    ("supply agreement", "contract"),
    ("supply deal", "contract"),
    ("declaration", "declaration"),
    ("protocol", "other"),
    ("agreement", "other"),
    ("agreements", "other"),
    ("pact", "other"),
    ("pacts", "other"),
    ("accord", "other"),
    ("accords", "other"),
    ("deal", "other"),
    ("deals", "other"),
    ("arrangement", "other"),
    ("truce", "other"),
];

const STAGES: &[(&str, &[&str])] = &[
    ("ratified", &["ratif*"]),
    ("in-force", &["force", "effect"]),
    ("expired", &["expir*"]),
    ("suspended", &["suspend*", "shelv*", "froze", "frozen"]),
    ("rejected", &["reject*", "voted"]),
    ("withdrawn", &["withdr*", "scrap*", "terminat*", "abandon*", "quit", "tore", "annul*", "cancel*"]),
    (
        "signed",
        &["sign", "signs", "signed", "signing", "inked", "ink", "inks", "names", "exchanged", "renew*", "extend*"],
    ),
    ("negotiating", &["negotiat*", "talks", "discuss*", "negotiations"]),
    (
        "concluded",
        &[
            "conclud*",
            "reach*",
            "struck",
            "strike",
            "seal*",
            "clinch*",
            "finali*",
            "issued",
            "issue",
            "adopted",
            "adopt",
            "agreed",
            "initial*",
            "announced",
            "released",
            "brokered",
            "complet*",
        ],
    ),
    ("proposed", &["propos*", "offer*", "float*"]),
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    let mut skip = 0;
    for at in 0..line.items.len() {
        if at < skip {
            continue;
        }
        if let Sort::Instrument(mention) = line.items[at].sort {
            let Sense::Instrument { name, .. } = &line.analysis.mentions[mention].sense else { continue };
            let instrument = instrument_of_name(&name.to_lowercase());
            read(line, at, at, instrument, Some(name), out);
            continue;
        }
        let found = NOUNS.iter().filter_map(|(noun, instrument)| line.phrase(at, noun).map(|next| (next, *instrument)));
        let Some((next, instrument)) = found.max_by_key(|(next, _)| *next) else { continue };
        skip = next;
        // "agreement" after "in" or "of" is a state of minds.
        if line.word(next - 1) == "agreement"
            && matches!(line.word(at.wrapping_sub(1)), "in" | "general" | "broad" | "no")
        {
            continue;
        }
        read(line, at, next - 1, instrument, None, out);
    }
}

fn instrument_of_name(name: &str) -> &'static str {
    if name.contains("memorandum") {
        "mou"
    } else if name.contains("trade") || name.contains("partnership agreement") {
        "trade-agreement"
    } else if name.contains("declaration") {
        "declaration"
    } else if name.contains("framework") {
        "framework"
    } else if name.contains("treaty") || name.contains("convention") {
        "treaty"
    } else {
        "other"
    }
}

/// Whether "in a joint statement", "In their joint declaration" stands at a position.
fn in_a_joint_paper(line: &Line<'_>, at: usize) -> bool {
    line.word(at) == "joint"
        && matches!(line.word(at.wrapping_sub(1)), "a" | "the" | "their")
        && line.word(at.wrapping_sub(2)) == "in"
}

/// Whether a name is that of something carried out, not of a paper.
fn is_undertaking(name: &str) -> bool {
    let last = name.rsplit(' ').next().unwrap_or_default();
    matches!(
        last.to_lowercase().as_str(),
        "programme" | "program" | "project" | "initiative" | "plan" | "corridor" | "assistance" | "aid" | "fund"
    )
}

fn read(line: &Line<'_>, at: usize, head: usize, instrument: &str, name: Option<&String>, out: &mut Vec<Reading>) {
    let stage = STAGES.iter().find_map(|(stage, verbs)| {
        line.near_before(at, 10, verbs)
            .or_else(|| line.near_after(head, 6, verbs))
            .filter(|&verb| !line.is_actors(verb))
            .map(|verb| (*stage, verb))
    });
    // "in a joint statement the three agreed to …": what they agreed is not how far the statement has come.
    let issued = in_a_joint_paper(line, at) && !matches!(stage, Some(("concluded", _)));
    let stage = if issued { Some(("concluded", at)) } else { stage };
    // A programme is named more often than it is signed.
    if name.is_some_and(|name| is_undertaking(name))
        && !stage.is_some_and(|(_, verb)| {
            ["sign*", "conclud*", "initial*", "inked"].iter().any(|wanted| matches(line.word(verb), wanted))
        })
    {
        return;
    }
    let mut groups = line.parties(head);
    if !line.enough(&groups)
        && let Some((_, verb)) = stage
    {
        let other = line.parties(verb);
        if line.enough(&other) {
            groups = other;
        }
    }
    if issued && !line.enough(&groups) {
        // "in a joint declaration X and Y agreed"
        groups = line.after(head).take(3).filter(|&i| line.is_actors(i) && line.items[i].prep.is_empty()).collect();
    }
    let mut unnamed = false;
    if !line.enough(&groups) {
        let alone = name.is_some() && matches!(stage, Some(("ratified" | "withdrawn" | "signed" | "rejected", _)));
        let joint = instrument == "joint-statement" && line.bloc(&groups);
        unnamed = stage.is_some() && line.unnamed(&groups);
        if groups.is_empty() && !unnamed || !alone && !joint && !unnamed {
            return;
        }
    }
    let stage = match stage {
        None if instrument == "joint-statement" => Some(("concluded", at)),
        stage => stage,
    };
    let trigger = stage.map_or(at, |(_, verb)| verb);
    let Some(mut draft) = Draft::new(line, Agreement, if unnamed { "unnamed" } else { "noun" }, trigger) else {
        return;
    };
    if stage.is_none() || issued {
        draft = draft.factuality(entente_core::Factuality::Actual);
    }
    // "contracts with X and Y" are one with each.
    let pairs = match groups.as_slice() {
        [_, with] if line.word(head).ends_with('s') && line.items[*with].prep == "with" => {
            line.mentions(*with).to_vec()
        }
        _ => Vec::new(),
    };
    if unnamed {
        draft = draft.protagonists(Role::Party);
    }
    for group in groups {
        draft = draft.role(Role::Party, group);
    }
    let topics = line.topics_of(head);
    let trade = head.checked_sub(1).is_some_and(|k| line.items[k].text.ends_with("trade"));
    let instrument = if instrument == "other" && trade { "trade-agreement" } else { instrument };
    for topic in topics.into_iter().filter(|&t| t.abs_diff(head) < 10) {
        draft = draft.role(Role::Topic, topic);
    }
    draft
        .covering(at)
        .covering(head)
        .attr("instrument", instrument)
        .maybe_attr("name", name.map(String::as_str))
        .maybe_attr("stage", stage.map(|(stage, _)| stage))
        .each(&pairs, out);
}
