//! What `entente serve --demo` shows before it serves: the samples, and the most telling facts in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use comfy_table::Cell;
use entente_proto::v1;
use entente_server::{App, Config};

use crate::backend::Backend;
use crate::exit::Failure;
use crate::input::{self, InputOptions};
use crate::output;
use crate::render::facts::{FactRow, facts as facts_table};
use crate::render::table;

/// The sample articles: name and content of each file.
const SAMPLES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/samples.rs"));

/// The kinds in the order in which they tell most; the first dozen that occur are shown, one fact each.
const TELLING: [&str; 16] = [
    "partnership",
    "restriction",
    "dependence",
    "supply",
    "project",
    "production",
    "agreement",
    "cooperation",
    "derisking",
    "investment",
    "joint_body",
    "membership",
    "dispute",
    "statement",
    "meeting",
    "office",
];

/// How many facts are shown.
const SHOWN: usize = 12;

/// Records the samples, then shows documents, facts by kind, telling facts, and calls to try.
///
/// # Errors
/// Where a sample cannot be recorded, or standard output not written.
pub(crate) async fn show(app: &Arc<App>, config: &Config) -> Result<(), Failure> {
    let documents = ingest(app).await?;
    let mut backend = Backend::local(app, config);
    let facts = all_facts(&mut backend).await?;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for fact in &facts {
        let row = FactRow::from_wire(fact)?;
        *kinds.entry(row.kind.clone()).or_default() += 1;
        rows.push((fact.confidence, row));
    }
    let mut counts = table::new(&["kind", "facts"]);
    for kind in TELLING {
        if let Some(count) = kinds.get(kind) {
            counts.add_row([Cell::new(kind), table::number(count)]);
        }
    }
    let address = config.listen;
    let sections = [
        format!("{documents} sample articles, {} facts with evidence:\n", facts.len()),
        format!("{}\n", counts.trim_fmt()),
        format!("Some of them:\n\n{}\n", facts_table(&telling(&rows), false).trim_fmt()),
        format!("Serving on {address}; the data directory is temporary. Try:\n\n{}\n", calls(&address.to_string())),
        "Stop with Ctrl-C.".to_owned(),
    ];
    Ok(output::result(sections.join("\n"))?)
}

async fn ingest(app: &App) -> Result<usize, Failure> {
    let options = InputOptions { strict_utf8: true, max_document_bytes: usize::MAX, published: None };
    let mut open = Vec::new();
    for (name, content) in SAMPLES {
        for read in input::Inputs::embedded(name, content, options.clone()) {
            let given = read.map_err(|refusal| anyhow::anyhow!("the sample {refusal}"))?;
            open.push(app.submit(given.document).await.map_err(Failure::answered)?);
        }
    }
    let count = open.len();
    for pending in open {
        pending.receipt().await.map_err(Failure::answered)?;
    }
    Ok(count)
}

async fn all_facts(backend: &mut Backend) -> Result<Vec<v1::Fact>, Failure> {
    let mut request = v1::ListFactsRequest { page_size: 1_000, ..Default::default() };
    let mut facts = Vec::new();
    loop {
        let mut answer = backend.list_facts(request.clone()).await?;
        facts.append(&mut answer.facts);
        request.page_token = answer.next_page_token;
        if request.page_token.is_empty() {
            return Ok(facts);
        }
    }
}

/// Of each kind the fact that says most, the surest and newest of those; kinds in the order of [`TELLING`].
fn telling(rows: &[(f64, FactRow)]) -> Vec<FactRow> {
    let weight = |row: &FactRow| {
        let says = row.what.matches('·').count().min(2) + usize::from(!row.time.is_empty());
        says + usize::from(row.factuality == "actual")
    };
    let best = |kind: &str| {
        let of_kind = rows.iter().filter(|(_, row)| row.kind == kind);
        of_kind.max_by(|(a, one), (b, other)| {
            weight(one).cmp(&weight(other)).then(a.total_cmp(b)).then(one.document.cmp(&other.document))
        })
    };
    TELLING.iter().filter_map(|kind| best(kind)).take(SHOWN).map(|(_, row)| row.clone()).collect()
}

/// Three calls for a shell.
fn calls(address: &str) -> String {
    let query = "entente.v1.QueryService";
    [
        format!("  grpcurl -plaintext {address} list"),
        format!(
            "  grpcurl -plaintext -d '{{\"filter\":{{\"kinds\":[\"FACT_KIND_RESTRICTION\"],\"actors\":[\"CHN\"]}}}}' {address} {query}/ListFacts"
        ),
        format!(
            "  grpcurl -plaintext -d '{{\"filter\":{{\"kinds\":[\"FACT_KIND_PARTNERSHIP\"],\"actors\":[\"JPN\"]}}}}' {address} {query}/ListRelations"
        ),
    ]
    .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_is_a_document() {
        let options = InputOptions { strict_utf8: true, max_document_bytes: 1 << 20, published: None };
        let mut count = 0;
        for (name, content) in SAMPLES {
            for read in input::Inputs::embedded(name, content, options.clone()) {
                let document = read.unwrap_or_else(|refusal| panic!("{refusal}")).document;
                assert!(document.title.is_some() || name.ends_with(".jsonl"), "{name}: no title");
                assert!(document.published.is_some(), "{name}: no date");
                count += 1;
            }
        }
        assert!(count >= 15, "{count} samples");
    }
}
