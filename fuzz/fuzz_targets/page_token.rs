//! Any text is a page token of a call or is refused, and one that is taken is the token's own text.

#![no_main]

use entente_proto::v1::ListFactsRequest;
use entente_server::page_token::{CallHash, PageToken};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let call = CallHash::of("ListFacts", &ListFactsRequest::default());
    if let Ok(token) = PageToken::decode(text, call) {
        assert_eq!(token.encode(), text);
    }
});
