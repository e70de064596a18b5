//! How many of the gold facts' times are among the time expressions: those of the evidence, of the sentence before it, or
//! the day of publication.
//!
//! "alike" is what the scorer counts as right: one of two times is the beginning of the other, so `2025` and `2025-10`.

use std::io::Write;

use entente_extract::mention::{Analysis, Sense};
use serde_json::Value;

/// How the times of facts were found.
#[derive(Default)]
pub(super) struct Times {
    wanted: usize,
    exact: usize,
    alike: usize,
    published: usize,
    before: usize,
    misses: Vec<String>,
}

impl Times {
    /// Counts one fact, by the sentences of its evidence.
    pub(super) fn add(&mut self, analysis: &Analysis<'_>, fact: &Value) {
        let Some(time) = fact["time"].as_str() else { return };
        let wanted: Vec<&str> = time.split('|').collect();
        let own = super::stated_in(analysis, fact);
        let stated: Vec<String> = own.iter().flat_map(|&at| times(analysis, at)).collect();
        let before: Vec<String> = own
            .iter()
            .filter_map(|at| at.checked_sub(1))
            .filter(|at| !own.contains(at))
            .flat_map(|at| times(analysis, at))
            .collect();
        let day = analysis.document.published.map(|day| day.to_string()).unwrap_or_default();
        let same = |have: &String| wanted.contains(&have.as_str());
        let alike =
            |have: &String| wanted.iter().any(|want| want.starts_with(have.as_str()) || have.starts_with(*want));
        self.wanted += 1;
        match () {
            () if stated.iter().any(same) => self.exact += 1,
            () if stated.iter().any(alike) => self.alike += 1,
            () if wanted.contains(&day.as_str()) => self.published += 1,
            () if before.iter().any(alike) => self.before += 1,
            () => {
                let kind = fact["kind"].as_str().unwrap_or_default();
                let words: Vec<&str> = own.iter().map(|&at| analysis.words(analysis.sentences[at].span)).collect();
                self.misses.push(format!(
                    "{} {kind} {time} of {day}, read {}  «{}»",
                    analysis.document.id,
                    stated.join(" "),
                    words.join(" … ")
                ));
            }
        }
    }

    /// One line, then the first misses.
    pub(super) fn print(&self, misses: usize, out: &mut impl Write) -> anyhow::Result<()> {
        let Self { wanted, exact, alike, published, before, .. } = self;
        let found = (exact + alike + published + before) as f64 / (*wanted).max(1) as f64;
        writeln!(
            out,
            "times: {wanted}, exact {exact}, alike {alike}, day of publication {published}, sentence before {before}, in all {found:.3}"
        )?;
        for miss in self.misses.iter().take(misses) {
            writeln!(out, "{miss}")?;
        }
        Ok(())
    }
}

fn times(analysis: &Analysis<'_>, sentence: usize) -> impl Iterator<Item = String> {
    let senses =
        analysis.mentions_of(sentence).iter().flat_map(|it| std::iter::once(&it.sense).chain(&it.alternatives));
    senses.filter_map(|sense| match sense {
        Sense::Time(time) => Some(time.to_string()),
        _ => None,
    })
}
