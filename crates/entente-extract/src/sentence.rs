//! Sentences, headlines and items of lists.
//!
//! Reads [`Normalised`], writes spans with the number of their paragraph. A full stop ends a sentence unless it belongs to
//! an abbreviation, an initial or a number. A sentence is never longer than [`LONGEST`] bytes, whatever the text.

use entente_core::Span;

use crate::normalise::Normalised;
use crate::wrap;

/// The longest sentence in bytes; a longer one is cut at a blank.
pub const LONGEST: usize = 2_000;

/// What a sentence is in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentenceForm {
    /// A sentence of running text.
    Plain,
    /// A line of its own without a full stop: a headline, a dateline.
    Heading,
    /// An item of a list, or a sentence of one.
    Item,
}

/// A sentence as it was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands, without blanks and the marker of a list's item.
    pub span: Span,
    /// The number of its paragraph, from 0.
    pub paragraph: usize,
    /// What it is.
    pub form: SentenceForm,
}

/// The sentences of a text; lines of boilerplate have none.
#[must_use]
pub fn sentences(text: &Normalised) -> Vec<Piece> {
    let whole = text.as_str();
    let mut out = Vec::new();
    let mut boilerplate = text.boilerplate().iter().peekable();
    let (mut at, mut paragraph) = (0, 0);
    for line in whole.split_inclusive('\n') {
        let start = at;
        at += line.len();
        while boilerplate.next_if(|span| span.end() <= start).is_some() {}
        if line.trim().is_empty() || boilerplate.peek().is_some_and(|span| span.start() == start) {
            continue;
        }
        let body = line.trim_end();
        let marker = wrap::item_marker(body);
        let skipped = marker + dateline(&body[marker..]);
        let cuts = cuts(&body[skipped..]);
        let form = if marker > 0 {
            SentenceForm::Item
        } else if cuts.len() == 1 && !body.ends_with(['.', '!', '?', '"', '”', ';', ':']) && body.len() < 200 {
            SentenceForm::Heading
        } else {
            SentenceForm::Plain
        };
        for range in cuts {
            let (from, to) = (start + skipped + range.start, start + skipped + range.end);
            out.extend(Span::new(from, to).map(|span| Piece { span, paragraph, form }));
        }
        paragraph += 1;
    }
    out
}

/// The length of the place and date that open a report ("WASHINGTON (Agency) - ", "Oslo, 3 March 2025 – "), 0 where
/// there are none: where a report was written says nothing about who acts in it.
fn dateline(line: &str) -> usize {
    const REACH: usize = 80;
    let dash = |dash: &&str| line.find(*dash).filter(|&at| at < REACH).map(|at| (at, at + dash.len()));
    let Some((end, next)) = [" - ", " – ", " — "].iter().filter_map(dash).min() else { return 0 };
    let head = &line[..end];
    let place = head.split([',', '(']).next().unwrap_or_default().trim();
    let shouted = place.chars().filter(|c| c.is_alphabetic()).count() > 2 && !place.chars().any(char::is_lowercase);
    let dated = place.len() < head.len() && head.bytes().any(|b| b.is_ascii_digit());
    let plain = |word: &str| {
        let word = word.trim_matches(['(', ')', ',', '.']);
        word.chars().next().is_none_or(|c| c.is_uppercase() || c.is_ascii_digit())
    };
    let is_dateline = (shouted || dated)
        && place.chars().next().is_some_and(char::is_uppercase)
        && place.split(' ').count() <= 4
        && head.split(' ').all(plain);
    if is_dateline { next } else { 0 }
}

/// The sentences of one line, without blanks at their ends, each at most [`LONGEST`] bytes.
fn cuts(line: &str) -> Vec<std::ops::Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let ends = match c {
            '.' | '!' | '?' | '…' => ends_sentence(line, at, c),
            '。' | '•' | '●' | '▪' => Some(at + c.len_utf8()),
            _ => None,
        };
        let after = at + c.len_utf8();
        if let Some(end) = ends {
            push(line, start..if matches!(c, '•' | '●' | '▪') { at } else { end }, &mut out);
            start = end;
            while chars.next_if(|(next, _)| *next < end).is_some() {}
        } else if after - start >= LONGEST {
            let room = &line[start..after];
            let end = room.rfind(' ').map_or(after, |blank| start + blank.max(1));
            push(line, start..end, &mut out);
            start = end;
        }
    }
    push(line, start..line.len(), &mut out);
    out
}

fn push(line: &str, range: std::ops::Range<usize>, out: &mut Vec<std::ops::Range<usize>>) {
    let text = &line[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    let end = range.start + text.trim_end().len();
    if start < end {
        out.push(start..end);
    }
}

/// Where the sentence ends that the mark at `at` closes; `None` where it closes none.
fn ends_sentence(line: &str, at: usize, mark: char) -> Option<usize> {
    let mut end = at + mark.len_utf8();
    for c in line[end..].chars() {
        // Further marks, closing quotes and brackets belong to the sentence; so does a footnote's "[3]".
        match c {
            '.' | '!' | '?' | '"' | '”' | '\'' | ')' | ']' | '»' => end += c.len_utf8(),
            _ => break,
        }
    }
    let rest = &line[end..];
    let next = rest.trim_start().chars().next()?;
    if !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let opens = next.is_uppercase()
        || next.is_numeric()
        || matches!(next, '"' | '“' | '\'' | '(' | '[' | '«' | '-' | '–' | '—' | '$' | '€' | '£');
    if !(opens || next.is_alphabetic() && !next.is_lowercase()) {
        return None;
    }
    let quoted = end > at + 1;
    if mark == '.' && !quoted && is_abbreviation(&line[..at], rest.trim_start()) {
        return None;
    }
    Some(end)
}

/// Titles and words that a name or number follows: a full stop after them ends no sentence.
const BEFORE_NAMES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "lt", "col", "maj", "capt", "cmdr", "adm", "sgt", "brig", "sen", "rep",
    "gov", "pres", "hon", "rev", "st", "sr", "messrs", "amb", "fig", "art", "arts", "sec", "vol", "pp", "vs", "v",
    "cf", "nos", "op", "ca", "approx", "incl", "viz", "eg", "ie", "e.g", "i.e", "al", "mt", "ft", "dept", "univ",
];
/// Abbreviations that may end a sentence: they do where the next word opens one.
const ANYWHERE: &[&str] = &[
    "inc", "corp", "co", "ltd", "bros", "etc", "jr", "p.m", "a.m", "u.s", "u.k", "u.n", "e.u", "d.c", "u.s.a", "u.a.e",
    "r.o.k", "p.r", "s.a", "n.v", "no", "bn", "tn", "mln", "bln", "esp", "govt", "intl", "assn", "ave", "est",
];
const MONTHS: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon", "tue", "wed", "thu",
    "fri",
];
/// Words that open a sentence: an abbreviation before one of them ended the last.
const OPENERS: &[&str] = &[
    "The",
    "A",
    "An",
    "It",
    "Its",
    "He",
    "She",
    "They",
    "We",
    "But",
    "And",
    "In",
    "On",
    "At",
    "This",
    "That",
    "These",
    "Those",
    "There",
    "However",
    "Meanwhile",
    "For",
    "As",
    "If",
    "While",
    "With",
    "Both",
    "According",
    "Under",
    "After",
    "Before",
    "His",
    "Her",
    "Their",
    "Our",
    "I",
    "You",
    "By",
    "From",
    "To",
    "Since",
    "When",
    "Although",
    "Also",
    "Last",
    "Yet",
    "So",
    "Such",
    "No",
    "Not",
    "One",
    "Two",
    "Some",
    "Other",
    "Earlier",
    "Officials",
    "Beijing",
    "Washington",
];

fn is_abbreviation(before: &str, rest: &str) -> bool {
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '/' | '—' | '–')).next();
    let word = word.unwrap_or_default();
    let folded = word.to_lowercase();
    let next = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let opener = OPENERS.contains(&next);
    let mut letters = word.chars();
    if let (Some(initial), None) = (letters.next(), letters.next()) {
        // An initial of a name ("J. Smith"), unless it is the last word of a list ("plan B. The").
        return initial.is_uppercase() && !opener;
    }
    if BEFORE_NAMES.contains(&folded.as_str()) {
        return true;
    }
    let number_follows = rest.starts_with(|c: char| c.is_ascii_digit());
    if MONTHS.contains(&folded.as_str()) {
        return number_follows || !opener;
    }
    if folded == "no" {
        return number_follows;
    }
    let initials = word.len() >= 3
        && word.split('.').all(|part| part.chars().count() == 1 && part.chars().all(char::is_alphabetic));
    (ANYWHERE.contains(&folded.as_str()) || initials) && !opener
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::normalise;

    fn check(text: &str, wanted: &[&str]) {
        let normalised = normalise(text);
        let found: Vec<&str> = sentences(&normalised).iter().map(|s| s.span.of(normalised.as_str()).unwrap()).collect();
        assert_eq!(found, wanted);
    }

    #[test]
    fn full_stops() {
        check("Rome agreed. Oslo did not.", &["Rome agreed.", "Oslo did not."]);
        check(
            "The U.S. Treasury met Mr. Ode at 5 p.m. on Jan. 3. It was No. 4.",
            &["The U.S. Treasury met Mr. Ode at 5 p.m. on Jan. 3.", "It was No. 4."],
        );
        check("It came from the U.S. The envoy left.", &["It came from the U.S.", "The envoy left."]);
        check("Duties rose to 2.5 per cent. J. B. Ode paid.", &["Duties rose to 2.5 per cent.", "J. B. Ode paid."]);
        check("Acme Corp. and Bolt Inc. merged.", &["Acme Corp. and Bolt Inc. merged."]);
    }

    #[test]
    fn where_a_report_was_written_is_no_part_of_it() {
        check("WASHINGTON (Agency) - Oslo joined.", &["Oslo joined."]);
        check("NEW DELHI, 3 March 2025 – Oslo joined. It paid.", &["Oslo joined.", "It paid."]);
        check("Brussels, 3 March 2025 — Oslo joined.", &["Oslo joined."]);
        check("Brussels - Oslo joined - paid.", &["Brussels - Oslo joined - paid."]);
        check("NATO and others - Oslo joined.", &["NATO and others - Oslo joined."]);
    }

    #[test]
    fn quotes_belong_to_their_sentence() {
        check("“We will wait.” He left. \"Why?\" she asked.", &["“We will wait.”", "He left.", "\"Why?\" she asked."]);
    }

    #[test]
    fn headings_and_items_stand_alone() {
        check(
            "Oslo and Rome sign\n\nThey agreed on:\n- grain\n- (with care) fish; and\n2. ports",
            &["Oslo and Rome sign", "They agreed on:", "grain", "(with care) fish; and", "ports"],
        );
        check("They want • grain • fish", &["They want", "grain", "fish"]);
    }

    #[test]
    fn lines_of_the_page_are_no_sentences() {
        check("Oslo agreed.\nAlso read: Why Oslo agreed\nRome did not.", &["Oslo agreed.", "Rome did not."]);
    }

    #[test]
    fn no_sentence_is_longer_than_the_limit() {
        for text in ["word ".repeat(200_000), "x".repeat(1_000_000), "é".repeat(10_000), ". ".repeat(5_000)] {
            let normalised = normalise(&text);
            assert!(sentences(&normalised).iter().all(|s| s.span.len() <= LONGEST + 4));
        }
    }
}
