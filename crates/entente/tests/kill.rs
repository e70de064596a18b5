//! The server is killed while documents stream in: nothing that it acknowledged is lost, nothing is there twice.
//!
//! The real program runs as a child over a data directory. It is killed (`SIGKILL`: no signal handler, no last words)
//! once it has acknowledged so many of 2,000 documents, with more of them under way; then it is checked, started again,
//! and sent all 2,000 again, until the next kill.

#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use entente_proto::v1::ingest_service_client::IngestServiceClient;
use entente_proto::v1::query_service_client::QueryServiceClient;
use entente_proto::v1::{
    Document, DocumentRecord, Fact, GetDocumentRequest, IngestOutcome, IngestRequest, IngestResponse,
    ListDocumentsRequest, ListFactsRequest, PartialDate,
};
use tokio_stream::iter;
use tonic::transport::{Channel, Endpoint};

/// How many documents stream in.
const COUNT: usize = 2_000;

/// How many documents of one stream are under way at most, by the default configuration: the most that can be durable
/// without an acknowledgement.
const WINDOW: usize = 64;

/// The longest that anything is waited for.
const PATIENCE: Duration = Duration::from_secs(120);

/// After how many acknowledgements of a stream the server is killed, one after the other over the same directory.
const KILLS: [usize; 3] = [300, 900, 1_700];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_survives_three_kills() {
    tokio::time::timeout(PATIENCE, killed_and_restarted()).await.expect("it takes less than two minutes");
}

async fn killed_and_restarted() {
    let directory = tempfile::tempdir().unwrap();
    let data = directory.path().join("data");
    let mut acknowledged = BTreeMap::new();
    let mut there = There::default();
    for kill_after in KILLS {
        let mut server = Server::start(&data);
        let known = there.documents.len();
        let seen = send_all(&mut server, &there, &mut acknowledged, Some(kill_after)).await;
        assert!((kill_after..COUNT).contains(&seen), "{seen} of {COUNT} were acknowledged: the kill came too late");
        is_sound(&data);

        let server = Server::start(&data);
        there = everything(&server.connect().await).await;
        verify(&acknowledged, &there);
        let unacknowledged = there.documents.len() - acknowledged.len();
        assert!(unacknowledged <= WINDOW, "{unacknowledged} documents are there that nobody acknowledged");
        assert!(there.documents.len() > known, "each start records some");
        server.stop();
    }

    // All once more, to the end.
    let mut server = Server::start(&data);
    assert_eq!(send_all(&mut server, &there, &mut acknowledged, None).await, COUNT);
    let channel = server.connect().await;
    let all = everything(&channel).await;
    assert_eq!((all.documents.len(), acknowledged.len()), (COUNT, COUNT));
    verify(&acknowledged, &all);
    assert_eq!(all.position, 2 * u64::try_from(COUNT).unwrap(), "an entry for each document, and one for its facts");
    for id in acknowledged.keys().step_by(97) {
        let request = GetDocumentRequest { id: id.clone(), read: None };
        let answer = IngestServiceClient::new(channel.clone()).get_document(request).await.unwrap().into_inner();
        assert_eq!(answer.document.as_ref(), Some(&all.documents[id]));
    }
    drop(channel);
    server.stop();
    is_sound(&data);
}

/// Sends all documents in one stream and kills the server once so many are acknowledged; how many were in the end. What
/// is there already is a duplicate at the place that it had, the rest is new.
async fn send_all(
    server: &mut Server,
    there: &There,
    acknowledged: &mut BTreeMap<String, IngestResponse>,
    kill_after: Option<usize>,
) -> usize {
    let mut answers = send(server.connect().await).await;
    let mut seen = 0;
    loop {
        let answer = match answers.message().await {
            Ok(Some(answer)) => answer,
            Ok(None) => return seen,
            Err(status) => {
                assert!(kill_after.is_some_and(|count| seen >= count), "after {seen}: {status}");
                return seen;
            }
        };
        seen += 1;
        let known = there.documents.contains_key(&answer.document_id);
        let expected = if known { IngestOutcome::Duplicate } else { IngestOutcome::Stored };
        assert_eq!(answer.outcome(), expected, "{answer:?}");
        if let Some(before) = acknowledged.get(&answer.document_id) {
            assert_eq!((answer.position, answer.fact_count), (before.position, before.fact_count));
        }
        acknowledged.insert(answer.document_id.clone(), answer);
        if kill_after == Some(seen) {
            server.kill();
        }
    }
}

/// `entente check` finds nothing wrong with the directory.
fn is_sound(data: &Path) {
    let checked = Command::new(env!("CARGO_BIN_EXE_entente")).arg("check").arg(data).output().unwrap();
    let told = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success() && told.trim_end().ends_with(": sound"), "{checked:?}");
}

/// Every acknowledged document is there with its text and its facts, and every quote is the text's.
fn verify(acknowledged: &BTreeMap<String, IngestResponse>, there: &There) {
    let sent: BTreeMap<String, Document> = documents().map(|document| (document.id.clone(), document)).collect();
    for (id, answer) in acknowledged {
        let record = there.documents.get(id).unwrap_or_else(|| panic!("{id} was acknowledged and is lost"));
        let document = record.document.as_ref().unwrap();
        assert_eq!(document, &sent[id]);
        assert_eq!(record.fact_count, answer.fact_count, "{id}");
        assert!(record.recorded_position < answer.position && answer.position <= there.position, "{id}");
        let facts = there.facts.get(id).map_or(&[][..], Vec::as_slice);
        assert_eq!(u32::try_from(facts.len()).unwrap(), answer.fact_count, "{id}");
        let distinct: BTreeSet<_> = facts.iter().map(|fact| &fact.id).collect();
        assert_eq!(distinct.len(), facts.len(), "{id} states no fact twice");
        for evidence in facts.iter().flat_map(|fact| &fact.evidence) {
            let (start, end) = (evidence.start_byte, evidence.end_byte);
            let words = &document.text[usize::try_from(start).unwrap()..usize::try_from(end).unwrap()];
            assert_eq!(words, evidence.quote, "{id}");
        }
    }
    let facts = acknowledged.values().map(|answer| u64::from(answer.fact_count)).sum::<u64>();
    assert!(facts > 0, "the documents state facts");
}

/// What a server has.
#[derive(Default)]
struct There {
    documents: BTreeMap<String, DocumentRecord>,
    facts: BTreeMap<String, Vec<Fact>>,
    position: u64,
}

async fn everything(channel: &Channel) -> There {
    let mut there = There::default();
    let mut request = ListDocumentsRequest { include_text: true, page_size: 250, ..ListDocumentsRequest::default() };
    loop {
        let answer = IngestServiceClient::new(channel.clone()).list_documents(request.clone()).await.unwrap();
        let answer = answer.into_inner();
        there.position = answer.position;
        for record in answer.documents {
            let id = record.document.as_ref().unwrap().id.clone();
            assert!(there.documents.insert(id.clone(), record).is_none(), "{id} is there twice");
        }
        request.page_token = answer.next_page_token;
        if request.page_token.is_empty() {
            break;
        }
    }
    let mut request = ListFactsRequest { page_size: 1_000, ..ListFactsRequest::default() };
    loop {
        let answer = QueryServiceClient::new(channel.clone()).list_facts(request.clone()).await.unwrap().into_inner();
        for fact in answer.facts {
            there.facts.entry(fact.document_id.clone()).or_default().push(fact);
        }
        request.page_token = answer.next_page_token;
        if request.page_token.is_empty() {
            return there;
        }
    }
}

async fn send(channel: Channel) -> tonic::Streaming<IngestResponse> {
    let requests = iter(documents().map(|document| IngestRequest { document: Some(document) }));
    IngestServiceClient::new(channel).ingest(requests).await.unwrap().into_inner()
}

/// Small documents, no two alike.
fn documents() -> impl Iterator<Item = Document> {
    const PAIRS: [(&str, &str); 7] = [
        ("Japan", "Italy"),
        ("Australia", "India"),
        ("Chile", "Germany"),
        ("Vietnam", "South Korea"),
        ("Canada", "France"),
        ("Kenya", "Norway"),
        ("Brazil", "Indonesia"),
    ];
    const TOPICS: [&str; 6] = ["rare earths", "lithium", "LNG", "space", "nickel", "semiconductors"];
    (0..COUNT).map(|number| {
        let ((one, other), topic) = (PAIRS[number % PAIRS.len()], TOPICS[number % TOPICS.len()]);
        let text = match number % 4 {
            0 => {
                format!("{one} and {other} agreed on Tuesday to cooperate on {topic}. It is note {number} of the year.")
            }
            1 => format!(
                "Note {number}: {one} depends on China for 70 percent of its {topic}, officials in {other} said."
            ),
            2 => format!("China tightened its export controls on {topic}. {one} protested in note {number}."),
            _ => format!("The weather over {one} stayed fair, note {number} says, and nothing else was told."),
        };
        let day = i32::try_from(1 + number % 28).unwrap();
        Document {
            id: format!("note-{number:04}"),
            title: format!("Note {number}"),
            text,
            published: Some(PartialDate { year: 2025, month: 6, day }),
            source: ["Harbour News", "North Wire", ""][number % 3].to_owned(),
            language: "en".to_owned(),
            ..Document::default()
        }
    })
}

/// The program as a child.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    /// Starts it over a directory, and waits until it says where it listens.
    fn start(data: &Path) -> Self {
        let child = Command::new(env!("CARGO_BIN_EXE_entente"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log-level", "warn", "--data-dir"])
            .arg(data)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // From here on it is ended with this value, whatever happens.
        let mut server = Self { child, address: String::new() };
        let stderr = BufReader::new(server.child.stderr.take().unwrap());
        let (told, listens) = mpsc::channel();
        // To the end: a child whose pipe is full would wait for ever.
        std::thread::spawn(move || {
            for line in stderr.lines().map_while(Result::ok) {
                // Nobody asks any more once the address is known.
                let _ = told.send(line);
            }
        });
        let mut lines = Vec::new();
        loop {
            let line = listens.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("it did not start: {lines:?}"));
            if let Some((_, rest)) = line.split_once("listening on ") {
                server.address = rest.split([',', ' ']).next().unwrap_or_default().to_owned();
                return server;
            }
            lines.push(line);
        }
    }

    async fn connect(&self) -> Channel {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address)).unwrap();
        endpoint.connect().await.unwrap()
    }

    fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Stops it politely.
    fn stop(mut self) {
        let told = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(told.success());
        let ended = self.child.wait().unwrap();
        assert!(ended.success(), "{ended:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone where the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
