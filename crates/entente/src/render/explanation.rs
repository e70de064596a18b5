//! How facts came about, for people: the sentence with its spans marked, then one line a role, pair, runner-up, choice.

use entente_core::{Document, Fact, Span};
use entente_extract::Outcome;
use entente_extract::diagnostic::Code;
use entente_extract::explain::{Candidate, Choice, Filling, Referent, Telling};

use super::table;

/// The longest words that are shown for a filler, in characters.
const WORDS: usize = 60;

/// All explanations of a document, then the sentences that nearly gave a fact.
pub(crate) fn text(document: &Document, found: &Outcome) -> String {
    let date = document.published.map(|date| format!(", {date}")).unwrap_or_default();
    let title = document.title.as_deref().unwrap_or("no title");
    let mut out = format!("{}{date}: {title}\n", document.id);
    if found.facts.is_empty() {
        out.push_str("no facts\n");
    }
    for (number, (fact, explanation)) in found.facts.iter().zip(&found.explanations).enumerate() {
        out.push_str(&format!("\n{}  {}\n", number + 1, head(fact)));
        for telling in &explanation.tellings {
            out.push_str(&format!("   {}\n", marked(document.text(), telling)));
            let lines = lines(document.text(), telling);
            let width = |column: fn(&Line) -> &str| lines.iter().map(|line| column(line).chars().count()).max();
            let (names, values) = (width(|line| &line.name), width(|line| &line.value));
            let (names, values) = (names.unwrap_or_default(), values.unwrap_or_default());
            for Line { name, value, score, why } in &lines {
                let score = score.map(|score| format!("{score:.2}")).unwrap_or_default();
                let line = format!("     {name:names$}  {value:values$}  {score:4}  {why}");
                out.push_str(&format!("{}\n", line.trim_end()));
            }
        }
    }
    let near: Vec<_> = found.diagnostics.iter().filter(|it| it.code == Code::NearFact).collect();
    if !near.is_empty() {
        out.push_str("\nnearly a fact\n");
    }
    for it in near {
        out.push_str(&format!("   {}\n", it.message));
        let words = it.span.and_then(|span| span.of(document.text())).unwrap_or_default();
        out.push_str(&format!("     \"{}\"\n", table::cut(words, 2 * WORDS)));
    }
    out
}

/// `agreement, planned, 2025-04-02, confidence 0.68`.
fn head(fact: &Fact) -> String {
    let time = fact.time().map(|time| format!(", {time}")).unwrap_or_default();
    let confidence = fact.confidence().get();
    format!("{}, {}{time}, confidence {confidence:.2}", fact.kind().to_string().replace('_', " "), fact.factuality())
}

/// The sentence on one line, each span that decides something in brackets with what it gives.
fn marked(text: &str, telling: &Telling) -> String {
    let roles = telling.roles.iter().filter_map(|it| Some((it.candidate.span?, it.role.to_string())));
    let factuality = telling.factuality.span.map(|span| (span, telling.factuality.value.clone()));
    let time = telling.time.as_ref().and_then(|it| Some((it.span?, "time".to_owned())));
    let attributes = telling.attributes.iter().filter_map(|(name, it)| Some((it.span?, name.clone())));
    let mut marks: Vec<(Span, String)> = Vec::new();
    for (span, name) in roles.chain(factuality).chain(time).chain(attributes) {
        match marks.iter_mut().find(|(it, _)| it.overlaps(span)) {
            // The same words with two parts.
            Some((it, names)) if *it == span && !names.split(", ").any(|it| it == name) => {
                names.push_str(&format!(", {name}"));
            }
            Some(_) => {}
            None => marks.push((span, name)),
        }
    }
    marks.sort_by_key(|(span, _)| *span);
    let (mut out, mut next) = (String::new(), telling.sentence.start());
    for (span, name) in marks.iter().filter(|(span, _)| telling.sentence.contains(*span)) {
        let words = span.of(text).unwrap_or_default();
        out.push_str(&format!("{}[{name}: {words}]", text.get(next..span.start()).unwrap_or_default()));
        next = span.end();
    }
    out.push_str(text.get(next..telling.sentence.end()).unwrap_or_default());
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// One line of an explanation.
struct Line {
    name: String,
    value: String,
    score: Option<f64>,
    why: String,
}

fn lines(text: &str, telling: &Telling) -> Vec<Line> {
    let rule = Line {
        name: "whole".into(),
        value: telling.rule.map(|rule| format!("rule `{rule}`")).unwrap_or_default(),
        score: Some(telling.score),
        why: String::new(),
    };
    let role = |name: String, it: &Filling| Line {
        name,
        value: taken(&it.candidate),
        score: it.score,
        why: remark(&it.candidate),
    };
    let mut lines = vec![rule];
    lines.extend(telling.roles.iter().map(|it| role(it.role.to_string(), it)));
    lines.extend(telling.pairs.iter().map(|it| Line {
        name: "pair".into(),
        value: format!("{} + {}", words(&it.a), words(&it.b)),
        score: Some(it.score),
        why: String::new(),
    }));
    lines.extend(telling.runners_up.iter().map(|it| role(format!("nearly {}", it.role), it)));
    let choice = |name: &str, it: &Choice| Line {
        name: name.to_owned(),
        value: it.value.clone(),
        score: it.score,
        why: why(text, it),
    };
    lines.push(choice("factuality", &telling.factuality));
    lines.extend(telling.time.iter().map(|it| choice("time", it)));
    lines.extend(telling.attributes.iter().map(|(name, it)| choice(name, it)));
    lines
}

fn words(candidate: &Candidate) -> String {
    if candidate.words.is_empty() { ids(&candidate.meaning) } else { table::cut(&candidate.words, WORDS) }
}

/// `Oslo → NOR`; the words alone where they are the id.
fn taken(candidate: &Candidate) -> String {
    let (words, ids) = (words(candidate), ids(&candidate.meaning));
    if words == ids { words } else { format!("{words} → {ids}") }
}

fn ids(referents: &[Referent]) -> String {
    referents.iter().map(Referent::as_str).collect::<Vec<_>>().join(", ")
}

/// What the words stand for, for whom, and what else they could mean.
fn remark(candidate: &Candidate) -> String {
    let mut parts = Vec::new();
    if candidate.stands_in {
        parts.push("stands for who is named elsewhere".to_owned());
    }
    if !candidate.through.is_empty() {
        let through: Vec<_> = candidate.through.iter().map(|id| id.as_str()).collect();
        parts.push(format!("through {}", through.join(", ")));
    }
    if !candidate.otherwise.is_empty() {
        parts.push(format!("or {}", ids(&candidate.otherwise)));
    }
    parts.join("; ")
}

fn why(text: &str, choice: &Choice) -> String {
    let mut out = choice.rule.clone().unwrap_or_default();
    if let Some(words) = choice.span.and_then(|span| span.of(text)) {
        out.push_str(&format!(": \"{}\"", table::cut(words, WORDS)));
    }
    for (value, score) in &choice.others {
        out.push_str(&format!("; or {value} {score:.2}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use entente_core::DocumentId;
    use entente_extract::reader::patterns::PatternReader;
    use entente_extract::resources::Resources;
    use entente_extract::{Options, extract_with};

    use super::*;

    /// The text of the explanations, scores as `#`: rules are measured anew.
    #[track_caller]
    fn check(words: &str, expected: &str) {
        let mut document = Document::new(DocumentId::new("d1").unwrap(), words.into()).unwrap();
        document.published = Some("2025-03-10".parse().unwrap());
        let options = Options { explain: true, ..Options::default() };
        let shown = text(&document, &extract_with(&PatternReader, &document, Resources::embedded(), &options));
        let scores = |line: &str| {
            let hidden = line.split(' ').map(|word| match word.strip_prefix("0.") {
                Some(digits) if digits.len() == 2 => "#",
                _ => word,
            });
            hidden.collect::<Vec<_>>().join(" ")
        };
        let shown: Vec<_> = shown.lines().map(scores).collect();
        assert_eq!(shown.join("\n"), expected.trim_start_matches('\n').trim_end());
    }

    #[test]
    fn the_sentence_is_marked_and_every_choice_has_a_line() {
        check(
            "Oslo will sign a memorandum of understanding with Ottawa on nickel on 2 April 2025.",
            r#"
d1, 2025-03-10: no title

1  agreement, planned, 2025-04-02, confidence #
   [party: Oslo] [planned: will] sign a memorandum of understanding with [party: Ottawa] on [topic: nickel] on [time: 2 April 2025].
     whole       rule `noun`   #
     party       Oslo → NOR    #
     party       Ottawa → CAN  #
     topic       nickel        #
     factuality  planned             a word of intention before it: "will"
     time        2025-04-02          the nearest time of its clause: "2 April 2025"
     instrument  mou
     stage       signed
"#,
        );
    }

    #[test]
    fn words_that_stand_in_say_so() {
        check(
            "Chile and Peru signed a treaty on copper. The two countries agreed to cooperate on lithium.",
            r#"
d1, 2025-03-10: no title

1  agreement, actual, confidence #
   [party: Chile] and [party: Peru] signed a treaty on [topic: copper].
     whole       rule `noun`  #
     party       Chile → CHL  #
     party       Peru → PER   #
     topic       copper       #
     factuality  actual             nothing before it says otherwise
     instrument  treaty
     stage       signed

2  cooperation, planned, confidence #
   [party: The two countries] [planned: agreed] to cooperate on [topic: lithium].
     whole       rule `verb`                   #
     party       The two countries → CHL, PER  #  stands for who is named elsewhere
     topic       lithium                       #
     factuality  planned                             a word of intention before it: "agreed"
     change      start
"#,
        );
    }

    #[test]
    fn a_text_without_facts_says_so() {
        check("The cat sat on the mat.", "d1, 2025-03-10: no title\nno facts");
    }
}
