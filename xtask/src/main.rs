//! The project's own chores: `cargo xtask TASK`.

mod bench;
mod dump;
mod mentions;
mod tidy;

use std::env;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

/// The project's own chores.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Command {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Checks what the compiler does not: crate graph, manifests, words, file sizes, samples.
    Tidy,
    /// Measures what Entente does in a second: extraction, durable ingestion, queries.
    Bench(bench::Args),
    /// Measures how many of the gold facts' fillers the mentions hold.
    Mentions(mentions::Args),
    /// Writes what training needs of each document: sentences, mentions, what the patterns read.
    Dump(dump::Args),
}

fn main() -> anyhow::Result<ExitCode> {
    let root = workspace_root()?;
    let out = &mut io::stdout().lock();
    match Command::parse().task {
        Task::Tidy => tidy::run(&root, out),
        Task::Bench(args) => bench::run(&root, &args, out),
        Task::Mentions(args) => mentions::run(&args, out),
        Task::Dump(args) => dump::run(&args, out),
    }
}

/// The folder of the workspace. Asked at run time, since checkouts may share one build folder.
fn workspace_root() -> anyhow::Result<PathBuf> {
    let package = env::var_os("CARGO_MANIFEST_DIR").context("start it through cargo: `cargo xtask TASK`")?;
    let root = PathBuf::from(package).parent().context("the package xtask is not inside a workspace")?.to_owned();
    Ok(root)
}
