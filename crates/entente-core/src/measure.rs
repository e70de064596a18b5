//! Numbers with a meaning: shares, rates, confidence, money, quantities, HS codes.

use std::fmt;
use std::str::FromStr;

pub use rust_decimal::Decimal;

/// Why a number or code is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{given}` is no {wanted}")]
pub struct MeasureError {
    given: String,
    wanted: &'static str,
}

impl MeasureError {
    pub(crate) fn new(given: impl fmt::Display, wanted: &'static str) -> Self {
        Self { given: given.to_string().chars().take(40).collect(), wanted }
    }
}

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $max:literal, $wanted:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// Checks the value.
            ///
            /// # Errors
            /// [`MeasureError`] where it is not finite or outside the range.
            pub fn new(value: f64) -> Result<Self, MeasureError> {
                if (0.0..=$max).contains(&value) { Ok(Self(value)) } else { Err(MeasureError::new(value, $wanted)) }
            }

            /// The number.
            #[must_use]
            pub fn get(self) -> f64 {
                self.0
            }
        }
    };
}

bounded!(
    /// A share of a total in percent, 0 to 100.
    Share, 100.0, "share: give a percentage from 0 to 100"
);
bounded!(
    /// The rate of a duty in percent of the value, 0 to 10,000.
    Rate, 10_000.0, "rate: give a percentage from 0 to 10000"
);
bounded!(
    /// The extractor's own calibrated score, 0 to 1: of the facts given 0.8, 80 % are right.
    Confidence, 1.0, "confidence: give a number from 0 to 1"
);

/// An ISO 4217 code: three upper-case letters.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("ASCII when made")
    }
}

impl FromStr for Currency {
    type Err = MeasureError;

    fn from_str(code: &str) -> Result<Self, MeasureError> {
        match <[u8; 3]>::try_from(code.as_bytes()) {
            Ok(bytes) if bytes.iter().all(u8::is_ascii_uppercase) => Ok(Self(bytes)),
            _ => Err(MeasureError::new(code, "currency: give an ISO 4217 code such as USD")),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An amount of money, not negative, in units of its currency (not thousands or millions).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Money {
    amount: Decimal,
    currency: Currency,
}

impl Money {
    /// Checks the amount.
    ///
    /// # Errors
    /// [`MeasureError`] for a negative amount.
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MeasureError> {
        if amount.is_sign_negative() && !amount.is_zero() {
            return Err(MeasureError::new(amount, "amount: give a number that is not negative"));
        }
        Ok(Self { amount: amount.normalize(), currency })
    }

    /// The amount in units of the currency.
    #[must_use]
    pub fn amount(&self) -> Decimal {
        self.amount
    }

    /// The currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }
}

/// A number of something, not negative, with the unit as the text names it (`t`, `t/yr`, `aircraft`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Quantity {
    value: Decimal,
    unit: Option<String>,
}

impl Quantity {
    /// Checks the number and the unit; a blank unit is none.
    ///
    /// # Errors
    /// [`MeasureError`] for a negative number.
    pub fn new(value: Decimal, unit: Option<String>) -> Result<Self, MeasureError> {
        if value.is_sign_negative() && !value.is_zero() {
            return Err(MeasureError::new(value, "quantity: give a number that is not negative"));
        }
        Ok(Self { value: value.normalize(), unit: unit.map(|u| u.trim().to_owned()).filter(|u| !u.is_empty()) })
    }

    /// The number.
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// What is counted or weighed.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_deref()
    }
}

/// A chapter (2 digits), heading (4) or subheading (6) of the Harmonized System, revision 2022, without dots.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HsCode(String);

impl HsCode {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The chapter: the first two digits.
    #[must_use]
    pub fn chapter(&self) -> &str {
        &self.0[..2]
    }
}

impl FromStr for HsCode {
    type Err = MeasureError;

    fn from_str(code: &str) -> Result<Self, MeasureError> {
        if matches!(code.len(), 2 | 4 | 6) && code.bytes().all(|b| b.is_ascii_digit()) {
            Ok(Self(code.to_owned()))
        } else {
            Err(MeasureError::new(code, "HS code: give 2, 4 or 6 digits without dots"))
        }
    }
}

impl fmt::Display for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_checked() {
        assert_eq!(Share::new(70.0).unwrap().get(), 70.0);
        assert!(Share::new(100.1).is_err() && Share::new(-0.1).is_err() && Share::new(f64::NAN).is_err());
        assert_eq!(Rate::new(145.0).unwrap().get(), 145.0);
        assert!(Confidence::new(1.01).is_err());
        assert!(Money::new(Decimal::from(-1), "USD".parse().unwrap()).is_err());
        assert!(Quantity::new(Decimal::from(-1), None).is_err());
    }

    #[test]
    fn codes_are_checked() {
        for code in ["28", "2805", "280530"] {
            assert_eq!(code.parse::<HsCode>().unwrap().chapter(), "28");
        }
        for bad in ["", "2", "28.05", "28053012", "28a5"] {
            assert!(bad.parse::<HsCode>().is_err(), "{bad}");
        }
        assert!("usd".parse::<Currency>().is_err() && "USDT".parse::<Currency>().is_err());
    }
}
