//! How fast one core reads texts.

use std::hint::black_box;
use std::time::{Duration, Instant};

use entente_core::Document;
use entente_extract::assemble::assemble;
use entente_extract::join::join;
use entente_extract::mention::analyse;
use entente_extract::normalise::normalise;
use entente_extract::reader::Reader;
use entente_extract::reader::encoder::EncoderReader;
use entente_extract::reader::patterns::PatternReader;
use entente_extract::resources::Resources;
use entente_extract::sentence::sentences;
use entente_extract::{Options, extract};
use serde::Serialize;

use super::spread::Spread;
use super::{Plan, documents, system};

/// What one thread does in a second.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    /// How many documents a pass reads, and how many there are.
    pub(super) documents: usize,
    pub(super) given: usize,
    /// What is in the documents of a pass. Words are what stands between white space.
    pub(super) words: usize,
    pub(super) bytes: usize,
    pub(super) facts: usize,
    /// How many passes a round has.
    pub(super) passes: usize,
    pub(super) by_clock: Rates,
    /// By the processor time that the thread got: what neighbours take away does not count.
    pub(super) by_processor: Option<Rates>,
    /// The stages, with their shares of the time of all.
    pub(super) stages: Vec<Stage>,
    pub(super) peak_memory_bytes: Option<u64>,
}

#[derive(Debug, Serialize)]
pub(super) struct Rates {
    pub(super) documents_per_second: Spread,
    pub(super) words_per_second: Spread,
    /// A megabyte is 1,000,000 bytes of UTF-8.
    pub(super) megabytes_per_second: Spread,
}

#[derive(Debug, Serialize)]
pub(super) struct Stage {
    pub(super) name: &'static str,
    pub(super) share: f64,
}

/// Reads the documents, on this thread alone.
pub(super) fn measure(given: &[Document], plan: &Plan) -> Figures {
    let resources = Resources::embedded();
    let round = plan.round();

    // The warm-up also tells how many documents a round has time for.
    let began = Instant::now();
    let mut warm = 0;
    for document in given {
        black_box(extract(document, resources, &Options::default()));
        warm += 1;
        if began.elapsed() >= round {
            break;
        }
    }
    let each = began.elapsed().as_secs_f64() / f64::from(warm);
    let room = ((round.as_secs_f64() / each) as usize).max(1);
    let read = documents::thinned(given, room);
    let passes = (room / read.len()).max(1);

    let mut runs = Vec::new();
    let mut facts = 0;
    for _ in 0..plan.rounds {
        let (began, used) = (Instant::now(), system::time_of_this_thread());
        for _ in 0..passes {
            facts = read.iter().map(|document| extract(document, resources, &Options::default()).facts.len()).sum();
        }
        let elapsed = began.elapsed();
        let used = used.zip(system::time_of_this_thread()).map(|(before, after)| after.saturating_sub(before));
        runs.push((elapsed, used.filter(|used| !used.is_zero())));
    }

    let words = read.iter().map(|document| document.text().split_whitespace().count()).sum();
    let bytes = read.iter().map(|document| document.text().len()).sum();
    let rates = |times: &[Duration]| {
        let passes_per_second = Spread::of(times.iter().map(|time| passes as f64 / time.as_secs_f64()));
        Rates {
            documents_per_second: passes_per_second.times(read.len() as f64),
            words_per_second: passes_per_second.times(words as f64),
            megabytes_per_second: passes_per_second.times(bytes as f64 / 1e6),
        }
    };
    let clock: Vec<Duration> = runs.iter().map(|run| run.0).collect();
    let processor: Option<Vec<Duration>> = runs.iter().map(|run| run.1).collect();
    Figures {
        documents: read.len(),
        given: given.len(),
        words,
        bytes,
        facts,
        passes,
        by_clock: rates(&clock),
        by_processor: processor.map(|times| rates(&times)),
        stages: stages(&read, resources, round),
        peak_memory_bytes: system::peak_memory(),
    }
}

/// Reads for as long as one more round, stage by stage.
fn stages(documents: &[Document], resources: &Resources<'_>, time: Duration) -> Vec<Stage> {
    let [mut text, mut mentions, mut patterns, mut encoding, mut assembling, mut joining] = [Duration::ZERO; 6];
    let began = Instant::now();
    for document in documents.iter().cycle() {
        let start = Instant::now();
        black_box(sentences(&normalise(document.text())));
        let normalised = Instant::now();
        let analysis = analyse(document, resources);
        let analysed = Instant::now();
        black_box(PatternReader.read(&analysis));
        let matched = Instant::now();
        let readings = EncoderReader::embedded().read(&analysis);
        let read = Instant::now();
        let mut remarks = Vec::new();
        let facts = readings.iter().flat_map(|reading| assemble(&analysis, reading, false, &mut remarks)).collect();
        let assembled = Instant::now();
        black_box(join(facts, document));
        let joined = Instant::now();

        text += normalised - start;
        // The analysis begins with normalising and sentences.
        mentions += (analysed - normalised).saturating_sub(normalised - start);
        patterns += matched - analysed;
        // The trained reader begins with the patterns.
        encoding += (read - matched).saturating_sub(matched - analysed);
        assembling += assembled - read;
        joining += joined - assembled;
        if began.elapsed() >= time {
            break;
        }
    }
    let all = (text + mentions + patterns + encoding + assembling + joining).as_secs_f64();
    let named = [
        ("normalise, sentences", text),
        ("mentions", mentions),
        ("patterns", patterns),
        ("encoder, heads, decode", encoding),
        ("assemble", assembling),
        ("join", joining),
    ];
    named.map(|(name, time)| Stage { name, share: time.as_secs_f64() / all }).into()
}
