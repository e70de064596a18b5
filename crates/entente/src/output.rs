//! The one place that prints: results to standard output, everything else to standard error.

use std::fmt;
use std::io::{self, Write};

use anyhow::Context;

/// Standard output, locked and buffered. A reader that has gone away ends the program quietly; see [`is_broken_pipe`].
pub(crate) fn results() -> io::BufWriter<io::StdoutLock<'static>> {
    io::BufWriter::new(io::stdout().lock())
}

/// Writes one result and flushes it.
///
/// # Errors
/// Where standard output cannot be written.
pub(crate) fn result(text: impl fmt::Display) -> anyhow::Result<()> {
    let mut out = results();
    writeln!(out, "{text}").and_then(|()| out.flush()).context("standard output cannot be written")
}

/// Tells something on standard error that is no result: what was refused, replaced, left out.
pub(crate) fn note(text: impl fmt::Display) {
    anstream::eprintln!("{text}");
}

/// Tells an error with its causes on one line; a cause that is in the text already is not said twice.
pub(crate) fn error(error: &anyhow::Error) {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string).filter(|cause| !cause.is_empty()) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    note(format_args!("error: {text}"));
}

/// Whether the error is only that nobody reads the output any more, as with `entente extract … | head`.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>()).any(|e| e.kind() == io::ErrorKind::BrokenPipe)
}
