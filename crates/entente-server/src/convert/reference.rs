//! What the reference tables say, on the wire.

use entente_core::TopicId;
use entente_core::world::{
    Actor, Bound, Flag, ImportReliance, Producer, Production, Qualifier, Stage, Supplier, SupplierShare, Topic,
    TopicClass,
};
use entente_graph::{ActorSort, KnownActor, KnownTopic};
use entente_proto::v1;

use super::term::Term;
use super::to_proto::Wire;

impl Wire {
    /// An actor with all that the tables say about it.
    #[must_use]
    pub fn actor(&self, known: &KnownActor) -> v1::Actor {
        let id = &known.id;
        let sort = known.reference.map_or(ActorSort::Unlisted, |actor| ActorSort::Listed(actor.kind()));
        let mut out = v1::Actor {
            id: id.as_str().to_owned(),
            kind: sort.number(),
            name: self.actor_name(id),
            aliases: known.reference.map(|actor| actor.aliases().to_vec()).unwrap_or_default(),
            member_of: self.member_of.get(id).into_iter().flatten().map(|id| self.actor_ref(id)).collect(),
            fact_count: known.fact_count() as u64,
            ..v1::Actor::default()
        };
        if let Some(actor) = known.reference {
            out.country = actor.country().filter(|country| *country != id).map(|country| self.actor_ref(country));
            self.add_details(actor, &mut out);
        }
        out
    }

    fn add_details(&self, actor: Actor<'_>, out: &mut v1::Actor) {
        let notes = |notes: &Option<String>| notes.clone().unwrap_or_default();
        match actor {
            Actor::Country(country) => {
                out.official_name = country.official_name.clone();
                out.capitals = country.capital.iter().cloned().collect();
                out.region = country.region.clone();
                out.subregion = country.subregion.clone().unwrap_or_default();
                out.iso2 = country.iso2.clone();
                (out.notes, out.source) = (notes(&country.notes), country.source.clone());
            }
            Actor::Organisation(organisation) => {
                out.category = organisation.kind.as_str().to_owned();
                out.members = organisation.members.iter().map(|id| self.actor_ref(id)).collect();
                if !organisation.members.is_empty() {
                    out.members_year = i32::from(organisation.members_year);
                }
                (out.notes, out.source) = (notes(&organisation.notes), organisation.source.clone());
            }
            Actor::Body(body) => {
                out.category = body.kind.as_str().to_owned();
                (out.notes, out.source) = (notes(&body.notes), body.source.clone());
            }
            Actor::Company(company) => {
                out.parent = company.parent.as_ref().map(|id| self.actor_ref(id));
                out.sectors = company.sectors.iter().map(|id| self.topic_ref(id)).collect();
                (out.notes, out.source) = (notes(&company.notes), company.source.clone());
            }
            Actor::Person(person) => {
                // A person is in the table through the terms in office.
                if let Some(term) = self.world.offices_of_person(&person.id).last() {
                    out.source = term.source.clone();
                }
            }
        }
    }

    /// A topic without its figures.
    #[must_use]
    pub fn topic(&self, known: &KnownTopic) -> v1::Topic {
        let topic = known.reference;
        let children = self.world.topics().iter().filter(|other| other.parent.as_ref() == Some(&topic.id));
        v1::Topic {
            id: topic.id.as_str().to_owned(),
            name: topic.name.clone(),
            kind: topic_kind(topic) as i32,
            aliases: topic.aliases.clone(),
            parent: topic.parent.as_ref().map(|id| self.topic_ref(id)),
            ancestors: self.world.ancestors(&topic.id).map(|id| self.topic_ref(id)).collect(),
            children: children.map(|child| self.topic_ref(&child.id)).collect(),
            hs_codes: topic.hs_codes.iter().map(|code| code.as_str().to_owned()).collect(),
            symbol: topic.symbol.clone().unwrap_or_default(),
            production_figures: Vec::new(),
            import_reliance_figures: Vec::new(),
            notes: topic.notes.clone().unwrap_or_default(),
            source: String::new(),
            fact_count: known.fact_count() as u64,
        }
    }

    /// A topic with the figures known about it.
    #[must_use]
    pub fn topic_with_figures(&self, known: &KnownTopic) -> v1::Topic {
        let id: &TopicId = &known.reference.id;
        v1::Topic {
            production_figures: self.world.production(id).map(production).collect(),
            import_reliance_figures: self.world.import_reliance(id).map(import_reliance).collect(),
            ..self.topic(known)
        }
    }
}

fn topic_kind(topic: &Topic) -> v1::TopicKind {
    match topic.class {
        None => v1::TopicKind::Field,
        Some(TopicClass::Group) => v1::TopicKind::Group,
        Some(TopicClass::Element) => v1::TopicKind::Element,
        Some(TopicClass::Mineral) => v1::TopicKind::Mineral,
        Some(TopicClass::Intermediate) => v1::TopicKind::Intermediate,
        Some(TopicClass::Component) => v1::TopicKind::Component,
        Some(TopicClass::Good) => v1::TopicKind::Good,
        Some(TopicClass::Technology) => v1::TopicKind::Technology,
        Some(TopicClass::Service) => v1::TopicKind::Service,
        Some(TopicClass::Infrastructure) => v1::TopicKind::Infrastructure,
    }
}

fn production(figure: &Production) -> v1::ProductionFigure {
    let stage = match figure.stage {
        Stage::Mine => v1::ProductionStage::Mining,
        Stage::Refined => v1::ProductionStage::Refining,
        Stage::Reserves => v1::ProductionStage::Reserves,
    };
    let producer = match &figure.producer {
        Producer::Country(id) => id.as_str(),
        Producer::World => "WORLD",
        Producer::Other => "OTHER",
    };
    v1::ProductionFigure {
        producer_id: producer.to_owned(),
        stage: stage as i32,
        year: i32::from(figure.year),
        quantity: figure
            .quantity
            .map(|value| v1::Quantity { value: value.to_string(), unit: figure.unit.clone().unwrap_or_default() }),
        share_pct: figure.share_pct.map(|share| share.get()),
        basis: figure.basis.clone().unwrap_or_default(),
        estimated: figure.flag == Some(Flag::Estimate),
        lower_bound: figure.flag == Some(Flag::MoreThan),
        source: figure.source.clone(),
        notes: figure.notes.clone().unwrap_or_default(),
    }
}

fn import_reliance(figure: &ImportReliance) -> v1::ImportRelianceFigure {
    let qualifier = match figure.qualifier {
        Some(Qualifier::MoreThan) => v1::ImportRelianceQualifier::MoreThan,
        Some(Qualifier::LessThan) => v1::ImportRelianceQualifier::LessThan,
        Some(Qualifier::NetExporter) => v1::ImportRelianceQualifier::NetExporter,
        Some(Qualifier::Small) => v1::ImportRelianceQualifier::Small,
        Some(Qualifier::NotAvailable) => v1::ImportRelianceQualifier::NotAvailable,
        Some(Qualifier::NotPublished) => v1::ImportRelianceQualifier::NotPublished,
        None if figure.reliance_pct.is_some() => v1::ImportRelianceQualifier::Exact,
        None => v1::ImportRelianceQualifier::NotAvailable,
    };
    v1::ImportRelianceFigure {
        importer_id: figure.importer.as_str().to_owned(),
        form: figure.form.clone().unwrap_or_default(),
        year: i32::from(figure.year),
        qualifier: qualifier as i32,
        reliance_pct: figure.reliance_pct.map(|share| share.get()),
        suppliers: figure.suppliers.iter().map(supplier_share).collect(),
        supplier_period: figure.supplier_period.clone().unwrap_or_default(),
        share_basis: figure.share_basis.clone(),
        source: figure.source.clone(),
        notes: figure.notes.clone().unwrap_or_default(),
    }
}

fn supplier_share(share: &SupplierShare) -> v1::SupplierShare {
    let supplier = match &share.supplier {
        Supplier::Country(id) => id.as_str(),
        Supplier::Other => "OTHER",
    };
    let qualifier = match share.bound {
        None => v1::ImportRelianceQualifier::Exact,
        Some(Bound::MoreThan) => v1::ImportRelianceQualifier::MoreThan,
        Some(Bound::LessThan) => v1::ImportRelianceQualifier::LessThan,
    };
    v1::SupplierShare { supplier_id: supplier.to_owned(), share_pct: share.share.get(), qualifier: qualifier as i32 }
}
