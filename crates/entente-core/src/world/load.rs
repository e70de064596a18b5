//! From the texts of the tables to a world: every row checked, then everything that takes several rows.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use super::keys::{Keys, column};
use super::table::{Layout, Row, TableError};
use super::{Actor, ActorKind, Company, Index, Person, Rows, Slot, World};
use super::{actor, diplomacy, office, supply, topic};
use crate::id::{ActorId, kebab};

/// The texts of all tables.
#[derive(Debug, Clone, Copy)]
pub struct Tables<'t> {
    /// `countries.tsv`
    pub countries: &'t str,
    /// `organisations.tsv`
    pub organisations: &'t str,
    /// `government_bodies.tsv`
    pub government_bodies: &'t str,
    /// `offices.tsv`
    pub offices: &'t str,
    /// `companies.tsv`
    pub companies: &'t str,
    /// `materials.tsv`
    pub materials: &'t str,
    /// `products.tsv`
    pub products: &'t str,
    /// `fields.tsv`
    pub fields: &'t str,
    /// `production.tsv`
    pub production: &'t str,
    /// `import_reliance.tsv`
    pub import_reliance: &'t str,
    /// `inputs.tsv`
    pub inputs: &'t str,
    /// `partnership_levels.tsv`
    pub partnership_levels: &'t str,
    /// `instruments.tsv`
    pub instruments: &'t str,
}

/// The tables are not sound.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} in the reference tables, the first: {}", count(.faults), first(.faults))]
pub struct WorldError {
    /// Every fault that was found, by table. Rows that are out of shape hide what else may be wrong: mend and try again.
    pub faults: Vec<TableError>,
}

fn count(faults: &[TableError]) -> String {
    if faults.len() == 1 { "1 fault".into() } else { format!("{} faults", faults.len()) }
}

fn first(faults: &[TableError]) -> String {
    faults.first().map(TableError::to_string).unwrap_or_default()
}

impl Tables<'static> {
    /// The tables that the program carries.
    #[must_use]
    pub fn embedded() -> Self {
        Self {
            countries: include_str!("../../data/countries.tsv"),
            organisations: include_str!("../../data/organisations.tsv"),
            government_bodies: include_str!("../../data/government_bodies.tsv"),
            offices: include_str!("../../data/offices.tsv"),
            companies: include_str!("../../data/companies.tsv"),
            materials: include_str!("../../data/materials.tsv"),
            products: include_str!("../../data/products.tsv"),
            fields: include_str!("../../data/fields.tsv"),
            production: include_str!("../../data/production.tsv"),
            import_reliance: include_str!("../../data/import_reliance.tsv"),
            inputs: include_str!("../../data/inputs.tsv"),
            partnership_levels: include_str!("../../data/partnership_levels.tsv"),
            instruments: include_str!("../../data/instruments.tsv"),
        }
    }
}

impl World {
    /// Parses the tables and validates them whole.
    ///
    /// # Errors
    /// [`WorldError`] with every fault: shape, ids, keys of other tables, dates, numbers, codes, cycles.
    pub fn parse(tables: &Tables<'_>) -> Result<Self, WorldError> {
        let mut faults = Vec::new();
        let mut shape = |layout: Layout, text| layout.rows(text, &mut faults);
        let countries = shape(actor::COUNTRIES, tables.countries);
        let organisations = shape(actor::ORGANISATIONS, tables.organisations);
        let bodies = shape(actor::BODIES, tables.government_bodies);
        let offices = shape(office::OFFICES, tables.offices);
        let companies = shape(actor::COMPANIES, tables.companies);
        let materials = shape(topic::MATERIALS, tables.materials);
        let products = shape(topic::PRODUCTS, tables.products);
        let fields = shape(topic::FIELDS, tables.fields);
        let production = shape(supply::PRODUCTION, tables.production);
        let import_reliance = shape(supply::IMPORT_RELIANCE, tables.import_reliance);
        let inputs = shape(supply::INPUTS, tables.inputs);
        let levels = shape(diplomacy::PARTNERSHIP_LEVELS, tables.partnership_levels);
        let instruments = shape(diplomacy::INSTRUMENTS, tables.instruments);
        sound(faults)?;

        let mut topic_ids = column(&materials, "id");
        topic_ids.extend(column(&products, "id"));
        topic_ids.extend(column(&fields, "id"));
        let keys = Keys {
            countries: column(&countries, "iso3"),
            organisations: column(&organisations, "id"),
            bodies: column(&bodies, "id"),
            companies: column(&companies, "id"),
            topics: topic_ids,
        };

        let mut faults = Vec::new();
        let mut seen = HashSet::new();
        unique(&countries, &["iso3"], &mut seen, &mut faults);
        unique(&organisations, &["id"], &mut seen, &mut faults);
        unique(&bodies, &["id"], &mut seen, &mut faults);
        unique(&companies, &["id"], &mut seen, &mut faults);
        people_are_apart(&offices, &seen, &mut faults);
        let mut seen = HashSet::new();
        unique(&materials, &["id"], &mut seen, &mut faults);
        unique(&products, &["id"], &mut seen, &mut faults);
        unique(&fields, &["id"], &mut seen, &mut faults);
        for (rows, columns) in [
            (&countries, &["iso2"][..]),
            (&companies, &["same_as"]),
            (&offices, &["person", "role", "country", "organisation", "from"]),
            (&production, &["material_id", "stage", "country", "year", "basis", "source"]),
            (&import_reliance, &["country", "material_id", "form", "year", "source"]),
            (&inputs, &["input_topic", "output_topic"]),
            (&levels, &["level", "scheme"]),
            (&instruments, &["id"]),
        ] {
            unique(rows, columns, &mut HashSet::new(), &mut faults);
        }
        for rows in [&materials, &products, &fields] {
            tree(rows, &mut faults);
        }
        tree(&companies, &mut faults);
        acyclic_inputs(&inputs, &mut faults);

        let world = Self {
            countries: all(&countries, &mut faults, actor::country),
            organisations: all(&organisations, &mut faults, |row| actor::organisation(row, &keys)),
            bodies: all(&bodies, &mut faults, |row| actor::body(row, &keys)),
            offices: all(&offices, &mut faults, |row| office::office(row, &keys)),
            companies: all(&companies, &mut faults, |row| actor::company(row, &keys)),
            topics: {
                let mut topics = all(&materials, &mut faults, |row| topic::material(row, &keys));
                topics.extend(all(&products, &mut faults, |row| topic::product(row, &keys)));
                topics.extend(all(&fields, &mut faults, |row| topic::field(row, &keys)));
                topics
            },
            production: all(&production, &mut faults, |row| supply::production(row, &keys)),
            import_reliance: all(&import_reliance, &mut faults, |row| supply::import_reliance(row, &keys)),
            inputs: all(&inputs, &mut faults, |row| supply::input(row, &keys)),
            levels: all(&levels, &mut faults, |row| diplomacy::partnership_level(row, &keys)),
            instruments: all(&instruments, &mut faults, |row| diplomacy::instrument(row, &keys)),
            people: Vec::new(),
            index: Index::empty(),
        };
        sound(faults)?;
        Ok(world.indexed())
    }

    /// Adds the people of the offices, and the index.
    fn indexed(mut self) -> Self {
        self.people = people(&self.offices);
        let companies_of_names = companies_of_names(&self.companies);
        let same = self.companies.iter().enumerate().filter_map(|(at, it)| Some((it.same_as.clone()?, at)));
        let mut at: [usize; ActorKind::ALL.len()] = [0; _];
        let actors = self.actors().map(|actor| {
            let slot = |at| match actor {
                Actor::Country(_) => Slot::Country(at),
                Actor::Organisation(_) => Slot::Organisation(at),
                Actor::Body(_) => Slot::Body(at),
                Actor::Company(_) => Slot::Company(at),
                Actor::Person(_) => Slot::Person(at),
            };
            let count = &mut at[actor.kind() as usize];
            *count += 1;
            (actor.id().clone(), slot(*count - 1))
        });
        let index = Index {
            actors: actors.collect(),
            companies_of_bodies: same.collect(),
            companies_of_names,
            offices_of_people: group(&self.offices, |row| Some(&row.person)),
            offices_of: group(&self.offices, |row| Some(row.of())),
            topics: self.topics.iter().enumerate().map(|(at, topic)| (topic.id.clone(), at)).collect(),
            children: group(&self.topics, |topic| topic.parent.as_ref()),
            production: group(&self.production, |row| Some(&row.material)),
            import_reliance: group(&self.import_reliance, |row| Some(&row.material)),
            inputs_of: group(&self.inputs, |row| Some(&row.output)),
            outputs_of: group(&self.inputs, |row| Some(&row.input)),
            instruments: self.instruments.iter().enumerate().map(|(at, it)| (it.id.clone(), at)).collect(),
        };
        self.index = index;
        self
    }
}

impl Index {
    fn empty() -> Self {
        Self {
            actors: HashMap::new(),
            companies_of_bodies: HashMap::new(),
            companies_of_names: HashMap::new(),
            offices_of_people: HashMap::new(),
            offices_of: HashMap::new(),
            topics: HashMap::new(),
            children: HashMap::new(),
            production: HashMap::new(),
            import_reliance: HashMap::new(),
            inputs_of: HashMap::new(),
            outputs_of: HashMap::new(),
            instruments: HashMap::new(),
        }
    }
}

fn sound(faults: Vec<TableError>) -> Result<(), WorldError> {
    if faults.is_empty() { Ok(()) } else { Err(WorldError { faults }) }
}

/// The values of all rows; a row's first fault instead where it has one.
fn all<T>(rows: &[Row<'_>], faults: &mut Vec<TableError>, read: impl Fn(&Row<'_>) -> Result<T, TableError>) -> Vec<T> {
    let mut values = Vec::with_capacity(rows.len());
    for row in rows {
        match read(row) {
            Ok(value) => values.push(value),
            Err(fault) => faults.push(fault),
        }
    }
    values
}

fn group<K: Hash + Eq + Clone, T>(table: &[T], key: impl Fn(&T) -> Option<&K>) -> Rows<K> {
    let mut groups: Rows<K> = HashMap::new();
    for (at, row) in table.iter().enumerate() {
        if let Some(key) = key(row) {
            groups.entry(key.clone()).or_default().push(at);
        }
    }
    groups
}

/// One value for each person, in the order of first terms.
fn people(offices: &[super::Office]) -> Vec<Person> {
    let mut people: Vec<Person> = Vec::new();
    let mut terms: HashMap<&ActorId, (usize, &super::Office)> = HashMap::new();
    for office in offices {
        let (at, latest) = terms.entry(&office.person).or_insert_with(|| {
            people.push(Person {
                id: office.person.clone(),
                name: office.person_name.clone(),
                aliases: Vec::new(),
                latest_of: office.of().clone(),
            });
            (people.len() - 1, office)
        });
        let person = &mut people[*at];
        if office.from > latest.from {
            *latest = office;
            person.latest_of = office.of().clone();
        }
        for alias in office.aliases.iter().chain([&office.person_name]) {
            if *alias != person.name && !person.aliases.contains(alias) {
                person.aliases.push(alias.clone());
            }
        }
    }
    people
}

/// The ids that a company's names would have, each with its one company. A name that is ambiguous, that is very short, or
/// that two companies share leads nowhere.
fn companies_of_names(companies: &[Company]) -> HashMap<String, usize> {
    const SHORTEST: usize = 3;
    let ambiguous = companies.iter().flat_map(|company| &company.ambiguous);
    let mut owners: HashMap<String, Option<usize>> = ambiguous.map(|name| (kebab(name), None)).collect();
    for (at, company) in companies.iter().enumerate() {
        for name in company.aliases.iter().chain([&company.name]) {
            let whole = kebab(name);
            let bare = ActorId::from_name(&whole).map(|id| id.as_str().to_owned()).filter(|bare| *bare != whole);
            for id in [Some(whole), bare].into_iter().flatten().filter(|id| id.len() >= SHORTEST) {
                let owner = owners.entry(id).or_insert(Some(at));
                *owner = owner.filter(|&other| other == at);
            }
        }
    }
    owners.into_iter().filter_map(|(id, owner)| Some((id, owner?))).collect()
}

/// No two rows have the same cells in `columns`, unless the first of these is blank.
fn unique<'t>(
    rows: &[Row<'t>],
    columns: &[&'static str],
    seen: &mut HashSet<Vec<&'t str>>,
    faults: &mut Vec<TableError>,
) {
    for row in rows {
        let key = || columns.iter().map(|column| row.cell(column)).collect::<Vec<_>>();
        if !row.cell(columns[0]).is_empty() && !seen.insert(key()) {
            faults.push(row.fault(columns[0], format!("`{}` was given before", key().join(", "))));
        }
    }
}

/// No person's id is another actor's.
fn people_are_apart(offices: &[Row<'_>], seen: &HashSet<Vec<&str>>, faults: &mut Vec<TableError>) {
    let others: HashSet<&str> = seen.iter().map(|key| key[0]).collect();
    for row in offices {
        let id = kebab(row.cell("person"));
        if others.contains(id.as_str()) {
            faults.push(row.fault("person", format!("`{id}` is the id of another actor")));
        }
    }
}

/// No row is its own ancestor by `parent`.
fn tree(rows: &[Row<'_>], faults: &mut Vec<TableError>) {
    let parents: HashMap<&str, &str> = rows.iter().map(|row| (row.cell("id"), row.cell("parent"))).collect();
    for row in rows {
        let id = row.cell("id");
        let above = std::iter::successors(parents.get(id).copied(), |id| parents.get(id).copied());
        if above.take(rows.len()).any(|other| other == id) {
            faults.push(row.fault("parent", format!("`{id}` is among its own ancestors")));
        }
    }
}

/// No topic goes into itself by any number of steps.
fn acyclic_inputs(rows: &[Row<'_>], faults: &mut Vec<TableError>) {
    let mut waiting: HashMap<&str, usize> = HashMap::new();
    let mut outputs: HashMap<&str, Vec<&str>> = HashMap::new();
    for row in rows {
        let (input, output) = (row.cell("input_topic"), row.cell("output_topic"));
        waiting.entry(input).or_default();
        *waiting.entry(output).or_default() += 1;
        outputs.entry(input).or_default().push(output);
    }
    let mut ready: Vec<&str> = waiting.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    while let Some(input) = ready.pop() {
        waiting.remove(input);
        for output in outputs.remove(input).unwrap_or_default() {
            let count = waiting.get_mut(output).expect("counted above");
            *count -= 1;
            if *count == 0 {
                ready.push(output);
            }
        }
    }
    let cyclic = |id: &str| waiting.contains_key(id);
    if let Some(row) = rows.iter().find(|row| cyclic(row.cell("input_topic")) && cyclic(row.cell("output_topic"))) {
        let (input, output) = (row.cell("input_topic"), row.cell("output_topic"));
        faults
            .push(row.fault("output_topic", format!("`{input}` and `{output}` are on, or between, cycles of inputs")));
    }
}
