//! Typed facts out of readings.
//!
//! Reads [`Reading`]s and the analysis they point into, writes [`Fact`]s and diagnostics. Who acts is settled here:
//! persons and bodies give way to their state and go to `via`, except where a fact is about the person. A reading with
//! several topics, or several fillers of a role whose relations hold one by one, becomes several facts. Every fact's
//! quotes are cut from the document's own bytes and checked; what fails the check is no fact.

use entente_core::kind::{Role, RoleMap};
use entente_core::measure::Confidence;
use entente_core::{ActorId, Attribution, Evidence, Fact, FactBody, FactDraft, FactKind, TopicId};

use crate::diagnostic::{Code, Diagnostic};
use crate::explain::{self, Telling};
use crate::mention::{Analysis, Form, Reference, Sense};
use crate::reader::patterns::draft::acting;
use crate::reader::{FillerRef, Reading};

/// A fact with what the document level needs to know of it.
#[derive(Debug, Clone)]
pub struct Assembled {
    /// The fact.
    pub fact: Fact,
    /// The sentence that states it.
    pub sentence: usize,
    /// How it came about, where that was asked for.
    pub telling: Option<Box<Telling>>,
}

/// The facts of a reading, each with how it came about where `explain` asks.
pub fn assemble(
    analysis: &Analysis<'_>,
    reading: &Reading,
    explain: bool,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Assembled> {
    let mut via = Vec::new();
    let mut together: Vec<(Role, Vec<ActorId>)> = Vec::new();
    let mut single: Vec<(Role, Vec<ActorId>)> = Vec::new();
    let mut topics: Vec<Option<TopicId>> = Vec::new();
    for (role, filler) in &reading.fillers {
        if *role == Role::Topic {
            let topic = match filler {
                FillerRef::General => TopicId::new("general").ok(),
                FillerRef::Mention(m) | FillerRef::Reference(m, _) => topic(analysis, *m),
            };
            if topic.is_some() && !topics.contains(&topic) {
                topics.push(topic);
            }
            continue;
        }
        let into = if one_by_one(reading.kind, *role) && !one_voice(analysis, reading.kind, *filler) {
            &mut single
        } else {
            &mut together
        };
        let ids = match into.iter_mut().find(|(r, _)| r == role) {
            Some((_, ids)) => ids,
            None => {
                into.push((*role, Vec::new()));
                &mut into.last_mut().expect("just pushed").1
            }
        };
        for reference in references(analysis, *filler) {
            let Some(id) = fills(reading.kind, *role, reference) else { continue };
            if id != &reference.id && !via.contains(&reference.id) && reference.form != Form::Company {
                via.push(reference.id.clone());
            }
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
    }
    if topics.is_empty() {
        topics.push(None);
    }
    // Agreements and statements hold their topic as a detail: a statement takes the nearest one only.
    if reading.kind == FactKind::Statement || reading.kind == FactKind::Investment {
        topics.truncate(1);
    }
    let mut maps: Vec<RoleMap> = vec![RoleMap::new()];
    for (role, ids) in together {
        let ids: Vec<String> = ids.into_iter().map(|id| id.as_str().to_owned()).collect();
        if !ids.is_empty() {
            maps.iter_mut().for_each(|map| drop(map.insert(role, ids.clone())));
        }
    }
    for (role, ids) in single {
        if ids.is_empty() {
            continue;
        }
        maps = maps
            .iter()
            .flat_map(|map| {
                ids.iter().map(|id| {
                    let mut map = map.clone();
                    map.insert(role, vec![id.as_str().to_owned()]);
                    map
                })
            })
            .collect();
    }
    let mut out = Vec::new();
    for map in &maps {
        for topic in &topics {
            let mut map = map.clone();
            if let Some(topic) = topic {
                map.insert(Role::Topic, vec![topic.as_str().to_owned()]);
            }
            if out.len() >= MOST {
                diagnostics.push(Diagnostic::new(
                    Code::ListCut,
                    format!("a list gives more than {MOST} facts of kind {}: the rest is left out", reading.kind),
                    Some(analysis.original(reading.clause)),
                ));
                return out;
            }
            match fact(analysis, reading, map, &via) {
                Ok(Some(fact)) => {
                    let telling = explain.then(|| Box::new(explain::telling(analysis, reading, fact.body())));
                    out.push(Assembled { fact, sentence: reading.sentence, telling });
                }
                Ok(None) => {}
                Err(Unfit::Without(role)) => {
                    diagnostics.push(explain::near_fact(analysis, &explain::lacking(reading, role)));
                }
                Err(Unfit::Invalid(message)) => {
                    let span = Some(analysis.original(reading.clause));
                    diagnostics.push(Diagnostic::new(Code::Incomplete, message, span));
                }
            }
        }
    }
    out
}

/// No reading gives more facts than this: a hostile list must not multiply.
const MOST: usize = 64;

/// Whether the relations of several fillers of a role hold one by one.
fn one_by_one(kind: FactKind, role: Role) -> bool {
    matches!(
        (kind, role),
        (FactKind::Dependence, Role::Dependent | Role::Supplier)
            | (FactKind::Supply, Role::Supplier | Role::Recipient)
            | (FactKind::Production, Role::Producer)
            | (FactKind::Membership, Role::Member | Role::Organisation)
            | (FactKind::Office, Role::Holder | Role::Of)
            | (FactKind::Statement, Role::Speaker)
            | (FactKind::Restriction, Role::Imposer)
            | (FactKind::Investment, Role::Investor | Role::Recipient)
            | (FactKind::Derisking, Role::Actor)
    )
}

/// Whether "we", "the two sides" speak or act as one where names in a list would do so one by one.
fn one_voice(analysis: &Analysis<'_>, kind: FactKind, filler: FillerRef) -> bool {
    let references = references(analysis, filler);
    matches!(kind, FactKind::Statement | FactKind::Derisking)
        && references.len() > 1
        && references.iter().all(|reference| reference.form == Form::StandIn)
}

/// Who fills a role where a reference stands.
pub(crate) fn fills(kind: FactKind, role: Role, reference: &Reference) -> Option<&ActorId> {
    match (kind, role) {
        (FactKind::Office, Role::Holder) => Some(&reference.id),
        (FactKind::Office, Role::Of) => {
            reference.title.as_ref().and_then(|title| title.of.as_ref()).or(reference.acts_for.as_ref())
        }
        // A fact about the person: its own word, its own presence.
        (FactKind::Statement, Role::Speaker) | (FactKind::Meeting, Role::Participant) if is_person(reference) => {
            Some(&reference.id)
        }
        _ => acting(reference),
    }
}

/// Whether a reference is a person: by form, or by words that stand for somebody who acts for a state and is no body.
fn is_person(reference: &Reference) -> bool {
    matches!(reference.form, Form::Person) || reference.form == Form::StandIn && reference.acts_for.is_some()
}

/// The actors that a filler names or stands for.
pub(crate) fn references<'a>(analysis: &'a Analysis<'_>, filler: FillerRef) -> &'a [Reference] {
    let of = |m: usize| match analysis.mentions.get(m).map(|mention| &mention.sense) {
        Some(Sense::Actors(references)) => references.as_slice(),
        _ => &[],
    };
    match filler {
        FillerRef::Mention(m) => of(m),
        FillerRef::Reference(m, r) => of(m).get(r..=r).unwrap_or_default(),
        FillerRef::General => &[],
    }
}

fn topic(analysis: &Analysis<'_>, mention: usize) -> Option<TopicId> {
    match &analysis.mentions.get(mention)?.sense {
        Sense::Topic(topic) => Some(topic.clone()),
        _ => None,
    }
}

/// Why a reading gives no fact.
enum Unfit {
    /// A role that its kind requires is not filled.
    Without(Role),
    /// Something else does not hold.
    Invalid(String),
}

impl Unfit {
    fn because(error: impl ToString) -> Self {
        Self::Invalid(error.to_string())
    }
}

/// One fact; `None` where the reading contradicts itself (one actor on both sides), an error where a role is missing.
fn fact(
    analysis: &Analysis<'_>,
    reading: &Reading,
    mut roles: RoleMap,
    via: &[ActorId],
) -> Result<Option<Fact>, Unfit> {
    use FactKind::{Cooperation, JointBody, Partnership};
    let one = |role: Role| roles.get(&role).map_or(0, Vec::len) == 1;
    let bloc = roles.get(&Role::Party).is_some_and(|ids| ids.iter().any(|id| id.chars().any(char::is_lowercase)));
    if matches!(reading.kind, Cooperation | Partnership | JointBody) && one(Role::Party) && !bloc {
        return Ok(None);
    }
    const SIDES: &[(Role, Role)] = &[
        (Role::Dependent, Role::Supplier),
        (Role::Supplier, Role::Recipient),
        (Role::Imposer, Role::Target),
        (Role::Investor, Role::Recipient),
        (Role::Initiator, Role::Target),
        (Role::Member, Role::Organisation),
        (Role::Speaker, Role::About),
        (Role::Actor, Role::AwayFrom),
        (Role::Actor, Role::Toward),
    ];
    for (left, right) in SIDES {
        let Some(own) = roles.get(left).cloned() else { continue };
        let Some(other) = roles.get_mut(right) else { continue };
        other.retain(|id| !own.contains(id));
        if other.is_empty() {
            if !matches!(right, Role::About | Role::AwayFrom | Role::Toward) {
                return Ok(None);
            }
            roles.remove(right);
        }
    }
    if !reading.kind.roles().contains(&Role::Topic) {
        roles.remove(&Role::Topic);
    }
    let in_role = |id: &&ActorId| roles.values().flatten().any(|filler| filler == id.as_str());
    let via = via.iter().filter(|id| !in_role(id)).cloned().collect();
    let empty = |role: &&Role| roles.get(*role).is_none_or(Vec::is_empty);
    let empty: Vec<Role> = reading.kind.roles().iter().filter(empty).copied().collect();
    let body = FactBody::from_parts(reading.kind, roles, reading.attrs.clone()).map_err(|error| {
        let role = empty.iter().find(|role| error.field == format!("roles.{role}"));
        role.map_or_else(|| Unfit::because(&error), |role| Unfit::Without(*role))
    })?;
    let document = analysis.document;
    let evidence = Evidence::quote(document.text(), analysis.original(reading.clause)).map_err(Unfit::because)?;
    let attributed_to = reading
        .attributed_to
        .iter()
        .flat_map(|filler| references(analysis, *filler))
        .map(|reference| Attribution::Actor(reference.id.clone()))
        .collect();
    let confidence = Confidence::new(reading.score.clamp(0.0, 1.0)).map_err(Unfit::because)?;
    let draft = FactDraft {
        body,
        factuality: reading.factuality,
        time: reading.time,
        attributed_to,
        via,
        evidence: vec![evidence],
        confidence,
    };
    Fact::new(draft, document).map(Some).map_err(Unfit::because)
}
