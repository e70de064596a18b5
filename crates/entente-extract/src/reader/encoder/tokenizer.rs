//! Word pieces: what the encoder reads, each with its place in the text.
//!
//! Reads a text, writes [`Piece`]s: the numbers and the order that the uncased BERT tokenizer gives, and for each piece the
//! bytes of the text it was made of. The rules: control characters are dropped, text is split at blanks, at marks and around
//! Chinese characters, words are written in lower case without diacritics, and each word is cut into the longest pieces of
//! the [vocabulary](Tokenizer::new), from the left.
//!
//! `"Café-owners"` gives `cafe` (the five bytes of `Café`), `-` and `owners`.
//!
//! Names of special tokens that stand in a text (`[SEP]`) are text like any other: a document cannot steer the encoder.
//! Time is linear in the text, whatever it holds.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use unicode_categories::UnicodeCategories;
use unicode_normalization::char::decompose_canonical;

#[cfg(test)]
mod tests;

/// Cuts text into pieces of a vocabulary.
#[derive(Debug)]
pub(super) struct Tokenizer {
    pieces: PieceTree,
    special: SpecialTokens,
}

/// A word piece and the bytes of the text that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    /// Its number in the vocabulary.
    pub(super) id: u32,
    /// Where its first character begins in the text, in bytes.
    pub(super) start: u32,
    /// Where its last character ends, diacritics that follow it included. Characters that come apart (Hangul syllables)
    /// may give several pieces with the same bytes.
    pub(super) end: u32,
}

/// The numbers of the pieces that are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SpecialTokens {
    /// A word that no pieces make up: `[UNK]`.
    pub(super) unknown: u32,
    /// Opens what the encoder reads: `[CLS]`.
    pub(super) opening: u32,
    /// Closes it: `[SEP]`.
    pub(super) closing: u32,
}

/// Why a list of pieces is no vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum VocabularyError {
    /// A special token is not in the list.
    #[error("the vocabulary lacks {token}: take the list that the encoder was trained with, one piece a line")]
    Missing {
        /// The token.
        token: &'static str,
    },
    /// A piece stands twice, or a line is empty.
    #[error("line {line} of the vocabulary is empty or repeats a piece: the number of a piece is its line")]
    Repeated {
        /// The line, from 1.
        line: usize,
    },
}

impl Tokenizer {
    /// Takes a vocabulary: one piece a line, its number the line's (from 0), pieces inside a word marked with `##`.
    ///
    /// # Errors
    ///
    /// [`VocabularyError`] for lists that lack a special token, and for lines that are empty or repeated.
    pub(super) fn new(vocabulary: &str) -> Result<Self, VocabularyError> {
        let mut pieces = PieceTree::default();
        for (line, piece) in vocabulary.lines().enumerate() {
            if !pieces.insert(piece, line) {
                return Err(VocabularyError::Repeated { line: line + 1 });
            }
        }
        let find = |token: &'static str| pieces.get(token).ok_or(VocabularyError::Missing { token });
        let special = SpecialTokens { unknown: find("[UNK]")?, opening: find("[CLS]")?, closing: find("[SEP]")? };
        pieces.inner = pieces.walk("##").ok_or(VocabularyError::Missing { token: "##" })?;
        Ok(Self { pieces, special })
    }

    /// The pieces of a text of less than 4 GiB, in its order, without [`SpecialTokens`] around them.
    #[must_use]
    pub(super) fn encode(&self, text: &str) -> Vec<Piece> {
        let mut out = Vec::with_capacity(text.len() / 4);
        let mut word = Word::default();
        for (at, c) in text.char_indices() {
            let bytes = Bytes { start: offset(at), end: offset(at + c.len_utf8()) };
            if c.is_ascii_alphanumeric() {
                word.push(c.to_ascii_lowercase(), bytes);
            } else if is_dropped(c) {
            } else if c.is_whitespace() {
                self.close(&mut word, &mut out);
            } else if is_chinese(c) {
                self.close(&mut word, &mut out);
                self.add(c, bytes, &mut word, &mut out);
                self.close(&mut word, &mut out);
            } else {
                self.add(c, bytes, &mut word, &mut out);
            }
        }
        self.close(&mut word, &mut out);
        out
    }

    /// The pieces that are no text.
    #[must_use]
    pub(super) fn special(&self) -> SpecialTokens {
        self.special
    }

    /// A character, taken apart: letters go on with the word, marks are words, diacritics go.
    fn add(&self, c: char, bytes: Bytes, word: &mut Word, out: &mut Vec<Piece>) {
        let mut is_diacritic = true;
        decompose_canonical(c, |part| {
            if part.is_mark_nonspacing() {
                return;
            }
            is_diacritic = false;
            for lower in part.to_lowercase() {
                if is_mark(lower) {
                    self.close(word, out);
                    word.push(lower, bytes);
                    self.close(word, out);
                } else {
                    word.push(lower, bytes);
                }
            }
        });
        if is_diacritic {
            word.stretch(bytes.end);
        }
    }

    /// Ends a word: cuts it into the longest pieces, from the left.
    fn close(&self, word: &mut Word, out: &mut Vec<Piece>) {
        let known = out.len();
        let mut from = 0;
        let mut node = PieceTree::ROOT;
        while from < word.letters.len() && word.is_cut() {
            let Some((id, length)) = self.pieces.longest(node, &word.letters[from..]) else {
                out.truncate(known);
                break;
            };
            let to = from + length;
            out.push(Piece { id, start: word.bytes[from].start, end: word.bytes[to - 1].end });
            from = to;
            node = self.pieces.inner;
        }
        if out.len() == known
            && let (Some(first), Some(last)) = (word.bytes.first(), word.bytes.last())
        {
            out.push(Piece { id: self.special.unknown, start: first.start, end: last.end });
        }
        word.clear();
    }
}

/// The bytes of a character in the text.
#[derive(Debug, Clone, Copy)]
struct Bytes {
    start: u32,
    end: u32,
}

/// A word on its way: its letters as the vocabulary writes them, and for each of their bytes the character it came from.
#[derive(Debug, Default)]
struct Word {
    letters: Vec<u8>,
    bytes: Vec<Bytes>,
    chars: usize,
}

impl Word {
    /// Longer words are one unknown piece.
    const MAX_CHARS: usize = 100;

    fn push(&mut self, letter: char, bytes: Bytes) {
        self.chars += 1;
        if self.is_cut() {
            let mut buffer = [0; 4];
            self.letters.extend_from_slice(letter.encode_utf8(&mut buffer).as_bytes());
            self.bytes.resize(self.letters.len(), bytes);
        } else {
            self.stretch(bytes.end);
        }
    }

    /// Lets the last character of the text reach to `end`, in all letters that it gave.
    fn stretch(&mut self, end: u32) {
        if let Some(&Bytes { start, .. }) = self.bytes.last() {
            self.bytes.iter_mut().rev().take_while(|it| it.start == start).for_each(|it| it.end = end);
        }
    }

    /// Whether it is short enough to be cut into pieces.
    fn is_cut(&self) -> bool {
        self.chars <= Self::MAX_CHARS
    }

    fn clear(&mut self) {
        self.letters.clear();
        self.bytes.clear();
        self.chars = 0;
    }
}

/// The vocabulary as a tree of bytes.
#[derive(Debug)]
struct PieceTree {
    /// By node and byte: the next node.
    edges: HashMap<u32, u32, FixedState>,
    /// By node: the piece that ends there, or [`PieceTree::NONE`].
    ends: Vec<u32>,
    /// Where pieces inside a word begin: behind `##`.
    inner: u32,
}

impl Default for PieceTree {
    fn default() -> Self {
        Self {
            edges: HashMap::with_capacity_and_hasher(1 << 16, FixedState::default()),
            ends: vec![Self::NONE],
            inner: 0,
        }
    }
}

impl PieceTree {
    const ROOT: u32 = 0;
    const NONE: u32 = u32::MAX;

    /// Adds a piece; no, if it is empty or known.
    fn insert(&mut self, piece: &str, number: usize) -> bool {
        let mut node = Self::ROOT;
        for &byte in piece.as_bytes() {
            let next = offset(self.ends.len());
            node = *self.edges.entry(edge(node, byte)).or_insert(next);
            if node == next {
                self.ends.push(Self::NONE);
            }
        }
        let end = &mut self.ends[node as usize];
        let is_new = node != Self::ROOT && *end == Self::NONE;
        *end = offset(number);
        is_new
    }

    fn step(&self, node: u32, byte: u8) -> Option<u32> {
        self.edges.get(&edge(node, byte)).copied()
    }

    fn walk(&self, letters: &str) -> Option<u32> {
        letters.bytes().try_fold(Self::ROOT, |node, byte| self.step(node, byte))
    }

    fn get(&self, piece: &str) -> Option<u32> {
        self.walk(piece).map(|node| self.ends[node as usize]).filter(|&end| end != Self::NONE)
    }

    /// The longest piece at the beginning of `letters`, and its length.
    fn longest(&self, mut node: u32, letters: &[u8]) -> Option<(u32, usize)> {
        let mut longest = None;
        for (at, &byte) in letters.iter().enumerate() {
            let Some(next) = self.step(node, byte) else { break };
            node = next;
            let end = self.ends[node as usize];
            if end != Self::NONE {
                longest = Some((end, at + 1));
            }
        }
        longest
    }
}

/// Nodes are fewer than 2²⁴: a vocabulary has some hundred thousand letters.
fn edge(node: u32, byte: u8) -> u32 {
    node << 8 | u32::from(byte)
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a text has less than 4 GiB")
}

/// Control characters, those without a width or a meaning, and what stands for broken ones.
fn is_dropped(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' => false,
        '\u{fffd}' => true,
        _ => !matches!(c, ' '..='~') && c.is_other(),
    }
}

/// Marks that are words of their own.
fn is_mark(c: char) -> bool {
    c.is_ascii_punctuation() || !c.is_ascii() && c.is_punctuation()
}

/// Characters that are words of their own: the blocks that the encoder's training named.
fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{4e00}'..='\u{9fff}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{20000}'..='\u{2a6df}'
        | '\u{2a700}'..='\u{2b73f}'
        | '\u{2b740}'..='\u{2b81f}'
        | '\u{2b920}'..='\u{2ceaf}'
        | '\u{f900}'..='\u{faff}'
        | '\u{2f800}'..='\u{2fa1f}')
}
