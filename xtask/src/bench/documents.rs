//! The documents that are measured with: files of JSON lines, or the samples.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use entente_core::{Document, DocumentId, interchange};
use flate2::read::MultiGzDecoder;

/// The documents of files of JSON lines, which may be compressed with gzip (`.gz`).
pub(super) fn of_files(paths: &[PathBuf]) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    for path in paths {
        let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
        let packed = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("gz"));
        let content: Box<dyn Read> = if packed { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        documents.extend(of_lines(content, &path.display().to_string())?);
    }
    if documents.is_empty() {
        bail!("there is no document in the files: give JSON lines with `id` and `text`");
    }
    Ok(documents)
}

/// The samples of the project but its web pages: finding the main text of those is no part of what is measured.
pub(super) fn samples(root: &Path) -> anyhow::Result<Vec<Document>> {
    let folder = root.join("samples");
    let listing = fs::read_dir(&folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = listing.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.sort();
    let mut documents = Vec::new();
    for path in paths.iter().filter(|path| !path.ends_with("README.md")) {
        let place = path.display().to_string();
        match path.extension().and_then(|ending| ending.to_str()) {
            Some("jsonl") => documents.extend(of_files(std::slice::from_ref(path))?),
            Some("txt" | "md") => {
                let text = fs::read_to_string(path).with_context(|| place.clone())?;
                let id = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
                documents.push(of_text(&id, &text).with_context(|| place)?);
            }
            _ => {}
        }
    }
    if documents.is_empty() {
        bail!("there is no sample in {}", folder.display());
    }
    Ok(documents)
}

fn of_lines(content: impl Read, place: &str) -> anyhow::Result<Vec<Document>> {
    let mut documents = Vec::new();
    for (number, line) in (1..).zip(BufReader::new(content).lines()) {
        let at = || format!("{place}:{number}");
        let line = line.with_context(at)?;
        if line.trim().is_empty() {
            continue;
        }
        let value = serde_json::from_str(&line).with_context(at)?;
        documents.push(interchange::document_from_json(value).with_context(at)?);
    }
    Ok(documents)
}

/// A text with front matter between two lines `---`, as samples have it.
fn of_text(id: &str, text: &str) -> anyhow::Result<Document> {
    let (front, body) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap_or(("", text));
    let field = |name: &str| {
        let line = front.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))?;
        Some(line.trim_matches('"').to_owned())
    };
    let mut document = Document::new(DocumentId::new(id)?, body.to_owned())?;
    document.title = field("title");
    document.published = field("published").map(|date| date.parse()).transpose().context("`published`")?;
    document.source = field("source");
    document.language = field("language");
    Ok(document)
}

/// Documents without end: the given ones over and over, each with an id of its own.
pub(super) struct Copies<'a> {
    documents: &'a [Document],
    given: usize,
}

impl<'a> Copies<'a> {
    /// Copies of at least one document.
    pub(super) fn of(documents: &'a [Document]) -> Self {
        Self { documents, given: 0 }
    }

    /// The next copy, and the number of the document that it is a copy of.
    pub(super) fn next(&mut self) -> (Document, usize) {
        let number = self.given % self.documents.len();
        let mut document = self.documents[number].clone();
        document.id = DocumentId::new(&format!("copy-{}", self.given)).expect("it is short and plain");
        self.given += 1;
        (document, number)
    }
}

/// At most `most` of the documents, spread evenly over all of them.
pub(super) fn thinned(documents: &[Document], most: usize) -> Vec<Document> {
    let step = documents.len().div_ceil(most.max(1)).max(1);
    documents.iter().step_by(step).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{Compression, write::GzEncoder};

    use super::*;

    const LINES: &str = "{\"id\":\"a\",\"text\":\"Oslo sells ore.\"}\n\n{\"id\":\"b\",\"text\":\"Rome buys it.\"}\n";

    fn ids(documents: &[Document]) -> Vec<&str> {
        documents.iter().map(|document| document.id.as_str()).collect()
    }

    #[test]
    fn lines_plain_and_packed() {
        let folder = tempfile::tempdir().unwrap();
        let (plain, packed) = (folder.path().join("a.jsonl"), folder.path().join("a.jsonl.gz"));
        fs::write(&plain, LINES).unwrap();
        let mut encoder = GzEncoder::new(File::create(&packed).unwrap(), Compression::fast());
        encoder.write_all(LINES.as_bytes()).unwrap();
        encoder.finish().unwrap();
        assert_eq!(ids(&of_files(&[plain, packed]).unwrap()), ["a", "b", "a", "b"]);
    }

    #[test]
    fn a_line_that_is_no_document_is_named() {
        let refused = |lines: &str, expected: &str| {
            let error = of_lines(lines.as_bytes(), "a.jsonl").unwrap_err();
            assert!(format!("{error:#}").starts_with(expected), "{error:#}");
        };
        refused("\nno JSON", "a.jsonl:2: ");
        refused("{\"id\":\"a\"}", "a.jsonl:1: `text`");
    }

    #[test]
    fn front_matter_is_no_text() {
        let document =
            of_text("a", "---\ntitle: \"Ore: more\"\npublished: 2025-03-01\n---\nOslo sells ore.\n").unwrap();
        assert_eq!(document.title.as_deref(), Some("Ore: more"));
        assert_eq!(document.published.map(|date| date.to_string()).as_deref(), Some("2025-03-01"));
        assert_eq!(document.text(), "Oslo sells ore.\n");
        assert_eq!(of_text("a", "Oslo sells ore.").unwrap().title, None);
    }

    #[test]
    fn copies_have_ids_of_their_own() {
        let documents = of_lines(LINES.as_bytes(), "a.jsonl").unwrap();
        let mut copies = Copies::of(&documents);
        let given: Vec<_> = (0..3).map(|_| copies.next()).collect();
        let ids: Vec<_> = given.iter().map(|(document, of)| (document.id.as_str(), *of)).collect();
        assert_eq!(ids, [("copy-0", 0), ("copy-1", 1), ("copy-2", 0)]);
        assert_eq!(given[2].0.text(), documents[0].text());
    }

    #[test]
    fn fewer_from_everywhere() {
        let lines: String = (0..10).map(|n| format!("{{\"id\":\"d{n}\",\"text\":\"Oslo\"}}\n")).collect();
        let documents = of_lines(lines.as_bytes(), "a.jsonl").unwrap();
        assert_eq!(ids(&thinned(&documents, 3)), ["d0", "d4", "d8"]);
        assert_eq!(thinned(&documents, 10).len(), 10);
        assert_eq!(thinned(&documents, 99).len(), 10);
    }
}
