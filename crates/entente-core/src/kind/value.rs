//! How roles and attributes of each type are read from and written to named values.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{FactKind, Filler, Role};
use crate::id::{ActorId, TopicId};
use crate::measure::{Decimal, Money, Quantity, Rate, Share};
use crate::time::PartialDate;

/// Roles by name, each with the ids that fill it.
pub type RoleMap = BTreeMap<Role, Vec<String>>;

/// Why a role or attribute of a fact is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{field}`: {reason}")]
pub struct FieldError {
    /// The field, as the interchange format names it: `roles.party`, `attrs.change`, `time`.
    pub field: String,
    /// What is wrong and what it takes.
    pub reason: String,
}

impl FieldError {
    pub(crate) fn new(field: impl Into<String>, reason: impl ToString) -> Self {
        Self { field: field.into(), reason: reason.to_string() }
    }

    pub(super) fn missing(role: Role, kind: FactKind) -> Self {
        Self::new(format!("roles.{role}"), format!("a {kind} needs it"))
    }

    pub(super) fn unknown(field: String, kind: FactKind) -> Self {
        Self::new(field, format!("a {kind} has no such field"))
    }
}

/// A type that holds the fillers of a role.
pub(super) trait RoleValue: Sized {
    fn visit<'a>(&'a self, role: Role, out: &mut Vec<(Role, Filler<'a>)>);
    fn take(role: Role, given: &mut RoleMap) -> Result<Self, FieldError>;
    fn count(&self) -> usize;
}

impl RoleValue for Vec<ActorId> {
    fn visit<'a>(&'a self, role: Role, out: &mut Vec<(Role, Filler<'a>)>) {
        out.extend(self.iter().map(|id| (role, Filler::Actor(id))));
    }

    /// The order of the text is kept, a second mention of the same actor dropped.
    fn take(role: Role, given: &mut RoleMap) -> Result<Self, FieldError> {
        let mut ids = Vec::new();
        for id in given.remove(&role).unwrap_or_default() {
            let id = ActorId::new(&id).map_err(|e| FieldError::new(format!("roles.{role}"), e))?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }

    fn count(&self) -> usize {
        self.len()
    }
}

impl RoleValue for Option<TopicId> {
    fn visit<'a>(&'a self, role: Role, out: &mut Vec<(Role, Filler<'a>)>) {
        out.extend(self.iter().map(|id| (role, Filler::Topic(id))));
    }

    fn take(role: Role, given: &mut RoleMap) -> Result<Self, FieldError> {
        let error = |reason: String| FieldError::new(format!("roles.{role}"), reason);
        match given.remove(&role).unwrap_or_default().as_slice() {
            [] => Ok(None),
            [id] => TopicId::new(id).map(Some).map_err(|e| error(e.to_string())),
            ids => Err(error(format!("{} topics: give one fact for each", ids.len()))),
        }
    }

    fn count(&self) -> usize {
        usize::from(self.is_some())
    }
}

impl RoleValue for TopicId {
    fn visit<'a>(&'a self, role: Role, out: &mut Vec<(Role, Filler<'a>)>) {
        out.push((role, Filler::Topic(self)));
    }

    fn take(role: Role, given: &mut RoleMap) -> Result<Self, FieldError> {
        <Option<TopicId> as RoleValue>::take(role, given)?.ok_or_else(|| {
            FieldError::new(format!("roles.{role}"), "missing: give a topic, `general` where the text names none")
        })
    }

    fn count(&self) -> usize {
        1
    }
}

/// A type that holds an attribute.
pub(super) trait AttrValue: Sized {
    fn write(&self, name: &str, out: &mut Map<String, Value>);
    fn read(name: &str, given: &mut Map<String, Value>) -> Result<Self, FieldError>;
}

fn wrong(name: &str, reason: impl ToString) -> FieldError {
    FieldError::new(format!("attrs.{name}"), reason)
}

/// A value that is there: absent and `null` are the same.
fn take(name: &str, given: &mut Map<String, Value>) -> Option<Value> {
    given.remove(name).filter(|value| !value.is_null())
}

fn take_text(name: &str, given: &mut Map<String, Value>) -> Result<Option<String>, FieldError> {
    match take(name, given) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
        Some(other) => Err(wrong(name, format!("{other} is no text"))),
    }
}

fn take_number(name: &str, given: &mut Map<String, Value>) -> Result<Option<f64>, FieldError> {
    match take(name, given) {
        None => Ok(None),
        Some(value) => value.as_f64().map(Some).ok_or_else(|| wrong(name, format!("{value} is no number"))),
    }
}

/// A number as exactly as the JSON text gives it, where that fits 28 digits.
fn take_decimal(name: &str, given: &mut Map<String, Value>) -> Result<Option<Decimal>, FieldError> {
    let Some(value) = take(name, given) else { return Ok(None) };
    let text = value.to_string();
    let number = value.is_number().then(|| text.parse().or_else(|_| Decimal::from_scientific(&text)).ok()).flatten();
    number.map(Some).ok_or_else(|| wrong(name, format!("{value} is no number of up to 28 digits")))
}

fn decimal_value(value: Decimal) -> Value {
    value.to_string().parse::<serde_json::Number>().map_or(Value::Null, Value::Number)
}

impl AttrValue for Option<String> {
    fn write(&self, name: &str, out: &mut Map<String, Value>) {
        if let Some(text) = self {
            out.insert(name.into(), text.as_str().into());
        }
    }

    fn read(name: &str, given: &mut Map<String, Value>) -> Result<Self, FieldError> {
        take_text(name, given)
    }
}

impl AttrValue for Option<bool> {
    fn write(&self, name: &str, out: &mut Map<String, Value>) {
        if let Some(value) = self {
            out.insert(name.into(), (*value).into());
        }
    }

    fn read(name: &str, given: &mut Map<String, Value>) -> Result<Self, FieldError> {
        match take(name, given) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(value)),
            Some(other) => Err(wrong(name, format!("{other} is neither true nor false"))),
        }
    }
}

impl AttrValue for Option<u32> {
    fn write(&self, name: &str, out: &mut Map<String, Value>) {
        if let Some(value) = self {
            out.insert(name.into(), (*value).into());
        }
    }

    fn read(name: &str, given: &mut Map<String, Value>) -> Result<Self, FieldError> {
        let Some(value) = take(name, given) else { return Ok(None) };
        let number = value.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
        number.map(Some).ok_or_else(|| wrong(name, format!("{value} is no whole number from 1")))
    }
}

impl AttrValue for Option<PartialDate> {
    fn write(&self, name: &str, out: &mut Map<String, Value>) {
        if let Some(date) = self {
            out.insert(name.into(), date.to_string().into());
        }
    }

    fn read(name: &str, given: &mut Map<String, Value>) -> Result<Self, FieldError> {
        take_text(name, given)?.map(|text| text.parse()).transpose().map_err(|e| wrong(name, e))
    }
}

macro_rules! percent {
    ($type:ty) => {
        impl AttrValue for Option<$type> {
            fn write(&self, name: &str, out: &mut Map<String, Value>) {
                if let Some(share) = self {
                    out.insert(name.into(), share.get().into());
                }
            }

            fn read(name: &str, given: &mut Map<String, Value>) -> Result<Self, FieldError> {
                take_number(name, given)?.map(<$type>::new).transpose().map_err(|e| wrong(name, e))
            }
        }
    };
}
percent!(Share);
percent!(Rate);

/// Written as two attributes, `amount` and `currency`: both or neither.
impl AttrValue for Option<Money> {
    fn write(&self, name: &str, out: &mut Map<String, Value>) {
        if let Some(money) = self {
            out.insert(name.into(), decimal_value(money.amount()));
            out.insert("currency".into(), money.currency().as_str().into());
        }
    }

    fn read(name: &str, given: &mut Map<String, Value>) -> Result<Self, FieldError> {
        match (take_decimal(name, given)?, take_text("currency", given)?) {
            (None, None) => Ok(None),
            (Some(_), None) => Err(wrong("currency", "missing: an amount needs its ISO 4217 code")),
            (None, Some(_)) => Err(wrong(name, "missing: a currency needs an amount")),
            (Some(amount), Some(currency)) => {
                let currency = currency.parse().map_err(|e| wrong("currency", e))?;
                Money::new(amount, currency).map(Some).map_err(|e| wrong(name, e))
            }
        }
    }
}

/// Written as two attributes, `quantity` and `unit`; the unit may be missing.
impl AttrValue for Option<Quantity> {
    fn write(&self, name: &str, out: &mut Map<String, Value>) {
        if let Some(quantity) = self {
            out.insert(name.into(), decimal_value(quantity.value()));
            if let Some(unit) = quantity.unit() {
                out.insert("unit".into(), unit.into());
            }
        }
    }

    fn read(name: &str, given: &mut Map<String, Value>) -> Result<Self, FieldError> {
        match (take_decimal(name, given)?, take_text("unit", given)?) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(wrong(name, "missing: a unit needs a quantity")),
            (Some(value), unit) => Quantity::new(value, unit).map(Some).map_err(|e| wrong(name, e)),
        }
    }
}

macro_rules! term_attributes {
    ($($type:ident),* $(,)?) => { $(
        impl AttrValue for Option<super::$type> {
            fn write(&self, name: &str, out: &mut Map<String, Value>) {
                if let Some(term) = self {
                    out.insert(name.into(), term.as_str().into());
                }
            }

            fn read(name: &str, given: &mut Map<String, Value>) -> Result<Self, FieldError> {
                let Some(text) = take_text(name, given)? else { return Ok(None) };
                super::$type::from_term(&text).map(Some).ok_or_else(|| {
                    let terms: Vec<_> = super::$type::ALL.iter().map(|term| term.as_str()).collect();
                    wrong(name, format!("`{text}` is none of {}", terms.join(", ")))
                })
            }
        }
    )* };
}
term_attributes!(
    PartnershipChange,
    CooperationChange,
    AgreementInstrument,
    AgreementStage,
    JointBodyForm,
    JointBodyStage,
    ProjectStage,
    DependenceMeasure,
    DependenceDegree,
    ProductionStage,
    RestrictionMeasure,
    RestrictionChange,
    DeriskingMethod,
    SupplyChange,
    InvestmentStage,
    MeetingForm,
    StatementStance,
    DisputeForm,
    DisputeChange,
    MembershipChange,
    MembershipStatus,
);
