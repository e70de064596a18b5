//! Time expressions, resolved against the document's date, with their precision.
//!
//! Of a document of 2026-01-16: "last November" → `2025-11`; "on Tuesday" → `2026-01-13`; "by 2035" → `2035`;
//! "since October" → `2025-10/..`; "the first quarter of 2025" → `2025-01/2025-03`; "two years ago" → `2024`.
//! Not "may" the verb, not a number that counts things. A month or weekday alone is the last one, or the next one where the
//! words before it look ahead ("will", "due", "by").

mod relative;
mod tense;

use std::ops::Range;

use entente_core::{PartialDate, ValidTime};

use self::tense::{is_later, looks_ahead};
use super::Sense;
use super::scene::Scene;
use crate::lexicon::Class;
use crate::token::Shape;

/// Finds the expressions; says which tokens they take.
pub(super) fn find(scene: &mut Scene<'_>) -> Vec<bool> {
    let mut taken = vec![false; scene.tokens.len()];
    let mut at = 0;
    while at < scene.tokens.len() {
        match time_at(scene, at) {
            Some((tokens, time)) if !tokens.is_empty() => {
                taken[tokens.clone()].fill(true);
                at = tokens.end;
                scene.add(tokens, Sense::Time(time));
            }
            _ => at += 1,
        }
    }
    taken
}

fn time_at(scene: &Scene<'_>, at: usize) -> Option<(Range<usize>, ValidTime)> {
    let limit = scene.sentence_of(at).end;
    if let Some((end, start, last)) = days(scene, at, limit).or_else(|| between(scene, at, limit)) {
        return ValidTime::during(Some(start), Some(last)).ok().map(|time| (at..end, time));
    }
    let (end, time) = point(scene, at, limit)?;
    // What stands before gives an end or leaves one open.
    let before = |by: usize| at.checked_sub(by).filter(|&before| before >= scene.sentence_of(at).start);
    let word = before(1).map(|at| scene.word(at).to_ascii_lowercase()).unwrap_or_default();
    let two = before(2).map(|at| scene.word(at).to_ascii_lowercase()).unwrap_or_default();
    let ValidTime::At(date) = time else { return Some((at..end, time)) };
    let open =
        matches!(word.as_str(), "since" | "from") || word == "of" && two == "as" || word == "early" && two == "since";
    let time = match word.as_str() {
        _ if open => ValidTime::during(Some(date), None).ok()?,
        // A term that ends is dated by its end; one that runs "through" a year begins with the document.
        "through" if date > year_of(scene)? => ValidTime::during(Some(year_of(scene)?), Some(date)).ok()?,
        _ => ValidTime::At(date),
    };
    Some((at..end, time))
}

/// The year of the document.
fn year_of(scene: &Scene<'_>) -> Option<PartialDate> {
    PartialDate::year(scene.day()?.year()).ok()
}

/// "10-11 March", "10 to 12 March 2026", "March 10-11", "March 10 to 12".
fn days(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, PartialDate, PartialDate)> {
    let day = |at: usize| number(scene, at).filter(|day| (1..=31).contains(day)).and_then(|day| i8::try_from(day).ok());
    let joint = |at: usize| matches!(scene.word(at), "-" | "–" | "to" | "and");
    let (first, second, last, end) = if let Some(first) = day(at)
        && joint(at + 1)
        && let Some(second) = day(at + 2)
    {
        let (end, last) = day_month(scene, at + 2, limit)?;
        (first, second, last, end)
    } else {
        // "March 10-11": the days follow their month.
        let month = month_number(scene, at)?;
        let from = after_abbreviation(scene, at, limit);
        let (first, second) = (day(from)?, day(from + 2).filter(|_| joint(from + 1))?);
        if scene.word(from + 1) == "and" && month_number(scene, from + 3).is_some() {
            return None;
        }
        let (end, last) = finish(scene, at, from + 3, limit, month, Some(second))?;
        (first, second, last, end)
    };
    let start = PartialDate::checked(last.year_number(), last.month_number(), Some(first)).ok()?;
    (first < second && end <= limit).then_some((end, start, last))
}

/// "between 2015 and 2022", "from March 2023 to June 2024", "2015-2022", "2025/26".
fn between(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, PartialDate, PartialDate)> {
    let (end, first) = point(scene, at, limit)?;
    let ValidTime::At(start) = first else { return None };
    let before = at
        .checked_sub(1)
        .filter(|&before| before >= scene.sentence_of(at).start)
        .map(|b| scene.word(b).to_ascii_lowercase());
    let joint = scene.word(end.min(scene.tokens.len() - 1)).to_ascii_lowercase();
    let spans = match (before.as_deref(), joint.as_str()) {
        (Some("between"), "and") | (Some("from"), "to" | "until" | "till" | "through") => true,
        (_, "-" | "–" | "—" | "/" | "to") => start.day_number().is_none() || joint != "to",
        _ => false,
    };
    if !spans || end + 1 >= limit {
        return None;
    }
    // "2025/26", "2020-21": two digits after a year.
    let short = scene.word(end + 1);
    if matches!(joint.as_str(), "-" | "–" | "/")
        && short.len() == 2
        && start.month_number().is_none()
        && scene.glued(end + 1)
    {
        let century = start.year_number() / 100 * 100;
        let last = PartialDate::year(century + short.parse::<i16>().ok()?).ok()?;
        return (last > start && last.year_number() - start.year_number() < 50).then_some((end + 2, start, last));
    }
    let (end, second) = point(scene, end + 1, limit)?;
    let ValidTime::At(last) = second else { return None };
    // "between January and July": the first in the year of the second, or in the one before.
    let start = if start > last && start.month_number().is_some() {
        let in_year = |year| PartialDate::checked(year, start.month_number(), start.day_number()).ok();
        in_year(last.year_number()).filter(|start| *start <= last).or_else(|| in_year(last.year_number() - 1))?
    } else {
        start
    };
    (start <= last).then_some((end, start, last))
}

/// One expression: a date, a month, a year, a relative word; the token after it.
fn point(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, ValidTime)> {
    if at >= limit {
        return None;
    }
    iso(scene, at, limit)
        .or_else(|| day_month(scene, at, limit))
        .or_else(|| month_day(scene, at, limit))
        .or_else(|| month(scene, at, limit))
        .map(|(end, date)| (end, ValidTime::At(date)))
        .or_else(|| part_of_year(scene, at, limit))
        .or_else(|| decade(scene, at, limit))
        .or_else(|| year(scene, at, limit).map(|(end, date)| (end, ValidTime::At(date))))
        .or_else(|| relative::relative(scene, at, limit))
}

fn number(scene: &Scene<'_>, at: usize) -> Option<i16> {
    (scene.tokens.get(at)?.shape == Shape::Number).then(|| scene.word(at).parse().ok()).flatten()
}

fn year_number(scene: &Scene<'_>, at: usize) -> Option<i16> {
    let word = scene.word(at);
    (word.len() == 4).then(|| number(scene, at)).flatten().filter(|year| (1500..=2100).contains(year))
}

fn month_number(scene: &Scene<'_>, at: usize) -> Option<i8> {
    if !scene.is(at, Class::Month) || !scene.is_capital(at) {
        return None;
    }
    let word = scene.word(at).to_ascii_lowercase();
    let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    months.iter().position(|month| word.starts_with(month)).and_then(|at| i8::try_from(at + 1).ok())
}

fn iso(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, PartialDate)> {
    if at + 4 >= limit {
        return None;
    }
    let mark = scene.word(at + 1);
    if !matches!(mark, "-" | "/" | ".") || scene.word(at + 3) != mark || !scene.glued(at + 1) || !scene.glued(at + 3) {
        return None;
    }
    let (a, b, c) = (number(scene, at)?, number(scene, at + 2)?, number(scene, at + 4)?);
    let date = match (year_number(scene, at), year_number(scene, at + 4)) {
        (Some(year), _) => PartialDate::checked(year, i8::try_from(b).ok(), i8::try_from(c).ok()),
        (None, Some(year)) => PartialDate::checked(year, i8::try_from(b).ok(), i8::try_from(a).ok()),
        _ => return None,
    };
    date.ok().map(|date| (at + 5, date))
}

/// "16 January 2026", "16th of January".
fn day_month(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, PartialDate)> {
    let day = number(scene, at).filter(|day| (1..=31).contains(day))?;
    let mut next = at + 1;
    if next < limit && scene.glued(next) && matches!(scene.word(next), "st" | "nd" | "rd" | "th") {
        next += 1;
    }
    // "10-11 March", "10 and 11 March": the first day stands for both.
    if next + 1 < limit
        && (matches!(scene.word(next), "-" | "–" | "/") || scene.is_any(next, &["and", "to"]))
        && number(scene, next + 1).is_some_and(|d| (1..=31).contains(&d))
    {
        next += 2;
    }
    if next < limit && scene.is_any(next, &["of"]) {
        next += 1;
    }
    let month = if next < limit { month_number(scene, next)? } else { return None };
    next = after_abbreviation(scene, next, limit);
    finish(scene, at, next, limit, month, Some(i8::try_from(day).ok()?))
}

/// "January 16, 2026", "Jan. 16".
fn month_day(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, PartialDate)> {
    let month = month_number(scene, at)?;
    let mut next = after_abbreviation(scene, at, limit);
    let day = if next < limit { number(scene, next).filter(|day| (1..=31).contains(day))? } else { return None };
    if scene.word(next).len() > 2 {
        return None;
    }
    next += 1;
    if next < limit && scene.glued(next) && matches!(scene.word(next), "st" | "nd" | "rd" | "th") {
        next += 1;
    }
    if next + 1 < limit
        && matches!(scene.word(next), "-" | "–")
        && number(scene, next + 1).is_some_and(|d| (1..=31).contains(&d))
    {
        next += 2;
    }
    finish(scene, at, next, limit, month, Some(i8::try_from(day).ok()?))
}

fn after_abbreviation(scene: &Scene<'_>, at: usize, limit: usize) -> usize {
    let dot = at + 1 < limit
        && scene.word(at + 1) == "."
        && scene.word(at).len() <= 4
        && !scene.is_any(at, &["May", "June", "July"]);
    at + 1 + usize::from(dot)
}

/// "January 2026", "in January", "last January"; not the verb "may", not a person's name.
fn month(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, PartialDate)> {
    let month = month_number(scene, at)?;
    let next = after_abbreviation(scene, at, limit);
    let with_year = next < limit
        && (year_number(scene, next).is_some()
            || scene.word(next) == "," && next + 1 < limit && year_number(scene, next + 1).is_some()
            || scene.is_word(next, "of"));
    let before = at.checked_sub(1).filter(|&before| before >= scene.sentence_of(at).start);
    let leads = before.is_some_and(|before| {
        scene.is_any(
            before,
            &[
                "in", "last", "next", "this", "since", "by", "until", "till", "from", "during", "late", "early", "mid",
                "of", "and", "before", "after", "through", "to", "between", "for", "-", "or", "end", "each", "every",
                "on", "(", ",", "–", "than",
            ],
        )
    });
    let short = scene.word(at).len() <= 3;
    if !with_year && (short || scene.is_any(at, &["March", "August", "April", "June"])) && !leads {
        return None;
    }
    if before.is_some_and(|before| {
        scene.is(before, Class::Honorific)
            || scene.is_capital(before)
                && scene.is_any(at, &["May"])
                && !scene.is_any(before, &["In", "By", "Since", "Last", "Next", "From", "Until"])
    }) {
        return None;
    }
    finish(scene, at, next, limit, month, None)
}

/// The year of a day or month: named after it, or the nearest one.
fn finish(
    scene: &Scene<'_>,
    at: usize,
    next: usize,
    limit: usize,
    month: i8,
    day: Option<i8>,
) -> Option<(usize, PartialDate)> {
    let comma = next < limit && scene.word(next) == ",";
    let place = if comma { next + 1 } else { next };
    if place < limit
        && let Some(year) = year_number(scene, place)
    {
        return PartialDate::checked(year, Some(month), day).ok().map(|date| (place + 1, date));
    }
    let today = scene.day()?;
    // "March last year", "in May of this year", "December next".
    let mut word = next;
    if word < limit && scene.is_any(word, &["of"]) {
        word += 1;
    }
    if word + 1 < limit && scene.is_any(word + 1, &["year"]) {
        let year = match scene.word(word).to_ascii_lowercase().as_str() {
            "last" => Some(today.year() - 1),
            "this" => Some(today.year()),
            "next" => Some(today.year() + 1),
            _ => None,
        };
        if let Some(year) = year {
            return PartialDate::checked(year, Some(month), day).ok().map(|date| (word + 2, date));
        }
    }
    let before = at.checked_sub(1).filter(|&before| before >= scene.sentence_of(at).start);
    let said = |words: &[&str]| {
        before.is_some_and(|before| scene.is_any(before, words)) || next < limit && scene.is_any(next, words)
    };
    let in_year = |year: i16| PartialDate::checked(year, Some(month), day).ok();
    // The last one that has begun and the next one that has not.
    let begun = in_year(today.year()).is_some_and(|date| date.first_day() <= today);
    let last = if begun { today.year() } else { today.year() - 1 };
    // "last September", said in October, is the one of the year before.
    let fresh = |date: PartialDate| date.day_after().until(today).is_ok_and(|span| span.get_days() < 40);
    let year = if said(&["last"]) {
        if day.is_none() && in_year(last).is_some_and(fresh) { last - 1 } else { last }
    } else if said(&["next"]) {
        last + 1
    } else {
        match (in_year(last), in_year(last + 1)) {
            // The month of the document itself is this one, and so is its day.
            (Some(past), Some(_)) if past.day_after() > today => last,
            (Some(past), Some(future)) if is_later(scene, at, today, past.day_after(), future.first_day()) => last + 1,
            (None, Some(_)) => last + 1,
            _ => last,
        }
    };
    PartialDate::checked(year, Some(month), day).ok().map(|date| (next, date))
}

/// A year alone: 1950 to 2099 in digits, not before a unit or after a currency.
fn year(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, PartialDate)> {
    let fiscal = scene.is_any(at, &["fiscal", "FY"]);
    let mut place = at;
    if fiscal {
        place += 1;
        if place < limit && scene.is_any(place, &["year"]) {
            place += 1;
        }
        if place < limit && scene.word(place) == "-" {
            place += 1;
        }
    }
    if place >= limit {
        return None;
    }
    let word = scene.word(place);
    // "FY2024" is one word.
    let glued = word
        .strip_prefix("FY")
        .and_then(|digits| digits.parse::<i16>().ok())
        .map(|year| if year < 100 { 2000 + year } else { year });
    let year = year_number(scene, place).or(glued).filter(|year| (1500..=2100).contains(year))?;
    let leads = || {
        scene
            .before(place)
            .is_some_and(|at| scene.is_any(at, &["of", "in", "since", "from", "by", "until", "an", "the"]))
    };
    if year < 1900 && !leads() {
        return None;
    }
    if !fiscal {
        let before = place.checked_sub(1).filter(|&before| before >= scene.sentence_of(place).start);
        if before.is_some_and(|before| {
            matches!(scene.word(before), "$" | "€" | "£" | "¥" | "#" | "." | "/") && scene.glued(place)
                || scene.is_any(
                    before,
                    &["No", "Resolution", "Article", "nearly", "about", "some", "around", "over", "than", "USD", "EUR"],
                ) && !scene.is_any(before, &["over"])
                    && !(scene.is_any(before, &["about", "around"])
                        && scene.before(before).is_some_and(|at| scene.is_any(at, &["from", "by", "in", "until"])))
        }) {
            return None;
        }
        let next = place + 1;
        if next < limit
            && (matches!(scene.word(next), "%" | "°")
                || scene.is_any(
                    next,
                    &[
                        "tonnes",
                        "tons",
                        "t",
                        "MW",
                        "km",
                        "troops",
                        "soldiers",
                        "people",
                        "workers",
                        "percent",
                        "per",
                        "barrels",
                        "million",
                        "billion",
                        "jobs",
                        "miles",
                        "metres",
                        "kilometres",
                        "megawatts",
                        "vehicles",
                        "doses",
                        "hectares",
                        "kg",
                        "students",
                    ],
                ))
        {
            return None;
        }
    }
    let time = PartialDate::year(year).ok()?;
    Some((place + 1, time))
}

/// "the 1990s".
fn decade(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, ValidTime)> {
    let year = year_number(scene, at).filter(|year| year % 10 == 0)?;
    let plural = at + 1 < limit
        && scene.glued(at + 1)
        && (scene.word(at + 1) == "s" || scene.word(at + 1) == "'" && scene.is_any(at + 2, &["s"]));
    if !plural {
        return None;
    }
    let end = at + if scene.word(at + 1) == "s" { 2 } else { 3 };
    let interval = ValidTime::during(PartialDate::year(year).ok(), PartialDate::year(year + 9).ok()).ok()?;
    Some((end, interval))
}

/// "the first quarter of 2025", "Q1 2025", "the second half of the year", "spring 2025", "the end of 2026", "mid-2025".
fn part_of_year(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(usize, ValidTime)> {
    let word = scene.word(at).to_ascii_lowercase();
    let ordinal = ["first", "second", "third", "fourth", "last"].iter().position(|other| *other == word);
    let (months, next) = match (ordinal, word.as_str()) {
        (Some(number), _) if at + 1 < limit => {
            let number = i8::try_from(number).ok()?;
            match scene.word(at + 1) {
                "quarter" => {
                    let number = number.min(3);
                    ((number * 3 + 1, number * 3 + 3), at + 2)
                }
                "half" => {
                    let number = i8::from(number > 0);
                    ((number * 6 + 1, number * 6 + 6), at + 2)
                }
                _ => return None,
            }
        }
        (_, "q1" | "q2" | "q3" | "q4") => {
            let number: i8 = word[1..].parse().ok()?;
            ((number * 3 - 2, number * 3), at + 1)
        }
        (_, "h1") => ((1, 6), at + 1),
        (_, "h2") => ((7, 12), at + 1),
        (_, "spring") => ((3, 5), at + 1),
        (_, "summer") => ((6, 8), at + 1),
        (_, "autumn" | "fall") => ((9, 11), at + 1),
        (_, "winter") => ((12, 12), at + 1),
        _ => return None,
    };
    let season = matches!(word.as_str(), "spring" | "summer" | "autumn" | "fall" | "winter");
    let mut place = next;
    if place < limit && scene.is_any(place, &["of", "in", ","]) {
        place += 1;
    }
    if place < limit
        && let Some(year) = year_number(scene, place)
    {
        return months_of(year, months).map(|time| (place + 1, time));
    }
    let today = scene.day()?;
    let before = at.checked_sub(1).filter(|&before| before >= scene.sentence_of(at).start);
    let relative = |at: usize| match scene.word(at).to_ascii_lowercase().as_str() {
        "this" | "the" => Some(today.year()),
        "last" => Some(today.year() - 1),
        "next" => Some(today.year() + 1),
        _ => None,
    };
    if place + 1 < limit
        && scene.is_any(place + 1, &["year"])
        && let Some(year) = relative(place)
    {
        return months_of(year, months).map(|time| (place + 2, time));
    }
    if season {
        let said = before
            .filter(|&before| scene.is_any(before, &["last", "next", "this", "in", "since", "by", "until", "the"]))?;
        let year = if scene.is_any(said, &["next"]) || looks_ahead(scene, at) && !scene.is_any(said, &["last"]) {
            if months.1 >= today.month() { today.year() } else { today.year() + 1 }
        } else if months.0 <= today.month() && !(scene.is_any(said, &["last"]) && months.1 >= today.month()) {
            today.year()
        } else {
            today.year() - 1
        };
        return months_of(year, months).map(|time| (next, time));
    }
    // "in the first quarter": of this year where it has begun, else of the last.
    let year = if months.0 <= today.month() || looks_ahead(scene, at) { today.year() } else { today.year() - 1 };
    months_of(year, months).map(|time| (next, time))
}

fn months_of(year: i16, (first, last): (i8, i8)) -> Option<ValidTime> {
    ValidTime::during(PartialDate::month(year, first).ok(), PartialDate::month(year, last).ok()).ok()
}
