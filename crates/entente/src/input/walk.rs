//! Which files a path means, and how each is read.

use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use super::Refusal;

/// The endings that are known, for messages.
pub(super) const ENDINGS: &str = ".txt, .md, .html, .htm, .jsonl or .json";

/// How deep directories are followed: deeper is a loop of links.
const MAX_DEPTH: usize = 32;

/// How a file is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    Markdown,
    Html,
    JsonLines,
    Json,
}

impl Format {
    /// The format that the file's ending names.
    pub(super) fn of(path: &Path) -> Option<Self> {
        Some(match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "txt" => Self::Text,
            "md" => Self::Markdown,
            "html" | "htm" => Self::Html,
            "jsonl" => Self::JsonLines,
            "json" => Self::Json,
            _ => return None,
        })
    }
}

/// The files of one path, sorted. In a directory, names that begin with a dot and README files are no inputs.
pub(super) fn files(path: &Path) -> Vec<Result<(PathBuf, Format), Refusal>> {
    let mut out = Vec::new();
    if path.is_dir() {
        walk(path, 0, &mut out);
        return out;
    }
    let refusal = |reason: String| Refusal::new(path.display().to_string(), reason);
    out.push(match (path.metadata(), Format::of(path)) {
        (Err(error), _) => Err(refusal(format!("cannot be opened: {error}"))),
        (Ok(_), Some(format)) => Ok((path.to_owned(), format)),
        (Ok(_), None) => Err(refusal(format!("its ending is not known: give {ENDINGS}"))),
    });
    out
}

fn walk(directory: &Path, depth: usize, out: &mut Vec<Result<(PathBuf, Format), Refusal>>) {
    let refusal = |reason: String| Err(Refusal::new(directory.display().to_string(), reason));
    let entries = match directory.read_dir().and_then(Iterator::collect::<io::Result<Vec<_>>>) {
        Ok(entries) => entries,
        Err(error) => return out.push(refusal(format!("cannot be read: {error}"))),
    };
    let mut paths: Vec<_> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') || name.starts_with("README") {
            continue;
        }
        if path.is_dir() {
            if depth == MAX_DEPTH {
                out.push(refusal(format!("more than {MAX_DEPTH} directories deep: is there a loop of links?")));
            } else {
                walk(&path, depth + 1, out);
            }
        } else if let Some(format) = Format::of(&path) {
            out.push(Ok((path, format)));
        }
    }
}

/// Tells from the first character that is no blank how standard input is read; gives back the bytes that it took.
///
/// `{` begins JSON, one document a line; `[` a list of documents; `<` a web page; anything else is text.
pub(super) fn sniff(input: &mut BufReader<impl Read>) -> io::Result<(Vec<u8>, Format)> {
    let mut taken = Vec::new();
    loop {
        let buffer = input.fill_buf()?;
        let blank = |byte: &u8| byte.is_ascii_whitespace() || b"\xEF\xBB\xBF".contains(byte);
        match buffer.iter().find(|byte| !blank(byte)) {
            None if buffer.is_empty() => return Ok((taken, Format::Text)),
            None => {
                let length = buffer.len();
                taken.extend_from_slice(buffer);
                input.consume(length);
            }
            Some(b'{') => return Ok((taken, Format::JsonLines)),
            Some(b'[') => return Ok((taken, Format::Json)),
            Some(b'<') => return Ok((taken, Format::Html)),
            Some(_) => return Ok((taken, Format::Text)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_character_tells_the_format() {
        let check = |bytes: &[u8], format: Format| {
            assert_eq!(sniff(&mut BufReader::with_capacity(2, bytes)).unwrap().1, format);
        };
        check(b"\n  {\"id\": 1}", Format::JsonLines);
        check(b"\xEF\xBB\xBF<html>", Format::Html);
        check(b"[{}]", Format::Json);
        check(b"Rome and Oslo", Format::Text);
        check(b"   ", Format::Text);
    }
}
