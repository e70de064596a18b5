//! The form of a record: it reads back, damage is found, and what was once written stays readable.

use entente_core::interchange::document_from_json;
use entente_core::{Document, Entry, Position, Record, RecordTime};
use entente_store::record::{Payload, as_recorded, decode};
use entente_store::{RecordFault, Unrecordable};
use proptest::prelude::*;
use serde_json::json;

use crate::samples;

fn frame(entry: &Entry, position: u64, time: i64) -> Vec<u8> {
    Payload::new(entry).unwrap().frame(Position(position), RecordTime(time))
}

fn written() -> [Record; 3] {
    let document = samples::document(7, 3);
    let extraction = samples::extraction(&document, vec![samples::fact(&document, 0.1 + 0.2)]);
    let record = |position, entry| Record {
        position: Position(position),
        record_time: RecordTime(1_768_608_000_000_000),
        entry,
    };
    [record(1, Entry::Document(document)), record(2, extraction), record(u64::MAX, samples::retraction(7))]
}

#[test]
fn records_of_format_1_stay_readable() {
    let golden = include_str!("golden/records-v1.hex");
    let frames: Vec<Vec<u8>> = golden
        .lines()
        .map(|line| line.as_bytes().chunks(2).map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()))
        .map(Iterator::collect)
        .collect();
    assert_eq!(frames.len(), written().len());
    for (frame, record) in frames.iter().zip(written()) {
        assert_eq!(decode(record.position, frame), Ok(record));
    }
}

#[test]
fn any_changed_byte_is_found() {
    for record in written() {
        let sound = frame(&record.entry, record.position.0, record.record_time.0);
        for index in 0..sound.len() {
            for change in [1, 0x80, 0xff] {
                let mut damaged = sound.clone();
                damaged[index] ^= change;
                assert_eq!(decode(record.position, &damaged), Err(RecordFault::Checksum), "byte {index}");
            }
        }
        for length in 0..sound.len() {
            assert!(decode(record.position, &sound[..length]).is_err(), "{length} bytes");
        }
    }
}

#[test]
fn a_sound_record_of_another_place_or_format_is_refused() {
    let mut sound = frame(&samples::retraction(1), 4, 0);
    assert_eq!(decode(Position(5), &sound), Err(RecordFault::Misplaced { says: Position(4) }));
    sound[0] = 2;
    let sum = crc32fast::hash(&[&sound[..1], &sound[5..]].concat());
    sound[1..5].copy_from_slice(&sum.to_le_bytes());
    assert_eq!(decode(Position(4), &sound), Err(RecordFault::NewerFormat { found: 2 }));
}

#[test]
fn fields_that_a_later_version_adds_are_skipped() {
    let json =
        json!({"type": "retraction", "document": "doc-1", "reason": "withdrawn by its publisher", "by": "a desk"});
    let json = json.to_string();
    let mut frame = vec![1, 0, 0, 0, 0];
    frame.extend(4u64.to_le_bytes());
    frame.extend(9i64.to_le_bytes());
    frame.extend(u32::try_from(json.len()).unwrap().to_le_bytes());
    frame.extend(zstd::bulk::compress(json.as_bytes(), 1).unwrap());
    let sum = crc32fast::hash(&[&frame[..1], &frame[5..]].concat());
    frame[1..5].copy_from_slice(&sum.to_le_bytes());
    let expected = Record { position: Position(4), record_time: RecordTime(9), entry: samples::retraction(1) };
    assert_eq!(decode(Position(4), &frame), Ok(expected));
}

#[test]
fn what_would_not_read_back_is_not_written() {
    let (here, elsewhere) = (samples::document(1, 1), samples::document(2, 1));
    let foreign = samples::extraction(&here, vec![samples::fact(&elsewhere, 0.5)]);
    let expected = Unrecordable::Foreign { expected: samples::id(1), found: samples::id(2) };
    assert_eq!(as_recorded(&foreign), Err(expected.clone()));
    assert_eq!(Payload::new(&foreign).unwrap_err(), expected);

    let mut ancient = here;
    ancient.published = Some("-000044-03-15".parse().unwrap());
    assert!(matches!(as_recorded(&Entry::Document(ancient)), Err(Unrecordable::Content(_))));
}

fn documents() -> impl Strategy<Value = Document> {
    let text = "[^\\s]\\PC*[\u{0}-\u{1f}\"\\\\é漢🛰]*";
    let field = || proptest::option::of("\\PC*");
    (text, field(), field(), field(), field(), proptest::option::of((1i16..=9999, 1i8..=12, 1i8..=28))).prop_map(
        |(text, title, source, url, language, published)| {
            let published = published.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
            let line = json!({
                "id": "d", "text": text, "title": title, "source": source, "url": url, "language": language,
                "published": published,
            });
            document_from_json(line).unwrap()
        },
    )
}

proptest! {
    #[test]
    fn documents_read_back(document in documents(), position in 1..=u64::MAX, time: i64) {
        let entry = Entry::Document(document);
        let expected = Record { position: Position(position), record_time: RecordTime(time), entry };
        prop_assert_eq!(decode(Position(position), &frame(&expected.entry, position, time)), Ok(expected));
    }

    #[test]
    fn confidences_read_back_to_the_last_bit(confidences in proptest::collection::vec(0.0..=1.0, 0..8)) {
        let document = samples::document(1, 1);
        let facts = confidences.iter().map(|&confidence| samples::fact(&document, confidence)).collect();
        let entry = samples::extraction(&document, facts);
        prop_assert_eq!(decode(Position(1), &frame(&entry, 1, 0)).unwrap().entry, entry);
    }

    #[test]
    fn any_bytes_are_decoded_without_panic(bytes: Vec<u8>, position: u64) {
        prop_assert!(decode(Position(position), &bytes).is_err());
    }
}
