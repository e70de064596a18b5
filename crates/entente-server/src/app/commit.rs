//! The committer: one thread that makes durable, in one write, all that has been read meanwhile.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

use entente_core::{ContentHash, Document, DocumentId, Entry, Extraction, Fact, Position};
use entente_graph::{DocumentStatus, FoldError, Graph};
use entente_store::{Appended, LogError};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::order::{Parked, Ticket};
use super::{Core, IngestError, OpenError, Outcome, Receipt};

/// How many records are read from the log at once.
const READ_BATCH: usize = 1_024;

/// Something to record.
pub(super) struct Job {
    pub(super) id: DocumentId,
    pub(super) ticket: Ticket,
    pub(super) task: Task,
    /// Held until the answer.
    pub(super) place: OwnedSemaphorePermit,
}

pub(super) enum Task {
    Record(Box<Recording>),
    Retract { reason: String, reply: oneshot::Sender<Result<Position, IngestError>> },
}

/// A document that has been read.
pub(super) struct Recording {
    pub(super) document: Document,
    pub(super) hash: ContentHash,
    pub(super) facts: Result<Vec<Fact>, IngestError>,
    pub(super) reply: oneshot::Sender<Result<Receipt, IngestError>>,
}

/// What is done with one job of a batch.
enum Decision {
    Record(Outcome, Place),
    Retract(Place),
    Refuse(IngestError),
}

/// Where something is, or will be.
#[derive(Clone, Copy)]
enum Place {
    /// In the log.
    Known(Position),
    /// In the batch: its number there, from 0.
    Planned(usize),
}

impl Place {
    fn position(self, appended: Option<Appended>) -> Position {
        match (self, appended) {
            (Self::Known(position), _) => position,
            (Self::Planned(number), Some(appended)) => Position(appended.first.0 + number as u64),
            (Self::Planned(_), None) => unreachable!("a batch with a planned entry was appended"),
        }
    }
}

pub(super) struct Committer {
    core: Arc<Core>,
    max_batch: usize,
    parked: Parked<Job>,
    ready: VecDeque<Job>,
}

impl Committer {
    pub(super) fn new(core: Arc<Core>, max_batch: usize) -> Self {
        Self { core, max_batch, parked: Parked::default(), ready: VecDeque::new() }
    }

    pub(super) fn start(mut self, jobs: mpsc::Receiver<Job>) -> std::io::Result<JoinHandle<()>> {
        thread::Builder::new().name("commit".into()).spawn(move || {
            while let Ok(job) = jobs.recv() {
                self.take(job);
                while self.ready.len() < self.max_batch
                    && let Ok(job) = jobs.try_recv()
                {
                    self.take(job);
                }
                while !self.ready.is_empty() {
                    let batch = self.ready.drain(..self.ready.len().min(self.max_batch)).collect();
                    self.commit(batch);
                }
            }
        })
    }

    fn take(&mut self, job: Job) {
        let (id, ticket) = (job.id.clone(), job.ticket);
        self.ready.extend(self.parked.add(&self.core.order, &id, ticket, job));
    }

    /// Records a batch with one write, folds it, and answers.
    fn commit(&self, mut batch: Vec<Job>) {
        let _span = tracing::debug_span!("commit", documents = batch.len()).entered();
        let mut refused: HashMap<usize, IngestError> = HashMap::new();
        let decided = loop {
            if let Err(error) = self.catch_up() {
                break Err(error);
            }
            let plan = self.plan(&batch, &refused);
            if plan.entries.is_empty() {
                break Ok((plan.decisions, None));
            }
            match self.core.log.append(plan.entries, (self.core.clock)()) {
                Ok(appended) => break self.catch_up().map(|()| (plan.decisions, Some(appended))),
                // One that the log cannot keep is refused; the others go on without it.
                Err(LogError::Unrecordable { index, source }) => {
                    let job = plan.owners[index];
                    let document = batch[job].id.clone();
                    refused.insert(job, IngestError::Unrecordable { document, source });
                }
                Err(error) => break Err(error.into()),
            }
        };
        match decided {
            Ok((decisions, appended)) => {
                for (job, decision) in batch.drain(..).zip(decisions) {
                    self.answer(job, decision, appended);
                }
            }
            Err(error) => {
                tracing::error!(%error, documents = batch.len(), "nothing of a batch was recorded");
                for job in batch.drain(..) {
                    self.answer(job, Decision::Refuse(error.clone()), None);
                }
            }
        }
    }

    fn catch_up(&self) -> Result<(), IngestError> {
        catch_up(&self.core).map_err(|error| match error {
            CatchUpError::Log(error) => IngestError::Log(error),
            CatchUpError::Fold(error) => IngestError::Fold(error),
        })
    }

    /// Decides on every job against the graph and the jobs before it.
    fn plan(&self, batch: &[Job], refused: &HashMap<usize, IngestError>) -> Plan {
        let graph = self.core.graph();
        let mut plan = Plan::default();
        for (number, job) in batch.iter().enumerate() {
            let decision = match (refused.get(&number), &job.task) {
                (Some(error), _) => Decision::Refuse(error.clone()),
                (None, Task::Record(recording)) => self.plan_recording(&mut plan, &graph, number, recording),
                (None, Task::Retract { reason, .. }) if plan.is_known(&graph, &job.id) => {
                    let entry = Entry::Retraction { document: job.id.clone(), reason: reason.clone() };
                    let place = plan.add(number, entry);
                    plan.overlay.insert(job.id.clone(), None);
                    Decision::Retract(place)
                }
                (None, Task::Retract { .. }) => Decision::Refuse(not_known(&graph, &job.id)),
            };
            plan.decisions.push(decision);
        }
        plan
    }

    fn plan_recording(&self, plan: &mut Plan, graph: &Graph, job: usize, recording: &Recording) -> Decision {
        let Recording { document, hash, facts, .. } = recording;
        let (id, facts) = match facts {
            Err(error) => return Decision::Refuse(error.clone()),
            Ok(facts) => (&document.id, facts.clone()),
        };
        if let Some((content, place)) = plan.standing(graph, id)
            && content == *hash
        {
            return Decision::Record(Outcome::Duplicate, place);
        }
        let outcome = if plan.is_known(graph, id) { Outcome::Revised } else { Outcome::Stored };
        let extractor = self.core.reader.extractor();
        plan.add(job, Entry::Document(document.clone()));
        let extraction = Extraction { document: id.clone(), content: *hash, extractor, facts };
        let place = plan.add(job, Entry::Extraction(extraction));
        plan.overlay.insert(id.clone(), Some((*hash, place)));
        Decision::Record(outcome, place)
    }

    fn answer(&self, job: Job, decision: Decision, appended: Option<Appended>) {
        self.core.order.leave(&job.id);
        // Whoever asked may be gone: the record stays.
        match (job.task, decision) {
            (Task::Record(recording), Decision::Record(outcome, place)) => {
                let position = place.position(appended);
                let graph = self.core.graph();
                let facts = graph.document(job.id.as_str(), position).map_or(0, |known| known.fact_count);
                drop(graph);
                let _ = recording.reply.send(Ok(Receipt { document: job.id, outcome, position, facts }));
            }
            (Task::Record(recording), Decision::Refuse(error)) => drop(recording.reply.send(Err(error))),
            (Task::Retract { reply, .. }, Decision::Retract(place)) => {
                drop(reply.send(Ok(place.position(appended))));
            }
            (Task::Retract { reply, .. }, Decision::Refuse(error)) => drop(reply.send(Err(error))),
            (Task::Record(_), Decision::Retract(_)) | (Task::Retract { .. }, Decision::Record(..)) => {
                unreachable!("a decision is of its job's sort")
            }
        }
        drop(job.place);
    }
}

/// A batch as it is to be written.
#[derive(Default)]
struct Plan {
    entries: Vec<Entry>,
    /// The job of each entry.
    owners: Vec<usize>,
    /// One for each job.
    decisions: Vec<Decision>,
    /// What documents are after the jobs so far, where that differs from the graph: taken back, or some content.
    overlay: HashMap<DocumentId, Option<(ContentHash, Place)>>,
}

impl Plan {
    fn add(&mut self, job: usize, entry: Entry) -> Place {
        self.entries.push(entry);
        self.owners.push(job);
        Place::Planned(self.entries.len() - 1)
    }

    /// Whether there is such a document after the jobs so far.
    fn is_known(&self, graph: &Graph, id: &DocumentId) -> bool {
        match self.overlay.get(id) {
            Some(planned) => planned.is_some(),
            None => graph.document_status(id.as_str()).is_some(),
        }
    }

    /// The content that stands and has been read, and since where it shows.
    fn standing(&self, graph: &Graph, id: &DocumentId) -> Option<(ContentHash, Place)> {
        if let Some(planned) = self.overlay.get(id) {
            return *planned;
        }
        let status = graph.document_status(id.as_str()).filter(|status| status.extractor.is_some())?;
        Some((status.content, Place::Known(shown_since(graph, id, &status))))
    }
}

/// The position since which reads show a document's state with its facts.
pub(super) fn shown_since(graph: &Graph, id: &DocumentId, status: &DocumentStatus) -> Position {
    // The extraction follows on its document in everything that this server wrote.
    let next = status.position.next();
    let read = graph.document(id.as_str(), next).is_ok_and(|known| known.read_content == Some(status.content));
    if read { next } else { graph.position() }
}

fn not_known(graph: &Graph, id: &DocumentId) -> IngestError {
    match graph.document(id.as_str(), graph.position()) {
        Err(error) => IngestError::NotKnown(error),
        Ok(_) => IngestError::NotKnown(entente_graph::QueryError::DocumentNotFound {
            id: id.as_str().to_owned(),
            nearest: Vec::new(),
        }),
    }
}

/// Why the fold cannot follow the log.
pub(super) enum CatchUpError {
    Log(LogError),
    Fold(FoldError),
}

impl From<CatchUpError> for OpenError {
    fn from(error: CatchUpError) -> Self {
        match error {
            CatchUpError::Log(error) => Self::Log(error),
            CatchUpError::Fold(error) => Self::Fold(error),
        }
    }
}

/// Folds what the log holds beyond the graph.
pub(super) fn catch_up(core: &Core) -> Result<(), CatchUpError> {
    loop {
        let after = core.graph().position();
        if after >= core.log.head() {
            return Ok(());
        }
        let records = core.log.read(after, READ_BATCH).map_err(CatchUpError::Log)?;
        if records.is_empty() {
            return Ok(());
        }
        let mut graph = core.graph.write().unwrap_or_else(PoisonError::into_inner);
        for record in &records {
            graph.apply(record).map_err(CatchUpError::Fold)?;
        }
    }
}
