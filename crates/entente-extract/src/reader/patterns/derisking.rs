//! De-risking: an actor acts to cut its exposure or to diversify supply.
//!
//! Finds "X wants to reduce its reliance on Y for T", "X diversifies its T supply away from Y", "X stockpiles T", "X builds
//! up a reserve of T", "X turned to Y for T", "wean itself off Russian gas", "find alternatives to".
//!
//! Must not match: advice to savers, a singer's programme; exposure of a bank to shares.

use entente_core::FactKind::Derisking;
use entente_core::kind::Role;

use super::draft::Draft;
use super::line::Line;
use crate::reader::Reading;

const TRIGGERS: &[(&str, &str)] = &[
    ("diversify", "diversify"),
    ("diversifying", "diversify"),
    ("diversifies", "diversify"),
    ("diversification", "diversify"),
    ("diversified its", "diversify"),
    ("diversified their", "diversify"),
    ("stockpil*", "stockpile"),
    ("strategic reserve", "stockpile"),
    ("strategic reserves", "stockpile"),
    ("strategic stocks", "stockpile"),
    ("emergency stocks", "stockpile"),
    ("national reserve", "stockpile"),
    ("wean*", "reduce"),
    ("de-risk*", "reduce"),
    ("derisk*", "reduce"),
    ("alternative* to", "diversify"),
    ("alternative sources", "diversify"),
    ("alternative suppl*", "diversify"),
    ("expand* sources", "diversify"),
    ("second source*", "diversify"),
    ("other sources", "diversify"),
    ("new sources", "diversify"),
    ("away from", "diversify"),
    ("turned to", "diversify"),
    ("reshor*", "reshore"),
    ("onshor*", "reshore"),
    ("dependence", "reduce"),
    ("dependency", "reduce"),
    ("reliance", "reduce"),
    ("exposure", "reduce"),
    ("over-reliance", "reduce"),
    ("replac*", "diversify"),
    ("substitut*", "diversify"),
    ("phase out", "reduce"),
    ("phasing out", "reduce"),
    ("phased out", "reduce"),
];
const CUT: &[&str] = &[
    "reduc*",
    "cut",
    "cuts",
    "cutting",
    "lessen*",
    "end",
    "ending",
    "ended",
    "lower*",
    "curb*",
    "decreas*",
    "break*",
    "eliminat*",
    "decrease",
    "limit*",
    "shrink*",
    "free",
    "overcom*",
    "minimi*",
    "phase",
    "slash*",
    "trim*",
    "ease",
    "reduction",
];

pub(super) fn find(line: &Line<'_>, out: &mut Vec<Reading>) {
    for at in 0..line.items.len() {
        let Some((next, method)) =
            TRIGGERS.iter().find_map(|(phrase, method)| line.phrase(at, phrase).map(|n| (n, *method)))
        else {
            continue;
        };
        let exposure = matches!(line.word(at), "dependence" | "dependency" | "reliance" | "exposure" | "over-reliance");
        let trigger = if exposure {
            let Some(cut) = line.near_before(at, 6, CUT) else { continue };
            cut
        } else {
            at
        };
        let actor = match line.word(at) {
            "stockpile" | "stockpiles" => line.owner(at).or_else(|| line.left_subject(at)),
            _ => line.subject(trigger).or_else(|| line.owner(at)),
        };
        let Some(actor) = actor.filter(|&a| line.acts(a)) else { continue };
        let topics: Vec<usize> = match line.word(at) {
            "dependence" | "dependency" | "reliance" | "exposure" => line.topics_list(at),
            _ => line.topics_of(next - 1),
        };
        // "… although it has diversified its supply": of what the sentence has told before.
        let topics = match topics.is_empty() && line.word(at).starts_with("diversif") {
            true => (0..at).rev().find(|&i| line.is_topics(i)).into_iter().collect(),
            false => topics,
        };
        if topics.is_empty() {
            continue;
        }
        let away = if exposure
            || matches!(
                line.word(at),
                "away" | "replaced" | "wean" | "weaning" | "alternative" | "alternatives" | "replace" | "replacing"
            )
            || method == "reduce"
        {
            line.after(at).take(8).find(|&i| line.is_actors(i) && !line.overlap(i, actor))
        } else {
            line.after(at).take(14).find(|&i| line.is_actors(i) && line.items[i].prep == "from" && i != actor)
        };
        if matches!(line.word(at), "replaced" | "replacing" | "replace" | "substitute" | "away") && away.is_none() {
            continue;
        }
        let toward = line.after(at).take(20).find(|&i| {
            line.is_actors(i)
                && i != actor
                && Some(i) != away
                && (matches!(line.items[i].prep, "with" | "toward" | "towards")
                    || line.items[i].prep == "in" && line.near_before(i, 3, &["stake", "investment"]).is_some()
                    || line.word(at) == "turned" && line.items[i].prep == "to")
        });
        if line.word(at) == "turned" && toward.is_none() {
            continue;
        }
        let Some(mut draft) = Draft::new(line, Derisking, "trigger", trigger) else { continue };
        for topic in topics {
            draft = draft.role(Role::Topic, topic);
        }
        draft
            .role(Role::Actor, actor)
            .maybe(Role::AwayFrom, away)
            .maybe(Role::Toward, toward)
            .covering(at)
            .attr("method", method)
            .done(out);
    }
}
