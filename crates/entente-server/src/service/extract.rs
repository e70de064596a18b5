//! Reading texts without recording anything.

use std::sync::Arc;

use entente_core::{Confidence, Document};
use entente_extract::explain::Explanation;
use entente_proto::v1;
use entente_proto::v1::extract_service_server::ExtractService;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

use super::Shared;
use super::ingest::read_document;
use super::stream::{Answer, Ends, answer_in_order};
use crate::app::App;
use crate::calls::deadline_of;
use crate::config::Config;
use crate::convert::{Invalid, from_proto, to_proto};
use crate::extractor::{Reading, Wishes};
use crate::status::Refusal;

/// `entente.v1.ExtractService`.
#[derive(Debug, Clone)]
pub struct ExtractServer(pub(super) Shared);

impl ExtractServer {
    /// The service over an app, without a server: in process.
    #[must_use]
    pub fn new(app: Arc<App>, config: &Config) -> Self {
        Self(Shared::new(app, config, CancellationToken::new()))
    }

    /// The service over what it shares with the others of one server.
    pub(crate) fn over(shared: &Shared) -> Self {
        Self(shared.clone())
    }
}

#[tonic::async_trait]
impl ExtractService for ExtractServer {
    type ExtractStreamStream = ReceiverStream<Result<v1::ExtractStreamResponse, Status>>;

    async fn extract(&self, request: Request<v1::ExtractRequest>) -> Result<Response<v1::ExtractResponse>, Status> {
        let request = request.into_inner();
        let wishes = wishes(request.explain, request.preference)?;
        let (document, least) = read_request(request.document, request.min_confidence)?;
        let reading = self.0.app.extract(document, wishes).await.map_err(|e| Status::from(Refusal::from(&e)))?;
        let extractor = self.0.app.extractor();
        let (facts, explanations) = facts(&self.0, &reading, least);
        Ok(Response::new(v1::ExtractResponse {
            facts,
            explanations,
            diagnostics: reading.remarks.iter().map(to_proto::diagnostic).collect(),
            extractor: Some(to_proto::extractor(&extractor)),
        }))
    }

    async fn extract_stream(
        &self,
        request: Request<Streaming<v1::ExtractStreamRequest>>,
    ) -> Result<Response<Self::ExtractStreamStream>, Status> {
        let ends = Ends { stop: self.0.stop.clone(), deadline: deadline_of(request.extensions()) };
        let shared = self.0.clone();
        let accept = move |index, request| accept(shared.clone(), index, request);
        Ok(Response::new(answer_in_order(request.into_inner(), self.0.stream_window, ends, accept)))
    }
}

/// Lets one document of a stream be read, beside those before it.
async fn accept(
    shared: Shared,
    index: u64,
    request: v1::ExtractStreamRequest,
) -> Result<Answer<v1::ExtractStreamResponse>, Status> {
    let document_id = request.document.as_ref().map(|document| document.id.clone()).unwrap_or_default();
    let extractor = Some(to_proto::extractor(&shared.app.extractor()));
    let empty = v1::ExtractStreamResponse { index, document_id, extractor, ..Default::default() };
    let wishes = wishes(request.explain, request.preference);
    let read = wishes.and_then(|wishes| Ok((read_request(request.document, request.min_confidence)?, wishes)));
    let ((document, least), wishes) = match read {
        Ok(read) => read,
        Err(refusal) => {
            let answer = v1::ExtractStreamResponse { rejection: Some(refusal.into()), ..empty };
            return Ok(Box::pin(async move { Ok(answer) }));
        }
    };
    let app = Arc::clone(&shared.app);
    let reading = tokio::spawn(async move { app.extract(document, wishes).await });
    Ok(Box::pin(async move {
        match reading.await {
            Ok(Ok(reading)) => {
                let (facts, explanations) = facts(&shared, &reading, least);
                Ok(v1::ExtractStreamResponse {
                    facts,
                    explanations,
                    diagnostics: reading.remarks.iter().map(to_proto::diagnostic).collect(),
                    ..empty
                })
            }
            Ok(Err(error)) if error.is_about_the_document() => {
                Ok(v1::ExtractStreamResponse { rejection: Some(Refusal::from(&error).into()), ..empty })
            }
            Ok(Err(error)) => Err(Refusal::from(&error).into()),
            // The runtime is going down.
            Err(_) => Err(Refusal::shutting_down().into()),
        }
    }))
}

fn read_request(document: Option<v1::Document>, least: Option<f64>) -> Result<(Document, Option<Confidence>), Refusal> {
    let least = least.map(Confidence::new).transpose().map_err(|e| Invalid::form("min_confidence", e))?;
    Ok((read_document(document)?, least))
}

fn wishes(explain: bool, preference: i32) -> Result<Wishes, Refusal> {
    Ok(Wishes { explain, preference: from_proto::preference(preference)? })
}

/// The facts that are sure enough, with the explanations of the same facts.
fn facts(shared: &Shared, reading: &Reading, least: Option<Confidence>) -> (Vec<v1::Fact>, Vec<v1::FactExplanation>) {
    let extractor = shared.app.extractor();
    let (mut facts, mut explanations) = (Vec::new(), Vec::new());
    let told = reading.explanations.iter().map(Some).chain(std::iter::repeat(None));
    for (fact, explanation) in reading.facts.iter().zip(told) {
        if least.is_none_or(|least| fact.confidence() >= least) {
            facts.push(shared.wire.found_fact(fact, &extractor));
            explanations.extend(explanation.map(|it: &Explanation| shared.wire.explanation(fact, it)));
        }
    }
    (facts, explanations)
}
