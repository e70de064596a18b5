//! Cooperation: actors work, or undertake to work, together on a topic.
//!
//! Finds "X and Y will cooperate on T", "X works with Y on T", "cooperation between X and Y in T", "X-Y T cooperation",
//! "X and Y will jointly …", "deepen their defence ties"; without a topic only "boost ties" and the like, as `general`.
//!
//! Must not match: thanks for somebody's cooperation, one actor alone (but for a bloc), talks about a topic.

use entente_core::FactKind::Cooperation;
use entente_core::Factuality;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::Line;
use crate::reader::Reading;

const VERBS: &[&str] = &[
    "cooperate",
    "cooperates",
    "cooperated",
    "cooperating",
    "co-operate",
    "collaborate",
    "collaborates",
    "collaborated",
    "collaborating",
    "work together",
    "working together",
    "worked together",
    "works together",
    "work with",
    "works with",
    "working with",
    "team up",
    "teamed up",
    "teams up",
    "teaming up",
    "join forces",
    "partner with",
    "partnered with",
    "partnering with",
    "jointly *",
];
const NOUNS: &[&str] = &[
    "cooperation",
    "co-operation",
    "collaboration",
    "collaborations",
    "joint exercise",
    "joint exercises",
    "joint drills",
    "joint patrols",
    "joint patrol",
    "joint training",
    "joint research",
    "joint programme",
    "joint program",
    "joint production",
    "joint development",
    "joint work",
    "joint efforts",
    "joint action",
    "joint military exercises",
    "joint naval exercises",
    "joint projects",
];
const TIES: &[&str] = &["ties", "relations", "links", "relationship", "relationships"];
const DEEPEN: &[&str] = &[
    "deepen*",
    "strengthen*",
    "expand*",
    "boost*",
    "enhanc*",
    "increas*",
    "broaden*",
    "closer",
    "intensif*",
    "step",
    "stepped",
    "widen*",
    "accelerat*",
    "improv*",
    "bolster*",
    "promot*",
    "advanc*",
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        if let Some((index, _)) = line.any(at, VERBS) {
            if VERBS[index] == "jointly *" && line.near_after(at, 2, JOINT_OTHER).is_some() {
                continue;
            }
            read(line, at, "verb", line.topics_list(at), out);
        } else if line.any(at, UNDERTAKEN).is_some()
            && line.near_after(at, 5, &["cooperation", "collaboration", "ties", "relations"]).is_none()
        {
            undertaken(line, at, out);
        } else if let Some((_, next)) = line.any(at, NOUNS) {
            // "a cooperation agreement" is an agreement.
            if PAPERS.contains(&line.word(next)) {
                continue;
            }
            read(line, at, "noun", line.topics_of(at), out);
        } else if line.any(at, TIES).is_some() && line.near_before(at, 6, DEEPEN).is_some() {
            let topic: Vec<usize> = line.before(at).take(2).filter(|&i| line.is_topics(i)).collect();
            let topic = if topic.is_empty() {
                line.after(at).take(4).filter(|&i| line.is_topics(i) && line.items[i].prep == "in").collect()
            } else {
                topic
            };
            read(line, at, "ties", topic, out);
        }
    }
}

/// What parties that act together undertake: "agreed to advance energy security", "will explore small reactors".
const UNDERTAKEN: &[&str] = &[
    "advance",
    "enhance",
    "promote",
    "strengthen",
    "support",
    "develop",
    "expand",
    "explore",
    "combat",
    "address",
    "pursue",
    "coordinate",
    "share",
    "increase",
    "facilitate",
    "accelerate",
    "intensify",
    "bolster",
    "improve",
    "secure",
    "tackle",
    "counter",
    "exchange",
    "foster",
    "boost",
    "deepen",
];

/// "The two sides agreed to advance energy security": a joint subject that undertakes something on a topic.
fn undertaken(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let bound = line.near_before(
        at,
        6,
        &["agree*", "commit*", "decid*", "pledg*", "intend*", "will", "resolv*", "plan*", "undert*"],
    );
    let topics: Vec<usize> = line.topics_list(at).into_iter().filter(|&topic| topic > at && topic < at + 9).collect();
    let Some(subject) = line.left_subject(at).filter(|_| bound.is_some() && !topics.is_empty()) else { return };
    if line.actors(subject).len() < 2 {
        return;
    }
    let Some(mut draft) = Draft::new(line, Cooperation, "undertaken", at) else { return };
    for topic in topics {
        draft = draft.role(Role::Topic, topic);
    }
    let change = if DEEPEN.iter().any(|word| super::line::matches(line.word(at), word)) { "deepen" } else { "start" };
    draft.role(Role::Party, subject).attr("change", change).done(out);
}

const PAPERS: &[&str] = &[
    "agreement",
    "agreements",
    "pact",
    "deal",
    "accord",
    "arrangement",
    "documents",
    "framework",
    "memorandum",
    "treaty",
];

const JOINT_OTHER: &[&str] = &[
    "build*",
    "construct*",
    "produc*",
    "bid",
    "mine",
    "sign*",
    "own*",
    "fund*",
    "financ*",
    "host*",
    "chair*",
    "issue*",
    "announc*",
    "said",
];

fn read(line: &Line<'_>, at: usize, pattern: &'static str, topics: Vec<usize>, out: &mut Vec<Reading>) {
    let groups = line.parties(at);
    let unnamed = !line.enough(&groups);
    if unnamed && !line.unnamed(&groups) {
        return;
    }
    let pattern = if unnamed { "unnamed" } else { pattern };
    let Some(mut draft) = Draft::new(line, Cooperation, pattern, at) else { return };
    if topics.is_empty() {
        if unnamed || pattern == "verb" || line.near_before(at, 6, DEEPEN).is_none() {
            return;
        }
        draft = draft.general();
    }
    if unnamed {
        draft = draft.protagonists(Role::Party);
    }
    for group in groups {
        draft = draft.role(Role::Party, group);
    }
    for topic in topics {
        draft = draft.role(Role::Topic, topic);
    }
    let change =
        if line.near_before(at, 7, &["end", "ended", "halt*", "suspend*", "stop*", "longer", "terminat*"]).is_some() {
            Some("end")
        } else if line.near_before(at, 7, DEEPEN).is_some() {
            Some("deepen")
        } else if line.near_before(at, 6, &["continu*"]).is_some() {
            Some("continue")
        } else if draft.is(Factuality::Planned) || draft.is(Factuality::Possible) {
            Some("start")
        } else {
            None
        };
    draft.maybe_attr("change", change).done(out);
}
