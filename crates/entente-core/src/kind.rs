//! The sixteen kinds of fact, their roles, their attributes and the terms that fill them.
//!
//! One table, [`FactBody`]'s, names them all; the structs, the conversion to and from named roles and attributes, and
//! the check of what is required follow from it. Names are those of the fact model and of the interchange format.

mod value;
mod vocabulary;

use std::fmt;

use serde_json::{Map, Value};

use crate::id::{ActorId, TopicId};
use crate::measure::{Money, Quantity, Rate, Share};
use crate::time::PartialDate;

use value::{AttrValue, RoleValue};
pub use value::{FieldError, RoleMap};
pub use vocabulary::*;

/// Names the variants of an enum by their terms, both ways.
macro_rules! terms {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $term:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vdoc])* $variant),* }

        impl $name {
            /// Every term, in the order of the fact model.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The term as the fact model writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $term),* }
            }

            /// The value of a term; `None` for a word that is none.
            #[must_use]
            pub fn from_term(term: &str) -> Option<Self> {
                match term { $($term => Some(Self::$variant),)* _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use terms;

terms! {
    /// A participant's part in a fact.
    Role {
        /// Who is in a partnership, cooperation, agreement, body, project or dispute without direction.
        Party = "party",
        /// What the fact is about.
        Topic = "topic",
        /// Who relies on somebody.
        Dependent = "dependent",
        /// Who is relied on, or delivers.
        Supplier = "supplier",
        /// Who makes, mines or refines.
        Producer = "producer",
        /// Who sets up a barrier.
        Imposer = "imposer",
        /// Whom a barrier, an attack or a suit is aimed at.
        Target = "target",
        /// Who cuts its exposure.
        Actor = "actor",
        /// Whom it turns away from.
        AwayFrom = "away_from",
        /// Whom it turns to.
        Toward = "toward",
        /// Who receives goods or money.
        Recipient = "recipient",
        /// Who puts in money.
        Investor = "investor",
        /// Who meets.
        Participant = "participant",
        /// Who receives those who meet.
        Host = "host",
        /// Who takes a stance.
        Speaker = "speaker",
        /// Whom a stance is about.
        About = "about",
        /// Who starts a dispute that has a direction.
        Initiator = "initiator",
        /// Who belongs to an organisation.
        Member = "member",
        /// What it belongs to.
        Organisation = "organisation",
        /// Who holds a post.
        Holder = "holder",
        /// The state, organisation or firm whose post it is.
        Of = "of",
    }
}

terms! {
    /// Whether what a fact says is so (after FactBank), apart from how sure the extractor is.
    Factuality {
        /// Happened, holds, or is a measure that was formally adopted.
        Actual = "actual",
        /// An undertaking or intention still to be carried out.
        Planned = "planned",
        /// Considered, proposed, may, could, rumoured.
        Possible = "possible",
        /// Said not to be so.
        Negated = "negated",
    }
}

/// Who or what fills a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Filler<'a> {
    /// An actor.
    Actor(&'a ActorId),
    /// A topic.
    Topic(&'a TopicId),
}

impl Filler<'_> {
    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Actor(id) => id.as_str(),
            Self::Topic(id) => id.as_str(),
        }
    }
}

macro_rules! kinds {
    ($(
        $(#[$doc:meta])*
        $Kind:ident = $term:literal {
            $( $(#[$rdoc:meta])* $role:ident ($Role:ident, $required:literal, $key:literal): $rty:ty, )*
            ; $( $(#[$adoc:meta])* $attr:ident: $aty:ty, )*
            ; apart $( $apart:ident )*
        }
    )*) => {
        terms! {
            /// One of the sixteen kinds of fact.
            FactKind { $( $(#[$doc])* $Kind = $term, )* }
        }

        $(
            $(#[$doc])*
            #[derive(Debug, Clone, PartialEq)]
            pub struct $Kind {
                $( $(#[$rdoc])* pub $role: $rty, )*
                $( $(#[$adoc])* pub $attr: $aty, )*
            }
        )*

        /// What a fact says: the roles and attributes of its kind.
        #[derive(Debug, Clone, PartialEq)]
        pub enum FactBody { $( $(#[$doc])* $Kind($Kind), )* }

        $( impl From<$Kind> for FactBody { fn from(body: $Kind) -> Self { Self::$Kind(body) } } )*

        impl FactBody {
            /// The kind.
            #[must_use]
            pub fn kind(&self) -> FactKind {
                match self { $( Self::$Kind(_) => FactKind::$Kind, )* }
            }

            /// Every filler with its role, in the order of the fact model.
            #[must_use]
            pub fn fillers(&self) -> Vec<(Role, Filler<'_>)> {
                let mut out = Vec::new();
                match self { $( Self::$Kind(body) => { $( RoleValue::visit(&body.$role, Role::$Role, &mut out); )* } )* }
                out
            }

            /// The attributes as the interchange format names and writes them; absent ones are left out.
            #[must_use]
            pub fn attributes(&self) -> Map<String, Value> {
                let mut out = Map::new();
                match self { $( Self::$Kind(body) => {
                    $( AttrValue::write(&body.$attr, stringify!($attr), &mut out); )*
                    let _ = body;
                } )* }
                out
            }

            /// A body from named roles and attributes, checked whole.
            ///
            /// # Errors
            /// [`FieldError`] that names the role or attribute: unknown to the kind, missing, or with a value it cannot take.
            pub fn from_parts(kind: FactKind, mut roles: RoleMap, mut attrs: Map<String, Value>) -> Result<Self, FieldError> {
                let body = match kind { $( FactKind::$Kind => Self::$Kind($Kind {
                    $( $role: RoleValue::take(Role::$Role, &mut roles)?, )*
                    $( $attr: AttrValue::read(stringify!($attr), &mut attrs)?, )*
                }), )* };
                if let Some((role, _)) = roles.into_iter().next() {
                    return Err(FieldError::unknown(format!("roles.{role}"), kind));
                }
                if let Some((name, _)) = attrs.into_iter().find(|(_, value)| !value.is_null()) {
                    return Err(FieldError::unknown(format!("attrs.{name}"), kind));
                }
                body.check()?;
                Ok(body)
            }

            /// Whether all that the kind requires is there.
            ///
            /// # Errors
            /// [`FieldError`] that names the missing role.
            pub fn check(&self) -> Result<(), FieldError> {
                match self { $( Self::$Kind(body) => {
                    $( if $required && RoleValue::count(&body.$role) == 0 { return Err(FieldError::missing(Role::$Role, FactKind::$Kind)); } )*
                    let _ = body;
                } )* }
                self.check_direction()
            }

            /// The attributes that keep facts with equal key roles apart, as `name=value`.
            fn apart(&self) -> Vec<String> {
                let attributes = self.attributes();
                let names: &[&str] = match self { $( Self::$Kind(_) => &[$( stringify!($apart) ),*], )* };
                names.iter().filter_map(|name| attributes.get(*name).map(|value| format!("{name}={value}"))).collect()
            }
        }

        impl FactKind {
            /// The roles of the kind, in the order of the fact model.
            #[must_use]
            pub fn roles(self) -> &'static [Role] {
                match self { $( Self::$Kind => &[$( Role::$Role ),*], )* }
            }

            /// The roles that decide whether two facts of the kind are the same one.
            #[must_use]
            pub fn key_roles(self) -> &'static [Role] {
                const fn is_key(key: &str) -> bool { matches!(key.as_bytes(), b"key") }
                static KEYS: std::sync::LazyLock<Vec<Vec<Role>>> = std::sync::LazyLock::new(|| vec![
                    $( [$( (Role::$Role, is_key($key)) ),*].into_iter().filter(|(_, key)| *key).map(|(role, _)| role).collect(), )*
                ]);
                &KEYS[self as usize]
            }

            /// The names of the attributes, as the interchange format writes them.
            #[must_use]
            pub fn attribute_names(self) -> &'static [&'static str] {
                match self { $( Self::$Kind => &[$( stringify!($attr) ),*], )* }
            }
        }
    };
}

kinds! {
    /// A named standing relationship and its changes.
    Partnership = "partnership" {
        /// The partners: two or more, or one bloc.
        party (Party, true, "key"): Vec<ActorId>,
        ;
        /// The level as the text names it ("special strategic partnership").
        level: Option<String>,
        /// The level before a change.
        previous_level: Option<String>,
        /// What happens to it; none for a standing one.
        change: Option<PartnershipChange>,
        ; apart level
    }
    /// Actors work, or undertake to work, together on a topic.
    Cooperation = "cooperation" {
        /// Those who work together.
        party (Party, true, "key"): Vec<ActorId>,
        /// On what; `general` where the text names nothing.
        topic (Topic, true, "key"): TopicId,
        ;
        /// What happens to it.
        change: Option<CooperationChange>,
        ; apart
    }
    /// A written instrument.
    Agreement = "agreement" {
        /// Its parties.
        party (Party, true, "key"): Vec<ActorId>,
        /// Its subject.
        topic (Topic, false, "other"): Option<TopicId>,
        ;
        /// The sort of instrument.
        instrument: Option<AgreementInstrument>,
        /// Its name as the text gives it.
        name: Option<String>,
        /// How far it has come.
        stage: Option<AgreementStage>,
        ; apart instrument name stage
    }
    /// A standing consultation or institution that actors set up.
    JointBody = "joint_body" {
        /// Those who set it up.
        party (Party, true, "key"): Vec<ActorId>,
        /// Its subject.
        topic (Topic, false, "other"): Option<TopicId>,
        ;
        /// The sort of body.
        body: Option<JointBodyForm>,
        /// Its name as the text gives it.
        name: Option<String>,
        /// How far it has come.
        stage: Option<JointBodyStage>,
        ; apart name
    }
    /// Something concrete built or developed.
    Project = "project" {
        /// The builders.
        party (Party, true, "key"): Vec<ActorId>,
        /// What is built.
        topic (Topic, true, "key"): TopicId,
        ;
        /// Its name as the text gives it.
        name: Option<String>,
        /// When it is to be ready.
        due: Option<PartialDate>,
        /// What it costs; written as `amount` and `currency`.
        amount: Option<Money>,
        /// Where it is, as the text names it.
        place: Option<String>,
        /// How far it has come.
        stage: Option<ProjectStage>,
        ; apart name
    }
    /// Who relies on whom for what.
    Dependence = "dependence" {
        /// Who relies.
        dependent (Dependent, true, "key"): Vec<ActorId>,
        /// On whom; none: on abroad in general.
        supplier (Supplier, false, "key"): Vec<ActorId>,
        /// For what.
        topic (Topic, true, "key"): TopicId,
        ;
        /// The supplier's share of the dependent's total, in percent.
        share_pct: Option<Share>,
        /// What the share is one of.
        measure: Option<DependenceMeasure>,
        /// How far it relies.
        degree: Option<DependenceDegree>,
        ; apart
    }
    /// A position in the supply of a topic.
    Production = "production" {
        /// Who produces.
        producer (Producer, true, "key"): Vec<ActorId>,
        /// What.
        topic (Topic, true, "key"): TopicId,
        ;
        /// The share of the world's total, in percent.
        share_pct: Option<Share>,
        /// The rank in the world, from 1.
        rank: Option<u32>,
        /// The stage of the chain.
        stage: Option<ProductionStage>,
        /// How much; written as `quantity` and `unit`.
        quantity: Option<Quantity>,
        ; apart stage
    }
    /// A legal or administrative barrier.
    Restriction = "restriction" {
        /// Who sets it up.
        imposer (Imposer, true, "key"): Vec<ActorId>,
        /// At whom; none: everyone.
        target (Target, false, "key"): Vec<ActorId>,
        /// On what; `general` where no goods are named.
        topic (Topic, true, "key"): TopicId,
        ;
        /// The sort of barrier.
        measure: Option<RestrictionMeasure>,
        /// What happens to it; none for one merely described.
        change: Option<RestrictionChange>,
        /// The rate of a duty, in percent.
        rate_pct: Option<Rate>,
        ; apart measure rate_pct
    }
    /// An actor acts to cut its exposure or to diversify supply.
    Derisking = "derisking" {
        /// Who acts.
        actor (Actor, true, "key"): Vec<ActorId>,
        /// For what.
        topic (Topic, true, "key"): TopicId,
        /// Away from whom.
        away_from (AwayFrom, false, "other"): Vec<ActorId>,
        /// Toward whom.
        toward (Toward, false, "other"): Vec<ActorId>,
        ;
        /// How.
        method: Option<DeriskingMethod>,
        ; apart
    }
    /// Goods, energy, arms or aid in kind that flow or are contracted from one to another.
    Supply = "supply" {
        /// From whom.
        supplier (Supplier, true, "key"): Vec<ActorId>,
        /// To whom.
        recipient (Recipient, true, "key"): Vec<ActorId>,
        /// What.
        topic (Topic, true, "key"): TopicId,
        ;
        /// What happens to it.
        change: Option<SupplyChange>,
        /// How much; written as `quantity` and `unit`.
        quantity: Option<Quantity>,
        /// The share of the supplier's total, in percent.
        share_pct: Option<Share>,
        /// For how long, as the text says it ("27 years").
        term: Option<String>,
        ; apart
    }
    /// Money put into something.
    Investment = "investment" {
        /// Who pays.
        investor (Investor, true, "key"): Vec<ActorId>,
        /// The country or company that it goes to.
        recipient (Recipient, false, "key"): Vec<ActorId>,
        /// For what.
        topic (Topic, false, "other"): Option<TopicId>,
        ;
        /// How much; written as `amount` and `currency`.
        amount: Option<Money>,
        /// How far it has come.
        stage: Option<InvestmentStage>,
        ; apart amount
    }
    /// People or delegations meet.
    Meeting = "meeting" {
        /// Who meets.
        participant (Participant, true, "key"): Vec<ActorId>,
        /// Who receives them.
        host (Host, false, "other"): Vec<ActorId>,
        ;
        /// The sort of meeting.
        form: Option<MeetingForm>,
        /// Where, as the text names it.
        place: Option<String>,
        ; apart
    }
    /// A stance that somebody takes on somebody or something.
    Statement = "statement" {
        /// Who takes it.
        speaker (Speaker, true, "key"): Vec<ActorId>,
        /// On whom.
        about (About, false, "key"): Vec<ActorId>,
        /// On what.
        topic (Topic, false, "other"): Option<TopicId>,
        ;
        /// The stance.
        stance: Option<StatementStance>,
        /// Whether the words are quoted.
        quoted: Option<bool>,
        ; apart stance
    }
    /// A quarrel, an attack, a conflict, a military threat.
    Dispute = "dispute" {
        /// Those in it, where it has no direction.
        party (Party, false, "key"): Vec<ActorId>,
        /// Who began, where it has one.
        initiator (Initiator, false, "key"): Vec<ActorId>,
        /// Against whom.
        target (Target, false, "key"): Vec<ActorId>,
        ;
        /// The field it is fought in.
        form: Option<DisputeForm>,
        /// What happens to it.
        change: Option<DisputeChange>,
        ; apart
    }
    /// Belonging to a bloc or organisation.
    Membership = "membership" {
        /// Who belongs.
        member (Member, true, "key"): Vec<ActorId>,
        /// To what.
        organisation (Organisation, true, "key"): Vec<ActorId>,
        ;
        /// What happens to it.
        change: Option<MembershipChange>,
        /// In what standing.
        status: Option<MembershipStatus>,
        ; apart
    }
    /// A person holds a post.
    Office = "office" {
        /// The person.
        holder (Holder, true, "key"): Vec<ActorId>,
        /// The state, organisation or firm.
        of (Of, true, "key"): Vec<ActorId>,
        ;
        /// Which post, as the text names it, in lower case.
        title: Option<String>,
        /// From when.
        since: Option<PartialDate>,
        /// Until when.
        until: Option<PartialDate>,
        ; apart title
    }
}

impl FactBody {
    /// The actors in a role; empty where the role is empty or of another kind.
    #[must_use]
    pub fn actors(&self, role: Role) -> Vec<&ActorId> {
        self.fillers()
            .into_iter()
            .filter_map(|(r, filler)| match filler {
                Filler::Actor(id) if r == role => Some(id),
                _ => None,
            })
            .collect()
    }

    /// The topic, where there is one.
    #[must_use]
    pub fn topic(&self) -> Option<&TopicId> {
        self.fillers().into_iter().find_map(|(_, filler)| match filler {
            Filler::Topic(id) => Some(id),
            Filler::Actor(_) => None,
        })
    }

    /// The roles by name, as the interchange format writes them: empty ones are left out.
    #[must_use]
    pub fn role_map(&self) -> RoleMap {
        let mut out = RoleMap::new();
        for (role, filler) in self.fillers() {
            out.entry(role).or_default().push(filler.as_str().to_owned());
        }
        out
    }

    /// The term of the attribute that says what happens (`change`, else `stage`), where the kind has one and it is set.
    #[must_use]
    pub fn change(&self) -> Option<String> {
        let attributes = self.attributes();
        attributes.get("change").or_else(|| attributes.get("stage")).and_then(Value::as_str).map(str::to_owned)
    }

    /// The key of the relation that the fact supports: its kind and the sorted fillers of its key roles.
    #[must_use]
    pub fn relation_key(&self) -> String {
        let keys = self.kind().key_roles();
        let mut fillers: Vec<_> = self.fillers().into_iter().filter(|(role, _)| keys.contains(role)).collect();
        fillers.sort();
        fillers.dedup();
        let mut out = self.kind().as_str().to_owned();
        for (role, filler) in fillers {
            out.push_str(&format!("|{role}={}", filler.as_str()));
        }
        out
    }

    /// What makes two facts of one document the same, but for factuality and time: the relation, the change, and the
    /// attributes and topic that keep facts of the kind apart.
    #[must_use]
    pub fn content_key(&self) -> String {
        let mut out = self.relation_key();
        let keys = self.kind().key_roles();
        if let Some(change) = self.attributes().get("change").and_then(Value::as_str) {
            out.push_str(&format!("|change={change}"));
        }
        if let (false, Some(topic)) = (keys.contains(&Role::Topic), self.topic()) {
            out.push_str(&format!("|topic={topic}"));
        }
        for part in self.apart() {
            out.push('|');
            out.push_str(&part);
        }
        out
    }

    /// A dispute has parties, or an initiator and a target.
    fn check_direction(&self) -> Result<(), FieldError> {
        match self {
            Self::Dispute(d) if d.party.is_empty() && d.initiator.is_empty() => {
                Err(FieldError::missing(Role::Initiator, FactKind::Dispute))
            }
            Self::Dispute(d) if d.party.is_empty() && d.target.is_empty() => {
                Err(FieldError::missing(Role::Target, FactKind::Dispute))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for FactBody {
    /// One line for people: `restriction imposer=CHN topic=gallium measure=licensing change=impose`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind().as_str())?;
        for (role, ids) in self.role_map() {
            write!(f, " {role}={}", ids.join(","))?;
        }
        for (name, value) in self.attributes() {
            match value {
                Value::String(text) if text.contains(' ') => write!(f, " {name}={text:?}")?,
                Value::String(text) => write!(f, " {name}={text}")?,
                other => write!(f, " {name}={other}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
