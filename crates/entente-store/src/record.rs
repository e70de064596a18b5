//! One record as bytes: a frame around the interchange format.
//!
//! ```text
//! offset  0  format of the frame: 1
//!         1  CRC-32 of all other bytes of the frame, little-endian
//!         5  position, u64 little-endian
//!        13  record time, microseconds since 1970, i64 little-endian
//!        21  length of the JSON, u32 little-endian
//!        25  the entry as JSON, compressed with Zstandard
//! ```
//!
//! The first five bytes keep their meaning in every later format, so that damage and a newer format can be told apart.
//! The JSON is an object with a `type`; documents and facts in it are those of [`entente_core::interchange`]. It evolves
//! by optional fields: what an older program does not know, it skips.
//!
//! ```json
//! {"type": "document", "document": {"id": "d1", "text": "…"}}
//! {"type": "extraction", "document": "d1", "content": "<32 hex digits>",
//!  "extractor": {"name": "…", "version": "…"}, "facts": [{"kind": "…"}]}
//! {"type": "retraction", "document": "d1", "reason": "…"}
//! ```

use std::cell::RefCell;
use std::fmt::Display;
use std::io;

use entente_core::interchange::{document_from_json, document_to_json, fact_from_json, fact_to_json};
use entente_core::{ContentHash, DocumentId, Entry, Extraction, Extractor, Position, Record, RecordTime};
use serde_json::{Value, json};
use zstd::bulk::{Compressor, Decompressor};

use crate::error::{RecordFault, Unrecordable};

/// The frame format that this program writes.
pub const FORMAT: u8 = 1;

/// The most bytes that the JSON form of an entry may have: 1 GiB, well above any document that a server takes.
pub const MAX_JSON_BYTES: usize = 1 << 30;

const HEADER: usize = 25;
const LEVEL: i32 = 3;

/// An entry in the form in which it is recorded, before the log gives it a position and a time.
///
/// Making one is the expensive part of an append and needs no lock.
#[derive(Debug, Clone)]
pub struct Payload {
    json_bytes: u32,
    compressed: Vec<u8>,
}

impl Payload {
    /// The recorded form of an entry.
    ///
    /// # Errors
    /// [`Unrecordable`] where the entry could not be read back: no record is written that cannot be read.
    pub fn new(entry: &Entry) -> Result<Self, Unrecordable> {
        let json = recordable(entry)?.1;
        let json_bytes = u32::try_from(json.len()).map_err(|_| too_large(json.len()))?;
        let compressed = compress(&json).map_err(|e| Unrecordable::Content(e.to_string()))?;
        Ok(Self { json_bytes, compressed })
    }

    /// How many bytes it has, compressed.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.compressed.len()
    }

    /// The bytes of the record at a position.
    #[must_use]
    pub fn frame(&self, position: Position, record_time: RecordTime) -> Vec<u8> {
        let mut frame = Vec::with_capacity(HEADER + self.compressed.len());
        frame.extend([FORMAT, 0, 0, 0, 0]);
        frame.extend(position.0.to_le_bytes());
        frame.extend(record_time.0.to_le_bytes());
        frame.extend(self.json_bytes.to_le_bytes());
        frame.extend(&self.compressed);
        let checksum = checksum(&frame);
        frame[1..5].copy_from_slice(&checksum.to_le_bytes());
        frame
    }
}

/// The record that a frame holds.
///
/// # Errors
/// [`RecordFault`] for any bytes but those that [`Payload::frame`] gave for this position.
pub fn decode(position: Position, frame: &[u8]) -> Result<Record, RecordFault> {
    let (&format, rest) = frame.split_first().ok_or(RecordFault::Truncated)?;
    let (sum, rest) = rest.split_first_chunk().ok_or(RecordFault::Truncated)?;
    if u32::from_le_bytes(*sum) != checksum(frame) {
        return Err(RecordFault::Checksum);
    }
    if format != FORMAT {
        return Err(RecordFault::NewerFormat { found: format });
    }
    let (says, rest) = rest.split_first_chunk().ok_or(RecordFault::Truncated)?;
    let says = Position(u64::from_le_bytes(*says));
    if says != position {
        return Err(RecordFault::Misplaced { says });
    }
    let (time, rest) = rest.split_first_chunk().ok_or(RecordFault::Truncated)?;
    let (length, compressed) = rest.split_first_chunk().ok_or(RecordFault::Truncated)?;
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
    if length > MAX_JSON_BYTES {
        return Err(RecordFault::Content(format!("{length} bytes are more than a record holds")));
    }
    let json = decompress(compressed, length).map_err(|e| RecordFault::Content(e.to_string()))?;
    let entry = entry_from_json(&json).map_err(RecordFault::Content)?;
    Ok(Record { position, record_time: RecordTime(i64::from_le_bytes(*time)), entry })
}

/// An entry as it will be read: what the interchange format carries of it.
///
/// # Errors
/// As [`Payload::new`].
pub fn as_recorded(entry: &Entry) -> Result<Entry, Unrecordable> {
    Ok(recordable(entry)?.0)
}

/// The entry as it reads back, and its JSON.
fn recordable(entry: &Entry) -> Result<(Entry, Vec<u8>), Unrecordable> {
    if let Entry::Extraction(extraction) = entry {
        // A fact's document is not written: it is that of the extraction.
        if let Some(fact) = extraction.facts.iter().find(|fact| *fact.document() != extraction.document) {
            let (expected, found) = (extraction.document.clone(), fact.document().clone());
            return Err(Unrecordable::Foreign { expected, found });
        }
    }
    let json = entry_to_json(entry).to_string().into_bytes();
    if json.len() > MAX_JSON_BYTES {
        return Err(too_large(json.len()));
    }
    let back = entry_from_json(&json).map_err(Unrecordable::Content)?;
    Ok((back, json))
}

thread_local! {
    // Working memory for the next record of the same thread: making it anew each time costs a quarter of the compressing
    // and a third of the decompressing of an article.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn compress(json: &[u8]) -> io::Result<Vec<u8>> {
    COMPRESSOR.with_borrow_mut(|kept| {
        let compressor = match kept {
            Some(compressor) => compressor,
            None => kept.insert(Compressor::new(LEVEL)?),
        };
        compressor.compress(json)
    })
}

fn decompress(compressed: &[u8], length: usize) -> io::Result<Vec<u8>> {
    DECOMPRESSOR.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new()?),
        };
        decompressor.decompress(compressed, length)
    })
}

fn too_large(bytes: usize) -> Unrecordable {
    Unrecordable::TooLarge { bytes, limit: MAX_JSON_BYTES }
}

/// Of everything but the checksum itself.
fn checksum(frame: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&frame[..1]);
    hasher.update(&frame[5..]);
    hasher.finalize()
}

fn entry_to_json(entry: &Entry) -> Value {
    match entry {
        Entry::Document(document) => json!({"type": "document", "document": document_to_json(document)}),
        Entry::Extraction(extraction) => json!({
            "type": "extraction",
            "document": extraction.document.as_str(),
            "content": format!("{:?}", extraction.content),
            "extractor": {"name": extraction.extractor.name, "version": extraction.extractor.version},
            "facts": extraction.facts.iter().map(fact_to_json).collect::<Vec<_>>(),
        }),
        Entry::Retraction { document, reason } => {
            json!({"type": "retraction", "document": document.as_str(), "reason": reason})
        }
    }
}

fn entry_from_json(json: &[u8]) -> Result<Entry, String> {
    let mut value: Value = serde_json::from_slice(json).map_err(|e| e.to_string())?;
    match text(&value, "/type")? {
        "document" => {
            let document = take(&mut value, "/document")?;
            Ok(Entry::Document(document_from_json(document).map_err(|e| e.to_string())?))
        }
        "extraction" => {
            let document = document_id(&value)?;
            let content = content_hash(text(&value, "/content")?)?;
            let extractor = Extractor {
                name: text(&value, "/extractor/name")?.to_owned(),
                version: text(&value, "/extractor/version")?.to_owned(),
            };
            let Value::Array(facts) = take(&mut value, "/facts")? else {
                return Err("`facts` is no list".to_owned());
            };
            let facts = facts
                .into_iter()
                .enumerate()
                .map(|(i, fact)| fact_from_json(fact, &document).map_err(|e| format!("`facts[{i}]`: {e}")))
                .collect::<Result<_, _>>()?;
            Ok(Entry::Extraction(Extraction { document, content, extractor, facts }))
        }
        "retraction" => {
            Ok(Entry::Retraction { document: document_id(&value)?, reason: text(&value, "/reason")?.to_owned() })
        }
        other => Err(format!("`type`: there is no entry `{other}`")),
    }
}

fn take(value: &mut Value, pointer: &str) -> Result<Value, String> {
    value.pointer_mut(pointer).map(Value::take).ok_or_else(|| missing(pointer))
}

fn text<'a>(value: &'a Value, pointer: &str) -> Result<&'a str, String> {
    value.pointer(pointer).and_then(Value::as_str).ok_or_else(|| missing(pointer))
}

fn missing(pointer: impl Display) -> String {
    format!("`{pointer}` is missing or of another type")
}

fn document_id(value: &Value) -> Result<DocumentId, String> {
    DocumentId::new(text(value, "/document")?).map_err(|e| format!("`document`: {e}"))
}

fn content_hash(hex: &str) -> Result<ContentHash, String> {
    let wrong = || format!("`content`: `{hex}` is no hash of 32 hex digits");
    if hex.len() != 32 || !hex.is_ascii() {
        return Err(wrong());
    }
    let mut hash = [0; 16];
    for (i, byte) in hash.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).map_err(|_| wrong())?;
    }
    Ok(ContentHash(hash))
}
