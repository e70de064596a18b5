//! Words that count from the document's day: "yesterday", "last week", "two years ago", "on Tuesday".

use entente_core::{PartialDate, ValidTime};
use jiff::civil::{Date, Weekday};
use jiff::{Span as Period, ToSpan};

use super::tense::looks_ahead;
use super::{months_of, number};
use crate::lexicon::Class;
use crate::mention::number::small;
use crate::mention::scene::Scene;

/// Words that count from the document's day.
pub(super) fn relative(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, ValidTime)> {
    let today = scene.day()?;
    let word = scene.word(at).to_ascii_lowercase();
    let day = |date: Option<Date>| date.map(|date| ValidTime::At(date.into()));
    let shift = |period: Period| today.checked_add(period).ok();
    if let Some(found) = year_end(scene, at, limit, today) {
        return Some(found);
    }
    if let Some(found) = run(scene, at, limit, today) {
        return Some(found);
    }
    match word.as_str() {
        "today" | "tonight" => return day(Some(today)).map(|time| (at + 1, time)),
        "yesterday" => return day(shift((-1).day())).map(|time| (at + 1, time)),
        "tomorrow" => return day(shift(1.day())).map(|time| (at + 1, time)),
        _ => {}
    }
    if let Some(weekday) = weekday(scene, at) {
        return named_weekday(scene, at, today, weekday).map(|date| (at + 1, ValidTime::At(date.into())));
    }
    // "last week", "this month", "next year", "the past two years", "the same year".
    let step = match word.as_str() {
        "last" | "previous" | "past" => Some(-1),
        "this" | "current" => Some(0),
        "next" | "coming" => Some(1),
        _ => None,
    };
    if let Some(step) = step
        && at + 1 < limit
    {
        let unit = scene.word(at + 1).to_ascii_lowercase();
        if let Some(weekday) = weekday(scene, at + 1) {
            let date = match step {
                -1 => back_to(today.checked_sub(1.day()).ok()?, weekday),
                0 => back_to(today, weekday),
                _ => forward_to(today.checked_add(1.day()).ok()?, weekday),
            }?;
            return Some((at + 2, ValidTime::At(date.into())));
        }
        // "the past decade": up to now.
        if word == "past"
            && matches!(unit.as_str(), "decade" | "year")
            && scene.before(at).is_some_and(|before| scene.is_word(before, "the"))
        {
            let years = if unit == "year" { 1 } else { 10 };
            let start = PartialDate::year(today.year() - years).ok();
            let now = PartialDate::year(today.year()).ok();
            return ValidTime::during(start, now).ok().map(|time| (at + 2, time));
        }
        // "this fiscal year", "the last financial year".
        if matches!(unit.as_str(), "fiscal" | "financial" | "calendar")
            && scene.is_word(at + 2, "year")
            && at + 2 < limit
        {
            return calendar_unit(today, "year", step).map(|time| (at + 3, time));
        }
        if let Some(time) = calendar_unit(today, &unit, step) {
            return Some((at + 2, time));
        }
        // "the past three years": up to now.
        let count = small(&unit).map(i64::from).or_else(|| unit.parse().ok())?;
        let years = at + 2 < limit && scene.is_any(at + 2, &["years", "months", "weeks"]);
        if years && step != 0 {
            let period = period(scene.word(at + 2), count * step)?;
            let other = coarse(today.checked_add(period).ok()?, scene.word(at + 2));
            let own = coarse(today, scene.word(at + 2));
            let (start, end) = if step < 0 { (other, own) } else { (own, other) };
            return ValidTime::during(Some(start), Some(end)).ok().map(|time| (at + 3, time));
        }
        return None;
    }
    // "two years ago", "a month ago", "three weeks earlier"; "in two years", "within five years".
    let count = match word.as_str() {
        "a" | "an" => 1,
        _ => {
            small(&word).map(i64::from).or_else(|| number(scene, at).map(i64::from)).filter(|n| (1..500).contains(n))?
        }
    };
    let unit = at + 1;
    if unit >= limit
        || !scene
            .is_any(unit, &["year", "years", "month", "months", "week", "weeks", "day", "days", "decade", "decades"])
    {
        return None;
    }
    let after = scene.after(unit, 1);
    let ago = after.is_some_and(|after| scene.is_any(after, &["ago"]));
    let before = at.checked_sub(1).filter(|&before| before >= scene.sentence_of(at).start);
    let ahead = before.is_some_and(|before| {
        scene.is_any(before, &["within"]) || scene.is_any(before, &["in"]) && word != "a" && is_promised(scene, at)
    }) || after.is_some_and(|after| scene.is_any(after, &["from"]) && scene.is_any(after + 1, &["now"]));
    if !ago && !ahead {
        return None;
    }
    let period = period(scene.word(unit), if ago { -count } else { count })?;
    let date = coarse(today.checked_add(period).ok()?, scene.word(unit));
    Some((unit + 1 + usize::from(ago), ValidTime::At(date)))
}

/// "year-end", "the end of the year", "the start of the month", "the end of this decade", "New Year's Day".
fn year_end(scene: &Scene<'_>, at: usize, limit: usize, today: Date) -> Option<(usize, ValidTime)> {
    let year = || PartialDate::year(today.year()).ok().map(ValidTime::At);
    let next = |by: usize| if at + by < limit { scene.word(at + by) } else { "" };
    if scene.is_word(at, "year") && next(1) == "-" && next(2) == "end" {
        return year().map(|time| (at + 3, time));
    }
    if scene.is_word(at, "year-end") || scene.is_word(at, "yearend") {
        return year().map(|time| (at + 1, time));
    }
    if scene.word(at) == "New" && next(1).starts_with("Year") && scene.is_any(at + 2, &["'", "’", "'s", "’s", "Day"])
    {
        let day = (at + 2..limit.min(at + 5)).find(|&it| scene.word(it) == "Day")?;
        let first = Date::new(today.year(), 1, 1).ok()?;
        let ahead = super::tense::is_later(scene, at, today, first, Date::new(today.year() + 1, 1, 1).ok()?);
        let date = if ahead { Date::new(today.year() + 1, 1, 1).ok()? } else { first };
        return Some((day + 1, ValidTime::At(date.into())));
    }
    if !scene.is_any(at, &["end", "start", "beginning", "middle", "close"]) || next(1) != "of" {
        return None;
    }
    match (next(2), next(3)) {
        ("the", "year") => year().map(|time| (at + 4, time)),
        ("the", "month") => {
            let time = PartialDate::month(today.year(), today.month()).ok().map(ValidTime::At)?;
            Some((at + 4, time))
        }
        ("the" | "this", "decade") if scene.is_word(at, "end") => {
            PartialDate::year(today.year() / 10 * 10 + 10).ok().map(|date| (at + 4, ValidTime::At(date)))
        }
        _ => None,
    }
}

/// "over three years", "over the coming five years" of what is promised: from now on.
fn run(scene: &Scene<'_>, at: usize, limit: usize, today: Date) -> Option<(usize, ValidTime)> {
    if !scene.is_word(at, "over") || at + 2 >= limit {
        return None;
    }
    let count =
        small(&scene.word(at + 1).to_ascii_lowercase()).map(i64::from).or_else(|| number(scene, at + 1).map(i64::from));
    let count = i16::try_from(count?).ok().filter(|count| (2..60).contains(count))?;
    if !scene.is_word(at + 2, "years") || !looks_ahead(scene, at) {
        return None;
    }
    let (now, last) = (PartialDate::year(today.year()).ok(), PartialDate::year(today.year() + count).ok());
    ValidTime::during(now, last).ok().map(|time| (at + 3, time))
}

/// "will … in two years", not "the first in two years".
fn is_promised(scene: &Scene<'_>, at: usize) -> bool {
    let near = at.saturating_sub(9).max(scene.sentence_of(at).start)..at;
    near.clone()
        .any(|at| scene.is_any(at, &["will", "due", "expected", "plans", "hopes", "aims", "could", "would", "should"]))
        && !near
            .into_iter()
            .any(|at| scene.is_any(at, &["first", "only", "time", "largest", "biggest", "lowest", "highest"]))
}

fn period(unit: &str, count: i64) -> Option<Period> {
    let count = if unit.starts_with("decade") { count.checked_mul(10)? } else { count };
    let count = if (-3000..=3000).contains(&count) { count } else { return None };
    Some(match unit.get(..3)? {
        "yea" | "dec" => count.years(),
        "mon" => count.months(),
        "wee" => count.weeks(),
        _ => count.days(),
    })
}

/// A date as precise as the unit it was counted in.
fn coarse(date: Date, unit: &str) -> PartialDate {
    let cut = match unit.get(..3) {
        Some("yea" | "dec") => PartialDate::year(date.year()),
        Some("mon") => PartialDate::month(date.year(), date.month()),
        _ => Ok(PartialDate::from(date)),
    };
    cut.unwrap_or_else(|_| PartialDate::from(date))
}

fn calendar_unit(today: Date, unit: &str, step: i64) -> Option<ValidTime> {
    match unit {
        "year" => PartialDate::year(today.year().checked_add(i16::try_from(step).ok()?)?).ok().map(ValidTime::At),
        "month" => {
            let date = today.first_of_month().checked_add(step.months()).ok()?;
            PartialDate::month(date.year(), date.month()).ok().map(ValidTime::At)
        }
        "week" => {
            let monday = back_to(today, Weekday::Monday)?.checked_add(step.weeks()).ok()?;
            let sunday = monday.checked_add(6.days()).ok()?;
            ValidTime::during(Some(monday.into()), Some(sunday.into())).ok()
        }
        "quarter" => {
            let first = (today.month() - 1) / 3 * 3 + 1;
            let date = Date::new(today.year(), first, 1).ok()?.checked_add((step * 3).months()).ok()?;
            months_of(date.year(), (date.month(), date.month() + 2))
        }
        "decade" => {
            let first = today.year() / 10 * 10 + i16::try_from(step).ok()? * 10;
            ValidTime::during(PartialDate::year(first).ok(), PartialDate::year(first + 9).ok()).ok()
        }
        _ => None,
    }
}

fn weekday(scene: &Scene<'_>, at: usize) -> Option<Weekday> {
    if !scene.is(at, Class::Weekday) || !scene.is_capital(at) || scene.word(at).len() < 4 {
        return None;
    }
    Some(match &scene.word(at).to_ascii_lowercase()[..3] {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        _ => Weekday::Sunday,
    })
}

/// "on Tuesday": the last one, today too; the next one where the words look ahead.
fn named_weekday(scene: &Scene<'_>, at: usize, today: Date, weekday: Weekday) -> Option<Date> {
    let adjacent = scene.before(at).is_some_and(|before| scene.is_any(before, &["from", "starting", "next"]));
    let ahead = adjacent || looks_ahead(scene, at);
    if ahead { forward_to(today, weekday) } else { back_to(today, weekday) }
}

fn back_to(today: Date, weekday: Weekday) -> Option<Date> {
    let days = (7 + today.weekday().to_monday_zero_offset() - weekday.to_monday_zero_offset()) % 7;
    today.checked_sub(i64::from(days).days()).ok()
}

fn forward_to(today: Date, weekday: Weekday) -> Option<Date> {
    let days = (7 + weekday.to_monday_zero_offset() - today.weekday().to_monday_zero_offset()) % 7;
    today.checked_add(i64::from(days).days()).ok()
}
