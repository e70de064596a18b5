//! `entente check`: verifies a data directory, record by record and quote by quote.

use std::path::PathBuf;

use clap::Args;
use comfy_table::Cell;

use crate::exit::{Exit, Failure};
use crate::output;
use crate::render::table;

/// Verifies a data directory: every record, its order and times, and every quote against its document
///
/// Exit code 1 where anything is wrong. The directory must not be in use.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The data directory
    #[arg(value_name = "DATA_DIR", env = "ENTENTE_DATA_DIR")]
    data_dir: PathBuf,
}

/// Verifies the directory and writes what it holds and what is wrong with it.
///
/// # Errors
/// Where there is nothing to verify.
pub(crate) fn run(args: &CheckArgs) -> Result<Exit, Failure> {
    let report = entente_store::check(&args.data_dir).map_err(Failure::start)?;
    let mut table = table::new(&["what", "count"]);
    for (what, count) in [
        ("records", report.record_count),
        ("documents and new states of documents", report.document_count),
        ("extractions", report.extraction_count),
        ("retractions", report.retraction_count),
        ("facts", report.fact_count),
        ("quotes found in their documents", report.quote_count),
        ("faults", report.faults.len() as u64),
    ] {
        table.add_row([Cell::new(what), table::number(count)]);
    }
    output::result(table.trim_fmt())?;
    for fault in &report.faults {
        output::result(format_args!("fault: {fault}"))?;
    }
    let verdict = if report.is_sound() { "sound" } else { "damaged: restore it from a backup" };
    output::result(format_args!("{}: {verdict}", args.data_dir.display()))?;
    Ok(Exit::refused_if(!report.is_sound()))
}
