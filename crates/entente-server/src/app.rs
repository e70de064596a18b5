//! The service without its wire: the log, its fold, and the way of documents into them.
//!
//! ```text
//! ingest ──> known already? ──> threads that read ──> the committer ──> log ──> graph ──> answer
//!                 └─> duplicate                        (one write for all that wait)
//! ```
//!
//! Reading order: [`App`], then the stages: order, reading, committing.

mod commit;
mod error;
mod order;
mod read;

use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, mpsc};
use std::thread::JoinHandle;
use std::time::{SystemTime, UNIX_EPOCH};

use entente_core::{ContentHash, Document, DocumentId, Entry, Extractor, Position, RecordTime, World};
use entente_graph::{Graph, KnownDocument};
use entente_store::Log;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::config::Config;
use crate::extractor::{ReadDocuments, Reading, Wishes};
use commit::{Committer, Job, Task};
pub use error::{IngestError, OpenError, ReadError};
use order::Order;
use read::{Readers, Work};

/// The clock of record times.
pub type Clock = Arc<dyn Fn() -> RecordTime + Send + Sync>;

/// The clock of this machine.
#[must_use]
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        RecordTime(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    })
}

/// What became of a document that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// New: recorded with its facts.
    Stored,
    /// Already there with the same content; nothing was added.
    Duplicate,
    /// Known with other content, which this one replaces.
    Revised,
}

/// The acknowledgement of a document: it and its facts are durable, and reads show them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The document.
    pub document: DocumentId,
    /// What became of it.
    pub outcome: Outcome,
    /// The position from which on reads show it with its facts; for a duplicate that of the state that stands.
    pub position: Position,
    /// How many facts it states.
    pub facts: usize,
}

/// A document that is on its way into the log: the order of its id is fixed, its answer still to come.
#[derive(Debug)]
pub struct Pending(oneshot::Receiver<Result<Receipt, IngestError>>);

impl Pending {
    /// Waits until the document is durable, or refused.
    ///
    /// # Errors
    /// [`IngestError`] where it is refused, or nothing can be recorded.
    pub async fn receipt(self) -> Result<Receipt, IngestError> {
        self.0.await.unwrap_or(Err(IngestError::ShuttingDown))
    }
}

/// The log, its fold, and the way into them. One for each log.
pub struct App {
    core: Arc<Core>,
    /// Places on the way into the log: whoever brings more documents waits.
    places: Arc<Semaphore>,
    readers: Readers,
    /// To the committer; none once closed.
    commits: Mutex<Option<mpsc::Sender<Job>>>,
    committer: Mutex<Option<JoinHandle<()>>>,
}

/// What all stages share.
struct Core {
    log: Arc<dyn Log>,
    graph: RwLock<Graph>,
    reader: Arc<dyn ReadDocuments>,
    clock: Clock,
    order: Order,
    max_document_bytes: usize,
}

impl App {
    /// Folds the log and gets ready for documents.
    ///
    /// # Errors
    /// [`OpenError`] where the configuration is wrong, the log cannot be read or does not fold, or the system gives no
    /// threads.
    pub fn open(
        log: Arc<dyn Log>,
        world: &'static World,
        reader: Arc<dyn ReadDocuments>,
        config: &Config,
        clock: Clock,
    ) -> Result<Self, OpenError> {
        config.validate()?;
        let core = Arc::new(Core {
            log,
            graph: RwLock::new(Graph::new(world)),
            reader,
            clock,
            order: Order::default(),
            max_document_bytes: config.sizes.max_document_bytes,
        });
        commit::catch_up(&core)?;
        let (commits, jobs) = mpsc::channel();
        let committer = Committer::new(Arc::clone(&core), config.ingest.max_batch).start(jobs)?;
        Ok(Self {
            readers: Readers::start(&core, config.ingest.extraction_threads)?,
            places: Arc::new(Semaphore::new(config.ingest.queue_length)),
            core,
            commits: Mutex::new(Some(commits)),
            committer: Mutex::new(Some(committer)),
        })
    }

    /// The position of the last record that reads show.
    #[must_use]
    pub fn head(&self) -> Position {
        self.graph().position()
    }

    /// The graph, for one question: records that come meanwhile wait, so let go of it soon and never hold it over an
    /// `await`.
    pub fn graph(&self) -> RwLockReadGuard<'_, Graph> {
        self.core.graph()
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &dyn Log {
        &*self.core.log
    }

    /// What reads documents.
    #[must_use]
    pub fn extractor(&self) -> Extractor {
        self.core.reader.extractor()
    }

    /// Records a document with its facts; returns once both are durable and reads show them.
    ///
    /// # Errors
    /// [`IngestError`] where it is refused, or nothing can be recorded.
    pub async fn ingest(&self, document: Document) -> Result<Receipt, IngestError> {
        self.submit(document).await?.receipt().await
    }

    /// Puts a document on its way into the log, once there is room for it. Documents of one id are recorded in the order
    /// in which this returned; once it has returned, the document is recorded whether or not somebody waits for it.
    ///
    /// # Errors
    /// [`IngestError::TooLarge`], [`IngestError::ShuttingDown`].
    pub async fn submit(&self, document: Document) -> Result<Pending, IngestError> {
        self.core.check_size(&document)?;
        let place = self.place().await?;
        let hash = document.content_hash();
        let (reply, answer) = oneshot::channel();
        if let Some(receipt) = self.core.duplicate(&document.id, hash) {
            // The other end is right here.
            let _ = reply.send(Ok(receipt));
            return Ok(Pending(answer));
        }
        let commits = self.commits()?;
        self.readers.give(|| {
            let ticket = self.core.order.enter(&document.id);
            Work::Record { ticket, document, hash, reply, place, commits }
        })?;
        Ok(Pending(answer))
    }

    /// Reads a document without recording it, as somebody wishes.
    ///
    /// # Errors
    /// [`IngestError`] where it is refused.
    pub async fn extract(&self, document: Document, wishes: Wishes) -> Result<Reading, IngestError> {
        self.core.check_size(&document)?;
        let place = self.place().await?;
        let (reply, answer) = oneshot::channel();
        self.readers.give(|| Work::Show { document, wishes, reply, place })?;
        answer.await.unwrap_or(Err(IngestError::ShuttingDown))
    }

    /// Takes a document back, with all facts that rest on it; returns the position of that record. Documents of the same
    /// id that were accepted before are recorded before.
    ///
    /// # Errors
    /// [`IngestError::NotKnown`] where there is no such document, else as [`ingest`](Self::ingest).
    pub async fn retract(&self, id: DocumentId, reason: String) -> Result<Position, IngestError> {
        let place = self.place().await?;
        let (reply, answer) = oneshot::channel();
        let commits = self.commits()?;
        let ticket = self.core.order.enter(&id);
        let job = Job { id, ticket, task: Task::Retract { reason, reply }, place };
        commits.send(job).map_err(|_| IngestError::ShuttingDown)?;
        answer.await.unwrap_or(Err(IngestError::ShuttingDown))
    }

    /// A document as it is known at a position, with its text from the log. Reads the log: it may block.
    ///
    /// # Errors
    /// [`ReadError`] where there is none, or the log cannot be read.
    pub fn document(&self, id: &str, at: Position) -> Result<(Document, KnownDocument), ReadError> {
        let known = self.graph().document(id, at)?;
        let document = self.text_of(&known)?;
        Ok((document, known))
    }

    /// The document that the log holds for one that is known. Reads the log: it may block.
    ///
    /// # Errors
    /// [`ReadError::Log`], [`ReadError::Elsewhere`].
    pub fn text_of(&self, known: &KnownDocument) -> Result<Document, ReadError> {
        let position = known.state.position;
        match self.core.log.record(position)?.map(|record| record.entry) {
            Some(Entry::Document(document)) if document.id == known.id => Ok(document),
            _ => Err(ReadError::Elsewhere { position, document: known.id.clone() }),
        }
    }

    /// Takes no more documents, and returns once all that were accepted are recorded and answered. Reads still answer.
    pub async fn close(&self) {
        self.places.close();
        // The readers first: each holds a way to the committer until it has no more work.
        let readers = self.readers.close();
        self.commits.lock().unwrap_or_else(PoisonError::into_inner).take();
        let committer = self.committer.lock().unwrap_or_else(PoisonError::into_inner).take();
        let threads = readers.into_iter().chain(committer);
        let join = tokio::task::spawn_blocking(|| {
            for thread in threads {
                if thread.join().is_err() {
                    tracing::error!("a thread of the way into the log broke");
                }
            }
        });
        if join.await.is_err() {
            tracing::error!("the wait for the way into the log broke");
        }
    }

    async fn place(&self) -> Result<OwnedSemaphorePermit, IngestError> {
        Arc::clone(&self.places).acquire_owned().await.map_err(|_| IngestError::ShuttingDown)
    }

    fn commits(&self) -> Result<mpsc::Sender<Job>, IngestError> {
        let commits = self.commits.lock().unwrap_or_else(PoisonError::into_inner);
        commits.clone().ok_or(IngestError::ShuttingDown)
    }
}

impl Core {
    fn graph(&self) -> RwLockReadGuard<'_, Graph> {
        // A panic inside a fold would leave the graph behind the log, which the next batch notices and refuses.
        self.graph.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn check_size(&self, document: &Document) -> Result<(), IngestError> {
        let (size, limit) = (document.text().len(), self.max_document_bytes);
        if size > limit {
            return Err(IngestError::TooLarge { document: document.id.clone(), size, limit });
        }
        Ok(())
    }

    /// The receipt of a document that is there with this content, where nothing with its id is on the way.
    fn duplicate(&self, id: &DocumentId, content: ContentHash) -> Option<Receipt> {
        let graph = self.graph();
        let status = graph.document_status(id.as_str())?;
        let same = status.content == content && status.extractor.is_some();
        // Asked after the graph: whoever leaves the line has been applied before.
        if !same || !self.order.is_free(id) {
            return None;
        }
        let (outcome, position) = (Outcome::Duplicate, commit::shown_since(&graph, id, &status));
        Some(Receipt { document: id.clone(), outcome, position, facts: status.fact_count })
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("head", &self.head()).field("extractor", &self.extractor()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
