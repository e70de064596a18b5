//! Reads documents on several threads and gives the results in the order of the documents.

use std::num::NonZero;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use entente_extract::resources::Resources;
use entente_extract::{Options, Outcome};

use crate::input::{Given, Read1, Refusal};

/// How many documents a thread may be ahead of the output.
const AHEAD: usize = 4;

/// One document and what it states.
pub(crate) struct Reading {
    /// The document, and where it comes from.
    pub(crate) given: Given,
    /// What it states, with remarks, and explanations where they were asked for.
    pub(crate) found: Outcome,
}

/// How many threads to read with where nobody says: one a processor.
pub(crate) fn default_threads() -> NonZero<usize> {
    thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN)
}

/// Reads every document and hands the readings to `each` in the order of the documents, as they come.
///
/// Every thread has its own queues, taken in turn, so that the order needs no buffer and memory stays bounded.
///
/// # Errors
/// The first error of `each`; nothing is read after it.
pub(crate) fn in_order<E>(
    documents: impl Iterator<Item = Read1> + Send,
    threads: NonZero<usize>,
    options: Options,
    mut each: impl FnMut(Result<Reading, Refusal>) -> Result<(), E>,
) -> Result<(), E> {
    let resources = Resources::embedded();
    thread::scope(|scope| {
        let mut inputs: Vec<SyncSender<Read1>> = Vec::new();
        let mut outputs: Vec<Receiver<Result<Reading, Refusal>>> = Vec::new();
        for _ in 0..threads.get() {
            let (input, work) = sync_channel::<Read1>(AHEAD);
            let (done, output) = sync_channel(AHEAD);
            scope.spawn(move || {
                for given in work {
                    // Nobody waits for the output any more: `each` has failed.
                    if done.send(given.map(|given| read(given, resources, &options))).is_err() {
                        return;
                    }
                }
            });
            inputs.push(input);
            outputs.push(output);
        }
        scope.spawn(move || {
            for (document, input) in documents.zip(inputs.iter().cycle()) {
                if input.send(document).is_err() {
                    return;
                }
            }
        });
        for output in outputs.iter().cycle() {
            match output.recv() {
                Ok(reading) => each(reading)?,
                // The first thread without a next document: those after it have none either.
                Err(_) => break,
            }
        }
        drop(outputs);
        Ok(())
    })
}

fn read(given: Given, resources: &Resources<'_>, options: &Options) -> Reading {
    let found = entente_extract::extract(&given.document, resources, options);
    Reading { given, found }
}
