//! The state that the recognisers share while they read a document: its tokens and what was found so far.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use entente_core::{Document, Span};
use jiff::civil::Date;

use super::{Form, Mention, Reference, Sense};
use crate::lexicon::Class;
use crate::normalise::Normalised;
use crate::resources::Resources;
use crate::sentence::{Piece, SentenceForm};
use crate::token::{Shape, Token, WordId, tokenise};

/// A document under the recognisers' eyes.
pub(super) struct Scene<'s> {
    pub(super) document: &'s Document,
    pub(super) resources: &'s Resources<'s>,
    pub(super) text: &'s str,
    pub(super) pieces: &'s [Piece],
    pub(super) tokens: Vec<Token>,
    /// The tokens of each sentence.
    pub(super) sentences: Vec<Range<usize>>,
    /// Which actor each token belongs to, as an index of `found`.
    pub(super) actor_at: Vec<Option<usize>>,
    /// Which topic each token belongs to.
    pub(super) topic_at: Vec<Option<usize>>,
    pub(super) found: Vec<Found>,
    /// Whether the text holds a string, looked up once each: many names ask the same of a long text.
    holds: RefCell<HashMap<String, bool>>,
}

/// A mention by its tokens.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) tokens: Range<usize>,
    pub(super) sense: Sense,
    pub(super) alternatives: Vec<Sense>,
    /// Taken back by a later recogniser.
    pub(super) gone: bool,
}

impl<'s> Scene<'s> {
    pub(super) fn new(
        document: &'s Document,
        normalised: &'s Normalised,
        pieces: &'s [Piece],
        resources: &'s Resources<'_>,
    ) -> Self {
        let text = normalised.as_str();
        let mut tokens = Vec::with_capacity(text.len() / 5);
        let mut sentences = Vec::with_capacity(pieces.len());
        for (number, piece) in pieces.iter().enumerate() {
            let first = tokens.len();
            tokenise(text, piece.span, number, &resources.vocabulary, &mut tokens);
            sentences.push(first..tokens.len());
        }
        let none = vec![None; tokens.len()];
        Self {
            document,
            resources,
            text,
            pieces,
            sentences,
            actor_at: none.clone(),
            topic_at: none,
            tokens,
            found: Vec::new(),
            holds: RefCell::default(),
        }
    }

    /// Whether the text holds a string.
    pub(super) fn holds(&self, needle: &str) -> bool {
        if let Some(&held) = self.holds.borrow().get(needle) {
            return held;
        }
        let held = self.text.contains(needle);
        self.holds.borrow_mut().insert(needle.to_owned(), held);
        held
    }

    /// The day that relative words count from.
    pub(super) fn day(&self) -> Option<Date> {
        self.document.published
    }

    /// The words of a token as the text has them.
    pub(super) fn word(&self, token: usize) -> &'s str {
        self.tokens.get(token).map_or("", |token| &self.text[token.start..token.end])
    }

    /// Whether a token is this word in any case.
    pub(super) fn is_word(&self, token: usize, word: &str) -> bool {
        self.word(token).eq_ignore_ascii_case(word)
    }

    /// Whether a token is one of these words in any case.
    pub(super) fn is_any(&self, token: usize, words: &[&str]) -> bool {
        let own = self.word(token);
        words.iter().any(|word| own.eq_ignore_ascii_case(word))
    }

    /// Whether a token is of a class.
    pub(super) fn is(&self, token: usize, class: Class) -> bool {
        self.tokens.get(token).is_some_and(|token| self.resources.lexicon.is(token.word, class))
    }

    /// How a token is written; what is no token counts as a mark.
    pub(super) fn shape(&self, token: usize) -> Shape {
        self.tokens.get(token).map_or(Shape::Mark, |token| token.shape)
    }

    /// The number of a token's word.
    pub(super) fn word_id(&self, token: usize) -> WordId {
        self.tokens.get(token).map_or(WordId::UNKNOWN, |token| token.word)
    }

    /// Whether a token touches the one before.
    pub(super) fn glued(&self, token: usize) -> bool {
        self.tokens.get(token).is_some_and(|token| token.glued)
    }

    /// Whether a token is a word and no number or mark.
    pub(super) fn is_wordlike(&self, token: usize) -> bool {
        self.tokens.get(token).is_some_and(Token::is_word)
    }

    /// Whether a token begins with a capital.
    pub(super) fn is_capital(&self, token: usize) -> bool {
        self.tokens.get(token).is_some_and(Token::is_capital)
    }

    /// The words from the first token to the last.
    pub(super) fn words(&self, tokens: Range<usize>) -> &'s str {
        self.span(tokens).and_then(|span| span.of(self.text)).unwrap_or_default()
    }

    /// The span of tokens.
    pub(super) fn span(&self, tokens: Range<usize>) -> Option<Span> {
        let last = tokens.end.checked_sub(1)?;
        Span::new(self.tokens.get(tokens.start)?.start, self.tokens.get(last)?.end)
    }

    /// The sentence of a token.
    pub(super) fn sentence_of(&self, token: usize) -> Range<usize> {
        let end = self.tokens.len();
        self.tokens.get(token).map_or(end..end, |token| self.sentences[token.sentence].clone())
    }

    /// The token before, in the same sentence.
    pub(super) fn before(&self, token: usize) -> Option<usize> {
        (token > self.sentence_of(token).start).then(|| token - 1)
    }

    /// The token at an index, where it is in the sentence of another.
    pub(super) fn after(&self, token: usize, by: usize) -> Option<usize> {
        let at = token + by;
        (at < self.sentence_of(token).end).then_some(at)
    }

    /// Whether a name of the tables begins at a token, whatever it names.
    pub(super) fn is_listed(&self, token: usize) -> bool {
        let end = self.sentence_of(token).end;
        self.resources.names.find(self.text, &self.tokens[token..end]).is_some()
    }

    /// Whether most words of a token's sentence are capitals, as in headlines: capitals say nothing there.
    pub(super) fn is_title_case(&self, token: usize) -> bool {
        if self.tokens.get(token).is_none_or(|token| self.pieces[token.sentence].form != SentenceForm::Heading) {
            return false;
        }
        let words = self.sentence_of(token).filter(|&at| self.tokens[at].is_word() && self.word(at).len() > 3);
        let (all, capitals) =
            words.fold((0, 0), |(all, capitals), at| (all + 1, capitals + usize::from(self.is_capital(at))));
        capitals * 4 >= all * 3
    }

    /// Adds an actor mention; one that is covered is dropped, those that it covers are taken back.
    pub(super) fn add_actors(&mut self, tokens: Range<usize>, references: Vec<Reference>) -> Option<usize> {
        self.add(tokens, Sense::Actors(references))
    }

    /// Adds a mention; see [`Scene::add_actors`].
    pub(super) fn add(&mut self, tokens: Range<usize>, sense: Sense) -> Option<usize> {
        if tokens.is_empty() {
            return None;
        }
        let layer = match sense {
            Sense::Actors(_) => Some(&mut self.actor_at),
            Sense::Topic(_) => Some(&mut self.topic_at),
            _ => None,
        };
        let index = self.found.len();
        if let Some(layer) = layer {
            for at in tokens.clone() {
                if let Some(other) = layer[at].filter(|&other| !self.found[other].gone) {
                    let other = &mut self.found[other];
                    if other.tokens.len() > tokens.len() {
                        return None;
                    }
                    other.gone = true;
                }
            }
            layer[tokens.clone()].fill(Some(index));
        }
        self.found.push(Found { tokens, sense, alternatives: Vec::new(), gone: false });
        Some(index)
    }

    /// The actor mention that a token belongs to.
    pub(super) fn actor(&self, token: usize) -> Option<&Found> {
        let found = &self.found[(*self.actor_at.get(token)?)?];
        (!found.gone).then_some(found)
    }

    /// The references of the actor mention that a token belongs to.
    pub(super) fn references(&self, token: usize) -> &[Reference] {
        match self.actor(token) {
            Some(Found { sense: Sense::Actors(references), .. }) => references,
            _ => &[],
        }
    }

    /// The form of the actor mention that a token belongs to.
    pub(super) fn form(&self, token: usize) -> Option<Form> {
        self.references(token).first().map(|reference| reference.form)
    }

    /// What was found, as mentions.
    pub(super) fn into_mentions(self) -> Vec<Mention> {
        let Self { tokens, found, .. } = self;
        found
            .into_iter()
            .filter(|found| !found.gone && !matches!(&found.sense, Sense::Actors(references) if references.is_empty()))
            .filter_map(|found| {
                let (first, last) = (&tokens[found.tokens.start], &tokens[found.tokens.end - 1]);
                Some(Mention {
                    span: Span::new(first.start, last.end)?,
                    sentence: first.sentence,
                    sense: found.sense,
                    alternatives: found.alternatives,
                })
            })
            .collect()
    }
}
