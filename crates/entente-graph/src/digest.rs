//! One short value for all that is known, to compare two folds by.

use std::fmt::{self, Write};

use entente_core::Position;

use crate::error::QueryError;
use crate::fold::Graph;

/// 32 bytes of the BLAKE3 hash of all that is known at a position: equal for two folds of the same records.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest(pub [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Graph {
    /// The digest of all that is known at a position: every state of every document and every reading of every fact up
    /// to it, in the order of the log, with what was known of their ends. It compares folds of one version of the
    /// program.
    ///
    /// # Errors
    /// [`QueryError::PositionInFuture`].
    pub fn digest(&self, at: Position) -> Result<Digest, QueryError> {
        self.reach(at)?;
        let mut out = Hashed(blake3::Hasher::new());
        self.render(at, &mut out).expect("a hash takes everything");
        Ok(Digest(*out.0.finalize().as_bytes()))
    }

    fn render(&self, at: Position, out: &mut impl Write) -> fmt::Result {
        writeln!(out, "{at:?} {:?}", self.record_time_of(at))?;
        for row in &self.documents {
            for state in row.states.iter().take_while(|state| state.position <= at) {
                writeln!(out, "{:?} {:?}", row.id, state.as_known(at))?;
            }
        }
        let known = self.facts.iter().zip(0..).filter(|(fact, _)| fact.recorded <= at);
        for (fact, row) in known {
            for version in fact.versions.iter().take_while(|version| version.position <= at) {
                writeln!(out, "{:?}", self.known_fact(row, version, at))?;
            }
        }
        Ok(())
    }
}

/// Hashes what is written to it.
struct Hashed(blake3::Hasher);

impl Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}
