//! How the program ends: documented exit codes, and errors that know theirs.

use std::process::ExitCode;

/// How a command went; the exit codes are part of the command line's contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All is fine.
    Fine = 0,
    /// Some inputs were refused, or what was checked has faults; the rest was done.
    Refused = 1,
    /// The command line or the configuration is wrong; nothing was done.
    Usage = 2,
    /// It could not start: a data directory, a port, a server that does not answer.
    NotStarted = 3,
    /// The server, or the log, answered with an error.
    Answered = 4,
}

impl Exit {
    /// [`Exit::Refused`] where anything was refused.
    pub(crate) fn refused_if(refused: bool) -> Self {
        if refused { Self::Refused } else { Self::Fine }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error that ends the command, with its exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) exit: Exit,
    /// What went wrong and what to do next.
    pub(crate) error: anyhow::Error,
}

impl Failure {
    /// An error of the command line or the configuration.
    pub(crate) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self { exit: Exit::Usage, error: error.into() }
    }

    /// An error of starting.
    pub(crate) fn start(error: impl Into<anyhow::Error>) -> Self {
        Self { exit: Exit::NotStarted, error: error.into() }
    }

    /// An error that a server or the log answered with.
    pub(crate) fn answered(error: impl Into<anyhow::Error>) -> Self {
        Self { exit: Exit::Answered, error: error.into() }
    }
}

/// Errors without a sort of their own are those of reading and writing files: something was refused.
impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self { exit: Exit::Refused, error }
    }
}
