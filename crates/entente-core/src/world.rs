//! The reference world: who and what is known before any document is read, from tables embedded in the program.
//!
//! [`World::embedded`] parses the tables once and validates them whole; [`World::parse`] does the same with others. All
//! is a plain value; `data/README.md` describes the tables and their licences.
//!
//! ```
//! use entente_core::World;
//!
//! let world = World::embedded();
//! let japan = world.country("JPN").unwrap();
//! assert_eq!(japan.capital.as_deref(), Some("Tokyo"));
//! let (office, _) = world.office_holder(&japan.id, "prime minister", jiff::civil::date(2026, 1, 16)).unwrap();
//! assert_eq!(office.person.as_str(), "sanae-takaichi");
//! ```

mod actor;
mod diplomacy;
mod keys;
mod load;
mod nearest;
mod office;
mod supply;
mod table;
mod topic;

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;

pub use self::actor::{Actor, ActorKind, Body, BodyKind, Company, Country, Organisation, OrganisationKind, Person};
pub use self::diplomacy::{InForce, Instrument, InstrumentKind, LevelFamily, PartnershipLevel};
pub use self::load::{Tables, WorldError};
pub use self::office::{Office, RoleClass, Tenure};
pub use self::supply::{
    Bound, Criticality, Flag, ImportReliance, Input, Producer, Production, Qualifier, Stage, Supplier, SupplierShare,
};
pub use self::table::{TableError, UnknownWord};
pub use self::topic::{ExportControl, Mark, MaterialList, Topic, TopicClass, TopicKind};
use crate::id::{ActorId, TopicId};

/// All tables, parsed and validated, with the lookups that need more than one row.
#[derive(Debug)]
pub struct World {
    countries: Vec<Country>,
    organisations: Vec<Organisation>,
    bodies: Vec<Body>,
    companies: Vec<Company>,
    people: Vec<Person>,
    offices: Vec<Office>,
    topics: Vec<Topic>,
    production: Vec<Production>,
    import_reliance: Vec<ImportReliance>,
    inputs: Vec<Input>,
    levels: Vec<PartnershipLevel>,
    instruments: Vec<Instrument>,
    index: Index,
}

/// Where the rows of each key are.
#[derive(Debug)]
struct Index {
    actors: HashMap<ActorId, Slot>,
    /// A government body, and the company that is the same enterprise.
    companies_of_bodies: HashMap<ActorId, usize>,
    /// The ids that companies' names would have, where a name is not ambiguous.
    companies_of_names: HashMap<String, usize>,
    offices_of_people: Rows<ActorId>,
    offices_of: Rows<ActorId>,
    topics: HashMap<TopicId, usize>,
    children: Rows<TopicId>,
    production: Rows<TopicId>,
    import_reliance: Rows<TopicId>,
    inputs_of: Rows<TopicId>,
    outputs_of: Rows<TopicId>,
    instruments: HashMap<String, usize>,
}

type Rows<K> = HashMap<K, Vec<usize>>;

/// In which table an actor is, and where.
#[derive(Debug, Clone, Copy)]
enum Slot {
    Country(usize),
    Organisation(usize),
    Body(usize),
    Company(usize),
    Person(usize),
}

impl World {
    /// The world of the embedded tables, parsed at the first call.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<World> =
            LazyLock::new(|| World::parse(&Tables::embedded()).expect("a test proves that the embedded tables parse"));
        &EMBEDDED
    }

    /// Every country, in the order of the table; so for the other tables.
    #[must_use]
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// Every organisation.
    #[must_use]
    pub fn organisations(&self) -> &[Organisation] {
        &self.organisations
    }

    /// Every government body.
    #[must_use]
    pub fn bodies(&self) -> &[Body] {
        &self.bodies
    }

    /// Every company.
    #[must_use]
    pub fn companies(&self) -> &[Company] {
        &self.companies
    }

    /// Every person of the table of offices, once.
    #[must_use]
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// Every term of office.
    #[must_use]
    pub fn offices(&self) -> &[Office] {
        &self.offices
    }

    /// Every topic: materials, then products, then fields.
    #[must_use]
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// Every level of relations.
    #[must_use]
    pub fn levels(&self) -> &[PartnershipLevel] {
        &self.levels
    }

    /// Every instrument.
    #[must_use]
    pub fn instruments(&self) -> &[Instrument] {
        &self.instruments
    }

    /// Every actor of all tables.
    pub fn actors(&self) -> impl Iterator<Item = Actor<'_>> {
        let countries = self.countries.iter().map(Actor::Country);
        let organisations = self.organisations.iter().map(Actor::Organisation);
        let bodies = self.bodies.iter().map(Actor::Body);
        let companies = self.companies.iter().map(Actor::Company);
        countries.chain(organisations).chain(bodies).chain(companies).chain(self.people.iter().map(Actor::Person))
    }

    /// The country with this alpha-3 code.
    #[must_use]
    pub fn country(&self, id: &str) -> Option<&Country> {
        if let Actor::Country(it) = self.actor_str(id)? { Some(it) } else { None }
    }

    /// The organisation with this id.
    #[must_use]
    pub fn organisation(&self, id: &str) -> Option<&Organisation> {
        if let Actor::Organisation(it) = self.actor_str(id)? { Some(it) } else { None }
    }

    /// The government body with this id.
    #[must_use]
    pub fn body(&self, id: &str) -> Option<&Body> {
        if let Actor::Body(it) = self.actor_str(id)? { Some(it) } else { None }
    }

    /// The company with this id.
    #[must_use]
    pub fn company(&self, id: &str) -> Option<&Company> {
        if let Actor::Company(it) = self.actor_str(id)? { Some(it) } else { None }
    }

    /// The person with this id.
    #[must_use]
    pub fn person(&self, id: &str) -> Option<&Person> {
        if let Actor::Person(it) = self.actor_str(id)? { Some(it) } else { None }
    }

    /// The actor with this id, whatever it is.
    #[must_use]
    pub fn actor(&self, id: &ActorId) -> Option<Actor<'_>> {
        self.actor_str(id.as_str())
    }

    fn actor_str(&self, id: &str) -> Option<Actor<'_>> {
        Some(match *self.index.actors.get(id)? {
            Slot::Country(at) => Actor::Country(&self.countries[at]),
            Slot::Organisation(at) => Actor::Organisation(&self.organisations[at]),
            Slot::Body(at) => Actor::Body(&self.bodies[at]),
            Slot::Company(at) => Actor::Company(&self.companies[at]),
            Slot::Person(at) => Actor::Person(&self.people[at]),
        })
    }

    /// The one id to use for an actor that has several: of a state enterprise the company's, of another form of a
    /// company's name (`huawei-technologies`) the company's own (`huawei`). Any other id comes back as it is.
    #[must_use]
    pub fn canonical_actor<'a>(&'a self, id: &'a ActorId) -> &'a ActorId {
        let index = &self.index;
        let company = match index.actors.get(id) {
            Some(Slot::Body(_)) => index.companies_of_bodies.get(id),
            Some(_) => None,
            None => index.companies_of_names.get(id.as_str()),
        };
        company.map_or(id, |&at| &self.companies[at].id)
    }

    /// The terms of a person, in the order of the table.
    pub fn offices_of_person(&self, person: &ActorId) -> impl Iterator<Item = &Office> + use<'_> {
        rows(&self.index.offices_of_people, person, &self.offices)
    }

    /// The terms in offices of `of`, a country or an organisation, that cover `day`; those held before those probable.
    #[must_use]
    pub fn offices_at(&self, of: &ActorId, day: Date) -> Vec<(&Office, Tenure)> {
        let terms = rows(&self.index.offices_of, of, &self.offices).map(|office| (office, office.holds_at(day)));
        let mut terms: Vec<_> = terms.filter(|(_, tenure)| *tenure != Tenure::No).collect();
        terms.sort_by_key(|(_, tenure)| std::cmp::Reverse(*tenure));
        terms
    }

    /// Who holds the office that `role` names in `of` on `day`, where the tables say so without doubt about the office.
    ///
    /// `role` is a class ("head of government"), the office's name ("Chancellor") or words of either ("trade
    /// minister"). The best match of the role wins, then a term held before a probable one, then the later term.
    /// `None` where two different offices answer equally well.
    #[must_use]
    pub fn office_holder(&self, of: &ActorId, role: &str, day: Date) -> Option<(&Office, Tenure)> {
        let terms = self.offices_at(of, day).into_iter();
        let mut terms: Vec<_> =
            terms.filter_map(|(office, tenure)| Some((office.answers_to(role)?, tenure, office))).collect();
        terms.sort_by_key(|&(score, tenure, office)| std::cmp::Reverse((score, tenure, office.from)));
        let &(score, tenure, best) = terms.first()?;
        let rival = |&&(other, held, office): &&(u8, Tenure, &Office)| {
            (other, held) == (score, tenure) && office.role != best.role && office.person != best.person
        };
        if terms.iter().any(|term| rival(&term)) { None } else { Some((best, tenure)) }
    }

    /// The topic with this id.
    #[must_use]
    pub fn topic(&self, id: &str) -> Option<&Topic> {
        self.index.topics.get(id).map(|&at| &self.topics[at])
    }

    /// The topics above, nearest first; none for an unknown topic.
    pub fn ancestors(&self, topic: &TopicId) -> impl Iterator<Item = &TopicId> + use<'_> {
        std::iter::successors(self.parent(topic), |id| self.parent(id))
    }

    fn parent(&self, topic: &TopicId) -> Option<&TopicId> {
        self.topic(topic.as_str())?.parent.as_ref()
    }

    /// The topics below, at any depth, each after its parent; not the topic itself.
    pub fn descendants(&self, topic: &TopicId) -> impl Iterator<Item = &TopicId> + use<'_> {
        let children = |id: &TopicId| rows(&self.index.children, id, &self.topics).map(|topic| &topic.id);
        let mut open: Vec<&TopicId> = children(topic).collect();
        open.reverse();
        std::iter::from_fn(move || {
            let next = open.pop()?;
            let already = open.len();
            open.extend(children(next));
            open[already..].reverse();
            Some(next)
        })
    }

    /// Whether `topic` is `ancestor` or below it.
    #[must_use]
    pub fn is_within(&self, topic: &TopicId, ancestor: &TopicId) -> bool {
        topic == ancestor || self.ancestors(topic).any(|id| id == ancestor)
    }

    /// The figures of production and reserves of a material, of all stages, years and sources.
    pub fn production(&self, material: &TopicId) -> impl Iterator<Item = &Production> + use<'_> {
        rows(&self.index.production, material, &self.production)
    }

    /// The import figures for a material, of all importers.
    pub fn import_reliance(&self, material: &TopicId) -> impl Iterator<Item = &ImportReliance> + use<'_> {
        rows(&self.index.import_reliance, material, &self.import_reliance)
    }

    /// The import figures of one importer, of all materials.
    pub fn import_reliance_of(&self, importer: &ActorId) -> impl Iterator<Item = &ImportReliance> + use<'_> {
        let importer = importer.clone();
        self.import_reliance.iter().filter(move |row| row.importer == importer)
    }

    /// What goes into `output`, one step.
    pub fn inputs_of(&self, output: &TopicId) -> impl Iterator<Item = &Input> + use<'_> {
        rows(&self.index.inputs_of, output, &self.inputs)
    }

    /// What `input` goes into, one step.
    pub fn outputs_of(&self, input: &TopicId) -> impl Iterator<Item = &Input> + use<'_> {
        rows(&self.index.outputs_of, input, &self.inputs)
    }

    /// The rank of a level in a scheme (`general`, `JPN`, `asean`), higher is closer, comparable inside the scheme only.
    #[must_use]
    pub fn level_rank(&self, scheme: &str, level: &str) -> Option<u32> {
        let wanted = level.to_lowercase();
        self.levels.iter().find(|row| row.scheme == scheme && row.level == wanted)?.rank
    }

    /// The instrument with this id.
    #[must_use]
    pub fn instrument(&self, id: &str) -> Option<&Instrument> {
        self.index.instruments.get(id).map(|&at| &self.instruments[at])
    }

    /// The ids of actors that `query` may mean, best first: those whose id, name or other name looks alike.
    #[must_use]
    pub fn nearest_actors(&self, query: &str, limit: usize) -> Vec<String> {
        let names = self.actors().flat_map(|actor| {
            let names = [actor.id().as_str(), actor.name()].into_iter();
            names.chain(actor.aliases().iter().map(String::as_str)).map(move |name| (actor.id().as_str(), name))
        });
        nearest::nearest(query, limit, names)
    }

    /// The ids of topics that `query` may mean, best first.
    #[must_use]
    pub fn nearest_topics(&self, query: &str, limit: usize) -> Vec<String> {
        let names = self.topics.iter().flat_map(|topic| {
            let names = [topic.id.as_str(), topic.name.as_str()].into_iter();
            names.chain(topic.aliases.iter().map(String::as_str)).map(|name| (topic.id.as_str(), name))
        });
        nearest::nearest(query, limit, names)
    }
}

/// The rows of one key.
fn rows<'w, K, T>(index: &'w Rows<K>, key: &K, table: &'w [T]) -> impl Iterator<Item = &'w T> + use<'w, K, T>
where
    K: std::hash::Hash + Eq,
{
    index.get(key).map(Vec::as_slice).unwrap_or_default().iter().map(|&at| &table[at])
}

#[cfg(test)]
mod tests;
