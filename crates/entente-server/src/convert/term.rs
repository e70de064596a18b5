//! The terms of the model and the enums of the contract: the same names, so that one table gives both ways, and a term
//! that is missing on either side does not compile.

use entente_core::kind as model;
use entente_core::world::ActorKind;
use entente_core::{FactKind, Factuality, Role};
use entente_graph::ActorSort;
use entente_proto::v1;

use super::Invalid;
use super::field::Field;
use super::to_proto::Wire;
use crate::extractor::Preference;

/// A term with its number on the wire; 0 is none.
pub(super) trait Term: Sized {
    fn number(self) -> i32;

    /// The term; none for "unspecified", an error for a number that is none.
    fn from_number(number: i32) -> Result<Option<Self>, UnknownNumber>;
}

/// A number that no value of the enum has.
pub(super) struct UnknownNumber(i32);

impl UnknownNumber {
    pub(super) fn at(&self, field: impl Into<String>) -> Invalid {
        Invalid::form(field, format!("{} is none of its values: see the contract", self.0))
    }
}

macro_rules! terms {
    ($( $Model:path = $Wire:path { $($Term:ident)* } )*) => { $(
        impl Term for $Model {
            fn number(self) -> i32 {
                match self { $( Self::$Term => <$Wire>::$Term as i32, )* }
            }

            fn from_number(number: i32) -> Result<Option<Self>, UnknownNumber> {
                match <$Wire>::try_from(number) {
                    Err(_) => Err(UnknownNumber(number)),
                    Ok(<$Wire>::Unspecified) => Ok(None),
                    $( Ok(<$Wire>::$Term) => Ok(Some(Self::$Term)), )*
                }
            }
        }
    )* };
}

macro_rules! attributes {
    ($( $Name:ident { $($Term:ident)* } )*) => { $(
        terms! { model::$Name = v1::$Name { $($Term)* } }

        impl Field for Option<model::$Name> {
            type Wire = i32;

            fn to_wire(&self, _: &Wire) -> i32 {
                self.map_or(0, Term::number)
            }

            fn from_wire(given: i32, name: &str) -> Result<Self, Invalid> {
                Term::from_number(given).map_err(|number| number.at(name))
            }
        }
    )* };
}

attributes! {
    PartnershipChange { Establish Upgrade Downgrade Suspend End Reaffirm }
    CooperationChange { Start Deepen Continue Reduce End }
    AgreementInstrument { Treaty TradeAgreement Mou JointStatement Framework Declaration Contract Plan Other }
    AgreementStage { Proposed Negotiating Concluded Signed Ratified InForce Suspended Rejected Withdrawn Expired }
    JointBodyForm { AdvisoryGroup Dialogue Committee WorkingGroup Council Forum Institution }
    JointBodyStage { Planned Established Met Dissolved }
    ProjectStage { Planned UnderWay Completed Cancelled }
    DependenceMeasure { Imports Supply Processing Consumption }
    DependenceDegree { Total Majority Significant Some }
    ProductionStage { Mining Refining Manufacturing Exports Reserves Imports }
    RestrictionMeasure {
        ExportControl ExportBan ImportBan Tariff Sanction Embargo Quota Licensing InvestmentScreening EntityListing Other
    }
    RestrictionChange { Impose Tighten Extend Ease Suspend Lift Threaten Uphold }
    DeriskingMethod { Diversify Stockpile Reshore Recycle Invest Reduce }
    SupplyChange { Start Resume Continue Increase Reduce Halt }
    InvestmentStage { Planned Committed Completed Withdrawn }
    MeetingForm { Summit Talks Visit Call Ministerial Conference }
    StatementStance { Concern Criticism Condemnation Support Call Warning Praise Denial Apology }
    DisputeForm { Diplomatic Trade Territorial Military Legal }
    DisputeChange { Start Escalate Continue DeEscalate Resolve }
    MembershipChange { Member Join Apply Leave Suspend }
    MembershipStatus { Member Observer Associate Candidate }
}

terms! {
    FactKind = v1::FactKind {
        Partnership Cooperation Agreement JointBody Project Dependence Production Restriction
        Derisking Supply Investment Meeting Statement Dispute Membership Office
    }
    Role = v1::Role {
        Party Topic Dependent Supplier Producer Imposer Target Actor AwayFrom Toward
        Recipient Investor Participant Host Speaker About Initiator Member Organisation Holder Of
    }
    Factuality = v1::Factuality { Actual Planned Possible Negated }
    Preference = v1::ExtractionPreference { Precision Balanced Recall }
}

impl Term for ActorSort {
    fn number(self) -> i32 {
        let kind = match self {
            Self::Listed(ActorKind::Country) => v1::ActorKind::Country,
            Self::Listed(ActorKind::Organisation) => v1::ActorKind::Organisation,
            Self::Listed(ActorKind::Body) => v1::ActorKind::GovernmentBody,
            Self::Listed(ActorKind::Company) => v1::ActorKind::Company,
            Self::Listed(ActorKind::Person) => v1::ActorKind::Person,
            Self::Unlisted => v1::ActorKind::Unlisted,
        };
        kind as i32
    }

    fn from_number(number: i32) -> Result<Option<Self>, UnknownNumber> {
        Ok(Some(match v1::ActorKind::try_from(number).map_err(|_| UnknownNumber(number))? {
            v1::ActorKind::Unspecified => return Ok(None),
            v1::ActorKind::Country => Self::Listed(ActorKind::Country),
            v1::ActorKind::Organisation => Self::Listed(ActorKind::Organisation),
            v1::ActorKind::GovernmentBody => Self::Listed(ActorKind::Body),
            v1::ActorKind::Company => Self::Listed(ActorKind::Company),
            v1::ActorKind::Person => Self::Listed(ActorKind::Person),
            v1::ActorKind::Unlisted => Self::Unlisted,
        }))
    }
}
