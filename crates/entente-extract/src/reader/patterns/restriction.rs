//! Restrictions: legal or administrative barriers.
//!
//! Finds "X imposed tariffs on Y's T", "X's ban on T from Y", "sanctions on Y", "X will ban exports of T to Y",
//! "X lifted its embargo", "X blacklisted Y", "X's T curbs".
//!
//! Must not match: asking somebody to lift a measure (a statement), bans in sport, fines and arrests.

use entente_core::FactKind::Restriction;
use entente_core::Factuality;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::{Line, Sort, matches};
use crate::mention::Form;
use crate::reader::Reading;

const NOUNS: &[(&str, &str)] = &[
    ("export controls", "export-control"),
    ("export control", "export-control"),
    ("export restrictions", "export-control"),
    ("export curbs", "export-control"),
    ("export limitations", "export-control"),
    ("export limits", "export-control"),
    ("export ban", "export-ban"),
    ("export bans", "export-ban"),
    ("export licence", "licensing"),
    ("export licences", "licensing"),
    ("export licenses", "licensing"),
    ("export quota", "quota"),
    ("export quotas", "quota"),
    ("export duty", "tariff"),
    ("export duties", "tariff"),
    ("export tax", "tariff"),
    ("export tariff", "tariff"),
    ("import ban", "import-ban"),
    ("import bans", "import-ban"),
    ("import duty", "tariff"),
    ("import duties", "tariff"),
    ("import quota", "quota"),
    ("import tariffs", "tariff"),
    ("import restrictions", "other"),
    ("anti-dumping duties", "tariff"),
    ("anti-dumping duty", "tariff"),
    ("countervailing duties", "tariff"),
    ("entity list", "entity-listing"),
    ("arms embargo", "embargo"),
    ("tariff-rate quota", "quota"),
    ("price cap", "other"),
    ("asset freeze", "sanction"),
    ("tariffs", "tariff"),
    ("tariff", "tariff"),
    ("duties", "tariff"),
    ("duty", "tariff"),
    ("levies", "tariff"),
    ("levy", "tariff"),
    ("ban", "ban"),
    ("bans", "ban"),
    ("sanctions", "sanction"),
    ("sanction", "sanction"),
    ("embargo", "embargo"),
    ("embargoes", "embargo"),
    ("curbs", "export-control"),
    ("curb", "export-control"),
    ("controls", "export-control"),
    ("quota", "quota"),
    ("quotas", "quota"),
    ("restrictions", "export-control"),
    ("moratorium", "other"),
    ("licensing requirement", "licensing"),
    ("licensing requirements", "licensing"),
    ("licence requirement", "licensing"),
    ("blockade", "embargo"),
    ("surcharge", "tariff"),
];
const VERBS: &[(&str, &str, &str)] = &[
    ("ban", "ban", "impose"),
    ("bans", "ban", "impose"),
    ("banned", "ban", "impose"),
    ("banning", "ban", "impose"),
    ("prohibit*", "ban", "impose"),
    ("bar", "ban", "impose"),
    ("bars", "ban", "impose"),
    ("barred", "ban", "impose"),
    ("barring", "ban", "impose"),
    ("outlaw*", "ban", "impose"),
    ("sanctioned", "sanction", "impose"),
    ("sanctions", "sanction", "impose"),
    ("sanctioning", "sanction", "impose"),
    ("blacklist*", "entity-listing", "impose"),
    ("restrict", "export-control", "impose"),
    ("restricts", "export-control", "impose"),
    ("restricted", "export-control", "impose"),
    ("restricting", "export-control", "impose"),
    ("limit exports", "export-control", "impose"),
    ("limited exports", "export-control", "impose"),
    ("halted exports", "export-ban", "impose"),
    ("halt exports", "export-ban", "impose"),
    ("suspended exports", "export-ban", "impose"),
    ("stop the export", "export-ban", "impose"),
    ("stop exports", "export-ban", "impose"),
    ("suspended imports", "import-ban", "impose"),
    ("suspend imports", "import-ban", "impose"),
    ("halted imports", "import-ban", "impose"),
    ("exclude*", "other", "impose"),
    ("require* licen*", "licensing", "impose"),
];
const CHANGES: &[(&str, &[&str])] = &[
    ("threaten", &["threat*", "warn*"]),
    ("suspend", &["suspen*", "paus*", "postpon*", "delay*", "freez*", "froze"]),
    (
        "lift",
        &[
            "lift*",
            "remov*",
            "scrap*",
            "end",
            "ended",
            "ends",
            "drop",
            "dropped",
            "revok*",
            "abolish*",
            "repeal*",
            "rescind*",
            "withdr*",
            "dismantl*",
            "eliminat*",
            "waiv*",
            "unfreez*",
        ],
    ),
    ("ease", &["eas*", "relax*", "loosen*", "cut", "cuts", "lower*", "reduc*", "exempt*", "halv*"]),
    (
        "tighten",
        &[
            "tighten*",
            "rais*",
            "increas*",
            "hik*",
            "expand*",
            "stricter",
            "stringent",
            "step",
            "toughen*",
            "doubl*",
            "strengthen*",
            "broaden*",
            "escalat*",
            "widen*",
        ],
    ),
    ("extend", &["extend*", "extension", "prolong*", "renew*"]),
    ("uphold", &["maintain*", "keep", "keeps", "kept", "uphold*", "upheld", "remain*", "retain*", "leave"]),
    (
        "impose",
        &[
            "impos*",
            "introduc*",
            "slap*",
            "levi*",
            "announc*",
            "plac*",
            "adopt*",
            "implement*",
            "enact*",
            "put",
            "set",
            "order*",
            "issued",
            "hit",
            "unveil*",
            "appl*",
            "impl*",
            "approv*",
            "add*",
            "retaliat*",
            "new",
            "launch*",
            "agreed",
            "impose",
            "declar*",
        ],
    ),
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    let mut skip = 0;
    for at in 0..line.items.len() {
        if at < skip {
            continue;
        }
        let verb =
            VERBS.iter().find_map(|(verb, measure, change)| line.phrase(at, verb).map(|n| (n, *measure, *change)));
        let verb = verb.filter(|_| !noun(line, at));
        if let Some((next, measure, change)) = verb {
            act(line, at, next - 1, measure, change, out);
            skip = next;
            continue;
        }
        let noun = NOUNS
            .iter()
            .filter_map(|(noun, measure)| line.phrase(at, noun).map(|n| (n, *measure)))
            .max_by_key(|(n, _)| *n);
        if let Some((next, measure)) = noun {
            skip = next;
            barrier(line, at, next - 1, measure, out);
        }
    }
}

fn noun(line: &Line<'_>, at: usize) -> bool {
    let before = line.word(at.wrapping_sub(1));
    matches!(
        before,
        "the"
            | "a"
            | "an"
            | "its"
            | "their"
            | "'s"
            | "of"
            | "on"
            | "new"
            | "export"
            | "import"
            | "western"
            | "under"
            | "travel"
            | "from"
            | "impose"
            | "imposed"
            | "lift"
            | "lifted"
            | "no"
            | "any"
            | "more"
            | "economic"
            | "against"
            | "blanket"
            | "retaliatory"
            | "existing"
    ) || matches!(line.word(at + 1), "on" | "against" | "imposed")
        && matches!(line.word(at), "ban" | "bans" | "sanctions")
        || at > 0 && (line.is_topics(at - 1) || line.items[at - 1].owner && line.word(at) != "banned")
}

fn change(line: &Line<'_>, at: usize, end: usize) -> Option<(&'static str, usize)> {
    let near = |reach: usize, words: &'static [&'static str]| line.near_before(at, reach, words);
    CHANGES
        .iter()
        .find_map(|(change, verbs)| near(7, verbs).map(|verb| (*change, verb)))
        .or_else(|| {
            CHANGES.iter().find_map(|(change, verbs)| {
                line.near_after(end, 14, verbs).filter(|&v| line.passive(v)).map(|v| (*change, v))
            })
        })
        .or_else(|| {
            // "the sanctions that Ecowas imposed", "the duties Delhi raised"
            let between =
                |v: usize| v < end + 6 && (end + 1..v).any(|i| line.is_actors(i) && line.items[i].prep.is_empty());
            CHANGES.iter().find_map(|(change, verbs)| {
                line.near_after(end, 5, verbs).filter(|&v| between(v)).map(|v| (*change, v))
            })
        })
}

/// Words behind which stands why a barrier is set up, not at whom.
const CAUSES: &[&str] = &[
    "amid",
    "over",
    "after",
    "despite",
    "because",
    "following",
    "answer",
    "response",
    "retaliation",
    "reply",
    "since",
];

fn barrier(line: &Line<'_>, at: usize, end: usize, measure: &str, out: &mut Vec<Reading>) {
    let change = change(line, at, end);
    let by = line.after(end).take(16).find(|&i| line.is_actors(i) && line.items[i].prep == "by");
    let by_verb = change.and_then(|(_, verb)| line.subject(verb));
    let imposer =
        by.or_else(|| line.owner(at).filter(|&o| !matches!(line.items[o].prep, "on" | "against"))).or(by_verb);
    // "is considering controls": a measure that is not taken yet; "has a quota": one that is.
    let intended = line.near_before(at, 6, &["consider*", "weigh*", "mull*", "plan*", "prepar*", "propos*", "want*"]);
    let held = line.near_before(at, 6, &["has", "have", "had", "maintain*"]);
    let change = change.or(intended.map(|_| ("impose", at)));
    let imposer = imposer.or_else(|| intended.or(held).and_then(|verb| line.left_subject(verb)));
    let imposer =
        imposer.or_else(|| if change.is_none() { line.antecedent(at) } else { None }).filter(|&i| line.acts(i));
    let Some(imposer) = imposer else { return };
    if line.any_form(imposer, &[Form::Company]) {
        return;
    }
    let target = line
        .after(end)
        .take(16)
        .take_while(|&i| !CAUSES.contains(&line.word(i)))
        .find(|&i| {
            line.is_actors(i)
                && i != imposer
                && matches!(line.items[i].prep, "on" | "against" | "from" | "to" | "for" | "of")
                && !(measure.starts_with("export") && line.items[i].prep == "from")
        })
        .or_else(|| {
            line.after(end)
                .take(5)
                .find(|&i| line.is_actors(i) && i != imposer && line.items[i].owner && line.items[i].prep != "by")
        });
    let trigger = change.map_or(at, |(_, verb)| verb);
    let topics = goods(line, at, end);
    if topics.is_empty() && target.is_none() && change.is_none() {
        return;
    }
    write(line, at, trigger, "noun", imposer, target, topics, measure, change.map(|(c, _)| c), out);
}

/// The goods of a measure: right before the noun, or behind it as far as the next verb or actor that ends the phrase.
fn goods(line: &Line<'_>, at: usize, end: usize) -> Vec<usize> {
    let before: Vec<usize> = line
        .before(at)
        .take(3)
        .take_while(|&i| !line.is_actors(i) && !matches!(line.word(i), "of" | "on" | "," | "for" | "in"))
        .filter(|&i| line.is_topics(i))
        .collect();
    if !before.is_empty() {
        return before;
    }
    let mut out: Vec<usize> = Vec::new();
    let mut gap = 0;
    for i in line.after(end).take(30) {
        if line.is_topics(i) && (out.is_empty() && gap < 10 || gap < 5) {
            out.push(i);
            gap = 0;
        } else {
            gap += 1;
            if matches!(line.word(i), "to" | "after" | "as" | "in" | "over" | "said") && !out.is_empty() {
                break;
            }
        }
    }
    out
}

fn act(line: &Line<'_>, at: usize, end: usize, measure: &str, change: &str, out: &mut Vec<Reading>) {
    let passive = line.passive(at);
    let imposer = if passive { line.agent(at) } else { line.left_subject(at) };
    let Some(imposer) = imposer.filter(|&i| line.acts(i)) else { return };
    if line.any_form(imposer, &[Form::Company]) {
        return;
    }
    let origin =
        || line.before(at).take(8).find(|&i| line.is_actors(i) && line.items[i].owner && line.items[i].prep == "of");
    let target = if passive { line.left_subject(at).or_else(origin) } else { None }.or_else(|| {
        line.after(end).take(14).take_while(|&i| !CAUSES.contains(&line.word(i))).find(|&i| {
            line.is_actors(i)
                && i != imposer
                && (matches!(line.items[i].prep, "to" | "from" | "of" | "on" | "against" | ""))
        })
    });
    let topics = {
        let after = goods(line, at, end);
        if after.is_empty() && passive { line.topic_before(at).into_iter().collect() } else { after }
    };
    if topics.is_empty() && (target.is_none() || !matches!(measure, "sanction" | "entity-listing")) {
        return;
    }
    let target = target.filter(|&t| t != imposer && !line.overlap(t, imposer));
    write(line, at, at, "verb", imposer, target, topics, measure, Some(change), out);
}

#[allow(clippy::too_many_arguments, reason = "one call writes out what two constructions found")]
fn write(
    line: &Line<'_>,
    at: usize,
    trigger: usize,
    pattern: &'static str,
    imposer: usize,
    target: Option<usize>,
    topics: Vec<usize>,
    measure: &str,
    change: Option<&str>,
    out: &mut Vec<Reading>,
) {
    let Some(mut draft) = Draft::new(line, Restriction, pattern, trigger) else { return };
    let exports = line.near_after(at, 5, &["export*"]).is_some() || line.near_before(at, 3, &["export*"]).is_some();
    let imports =
        line.near_after(at, 5, &["import*"]).is_some() || target.is_some_and(|t| line.items[t].prep == "from");
    // "suspended exports and extended the ban": what is banned is told somewhere in the sentence.
    let told = |word: &str| (0..line.items.len()).any(|i| matches(line.word(i), word));
    let bare = topics.is_empty() && target.is_none();
    let measure = match measure {
        "ban" if exports || bare && told("export*") => "export-ban",
        "ban" if bare && !told("import*") => "other",
        "ban" => "import-ban",
        "export-control" if imports && !exports => "other",
        measure => measure,
    };
    let mut change = change;
    match change {
        Some("threaten") if !draft.is(Factuality::Negated) => draft = draft.factuality(Factuality::Possible),
        // A measure adopted or announced is actual, though it takes effect later; a pledge is not.
        Some(_) if draft.is(Factuality::Planned) => {
            let pledged = line
                .near_before(
                    trigger,
                    8,
                    &["agree*", "pledg*", "vow*", "promis*", "plan*", "intend*", "want*", "aim*", "prepar*"],
                )
                .is_some();
            if !pledged {
                draft = draft.factuality(Factuality::Actual);
            }
        }
        None if !draft.is(Factuality::Negated) => draft = draft.factuality(Factuality::Actual),
        _ => {}
    }
    if draft.is(Factuality::Negated)
        && matches!(change, Some("lift" | "ease"))
        && line.near_before(trigger, 4, &["refus*", "not"]).is_some()
    {
        change = Some("uphold");
        draft = draft.factuality(Factuality::Actual);
    }
    draft = draft.role(Role::Imposer, imposer).maybe(Role::Target, target);
    if topics.is_empty() {
        draft = draft.general();
    }
    for topic in topics {
        draft = draft.role(Role::Topic, topic);
    }
    if measure == "tariff" {
        let rate = line.before(at).take(8).chain(line.after(at).take(8)).find_map(|i| match line.items[i].sort {
            Sort::Percent(m) => Some(m),
            _ => None,
        });
        if let Some(crate::mention::Sense::Percent(value)) = rate.map(|m| &line.analysis.mentions[m].sense) {
            draft = draft.attr("rate_pct", *value);
        }
    }
    draft.covering(at).attr("measure", measure).maybe_attr("change", change).done(out);
}
