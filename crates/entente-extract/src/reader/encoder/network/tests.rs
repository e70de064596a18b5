mod plain;

use std::thread;

use super::*;
use crate::reader::encoder::passage::{Candidate, Owned};
use crate::reader::encoder::{ENCODER, EncoderReader, HEADS};

/// Scores are the same, whatever is read beside them, to this much: floats are added in another order.
const TOLERANCE: f32 = 1e-3;

fn network() -> &'static Network {
    &EncoderReader::embedded().network
}

/// A passage of one sentence with a candidate for each piece.
fn passage(pieces: &[u32]) -> Passage {
    let inner = 1..pieces.len() - 1;
    let candidates = inner.clone().map(|at| Candidate { mention: None, back: 0, pieces: at..at + 1 }).collect();
    Passage { pieces: pieces.to_vec(), sentences: vec![Owned { sentence: 0, pieces: inner, candidates }] }
}

fn features(passage: &Passage) -> Vec<f32> {
    vec![0.0; passage.sentences[0].candidates.len() * network().heads.features]
}

fn check_close(a: &Scored, b: &Scored) {
    for (left, right) in
        [(&a.roles, &b.roles), (&a.attributes, &b.attributes), (&a.left, &b.left), (&a.right, &b.right)]
    {
        assert_eq!(left.columns, right.columns);
        for (x, y) in left.numbers.iter().zip(&right.numbers) {
            assert!((x - y).abs() <= TOLERANCE, "{x} and {y}");
        }
    }
}

#[test]
fn a_passage_scores_the_same_alone_and_beside_others() {
    let passages =
        [passage(&[101, 2859, 7917, 14993, 102]), passage(&[101, 2634, 102]), passage(&[101, 7, 8, 9, 10, 102])];
    let features: Vec<Vec<f32>> = passages.iter().map(features).collect();
    let together: Vec<(&Passage, &[f32])> = passages.iter().zip(&features).map(|(p, f)| (p, f.as_slice())).collect();
    let scored = network().score_all(&together);
    for ((passage, features), scored) in passages.iter().zip(&features).zip(&scored) {
        check_close(&network().score(passage, features), scored);
    }
}

#[test]
fn threads_share_the_networks() {
    let passage = passage(&[101, 2859, 7917, 14993, 102]);
    let alone = network().score(&passage, &features(&passage));
    thread::scope(|scope| {
        let threads: Vec<_> = (0..3).map(|_| scope.spawn(|| network().score(&passage, &features(&passage)))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}

#[test]
fn every_candidate_has_a_row() {
    let passage = passage(&[101, 2859, 7917, 14993, 102]);
    let scored = network().score(&passage, &features(&passage));
    for matrix in [&scored.roles, &scored.attributes, &scored.left, &scored.right] {
        assert_eq!(matrix.numbers.len(), 3 * matrix.columns);
        assert!(matrix.numbers.iter().all(|number| number.is_finite()));
    }
}

#[test]
fn what_is_no_graph_or_another_one_is_refused() {
    let error = |encoder, heads| Network::load(encoder, heads).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(error(b"no graph", HEADS).contains("graph of the encoder cannot be loaded"));
    assert!(error(ENCODER, b"no graph").contains("graph of the heads cannot be loaded"));
    assert!(error(HEADS, HEADS).contains("graph of the encoder has no `input_ids`"));
}

#[test]
fn batches_hold_passages_of_like_length_up_to_what_caches_hold() {
    let check = |lengths: &[usize], expected: &[&[usize]]| {
        let passages: Vec<Vec<u32>> = lengths.iter().map(|&length| vec![1; length]).collect();
        let passages: Vec<&[u32]> = passages.iter().map(Vec::as_slice).collect();
        assert_eq!(batches(&passages), expected, "{lengths:?}");
    };
    check(&[], &[]);
    check(&[60, 64, 62, 61], &[&[0, 3, 2, 1]]);
    check(&[65, 65, 65, 65], &[&[0, 1, 2], &[3]]);
    check(&[250, 30, 250], &[&[1], &[0], &[2]]);
    check(&[30, 40, 41], &[&[0, 1], &[2]]);
}

/// Scores are the same on every machine to this much: a number that falls on the border between two of 8 bits may go
/// either way, and the vectors that come of it differ a little.
const TOLERANCE_OF_MACHINES: f64 = 0.02;

#[test]
fn the_fast_path_gives_what_plain_loops_give() {
    let passage = passage(&[101, 2859, 7917, 14993, 102]);
    let features: Vec<f32> =
        features(&passage).iter().enumerate().map(|(at, _)| f32::from(u8::from(at % 9 == 0))).collect();

    let fast = network().score(&passage, &features);

    let line = |shape: &[usize], numbers: Vec<f64>| plain::Tensor::new(shape, numbers);
    let given = |matrix: &Matrix| {
        let numbers: Vec<f64> = matrix.numbers.iter().map(|&it| f64::from(it)).collect();
        line(&[numbers.len() / matrix.columns, matrix.columns], numbers)
    };
    let pieces = passage.pieces.len();
    let ids = line(&[1, pieces], passage.pieces.iter().map(|&id| f64::from(id)).collect());
    let mask = line(&[1, pieces], vec![1.0; pieces]);
    let mut read = plain::run(ENCODER, vec![("input_ids", ids), ("attention_mask", mask)]);
    let hidden = line(&[pieces, 384], read.remove("hidden").expect("the vectors").numbers);
    let owned = &passage.sentences[0];
    let inputs = vec![
        ("hidden", hidden),
        ("spans", given(&means(owned.candidates.iter().map(|it| &it.pieces), pieces))),
        ("sentence", given(&means([&owned.pieces].into_iter(), pieces))),
        ("owner", given(&owners(&passage))),
        ("features", given(&Matrix { columns: network().heads.features, numbers: features })),
    ];
    let plain = plain::run(HEADS, inputs);
    for (name, fast) in
        [("roles", &fast.roles), ("attributes", &fast.attributes), ("left", &fast.left), ("right", &fast.right)]
    {
        let plain = &plain[name].numbers;
        assert_eq!(plain.len(), fast.numbers.len(), "{name}");
        let apart = plain.iter().zip(&fast.numbers).map(|(plain, &fast)| (plain - f64::from(fast)).abs());
        let apart = apart.fold(0.0, f64::max);
        assert!(apart <= TOLERANCE_OF_MACHINES, "{name}: up to {apart} apart");
    }
}
