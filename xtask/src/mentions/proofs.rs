//! How often the rules that prove a factuality agree with the gold, on the first evidence of each fact.

use std::collections::BTreeMap;
use std::io::Write;

use entente_core::FactKind;
use entente_extract::mention::Analysis;
use entente_extract::reader::factuality::proven;
use serde_json::Value;

/// Agreements and proofs, by rule.
#[derive(Default)]
pub(super) struct Proofs {
    by_rule: BTreeMap<&'static str, (usize, usize)>,
}

impl Proofs {
    /// Judges one fact.
    pub(super) fn add(&mut self, analysis: &Analysis<'_>, fact: &Value) {
        let Some(kind) = fact["kind"].as_str().and_then(FactKind::from_term) else { return };
        let Some(evidence) = fact["evidence"].get(0).and_then(super::span) else { return };
        let spans = analysis.sentences.iter().map(|sentence| analysis.original(sentence.span));
        let Some(sentence) = spans.into_iter().find(|span| span.overlaps(evidence)) else { return };
        let Some(text) = sentence.of(analysis.document.text()) else { return };
        let start = evidence.start().max(sentence.start()) - sentence.start();
        let end = evidence.end().min(sentence.end()) - sentence.start();
        let Some(proof) = proven(kind, text, start..end) else { return };
        let name = proof.factuality.as_str();
        let agrees = fact["factuality"].as_str().is_some_and(|gold| gold.split('|').any(|gold| gold == name));
        let tally = self.by_rule.entry(proof.rule).or_default();
        tally.0 += usize::from(agrees);
        tally.1 += 1;
    }

    /// One line a rule.
    pub(super) fn print(&self, out: &mut impl Write) -> anyhow::Result<()> {
        for (rule, (agree, all)) in &self.by_rule {
            writeln!(out, "proof `{rule}`: {agree} of {all} agree")?;
        }
        Ok(())
    }
}
