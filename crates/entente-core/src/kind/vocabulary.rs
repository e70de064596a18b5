//! The terms that attributes take, as the fact model writes them.

use super::terms;

terms! {
    /// What happens to a partnership.
    PartnershipChange {
        /// Set up.
        Establish = "establish",
        /// Lifted to a closer level.
        Upgrade = "upgrade",
        /// Put on a looser level.
        Downgrade = "downgrade",
        /// Put on hold.
        Suspend = "suspend",
        /// Given up.
        End = "end",
        /// Confirmed.
        Reaffirm = "reaffirm",
    }
}
terms! {
    /// What happens to a cooperation.
    CooperationChange {
        /// Begun.
        Start = "start",
        /// Made closer.
        Deepen = "deepen",
        /// Carried on.
        Continue = "continue",
        /// Cut back.
        Reduce = "reduce",
        /// Given up.
        End = "end",
    }
}
terms! {
    /// The sort of a written instrument.
    AgreementInstrument {
        /// A treaty.
        Treaty = "treaty",
        /// A trade agreement.
        TradeAgreement = "trade-agreement",
        /// A memorandum of understanding or of cooperation.
        Mou = "mou",
        /// A joint statement or communiqué.
        JointStatement = "joint-statement",
        /// A framework.
        Framework = "framework",
        /// A declaration.
        Declaration = "declaration",
        /// A contract.
        Contract = "contract",
        /// A plan.
        Plan = "plan",
        /// Any other.
        Other = "other",
    }
}
terms! {
    /// How far an agreement has come.
    AgreementStage {
        /// Put forward.
        Proposed = "proposed",
        /// Under talks.
        Negotiating = "negotiating",
        /// Agreed; a joint statement issued.
        Concluded = "concluded",
        /// Signed.
        Signed = "signed",
        /// Ratified.
        Ratified = "ratified",
        /// In force.
        InForce = "in-force",
        /// On hold.
        Suspended = "suspended",
        /// Turned down.
        Rejected = "rejected",
        /// Left or taken back.
        Withdrawn = "withdrawn",
        /// Run out.
        Expired = "expired",
    }
}
terms! {
    /// The sort of a joint body.
    JointBodyForm {
        /// An advisory group.
        AdvisoryGroup = "advisory-group",
        /// A standing dialogue.
        Dialogue = "dialogue",
        /// A committee or commission.
        Committee = "committee",
        /// A working group or task force.
        WorkingGroup = "working-group",
        /// A council.
        Council = "council",
        /// A forum.
        Forum = "forum",
        /// An institution.
        Institution = "institution",
    }
}
terms! {
    /// How far a joint body has come.
    JointBodyStage {
        /// To be set up.
        Planned = "planned",
        /// Set up.
        Established = "established",
        /// Held a session.
        Met = "met",
        /// Given up.
        Dissolved = "dissolved",
    }
}
terms! {
    /// How far a project has come.
    ProjectStage {
        /// Not yet begun.
        Planned = "planned",
        /// Being built or developed.
        UnderWay = "under-way",
        /// Done.
        Completed = "completed",
        /// Stopped for good.
        Cancelled = "cancelled",
    }
}
terms! {
    /// What a dependence is measured by.
    DependenceMeasure {
        /// Of imports.
        Imports = "imports",
        /// Of supply.
        Supply = "supply",
        /// Of processing.
        Processing = "processing",
        /// Of consumption.
        Consumption = "consumption",
    }
}
terms! {
    /// How far somebody relies on somebody.
    DependenceDegree {
        /// Wholly.
        Total = "total",
        /// For more than half.
        Majority = "majority",
        /// Heavily.
        Significant = "significant",
        /// In part.
        Some = "some",
    }
}
terms! {
    /// The stage of the chain of a production.
    ProductionStage {
        /// Mining or growing.
        Mining = "mining",
        /// Refining or processing.
        Refining = "refining",
        /// Making goods.
        Manufacturing = "manufacturing",
        /// Exports.
        Exports = "exports",
        /// What lies in the ground.
        Reserves = "reserves",
        /// Imports.
        Imports = "imports",
    }
}
terms! {
    /// The sort of a barrier.
    RestrictionMeasure {
        /// Controls on exports.
        ExportControl = "export-control",
        /// A ban on exports.
        ExportBan = "export-ban",
        /// A ban on imports.
        ImportBan = "import-ban",
        /// A duty.
        Tariff = "tariff",
        /// Sanctions.
        Sanction = "sanction",
        /// An embargo.
        Embargo = "embargo",
        /// A quota.
        Quota = "quota",
        /// A licence that is needed.
        Licensing = "licensing",
        /// Screening of investments.
        InvestmentScreening = "investment-screening",
        /// A listing of firms or people.
        EntityListing = "entity-listing",
        /// Any other.
        Other = "other",
    }
}
terms! {
    /// What happens to a barrier.
    RestrictionChange {
        /// Set up.
        Impose = "impose",
        /// Made harder.
        Tighten = "tighten",
        /// Made longer or wider.
        Extend = "extend",
        /// Made softer.
        Ease = "ease",
        /// Put on hold.
        Suspend = "suspend",
        /// Taken away.
        Lift = "lift",
        /// Threatened.
        Threaten = "threaten",
        /// Kept.
        Uphold = "uphold",
    }
}
terms! {
    /// How exposure is cut.
    DeriskingMethod {
        /// More sources.
        Diversify = "diversify",
        /// Stocks.
        Stockpile = "stockpile",
        /// Making it at home.
        Reshore = "reshore",
        /// Recycling.
        Recycle = "recycle",
        /// Money into other sources.
        Invest = "invest",
        /// Buying less.
        Reduce = "reduce",
    }
}
terms! {
    /// What happens to a supply.
    SupplyChange {
        /// Begun.
        Start = "start",
        /// Begun again.
        Resume = "resume",
        /// Carried on.
        Continue = "continue",
        /// Raised.
        Increase = "increase",
        /// Cut.
        Reduce = "reduce",
        /// Stopped.
        Halt = "halt",
    }
}
terms! {
    /// How far an investment has come.
    InvestmentStage {
        /// Intended.
        Planned = "planned",
        /// Promised.
        Committed = "committed",
        /// Made.
        Completed = "completed",
        /// Taken back.
        Withdrawn = "withdrawn",
    }
}
terms! {
    /// The sort of a meeting.
    MeetingForm {
        /// Heads of state or government, or many of them.
        Summit = "summit",
        /// Talks.
        Talks = "talks",
        /// A visit.
        Visit = "visit",
        /// By telephone or video.
        Call = "call",
        /// Ministers.
        Ministerial = "ministerial",
        /// A conference.
        Conference = "conference",
    }
}
terms! {
    /// A stance.
    StatementStance {
        /// Worry.
        Concern = "concern",
        /// Fault found.
        Criticism = "criticism",
        /// Sharp blame.
        Condemnation = "condemnation",
        /// Backing.
        Support = "support",
        /// Asking somebody to act.
        Call = "call",
        /// A warning.
        Warning = "warning",
        /// Praise.
        Praise = "praise",
        /// A denial.
        Denial = "denial",
        /// An apology.
        Apology = "apology",
    }
}
terms! {
    /// The field that a dispute is fought in.
    DisputeForm {
        /// Between diplomats.
        Diplomatic = "diplomatic",
        /// Over trade.
        Trade = "trade",
        /// Over land or sea.
        Territorial = "territorial",
        /// With arms.
        Military = "military",
        /// In court.
        Legal = "legal",
    }
}
terms! {
    /// What happens to a dispute.
    DisputeChange {
        /// Begun.
        Start = "start",
        /// Made worse.
        Escalate = "escalate",
        /// Carried on.
        Continue = "continue",
        /// Calmed.
        DeEscalate = "de-escalate",
        /// Ended.
        Resolve = "resolve",
    }
}
terms! {
    /// What happens to a membership.
    MembershipChange {
        /// Holds.
        Member = "member",
        /// Begun.
        Join = "join",
        /// Asked for.
        Apply = "apply",
        /// Given up.
        Leave = "leave",
        /// On hold.
        Suspend = "suspend",
    }
}
terms! {
    /// In what standing somebody belongs.
    MembershipStatus {
        /// In full.
        Member = "member",
        /// Watching.
        Observer = "observer",
        /// Associated.
        Associate = "associate",
        /// Waiting to join.
        Candidate = "candidate",
    }
}
