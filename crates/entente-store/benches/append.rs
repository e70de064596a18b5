//! What durability costs: appends by batch size and by number of appenders, and reading records back.

#[path = "../src/samples.rs"]
#[allow(dead_code, reason = "shared with the tests, which use all of it")]
mod samples;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use entente_core::{Entry, Position, RecordTime};
use entente_store::record::{Payload, decode};
use entente_store::{EmbeddedLog, Log};

/// Entries of a realistic size: documents of about 3 kB, each with an extraction of eight facts.
fn entries(count: usize) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(count + 1);
    for number in 0.. {
        if entries.len() >= count {
            break;
        }
        let mut line = entente_core::interchange::document_to_json(&samples::document(number, number));
        let words = (0..400).map(|n| format!("word{} ", n * (number as usize + 7) % 997)).collect::<String>();
        let text = format!("{} {words}", line["text"].as_str().unwrap_or_default());
        line["text"] = text.into();
        let document = entente_core::interchange::document_from_json(line).unwrap();
        let facts = (0..8).map(|n| samples::fact(&document, f64::from(n) / 8.0)).collect();
        entries.push(Entry::Document(document.clone()));
        entries.push(samples::extraction(&document, facts));
    }
    entries.truncate(count);
    entries
}

fn append(c: &mut Criterion) {
    let mut group = c.benchmark_group("durable append");
    group.sample_size(10);
    for size in [1, 16, 128, 512] {
        let directory = tempfile::tempdir().unwrap();
        let log = EmbeddedLog::open(directory.path()).unwrap();
        let batch = entries(size);
        group.throughput(Throughput::Elements(size as u64));
        group.bench_function(BenchmarkId::new("entries a batch", size), |b| {
            b.iter(|| log.append(batch.clone(), RecordTime(0)).unwrap());
        });
    }
    for threads in [4, 16, 64] {
        let directory = tempfile::tempdir().unwrap();
        let log = EmbeddedLog::open(directory.path()).unwrap();
        let batch = entries(2);
        group.throughput(Throughput::Elements(threads * 8));
        group.bench_function(BenchmarkId::new("threads that append two entries eight times", threads), |b| {
            b.iter(|| {
                std::thread::scope(|scope| {
                    for _ in 0..threads {
                        scope.spawn(|| (0..8).for_each(|_| _ = log.append(batch.clone(), RecordTime(0)).unwrap()));
                    }
                });
            });
        });
    }
    group.finish();
}

fn read(c: &mut Criterion) {
    const COUNT: usize = 512;
    let entries = entries(COUNT);
    let mut group = c.benchmark_group("records");
    group.sample_size(20);
    group.throughput(Throughput::Elements(COUNT as u64));
    group.bench_function("encode", |b| {
        b.iter(|| entries.iter().for_each(|entry| _ = black_box(Payload::new(entry).unwrap())));
    });
    let frames: Vec<_> = (1..)
        .map(Position)
        .zip(&entries)
        .map(|(position, entry)| (position, Payload::new(entry).unwrap().frame(position, RecordTime(0))))
        .collect();
    group.bench_function("decode", |b| {
        b.iter(|| frames.iter().for_each(|(position, frame)| _ = black_box(decode(*position, frame).unwrap())));
    });
    let directory = tempfile::tempdir().unwrap();
    let log = EmbeddedLog::open(directory.path()).unwrap();
    log.append(entries, RecordTime(0)).unwrap();
    group.bench_function("read from the embedded log", |b| {
        b.iter(|| black_box(log.read(Position::ZERO, COUNT).unwrap()));
    });
    group.finish();
}

criterion_group!(benches, append, read);
criterion_main!(benches);
