//! Folding, and the questions that are asked most, over a log of documents with six facts each.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use entente_core::kind::RoleMap;
use entente_core::{
    Confidence, Document, DocumentId, Entry, Evidence, Extraction, Extractor, Fact, FactBody, FactDraft, FactKind,
    Factuality, Position, Record, RecordTime, Role, World,
};
use entente_graph::{ActorFilter, FactFilter, Graph, Page};

const DOCUMENTS: usize = 20_000;
const FACTS: usize = 6;

/// Numbers without order, the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    /// One of many, the first ones most often, as in the news.
    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        let most = self.roll(of.len()) + 1;
        &of[self.roll(most)]
    }
}

fn fact(document: &DocumentId, dice: &mut Dice) -> Fact {
    let world = World::embedded();
    let actor = |dice: &mut Dice| vec![dice.pick(world.countries()).id.to_string()];
    let topic = vec![dice.pick(world.topics()).id.to_string()];
    let (kind, roles): (_, RoleMap) = match dice.roll(4) {
        0 => (FactKind::Partnership, [(Role::Party, [actor(dice), actor(dice)].concat())].into()),
        1 => (FactKind::Restriction, [(Role::Imposer, actor(dice)), (Role::Topic, topic)].into()),
        2 => (FactKind::Meeting, [(Role::Participant, [actor(dice), actor(dice)].concat())].into()),
        _ => {
            let roles = [(Role::Dependent, actor(dice)), (Role::Supplier, actor(dice)), (Role::Topic, topic)];
            (FactKind::Dependence, roles.into())
        }
    };
    let draft = FactDraft {
        body: FactBody::from_parts(kind, roles, [].into_iter().collect()).unwrap(),
        factuality: *dice.pick(Factuality::ALL),
        time: (dice.roll(2) == 0).then(|| format!("20{:02}", dice.roll(26)).parse().unwrap()),
        attributed_to: vec![],
        via: vec![],
        evidence: vec![Evidence::recorded(0, 4, "Rome".into()).unwrap()],
        confidence: Confidence::new(dice.roll(100) as f64 / 100.0).unwrap(),
    };
    Fact::recorded(draft, document.clone()).unwrap()
}

fn log() -> Vec<Record> {
    let mut dice = Dice(1);
    let entries = (0..DOCUMENTS).flat_map(|number| {
        let id = DocumentId::new(&format!("d{number}")).unwrap();
        let document = Document::new(id.clone(), format!("Rome and Tokyo met {number} times.")).unwrap();
        let facts = (0..FACTS).map(|_| fact(&id, &mut dice)).collect();
        let extractor = Extractor { name: "bench".into(), version: "1".into() };
        let reading = Extraction { document: id, content: document.content_hash(), extractor, facts };
        [Entry::Document(document), Entry::Extraction(reading)]
    });
    let records = entries.zip(1..).map(|(entry, position)| Record {
        position: Position(position),
        record_time: RecordTime(position as i64),
        entry,
    });
    records.collect()
}

fn fold(records: &[Record]) -> Graph {
    let mut graph = Graph::new(World::embedded());
    records.iter().for_each(|record| graph.apply(record).unwrap());
    graph
}

fn graph(criterion: &mut Criterion) {
    let records = log();
    let mut group = criterion.benchmark_group("fold");
    group.sample_size(10).throughput(Throughput::Elements((DOCUMENTS * FACTS) as u64));
    group.bench_function("facts", |b| b.iter_batched(|| (), |()| fold(&records), BatchSize::PerIteration));
    group.finish();

    let graph = fold(&records);
    let (now, page) = (graph.position(), Page::first(50));
    let id = graph.facts(&FactFilter::default(), &page, now).unwrap().items[7].fact.id().to_string();
    let mut group = criterion.benchmark_group("ask");
    group.measurement_time(Duration::from_secs(2));
    group.bench_function("a fact", |b| b.iter(|| graph.fact(black_box(&id), now)));
    let country = World::embedded().countries()[0].id.to_string();
    let of_actor = FactFilter { actors: vec![country], ..FactFilter::default() };
    let kinds = vec![FactKind::Restriction];
    let of_kind = FactFilter { kinds: kinds.clone(), ..FactFilter::default() };
    let below = FactFilter { kinds, topics: vec!["rare-earths".into()], ..of_actor.clone() };
    let sure = FactFilter { min_confidence: Some(Confidence::new(0.99).unwrap()), ..FactFilter::default() };
    let filters = [
        ("all", FactFilter::default()),
        ("an actor", of_actor),
        ("a kind", of_kind),
        ("three fields", below),
        ("no list", sure),
    ];
    for (name, filter) in &filters {
        group.bench_function(format!("facts of {name}"), |b| b.iter(|| graph.facts(black_box(filter), &page, now)));
        group.bench_function(format!("relations of {name}"), |b| b.iter(|| graph.relations(filter, &page, now)));
    }
    let mentioned = ActorFilter { mentioned_only: true, ..ActorFilter::default() };
    group.bench_function("actors", |b| b.iter(|| graph.actors(&mentioned, &page, now)));
    group.bench_function("an unknown actor", |b| b.iter(|| graph.actor("boreal-magnets", now)));
    group.bench_function("stats", |b| b.iter(|| graph.stats(now)));
    group.finish();
}

criterion_group!(benches, graph);
criterion_main!(benches);
