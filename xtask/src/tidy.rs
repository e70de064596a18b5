//! Checks what neither the compiler nor clippy does: `cargo xtask tidy`.
//!
//! Every check is a function from what it reads to the problems it found, so that its tests show it failing.

mod manifest;
mod rooms;
mod samples;
mod size;
mod words;
mod workspace;

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, bail};

use workspace::Workspace;

/// Runs all checks on the workspace at `root`, and tells of each on `out`. The exit code is 1 where anything was found.
pub(crate) fn run(root: &Path, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let workspace = Workspace::read(root)?;
    let files = tracked(root)?;

    let mut report = Report { out, problems: 0 };
    report.tell("crate graph", workspace.packages.len(), &rooms::check(&workspace))?;
    report.tell("manifests", workspace.packages.len(), &manifest::check_all(root, &workspace)?)?;
    report.tell("words", files.len(), &files.iter().flat_map(words::check).collect::<Vec<_>>())?;
    report.tell("sizes", files.len(), &files.iter().flat_map(size::check).collect::<Vec<_>>())?;
    let articles: Vec<_> = files.iter().filter(|file| file.path.starts_with("samples/")).collect();
    report.tell("samples", articles.len(), &samples::check(&articles))?;

    if report.problems == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(report.out, "tidy: {} to put right", report.problems)?;
    Ok(ExitCode::FAILURE)
}

/// What a check found, where, and what to do about it.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    /// A package, or a file with its line.
    at: String,
    /// What is wrong and what would be right.
    says: String,
}

impl Problem {
    fn new(at: impl Into<String>, says: impl Into<String>) -> Self {
        Self { at: at.into(), says: says.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.at, self.says)
    }
}

/// A file that git tracks, as it lies in the work tree.
struct File {
    /// From the root of the workspace, with `/`.
    path: String,
    bytes: Vec<u8>,
}

impl File {
    /// The content of a text file; none where it is not UTF-8.
    fn text(&self) -> Option<&str> {
        std::str::from_utf8(&self.bytes).ok()
    }

    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

struct Report<'a, W> {
    out: &'a mut W,
    problems: usize,
}

impl<W: Write> Report<'_, W> {
    /// A check that looked at nothing has not passed.
    fn tell(&mut self, check: &str, looked_at: usize, problems: &[Problem]) -> anyhow::Result<()> {
        if looked_at == 0 {
            bail!("the check \"{check}\" found nothing to look at: is this the root of the project?");
        }
        let verdict = if problems.is_empty() { "fine".to_owned() } else { format!("{} wrong", problems.len()) };
        writeln!(self.out, "tidy: {check}: {looked_at} looked at, {verdict}")?;
        for problem in problems {
            writeln!(self.out, "  {problem}")?;
        }
        self.problems += problems.len();
        Ok(())
    }
}

fn tracked(root: &Path) -> anyhow::Result<Vec<File>> {
    let listing = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output();
    let listing = listing.context("cannot start git, which lists the files to check")?;
    if !listing.status.success() {
        bail!("git ls-files failed: {}", String::from_utf8_lossy(&listing.stderr).trim());
    }
    let listing = String::from_utf8(listing.stdout).context("a tracked file has a name that is not UTF-8")?;
    let mut files = Vec::new();
    for path in listing.split_terminator('\0') {
        let on_disk = root.join(path);
        // A file that was deleted and not yet committed has nothing to check; a link is checked where it leads.
        if fs::symlink_metadata(&on_disk).is_ok_and(|metadata| metadata.is_file()) {
            let bytes = fs::read(&on_disk).with_context(|| format!("cannot read {path}"))?;
            files.push(File { path: path.to_owned(), bytes });
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_are_counted_and_told() {
        let mut out = Vec::new();
        let mut report = Report { out: &mut out, problems: 0 };
        report.tell("sizes", 3, &[]).unwrap();
        report.tell("words", 3, &[Problem::new("a.rs:1", "no")]).unwrap();
        assert_eq!(report.problems, 1);
        let told = String::from_utf8(out).unwrap();
        assert_eq!(told, "tidy: sizes: 3 looked at, fine\ntidy: words: 3 looked at, 1 wrong\n  a.rs:1: no\n");
    }

    #[test]
    fn a_check_that_looked_at_nothing_fails() {
        let mut out = Vec::new();
        let error = Report { out: &mut out, problems: 0 }.tell("sizes", 0, &[]).unwrap_err();
        assert!(error.to_string().contains("sizes"), "{error}");
    }
}
