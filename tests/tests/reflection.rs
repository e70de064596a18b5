//! Reflection of both versions: what `grpcurl list` and `grpcurl describe` show, comments included.

use std::collections::BTreeMap;

use entente_tests::Server;
use prost::Message;
use prost_types::FileDescriptorProto;

const SERVICES: [&str; 3] = ["entente.v1.ExtractService", "entente.v1.IngestService", "entente.v1.QueryService"];

/// One question to the reflection of a version, and its answer.
macro_rules! ask {
    ($version:ident, $server:expr, $question:expr) => {{
        use tonic_reflection::pb::$version::server_reflection_client::ServerReflectionClient;
        use tonic_reflection::pb::$version::server_reflection_request::MessageRequest;
        use tonic_reflection::pb::$version::{ServerReflectionRequest, server_reflection_response::MessageResponse};
        let question: fn(String) -> MessageRequest = $question;
        let client = ServerReflectionClient::new($server.channel()).max_decoding_message_size(16 << 20);
        move |about: &str| {
            let message_request = Some(question(about.to_owned()));
            let request = ServerReflectionRequest { host: String::new(), message_request };
            let mut client = client.clone();
            async move {
                let stream = client.server_reflection_info(tokio_stream::once(request)).await.unwrap();
                let answer = stream.into_inner().message().await.map_err(|status| status.message().to_owned())?;
                match answer.expect("an answer").message_response {
                    Some(MessageResponse::ListServicesResponse(list)) => {
                        Ok((list.service.into_iter().map(|service| service.name).collect::<Vec<_>>(), Vec::new()))
                    }
                    Some(MessageResponse::FileDescriptorResponse(files)) => {
                        Ok((Vec::new(), files.file_descriptor_proto))
                    }
                    other => Err(format!("{other:?}")),
                }
            }
        }
    }};
}

macro_rules! check {
    ($version:ident) => {{
        let server = Server::in_memory().await;
        let list = ask!($version, server, MessageRequest::ListServices);
        let (services, _) = list("").await.unwrap();
        for service in SERVICES {
            assert!(services.iter().any(|listed| listed == service), "{service} of {services:?}");
        }
        assert!(services.iter().any(|listed| listed == "grpc.health.v1.Health"), "{services:?}");

        let symbol = ask!($version, server, MessageRequest::FileContainingSymbol);
        for service in SERVICES {
            let (_, files) = symbol(service).await.unwrap();
            let file = file_of(&files, service);
            let comments = comments(&file);
            let place = service_of(&file, service);
            assert!(!comments[&vec![6, place]].trim().is_empty(), "{service} has a comment");
            for (number, method) in (0..).zip(&file.service[usize::try_from(place).unwrap()].method) {
                let comment = &comments[&vec![6, place, 2, number]];
                assert!(comment.contains("Codes"), "{}: {comment}", method.name());
            }
        }
        for message in ["entente.v1.Fact", "entente.v1.FactFilter", "entente.v1.ErrorReason", "entente.v1.NearestIds"] {
            assert!(symbol(message).await.is_ok(), "{message}");
        }
        let (_, files) = symbol("entente.v1.Fact").await.unwrap();
        let fact = file_of(&files, "entente.v1.Fact");
        let number = i32::try_from(fact.message_type.iter().position(|m| m.name() == "Fact").unwrap()).unwrap();
        let comments = comments(&fact);
        for field in 0..fact.message_type[usize::try_from(number).unwrap()].field.len() {
            let comment = &comments[&vec![4, number, 2, i32::try_from(field).unwrap()]];
            assert!(!comment.trim().is_empty(), "field {field} of Fact has a comment");
        }

        let by_name = ask!($version, server, MessageRequest::FileByFilename);
        for name in fact.dependency.iter().map(String::as_str).chain(["entente/v1/query_service.proto"]) {
            assert!(by_name(name).await.is_ok(), "the import {name} can be had");
        }
        let unknown = symbol("entente.v1.NoSuchMessage").await.unwrap_err();
        assert!(unknown.contains("NoSuchMessage"), "{unknown}");
        server.stop().await;
    }};
}

#[tokio::test]
async fn version_one() {
    check!(v1);
}

#[tokio::test]
async fn version_one_alpha() {
    check!(v1alpha);
}

fn file_of(files: &[Vec<u8>], symbol: &str) -> FileDescriptorProto {
    let name = symbol.trim_start_matches("entente.v1.");
    let files = files.iter().map(|bytes| FileDescriptorProto::decode(bytes.as_slice()).unwrap());
    let mut with = files.filter(|file| {
        file.service.iter().any(|service| service.name() == name)
            || file.message_type.iter().any(|message| message.name() == name)
    });
    with.next().unwrap_or_else(|| panic!("a file with {symbol}"))
}

fn service_of(file: &FileDescriptorProto, symbol: &str) -> i32 {
    let name = symbol.trim_start_matches("entente.v1.");
    i32::try_from(file.service.iter().position(|service| service.name() == name).unwrap()).unwrap()
}

/// The comments of a file by the path of what they are about.
fn comments(file: &FileDescriptorProto) -> BTreeMap<Vec<i32>, String> {
    let info = file.source_code_info.as_ref().expect("the file carries its comments");
    info.location.iter().map(|place| (place.path.clone(), place.leading_comments().to_owned())).collect()
}
