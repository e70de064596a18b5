//! `entente extract`: documents in, facts out, nothing recorded.

use std::io::Write;
use std::num::NonZero;

use anyhow::Context;
use clap::Args;
use entente_core::interchange;
use entente_extract::Options;

use super::InputArgs;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::reading::{self, Reading};
use crate::render::Format;
use crate::render::facts::{FactRow, facts as facts_table};

/// Reads documents and writes the facts that they state
#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    #[command(flatten)]
    input: InputArgs,
    /// `text`: a table a document; `jsonl`: the interchange format, one line a document; `json`: the same as one list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// The least confidence of the facts to write, 0 to 1
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = confidence)]
    min_confidence: f64,
    /// How many threads read [default: as many as there are processors]
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZero<usize>>,
}

/// Reads every document and writes its facts in the same order, as they come.
///
/// # Errors
/// Where there is nothing to read, or standard output cannot be written.
pub(crate) fn run(args: &ExtractArgs) -> Result<Exit, Failure> {
    let inputs = args.input.find()?;
    let mut out = output::results();
    let mut refused = false;
    let mut written = 0_usize;
    let options = Options { preference: args.input.prefer(), ..Options::default() };
    let threads = args.threads.unwrap_or_else(reading::default_threads);
    reading::in_order(inputs, threads, options, |read| {
        let Reading { given, found } = match read {
            Ok(reading) => reading,
            Err(refusal) => {
                refused = true;
                output::note(format_args!("refused: {refusal}"));
                return Ok(());
            }
        };
        if let Some(replaced) = given.replaced {
            output::note(format_args!("note: {}: {replaced}", given.place));
        }
        for it in &found.diagnostics {
            output::note(format_args!("note: {}: {} ({})", given.place, it.message, it.code.as_str()));
        }
        let mut facts = found.facts;
        facts.retain(|fact| fact.confidence().get() >= args.min_confidence);
        let line = || interchange::facts_line(&given.document.id, &facts);
        let write = match args.format {
            Format::Jsonl => writeln!(out, "{}", line()).and_then(|()| out.flush()),
            Format::Json => write!(out, "{}{}", if written == 0 { "[\n" } else { ",\n" }, line()),
            Format::Text => {
                let rows: Vec<_> = facts.iter().map(FactRow::of).collect();
                let document = &given.document;
                let date = document.published.map(|date| format!(", {date}")).unwrap_or_default();
                let title = document.title.as_deref().unwrap_or("no title");
                let head = format!("{}{date}: {title}", document.id);
                let gap = if written == 0 { "" } else { "\n" };
                match rows.as_slice() {
                    [] => writeln!(out, "{gap}{head}\nno facts"),
                    rows => writeln!(out, "{gap}{head}\n{}", facts_table(rows, false).trim_fmt()),
                }
            }
        };
        written += 1;
        write.context("standard output cannot be written")
    })?;
    if args.format == Format::Json {
        writeln!(out, "{}", if written == 0 { "[]" } else { "\n]" }).context("standard output cannot be written")?;
    }
    out.flush().context("standard output cannot be written")?;
    Ok(Exit::refused_if(refused))
}

pub(super) fn confidence(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| format!("`{text}` is no confidence: give a number from 0 to 1"))
}
