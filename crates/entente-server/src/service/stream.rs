//! Streams that answer every request in its order while many are on their way.

use std::future::Future;
use std::pin::Pin;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt};
use tokio_util::sync::CancellationToken;
use tonic::Status;

use crate::status::Refusal;

/// An answer that is still to come.
pub(super) type Answer<T> = Pin<Box<dyn Future<Output = Result<T, Status>> + Send>>;

/// When a stream ends before its requests do.
#[derive(Debug, Clone)]
pub(super) struct Ends {
    /// The server stops: what was accepted is answered, no more is taken.
    pub(super) stop: CancellationToken,
    /// The deadline of the call: nothing more is answered.
    pub(super) deadline: Option<Instant>,
}

/// Answers a stream of requests in their order. `accept` takes one, with its number, and returns once it is on its way;
/// at most `window` are, so that a client that does not read its answers, or a log that is slow, makes the client wait.
///
/// The first error, of the requests, of accepting or of an answer, ends the stream after the answers before it. Whatever
/// was accepted goes on, whether or not somebody still listens.
pub(super) fn answer_in_order<In, Out, Accept, Accepted>(
    requests: impl Stream<Item = Result<In, Status>> + Send + Unpin + 'static,
    window: usize,
    ends: Ends,
    accept: Accept,
) -> ReceiverStream<Result<Out, Status>>
where
    In: Send + 'static,
    Out: Send + 'static,
    Accept: Fn(u64, In) -> Accepted + Send + 'static,
    Accepted: Future<Output = Result<Answer<Out>, Status>> + Send + 'static,
{
    let (on_their_way, waiting) = mpsc::channel(window);
    let (answers, out) = mpsc::channel(1);
    tokio::spawn(take(requests, ends.clone(), accept, on_their_way));
    tokio::spawn(give(waiting, ends, answers));
    ReceiverStream::new(out)
}

async fn take<In, Out, Accept, Accepted>(
    mut requests: impl Stream<Item = Result<In, Status>> + Send + Unpin,
    ends: Ends,
    accept: Accept,
    on_their_way: mpsc::Sender<Result<Answer<Out>, Status>>,
) where
    Accept: Fn(u64, In) -> Accepted,
    Accepted: Future<Output = Result<Answer<Out>, Status>>,
{
    let mut number = 0;
    loop {
        // A place first: what is accepted has one.
        let Ok(place) = on_their_way.reserve().await else { return };
        let accepted = tokio::select! {
            biased;
            () = ends.stop.cancelled() => Err(Refusal::shutting_down().into()),
            () = on_their_way.closed() => return,
            next = requests.next() => match next {
                None => return,
                Some(Err(status)) => Err(Refusal::of_transport(&status).map_or(status, Status::from)),
                Some(Ok(request)) => accept(number, request).await,
            },
        };
        let ended = accepted.is_err();
        place.send(accepted);
        if ended {
            return;
        }
        number += 1;
    }
}

async fn give<Out>(
    mut waiting: mpsc::Receiver<Result<Answer<Out>, Status>>,
    ends: Ends,
    answers: mpsc::Sender<Result<Out, Status>>,
) {
    let deadline = async {
        match ends.deadline {
            Some(deadline) => sleep_until(deadline).await,
            None => std::future::pending().await,
        }
    };
    let in_order = async {
        while let Some(next) = waiting.recv().await {
            let answer = match next {
                Ok(answer) => answer.await,
                Err(status) => Err(status),
            };
            let ended = answer.is_err();
            if answers.send(answer).await.is_err() || ended {
                return;
            }
        }
    };
    tokio::select! {
        biased;
        () = in_order => {}
        () = deadline => {
            // Nobody may be there any more.
            let _ = answers.send(Err(Refusal::deadline().into())).await;
        }
        () = answers.closed() => {}
    }
}

#[cfg(test)]
mod tests {
    use tokio_stream::iter;

    use super::*;

    fn ends() -> Ends {
        Ends { stop: CancellationToken::new(), deadline: None }
    }

    /// Answers `n` after so many turns that later requests are ready first.
    async fn accept(number: u64, request: u64) -> Result<Answer<(u64, u64)>, Status> {
        Ok(Box::pin(async move {
            for _ in 0..(10 - request.min(10)) {
                tokio::task::yield_now().await;
            }
            if request == 7 { Err(Status::internal("seven")) } else { Ok((number, request)) }
        }))
    }

    async fn check(requests: Vec<Result<u64, Status>>, ends: Ends, expected: &[Result<(u64, u64), &str>]) {
        let answers: Vec<_> = answer_in_order(iter(requests), 2, ends, accept).collect().await;
        let answers: Vec<_> = answers.iter().map(|a| a.as_ref().map(|ok| *ok).map_err(|e| e.message())).collect();
        assert_eq!(answers, expected);
    }

    #[tokio::test]
    async fn answers_come_in_the_order_of_the_requests() {
        check(vec![Ok(1), Ok(9), Ok(3)], ends(), &[Ok((0, 1)), Ok((1, 9)), Ok((2, 3))]).await;
    }

    #[tokio::test]
    async fn the_first_error_ends_the_stream_after_the_answers_before_it() {
        check(vec![Ok(1), Ok(7), Ok(3)], ends(), &[Ok((0, 1)), Err("seven")]).await;
        let broken = Err(Status::invalid_argument("no message"));
        check(vec![Ok(1), broken, Ok(3)], ends(), &[Ok((0, 1)), Err("no message")]).await;
    }

    #[tokio::test]
    async fn a_server_that_stops_takes_no_more() {
        let ends = ends();
        ends.stop.cancel();
        let message = "the server is stopping: try another one, or this one later";
        check(vec![Ok(1)], ends, &[Err(message)]).await;
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_is_answered_past_the_deadline() {
        let deadline = Some(Instant::now() + std::time::Duration::from_millis(5));
        let requests = iter([Ok::<u64, Status>(1)]).chain(tokio_stream::pending());
        let ends = Ends { deadline, ..ends() };
        let answers: Vec<_> = answer_in_order(requests, 2, ends, accept).collect().await;
        assert_eq!(answers.len(), 2);
        assert_eq!(answers[1].as_ref().unwrap_err().code(), tonic::Code::DeadlineExceeded);
    }
}
