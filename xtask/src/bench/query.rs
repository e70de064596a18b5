//! How many questions a second are answered over the wire, beside a handler that does nothing.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use entente_core::Document;
use entente_extract::resources::Resources;
use entente_extract::{Options, extract};
use entente_proto::v1::extract_service_client::ExtractServiceClient;
use entente_proto::v1::query_service_client::QueryServiceClient;
use entente_proto::v1::{ExtractRequest, FactFilter, FactKind, GetFactRequest, ListFactsRequest};
use hdrhistogram::Histogram;
use prost::Message;
use serde::Serialize;
use tokio::task::JoinSet;
use tonic::transport::{Channel, Endpoint};

use super::servers::{Servers, THREADS};
use super::spread::Spread;
use super::{Plan, documents, system};

/// How many facts a page holds.
const PAGE: i32 = 50;
/// How many different documents are behind the copies at most.
const MOST_DOCUMENTS: usize = 1_000;
/// How many facts are asked for by id, and how many filters there are, at most.
const MOST_IDS: usize = 5_000;
const MOST_FILTERS: usize = 16;
/// The longest that a call may take before the run is given up.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most calls in a round.
const MOST_CALLS: usize = 200_000;

/// What is answered in a second.
#[derive(Debug, Serialize)]
pub(super) struct Figures {
    pub(super) connections: usize,
    /// Calls that are open at once on each connection.
    pub(super) streams: usize,
    /// What the server has taken.
    pub(super) documents: usize,
    pub(super) facts: usize,
    /// The empty handler first.
    pub(super) calls: Vec<Calls>,
}

/// One method, over all rounds.
#[derive(Debug, Serialize)]
pub(super) struct Calls {
    pub(super) name: &'static str,
    /// How many were made; all were answered.
    pub(super) calls: u64,
    /// The mean size of an answer's message in bytes, and how many facts it holds.
    pub(super) answer_bytes: f64,
    pub(super) answer_facts: f64,
    pub(super) per_second: Spread,
    pub(super) p50_microseconds: f64,
    pub(super) p99_microseconds: f64,
    /// Processor time of the server's threads a call, the transport included.
    pub(super) server_microseconds: Option<Spread>,
    /// Calls a second as a share of what the empty handler answers, round by round.
    pub(super) of_empty: Spread,
}

/// Asks both servers in turn.
pub(super) fn measure(given: &[Document], plan: &Plan) -> anyhow::Result<Figures> {
    let documents = documents::thinned(given, MOST_DOCUMENTS);
    let count = documents.len() * plan.documents_served.div_ceil(documents.len());
    let servers = Servers::start(&documents, count)?;
    let head = servers.app().head();
    let facts = servers.app().graph().stats(head)?.facts;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().thread_name("bench-client").build()?;
    let calls = runtime.block_on(async {
        let ours = connect(servers.ours, plan.connections).await?;
        let empty = connect(servers.empty, plan.connections).await?;
        let ids = ids(&ours[0]).await?;
        let filters = filters(&documents, count / documents.len())?;
        let subjects = [
            Subject { name: "empty handler", channels: empty, question: Question::Nothing },
            Subject { name: "GetFact", channels: ours.clone(), question: Question::Get(ids.into()) },
            Subject { name: "ListFacts, 50 a page", channels: ours, question: Question::List(filters.into()) },
        ];
        compare(&subjects, plan).await
    })?;
    // The connections go with it, so that the servers have nothing to wait for.
    drop(runtime);
    servers.stop()?;
    Ok(Figures { connections: plan.connections, streams: plan.streams, documents: count, facts, calls })
}

async fn connect(address: SocketAddr, count: usize) -> anyhow::Result<Vec<Channel>> {
    let endpoint = Endpoint::from_shared(format!("http://{address}"))?.tcp_nodelay(true);
    let endpoint = endpoint.connect_timeout(PATIENCE).timeout(PATIENCE);
    let mut channels = Vec::new();
    for _ in 0..count {
        channels.push(endpoint.connect().await?);
    }
    Ok(channels)
}

/// Facts that the server holds, to ask for one by one.
async fn ids(channel: &Channel) -> anyhow::Result<Vec<String>> {
    let mut client = QueryServiceClient::new(channel.clone());
    let (mut ids, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListFactsRequest { page_size: 500, page_token, ..Default::default() };
        let answer = client.list_facts(request).await?.into_inner();
        ids.extend(answer.facts.into_iter().map(|fact| fact.id));
        page_token = answer.next_page_token;
        if page_token.is_empty() || ids.len() >= MOST_IDS {
            ensure!(!ids.is_empty(), "the documents state no fact: there is nothing to ask for");
            return Ok(ids);
        }
    }
}

/// The pairs of kind and actor that most facts have, of those that fill a page where there are any.
fn filters(documents: &[Document], copies: usize) -> anyhow::Result<Vec<ListFactsRequest>> {
    let mut pairs: BTreeMap<(&'static str, String), usize> = BTreeMap::new();
    for document in documents {
        for fact in extract(document, Resources::embedded(), &Options::default()).facts {
            let mut actors: Vec<String> = fact.body().role_map().into_values().flatten().collect();
            if let Some(topic) = fact.body().topic() {
                actors.retain(|id| id != topic.as_str());
            }
            actors.sort();
            actors.dedup();
            for actor in actors {
                *pairs.entry((fact.kind().as_str(), actor)).or_default() += copies;
            }
        }
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let full = pairs.partition_point(|(_, count)| *count >= PAGE as usize);
    pairs.truncate(if full > 0 { full.min(MOST_FILTERS) } else { MOST_FILTERS });
    let request = |((kind, actor), _): ((&str, String), usize)| {
        let name = format!("FACT_KIND_{}", kind.to_uppercase());
        let kind = FactKind::from_str_name(&name).with_context(|| format!("the contract has no {name}"))?;
        let filter = FactFilter { kinds: vec![kind.into()], actors: vec![actor], ..Default::default() };
        Ok(ListFactsRequest { filter: Some(filter), page_size: PAGE, ..Default::default() })
    };
    pairs.into_iter().map(request).collect()
}

struct Subject {
    name: &'static str,
    channels: Vec<Channel>,
    question: Question,
}

#[derive(Clone)]
enum Question {
    Nothing,
    Get(Arc<[String]>),
    List(Arc<[ListFactsRequest]>),
}

/// Rounds of all subjects in turn, so that what disturbs one disturbs its neighbours too.
async fn compare(subjects: &[Subject], plan: &Plan) -> anyhow::Result<Vec<Calls>> {
    // The warm-up also tells how many calls a round has time for, and how large the answers are.
    let (mut counts, mut sizes) = (Vec::new(), Vec::new());
    for subject in subjects {
        let open = plan.connections * plan.streams;
        let warm = drive(subject, plan.streams, plan.warm_up_calls.max(open), true).await?;
        counts.push(((warm.rate() * plan.round().as_secs_f64()) as usize).clamp(open, MOST_CALLS));
        sizes.push(warm.answers.bytes as f64 / warm.answers.calls as f64);
    }
    let mut rounds: Vec<Vec<Round>> = subjects.iter().map(|_| Vec::new()).collect();
    for _ in 0..plan.rounds {
        for ((subject, count), rounds) in subjects.iter().zip(&counts).zip(&mut rounds) {
            rounds.push(drive(subject, plan.streams, *count, false).await?);
        }
    }
    let empty: Vec<f64> = rounds[0].iter().map(Round::rate).collect();
    let all = subjects.iter().zip(&rounds).zip(sizes);
    all.map(|((subject, rounds), bytes)| summed(subject.name, rounds, bytes, &empty)).collect()
}

fn summed(name: &'static str, rounds: &[Round], answer_bytes: f64, empty: &[f64]) -> anyhow::Result<Calls> {
    let mut times = histogram()?;
    let (mut calls, mut facts) = (0, 0);
    for round in rounds {
        times.add(&round.answers.times)?;
        calls += round.answers.calls;
        facts += round.answers.facts;
    }
    let microseconds = |quantile| times.value_at_quantile(quantile) as f64 / 1e3;
    let used: Option<Vec<f64>> = rounds.iter().map(Round::server_microseconds).collect();
    Ok(Calls {
        name,
        calls,
        answer_bytes,
        answer_facts: facts as f64 / calls as f64,
        per_second: Spread::of(rounds.iter().map(Round::rate)),
        p50_microseconds: microseconds(0.5),
        p99_microseconds: microseconds(0.99),
        server_microseconds: used.map(Spread::of),
        of_empty: Spread::of(rounds.iter().zip(empty).map(|(round, empty)| round.rate() / empty)),
    })
}

struct Round {
    elapsed: Duration,
    server: Option<Duration>,
    answers: Answers,
}

impl Round {
    fn rate(&self) -> f64 {
        self.answers.calls as f64 / self.elapsed.as_secs_f64()
    }

    fn server_microseconds(&self) -> Option<f64> {
        self.server.map(|used| used.as_secs_f64() * 1e6 / self.answers.calls as f64)
    }
}

/// What one caller, or all of a round, got.
struct Answers {
    /// In nanoseconds.
    times: Histogram<u64>,
    calls: u64,
    /// Of the answers' messages, where they were weighed.
    bytes: u64,
    facts: u64,
}

fn histogram() -> anyhow::Result<Histogram<u64>> {
    Ok(Histogram::new_with_bounds(1, PATIENCE.as_nanos() as u64 * 2, 3)?)
}

/// `count` calls, by as many callers as there are streams, each with one call open at a time.
async fn drive(subject: &Subject, streams: usize, count: usize, weigh: bool) -> anyhow::Result<Round> {
    let callers = subject.channels.len() * streams;
    let mut tasks = JoinSet::new();
    let (before, began) = (system::time_of_threads(THREADS), Instant::now());
    for caller in 0..callers {
        let channel = subject.channels[caller % subject.channels.len()].clone();
        let numbers = (caller..count).step_by(callers);
        tasks.spawn(call(channel, subject.question.clone(), numbers, weigh));
    }
    let mut answers = Answers { times: histogram()?, calls: 0, bytes: 0, facts: 0 };
    while let Some(ended) = tasks.join_next().await {
        let of_one = ended?.with_context(|| format!("a call of {} failed", subject.name))?;
        answers.times.add(&of_one.times)?;
        answers.calls += of_one.calls;
        answers.bytes += of_one.bytes;
        answers.facts += of_one.facts;
    }
    let elapsed = began.elapsed();
    let used = before.zip(system::time_of_threads(THREADS)).map(|(before, after)| after.saturating_sub(before));
    if answers.calls != count as u64 {
        bail!("{} of {count} calls of {} were answered", answers.calls, subject.name);
    }
    Ok(Round { elapsed, server: used.filter(|used| !used.is_zero()), answers })
}

/// The calls of one caller, one after the other.
async fn call(
    channel: Channel,
    question: Question,
    numbers: impl Iterator<Item = usize> + Send,
    weigh: bool,
) -> anyhow::Result<Answers> {
    let mut nothing = ExtractServiceClient::new(channel.clone());
    let mut query = QueryServiceClient::new(channel);
    let mut answers = Answers { times: histogram()?, calls: 0, bytes: 0, facts: 0 };
    for number in numbers {
        let began = Instant::now();
        let (bytes, facts) = match &question {
            Question::Nothing => {
                let answer = nothing.extract(ExtractRequest::default()).await?.into_inner();
                answers.times.record(began.elapsed().as_nanos() as u64)?;
                (weigh.then(|| answer.encoded_len()), 0)
            }
            Question::Get(ids) => {
                let id = ids[number % ids.len()].clone();
                let answer = query.get_fact(GetFactRequest { id, read: None }).await?.into_inner();
                answers.times.record(began.elapsed().as_nanos() as u64)?;
                (weigh.then(|| answer.encoded_len()), usize::from(answer.fact.is_some()))
            }
            Question::List(requests) => {
                let answer = query.list_facts(requests[number % requests.len()].clone()).await?.into_inner();
                answers.times.record(began.elapsed().as_nanos() as u64)?;
                (weigh.then(|| answer.encoded_len()), answer.facts.len())
            }
        };
        if facts == 0 && !matches!(question, Question::Nothing) {
            bail!("an answer without a fact");
        }
        answers.calls += 1;
        answers.bytes += bytes.unwrap_or_default() as u64;
        answers.facts += facts as u64;
    }
    Ok(answers)
}
