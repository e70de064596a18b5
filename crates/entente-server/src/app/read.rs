//! The threads that read texts: as many as are configured, none of them one that answers calls.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{self, JoinHandle};

use entente_core::{ContentHash, Document};
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::commit::{Job, Recording, Task};
use super::order::Ticket;
use super::{Core, IngestError, Receipt};
use crate::extractor::{Reading, Wishes};

/// A text to read.
pub(super) enum Work {
    /// For the log.
    Record {
        ticket: Ticket,
        document: Document,
        hash: ContentHash,
        reply: oneshot::Sender<Result<Receipt, IngestError>>,
        place: OwnedSemaphorePermit,
        commits: mpsc::Sender<Job>,
    },
    /// For whoever asked, and nobody else.
    Show {
        document: Document,
        wishes: Wishes,
        reply: oneshot::Sender<Result<Reading, IngestError>>,
        place: OwnedSemaphorePermit,
    },
}

/// The threads, and the way to them.
pub(super) struct Readers {
    work: Mutex<Option<mpsc::Sender<Work>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Readers {
    pub(super) fn start(core: &Arc<Core>, count: usize) -> std::io::Result<Self> {
        let (work, waiting) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        let threads = (0..count).map(|number| {
            let (core, waiting) = (Arc::clone(core), Arc::clone(&waiting));
            thread::Builder::new().name(format!("read-{number}")).spawn(move || read_all(&core, &waiting))
        });
        Ok(Self { threads: Mutex::new(threads.collect::<Result<_, _>>()?), work: Mutex::new(Some(work)) })
    }

    /// Hands work to the next free thread. It is made only where there is somebody to take it, and in the order in which
    /// it is handed over.
    pub(super) fn give(&self, work: impl FnOnce() -> Work) -> Result<(), IngestError> {
        let sender = self.work.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = sender.as_ref().ok_or(IngestError::ShuttingDown)?;
        sender.send(work()).map_err(|_| IngestError::ShuttingDown)
    }

    /// Takes no more work; the threads end when they have done what they were given.
    pub(super) fn close(&self) -> Vec<JoinHandle<()>> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner).take();
        std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn read_all(core: &Core, waiting: &Mutex<mpsc::Receiver<Work>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Err(_) => return,
            Ok(Work::Record { ticket, document, hash, reply, place, commits }) => {
                let facts = read(core, &document, &Wishes::default()).map(|reading| reading.facts);
                let id = document.id.clone();
                let task = Task::Record(Box::new(Recording { document, hash, facts, reply }));
                let job = Job { id, ticket, task, place };
                // Where the committer is gone, the reply falls with the job, and whoever waits learns of it.
                let _ = commits.send(job);
            }
            Ok(Work::Show { document, wishes, reply, place }) => {
                if !reply.is_closed() {
                    // Nobody need be there any more.
                    let _ = reply.send(read(core, &document, &wishes));
                }
                drop(place);
            }
        }
    }
}

/// What a document states, with every quote compared with its text.
fn read(core: &Core, document: &Document, wishes: &Wishes) -> Result<Reading, IngestError> {
    let id = || document.id.clone();
    let reading = catch_unwind(AssertUnwindSafe(|| core.reader.read_as(document, wishes)))
        .map_err(|_| IngestError::ExtractorBroke { document: id() })?;
    for fact in &reading.facts {
        if *fact.document() != document.id {
            return Err(IngestError::ForeignFact { document: id(), found: fact.document().clone() });
        }
        fact.verify(document.text()).map_err(|source| IngestError::Evidence { document: id(), source })?;
    }
    Ok(reading)
}
