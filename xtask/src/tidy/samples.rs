//! Samples: each is an article that Entente can read, and is told of in `samples/README.md`.

use std::collections::BTreeSet;

use entente_core::id::DocumentId;
use jiff::civil::Date;
use serde_json::Value;

use super::{File, Problem};

const KEYS: &[&str] = &["title", "published", "source", "language"];

/// Checks all files of `samples/`.
pub(super) fn check(files: &[&File]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut readme = "";
    let mut names = BTreeSet::new();
    for file in files {
        let name = file.path.trim_start_matches("samples/");
        let Some(text) = file.text() else {
            problems.push(Problem::new(&file.path, "is not UTF-8: samples are text"));
            continue;
        };
        if name == "README.md" {
            readme = text;
            continue;
        }
        names.insert(name);
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let found = match ending {
            "txt" | "md" => check_id(stem).and_then(|()| check_text(text)).map_err(|says| vec![says]),
            "html" => check_id(stem).and_then(|()| check_page(text)).map_err(|says| vec![says]),
            "jsonl" => check_lines(text),
            _ => Err(vec![format!("has the ending {ending:?}: samples are .txt, .md, .html or .jsonl")]),
        };
        problems.extend(found.err().into_iter().flatten().map(|says| Problem::new(&file.path, says)));
    }
    problems.extend(check_readme(readme, &names));
    problems
}

fn check_id(id: &str) -> Result<(), String> {
    DocumentId::new(id).map(|_| ()).map_err(|error| format!("its name is no document id: {error}"))
}

/// Front matter between two lines `---`, then text.
fn check_text(text: &str) -> Result<(), String> {
    let (front, body) = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .ok_or("has no front matter: begin with a line `---`, end the front matter with another")?;
    let mut seen = BTreeSet::new();
    for (number, line) in (2..).zip(front.lines()) {
        let (key, value) = line.split_once(": ").ok_or_else(|| format!("line {number}: is not `key: value`"))?;
        if !KEYS.contains(&key) {
            return Err(format!("line {number}: unknown key `{key}`: there are {}", KEYS.join(", ")));
        }
        if !seen.insert(key) {
            return Err(format!("line {number}: `{key}` is given twice"));
        }
        check_value(key, value.trim()).map_err(|says| format!("line {number}: {says}"))?;
    }
    if let Some(missing) = KEYS.iter().find(|key| !seen.contains(**key)) {
        return Err(format!("the front matter lacks `{missing}`"));
    }
    check_body(body)
}

fn check_value(key: &str, value: &str) -> Result<(), String> {
    let quoted = value.len() >= 2 && value.starts_with('"') && value.ends_with('"');
    if value.trim_matches('"').trim().is_empty() {
        return Err(format!("`{key}` is empty"));
    }
    if !quoted && value.contains(": ") {
        return Err(format!("`{key}` holds a colon: put it in double quotes"));
    }
    if key == "published" {
        return check_day(value);
    }
    Ok(())
}

fn check_day(value: &str) -> Result<(), String> {
    let right = value.len() == 10 && value.parse::<Date>().is_ok();
    if right { Ok(()) } else { Err(format!("`published` is {value:?}, not a day like 2026-01-16")) }
}

fn check_body(body: &str) -> Result<(), String> {
    if body.trim().is_empty() { Err("has no text".to_owned()) } else { Ok(()) }
}

/// A page with its title and day in the head and paragraphs in the body.
fn check_page(text: &str) -> Result<(), String> {
    let between = |open: &str, close: &str| text.split_once(open)?.1.split_once(close).map(|(inside, _)| inside);
    check_body(between("<title>", "</title>").unwrap_or_default()).map_err(|_| "has no <title>".to_owned())?;
    let day = between("article:published_time\" content=\"", "\"");
    let day = day.ok_or("has no <meta property=\"article:published_time\">")?;
    check_day(day.get(..10).unwrap_or(day))?;
    check_body(between("<p>", "</p>").unwrap_or_default()).map_err(|_| "has no paragraph <p>".to_owned())
}

/// One document a line, each with an id of its own.
fn check_lines(text: &str) -> Result<(), Vec<String>> {
    let mut problems = Vec::new();
    let mut ids = BTreeSet::new();
    for (number, line) in (1..).zip(text.lines()) {
        match check_line(line) {
            Ok(id) if ids.contains(&id) => problems.push(format!("line {number}: the id {id} was used before")),
            Ok(id) => _ = ids.insert(id),
            Err(says) => problems.push(format!("line {number}: {says}")),
        }
    }
    if ids.is_empty() && problems.is_empty() {
        problems.push("has no line".to_owned());
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn check_line(line: &str) -> Result<String, String> {
    let document: Value = serde_json::from_str(line).map_err(|error| format!("is not JSON: {error}"))?;
    let field = |name: &str| document[name].as_str().filter(|value| !value.trim().is_empty());
    for name in KEYS.iter().chain(&["id", "text"]) {
        field(name).ok_or_else(|| format!("lacks the text field `{name}`"))?;
    }
    check_day(field("published").unwrap_or_default())?;
    let id = field("id").unwrap_or_default();
    check_id(id)?;
    Ok(id.to_owned())
}

/// The README's table of files: rows that begin with a name in backquotes.
fn check_readme(readme: &str, names: &BTreeSet<&str>) -> Vec<Problem> {
    let row = |line: &'_ str| -> Option<String> { Some(line.strip_prefix("| `")?.split_once('`')?.0.to_owned()) };
    let told: BTreeSet<String> = readme.lines().filter_map(row).collect();
    let mut problems = Vec::new();
    for name in names.iter().filter(|name| !told.contains(**name)) {
        problems.push(Problem::new("samples/README.md", format!("its table does not tell of {name}")));
    }
    for name in told.iter().filter(|name| !names.contains(name.as_str())) {
        problems.push(Problem::new("samples/README.md", format!("its table tells of {name}, which is not there")));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "---\ntitle: \"Ties: closer\"\npublished: 2026-01-16\nsource: Entente samples\nlanguage: en\n---\n\
                        Rome and Tokyo signed.\n";

    fn check_article(name: &str, text: &str, expected: &[&str]) {
        let article = File { path: format!("samples/{name}"), bytes: text.into() };
        let readme = File { path: "samples/README.md".into(), bytes: format!("| `{name}` | news |\n").into() };
        let found: Vec<_> = check(&[&article, &readme]).into_iter().map(|problem| problem.says).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn an_article_with_front_matter() {
        check_article("a.txt", GOOD, &[]);
        check_article("a.md", GOOD, &[]);
        let without = "has no front matter: begin with a line `---`, end the front matter with another";
        check_article("a.txt", "Rome and Tokyo signed.\n", &[without]);
        check_article("a.txt", "---\ntitle: Ties\nRome and Tokyo signed.\n", &[without]);
    }

    #[test]
    fn front_matter_that_is_wrong() {
        let check_changed = |from, to, expected| check_article("a.txt", &GOOD.replace(from, to), &[expected]);
        check_changed("source: Entente samples\n", "", "the front matter lacks `source`");
        check_changed("source", "author", "line 4: unknown key `author`: there are title, published, source, language");
        check_changed("source: Entente samples", "language: en", "line 5: `language` is given twice");
        check_changed("source: Entente samples", "source", "line 4: is not `key: value`");
        check_changed("\"Ties: closer\"", "\"\"", "line 2: `title` is empty");
        check_changed("\"Ties: closer\"", "Ties: closer", "line 2: `title` holds a colon: put it in double quotes");
        check_changed("2026-01-16", "2026-02-30", "line 3: `published` is \"2026-02-30\", not a day like 2026-01-16");
        check_changed("2026-01-16", "2026-01", "line 3: `published` is \"2026-01\", not a day like 2026-01-16");
        check_changed("Rome and Tokyo signed.", " ", "has no text");
    }

    #[test]
    fn a_page() {
        let page = "<title>Ties</title><meta property=\"article:published_time\" content=\"2026-01-16T08:00:00Z\">\
                    <p>Rome and Tokyo signed.</p>";
        check_article("a.html", page, &[]);
        check_article("a.html", &page.replace("Ties", ""), &["has no <title>"]);
        let dayless = "has no <meta property=\"article:published_time\">";
        check_article("a.html", &page.replace("published", "modified"), &[dayless]);
        check_article("a.html", &page.replace("<p>", "<div>"), &["has no paragraph <p>"]);
    }

    #[test]
    fn one_document_a_line() {
        let line =
            r#"{"id": "a", "title": "Ties", "published": "2026-01-16", "source": "s", "language": "en", "text": "t"}"#;
        check_article("a.jsonl", line, &[]);
        check_article("a.jsonl", "", &["has no line"]);
        check_article("a.jsonl", &format!("{line}\n{line}"), &["line 2: the id a was used before"]);
        check_article("a.jsonl", &line.replace("\"t\"", "\" \""), &["line 1: lacks the text field `text`"]);
        check_article("a.jsonl", "{", &["line 1: is not JSON: EOF while parsing an object at line 1 column 1"]);
    }

    #[test]
    fn files_that_are_no_samples() {
        check_article("a.pdf", GOOD, &["has the ending \"pdf\": samples are .txt, .md, .html or .jsonl"]);
    }

    #[test]
    fn the_table_of_files_is_complete() {
        let file = |path: &str, text: &str| File { path: path.into(), bytes: text.into() };
        let problems = check(&[&file("samples/a.txt", GOOD), &file("samples/README.md", "| `b.txt` | news |\n")]);
        let says: Vec<_> = problems.iter().map(|problem| problem.says.as_str()).collect();
        assert_eq!(says, ["its table does not tell of a.txt", "its table tells of b.txt, which is not there"]);
    }
}
