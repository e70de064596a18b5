//! An error status as one line, so that a test can say what it expects in one.

use std::collections::BTreeMap;

use entente_proto::v1::NearestIds;
use prost::Message;
use tonic::Status;
use tonic_types::StatusExt;

/// The domain that every error of the contract names.
const DOMAIN: &str = "entente.v1";

/// A status as text: its code, the reason, the metadata by key, then the fields and the nearest ids of its details.
///
/// ```text
/// InvalidArgument UNKNOWN_TOPIC_IN_FILTER field=filter.topics[0] id=galium nearest=gallium | fields filter.topics[0] | nearest gallium
/// ```
///
/// A status without an ErrorInfo of the contract shows as its code and message.
#[must_use]
pub fn refusal(status: &Status) -> String {
    let Some(info) = status.get_details_error_info() else {
        return format!("{:?} without reason: {}", status.code(), status.message());
    };
    let mut out = format!("{:?} {}", status.code(), info.reason);
    if info.domain != DOMAIN {
        out += &format!(" of `{}`", info.domain);
    }
    for (key, value) in info.metadata.iter().collect::<BTreeMap<_, _>>() {
        out += &format!(" {key}={value}");
    }
    if let Some(bad) = status.get_details_bad_request() {
        let fields: Vec<_> = bad.field_violations.iter().map(|violation| violation.field.as_str()).collect();
        out += &format!(" | fields {}", fields.join(","));
    }
    if let Some(ids) = nearest(status) {
        out += &format!(" | nearest {}", ids.join(","));
    }
    out
}

/// Whether the message is one for people: lower case, without a full stop, and not empty.
#[must_use]
pub fn is_well_worded(message: &str) -> bool {
    let first = message.chars().next();
    first.is_some_and(|first| !first.is_uppercase()) && !message.ends_with('.')
}

/// The ids of the detail `entente.v1.NearestIds`, where the status has one.
fn nearest(status: &Status) -> Option<Vec<String>> {
    let details = tonic_types::Status::decode(status.details()).ok()?.details;
    let detail = details.into_iter().find(|detail| detail.type_url.ends_with("/entente.v1.NearestIds"))?;
    Some(NearestIds::decode(&*detail.value).ok()?.ids)
}
