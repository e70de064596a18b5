use super::*;

fn actor(id: &str) -> ActorId {
    ActorId::new(id).unwrap()
}

fn topic(id: &str) -> TopicId {
    TopicId::new(id).unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn the_embedded_tables_are_sound() {
    if let Err(error) = World::parse(&Tables::embedded()) {
        panic!("{:#?}", error.faults.iter().map(ToString::to_string).collect::<Vec<_>>());
    }
    let world = World::embedded();
    let rows = [
        (world.countries().len(), 250),
        (world.organisations().len(), 107),
        (world.bodies().len(), 380),
        (world.offices().len(), 582),
        (world.companies().len(), 1220),
        (world.topics().len(), 164 + 168 + 57),
        (world.levels().len(), 168),
        (world.instruments().len(), 352),
    ];
    for (given, wanted) in rows {
        assert_eq!(given, wanted);
    }
}

#[test]
fn every_actor_and_topic_is_found_by_its_id() {
    let world = World::embedded();
    for it in world.actors() {
        assert_eq!(world.actor(it.id()), Some(it));
    }
    for it in world.topics() {
        assert_eq!(world.topic(it.id.as_str()), Some(it));
    }
}

#[test]
fn actors_know_their_kind_and_country() {
    let check = |id: &str, kind: ActorKind, name: &str, country: Option<&str>| {
        let it = World::embedded().actor(&actor(id)).unwrap();
        assert_eq!((it.kind(), it.name(), it.country().map(ActorId::as_str)), (kind, name, country), "{id}");
    };
    check("JPN", ActorKind::Country, "Japan", Some("JPN"));
    check("g7", ActorKind::Organisation, "Group of Seven", None);
    check("us-dod", ActorKind::Body, "Department of Defense", Some("USA"));
    check("lynas-rare-earths", ActorKind::Company, "Lynas Rare Earths", Some("AUS"));
    check("sanae-takaichi", ActorKind::Person, "Sanae Takaichi", Some("JPN"));
    assert_eq!(World::embedded().actor(&actor("no-such-actor")), None);
    assert_eq!(World::embedded().organisation("JPN"), None);
}

#[test]
fn the_european_union_is_an_organisation_with_27_members_and_bodies_of_its_own() {
    let world = World::embedded();
    assert_eq!(world.organisation("eu").unwrap().members.len(), 27);
    assert!(world.bodies().iter().any(|body| body.country.as_str() == "eu"));
    assert!(world.import_reliance_of(&actor("eu")).count() > 0);
    assert!(world.offices().iter().any(|office| office.of().as_str() == "eu"));
}

#[test]
fn office_holders_at_a_date() {
    let check = |of: &str, role: &str, at: &str, wanted: Option<(&str, Tenure)>| {
        let found = World::embedded().office_holder(&actor(of), role, day(at));
        let found = found.map(|(office, tenure)| (office.person.as_str(), tenure));
        assert_eq!(found, wanted, "{of} {role} {at}");
    };
    check("DEU", "chancellor", "2024-03-01", Some(("olaf-scholz", Tenure::Held)));
    check("DEU", "Chancellor", "2025-06-01", Some(("friedrich-merz", Tenure::Held)));
    check("DEU", "head of government", "2021-12-07", Some(("angela-merkel", Tenure::Held)));
    check("DEU", "chancellor", "2025-05-06", Some(("friedrich-merz", Tenure::Held)));
    check("DEU", "chancellor", "2030-01-01", Some(("friedrich-merz", Tenure::Probable)));
    check("DEU", "president", "2024-03-01", Some(("frank-walter-steinmeier", Tenure::Held)));
    check("DEU", "prime minister", "2024-03-01", None);
    check("USA", "president", "2022-05-01", Some(("joe-biden", Tenure::Held)));
    check("USA", "head of state", "2022-05-01", Some(("joe-biden", Tenure::Held)));
    check("JPN", "prime minister", "2025-10-21", Some(("sanae-takaichi", Tenure::Held)));
    check("JPN", "foreign minister", "2023-10-01", Some(("yoko-kamikawa", Tenure::Held)));
    check("JPN", "defense minister", "2026-01-15", Some(("shinjiro-koizumi", Tenure::Probable)));
    check("JPN", "trade minister", "2024-05-01", Some(("ken-saito", Tenure::Held)));
    check("JPN", "minister", "2024-05-01", None);
    check("JPN", "", "2024-05-01", None);
    check("JPN", "prime minister", "1950-01-01", None);
}

#[test]
fn a_term_covers_its_days_as_finely_as_they_are_known() {
    let check = |from: &str, to: &str, as_of: &str, at: &str, wanted: Tenure| {
        let date = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        let office = Office {
            from: date(from).unwrap(),
            to: date(to),
            as_of: date(as_of),
            ..World::embedded().offices()[0].clone()
        };
        assert_eq!(office.holds_at(day(at)), wanted, "{from} {to} {as_of} {at}");
    };
    check("2020-03-05", "2022-07-10", "", "2020-03-04", Tenure::No);
    check("2020-03-05", "2022-07-10", "", "2020-03-05", Tenure::Held);
    check("2020-03-05", "2022-07-10", "", "2022-07-09", Tenure::Held);
    check("2020-03-05", "2022-07-10", "", "2022-07-10", Tenure::Probable);
    check("2020-03-05", "2022-07-10", "", "2022-07-11", Tenure::No);
    check("2020-03", "2022-07", "", "2020-03-31", Tenure::Probable);
    check("2020-03", "2022-07", "", "2020-04-01", Tenure::Held);
    check("2020-03", "2022-07", "", "2022-07-31", Tenure::Probable);
    check("2020-03", "2022-07", "", "2022-08-01", Tenure::No);
    check("2020-03-05", "", "2026-02", "2026-02-28", Tenure::Held);
    check("2020-03-05", "", "2026-02", "2026-03-01", Tenure::Probable);
    check("2020-03-05", "", "", "2020-03-05", Tenure::Probable);
}

#[test]
fn a_person_has_all_terms() {
    let world = World::embedded();
    let roles: Vec<&str> =
        world.offices_of_person(&actor("fumio-kishida")).map(|office| office.role.as_str()).collect();
    assert_eq!(roles, ["Prime Minister", "Minister for Foreign Affairs"]);
    let held = world.offices_at(&actor("JPN"), day("2023-10-01"));
    assert!(
        held.iter().any(|(office, _)| office.person.as_str() == "fumio-kishida" && office.role == "Prime Minister")
    );
    assert!(held.is_sorted_by_key(|(_, tenure)| std::cmp::Reverse(*tenure)));
}

#[test]
fn topics_form_trees() {
    let world = World::embedded();
    let above: Vec<&str> = world.ancestors(&topic("dysprosium")).map(TopicId::as_str).collect();
    assert_eq!(above, ["heavy-rare-earths", "rare-earths", "critical-minerals"]);
    let below: Vec<&TopicId> = world.descendants(&topic("rare-earths")).collect();
    for wanted in ["heavy-rare-earths", "dysprosium"] {
        assert_eq!(below.iter().filter(|id| id.as_str() == wanted).count(), 1, "{wanted}");
    }
    assert!(!below.contains(&&topic("rare-earths")) && !below.contains(&&topic("gallium")));
    for id in below {
        assert!(world.is_within(id, &topic("rare-earths")), "{id}");
    }
    assert!(world.is_within(&topic("rare-earths"), &topic("rare-earths")));
    assert!(!world.is_within(&topic("rare-earths"), &topic("dysprosium")));
    assert_eq!(world.ancestors(&topic("no-such-topic")).count(), 0);
    let dysprosium = world.topic("dysprosium").unwrap();
    assert_eq!(dysprosium.kind, TopicKind::Material);
    assert_eq!(dysprosium.class, Some(TopicClass::Element));
    assert_eq!(dysprosium.mark(MaterialList::Eu2023), Some(Mark::Strategic));
    assert_eq!(dysprosium.cn_export_control.as_ref().unwrap().from.to_string(), "2025-04-04");
    assert!(dysprosium.hs_codes.contains(&"280530".parse().unwrap()));
}

#[test]
fn figures_are_found_by_material() {
    let world = World::embedded();
    let china = Producer::Country(actor("CHN"));
    let share = |stage: Stage, source: &str| {
        let mut rows = world.production(&topic("rare-earths"));
        rows.find(|row| {
            row.producer == china && row.stage == stage && row.year == 2024 && row.source.starts_with(source)
        })
        .and_then(|row| row.share_pct)
        .map(|share| share.get())
    };
    assert_eq!(share(Stage::Mine, "USGS"), Some(71.1));
    assert_eq!(share(Stage::Refined, "IEA Critical"), Some(91.3));
    let mut antimony = world.import_reliance(&topic("antimony")).filter(|row| row.importer.as_str() == "USA");
    let row = antimony.find(|row| row.year == 2024 && row.reliance_pct.is_some()).unwrap();
    let first = &row.suppliers[0];
    assert_eq!((&first.supplier, first.share.get()), (&Supplier::Country(actor("CHN")), 55.0));
    let bounded = world.import_reliance_of(&actor("USA")).flat_map(|row| &row.suppliers);
    assert!(bounded.filter(|it| it.bound.is_some()).count() > 0);
}

#[test]
fn inputs_lead_both_ways() {
    let world = World::embedded();
    let (oxides, alloys) = (topic("rare-earth-oxides"), topic("rare-earth-metals-alloys"));
    let forth = world.outputs_of(&oxides).find(|row| row.output == alloys).unwrap();
    let back = world.inputs_of(&alloys).find(|row| row.input == oxides).unwrap();
    assert_eq!((forth, forth.criticality), (back, Criticality::High));
}

#[test]
fn levels_have_ranks_inside_a_scheme() {
    let world = World::embedded();
    let plain = world.level_rank("general", "strategic partnership").unwrap();
    assert!(plain > world.level_rank("general", "Comprehensive Partnership").unwrap());
    assert_eq!(world.level_rank("general", "no such level"), None);
    assert_eq!(world.level_rank("no-such-scheme", "strategic partnership"), None);
}

#[test]
fn instruments_have_parties_and_dates() {
    let treaty = World::embedded().instrument("us-japan-security-treaty").unwrap();
    assert_eq!(treaty.parties, [actor("JPN"), actor("USA")]);
    assert_eq!(treaty.signed.unwrap().to_string(), "1960-01-19");
    assert_eq!(treaty.in_force, InForce::Since("1960-06-23".parse().unwrap()));
}

#[test]
fn one_id_for_an_actor_that_has_several() {
    let check = |id: &str, wanted: &str| {
        assert_eq!(World::embedded().canonical_actor(&actor(id)).as_str(), wanted, "{id}");
    };
    check("cn-china-northern-rare-earth-group", "northern-rare-earth");
    check("northern-rare-earth", "northern-rare-earth");
    check("lynas-corporation", "lynas-rare-earths");
    check("lynas", "lynas-rare-earths");
    check("mitsubishi", "mitsubishi-corporation");
    check("merck", "merck");
    check("us-dod", "us-dod");
    check("JPN", "JPN");
    check("in-no-table", "in-no-table");
}

#[test]
fn ambiguous_names_are_told() {
    let company = |id: &str| World::embedded().company(id).unwrap();
    assert_eq!(company("northern-minerals").ambiguous, ["Northern Minerals"]);
    assert!(company("lynas-rare-earths").ambiguous.is_empty());
    let several = World::embedded().companies().iter().find(|it| it.ambiguous.len() == 2).unwrap();
    assert!(several.ambiguous.iter().all(|name| !name.contains(',') && name.trim() == name));
}

#[test]
fn nearest_ids_help_where_one_is_mistyped() {
    let world = World::embedded();
    let check =
        |found: Vec<String>, wanted: &str| assert_eq!(found.first().map(String::as_str), Some(wanted), "{found:?}");
    check(world.nearest_actors("Japan", 3), "JPN");
    check(world.nearest_actors("lynas-rare-earth", 3), "lynas-rare-earths");
    check(world.nearest_actors("sanae-takaichy", 3), "sanae-takaichi");
    check(world.nearest_topics("rare-earth-elements", 3), "rare-earths");
    check(world.nearest_topics("galium", 3), "gallium");
    assert_eq!(world.nearest_topics("rare", 2).len().max(2), 2);
    assert!(world.nearest_actors("", 3).is_empty());
    assert!(world.nearest_actors(&"x".repeat(100_000), 3).is_empty());
}

/// The embedded tables, without the rows at which no other table points.
fn smaller() -> Tables<'static> {
    let header = |text: &'static str| text.split_inclusive('\n').next().unwrap();
    let all = Tables::embedded();
    Tables {
        offices: header(all.offices),
        companies: header(all.companies),
        production: header(all.production),
        import_reliance: header(all.import_reliance),
        inputs: header(all.inputs),
        partnership_levels: header(all.partnership_levels),
        instruments: header(all.instruments),
        ..all
    }
}

fn table<'a, 't>(tables: &'a mut Tables<'t>, file: &str) -> &'a mut &'t str {
    match file {
        "countries.tsv" => &mut tables.countries,
        "organisations.tsv" => &mut tables.organisations,
        "government_bodies.tsv" => &mut tables.government_bodies,
        "offices.tsv" => &mut tables.offices,
        "companies.tsv" => &mut tables.companies,
        "materials.tsv" => &mut tables.materials,
        "products.tsv" => &mut tables.products,
        "fields.tsv" => &mut tables.fields,
        "production.tsv" => &mut tables.production,
        "import_reliance.tsv" => &mut tables.import_reliance,
        "inputs.tsv" => &mut tables.inputs,
        "partnership_levels.tsv" => &mut tables.partnership_levels,
        "instruments.tsv" => &mut tables.instruments,
        other => panic!("no table {other}"),
    }
}

/// The faults of the tables with the text of `file` changed.
fn faults(file: &str, change: impl FnOnce(&str) -> String) -> Vec<String> {
    let text = change(table(&mut Tables::embedded(), file));
    let mut tables = smaller();
    *table(&mut tables, file) = &text;
    World::parse(&tables)
        .map(drop)
        .map_err(|error| error.faults)
        .err()
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect()
}

#[test]
fn a_bad_cell_is_named_with_file_line_and_column() {
    // In the row that begins with `first`, the cell of `column` becomes `cell`.
    let check = |file: &str, first: &str, column: &str, cell: &str, reason: &str| {
        let mut line = 0;
        let found = faults(file, |text| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            line = lines.iter().position(|line| line.split('\t').next() == Some(first)).unwrap();
            let at = lines[0].split('\t').position(|name| name == column).unwrap();
            let mut cells: Vec<&str> = lines[line].split('\t').collect();
            cells[at] = cell;
            lines[line] = cells.join("\t");
            lines.join("\n")
        });
        assert_eq!(found, [format!("{file}:{}: column `{column}`: {reason}", line + 1)]);
    };

    check("countries.tsv", "BVT", "iso3", "bvt", "`bvt` is no country code: write three upper-case letters");
    check(
        "countries.tsv",
        "BVT",
        "iso3",
        "Bouvet",
        "`Bouvet` is no actor id: give an ISO 3166 alpha-3 code in upper case or a kebab-case id such as `g7`",
    );
    check("countries.tsv", "BVT", "iso2", "BVX", "`BVX` is no country code: write two upper-case letters");
    check("countries.tsv", "BVT", "un_m49", "74", "write three digits or nothing");
    check("countries.tsv", "JPN", "name", "", "must not be blank");
    check("countries.tsv", "JPN", "name", "Japan ", "remove control characters and the blanks at the ends");
    check("countries.tsv", "JPN", "aliases", "Nippon||Nihon", "item 2 is blank or has blanks at an end");
    check("countries.tsv", "JPN", "aliases", "Nippon|Nippon", "`Nippon` is given twice");
    check("organisations.tsv", "g7", "members", "JPN|XXX", "`XXX` is no country of the tables");
    check("organisations.tsv", "g7", "kind", "club", "`club` is none of bloc, forum, treaty-organisation, agency");
    check("organisations.tsv", "g7", "members_year", "26", "`26` is no year: write four digits");
    check("government_bodies.tsv", "us-doc", "country", "EU27", "`EU27` is no country of the tables");
    check("government_bodies.tsv", "us-doc", "id", "us-dod", "`us-dod` was given before");
    check(
        "government_bodies.tsv",
        "us-doc",
        "id",
        "USX",
        "`USX` has the form of a country code: write it in kebab-case",
    );
    check("companies.tsv", "lynas-rare-earths", "sectors", "rare-earths|ores", "`ores` is no topic of the tables");
    check("companies.tsv", "lynas-rare-earths", "parent", "lynas", "`lynas` is no company or country of the tables");
    check(
        "companies.tsv",
        "lynas-rare-earths",
        "same_as",
        "au-lynas",
        "`au-lynas` is no government body of the tables",
    );
    check(
        "offices.tsv",
        "Olaf Scholz",
        "from",
        "2021-13-08",
        "`2021-13-08` is no date: give YYYY, YYYY-MM or YYYY-MM-DD of the Gregorian calendar",
    );
    check("offices.tsv", "Olaf Scholz", "to", "2020", "the term ends before it begins");
    check("offices.tsv", "Olaf Scholz", "organisation", "nato", "give either a country or an organisation");
    check("offices.tsv", "Olaf Scholz", "country", "GER", "`GER` is no country of the tables");
    check("offices.tsv", "Olaf Scholz", "person", "G7", "`g7` is the id of another actor");
    check("materials.tsv", "dysprosium", "parent", "heavy", "`heavy` is no topic of the tables");
    check(
        "materials.tsv",
        "dysprosium",
        "hs_codes",
        "2846.90",
        "`2846.90` is no HS code: give 2, 4 or 6 digits without dots",
    );
    check("materials.tsv", "dysprosium", "cn_export_control", "2025-04-04 (all", "the bracket is not closed");
    check("production.tsv", "antimony", "country", "ALL", "`ALL` is no country of the tables");
    check(
        "production.tsv",
        "antimony",
        "quantity",
        "1,000",
        "`1,000` is no number: write digits and at most one point",
    );
    check("production.tsv", "antimony", "share_pct", "101", "`101` is no share: give a percentage from 0 to 100");
    check("import_reliance.tsv", "USA", "main_suppliers", "CAN=56", "`CAN=56` is not `iso3:percent`");
    check(
        "import_reliance.tsv",
        "USA",
        "main_suppliers",
        "CAN:inf",
        "`inf` is no number: write digits and at most one point",
    );
    check("import_reliance.tsv", "USA", "main_suppliers", "CAN:56|WORLD:44", "`WORLD` is no country of the tables");
    check("inputs.tsv", "rare-earths", "criticality", "very", "`very` is none of low, medium, high");
    check("partnership_levels.tsv", "partnership", "rank", "first", "`first` is no whole number");
    check(
        "partnership_levels.tsv",
        "partnership",
        "scheme",
        "ours",
        "`ours` is no country or organisation of the tables",
    );
    check(
        "instruments.tsv",
        "north-atlantic-treaty",
        "parties",
        "nato|otan",
        "`otan` is no country or organisation of the tables",
    );
    check("instruments.tsv", "north-atlantic-treaty", "in_force", "1949-08-24/1949-08-01", "it ends before it begins");
    check("instruments.tsv", "north-atlantic-treaty", "topics", "peace", "`peace` is no topic of the tables");
}

#[test]
fn a_row_out_of_shape_is_named_with_file_line_and_column() {
    let check = |change: fn(&str) -> String, wanted: &str| assert_eq!(faults("fields.tsv", change), [wanted]);
    check(|_| String::new(), "fields.tsv:1: column `id`: the header has `` in its place");
    check(
        |text| text.replacen("aliases", "alias", 1),
        "fields.tsv:1: column `aliases`: the header has `alias` in its place",
    );
    check(
        |text| text.replacen("parent\n", "parent\tnotes\n", 1),
        "fields.tsv:1: column `parent`: the header goes on with `notes`, an unknown column",
    );
    check(
        |_| "id\tname\taliases\tparent\na\tA\n".into(),
        "fields.tsv:2: column `aliases`: the row has 2 cells, the header 4",
    );
    check(
        |_| "id\tname\taliases\tparent\na\tA\t\t\t\n".into(),
        "fields.tsv:2: column `parent`: the row has 5 cells, the header 4",
    );
    check(|_| "id\tname\taliases\tparent\n\n".into(), "fields.tsv:2: column `name`: the row has 1 cells, the header 4");
    check(
        |_| "id\tname\taliases\tparent\na\tA\t\t\r\n".into(),
        "fields.tsv:2: column `parent`: remove control characters and the blanks at the ends",
    );
}

#[test]
fn cycles_are_found() {
    let found = faults("fields.tsv", |text| format!("{text}a\tA\t\tb\nb\tB\t\ta\n"));
    let reasons: Vec<&str> =
        found.iter().filter_map(|fault| fault.split_once("column ").map(|(_, rest)| rest)).collect();
    assert_eq!(reasons, ["`parent`: `a` is among its own ancestors", "`parent`: `b` is among its own ancestors"]);

    let found = faults("inputs.tsv", |text| {
        let line = |from: &str, to: &str| format!("{from}\t{to}\tfeed\tlow\t\tmade up\n");
        let header = text.lines().next().unwrap();
        format!("{header}\n{}{}{}", line("gallium", "copper"), line("copper", "tin"), line("tin", "copper"))
    });
    assert_eq!(found, ["inputs.tsv:3: column `output_topic`: `copper` and `tin` are on, or between, cycles of inputs"]);
}

#[test]
fn every_fault_is_told() {
    let mut tables = smaller();
    let fields = "id\tname\taliases\tparent\na\t\t\t\nb\tB\t\tc\n";
    let faults = |tables: &Tables<'_>| World::parse(tables).unwrap_err();
    tables.fields = fields;
    tables.instruments = "";
    assert_eq!(faults(&tables).faults.len(), 1, "shapes first");
    tables.instruments = smaller().instruments;
    let error = faults(&tables);
    let lines: Vec<usize> =
        error.faults.iter().filter(|fault| fault.file == "fields.tsv").map(|fault| fault.line).collect();
    assert_eq!(lines, [2, 3]);
    assert!(error.to_string().contains("faults in the reference tables, the first: "));
}
