//! The document level: facts with the same content become one with all their evidence.
//!
//! Reads the assembled facts of one document, writes them joined, in the order of the text. Two facts are the same where
//! content and factuality are equal and their times do not contradict each other. A fact that says less than another of
//! its kind nearby (a part of its fillers, no own change) gives it its evidence and goes.

use std::collections::{BTreeSet, HashMap};

use entente_core::kind::Role;
use entente_core::{Document, Fact, FactBody, FactDraft, FactKind, Factuality, ValidTime};

use crate::assemble::Assembled;
use crate::explain::Telling;

/// How many sentences apart a fact and a lesser one of its kind may stand to be told as one.
const NEARBY: usize = 3;

/// The facts of a document, each once, with how each sentence tells it where that was asked for.
#[must_use]
pub fn join(assembled: Vec<Assembled>, document: &Document) -> Vec<(Fact, Vec<Telling>)> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<(String, Factuality), Vec<usize>> = HashMap::new();
    for Assembled { fact, sentence, telling } in assembled {
        let key = (key(fact.body()), fact.factuality());
        let same = known.entry(key).or_default();
        match same.iter().copied().find(|&g| compatible(groups[g].draft.time, fact.time())) {
            Some(g) => groups[g].absorb(&fact, sentence, telling),
            None => {
                same.push(groups.len());
                groups.push(Group::new(&fact, sentence, telling));
            }
        }
    }
    let lesser = lesser(&groups);
    for (g, home) in lesser.iter().enumerate().rev() {
        if let Some(home) = *home {
            let evidence = groups[g].draft.evidence.clone();
            // The greater fact's own words suffice where they hold the lesser one's.
            let inside =
                evidence.iter().all(|e| groups[home].draft.evidence.iter().any(|h| h.span().contains(e.span())));
            if !inside && groups[g].draft.factuality == groups[home].draft.factuality {
                groups[home].draft.evidence.extend(evidence);
                let tellings = std::mem::take(&mut groups[g].tellings);
                groups[home].tellings.extend(tellings);
            }
        }
    }
    let mut facts: Vec<(Fact, Vec<Telling>)> = groups
        .into_iter()
        .zip(lesser)
        .filter(|(_, home)| home.is_none())
        .filter_map(|(group, _)| Some((Fact::new(group.draft, document).ok()?, group.tellings)))
        .collect();
    facts.sort_by(|(a, _), (b, _)| {
        let start = |fact: &Fact| fact.evidence().first().map_or(0, |e| e.span().start());
        // Of those that begin together, the order of the kinds, then that of the readings: the sort is stable.
        start(a).cmp(&start(b)).then(a.kind().cmp(&b.kind()))
    });
    let mut seen = std::collections::HashSet::new();
    facts.retain(|(fact, _)| seen.insert(fact.id().clone()));
    facts
}

/// A fact in the making, with the sentences that state it.
struct Group {
    draft: FactDraft,
    first: usize,
    last: usize,
    fillers: BTreeSet<(Role, String)>,
    tellings: Vec<Telling>,
}

impl Group {
    fn new(fact: &Fact, sentence: usize, telling: Option<Box<Telling>>) -> Self {
        let keys = fact.kind().key_roles();
        let fillers = fact
            .body()
            .fillers()
            .into_iter()
            .filter(|(role, _)| keys.contains(role))
            .map(|(role, filler)| (role, filler.as_str().to_owned()))
            .collect();
        let tellings = telling.into_iter().map(|telling| *telling).collect();
        Self { draft: draft(fact), first: sentence, last: sentence, fillers, tellings }
    }

    fn absorb(&mut self, fact: &Fact, sentence: usize, telling: Option<Box<Telling>>) {
        self.tellings.extend(telling.map(|telling| *telling));
        self.first = self.first.min(sentence);
        self.last = self.last.max(sentence);
        self.draft.evidence.extend(fact.evidence().iter().cloned());
        self.draft.time = finer(self.draft.time, fact.time());
        if fact.confidence() > self.draft.confidence {
            self.draft.confidence = fact.confidence();
        }
        for via in fact.via() {
            if !self.draft.via.contains(via) {
                self.draft.via.push(via.clone());
            }
        }
        for who in fact.attributed_to() {
            if !self.draft.attributed_to.contains(who) {
                self.draft.attributed_to.push(who.clone());
            }
        }
        // The telling with more attributes is kept.
        if fact.body().attributes().len() > self.draft.body.attributes().len() {
            self.draft.body = fact.body().clone();
        }
    }
}

fn draft(fact: &Fact) -> FactDraft {
    FactDraft {
        body: fact.body().clone(),
        factuality: fact.factuality(),
        time: fact.time(),
        attributed_to: fact.attributed_to().to_vec(),
        via: fact.via().to_vec(),
        evidence: fact.evidence().to_vec(),
        confidence: fact.confidence(),
    }
}

/// What makes two facts the same: an office is held once, whatever words name the post.
fn key(body: &FactBody) -> String {
    match body {
        FactBody::Office(_) => body.relation_key(),
        FactBody::Membership(m) if m.change == Some(entente_core::kind::MembershipChange::Member) => {
            body.relation_key()
        }
        _ => body.content_key(),
    }
}

fn compatible(a: Option<ValidTime>, b: Option<ValidTime>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            let (from, until) = b.bounds();
            a.overlaps(from, until)
        }
        _ => true,
    }
}

/// The more precise of two times that do not contradict each other.
fn finer(a: Option<ValidTime>, b: Option<ValidTime>) -> Option<ValidTime> {
    match (a, b) {
        (Some(a), Some(b)) => {
            let length = |time: ValidTime| match time.bounds() {
                (Some(from), Some(until)) => (until - from).get_days().unsigned_abs(),
                _ => u32::MAX,
            };
            Some(if length(b) < length(a) { b } else { a })
        }
        (a, b) => a.or(b),
    }
}

/// For each group the greater one that tells it too. A window of neighbours is looked at, so the work stays linear.
fn lesser(groups: &[Group]) -> Vec<Option<usize>> {
    const WINDOW: usize = 40;
    let mut by_kind: HashMap<FactKind, Vec<usize>> = HashMap::new();
    for (g, group) in groups.iter().enumerate() {
        by_kind.entry(group.draft.body.kind()).or_default().push(g);
    }
    let mut out = vec![None; groups.len()];
    for members in by_kind.values() {
        for (place, &g) in members.iter().enumerate() {
            let near = members[place.saturating_sub(WINDOW)..(place + WINDOW).min(members.len())].iter();
            out[g] = near.copied().find(|&home| home != g && told_by(&groups[g], &groups[home]));
        }
    }
    // A chain of lesser facts ends at the greatest.
    for g in 0..out.len() {
        let mut home = out[g];
        while let Some(next) = home.and_then(|h| out[h]) {
            home = Some(next);
        }
        out[g] = home;
    }
    out
}

fn told_by(group: &Group, home: &Group) -> bool {
    let close = group.first <= home.last + NEARBY && home.first <= group.last + NEARBY;
    let change = |group: &Group| group.draft.body.change();
    let no_own_change = change(group).is_none() || change(group) == change(home);
    let stance = |group: &Group| group.draft.body.attributes().get("stance").cloned();
    close
        && stance(group) == stance(home)
        && no_own_change
        && group.draft.factuality == home.draft.factuality
        && group.fillers.is_subset(&home.fillers)
        && group.fillers.len() < home.fillers.len()
}
