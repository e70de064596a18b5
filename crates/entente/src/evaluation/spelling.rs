//! Ids that mean the same filler.

use std::collections::{HashMap, HashSet};

use entente_core::World;
use entente_core::world::BodyKind;
use unicode_normalization::UnicodeNormalization;

/// Other spellings of ids: the names and aliases of companies and organisations as ids, and government bodies, which
/// stand for their country as a state acts through them.
#[derive(Debug)]
pub(super) struct Spellings {
    same: HashMap<String, String>,
}

impl Spellings {
    pub(super) fn of(world: &World) -> Self {
        let companies = world.companies().iter().map(|it| (it.id.as_str(), it.name.as_str(), &it.aliases));
        let organisations = world.organisations().iter().map(|it| (it.id.as_str(), it.name.as_str(), &it.aliases));
        let mut found: HashMap<String, HashSet<&str>> = HashMap::new();
        let mut ids = HashSet::new();
        for (id, name, aliases) in companies.chain(organisations) {
            ids.insert(id);
            for name in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
                found.entry(name_as_id(name)).or_default().insert(id);
            }
        }
        let mut same = HashMap::new();
        for (spelling, meant) in found {
            if let (false, false, [id]) =
                (spelling.is_empty(), ids.contains(spelling.as_str()), meant.into_iter().collect::<Vec<_>>().as_slice())
            {
                same.insert(spelling, (*id).to_owned());
            }
        }
        for company in world.companies() {
            if let Some(body) = &company.same_as {
                same.insert(body.as_str().to_owned(), company.id.as_str().to_owned());
            }
        }
        for body in world.bodies() {
            let id = body.id.as_str();
            if !same.contains_key(id) && body.kind != BodyKind::StateEnterprise && !ids.contains(id) {
                same.insert(id.to_owned(), body.country.as_str().to_owned());
            }
        }
        Self { same }
    }

    /// The id that stands for all spellings of `id`.
    pub(super) fn canonical(&self, id: &str) -> String {
        let plain: String = id.nfkd().filter(char::is_ascii).collect();
        self.same.get(&plain).cloned().unwrap_or(plain)
    }
}

/// A name as an id, every run of other characters one hyphen; the measure's own, where an apostrophe is such a run, too.
fn name_as_id(name: &str) -> String {
    let plain: String = name.nfkd().filter(char::is_ascii).collect::<String>().replace('&', " and ").to_lowercase();
    plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_actor_are_one() {
        let spellings = Spellings::of(World::embedded());
        let check = |id: &str, canonical: &str| assert_eq!(spellings.canonical(id), canonical);
        check("JPN", "JPN");
        check("jp-meti", "JPN");
        check("group-of-seven", "g7");
        check("recep-tayyip-erdoğan", "recep-tayyip-erdogan");
        check("nobody-at-all", "nobody-at-all");
    }
}
