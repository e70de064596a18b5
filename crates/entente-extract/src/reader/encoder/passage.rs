//! Passages: what the encoder reads at once, and the candidates that the heads score.
//!
//! A passage is whole sentences with a few before them as context. Each sentence is scored in the passage that owns it;
//! its candidates are its own mentions, then those of the sentences before, the nearest first, and at last the topic
//! `general`. Sentences without an actor among their candidates are not scored, passages without such a sentence not read.

use std::collections::HashSet;
use std::ops::Range;

use entente_core::FactKind;

use super::labels::Labels;
use super::tokenizer::{Piece, Tokenizer};
use crate::mention::{Analysis, Form, Mention, Sense, SentenceForm};
use crate::reader::{FillerRef, Reading};

/// What the encoder reads at once.
#[derive(Debug, PartialEq)]
pub(super) struct Passage {
    /// The numbers of its pieces, with the two around them.
    pub(super) pieces: Vec<u32>,
    /// The sentences that are scored in it.
    pub(super) sentences: Vec<Owned>,
}

/// A sentence in the passage that owns it.
#[derive(Debug, PartialEq)]
pub(super) struct Owned {
    /// Its number in the document.
    pub(super) sentence: usize,
    /// Its pieces in the passage.
    pub(super) pieces: Range<usize>,
    /// Who and what may fill roles of its facts.
    pub(super) candidates: Vec<Candidate>,
}

/// What may fill a role.
#[derive(Debug, PartialEq)]
pub(super) struct Candidate {
    /// The mention; none for the topic `general`.
    pub(super) mention: Option<usize>,
    /// How many sentences before the one that is scored it stands.
    pub(super) back: usize,
    /// Its pieces in the passage; the opening piece where it has none.
    pub(super) pieces: Range<usize>,
}

impl Candidate {
    pub(super) fn filler(&self) -> FillerRef {
        self.mention.map_or(FillerRef::General, FillerRef::Mention)
    }
}

/// The passages of a document.
pub(super) fn passages(analysis: &Analysis<'_>, tokenizer: &Tokenizer, labels: &Labels) -> Vec<Passage> {
    let count = analysis.sentences.len();
    let pieces: Vec<Vec<Piece>> = (0..count)
        .map(|at| {
            let mut pieces = tokenizer.encode(analysis.words(analysis.sentences[at].span));
            pieces.truncate(labels.passage);
            pieces
        })
        .collect();
    let special = tokenizer.special();
    let mut out = Vec::new();
    let mut next = 0;
    while next < count {
        let mut first = next;
        let mut length = 0;
        while first > 0 && next - first < labels.back && length + pieces[first - 1].len() <= labels.context {
            first -= 1;
            length += pieces[first].len();
        }
        let begin = next;
        while next < count && (next == begin || length + pieces[next].len() <= labels.passage) {
            length += pieces[next].len();
            next += 1;
        }
        let mut ids = vec![special.opening];
        // For every piece after the opening one: its bytes in the text.
        let mut places: Vec<Range<usize>> = Vec::with_capacity(length);
        let mut ranges = Vec::with_capacity(next - first);
        for (pieces, sentence) in pieces[first..next].iter().zip(&analysis.sentences[first..next]) {
            let start = sentence.span.start();
            let from = ids.len();
            ids.extend(pieces.iter().map(|piece| piece.id));
            places.extend(pieces.iter().map(|p| start + p.start as usize..start + p.end as usize));
            ranges.push(from..ids.len());
        }
        ids.push(special.closing);
        let sentences: Vec<Owned> = (begin..next)
            .filter(|at| !pieces[*at].is_empty())
            .filter_map(|at| {
                let candidates = candidates(analysis, at, first, &places, labels);
                let acts = candidates.iter().filter_map(|it| it.mention).any(|m| is_actor(&analysis.mentions[m]));
                acts.then(|| Owned { sentence: at, pieces: ranges[at - first].clone(), candidates })
            })
            .collect();
        if !sentences.is_empty() {
            out.push(Passage { pieces: ids, sentences });
        }
    }
    out
}

fn is_actor(mention: &Mention) -> bool {
    matches!(mention.sense, Sense::Actors(_))
}

/// How many places of a sentence's candidates are kept for the sentences before it.
const KEPT_FOR_OTHERS: usize = 12;

fn candidates(
    analysis: &Analysis<'_>,
    sentence: usize,
    first: usize,
    places: &[Range<usize>],
    labels: &Labels,
) -> Vec<Candidate> {
    let own = analysis.sentences[sentence].mentions.clone();
    let own = own.start..own.end.min(own.start + labels.candidates - KEPT_FOR_OTHERS);
    let mut chosen: Vec<(usize, usize)> = own.clone().map(|mention| (mention, 0)).collect();
    let identity = |mention: &Mention| match &mention.sense {
        Sense::Actors(references) => {
            Some(references.iter().map(|it| (it.id.as_str().to_owned(), it.acts_for.clone())).collect::<Vec<_>>())
        }
        Sense::Topic(topic) => Some(vec![(topic.as_str().to_owned(), None)]),
        _ => None,
    };
    let mut seen: HashSet<_> = own.filter_map(|mention| identity(&analysis.mentions[mention])).collect();
    for back in 1..=labels.back.min(sentence - first) {
        for mention in analysis.sentences[sentence - back].mentions.clone().rev() {
            let wanted = match analysis.mentions[mention].sense {
                Sense::Actors(_) => true,
                Sense::Topic(_) => back <= 2,
                _ => false,
            };
            if wanted
                && chosen.len() < labels.candidates
                && identity(&analysis.mentions[mention]).is_some_and(|it| seen.insert(it))
            {
                chosen.push((mention, back));
            }
        }
    }
    let mut out: Vec<Candidate> = chosen
        .into_iter()
        .map(|(mention, back)| {
            let span = analysis.mentions[mention].span;
            let from = places.partition_point(|place| place.end <= span.start());
            let count = places[from..].iter().take_while(|place| place.start < span.end()).count();
            let pieces = if count == 0 { 0..1 } else { from + 1..from + count + 1 };
            Candidate { mention: Some(mention), back, pieces }
        })
        .collect();
    out.push(Candidate { mention: None, back: 0, pieces: 0..1 });
    out
}

/// What a candidate is, in the order of the features' first columns.
const SORTS: usize = 19;
const FLAGS: usize = 6;
const DISTANCES: usize = 4;

/// How many features there are for so many roles.
pub(super) fn feature_count(labels: &Labels) -> usize {
    SORTS + FLAGS + DISTANCES + labels.role_count() + FactKind::ALL.len()
}

/// The features of a sentence's candidates, row by row: sort, flags, distance, and what the patterns made of them.
pub(super) fn features(analysis: &Analysis<'_>, owned: &Owned, patterns: &[Reading], labels: &Labels) -> Vec<f32> {
    let width = feature_count(labels);
    let mut out = vec![0.0; owned.candidates.len() * width];
    let form = analysis.sentences[owned.sentence].form;
    for (candidate, row) in owned.candidates.iter().zip(out.chunks_exact_mut(width)) {
        let mut set = |at: usize, is: bool| row[at] = f32::from(u8::from(is));
        let base = SORTS + FLAGS + DISTANCES;
        match candidate.mention.map(|m| &analysis.mentions[m]) {
            Some(mention) => {
                set(sort(&mention.sense), true);
                let references: &[_] = match &mention.sense {
                    Sense::Actors(references) => references,
                    _ => &[],
                };
                let title = references.first().and_then(|it| it.title.as_ref());
                set(SORTS, title.is_some());
                set(SORTS + 1, title.is_some_and(|it| it.former));
                set(SORTS + 2, references.len() > 1);
                set(SORTS + 3, !mention.alternatives.is_empty());
                set(SORTS + 4, form == SentenceForm::Heading);
                set(SORTS + 5, form == SentenceForm::Item);
                set(SORTS + FLAGS + candidate.back.min(DISTANCES - 1), true);
            }
            None => set(SORTS - 1, true),
        }
        for reading in patterns {
            if let Some(at) = FactKind::ALL.iter().position(|kind| *kind == reading.kind) {
                set(base + labels.role_count() + at, true);
            }
            for (role, filler) in &reading.fillers {
                let fills = match filler {
                    FillerRef::Mention(m) | FillerRef::Reference(m, _) => candidate.mention == Some(*m),
                    FillerRef::General => candidate.mention.is_none(),
                };
                if fills && let Some(column) = labels.role(reading.kind, *role) {
                    set(base + column.at, true);
                }
            }
        }
    }
    out
}

fn sort(sense: &Sense) -> usize {
    match sense {
        Sense::Actors(references) => match references.as_slice() {
            [] => 8,
            [first, rest @ ..] => match first.form {
                Form::Country => 0,
                Form::Demonym => 1,
                Form::Seat => 2,
                Form::Organisation => 3,
                Form::Body => 4,
                Form::Company => 5,
                Form::Person if first.acts_for.is_none() => 6,
                Form::Person => 7,
                Form::Unlisted => 8,
                Form::StandIn if rest.is_empty() => 9,
                Form::StandIn => 10,
            },
        },
        Sense::Topic(_) => 11,
        Sense::Level(_) => 12,
        Sense::Instrument { .. } => 13,
        Sense::Money(_) => 14,
        Sense::Quantity(_) => 15,
        Sense::Percent(_) => 16,
        Sense::Time(_) => 17,
    }
}
