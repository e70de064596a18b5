//! From the wire to the model: checked whole, and what is wrong is named.

use entente_core::{
    ActorId, Attribution, Confidence, Document, DocumentId, Evidence, Fact, FactDraft, FactError, PartialDate,
    RecordTime, Role, ValidTime,
};
use entente_graph::{ActorSort, FactFilter};
use entente_proto::v1;
use jiff::civil::Date;
use prost_types::Timestamp;

use super::term::Term;
use super::{Invalid, Problem, kind};
use crate::extractor::Preference;

/// How many values a list of a filter holds at most.
pub const LONGEST_FILTER_LIST: usize = 100;

/// A document; empty texts other than the document's own mean that nothing is known.
///
/// # Errors
/// [`Invalid`] names the field, `id` or `text` or one of `published`.
pub fn document(given: v1::Document) -> Result<Document, Invalid> {
    if given.id.is_empty() {
        return Err(Invalid::missing("id"));
    }
    let id = DocumentId::new(&given.id).map_err(|error| Invalid {
        field: "id".into(),
        problem: Problem::DocumentId { document: given.id.clone(), message: error.to_string() },
    })?;
    let blank = || Invalid { field: "text".into(), problem: Problem::BlankText { document: given.id.clone() } };
    let published = given.published.map(|date| day(date).map_err(|e| e.within("published"))).transpose()?;
    let known = |text: String| Some(text).filter(|text| !text.is_empty());
    let mut document = Document::new(id, given.text).map_err(|_| blank())?;
    document.published = published;
    document.title = known(given.title);
    document.source = known(given.source);
    document.url = known(given.url);
    document.language = known(given.language);
    Ok(document)
}

/// A preference; none where it is not stated.
///
/// # Errors
/// [`Invalid`] names the field `preference`.
pub fn preference(given: i32) -> Result<Option<Preference>, Invalid> {
    Preference::from_number(given).map_err(|number| number.at("preference"))
}

/// A fact. Its id is derived from its content, whatever the message says; names, provenance and relation are ignored.
/// Its quotes are not compared with the document here: see [`Fact::verify`].
///
/// # Errors
/// [`Invalid`] names the field.
pub fn fact(given: v1::Fact) -> Result<Fact, Invalid> {
    let document = DocumentId::new(&given.document_id).map_err(|e| Invalid::form("document_id", e))?;
    let factuality = Term::from_number(given.factuality).map_err(|number| number.at("factuality"))?;
    let mut attributed_to = Vec::with_capacity(given.attributed_to.len());
    for (number, whose) in given.attributed_to.into_iter().enumerate() {
        attributed_to.push(attribution(whose).map_err(|e| e.within(&format!("attributed_to[{number}]")))?);
    }
    let mut via = Vec::with_capacity(given.via.len());
    for (number, actor) in given.via.iter().enumerate() {
        via.push(ActorId::new(&actor.id).map_err(|e| Invalid::form(format!("via[{number}].id"), e))?);
    }
    let mut words = Vec::with_capacity(given.evidence.len());
    for (number, given) in given.evidence.into_iter().enumerate() {
        words.push(evidence(given).map_err(|e| e.within(&format!("evidence[{number}]")))?);
    }
    let draft = FactDraft {
        body: kind::from_wire(given.body.ok_or_else(|| Invalid::missing("body"))?)?,
        factuality: factuality.ok_or_else(|| Invalid::missing("factuality"))?,
        time: given.time.map(|given| time(given).map_err(|e| e.within("time"))).transpose()?,
        attributed_to,
        via,
        evidence: words,
        confidence: Confidence::new(given.confidence).map_err(|e| Invalid::form("confidence", e))?,
    };
    Fact::recorded(draft, document).map_err(|error| match error {
        FactError::Field(error) => Invalid::form(error.field, error.reason),
        FactError::NoEvidence { .. } => Invalid::missing("evidence"),
        FactError::Evidence(error) => Invalid::form("evidence", error),
    })
}

/// A year, month or day.
///
/// # Errors
/// [`Invalid`] names `year`, `month` or `day`.
pub fn date(given: v1::PartialDate) -> Result<PartialDate, Invalid> {
    let part = |field: &str, number: i32, most: i32| {
        let fits = (0..=most).contains(&number);
        fits.then_some(number).ok_or_else(|| Invalid::form(field, format!("{number} is no {field} of the calendar")))
    };
    let year = part("year", given.year, 9_999)?;
    if year == 0 {
        return Err(Invalid::missing("year"));
    }
    let (month, day) = (part("month", given.month, 12)?, part("day", given.day, 31)?);
    if day != 0 && month == 0 {
        return Err(Invalid::form("day", "a day without a month: give both, or neither"));
    }
    let year = i16::try_from(year).map_err(|e| Invalid::form("year", e))?;
    let small = |number: i32| Some(number).filter(|&n| n != 0).and_then(|n| i8::try_from(n).ok());
    PartialDate::checked(year, small(month), small(day)).map_err(|e| Invalid::form("day", e))
}

/// A valid time; its text is ignored.
///
/// # Errors
/// [`Invalid`] names the field.
pub fn time(given: v1::TimeSpan) -> Result<ValidTime, Invalid> {
    match given.time {
        None => Err(Invalid::missing("point")),
        Some(v1::time_span::Time::Point(point)) => date(point).map(ValidTime::At).map_err(|e| e.within("point")),
        Some(v1::time_span::Time::Interval(interval)) => {
            let end = |given: Option<v1::PartialDate>, name: &str| {
                given.map(date).transpose().map_err(|e| e.within(name).within("interval"))
            };
            ValidTime::during(end(interval.start, "start")?, end(interval.end, "end")?)
                .map_err(|e| Invalid::form("interval", e))
        }
    }
}

/// A record time.
///
/// # Errors
/// [`Invalid`] without a field where it is out of range.
pub fn record_time(given: Timestamp) -> Result<RecordTime, Invalid> {
    let out_of_range = || Invalid::form("", "out of range: give a time of the years 1 to 9999");
    // The range of google.protobuf.Timestamp.
    if !(-62_135_596_800..=253_402_300_799).contains(&given.seconds) || !(0..1_000_000_000).contains(&given.nanos) {
        return Err(out_of_range());
    }
    Ok(RecordTime(given.seconds * 1_000_000 + i64::from(given.nanos / 1_000)))
}

/// A filter for facts. Whether its ids are known is for the graph to say.
///
/// # Errors
/// [`Invalid`] names the field within the filter.
pub fn fact_filter(given: v1::FactFilter) -> Result<FactFilter, Invalid> {
    let lists: [(&str, usize); 7] = [
        ("kinds", given.kinds.len()),
        ("actors", given.actors.len()),
        ("roles", given.roles.len()),
        ("topics", given.topics.len()),
        ("factualities", given.factualities.len()),
        ("sources", given.sources.len()),
        ("document_ids", given.document_ids.len()),
    ];
    lists.into_iter().try_for_each(|(name, count)| short(name, count))?;
    let mut roles = Vec::with_capacity(given.roles.len());
    for (number, filter) in given.roles.into_iter().enumerate() {
        roles.push(role_filter(filter).map_err(|e| e.within(&format!("roles[{number}]")))?);
    }
    let first_day = |given: Option<v1::PartialDate>, name: &str| {
        let date = given.map(date).transpose().map_err(|e| e.within(name))?;
        Ok::<Option<Date>, Invalid>(date.map(PartialDate::first_day))
    };
    let (from, until) = (first_day(given.valid_from, "valid_from")?, first_day(given.valid_until, "valid_until")?);
    if matches!((from, until), (Some(from), Some(until)) if until < from) {
        return Err(filter("valid_until", "it lies before `valid_from`: turn the two round"));
    }
    let confidence = given.min_confidence.map(Confidence::new).transpose();
    Ok(FactFilter {
        kinds: terms("kinds", &given.kinds)?,
        actors: given.actors,
        roles,
        expand_members: given.expand_members,
        topics: given.topics,
        exact_topics: given.exclude_descendants,
        factualities: terms("factualities", &given.factualities)?,
        valid: (from, until),
        min_confidence: confidence.map_err(|e| filter("min_confidence", e))?,
        sources: given.sources,
        documents: given.document_ids,
    })
}

/// The sorts of actors that a request names.
///
/// # Errors
/// [`Invalid`] names the value.
pub fn actor_sorts(given: &[i32]) -> Result<Vec<ActorSort>, Invalid> {
    short_list("kinds", given.len())?;
    terms("kinds", given).map_err(outside_a_filter)
}

/// Whether a list outside a filter holds no more than it may.
///
/// # Errors
/// [`Invalid`] names it.
pub fn short_list(name: &str, count: usize) -> Result<(), Invalid> {
    short(name, count).map_err(outside_a_filter)
}

fn outside_a_filter(invalid: Invalid) -> Invalid {
    match invalid.problem {
        Problem::Filter(message) => Invalid { problem: Problem::Form(message), ..invalid },
        _ => invalid,
    }
}

/// Whether a list holds no more than it may.
fn short(name: &str, count: usize) -> Result<(), Invalid> {
    if count > LONGEST_FILTER_LIST {
        return Err(filter(name, format!("{count} values: give at most {LONGEST_FILTER_LIST}")));
    }
    Ok(())
}

fn role_filter(given: v1::RoleFilter) -> Result<(Role, Vec<String>), Invalid> {
    let role = Role::from_number(given.role).map_err(|number| filter("role", number.at("role").problem))?;
    let role = role.ok_or_else(|| filter("role", "unspecified: name a role"))?;
    if given.ids.is_empty() {
        return Err(filter("ids", "a role without ids: give at least one, or leave the role out"));
    }
    short("ids", given.ids.len())?;
    Ok((role, given.ids))
}

fn terms<T: Term>(name: &str, given: &[i32]) -> Result<Vec<T>, Invalid> {
    let read = given.iter().enumerate().map(|(number, &value)| {
        let field = format!("{name}[{number}]");
        let term = T::from_number(value).map_err(|unknown| filter(&field, unknown.at(&field).problem))?;
        term.ok_or_else(|| filter(&field, "unspecified: name a value, or leave the list empty for all"))
    });
    read.collect()
}

fn filter(field: &str, message: impl ToString) -> Invalid {
    Invalid { field: field.to_owned(), problem: Problem::Filter(message.to_string()) }
}

/// A whole day.
fn day(given: v1::PartialDate) -> Result<Date, Invalid> {
    let date = date(given)?;
    match (date.month_number(), date.day_number()) {
        (_, Some(_)) => Ok(date.first_day()),
        (Some(_), None) => Err(Invalid::form("day", "a whole month: give the day, or leave the date out")),
        (None, None) => Err(Invalid::form("month", "a whole year: give the day, or leave the date out")),
    }
}

fn attribution(given: v1::Attribution) -> Result<Attribution, Invalid> {
    if !given.actor_id.is_empty() {
        return ActorId::new(&given.actor_id).map(Attribution::Actor).map_err(|e| Invalid::form("actor_id", e));
    }
    if given.name.is_empty() { Err(Invalid::missing("name")) } else { Ok(Attribution::Words(given.name)) }
}

fn evidence(given: v1::Evidence) -> Result<Evidence, Invalid> {
    let byte = |field: &str, number: u64| {
        usize::try_from(number).map_err(|_| Invalid::form(field, format!("{number} is no place in a text")))
    };
    let (start, end) = (byte("start_byte", given.start_byte)?, byte("end_byte", given.end_byte)?);
    Evidence::recorded(start, end, given.quote).map_err(|e| Invalid::form("quote", e))
}
