//! The interchange format: documents and facts as JSON, one a line, as `entente extract --format jsonl` reads and writes
//! them and as the log keeps them.

use serde_json::{Map, Value, json};

use crate::document::Document;
use crate::fact::{Attribution, Fact, FactDraft, FactError};
use crate::id::{ActorId, DocumentId};
use crate::kind::{FactBody, FactKind, Factuality, FieldError, Role, RoleMap};
use crate::measure::Confidence;
use crate::span::{Evidence, EvidenceError};

/// A document as a JSON object: `id`, `text`, and what else is known of `title`, `published`, `source`, `url`, `language`.
#[must_use]
pub fn document_to_json(document: &Document) -> Value {
    let mut out = Map::new();
    out.insert("id".into(), document.id.as_str().into());
    let published = document.published.map(|date| date.to_string());
    for (name, value) in [
        ("title", &document.title),
        ("published", &published),
        ("source", &document.source),
        ("url", &document.url),
        ("language", &document.language),
    ] {
        if let Some(value) = value {
            out.insert(name.into(), value.as_str().into());
        }
    }
    out.insert("text".into(), document.text().into());
    Value::Object(out)
}

/// A document from a JSON object; see [`document_to_json`].
///
/// # Errors
/// [`FieldError`] that names the field that is missing, unknown or wrong.
pub fn document_from_json(value: Value) -> Result<Document, FieldError> {
    let mut fields = object("document", value)?;
    let id = text(&mut fields, "id")?.ok_or_else(|| FieldError::new("id", "missing: give the document a name"))?;
    let id = DocumentId::new(&id).map_err(|e| FieldError::new("id", e))?;
    let body = text(&mut fields, "text")?.unwrap_or_default();
    let published = text(&mut fields, "published")?
        // A time of day behind the date says nothing that facts use.
        .map(|date| {
            date.get(..10)
                .unwrap_or(&date)
                .parse()
                .map_err(|_| FieldError::new("published", format!("`{date}` is no date: give YYYY-MM-DD")))
        })
        .transpose()?;
    let mut document =
        Document::new(id, body).map_err(|_| FieldError::new("text", "missing or blank: the document has no text"))?;
    document.published = published;
    document.title = text(&mut fields, "title")?;
    document.source = text(&mut fields, "source")?;
    document.url = text(&mut fields, "url")?;
    document.language = text(&mut fields, "language")?;
    Ok(document)
}

/// A fact as a JSON object of the interchange format.
#[must_use]
pub fn fact_to_json(fact: &Fact) -> Value {
    let roles: Map<String, Value> =
        fact.body().role_map().into_iter().map(|(role, ids)| (role.as_str().into(), ids.into())).collect();
    let mut attrs = fact.body().attributes();
    if !fact.via().is_empty() {
        let via: Vec<_> = fact.via().iter().map(ActorId::as_str).collect();
        attrs.insert("via".into(), via.join("; ").into());
    }
    let evidence: Vec<_> = fact
        .evidence()
        .iter()
        .map(|e| json!({"start_byte": e.span().start(), "end_byte": e.span().end(), "quote": e.text()}))
        .collect();
    let attributed_to: Vec<_> = fact.attributed_to().iter().map(Attribution::as_str).collect();
    let mut out = json!({
        "kind": fact.kind().as_str(),
        "roles": roles,
        "attrs": attrs,
        "factuality": fact.factuality().as_str(),
        "attributed_to": attributed_to,
        "evidence": evidence,
        "confidence": fact.confidence().get(),
    });
    if let Some(time) = fact.time() {
        out["time"] = time.to_string().into();
    }
    out
}

/// A fact of a document from a JSON object; see [`fact_to_json`]. Its quotes are not compared with the text here.
///
/// # Errors
/// [`FactError`] that names the field that is missing, unknown or wrong.
pub fn fact_from_json(value: Value, document: &DocumentId) -> Result<Fact, FactError> {
    let mut fields = object("fact", value)?;
    let kind = term(&mut fields, "kind", FactKind::from_term)?
        .ok_or_else(|| FieldError::new("kind", "missing: give one of the sixteen kinds"))?;
    let mut roles = RoleMap::new();
    for (name, ids) in object("roles", fields.remove("roles").unwrap_or_default())? {
        let field = format!("roles.{name}");
        let role = Role::from_term(&name).ok_or_else(|| FieldError::new(&field, "there is no such role"))?;
        roles.insert(role, strings(&field, ids)?);
    }
    let mut attrs = object("attrs", fields.remove("attrs").unwrap_or_else(|| json!({})))?;
    let via = text(&mut attrs, "via")
        .map_err(|e| FieldError { field: format!("attrs.{}", e.field), ..e })?
        .unwrap_or_default();
    let via = via
        .split(';')
        .filter(|name| !name.trim().is_empty())
        .map(|name| ActorId::new(name.trim()).map_err(|e| FieldError::new("attrs.via", e)))
        .collect::<Result<_, _>>()?;
    let time =
        text(&mut fields, "time")?.map(|time| time.parse().map_err(|e| FieldError::new("time", e))).transpose()?;
    let attributed_to = strings("attributed_to", fields.remove("attributed_to").unwrap_or_else(|| json!([])))?;
    let confidence = match fields.remove("confidence") {
        None | Some(Value::Null) => 1.0,
        Some(value) => value.as_f64().ok_or_else(|| FieldError::new("confidence", format!("{value} is no number")))?,
    };
    let draft = FactDraft {
        body: FactBody::from_parts(kind, roles, attrs)?,
        factuality: term(&mut fields, "factuality", Factuality::from_term)?.unwrap_or(Factuality::Actual),
        time,
        attributed_to: attributed_to.iter().map(|name| Attribution::read(name)).collect(),
        via,
        evidence: list("evidence", fields.remove("evidence").unwrap_or_else(|| json!([])))?
            .into_iter()
            .map(evidence_from_json)
            .collect::<Result<_, _>>()?,
        confidence: Confidence::new(confidence).map_err(|e| FieldError::new("confidence", e))?,
    };
    Fact::recorded(draft, document.clone())
}

/// The line of one document: its id and its facts.
#[must_use]
pub fn facts_line(document: &DocumentId, facts: &[Fact]) -> Value {
    json!({"id": document.as_str(), "facts": facts.iter().map(fact_to_json).collect::<Vec<_>>()})
}

fn evidence_from_json(value: Value) -> Result<Evidence, FactError> {
    let mut fields = object("evidence", value)?;
    let mut offset = |name: &str| {
        let value = fields.remove(name).unwrap_or_default();
        let number = value.as_u64().and_then(|n| usize::try_from(n).ok());
        number.ok_or_else(|| FieldError::new(format!("evidence.{name}"), format!("{value} is no byte offset")))
    };
    let (start, end) = (offset("start_byte")?, offset("end_byte")?);
    let quote = text(&mut fields, "quote")?.ok_or(EvidenceError::Differs { start, end })?;
    Ok(Evidence::recorded(start, end, quote)?)
}

fn object(field: &str, value: Value) -> Result<Map<String, Value>, FieldError> {
    match value {
        Value::Object(fields) => Ok(fields),
        other => Err(FieldError::new(field, format!("expected an object, found {}", shape(&other)))),
    }
}

fn list(field: &str, value: Value) -> Result<Vec<Value>, FieldError> {
    match value {
        Value::Array(items) => Ok(items),
        other => Err(FieldError::new(field, format!("expected a list, found {}", shape(&other)))),
    }
}

fn strings(field: &str, value: Value) -> Result<Vec<String>, FieldError> {
    list(field, value)?
        .into_iter()
        .map(|item| match item {
            Value::String(text) => Ok(text),
            other => Err(FieldError::new(field, format!("expected a list of strings, found {} in it", shape(&other)))),
        })
        .collect()
}

fn text(fields: &mut Map<String, Value>, name: &str) -> Result<Option<String>, FieldError> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other) => Err(FieldError::new(name, format!("expected a string, found {}", shape(&other)))),
    }
}

fn term<T>(
    fields: &mut Map<String, Value>,
    name: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, FieldError> {
    let Some(term) = text(fields, name)? else { return Ok(None) };
    read(&term).map(Some).ok_or_else(|| FieldError::new(name, format!("`{term}` is no {name}")))
}

fn shape(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Value {
        json!({
            "kind": "restriction",
            "roles": {"imposer": ["CHN"], "topic": ["gallium"]},
            "attrs": {"change": "impose", "measure": "licensing", "via": "cn-mofcom; wang-wentao"},
            "factuality": "planned",
            "time": "2023-08-01/..",
            "attributed_to": ["CHN", "two people close to the talks"],
            "evidence": [{"start_byte": 3, "end_byte": 10, "quote": "gallium"}],
            "confidence": 0.75,
        })
    }

    #[test]
    fn facts_read_and_write_the_same() {
        let id = DocumentId::new("d1").unwrap();
        let fact = fact_from_json(sample(), &id).unwrap();
        assert_eq!(fact_to_json(&fact), sample());
        assert_eq!(facts_line(&id, &[fact]), json!({"id": "d1", "facts": [sample()]}));
    }

    #[test]
    fn a_fault_in_a_fact_names_its_field() {
        let check = |pointer: &str, value: Value, error: &str| {
            let mut fact = sample();
            *fact.pointer_mut(pointer).unwrap() = value;
            assert_eq!(fact_from_json(fact, &DocumentId::new("d1").unwrap()).unwrap_err().to_string(), error);
        };
        check("/kind", json!("treaty"), "`kind`: `treaty` is no kind");
        check("/roles/imposer", json!("CHN"), "`roles.imposer`: expected a list, found a string");
        check("/roles/imposer", json!([]), "`roles.imposer`: a restriction needs it");
        check(
            "/attrs/measure",
            json!("wall"),
            "`attrs.measure`: `wall` is none of export-control, export-ban, import-ban, tariff, sanction, embargo, quota, licensing, investment-screening, entity-listing, other",
        );
        check(
            "/time",
            json!("soon"),
            "`time`: `soon` is no date: give YYYY, YYYY-MM or YYYY-MM-DD of the Gregorian calendar",
        );
        check(
            "/evidence",
            json!([]),
            "`evidence`: a restriction without evidence: give at least one span with its quote",
        );
        check(
            "/evidence/0/quote",
            json!("gall"),
            "`evidence`: evidence 3..10: the quote differs from the document's bytes there, or is blank",
        );
        check("/confidence", json!(1.5), "`confidence`: `1.5` is no confidence: give a number from 0 to 1");
    }

    #[test]
    fn documents_read_and_write_the_same() {
        let line = json!({"id": "d1", "title": "T", "published": "2026-01-17", "source": "s", "url": "u", "language": "en", "text": "Rome"});
        assert_eq!(document_to_json(&document_from_json(line.clone()).unwrap()), line);
        let check = |line: Value, error: &str| assert_eq!(document_from_json(line).unwrap_err().to_string(), error);
        check(json!({"text": "Rome"}), "`id`: missing: give the document a name");
        check(json!({"id": "d1", "text": " "}), "`text`: missing or blank: the document has no text");
        check(
            json!({"id": "d1", "text": "Rome", "published": "soon"}),
            "`published`: `soon` is no date: give YYYY-MM-DD",
        );
        check(json!([1]), "`document`: expected an object, found a list");
    }
}
