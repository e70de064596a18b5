//! Mentions: what the later stages know of who and what a text names.
//!
//! Reads sentences, writes [`Analysis`]. All spans here are of the normalised text; [`Analysis::original`] leads back.

mod body;
mod context;
mod gazetteer;
mod instrument;
mod name;
mod number;
mod person;
mod protagonist;
mod scene;
mod standin;
mod time;
mod title;
mod unlisted;
mod value;

use entente_core::{ActorId, Document, Money, Quantity, Span, TopicId, ValidTime};

use self::scene::Scene;
use crate::normalise::normalise;
use crate::resources::Resources;
pub use crate::sentence::SentenceForm;

/// Finds the sentences and mentions of a document.
#[must_use]
pub fn analyse<'d>(document: &'d Document, resources: &Resources<'_>) -> Analysis<'d> {
    let text = normalise(document.text());
    let pieces = crate::sentence::sentences(&text);
    let mut scene = Scene::new(document, &text, &pieces, resources);
    gazetteer::find(&mut scene);
    let taken = time::find(&mut scene);
    value::find(&mut scene, &taken);
    person::find(&mut scene);
    unlisted::find(&mut scene);
    body::find(&mut scene);
    instrument::find(&mut scene);
    standin::find(&mut scene);
    let mut mentions = scene.into_mentions();
    mentions.sort_by_key(|mention| (mention.span.start(), std::cmp::Reverse(mention.span.end())));
    let mut next = 0;
    let sentences = pieces
        .iter()
        .enumerate()
        .map(|(number, piece)| {
            let first = next;
            next += mentions[first..].iter().take_while(|mention| mention.sentence == number).count();
            Sentence { span: piece.span, paragraph: piece.paragraph, form: piece.form, mentions: first..next }
        })
        .collect();
    Analysis { document, text, sentences, mentions }
}

/// A document with its sentences and mentions.
#[derive(Debug)]
pub struct Analysis<'d> {
    /// The document as it came.
    pub document: &'d Document,
    /// The text that the stages work on, with its way back to the document's bytes.
    pub text: crate::normalise::Normalised,
    /// Sentences in the order of the text.
    pub sentences: Vec<Sentence>,
    /// Mentions in the order of the text; those of one sense never overlap, a title may enclose the name it belongs to.
    pub mentions: Vec<Mention>,
}

impl Analysis<'_> {
    /// The words at a span of the normalised text.
    #[must_use]
    pub fn words(&self, span: Span) -> &str {
        span.of(self.text.as_str()).unwrap_or_default()
    }

    /// The mentions of a sentence.
    #[must_use]
    pub fn mentions_of(&self, sentence: usize) -> &[Mention] {
        &self.mentions[self.sentences[sentence].mentions.clone()]
    }

    /// The span of the document's own bytes for a span of the normalised text.
    #[must_use]
    pub fn original(&self, span: Span) -> Span {
        self.text.original(span)
    }
}

/// A sentence, a headline, an item of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands.
    pub span: Span,
    /// The number of its paragraph, from 0.
    pub paragraph: usize,
    /// Running text, a headline or an item.
    pub form: SentenceForm,
    /// Its mentions, as a range of [`Analysis::mentions`].
    pub mentions: std::ops::Range<usize>,
}

/// An occurrence of an actor, a topic, or a value that facts carry.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Where it stands, without titles and articles.
    pub span: Span,
    /// The sentence it stands in, as an index of [`Analysis::sentences`].
    pub sentence: usize,
    /// What it stands for.
    pub sense: Sense,
    /// Other readings of the same words, likelier ones first: "Brussels" for Belgium, "it" for an actor named earlier.
    pub alternatives: Vec<Sense>,
}

/// What a mention stands for.
#[derive(Debug, Clone, PartialEq)]
pub enum Sense {
    /// One or more actors: a name, or words that stand for names ("the two countries", "it", "both sides").
    Actors(Vec<Reference>),
    /// A topic.
    Topic(TopicId),
    /// A level of partnership, in lower case, as named.
    Level(String),
    /// A treaty, law, programme or other instrument; the id of its table where it is listed.
    Instrument {
        /// The id in the table of instruments.
        id: Option<String>,
        /// Its name as the text gives it.
        name: String,
    },
    /// An amount of money.
    Money(Money),
    /// A number of something.
    Quantity(Quantity),
    /// A percentage.
    Percent(f64),
    /// A time expression, resolved against the document's date.
    Time(ValidTime),
}

/// An actor that a mention names or stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The actor itself: the person, the body, the country.
    pub id: ActorId,
    /// The state or organisation that it acts for, where it is a person in office or a body of a state: this fills the
    /// roles, and [`Reference::id`] goes to `via`, except where a fact is about the person.
    pub acts_for: Option<ActorId>,
    /// How the words name it.
    pub form: Form,
    /// The post that the words give to a person ("Japanese Prime Minister" before a name), in lower case.
    pub title: Option<Title>,
}

/// A post as the text gives it beside a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// The post in lower case, without the country ("prime minister").
    pub name: String,
    /// Whose post: a country, organisation or firm, where the words or their surroundings say so.
    pub of: Option<ActorId>,
    /// Where title and name stand together.
    pub span: Span,
    /// Whether the words say that the post is held no longer ("former").
    pub former: bool,
}

/// How words name an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A country by name.
    Country,
    /// A country by its adjective or its people ("Japanese").
    Demonym,
    /// A country or organisation by a capital or seat ("Tokyo", "Brussels", "the Kremlin"), where it may also be a place.
    Seat,
    /// An organisation or bloc.
    Organisation,
    /// A body of a state.
    Body,
    /// A company.
    Company,
    /// A person by name or surname.
    Person,
    /// A name in no table.
    Unlisted,
    /// Words that stand for something named elsewhere: pronouns, "the two countries", an office without a name.
    StandIn,
}

impl Reference {
    /// A reference by a name, without a title.
    pub(crate) fn named(id: ActorId, form: Form) -> Self {
        Self { id, acts_for: None, form, title: None }
    }

    /// Who fills a role where it acts: the state or organisation behind it, or itself.
    #[must_use]
    pub fn actor(&self) -> &ActorId {
        self.acts_for.as_ref().unwrap_or(&self.id)
    }
}

#[cfg(test)]
mod tests;
