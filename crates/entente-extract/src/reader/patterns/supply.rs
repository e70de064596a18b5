//! Supply: goods, energy, arms or aid in kind that flow or are contracted from one to another.
//!
//! Finds "X exports T to Y", "Y buys T from X", "X's T exports to Y", "Y's imports of T from X", "X will deliver N T to
//! Y", "X is Y's main supplier of T", "Y bought Russian oil".
//!
//! Must not match: exports without a buyer, a share of the buyer's total (a dependence), shipments of unnamed senders.

use entente_core::FactKind::Supply;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::{Line, Sort};
use crate::reader::Reading;

const SELL: &[&str] = &[
    "export",
    "exported",
    "exporting",
    "sell",
    "sells",
    "sold",
    "selling",
    "supply",
    "supplied",
    "supplying",
    "supplies",
    "deliver",
    "delivers",
    "delivered",
    "delivering",
    "ship",
    "ships",
    "shipped",
    "shipping",
    "send",
    "sends",
    "sent",
    "sending",
    "provide",
    "provides",
    "provided",
    "providing",
    "donate*",
    "donating",
    "hand over",
    "handed over",
    "exports",
    "give",
    "gave",
    "giving",
    "transfer",
    "transferred",
    "pump*",
    "lease",
    "leased",
];
const BUY: &[&str] = &[
    "buy",
    "buys",
    "bought",
    "buying",
    "purchase",
    "purchased",
    "purchasing",
    "import",
    "imported",
    "importing",
    "imports",
    "order",
    "ordered",
    "ordering",
    "receive",
    "receives",
    "received",
    "receiving",
    "procure*",
    "acquire",
    "acquired",
    "take",
    "takes",
    "took",
    "get",
    "gets",
    "sourced",
    "source",
    "sources",
];
const OUT: &[&str] = &[
    "exports",
    "shipments",
    "deliveries",
    "sales",
    "supplies",
    "flows",
    "delivery",
    "shipment",
    "export",
    "sale",
    "supply",
    "transfer",
];
const IN: &[&str] = &["imports", "purchases", "import", "purchase"];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        let noun = noun(line, at);
        if !noun && line.any(at, SELL).is_some() {
            sell(line, at, out);
        }
        if !noun && line.any(at, BUY).is_some() {
            buy(line, at, out);
        }
        // "imports" and the like are nouns and verbs; "shipments" is a noun only.
        let verb = line.any(at, SELL).is_some() || line.any(at, BUY).is_some();
        if verb && !noun {
        } else if line.any(at, OUT).is_some() {
            outward(line, at, out);
        } else if line.any(at, IN).is_some() {
            inward(line, at, out);
        }
        if matches!(line.word(at), "supplier" | "suppliers") {
            supplier(line, at, out);
        }
    }
}

/// Whether a word that may be a noun or a verb is a noun here: it is owned, has an article, or "of" follows.
fn noun(line: &Line<'_>, at: usize) -> bool {
    let before = line.word(at.wrapping_sub(1));
    matches!(
        before,
        "the" | "of" | "its" | "their" | "'s" | "a" | "an" | "on" | "more" | "in" | "new" | "first" | "from"
    ) || at > 0 && (line.is_topics(at - 1) || line.items[at - 1].owner)
        || matches!(
            line.word(at + 1),
            "of" | "to" | "from" | "contract*" | "chain*" | "ban" | "controls" | "restrictions"
        ) && !matches!(before, "to" | "will" | "would" | "may" | "could")
            && (line.word(at).ends_with('s') || line.word(at) == "supply")
}

/// Whether something else is said at a position: a barrier to trade, not trade.
fn barred(line: &Line<'_>, at: usize) -> bool {
    const BARRIERS: &[&str] = &[
        "ban",
        "banned",
        "bans",
        "tariff*",
        "dut*",
        "curb*",
        "restrict*",
        "sanction*",
        "control",
        "controls",
        "quota*",
        "licen*",
        "embargo*",
        "prohibit*",
        "bar",
        "barred",
        "block*",
        "limit*",
    ];
    line.near_before(at, 8, BARRIERS).is_some() || line.near_after(at, 2, BARRIERS).is_some()
}

fn change(line: &Line<'_>, at: usize) -> Option<&'static str> {
    let near = |words: &[&str]| line.near_before(at, 6, words).or_else(|| line.near_after(at, 8, words)).is_some();
    if near(&["halt*", "stop*", "cease*", "cut off", "suspend*", "ended"]) {
        Some("halt")
    } else if near(&["resum*", "restart*", "again"]) {
        Some("resume")
    } else if near(&[
        "rose", "increas*", "rais*", "doubl*", "record", "expand*", "boost*", "jump*", "more", "surg*", "grew", "up",
    ]) {
        Some("increase")
    } else if near(&["fell", "reduc*", "cut", "drop*", "halv*", "down", "slump*", "declin*", "fewer", "less"]) {
        Some("reduce")
    } else if near(&["continu*", "still", "keep*"]) {
        Some("continue")
    } else if near(&["start*", "began", "begin*", "first", "will", "sign*", "agree*"]) {
        Some("start")
    } else {
        None
    }
}

fn write(
    line: &Line<'_>,
    at: usize,
    pattern: &'static str,
    supplier: usize,
    recipient: usize,
    topics: Vec<usize>,
    out: &mut Vec<Reading>,
) {
    if supplier == recipient
        || !line.acts(supplier)
        || !line.acts(recipient)
        || topics.is_empty()
        || barred(line, at)
        || line.overlap(supplier, recipient)
    {
        return;
    }
    let Some(mut draft) = Draft::new(line, Supply, pattern, at) else { return };
    for topic in topics {
        draft = draft.role(Role::Topic, topic);
    }
    draft
        .role(Role::Supplier, supplier)
        .role(Role::Recipient, recipient)
        .quantity()
        .maybe_attr("change", change(line, at))
        .done(out);
}

fn sell(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let passive = line.passive(at);
    let supplier = if passive { line.agent(at) } else { line.left_subject(at) };
    let Some(supplier) = supplier else { return };
    let recipient = line
        .prep(at, &["to", "for"])
        .or_else(|| if passive { line.prep(at, &["to"]) } else { line.object(at).filter(|&o| !line.items[o].owner) });
    let Some(recipient) = recipient else { return };
    let topics = if passive {
        line.topics(at).into_iter().collect()
    } else {
        line.after(at).take(16).filter(|&i| line.is_topics(i)).take(1).collect::<Vec<_>>()
    };
    let topics =
        if topics.is_empty() { line.topic_before(at).filter(|t| at - t < 8).into_iter().collect() } else { topics };
    write(line, at, "sell", supplier, recipient, topics, out);
}

fn buy(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    if shares_total(line, at) {
        return;
    }
    let recipient = if line.passive(at) { line.agent(at) } else { line.left_subject(at) };
    let Some(recipient) = recipient else { return };
    let topic = line.topic_after(at);
    let from = line.prep(at, &["from"]);
    let origin = || {
        line.after(at).take(8).find(|&i| {
            line.is_actors(i)
                && line.items[i].owner
                && !matches!(line.items[i].prep, "by" | "from" | "in")
                && (line.is_topics(i + 1) || line.is_topics(i + 2))
                && line.word(i + 1) != "'s"
        })
    };
    let Some(supplier) = from.or_else(origin) else { return };
    write(
        line,
        at,
        if from.is_some() { "buy" } else { "buy origin" },
        supplier,
        recipient,
        topic.into_iter().collect(),
        out,
    );
}

/// "buys 90 % of its gas from": a dependence.
fn shares_total(line: &Line<'_>, at: usize) -> bool {
    line.after(at).take(5).any(|i| {
        let share = matches!(line.items[i].sort, Sort::Percent(_))
            || matches!(line.word(i), "most" | "all" | "half" | "third" | "bulk" | "tenths" | "fifths" | "quarters");
        share && (line.word(i + 1) == "of" || line.word(i) == "all")
    })
}

fn topics(line: &Line<'_>, at: usize) -> Vec<usize> {
    let before: Vec<usize> = line.before(at).take(2).filter(|&i| line.is_topics(i)).collect();
    if !before.is_empty() {
        return before;
    }
    line.after(at).take(8).filter(|&i| line.is_topics(i)).take(1).collect()
}

fn outward(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let recipient = line.after(at).take(12).find(|&i| line.is_actors(i) && line.items[i].prep == "to");
    let Some(recipient) = recipient else { return };
    let from = line.after(at).take(12).find(|&i| line.is_actors(i) && matches!(line.items[i].prep, "from" | "by"));
    let supplier = from.or_else(|| line.owner(at)).or_else(|| line.left_subject(at));
    let Some(supplier) = supplier else { return };
    write(line, at, "exports", supplier, recipient, topics(line, at), out);
}

fn inward(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let supplier = line.after(at).take(12).find(|&i| line.is_actors(i) && line.items[i].prep == "from").or_else(|| {
        line.after(at).take(4).find(|&i| line.is_actors(i) && line.items[i].owner && line.items[i].prep == "of")
    });
    let Some(supplier) = supplier else { return };
    let recipient = line.owner(at).filter(|&o| o != supplier).or_else(|| line.left_subject(at));
    let Some(recipient) = recipient else { return };
    if line.before(at).take(10).any(|i| matches!(line.items[i].sort, Sort::Percent(_))) {
        return;
    }
    write(line, at, "imports", supplier, recipient, topics(line, at), out);
}

/// "X is Y's main supplier of T", "the biggest supplier of T to Y".
fn supplier(line: &Line<'_>, at: usize, out: &mut Vec<Reading>) {
    let recipient =
        line.owner(at).or_else(|| line.after(at).take(9).find(|&i| line.is_actors(i) && line.items[i].prep == "to"));
    let Some(recipient) = recipient else { return };
    let supplier = line
        .antecedent(at)
        .filter(|&a| line.is_actors(a))
        .or_else(|| {
            line.before(at)
                .find(|&i| i != recipient && line.is_actors(i) && line.items[i].prep.is_empty() && !line.items[i].owner)
        })
        .or_else(|| line.after(at).take(4).find(|&i| line.is_actors(i) && line.items[i].prep.is_empty()));
    let Some(supplier) = supplier else { return };
    let topic: Vec<usize> =
        line.before(at).take(3).chain(line.after(at).take(5)).filter(|&i| line.is_topics(i)).take(1).collect();
    write(line, at, "supplier", supplier, recipient, topic, out);
}
