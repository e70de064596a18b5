//! Who stands together at a noun or verb: "X and Y …", "X's … with Y", "between X and Y", "the X-Y …".

use super::line::{Line, Sort};
use super::protagonist;
use crate::mention::Form;

impl Line<'_> {
    /// The groups of the parties of a noun or verb.
    pub(super) fn parties(&self, at: usize) -> Vec<usize> {
        if let Some(between) =
            self.after(at).take(14).find(|&i| self.is_actors(i) && matches!(self.items[i].prep, "between" | "among"))
        {
            let mut groups = vec![between];
            if !self.enough(&groups) {
                // "between Mr A of X and Mr B of Y": the list is broken by what stands between.
                groups.extend(
                    self.items
                        .iter()
                        .enumerate()
                        .skip(between + 1)
                        .take(8)
                        .find(|(i, _)| self.is_actors(*i))
                        .map(|(i, _)| i),
                );
            }
            return groups;
        }
        let with =
            self.after(at).take(12).find(|&i| self.is_actors(i) && matches!(self.items[i].prep, "with" | "alongside"));
        let of =
            self.after(at).take(4).find(|&i| self.is_actors(i) && self.items[i].prep == "of" && !self.items[i].owner);
        let mut first = self.owner(at);
        if first.is_none() && with.is_none() {
            // "the Chile-Argentina gas protocol"
            first = self.before(at).take(4).find(|&i| self.is_actors(i) && self.actors(i).len() > 1 && self.joined(i));
        }
        let first = first.or_else(|| self.agent(at)).or_else(|| self.left_subject(at)).or(of);
        let mut groups: Vec<usize> = first.into_iter().collect();
        if let Some(with) = with.filter(|w| !groups.contains(w)) {
            groups.push(with);
        } else if !self.enough(&groups) {
            // "X agreed with Y on …", "X's relations with Y were lifted": the companion stands before the trigger.
            let before = self.before(at).take(14).find(|&i| {
                self.is_actors(i) && matches!(self.items[i].prep, "with" | "alongside" | "to") && !groups.contains(&i)
            });
            if let Some(before) = before {
                groups.push(before);
            }
            if groups.len() == 1 && !self.enough(&groups) {
                groups.extend(of.filter(|of| !groups.contains(of)));
            }
        }
        groups
    }

    /// Whether groups hold two actors, or a bloc that can stand for its members.
    pub(super) fn enough(&self, groups: &[usize]) -> bool {
        let mut ids: Vec<_> = groups.iter().flat_map(|&group| self.actors(group)).collect();
        ids.sort();
        ids.dedup();
        ids.len() > 1
    }

    /// Whether the parties that the document is about may stand where the sentence names fewer than two of them: "An
    /// agreement on fisheries was signed too." None but they may be named.
    pub(super) fn unnamed(&self, groups: &[usize]) -> bool {
        let known: Vec<_> =
            self.protagonists.iter().flat_map(|filler| protagonist::acting_of(self.analysis, *filler)).collect();
        !known.is_empty() && groups.iter().all(|&group| self.actors(group).iter().all(|id| known.contains(id)))
    }

    /// Whether there is one bloc among the groups.
    pub(super) fn bloc(&self, groups: &[usize]) -> bool {
        groups.iter().any(|&group| self.any_form(group, &[Form::Organisation]))
    }

    fn joined(&self, group: usize) -> bool {
        self.items[group].text.contains(['-', '–', '/'])
    }

    /// The groups of topics behind a position: the first, and those that a list goes on to.
    pub(super) fn topics_list(&self, at: usize) -> Vec<usize> {
        let mut out: Vec<usize> = Vec::new();
        let mut list = false;
        let mut gap = 0;
        for i in self.after(at).take(40) {
            if self.is_topics(i) {
                if out.is_empty() || list && gap < 8 {
                    out.push(i);
                    gap = 0;
                    list = false;
                } else {
                    break;
                }
            } else {
                gap += 1;
                list |= matches!(self.word(i), "," | "and" | "or" | "as" | "including" | "particularly");
                if matches!(self.items[i].sort, Sort::Actors(_)) && !out.is_empty() {
                    break;
                }
            }
        }
        if out.is_empty() { self.topic_before(at).into_iter().collect() } else { out }
    }

    /// The groups of topics of a noun: right before it, or behind it.
    pub(super) fn topics_of(&self, at: usize) -> Vec<usize> {
        let before: Vec<usize> = self
            .before(at)
            .take(3)
            .take_while(|&i| !self.is_actors(i) && !matches!(self.word(i), "of" | "on" | "," | "and"))
            .filter(|&i| self.is_topics(i))
            .collect();
        if before.is_empty() { self.topics_list(at) } else { before }
    }
}
