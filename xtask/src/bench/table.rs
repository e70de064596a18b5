//! The report as tables for people.

use std::fmt::Write;

use comfy_table::{Cell, CellAlignment, LineStyle, Table, TableStyle};

use super::spread::{Spread, number};
use super::{Machine, Report, extract, ingest, query};

const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::new('─', '─', '─', '─'));

/// All sections that were measured.
pub(super) fn of(report: &Report) -> String {
    let mut sections = vec![machine(&report.machine)];
    sections.extend(report.extract.as_ref().map(extraction));
    sections.extend(report.ingest.as_ref().map(ingestion));
    sections.extend(report.query.as_ref().map(queries));
    sections.join("\n")
}

fn machine(machine: &Machine) -> String {
    let Machine { date, processors, processor, load, optimised, seconds_a_figure, rounds } = machine;
    let mut out = format!("{date}, {processors} processors");
    for part in [processor.clone(), load.map(|load| format!("load before the run {load:.1}"))].into_iter().flatten() {
        out += &format!(", {part}");
    }
    out += &format!("\n{rounds} rounds, {} s a figure: median (least to most)\n", number(*seconds_a_figure));
    if !optimised {
        out += "built without optimisation: these figures say nothing, use `cargo xtask bench`\n";
    }
    out
}

fn extraction(figures: &extract::Figures) -> String {
    let mut table = new(&["", "by the clock", "by processor time"]);
    let (clock, processor) = (&figures.by_clock, figures.by_processor.as_ref());
    let mut row = |name: &str, clock: Spread, processor: Option<Spread>| {
        let processor = processor.map_or_else(|| "not told by this system".to_owned(), |spread| spread.to_string());
        table.add_row([Cell::new(name), right(clock), right(processor)]);
    };
    let rates = |of: fn(&extract::Rates) -> Spread| (of(clock), processor.map(of));
    let (by_clock, by_processor) = rates(|rates| rates.documents_per_second);
    row("documents a second", by_clock, by_processor);
    let (by_clock, by_processor) = rates(|rates| rates.words_per_second);
    row("words a second", by_clock, by_processor);
    let (by_clock, by_processor) = rates(|rates| rates.megabytes_per_second);
    row("MB a second", by_clock, by_processor);

    let extract::Figures { documents, given, words, bytes, facts, passes, .. } = figures;
    let mut out = format!(
        "Extraction, one thread: {} of {} documents, {} words, {} bytes, {} facts; passes a round: {}\n\n{}\n\n",
        count(*documents),
        count(*given),
        count(*words),
        count(*bytes),
        count(*facts),
        count(*passes),
        table.trim_fmt(),
    );
    let stages: Vec<_> =
        figures.stages.iter().map(|stage| format!("{} {:.0}%", stage.name, 100.0 * stage.share)).collect();
    let memory = figures
        .peak_memory_bytes
        .map_or_else(|| "not told by this system".to_owned(), |bytes| format!("{} MB", number(bytes as f64 / 1e6)));
    // Writing to a string does not fail.
    let _ = writeln!(out, "time by stage: {}\nmost memory in use: {memory}", stages.join(", "));
    out
}

fn ingestion(figures: &ingest::Figures) -> String {
    let mut table =
        new(&["text", "in flight", "documents a second", "a commit", "log alone, documents a second", "of the log"]);
    for row in &figures.rows {
        table.add_row([
            Cell::new(row.text),
            right(row.in_flight),
            right(row.documents_per_second),
            right(number(row.documents as f64 / row.commits as f64)),
            right(row.log_documents_per_second),
            right(row.of_log),
        ]);
    }
    format!(
        "Durable ingestion: acknowledged documents, {} threads that read; the disk makes {} writes of 4 KiB a second durable\n\n{}\n",
        figures.extraction_threads,
        figures.synced_writes_per_second,
        table.trim_fmt(),
    )
}

fn queries(figures: &query::Figures) -> String {
    let mut table = new(&[
        "",
        "calls",
        "calls a second",
        "of empty",
        "p50 µs",
        "p99 µs",
        "server µs a call",
        "facts",
        "bytes an answer",
    ]);
    for calls in &figures.calls {
        let server =
            calls.server_microseconds.map_or_else(|| "not told by this system".to_owned(), |spread| spread.to_string());
        table.add_row([
            Cell::new(calls.name),
            right(count(calls.calls)),
            right(calls.per_second),
            right(calls.of_empty),
            right(number(calls.p50_microseconds)),
            right(number(calls.p99_microseconds)),
            right(server),
            right(number(calls.answer_facts)),
            right(number(calls.answer_bytes)),
        ]);
    }
    format!(
        "Queries over the loopback: {} connections with {} calls open each; {} documents, {} facts\n\n{}\n",
        figures.connections,
        figures.streams,
        count(figures.documents),
        count(figures.facts),
        table.trim_fmt(),
    )
}

fn new(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(head);
    table
}

fn right(value: impl ToString) -> Cell {
    Cell::new(value).set_alignment(CellAlignment::Right)
}

fn count(value: impl TryInto<u64>) -> String {
    let value = value.try_into().unwrap_or(u64::MAX);
    // Exact far beyond any count of these.
    if value < 1_000 { value.to_string() } else { number(value as f64) }
}
