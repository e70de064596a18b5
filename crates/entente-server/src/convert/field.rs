//! How each type that a kind of fact is made of goes onto the wire and comes back.

use std::str::FromStr;

use entente_core::measure::Decimal;
use entente_core::{ActorId, Money, PartialDate, Quantity, Rate, Share, TopicId};
use entente_proto::v1;

use super::to_proto::Wire;
use super::{Invalid, from_proto, to_proto};

/// A type of the model with its counterpart on the wire.
pub(super) trait Field: Sized {
    type Wire;

    fn to_wire(&self, wire: &Wire) -> Self::Wire;

    /// The value, or what is wrong with the field `name`.
    fn from_wire(given: Self::Wire, name: &str) -> Result<Self, Invalid>;
}

impl Field for Vec<ActorId> {
    type Wire = Vec<v1::ActorRef>;

    fn to_wire(&self, wire: &Wire) -> Self::Wire {
        self.iter().map(|id| wire.actor_ref(id)).collect()
    }

    fn from_wire(given: Self::Wire, name: &str) -> Result<Self, Invalid> {
        let mut ids = Vec::with_capacity(given.len());
        for (number, actor) in given.into_iter().enumerate() {
            let id = ActorId::new(&actor.id).map_err(|e| Invalid::form(format!("{name}[{number}].id"), e))?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        Ok(ids)
    }
}

impl Field for Option<TopicId> {
    type Wire = Option<v1::TopicRef>;

    fn to_wire(&self, wire: &Wire) -> Self::Wire {
        self.as_ref().map(|id| wire.topic_ref(id))
    }

    fn from_wire(given: Self::Wire, name: &str) -> Result<Self, Invalid> {
        let id = given.map(|topic| TopicId::new(&topic.id)).transpose();
        id.map_err(|e| Invalid::form(format!("{name}.id"), e))
    }
}

impl Field for TopicId {
    type Wire = Option<v1::TopicRef>;

    fn to_wire(&self, wire: &Wire) -> Self::Wire {
        Some(wire.topic_ref(self))
    }

    fn from_wire(given: Self::Wire, name: &str) -> Result<Self, Invalid> {
        <Option<TopicId> as Field>::from_wire(given, name)?.ok_or_else(|| Invalid::missing(name))
    }
}

impl Field for Option<String> {
    type Wire = String;

    fn to_wire(&self, _: &Wire) -> String {
        self.clone().unwrap_or_default()
    }

    fn from_wire(given: String, _: &str) -> Result<Self, Invalid> {
        Ok(Some(given).filter(|text| !text.is_empty()))
    }
}

impl Field for Option<bool> {
    type Wire = Self;

    fn to_wire(&self, _: &Wire) -> Self {
        *self
    }

    fn from_wire(given: Self, _: &str) -> Result<Self, Invalid> {
        Ok(given)
    }
}

impl Field for Option<u32> {
    type Wire = Self;

    fn to_wire(&self, _: &Wire) -> Self {
        *self
    }

    fn from_wire(given: Self, name: &str) -> Result<Self, Invalid> {
        if given == Some(0) { Err(Invalid::form(name, "0 is no rank: give one from 1")) } else { Ok(given) }
    }
}

impl Field for Option<Share> {
    type Wire = Option<f64>;

    fn to_wire(&self, _: &Wire) -> Self::Wire {
        self.map(Share::get)
    }

    fn from_wire(given: Self::Wire, name: &str) -> Result<Self, Invalid> {
        given.map(Share::new).transpose().map_err(|e| Invalid::form(name, e))
    }
}

impl Field for Option<Rate> {
    type Wire = Option<f64>;

    fn to_wire(&self, _: &Wire) -> Self::Wire {
        self.map(Rate::get)
    }

    fn from_wire(given: Self::Wire, name: &str) -> Result<Self, Invalid> {
        given.map(Rate::new).transpose().map_err(|e| Invalid::form(name, e))
    }
}

impl Field for Option<PartialDate> {
    type Wire = Option<v1::PartialDate>;

    fn to_wire(&self, _: &Wire) -> Self::Wire {
        self.map(to_proto::date)
    }

    fn from_wire(given: Self::Wire, name: &str) -> Result<Self, Invalid> {
        given.map(from_proto::date).transpose().map_err(|e| e.within(name))
    }
}

impl Field for Option<Money> {
    type Wire = Option<v1::Money>;

    fn to_wire(&self, _: &Wire) -> Self::Wire {
        self.map(|money| v1::Money {
            amount: money.amount().to_string(),
            currency: money.currency().as_str().to_owned(),
        })
    }

    fn from_wire(given: Self::Wire, name: &str) -> Result<Self, Invalid> {
        let Some(given) = given else { return Ok(None) };
        let field = format!("{name}.amount");
        let currency = given.currency.parse().map_err(|e| Invalid::form(format!("{name}.currency"), e))?;
        Money::new(decimal(&given.amount, &field)?, currency).map(Some).map_err(|e| Invalid::form(field, e))
    }
}

impl Field for Option<Quantity> {
    type Wire = Option<v1::Quantity>;

    fn to_wire(&self, _: &Wire) -> Self::Wire {
        self.as_ref().map(|quantity| v1::Quantity {
            value: quantity.value().to_string(),
            unit: quantity.unit().unwrap_or_default().to_owned(),
        })
    }

    fn from_wire(given: Self::Wire, name: &str) -> Result<Self, Invalid> {
        let Some(given) = given else { return Ok(None) };
        let field = format!("{name}.value");
        let unit = Some(given.unit).filter(|unit| !unit.is_empty());
        Quantity::new(decimal(&given.value, &field)?, unit).map(Some).map_err(|e| Invalid::form(field, e))
    }
}

fn decimal(text: &str, field: &str) -> Result<Decimal, Invalid> {
    let plain = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    plain.then(|| Decimal::from_str(text).ok()).flatten().ok_or_else(|| {
        Invalid::form(field, "no decimal number of up to 28 digits: give one such as `1500000` or `2.5`")
    })
}
