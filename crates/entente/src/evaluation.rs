//! Facts that were found against gold facts: the measure of the fact model.

mod gold;
mod measure;
mod pairing;
mod spelling;

pub(crate) use gold::{GoldFact, read_gold};
pub(crate) use measure::{Counts, Report};
