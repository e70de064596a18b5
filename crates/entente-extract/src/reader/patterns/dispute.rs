//! Disputes: quarrels, attacks, conflicts, military threats.
//!
//! Finds "X attacked Y", "X's invasion of Y", "a dispute between X and Y over …", "X's row with Y", "X expelled Y's
//! diplomats", "X filed a complaint against Y", "X threatened Y with …".
//!
//! Must not match: price wars, football, sanctions and tariffs (restrictions), pressure without a threat.

use entente_core::FactKind::Dispute;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::Line;
use crate::reader::Reading;

const ACTS: &[(&str, &str)] = &[
    ("attack", "military"),
    ("attacked", "military"),
    ("attacks", "military"),
    ("attacking", "military"),
    ("invaded", "military"),
    ("invade", "military"),
    ("invading", "military"),
    ("bombed", "military"),
    ("bombing", "military"),
    ("shelled", "military"),
    ("shelling", "military"),
    ("struck", "military"),
    ("seized", "territorial"),
    ("violated", "military"),
    ("annexed", "territorial"),
    ("blockade", "military"),
    ("occupied", "territorial"),
    ("occupies", "territorial"),
    ("expelled", "diplomatic"),
    ("expel", "diplomatic"),
    ("expelling", "diplomatic"),
    ("sued", "legal"),
    ("sue", "legal"),
    ("suing", "legal"),
    ("summoned", "diplomatic"),
    ("complaint against", "legal"),
    ("case against", "legal"),
    ("cases against", "legal"),
    ("lawsuit against", "legal"),
    ("arbitration against", "legal"),
    ("proceedings against", "legal"),
    ("fired at", "military"),
    ("fired on", "military"),
    ("recalled its ambassador", "diplomatic"),
    ("recalling its ambassador", "diplomatic"),
    ("military action against", "military"),
    ("military action towards", "military"),
    ("strikes on", "military"),
    ("strikes against", "military"),
    ("war on", "military"),
    ("war against", "military"),
    ("aggression against", "military"),
];
const ACT_NOUNS: &[(&str, &str)] = &[
    ("invasion", "military"),
    ("attack", "military"),
    ("attacks", "military"),
    ("aggression", "military"),
    ("occupation", "territorial"),
    ("annexation", "territorial"),
    ("expulsion", "diplomatic"),
    ("blockade", "military"),
    ("war", "military"),
    ("strikes", "military"),
    ("offensive", "military"),
];
const QUARRELS: &[(&str, Option<&str>)] = &[
    ("trade war", Some("trade")),
    ("trade dispute", Some("trade")),
    ("border dispute", Some("territorial")),
    ("territorial dispute", Some("territorial")),
    ("diplomatic dispute", Some("diplomatic")),
    ("maritime dispute", Some("territorial")),
    ("dispute", None),
    ("disputes", None),
    ("row", None),
    ("quarrel", None),
    ("standoff", None),
    ("stand-off", None),
    ("feud", None),
    ("rift", Some("diplomatic")),
    ("spat", None),
    ("conflict", Some("military")),
    ("clashes", Some("military")),
    ("clash", Some("military")),
    ("war", Some("military")),
    ("hostilities", Some("military")),
    ("fighting", Some("military")),
    ("tensions", Some("diplomatic")),
    ("crisis", Some("diplomatic")),
    ("ceasefire", Some("military")),
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    let mut skip = 0;
    for at in 0..line.items.len() {
        if at < skip {
            continue;
        }
        if let Some((noun, form)) = ACT_NOUNS.iter().find(|(noun, _)| line.word(at) == *noun)
            && directed(line, at, noun, form, out)
        {
            continue;
        }
        if let Some((next, form)) = ACTS.iter().find_map(|(verb, form)| line.phrase(at, verb).map(|n| (n, *form)))
            && acted(line, at, next - 1, form, out)
        {
            continue;
        }
        if let Some((next, form)) = QUARRELS.iter().find_map(|(noun, form)| line.phrase(at, noun).map(|n| (n, *form))) {
            skip = next;
            quarrel(line, at, next - 1, form, out);
        }
    }
}

fn change(line: &Line<'_>, at: usize) -> Option<&'static str> {
    let near = |words: &[&str]| line.near_before(at, 6, words).or_else(|| line.near_after(at, 6, words)).is_some();
    if near(&["settl*", "resolv*", "end", "ended", "ending", "dropp*", "peace"]) {
        Some("resolve")
    } else if near(&["ceasefire", "truce", "de-escalat*", "calm*", "eas*"]) {
        Some("de-escalate")
    } else if near(&["escalat*", "intensif*", "worsen*", "deepen*"]) {
        Some("escalate")
    } else if near(&["start*", "began", "launch*", "since"]) {
        Some("start")
    } else {
        None
    }
}

fn write_directed(
    line: &Line<'_>,
    at: usize,
    pattern: &'static str,
    initiator: usize,
    target: usize,
    form: &str,
    out: &mut Vec<Reading>,
) -> bool {
    if initiator == target || line.overlap(initiator, target) || !line.acts(initiator) || !line.acts(target) {
        return false;
    }
    let Some(draft) = Draft::new(line, Dispute, pattern, at) else { return false };
    draft
        .role(Role::Initiator, initiator)
        .role(Role::Target, target)
        .attr("form", form)
        .maybe_attr("change", change(line, at))
        .done(out);
    true
}

/// "Russia's invasion of Ukraine", "the attack on Ukraine by Russia".
fn directed(line: &Line<'_>, at: usize, noun: &str, form: &str, out: &mut Vec<Reading>) -> bool {
    let preps: &[&str] = if noun == "war" { &["on", "against", "in"] } else { &["of", "on", "against", "in"] };
    let Some(target) = line.after(at).take(6).find(|&i| line.is_actors(i) && preps.contains(&line.items[i].prep))
    else {
        return false;
    };
    let Some(initiator) =
        line.owner(at).or_else(|| line.after(at).take(8).find(|&i| line.is_actors(i) && line.items[i].prep == "by"))
    else {
        return false;
    };
    write_directed(line, at, "attack of", initiator, target, form, out)
}

fn acted(line: &Line<'_>, at: usize, end: usize, form: &str, out: &mut Vec<Reading>) -> bool {
    if line.word(at) == "attack" && matches!(line.word(at.wrapping_sub(1)), "the" | "an" | "a") {
        return false;
    }
    let passive = line.passive(at);
    let (initiator, target) = if passive {
        (line.agent(at), line.left_subject(at))
    } else {
        (
            line.left_subject(at),
            line.after(end)
                .take(6)
                .find(|&i| line.is_actors(i))
                .or_else(|| line.after(end).take(10).find(|&i| line.is_actors(i) && line.items[i].prep == "from")),
        )
    };
    let (Some(initiator), Some(target)) = (initiator, target) else { return false };
    write_directed(line, at, "attack", initiator, target, form, out)
}

/// "X imposed controls amid a dispute over Y's remarks": who acts and whose doings the quarrel is about.
fn over(line: &Line<'_>, at: usize, end: usize) -> Option<Vec<usize>> {
    line.near_before(at, 3, &["amid", "after", "in", "during"])?;
    let over = line.near_after(end, 1, &["over", "about"])?;
    let other = line.after(over).take(2).find(|&i| line.is_actors(i) && line.items[i].owner)?;
    let first = line.left_subject(at).filter(|&first| !line.overlap(first, other))?;
    Some(vec![first, other])
}

fn quarrel(line: &Line<'_>, at: usize, end: usize, form: Option<&str>, out: &mut Vec<Reading>) {
    let between = line.after(end).take(8).find(|&i| line.is_actors(i) && line.items[i].prep == "between");
    let with = line.after(end).take(8).find(|&i| line.is_actors(i) && line.items[i].prep == "with");
    let groups = match (between, with) {
        (Some(between), _) => vec![between],
        (None, Some(with)) => {
            let Some(first) = line.owner(at).or_else(|| line.left_subject(at)) else { return };
            vec![first, with]
        }
        _ if over(line, at, end).is_some() => over(line, at, end).unwrap_or_default(),
        _ => {
            let Some(joined) = line.before(at).take(4).find(|&i| line.is_actors(i) && line.actors(i).len() > 1) else {
                return;
            };
            vec![joined]
        }
    };
    if !line.enough(&groups) {
        return;
    }
    let Some(mut draft) = Draft::new(line, Dispute, "quarrel", at) else { return };
    for group in groups {
        draft = draft.role(Role::Party, group);
    }
    let form = form.unwrap_or_else(|| {
        if line.near_after(end, 8, &["trade", "tariff*", "subsid*"]).is_some() {
            "trade"
        } else if line.near_after(end, 8, &["border", "islands", "island", "sea", "territor*"]).is_some() {
            "territorial"
        } else {
            "diplomatic"
        }
    });
    draft.attr("form", form).maybe_attr("change", change(line, at)).done(out);
}
