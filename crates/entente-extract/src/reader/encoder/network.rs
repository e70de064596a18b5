//! The networks: from the pieces of a passage to the scores of its candidates.
//!
//! Two graphs in ONNX. The *encoder* gives every piece a vector; the *heads* read the vectors of a passage, where its
//! candidates stand and what is known of them, and give the scores. Only this file knows how graphs are run.
//!
//! The weights are whole numbers of 7 bits, what they are multiplied with has 8: sums of products are exact with any
//! instructions, and so the same on every machine. What is left to differ is the order in which floats are added.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rten::{Dimension, Model, ModelOptions, NodeId, RunOptions, ThreadPool, TryFromValueError, Value, ValueOrView};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};

use super::passage::Passage;

#[cfg(test)]
mod tests;

/// The networks, loaded.
///
/// Any number of threads may call at a time, and every call keeps to one core. Callers that want several cores share out
/// documents over threads of their own ([`std::thread::scope`]): those of rayon would begin with another document while they
/// wait for the scores of the first.
pub(super) struct Network {
    encoder: Encoder,
    heads: Heads,
    cores: Cores,
}

/// What the heads say of a passage: a row for each candidate, in the order of the sentences.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scored {
    /// Log-odds of roles and values.
    pub(super) roles: Matrix,
    /// Scores of the attributes' classes.
    pub(super) attributes: Matrix,
    /// The two sides of the pair score.
    pub(super) left: Matrix,
    pub(super) right: Matrix,
}

/// Numbers in rows.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Matrix {
    columns: usize,
    numbers: Vec<f32>,
}

/// Why a network cannot be loaded.
#[derive(Debug, thiserror::Error)]
pub(super) enum NetworkError {
    /// The bytes are no graph that can be run.
    #[error("the graph of the {part} cannot be loaded: export it with operators that the runtime knows")]
    Load {
        /// `encoder` or `heads`.
        part: &'static str,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The graph lacks an input or an output.
    #[error("the graph of the {part} has no `{name}`: export it with the names that the reader uses")]
    Missing {
        /// `encoder` or `heads`.
        part: &'static str,
        /// The input or output.
        name: &'static str,
    },
    /// The graph does not take or give what it should.
    #[error("the graph of the {part} cannot be run: export encoder and heads of the same training")]
    Run {
        /// `encoder` or `heads`.
        part: &'static str,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl Network {
    /// Loads both graphs and tries them on a passage of one piece.
    ///
    /// The encoder takes `input_ids` and `attention_mask`, `[passages, pieces]`, and gives `hidden`, `[passages, pieces,
    /// width]`. The heads take `hidden`, `[pieces, width]`, the candidates' `spans`, `[candidates, pieces]`, and the scored
    /// `sentence`s, `[sentences, pieces]`, where each row spreads 1 over the pieces that it means, the `owner` of each
    /// candidate, `[candidates, sentences]`, 1 at the sentence that it is scored for, and `features`, `[candidates,
    /// features]`. They give the fields of [`Scored`], `[candidates, any]`, under the names that these have.
    ///
    /// # Errors
    ///
    /// [`NetworkError`], where one of this is not so.
    pub(super) fn load(encoder: &'static [u8], heads: &'static [u8]) -> Result<Self, NetworkError> {
        let network = Self { encoder: Encoder::load(encoder)?, heads: Heads::load(heads)?, cores: Cores::default() };
        network.cores.on_one(|options| {
            let hidden = network.encoder.run(&[&[0]], options)?.remove(0);
            let one = Matrix { columns: 1, numbers: vec![1.0] };
            let features = Matrix::zeros(1, network.heads.features);
            network.heads.run([&hidden, &one, &one, &one, &features], options)
        })?;
        Ok(network)
    }

    /// Scores the candidates of a passage. `features` has a row for each of them.
    pub(super) fn score(&self, passage: &Passage, features: &[f32]) -> Scored {
        self.score_all(&[(passage, features)]).remove(0)
    }

    /// Scores the candidates of several passages, which is faster than one after the other where they are short: those of
    /// like length are read together.
    ///
    /// # Panics
    ///
    /// For pieces that are not in the encoder's vocabulary, for passages that are longer than it reads, and for features of
    /// another number than the heads take.
    pub(super) fn score_all(&self, passages: &[(&Passage, &[f32])]) -> Vec<Scored> {
        let pieces: Vec<&[u32]> = passages.iter().map(|(passage, _)| passage.pieces.as_slice()).collect();
        let mut scored: Vec<Option<Scored>> = vec![None; passages.len()];
        self.cores.on_one(|options| {
            for batch in batches(&pieces) {
                let together: Vec<&[u32]> = batch.iter().map(|&at| pieces[at]).collect();
                let hidden = self.encoder.run(&together, options).expect("the encoder ran when it was loaded");
                for (at, hidden) in batch.into_iter().zip(hidden) {
                    let (passage, features) = passages[at];
                    scored[at] = Some(self.score_hidden(&hidden, passage, features, options));
                }
            }
        });
        scored.into_iter().map(|it| it.expect("every passage is in a batch")).collect()
    }

    fn score_hidden(&self, hidden: &Matrix, passage: &Passage, features: &[f32], options: &RunOptions) -> Scored {
        let candidates = passage.sentences.iter().flat_map(|owned| &owned.candidates);
        let spans = means(candidates.map(|candidate| &candidate.pieces), passage.pieces.len());
        let sentence = means(passage.sentences.iter().map(|owned| &owned.pieces), passage.pieces.len());
        let owner = owners(passage);
        let features = Matrix { columns: self.heads.features, numbers: features.to_vec() };
        self.heads
            .run([hidden, &spans, &sentence, &owner, &features], options)
            .expect("the heads ran when they were loaded")
    }
}

impl fmt::Debug for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network").field("features", &self.heads.features).finish_non_exhaustive()
    }
}

impl Matrix {
    fn zeros(rows: usize, columns: usize) -> Self {
        Self { columns, numbers: vec![0.0; rows * columns] }
    }

    /// The numbers of some rows.
    pub(super) fn rows(&self, rows: Range<usize>) -> &[f32] {
        &self.numbers[rows.start * self.columns..rows.end * self.columns]
    }

    fn view(&self) -> ValueOrView<'_> {
        let rows = self.numbers.len().checked_div(self.columns).unwrap_or(0);
        NdTensorView::from_data([rows, self.columns], self.numbers.as_slice()).into()
    }
}

/// A row for each range of pieces that gives their mean.
fn means<'r>(ranges: impl Iterator<Item = &'r Range<usize>>, pieces: usize) -> Matrix {
    let mut numbers = Vec::new();
    for range in ranges {
        let start = numbers.len();
        numbers.resize(start + pieces, 0.0);
        #[allow(clippy::cast_precision_loss, reason = "a passage has some hundred pieces")]
        numbers[start..][range.clone()].fill(1.0 / range.len() as f32);
    }
    Matrix { columns: pieces, numbers }
}

/// A row for each candidate: 1 at the sentence that it is scored for.
fn owners(passage: &Passage) -> Matrix {
    let columns = passage.sentences.len();
    let mut numbers = Vec::new();
    for (sentence, owned) in passage.sentences.iter().enumerate() {
        for _ in &owned.candidates {
            let start = numbers.len();
            numbers.resize(start + columns, 0.0);
            numbers[start + sentence] = 1.0;
        }
    }
    Matrix { columns, numbers }
}

/// The graph that reads pieces.
struct Encoder {
    model: Model,
    ids: NodeId,
    mask: NodeId,
    hidden: NodeId,
}

impl Encoder {
    const PART: &'static str = "encoder";

    fn load(bytes: &'static [u8]) -> Result<Self, NetworkError> {
        let model = load(bytes, Self::PART)?;
        Ok(Self {
            ids: node(&model, "input_ids", Self::PART)?,
            mask: node(&model, "attention_mask", Self::PART)?,
            hidden: node(&model, "hidden", Self::PART)?,
            model,
        })
    }

    /// The vectors of passages that are read together: the shorter ones are filled up, and the filling is masked.
    fn run(&self, passages: &[&[u32]], options: &RunOptions) -> Result<Vec<Matrix>, NetworkError> {
        let longest = passages.iter().map(|passage| passage.len()).max().unwrap_or(0);
        let mut ids = NdTensor::<i32, 2>::zeros([passages.len(), longest]);
        let mut mask = ids.clone();
        for (row, passage) in passages.iter().enumerate() {
            for (column, &id) in passage.iter().enumerate() {
                ids[[row, column]] = id.cast_signed();
                mask[[row, column]] = 1;
            }
        }
        let inputs = vec![(self.ids, ids.into()), (self.mask, mask.into())];
        let failed = |source| NetworkError::Run { part: Self::PART, source };
        let [hidden] = self.model.run_n(inputs, [self.hidden], Some(options.clone())).map_err(|e| failed(e.into()))?;
        let hidden: NdTensor<f32, 3> = hidden.try_into().map_err(|e: TryFromValueError| failed(e.into()))?;
        let columns = hidden.size(2);
        let numbers = hidden.into_data();
        let filled = numbers.chunks_exact(longest * columns).zip(passages);
        Ok(filled.map(|(row, it)| Matrix { columns, numbers: row[..it.len() * columns].to_vec() }).collect())
    }
}

/// The graph that scores candidates.
struct Heads {
    model: Model,
    inputs: [NodeId; 5],
    outputs: [NodeId; 4],
    /// How many features a candidate has.
    features: usize,
}

impl Heads {
    const PART: &'static str = "heads";

    fn load(bytes: &'static [u8]) -> Result<Self, NetworkError> {
        let model = load(bytes, Self::PART)?;
        let node = |name| node(&model, name, Self::PART);
        let inputs = [node("hidden")?, node("spans")?, node("sentence")?, node("owner")?, node("features")?];
        let outputs = [node("roles")?, node("attributes")?, node("left")?, node("right")?];
        let shape = model.node_info(inputs[4]).and_then(|info| info.shape()).unwrap_or_default();
        let Some(&Dimension::Fixed(features)) = shape.get(1) else {
            return Err(NetworkError::Missing { part: Self::PART, name: "number of features" });
        };
        Ok(Self { inputs, outputs, features, model })
    }

    fn run(&self, input: [&Matrix; 5], options: &RunOptions) -> Result<Scored, NetworkError> {
        let inputs = self.inputs.into_iter().zip(input.map(Matrix::view)).collect();
        let failed = |source| NetworkError::Run { part: Self::PART, source };
        let outputs = self.model.run_n(inputs, self.outputs, Some(options.clone())).map_err(|e| failed(e.into()))?;
        let [roles, attributes, left, right] = outputs.map(|it| matrix(it).map_err(|e| failed(e.into())));
        Ok(Scored { roles: roles?, attributes: attributes?, left: left?, right: right? })
    }
}

/// Threads to run graphs on: one for each call under way, kept for the next.
///
/// The runtime would share out each multiplication over all cores. For passages of some hundred pieces that costs more
/// than it gives, and the callers have whole documents to share out.
#[derive(Default)]
struct Cores {
    idle: Mutex<Vec<Arc<ThreadPool>>>,
}

impl Cores {
    fn on_one<T: Send>(&self, run: impl FnOnce(&RunOptions) -> T + Send) -> T {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let core = idle.unwrap_or_else(|| Arc::new(ThreadPool::with_num_threads(1)));
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&core)));
        let result = core.run(|| run(&options));
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(core);
        result
    }
}

/// Passages to read together, by their places: of like length, and with no more pieces than a core's caches hold.
fn batches(passages: &[&[u32]]) -> Vec<Vec<usize>> {
    const PIECES: usize = 256;
    let mut order: Vec<usize> = (0..passages.len()).collect();
    order.sort_by_key(|&at| passages[at].len());
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for at in order {
        let length = passages[at].len();
        match batches.last_mut() {
            // More filling than a quarter costs more than a batch of its own.
            Some(batch) if (batch.len() + 1) * length <= PIECES && passages[batch[0]].len() * 4 >= length * 3 => {
                batch.push(at);
            }
            _ => batches.push(vec![at]),
        }
    }
    batches
}

fn load(bytes: &'static [u8], part: &'static str) -> Result<Model, NetworkError> {
    let mut options = ModelOptions::with_all_ops();
    options.prepack_weights(true);
    options.load_static_slice(bytes).map_err(|e| NetworkError::Load { part, source: e.into() })
}

fn node(model: &Model, name: &'static str, part: &'static str) -> Result<NodeId, NetworkError> {
    model.find_node(name).ok_or(NetworkError::Missing { part, name })
}

fn matrix(value: Value) -> Result<Matrix, TryFromValueError> {
    let tensor: NdTensor<f32, 2> = value.try_into()?;
    Ok(Matrix { columns: tensor.size(1), numbers: tensor.into_data() })
}
