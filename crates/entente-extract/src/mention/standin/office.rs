//! Posts without a name: "the Chinese president", "the minister".

use entente_core::ActorId;

use super::{Sort, Walk};
use crate::mention::title::Post;
use crate::mention::{Form, Reference, Sense, Title, gazetteer};

impl Walk<'_, '_> {
    /// A post without a name: "the Chinese president", "the minister".
    pub(super) fn office(&mut self, post: &Post) -> Option<usize> {
        if post.plural
            || self.scene.actor(post.head).is_some()
            || post.former
            || self.scene.is_any(post.phrase, &["a", "an"])
        {
            return None;
        }
        // With a name right after or before, the post is that person's title.
        let named = |at: usize| self.scene.form(at) == Some(Form::Person);
        let titled = named(post.end)
            || named(post.end + 1) && self.scene.word(post.end) == ","
            || post.phrase > 0 && (named(post.phrase - 1) || post.phrase > 1 && named(post.phrase - 2));
        if titled || !post.article && post.owner.is_none() {
            return None;
        }
        let head = self.scene.word(post.head).to_ascii_lowercase();
        let owner = post.owner.clone();
        let world = self.scene.resources.world;
        let mut readings: Vec<Vec<Reference>> = Vec::new();
        if owner.is_none() || post.article {
            // The person with such a title named before, of this state where one is given.
            let people = self.titled_before(post, &head, owner.as_ref());
            readings.extend(people.into_iter().map(|r| vec![r]));
        }
        let state = owner.clone().or_else(|| self.nearest(post.phrase, Sort::State).first().map(|r| r.id.clone()));
        let mut title_of = state.clone();
        if let (Some(state), Some(day)) = (&state, self.scene.day())
            && let Some((office, _)) = world.office_holder(state, &post.name, day)
        {
            let mut reference = gazetteer::person(self.scene, &office.person);
            reference.acts_for = Some(state.clone());
            readings.push(vec![reference]);
        }
        if readings.is_empty() {
            // No name is known: the state that it acts for, where it is a post of a state.
            let state_post = matches!(
                head.as_str(),
                "minister"
                    | "president"
                    | "premier"
                    | "chancellor"
                    | "ambassador"
                    | "king"
                    | "secretary"
                    | "spokesman"
                    | "spokeswoman"
                    | "spokesperson"
            );
            let state = state.filter(|_| state_post && owner.is_none())?;
            title_of = Some(state.clone());
            readings.push(vec![Reference::named(state, Form::StandIn)]);
        }
        let start = if post.owner.is_some() && !post.article { post.head } else { post.phrase };
        let start = if post.owner.is_some() { self.after_owner(post, start) } else { start };
        let end = self.put(start..post.end, readings)?;
        if let Some(span) = self.scene.span(post.start..post.end)
            && let Some(index) = self.scene.actor_at[start]
            && let Sense::Actors(references) = &mut self.scene.found[index].sense
            && let Some(first) = references.first_mut()
        {
            first.title = Some(Title {
                name: post.name.clone(),
                of: title_of.or_else(|| first.acts_for.clone()),
                span,
                former: false,
            });
        }
        Some(end)
    }

    /// The first token of a post after the name of its owner, which is a mention of its own.
    fn after_owner(&self, post: &Post, start: usize) -> usize {
        let mut at = start;
        while at < post.head
            && (self.scene.actor(at).is_some()
                || self.scene.is_word(at, "the")
                || matches!(self.scene.word(at), "'" | "s"))
        {
            at += 1;
        }
        at
    }

    fn titled_before(&self, post: &Post, head: &str, owner: Option<&ActorId>) -> Vec<Reference> {
        let sentence = self.scene.tokens[post.head].sentence;
        let from = sentence.saturating_sub(12);
        let mut out: Vec<Reference> = Vec::new();
        for number in (from..=sentence).rev() {
            for (place, references) in self.named[number].iter().rev() {
                if number == sentence && *place >= post.phrase {
                    continue;
                }
                for reference in references.iter().filter(|r| r.form == Form::Person) {
                    let Some(title) = &reference.title else { continue };
                    let fits = title.name.split([' ', '-']).any(|word| word == head) && !title.former;
                    let of = owner.is_none_or(|owner| {
                        title.of.as_ref() == Some(owner) || reference.acts_for.as_ref() == Some(owner)
                    });
                    if fits && of && !out.iter().any(|other| other.id == reference.id) {
                        out.push(reference.clone());
                    }
                }
            }
        }
        out.truncate(2);
        out
    }
}
