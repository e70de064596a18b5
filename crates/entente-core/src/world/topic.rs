//! What is in the tables: one taxonomy of materials, products and policy fields.

use super::keys::Keys;
use super::table::{Layout, Row, TableError, words};
use crate::id::TopicId;
use crate::measure::HsCode;
use crate::time::PartialDate;

words!(
    /// Which table a topic is of.
    TopicKind {
        /// A mineral, element or processed form.
        Material = "material",
        /// A traded good, a technology, a service or infrastructure.
        Product = "product",
        /// A policy field.
        Field = "field",
    }
);

words!(
    /// What a material or product is.
    TopicClass {
        /// A group of others.
        Group = "group",
        /// A chemical element.
        Element = "element",
        /// A mineral or ore.
        Mineral = "mineral",
        /// A processed form.
        Intermediate = "intermediate",
        /// A part made of materials: a magnet, an anode, a wafer.
        Component = "component",
        /// A traded good.
        Good = "good",
        /// A technology.
        Technology = "technology",
        /// A service.
        Service = "service",
        /// Infrastructure.
        Infrastructure = "infrastructure",
    }
);

words!(
    /// An official list of critical materials; the words are the columns of the table.
    MaterialList {
        /// European Union, Regulation 2024/1252.
        Eu2023 = "eu_crm_2023",
        /// United States, February 2022.
        Us2022 = "us_2022",
        /// United States, November 2025.
        Us2025 = "us_2025",
        /// Japan, Economic Security Promotion Act.
        JapanEsp = "japan_esp",
        /// United Kingdom, 2021.
        Uk2021 = "uk_2021",
        /// United Kingdom, 2024; confirmed in part only.
        Uk2024 = "uk_2024",
        /// Republic of Korea, 2023 and 2025.
        Korea = "korea",
        /// Australia, February 2024.
        Australia = "australia",
        /// Canada, June 2024.
        Canada = "canada",
        /// India, 2023.
        India = "india",
    }
);

words!(
    /// How a list names a material.
    Mark {
        /// Not at all.
        No = "no",
        /// It does.
        Yes = "yes",
        /// Its members are named one by one.
        Members = "members",
        /// As critical raw material (EU).
        Crm = "crm",
        /// As critical.
        Critical = "critical",
        /// As critical since December 2025 (Korea).
        Critical2025 = "critical-2025",
        /// As strategic.
        Strategic = "strategic",
        /// As strategic material beside the critical ones (Australia).
        StrategicMaterial = "strategic-material",
        /// To be watched (United Kingdom).
        Watch = "watch",
        /// Named by the ministry (Japan).
        Listed = "listed",
        /// Named, with a supported supply plan (Japan).
        Supported = "supported",
    }
);

/// A material, product or policy field.
#[derive(Debug, Clone, PartialEq)]
pub struct Topic {
    /// The id (`rare-earths`).
    pub id: TopicId,
    /// The name.
    pub name: String,
    /// Other names.
    pub aliases: Vec<String>,
    /// The topic above; none for the root of each table.
    pub parent: Option<TopicId>,
    /// Which table it is of.
    pub kind: TopicKind,
    /// What it is; none for fields.
    pub class: Option<TopicClass>,
    /// The codes of HS 2022 in which it is traded, often shared with other goods.
    pub hs_codes: Vec<HsCode>,
    /// The chemical symbol or formula, of materials.
    pub symbol: Option<String>,
    /// How each list names it, of materials; a list that is missing is not confirmed. See [`Topic::mark`].
    pub marks: Vec<(MaterialList, Mark)>,
    /// China's export licence rule, of materials.
    pub cn_export_control: Option<ExportControl>,
    /// Remarks.
    pub notes: Option<String>,
}

/// A licence rule for exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportControl {
    /// The first day.
    pub from: PartialDate,
    /// Which forms or grades alone are named, and whether it is suspended.
    pub scope: Option<String>,
}

impl Topic {
    /// How `list` names the material; `None` where that is not known.
    #[must_use]
    pub fn mark(&self, list: MaterialList) -> Option<Mark> {
        self.marks.iter().find(|(other, _)| *other == list).map(|(_, mark)| *mark)
    }
}

impl ExportControl {
    /// Whether the rule is suspended.
    #[must_use]
    pub fn is_suspended(&self) -> bool {
        self.scope.as_ref().is_some_and(|scope| scope.contains("suspended"))
    }
}

pub(super) const MATERIALS: Layout = Layout {
    file: "materials.tsv",
    columns: &[
        "id",
        "name",
        "aliases",
        "parent",
        "kind",
        "symbol",
        "hs_codes",
        "eu_crm_2023",
        "us_2022",
        "us_2025",
        "japan_esp",
        "uk_2021",
        "uk_2024",
        "korea",
        "australia",
        "canada",
        "india",
        "cn_export_control",
        "source",
        "notes",
    ],
};
pub(super) const PRODUCTS: Layout = Layout {
    file: "products.tsv",
    columns: &["id", "name", "aliases", "parent", "hs_codes", "kind", "source", "notes"],
};
pub(super) const FIELDS: Layout = Layout { file: "fields.tsv", columns: &["id", "name", "aliases", "parent"] };

pub(super) fn material(row: &Row<'_>, keys: &Keys<'_>) -> Result<Topic, TableError> {
    let mut marks = Vec::new();
    for &list in MaterialList::ALL {
        if let Some(mark) = row.parse_optional(list.as_str())? {
            marks.push((list, mark));
        }
    }
    Ok(Topic {
        class: Some(row.parse("kind")?),
        hs_codes: hs_codes(row)?,
        symbol: row.optional("symbol"),
        marks,
        cn_export_control: match row.cell("cn_export_control") {
            "" => None,
            rule => Some(export_control(row, rule)?),
        },
        notes: row.optional("notes"),
        ..field_of(row, keys, TopicKind::Material)?
    })
}

pub(super) fn product(row: &Row<'_>, keys: &Keys<'_>) -> Result<Topic, TableError> {
    Ok(Topic {
        class: Some(row.parse("kind")?),
        hs_codes: hs_codes(row)?,
        notes: row.optional("notes"),
        ..field_of(row, keys, TopicKind::Product)?
    })
}

pub(super) fn field(row: &Row<'_>, keys: &Keys<'_>) -> Result<Topic, TableError> {
    field_of(row, keys, TopicKind::Field)
}

/// What all three tables have.
fn field_of(row: &Row<'_>, keys: &Keys<'_>, kind: TopicKind) -> Result<Topic, TableError> {
    Ok(Topic {
        id: row.parse("id")?,
        name: row.required("name")?,
        aliases: row.list("aliases")?,
        parent: match row.cell("parent") {
            "" => None,
            parent => Some(keys.topic(row, "parent", parent)?),
        },
        kind,
        class: None,
        hs_codes: Vec::new(),
        symbol: None,
        marks: Vec::new(),
        cn_export_control: None,
        notes: None,
    })
}

fn hs_codes(row: &Row<'_>) -> Result<Vec<HsCode>, TableError> {
    row.items("hs_codes")?.into_iter().map(|code| row.parse_text("hs_codes", code)).collect()
}

/// `2025-11-08` or `2025-11-08 (suspended)`.
fn export_control(row: &Row<'_>, rule: &str) -> Result<ExportControl, TableError> {
    let (from, scope) = match rule.split_once(" (") {
        None => (rule, None),
        Some((from, rest)) => match rest.strip_suffix(')') {
            Some(scope) => (from, Some(scope.to_owned())),
            None => return Err(row.fault("cn_export_control", "the bracket is not closed")),
        },
    };
    Ok(ExportControl { from: row.parse_text("cn_export_control", from)?, scope })
}
