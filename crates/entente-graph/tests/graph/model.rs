//! The same questions answered the long way: replay the log up to the position, look at every fact, compare strings.

use std::collections::{BTreeMap, BTreeSet};

use entente_core::{ContentHash, Entry, Fact, Filler, Record, Role, World};
use entente_graph::FactFilter;

/// A fact that is believed.
pub(crate) struct Believed {
    pub(crate) fact: Fact,
    /// Position and place in the reading that found it first.
    pub(crate) recorded: (u64, usize),
    /// Position and extractor version of the reading that found it last.
    pub(crate) read: (u64, String),
    pub(crate) source: Option<String>,
}

/// What a log says up to some position.
#[derive(Default)]
pub(crate) struct Model {
    documents: BTreeMap<String, Told>,
    /// In the order in which facts first supported them.
    relations: Vec<String>,
}

#[derive(Default)]
struct Told {
    states: Vec<(ContentHash, Option<String>)>,
    /// States before this one count no more.
    first: usize,
    last_read: usize,
    believed: Vec<Believed>,
}

impl Model {
    pub(crate) fn replay(records: &[Record]) -> Self {
        let mut model = Self::default();
        for record in records {
            model.take(record);
        }
        model
    }

    fn take(&mut self, record: &Record) {
        match &record.entry {
            Entry::Document(document) => {
                let told = self.documents.entry(document.id.to_string()).or_default();
                told.states.push((document.content_hash(), document.source.clone()));
            }
            Entry::Retraction { document, .. } => {
                let told = self.documents.get_mut(document.as_str()).unwrap();
                told.first = told.states.len();
                told.believed.clear();
            }
            Entry::Extraction(extraction) => {
                let told = self.documents.get_mut(extraction.document.as_str()).unwrap();
                let read = (0..told.states.len()).rev().find(|&n| told.states[n].0 == extraction.content).unwrap();
                if read < told.first || read < told.last_read {
                    return;
                }
                told.last_read = read;
                let before = std::mem::take(&mut told.believed);
                for (place, fact) in extraction.facts.iter().enumerate() {
                    if told.believed.iter().any(|known| known.fact.id() == fact.id()) {
                        continue;
                    }
                    let known = before.iter().find(|known| known.fact.id() == fact.id());
                    let relation = fact.relation().to_string();
                    if !self.relations.contains(&relation) {
                        self.relations.push(relation);
                    }
                    told.believed.push(Believed {
                        fact: fact.clone(),
                        recorded: known.map_or((record.position.0, place), |known| known.recorded),
                        read: (record.position.0, extraction.extractor.version.clone()),
                        source: told.states[read].1.clone(),
                    });
                }
            }
        }
    }

    /// The facts that a filter means, in the order of the log.
    pub(crate) fn facts(&self, filter: &FactFilter) -> Vec<&Believed> {
        let all = self.documents.values().flat_map(|told| &told.believed);
        let mut found: Vec<_> = all.filter(|known| means(filter, known)).collect();
        found.sort_by_key(|known| known.recorded);
        found
    }

    /// The relations that a filter means: id, number of facts, number of documents.
    pub(crate) fn relations(&self, filter: &FactFilter) -> Vec<(String, usize, usize)> {
        let meant: BTreeSet<String> =
            self.facts(filter).iter().map(|known| known.fact.relation().to_string()).collect();
        let all = self.facts(&FactFilter::default());
        let counted = self.relations.iter().filter(|id| meant.contains(*id)).map(|id| {
            let of_it: Vec<_> = all.iter().filter(|known| known.fact.relation().as_str() == id).collect();
            let documents: BTreeSet<_> = of_it.iter().map(|known| known.fact.document()).collect();
            (id.clone(), of_it.len(), documents.len())
        });
        counted.collect()
    }

    /// Whom the facts name, in a role or otherwise.
    pub(crate) fn named(&self) -> BTreeSet<String> {
        let all = self.documents.values().flat_map(|told| &told.believed);
        let named = all.flat_map(|known| {
            let via = known.fact.via().iter().map(ToString::to_string);
            actors(&known.fact).into_iter().map(|(_, id)| id).chain(via)
        });
        named.collect()
    }
}

fn actors(fact: &Fact) -> Vec<(Role, String)> {
    let fillers = fact.body().fillers().into_iter();
    let actors = fillers.filter_map(|(role, filler)| match filler {
        Filler::Actor(id) => Some((role, World::embedded().canonical_actor(id).to_string())),
        Filler::Topic(_) => None,
    });
    actors.collect()
}

fn means(filter: &FactFilter, known: &Believed) -> bool {
    let (world, fact) = (World::embedded(), &known.fact);
    let is_actor = |wanted: &str, id: &str| {
        wanted == id
            || filter.expand_members
                && world.organisation(wanted).is_some_and(|it| it.members.iter().any(|member| member.as_str() == id))
    };
    let has_topic = |wanted: &str| {
        fact.body().topic().is_some_and(|topic| {
            topic.as_str() == wanted
                || !filter.exact_topics && world.ancestors(topic).any(|above| above.as_str() == wanted)
        })
    };
    let any = |wanted: &[String], test: &dyn Fn(&str) -> bool| wanted.is_empty() || wanted.iter().any(|id| test(id));
    let actors = actors(fact);
    let (from, until) = filter.valid;
    (filter.kinds.is_empty() || filter.kinds.contains(&fact.kind()))
        && (filter.factualities.is_empty() || filter.factualities.contains(&fact.factuality()))
        && any(&filter.actors, &|wanted| actors.iter().any(|(_, id)| is_actor(wanted, id)))
        && any(&filter.topics, &has_topic)
        && filter.roles.iter().all(|(role, ids)| {
            ids.iter().any(|wanted| match role {
                Role::Topic => has_topic(wanted),
                _ => actors.iter().any(|(r, id)| r == role && is_actor(wanted, id)),
            })
        })
        && (from.is_none() && until.is_none() || fact.time().is_some_and(|time| time.overlaps(from, until)))
        && filter.min_confidence.is_none_or(|least| fact.confidence().get() >= least.get())
        && any(&filter.sources, &|wanted| known.source.as_deref() == Some(wanted))
        && any(&filter.documents, &|wanted| fact.document().as_str() == wanted)
}
