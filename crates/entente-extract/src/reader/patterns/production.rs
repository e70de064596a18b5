//! Production: a position in the supply of a topic.
//!
//! Finds "the world's second-largest producer of T", "top T exporter", "mines 70 % of the world's T", "accounts for half
//! of global T output", "T output in X fell to N tonnes", "holds N tonnes of T", reserves.
//!
//! Must not match: "the bottle maker Glaz" (no rank, share or quantity), a producer of plays, a supplier to one buyer.

use entente_core::FactKind::Production;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::{Line, Sort};
use crate::mention::Sense;
use crate::reader::Reading;

const MAKERS: &[(&str, Option<&str>)] = &[
    ("producer", None),
    ("producers", None),
    ("manufacturer", Some("manufacturing")),
    ("manufacturers", Some("manufacturing")),
    ("maker", Some("manufacturing")),
    ("makers", Some("manufacturing")),
    ("miner", Some("mining")),
    ("miners", Some("mining")),
    ("refiner", Some("refining")),
    ("refiners", Some("refining")),
    ("processor", Some("refining")),
    ("exporter", Some("exports")),
    ("exporters", Some("exports")),
    ("grower", Some("mining")),
    ("importer", Some("imports")),
    ("supplier", None),
    ("suppliers", None),
    ("source", None),
    ("buyer", Some("imports")),
    ("shipbuilder", Some("manufacturing")),
    ("chipmaker", Some("manufacturing")),
    ("foundry", Some("manufacturing")),
    ("steelmaker", Some("manufacturing")),
    ("smelter", Some("refining")),
];
const RANKS: &[&str] = &[
    "largest",
    "biggest",
    "top",
    "leading",
    "major",
    "main",
    "dominant",
    "key",
    "number",
    "no",
    "foremost",
    "world-leading",
    "second-largest",
    "second-biggest",
    "third-largest",
    "third-biggest",
    "fourth-largest",
    "fifth-largest",
    "sixth-largest",
    "fourth-biggest",
    "important",
    "significant",
    "large",
    "big",
];
const MAKE: &[(&str, Option<&str>)] = &[
    ("produces", None),
    ("produce", None),
    ("produced", None),
    ("producing", None),
    ("mines", Some("mining")),
    ("mined", Some("mining")),
    ("refines", Some("refining")),
    ("refine", Some("refining")),
    ("refined", Some("refining")),
    ("refining", Some("refining")),
    ("processes", Some("refining")),
    ("processed", Some("refining")),
    ("makes", Some("manufacturing")),
    ("make", Some("manufacturing")),
    ("manufactures", Some("manufacturing")),
    ("exports", Some("exports")),
    ("exported", Some("exports")),
    ("accounts for", None),
    ("accounted for", None),
    ("account for", None),
    ("controls", None),
    ("control", None),
    ("holds", Some("reserves")),
    ("hold", Some("reserves")),
    ("supplies", None),
    ("provides", None),
    ("dominates", None),
    ("dominate", None),
    ("digs", Some("mining")),
    ("mine", Some("mining")),
    ("grows", Some("mining")),
    ("pumps", Some("mining")),
    ("pumped", Some("mining")),
    ("has", None),
    ("commands", None),
    ("smelts", Some("refining")),
];
const FRACTIONS: &[&str] = &[
    "most", "half", "third", "quarter", "thirds", "quarters", "fifths", "tenths", "all", "bulk", "majority", "tenth",
    "fifth", "much",
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        let noun =
            MAKERS.iter().find(|(noun, _)| line.word(at) == *noun || line.word(at).strip_suffix('s') == Some(noun));
        if let Some((_, stage)) = noun {
            ranked(line, at, *stage, out);
        }
        if let Some((next, stage)) = MAKE.iter().find_map(|(verb, stage)| line.phrase(at, verb).map(|n| (n, *stage))) {
            shared(line, at, next - 1, stage, out);
        }
        if matches!(line.word(at), "reserves" | "deposits" | "resources") {
            ranked(line, at, Some("reserves"), out);
        }
        if matches!(line.word(at), "output" | "production" | "reserves" | "mines" | "capacity") {
            output(line, at, out);
        }
    }
}

fn rank(word: &str) -> Option<u32> {
    Some(match word.split('-').next().unwrap_or_default() {
        "largest" | "biggest" | "top" | "number" | "leading" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "sixth" => 6,
        "seventh" => 7,
        _ => return None,
    })
}

fn ranked(line: &Line<'_>, at: usize, stage: Option<&str>, out: &mut Vec<Reading>) {
    let Some(ranked) = line.before(at).take(6).find(|&i| RANKS.contains(&line.word(i))) else { return };
    // "the largest supplier of gas to Europe" is a supply; "Europe's largest supplier" too.
    let supplier =
        line.word(at).starts_with("supplier") || line.word(at) == "buyer" || line.word(at).starts_with("source");
    let world = line.before(at).take(9).any(|i| matches!(line.word(i), "world" | "world's" | "global" | "globally"))
        || line.after(at).take(8).any(|i| matches!(line.word(i), "world" | "global" | "globally" | "worldwide"));
    let ordinal = line
        .before(ranked)
        .take(1)
        .find_map(|i| rank(line.word(i)).filter(|r| *r > 1))
        .or_else(|| rank(line.word(ranked)).filter(|r| *r > 1));
    if supplier && !world && !(line.word(at).starts_with("source") && ordinal.is_some()) {
        return;
    }
    if line.after(at).take(9).any(|i| line.is_actors(i) && matches!(line.items[i].prep, "to")) {
        return;
    }
    let topics = {
        // "the largest producer of cobalt, with 70 % of mine output": the list ends before "with".
        let end = line.near_after(at, 12, &["with"]).unwrap_or(line.items.len());
        let of: Vec<usize> = if line.word(at + 1) == "of" { line.topics_list(at) } else { Vec::new() };
        let of: Vec<usize> = of.into_iter().filter(|&topic| topic < end).collect();
        if of.is_empty() { line.before(at).take(5).filter(|&i| line.is_topics(i)).collect() } else { of }
    };
    if topics.is_empty() {
        return;
    }
    let next = [at + 1, at + 2]
        .into_iter()
        .find(|&i| line.is_actors(i) && line.items[i].prep.is_empty() && line.items[i].clause == line.items[at].clause);
    let producer = next
        .or_else(|| line.antecedent(at).filter(|&a| line.is_actors(a)))
        .or_else(|| {
            line.before(at).find(|&i| line.is_actors(i) && !line.items[i].owner && line.items[i].prep.is_empty())
        })
        .or_else(|| line.left_subject(at));
    let Some(producer) = producer.filter(|&p| line.acts(p)) else { return };
    let Some(mut draft) = Draft::new(line, Production, "ranked", at) else { return };
    for topic in topics {
        draft = draft.role(Role::Topic, topic);
    }
    let among = line.near_before(at, 7, &["among", "one"]).is_some();
    let number = ordinal.or_else(|| rank(line.word(ranked))).filter(|_| !among && world || ordinal.is_some());
    draft.role(Role::Producer, producer).maybe_attr("rank", number).maybe_attr("stage", stage).done(out);
}

fn shared(line: &Line<'_>, at: usize, end: usize, stage: Option<&str>, out: &mut Vec<Reading>) {
    let has_share = line
        .after(end)
        .take(6)
        .any(|i| matches!(line.items[i].sort, Sort::Percent(_)) || FRACTIONS.contains(&line.word(i)));
    let world = line.after(end).take(14).find(|&i| {
        matches!(line.word(i), "world" | "world's" | "global" | "globally" | "worldwide" | "all" | "planet")
    });
    let passive = line.passive(at);
    let tonnes = line.after(end).take(5).any(|i| matches!(line.items[i].sort, Sort::Quantity(_)));
    let vague = matches!(line.word(at), "has" | "exports" | "exported" | "supplies" | "provides");
    if !(has_share && world.is_some() || tonnes && !vague || line.word(at).starts_with("dominat") && world.is_some())
        && !(passive
            && line
                .before(at)
                .take(10)
                .any(|i| matches!(line.items[i].sort, Sort::Percent(_)) || FRACTIONS.contains(&line.word(i))))
    {
        return;
    }
    let producer = if passive {
        line.agent(at).or_else(|| line.after(at).take(4).find(|&i| line.is_actors(i) && line.items[i].prep == "in"))
    } else {
        line.left_subject(at)
    };
    let Some(producer) = producer.filter(|&p| line.acts(p)) else { return };
    let topics = if passive { line.topic_before(at).into_iter().collect() } else { line.topics_list(end) };
    if topics.is_empty()
        || line.after(end).take(12).any(|i| line.is_actors(i) && matches!(line.items[i].prep, "from" | "to"))
    {
        return;
    }
    let Some(mut draft) = Draft::new(line, Production, if tonnes { "quantity" } else { "share" }, at) else { return };
    for topic in topics {
        draft = draft.role(Role::Topic, topic);
    }
    draft = draft.role(Role::Producer, producer);
    // "98 % of the gallium and 60 % of the germanium": each has the share that stands before it.
    let second = topics_with_shares(line, end);
    if !passive && has_share && second.len() > 1 {
        for (share, topic) in second {
            if let Some(other) = Draft::new(line, Production, "share", at) {
                let other = other.role(Role::Producer, producer).role(Role::Topic, topic).attr("share_pct", share);
                other.maybe_attr("stage", stage).done(out);
            }
        }
        return;
    }
    draft = if has_share { draft.percent("share_pct", 100.0) } else { draft.quantity() };
    let stage = stage.filter(|stage| {
        *stage != "reserves" || line.near_after(end, 12, &["reserves", "deposits", "ground", "tonnes"]).is_some()
    });
    draft.maybe_attr("stage", stage).done(out);
}

/// The percentages behind a verb with the group of topics that follows each.
fn topics_with_shares(line: &Line<'_>, end: usize) -> Vec<(f64, usize)> {
    let mut out: Vec<(f64, usize)> = Vec::new();
    let mut share = None;
    for i in line.after(end).take(30) {
        if let Sort::Percent(m) = line.items[i].sort
            && let Sense::Percent(value) = line.analysis.mentions[m].sense
        {
            share = Some(value);
        } else if line.is_topics(i)
            && let Some(share) = share.take()
        {
            out.push((share, i));
        }
    }
    out
}

fn output(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let measured = line.after(at).take(14).any(|i| matches!(line.items[i].sort, Sort::Quantity(_)));
    let topics: Vec<usize> = line
        .before(at)
        .take(3)
        .filter(|&i| line.is_topics(i))
        .chain(line.after(at).take(3).filter(|&i| line.is_topics(i)))
        .take(1)
        .collect();
    if !measured || topics.is_empty() {
        return;
    }
    let producer = line
        .owner(at)
        .or_else(|| line.after(at).take(5).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "in" | "by")))
        .or_else(|| line.before(at).take(4).find(|&i| line.is_actors(i)))
        .or_else(|| line.left_subject(at));
    let Some(producer) = producer.filter(|&p| line.acts(p)) else { return };
    let Some(mut draft) = Draft::new(line, Production, "output", at) else { return };
    for topic in topics {
        draft = draft.role(Role::Topic, topic);
    }
    let stage = (line.word(at) == "reserves").then_some("reserves");
    draft.role(Role::Producer, producer).quantity().maybe_attr("stage", stage).done(out);
}
