//! Who makes what, who depends on whom, what goes into what.

use super::keys::Keys;
use super::table::{Layout, Row, TableError, words};
use crate::id::{ActorId, TopicId};
use crate::measure::Share;

words!(
    /// Where in its life a material is counted.
    Stage {
        /// Mined.
        Mine = "mine",
        /// Refined, smelted or processed.
        Refined = "refined",
        /// In the ground.
        Reserves = "reserves",
    }
);

words!(
    /// What a source says of the figure itself.
    Flag {
        /// An estimate.
        Estimate = "e",
        /// More than the figure.
        MoreThan = ">",
    }
);

words!(
    /// Which way a figure is only a bound.
    Bound {
        /// More than the figure.
        MoreThan = ">",
        /// Less than the figure.
        LessThan = "<",
    }
);

words!(
    /// What a source says instead of, or with, a reliance figure.
    Qualifier {
        /// More than the figure.
        MoreThan = ">",
        /// Less than the figure.
        LessThan = "<",
        /// The importer exports more than it imports.
        NetExporter = "net-exporter",
        /// Small, without a figure.
        Small = "small",
        /// Withheld by the source.
        NotAvailable = "not-available",
        /// No figure exists for this importer; the row is there for its suppliers.
        NotPublished = "not-published",
    }
);

words!(
    /// How much a product needs an input; our own judgement.
    Criticality {
        /// Small use, or easily changed.
        Low = "low",
        /// A change costs performance or money.
        Medium = "medium",
        /// Not to be made without it, and a change takes years.
        High = "high",
    }
);

/// Who a line of production stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Producer {
    /// One country.
    Country(ActorId),
    /// The world's total.
    World,
    /// The countries that the source does not name.
    Other,
}

/// Where imports come from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Supplier {
    /// One country.
    Country(ActorId),
    /// The countries that the source does not name.
    Other,
}

/// A supplier's share of an importer's imports.
#[derive(Debug, Clone, PartialEq)]
pub struct SupplierShare {
    /// Who supplies.
    pub supplier: Supplier,
    /// The share in percent.
    pub share: Share,
    /// Whether the share is only a bound.
    pub bound: Option<Bound>,
}

/// A figure of production or reserves. Compare two only where stage, basis and source are the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Production {
    /// What.
    pub material: TopicId,
    /// At which stage.
    pub stage: Stage,
    /// Whose.
    pub producer: Producer,
    /// The year; reserves are as of it.
    pub year: i16,
    /// How much, in `unit`; `None` where withheld or where only a share is stated.
    pub quantity: Option<f64>,
    /// The unit as the source prints it (`metric tons`).
    pub unit: Option<String>,
    /// The share of the world's total of the same source, stage, basis and year, in percent.
    pub share_pct: Option<Share>,
    /// What is weighed (metal content, oxide, ore).
    pub basis: Option<String>,
    /// What the source says of the figure.
    pub flag: Option<Flag>,
    /// Where the figure comes from. The IEA is to be named where its figures are shown.
    pub source: String,
    /// Remarks.
    pub notes: Option<String>,
}

/// How far an importer depends on imports of a material, and from whom they come.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportReliance {
    /// The importing country; the organisation `eu` for the European Union of 27.
    pub importer: ActorId,
    /// What.
    pub material: TopicId,
    /// Which forms, where not all.
    pub form: Option<String>,
    /// The year.
    pub year: i16,
    /// What the source says with or instead of the figure.
    pub qualifier: Option<Qualifier>,
    /// Net imports as a share of apparent consumption, in percent.
    pub reliance_pct: Option<Share>,
    /// The suppliers with their shares in percent, largest first; they need not sum to 100.
    pub suppliers: Vec<SupplierShare>,
    /// The years of the suppliers' shares.
    pub supplier_period: Option<String>,
    /// Of what the suppliers' shares are shares (weight, EU supply).
    pub share_basis: String,
    /// Where the row comes from. CEPII is to be named where its figures are shown.
    pub source: String,
    /// Remarks.
    pub notes: Option<String>,
}

/// One topic that goes into making, running or feeding another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    /// What goes in.
    pub input: TopicId,
    /// What comes out.
    pub output: TopicId,
    /// What the input is for.
    pub role: String,
    /// How much it is needed.
    pub criticality: Criticality,
    /// What could take its place: topic ids where one fits, else short words.
    pub substitutes: Vec<String>,
    /// Where the row comes from.
    pub source: String,
}

pub(super) const PRODUCTION: Layout = Layout {
    file: "production.tsv",
    columns: &[
        "material_id",
        "stage",
        "country",
        "year",
        "quantity",
        "unit",
        "share_pct",
        "basis",
        "flag",
        "source",
        "notes",
    ],
};

pub(super) fn production(row: &Row<'_>, keys: &Keys<'_>) -> Result<Production, TableError> {
    let (quantity, unit) = (row.number("quantity")?, row.optional("unit"));
    if quantity.is_some() && unit.is_none() {
        return Err(row.fault("unit", "a quantity needs a unit"));
    }
    Ok(Production {
        material: keys.topic(row, "material_id", row.cell("material_id"))?,
        stage: row.parse("stage")?,
        producer: match row.cell("country") {
            "WORLD" => Producer::World,
            "OTHER" => Producer::Other,
            id => Producer::Country(keys.country(row, "country", id)?),
        },
        year: row.year("year")?,
        quantity,
        unit,
        share_pct: share(row, "share_pct")?,
        basis: row.optional("basis"),
        flag: row.parse_optional("flag")?,
        source: row.required("source")?,
        notes: row.optional("notes"),
    })
}

pub(super) const IMPORT_RELIANCE: Layout = Layout {
    file: "import_reliance.tsv",
    columns: &[
        "country",
        "material_id",
        "form",
        "year",
        "qualifier",
        "reliance_pct",
        "main_suppliers",
        "supplier_period",
        "share_basis",
        "source",
        "notes",
    ],
};

pub(super) fn import_reliance(row: &Row<'_>, keys: &Keys<'_>) -> Result<ImportReliance, TableError> {
    Ok(ImportReliance {
        importer: match row.cell("country") {
            "EU27" => keys.organisation(row, "country", "eu")?,
            id => keys.country(row, "country", id)?,
        },
        material: keys.topic(row, "material_id", row.cell("material_id"))?,
        form: row.optional("form"),
        year: row.year("year")?,
        qualifier: row.parse_optional("qualifier")?,
        reliance_pct: share(row, "reliance_pct")?,
        suppliers: row
            .items("main_suppliers")?
            .into_iter()
            .map(|item| supplier(row, keys, item))
            .collect::<Result<_, _>>()?,
        supplier_period: row.optional("supplier_period"),
        share_basis: row.required("share_basis")?,
        source: row.required("source")?,
        notes: row.optional("notes"),
    })
}

/// `CHN:55`, `PER:>99` or `OTHER:<1`.
fn supplier(row: &Row<'_>, keys: &Keys<'_>, item: &str) -> Result<SupplierShare, TableError> {
    const COLUMN: &str = "main_suppliers";
    let (id, percent) =
        item.split_once(':').ok_or_else(|| row.fault(COLUMN, format!("`{item}` is not `iso3:percent`")))?;
    let supplier = match id {
        "OTHER" => Supplier::Other,
        id => Supplier::Country(keys.country(row, COLUMN, id)?),
    };
    let digits = percent.trim_start_matches(['<', '>']);
    let share = Share::new(row.number_of(COLUMN, digits)?).map_err(|error| row.fault(COLUMN, error.to_string()))?;
    let bound = match &percent[..percent.len() - digits.len()] {
        "" => None,
        sign => Some(row.parse_text(COLUMN, sign)?),
    };
    Ok(SupplierShare { supplier, share, bound })
}

fn share(row: &Row<'_>, column: &'static str) -> Result<Option<Share>, TableError> {
    row.number(column)?.map(Share::new).transpose().map_err(|error| row.fault(column, error.to_string()))
}

pub(super) const INPUTS: Layout = Layout {
    file: "inputs.tsv",
    columns: &["input_topic", "output_topic", "role", "criticality", "substitutes", "source"],
};

pub(super) fn input(row: &Row<'_>, keys: &Keys<'_>) -> Result<Input, TableError> {
    Ok(Input {
        input: keys.topic(row, "input_topic", row.cell("input_topic"))?,
        output: keys.topic(row, "output_topic", row.cell("output_topic"))?,
        role: row.required("role")?,
        criticality: row.parse("criticality")?,
        substitutes: row.list("substitutes")?,
        source: row.required("source")?,
    })
}
