//! Meetings: people or delegations meet.
//!
//! Finds "X met Y in P", "talks between X and Y", "X held talks with Y", "X visited P", "X's visit to P", "X received Y",
//! "X spoke with Y by phone", "ORG summit in P", ministers of a bloc who gather.
//!
//! Must not match: targets and deadlines that are met, rivers, climbers' summits.

use entente_core::FactKind::Meeting;
use entente_core::Factuality;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::Line;
use crate::mention::Form;
use crate::reader::Reading;

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        match line.word(at) {
            "met" | "meet" | "meets" | "gather" | "gathers" | "gathered" | "convene" | "convened" => met(line, at, out),
            "talks" | "meeting" | "meetings" | "summit" | "consultations" | "discussions" => talks(line, at, out),
            "visit" | "visits" | "visited" | "visiting" | "trip" | "arrived" | "arrives" | "travel" | "travelled"
            | "traveled" | "travels" | "travelling" | "flew" | "flies" | "tour" => {
                visit(line, at, out);
            }
            "hosted" | "hosts" | "host" | "received" | "receives" | "hosting" => host(line, at, out),
            "spoke" | "telephoned" | "phoned" | "call" => call(line, at, out),
            _ => {}
        }
    }
}

fn place(line: &Line<'_>, at: usize) -> Option<usize> {
    line.after(at).take(16).chain(line.before(at).take(4)).find(|&i| {
        line.is_actors(i) && matches!(line.items[i].prep, "in" | "at") && line.any_form(i, &[Form::Country, Form::Seat])
    })
}

fn form<'s>(line: &Line<'_>, at: usize, groups: &[usize], plain: &'s str) -> &'s str {
    let ministers = groups.iter().any(|&g| line.items[g].text.to_lowercase().contains("minister"));
    if line.word(at) == "summit" || line.near_after(at, 8, &["summit"]).is_some() {
        "summit"
    } else if line.near_after(at, 12, &["phone", "telephone", "video", "videoconference"]).is_some() {
        "call"
    } else if ministers && plain == "talks" && line.near_before(at, 6, &["ministers"]).is_some() {
        "ministerial"
    } else {
        plain
    }
}

fn write(
    line: &Line<'_>,
    at: usize,
    (pattern, plain): (&'static str, &str),
    groups: &[usize],
    host: Option<usize>,
    place: Option<usize>,
    out: &mut Vec<Reading>,
) {
    let Some(mut draft) = Draft::new(line, Meeting, pattern, at) else { return };
    for &group in groups {
        draft = draft.role(Role::Participant, group);
    }
    let host = host.or(place);
    let place = place.map(|p| line.items[p].text.clone());
    if plain == "visit"
        && draft.is(Factuality::Possible)
        && line.near_before(at, 4, &["if"]).is_none()
        && line.near_before(at, 4, &["may", "might", "could", "consider*"]).is_none()
    {
        draft = draft.factuality(Factuality::Actual);
    }
    draft.maybe(Role::Host, host).attr("form", form(line, at, groups, plain)).maybe_attr("place", place).done(out);
}

fn people(line: &Line<'_>, group: usize) -> bool {
    line.is_actors(group) && line.any_form(group, &[Form::Person, Form::StandIn, Form::Unlisted, Form::Body])
}

fn met(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let Some(first) = line.left_subject(at) else { return };
    let other =
        line.object(at).or_else(|| line.prep(at, &["with"])).filter(|&o| o != first && line.items[o].prep != "in");
    if line.topics(at + 1).is_some_and(|t| t == at + 1) {
        return;
    }
    let groups: Vec<usize> = std::iter::once(first).chain(other).collect();
    let many = line.references(first).count() > 1 || line.any_form(first, &[Form::Organisation]);
    if other.is_none() && !many
        || line
            .near_after(at, 4, &["target*", "demand", "need*", "goal*", "deadline*", "condition*", "requirement*"])
            .is_some()
    {
        return;
    }
    write(line, at, ("met", "talks"), &groups, None, place(line, at), out);
}

fn talks(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let place = place(line, at);
    let between = line
        .after(at)
        .take(10)
        .find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "between" | "of" | "among"));
    let with = line.after(at).take(8).find(|&i| line.is_actors(i) && line.items[i].prep == "with");
    let groups: Vec<usize> = if let Some(with) = with {
        let Some(first) = line.owner(at).or_else(|| line.subject(at)).filter(|&f| f != with) else { return };
        vec![first, with]
    } else if let Some(between) = between.filter(|&b| line.references(b).count() > 1) {
        vec![between]
    } else {
        // "the G7 summit in Hiroshima", "their meeting in Tokyo", "the Vietnam-Laos summit"
        let owner = line.before(at).take(3).find(|&i| {
            line.is_actors(i) && (line.any_form(i, &[Form::Organisation]) || line.references(i).count() > 1)
        });
        let Some(owner) = owner.or_else(|| {
            let their = line.word(at.wrapping_sub(1)) == "their";
            if their {
                line.left_subject(at)
                    .or_else(|| (at..line.items.len()).find(|&i| line.is_actors(i) && line.references(i).count() > 1))
            } else {
                None
            }
        }) else {
            return;
        };
        if matches!(line.word(at), "discussions")
            || line.references(owner).count() < 2 && !line.any_form(owner, &[Form::Organisation])
        {
            return;
        }
        vec![owner]
    };
    if line.near_after(at, 4, &["treaty", "agreement", "pact", "deal"]).is_some() {
        return;
    }
    write(line, at, ("talks", "talks"), &groups, None, place, out);
}

fn visit(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let visitor = line.owner(at).or_else(|| line.left_subject(at)).or_else(|| line.prep(at, &["by"]));
    let Some(visitor) = visitor.filter(|&v| {
        people(line, v)
            || line.references(v).any(|r| r.acts_for.is_some())
            || matches!(line.word(at), "visited" | "visit")
    }) else {
        return;
    };
    let goal = match line.word(at) {
        "visit" | "visits" | "visited" | "visiting" => {
            line.after(at).take(7).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "" | "to"))
        }
        "arrived" | "arrives" => {
            line.after(at).take(4).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "in" | "at"))
        }
        _ => line.after(at).take(7).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "to" | "of")),
    };
    let Some(goal) = goal.filter(|&g| g != visitor && line.any_form(g, &[Form::Country, Form::Seat, Form::StandIn]))
    else {
        return;
    };
    if line.overlap(goal, visitor) {
        return;
    }
    write(line, at, ("visit", "visit"), &[visitor], Some(goal), None, out);
}

fn host(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let passive = line.passive(at);
    let (host, guest) =
        if passive { (line.agent(at), line.left_subject(at)) } else { (line.left_subject(at), line.object(at)) };
    let (Some(host), Some(guest)) = (host, guest) else { return };
    if host == guest || !people(line, guest) {
        return;
    }
    write(line, at, ("host", "talks"), &[host, guest], Some(host), place(line, at), out);
}

fn call(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let phone = line
        .before(at)
        .take(2)
        .chain(line.after(at).take(12))
        .any(|i| matches!(line.word(i), "phone" | "telephone" | "video"));
    if line.word(at) == "call" && !phone {
        return;
    }
    let other = line.prep(at, &["with", "to"]).or_else(|| line.object(at));
    let between = line.after(at).take(4).find(|&i| line.is_actors(i) && line.items[i].prep == "between");
    if let Some(between) = between {
        write(line, at, ("call", "call"), &[between], None, None, out);
        return;
    }
    let (Some(first), Some(other)) = (line.left_subject(at), other) else { return };
    if first != other && people(line, other) && people(line, first) && (phone || line.items[other].prep == "with") {
        write(line, at, ("call", if phone { "call" } else { "talks" }), &[first, other], None, None, out);
    }
}
