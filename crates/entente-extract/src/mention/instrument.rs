//! Names of treaties, laws and other papers that are in no table.
//!
//! "the Harbour Access Agreement", "Memorandum of Understanding on Seabed Cables", "the Chips and Cables Act". Not "an
//! agreement", not the words of a headline.

use std::ops::Range;

use super::Sense;
use super::scene::Scene;
use crate::lexicon::Class;

/// The longest name in tokens.
const LONGEST: usize = 14;

/// Finds the names.
pub(super) fn find(scene: &mut Scene<'_>) {
    let mut taken = vec![false; scene.tokens.len()];
    for found in scene.found.iter().filter(|found| matches!(found.sense, Sense::Instrument { .. })) {
        taken[found.tokens.clone()].fill(true);
    }
    for head in 0..scene.tokens.len() {
        if !scene.is(head, Class::Instrument) || !scene.is_capital(head) || taken[head] || scene.is_title_case(head) {
            continue;
        }
        if let Some(tokens) = name(scene, head).filter(|tokens| !taken[tokens.clone()].contains(&true)) {
            taken[tokens.clone()].fill(true);
            let name = scene.words(tokens.clone()).to_owned();
            scene.add(tokens, Sense::Instrument { id: None, name });
        }
    }
}

fn name(scene: &Scene<'_>, head: usize) -> Option<Range<usize>> {
    let sentence = scene.sentence_of(head);
    let mut start = head;
    while start > sentence.start && head - start < LONGEST {
        let before = start - 1;
        let joins = scene.is_capital(before) && !scene.is(before, Class::Function) && !scene.is(before, Class::Weekday)
            || matches!(scene.word(before), "-" | "–" | "&") && scene.glued(start)
            || scene.is_any(before, &["and", "of", "on", "for"])
                && before > sentence.start
                && scene.is_capital(before - 1)
                && !scene.is(before - 1, Class::Function);
        if !joins {
            break;
        }
        start = before;
    }
    while start < head && !scene.is_capital(start) {
        start += 1;
    }
    let mut end = head + 1;
    while end < sentence.end && end - head < LONGEST {
        let small = scene.is_any(end, &["of", "on", "for", "in", "between", "and", "to", "the", "against", "with"]);
        let mut next = end;
        while next < sentence.end
            && next - end < 2
            && scene.is_any(next, &["of", "on", "for", "in", "between", "and", "to", "the", "against", "with"])
        {
            next += 1;
        }
        if small
            && next < sentence.end
            && scene.is_capital(next)
            && !scene.is(next, Class::Function)
            && !scene.is(next, Class::Month)
            && scene.actor(next).is_none()
        {
            end = next + 1;
        } else if scene.is_capital(end)
            && !scene.is(end, Class::Function)
            && scene.actor(end).is_none()
            && end > head + 1
        {
            end += 1;
        } else {
            break;
        }
    }
    let capitals = (start..end).filter(|&at| scene.is_capital(at) && scene.is_wordlike(at)).count();
    (capitals >= 2).then_some(start..end)
}
