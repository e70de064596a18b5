//! Which facts are meant: the flags of the API's one filter.

use clap::Args;
use clap::builder::PossibleValuesParser;
use entente_core::{FactKind, Factuality, PartialDate, Role};
use entente_proto::v1;

/// Which facts; values of one flag are alternatives, and a fact must satisfy every flag.
#[derive(Debug, Args)]
pub(super) struct FilterArgs {
    /// Kinds of fact
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(FactKind::ALL.iter().map(|it| it.as_str())))]
    kind: Vec<String>,
    /// Actors in any role (`CHN`, `eu`, `tsmc`)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    actor: Vec<String>,
    /// Let an organisation also stand for its members
    #[arg(long)]
    expand_members: bool,
    /// Who or what fills a role (`imposer=CHN`, `party=JPN,ITA` for either); each flag must hold
    #[arg(long, value_name = "ROLE=ID,…", value_parser = role)]
    role: Vec<RoleIs>,
    /// Topics, with all below them (`rare-earths` covers `dysprosium`)
    #[arg(long, value_name = "ID", value_delimiter = ',')]
    topic: Vec<String>,
    /// Take topics for themselves only
    #[arg(long)]
    exact_topic: bool,
    /// Whether it is so
    #[arg(long, value_delimiter = ',', value_parser = PossibleValuesParser::new(Factuality::ALL.iter().map(|it| it.as_str())))]
    factuality: Vec<String>,
    /// Valid from this year, month or day on
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<PartialDate>,
    /// Valid before this year, month or day
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<PartialDate>,
    /// The least confidence, 0 to 1
    #[arg(long, value_name = "0..1")]
    min_confidence: Option<f64>,
    /// Sources, letter for letter; may be given several times
    #[arg(long)]
    source: Vec<String>,
    /// Ids of documents; may be given several times
    #[arg(long, value_name = "ID")]
    document: Vec<String>,
}

/// A role and the ids that may fill it.
#[derive(Debug, Clone)]
struct RoleIs {
    role: Role,
    ids: Vec<String>,
}

impl FilterArgs {
    /// The filter as the contract has it.
    pub(super) fn to_wire(&self) -> v1::FactFilter {
        let kind = |term: &String| v1::FactKind::from_str_name(&format!("FACT_KIND_{}", term.to_uppercase()));
        let factuality = |term: &String| v1::Factuality::from_str_name(&format!("FACTUALITY_{}", term.to_uppercase()));
        v1::FactFilter {
            kinds: self.kind.iter().filter_map(kind).map(Into::into).collect(),
            actors: self.actor.clone(),
            expand_members: self.expand_members,
            roles: self.role.iter().map(RoleIs::to_wire).collect(),
            topics: self.topic.clone(),
            exclude_descendants: self.exact_topic,
            factualities: self.factuality.iter().filter_map(factuality).map(Into::into).collect(),
            valid_from: self.from.map(wire_date),
            valid_until: self.until.map(wire_date),
            min_confidence: self.min_confidence,
            sources: self.source.clone(),
            document_ids: self.document.clone(),
        }
    }
}

impl RoleIs {
    fn to_wire(&self) -> v1::RoleFilter {
        let name = format!("ROLE_{}", self.role.as_str().to_uppercase());
        let role = v1::Role::from_str_name(&name).unwrap_or_default();
        v1::RoleFilter { role: role.into(), ids: self.ids.clone() }
    }
}

fn role(text: &str) -> Result<RoleIs, String> {
    let (name, ids) = text.split_once('=').ok_or_else(|| format!("`{text}` is no ROLE=ID: give `imposer=CHN`"))?;
    let role = Role::from_term(name).ok_or_else(|| {
        let roles: Vec<_> = Role::ALL.iter().map(|role| role.as_str()).collect();
        format!("`{name}` is no role: give one of {}", roles.join(", "))
    })?;
    Ok(RoleIs { role, ids: ids.split(',').map(str::to_owned).collect() })
}

fn date(text: &str) -> Result<PartialDate, String> {
    text.parse().map_err(|error: entente_core::time::TimeError| error.to_string())
}

fn wire_date(date: PartialDate) -> v1::PartialDate {
    v1::PartialDate {
        year: date.year_number().into(),
        month: date.month_number().unwrap_or_default().into(),
        day: date.day_number().unwrap_or_default().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_factuality_and_role_is_in_the_contract() {
        for kind in FactKind::ALL {
            let name = format!("FACT_KIND_{}", kind.as_str().to_uppercase());
            assert!(v1::FactKind::from_str_name(&name).is_some(), "{name}");
        }
        for factuality in Factuality::ALL {
            let name = format!("FACTUALITY_{}", factuality.as_str().to_uppercase());
            assert!(v1::Factuality::from_str_name(&name).is_some(), "{name}");
        }
        for role in Role::ALL {
            let wire = RoleIs { role: *role, ids: vec![] }.to_wire();
            assert_ne!(wire.role(), v1::Role::Unspecified, "{role}");
        }
    }

    #[test]
    fn a_role_needs_its_form() {
        assert_eq!(role("party=JPN,ITA").unwrap().ids, ["JPN", "ITA"]);
        assert!(role("party").unwrap_err().contains("is no ROLE=ID"));
        assert!(role("partner=JPN").unwrap_err().contains("`partner` is no role: give one of party, topic"));
    }
}
