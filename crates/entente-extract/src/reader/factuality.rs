//! Whether the words of a clause prove how real its fact is, whatever a model makes of them.
//!
//! "Peru has not signed the pact" → negated; "the port may buy cranes" → possible; "both are to share the radar" →
//! planned. Only plain clauses are judged: one verb, near the beginning, with no second clause beside it. Not for facts
//! about who holds a post or takes a stance: "he denied that …" is a denial that did happen. Each rule agrees with the
//! annotators in at least 93 of 100 cases of the training texts; what falls short of that is left to the model.

use std::ops::Range;

use entente_core::{FactKind, Factuality};

/// A factuality that the words leave no doubt of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proof {
    /// Whether it is so.
    pub factuality: Factuality,
    /// The rule that says so.
    pub rule: &'static str,
}

/// What the words of a sentence prove of the fact of a kind that the clause at these bytes states.
#[must_use]
pub fn proven(kind: FactKind, sentence: &str, clause: Range<usize>) -> Option<Proof> {
    if matches!(kind, FactKind::Office | FactKind::Statement) {
        return None;
    }
    let own = sentence.get(clause.clone())?;
    let before = words(sentence.get(..clause.start)?);
    let words = words(own);
    let proof = |factuality, rule| Some(Proof { factuality, rule });
    if is_called_false(&before, &words) {
        return proof(Factuality::Negated, "it is called false");
    }
    let one_clause = !own.contains([',', ';', ':']) && !words.iter().any(|word| matches!(&**word, "and" | "but"));
    let plain = one_clause && !words.iter().any(|word| matches!(&**word, "which" | "that" | "who" | "so" | "if"));
    (0..words.len().min(SUBJECT + 1)).find_map(|at| {
        let word = |by: usize| words.get(at + by).map_or("", |word| &**word);
        match (word(0), word(1), word(2)) {
            ("denied" | "denies", "that" | "having", _) | ("denied" | "denies", "any", "plan" | "plans") => {
                proof(Factuality::Negated, "it is denied")
            }
            ("has" | "have" | "had", "not", verb) if one_clause && !verb.is_empty() && !STANDS.contains(&verb) => {
                proof(Factuality::Negated, "it has not happened")
            }
            ("has" | "have" | "had" | "is" | "are", "no", "plan" | "plans" | "intention")
                if matches!(word(3), "to" | "of" | "for") && !ENDS.contains(&word(4)) =>
            {
                proof(Factuality::Negated, "nobody plans it")
            }
            ("may" | "might", verb, next) if plain && is_open(&words[..at], verb, next) => {
                proof(Factuality::Possible, "it may be")
            }
            ("could", verb, next) if plain && is_open(&words[..at], verb, next) => {
                proof(Factuality::Possible, "it could be")
            }
            ("is" | "are" | "was" | "were", "considering" | "mulling" | "weighing" | "exploring" | "pondering", _)
                if one_clause =>
            {
                proof(Factuality::Possible, "it is considered")
            }
            ("is" | "are", "to", verb) if plain && !verb.is_empty() && !UNSETTLED.contains(&verb) => {
                let goal = at > 0 && GOALS.contains(&&*words[at - 1]);
                if goal { None } else { proof(Factuality::Planned, "it is to be") }
            }
            _ => None,
        }
    })
}

/// How many words may stand before the verb.
const SUBJECT: usize = 5;

/// "has not lifted", "has not ruled out": what stood still stands, what was open still is.
const STANDS: &[&str] = &[
    "only",
    "lifted",
    "changed",
    "been",
    "ruled",
    "excluded",
    "eased",
    "recovered",
    "said",
    "yet",
    "ended",
    "dropped",
    "abandoned",
    "stopped",
    "given",
    "withdrawn",
];

/// "no plans to revise it": it stays as it is.
const ENDS: &[&str] = &[
    "revise", "change", "lift", "end", "drop", "alter", "abandon", "leave", "ease", "stop", "cut", "quit", "withdraw",
];

/// "is to decide", "is to give up": not an undertaking to do what the fact tells.
const UNSETTLED: &[&str] = &["decide", "give", "blame", "end", "stop", "see", "seek", "consider", "court", "leave"];

/// "its aim is to …": a purpose and no appointment.
const GOALS: &[&str] = &["aim", "goal", "purpose", "answer", "idea", "task", "point", "hope", "plan", "challenge"];

/// Whether "may" and "could" leave open whether it comes about: not "no ship may", "may charge up to", "could go on".
fn is_open(subject: &[String], verb: &str, next: &str) -> bool {
    let barred = subject.iter().any(|word| matches!(&**word, "no" | "only" | "nobody" | "none"));
    !barred
        && !matches!(verb, "" | "have" | "not" | "only" | "continue")
        && (verb, next) != ("go", "on")
        && next != "up"
}

/// "it is false that …", "reports that … are untrue".
fn is_called_false(before: &[String], own: &[String]) -> bool {
    let called = |words: &[String]| match words {
        [.., be, not, truth] if not == "not" => is_be(be) && truth == "true",
        [.., be, word] => is_be(be) && FALSE.contains(&&**word),
        _ => false,
    };
    if let [rest @ .., that] = before
        && that == "that"
        && called(rest)
    {
        return true;
    }
    let reported = |words: &[String]| words.windows(2).any(|pair| REPORTS.contains(&&*pair[0]) && pair[1] == "that");
    (reported(own) || matches!(before, [.., report, that] if REPORTS.contains(&&**report) && that == "that"))
        && called(own)
}

fn is_be(word: &str) -> bool {
    matches!(word, "is" | "are" | "was" | "were")
}

const FALSE: &[&str] = &["false", "untrue", "unfounded", "baseless", "invented", "fabricated"];

const REPORTS: &[&str] = &[
    "report",
    "reports",
    "claim",
    "claims",
    "rumour",
    "rumours",
    "rumor",
    "rumors",
    "story",
    "stories",
    "allegations",
];

/// The words in lower case, without their marks; the month of May keeps its capital.
fn words(text: &str) -> Vec<String> {
    let bare = |word: &str| match word.trim_matches(|c: char| !c.is_alphanumeric()) {
        "May" => "May".to_owned(),
        word => word.to_lowercase(),
    };
    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The clause stands between brackets.
    fn check(text: &str, wanted: Option<Factuality>) {
        let (open, close) = (text.find('[').unwrap(), text.find(']').unwrap());
        let sentence = text.replace(['[', ']'], "");
        let proven = |kind| proven(kind, &sentence, open..close - 1).map(|proof| proof.factuality);
        assert_eq!(proven(FactKind::Agreement), wanted, "{text}");
        assert_eq!([FactKind::Office, FactKind::Statement].map(proven), [None, None], "{text}");
    }

    #[test]
    fn what_is_said_not_to_be_so() {
        let negated = Some(Factuality::Negated);
        check("[Peru has not signed the pact], an envoy said.", negated);
        check("[The port denied having bought the cranes].", negated);
        check("[Oslo denies that it will leave the club].", negated);
        check("[Accra has no plans to join the bank].", negated);
        check("It is false that [Peru buys tin from Ghana].", negated);
        check("[Reports that Peru had sold its ships were untrue].", negated);
    }

    #[test]
    fn what_is_open() {
        let possible = Some(Factuality::Possible);
        check("[The port may buy cranes from Ghana].", possible);
        check("[Peru could join the bank next year].", possible);
        check("[Accra is considering a levy on salt].", possible);
    }

    #[test]
    fn what_is_to_come() {
        check("[Both are to share the radar].", Some(Factuality::Planned));
    }

    #[test]
    fn what_proves_nothing() {
        check("[Peru signed the pact].", None);
        check("[Peru has not lifted the ban on salt].", None);
        check("[Accra has no plans to leave the bank].", None);
        check("[Peru bought ships, and Ghana has not].", None);
        check("[No ship may enter the port].", None);
        check("[In May Peru dropped the levy].", None);
        check("[Its aim is to sell ships].", None);
        check("[Ghana sells the salt that Peru may buy].", None);
        check("[The board is to decide on the mine].", None);
    }
}
