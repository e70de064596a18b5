//! Statements: stances that somebody takes on somebody or something.
//!
//! Finds "X criticised Y over T", "X urged Y to …", "X expressed concern about …", "X welcomed …", "X warned that …",
//! "X denied …", "X thanked Y".
//!
//! Must not match: saying without a stance, courtesies, speakers that have no name.

use entente_core::FactKind::Statement;
use entente_core::Factuality;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::Line;
use crate::mention::Form;
use crate::reader::Reading;

const STANCES: &[(&str, &[&str])] = &[
    ("condemnation", &["condemn*", "denounc*", "deplor*"]),
    (
        "criticism",
        &[
            "criticis*",
            "criticiz*",
            "slam",
            "slams",
            "slammed",
            "slamming",
            "blast*",
            "accus*",
            "complain*",
            "lambast*",
            "rebuk*",
            "protested",
            "protests",
            "protest against",
            "blam*",
            "decri*",
            "regret*",
            "object to",
            "objected to",
            "objects to",
            "oppose*",
            "opposing",
            "faulted",
            "lodged a protest",
            "rejected",
            "rejects",
        ],
    ),
    ("warning", &["warn", "warned", "warns", "warning", "caution*"]),
    (
        "concern",
        &[
            "express* concern",
            "voic* concern",
            "rais* concern*",
            "concern about",
            "concerns about",
            "concern over",
            "concerns over",
            "concerned about",
            "concerned by",
            "worried about",
            "worries about",
            "worry about",
            "worried that",
            "alarmed by",
            "fears that",
            "concerned that",
            "serious concern",
            "deep concern",
            "grave concern",
            "fear that",
            "express* serious concern*",
            "express* deep concern",
        ],
    ),
    (
        "call",
        &[
            "urg*",
            "call* on",
            "call* for",
            "demand",
            "demanded",
            "demands",
            "demanding",
            "appeal* to",
            "appealed for",
            "ask* for",
            "asked",
            "press for",
            "pressed",
            "asks",
            "insisted that",
            "told",
        ],
    ),
    (
        "praise",
        &["prais*", "thank*", "hail*", "applaud*", "commend*", "lauded", "lauds", "congratulat*", "paid tribute"],
    ),
    (
        "support",
        &[
            "welcom*",
            "back",
            "backed",
            "backs",
            "endors*",
            "express* support",
            "reaffirm* support",
            "support for",
            "supports",
            "supported",
            "voic* support",
            "stand* by",
            "stood by",
            "solidarity with",
            "support",
        ],
    ),
    ("denial", &["denied", "denies", "deny", "denying", "dismiss*"]),
    ("apology", &["apologis*", "apologiz*", "apology"]),
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        for (stance, phrases) in STANCES {
            if let Some((_, next)) = line.any(at, phrases) {
                read(line, at, next - 1, stance, out);
                break;
            }
        }
    }
}

fn read(line: &Line<'_>, at: usize, end: usize, stance: &str, out: &mut Vec<Reading>) {
    let noun = matches!(
        line.word(at),
        "concern"
            | "concerns"
            | "support"
            | "warning"
            | "back"
            | "call"
            | "calls"
            | "protests"
            | "apology"
            | "serious"
            | "deep"
            | "grave"
            | "demand"
            | "demands"
            | "urgent"
            | "urgently"
            | "worries"
    );
    let before = line.word(at.wrapping_sub(1));
    if matches!(line.word(at), "back" | "demand" | "support" | "demands" | "protests")
        && !matches!(before, "to" | "will" | "would" | "")
    {
        return;
    }
    // "We thank Oman for hosting us" is a courtesy.
    if line.word(at).starts_with("thank")
        && line.near_after(at, 8, &["hosting", "hospitality", "invitation", "welcome"]).is_some()
    {
        return;
    }
    // "an attempt to support prices" takes no stance.
    if before == "to" && matches!(line.word(at.wrapping_sub(2)), "attempt" | "effort" | "efforts" | "bid" | "move") {
        return;
    }
    if matches!(line.word(at), "told" | "asked" | "asks" | "pressed")
        && !line.after(at).take(9).any(|i| line.word(i) == "to")
    {
        return;
    }
    if stance == "support"
        && matches!(line.word(at), "welcomed" | "welcomes" | "welcome")
        && line.object(at).is_some_and(|o| line.any_form(o, &[Form::Person]) && o == at + 1)
    {
        return;
    }
    let speaker =
        if noun && !before.is_empty() { line.owner(at).or_else(|| line.left_subject(at)) } else { line.subject(at) };
    let Some(speaker) = speaker else { return };
    let about =
        line.after(end).take(14).take_while(|&i| !next_verb(line, i)).find(|&i| line.is_actors(i) && i != speaker);
    let about = about.or_else(|| {
        (end + 1..line.items.len()).take(10).find(|&i| line.is_actors(i) && i != speaker && inside(line, i, end))
    });
    // "Chile tightened controls, a step that Lima criticised": whoever took the step.
    const STEPS: &[&str] = &["step", "move", "decision", "measure", "act", "action", "attack", "strike", "law", "plan"];
    let relative = speaker > 1 && line.word(speaker - 1) == "that" && STEPS.contains(&line.word(speaker - 2));
    let about = about.or_else(|| {
        (0..speaker)
            .find(|&i| relative && line.is_actors(i) && line.items[i].prep.is_empty() && !line.overlap(i, speaker))
    });
    let about = if line.passive(at) { line.left_subject(at) } else { about };
    let about = about.filter(|&a| {
        a != speaker
            && !same(line, a, speaker)
            && !(line.items[a].prep == "in" && line.any_form(a, &[Form::Seat])
                || matches!(line.items[a].prep, "at" | "by"))
    });
    let topic = line.topics(end).or_else(|| (end + 1..line.items.len()).take(20).find(|&i| line.is_topics(i)));
    if about.is_none() && (topic.is_none() || matches!(stance, "denial" | "praise" | "apology")) {
        return;
    }
    let Some(mut draft) = Draft::new(line, Statement, "stance", at) else { return };
    if draft.is(Factuality::Planned)
        && line.word(at.wrapping_sub(1)) != "to"
        && line.near_before(at, 4, &["will", "would"]).is_none()
    {
        draft = draft.factuality(Factuality::Actual);
    }
    if stance == "denial" && draft.is(Factuality::Negated) {
        draft = draft.factuality(Factuality::Actual);
    }
    let quoted = line.after(end).take(30).any(|i| matches!(line.word(i), "\"" | "“" | "‘"));
    draft = draft.role(Role::Speaker, speaker).maybe(Role::About, about);
    if let Some(topic) = topic {
        draft = draft.role(Role::Topic, topic);
    }
    if quoted {
        draft = draft.attr("quoted", true);
    }
    draft.attr("stance", stance).done(out);
}

/// Whether "and" joins another verb here: what follows it is no object of the one before.
fn next_verb(line: &Line<'_>, at: usize) -> bool {
    const VERBS: &[&str] =
        &["held", "said", "told", "met", "will", "has", "have", "had", "may", "also", "would", "then"];
    let next = line.word(at + 1);
    line.word(at) == "and" && (VERBS.contains(&next) || next.len() > 4 && next.ends_with("ed"))
}

/// Whether what stands at a position is in a clause that explains the words at `from`.
fn inside(line: &Line<'_>, at: usize, from: usize) -> bool {
    use super::clause::Opening;
    let clause = line.items[at].clause;
    clause != line.items[from].clause
        && matches!(line.clauses[clause].opening, Opening::That | Opening::Aside | Opening::Apposition)
}

fn same(line: &Line<'_>, a: usize, b: usize) -> bool {
    line.actors(a) == line.actors(b)
}
