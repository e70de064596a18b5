//! What training needs of each document: sentences, mentions, and what the patterns read, one JSON object a line.
//!
//! Training reads documents with the product's own eyes, so that it never sees other mentions than the reader will. Bytes
//! are those of the analysed text; `os` and `oe` are those of the document, which gold evidence points to.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use entente_core::{Document, interchange};
use entente_extract::mention::{Analysis, Mention, Reference, Sense, Sentence, analyse};
use entente_extract::reader::patterns::PatternReader;
use entente_extract::reader::{FillerRef, Reader, Reading};
use entente_extract::resources::Resources;
use serde_json::{Value, json};

/// What to write.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// Files of documents in the interchange format, one a line.
    #[arg(required = true, value_name = "DOCS")]
    files: Vec<PathBuf>,
}

/// Writes all documents of all files, in their order.
pub(crate) fn run(args: &Args, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let resources = Resources::embedded();
    for path in &args.files {
        let file = File::open(path).with_context(|| path.display().to_string())?;
        for (number, line) in (1..).zip(BufReader::new(file).lines()) {
            let at = || format!("{}:{number}", path.display());
            let json = serde_json::from_str(&line.with_context(at)?).with_context(at)?;
            let document = interchange::document_from_json(json).with_context(at)?;
            writeln!(out, "{}", dump(&document, &analyse(&document, resources)))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn dump(document: &Document, analysis: &Analysis<'_>) -> Value {
    let patterns = PatternReader.read(analysis);
    json!({
        "id": document.id.as_str(),
        "published": document.published.map(|date| date.to_string()),
        "title": document.title,
        "text": analysis.text.as_str(),
        "sentences": analysis.sentences.iter().map(|it| sentence(analysis, it)).collect::<Vec<_>>(),
        "mentions": analysis.mentions.iter().map(|it| mention(analysis, it)).collect::<Vec<_>>(),
        "patterns": patterns.iter().map(reading).collect::<Vec<_>>(),
    })
}

fn sentence(analysis: &Analysis<'_>, sentence: &Sentence) -> Value {
    let original = analysis.original(sentence.span);
    json!({
        "s": sentence.span.start(),
        "e": sentence.span.end(),
        "os": original.start(),
        "oe": original.end(),
        "p": sentence.paragraph,
        "form": format!("{:?}", sentence.form),
        "m": [sentence.mentions.start, sentence.mentions.end],
    })
}

fn mention(analysis: &Analysis<'_>, mention: &Mention) -> Value {
    let original = analysis.original(mention.span);
    json!({
        "s": mention.span.start(),
        "e": mention.span.end(),
        "os": original.start(),
        "oe": original.end(),
        "sent": mention.sentence,
        "sense": sense(&mention.sense),
        "alts": mention.alternatives.iter().map(sense).collect::<Vec<_>>(),
    })
}

fn sense(sense: &Sense) -> Value {
    match sense {
        Sense::Actors(all) => json!({"sort": "actors", "refs": all.iter().map(reference).collect::<Vec<_>>()}),
        Sense::Topic(topic) => json!({"sort": "topic", "id": topic.as_str()}),
        Sense::Level(name) => json!({"sort": "level", "name": name}),
        Sense::Instrument { id, name } => json!({"sort": "instrument", "id": id, "name": name}),
        Sense::Money(it) => {
            json!({"sort": "money", "amount": it.amount().to_string(), "currency": it.currency().as_str()})
        }
        Sense::Quantity(it) => json!({"sort": "quantity", "value": it.value().to_string(), "unit": it.unit()}),
        Sense::Percent(value) => json!({"sort": "percent", "value": value}),
        Sense::Time(time) => json!({"sort": "time", "value": time.to_string()}),
    }
}

fn reference(reference: &Reference) -> Value {
    let title = reference.title.as_ref();
    json!({
        "id": reference.id.as_str(),
        "for": reference.acts_for.as_ref().map(|actor| actor.as_str()),
        "form": format!("{:?}", reference.form),
        "title": title.map(|it| it.name.clone()),
        "of": title.and_then(|it| it.of.as_ref()).map(|actor| actor.as_str()),
        "former": title.map(|it| it.former),
    })
}

fn reading(reading: &Reading) -> Value {
    let fillers = reading.fillers.iter().map(|(role, it)| json!([role.as_str(), filler(it)]));
    json!({
        "kind": reading.kind.as_str(),
        "sentence": reading.sentence,
        "clause": [reading.clause.start(), reading.clause.end()],
        "fillers": fillers.collect::<Vec<_>>(),
        "attrs": reading.attrs,
        "factuality": reading.factuality.as_str(),
        "time": reading.time.map(|time| time.to_string()),
        "score": reading.score,
        "rule": reading.rule,
    })
}

/// The number of the mention and of the reference in it; -1 where there is none.
fn filler(filler: &FillerRef) -> Value {
    match filler {
        FillerRef::Mention(mention) => json!([mention, -1]),
        FillerRef::Reference(mention, reference) => json!([mention, reference]),
        FillerRef::General => json!([-1, -1]),
    }
}

#[cfg(test)]
mod tests {
    use entente_core::DocumentId;

    use super::*;

    fn dumped(text: &str) -> Value {
        let json = json!({"id": "d", "title": null, "published": "2024-03-05", "text": text});
        let document = interchange::document_from_json(json).unwrap();
        assert_eq!(document.id, DocumentId::new("d").unwrap());
        dump(&document, &analyse(&document, Resources::embedded()))
    }

    #[test]
    fn mentions_stand_in_their_sentences() {
        let dump = dumped("Norway met Chile. Both sides spoke of copper.");
        let first = &dump["sentences"][0];
        assert_eq!((&first["s"], &first["e"]), (&json!(0), &json!(17)));
        let norway = &dump["mentions"][0];
        assert_eq!((&norway["s"], &norway["e"], &norway["sent"]), (&json!(0), &json!(6), &json!(0)));
        assert_eq!(norway["sense"]["sort"], "actors");
        assert_eq!(norway["sense"]["refs"][0]["id"], "NOR");
        assert_eq!(norway["sense"]["refs"][0]["form"], "Country");
        let topics: Vec<_> =
            dump["mentions"].as_array().unwrap().iter().filter(|m| m["sense"]["sort"] == "topic").collect();
        assert_eq!(topics.len(), 1);
        assert_eq!((&topics[0]["sense"]["id"], &topics[0]["sent"]), (&json!("copper"), &json!(1)));
    }

    #[test]
    fn what_the_patterns_read_points_to_mentions() {
        let dump = dumped("Norway met Chile in Oslo on 4 March 2024.");
        let meeting = dump["patterns"].as_array().unwrap().iter().find(|it| it["kind"] == "meeting").unwrap();
        let participants = meeting["fillers"].as_array().unwrap().iter().filter(|it| it[0] == "participant");
        let ids: Vec<_> = participants
            .map(|it| {
                let mention = usize::try_from(it[1][0].as_u64().unwrap()).unwrap();
                dump["mentions"][mention]["sense"]["refs"][0]["id"].clone()
            })
            .collect();
        assert_eq!(ids, ["NOR", "CHL"]);
    }
}
