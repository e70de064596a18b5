//! Facts as gold files hold them: the interchange format, with alternatives, optional fillers and optional facts.

use std::collections::BTreeMap;
use std::io::BufRead;

use entente_core::{Fact, FactKind, Role, interchange};
use serde_json::{Map, Value};

/// A fact of a gold file, or one that was found, before its fillers are compared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GoldFact {
    /// Its kind.
    pub(crate) kind: FactKind,
    /// The fillers by role; in gold `A|B` accepts either and `?A` may be missing.
    pub(crate) roles: BTreeMap<Role, Vec<String>>,
    /// The attributes.
    pub(crate) attrs: Map<String, Value>,
    /// Whether it is so; `actual` where the file does not say.
    pub(crate) factuality: String,
    /// When, as ISO 8601.
    pub(crate) time: Option<String>,
    /// Whether it costs nothing to miss it.
    pub(crate) optional: bool,
}

/// Why a gold file cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line}: {reason}")]
pub(crate) struct GoldError {
    /// The line, from 1.
    pub(crate) line: usize,
    /// What is wrong with it.
    pub(crate) reason: String,
}

/// The documents of a gold file with their facts, in its order.
///
/// # Errors
/// [`GoldError`] names the first line that is no document with facts.
pub(crate) fn read_gold(input: impl BufRead) -> Result<Vec<(String, Vec<GoldFact>)>, GoldError> {
    let mut out = Vec::new();
    for (line, text) in (1..).zip(input.lines()) {
        let fault = |reason: String| GoldError { line, reason };
        let text = text.map_err(|e| fault(e.to_string()))?;
        if text.trim().is_empty() {
            continue;
        }
        let mut value: Value = serde_json::from_str(&text).map_err(|e| fault(format!("no JSON: {e}")))?;
        let id = value["id"].as_str().ok_or_else(|| fault("`id`: missing, or no string".into()))?.to_owned();
        let Value::Array(facts) = value["facts"].take() else {
            return Err(fault("`facts`: missing, or no list".into()));
        };
        let facts = facts.into_iter().enumerate().map(|(number, fact)| {
            GoldFact::from_json(fact).map_err(|reason| fault(format!("`facts[{number}]`: {reason}")))
        });
        out.push((id, facts.collect::<Result<_, _>>()?));
    }
    Ok(out)
}

impl GoldFact {
    /// A fact that was found, as the interchange format writes it.
    #[must_use]
    pub(crate) fn of(fact: &Fact) -> Self {
        Self::from_json(interchange::fact_to_json(fact))
            .expect("the interchange form of a fact names its kind and roles")
    }

    fn from_json(mut value: Value) -> Result<Self, String> {
        let kind = value["kind"].as_str().unwrap_or_default();
        let kind = FactKind::from_term(kind).ok_or_else(|| format!("`kind`: `{kind}` is none"))?;
        let mut roles = BTreeMap::new();
        let Value::Object(given) = value["roles"].take() else { return Err("`roles`: missing, or no object".into()) };
        for (name, ids) in given {
            let role = Role::from_term(&name).ok_or_else(|| format!("`roles.{name}`: there is no such role"))?;
            let ids = match ids {
                Value::Null => vec![],
                Value::String(id) => vec![id],
                Value::Array(ids) => ids.into_iter().filter_map(|id| id.as_str().map(str::to_owned)).collect(),
                other => return Err(format!("`roles.{name}`: expected ids, found {other}")),
            };
            roles.insert(role, ids);
        }
        let attrs = match value["attrs"].take() {
            Value::Object(attrs) => attrs,
            _ => Map::new(),
        };
        Ok(Self {
            kind,
            roles,
            attrs,
            factuality: value["factuality"].as_str().unwrap_or("actual").to_owned(),
            time: value["time"].as_str().map(str::to_owned),
            optional: value["optional"].as_bool().unwrap_or(false),
        })
    }

    /// The fillers of a role.
    #[must_use]
    pub(crate) fn fillers(&self, role: Role) -> &[String] {
        self.roles.get(&role).map(Vec::as_slice).unwrap_or_default()
    }

    /// The attribute, where it is there and says something.
    #[must_use]
    pub(crate) fn attribute(&self, name: &str) -> Option<&Value> {
        self.attrs.get(name).filter(|value| !matches!(value, Value::Null) && value.as_str() != Some(""))
    }

    /// The fact on one line, for lists of errors.
    #[must_use]
    pub(crate) fn line(&self) -> String {
        let mut out = self.kind.as_str().to_owned();
        for (role, ids) in &self.roles {
            if !ids.is_empty() {
                out.push_str(&format!(" {role}={}", ids.join(",")));
            }
        }
        for (name, value) in &self.attrs {
            match value {
                Value::String(text) if text.contains(' ') => out.push_str(&format!(" {name}={text:?}")),
                Value::String(text) => out.push_str(&format!(" {name}={text}")),
                other => out.push_str(&format!(" {name}={other}")),
            }
        }
        out.push_str(&format!(" {}", self.factuality));
        if let Some(time) = &self.time {
            out.push_str(&format!(" time={time}"));
        }
        out
    }
}
