//! Messages of the contract by their descriptors: the JSON that other gRPC tools print, and cells of tables.

use std::sync::LazyLock;

use anyhow::Context;
use comfy_table::Table;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, EnumDescriptor, FieldDescriptor, Kind, ReflectMessage, Value};

use super::table;

/// The longest text that is shown in a list of details, in characters.
const MAX_TEXT: usize = 2_000;

/// A message with its descriptor.
///
/// # Errors
/// Where the message is not of the type `entente.v1.{name}`.
pub(crate) fn describe(name: &str, message: &impl Message) -> anyhow::Result<DynamicMessage> {
    static POOL: LazyLock<Result<DescriptorPool, String>> =
        LazyLock::new(|| DescriptorPool::decode(entente_proto::FILE_DESCRIPTOR_SET).map_err(|e| e.to_string()));
    let pool = POOL.as_ref().map_err(|e| anyhow::anyhow!("the contract's descriptors are damaged: {e}"))?;
    let full = format!("entente.v1.{name}");
    let descriptor = pool.get_message_by_name(&full).with_context(|| format!("the contract has no message {full}"))?;
    DynamicMessage::decode(descriptor, message.encode_to_vec().as_slice())
        .with_context(|| format!("the message is no {full}"))
}

/// The canonical JSON of a message.
///
/// # Errors
/// As [`describe`].
pub(crate) fn json(name: &str, message: &impl Message) -> anyhow::Result<serde_json::Value> {
    serde_json::to_value(describe(name, message)?).context("the message has no JSON form")
}

/// All fields that say something, one a line; repeated messages as tables below.
pub(crate) fn details(message: &DynamicMessage) -> String {
    let mut table = table::new(&["field", "value"]);
    let mut lists = String::new();
    for (field, value) in message.fields() {
        match value {
            Value::List(items) if !items.is_empty() && is_plain_message(&field) => {
                let rows: Vec<_> = items.iter().filter_map(Value::as_message).collect();
                lists.push_str(&format!("\n\n{}\n{}", words(field.name()), list(&rows)));
            }
            Value::Message(inner) if is_body(&field) => {
                let row = [field.name().to_owned(), cell(&field, &Value::Message(inner.clone()))];
                table.add_row(row);
            }
            value => {
                let text = cell(&field, value);
                if !text.is_empty() {
                    table.add_row([words(field.name()), text]);
                }
            }
        }
    }
    format!("{}{lists}", table.trim_fmt())
}

/// A table of messages of one type, with the columns that any of them fills.
fn list(rows: &[&DynamicMessage]) -> Table {
    let Some(first) = rows.first() else { return table::new(&[]) };
    let descriptor = first.descriptor();
    let used: Vec<_> = descriptor.fields().filter(|field| rows.iter().any(|row| row.has_field(field))).collect();
    let head: Vec<_> = used.iter().map(|field| words(field.name())).collect();
    let mut table = table::new(&head.iter().map(String::as_str).collect::<Vec<_>>());
    for row in rows {
        // A figure that nobody publishes is no 0.
        let known = |field: &FieldDescriptor| {
            if row.has_field(field) { cell(field, &row.get_field(field)) } else { String::new() }
        };
        table.add_row(used.iter().map(known));
    }
    table
}

/// One field's value on one line; empty where it says nothing.
pub(crate) fn cell(field: &FieldDescriptor, value: &Value) -> String {
    match value {
        Value::List(items) => {
            let items: Vec<_> =
                items.iter().map(|item| one(&field.kind(), item)).filter(|text| !text.is_empty()).collect();
            items.join(", ")
        }
        value => one(&field.kind(), value),
    }
}

/// The value of a field by its name; empty where there is none or it says nothing.
pub(crate) fn named(message: &DynamicMessage, name: &str) -> String {
    let Some(field) = message.descriptor().get_field_by_name(name) else { return String::new() };
    if message.has_field(&field) { cell(&field, &message.get_field(&field)) } else { String::new() }
}

fn one(kind: &Kind, value: &Value) -> String {
    match value {
        Value::String(text) => table::cut(text, MAX_TEXT),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::I32(number) => number.to_string(),
        Value::I64(number) => number.to_string(),
        Value::U32(number) => number.to_string(),
        Value::U64(number) => number.to_string(),
        Value::F64(number) => rounded(*number),
        Value::EnumNumber(number) => kind.as_enum().map(|kind| term(kind, *number)).unwrap_or_default(),
        Value::Message(message) => short(message),
        _ => String::new(),
    }
}

/// A message in a few words.
fn short(message: &DynamicMessage) -> String {
    let part = |name: &str| named(message, name);
    match message.descriptor().full_name() {
        "entente.v1.ActorRef" | "entente.v1.TopicRef" => part("id"),
        "entente.v1.Attribution" => {
            if part("actor_id").is_empty() {
                part("name")
            } else {
                part("actor_id")
            }
        }
        "entente.v1.TimeSpan" => part("iso"),
        "entente.v1.PartialDate" => {
            let parts = [("year", 4), ("month", 2), ("day", 2)];
            let set = parts.iter().map(|(name, width)| (part(name), width)).take_while(|(text, _)| !text.is_empty());
            set.map(|(text, width)| format!("{text:0>width$}")).collect::<Vec<_>>().join("-")
        }
        "google.protobuf.Timestamp" => {
            let number = |name: &str| message.get_field_by_name(name);
            let seconds = number("seconds").and_then(|v| v.as_i64()).unwrap_or_default();
            let nanos = number("nanos").and_then(|v| v.as_i32()).unwrap_or_default();
            jiff::Timestamp::new(seconds, nanos).map(|time| time.to_string()).unwrap_or_default()
        }
        "entente.v1.Money" => format!("{} {}", part("amount"), part("currency")),
        "entente.v1.Quantity" => format!("{} {}", part("value"), part("unit")).trim_end().to_owned(),
        "entente.v1.Extractor" => format!("{} {}", part("name"), part("version")),
        "entente.v1.SupplierShare" => format!("{} {} %", part("supplier_id"), part("share_pct")),
        "entente.v1.RelationRole" => {
            let fillers = [part("actors"), part("topic")].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
            format!("{} {}", part("role"), fillers.join(", "))
        }
        _ => {
            let set = message.fields().map(|(field, value)| (words(field.name()), cell(&field, value)));
            let set = set.filter(|(_, text)| !text.is_empty());
            set.map(|(name, text)| format!("{name}: {text}")).collect::<Vec<_>>().join(" · ")
        }
    }
}

/// The term of an enum's value as the fact model writes it: without its prefix, in lower case.
pub(crate) fn term(descriptor: &EnumDescriptor, number: i32) -> String {
    let Some(value) = descriptor.get_value(number).filter(|_| number != 0) else { return String::new() };
    let prefix = screaming(descriptor.name());
    let term = value.name().strip_prefix(&prefix).unwrap_or(value.name()).trim_start_matches('_').to_lowercase();
    // Kinds and roles are names of fields; all others are words of the text.
    if matches!(descriptor.name(), "FactKind" | "Role") { term } else { term.replace('_', "-") }
}

/// `FactKind` as `FACT_KIND`.
fn screaming(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_uppercase());
    }
    out
}

/// A number without needless digits.
fn rounded(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// Whether the messages of a list are no more than a word or two each.
fn is_plain_message(field: &FieldDescriptor) -> bool {
    const SHORT: [&str; 4] = ["ActorRef", "TopicRef", "Attribution", "RelationRole"];
    field.kind().as_message().is_some_and(|message| !SHORT.contains(&message.name()))
}

fn is_body(field: &FieldDescriptor) -> bool {
    field.containing_oneof().is_some_and(|oneof| oneof.name() == "body")
}

#[cfg(test)]
mod tests {
    use entente_proto::v1;

    use super::*;

    fn fact() -> v1::Fact {
        v1::Fact {
            id: "f-1".into(),
            factuality: v1::Factuality::Planned.into(),
            body: Some(v1::fact::Body::Restriction(v1::Restriction {
                imposer: vec![v1::ActorRef { id: "CHN".into(), name: "China".into() }],
                topic: Some(v1::TopicRef { id: "gallium".into(), name: "gallium".into() }),
                measure: v1::RestrictionMeasure::ExportControl.into(),
                rate_pct: Some(12.5),
                ..v1::Restriction::default()
            })),
            ..v1::Fact::default()
        }
    }

    #[test]
    fn json_is_that_of_other_grpc_tools() {
        let expected = serde_json::json!({
            "id": "f-1", "factuality": "FACTUALITY_PLANNED",
            "restriction": {
                "imposer": [{"id": "CHN", "name": "China"}], "topic": {"id": "gallium", "name": "gallium"},
                "measure": "RESTRICTION_MEASURE_EXPORT_CONTROL", "ratePct": 12.5,
            },
        });
        assert_eq!(json("Fact", &fact()).unwrap(), expected);
    }

    #[test]
    fn details_are_terms_and_ids() {
        let text = details(&describe("Fact", &fact()).unwrap());
        for part in ["planned", "imposer: CHN · topic: gallium · measure: export-control · rate pct: 12.5"] {
            assert!(text.contains(part), "{text}");
        }
    }
}
