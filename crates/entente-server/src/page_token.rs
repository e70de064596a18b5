//! Page tokens: opaque to clients, and bound to the call, to the moment that was read and to the place in the answer.
//!
//! A token is base64url of: a version, the hash of the call without its page fields, the position that was read, the
//! place in the answer, and a checksum of all that.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entente_core::Position;
use entente_graph::Cursor;
use prost::Message;

/// Changes whenever the bytes of a token mean something else.
const VERSION: u8 = 1;
/// No id is so long that its token is longer.
const LONGEST: usize = 1_024;

/// The hash of a call without its page fields: a token holds for that call only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallHash([u8; 8]);

impl CallHash {
    /// The hash of a method and its request, from which the caller has taken page size and token.
    #[must_use]
    pub fn of(method: &str, request: &impl Message) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(&(method.len() as u64).to_le_bytes());
        hasher.update(method.as_bytes());
        hasher.update(&request.encode_to_vec());
        let mut out = [0; 8];
        out.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        Self(out)
    }
}

/// A place in a long answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageToken {
    /// The call.
    pub call: CallHash,
    /// The position that was read.
    pub position: Position,
    /// After what the next page begins.
    pub cursor: Cursor,
}

/// A text is no page token, or one of another call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageTokenError {
    /// It is no token, or was damaged.
    #[error("the page token is damaged: start again without one")]
    Damaged,
    /// It belongs to another call.
    #[error("the page token belongs to a call with other fields: start again without one")]
    OtherCall,
}

impl PageToken {
    /// The token as text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut bytes = vec![VERSION];
        bytes.extend(self.call.0);
        bytes.extend(self.position.0.to_be_bytes());
        bytes.extend(self.cursor.to_string().bytes());
        bytes.extend(crc32fast::hash(&bytes).to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The token of a text, if it belongs to `call`.
    ///
    /// # Errors
    /// [`PageTokenError`] where it is none, or does not.
    pub fn decode(text: &str, call: CallHash) -> Result<Self, PageTokenError> {
        let token = Self::read(text).ok_or(PageTokenError::Damaged)?;
        if token.call == call { Ok(token) } else { Err(PageTokenError::OtherCall) }
    }

    fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (content, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32fast::hash(content) != u32::from_be_bytes(*checksum) {
            return None;
        }
        let (&version, rest) = content.split_first()?;
        let (call, rest) = rest.split_first_chunk::<8>()?;
        let (position, cursor) = rest.split_first_chunk::<8>()?;
        if version != VERSION {
            return None;
        }
        let cursor = std::str::from_utf8(cursor).ok()?.parse().ok()?;
        Some(Self { call: CallHash(*call), position: Position(u64::from_be_bytes(*position)), cursor })
    }
}

#[cfg(test)]
mod tests {
    use entente_proto::v1::ListFactsRequest;
    use proptest::prelude::*;

    use super::*;

    fn call(method: &str, page_size: i32) -> CallHash {
        CallHash::of(method, &ListFactsRequest { page_size, ..ListFactsRequest::default() })
    }

    fn token(position: u64, cursor: &str) -> PageToken {
        PageToken { call: call("ListFacts", 0), position: Position(position), cursor: cursor.parse().unwrap() }
    }

    #[test]
    fn a_token_reads_back_for_its_call_only() {
        let token = token(412, "=JPN");
        let text = token.encode();
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{text}");
        assert_eq!(PageToken::decode(&text, token.call), Ok(token));
        assert_eq!(PageToken::decode(&text, call("ListRelations", 0)), Err(PageTokenError::OtherCall));
        assert_eq!(PageToken::decode(&text, call("ListFacts", 7)), Err(PageTokenError::OtherCall));
    }

    #[test]
    fn the_longest_id_makes_a_token_that_reads_back() {
        let token = token(u64::MAX, &format!("={}", "x".repeat(256)));
        assert_eq!(PageToken::decode(&token.encode(), token.call), Ok(token));
    }

    #[test]
    fn garbage_is_damaged() {
        for text in ["", "x", "AAAA", "not a token", "日本", &"A".repeat(5_000)] {
            assert_eq!(PageToken::decode(text, call("ListFacts", 0)), Err(PageTokenError::Damaged), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC*") {
            prop_assert!(PageToken::decode(&text, call("ListFacts", 0)).is_err());
        }

        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = PageToken::decode(&URL_SAFE_NO_PAD.encode(bytes), call("ListFacts", 0));
        }

        #[test]
        fn every_change_of_one_character_is_noticed(
            row in any::<u32>(),
            at in any::<prop::sample::Index>(),
            with in "[A-Za-z0-9_-]",
        ) {
            let token = token(u64::from(row), &format!("#{row}"));
            let text = token.encode();
            let at = at.index(text.len());
            let mut changed = text.clone();
            changed.replace_range(at..=at, &with);
            prop_assert_eq!(PageToken::decode(&changed, token.call).is_ok(), changed == text);
        }
    }
}
