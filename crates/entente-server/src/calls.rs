//! What every call passes: the limit on calls at once, its deadline, the end of the server, and one span that tells what
//! became of it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Extensions, HeaderMap, Request, Response};
use http_body::{Body as _, Frame, SizeHint};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::body::Body;
use tonic::codegen::Bytes;
use tonic::{Code, Status};
use tower::{Layer, Service};
use tracing::Span;

use crate::status::Refusal;

/// The methods that answer with a stream: their time is the client's to limit.
const STREAMS: [&str; 2] = ["/entente.v1.ExtractService/ExtractStream", "/entente.v1.IngestService/Ingest"];
/// What begins the paths of the contract's own methods; others are health and reflection.
const CONTRACT: &str = "/entente.v1.";

/// When the call is over, whatever has been answered by then.
#[derive(Debug, Clone, Copy)]
struct Deadline(Instant);

/// The deadline of a call, where it has one.
pub(crate) fn deadline_of(extensions: &Extensions) -> Option<Instant> {
    extensions.get::<Deadline>().map(|deadline| deadline.0)
}

/// The rules for calls of one server.
#[derive(Debug, Clone)]
pub(crate) struct CallLayer {
    /// Calls that may still begin.
    pub(crate) places: Arc<Semaphore>,
    /// How long a call with one answer may take.
    pub(crate) timeout: Duration,
    /// The server stops: no new call is taken, and what never ends by itself ends.
    pub(crate) stop: CancellationToken,
    /// The time to drain is over: every call ends.
    pub(crate) cut: CancellationToken,
}

impl<S> Layer<S> for CallLayer {
    type Service = CallService<S>;

    fn layer(&self, inner: S) -> Self::Service {
        CallService { inner, rules: self.clone() }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct CallService<S> {
    inner: S,
    rules: CallLayer,
}

impl<S> Service<Request<Body>> for CallService<S>
where
    S: Service<Request<Body>, Response = Response<Body>> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Send,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request<Body>) -> Self::Future {
        let started = Instant::now();
        let span = span_of(&request);
        let path = request.uri().path();
        let (counted, streams) = (path.starts_with(CONTRACT), STREAMS.contains(&path));
        let end = if counted { self.rules.cut.clone() } else { self.rules.stop.clone() };
        let mut watch = Watch { span, started, status: None, place: None };

        if counted && self.rules.stop.is_cancelled() {
            return refuse(Refusal::shutting_down(), watch);
        }
        if counted {
            match Arc::clone(&self.rules.places).try_acquire_owned() {
                Ok(place) => watch.place = Some(place),
                Err(_) => return refuse(Refusal::overloaded(), watch),
            }
        }
        let asked = timeout_of(request.headers()).map(|timeout| started + timeout);
        let allowed = (counted && !streams).then(|| started + self.rules.timeout);
        let deadline = asked.into_iter().chain(allowed).min();
        if let Some(deadline) = deadline {
            request.extensions_mut().insert(Deadline(deadline));
        }

        // The clone takes the place of the service that was ready.
        let inner = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, inner);
        let span = watch.span.clone();
        let answer = async move {
            let answer = tokio::select! {
                biased;
                answer = inner.call(request) => explained(answer?),
                () = until(deadline) => answer_with(Refusal::deadline()),
                () = end.cancelled() => answer_with(Refusal::shutting_down()),
            };
            Ok(watched(answer, watch, &end))
        };
        Box::pin(tracing::Instrument::instrument(answer, span))
    }
}

fn refuse<E: Send + 'static>(
    refusal: Refusal,
    watch: Watch,
) -> Pin<Box<dyn Future<Output = Result<Response<Body>, E>> + Send>> {
    let answer = watched(answer_with(refusal), watch, &CancellationToken::new());
    Box::pin(std::future::ready(Ok(answer)))
}

fn answer_with(refusal: Refusal) -> Response<Body> {
    Status::from(refusal).into_http()
}

/// An answer that gives the reason where the transport refused a request without one.
fn explained(answer: Response<Body>) -> Response<Body> {
    let status = Status::from_header_map(answer.headers());
    status.and_then(|status| Refusal::of_transport(&status)).map_or(answer, answer_with)
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}

fn span_of(request: &Request<Body>) -> Span {
    let span = tracing::info_span!(
        "call",
        method = request.uri().path(),
        request_id = tracing::field::Empty,
        status = tracing::field::Empty,
        latency_ms = tracing::field::Empty,
    );
    if let Some(id) = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()) {
        span.record("request_id", id);
    }
    span
}

/// The time that the client allows, less what keeps our answer ahead of the transport's own timer.
fn timeout_of(headers: &HeaderMap) -> Option<Duration> {
    const AHEAD: Duration = Duration::from_millis(1);
    let text = headers.get("grpc-timeout")?.to_str().ok()?;
    let (digits, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    if digits.is_empty() || digits.len() > 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    let timeout = match unit {
        "H" => Duration::from_secs(number * 3_600),
        "M" => Duration::from_secs(number * 60),
        "S" => Duration::from_secs(number),
        "m" => Duration::from_millis(number),
        "u" => Duration::from_micros(number),
        "n" => Duration::from_nanos(number),
        _ => return None,
    };
    Some(timeout.saturating_sub(AHEAD))
}

/// What is told of a call once it is over.
#[derive(Debug)]
struct Watch {
    span: Span,
    started: Instant,
    /// The status that was sent; none where the client went away before.
    status: Option<Code>,
    /// Given back when the call is over.
    place: Option<OwnedSemaphorePermit>,
}

impl Watch {
    fn note(&mut self, headers: &HeaderMap) {
        if let Some(status) = headers.get("grpc-status") {
            self.status = Some(Code::from_bytes(status.as_bytes()));
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.place.take();
        let status = self.status.map_or_else(|| "client went away".to_owned(), |code| format!("{code:?}"));
        let latency_ms = self.started.elapsed().as_secs_f64() * 1_000.0;
        self.span.record("status", status.as_str());
        self.span.record("latency_ms", latency_ms);
        tracing::info!(parent: &self.span, "answered");
    }
}

fn watched(answer: Response<Body>, mut watch: Watch, end: &CancellationToken) -> Response<Body> {
    watch.note(answer.headers());
    if answer.body().is_end_stream() {
        return answer;
    }
    let end = Box::pin(end.clone().cancelled_owned());
    answer.map(|body| Body::new(Watched { body, watch, end, ended: false }))
}

/// The body of an answer, until it ends or has to.
struct Watched {
    body: Body,
    watch: Watch,
    end: Pin<Box<WaitForCancellationFutureOwned>>,
    ended: bool,
}

impl http_body::Body for Watched {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let span = self.watch.span.clone();
        let _entered = span.enter();
        match Pin::new(&mut self.body).poll_frame(context) {
            Poll::Pending => {}
            ready => {
                if let Poll::Ready(Some(Ok(frame))) = &ready
                    && let Some(trailers) = frame.trailers_ref()
                {
                    self.watch.note(trailers);
                }
                return ready;
            }
        }
        if self.end.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.ended = true;
        let mut trailers = HeaderMap::new();
        let status = Status::from(Refusal::shutting_down());
        self.watch.status = Some(status.code());
        match status.add_header(&mut trailers) {
            Ok(()) => Poll::Ready(Some(Ok(Frame::trailers(trailers)))),
            Err(error) => Poll::Ready(Some(Err(error))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_read_as_the_protocol_writes_them() {
        let check = |text: &str, expected: Option<u64>| {
            let headers = HeaderMap::from_iter([(
                http::HeaderName::from_static("grpc-timeout"),
                http::HeaderValue::from_str(text).unwrap(),
            )]);
            assert_eq!(timeout_of(&headers), expected.map(Duration::from_millis), "{text}");
        };
        check("2S", Some(1_999));
        check("250m", Some(249));
        check("1H", Some(3_599_999));
        check("99999999H", Some(359_999_996_400_000 - 1));
        check("10u", Some(0));
        for bad in ["", "S", "1", "-1S", "1.5S", "123456789S", "1X"] {
            check(bad, None);
        }
        assert_eq!(timeout_of(&HeaderMap::new()), None);
    }
}
