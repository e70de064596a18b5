//! Facts as rows of a table, whether they come from the extractor or from a server.

use comfy_table::Table;
use entente_core::{Fact, FactKind, Role};
use entente_proto::v1;
use prost_reflect::{ReflectMessage, Value as Wire};

use super::{table, wire};

/// How much of a quote is shown, in characters.
const QUOTE: usize = 72;

/// A fact in the words of a table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FactRow {
    /// Its kind.
    pub(crate) kind: String,
    /// Who: the actors of each role, `JPN → CHN`.
    pub(crate) who: String,
    /// On what; empty where it has no topic.
    pub(crate) topic: String,
    /// What happens, and what else is said: the attributes.
    pub(crate) what: String,
    /// Whether it is so.
    pub(crate) factuality: String,
    /// When; empty where the text does not say.
    pub(crate) time: String,
    /// The first words that state it.
    pub(crate) quote: String,
    /// The document.
    pub(crate) document: String,
    /// Its id.
    pub(crate) id: String,
}

impl FactRow {
    /// A fact that the extractor found.
    pub(crate) fn of(fact: &Fact) -> Self {
        let roles = fact.body().role_map();
        let actors = fact.kind().roles().iter().filter(|role| **role != Role::Topic);
        let who = actors.filter_map(|role| Some((*role, roles.get(role)?.join(", "))));
        let mut attributes = fact.body().attributes();
        let units = ["currency", "unit"].map(|name| attributes.remove(name));
        let what = attributes.into_iter().map(|(name, value)| {
            let unit = match name.as_str() {
                "amount" => units[0].as_ref(),
                "quantity" => units[1].as_ref(),
                _ => None,
            };
            let text = [Some(&value), unit].into_iter().flatten().map(plain).collect::<Vec<_>>().join(" ");
            (name, text)
        });
        Self {
            kind: fact.kind().to_string(),
            who: join_roles(fact.kind(), who.map(|(role, ids)| (role.as_str().to_owned(), ids))),
            topic: roles.get(&Role::Topic).map(|ids| ids.join(", ")).unwrap_or_default(),
            what: join_attributes(what),
            factuality: fact.factuality().to_string(),
            time: fact.time().map(|time| time.to_string()).unwrap_or_default(),
            quote: fact.evidence().first().map(|e| table::cut(e.text(), QUOTE)).unwrap_or_default(),
            document: fact.document().to_string(),
            id: fact.id().to_string(),
        }
    }

    /// A fact that a server answered with.
    ///
    /// # Errors
    /// Where it is of a newer contract.
    pub(crate) fn from_wire(fact: &v1::Fact) -> anyhow::Result<Self> {
        let message = wire::describe("Fact", fact)?;
        let body = message.fields().find(|(field, _)| field.containing_oneof().is_some_and(|o| o.name() == "body"));
        let mut row = Self {
            kind: String::new(),
            who: String::new(),
            topic: String::new(),
            what: String::new(),
            factuality: wire::named(&message, "factuality"),
            time: wire::named(&message, "time"),
            quote: fact.evidence.first().map(|e| table::cut(&e.quote, QUOTE)).unwrap_or_default(),
            document: fact.document_id.clone(),
            id: fact.id.clone(),
        };
        let Some((field, Wire::Message(body))) = body else { return Ok(row) };
        row.kind = field.name().to_owned();
        row.topic = wire::named(body, "topic");
        let (mut who, mut what) = (Vec::new(), Vec::new());
        for field in body.descriptor().fields().filter(|field| field.name() != "topic" && body.has_field(field)) {
            let text = wire::cell(&field, &body.get_field(&field));
            let is_role = field.kind().as_message().is_some_and(|message| message.name() == "ActorRef");
            if is_role { &mut who } else { &mut what }.push((field.name().to_owned(), text));
        }
        row.who = match FactKind::from_term(&row.kind) {
            Some(kind) => join_roles(kind, who.into_iter()),
            None => String::new(),
        };
        row.what = join_attributes(what.into_iter());
        Ok(row)
    }
}

/// The text of an attribute, numbers without needless digits.
fn plain(value: &serde_json::Value) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if value.is_f64() { text.trim_end_matches(".0").to_owned() } else { text }
}

/// `JPN → CHN, away_from RUS`: key roles in their order, the others by name.
fn join_roles(kind: FactKind, roles: impl Iterator<Item = (String, String)>) -> String {
    let is_key = |name: &str| kind.key_roles().iter().any(|role| role.as_str() == name);
    let (key, other): (Vec<_>, Vec<_>) = roles.partition(|(name, _)| is_key(name));
    let mut out = key.into_iter().map(|(_, ids)| ids).collect::<Vec<_>>().join(" → ");
    for (name, ids) in other {
        out.push_str(&format!(", {} {ids}", name.replace('_', " ")));
    }
    out
}

/// The change or stage first and bare, then the others by name.
fn join_attributes(attributes: impl Iterator<Item = (String, String)>) -> String {
    let bare = ["change", "stage", "level", "measure", "form", "stance", "title", "instrument", "body", "method"];
    let mut parts: Vec<_> = attributes
        .map(|(name, text)| match bare.iter().position(|it| *it == name) {
            Some(rank) => (rank, text),
            None => (bare.len(), format!("{} {text}", name.replace('_', " "))),
        })
        .collect();
    parts.sort_by_key(|(rank, _)| *rank);
    parts.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(" · ")
}

/// A table of facts; with the ids of document and fact where they are of several.
pub(crate) fn facts(rows: &[FactRow], with_document: bool) -> Table {
    let head = ["kind", "who", "topic", "what", "is", "time", "quote", "document", "id"];
    let columns = if with_document { head.len() } else { head.len() - 2 };
    let mut table = table::new(&head[..columns]);
    for row in rows {
        let FactRow { kind, who, topic, what, factuality, time, quote, document, id } = row;
        let cells = [kind, who, topic, what, factuality, time, quote, document, id];
        table.add_row(cells.into_iter().take(columns));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_and_attributes_read_in_one_line() {
        let pairs = |pairs: &[(&str, &str)]| {
            pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect::<Vec<_>>().into_iter()
        };
        assert_eq!(
            join_roles(FactKind::Derisking, pairs(&[("actor", "JPN"), ("away_from", "CHN"), ("toward", "AUS, IND")])),
            "JPN, away from CHN, toward AUS, IND"
        );
        assert_eq!(
            join_attributes(pairs(&[("rate_pct", "12.5"), ("measure", "tariff"), ("change", "impose")])),
            "impose · tariff · rate pct 12.5"
        );
    }

    #[test]
    fn a_fact_of_a_server_reads_the_same() {
        let actor = |id: &str| v1::ActorRef { id: id.into(), name: String::new() };
        let fact = v1::Fact {
            document_id: "d1".into(),
            factuality: v1::Factuality::Actual.into(),
            evidence: vec![v1::Evidence { quote: "Rome buys\nLNG".into(), ..v1::Evidence::default() }],
            body: Some(v1::fact::Body::Supply(v1::Supply {
                supplier: vec![actor("QAT")],
                recipient: vec![actor("ITA")],
                topic: Some(v1::TopicRef { id: "lng".into(), name: "LNG".into() }),
                change: v1::SupplyChange::Start.into(),
                ..v1::Supply::default()
            })),
            ..v1::Fact::default()
        };
        let row = FactRow::from_wire(&fact).unwrap();
        assert_eq!((row.kind.as_str(), row.who.as_str(), row.topic.as_str()), ("supply", "QAT → ITA", "lng"));
        assert_eq!(
            (row.what.as_str(), row.factuality.as_str(), row.quote.as_str()),
            ("start", "actual", "Rome buys LNG")
        );
    }
}
