//! How states name their relations, and the instruments they conclude or issue.

use super::keys::Keys;
use super::table::{Layout, Row, TableError, words};
use crate::id::{ActorId, TopicId};
use crate::time::PartialDate;

words!(
    /// The sort of a level.
    LevelFamily {
        /// Strategic partnerships and their like.
        Strategic = "strategic",
        /// Alliances.
        Alliance = "alliance",
        /// Trade relations.
        Trade = "trade",
        /// Cooperation and partnership without "strategic".
        Cooperation = "cooperation",
        /// Security relations short of alliance.
        Security = "security",
        /// None of these.
        Other = "other",
    }
);

words!(
    /// The sort of an instrument.
    InstrumentKind {
        /// A treaty.
        Treaty = "treaty",
        /// A trade agreement.
        TradeAgreement = "trade-agreement",
        /// A memorandum of understanding.
        Mou = "mou",
        /// A framework of several.
        Framework = "framework",
        /// A declaration.
        Declaration = "declaration",
        /// A law, order, tariff or notice of one actor.
        Regulation = "regulation",
        /// An initiative.
        Initiative = "initiative",
        /// A programme.
        Programme = "programme",
        /// An official list.
        List = "list",
    }
);

/// A named level of relations in one diplomatic scheme. Level and scheme together are the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnershipLevel {
    /// The phrase in lower case.
    pub level: String,
    /// The sort.
    pub family: LevelFamily,
    /// The order inside one scheme, higher is closer; `None` where no order is public. Never compare two schemes.
    pub rank: Option<u32>,
    /// `general`, a country's code or an organisation's id.
    pub scheme: String,
    /// Remarks.
    pub notes: Option<String>,
    /// Where the row comes from.
    pub source: String,
}

/// A treaty, agreement, memorandum, law, list, initiative or programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instrument {
    /// The id (`cptpp`); some are an organisation's too and mean the same thing.
    pub id: String,
    /// The name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The sort.
    pub kind: InstrumentKind,
    /// Countries and organisations; of a measure of one actor the issuer first, then a target. Empty means not known.
    pub parties: Vec<ActorId>,
    /// When it was signed, else adopted, launched or announced.
    pub signed: Option<PartialDate>,
    /// Whether and since when it is in force.
    pub in_force: InForce,
    /// What it is about.
    pub topics: Vec<TopicId>,
    /// Where the row comes from.
    pub source: String,
}

/// Whether an instrument is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InForce {
    /// Does not apply or is not confirmed.
    Unknown,
    /// Concluded or proposed, not in force.
    No,
    /// Since this date.
    Since(PartialDate),
    /// Ended, suspended or replaced.
    Ended {
        /// The first day.
        from: PartialDate,
        /// The last day.
        to: PartialDate,
    },
}

pub(super) const PARTNERSHIP_LEVELS: Layout =
    Layout { file: "partnership_levels.tsv", columns: &["level", "family", "rank", "scheme", "notes", "source"] };

pub(super) fn partnership_level(row: &Row<'_>, keys: &Keys<'_>) -> Result<PartnershipLevel, TableError> {
    let level = row.required("level")?;
    if level.chars().any(char::is_uppercase) {
        return Err(row.fault("level", "write it in lower case"));
    }
    let scheme = row.required("scheme")?;
    if scheme != "general" {
        keys.party(row, "scheme", &scheme)?;
    }
    Ok(PartnershipLevel {
        level,
        family: row.parse("family")?,
        rank: match row.cell("rank") {
            "" => None,
            rank => Some(rank.parse().map_err(|_| row.fault("rank", format!("`{rank}` is no whole number")))?),
        },
        scheme,
        notes: row.optional("notes"),
        source: row.required("source")?,
    })
}

pub(super) const INSTRUMENTS: Layout = Layout {
    file: "instruments.tsv",
    columns: &["id", "name", "aliases", "kind", "parties", "signed", "in_force", "topics", "source"],
};

pub(super) fn instrument(row: &Row<'_>, keys: &Keys<'_>) -> Result<Instrument, TableError> {
    let id: ActorId = row.parse("id")?;
    Ok(Instrument {
        id: id.as_str().to_owned(),
        name: row.required("name")?,
        aliases: row.list("aliases")?,
        kind: row.parse("kind")?,
        parties: row
            .items("parties")?
            .into_iter()
            .map(|id| keys.party(row, "parties", id))
            .collect::<Result<_, _>>()?,
        signed: row.parse_optional("signed")?,
        in_force: in_force(row)?,
        topics: row.items("topics")?.into_iter().map(|id| keys.topic(row, "topics", id)).collect::<Result<_, _>>()?,
        source: row.required("source")?,
    })
}

fn in_force(row: &Row<'_>) -> Result<InForce, TableError> {
    const COLUMN: &str = "in_force";
    match row.cell(COLUMN) {
        "" => Ok(InForce::Unknown),
        "no" => Ok(InForce::No),
        text => match text.split_once('/') {
            None => Ok(InForce::Since(row.parse_text(COLUMN, text)?)),
            Some((from, to)) => {
                let (from, to): (PartialDate, PartialDate) =
                    (row.parse_text(COLUMN, from)?, row.parse_text(COLUMN, to)?);
                if to.day_after() <= from.first_day() {
                    return Err(row.fault(COLUMN, "it ends before it begins"));
                }
                Ok(InForce::Ended { from, to })
            }
        },
    }
}
