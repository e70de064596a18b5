//! The trained reader: a small transformer encoder with heads that score who fills which role of which fact.
//!
//! Reads an [`Analysis`], passage by passage (`passage`); the encoder gives every word piece a vector, the heads score
//! the candidates of each sentence (`network`), and `decode` takes the readings out of the scores. What the hand-written
//! patterns make of a candidate is one of its features. Weights, vocabulary and labels are embedded; `training/` makes them.

mod decode;
mod labels;
mod network;
mod passage;
mod tokenizer;

use std::sync::LazyLock;

use entente_core::{Extractor, FactKind};

use self::decode::{Decoder, Scores};
use self::labels::Labels;
use self::network::Network;
use self::tokenizer::Tokenizer;
use super::patterns::PatternReader;
use super::{Manner, Reader, Reading, Readings};
use crate::mention::Analysis;

/// Reads with the embedded model.
#[derive(Debug)]
pub struct EncoderReader {
    labels: Labels,
    tokenizer: Tokenizer,
    network: Network,
}

/// A pattern that is right at least so often is believed where the heads find nothing of its kind in the sentence.
const SURE: f64 = 0.6;

const LABELS: &str = include_str!("../../model/labels.json");
const VOCABULARY: &str = include_str!("../../model/vocabulary.txt");
const ENCODER: &[u8] = include_bytes!("../../model/encoder.onnx");
const HEADS: &[u8] = include_bytes!("../../model/heads.onnx");

impl EncoderReader {
    /// The reader of this version. The first call unpacks the weights.
    ///
    /// # Panics
    /// Never in a build that passes its tests: the embedded files fit each other.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static READER: LazyLock<EncoderReader> = LazyLock::new(|| {
            let labels = Labels::parse(LABELS).expect("the embedded labels are those of this version");
            let tokenizer = Tokenizer::new(VOCABULARY).expect("the embedded vocabulary is whole");
            let network = Network::load(ENCODER, HEADS).expect("the embedded weights are whole");
            assert_eq!(labels.features, passage::feature_count(&labels), "the labels fit the features");
            EncoderReader { labels, tokenizer, network }
        });
        &READER
    }
}

impl Reader for EncoderReader {
    fn extractor(&self) -> Extractor {
        Extractor { name: self.labels.name.clone(), version: self.labels.version.clone() }
    }

    fn read_in(&self, analysis: &Analysis<'_>, manner: Manner) -> Readings {
        let mut patterns = PatternReader.read_in(analysis, manner).readings;
        patterns.sort_by_key(|reading| reading.sentence);
        let of = |sentence: usize| {
            let from = patterns.partition_point(|reading| reading.sentence < sentence);
            let to = patterns.partition_point(|reading| reading.sentence <= sentence);
            &patterns[from..to]
        };
        let mut out = Readings::default();
        for passage in passage::passages(analysis, &self.tokenizer, &self.labels) {
            let features: Vec<f32> = passage
                .sentences
                .iter()
                .flat_map(|owned| passage::features(analysis, owned, of(owned.sentence), &self.labels))
                .collect();
            let scored = self.network.score(&passage, &features);
            let mut row = 0;
            for owned in &passage.sentences {
                let rows = row..row + owned.candidates.len();
                row = rows.end;
                let decoder = Decoder {
                    analysis,
                    owned,
                    scores: Scores {
                        roles: scored.roles.rows(rows.clone()),
                        attributes: scored.attributes.rows(rows.clone()),
                        left: scored.left.rows(rows.clone()),
                        right: scored.right.rows(rows),
                    },
                    labels: &self.labels,
                    patterns: of(owned.sentence),
                    manner,
                };
                let before = out.readings.len();
                decoder.read(&mut out.readings, &mut out.near);
                let own: Vec<FactKind> = out.readings[before..].iter().map(|reading| reading.kind).collect();
                let sure = |reading: &&Reading| reading.score >= SURE && !own.contains(&reading.kind);
                out.readings.extend(of(owned.sentence).iter().filter(sure).cloned());
            }
        }
        out
    }
}
