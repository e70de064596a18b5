//! Which found fact answers which gold fact, and how well.

use std::cmp::Ordering;
use std::collections::HashSet;

use entente_core::FactKind;
use serde_json::Value;

use super::gold::GoldFact;
use super::spelling::Spellings;

/// What one pair of facts has in common over its key roles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Overlap {
    /// Gold fillers that were found.
    pub(super) hit: usize,
    /// Gold fillers that count: those found, and those missed that are not optional.
    pub(super) need: usize,
    /// Found fillers that count: those that answer a gold filler, and those that answer none.
    pub(super) counted: usize,
    /// Whether nothing is missed and nothing is spare.
    pub(super) exact: bool,
}

/// A gold fact and the found fact that answers it, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    pub(super) gold: usize,
    pub(super) found: usize,
    pub(super) exact: bool,
}

/// A gold filler: the ids that it accepts, and whether it may be missing.
struct Wanted {
    accepted: HashSet<String>,
    optional: bool,
}

fn wanted(fillers: &[String], spellings: &Spellings) -> Vec<Wanted> {
    let read = |filler: &String| Wanted {
        accepted: filler.trim_start_matches('?').split('|').map(|id| spellings.canonical(id)).collect(),
        optional: filler.starts_with('?'),
    };
    fillers.iter().map(read).collect()
}

/// The ids of found fillers, each once, in their order.
fn given(fillers: &[String], spellings: &Spellings) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for id in fillers.iter().map(|id| spellings.canonical(id)) {
        if !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

/// Compares the key roles of two facts of one kind.
pub(super) fn compare(gold: &GoldFact, found: &GoldFact, spellings: &Spellings) -> Overlap {
    let mut overlap = Overlap { hit: 0, need: 0, counted: 0, exact: true };
    for &role in gold.kind.key_roles() {
        let have = given(found.fillers(role), spellings);
        let mut used = vec![false; have.len()];
        for Wanted { accepted, optional } in wanted(gold.fillers(role), spellings) {
            let fits = |at: &usize| accepted.contains(&have[*at]);
            if (0..have.len()).filter(fits).any(|at| !used[at]) {
                // Further spellings of the same filler are no errors.
                (0..have.len()).filter(fits).for_each(|at| used[at] = true);
                overlap.hit += 1;
                overlap.need += 1;
                overlap.counted += 1;
            } else if !optional {
                overlap.need += 1;
                overlap.exact = false;
            }
        }
        let spare = used.iter().filter(|used| !**used).count();
        overlap.counted += spare;
        overlap.exact &= spare == 0;
    }
    overlap
}

/// The gold fillers of the key roles that may not be missing.
pub(super) fn gold_slots(fact: &GoldFact) -> usize {
    let needed = |filler: &&String| !filler.starts_with('?');
    fact.kind.key_roles().iter().map(|&role| fact.fillers(role).iter().filter(needed).count()).sum()
}

/// The found fillers of the key roles.
pub(super) fn found_slots(fact: &GoldFact, spellings: &Spellings) -> usize {
    fact.kind.key_roles().iter().map(|&role| given(fact.fillers(role), spellings).len()).sum()
}

/// Pairs the gold and found facts of one kind one by one, greedily: exact matches first, then by overlap; ties go to the
/// pair that agrees most in factuality, attributes and other roles, then to gold that is not optional, then to order.
pub(super) fn align(gold: &[&GoldFact], found: &[&GoldFact], spellings: &Spellings) -> Vec<Pair> {
    struct Candidate {
        pair: Pair,
        overlap: f64,
        agree: usize,
        required: bool,
    }
    let mut candidates = Vec::new();
    for (i, &g) in gold.iter().enumerate() {
        for (j, &f) in found.iter().enumerate() {
            let Overlap { hit, need, counted, exact } = compare(g, f, spellings);
            if hit > 0 {
                candidates.push(Candidate {
                    pair: Pair { gold: i, found: j, exact },
                    overlap: (2 * hit) as f64 / (need + counted) as f64,
                    agree: agreement(g, f, spellings),
                    required: !g.optional,
                });
            }
        }
    }
    candidates.sort_by(|a, b| {
        (b.pair.exact.cmp(&a.pair.exact))
            .then(b.overlap.total_cmp(&a.overlap))
            .then(b.agree.cmp(&a.agree))
            .then(b.required.cmp(&a.required))
            .then((a.pair.gold, a.pair.found).cmp(&(b.pair.gold, b.pair.found)))
            .then(Ordering::Equal)
    });
    let (mut gold_taken, mut found_taken) = (vec![false; gold.len()], vec![false; found.len()]);
    let mut pairs = Vec::new();
    for Candidate { pair, .. } in candidates {
        if !gold_taken[pair.gold] && !found_taken[pair.found] {
            gold_taken[pair.gold] = true;
            found_taken[pair.found] = true;
            pairs.push(pair);
        }
    }
    pairs
}

fn agreement(gold: &GoldFact, found: &GoldFact, spellings: &Spellings) -> usize {
    let mut agree = usize::from(same_text(&gold.factuality, &found.factuality));
    for (name, want) in &gold.attrs {
        let says_something = !want.is_null() && want.as_str() != Some("");
        if (name == "change" || says_something) && same(name, want, found.attrs.get(name)) {
            agree += 1;
        }
    }
    for role in gold.kind.roles().iter().filter(|role| !gold.kind.key_roles().contains(role)) {
        let have = given(found.fillers(*role), spellings);
        let met = |wanted: &Wanted| have.iter().any(|id| wanted.accepted.contains(id));
        agree += wanted(gold.fillers(*role), spellings).iter().filter(|wanted| met(wanted)).count();
    }
    agree
}

/// Whether a found attribute is what gold wants: numbers within two per cent, words in any case, `a|b` either.
pub(super) fn same(name: &str, want: &Value, have: Option<&Value>) -> bool {
    let Some(have) = have.filter(|have| !have.is_null()) else { return false };
    if matches!(name, "share_pct" | "rate_pct" | "amount" | "rank") {
        let (Some(want), Some(have)) = (number(want), number(have)) else { return false };
        return (want - have).abs() <= 0.02 * want.abs().max(1.0);
    }
    same_text(&text(want), &text(have))
}

/// Whether a found time is the wanted one, or one of the two is the beginning of the other: a month and a day in it.
pub(super) fn same_time(want: &str, have: &str) -> bool {
    want.starts_with(have) || have.starts_with(want)
}

/// Whether a found word is one of the wanted ones, in any case.
pub(super) fn same_text(want: &str, have: &str) -> bool {
    want.split('|').any(|part| part.to_lowercase() == have.to_lowercase())
}

fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The attributes whose accuracy is measured.
pub(super) fn measured_attributes(kind: FactKind) -> &'static [&'static str] {
    match kind {
        FactKind::Partnership => &["level", "previous_level", "change"],
        FactKind::Cooperation | FactKind::Supply | FactKind::Membership => &["change"],
        FactKind::Agreement => &["instrument", "stage"],
        FactKind::JointBody => &["body", "stage"],
        FactKind::Project => &["stage", "due"],
        FactKind::Dependence => &["share_pct", "measure", "degree"],
        FactKind::Production => &["share_pct", "rank", "stage"],
        FactKind::Restriction => &["measure", "change", "rate_pct"],
        FactKind::Derisking => &["method"],
        FactKind::Investment => &["amount", "currency", "stage"],
        FactKind::Meeting => &["form", "place"],
        FactKind::Statement => &["stance"],
        FactKind::Dispute => &["form", "change"],
        FactKind::Office => &["title"],
    }
}
