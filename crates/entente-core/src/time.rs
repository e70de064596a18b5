//! Time on two clocks: valid time, in the world, with its precision; record time and position, in the log.

use std::fmt;
use std::str::FromStr;

use jiff::ToSpan;
use jiff::civil::Date;

/// Why a string is no date or interval.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no {wanted}")]
pub struct TimeError {
    given: String,
    wanted: &'static str,
}

impl TimeError {
    fn new(given: impl Into<String>, wanted: &'static str) -> Self {
        Self { given: given.into(), wanted }
    }
}

const DATE: &str = "date: give YYYY, YYYY-MM or YYYY-MM-DD of the Gregorian calendar";
const INTERVAL: &str =
    "interval: give START/END with dates of any precision, `..` for an open end, START not after END";

/// A year, a month or a day of the Gregorian calendar: a date with its precision.
///
/// The order is that of the first day, the coarser date first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartialDate {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl PartialDate {
    /// A whole year, 1 to 9999.
    ///
    /// # Errors
    /// [`TimeError`] for another year.
    pub fn year(year: i16) -> Result<Self, TimeError> {
        Self::checked(year, None, None)
    }

    /// A whole month.
    ///
    /// # Errors
    /// [`TimeError`] where there is no such month.
    pub fn month(year: i16, month: i8) -> Result<Self, TimeError> {
        Self::checked(year, Some(month), None)
    }

    /// A year, a month of it or a day of that, as finely as the parts are given.
    ///
    /// # Errors
    /// [`TimeError`] where there is no such date, or a day without a month.
    pub fn checked(year: i16, month: Option<i8>, day: Option<i8>) -> Result<Self, TimeError> {
        let given = || {
            let part = |part: Option<i8>| part.map(|part| format!("-{part:02}")).unwrap_or_default();
            TimeError::new(format!("{year:04}{}{}", part(month), part(day)), DATE)
        };
        if month.is_none() && day.is_some() || year < 1 {
            return Err(given());
        }
        Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).map_err(|_| given())?;
        Ok(Self { year, month, day })
    }

    /// The year, 1 to 9999.
    #[must_use]
    pub fn year_number(self) -> i16 {
        self.year
    }

    /// The month, 1 to 12, where the date is that precise.
    #[must_use]
    pub fn month_number(self) -> Option<i8> {
        self.month
    }

    /// The day of the month, where the date is that precise.
    #[must_use]
    pub fn day_number(self) -> Option<i8> {
        self.day
    }

    /// The first day of the year, month or day.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).expect("checked when made")
    }

    /// The day after the last one of the year, month or day; the last day of the calendar where that is past its end.
    #[must_use]
    pub fn day_after(self) -> Date {
        let span = match (self.month, self.day) {
            (_, Some(_)) => 1.day(),
            (Some(_), None) => 1.month(),
            (None, None) => 1.year(),
        };
        self.first_day().checked_add(span).unwrap_or(Date::MAX)
    }
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        if let Some(day) = self.day {
            write!(f, "-{day:02}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PartialDate {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let error = || TimeError::new(text.chars().take(40).collect::<String>(), DATE);
        let number = |part: &str, width: usize| {
            (part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<i16>().ok())
                .flatten()
        };
        let mut parts = text.split('-');
        let year = parts.next().and_then(|p| number(p, 4)).ok_or_else(error)?;
        let mut small = || match parts.next() {
            None => Ok(None),
            Some(part) => number(part, 2).and_then(|n| i8::try_from(n).ok()).map(Some).ok_or_else(error),
        };
        let (month, day) = (small()?, small()?);
        if parts.next().is_some() {
            return Err(error());
        }
        Self::checked(year, month, day).map_err(|_| error())
    }
}

/// When a fact happened, holds or is due: a date of some precision, or an interval of two.
///
/// As text an interval is `START/END`, both named whole: `2025/2027` runs from the first day of 2025 to the last of
/// 2027 (ISO 8601-2). An open end is `..`. [`ValidTime::bounds`] gives the same as half-open days.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValidTime {
    /// Some time in this year, month or day, or all of it.
    At(PartialDate),
    /// A stretch; see [`Interval`].
    During(Interval),
}

/// A stretch of time with at least one end, the start not after the end.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Interval {
    start: Option<PartialDate>,
    end: Option<PartialDate>,
}

impl Interval {
    /// The stretch from the first day of `start` to the last of `end`.
    ///
    /// # Errors
    /// [`TimeError`] where both are missing or the start comes after the end.
    pub fn new(start: Option<PartialDate>, end: Option<PartialDate>) -> Result<Self, TimeError> {
        let turned = matches!((start, end), (Some(s), Some(e)) if s.first_day() >= e.day_after());
        if turned || start.is_none() && end.is_none() {
            let part = |date: Option<PartialDate>| date.map_or("..".into(), |d| d.to_string());
            return Err(TimeError::new(format!("{}/{}", part(start), part(end)), INTERVAL));
        }
        Ok(Self { start, end })
    }

    /// The first year, month or day; `None` where open.
    #[must_use]
    pub fn start(self) -> Option<PartialDate> {
        self.start
    }

    /// The last year, month or day; `None` where open.
    #[must_use]
    pub fn end(self) -> Option<PartialDate> {
        self.end
    }
}

impl ValidTime {
    /// The interval of two dates; see [`Interval::new`].
    ///
    /// # Errors
    /// [`TimeError`] as there.
    pub fn during(start: Option<PartialDate>, end: Option<PartialDate>) -> Result<Self, TimeError> {
        Interval::new(start, end).map(Self::During)
    }

    /// The half-open days `[from, until)` that the time covers; `None` where open.
    #[must_use]
    pub fn bounds(self) -> (Option<Date>, Option<Date>) {
        match self {
            Self::At(date) => (Some(date.first_day()), Some(date.day_after())),
            Self::During(Interval { start, end }) => {
                (start.map(PartialDate::first_day), end.map(PartialDate::day_after))
            }
        }
    }

    /// Whether the time shares a day with the half-open days `[from, until)`: never where those are none.
    #[must_use]
    pub fn overlaps(self, from: Option<Date>, until: Option<Date>) -> bool {
        let (start, end) = self.bounds();
        let before = |a: Option<Date>, b: Option<Date>| !matches!((a, b), (Some(a), Some(b)) if a >= b);
        before(start, until) && before(from, end) && before(from, until)
    }

    /// The day to order timelines by: the first one, or the last where the start is open.
    #[must_use]
    pub fn sort_day(self) -> Date {
        match self.bounds() {
            (Some(start), _) => start,
            (None, Some(end)) => end,
            (None, None) => Date::MIN,
        }
    }
}

impl fmt::Display for ValidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |f: &mut fmt::Formatter<'_>, date: Option<PartialDate>| match date {
            Some(date) => write!(f, "{date}"),
            None => f.write_str(".."),
        };
        match self {
            Self::At(date) => write!(f, "{date}"),
            Self::During(Interval { start, end }) => {
                part(f, *start)?;
                f.write_str("/")?;
                part(f, *end)
            }
        }
    }
}

impl fmt::Debug for ValidTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ValidTime {
    type Err = TimeError;

    fn from_str(text: &str) -> Result<Self, TimeError> {
        let Some((start, end)) = text.split_once('/') else {
            return text.parse().map(Self::At);
        };
        let part = |part: &str| match part {
            "" | ".." => Ok(None),
            date => date.parse().map(Some),
        };
        Self::during(part(start)?, part(end)?)
    }
}

/// The number of an entry in the log: 1 for the first, 0 for "before all".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Position(pub u64);

impl Position {
    /// Before all entries.
    pub const ZERO: Self = Self(0);

    /// The next one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// When the log recorded an entry: microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct RecordTime(pub i64);

impl fmt::Display for RecordTime {
    /// RFC 3339 in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(timestamp) => fmt::Display::fmt(&timestamp, f),
            Err(_) => write!(f, "{} µs", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_precision() {
        let check = |text: &str, first: &str, after: &str| {
            let date: PartialDate = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!((date.first_day().to_string(), date.day_after().to_string()), (first.into(), after.into()));
        };
        check("2025", "2025-01-01", "2026-01-01");
        check("2024-02", "2024-02-01", "2024-03-01");
        check("2024-02-29", "2024-02-29", "2024-03-01");
        check("9999-12-31", "9999-12-31", "9999-12-31");
        for bad in ["", "25", "2025-13", "2023-02-29", "2025-1", "2025-01-01-01", "0000", "2025/2026", "２０２５"] {
            assert!(bad.parse::<PartialDate>().is_err(), "{bad}");
        }
    }

    #[test]
    fn times_read_and_write_the_same() {
        let check = |text: &str, written: &str| assert_eq!(text.parse::<ValidTime>().unwrap().to_string(), written);
        check("2025-03", "2025-03");
        check("2018/2022", "2018/2022");
        check("2023-08-01/", "2023-08-01/..");
        check("../2022-02", "../2022-02");
        check("2023-08-01/2023-08", "2023-08-01/2023-08");
        for bad in ["/", "../..", "2025/2024", "2025-03-02/2025-03-01", "a/b", "2025/2026/2027"] {
            assert!(bad.parse::<ValidTime>().is_err(), "{bad}");
        }
    }

    #[test]
    fn overlap_is_half_open() {
        let check = |time: &str, from: &str, until: &str| {
            let day = |text: &str| (text != "..").then(|| text.parse().unwrap());
            time.parse::<ValidTime>().unwrap().overlaps(day(from), day(until))
        };
        assert!(check("2025-03", "2025-03-31", "2025-04-01"));
        assert!(!check("2025-03", "2025-04-01", ".."));
        assert!(!check("2025-03", "..", "2025-03-01"));
        assert!(check("2023-08-01/..", "2030-01-01", ".."));
        assert!(!check("2023-08-01/..", "..", "2023-08-01"));
        assert!(!check("2025", "2025-03-01", "2025-03-01"), "no day is asked for");
    }
}
