//! The sixteen kinds. Their fields have one name in the model and on the wire: one table gives both ways, and a field
//! that is missing in it does not compile.

use entente_core::FactBody;
use entente_core::kind as model;
use entente_proto::v1;
use entente_proto::v1::fact::Body;

use super::Invalid;
use super::field::Field;
use super::to_proto::Wire;

macro_rules! kinds {
    ($( $Kind:ident $name:literal { $($field:ident),* } )*) => {
        /// A body on the wire.
        pub(super) fn to_wire(body: &FactBody, wire: &Wire) -> Body {
            match body { $(
                FactBody::$Kind(body) => Body::$Kind(v1::$Kind { $( $field: Field::to_wire(&body.$field, wire), )* }),
            )* }
        }

        /// A body from the wire; whether all that its kind requires is there is for the fact to check.
        pub(super) fn from_wire(body: Body) -> Result<FactBody, Invalid> {
            Ok(match body { $(
                Body::$Kind(body) => FactBody::$Kind(model::$Kind {
                    $( $field: Field::from_wire(body.$field, concat!($name, ".", stringify!($field)))?, )*
                }),
            )* })
        }
    };
}

kinds! {
    Partnership "partnership" { party, level, previous_level, change }
    Cooperation "cooperation" { party, topic, change }
    Agreement "agreement" { party, topic, instrument, name, stage }
    JointBody "joint_body" { party, topic, body, name, stage }
    Project "project" { party, topic, name, due, amount, place, stage }
    Dependence "dependence" { dependent, supplier, topic, share_pct, measure, degree }
    Production "production" { producer, topic, share_pct, rank, stage, quantity }
    Restriction "restriction" { imposer, target, topic, measure, change, rate_pct }
    Derisking "derisking" { actor, topic, away_from, toward, method }
    Supply "supply" { supplier, recipient, topic, change, quantity, share_pct, term }
    Investment "investment" { investor, recipient, topic, amount, stage }
    Meeting "meeting" { participant, host, form, place }
    Statement "statement" { speaker, about, topic, stance, quoted }
    Dispute "dispute" { party, initiator, target, form, change }
    Membership "membership" { member, organisation, change, status }
    Office "office" { holder, of, title, since, until }
}
