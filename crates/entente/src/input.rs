//! What the command line reads: files, directories and standard input, as documents.
//!
//! [`Inputs`] finds the files and gives their documents one by one, in a fixed order, never more than one file or line
//! in memory. What cannot be a document is a [`Refusal`] that names file, line and field; the others go on.

mod bytes;
mod front_matter;
mod html;
mod lines;
mod plain;
mod walk;

use std::collections::HashMap;
use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use entente_core::{Document, DocumentId, interchange};
use jiff::civil::Date;

use self::bytes::Replaced;
use self::lines::JsonLines;
use self::walk::Format;
use crate::exit::Failure;

/// What the id of a text from standard input is.
const STANDARD_INPUT_ID: &str = "standard-input";

/// How to read.
#[derive(Debug, Clone)]
pub(crate) struct InputOptions {
    /// Whether bytes that are no UTF-8 refuse the document, rather than being replaced and reported.
    pub strict_utf8: bool,
    /// The longest text of a document, in bytes.
    pub(crate) max_document_bytes: usize,
    /// The date of documents that name none.
    pub(crate) published: Option<Date>,
}

/// One document, and what was done to its bytes to read it.
#[derive(Debug)]
pub(crate) struct Given {
    /// The document.
    pub(crate) document: Document,
    /// Where it comes from: `FILE` or `FILE:LINE`.
    pub(crate) place: String,
    /// The bytes that were no UTF-8, where there were any.
    pub(crate) replaced: Option<Replaced>,
}

/// Why a file, a line or a part of one is no document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Where it is: `FILE` or `FILE:LINE`.
    pub(crate) place: String,
    /// What is wrong and what to do next.
    pub(crate) reason: String,
}

impl Refusal {
    fn new(place: impl Into<String>, reason: impl fmt::Display) -> Self {
        Self { place: place.into(), reason: reason.to_string() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

/// A document, or why there is none.
pub(crate) type Read1 = Result<Given, Refusal>;

/// The documents of all inputs of a command, one after the other.
pub(crate) struct Inputs {
    options: InputOptions,
    files: std::vec::IntoIter<Place>,
    open: Option<Open>,
    /// The files that gave their own name as an id, to catch two of the same name.
    named: HashMap<DocumentId, String>,
}

/// Where to read.
enum Place {
    File(PathBuf, Format),
    StandardInput,
    Embedded(String, &'static [u8], Format),
    Nowhere(Refusal),
}

/// A file that gives several documents.
enum Open {
    Lines(JsonLines),
    List(String, std::vec::IntoIter<serde_json::Value>, usize),
}

impl Inputs {
    /// Finds the files that `paths` mean: files as they are, directories with all below them whose ending is known, `-`
    /// for standard input.
    ///
    /// # Errors
    /// Where there is nothing to read at all.
    pub(crate) fn find(paths: &[PathBuf], options: InputOptions) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for path in paths {
            if path.as_os_str() == "-" {
                files.push(Place::StandardInput);
            } else {
                files.extend(walk::files(path).into_iter().map(|found| match found {
                    Ok((path, format)) => Place::File(path, format),
                    Err(refusal) => Place::Nowhere(refusal),
                }));
            }
        }
        if files.is_empty() {
            return Err(Failure::usage(anyhow::anyhow!(
                "there is nothing to read: give files that end in {}, directories with such files, or `-`",
                walk::ENDINGS
            )));
        }
        Ok(Self { options, files: files.into_iter(), open: None, named: HashMap::new() })
    }

    /// The documents of a file that is part of the program.
    pub(crate) fn embedded(name: &str, content: &'static [u8], options: InputOptions) -> Self {
        let place = match walk::Format::of(Path::new(name)) {
            Some(format) => Place::Embedded(name.to_owned(), content, format),
            None => Place::Nowhere(Refusal::new(name, "its ending is not known")),
        };
        Self { options, files: vec![place].into_iter(), open: None, named: HashMap::new() }
    }

    fn next_of_open(&mut self) -> Option<Read1> {
        match self.open.as_mut()? {
            Open::Lines(lines) => lines.next().map(|line| self.finish(line)),
            Open::List(place, values, number) => {
                let value = values.next()?;
                *number += 1;
                let place = format!("{place}:[{number}]");
                let given = interchange::document_from_json(value)
                    .map(|document| Given { document, place: place.clone(), replaced: None })
                    .map_err(|reason| Refusal::new(place, reason));
                Some(self.finish(given))
            }
        }
    }

    /// Applies the options to a document that was read.
    fn finish(&self, read: Read1) -> Read1 {
        let mut given = read?;
        let size = given.document.text().len();
        if size > self.options.max_document_bytes {
            return Err(Refusal::new(given.place, too_long(size as u64, self.options.max_document_bytes)));
        }
        if given.document.published.is_none() {
            given.document.published = self.options.published;
        }
        Ok(given)
    }

    fn read_place(&mut self, place: Place) -> Option<Read1> {
        match place {
            Place::Nowhere(refusal) => Some(Err(refusal)),
            Place::StandardInput => self.read_standard_input(),
            Place::File(path, format) => {
                let name = path.display().to_string();
                let file = match File::open(&path) {
                    Ok(file) => file,
                    Err(error) => return Some(Err(Refusal::new(name, format!("cannot be opened: {error}")))),
                };
                self.read_format(Box::new(file), name, &stem(&path), format)
            }
            Place::Embedded(name, content, format) => {
                let id = stem(Path::new(&name));
                self.read_format(Box::new(content), name, &id, format)
            }
        }
    }

    fn read_standard_input(&mut self) -> Option<Read1> {
        let mut input = BufReader::new(io::stdin());
        match walk::sniff(&mut input) {
            Ok((head, format)) => {
                let input = io::Cursor::new(head).chain(input);
                self.read_format(Box::new(input), STANDARD_INPUT_ID.to_owned(), STANDARD_INPUT_ID, format)
            }
            Err(error) => Some(Err(Refusal::new(STANDARD_INPUT_ID, format!("cannot be read: {error}")))),
        }
    }

    fn read_format(&mut self, input: Box<dyn Read + Send>, place: String, id: &str, format: Format) -> Option<Read1> {
        if format == Format::JsonLines {
            self.open = Some(Open::Lines(JsonLines::new(input, place, &self.options)));
            return self.next_of_open();
        }
        let limit = self.options.max_document_bytes;
        let text = match bytes::read(input, limit, self.options.strict_utf8) {
            Ok(text) => text,
            Err(reason) => return Some(Err(Refusal::new(place, reason))),
        };
        let read = match format {
            Format::Html => html::document_of(&text.text, id, &place),
            Format::Text | Format::Markdown => plain::document_of(&text.text, id, &place, format == Format::Markdown),
            Format::Json | Format::JsonLines => return self.read_json(&text.text, place),
        };
        let read = read.and_then(|document| self.name(document, &place));
        Some(self.finish(read.map(|document| Given { document, place, replaced: text.replaced })))
    }

    fn read_json(&mut self, text: &str, place: String) -> Option<Read1> {
        let values = match serde_json::from_str(text) {
            Ok(serde_json::Value::Array(values)) => values,
            Ok(value) => vec![value],
            Err(error) => {
                return Some(Err(Refusal::new(format!("{place}:{}", error.line()), format!("no JSON: {error}"))));
            }
        };
        self.open = Some(Open::List(place, values.into_iter(), 0));
        self.next_of_open()
    }

    /// Two files of one name would be two states of one document, which nobody means.
    fn name(&mut self, document: Document, place: &str) -> Result<Document, Refusal> {
        match self.named.insert(document.id.clone(), place.to_owned()) {
            None => Ok(document),
            Some(first) => Err(Refusal::new(
                place,
                format!(
                    "`id`: `{}` is already the name of {first}: rename one, or give an `id` in the front matter",
                    document.id
                ),
            )),
        }
    }
}

impl Iterator for Inputs {
    type Item = Read1;

    fn next(&mut self) -> Option<Read1> {
        loop {
            if let Some(read) = self.next_of_open() {
                return Some(read);
            }
            self.open = None;
            let place = self.files.next()?;
            if let Some(read) = self.read_place(place) {
                return Some(read);
            }
        }
    }
}

/// The line for a text that is longer than allowed.
fn too_long(size: u64, limit: usize) -> String {
    format!("`text`: {size} bytes, the limit is {limit}: split it, or raise --max-document-bytes")
}

/// A day for documents without one.
///
/// # Errors
/// Where it is no date.
pub(crate) fn parse_date(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("`{text}` is no date: give YYYY-MM-DD"))
}

/// The document of `id` and `text`, the id from a file's name.
fn document(id: &str, text: String, place: &str) -> Result<Document, Refusal> {
    let id = DocumentId::new(id).map_err(|reason| Refusal::new(place, format!("`id`: {reason}")))?;
    Document::new(id, text).map_err(|reason| Refusal::new(place, reason))
}

/// A file's name without its ending: the id of its document.
fn stem(path: &Path) -> String {
    path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default()
}
