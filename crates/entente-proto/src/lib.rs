//! Holds the generated code of the `entente.v1` contract and nothing else.
//!
//! The contract itself, with all its comments, is in `proto/entente/v1`; the comments here are those. Messages convert to
//! and from the model in the server, never here.

/// The messages, clients and servers of package `entente.v1`.
pub mod v1 {
    #![allow(missing_docs, reason = "generated code: clients, servers and helpers")]

    tonic::include_proto!("entente.v1");
}

/// The contract and the well-known types that it imports as an encoded `google.protobuf.FileDescriptorSet`, with
/// comments: what server reflection serves.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/entente_v1.binpb"));
