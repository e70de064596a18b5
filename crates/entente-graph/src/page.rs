//! Pages of long answers.

use std::fmt;
use std::str::FromStr;

use crate::error::QueryError;

/// Which part of a long answer is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Only what comes after this place; none: from the beginning.
    pub after: Option<Cursor>,
    /// How many at most; 0 counts as 1.
    pub limit: usize,
}

impl Page {
    /// The first `limit`.
    #[must_use]
    pub fn first(limit: usize) -> Self {
        Self { after: None, limit }
    }

    /// The `limit` after a place.
    #[must_use]
    pub fn after(cursor: Cursor, limit: usize) -> Self {
        Self { after: Some(cursor), limit }
    }

    /// The first row that may be in the answer.
    pub(crate) fn first_row(&self) -> Result<u32, QueryError> {
        match self.after {
            None => Ok(0),
            Some(Cursor(Key::Row(row))) => Ok(row.saturating_add(1)),
            Some(Cursor(Key::Id(_))) => Err(QueryError::ForeignCursor),
        }
    }

    /// The id after which the answer begins; the empty one comes before all.
    pub(crate) fn after_id(&self) -> Result<&str, QueryError> {
        match &self.after {
            None => Ok(""),
            Some(Cursor(Key::Id(id))) => Ok(id),
            Some(Cursor(Key::Row(_))) => Err(QueryError::ForeignCursor),
        }
    }
}

/// A place in a long answer: after the last thing of a page. It holds as long as the question, with its position, is
/// the same. As text it reads back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Cursor(Key);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    /// In answers that follow the log.
    Row(u32),
    /// In answers that are sorted by id.
    Id(String),
}

impl Cursor {
    pub(crate) fn row(row: u32) -> Self {
        Self(Key::Row(row))
    }

    pub(crate) fn id(id: &str) -> Self {
        Self(Key::Id(id.to_owned()))
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Key::Row(row) => write!(f, "#{row}"),
            Key::Id(id) => write!(f, "={id}"),
        }
    }
}

/// A text is no cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no cursor: give one that an answer came with, or none")]
pub struct CursorError;

impl FromStr for Cursor {
    type Err = CursorError;

    fn from_str(text: &str) -> Result<Self, CursorError> {
        match text.split_at_checked(1) {
            Some(("#", row)) => row.parse().map(Self::row).map_err(|_| CursorError),
            Some(("=", id)) if !id.is_empty() => Ok(Self::id(id)),
            _ => Err(CursorError),
        }
    }
}

/// A page of a long answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Where the next one begins; none: this is the last.
    pub next: Option<Cursor>,
}

impl<T> Listing<T> {
    /// The first `limit` of `found`, and a cursor after the last of them where there are more.
    pub(crate) fn take<K>(
        page: &Page,
        found: impl Iterator<Item = K>,
        cursor: impl Fn(&K) -> Cursor,
        show: impl Fn(K) -> T,
    ) -> Self {
        let limit = page.limit.max(1);
        let mut found = found.peekable();
        let mut items = Vec::new();
        let mut next = None;
        while let Some(key) = found.next() {
            let last = items.len() + 1 == limit;
            if last && found.peek().is_some() {
                next = Some(cursor(&key));
            }
            items.push(show(key));
            if last {
                break;
            }
        }
        Self { items, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_read_back() {
        for cursor in [Cursor::row(0), Cursor::row(u32::MAX), Cursor::id("JPN"), Cursor::id("=1 #2")] {
            assert_eq!(cursor.to_string().parse(), Ok(cursor));
        }
        for bad in ["", "#", "#-1", "#4294967296", "=", "JPN", "日本"] {
            assert_eq!(bad.parse::<Cursor>(), Err(CursorError), "{bad}");
        }
    }
}
