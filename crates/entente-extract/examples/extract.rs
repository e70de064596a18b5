//! Reads documents as JSON lines from files or standard input, writes a line of facts for each.
//!
//! `cargo run --release -p entente-extract --example extract -- seed.docs.jsonl > facts.jsonl`

#![allow(clippy::print_stdout, reason = "writing the facts is what the example is for")]

use std::io::{BufRead, BufReader, Read};

use entente_core::interchange::{document_from_json, facts_line};
use entente_extract::resources::Resources;
use entente_extract::{Options, extract};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let resources = Resources::embedded();
    let mut inputs: Vec<Box<dyn Read>> = Vec::new();
    for path in &paths {
        inputs.push(Box::new(std::fs::File::open(path)?));
    }
    if inputs.is_empty() {
        inputs.push(Box::new(std::io::stdin()));
    }
    for input in inputs {
        for line in BufReader::new(input).lines() {
            let document = document_from_json(serde_json::from_str(&line?)?)?;
            let outcome = extract(&document, resources, &Options::default());
            println!("{}", facts_line(&document.id, &outcome.facts));
        }
    }
    Ok(())
}
