//! Projects: something concrete that actors build or develop.
//!
//! Finds "X is building a T plant in P", "a T mine developed by X and Y", "construction of … by X", "X and Y will jointly
//! build a …".
//!
//! Must not match: a plant that is only mentioned, a project without a named builder, building trust.

use entente_core::FactKind::Project;
use entente_core::kind::Role;
use entente_core::{Factuality, ValidTime};

use super::draft::Draft;
use super::line::{Line, Sort};
use crate::mention::Sense;
use crate::reader::Reading;

const VERBS: &[(&str, &str)] = &[
    ("build", "under-way"),
    ("builds", "under-way"),
    ("built", "completed"),
    ("building", "under-way"),
    ("construct", "under-way"),
    ("constructed", "completed"),
    ("constructing", "under-way"),
    ("develop", "under-way"),
    ("developed", "under-way"),
    ("developing", "under-way"),
    ("develops", "under-way"),
    ("erect*", "under-way"),
    ("lay", "under-way"),
    ("laid", "completed"),
    ("opened", "completed"),
    ("opens", "completed"),
    ("open", "completed"),
    ("opening", "completed"),
    ("completed", "completed"),
    ("inaugurat*", "completed"),
    ("commission*", "completed"),
    ("create", "under-way"),
    ("launch", "completed"),
    ("launched", "completed"),
    ("cancel*", "cancelled"),
    ("scrapped", "cancelled"),
    ("shelved", "cancelled"),
    ("expand", "under-way"),
    ("expanding", "under-way"),
    ("construction", "under-way"),
    ("set up", "under-way"),
    ("restart", "under-way"),
    ("halted", "cancelled"),
    ("closed", "cancelled"),
    ("close", "cancelled"),
];
const OBJECTS: &[&str] = &[
    "plant",
    "plants",
    "factory",
    "factories",
    "mine",
    "mines",
    "refinery",
    "refineries",
    "smelter",
    "pipeline",
    "pipelines",
    "terminal",
    "terminals",
    "reactor",
    "reactors",
    "facility",
    "facilities",
    "gigafactory",
    "dam",
    "farm",
    "park",
    "railway",
    "line",
    "road",
    "port",
    "ports",
    "cable",
    "cables",
    "satellite",
    "satellites",
    "jet",
    "fighter",
    "fab",
    "fabs",
    "interconnector",
    "shipyard",
    "bridge",
    "airport",
    "base",
    "submarine",
    "submarines",
    "frigate",
    "frigates",
    "helicopter",
    "missile",
    "corridor",
    "hub",
    "station",
    "network",
    "complex",
    "system",
    "project",
    "deposit",
    "centre",
    "center",
    "units",
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        let Some((next, stage)) = VERBS.iter().find_map(|(verb, stage)| line.phrase(at, verb).map(|n| (n, *stage)))
        else {
            continue;
        };
        let passive = line.passive(at);
        let noun = line.word(at) == "construction";
        // What is built: a facility with a topic beside it, or a topic that is one ("fighter jet", "pipeline").
        let reach: Vec<usize> =
            if passive && !noun { line.before(at).take(10).collect() } else { line.after(next - 1).take(9).collect() };
        let object = reach.iter().position(|&i| OBJECTS.contains(&line.word(i)));
        let topic = reach.iter().copied().find(|&i| line.is_topics(i));
        let Some(topic) = topic else { continue };
        // "a battery plant in …, a cobalt refinery in …": whatever else a facility stands beside.
        let others: Vec<usize> = line
            .after(topic)
            .take(24)
            .take_while(|&i| !line.is_actors(i) || !line.items[i].prep.is_empty())
            .filter(|&i| {
                line.is_topics(i) && (OBJECTS.contains(&line.word(i + 1)) || OBJECTS.contains(&line.word(i + 2)))
            })
            .collect();
        let built = line.items[topic].text.to_lowercase();
        let concrete = object.is_some() || OBJECTS.iter().any(|word| built.split([' ', '-']).any(|part| part == *word));
        if !concrete {
            continue;
        }
        let builder = if noun {
            line.agent(at).or_else(|| line.owner(at)).or_else(|| {
                line.near_before(at, 5, &["began", "start*", "begin*", "launch*", "complet*", "halt*"])
                    .and_then(|v| line.left_subject(v))
            })
        } else if passive {
            // "JERA's terminal was completed"
            line.agent(at).or_else(|| {
                line.before(at)
                    .take(12)
                    .find(|&i| line.is_actors(i) && line.items[i].owner && line.items[i].prep.is_empty())
            })
        } else {
            line.left_subject(at)
        };
        let Some(builder) = builder.filter(|&b| line.acts(b)) else { continue };
        let Some(mut draft) = Draft::new(line, Project, "build", at) else { continue };
        let with = line.after(at).take(14).find(|&i| line.is_actors(i) && line.items[i].prep == "with");
        let stage = match () {
            () if draft.is(Factuality::Planned) || draft.is(Factuality::Possible) => "planned",
            () if draft.is(Factuality::Negated) => "cancelled",
            () if passive && line.word(at.wrapping_sub(1)) == "being" => "under-way",
            () => stage,
        };
        let place =
            line.after(at).take(16).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "in" | "near" | "at"));
        let place = place.map(|p| line.items[p].text.clone());
        let due = line.near_after(at, 20, &["by", "until", "in", "before"]).and_then(|i| date(line, i + 1));
        let due = due.or_else(|| entry(line, at));
        draft = draft.role(Role::Party, builder).maybe(Role::Party, with).role(Role::Topic, topic).amount();
        for other in others {
            draft = draft.role(Role::Topic, other).covering(other + 1);
        }
        if let Some(object) = object {
            draft = draft.covering(reach[object]);
        }
        let due = due.filter(|_| stage != "completed");
        draft.attr("stage", stage).maybe_attr("place", place).maybe_attr("due", due).done(out);
    }
}

/// When what is built is to be ready, told in a clause behind: "which is due to enter service in 2035".
fn entry(line: &Line<'_>, at: usize) -> Option<String> {
    const READY: &[&str] =
        &["due", "scheduled", "enter", "ready", "operational", "completed", "open", "fly", "deliver"];
    let ready = (at..line.items.len()).find(|&i| READY.contains(&line.word(i)))?;
    (ready..line.items.len()).take(8).find_map(|i| date(line, i))
}

/// The single date that stands at an item.
fn date(line: &Line<'_>, at: usize) -> Option<String> {
    let Sort::Time(mention) = line.items.get(at)?.sort else { return None };
    match line.analysis.mentions[mention].sense {
        Sense::Time(ValidTime::At(date)) => Some(date.to_string()),
        _ => None,
    }
}
