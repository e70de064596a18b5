//! The command line of Entente: `extract`, `explain`, `ingest`, `serve`, `query`, `eval`, `export`, `check`, `health`, `config`.
//!
//! Results go to standard output, everything else to standard error; exit codes are in [`exit`]. One subcommand a file
//! under [`command`], what is read under [`input`], what is written under [`render`].

#![forbid(unsafe_code)]

mod backend;
mod command;
mod demo;
mod evaluation;
mod exit;
mod input;
mod logging;
mod output;
mod reading;
mod render;
mod settings;

use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use crate::command::{check, config, eval, explain, export, extract, health, ingest, query, serve};
use crate::exit::{Exit, Failure};
use crate::logging::Logging;

/// Reads economic-security news and answers with evidence-backed facts
///
/// Exit codes: 0 all is fine; 1 some inputs were refused, a data directory has faults, or a server is not healthy;
/// 2 the command line or the configuration is wrong; 3 it could not start; 4 the server or the log answered with an
/// error.
#[derive(Debug, Parser)]
#[command(name = "entente", version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    logging: Logging,
}

#[derive(Debug, Subcommand)]
enum Command {
    Extract(extract::ExtractArgs),
    Explain(explain::ExplainArgs),
    Ingest(ingest::IngestArgs),
    Serve(Box<serve::ServeArgs>),
    Query(Box<query::QueryArgs>),
    Eval(eval::EvalArgs),
    Export(export::ExportArgs),
    Check(check::CheckArgs),
    Health(health::HealthArgs),
    Config(config::ConfigArgs),
}

fn main() -> ExitCode {
    match run(&Cli::parse()) {
        Ok(exit) => exit.into(),
        // Whoever read the output has seen enough.
        Err(failure) if output::is_broken_pipe(&failure.error) => Exit::Fine.into(),
        Err(failure) => {
            output::error(&failure.error);
            failure.exit.into()
        }
    }
}

fn run(cli: &Cli) -> Result<Exit, Failure> {
    let level = if matches!(cli.command, Command::Serve(_)) { "info" } else { "warn" };
    logging::start(&cli.logging, level)?;
    match &cli.command {
        Command::Extract(args) => extract::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Eval(args) => eval::run(args),
        Command::Export(args) => export::run(args),
        Command::Check(args) => check::run(args),
        Command::Config(args) => config::run(args),
        Command::Ingest(args) => block_on(ingest::run(args)),
        Command::Serve(args) => block_on(serve::run(args)),
        Command::Query(args) => block_on(query::run(args)),
        Command::Health(args) => block_on(health::run(args)),
    }
}

fn block_on(future: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the system gives no threads")
        .map_err(Failure::start)?;
    let result = runtime.block_on(future);
    // What still blocks by now was given up; dropping the runtime would wait for it.
    runtime.shutdown_background();
    result
}
