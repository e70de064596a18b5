//! The text that all later stages work on, with a way back to the bytes of the original.
//!
//! Reads a document's text, writes [`Normalised`]. Blanks become spaces, invisible characters go, composed letters and
//! straight apostrophes come, lines that were wrapped inside a paragraph are joined again. A line break that stays in
//! the text ends a paragraph. Every character knows which bytes of the original it stands for, so that evidence quotes
//! the document and never our version of it. One pass over the characters and one over the lines: linear time.

use entente_core::Span;
use unicode_normalization::char::{compose, is_combining_mark};

use crate::wrap;

/// A cleaned text with its way back to the original bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalised {
    text: String,
    runs: Vec<Run>,
    original_length: usize,
    boilerplate: Vec<Span>,
}

/// Bytes of the text that come from bytes of the original: copied one to one where the lengths are equal and `copied`
/// is set, else replaced as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    start: usize,
    length: usize,
    original: usize,
    original_length: usize,
    copied: bool,
}

/// Cleans a text.
#[must_use]
pub fn normalise(original: &str) -> Normalised {
    let mut out = Normalised {
        text: String::with_capacity(original.len()),
        runs: Vec::new(),
        original_length: original.len(),
        boilerplate: Vec::new(),
    };
    let mut chars = Chars { text: original, at: 0 };
    while let Some((at, c)) = chars.next() {
        let end = at + c.len_utf8();
        match clean(c) {
            Clean::Keep => match chars.composed(c) {
                Some((letter, end)) => out.replace(at..end, letter.encode_utf8(&mut [0; 4])),
                None => out.copy(at..end, c),
            },
            Clean::Drop => {}
            Clean::Replace(with) => out.replace(at..end, with),
            Clean::Letter(letter) => out.replace(at..end, letter.encode_utf8(&mut [0; 4])),
            Clean::Return => match chars.peek() {
                Some('\n') => {}
                _ => out.replace(at..end, "\n"),
            },
        }
    }
    let joints = wrap::joints(&out.text);
    let mut bytes = std::mem::take(&mut out.text).into_bytes();
    for (at, joint) in joints {
        match joint {
            wrap::Joint::Blank => bytes[at] = b' ',
            // The word goes on: hyphen and break keep their places until they are taken out below.
            wrap::Joint::Hyphen => bytes[at] = wrap::GONE,
            wrap::Joint::Inside => bytes[at - 1..=at].fill(wrap::GONE),
        }
    }
    out.text = String::from_utf8(bytes).expect("ASCII took the place of ASCII");
    out.without_gone();
    out.boilerplate = wrap::boilerplate(&out.text);
    out
}

impl Normalised {
    /// The cleaned text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The bytes of the original that a span of the cleaned text stands for.
    ///
    /// Never leaves the original and never cuts one of its characters. A span that leaves the cleaned text is cut to it.
    #[must_use]
    pub fn original(&self, span: Span) -> Span {
        let whole = Span::new(0, self.original_length.max(1)).expect("not empty");
        let last = self.text.len();
        if span.start() >= last {
            return whole;
        }
        let start = self
            .run_at(span.start())
            .map_or(0, |run| if run.copied { run.original + (span.start() - run.start) } else { run.original });
        let final_byte = span.end().min(last) - 1;
        let end = self.run_at(final_byte).map_or(self.original_length, |run| {
            if run.copied { run.original + (final_byte - run.start) + 1 } else { run.original + run.original_length }
        });
        Span::new(start, end).unwrap_or(whole)
    }

    /// Lines that belong to the page and not to the text ("Also read: …", "Subscribe"), in order.
    #[must_use]
    pub fn boilerplate(&self) -> &[Span] {
        &self.boilerplate
    }

    fn run_at(&self, byte: usize) -> Option<&Run> {
        let after = self.runs.partition_point(|run| run.start <= byte);
        self.runs[..after].last()
    }

    fn copy(&mut self, from: std::ops::Range<usize>, c: char) {
        let start = self.text.len();
        self.text.push(c);
        match self.runs.last_mut() {
            Some(run) if run.copied && run.original + run.length == from.start => {
                run.length += from.len();
                run.original_length += from.len();
            }
            _ => self.runs.push(Run {
                start,
                length: from.len(),
                original: from.start,
                original_length: from.len(),
                copied: true,
            }),
        }
    }

    fn replace(&mut self, from: std::ops::Range<usize>, with: &str) {
        let start = self.text.len();
        self.text.push_str(with);
        self.runs.push(Run {
            start,
            length: with.len(),
            original: from.start,
            original_length: from.len(),
            copied: false,
        });
    }

    /// Takes out the bytes that were marked as gone.
    fn without_gone(&mut self) {
        let gone = char::from(wrap::GONE);
        if !self.text.contains(gone) {
            return;
        }
        let (text, runs) = (std::mem::take(&mut self.text), std::mem::take(&mut self.runs));
        for run in runs {
            let piece = &text[run.start..run.start + run.length];
            if run.copied {
                for (at, c) in piece.char_indices().filter(|(_, c)| *c != gone) {
                    let from = run.original + at;
                    self.copy(from..from + c.len_utf8(), c);
                }
            } else if !piece.starts_with(gone) {
                self.replace(run.original..run.original + run.original_length, piece);
            }
        }
    }
}

struct Chars<'t> {
    text: &'t str,
    at: usize,
}

impl Chars<'_> {
    fn next(&mut self) -> Option<(usize, char)> {
        let c = self.peek()?;
        let at = self.at;
        self.at += c.len_utf8();
        Some((at, c))
    }

    fn peek(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// The composed letter for `c` and the combining marks after it, and where they end; takes the marks.
    fn composed(&mut self, c: char) -> Option<(char, usize)> {
        let mut letter = c;
        let before = self.at;
        while let Some(mark) = self.peek().filter(|&mark| is_combining_mark(mark)) {
            match compose(letter, mark) {
                Some(whole) => letter = whole,
                None => break,
            }
            self.at += mark.len_utf8();
        }
        (self.at > before).then_some((letter, self.at))
    }
}

enum Clean {
    Keep,
    Drop,
    Return,
    Letter(char),
    Replace(&'static str),
}

fn clean(c: char) -> Clean {
    match c {
        '\n' | ' '..='~' => Clean::Keep,
        '\r' => Clean::Return,
        '\t' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => {
            Clean::Letter(' ')
        }
        '\u{85}' | '\u{0b}' | '\u{0c}' | '\u{2028}' | '\u{2029}' => Clean::Letter('\n'),
        // Soft hyphen, zero widths, marks of direction, byte-order mark, other controls.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => {
            Clean::Drop
        }
        c if c.is_control() => Clean::Drop,
        '‘' | '’' | '‛' | 'ʼ' | '´' | '＇' => Clean::Letter('\''),
        '\u{2010}' | '\u{2011}' | '\u{2212}' | '－' => Clean::Letter('-'),
        'ﬀ' => Clean::Replace("ff"),
        'ﬁ' => Clean::Replace("fi"),
        'ﬂ' => Clean::Replace("fl"),
        'ﬃ' => Clean::Replace("ffi"),
        'ﬄ' => Clean::Replace("ffl"),
        // The full-width forms of ASCII.
        '\u{ff01}'..='\u{ff5e}' => {
            Clean::Letter(char::from_u32(u32::from(c) - 0xfee0).expect("full-width forms lie that far after ASCII"))
        }
        _ => Clean::Keep,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cleans() {
        let check = |from: &str, to: &str| assert_eq!(normalise(from).as_str(), to, "{from:?}");
        check("Rome\u{a0}and\u{2009}Oslo", "Rome and Oslo");
        check("Ja\u{ad}pan\u{200b}'s\u{feff} yen", "Japan's yen");
        check("China’s “ban”", "China's “ban”");
        check("dual\u{2011}use", "dual-use");
        check("Erdog\u{306}an", "Erdoğan");
        check("ﬁrm ﬂows", "firm flows");
        check("Ｇ７", "G7");
        check("one\r\n\r\ntwo.\rThree", "one\n\ntwo.\nThree");
    }

    #[test]
    fn leads_back_to_the_original() {
        let check = |text: &str, word: &str, quote: &str| {
            let normalised = normalise(text);
            let at = normalised.as_str().find(word).unwrap();
            let span = normalised.original(Span::new(at, at + word.len()).unwrap());
            assert_eq!(span.of(text), Some(quote));
        };
        check("The Ja\u{ad}pan\u{200b}ese envoy", "Japanese", "Ja\u{ad}pan\u{200b}ese");
        check("\u{feff}China’s ban", "China's ban", "China’s ban");
        check("Mr Erdog\u{306}an spoke", "Erdoğan", "Erdog\u{306}an");
        check("the ﬁrm", "firm", "ﬁrm");
        check(
            "the two sides agreed on closer coop-\neration in space and on more\nexercises",
            "cooperation",
            "coop-\neration",
        );
    }

    proptest! {
        #[test]
        fn every_span_leads_back_on_character_borders(text in "(?s).{0,80}|([a-zé’\u{ad}\u{301}ﬁ -]|\r\n|\n){0,120}") {
            let normalised = normalise(&text);
            let clean = normalised.as_str();
            let borders: Vec<usize> = clean.char_indices().map(|(at, _)| at).chain([clean.len()]).collect();
            let mut before = 0;
            for pair in borders.windows(2) {
                let span = normalised.original(Span::new(pair[0], pair[1]).unwrap());
                let quote = span.of(&text);
                prop_assert!(quote.is_some(), "{span:?} of {text:?}");
                prop_assert!(span.start() >= before, "not monotone at {span:?} of {text:?}");
                before = span.start();
                let c = &clean[pair[0]..pair[1]];
                if c.chars().all(|c| c.is_ascii_alphanumeric()) && quote.is_some_and(|q| q.is_ascii()) {
                    prop_assert_eq!(quote, Some(c));
                }
            }
        }
    }
}
