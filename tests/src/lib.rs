//! The server from outside: a server in process, and what its clients need to tell a story in a few lines.
//!
//! The tests themselves are one binary, `tests/main.rs`. They start a [`Server`] on a port of its own, over a log in
//! memory or in a directory, with a clock that they set, and an extractor that reads [notation]: texts whose
//! facts are plain to see, so that a scenario depends on no pattern of the English language.

#![forbid(unsafe_code)]

pub mod ask;
pub mod faulty;
pub mod notation;
pub mod refusal;
pub mod server;

pub use faulty::FaultyLog;
pub use notation::{Gate, Notation};
pub use refusal::refusal;
pub use server::{Server, Setup, dated, document};
