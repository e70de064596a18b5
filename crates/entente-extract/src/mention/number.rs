//! Numbers in digits and words, with the factor after them: "2,500", "2.5 million", "$3bn", "a dozen", "twenty-five".

use rust_decimal::Decimal;

use super::scene::Scene;
use crate::token::Shape;

/// A number in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: Decimal,
    /// The token after it and its factor.
    pub(super) end: usize,
    /// Whether it has a factor ("billion").
    pub(super) scaled: bool,
    /// Whether it is in digits.
    pub(super) digits: bool,
}

/// The number that begins at a token.
pub(super) fn number_at(scene: &Scene<'_>, at: usize) -> Option<Number> {
    let limit = scene.sentence_of(at).end;
    let (mut value, mut end, digits) = if scene.tokens.get(at)?.shape == Shape::Number {
        (parse(scene.word(at))?, at + 1, true)
    } else {
        let (value, end) = in_words(scene, at, limit)?;
        (value, end, false)
    };
    let mut scaled = false;
    // "2.5 million", "3bn", "2-billion".
    let mut next = end;
    if next + 1 < limit && scene.word(next) == "-" && scene.glued(next) && factor(scene.word(next + 1)).is_some() {
        next += 1;
    }
    if next < limit
        && let Some(factor) = factor(scene.word(next)).filter(|_| allows_factor(scene, next))
    {
        value = value.checked_mul(factor)?;
        end = next + 1;
        scaled = true;
        // "5 lakh crore", "2 thousand billion".
        if end < limit
            && let Some(factor) = factor2(scene.word(end))
        {
            value = value.checked_mul(factor)?;
            end += 1;
        }
    }
    Some(Number { value, end, scaled, digits })
}

/// "m" and "k" after a number are factors only where they touch it.
fn allows_factor(scene: &Scene<'_>, at: usize) -> bool {
    scene.word(at).len() > 1 || scene.glued(at)
}

/// The value of digits with separators: "2,500.5", "1 000" is two numbers, "1.234.567" is one.
pub(super) fn parse(digits: &str) -> Option<Decimal> {
    if !digits.is_ascii() {
        return None;
    }
    let dots = digits.matches('.').count();
    let plain: String = match (digits.contains(','), dots) {
        (true, 0 | 1) => {
            let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
            let groups: Vec<&str> = whole.split(',').collect();
            // Groups of three (or of two, as in "1,50,000"); "2,5" is a decimal comma.
            if groups[1..].iter().all(|group| group.len() == 3)
                || groups.len() > 2 && groups[1..].iter().all(|g| matches!(g.len(), 2 | 3))
            {
                let whole = whole.replace(',', "");
                rest.map_or(whole.clone(), |rest| format!("{whole}.{rest}"))
            } else if groups.len() == 2 && rest.is_none() {
                digits.replace(',', ".")
            } else {
                return None;
            }
        }
        (false, 0 | 1) => digits.to_owned(),
        (false, _) if digits.split('.').skip(1).all(|group| group.len() == 3) => digits.replace('.', ""),
        _ => return None,
    };
    plain.parse().ok()
}

/// What a word after a number multiplies it by.
pub(super) fn factor(word: &str) -> Option<Decimal> {
    Some(match word {
        "hundred" => Decimal::from(100),
        "thousand" | "k" | "K" => Decimal::from(1_000),
        "lakh" | "lakhs" => Decimal::from(100_000),
        "million" | "millions" | "m" | "M" | "mn" | "mln" | "mio" | "Mn" => Decimal::from(1_000_000),
        "crore" | "crores" => Decimal::from(10_000_000),
        "billion" | "billions" | "bn" | "bln" | "b" | "B" | "Bn" | "BN" => Decimal::from(1_000_000_000_i64),
        "trillion" | "tn" | "trn" | "trln" => Decimal::from(1_000_000_000_000_i64),
        _ => return None,
    })
}

fn factor2(word: &str) -> Option<Decimal> {
    matches!(word, "million" | "billion" | "trillion" | "crore" | "crores").then(|| factor(word)).flatten()
}

const SMALL: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The value of one word: "seven", "forty".
pub(super) fn small(word: &str) -> Option<u32> {
    let word = word.to_ascii_lowercase();
    let at = |list: &[&str]| list.iter().position(|other| *other == word).and_then(|at| u32::try_from(at).ok());
    at(SMALL).or_else(|| at(TENS).map(|at| (at + 2) * 10)).or_else(|| (word == "dozen").then_some(12))
}

/// "twenty-five", "a hundred", "two dozen".
fn in_words(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(Decimal, usize)> {
    let word = scene.word(at);
    if matches!(word, "a" | "A") {
        let next = scene.after(at, 1)?;
        return match scene.word(next) {
            "dozen" => Some((Decimal::from(12), next + 1)),
            "hundred" | "thousand" | "million" | "billion" | "trillion" => Some((Decimal::ONE, next)),
            _ => None,
        };
    }
    let first = small(word)?;
    let mut next = at + 1;
    if first >= 20 && next < limit {
        let hyphen = scene.word(next) == "-" && scene.glued(next);
        let unit = if hyphen { next + 1 } else { next };
        if unit < limit
            && let Some(unit_value) = small(scene.word(unit)).filter(|value| (1..10).contains(value))
        {
            return Some((Decimal::from(first + unit_value), unit + 1));
        }
    }
    if next < limit && scene.is_word(next, "dozen") {
        next += 1;
        return Some((Decimal::from(first * 12), next));
    }
    Some((Decimal::from(first), next))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_with_separators() {
        let check = |text: &str, wanted: &str| {
            assert_eq!(parse(text).map(|d| d.normalize().to_string()).as_deref(), Some(wanted))
        };
        check("2,500", "2500");
        check("2,500.5", "2500.5");
        check("1,50,000", "150000");
        check("2,5", "2.5");
        check("1.234.567", "1234567");
        check("0.35", "0.35");
        assert_eq!(parse("1.2.3"), None);
        assert_eq!(parse(&"9".repeat(80)), None);
    }
}
