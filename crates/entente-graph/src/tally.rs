//! How many of something are known, as of any position, without counting them.

use std::collections::BTreeMap;

use entente_core::{FactKind, Position};

/// The positions at which things of one sort became known and ceased to be, each ascending.
#[derive(Default)]
pub(crate) struct Tally {
    began: Vec<Position>,
    ended: Vec<Position>,
}

impl Tally {
    /// One more from a position on, which is not before those told earlier.
    pub(crate) fn begin(&mut self, at: Position) {
        self.began.push(at);
    }

    /// One less.
    pub(crate) fn end(&mut self, at: Position) {
        self.ended.push(at);
    }

    /// How many there are at a position.
    pub(crate) fn at(&self, at: Position) -> usize {
        let until = |positions: &[Position]| positions.partition_point(|&position| position <= at);
        until(&self.began) - until(&self.ended)
    }

    fn now(&self) -> usize {
        self.began.len() - self.ended.len()
    }
}

/// The facts that have something in common, by kind.
#[derive(Default)]
pub(crate) struct KindTally(BTreeMap<FactKind, Tally>);

impl KindTally {
    /// Tells of one more fact; the first of all also begins in `whole`, the tally of those that have any.
    pub(crate) fn begin(&mut self, kind: FactKind, at: Position, whole: &mut Tally) {
        if self.now() == 0 {
            whole.begin(at);
        }
        self.0.entry(kind).or_default().begin(at);
    }

    /// Tells of one less; the last of all also ends in `whole`.
    pub(crate) fn end(&mut self, kind: FactKind, at: Position, whole: &mut Tally) {
        self.0.entry(kind).or_default().end(at);
        if self.now() == 0 {
            whole.end(at);
        }
    }

    /// How many there are of each kind at a position; kinds without any are left out.
    pub(crate) fn at(&self, at: Position) -> BTreeMap<FactKind, usize> {
        let counts = self.0.iter().map(|(&kind, tally)| (kind, tally.at(at)));
        counts.filter(|(_, count)| *count > 0).collect()
    }

    /// Whether there are any at a position.
    pub(crate) fn any(&self, at: Position) -> bool {
        self.0.values().any(|tally| tally.at(at) > 0)
    }

    fn now(&self) -> usize {
        self.0.values().map(Tally::now).sum()
    }
}

/// What is counted.
#[derive(Default)]
pub(crate) struct Tallies {
    /// Documents that are not taken back.
    pub(crate) documents: Tally,
    /// All facts.
    pub(crate) facts: KindTally,
    /// Facts that name an actor in a role, by actor row.
    pub(crate) of_actor: Vec<KindTally>,
    /// Facts about a topic, by topic row.
    pub(crate) of_topic: Vec<KindTally>,
    /// Facts of a relation, by relation row.
    pub(crate) of_relation: Vec<KindTally>,
    /// Actors that fill a role.
    pub(crate) actors: Tally,
    /// Topics that a fact names.
    pub(crate) topics: Tally,
    /// Relations that a fact supports.
    pub(crate) relations: Tally,
}

/// The tally of a row, made where it is the first word of it.
pub(crate) fn of_row(tallies: &mut Vec<KindTally>, row: u32) -> &mut KindTally {
    let row = row as usize;
    if tallies.len() <= row {
        tallies.resize_with(row + 1, KindTally::default);
    }
    &mut tallies[row]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_knows_every_position() {
        let (mut facts, mut whole) = (KindTally::default(), Tally::default());
        facts.begin(FactKind::Supply, Position(2), &mut whole);
        facts.begin(FactKind::Supply, Position(2), &mut whole);
        facts.end(FactKind::Supply, Position(4), &mut whole);
        facts.end(FactKind::Supply, Position(4), &mut whole);
        facts.begin(FactKind::Office, Position(4), &mut whole);
        let check = |at, expected: &[(FactKind, usize)], any| {
            assert_eq!(facts.at(Position(at)).into_iter().collect::<Vec<_>>(), expected, "at {at}");
            assert_eq!((facts.any(Position(at)), whole.at(Position(at))), (any > 0, any), "at {at}");
        };
        check(0, &[], 0);
        check(1, &[], 0);
        check(2, &[(FactKind::Supply, 2)], 1);
        check(3, &[(FactKind::Supply, 2)], 1);
        check(4, &[(FactKind::Office, 1)], 1);
        check(9, &[(FactKind::Office, 1)], 1);
    }
}
