//! `entente eval`: how well the extractor finds the facts of documents whose facts are known.

use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use entente_core::World;
use entente_extract::Options;
use entente_server::{Config, Preference};

use crate::evaluation::{GoldFact, Report, read_gold};
use crate::exit::{Exit, Failure};
use crate::input::{InputOptions, Inputs};
use crate::output;
use crate::reading;
use crate::render::score;

/// Reads documents and compares the facts found with gold facts
#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Pairs of files: gold facts, then the documents that they are of (JSONL or any other input)
    #[arg(required = true, num_args = 2.., value_names = ["GOLD", "DOCS"])]
    files: Vec<PathBuf>,
    /// Also write the first N misses, false facts and pairs that differ
    #[arg(long, value_name = "N", default_value_t = 0)]
    errors: usize,
    /// The least confidence of the facts that count, 0 to 1
    #[arg(long, value_name = "0..1", default_value_t = 0.0)]
    min_confidence: f64,
    /// What to prefer where a relation is doubtful: `precision`, `balanced` or `recall`
    #[arg(long, env = "ENTENTE_PREFER", value_name = "precision|balanced|recall", default_value_t = Config::default().ingest.prefer)]
    prefer: Preference,
    /// `text`: a table; `json`: one object with all figures
    #[arg(long, value_enum, default_value_t = EvalFormat::Text)]
    format: EvalFormat,
    /// How many threads read [default: as many as there are processors]
    #[arg(long, value_name = "NUMBER")]
    threads: Option<NonZero<usize>>,
}

/// How the figures are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EvalFormat {
    Text,
    Json,
}

/// Measures all pairs together.
///
/// # Errors
/// Where a file cannot be read, or is no gold.
pub(crate) fn run(args: &EvalArgs) -> Result<Exit, Failure> {
    let (pairs, rest) = args.files.as_chunks::<2>();
    if let [odd] = rest {
        return Err(Failure::usage(anyhow::anyhow!(
            "{} has no other half: give GOLD DOCS, and for more of them GOLD DOCS GOLD DOCS",
            odd.display()
        )));
    }
    let mut report = Report::new(World::embedded());
    let mut refused = false;
    for [gold, documents] in pairs {
        let gold_facts = read(gold)?;
        let mut found = HashMap::new();
        refused |= find(documents, args, &mut found)?;
        for (id, facts) in &gold_facts {
            report.add(id, facts, found.get(id).map(Vec::as_slice));
        }
    }
    match args.format {
        EvalFormat::Json => output::result(format_args!("{:#}", report.to_json()))?,
        EvalFormat::Text => {
            let errors = score::errors(&report, args.errors);
            output::result(format_args!("{}\n{errors}", score::score(&report)))?;
        }
    }
    Ok(Exit::refused_if(refused))
}

fn read(path: &Path) -> Result<Vec<(String, Vec<GoldFact>)>, Failure> {
    let name = path.display();
    let file = File::open(path).with_context(|| format!("{name} cannot be opened")).map_err(Failure::usage)?;
    read_gold(BufReader::new(file))
        .with_context(|| format!("{name} is no gold: give one document a line, with `id` and `facts`"))
        .map_err(Failure::usage)
}

/// What the extractor finds in the documents, by their ids; true where some were refused.
fn find(path: &Path, args: &EvalArgs, found: &mut HashMap<String, Vec<GoldFact>>) -> Result<bool, Failure> {
    let options = InputOptions { strict_utf8: false, max_document_bytes: usize::MAX, published: None };
    let inputs = Inputs::find(&[path.to_owned()], options)?;
    let mut refused = false;
    let options = Options { preference: args.prefer, ..Options::default() };
    reading::in_order(inputs, args.threads.unwrap_or_else(reading::default_threads), options, |read| {
        match read {
            Ok(reading) => {
                let sure = reading.found.facts.iter().filter(|fact| fact.confidence().get() >= args.min_confidence);
                found.insert(reading.given.document.id.to_string(), sure.map(GoldFact::of).collect());
            }
            Err(refusal) => {
                refused = true;
                output::note(format_args!("refused: {refusal}"));
            }
        }
        Ok::<_, Failure>(())
    })?;
    Ok(refused)
}
