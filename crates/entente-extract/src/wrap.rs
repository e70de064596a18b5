//! Lines: which breaks a typesetter put inside a paragraph, and which lines belong to the page and not to the text.
//!
//! A text wrapped at a width breaks a line exactly where the next word would not fit any more. So a break is inside a
//! paragraph where the line before it and the first word after it together are as long as the longest line around
//! them; a heading or an address above a text is shorter than that.

use entente_core::Span;

/// Stands for a byte that is taken out: no cleaned text holds it.
pub(crate) const GONE: u8 = 0x1a;

/// What stands in place of a line break inside a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// A blank.
    Blank,
    /// Nothing, after a hyphen that the word has anyway ("rare-⏎earth").
    Hyphen,
    /// Nothing, and the hyphen before it goes as well ("coop-⏎eration").
    Inside,
}

/// Slack of a ragged right edge, in bytes.
const SLACK: usize = 6;
/// A shorter line was not wrapped.
const SHORTEST: usize = 34;
/// Words before a hyphen that the whole word keeps.
const COMPOUNDS: &[&str] = &[
    "rare",
    "dual",
    "long",
    "short",
    "well",
    "state",
    "sino",
    "anti",
    "non",
    "pre",
    "post",
    "mid",
    "co",
    "ex",
    "self",
    "high",
    "low",
    "so",
    "third",
    "first",
    "second",
    "two",
    "three",
    "four",
    "five",
    "ten",
    "one",
    "multi",
    "semi",
    "cross",
    "trade",
    "war",
    "peace",
    "export",
    "import",
    "energy",
    "oil",
    "gas",
    "carbon",
    "nuclear",
    "air",
    "sea",
    "land",
    "indo",
    "asia",
    "euro",
    "free",
    "rules",
    "year",
    "decision",
    "policy",
    "law",
    "value",
    "supply",
    "next",
    "full",
    "large",
    "small",
    "medium",
    "battery",
    "government",
    "people",
    "zero",
    "net",
    "tit",
    "twenty",
    "thirty",
    "forty",
    "fifty",
];

/// The line breaks that are inside a paragraph: where, and what takes their place.
pub(crate) fn joints(text: &str) -> Vec<(usize, Joint)> {
    let mut out = Vec::new();
    let mut block: Vec<Span> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches('\n');
        match Span::new(at, at + body.len()).filter(|_| !body.trim().is_empty()) {
            Some(span) => block.push(span),
            None => join_block(text, &mut block, &mut out),
        }
        at += line.len();
    }
    join_block(text, &mut block, &mut out);
    out
}

fn join_block(text: &str, block: &mut Vec<Span>, out: &mut Vec<(usize, Joint)>) {
    let lines: Vec<&str> = block.iter().map(|span| span.of(text).unwrap_or_default()).collect();
    for at in 1..lines.len() {
        let (before, after) = (lines[at - 1].trim_end(), lines[at].trim_start());
        // The width that this stretch was set to: the longest of the lines around.
        let width = lines[at.saturating_sub(3)..(at + 3).min(lines.len())].iter().map(|l| l.trim_end().len()).max();
        if let Some(joint) = joint(before, after, width.unwrap_or(0)) {
            let end = block[at - 1].end();
            let hyphen_is_last = before.len() == lines[at - 1].len();
            out.push((end, if hyphen_is_last { joint } else { Joint::Blank }));
        }
    }
    block.clear();
}

fn joint(before: &str, after: &str, width: usize) -> Option<Joint> {
    let (last, first) = (before.chars().next_back()?, after.chars().next()?);
    if starts_item(after) || before.contains(['|', '\t']) || after.contains(['|', '\t']) {
        return None;
    }
    let word = after.split(char::is_whitespace).next().unwrap_or_default();
    let fills = before.len() + 1 + word.len() + SLACK >= width && before.len() >= SHORTEST;
    if last == '-' && first.is_lowercase() && !before.ends_with(" -") && !before.ends_with("--") {
        let head = before.trim_end_matches('-').rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let keeps = COMPOUNDS.contains(&head.to_lowercase().as_str()) || head.chars().any(char::is_uppercase);
        return (before.len() >= SHORTEST || fills).then_some(if keeps { Joint::Hyphen } else { Joint::Inside });
    }
    let ends = matches!(last, '.' | '!' | '?' | ':' | ';' | '"' | '”');
    // A sentence that ends with its line was wrapped too where the line is full.
    (fills || first.is_lowercase() && !ends).then_some(Joint::Blank)
}

/// Whether a line starts an item of a list.
pub(crate) fn starts_item(line: &str) -> bool {
    item_marker(line) > 0
}

/// The length of the marker of a list's item, with the blanks around it; 0 where there is none.
pub(crate) fn item_marker(line: &str) -> usize {
    let body = line.trim_start();
    let indent = line.len() - body.len();
    let blanks = |rest: &str| rest.len() - rest.trim_start().len();
    if let Some(c) =
        body.chars().next().filter(|c| matches!(c, '-' | '*' | '•' | '·' | '▪' | '●' | '–' | '—' | '+' | '#'))
    {
        let marks = body.len() - body.trim_start_matches(c).len();
        let after = &body[marks..];
        return if after.starts_with(' ') { indent + marks + blanks(after) } else { 0 };
    }
    let open = usize::from(body.starts_with('('));
    let label = body[open..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let text = &body[open..open + label];
    let is_label = (1..=3).contains(&label) && text.bytes().all(|b| b.is_ascii_digit())
        || label == 1 && text.bytes().all(|b| b.is_ascii_lowercase() || open == 1)
        || (1..=4).contains(&label) && text.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let rest = &body[open + label..];
    let closes = if open == 1 { rest.starts_with(')') } else { rest.starts_with(['.', ')']) };
    if is_label && closes && rest[1..].starts_with(' ') { indent + open + label + 1 + blanks(&rest[1..]) } else { 0 }
}

/// The lines that belong to the page: calls to subscribe or share, credits, pointers to other articles.
pub(crate) fn boilerplate(text: &str) -> Vec<Span> {
    let mut at = 0;
    let mut out = Vec::new();
    for line in text.split_inclusive('\n') {
        let body = line.trim();
        if body.len() <= LONGEST && is_boilerplate(body) {
            out.extend(Span::new(at, at + line.trim_end_matches('\n').len()));
        }
        at += line.len();
    }
    out
}

/// A longer line is text, whatever it begins with.
const LONGEST: usize = 240;
const OPENINGS: &[&str] = &[
    "also read",
    "read more",
    "read also",
    "see also:",
    "related:",
    "related articles",
    "related stories",
    "more on this",
    "subscribe",
    "sign up",
    "sign in",
    "log in",
    "newsletter",
    "advertisement",
    "sponsored",
    "share this",
    "share on",
    "follow us",
    "click here",
    "photo:",
    "photo by",
    "image:",
    "image credit",
    "picture:",
    "(photo",
    "getty images",
    "all rights reserved",
    "copyright",
    "©",
    "cookie",
    "we use cookies",
    "accept all",
    "skip to",
    "back to top",
    "comments",
    "tags:",
    "filed under",
    "reporting by",
    "editing by",
    "(reporting by",
    "additional reporting",
    "most read",
    "recommended",
    "download the app",
    "print this",
    "email this",
    "for media inquiries",
    "media contact",
    "press contact",
    "watch:",
    "listen:",
    "loading",
    "trending",
    "continue reading",
    "this article was",
    "our standards",
];

fn is_boilerplate(line: &str) -> bool {
    let start: String = line.chars().take(32).flat_map(char::to_lowercase).collect();
    OPENINGS
        .iter()
        .any(|opening| start.strip_prefix(opening).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_joined_and_others_stay() {
        let check = |from: &str, to: &str| assert_eq!(crate::normalise::normalise(from).as_str(), to);
        check(
            "The ministers of both states met in the\nharbour town and spoke of grain and of\nthe sea. They parted late.",
            "The ministers of both states met in the harbour town and spoke of grain and of the sea. They parted late.",
        );
        check(
            "Ministers meet in Lisbon\nThe ministers of both states met in the harbour town of Lisbon.",
            "Ministers meet in Lisbon\nThe ministers of both states met in the harbour town of Lisbon.",
        );
        check("They agreed on\n- more grain\n- fewer words", "They agreed on\n- more grain\n- fewer words");
        check(
            "the licence covers all exports of rare-\nearth magnets",
            "the licence covers all exports of rare-earth magnets",
        );
        check("A | 3\nB | 4", "A | 3\nB | 4");
    }

    #[test]
    fn markers_of_items() {
        let check = |line: &str, length: usize| assert_eq!(item_marker(line), length, "{line}");
        check("- grain", 2);
        check("  • grain", 6);
        check("12. Both sides", 4);
        check("(a) Both sides", 4);
        check("iv) Both sides", 4);
        check("2025. It was", 0);
        check("-5 per cent", 0);
        check("A. Smith said", 0);
    }

    #[test]
    fn lines_of_the_page() {
        assert!(is_boilerplate("ALSO READ: Five ways to cook rice"));
        assert!(is_boilerplate("Subscribe"));
        assert!(!is_boilerplate("Subscribers left the platform"));
        assert!(!is_boilerplate("Related parties signed"));
    }
}
