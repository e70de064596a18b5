//! A date or interval that is read is written so that it reads back, and covers at least a day.

#![no_main]

use entente_core::{PartialDate, ValidTime};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(date) = text.parse::<PartialDate>() {
        assert_eq!(date.to_string().parse(), Ok(date));
        assert!(date.first_day() <= date.day_after());
    }
    if let Ok(time) = text.parse::<ValidTime>() {
        assert_eq!(time.to_string().parse(), Ok(time));
        let (from, until) = time.bounds();
        assert!(time.overlaps(from, until));
    }
});
