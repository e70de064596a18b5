//! Text in, evidence-backed facts out: pure, deterministic, never failing on text.
//!
//! [`extract`] runs the stages in order. Each is a module that says what it reads and what it writes:
//!
//! 1. [`normalise`], [`sentence`]: the text to work on, with a way back to the original bytes; sentences.
//! 2. [`mention`] and the modules below it: who and what is named, numbers, money, dates, and words that stand for others.
//! 3. [`reader`]: which mention fills which role of which kind. The seam behind which any scorer can stand; the first one
//!    is a set of hand-written patterns.
//! 4. [`assemble`]: typed facts out of readings, with lists split and joined as the fact model says.
//! 5. Resolving (ids, office holders, relative dates, amounts) happens where the words are found, in stage 2.
//! 6. [`join`]: the document level: facts of equal content become one with all their evidence.

#![forbid(unsafe_code)]

mod lexicon;
pub mod mention;
pub mod normalise;
pub mod resources;
pub mod sentence;
mod token;
mod trie;
mod wrap;
