//! Counts over many documents, and the figures that follow from them.

use std::collections::BTreeMap;

use entente_core::{FactKind, World};
use serde_json::{Value, json};

use super::gold::GoldFact;
use super::pairing::{align, compare, found_slots, gold_slots, measured_attributes, same, same_text, same_time};
use super::spelling::Spellings;

/// What was counted, of one kind or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Gold facts that are not optional.
    pub(crate) gold: usize,
    /// Found facts, but for those that answer an optional gold fact.
    pub(crate) found: usize,
    /// Found facts whose key roles hold exactly the gold's fillers.
    pub(crate) exact: usize,
    /// Gold fillers of key roles.
    pub(crate) slots_gold: usize,
    /// Found fillers of key roles.
    pub(crate) slots_found: usize,
    /// Fillers of key roles that are in both.
    pub(crate) slots_hit: usize,
}

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Row {
    /// Of what was found, how much is right.
    pub(crate) precision: f64,
    /// Of what is right, how much was found.
    pub(crate) recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
}

impl Row {
    fn new(hit: usize, gold: usize, found: usize) -> Self {
        let share = |of: usize| if of == 0 { 0.0 } else { hit as f64 / of as f64 };
        let (precision, recall) = (share(found), share(gold));
        let sum = precision + recall;
        Self { precision, recall, f1: if sum == 0.0 { 0.0 } else { 2.0 * precision * recall / sum } }
    }
}

impl Counts {
    /// Over the fillers of key roles: the main figure.
    #[must_use]
    pub(crate) fn slots(&self) -> Row {
        Row::new(self.slots_hit, self.slots_gold, self.slots_found)
    }

    /// Over whole facts.
    #[must_use]
    pub(crate) fn strict(&self) -> Row {
        Row::new(self.exact, self.gold, self.found)
    }

    fn add(&mut self, other: &Self) {
        self.gold += other.gold;
        self.found += other.found;
        self.exact += other.exact;
        self.slots_gold += other.slots_gold;
        self.slots_found += other.slots_found;
        self.slots_hit += other.slots_hit;
    }
}

/// How often an attribute of exactly matched facts is right.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Accuracy {
    /// How often it is.
    pub(crate) right: usize,
    /// How often gold gives it.
    pub(crate) of: usize,
}

impl Accuracy {
    /// The share that is right, 0 to 1.
    #[must_use]
    pub(crate) fn share(self) -> f64 {
        if self.of == 0 { 0.0 } else { self.right as f64 / self.of as f64 }
    }
}

/// A miss, a false fact, or a pair that differs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Errors {
    /// The document.
    pub(crate) document: String,
    /// The gold fact; none: a false one was found.
    pub(crate) gold: Option<GoldFact>,
    /// The found fact; none: it was missed.
    pub(crate) found: Option<GoldFact>,
}

/// The measure over documents.
#[derive(Debug)]
pub(crate) struct Report {
    spellings: Spellings,
    /// How many documents gold has.
    pub(crate) documents: usize,
    /// How many of them were not read.
    pub(crate) missing: usize,
    counts: BTreeMap<FactKind, Counts>,
    attributes: BTreeMap<String, Accuracy>,
    /// What went wrong, in the order of the documents.
    pub(crate) errors: Vec<Errors>,
}

impl Report {
    /// A measure of nothing yet; the world says which ids mean the same.
    #[must_use]
    pub(crate) fn new(world: &World) -> Self {
        Self {
            spellings: Spellings::of(world),
            documents: 0,
            missing: 0,
            counts: BTreeMap::new(),
            attributes: BTreeMap::new(),
            errors: vec![],
        }
    }

    /// Adds one document; `found` is `None` where it was not read, which counts as nothing found.
    pub(crate) fn add(&mut self, document: &str, gold: &[GoldFact], found: Option<&[GoldFact]>) {
        self.documents += 1;
        self.missing += usize::from(found.is_none());
        for &kind in FactKind::ALL {
            let of_kind = |facts: &'_ [GoldFact]| facts.iter().filter(|f| f.kind == kind).cloned().collect::<Vec<_>>();
            self.add_kind(document, kind, &of_kind(gold), &of_kind(found.unwrap_or_default()));
        }
    }

    fn add_kind(&mut self, document: &str, kind: FactKind, gold: &[GoldFact], found: &[GoldFact]) {
        let counts = self.counts.entry(kind).or_default();
        let mut errors = Vec::new();
        let mut error = |gold: Option<&GoldFact>, found: Option<&GoldFact>| {
            errors.push(Errors { document: document.to_owned(), gold: gold.cloned(), found: found.cloned() });
        };
        let pairs = align(&gold.iter().collect::<Vec<_>>(), &found.iter().collect::<Vec<_>>(), &self.spellings);
        for pair in &pairs {
            let (g, f) = (&gold[pair.gold], &found[pair.found]);
            if g.optional {
                continue;
            }
            let overlap = compare(g, f, &self.spellings);
            counts.slots_hit += overlap.hit;
            counts.slots_gold += overlap.need;
            counts.slots_found += overlap.counted;
            counts.gold += 1;
            counts.found += 1;
            if pair.exact {
                counts.exact += 1;
                add_attributes(&mut self.attributes, g, f);
            } else {
                error(Some(g), Some(f));
            }
        }
        for (at, g) in gold.iter().enumerate() {
            if !g.optional && pairs.iter().all(|pair| pair.gold != at) {
                counts.slots_gold += gold_slots(g);
                counts.gold += 1;
                error(Some(g), None);
            }
        }
        for (at, f) in found.iter().enumerate() {
            if pairs.iter().all(|pair| pair.found != at) {
                counts.slots_found += found_slots(f, &self.spellings);
                counts.found += 1;
                error(None, Some(f));
            }
        }
        self.errors.append(&mut errors);
    }

    /// The counts of each kind, in the order of the fact model.
    pub(crate) fn kinds(&self) -> impl Iterator<Item = (FactKind, Counts)> {
        FactKind::ALL.iter().map(|kind| (*kind, self.counts.get(kind).copied().unwrap_or_default()))
    }

    /// The counts of all kinds together.
    #[must_use]
    pub(crate) fn total(&self) -> Counts {
        let mut total = Counts::default();
        self.kinds().for_each(|(_, counts)| total.add(&counts));
        total
    }

    /// The mean slot F1 of the kinds that gold has, and how many these are.
    #[must_use]
    pub(crate) fn macro_slot_f1(&self) -> (f64, usize) {
        let of_gold: Vec<_> = self.kinds().filter(|(_, c)| c.gold > 0).map(|(_, c)| c.slots().f1).collect();
        (of_gold.iter().sum::<f64>() / of_gold.len().max(1) as f64, of_gold.len())
    }

    /// The attributes by name.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&str, Accuracy)> {
        self.attributes.iter().map(|(name, accuracy)| (name.as_str(), *accuracy))
    }

    /// All figures as one object.
    #[must_use]
    pub(crate) fn to_json(&self) -> Value {
        let row = |counts: &Counts| {
            let (slots, strict) = (counts.slots(), counts.strict());
            json!({
                "gold": counts.gold, "predicted": counts.found,
                "slot_p": slots.precision, "slot_r": slots.recall, "slot_f1": slots.f1,
                "strict_p": strict.precision, "strict_r": strict.recall, "strict_f1": strict.f1,
            })
        };
        let mut kinds: serde_json::Map<_, _> =
            self.kinds().map(|(kind, counts)| (kind.as_str().to_owned(), row(&counts))).collect();
        kinds.insert("total".into(), row(&self.total()));
        let attributes: serde_json::Map<_, _> =
            self.attributes().map(|(name, it)| (name.into(), json!({"accuracy": it.share(), "n": it.of}))).collect();
        json!({
            "documents": self.documents,
            "missing_documents": self.missing,
            "kinds": kinds,
            "macro_slot_f1": self.macro_slot_f1().0,
            "attributes": attributes,
        })
    }
}

fn add_attributes(attributes: &mut BTreeMap<String, Accuracy>, gold: &GoldFact, found: &GoldFact) {
    let mut count = |name: &str, right: bool| {
        let accuracy = attributes.entry(name.to_owned()).or_default();
        accuracy.of += 1;
        accuracy.right += usize::from(right);
    };
    for name in measured_attributes(gold.kind) {
        if let Some(want) = gold.attribute(name) {
            count(name, same(name, want, found.attrs.get(*name)));
        }
    }
    count("factuality", same_text(&gold.factuality, &found.factuality));
    if let Some(want) = gold.time.as_deref().filter(|time| !time.is_empty()) {
        count("time", found.time.as_deref().is_some_and(|have| same_time(want, have)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::read_gold;

    /// Measures one document of each; every line of `gold` and `found` is one fact.
    fn measure(gold: &str, found: &str) -> Report {
        let read = |facts: &str| {
            let facts: Vec<_> = facts.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
            let line = format!(r#"{{"id": "d1", "facts": [{}]}}"#, facts.join(","));
            read_gold(line.as_bytes()).unwrap().remove(0).1
        };
        let mut report = Report::new(World::embedded());
        report.add("d1", &read(gold), Some(&read(found)));
        report
    }

    fn check(report: &Report, expected: Counts) {
        assert_eq!(report.total(), expected);
    }

    #[test]
    fn exact_facts_count_whole() {
        let fact = r#"{"kind": "restriction", "roles": {"imposer": ["CHN"], "target": ["JPN"], "topic": ["gallium"]}, "attrs": {"change": "tighten", "measure": "licensing"}}"#;
        let report = measure(fact, fact);
        check(&report, Counts { gold: 1, found: 1, exact: 1, slots_gold: 3, slots_found: 3, slots_hit: 3 });
        assert_eq!(report.total().slots().f1, 1.0);
        assert_eq!(report.macro_slot_f1(), (1.0, 1));
        let found: Vec<_> = report.attributes().map(|(name, it)| (name, it.right, it.of)).collect();
        assert_eq!(found, [("change", 1, 1), ("factuality", 1, 1), ("measure", 1, 1)]);
        assert!(report.errors.is_empty());
    }

    #[test]
    fn alternatives_and_optional_fillers_cost_nothing() {
        let report = measure(
            r#"{"kind": "cooperation", "roles": {"party": ["ITA", "JPN", "?DEU"], "topic": ["space|satellites"]}}"#,
            r#"{"kind": "cooperation", "roles": {"party": ["JPN", "ITA"], "topic": ["satellites"]}}"#,
        );
        check(&report, Counts { gold: 1, found: 1, exact: 1, slots_gold: 3, slots_found: 3, slots_hit: 3 });
    }

    #[test]
    fn a_filler_too_many_and_one_too_few_are_counted() {
        let report = measure(
            r#"{"kind": "cooperation", "roles": {"party": ["ITA", "JPN"], "topic": ["space"]}}"#,
            r#"{"kind": "cooperation", "roles": {"party": ["ITA", "FRA"], "topic": ["space"]}}"#,
        );
        check(&report, Counts { gold: 1, found: 1, exact: 0, slots_gold: 3, slots_found: 3, slots_hit: 2 });
        assert_eq!(report.errors.len(), 1);
    }

    #[test]
    fn misses_false_facts_and_optional_facts() {
        let report = measure(
            r#"{"kind": "meeting", "roles": {"participant": ["ITA", "JPN"]}}
               {"kind": "membership", "roles": {"member": ["JPN"], "organisation": ["g7"]}, "optional": true}
               {"kind": "office", "roles": {"holder": ["giorgia-meloni"], "of": ["ITA"]}}"#,
            r#"{"kind": "membership", "roles": {"member": ["JPN"], "organisation": ["g7"]}}
               {"kind": "office", "roles": {"holder": ["giorgia-meloni"], "of": ["ITA"]}}
               {"kind": "dispute", "roles": {"party": ["CHN", "JPN"]}}"#,
        );
        // The optional fact is in no count; the meeting is missed (2 slots), the dispute is false (2 slots).
        check(&report, Counts { gold: 2, found: 2, exact: 1, slots_gold: 4, slots_found: 4, slots_hit: 2 });
        assert_eq!(report.total().slots().f1, 0.5);
        assert_eq!(report.macro_slot_f1(), (0.5, 2));
        assert_eq!(report.errors.len(), 2);
    }

    #[test]
    fn a_body_stands_for_its_country() {
        let report = measure(
            r#"{"kind": "investment", "roles": {"investor": ["JPN"], "recipient": []}, "attrs": {"amount": 100}}"#,
            r#"{"kind": "investment", "roles": {"investor": ["jp-meti"], "recipient": []}, "attrs": {"amount": "101.5"}}"#,
        );
        check(&report, Counts { gold: 1, found: 1, exact: 1, slots_gold: 1, slots_found: 1, slots_hit: 1 });
        let amount = report.attributes().find(|(name, _)| *name == "amount").unwrap().1;
        assert_eq!(amount, Accuracy { right: 1, of: 1 });
    }

    #[test]
    fn equal_overlap_goes_to_the_fact_that_agrees() {
        let fact = |change: &str| {
            format!(
                r#"{{"kind": "supply", "roles": {{"supplier": ["QAT"], "recipient": ["JPN"], "topic": ["lng"]}}, "attrs": {{"change": "{change}"}}}}"#
            )
        };
        let report =
            measure(&format!("{}\n{}", fact("halt"), fact("start")), &format!("{}\n{}", fact("start"), fact("halt")));
        let change = report.attributes().find(|(name, _)| *name == "change").unwrap().1;
        assert_eq!(change, Accuracy { right: 2, of: 2 });
    }

    #[test]
    fn times_may_differ_in_precision() {
        let fact =
            |time: &str| format!(r#"{{"kind": "meeting", "roles": {{"participant": ["ITA"]}}, "time": "{time}"}}"#);
        for (want, have, right) in [("2025-03", "2025-03-01", 1), ("2025-03-01", "2025", 1), ("2025", "2026", 0)] {
            let report = measure(&fact(want), &fact(have));
            assert_eq!(report.attributes().find(|(name, _)| *name == "time").unwrap().1, Accuracy { right, of: 1 });
        }
    }

    #[test]
    fn a_document_that_was_not_read_is_all_misses() {
        let gold =
            read_gold(&br#"{"id": "d1", "facts": [{"kind": "meeting", "roles": {"participant": ["ITA"]}}]}"#[..]);
        let mut report = Report::new(World::embedded());
        report.add("d1", &gold.unwrap()[0].1, None);
        check(&report, Counts { gold: 1, slots_gold: 1, ..Counts::default() });
        assert_eq!(report.missing, 1);
    }
}
