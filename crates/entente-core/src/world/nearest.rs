//! Likely meant ids for one that is not known.

use std::collections::HashMap;

/// Below this score a name is no help.
const LEAST_SCORE: f64 = 0.4;
/// No id or name is longer, in characters.
const LONGEST_QUERY: usize = 120;

/// The ids whose own form or one of whose names looks most like `query`, best first.
pub(super) fn nearest<'w>(
    query: &str,
    limit: usize,
    candidates: impl Iterator<Item = (&'w str, &'w str)>,
) -> Vec<String> {
    let query = plain(query);
    let mut best: HashMap<&str, f64> = HashMap::new();
    for (id, name) in candidates {
        let score = likeness(&query, &plain(name));
        if score >= LEAST_SCORE {
            let known = best.entry(id).or_insert(score);
            *known = known.max(score);
        }
    }
    let mut best: Vec<(&str, f64)> = best.into_iter().collect();
    best.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(a.cmp(b)));
    best.into_iter().take(limit).map(|(id, _)| id.to_owned()).collect()
}

/// Lower case, everything but letters and digits a blank.
fn plain(text: &str) -> Vec<char> {
    let lower = text.chars().flat_map(char::to_lowercase);
    lower.map(|c| if c.is_alphanumeric() { c } else { ' ' }).take(LONGEST_QUERY).collect()
}

/// One less the share of letters to change (Levenshtein), 0 to 1.
fn likeness(a: &[char], b: &[char]) -> f64 {
    let longer = a.len().max(b.len());
    if longer == 0 || 2 * a.len().min(b.len()) < longer {
        return 0.0;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(diagonal + 1);
        }
    }
    1.0 - row[b.len()] as f64 / longer as f64
}
