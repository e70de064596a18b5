//! Joint bodies: standing consultations and institutions that actors set up.
//!
//! Finds "X and Y set up a joint committee on T", "X's energy dialogue with Y met", "the X-Y working group".
//!
//! Must not match: a parish council, a club's committee, the bodies of one state.

use entente_core::FactKind::JointBody;
use entente_core::Factuality;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::Line;
use crate::mention::Form;
use crate::reader::Reading;

const NOUNS: &[(&str, &str)] = &[
    ("advisory group", "advisory-group"),
    ("working group", "working-group"),
    ("working groups", "working-group"),
    ("task force", "working-group"),
    ("taskforce", "working-group"),
    ("joint committee", "committee"),
    ("committee", "committee"),
    ("subcommittee", "committee"),
    ("joint commission", "committee"),
    ("commission", "committee"),
    ("council", "council"),
    ("dialogue", "dialogue"),
    ("dialogues", "dialogue"),
    ("forum", "forum"),
    ("consultation mechanism", "dialogue"),
];

const STAGES: &[(&str, &[&str])] = &[
    ("dissolved", &["dissolv*", "disband*", "abolish*"]),
    (
        "established",
        &["set", "establish*", "creat*", "launch*", "found*", "form", "formed", "inaugurat*", "relaunch*", "open*"],
    ),
    (
        "met",
        &[
            "met",
            "meet",
            "meets",
            "held",
            "hold",
            "conven*",
            "session",
            "meeting",
            "round",
            "co-chair*",
            "chair*",
            "gather*",
        ],
    ),
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        let Some((next, body)) = NOUNS.iter().find_map(|(noun, body)| line.phrase(at, noun).map(|next| (next, *body)))
        else {
            continue;
        };
        let groups = line.parties(next - 1);
        let joint =
            line.near_before(at, 4, &["joint", "bilateral", "intergovernmental", "high-level", "trilateral"]).is_some();
        let bloc = joint && line.bloc(&groups);
        let unnamed = !line.enough(&groups) && !bloc;
        if unnamed && !line.unnamed(&groups) {
            continue;
        }
        let stage = STAGES.iter().find_map(|(stage, verbs)| {
            line.near_before(at, 9, verbs)
                .or_else(|| line.near_after(next - 1, 4, verbs))
                .or_else(|| line.near_after(next - 1, 14, verbs).filter(|&verb| line.passive(verb)))
                .map(|verb| (*stage, verb))
        });
        // A body named in passing is none; a firm's committees are its own.
        let firm = groups.iter().any(|&group| line.any_form(group, &[Form::Company]));
        if stage.is_none() || firm || unnamed && matches!(stage, Some(("met", _))) {
            continue;
        }
        let trigger = stage.map_or(at, |(_, verb)| verb);
        let Some(mut draft) = Draft::new(line, JointBody, if unnamed { "unnamed" } else { "noun" }, trigger) else {
            continue;
        };
        // "dialogues with X and Y" are one with each.
        let pairs = match groups.as_slice() {
            [_, with] if line.word(next - 1).ends_with('s') && line.items[*with].prep == "with" => {
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
        for topic in line.topics_of(next - 1).into_iter().filter(|t| t.abs_diff(at) < 10) {
            draft = draft.role(Role::Topic, topic);
        }
        let stage = match stage.map(|(stage, _)| stage) {
            Some("established") if draft.is(Factuality::Planned) => Some("planned"),
            stage => stage,
        };
        draft.covering(at).attr("body", body).maybe_attr("stage", stage).each(&pairs, out);
    }
}
