//! The measure of an evaluation as a table.

use crate::evaluation::{Counts, Report};

/// The figures by kind and in total, and the accuracy of attributes.
pub(crate) fn score(report: &Report) -> String {
    let mut out = format!(
        "{:<13}{:>6}{:>6}{:>8}{:>7}{:>7}{:>10}{:>7}{:>7}\n",
        "kind", "gold", "pred", "slot P", "R", "F1", "strict P", "R", "F1"
    );
    let mut row = |name: &str, counts: &Counts| {
        if counts.gold + counts.found > 0 {
            let (slots, strict) = (counts.slots(), counts.strict());
            out.push_str(&format!(
                "{name:<13}{:>6}{:>6}{:>8.3}{:>7.3}{:>7.3}{:>10.3}{:>7.3}{:>7.3}\n",
                counts.gold,
                counts.found,
                slots.precision,
                slots.recall,
                slots.f1,
                strict.precision,
                strict.recall,
                strict.f1
            ));
        }
    };
    for (kind, counts) in report.kinds() {
        row(kind.as_str(), &counts);
    }
    row("total", &report.total());
    let (mean, kinds) = report.macro_slot_f1();
    out.push_str(&format!("macro slot F1 {mean:.3} over {kinds} kinds, {} documents", report.documents));
    if report.missing > 0 {
        out.push_str(&format!(", {} of them not predicted", report.missing));
    }
    let attributes = report.attributes().map(|(name, it)| format!("{name} {:.2} (n={})", it.share(), it.of));
    out.push_str(&format!("\nattributes on strict matches: {}", attributes.collect::<Vec<_>>().join(", ")));
    out
}

/// The first `limit` misses, false facts and pairs that differ.
pub(crate) fn errors(report: &Report, limit: usize) -> String {
    let mut out = String::new();
    for error in report.errors.iter().take(limit) {
        let what = match (&error.gold, &error.found) {
            (Some(_), Some(_)) => "inexact",
            (Some(_), None) => "missed",
            _ => "false",
        };
        out.push_str(&format!("\n{} {what}\n", error.document));
        for (side, fact) in [("gold", &error.gold), ("pred", &error.found)] {
            if let Some(fact) = fact {
                out.push_str(&format!("  {side} {}\n", fact.line()));
            }
        }
    }
    out
}
