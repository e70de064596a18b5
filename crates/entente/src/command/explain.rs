//! `entente explain`: documents in, facts out, each with how it came about.

use std::io::Write;
use std::num::NonZero;

use anyhow::Context;
use clap::{Args, ValueEnum};
use entente_core::World;
use entente_extract::Options;
use entente_extract::diagnostic::Code;
use entente_proto::v1;
use entente_server::Remark;
use entente_server::convert::{Wire, to_proto};

use super::InputArgs;
use super::extract::confidence;
use crate::exit::{Exit, Failure};
use crate::output;
use crate::reading::{self, Reading};
use crate::render::{explanation, wire};

/// Reads documents and shows how each fact came about: the sentence with its spans marked, scores, runners-up, rules
#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    #[command(flatten)]
    input: InputArgs,
    /// How explanations are written
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    format: ExplainFormat,
    /// The least confidence of the facts to explain, 0 to 1
    #[arg(long, value_name = "0..1", default_value_t = 0.0, value_parser = confidence)]
    min_confidence: f64,
    /// How many threads read [default: as many as there are processors]
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZero<usize>>,
}

/// How explanations are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ExplainFormat {
    /// For people.
    Text,
    /// What `ExtractStream` answers with, one line a document.
    Jsonl,
}

/// Reads every document and explains its facts in the same order, as they come.
///
/// # Errors
/// Where there is nothing to read, or standard output cannot be written.
pub(crate) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let inputs = args.input.find()?;
    let options = Options { min_confidence: args.min_confidence, preference: args.input.prefer(), explain: true };
    let threads = args.threads.unwrap_or_else(reading::default_threads);
    let names = Wire::new(World::embedded());
    let mut out = output::results();
    let mut refused = false;
    let mut written = 0;
    reading::in_order(inputs, threads, options, |read| {
        let reading = match read {
            Ok(reading) => reading,
            Err(refusal) => {
                refused = true;
                output::note(format_args!("refused: {refusal}"));
                return Ok(());
            }
        };
        let given = &reading.given;
        if let Some(replaced) = given.replaced {
            output::note(format_args!("note: {}: {replaced}", given.place));
        }
        for it in reading.found.diagnostics.iter().filter(|it| it.code != Code::NearFact) {
            output::note(format_args!("note: {}: {} ({})", given.place, it.message, it.code.as_str()));
        }
        let write = match args.format {
            ExplainFormat::Text => {
                let gap = if written == 0 { "" } else { "\n" };
                write!(out, "{gap}{}", explanation::text(&given.document, &reading.found))
            }
            ExplainFormat::Jsonl => {
                let line = wire::json("ExtractStreamResponse", &answer(&reading, &names, written))?;
                writeln!(out, "{line}")
            }
        };
        written += 1;
        write.and_then(|()| out.flush()).context("standard output cannot be written")
    })?;
    Ok(Exit::refused_if(refused))
}

fn answer(reading: &Reading, names: &Wire, index: u64) -> v1::ExtractStreamResponse {
    let found = &reading.found;
    let told = found.facts.iter().zip(&found.explanations);
    v1::ExtractStreamResponse {
        index,
        document_id: reading.given.document.id.to_string(),
        facts: found.facts.iter().map(|fact| names.found_fact(fact, &found.extractor)).collect(),
        diagnostics: found.diagnostics.iter().map(|it| to_proto::diagnostic(&Remark::from(it.clone()))).collect(),
        extractor: Some(to_proto::extractor(&found.extractor)),
        rejection: None,
        explanations: told.map(|(fact, explanation)| names.explanation(fact, explanation)).collect(),
    }
}
