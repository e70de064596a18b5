//! Documents into the log, and out of it.

use std::sync::Arc;

use entente_core::DocumentId;
use entente_graph::{KnownDocument, Page};
use entente_proto::v1;
use entente_proto::v1::ingest_service_server::IngestService;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

use super::Shared;
use super::moment::{Wanted, asked_id, position};
use super::stream::{Answer, Ends, answer_in_order};
use crate::app::{App, IngestError, Outcome, Receipt};
use crate::calls::deadline_of;
use crate::config::Config;
use crate::convert::{Invalid, from_proto, to_proto};
use crate::status::Refusal;

/// `entente.v1.IngestService`.
#[derive(Debug, Clone)]
pub struct IngestServer(pub(super) Shared);

impl IngestServer {
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
impl IngestService for IngestServer {
    type IngestStream = ReceiverStream<Result<v1::IngestResponse, Status>>;

    async fn ingest(
        &self,
        request: Request<Streaming<v1::IngestRequest>>,
    ) -> Result<Response<Self::IngestStream>, Status> {
        let ends = Ends { stop: self.0.stop.clone(), deadline: deadline_of(request.extensions()) };
        let app = Arc::clone(&self.0.app);
        let accept = move |index, request| accept(Arc::clone(&app), index, request);
        Ok(Response::new(answer_in_order(request.into_inner(), self.0.stream_window, ends, accept)))
    }

    async fn get_document(
        &self,
        request: Request<v1::GetDocumentRequest>,
    ) -> Result<Response<v1::GetDocumentResponse>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.blocking(move |shared| get(shared, &request)).await?))
    }

    async fn list_documents(
        &self,
        request: Request<v1::ListDocumentsRequest>,
    ) -> Result<Response<v1::ListDocumentsResponse>, Status> {
        let request = request.into_inner();
        Ok(Response::new(self.0.blocking(move |shared| list(shared, request)).await?))
    }

    async fn retract_document(
        &self,
        request: Request<v1::RetractDocumentRequest>,
    ) -> Result<Response<v1::RetractDocumentResponse>, Status> {
        let (id, reason) = read_retraction(request.into_inner())?;
        let position = self.0.app.retract(id, reason).await.map_err(|e| Refusal::from(&e))?;
        Ok(Response::new(v1::RetractDocumentResponse { position: position.0 }))
    }
}

/// The longest reason for a retraction, in bytes.
const MAX_REASON_BYTES: usize = 1_000;

/// Puts one document of a stream on its way. What is wrong with it is its acknowledgement; only what no document after
/// it could escape is an error.
async fn accept(app: Arc<App>, index: u64, request: v1::IngestRequest) -> Result<Answer<v1::IngestResponse>, Status> {
    let document_id = request.document.as_ref().map(|document| document.id.clone()).unwrap_or_default();
    let submitted = match read_document(request.document) {
        Err(refusal) => return Ok(Box::pin(async move { Ok(rejected(index, document_id, refusal)) })),
        Ok(document) => app.submit(document).await,
    };
    match submitted {
        Ok(pending) => Ok(Box::pin(async move { acknowledge(index, document_id, pending.receipt().await) })),
        Err(error) => acknowledge(index, document_id, Err(error)).map(|answer| {
            let answer: Answer<_> = Box::pin(async move { Ok(answer) });
            answer
        }),
    }
}

/// The document of a request.
pub(super) fn read_document(given: Option<v1::Document>) -> Result<entente_core::Document, Refusal> {
    let document = given.ok_or_else(|| Invalid::missing("document"))?;
    Ok(from_proto::document(document).map_err(|e| e.within("document"))?)
}

fn read_retraction(request: v1::RetractDocumentRequest) -> Result<(DocumentId, String), Refusal> {
    let id = DocumentId::new(asked_id(&request.id)?).map_err(|e| Invalid::form("id", e))?;
    match request.reason.len() {
        0 => Err(Invalid::missing("reason").into()),
        1..=MAX_REASON_BYTES => Ok((id, request.reason)),
        bytes => Err(Invalid::form("reason", format!("{bytes} bytes: give at most {MAX_REASON_BYTES}")).into()),
    }
}

fn acknowledge(
    index: u64,
    document_id: String,
    receipt: Result<Receipt, IngestError>,
) -> Result<v1::IngestResponse, Status> {
    match receipt {
        Ok(Receipt { outcome, position, facts, .. }) => {
            let outcome = match outcome {
                Outcome::Stored => v1::IngestOutcome::Stored,
                Outcome::Duplicate => v1::IngestOutcome::Duplicate,
                Outcome::Revised => v1::IngestOutcome::Revised,
            };
            Ok(v1::IngestResponse {
                index,
                document_id,
                outcome: outcome as i32,
                position: position.0,
                fact_count: to_proto::count(facts),
                rejection: None,
            })
        }
        Err(error) if error.is_about_the_document() => Ok(rejected(index, document_id, Refusal::from(&error))),
        Err(error) => Err(Refusal::from(&error).into()),
    }
}

fn rejected(index: u64, document_id: String, refusal: Refusal) -> v1::IngestResponse {
    v1::IngestResponse {
        index,
        document_id,
        outcome: v1::IngestOutcome::Rejected as i32,
        position: 0,
        fact_count: 0,
        rejection: Some(refusal.into()),
    }
}

fn get(shared: &Shared, request: &v1::GetDocumentRequest) -> Result<v1::GetDocumentResponse, Refusal> {
    let id = asked_id(&request.id)?;
    let id = DocumentId::new(id).map_err(|e| Invalid::form("id", e))?;
    let at = position(&shared.app.graph(), request.read.as_ref())?;
    let (document, known) = shared.app.document(id.as_str(), at).map_err(|e| Refusal::from(&e))?;
    Ok(v1::GetDocumentResponse { document: Some(to_proto::document_record(&known, Some(&document))), position: at.0 })
}

fn list(shared: &Shared, mut request: v1::ListDocumentsRequest) -> Result<v1::ListDocumentsResponse, Refusal> {
    from_proto::short_list("sources", request.sources.len())?;
    let graph = shared.app.graph();
    let wanted = Wanted::take(shared, &graph, &mut request)?;
    let mut found = graph.documents(&request.sources, &wanted.page, wanted.at)?;
    if request.include_text {
        let fitting = fitting(&found.items, shared.page_text_bytes);
        if fitting < found.items.len() {
            found = graph.documents(&request.sources, &Page { limit: fitting, ..wanted.page.clone() }, wanted.at)?;
        }
    }
    drop(graph);
    let record = |known: &KnownDocument| {
        let text = request.include_text.then(|| shared.app.text_of(known)).transpose();
        text.map(|text| to_proto::document_record(known, text.as_ref())).map_err(|e| Refusal::from(&e))
    };
    Ok(v1::ListDocumentsResponse {
        documents: found.items.iter().map(record).collect::<Result<_, _>>()?,
        next_page_token: wanted.next_token(found.next),
        position: wanted.at.0,
    })
}

/// How many documents have texts that are together no longer than `bytes`; at least one.
fn fitting(documents: &[KnownDocument], bytes: usize) -> usize {
    let mut total = 0_usize;
    let fits = documents.iter().take_while(|known| {
        total = total.saturating_add(known.state.text_bytes);
        total <= bytes
    });
    fits.count().max(1)
}
