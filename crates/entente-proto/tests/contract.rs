//! The contract as reflection shows it: whole, and with a comment on every element.

use std::collections::BTreeSet;

use prost::Message as _;
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto, FileDescriptorSet};

fn descriptors() -> FileDescriptorSet {
    FileDescriptorSet::decode(entente_proto::FILE_DESCRIPTOR_SET).expect("the descriptor set decodes")
}

fn contract() -> Vec<FileDescriptorProto> {
    descriptors().file.into_iter().filter(|file| file.package() == "entente.v1").collect()
}

#[test]
fn services_and_their_methods() {
    let mut services: Vec<_> = contract()
        .iter()
        .flat_map(|file| &file.service)
        .map(|service| {
            let methods: Vec<_> = service.method.iter().map(|method| method.name()).collect();
            format!("{}: {}", service.name(), methods.join(" "))
        })
        .collect();
    services.sort();
    assert_eq!(
        services,
        [
            "ExtractService: Extract ExtractStream",
            "IngestService: Ingest GetDocument ListDocuments RetractDocument",
            "QueryService: GetActor ListActors GetTopic ListTopics GetFact ListFacts GetRelation ListRelations",
        ]
    );
}

/// Reflection must answer for every file that a file of ours imports.
#[test]
fn imports_are_in_the_set() {
    let set = descriptors();
    let names: BTreeSet<_> = set.file.iter().map(|file| file.name()).collect();
    let missing: Vec<_> =
        set.file.iter().flat_map(|file| &file.dependency).filter(|name| !names.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "not in the set: {missing:?}");
    assert!(names.contains("google/protobuf/timestamp.proto"));
}

/// The kinds are said twice, as an enum for filters and as a oneof for facts: the two must agree, by name and number.
#[test]
fn every_kind_has_its_message() {
    let files = contract();
    let kinds: Vec<(String, i32)> = files
        .iter()
        .flat_map(|file| &file.enum_type)
        .find(|e| e.name() == "FactKind")
        .expect("enum FactKind")
        .value
        .iter()
        .skip(1)
        .map(|value| (value.name().trim_start_matches("FACT_KIND_").to_lowercase(), value.number() + 10))
        .collect();
    let bodies: Vec<(String, i32)> = message(&files, "Fact")
        .field
        .iter()
        .filter(|field| field.oneof_index.is_some())
        .map(|field| (field.name().to_owned(), field.number()))
        .collect();
    assert_eq!(kinds.len(), 16);
    assert_eq!(kinds, bodies);
}

/// Every role of the enum is a field of at least one kind, and every actor or topic field of a kind is a role.
#[test]
fn roles_are_the_fields_of_the_kinds() {
    let files = contract();
    let roles: BTreeSet<String> = files
        .iter()
        .flat_map(|file| &file.enum_type)
        .find(|e| e.name() == "Role")
        .expect("enum Role")
        .value
        .iter()
        .skip(1)
        .map(|value| value.name().trim_start_matches("ROLE_").to_lowercase())
        .collect();
    let fields: BTreeSet<String> = message(&files, "Fact")
        .field
        .iter()
        .filter(|field| field.oneof_index.is_some())
        .flat_map(|field| &message(&files, field.type_name().trim_start_matches(".entente.v1.")).field)
        .filter(|field| matches!(field.type_name(), ".entente.v1.ActorRef" | ".entente.v1.TopicRef"))
        .map(|field| field.name().to_owned())
        .collect();
    assert_eq!(roles, fields);
}

#[test]
fn every_element_has_a_comment() {
    let bare: Vec<String> = contract().iter().flat_map(without_comment).collect();
    assert!(bare.is_empty(), "elements without a comment:\n{}", bare.join("\n"));
}

/// The check itself must see what it looks for.
#[test]
fn a_missing_comment_is_found() {
    let mut file = contract().into_iter().find(|file| file.name().ends_with("/time.proto")).expect("time.proto");
    file.source_code_info = None;
    assert_eq!(
        without_comment(&file),
        [
            "PartialDate",
            "PartialDate.year",
            "PartialDate.month",
            "PartialDate.day",
            "Interval",
            "Interval.start",
            "Interval.end",
            "TimeSpan",
            "TimeSpan.point",
            "TimeSpan.interval",
            "TimeSpan.iso",
            "TimeSpan.time",
        ]
    );
}

fn message<'a>(files: &'a [FileDescriptorProto], name: &str) -> &'a DescriptorProto {
    files
        .iter()
        .flat_map(|file| &file.message_type)
        .find(|message| message.name() == name)
        .unwrap_or_else(|| panic!("message {name}"))
}

// Field numbers of descriptor.proto: a location's path leads through them.
const FILE_MESSAGE: i32 = 4;
const FILE_ENUM: i32 = 5;
const FILE_SERVICE: i32 = 6;
const MESSAGE_FIELD: i32 = 2;
const MESSAGE_NESTED: i32 = 3;
const MESSAGE_ENUM: i32 = 4;
const MESSAGE_ONEOF: i32 = 8;
const ENUM_VALUE: i32 = 2;
const SERVICE_METHOD: i32 = 2;

fn without_comment(file: &FileDescriptorProto) -> Vec<String> {
    let commented = file
        .source_code_info
        .iter()
        .flat_map(|info| &info.location)
        .filter(|location| !location.leading_comments().trim().is_empty())
        .map(|location| location.path.clone())
        .collect();
    let mut check = Check { commented, bare: Vec::new() };
    for (message, path) in file.message_type.iter().zip(paths(&[], FILE_MESSAGE)) {
        check.message(message, "", path);
    }
    for (e, path) in file.enum_type.iter().zip(paths(&[], FILE_ENUM)) {
        check.enumeration(e, "", path);
    }
    for (service, path) in file.service.iter().zip(paths(&[], FILE_SERVICE)) {
        for (method, path) in service.method.iter().zip(paths(&path, SERVICE_METHOD)) {
            check.element(format!("{}.{}", service.name(), method.name()), path);
        }
        check.element(service.name().to_owned(), path);
    }
    check.bare
}

/// The paths of the first, second, third … child under one field.
fn paths(parent: &[i32], field: i32) -> impl Iterator<Item = Vec<i32>> {
    (0..).map(move |index| [parent, &[field, index]].concat())
}

struct Check {
    commented: BTreeSet<Vec<i32>>,
    bare: Vec<String>,
}

impl Check {
    fn element(&mut self, name: String, path: Vec<i32>) {
        if !self.commented.contains(&path) {
            self.bare.push(name);
        }
    }

    fn message(&mut self, message: &DescriptorProto, scope: &str, path: Vec<i32>) {
        let name = format!("{scope}{}", message.name());
        self.element(name.clone(), path.clone());
        for (field, path) in message.field.iter().zip(paths(&path, MESSAGE_FIELD)) {
            self.element(format!("{name}.{}", field.name()), path);
        }
        // `optional` makes a oneof of its own that nobody wrote.
        let made: BTreeSet<_> =
            message.field.iter().filter(|field| field.proto3_optional()).map(|field| field.oneof_index()).collect();
        for ((index, oneof), path) in (0..).zip(&message.oneof_decl).zip(paths(&path, MESSAGE_ONEOF)) {
            if !made.contains(&index) {
                self.element(format!("{name}.{}", oneof.name()), path);
            }
        }
        let scope = format!("{name}.");
        for (nested, path) in message.nested_type.iter().zip(paths(&path, MESSAGE_NESTED)) {
            self.message(nested, &scope, path);
        }
        for (e, path) in message.enum_type.iter().zip(paths(&path, MESSAGE_ENUM)) {
            self.enumeration(e, &scope, path);
        }
    }

    fn enumeration(&mut self, e: &EnumDescriptorProto, scope: &str, path: Vec<i32>) {
        let name = format!("{scope}{}", e.name());
        for (value, path) in e.value.iter().zip(paths(&path, ENUM_VALUE)) {
            self.element(value.name().to_owned(), path);
        }
        self.element(name, path);
    }
}
