//! A figure that was taken several times.

use std::fmt;

use serde::Serialize;

/// The middle of what several rounds gave, and how far apart they lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
}

impl Spread {
    /// Of one value a round; all 0 where there was no round.
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        let median = match values.len() {
            0 => 0.0,
            even if even % 2 == 0 => f64::midpoint(values[middle - 1], values[middle]),
            _ => values[middle],
        };
        let end = |value: Option<&f64>| value.copied().unwrap_or_default();
        Self { median, least: end(values.first()), most: end(values.last()) }
    }

    /// Each end and the middle times `factor`.
    pub(super) fn times(self, factor: f64) -> Self {
        Self { median: self.median * factor, least: self.least * factor, most: self.most * factor }
    }
}

/// Median, then least and most in brackets.
impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({} to {})", number(self.median), number(self.least), number(self.most))
    }
}

/// A number with the digits that matter: `12,345`, `345`, `12.3`, `0.123`.
pub(super) fn number(value: f64) -> String {
    let digits = match value.abs() {
        100.0.. => 0,
        10.0.. => 1,
        1.0.. => 2,
        _ => 3,
    };
    let text = format!("{value:.digits$}");
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        let left = whole.len() - at;
        if at > 0 && left % 3 == 0 && !out.ends_with('-') {
            out.push(',');
        }
        out.push(digit);
    }
    fraction.map_or(out.clone(), |fraction| format!("{out}.{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(values: &[f64], expected: &str) {
        assert_eq!(Spread::of(values.iter().copied()).to_string(), expected);
    }

    #[test]
    fn the_middle_and_the_ends() {
        check(&[30.0, 10.0, 20.0], "20.0 (10.0 to 30.0)");
        check(&[4.0, 1.0, 2.0, 3.0], "2.50 (1.00 to 4.00)");
        check(&[0.5], "0.500 (0.500 to 0.500)");
        check(&[], "0.000 (0.000 to 0.000)");
    }

    #[test]
    fn digits_that_matter() {
        let given = [1_234_567.8, 1_000.0, 999.4, 12.34, -1_500.0, 0.0456];
        assert_eq!(given.map(number), ["1,234,568", "1,000", "999", "12.3", "-1,500", "0.046"]);
    }
}
