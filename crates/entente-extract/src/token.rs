//! Tokens: words, numbers and marks with what matching needs to know of them.
//!
//! Reads the sentences' text, writes [`Token`]s. Words are folded (lower case, no diacritics, one spelling for British and
//! American forms) and looked up in a [`Vocabulary`] once, so that matching compares numbers.

use std::borrow::Cow;
use std::collections::HashMap;

use entente_core::Span;
use foldhash::fast::FixedState;
use unicode_normalization::UnicodeNormalization;

/// The number of a folded word in a [`Vocabulary`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct WordId(u32);

impl WordId {
    /// A word that no table holds.
    pub(crate) const UNKNOWN: Self = Self(0);

    /// The number, small for words that were interned early.
    pub(crate) fn number(self) -> usize {
        self.0 as usize
    }
}

/// The words of all tables.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    words: HashMap<Box<str>, WordId, FixedState>,
}

impl Vocabulary {
    /// The number of a word, a new one where it is not known.
    pub(crate) fn intern(&mut self, word: &str) -> WordId {
        if let Some(id) = self.words.get(word) {
            return *id;
        }
        let id = WordId(u32::try_from(self.words.len() + 1).expect("tables hold fewer words"));
        self.words.insert(word.into(), id);
        id
    }

    /// The number of a word of the tables.
    pub(crate) fn get(&self, word: &str) -> WordId {
        self.words.get(word).copied().unwrap_or(WordId::UNKNOWN)
    }
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// No capital: "steel".
    Lower,
    /// A capital first: "Rome", "iPhone" counts too.
    Capital,
    /// Two or more letters, all capitals: "NATO".
    Upper,
    /// Digits, with separators inside: "2,500", "3.5".
    Number,
    /// A mark.
    Mark,
}

/// A word, a number or a mark.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) word: WordId,
    pub(crate) shape: Shape,
    /// The sentence it stands in.
    pub(crate) sentence: usize,
    /// Whether it touches the token before.
    pub(crate) glued: bool,
}

impl Token {
    /// Whether it is a word that begins with a capital.
    pub(crate) fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Upper)
    }

    /// Whether it is a word.
    pub(crate) fn is_word(&self) -> bool {
        matches!(self.shape, Shape::Lower | Shape::Capital | Shape::Upper)
    }
}

/// The tokens of one sentence.
pub(crate) fn tokenise(text: &str, span: Span, sentence: usize, vocabulary: &Vocabulary, out: &mut Vec<Token>) {
    let body = span.of(text).unwrap_or_default();
    let mut last_end = usize::MAX;
    for (range, shape) in pieces(body) {
        let (start, end) = (span.start() + range.start, span.start() + range.end);
        let word = vocabulary.get(&fold(&body[range]));
        out.push(Token { start, end, word, shape, sentence, glued: start == last_end });
        last_end = end;
    }
}

/// The words, numbers and marks of a text and how they are written.
pub(crate) fn pieces(text: &str) -> Vec<(std::ops::Range<usize>, Shape)> {
    let mut out = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        if c.is_alphabetic() {
            let (mut letters, mut upper, mut lower_after_first) = (1_usize, usize::from(c.is_uppercase()), false);
            while let Some((at, c)) = chars.next_if(|(_, c)| c.is_alphanumeric() || is_mark_of_letter(*c)) {
                end = at + c.len_utf8();
                letters += usize::from(c.is_alphabetic());
                upper += usize::from(c.is_uppercase());
                lower_after_first |= c.is_lowercase();
            }
            let shape = match (upper, lower_after_first) {
                (0, _) => Shape::Lower,
                (_, false) if letters > 1 => Shape::Upper,
                _ => Shape::Capital,
            };
            out.push((start..end, shape));
        } else if c.is_numeric() {
            // "2,500.5" is one number, "2024." and "3m" are a number and what follows.
            while let Some(&(at, c)) = chars.peek() {
                let digit_after = || text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
                if c.is_numeric() || matches!(c, ',' | '.') && digit_after() {
                    end = at + c.len_utf8();
                    chars.next();
                } else {
                    break;
                }
            }
            out.push((start..end, Shape::Number));
        } else {
            out.push((start..end, Shape::Mark));
        }
    }
    out
}

fn is_mark_of_letter(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// A word in lower case, without diacritics, in one of its spellings.
pub(crate) fn fold(word: &str) -> Cow<'_, str> {
    let folded: Cow<'_, str> = if word.is_ascii() {
        if word.bytes().any(|b| b.is_ascii_uppercase()) { word.to_ascii_lowercase().into() } else { word.into() }
    } else {
        let mut out = String::with_capacity(word.len());
        for c in word.nfkd().flat_map(char::to_lowercase) {
            match c {
                'ø' => out.push('o'),
                'ł' => out.push('l'),
                'đ' => out.push('d'),
                'ı' => out.push('i'),
                'ß' => out.push_str("ss"),
                'æ' => out.push_str("ae"),
                'œ' => out.push_str("oe"),
                '’' => out.push('\''),
                c if unicode_normalization::char::is_combining_mark(c) => {}
                c => out.push(c),
            }
        }
        out.into()
    };
    match one_spelling(&folded) {
        Some(spelling) => Cow::Owned(spelling),
        None => folded,
    }
}

/// The British form of an American spelling, and `-ize` for `-ise`.
fn one_spelling(word: &str) -> Option<String> {
    const PAIRS: &[(&str, &str)] = &[
        ("aluminum", "aluminium"),
        ("center", "centre"),
        ("centers", "centres"),
        ("defense", "defence"),
        ("defenses", "defences"),
        ("fiber", "fibre"),
        ("fibers", "fibres"),
        ("labor", "labour"),
        ("program", "programme"),
        ("programs", "programmes"),
        ("sulfur", "sulphur"),
        ("tire", "tyre"),
        ("tires", "tyres"),
        ("armored", "armoured"),
        ("neighbor", "neighbour"),
        ("neighbors", "neighbours"),
        ("neighboring", "neighbouring"),
        ("fertilizer", "fertiliser"),
        ("fertilizers", "fertilisers"),
        ("electrolyzer", "electrolyser"),
        ("electrolyzers", "electrolysers"),
        ("license", "licence"),
        ("licenses", "licences"),
        ("cesium", "caesium"),
        ("hydropower", "hydropower"),
        ("organization", "organisation"),
        ("organizations", "organisations"),
    ];
    if let Some((_, british)) = PAIRS.iter().find(|(american, _)| *american == word) {
        return Some((*british).to_owned());
    }
    let stem = word.strip_suffix("ization")?;
    (stem.len() > 2).then(|| format!("{stem}isation"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_marks() {
        let check = |text: &str, wanted: &[&str]| {
            let found: Vec<&str> = pieces(text).into_iter().map(|(range, _)| &text[range]).collect();
            assert_eq!(found, wanted);
        };
        check("China's 2,500.5 t, $3bn.", &["China", "'", "s", "2,500.5", "t", ",", "$", "3", "bn", "."]);
        check("rare-earth HBM3E U.S.", &["rare", "-", "earth", "HBM3E", "U", ".", "S", "."]);
        check("", &[]);
    }

    #[test]
    fn shapes() {
        let check = |word: &str, shape: Shape| assert_eq!(pieces(word)[0].1, shape, "{word}");
        check("steel", Shape::Lower);
        check("Rome", Shape::Capital);
        check("A", Shape::Capital);
        check("NATO", Shape::Upper);
        check("EVs", Shape::Capital);
        check("42", Shape::Number);
    }

    #[test]
    fn folding() {
        let check = |word: &str, wanted: &str| assert_eq!(fold(word), wanted);
        check("Erdoğan", "erdogan");
        check("Defense", "defence");
        check("diversification", "diversification");
        check("normalization", "normalisation");
        check("Łódź", "lodz");
    }
}
