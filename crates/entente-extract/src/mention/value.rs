//! Money, percentages and quantities.
//!
//! "A$1.2 billion" → 1,200,000,000 AUD; "four fifths" → 80 %; "2,500 tonnes a year" → 2,500 `t/yr`; "35 aircraft".
//! Not a year, not a date, not an ordinal.

use std::ops::Range;

use entente_core::{Currency, Money, Quantity};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::Sense;
use super::number::{Number, number_at, small};
use super::scene::Scene;
use crate::token::Shape;

/// Finds the values that no time expression covers.
pub(super) fn find(scene: &mut Scene<'_>, taken: &[bool]) {
    let mut at = 0;
    while at < scene.tokens.len() {
        let found = if taken[at] { None } else { value_at(scene, at) };
        match found {
            Some((tokens, sense)) => {
                at = tokens.end.max(at + 1);
                scene.add(tokens, sense);
            }
            None => at += 1,
        }
    }
}

fn value_at(scene: &Scene<'_>, at: usize) -> Option<(Range<usize>, Sense)> {
    money_symbol(scene, at).or_else(|| fraction(scene, at)).or_else(|| {
        let number = number_at(scene, at)?;
        percent(scene, at, number).or_else(|| money_words(scene, at, number)).or_else(|| quantity(scene, at, number))
    })
}

/// "$3bn", "US$ 2 million", "EUR 40m", "A$5": the currency first.
fn money_symbol(scene: &Scene<'_>, at: usize) -> Option<(Range<usize>, Sense)> {
    let limit = scene.sentence_of(at).end;
    let (code, mut next) = prefix(scene, at, limit)?;
    if next < limit && scene.word(next) == "." {
        next += 1;
    }
    if next >= limit || scene.shape(next) != Shape::Number {
        return None;
    }
    let mut number = number_at(scene, next)?;
    // "$2-3 billion", "$2 to $3 billion": the factor of the second holds for the first.
    if !number.scaled
        && scene.after(number.end - 1, 1).is_some_and(|dash| matches!(scene.word(dash), "-" | "–"))
        && number.end + 1 < limit
        && scene.shape(number.end + 1) == Shape::Number
        && let Some(second) = number_at(scene, number.end + 1).filter(|second| second.scaled)
    {
        let factor = super::number::factor(scene.word(second.end - 1))?;
        number = Number { value: number.value.checked_mul(factor)?, end: second.end, ..number };
    }
    money(code, number.value).map(|sense| (at..number.end, sense))
}

fn money(code: &str, amount: Decimal) -> Option<Sense> {
    let currency: Currency = code.parse().ok()?;
    Money::new(amount, currency).ok().map(Sense::Money)
}

const CODES: &[&str] = &[
    "USD", "EUR", "GBP", "JPY", "CNY", "RMB", "AUD", "CAD", "CHF", "INR", "KRW", "SEK", "NOK", "DKK", "PLN", "CZK",
    "HUF", "RUB", "TRY", "BRL", "MXN", "ZAR", "SGD", "HKD", "NZD", "TWD", "THB", "IDR", "MYR", "PHP", "VND", "SAR",
    "AED", "QAR", "KWD", "ILS", "EGP", "NGN", "KES", "UAH", "KZT", "CLP", "ARS", "COP", "PEN", "PKR", "BDT", "LKR",
    "ISK", "RON", "BGN", "RSD",
];

/// A currency before its amount, and the token after it.
fn prefix(scene: &Scene<'_>, at: usize, limit: usize) -> Option<(&'static str, usize)> {
    let word = scene.word(at);
    let symbol = match word {
        "$" => Some("USD"),
        "€" => Some("EUR"),
        "£" => Some("GBP"),
        "¥" => Some("JPY"),
        "₹" => Some("INR"),
        "₩" => Some("KRW"),
        "₽" => Some("RUB"),
        "₺" => Some("TRY"),
        "₪" => Some("ILS"),
        "₦" => Some("NGN"),
        "₱" => Some("PHP"),
        "Rs" | "Rs." => Some("INR"),
        "RM" => Some("MYR"),
        "Rp" => Some("IDR"),
        _ => None,
    };
    if let Some(code) = symbol {
        // The currency signs of others stand before: "A$5" begins a token earlier.
        return Some((code, at + 1));
    }
    if at + 1 < limit && scene.word(at + 1) == "$" && scene.glued(at + 1) {
        let code = match word {
            "US" | "USD" => "USD",
            "A" | "AU" | "AUD" => "AUD",
            "C" | "CA" | "CAD" => "CAD",
            "NZ" => "NZD",
            "S" | "SG" => "SGD",
            "HK" => "HKD",
            "NT" => "TWD",
            "R" => "BRL",
            _ => return None,
        };
        return Some((code, at + 2));
    }
    let code = CODES.iter().find(|code| **code == word)?;
    Some((if *code == "RMB" { "CNY" } else { code }, at + 1))
}

/// "3 billion dollars", "40 million Australian dollars", "2bn yen": the currency after its amount.
fn money_words(scene: &Scene<'_>, at: usize, number: Number) -> Option<(Range<usize>, Sense)> {
    let limit = scene.sentence_of(at).end;
    let mut next = number.end;
    if next < limit && matches!(scene.word(next), "-") {
        next += 1;
    }
    if next >= limit {
        return None;
    }
    let adjective = scene.word(next).to_ascii_lowercase();
    let (nation, unit) = match adjective.as_str() {
        "u" if next + 4 < limit && scene.is_word(next + 2, "s") => ("US", next + 4),
        "us" | "american" => ("US", next + 1),
        "australian" => ("AU", next + 1),
        "canadian" => ("CA", next + 1),
        "singapore" => ("SG", next + 1),
        "swiss" => ("CH", next + 1),
        "swedish" => ("SE", next + 1),
        "norwegian" => ("NO", next + 1),
        "danish" => ("DK", next + 1),
        "turkish" => ("TR", next + 1),
        "russian" | "indian" | "british" | "chinese" | "japanese" => ("", next + 1),
        _ => ("", next),
    };
    if unit >= limit {
        return None;
    }
    let word = scene.word(unit);
    let code = match word.to_ascii_lowercase().as_str() {
        "dollar" | "dollars" => match nation {
            "AU" => "AUD",
            "CA" => "CAD",
            "SG" => "SGD",
            _ => "USD",
        },
        "euro" | "euros" | "eur" | "€" => "EUR",
        "pound" | "pounds" if !scene.is_any(unit + 1, &["of", "a", "per"]) => "GBP",
        "yen" => "JPY",
        "yuan" | "renminbi" => "CNY",
        "won" if nation != "US" => "KRW",
        "rupee" | "rupees" => "INR",
        "rouble" | "roubles" | "ruble" | "rubles" => "RUB",
        "franc" | "francs" => "CHF",
        "krona" | "kronor" => "SEK",
        "krone" | "kroner" => {
            if nation == "DK" {
                "DKK"
            } else {
                "NOK"
            }
        }
        "lira" => "TRY",
        "real" | "reais" => "BRL",
        "rand" => "ZAR",
        "zloty" | "zlotys" => "PLN",
        "dirham" | "dirhams" => "AED",
        "riyal" | "riyals" => "SAR",
        "peso" | "pesos" => "MXN",
        "ringgit" => "MYR",
        "baht" => "THB",
        "shekel" | "shekels" => "ILS",
        "tenge" => "KZT",
        "hryvnia" => "UAH",
        "naira" => "NGN",
        _ => CODES.iter().find(|code| **code == word).map(|code| if *code == "RMB" { "CNY" } else { code })?,
    };
    if word == "won" && !number.scaled {
        return None;
    }
    money(code, number.value).map(|sense| (at..unit + 1, sense))
}

/// "35 %", "35 per cent", "25pc", "twenty percent", "10 percentage points" is none.
fn percent(scene: &Scene<'_>, at: usize, number: Number) -> Option<(Range<usize>, Sense)> {
    let limit = scene.sentence_of(at).end;
    let mut number = number;
    // "10-15 %": the first of a range stands for it.
    if number.digits
        && number.end + 1 < limit
        && matches!(scene.word(number.end), "-" | "–")
        && scene.shape(number.end + 1) == Shape::Number
    {
        let second = number_at(scene, number.end + 1)?;
        if percent_end(scene, second.end, limit).is_some() {
            number.end = second.end;
        }
    }
    let end = percent_end(scene, number.end, limit)?;
    Some((at..end, Sense::Percent(number.value.to_f64()?)))
}

fn percent_end(scene: &Scene<'_>, at: usize, limit: usize) -> Option<usize> {
    if at >= limit {
        return None;
    }
    let at = if scene.word(at) == "-" && at + 1 < limit { at + 1 } else { at };
    match scene.word(at).to_ascii_lowercase().as_str() {
        "%" | "percent" | "pc" | "pct" => Some(at + 1),
        "per" if scene.is_any(at + 1, &["cent"]) && at + 1 < limit => Some(at + 2),
        _ => None,
    }
}

/// "a third", "two thirds", "four-fifths", "half", "nine in ten", "three out of four", "three quarters".
fn fraction(scene: &Scene<'_>, at: usize) -> Option<(Range<usize>, Sense)> {
    let limit = scene.sentence_of(at).end;
    let word = scene.word(at).to_ascii_lowercase();
    let sense = |parts: u32, of: u32| {
        (of > 0 && parts <= of).then(|| Sense::Percent((f64::from(parts) * 1000.0 / f64::from(of)).round() / 10.0))
    };
    if word == "half" {
        let split = scene
            .before(at)
            .is_some_and(|before| scene.is_any(before, &["first", "second", "and", "other", "next", "last"]));
        let time = scene.is_any(at + 1, &["year", "a", "century", "an", "-"]) && !scene.is_any(at + 1, &["of"]);
        return (!split && !time).then(|| (at..at + 1, Sense::Percent(50.0)));
    }
    let parts = if matches!(word.as_str(), "a" | "an") { 1 } else { small(&word).or_else(|| word.parse().ok())? };
    let mut next = at + 1;
    // "a full third", "nine of every ten".
    if next < limit && (scene.word(next) == "-" || scene.is_any(next, &["full", "good"])) {
        next += 1;
    }
    if next >= limit {
        return None;
    }
    let of = match scene.word(next).to_ascii_lowercase().as_str() {
        "third" | "thirds" => 3,
        "quarter" | "quarters" => 4,
        "fifth" | "fifths" => 5,
        "sixth" | "sixths" => 6,
        "seventh" | "sevenths" => 7,
        "eighth" | "eighths" => 8,
        "ninth" | "ninths" => 9,
        "tenth" | "tenths" => 10,
        "twentieth" => 20,
        "in" | "out" | "of" => {
            let start = next + usize::from(scene.is_any(next + 1, &["of", "every"]));
            let start = start + usize::from(scene.is_any(start + 1, &["every"]));
            let whole = scene.after(next, start + 1 - next)?;
            let of = small(scene.word(whole)).or_else(|| scene.word(whole).parse().ok())?;
            let pair = matches!(of, 2..=10 | 20 | 100) && !scene.is_word(next, "of") && parts < of;
            return if pair { sense(parts, of).map(|sense| (at..whole + 1, sense)) } else { None };
        }
        _ => return None,
    };
    // "a third country", "the fourth quarter", "two quarters" are no shares; an article or a number stands before.
    let share = scene.is_any(
        next + 1,
        &[
            "of", "the", "its", "their", "from", "comes", "came", "is", "are", "to", "by", "in", "as", "more", "less",
            "and", "or", "went", "goes", "owned", "by",
        ],
    ) || next + 1 >= limit
        || matches!(scene.word(next + 1), "," | "." | ";" | ")" | "—" | "–");
    let ordinal = word == "a" && scene.is_any(next + 1, &["time", "country", "party", "and"]);
    if !share || ordinal || parts >= of && of != 1 {
        return None;
    }
    sense(parts, of).map(|sense| (at..next + 1, sense))
}

/// "2,500 tonnes a year", "40 GW", "1.1 million doses", "35 aircraft".
fn quantity(scene: &Scene<'_>, at: usize, number: Number) -> Option<(Range<usize>, Sense)> {
    let limit = scene.sentence_of(at).end;
    let mut next = number.end;
    if next < limit && scene.word(next) == "-" && scene.glued(next) {
        next += 1;
    }
    let (unit, factor, end) = unit_at(scene, next, limit)?;
    let (per, end) = per(scene, end, limit);
    let unit = if per.is_empty() || unit.contains('/') { unit.to_owned() } else { format!("{unit}{per}") };
    let value = number.value.checked_mul(factor)?;
    Quantity::new(value, Some(unit)).ok().map(|quantity| (at..end, Sense::Quantity(quantity)))
}

/// The unit at a token, the factor that leads to it, and the token after.
fn unit_at<'s>(scene: &Scene<'s>, at: usize, limit: usize) -> Option<(&'s str, Decimal, usize)> {
    if at >= limit {
        return None;
    }
    let word = scene.word(at);
    let one = Decimal::ONE;
    // "metric tons", "billion cubic metres" (the factor was read), "troy ounces".
    if matches!(word, "metric" | "troy" | "gross" | "dry" | "nautical" | "square" | "cubic") && at + 1 < limit {
        return match (word, scene.word(at + 1)) {
            ("cubic", "metres" | "meters" | "metre" | "meter") => Some(("m3", one, at + 2)),
            ("cubic", "feet") => Some(("cubic feet", one, at + 2)),
            ("square", "kilometres" | "kilometers") => Some(("km2", one, at + 2)),
            ("metric" | "gross" | "dry", _) => unit_at(scene, at + 1, limit),
            ("troy", "ounces") => Some(("oz", one, at + 2)),
            ("nautical", "miles") => Some(("nautical miles", one, at + 2)),
            _ => None,
        };
    }
    let thousand = Decimal::from(1_000);
    let million = Decimal::from(1_000_000);
    let known = match word {
        "t" | "tonne" | "tonnes" | "ton" | "tons" | "mt" => Some(("t", one)),
        "kt" | "ktpa" => Some((if word == "kt" { "t" } else { "t/yr" }, thousand)),
        "Mt" | "MT" => Some(("t", million)),
        "Mtpa" | "mtpa" | "MTPA" => Some(("t/yr", million)),
        "tpa" => Some(("t/yr", one)),
        "bcm" => Some(("m3", Decimal::from(1_000_000_000_i64))),
        "kg" | "kilograms" | "kilogrammes" | "kilos" => Some(("kg", one)),
        "barrels" | "barrel" | "bbl" => Some(("barrels", one)),
        "bpd" => Some(("barrels/day", one)),
        "b" if scene.word(at + 1) == "/" => Some(("barrels", one)),
        "MW" | "megawatts" | "megawatt" => Some(("MW", one)),
        "GW" | "gigawatts" | "gigawatt" => Some(("GW", one)),
        "GWh" | "TWh" | "MWh" | "kWh" | "kV" | "nm" => Some((word, one)),
        "km" | "kilometres" | "kilometers" => Some(("km", one)),
        "miles" => Some(("miles", one)),
        "hectares" | "ounces" | "litres" | "liters" | "gallons" | "doses" | "dose" | "aircraft" | "jets" | "tanks"
        | "vehicles" | "cars" | "trucks" | "ships" | "vessels" | "submarines" | "frigates" | "missiles" | "drones"
        | "helicopters" | "launchers" | "shells" | "rounds" | "troops" | "soldiers" | "personnel" | "satellites"
        | "reactors" | "units" | "cargoes" | "shipments" | "containers" | "people" | "workers" | "jobs" | "chips"
        | "wafers" | "tankers" | "planes" | "locomotives" | "buses" | "fighters" | "howitzers" | "batteries"
        | "systems" | "turbines" | "students" | "visas" | "bombers" | "bombs" | "engines" | "warheads"
        | "interceptors" | "boats" | "trains" | "cattle" | "bags" | "GPUs" | "panels" | "modules" => Some((word, one)),
        _ => None,
    };
    if let Some((unit, factor)) = known {
        return Some((unit, factor, at + 1));
    }
    // "35 fighter jets", "six patrol boats": the noun after one word more.
    let next = at + 1;
    let plural = next < limit
        && scene.is_wordlike(at)
        && !scene.is_capital(at)
        && matches!(
            scene.word(next),
            "jets"
                | "boats"
                | "aircraft"
                | "ships"
                | "vessels"
                | "planes"
                | "vehicles"
                | "tanks"
                | "systems"
                | "missiles"
                | "submarines"
                | "tankers"
                | "helicopters"
                | "drones"
                | "reactors"
                | "turbines"
                | "shells"
                | "doses"
        );
    plural.then(|| scene.words(at..next + 1)).map(|unit| (unit, one, next + 1))
}

/// "a year", "per day", "annually", "/yr".
fn per(scene: &Scene<'_>, at: usize, limit: usize) -> (&'static str, usize) {
    if at >= limit {
        return ("", at);
    }
    let unit = |word: &str| match word.to_ascii_lowercase().as_str() {
        "year" | "yr" | "annum" | "y" | "a" => "/yr",
        "day" | "d" => "/day",
        "month" => "/month",
        "week" => "/week",
        _ => "",
    };
    match scene.word(at) {
        "a" | "per" | "each" | "every" | "/" if at + 1 < limit => {
            let per = unit(scene.word(at + 1));
            (per, if per.is_empty() { at } else { at + 2 })
        }
        "annually" | "yearly" => ("/yr", at + 1),
        "daily" => ("/day", at + 1),
        "of" if at + 1 < limit => {
            // "2,500 tonnes of oxide a year".
            let near = (at + 1..(at + 5).min(limit)).find(|&a| scene.is_any(a, &["a", "per", "annually"]));
            match near {
                Some(near) if scene.is_word(near, "annually") => ("/yr", at),
                Some(near)
                    if near + 1 < limit && unit(scene.word(near + 1)) == "/yr" && scene.word(near + 1).len() > 1 =>
                {
                    ("/yr", at)
                }
                _ => ("", at),
            }
        }
        _ => ("", at),
    }
}
