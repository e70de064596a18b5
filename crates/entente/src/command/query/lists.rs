//! Answers with many things: pages put together, one row a thing.

use comfy_table::{Cell, Table};
use entente_proto::v1;
use prost::Message;
use serde_json::Value;

use super::{Common, number};
use crate::backend::Backend;
use crate::exit::Failure;
use crate::output;
use crate::render::facts::{FactRow, facts as facts_table};
use crate::render::{Format, table, wire};

/// The largest page that the contract allows.
const LARGEST_PAGE: usize = 1_000;

/// Asks for pages until there are enough things, then cuts the rest off; true where there are more.
macro_rules! pages {
    ($backend:expr, $common:expr, $call:ident, $request:expr, $things:ident) => {{
        let mut request = $request;
        let mut things = Vec::new();
        let position = loop {
            request.page_size = $common.next_page(things.len());
            let mut answer = $backend.$call(request.clone()).await?;
            things.append(&mut answer.$things);
            request.page_token = std::mem::take(&mut answer.next_page_token);
            if request.page_token.is_empty() || $common.is_enough(things.len()) {
                break answer.position;
            }
        };
        let mut more = !request.page_token.is_empty();
        if $common.limit > 0 && things.len() > $common.limit {
            things.truncate($common.limit);
            more = true;
        }
        Things { things, position, more, name: stringify!($things) }
    }};
}

/// The things of all pages.
struct Things<T> {
    things: Vec<T>,
    position: u64,
    more: bool,
    name: &'static str,
}

impl<T: Message> Things<T> {
    fn write(
        &self,
        common: &Common,
        message: &str,
        table: impl FnOnce(&[T]) -> anyhow::Result<Table>,
    ) -> Result<(), Failure> {
        match common.format {
            Format::Jsonl => {
                for thing in &self.things {
                    output::result(wire::json(message, thing)?)?;
                }
            }
            Format::Json => {
                let things = self.things.iter().map(|thing| wire::json(message, thing));
                let things = things.collect::<anyhow::Result<Vec<_>>>()?;
                let mut answer = serde_json::Map::new();
                answer.insert(self.name.to_owned(), Value::Array(things));
                answer.insert("position".to_owned(), self.position.to_string().into());
                output::result(format_args!("{:#}", Value::Object(answer)))?;
            }
            Format::Text => {
                if self.things.is_empty() {
                    output::result(format_args!("no {}", self.name))?;
                } else {
                    output::result(table(&self.things)?.trim_fmt())?;
                }
                let count = self.things.len();
                output::note(format_args!("{count} {}, log position {}", self.name, self.position));
            }
        }
        if self.more {
            output::note(format_args!("there are more: raise --limit, or give --limit 0 for all"));
        }
        Ok(())
    }
}

impl Common {
    /// The size of the next page, where `have` things are there.
    fn next_page(&self, have: usize) -> i32 {
        let wanted = if self.limit == 0 { LARGEST_PAGE } else { self.limit.saturating_sub(have).min(LARGEST_PAGE) };
        self.page_size.unwrap_or_else(|| i32::try_from(wanted).unwrap_or_default())
    }

    fn is_enough(&self, have: usize) -> bool {
        self.limit > 0 && have >= self.limit
    }
}

pub(super) async fn facts(backend: &mut Backend, common: &Common, filter: v1::FactFilter) -> Result<(), Failure> {
    let request = v1::ListFactsRequest { filter: Some(filter), read: common.read(), ..Default::default() };
    pages!(backend, common, list_facts, request, facts).write(common, "Fact", |facts| {
        let rows = facts.iter().map(FactRow::from_wire).collect::<anyhow::Result<Vec<_>>>()?;
        Ok(facts_table(&rows, true))
    })
}

pub(super) async fn relations(backend: &mut Backend, common: &Common, filter: v1::FactFilter) -> Result<(), Failure> {
    let request = v1::ListRelationsRequest { filter: Some(filter), read: common.read(), ..Default::default() };
    pages!(backend, common, list_relations, request, relations).write(common, "Relation", |relations| {
        let mut out = table::new(&["kind", "roles", "now", "is", "first", "last", "facts", "documents", "id"]);
        for relation in relations {
            let message = wire::describe("Relation", relation)?;
            let state = message.get_field_by_name("state");
            let state = state.as_ref().and_then(|state| state.as_message());
            let part = |name: &str| state.map(|state| wire::named(state, name)).unwrap_or_default();
            let now = [part("level"), part("change")].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
            out.add_row([
                Cell::new(wire::named(&message, "kind")),
                Cell::new(wire::named(&message, "roles").replace(", ", " ")),
                Cell::new(now.join(" · ")),
                Cell::new(part("factuality")),
                Cell::new(wire::named(&message, "first_valid_time")),
                Cell::new(wire::named(&message, "last_valid_time")),
                table::number(relation.fact_count),
                table::number(relation.document_count),
                Cell::new(&relation.id),
            ]);
        }
        Ok(out)
    })
}

pub(super) async fn actors(
    backend: &mut Backend,
    common: &Common,
    text: &str,
    kinds: &[String],
    mentioned: bool,
) -> Result<(), Failure> {
    let kind = |term: &String| {
        number(&format!("ACTOR_KIND_{}", term.to_uppercase().replace('-', "_")), v1::ActorKind::from_str_name)
    };
    let request = v1::ListActorsRequest {
        kinds: kinds.iter().map(kind).collect::<anyhow::Result<_>>()?,
        query: text.to_owned(),
        mentioned_only: mentioned,
        read: common.read(),
        ..Default::default()
    };
    pages!(backend, common, list_actors, request, actors).write(common, "Actor", |actors| {
        rows("Actor", actors, &["id", "kind", "name", "country", "facts"], |it| it.fact_count)
    })
}

pub(super) async fn topics(
    backend: &mut Backend,
    common: &Common,
    text: &str,
    parent: &str,
    mentioned: bool,
) -> Result<(), Failure> {
    let request = v1::ListTopicsRequest {
        parent: parent.to_owned(),
        query: text.to_owned(),
        mentioned_only: mentioned,
        read: common.read(),
        ..Default::default()
    };
    pages!(backend, common, list_topics, request, topics).write(common, "Topic", |topics| {
        rows("Topic", topics, &["id", "kind", "name", "parent", "hs_codes", "facts"], |it| it.fact_count)
    })
}

pub(super) async fn documents(backend: &mut Backend, common: &Common, sources: &[String]) -> Result<(), Failure> {
    let request = v1::ListDocumentsRequest { sources: sources.to_vec(), read: common.read(), ..Default::default() };
    pages!(backend, common, list_documents, request, documents).write(common, "DocumentRecord", |documents| {
        let mut out = table::new(&["id", "published", "source", "title", "facts", "bytes", "position"]);
        for record in documents {
            let document = wire::describe("Document", &record.document.clone().unwrap_or_default())?;
            let text = |name: &str| Cell::new(wire::named(&document, name));
            out.add_row([
                text("id"),
                text("published"),
                text("source"),
                text("title"),
                table::number(record.fact_count),
                table::number(record.text_bytes),
                table::number(record.recorded_position),
            ]);
        }
        Ok(out)
    })
}

/// A document with its whole text.
pub(super) fn document(common: &Common, answer: &v1::GetDocumentResponse) -> Result<(), Failure> {
    if common.format != Format::Text {
        return common.one("GetDocumentResponse", answer, "DocumentRecord", answer.document.as_ref());
    }
    let mut record = answer.document.clone().unwrap_or_default();
    let mut document = record.document.take().unwrap_or_default();
    let text = std::mem::take(&mut document.text);
    output::result(wire::details(&wire::describe("Document", &document)?))?;
    output::result(wire::details(&wire::describe("DocumentRecord", &record)?))?;
    Ok(output::result(format_args!("\n{text}"))?)
}

/// One row a thing: the named fields, and the number of facts last.
fn rows<T: Message>(message: &str, things: &[T], columns: &[&str], facts: impl Fn(&T) -> u64) -> anyhow::Result<Table> {
    let head: Vec<_> = columns.iter().map(|name| name.replace('_', " ")).collect();
    let mut out = table::new(&head.iter().map(String::as_str).collect::<Vec<_>>());
    for thing in things {
        let described = wire::describe(message, thing)?;
        let named =
            columns.iter().filter(|name| **name != "facts").map(|name| Cell::new(wire::named(&described, name)));
        out.add_row(named.chain([table::number(facts(thing))]));
    }
    Ok(out)
}
