//! Membership: who belongs to a bloc or organisation, joins, leaves, applies.
//!
//! Finds "X joined ORG", "X, a member of ORG", "EU members X and Y", "X's accession to ORG", "X applied to join ORG",
//! "X withdrew from ORG", "X belongs to ORG", "ORG suspended X".
//!
//! Must not match: members of a government, delegation or parliament; joining an accord that is no organisation.

use entente_core::FactKind::Membership;
use entente_core::Factuality;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::{Line, matches};
use crate::mention::Form;
use crate::reader::Reading;

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        verbs(line, at, out);
        nouns(line, at, out);
    }
}

fn organisation(line: &Line<'_>, item: usize) -> bool {
    line.is_actors(item) && line.any_form(item, &[Form::Organisation])
}

fn country(line: &Line<'_>, item: usize) -> bool {
    !line.is_topics(item) && !organisation(line, item) && line.acts(item)
}

fn organisation_after(line: &Line<'_>, at: usize, reach: usize) -> Option<usize> {
    line.after(at).take(reach).find(|&i| organisation(line, i))
}

fn write(
    line: &Line<'_>,
    at: usize,
    member: usize,
    organisation: usize,
    (change, status): (&str, Option<&str>),
    pattern: &'static str,
    out: &mut Vec<Reading>,
) {
    if member == organisation {
        return;
    }
    let Some(draft) = Draft::new(line, Membership, pattern, at) else { return };
    draft
        .role(Role::Member, member)
        .role(Role::Organisation, organisation)
        .attr("change", change)
        .maybe_attr("status", status)
        .done(out);
}

fn verbs(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    const VERBS: &[(&str, &str)] = &[
        ("joined", "join"),
        ("join", "join"),
        ("joins", "join"),
        ("joining", "join"),
        ("acceded to", "join"),
        ("accede to", "join"),
        ("entered", "join"),
        ("admitted to", "join"),
        ("rejoin", "join"),
        ("rejoined", "join"),
        ("left", "leave"),
        ("leaves", "leave"),
        ("leaving", "leave"),
        ("leave", "leave"),
        ("quit", "leave"),
        ("quits", "leave"),
        ("quitting", "leave"),
        ("withdrew from", "leave"),
        ("withdraw from", "leave"),
        ("withdrawing from", "leave"),
        ("withdrawn from", "leave"),
        ("exit", "leave"),
        ("exited", "leave"),
        ("belongs to", "member"),
        ("belong to", "member"),
        ("belonging to", "member"),
        ("part of", "member"),
        ("applied to", "apply"),
        ("apply to", "apply"),
        ("applied for", "apply"),
        ("bid to join", "apply"),
        ("suspended from", "suspend"),
        ("suspended by", "suspend"),
    ];
    let Some((next, change)) =
        VERBS.iter().find_map(|(verb, change)| line.phrase(at, verb).map(|next| (next, *change)))
    else {
        return;
    };
    if change == "apply" && line.near_after(at, 5, &["join", "membership", "accession", "member", "observer"]).is_none()
    {
        return;
    }
    // "applied to join" is read once, at "applied".
    if matches!(line.word(at), "join" | "joining") && line.near_before(at, 4, &["appl*", "bid"]).is_some() {
        return;
    }
    let Some(organisation) = organisation_after(line, next - 1, 5) else { return };
    let Some(member) = line.left_subject(at).filter(|&m| country(line, m)) else { return };
    write(line, at, member, organisation, (change, None), "verb", out);
}

/// Whether a noun for a member is said of somebody ("is a full member", "X, a member"), and is not itself what a
/// preposition or verb is about ("an attack on members of", "to attack a member of").
fn said_of_somebody(line: &Line<'_>, at: usize) -> bool {
    const LINKS: &[&str] = &[
        "is", "are", "was", "were", "be", "been", "being", "become", "becomes", "became", "becoming", "as", "remain*",
        "not", "stay*", "nor", ",", "longer",
    ];
    line.antecedent(at).is_some()
        || matches!(line.word(at.wrapping_sub(1)), "other" | "another" | "fellow")
        || line
            .before(at)
            .take(6)
            .take_while(|&i| {
                !matches!(line.word(i), "on" | "against" | "to" | "for" | "from" | "by" | "attack" | "attacked")
            })
            .any(|i| line.is_actors(i) || LINKS.iter().any(|link| matches(line.word(i), link)))
}

fn nouns(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    const STATUS: &[(&str, &str, Option<&str>)] = &[
        ("member of", "member", None),
        ("members of", "member", None),
        ("member state of", "member", None),
        ("observer in", "member", Some("observer")),
        ("candidate for", "apply", Some("candidate")),
    ];
    if let Some((next, change, status)) =
        STATUS.iter().find_map(|(noun, change, status)| line.phrase(at, noun).map(|n| (n, *change, *status)))
    {
        let Some(organisation) = organisation_after(line, next - 1, 4) else { return };
        // "an attack on a member of the bloc" tells of a member that is not named.
        if !said_of_somebody(line, at) {
            return;
        }
        let member = line.antecedent(at).or_else(|| line.left_subject(at)).filter(|&m| country(line, m));
        let Some(member) = member else { return };
        write(line, at, member, organisation, (change, status), "member of", out);
        return;
    }
    // "EU members Malta and Cyprus", "NATO ally Canada".
    if matches!(
        line.word(at),
        "member" | "members" | "candidate" | "candidates" | "ally" | "allies" | "state" | "states"
    ) {
        let Some(organisation) = at.checked_sub(1).and_then(|b| {
            if organisation(line, b) {
                Some(b)
            } else {
                b.checked_sub(1).filter(|&b| organisation(line, b) && line.word(b + 1) == "member")
            }
        }) else {
            return;
        };
        let (change, status) =
            if line.word(at).starts_with("candidate") { ("apply", Some("candidate")) } else { ("member", None) };
        let next = [at + 1, at + 2].into_iter().find(|&i| country(line, i) && !line.items[i].owner);
        let member = next.or_else(|| line.antecedent(at).filter(|&m| country(line, m)));
        if let Some(member) = member
            && let Some(draft) = Some(Draft::with(line, Membership, "apposition", at, Factuality::Actual))
        {
            draft
                .role(Role::Member, member)
                .role(Role::Organisation, organisation)
                .attr("change", change)
                .maybe_attr("status", status)
                .done(out);
        }
        return;
    }
    // "X's accession to ORG", "the accession of X to ORG", "X's membership of ORG".
    let change = match line.word(at) {
        "accession" | "entry" => "join",
        "membership" => "member",
        "withdrawal" | "exit" | "departure" => "leave",
        _ => return,
    };
    let organisation = line
        .after(at)
        .take(8)
        .find(|&i| organisation(line, i) && matches!(line.items[i].prep, "to" | "of" | "from" | "in" | "into"));
    let Some(organisation) = organisation else { return };
    let of = line.after(at).take(4).find(|&i| country(line, i) && line.items[i].prep == "of");
    let member = line
        .owner(at)
        .filter(|&m| country(line, m))
        .or(of)
        .or_else(|| line.left_subject(at).filter(|&m| country(line, m)));
    let Some(member) = member else { return };
    let change = if line.near_before(at, 4, &["appl*", "bid", "sought", "seek*"]).is_some() { "apply" } else { change };
    write(line, at, member, organisation, (change, None), "accession", out);
}
