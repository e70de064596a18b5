//! `entente query`: the questions of the API, answered as tables or JSON.

mod filter;
mod lists;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Args, Subcommand};
use entente_proto::v1;
use entente_server::Config;
use prost::Message;

use self::filter::FilterArgs;
use crate::backend::{self, Backend};
use crate::exit::{Exit, Failure};
use crate::output;
use crate::render::{Format, wire};

/// Where a server is expected.
pub(crate) const DEFAULT_SERVER: &str = "http://127.0.0.1:50051";

/// Asks about actors, topics, facts, relations and documents
#[derive(Debug, Args)]
pub(crate) struct QueryArgs {
    #[command(subcommand)]
    question: Question,
    #[command(flatten)]
    common: Common,
}

/// What all questions share.
#[derive(Debug, Args)]
struct Common {
    /// The data directory to ask, where no server has it open; comes before --server
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The server to ask
    #[arg(long, global = true, value_name = "URL", env = "ENTENTE_SERVER", default_value = DEFAULT_SERVER)]
    server: String,
    /// `text`: a table; `json`: the API's answer; `jsonl`: one thing a line
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// What was known after the log's entry at this position
    #[arg(long, global = true, value_name = "POSITION", conflicts_with = "known_at")]
    at_position: Option<u64>,
    /// What was known at this record time (RFC 3339, such as 2026-01-31T12:00:00Z)
    #[arg(long, global = true, value_name = "TIME", value_parser = timestamp)]
    known_at: Option<jiff::Timestamp>,
    /// How many things to ask for in one call, up to 1000 [default: as many as are needed]
    #[arg(long, global = true, value_name = "NUMBER")]
    page_size: Option<i32>,
    /// How many things to write at most; 0: all
    #[arg(long, global = true, value_name = "NUMBER", default_value_t = 50)]
    limit: usize,
}

#[derive(Debug, Subcommand)]
enum Question {
    /// One actor: what the tables say about it, and how many facts name it
    Actor {
        /// Its id (`JPN`, `g7`, `jp-meti`)
        id: String,
    },
    /// Actors, by id
    Actors {
        /// A part of the id, the name or another name
        #[arg(default_value = "", hide_default_value = true)]
        text: String,
        /// Only these sorts
        #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = ["country", "organisation", "government-body", "company", "person", "unlisted"])]
        kind: Vec<String>,
        /// Only those that facts name
        #[arg(long)]
        mentioned: bool,
    },
    /// One topic: its place in the taxonomy, and the figures known about it
    Topic {
        /// Its id (`rare-earths`)
        id: String,
    },
    /// Topics, by id
    Topics {
        /// A part of the id, the name or another name
        #[arg(default_value = "", hide_default_value = true)]
        text: String,
        /// Only those below this topic
        #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
        parent: String,
        /// Only those that facts name
        #[arg(long)]
        mentioned: bool,
    },
    /// One fact and its evidence
    Fact {
        /// Its id (`f-…`)
        id: String,
    },
    /// Facts, by what they say, whom they name, when and where
    Facts(FilterArgs),
    /// One relation and its timeline
    Relation {
        /// Its id (`r-…`)
        id: String,
    },
    /// Relations that such facts support, without their timelines
    Relations(FilterArgs),
    /// One document with its text
    Document {
        /// Its id
        id: String,
    },
    /// Documents, by id
    Documents {
        /// Only those of this source; may be given several times
        #[arg(long)]
        source: Vec<String>,
    },
}

/// Asks, and writes the answer.
///
/// # Errors
/// Where nobody answers, or the answer is an error.
pub(crate) async fn run(args: &QueryArgs) -> Result<Exit, Failure> {
    let common = &args.common;
    let mut backend = match &common.data_dir {
        Some(data_dir) => {
            let config = Config { data_dir: data_dir.clone(), ..Config::default() };
            Backend::local(&backend::open(&backend::read_only_log(&config)?, &config)?, &config)
        }
        None => Backend::remote(&common.server).await?,
    };
    let result = ask(&mut backend, args).await;
    backend.close().await;
    result.map(|()| Exit::Fine)
}

async fn ask(backend: &mut Backend, args: &QueryArgs) -> Result<(), Failure> {
    let common = &args.common;
    let read = common.read();
    match &args.question {
        Question::Actor { id } => {
            let answer = backend.get_actor(v1::GetActorRequest { id: id.clone(), read }).await?;
            common.one("GetActorResponse", &answer, "Actor", answer.actor.as_ref())
        }
        Question::Topic { id } => {
            let answer = backend.get_topic(v1::GetTopicRequest { id: id.clone(), read }).await?;
            common.one("GetTopicResponse", &answer, "Topic", answer.topic.as_ref())
        }
        Question::Fact { id } => {
            let answer = backend.get_fact(v1::GetFactRequest { id: id.clone(), read }).await?;
            common.one("GetFactResponse", &answer, "Fact", answer.fact.as_ref())
        }
        Question::Relation { id } => {
            let answer = backend.get_relation(v1::GetRelationRequest { id: id.clone(), read }).await?;
            common.one("GetRelationResponse", &answer, "Relation", answer.relation.as_ref())
        }
        Question::Document { id } => {
            let answer = backend.get_document(v1::GetDocumentRequest { id: id.clone(), read }).await?;
            lists::document(common, &answer)
        }
        Question::Actors { text, kind, mentioned } => lists::actors(backend, common, text, kind, *mentioned).await,
        Question::Topics { text, parent, mentioned } => lists::topics(backend, common, text, parent, *mentioned).await,
        Question::Facts(filter) => lists::facts(backend, common, filter.to_wire()).await,
        Question::Relations(filter) => lists::relations(backend, common, filter.to_wire()).await,
        Question::Documents { source } => lists::documents(backend, common, source).await,
    }
}

impl Common {
    /// The moment of the log that is asked about.
    fn read(&self) -> Option<v1::ReadOptions> {
        let known = match (self.at_position, self.known_at) {
            (Some(position), _) => v1::read_options::Known::AtPosition(position),
            (None, Some(time)) => v1::read_options::Known::KnownAt(prost_types::Timestamp {
                seconds: time.as_second(),
                nanos: time.subsec_nanosecond(),
            }),
            (None, None) => return None,
        };
        Some(v1::ReadOptions { known: Some(known) })
    }

    /// Writes one thing.
    fn one(
        &self,
        answer_name: &str,
        answer: &impl Message,
        name: &str,
        thing: Option<&impl Message>,
    ) -> Result<(), Failure> {
        let text = match (self.format, thing) {
            (Format::Json, _) => format!("{:#}", wire::json(answer_name, answer)?),
            (Format::Jsonl, Some(thing)) => wire::json(name, thing)?.to_string(),
            (Format::Text, Some(thing)) => wire::details(&wire::describe(name, thing)?),
            (_, None) => return Err(Failure::answered(anyhow::anyhow!("the server answered with nothing"))),
        };
        Ok(output::result(text)?)
    }
}

fn timestamp(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse().map_err(|_| format!("`{text}` is no time: give RFC 3339, such as 2026-01-31T12:00:00Z"))
}

/// The number of an enum's value in the contract.
///
/// # Errors
/// Where the contract does not know the name, which the command line should not have let through.
fn number<T>(name: &str, from_name: impl Fn(&str) -> Option<T>) -> anyhow::Result<i32>
where
    T: Into<i32>,
{
    from_name(name).map(Into::into).with_context(|| format!("the contract has no {name}"))
}
