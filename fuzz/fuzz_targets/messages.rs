//! Any message of the contract is taken or refused, without a panic.

#![no_main]

use entente_proto::v1;
use entente_server::convert::from_proto;
use libfuzzer_sys::fuzz_target;
use prost::Message;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(filter) = v1::FactFilter::decode(bytes) {
        drop(from_proto::fact_filter(filter));
    }
    if let Ok(document) = v1::Document::decode(bytes) {
        drop(from_proto::document(document));
    }
    if let Ok(fact) = v1::Fact::decode(bytes) {
        drop(from_proto::fact(fact));
    }
});
