//! Cases: a text and its date, and what is found in it.

use entente_core::{Document, DocumentId};
use proptest::prelude::*;

use super::{Analysis, Form, Sense, analyse};
use crate::resources::Resources;

fn document(text: &str, day: &str) -> Document {
    let mut document = Document::new(DocumentId::new("d").unwrap(), text.to_owned()).unwrap();
    document.published = day.parse().ok();
    document
}

/// What is found of one sort, one a line: the words, "=", what they stand for.
fn check(text: &str, day: &str, of: fn(&Analysis<'_>, &Sense) -> Option<String>, wanted: &[&str]) {
    let document = document(text, day);
    let analysis = analyse(&document, Resources::embedded());
    let found: Vec<String> = analysis
        .mentions
        .iter()
        .filter_map(|mention| {
            of(&analysis, &mention.sense).map(|sense| format!("{} = {sense}", analysis.words(mention.span)))
        })
        .collect();
    assert_eq!(found, wanted, "{text}");
}

fn times(_: &Analysis<'_>, sense: &Sense) -> Option<String> {
    if let Sense::Time(time) = sense { Some(time.to_string()) } else { None }
}

fn values(_: &Analysis<'_>, sense: &Sense) -> Option<String> {
    match sense {
        Sense::Money(money) => Some(format!("{} {}", money.amount(), money.currency())),
        Sense::Percent(share) => Some(format!("{share} %")),
        Sense::Quantity(quantity) => Some(format!("{} {}", quantity.value(), quantity.unit().unwrap_or("-"))),
        _ => None,
    }
}

fn actors(_: &Analysis<'_>, sense: &Sense) -> Option<String> {
    let Sense::Actors(references) = sense else { return None };
    let each: Vec<String> = references
        .iter()
        .map(|r| match &r.acts_for {
            Some(of) => format!("{} for {of}", r.id),
            None => r.id.to_string(),
        })
        .collect();
    Some(each.join(" + "))
}

fn topics(_: &Analysis<'_>, sense: &Sense) -> Option<String> {
    if let Sense::Topic(topic) = sense { Some(topic.to_string()) } else { None }
}

/// A Friday.
const DAY: &str = "2026-01-16";

#[test]
fn dates_are_read_against_the_document() {
    let check = |text: &str, wanted: &[&str]| check(text, DAY, times, wanted);
    check("It began on 3 March 2025.", &["3 March 2025 = 2025-03-03"]);
    check("It began on March 3, 2025, and ended.", &["March 3, 2025 = 2025-03-03"]);
    check("It began on 2025-03-03 at noon.", &["2025-03-03 = 2025-03-03"]);
    check("They met on Jan. 5.", &["Jan. 5 = 2026-01-05"]);
    check("They met on 28 December.", &["28 December = 2025-12-28"]);
    check("They will meet on 28 December.", &["28 December = 2026-12-28"]);
    check("They met in November.", &["November = 2025-11"]);
    check("The rule will apply from March.", &["March = 2026-03/.."]);
    check("They met last March.", &["March = 2025-03"]);
    check("They met in March last year.", &["March last year = 2025-03"]);
    check("They met yesterday.", &["yesterday = 2026-01-15"]);
    check("They met on Tuesday.", &["Tuesday = 2026-01-13"]);
    check("They met on Friday.", &["Friday = 2026-01-16"]);
    check("They will meet on Tuesday.", &["Tuesday = 2026-01-20"]);
    check("They will meet next Tuesday.", &["next Tuesday = 2026-01-20"]);
    check("They met last Friday.", &["last Friday = 2026-01-09"]);
    check("They met last week.", &["last week = 2026-01-05/2026-01-11"]);
    check("They met last month.", &["last month = 2025-12"]);
    check("They met this year.", &["this year = 2026"]);
    check("The jet is due by 2035.", &["2035 = 2035"]);
    check("It has bought none since 2018.", &["2018 = 2018/.."]);
    check("The pact runs until 2028.", &["2028 = 2028"]);
    check("It fell between 2015 and 2022.", &["2015 and 2022 = 2015/2022"]);
    check("It fell in 2015-2022.", &["2015-2022 = 2015/2022"]);
    check("It fell in 2025/26.", &["2025/26 = 2025/2026"]);
    check("It rose in the first quarter of 2025.", &["first quarter of 2025 = 2025-01/2025-03"]);
    check("It rose in the second half of last year.", &["second half of last year = 2025-07/2025-12"]);
    check("It rose in fiscal 2024.", &["fiscal 2024 = 2024"]);
    check("It was built in the 1990s.", &["1990s = 1990/1999"]);
    check("It was built two years ago.", &["two years ago = 2024"]);
    check("It was built three months ago.", &["three months ago = 2025-10"]);
}

#[test]
fn a_month_without_its_year_is_the_one_its_verb_tells_of() {
    let check = |text: &str, wanted: &[&str]| check(text, DAY, times, wanted);
    check("The accord is to be signed in Lima in May.", &["May = 2026-05"]);
    check("They agreed to open the mine in March.", &["March = 2026-03"]);
    check("She is sending a mission in April.", &["April = 2026-04"]);
    check("Talks begin on 11 April.", &["11 April = 2026-04-11"]);
    check("The firm said in June that it would have to close.", &["June = 2025-06"]);
    check("Duties were imposed in August by decree.", &["August = 2025-08"]);
    check("The dues of October, of December.", &["October = 2025-10", "December = 2025-12"]);
    check("They met between November and January.", &["November and January = 2025-11/2026-01"]);
    check("He flies to Oslo on Tuesday.", &["Tuesday = 2026-01-20"]);
}

#[test]
fn stretches_of_days_and_years() {
    let check = |text: &str, wanted: &[&str]| check(text, DAY, times, wanted);
    check("They met on 10-11 December 2025.", &["10-11 December 2025 = 2025-12-10/2025-12-11"]);
    check("He will stay from March 14 to 16.", &["March 14 to 16 = 2026-03-14/2026-03-16"]);
    check("They will invest it over three years.", &["over three years = 2026/2029"]);
    check("It bought little over the past decade.", &["past decade = 2016/2026"]);
    check("It should be done by the end of the year.", &["end of the year = 2026"]);
    check("They hope to sign before year-end.", &["year-end = 2026"]);
    check("Deliveries stopped on New Year's Day.", &["New Year's Day = 2026-01-01"]);
    check("A treaty of 1855 binds them.", &["1855 = 1855"]);
}

#[test]
fn what_is_no_date() {
    let check = |text: &str| check(text, DAY, times, &[]);
    check("They may march with 2000 soldiers.");
    check("Theresa May said so.");
    check("It holds 2,025 tonnes.");
}

#[test]
fn without_a_date_only_whole_dates_are_read() {
    check("They met last week and on 3 March 2025.", "", times, &["3 March 2025 = 2025-03-03"]);
}

#[test]
fn money() {
    let check = |text: &str, wanted: &[&str]| check(text, DAY, values, wanted);
    check("They will pay $3bn.", &["$3bn = 3000000000 USD"]);
    check("They will pay US$2.5 million.", &["US$2.5 million = 2500000 USD"]);
    check("They will pay A$1.2 billion.", &["A$1.2 billion = 1200000000 AUD"]);
    check("They will pay EUR 40m.", &["EUR 40m = 40000000 EUR"]);
    check("They will pay 3 billion euros.", &["3 billion euros = 3000000000 EUR"]);
    check("They will pay 40 million Australian dollars.", &["40 million Australian dollars = 40000000 AUD"]);
    check("They will pay ¥500 billion.", &["¥500 billion = 500000000000 JPY"]);
    check("They will pay Rs 1,500 crore.", &["Rs 1,500 crore = 15000000000 INR"]);
    check("They will pay £90 for it.", &["£90 = 90 GBP"]);
}

#[test]
fn shares() {
    let check = |text: &str, wanted: &[&str]| check(text, DAY, values, wanted);
    check("It makes 70 % of it.", &["70 % = 70 %"]);
    check("It makes 80 per cent of it.", &["80 per cent = 80 %"]);
    check("It makes 12.5pc of it.", &["12.5pc = 12.5 %"]);
    check("It makes a third of it.", &["a third = 33.3 %"]);
    check("It makes two thirds of it.", &["two thirds = 66.7 %"]);
    check("It makes four-fifths of it.", &["four-fifths = 80 %"]);
    check("It makes half of it.", &["half = 50 %"]);
    check("It makes nine in ten of them.", &["nine in ten = 90 %"]);
    check("It makes three quarters of it.", &["three quarters = 75 %"]);
    check("It went to a third country in the second half.", &[]);
}

#[test]
fn quantities() {
    let check = |text: &str, wanted: &[&str]| check(text, DAY, values, wanted);
    check("It makes 2,500 tonnes a year.", &["2,500 tonnes a year = 2500 t/yr"]);
    check("It makes 40 kt.", &["40 kt = 40000 t"]);
    check("It bought 35 fighter jets.", &["35 fighter jets = 35 fighter jets"]);
    check("It sent 1.1 million doses.", &["1.1 million doses = 1100000 doses"]);
    check("It pumps 11 billion cubic metres a year.", &["11 billion cubic metres a year = 11000000000 m3/yr"]);
    check("It pumps 200,000 barrels per day.", &["200,000 barrels per day = 200000 barrels/day"]);
    check("It will build 40 GW.", &["40 GW = 40 GW"]);
    check("It bought a dozen tanks.", &["a dozen tanks = 12 tanks"]);
}

#[test]
fn countries_and_what_only_looks_like_one() {
    let check = |text: &str, wanted: &[&str]| check(text, DAY, actors, wanted);
    check("Japan and the Dutch spoke.", &["Japan = JPN", "Dutch = NLD"]);
    check("Tell us of the turkey on the china.", &[]);
    check("Sino-Russian trade fell.", &["Sino = CHN", "Russian = RUS"]);
    check("Talks in Brussels failed.", &["Brussels = eu"]);
    check("It sailed the South China Sea.", &[]);
    check("The Washington Post wrote so.", &[]);
}

#[test]
fn titles_before_and_after_names() {
    let check = |text: &str, wanted: &[&str]| {
        let document = document(text, DAY);
        let analysis = analyse(&document, Resources::embedded());
        let found: Vec<String> = analysis
            .mentions
            .iter()
            .filter_map(|mention| {
                let Sense::Actors(references) = &mention.sense else { return None };
                let title = references.first()?.title.as_ref()?;
                let of = title.of.as_ref().map_or("nobody".to_owned(), ToString::to_string);
                let former = if title.former { "former " } else { "" };
                Some(format!("{} = {former}{} of {of}", references[0].id, title.name))
            })
            .collect();
        assert_eq!(found, wanted, "{text}");
    };
    check("Japanese Prime Minister Sanae Takaichi left.", &["sanae-takaichi = prime minister of JPN"]);
    check("Ann Ode, Norway's minister of fisheries, left.", &["ann-ode = minister of fisheries of NOR"]);
    check("Emirati Minister of Economy Omar Ode left.", &["omar-ode = minister of economy of ARE"]);
    check("Chile's new president, Ann Ode, left.", &["ann-ode = president of CHL"]);
    check("Former Danish trade minister Ann Ode left.", &["ann-ode = former trade minister of DNK"]);
    check("EU trade commissioner Ann Ode left.", &["ann-ode = trade commissioner of eu"]);
}

#[test]
fn surnames_refer_back() {
    check(
        "Ann Vestgard, Norway's fisheries minister, spoke. Later Vestgard left.",
        DAY,
        actors,
        &["Ann Vestgard = ann-vestgard for NOR", "Norway = NOR", "Vestgard = ann-vestgard for NOR"],
    );
}

#[test]
fn topics_by_any_of_their_names() {
    let check = |text: &str, wanted: &[&str]| check(text, DAY, topics, wanted);
    check("Rare-earth magnets and LNG are short.", &["Rare-earth magnets = permanent-magnets", "LNG = lng"]);
    check("The talks lead to more aluminum.", &["aluminum = aluminium"]);
    check("Defense cooperation grew.", &["Defense cooperation = defence-cooperation"]);
}

#[test]
fn the_same_text_gives_the_same() {
    let text = "Japan's Prime Minister Sanae Takaichi met Giorgia Meloni. They agreed on LNG worth $3bn.";
    let document = document(text, DAY);
    let first = analyse(&document, Resources::embedded()).mentions;
    assert_eq!(first, analyse(&document, Resources::embedded()).mentions);
    assert!(first.iter().any(|mention| matches!(&mention.sense, Sense::Actors(r) if r[0].form == Form::Person)));
}

/// Pieces that the recognisers look at, in any order.
const PIECES: &[&str] = &[
    "Japan",
    "'s",
    "the",
    "President",
    "of",
    "Trade",
    "and",
    "Minister",
    "Xi",
    "said",
    ",",
    ".",
    "\n",
    "(",
    "EU",
    ")",
    "$",
    "3",
    "bn",
    "-",
    "2025",
    "per",
    "cent",
    "May",
    "Tuesday",
    "last",
    "week",
    "two",
    "countries",
    "it",
    "both",
    "sides",
    "former",
    "Ode",
    "al",
    "J",
    "US",
    "9999999999999999999",
    "third",
    "a",
    "in",
    "ten",
    "–",
    "/",
    "26",
    "years",
    "ago",
    "Steel",
    "Ltd",
    "Agency",
    "“",
    "”",
    "é",
    "\u{301}",
    "tonnes",
    "year",
    "they",
    "we",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_text_brings_it_down(
        any in "(?s).{0,200}",
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60),
        day in proptest::sample::select(&["2026-01-16", "0001-01-01", "9999-12-31", ""][..]),
    ) {
        for text in [any, pieces.join(" "), pieces.concat()] {
            if text.trim().is_empty() {
                continue;
            }
            let document = document(&text, day);
            let analysis = analyse(&document, Resources::embedded());
            for mention in &analysis.mentions {
                prop_assert!(mention.span.of(analysis.text.as_str()).is_some());
                prop_assert!(analysis.original(mention.span).of(&text).is_some());
                prop_assert!(analysis.sentences[mention.sentence].span.contains(mention.span));
            }
            let last = analysis.sentences.last().map_or(0, |sentence| sentence.mentions.end);
            prop_assert_eq!(last, analysis.mentions.len(), "a sentence lost its mentions");
        }
    }
}

#[test]
fn stand_ins() {
    let check = |text: &str, wanted: &[&str]| {
        let document = document(text, DAY);
        let analysis = analyse(&document, Resources::embedded());
        let found: Vec<String> = analysis
            .mentions
            .iter()
            .filter_map(|mention| match &mention.sense {
                Sense::Actors(references) if references[0].form == Form::StandIn => {
                    let each: Vec<&str> = references.iter().map(|r| r.id.as_str()).collect();
                    Some(format!("{} = {}", analysis.words(mention.span), each.join(" + ")))
                }
                _ => None,
            })
            .collect();
        assert_eq!(found, wanted, "{text}");
    };
    check("Chile signed. It will sell more.", &["It = CHL"]);
    check("It is clear that Chile signed.", &[]);
    check("Norway and Chile met. Both sides will cooperate on fish.", &["Both sides = NOR + CHL"]);
    check("Norway and Chile met. The two countries will fish.", &["The two countries = NOR + CHL"]);
    check("The EU objected. Later the bloc gave in.", &["the bloc = eu"]);
    check("ASEAN met. The bloc agreed.", &["The bloc = asean"]);
    check("Madagascar agreed. The island nation needs rice.", &["The island nation = MDG"]);
    check("Lynas Rare Earths grew. The company sold more.", &["The company = lynas-rare-earths"]);
    check("The Chinese president spoke.", &["president = xi-jinping"]);
    check(
        "Chile's trade minister, Ann Ode, came. She left. The minister said no.",
        &["She = ann-ode", "The minister = ann-ode"],
    );
    check("The European Union and the World Trade Organization agreed.", &[]);
    check(
        "We, the ministers of Norway and Chile, met. We agreed. We will fish. Our ports are open.",
        &["We = NOR + CHL", "We = NOR + CHL", "We = NOR + CHL", "Our = NOR + CHL"],
    );
}

#[test]
fn names_in_no_table() {
    let check = |text: &str, wanted: &[&str]| check(text, DAY, actors, wanted);
    check(
        "The Danish brewer Hop Holding grew. Hop sold beer.",
        &["Danish = DNK", "Hop Holding = hop-holding", "Hop = hop-holding"],
    );
    check("Norway's Seabed Agency agreed.", &["Norway = NOR", "Seabed Agency = seabed-agency for NOR"]);
    check("China's commerce ministry agreed.", &["China = CHN", "commerce ministry = cn-mofcom for CHN"]);
    check(
        "The Seabed Trust (SBT) grew. Later SBT fell.",
        &["Seabed Trust = seabed-trust", "SBT = seabed-trust", "SBT = seabed-trust"],
    );
    check("They met in Dresden on Monday.", &[]);
    check("They blamed Omar al-Ode.", &["Omar al-Ode = omar-al-ode"]);
}

/// Texts that ask the same question again and again: time must grow with their length, not with its square.
#[test]
fn long_texts_of_one_piece() {
    for piece in [
        "Georgia and Apple ",
        "Minister ",
        "“It ",
        "Hop Holding (HH) ",
        "the president of the ",
        "3 ",
        "A",
        "Ode-",
        "trade and ",
        "Both sides. ",
        "New York, ",
        "\n- it",
    ] {
        let document = document(&piece.repeat(30_000 / piece.len()), DAY);
        let analysis = analyse(&document, Resources::embedded());
        assert!(!analysis.sentences.is_empty());
    }
}
