//! What the heads predict, and where: read from the file that training writes beside the weights.
//!
//! Columns of the role head are pairs of kind and role, then kinds with a value's name; columns of the attribute head are
//! groups of classes. Training and reading share this one list, so they cannot disagree about a column.

use std::collections::HashMap;

use entente_core::FactKind;
use entente_core::kind::Role;
use serde::Deserialize;

/// The list, with the decoder's settings.
#[derive(Debug)]
pub(super) struct Labels {
    /// Name and version of the model, as the log keeps them with the facts.
    pub(super) name: String,
    pub(super) version: String,
    /// Most pieces of a passage, without the two around it, and most of them that are context.
    pub(super) passage: usize,
    pub(super) context: usize,
    /// Most candidates of a sentence, and how many sentences back they may stand.
    pub(super) candidates: usize,
    pub(super) back: usize,
    /// How wide a candidate's features are.
    pub(super) features: usize,
    roles: HashMap<(FactKind, Role), Column>,
    values: HashMap<FactKind, Vec<(String, usize)>>,
    attributes: HashMap<FactKind, Vec<Group>>,
    /// By kind: weights and bias of the pair score.
    pairs: HashMap<FactKind, (Vec<f32>, f32)>,
    calibration: HashMap<FactKind, Calibration>,
}

/// A column of the role head, with the least score that fills the role.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    pub(super) at: usize,
    pub(super) least: f32,
}

/// The classes of an attribute, side by side in the attribute head.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) start: usize,
    /// `-` is none of them.
    pub(super) classes: Vec<String>,
}

/// How the parts of a fact's score make its confidence, and how much of it a fact needs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Calibration {
    /// Weights of the evidence, in the order of `decode::Support::parts`; the last is the bias.
    pub(super) weights: Vec<f64>,
    /// Least confidence, by preference: precision, balanced, recall.
    pub(super) least: [f64; 3],
}

/// Why a file beside the weights cannot be used.
#[derive(Debug, thiserror::Error)]
pub(super) enum LabelsError {
    /// It is no JSON of the shape that training writes.
    #[error("the model's labels: {0}: write them anew with the weights")]
    Json(#[from] serde_json::Error),
    /// It names something that the fact model does not have.
    #[error("the model's labels name `{0}`, which the fact model lacks: train with this version's kinds")]
    Unknown(String),
}

#[derive(Deserialize)]
struct File {
    name: String,
    version: String,
    passage: usize,
    context: usize,
    candidates: usize,
    back: usize,
    features: usize,
    roles: Vec<(String, String, f32)>,
    values: Vec<(String, String)>,
    attributes: Vec<(String, Group)>,
    pairs: Vec<(String, Vec<f32>, f32)>,
    calibration: HashMap<String, Calibration>,
}

impl Labels {
    /// Reads the file.
    ///
    /// # Errors
    /// [`LabelsError`] where it does not fit this version.
    pub(super) fn parse(json: &str) -> Result<Self, LabelsError> {
        let file: File = serde_json::from_str(json)?;
        let kind = |name: &str| FactKind::from_term(name).ok_or_else(|| LabelsError::Unknown(name.to_owned()));
        let role = |name: &str| Role::from_term(name).ok_or_else(|| LabelsError::Unknown(name.to_owned()));
        let mut roles = HashMap::new();
        for (at, (k, r, least)) in file.roles.iter().enumerate() {
            roles.insert((kind(k)?, role(r)?), Column { at, least: *least });
        }
        let mut values: HashMap<FactKind, Vec<(String, usize)>> = HashMap::new();
        for (at, (k, name)) in file.values.into_iter().enumerate() {
            values.entry(kind(&k)?).or_default().push((name, roles.len() + at));
        }
        let mut attributes: HashMap<FactKind, Vec<Group>> = HashMap::new();
        for (k, group) in file.attributes {
            attributes.entry(kind(&k)?).or_default().push(group);
        }
        let mut pairs = HashMap::new();
        for (k, weights, bias) in file.pairs {
            pairs.insert(kind(&k)?, (weights, bias));
        }
        let mut calibration = HashMap::new();
        for (k, it) in file.calibration {
            calibration.insert(kind(&k)?, it);
        }
        Ok(Self {
            name: file.name,
            version: file.version,
            passage: file.passage,
            context: file.context,
            candidates: file.candidates,
            back: file.back,
            features: file.features,
            roles,
            values,
            attributes,
            pairs,
            calibration,
        })
    }

    /// The column of a role.
    pub(super) fn role(&self, kind: FactKind, role: Role) -> Option<Column> {
        self.roles.get(&(kind, role)).copied()
    }

    /// How many columns the roles have.
    pub(super) fn role_count(&self) -> usize {
        self.roles.len()
    }

    /// The values of a kind (`share_pct`, `time`), with their columns.
    pub(super) fn values(&self, kind: FactKind) -> &[(String, usize)] {
        self.values.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// The attributes of a kind that are chosen among classes.
    pub(super) fn attributes(&self, kind: FactKind) -> &[Group] {
        self.attributes.get(&kind).map_or(&[], Vec::as_slice)
    }

    /// Weights and bias of the pair score of a kind.
    pub(super) fn pair(&self, kind: FactKind) -> (&[f32], f32) {
        self.pairs.get(&kind).map_or((&[], 0.0), |(weights, bias)| (weights, *bias))
    }

    /// How a fact of a kind gets its confidence.
    pub(super) fn calibration(&self, kind: FactKind) -> Option<&Calibration> {
        self.calibration.get(&kind)
    }
}
