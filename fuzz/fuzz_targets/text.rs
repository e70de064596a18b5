//! Any text is read without a panic, twice the same, and every quote is the text's.

#![no_main]

use entente_core::{Document, DocumentId};
use entente_server::{BuiltIn, ReadDocuments};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    let id = DocumentId::new("d").expect("it is an id");
    let Ok(document) = Document::new(id, text) else { return };
    let reader = BuiltIn::new();
    let found = reader.read(&document);
    for fact in &found.facts {
        fact.verify(document.text()).expect("every quote is the text's");
    }
    assert_eq!(reader.read(&document), found);
});
