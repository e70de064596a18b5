//! Where questions are answered: by a server over gRPC, or by the same services in process over a data directory.

use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;
use entente_core::World;
use entente_proto::v1;
use entente_proto::v1::ingest_service_client::IngestServiceClient;
use entente_proto::v1::ingest_service_server::IngestService;
use entente_proto::v1::query_service_client::QueryServiceClient;
use entente_proto::v1::query_service_server::QueryService;
use entente_server::{App, BuiltIn, Config, IngestServer, QueryServer, system_clock};
use entente_store::{EmbeddedLog, Log};
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use crate::exit::Failure;

/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The largest answer that is taken: a page of documents with their texts is large.
const MAX_ANSWER_BYTES: usize = 256 << 20;

/// A server, or the same services in process.
pub(crate) enum Backend {
    /// Over the network.
    Remote {
        /// The questions.
        query: Box<QueryServiceClient<Channel>>,
        /// The documents.
        ingest: Box<IngestServiceClient<Channel>>,
    },
    /// In process.
    Local {
        /// The questions.
        query: QueryServer,
        /// The documents.
        ingest: IngestServer,
        /// What both ask.
        app: Arc<App>,
    },
}

/// One method a call, whichever way.
macro_rules! calls {
    ($($(#[$doc:meta])* $name:ident: $service:ident $Trait:ident $Request:ident -> $Response:ident;)+) => {
        impl Backend {
            $(
                $(#[$doc])*
                ///
                /// # Errors
                /// What the service answers with.
                pub(crate) async fn $name(&mut self, request: v1::$Request) -> Result<v1::$Response, Failure> {
                    let answer = match self {
                        Self::Remote { $service, .. } => $service.$name(request).await,
                        Self::Local { $service, .. } => $Trait::$name($service, tonic::Request::new(request)).await,
                    };
                    answer.map(tonic::Response::into_inner).map_err(|status| failure(&status))
                }
            )+
        }
    };
}

calls! {
    /// One actor.
    get_actor: query QueryService GetActorRequest -> GetActorResponse;
    /// A page of actors.
    list_actors: query QueryService ListActorsRequest -> ListActorsResponse;
    /// One topic.
    get_topic: query QueryService GetTopicRequest -> GetTopicResponse;
    /// A page of topics.
    list_topics: query QueryService ListTopicsRequest -> ListTopicsResponse;
    /// One fact.
    get_fact: query QueryService GetFactRequest -> GetFactResponse;
    /// A page of facts.
    list_facts: query QueryService ListFactsRequest -> ListFactsResponse;
    /// One relation.
    get_relation: query QueryService GetRelationRequest -> GetRelationResponse;
    /// A page of relations.
    list_relations: query QueryService ListRelationsRequest -> ListRelationsResponse;
    /// One document.
    get_document: ingest IngestService GetDocumentRequest -> GetDocumentResponse;
    /// A page of documents.
    list_documents: ingest IngestService ListDocumentsRequest -> ListDocumentsResponse;
}

impl Backend {
    /// A server.
    ///
    /// # Errors
    /// Where it does not answer.
    pub(crate) async fn remote(url: &str) -> Result<Self, Failure> {
        let channel = connect(url).await?;
        Ok(Self::Remote {
            query: Box::new(QueryServiceClient::new(channel.clone()).max_decoding_message_size(MAX_ANSWER_BYTES)),
            ingest: Box::new(IngestServiceClient::new(channel).max_decoding_message_size(MAX_ANSWER_BYTES)),
        })
    }

    /// The services over an app.
    pub(crate) fn local(app: &Arc<App>, config: &Config) -> Self {
        Self::Local {
            query: QueryServer::new(Arc::clone(app), config),
            ingest: IngestServer::new(Arc::clone(app), config),
            app: Arc::clone(app),
        }
    }

    /// Ends what runs in process.
    pub(crate) async fn close(&self) {
        if let Self::Local { app, .. } = self {
            app.close().await;
        }
    }
}

/// Opens the log of the data directory for reading and writing.
///
/// # Errors
/// Where it is in use, of a newer version, damaged, or cannot be made.
pub(crate) fn log(config: &Config) -> Result<Arc<dyn Log>, Failure> {
    Ok(Arc::new(EmbeddedLog::open(&config.data_dir).map_err(Failure::start)?))
}

/// Opens the log of an existing data directory for reading.
///
/// # Errors
/// Where there is none, it is in use, of a newer version, or damaged.
pub(crate) fn read_only_log(config: &Config) -> Result<Arc<dyn Log>, Failure> {
    Ok(Arc::new(EmbeddedLog::open_read_only(&config.data_dir).map_err(Failure::start)?))
}

/// Folds a log and gets ready for documents and questions.
///
/// # Errors
/// Where the log cannot be read or does not fold.
pub(crate) fn open(log: &Arc<dyn Log>, config: &Config) -> Result<Arc<App>, Failure> {
    let reader = BuiltIn::new().preferring(config.ingest.prefer);
    let app = App::open(Arc::clone(log), World::embedded(), Arc::new(reader), config, system_clock());
    Ok(Arc::new(app.map_err(Failure::start)?))
}

/// A connection to a server.
///
/// # Errors
/// Where the URL is none, or nobody answers.
pub(crate) async fn connect(url: &str) -> Result<Channel, Failure> {
    let endpoint = Endpoint::from_shared(with_scheme(url))
        .ok()
        .filter(|endpoint| endpoint.uri().scheme().is_some())
        .ok_or_else(|| Failure::usage(anyhow!("`{url}` is no URL: give http://HOST:PORT")))?;
    endpoint.connect_timeout(CONNECT_TIMEOUT).tcp_nodelay(true).connect().await.map_err(|error| {
        let why = innermost(&error);
        Failure::start(anyhow!(
            "{url} does not answer: {why}: start a server with `entente serve`, or give --server URL"
        ))
    })
}

/// The last cause in a chain of errors: what the operating system said.
fn innermost(error: &dyn std::error::Error) -> String {
    let mut last = error;
    while let Some(source) = last.source() {
        last = source;
    }
    last.to_string()
}

/// An error status in words: reason, message, field, and the ids that may be meant.
pub(crate) fn failure(status: &Status) -> Failure {
    let details = status.get_error_details();
    let mut text = status.message().to_owned();
    let info = details.error_info();
    let reason = info.map_or_else(|| format!("{:?}", status.code()), |info| info.reason.clone());
    let metadata = |key: &str| info.and_then(|info| info.metadata.get(key)).filter(|value| !value.is_empty());
    if let Some(field) = metadata("field").filter(|field| !text.contains(field.as_str())) {
        text.push_str(&format!(" (field `{field}`)"));
    }
    if let Some(nearest) = metadata("nearest").filter(|_| !text.contains("did you mean")) {
        let ids: Vec<_> = nearest.split(',').map(|id| format!("`{id}`")).collect();
        text.push_str(&format!(": did you mean {}?", ids.join(", ")));
    }
    let error = anyhow!("{reason}: {text}");
    // A connection that broke has no details of ours.
    if status.code() == Code::Unavailable && info.is_none() { Failure::start(error) } else { Failure::answered(error) }
}

/// `HOST:PORT` as a URL; anything else as it is.
pub(crate) fn with_scheme(server: &str) -> String {
    let port = server.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    if port && !server.contains("://") { format!("http://{server}") } else { server.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use tonic_types::ErrorDetails;

    use super::*;
    use crate::exit::Exit;

    #[test]
    fn an_error_names_reason_field_and_what_may_be_meant() {
        let metadata = [("field", "filter.topics[0]"), ("id", "galium"), ("nearest", "gallium,gallium-nitride")];
        let metadata: HashMap<String, String> = metadata.map(|(k, v)| (k.into(), v.into())).into();
        let details = ErrorDetails::with_error_info("UNKNOWN_TOPIC_IN_FILTER", "entente.v1", metadata);
        let status = Status::with_error_details(Code::InvalidArgument, "there is no topic `galium`", details);
        let failure = failure(&status);
        assert_eq!(failure.exit, Exit::Answered);
        assert_eq!(
            failure.error.to_string(),
            "UNKNOWN_TOPIC_IN_FILTER: there is no topic `galium` (field `filter.topics[0]`): did you mean `gallium`, `gallium-nitride`?"
        );
    }
}
