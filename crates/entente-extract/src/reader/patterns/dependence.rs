//! Dependence: who relies on whom for what.
//!
//! Finds "X depends on Y for T", "X's reliance on Y for T", "X gets 90 % of its T from Y", "N % of X's T imports come
//! from Y", "Y supplies most of X's T", "X imports nearly all of its T".
//!
//! Must not match: things that depend on the weather; a purchase without a share or a word of need (that is a supply).

use entente_core::FactKind::Dependence;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::{Line, Sort};
use crate::reader::Reading;

const RELY: &[&str] = &[
    "depends on",
    "depend on",
    "depended on",
    "depends heavily on",
    "depend heavily on",
    "dependent on",
    "depends almost entirely on",
    "dependent upon",
    "depends upon",
    "rely on",
    "relies on",
    "relied on",
    "relying on",
    "relies heavily on",
    "rely heavily on",
    "rely significantly on",
    "relies almost entirely on",
    "reliant on",
    "reliance on",
    "dependence on",
    "dependency on",
    "dependence upon",
    "over-reliance on",
    "overreliance on",
    "leans on",
    "lean on",
    "leans heavily on",
    "reliance upon",
    "depending on",
];
const OBTAIN: &[&str] = &[
    "gets",
    "get",
    "got",
    "buys",
    "buy",
    "bought",
    "imports",
    "import",
    "imported",
    "importing",
    "takes",
    "took",
    "take",
    "sources",
    "source",
    "sourced",
    "receives",
    "receive",
    "received",
    "purchases",
    "purchased",
    "obtains",
    "obtain",
    "obtained",
    "procures",
    "draws",
    "meets",
    "covers",
    "covered",
];
const PROVIDE: &[&str] = &[
    "supplies",
    "supply",
    "supplied",
    "provides",
    "provide",
    "provided",
    "accounts for",
    "accounted for",
    "account for",
    "covers",
    "meets",
    "met",
    "makes up",
];
const SHARES: &[&str] = &[
    "most", "all", "half", "majority", "bulk", "third", "quarter", "much", "thirds", "quarters", "fifths", "tenths",
    "entirely", "every", "fifth", "tenth",
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        if let Some((_, next)) = line.any(at, RELY) {
            rely(line, at, next - 1, out);
        } else if line.any(at, OBTAIN).is_some()
            && !matches!(line.word(at.wrapping_sub(1)), "the" | "of" | "its" | "their")
        {
            obtain(line, at, out);
        }
        if let Some((_, next)) = line.any(at, PROVIDE) {
            provide(line, at, next - 1, out);
        }
        if let Some((_, next)) = line.any(
            at,
            &[
                "come from",
                "comes from",
                "came from",
                "coming from",
                "come almost entirely from",
                "comes almost entirely from",
                "originate* from",
                "arriv* from",
            ],
        ) {
            come(line, at, next - 1, out);
        }
    }
}

/// The share near a position, as a percentage or a word of degree.
fn share(line: &Line<'_>, at: usize) -> Option<usize> {
    let is = |i: usize| matches!(line.items[i].sort, Sort::Percent(_)) || SHARES.contains(&line.word(i));
    line.after(at).take(6).find(|&i| is(i)).or_else(|| line.before(at).take(3).find(|&i| is(i)))
}

fn degree(line: &Line<'_>, at: usize) -> Option<&'static str> {
    let near: Vec<&str> =
        line.before(at).take(3).chain([at]).chain(line.after(at).take(8)).map(|i| line.word(i)).collect();
    let has = |words: &[&str]| near.iter().any(|word| words.contains(word));
    match line.percent(at) {
        Some(share) if share >= 99.5 => return Some("total"),
        Some(share) if share > 50.0 => return Some("majority"),
        Some(share) if share >= 25.0 => return Some("significant"),
        Some(_) => return Some("some"),
        None => {}
    }
    if has(&["entirely", "solely", "totally", "wholly", "exclusively", "all"]) && !has(&["nearly", "almost"]) {
        Some("total")
    } else if has(&["most", "majority", "bulk", "all", "entirely", "overwhelmingly", "thirds"]) {
        Some("majority")
    } else if has(&[
        "heavily",
        "heavy",
        "strongly",
        "significantly",
        "largely",
        "deeply",
        "highly",
        "significant",
        "much",
    ]) {
        Some("significant")
    } else {
        None
    }
}

fn write(
    line: &Line<'_>,
    at: usize,
    (pattern, measure): (&'static str, &str),
    dependent: usize,
    supplier: Option<usize>,
    topics: &[usize],
    out: &mut Vec<Reading>,
) {
    if !line.acts(dependent) || topics.is_empty() || supplier == Some(dependent) {
        return;
    }
    let Some(mut draft) = Draft::new(line, Dependence, pattern, at) else { return };
    for &topic in topics {
        draft = draft.role(Role::Topic, topic);
    }
    draft = draft.percent("share_pct", 100.0);
    draft
        .role(Role::Dependent, dependent)
        .maybe(Role::Supplier, supplier)
        .attr("measure", measure)
        .maybe_attr("degree", degree(line, at))
        .done(out);
}

fn rely(line: &Line<'_>, at: usize, end: usize, out: &mut Vec<Reading>) {
    let noun = line.word(at).ends_with("nce") || line.word(at).ends_with("ncy");
    // "… that depends on it": something the actor owns relies, not the actor.
    let dependent = if noun { line.owner(at).or_else(|| line.left_subject(at)) } else { line.left_subject(at) };
    let Some(dependent) = dependent else { return };
    let supplier =
        line.after(end - 1).take(7).find(|&i| line.is_actors(i) && !matches!(line.items[i].prep, "in" | "by"));
    let topics: Vec<usize> = line.topics_list(end);
    if supplier.is_none()
        && !line.word(end + 1).contains("import")
        && !line.word(end + 1).contains("foreign")
        && !line.after(end).take(6).any(|i| matches!(line.word(i), "imports" | "imported" | "abroad"))
    {
        return;
    }
    let ended = line.near_before(at, 6, &["end", "ended", "reduce*", "cut", "lessen", "phase"]).is_some();
    let Some(draft) = Draft::new(line, Dependence, "rely", at) else { return };
    if topics.is_empty() {
        return;
    }
    let mut draft = draft.role(Role::Dependent, dependent).maybe(Role::Supplier, supplier);
    for topic in topics {
        draft = draft.role(Role::Topic, topic);
    }
    if ended || noun && !draft.is(entente_core::Factuality::Negated) {
        // "wants to end its reliance on": the reliance holds.
        draft = draft.factuality(entente_core::Factuality::Actual);
    }
    if line.percent(at).is_some() {
        draft = draft.percent("share_pct", 100.0);
    }
    let measure = line.after(at).take(14).find(|&i| matches!(line.word(i), "imports" | "imported")).map(|_| "imports");
    draft.maybe_attr("degree", degree(line, at)).maybe_attr("measure", measure).done(out);
}

/// "gets 90 % of its gas from Russia".
fn obtain(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let Some(share) = share(line, at) else { return };
    // A share of its own total: "of its", "of their", "the gas it uses", "of all".
    let percent = matches!(line.items[share].sort, Sort::Percent(_)) && line.word(share + 1) == "of";
    if !percent && line.near_after(at, 10, &["its", "their", "needs", "all", "uses", "his"]).is_none() {
        return;
    }
    let Some(dependent) = line.subject(at).or_else(|| line.left_subject(at)) else { return };
    let topics: Vec<usize> = line.topic_after(at).into_iter().collect();
    let from = line.prep(at, &["from"]).or_else(|| {
        // "all its Russian gas"
        line.after(at).take(8).find(|&i| line.is_actors(i) && line.items[i].owner && line.is_topics(i + 1))
    });
    let abroad =
        line.near_after(at, 14, &["abroad", "imports", "overseas"]).is_some() || line.word(at).starts_with("import");
    if from.is_none() && !abroad {
        return;
    }
    let measure = if line.word(at).starts_with("import") || line.near_after(at, 10, &["imports"]).is_some() {
        "imports"
    } else {
        "supply"
    };
    write(line, at, ("obtain", measure), dependent, from, &topics, out);
}

/// "Russia supplies most of Serbia's gas", "Y accounts for 60 % of X's imports of T".
fn provide(line: &Line<'_>, at: usize, end: usize, out: &mut Vec<Reading>) {
    if share(line, end).is_none() {
        return;
    }
    let Some(dependent) = line.after(end).take(10).find(|&i| line.is_actors(i) && line.items[i].owner) else { return };
    let Some(supplier) = line.subject(at) else { return };
    if line.overlap(supplier, dependent) {
        return;
    }
    let topics = line.topics_list(dependent);
    // "accounts for 60 % of China's exports" is no reliance.
    if line.near_after(dependent, 4, &["export*", "output", "production", "reserves", "sales", "shipments"]).is_some() {
        return;
    }
    let measure = if line.near_after(end, 14, &["import*"]).is_some() { "imports" } else { "supply" };
    write(line, at, ("provide", measure), dependent, Some(supplier), &topics, out);
}

/// "90 % of Latvia's coal imports came from Russia".
fn come(line: &Line<'_>, at: usize, end: usize, out: &mut Vec<Reading>) {
    let shared = line
        .before(at)
        .take(14)
        .any(|i| matches!(line.items[i].sort, Sort::Percent(_)) || SHARES.contains(&line.word(i)));
    if !shared && !line.word(at + 1).contains("almost") {
        return;
    }
    let Some(supplier) = line.after(end - 1).take(5).find(|&i| line.is_actors(i)) else { return };
    let dependent = line
        .before(at)
        .take(14)
        .find(|&i| line.is_actors(i) && line.items[i].owner)
        .or_else(|| line.before(at).take(14).find(|&i| line.is_actors(i)));
    let Some(dependent) = dependent else { return };
    if line.near_before(at, 8, &["export*"]).is_some() {
        return;
    }
    let topics: Vec<usize> = line.topic_before(at).into_iter().collect();
    write(line, at, ("come", "imports"), dependent, Some(supplier), &topics, out);
}
