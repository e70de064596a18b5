//! Names of several words, found at a token in one walk: the longest one wins.
//!
//! A hyphen inside a name counts as a blank on both sides, so "rare-earth magnets" finds "rare earth magnets".

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::token::{Shape, Token, Vocabulary, WordId, fold, pieces};

/// How a name must be written to be the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Case {
    /// In any way.
    Any,
    /// With capitals where the name has them; all in capitals will do.
    Capitals(Box<[bool]>),
    /// Letter by letter: abbreviations that are words in another case.
    Exact(Box<str>),
    /// Letter by letter or with a first capital alone: "NATO", "Nato".
    Acronym(Box<str>),
}

impl Case {
    /// The rule for a proper name: letter by letter for abbreviations, else its capitals.
    pub(crate) fn proper(name: &str) -> Self {
        if is_abbreviation(name) {
            return Self::Exact(name.into());
        }
        Self::Capitals(
            pieces(name)
                .into_iter()
                .filter(|(range, _)| &name[range.clone()] != "-")
                .map(|(_, shape)| matches!(shape, Shape::Capital | Shape::Upper))
                .collect(),
        )
    }

    /// The rule for a common noun: letter by letter for abbreviations, capitals where the table's other names have them.
    pub(crate) fn common(name: &str, is_title: bool) -> Self {
        if is_abbreviation(name) {
            Self::Exact(name.into())
        } else if is_title {
            Self::Any
        } else {
            Self::proper(name)
        }
    }

    /// Whether tokens of a text are written as the name wants.
    pub(crate) fn allows(&self, text: &str, tokens: &[Token]) -> bool {
        let written = || match tokens {
            [first, .., last] => &text[first.start..last.end],
            [only] => &text[only.start..only.end],
            [] => "",
        };
        match self {
            Self::Any => true,
            Self::Exact(name) => written() == &**name,
            Self::Acronym(name) => {
                let written = written();
                written == &**name
                    || written.chars().next() == name.chars().next()
                        && written.chars().skip(1).all(|c| !c.is_uppercase())
            }
            Self::Capitals(wanted) => {
                let words = tokens.iter().filter(|token| &text[token.start..token.end] != "-");
                words.zip(wanted.iter()).all(|(token, &capital)| !capital || token.is_capital())
            }
        }
    }
}

/// Whether a name is an abbreviation: one word with two capitals at least, or up to three letters with one.
fn is_abbreviation(name: &str) -> bool {
    let upper = name.chars().filter(|c| c.is_uppercase()).count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    !name.contains(' ') && (upper >= 2 || upper == 1 && letters <= 2)
}

/// A tree of names by their words.
#[derive(Debug)]
pub(crate) struct Trie<T> {
    edges: HashMap<(u32, WordId), u32, FixedState>,
    ends: Vec<Vec<(Case, T)>>,
}

impl<T> Default for Trie<T> {
    fn default() -> Self {
        Self { edges: HashMap::default(), ends: vec![Vec::new()] }
    }
}

impl<T: PartialEq> Trie<T> {
    /// Adds a name.
    pub(crate) fn insert(&mut self, name: &str, case: Case, value: T, vocabulary: &mut Vocabulary) {
        let mut node = 0;
        for (range, _) in pieces(name) {
            let piece = &name[range];
            if piece == "-" {
                continue;
            }
            let word = vocabulary.intern(&fold(piece));
            let next = u32::try_from(self.ends.len()).expect("tables hold fewer words");
            node = *self.edges.entry((node, word)).or_insert(next);
            if node == next {
                self.ends.push(Vec::new());
            }
        }
        let end = &mut self.ends[node as usize];
        if node != 0 && !end.iter().any(|(other, held)| *other == case && *held == value) {
            end.push((case, value));
        }
    }

    /// Whether a name begins with a word.
    pub(crate) fn begins_with(&self, word: WordId) -> bool {
        self.edges.contains_key(&(0, word))
    }

    /// The names that begin at `tokens[0]`, longest first: how many tokens each takes, and what it is.
    pub(crate) fn find<'t>(&'t self, text: &str, tokens: &[Token]) -> Option<(usize, Vec<&'t T>)> {
        let mut node = 0;
        let mut best = None;
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            let hyphen = at > 0 && token.glued && &text[token.start..token.end] == "-";
            if hyphen && tokens.get(at + 1).is_some_and(|next| next.glued) {
                at += 1;
                continue;
            }
            match self.edges.get(&(node, token.word)) {
                Some(&next) => node = next,
                None => break,
            }
            at += 1;
            let ends = &self.ends[node as usize];
            if !ends.is_empty() {
                let values: Vec<&T> =
                    ends.iter().filter(|(case, _)| case.allows(text, &tokens[..at])).map(|(_, value)| value).collect();
                if !values.is_empty() {
                    best = Some((at, values));
                }
            }
        }
        best
    }
}
