//! Likely meant ids for one that is not known.

use crate::documents::NEAREST;
use crate::fold::Graph;
use entente_core::Position;

/// Below this score an id is no help.
const LEAST_LIKENESS: f64 = 0.5;

impl Graph {
    /// The ids of actors that `query` may mean, best first, at most five: of the reference tables by id and names, of
    /// other actors that the facts name by id.
    #[must_use]
    pub fn nearest_actors(&self, query: &str, at: Position) -> Vec<String> {
        let wanted = pairs(&query.to_lowercase());
        let mut unlisted: Vec<(f64, &str)> = self
            .unlisted_actors("", at)
            .map(|(id, _)| (likeness(&wanted, &pairs(id.as_str())), id.as_str()))
            .filter(|(score, _)| *score >= LEAST_LIKENESS)
            .collect();
        unlisted.sort_by(|(a, x), (b, y)| b.total_cmp(a).then(x.cmp(y)));
        let listed = self.world.nearest_actors(query, NEAREST);
        // The tables and the facts are scored on different scales: each gets a share of the places.
        let kept = NEAREST.saturating_sub(unlisted.len().min(2));
        let mut nearest: Vec<String> = listed.into_iter().take(kept).collect();
        nearest.extend(unlisted.into_iter().map(|(_, id)| id.to_owned()));
        nearest.truncate(NEAREST);
        nearest
    }

    /// The ids of topics that `query` may mean, best first, at most five.
    #[must_use]
    pub fn nearest_topics(&self, query: &str) -> Vec<String> {
        self.world.nearest_topics(query, NEAREST)
    }
}

/// The pairs of neighbouring characters, sorted.
fn pairs(text: &str) -> Vec<(char, char)> {
    let mut pairs: Vec<_> = text.chars().zip(text.chars().skip(1)).collect();
    pairs.sort_unstable();
    pairs
}

/// The share of pairs that two texts have in common (Dice), 0 to 1.
fn likeness(a: &[(char, char)], b: &[(char, char)]) -> f64 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        i += usize::from(x <= y);
        j += usize::from(y <= x);
        common += usize::from(x == y);
    }
    if common == 0 { 0.0 } else { 2.0 * f64::from(common as u32) / (a.len() + b.len()) as f64 }
}
