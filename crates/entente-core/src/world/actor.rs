//! Who is in the tables: countries, organisations, government bodies, companies, people.

use super::keys::Keys;
use super::table::{Layout, Row, TableError, words};
use crate::id::{ActorId, TopicId};

words!(
    /// The sort of an actor.
    ActorKind {
        /// A country or territory.
        Country = "country",
        /// A bloc, forum, treaty body or international agency.
        Organisation = "organisation",
        /// A ministry, agency, regulator, state enterprise or central bank.
        Body = "body",
        /// A firm, fund or bank.
        Company = "company",
        /// A person who holds or held an office.
        Person = "person",
    }
);

words!(
    /// The sort of an organisation.
    OrganisationKind {
        /// A union of states with institutions of its own.
        Bloc = "bloc",
        /// A group that meets.
        Forum = "forum",
        /// Founded on a treaty.
        TreatyOrganisation = "treaty-organisation",
        /// An agency or bank, mostly of another organisation.
        Agency = "agency",
    }
);

words!(
    /// The sort of a government body.
    BodyKind {
        /// A ministry or department.
        Ministry = "ministry",
        /// An agency or office.
        Agency = "agency",
        /// A regulator.
        Regulator = "regulator",
        /// An enterprise or fund of the state.
        StateEnterprise = "state-enterprise",
        /// A central bank.
        CentralBank = "central-bank",
    }
);

/// A country or territory.
#[derive(Debug, Clone, PartialEq)]
pub struct Country {
    /// The ISO 3166 alpha-3 code, `XKX` for Kosovo.
    pub id: ActorId,
    /// The ISO 3166 alpha-2 code, `XK` for Kosovo.
    pub iso2: String,
    /// The three digits of UN M49; none for Kosovo.
    pub un_m49: Option<String>,
    /// The common name in English.
    pub name: String,
    /// The formal name in English.
    pub official_name: String,
    /// Adjectives and nouns: Dutch, Dane, Danes.
    pub demonyms: Vec<String>,
    /// Other names, short forms and spellings.
    pub aliases: Vec<String>,
    /// The capital, where there is one.
    pub capital: Option<String>,
    /// Words that stand for the government, the capital mostly among them.
    pub metonyms: Vec<String>,
    /// The UN M49 region.
    pub region: String,
    /// The UN M49 subregion, the intermediate one where there is one.
    pub subregion: Option<String>,
    /// Remarks, mostly on ambiguous names.
    pub notes: Option<String>,
    /// Where the row comes from.
    pub source: String,
}

/// An international bloc, forum, treaty body or agency.
#[derive(Debug, Clone, PartialEq)]
pub struct Organisation {
    /// The id (`g7`).
    pub id: ActorId,
    /// The name.
    pub name: String,
    /// Abbreviations and other names.
    pub aliases: Vec<String>,
    /// The sort.
    pub kind: OrganisationKind,
    /// The member countries; empty means not known.
    pub members: Vec<ActorId>,
    /// The year for which the members are given.
    pub members_year: i16,
    /// Remarks.
    pub notes: Option<String>,
    /// Where the row comes from.
    pub source: String,
}

/// A ministry, agency, regulator, state enterprise or central bank.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The id (`jp-meti`).
    pub id: ActorId,
    /// The name, which bodies of several countries may share.
    pub name: String,
    /// Abbreviations and other names.
    pub aliases: Vec<String>,
    /// The country; the organisation `eu` for bodies of the European Union.
    pub country: ActorId,
    /// The sort.
    pub kind: BodyKind,
    /// Remarks.
    pub notes: Option<String>,
    /// Where the row comes from.
    pub source: String,
}

/// A firm, state enterprise, public fund or bank.
#[derive(Debug, Clone, PartialEq)]
pub struct Company {
    /// The id (`tsmc`).
    pub id: ActorId,
    /// The name that news uses.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The country of the head office.
    pub country: ActorId,
    /// The company or the state that owns or controls it, where one does.
    pub parent: Option<ActorId>,
    /// What it deals in, main ones first.
    pub sectors: Vec<TopicId>,
    /// The same enterprise among the government bodies; the company's id is the one to use.
    pub same_as: Option<ActorId>,
    /// The names that are also a word, a person, a place or another body: not to be matched without context.
    pub ambiguous: Vec<String>,
    /// Remarks.
    pub notes: Option<String>,
    /// Where the row comes from.
    pub source: String,
}

/// A person of the table of offices.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The name in kebab-case (`sanae-takaichi`).
    pub id: ActorId,
    /// The name.
    pub name: String,
    /// Other forms of the name, of all rows.
    pub aliases: Vec<String>,
    /// The country, or the organisation, of the office that began last.
    pub latest_of: ActorId,
}

/// Any actor of the tables.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Actor<'w> {
    /// A country or territory.
    Country(&'w Country),
    /// An organisation.
    Organisation(&'w Organisation),
    /// A government body.
    Body(&'w Body),
    /// A company.
    Company(&'w Company),
    /// A person.
    Person(&'w Person),
}

impl<'w> Actor<'w> {
    /// The id.
    #[must_use]
    pub fn id(self) -> &'w ActorId {
        match self {
            Self::Country(it) => &it.id,
            Self::Organisation(it) => &it.id,
            Self::Body(it) => &it.id,
            Self::Company(it) => &it.id,
            Self::Person(it) => &it.id,
        }
    }

    /// The name.
    #[must_use]
    pub fn name(self) -> &'w str {
        match self {
            Self::Country(it) => &it.name,
            Self::Organisation(it) => &it.name,
            Self::Body(it) => &it.name,
            Self::Company(it) => &it.name,
            Self::Person(it) => &it.name,
        }
    }

    /// Other names; of a country neither demonyms nor metonyms.
    #[must_use]
    pub fn aliases(self) -> &'w [String] {
        match self {
            Self::Country(it) => &it.aliases,
            Self::Organisation(it) => &it.aliases,
            Self::Body(it) => &it.aliases,
            Self::Company(it) => &it.aliases,
            Self::Person(it) => &it.aliases,
        }
    }

    /// The sort.
    #[must_use]
    pub fn kind(self) -> ActorKind {
        match self {
            Self::Country(_) => ActorKind::Country,
            Self::Organisation(_) => ActorKind::Organisation,
            Self::Body(_) => ActorKind::Body,
            Self::Company(_) => ActorKind::Company,
            Self::Person(_) => ActorKind::Person,
        }
    }

    /// The country it belongs to: of a country itself, of a person that of the latest office. The European Union's
    /// bodies and officers have `eu` here; other organisations have none.
    #[must_use]
    pub fn country(self) -> Option<&'w ActorId> {
        match self {
            Self::Country(it) => Some(&it.id),
            Self::Organisation(_) => None,
            Self::Body(it) => Some(&it.country),
            Self::Company(it) => Some(&it.country),
            Self::Person(it) => Some(&it.latest_of).filter(|id| id.is_country() || id.as_str() == "eu"),
        }
    }
}

pub(super) const COUNTRIES: Layout = Layout {
    file: "countries.tsv",
    columns: &[
        "iso3",
        "iso2",
        "un_m49",
        "name",
        "official_name",
        "demonyms",
        "aliases",
        "capital",
        "government_metonyms",
        "region",
        "subregion",
        "notes",
        "source",
    ],
};

pub(super) fn country(row: &Row<'_>) -> Result<Country, TableError> {
    let id: ActorId = row.parse("iso3")?;
    if !id.is_country() {
        return Err(row.fault("iso3", format!("`{id}` is no country code: write three upper-case letters")));
    }
    let iso2 = row.required("iso2")?;
    if iso2.len() != 2 || !iso2.bytes().all(|b| b.is_ascii_uppercase()) {
        return Err(row.fault("iso2", format!("`{iso2}` is no country code: write two upper-case letters")));
    }
    let un_m49 = row.optional("un_m49");
    if un_m49.as_ref().is_some_and(|code| code.len() != 3 || !code.bytes().all(|b| b.is_ascii_digit())) {
        return Err(row.fault("un_m49", "write three digits or nothing"));
    }
    Ok(Country {
        id,
        iso2,
        un_m49,
        name: row.required("name")?,
        official_name: row.required("official_name")?,
        demonyms: row.list("demonyms")?,
        aliases: row.list("aliases")?,
        capital: row.optional("capital"),
        metonyms: row.list("government_metonyms")?,
        region: row.required("region")?,
        subregion: row.optional("subregion"),
        notes: row.optional("notes"),
        source: row.required("source")?,
    })
}

pub(super) const ORGANISATIONS: Layout = Layout {
    file: "organisations.tsv",
    columns: &["id", "name", "aliases", "kind", "members", "members_year", "source", "notes"],
};

pub(super) fn organisation(row: &Row<'_>, keys: &Keys<'_>) -> Result<Organisation, TableError> {
    Ok(Organisation {
        id: kebab_id(row, "id")?,
        name: row.required("name")?,
        aliases: row.list("aliases")?,
        kind: row.parse("kind")?,
        members: row
            .items("members")?
            .into_iter()
            .map(|id| keys.country(row, "members", id))
            .collect::<Result<_, _>>()?,
        members_year: row.year("members_year")?,
        notes: row.optional("notes"),
        source: row.required("source")?,
    })
}

pub(super) const BODIES: Layout =
    Layout { file: "government_bodies.tsv", columns: &["id", "name", "aliases", "country", "kind", "source", "notes"] };

pub(super) fn body(row: &Row<'_>, keys: &Keys<'_>) -> Result<Body, TableError> {
    Ok(Body {
        id: kebab_id(row, "id")?,
        name: row.required("name")?,
        aliases: row.list("aliases")?,
        country: match row.cell("country") {
            "EUU" => keys.organisation(row, "country", "eu")?,
            id => keys.country(row, "country", id)?,
        },
        kind: row.parse("kind")?,
        notes: row.optional("notes"),
        source: row.required("source")?,
    })
}

pub(super) const COMPANIES: Layout = Layout {
    file: "companies.tsv",
    columns: &["id", "name", "aliases", "country", "parent", "sectors", "source", "same_as", "notes"],
};

pub(super) fn company(row: &Row<'_>, keys: &Keys<'_>) -> Result<Company, TableError> {
    let (id, notes): (ActorId, _) = (kebab_id(row, "id")?, row.optional("notes"));
    let parent = match row.cell("parent") {
        "" => None,
        parent if parent == id.as_str() => return Err(row.fault("parent", format!("`{parent}` is its own parent"))),
        parent => Some(keys.company_or_country(row, "parent", parent)?),
    };
    let sectors = row.items("sectors")?;
    let ambiguous =
        notes.as_deref().and_then(|notes| notes.split("; ").find_map(|part| part.strip_prefix("ambiguous:")));
    Ok(Company {
        id,
        name: row.required("name")?,
        aliases: row.list("aliases")?,
        country: keys.country(row, "country", row.cell("country"))?,
        parent,
        sectors: sectors.into_iter().map(|id| keys.topic(row, "sectors", id)).collect::<Result<_, _>>()?,
        same_as: match row.cell("same_as") {
            "" => None,
            body => Some(keys.body(row, "same_as", body)?),
        },
        ambiguous: ambiguous
            .map(|names| names.split(',').map(|name| name.trim().to_owned()).collect())
            .unwrap_or_default(),
        notes,
        source: row.required("source")?,
    })
}

/// An id that must not look like a country's.
fn kebab_id(row: &Row<'_>, column: &'static str) -> Result<ActorId, TableError> {
    let id: ActorId = row.parse(column)?;
    if id.is_country() {
        return Err(row.fault(column, format!("`{id}` has the form of a country code: write it in kebab-case")));
    }
    Ok(id)
}
