//! The ids that rows of other tables may point at.

use std::collections::HashSet;

use super::table::{Row, TableError};
use crate::id::{ActorId, TopicId};

/// The ids of each table, read from its first column before anything else.
#[derive(Debug)]
pub(super) struct Keys<'t> {
    pub(super) countries: HashSet<&'t str>,
    pub(super) organisations: HashSet<&'t str>,
    pub(super) bodies: HashSet<&'t str>,
    pub(super) companies: HashSet<&'t str>,
    pub(super) topics: HashSet<&'t str>,
}

/// The cells of one column of all rows.
pub(super) fn column<'t>(rows: &[Row<'t>], column: &str) -> HashSet<&'t str> {
    rows.iter().map(|row| row.cell(column)).collect()
}

impl Keys<'_> {
    pub(super) fn country(&self, row: &Row<'_>, column: &'static str, id: &str) -> Result<ActorId, TableError> {
        known(row, column, id, self.countries.contains(id), "country")
    }

    pub(super) fn organisation(&self, row: &Row<'_>, column: &'static str, id: &str) -> Result<ActorId, TableError> {
        known(row, column, id, self.organisations.contains(id), "organisation")
    }

    pub(super) fn body(&self, row: &Row<'_>, column: &'static str, id: &str) -> Result<ActorId, TableError> {
        known(row, column, id, self.bodies.contains(id), "government body")
    }

    pub(super) fn company_or_country(
        &self,
        row: &Row<'_>,
        column: &'static str,
        id: &str,
    ) -> Result<ActorId, TableError> {
        known(row, column, id, self.companies.contains(id) || self.countries.contains(id), "company or country")
    }

    /// A country or an organisation.
    pub(super) fn party(&self, row: &Row<'_>, column: &'static str, id: &str) -> Result<ActorId, TableError> {
        known(
            row,
            column,
            id,
            self.countries.contains(id) || self.organisations.contains(id),
            "country or organisation",
        )
    }

    pub(super) fn topic(&self, row: &Row<'_>, column: &'static str, id: &str) -> Result<TopicId, TableError> {
        if !self.topics.contains(id) {
            return Err(unknown(row, column, id, "topic"));
        }
        row.parse_text(column, id)
    }
}

fn known(row: &Row<'_>, column: &'static str, id: &str, found: bool, wanted: &str) -> Result<ActorId, TableError> {
    if found { row.parse_text(column, id) } else { Err(unknown(row, column, id, wanted)) }
}

fn unknown(row: &Row<'_>, column: &'static str, id: &str, wanted: &str) -> TableError {
    row.fault(column, format!("`{id}` is no {wanted} of the tables"))
}
