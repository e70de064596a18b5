//! Offices and who holds them when.

use jiff::civil::Date;

use super::keys::Keys;
use super::table::{Layout, Row, TableError, words};
use crate::id::{ActorId, kebab};
use crate::time::PartialDate;

words!(
    /// What an office is, whatever it is called.
    RoleClass {
        /// A president with executive power, and the like.
        HeadOfStateAndGovernment = "head of state and government",
        /// A monarch or a president beside a prime minister.
        HeadOfState = "head of state",
        /// A prime minister, chancellor or premier.
        HeadOfGovernment = "head of government",
        /// A minister or secretary for foreign affairs.
        ForeignMinister = "foreign minister",
        /// A minister for trade, economy or industry.
        TradeOrEconomyMinister = "trade or economy minister",
        /// A minister of finance.
        FinanceMinister = "finance minister",
        /// A minister of defence.
        DefenceMinister = "defence minister",
        /// A minister for energy, mines or resources.
        EnergyMinister = "energy or resources minister",
        /// The head of an international organisation.
        HeadOfOrganisation = "head of organisation",
        /// None of these.
        Other = "other",
    }
);

/// One term of one person in one office.
#[derive(Debug, Clone, PartialEq)]
pub struct Office {
    /// The person's id: the name in kebab-case.
    pub person: ActorId,
    /// The person's name.
    pub person_name: String,
    /// Other forms of the name.
    pub aliases: Vec<String>,
    /// What the office is called (`Prime Minister`).
    pub role: String,
    /// What it is.
    pub role_class: RoleClass,
    /// The country, for an office of a state.
    pub country: Option<ActorId>,
    /// The organisation, for an office of one.
    pub organisation: Option<ActorId>,
    /// The first day, as far as known.
    pub from: PartialDate,
    /// The last day; `None` where the term is open or its end is not confirmed.
    pub to: Option<PartialDate>,
    /// The last day on which a source shows an open term.
    pub as_of: Option<PartialDate>,
    /// Remarks, also on what was not confirmed.
    pub notes: Option<String>,
    /// Where the row comes from.
    pub source: String,
}

/// Whether a term covers a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tenure {
    /// It does not.
    No,
    /// Perhaps: the day lies in a first or last month known no better, is the last day itself, or comes after the last
    /// day on which a source shows an open term.
    Probable,
    /// It does.
    Held,
}

impl Office {
    /// Whose office it is: the country's or the organisation's.
    #[must_use]
    pub fn of(&self) -> &ActorId {
        self.country.as_ref().or(self.organisation.as_ref()).expect("one of both is checked when read")
    }

    /// Whether the person held the office on `day`.
    #[must_use]
    pub fn holds_at(&self, day: Date) -> Tenure {
        if day < self.from.first_day() || self.to.is_some_and(|to| day >= to.day_after()) {
            return Tenure::No;
        }
        let begun = self.from.day_number().is_some() || day >= self.from.day_after();
        let goes_on = match (self.to, self.as_of) {
            (Some(to), _) => day < to.first_day(),
            (None, Some(seen)) => day < seen.day_after(),
            (None, None) => false,
        };
        if begun && goes_on { Tenure::Held } else { Tenure::Probable }
    }

    /// How well `role` names this office, higher is better; `None` for not at all.
    ///
    /// `role` is a class ("foreign minister"), the office's own name ("Chancellor") or words of either ("trade
    /// minister"). A deputy never answers to the office above.
    pub(super) fn answers_to(&self, role: &str) -> Option<u8> {
        let wanted = kebab(role).replace("defense", "defence");
        let (own, class) = (kebab(&self.role).replace("defense", "defence"), self.role_class);
        if wanted.is_empty() {
            return None;
        }
        if own == wanted {
            return Some(4);
        }
        let heads_both = class == RoleClass::HeadOfStateAndGovernment
            && matches!(wanted.as_str(), "head-of-state" | "head-of-government");
        if kebab(class.as_str()) == wanted || heads_both {
            return Some(3);
        }
        let deputy = |words: &str| words.split('-').any(|word| matches!(word, "vice" | "deputy"));
        if deputy(&own) && !deputy(&wanted) {
            return None;
        }
        let all_in = |words: &str| wanted.split('-').all(|word| words.split('-').any(|other| other == word));
        if all_in(&own) { Some(2) } else { all_in(&kebab(class.as_str())).then_some(1) }
    }
}

pub(super) const OFFICES: Layout = Layout {
    file: "offices.tsv",
    columns: &[
        "person",
        "aliases",
        "role",
        "role_class",
        "country",
        "organisation",
        "from",
        "to",
        "as_of",
        "source",
        "notes",
    ],
};

pub(super) fn office(row: &Row<'_>, keys: &Keys<'_>) -> Result<Office, TableError> {
    let person_name = row.required("person")?;
    let country = row.cell("country");
    let organisation = row.cell("organisation");
    if country.is_empty() == organisation.is_empty() {
        return Err(row.fault("organisation", "give either a country or an organisation"));
    }
    let (from, to): (PartialDate, Option<PartialDate>) = (row.parse("from")?, row.parse_optional("to")?);
    if to.is_some_and(|to| to.day_after() <= from.first_day()) {
        return Err(row.fault("to", "the term ends before it begins"));
    }
    Ok(Office {
        person: row.parse_text("person", &kebab(&person_name))?,
        person_name,
        aliases: row.list("aliases")?,
        role: row.required("role")?,
        role_class: row.parse("role_class")?,
        country: if country.is_empty() { None } else { Some(keys.country(row, "country", country)?) },
        organisation: match organisation {
            "" => None,
            id => Some(keys.organisation(row, "organisation", id)?),
        },
        from,
        to,
        as_of: row.parse_optional("as_of")?,
        notes: row.optional("notes"),
        source: row.required("source")?,
    })
}
