//! Measures how often each rule is right: the table of `reader/patterns/precision.rs`.
//!
//! `cargo run --release -p entente-extract --example precision -- GOLD.jsonl DOCS.jsonl`
//!
//! A fact is right where some gold fact of its kind has the same fillers in every key role. A line for each kind and rule:
//! the share of right facts, smoothed by one right and one wrong, and how many facts there were.

#![allow(clippy::print_stdout, reason = "printing the table is what the example is for")]

use std::collections::{BTreeMap, HashMap};

use entente_core::interchange::document_from_json;
use entente_core::{Fact, Filler};
use entente_extract::assemble::assemble;
use entente_extract::mention::analyse;
use entente_extract::reader::Reader;
use entente_extract::reader::patterns::PatternReader;
use entente_extract::resources::Resources;
use serde_json::Value;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let [gold, docs] = paths.as_slice() else { return Err("give GOLD.jsonl and DOCS.jsonl".into()) };
    let mut golds: HashMap<String, Vec<Value>> = HashMap::new();
    for line in std::fs::read_to_string(gold)?.lines() {
        let mut value: Value = serde_json::from_str(line)?;
        let facts = value["facts"].take().as_array().cloned().unwrap_or_default();
        golds.insert(value["id"].as_str().unwrap_or_default().into(), facts);
    }
    let mut counts: BTreeMap<(String, &str), (u32, u32)> = BTreeMap::new();
    for line in std::fs::read_to_string(docs)?.lines() {
        let document = document_from_json(serde_json::from_str(line)?)?;
        let analysis = analyse(&document, Resources::embedded());
        let none = Vec::new();
        let gold = golds.get(document.id.as_str()).unwrap_or(&none);
        for reading in PatternReader.read(&analysis) {
            for assembled in assemble(&analysis, &reading, false, &mut Vec::new()) {
                let key = (assembled.fact.kind().as_str().to_owned(), reading.rule.unwrap_or("none"));
                let count = counts.entry(key).or_default();
                count.0 += 1;
                count.1 += u32::from(gold.iter().any(|g| equal(&assembled.fact, g)));
            }
        }
    }
    for ((kind, rule), (all, right)) in counts {
        println!("{kind:<13} {rule:<14} {:.2} {all:>5}", f64::from(right + 1) / f64::from(all + 2));
    }
    Ok(())
}

/// Whether a gold fact has the same fillers in the key roles: `A|B` accepts either, `?A` may be missing.
fn equal(fact: &Fact, gold: &Value) -> bool {
    if gold["kind"] != fact.kind().as_str() {
        return false;
    }
    fact.kind().key_roles().iter().all(|role| {
        let wanted: Vec<&str> = match &gold["roles"][role.as_str()] {
            Value::Array(ids) => ids.iter().filter_map(Value::as_str).collect(),
            Value::String(id) => vec![id.as_str()],
            _ => Vec::new(),
        };
        let fillers = fact.body().fillers();
        let have: Vec<&str> = fillers
            .iter()
            .filter(|(r, _)| r == role)
            .map(|(_, filler)| match filler {
                Filler::Actor(id) => id.as_str(),
                Filler::Topic(id) => id.as_str(),
            })
            .collect();
        let is = |want: &str, id: &str| want.trim_start_matches('?').split('|').any(|spelling| spelling == id);
        wanted.iter().all(|want| want.starts_with('?') || have.iter().any(|id| is(want, id)))
            && have.iter().all(|id| wanted.iter().any(|want| is(want, id)))
    })
}
