//! A document or fact that is read from JSON is written so that it reads back.

#![no_main]

use entente_core::DocumentId;
use entente_core::interchange::{document_from_json, document_to_json, fact_from_json, fact_to_json};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(bytes) else { return };
    let id = DocumentId::new("d").expect("it is an id");
    if let Ok(document) = document_from_json(value.clone()) {
        assert_eq!(document_from_json(document_to_json(&document)), Ok(document));
    }
    if let Ok(fact) = fact_from_json(value, &id) {
        assert_eq!(fact_from_json(fact_to_json(&fact), &id), Ok(fact));
    }
});
