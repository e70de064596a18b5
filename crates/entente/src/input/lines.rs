//! One document a line, as JSON.

use std::io::{self, BufRead, BufReader, Read};

use entente_core::interchange;

use super::{Given, InputOptions, Read1, Refusal, bytes, too_long};

/// What the JSON form may add to the longest text: every byte may be escaped with six.
const ESCAPED: usize = 6;
/// Room for the other fields.
const HEADROOM: usize = 64 * 1024;

/// The documents of a stream of lines. Blank lines are passed over.
pub(super) struct JsonLines {
    input: BufReader<Box<dyn Read + Send>>,
    place: String,
    strict: bool,
    limit: usize,
    number: usize,
    done: bool,
}

impl JsonLines {
    pub(super) fn new(input: Box<dyn Read + Send>, place: String, options: &InputOptions) -> Self {
        let limit = options.max_document_bytes;
        Self { input: BufReader::new(input), place, strict: options.strict_utf8, limit, number: 0, done: false }
    }

    /// The next line that is not blank; the bytes that a line has beyond the most that a document can need are skipped.
    fn line(&mut self) -> io::Result<Option<Line>> {
        let most = self.limit.saturating_mul(ESCAPED).saturating_add(HEADROOM);
        loop {
            self.number += 1;
            let mut bytes = Vec::new();
            let read = (&mut self.input).take(most as u64).read_until(b'\n', &mut bytes)?;
            if read == 0 {
                return Ok(None);
            }
            if read == most && !bytes.ends_with(b"\n") {
                let rest = self.input.skip_until(b'\n')?;
                return Ok(Some(Line::TooLong((read + rest) as u64)));
            }
            if !bytes.trim_ascii().is_empty() {
                return Ok(Some(Line::Bytes(bytes)));
            }
        }
    }

    fn read(&self, line: Line) -> Read1 {
        let place = format!("{}:{}", self.place, self.number);
        let refusal = |reason: String| Refusal::new(place.clone(), reason);
        let bytes = match line {
            Line::Bytes(bytes) => bytes,
            Line::TooLong(size) => return Err(refusal(too_long(size, self.limit))),
        };
        let text = bytes::decode(bytes, self.strict).map_err(|e| refusal(e.to_string()))?;
        let value =
            serde_json::from_str(&text.text).map_err(|e| refusal(format!("no JSON: column {}: {e}", e.column())))?;
        let document = interchange::document_from_json(value).map_err(|e| refusal(e.to_string()))?;
        Ok(Given { document, place, replaced: text.replaced })
    }
}

enum Line {
    Bytes(Vec<u8>),
    TooLong(u64),
}

impl Iterator for JsonLines {
    type Item = Read1;

    fn next(&mut self) -> Option<Read1> {
        if self.done {
            return None;
        }
        match self.line() {
            Ok(line) => line.map(|line| self.read(line)),
            Err(error) => {
                self.done = true;
                Some(Err(Refusal::new(format!("{}:{}", self.place, self.number), format!("cannot be read: {error}"))))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &'static str, limit: usize) -> Vec<String> {
        let options = InputOptions { strict_utf8: false, max_document_bytes: limit, published: None };
        JsonLines::new(Box::new(text.as_bytes()), "d.jsonl".into(), &options)
            .map(|read| read.map_or_else(|refusal| refusal.to_string(), |given| given.document.id.to_string()))
            .collect()
    }

    #[test]
    fn a_bad_line_is_named_and_the_others_go_on() {
        let found = read(
            "{\"id\": \"a\", \"text\": \"Oslo\"}\n\nOslo\n{\"id\": \"b\"}\n{\"id\": \"c\", \"text\": \"Rome\"}",
            1000,
        );
        assert_eq!(found[0], "a");
        assert!(found[1].starts_with("d.jsonl:3: no JSON: column 1: "), "{}", found[1]);
        assert_eq!(found[2], "d.jsonl:4: `text`: missing or blank: the document has no text");
        assert_eq!(found[3..], ["c"]);
    }

    #[test]
    fn an_endless_line_is_skipped() {
        let long: &'static str = format!(
            "{{\"id\": \"a\", \"text\": \"{}\"}}\n{{\"id\": \"b\", \"text\": \"Rome\"}}\n",
            "x".repeat(200_000)
        )
        .leak();
        let found = read(long, 100);
        assert!(found[0].starts_with("d.jsonl:1: `text`: 2000"), "{}", found[0]);
        assert_eq!(found[1..], ["b"]);
    }
}
