//! Word classes that the recognisers look at: heads of titles, nouns for firms, verbs of saying, months and so on.

use crate::token::{Vocabulary, WordId, fold};

/// A class of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// The last word of a post before a name: "minister", "president".
    Post = 1 << 0,
    /// A word that narrows a post: "prime", "deputy", "foreign".
    PostModifier = 1 << 1,
    /// "former", "then", "outgoing".
    Former = 1 << 2,
    /// "Mr", "Sheikh", "Dr".
    Honorific = 1 << 3,
    /// "said", "told", "warned".
    Say = 1 << 4,
    /// A common noun for a firm that may stand beside its name: "miner", "company".
    Firm = 1 << 5,
    /// The last word of many firms' names: "Energy", "Holdings".
    FirmName = 1 << 6,
    /// A legal form: "Inc", "Ltd".
    Legal = 1 << 7,
    /// Words of business around a firm: "shares", "stake", "chief".
    Business = 1 << 8,
    /// The name of a month.
    Month = 1 << 9,
    /// The name of a weekday.
    Weekday = 1 << 10,
    /// Small words inside names: "of", "and", "de", "bin".
    Particle = 1 << 11,
    /// Words that begin sentences with a capital and are no names.
    Function = 1 << 12,
    /// Nouns for a country: "country", "nation", "kingdom".
    Land = 1 << 13,
    /// Generic bodies of a state: "ministry", "parliament".
    StateBody = 1 << 14,
    /// Policy words before "ministry" and "minister": "foreign", "trade", "defence".
    Portfolio = 1 << 15,
    /// A given name that tells a woman.
    Female = 1 << 16,
    /// The last word of an instrument's name: "Agreement", "Treaty".
    Instrument = 1 << 17,
    /// The last word of the name of a body or organisation: "Agency", "Commission".
    BodyName = 1 << 18,
}

/// The classes of every word that has one.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// By the number of the word: the words of the lexicon are the first of the vocabulary.
    classes: Vec<u32>,
}

impl Lexicon {
    /// Interns the words of all classes.
    pub(crate) fn new(vocabulary: &mut Vocabulary) -> Self {
        let mut out = Self::default();
        for (class, words) in WORDS {
            for word in words.split_whitespace() {
                let number = vocabulary.intern(&fold(word)).number();
                if out.classes.len() <= number {
                    out.classes.resize(number + 1, 0);
                }
                out.classes[number] |= *class as u32;
            }
        }
        out
    }

    /// Whether a word belongs to a class.
    pub(crate) fn is(&self, word: WordId, class: Class) -> bool {
        self.classes.get(word.number()).is_some_and(|classes| classes & class as u32 != 0)
    }
}

const WORDS: &[(Class, &str)] = &[
    (
        Class::Post,
        "president minister premier chancellor secretary ambassador envoy representative commissioner king queen emperor \
         emir sultan prince princess crown governor senator congressman congresswoman lawmaker spokesman spokeswoman \
         spokesperson chairman chairwoman chairperson chair chief director head general admiral commander \
         adviser advisor leader speaker deputy undersecretary vice-president taoiseach ceo executive \
         mayor boss high-commissioner commissioner-general counterpart negotiator treasurer attorney dean founder co-founder owner analyst economist professor researcher \
         official diplomat judge justice colonel lieutenant captain major brigadier marshal pope ayatollah cleric \
         coordinator administrator comptroller counsellor councillor councilor delegate legislator mp mep cfo coo cto president-elect \
         premier's manager strategist fellow scholar expert lawyer activist oligarch tycoon billionaire businessman crown-prince",
    ),
    (
        Class::PostModifier,
        "prime vice deputy assistant senior junior acting interim first foreign finance defence trade commerce economy economic \
         energy industry interior home justice health agriculture environment climate transport education culture labour \
         planning development digital technology science innovation mining mines resources minerals petroleum oil gas \
         infrastructure investment national security external affairs international managing executive chief general \
         under permanent high special federal state central bank press government military naval navy army air force joint \
         party opposition parliamentary presidential crown supreme grand cabinet european us u.s secretary-general general-secretary \
         of for and the to on in business water fisheries maritime space cyber political commercial co-operation cooperation \
         regional multilateral diplomatic chief-of-staff staff trade-policy supply chain senior-most customs revenue \
         tourism housing veterans public works communications information telecommunications enterprise enterprises made nuclear atomic \
         policy sales operating financial technology strategy research marketing",
    ),
    (Class::Former, "former ex then outgoing late ousted erstwhile onetime deposed retired"),
    (
        Class::Honorific,
        "mr mrs ms miss dr prof sir dame lord lady sheikh sheikha shri smt hon excellency h.e honourable honorable rev baroness \
         gen col maj lt capt adm sgt sen rep gov pres madam madame monsieur datuk dato ayatollah",
    ),
    (
        Class::Say,
        "said says say saying told tells warned warns added adds announced announces stressed stresses noted notes argued argues insisted insists \
         explained explains declared declares urged urges called vowed vows pledged pledges confirmed confirms denied denies claimed claims \
         stated states wrote tweeted posted remarked acknowledged accused criticised criticized praised welcomed condemned \
         thanked hailed expressed met visited signed agreed proposed suggested promised rejected visits meets arrived",
    ),
    (
        Class::Firm,
        "company firm group maker manufacturer producer miner giant supplier operator developer builder utility \
         conglomerate chipmaker carmaker automaker planemaker shipbuilder steelmaker refiner trader retailer lender bank insurer brewer \
         startup start-up subsidiary unit major explorer contractor shipper carrier airline broker fund investor owner rival \
         processor smelter exporter importer distributor vendor provider shipowner drugmaker battery-maker toolmaker drinks-maker foundry \
         corporation enterprise business consortium partner affiliate parent consultancy yard shipyard drillmaker",
    ),
    (
        Class::FirmName,
        "energy mining minerals resources holdings holding group steel metals lithium motors electric electronics materials \
         technologies technology pharma pharmaceuticals chemicals chemical petroleum oil gas power industries industrial capital \
         partners ventures bank shipping lines airlines airways aerospace defence systems solar renewables cement foods \
         semiconductor semiconductors microelectronics telecom telecommunications networks magnetics magnets nickel copper gold uranium graphite \
         batteries battery motor automotive shipyards shipbuilding heavy works logistics ports terminals marine nuclear \
         dynamics labs laboratories biotech robotics space engineering construction exploration tungsten potash fertilisers \
         seafood brewery breweries dairy refining refinery petrochemicals pipeline pipelines semicon satellite satellites",
    ),
    (
        Class::Legal,
        "inc incorporated corp corporation co company ltd limited llc plc ag sa se nv bv gmbh spa asa ab oy oyj as kk pjsc jsc ojsc pao \
         bhd sdn tbk pte pty kg kgaa lp srl sarl sas aps a/s group holdings holding",
    ),
    (
        Class::Business,
        "shares share stake stakes ceo chief executive profit profits revenue sales stock subsidiary acquisition bid takeover plant factory \
         mine contract deal merger bought acquired buys invest invests invested investment owns owned shareholder shareholders \
         output production produces supplies supply supplied orders order headquartered listed spokesperson spokesman venture mill refinery smelter \
         company firm group maker manufacturer producer miner giant supplier operator developer",
    ),
    (
        Class::Month,
        "january february march april may june july august september october november december jan feb mar apr jun jul aug \
         sep sept oct nov dec",
    ),
    (
        Class::Weekday,
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun",
    ),
    (
        Class::Particle,
        "of and the for de da do dos del della di du la le von van der den ter bin bint ibn al el ben y e",
    ),
    (
        Class::Function,
        "the a an it its he she they we you i his her their our this that these those there here but and or if in on at to for \
         with without from by as of under over after before since while when where which who whose what why how although \
         though because so such no not now then also both each every many most some any other another one two three four five six \
         seven eight nine ten according however meanwhile moreover yet only even still more less than into during between among \
         against about through across despite amid yesterday today tomorrow earlier later last next new old first second third \
         once until till upon within is are was were be been has have had will would can could may might shall should must do does did \
         let none nor our its per via whether likewise further furthermore thus hence instead rather all few several much \
         monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september \
         october november december officials analysts experts critics sources ministers leaders exports imports",
    ),
    (
        Class::Land,
        "country nation state kingdom republic island sultanate emirate archipelago monarchy neighbour superpower economy",
    ),
    (
        Class::StateBody,
        "ministry department government parliament cabinet senate congress regulator authority authorities navy army military \
         customs police treasury embassy legislature lawmakers",
    ),
    (
        Class::Portfolio,
        "foreign trade commerce finance defence economy economic energy industry interior justice health agriculture environment \
         transport education mining mines resources external affairs home petroleum oil fisheries labour",
    ),
    (
        Class::Female,
        "maria anna sanae giorgia ursula angela annalena kaja christine mette sanna kamala jacinda liz theresa yoko penny melanie \
         claudia dina roberta magdalena katarina elina margrethe gina janet nirmala hina sheikh hasina evika ingrida kirsten laura \
         mary marie elizabeth elisabeth catherine katherine sarah rachel yvette mélanie anita chrystia luisa andrea cristina isabel \
         valerie nathalie agnes sophie emma julia natalia olga elena irina marta teresa carmen lucia paula sandra susan linda \
         karen helen jane joanna kristin ngozi samia retno mari naledi thandi kristalina federica nadia zuzana dalia maia viola \
         mia tsai wan kim-ju kang hoesung",
    ),
    (
        Class::Instrument,
        "agreement agreements treaty pact accord accords act regulation memorandum convention protocol declaration charter directive \
         law compact statement communique communiqué plan programme strategy order bill roadmap framework arrangement initiative deal resolution \
         concept package doctrine",
    ),
    (
        Class::BodyName,
        "agency commission administration authority council committee office bureau ministry department board service institute \
         organisation union forum association federation alliance league bank fund court tribunal parliament assembly academy \
         university centre secretariat mission command foundation corps guard force forces front party movement army brigade",
    ),
];
