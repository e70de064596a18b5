//! Bytes to text: a limit, and what is no UTF-8 replaced and counted, or refused.

use std::fmt;
use std::io::{self, Read};

use super::too_long;

/// What a front matter may add to the longest text.
const HEADROOM: usize = 64 * 1024;

/// A text, and what was replaced in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) replaced: Option<Replaced>,
}

/// Bytes that were no UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Replaced {
    /// How many stretches were replaced, each by U+FFFD.
    pub(crate) count: usize,
    /// The byte at which the first one begins.
    pub(crate) first: usize,
}

impl fmt::Display for Replaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (stretches, are) = if self.count == 1 { ("stretch", "is") } else { ("stretches", "are") };
        write!(
            f,
            "{} {stretches} of bytes that {are} no UTF-8 replaced by U+FFFD, the first at byte {}",
            self.count, self.first
        )
    }
}

/// Why there is no text.
#[derive(Debug, thiserror::Error)]
pub(super) enum BytesError {
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error("{}", too_long(*size, *limit))]
    TooLong { size: u64, limit: usize },
    #[error("byte {first} is no UTF-8: convert the file, or leave out --strict-utf8 to replace such bytes")]
    NoUtf8 { first: usize },
}

/// Reads all of `input`, but not more than a document of `limit` bytes can need.
pub(super) fn read(input: impl Read, limit: usize, strict: bool) -> Result<Decoded, BytesError> {
    let most = limit.saturating_add(HEADROOM) as u64;
    let mut bytes = Vec::new();
    let mut input = input.take(most.saturating_add(1));
    input.read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        // Only counted, so that the message tells the size without the memory.
        let rest = io::copy(&mut input.into_inner(), &mut io::sink())?;
        return Err(BytesError::TooLong { size: bytes.len() as u64 + rest, limit });
    }
    decode(bytes, strict)
}

/// Decodes UTF-8; a byte order mark at the start is dropped.
pub(super) fn decode(mut bytes: Vec<u8>, strict: bool) -> Result<Decoded, BytesError> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        bytes.drain(..3);
    }
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { text, replaced: None }),
        Err(error) => error,
    };
    let first = error.utf8_error().valid_up_to();
    if strict {
        return Err(BytesError::NoUtf8 { first });
    }
    let mut text = String::with_capacity(error.as_bytes().len());
    let mut count = 0;
    for chunk in error.as_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            count += 1;
        }
    }
    Ok(Decoded { text, replaced: Some(Replaced { count, first }) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_utf8_is_replaced_or_refused() {
        let check = |bytes: &[u8], text: &str, replaced: Option<(usize, usize)>| {
            let decoded = decode(bytes.to_vec(), false).unwrap();
            assert_eq!(decoded.text, text);
            assert_eq!(decoded.replaced, replaced.map(|(count, first)| Replaced { count, first }));
            assert_eq!(decode(bytes.to_vec(), true).is_err(), replaced.is_some());
        };
        check(b"Rome", "Rome", None);
        check(b"\xEF\xBB\xBFRome", "Rome", None);
        check(b"Caf\xE9 in \xFF\xFE", "Caf\u{FFFD} in \u{FFFD}\u{FFFD}", Some((3, 3)));
    }

    #[test]
    fn no_more_is_read_than_the_limit_allows() {
        let error = read(io::repeat(b'x').take(1_000_000), 1000, false).unwrap_err().to_string();
        assert_eq!(error, "`text`: 1000000 bytes, the limit is 1000: split it, or raise --max-document-bytes");
        assert_eq!(read(&b"Rome"[..], 1000, false).unwrap().text, "Rome");
    }
}
